-- Columns are BIGINT, TEXT and bytes alone, so that both engines read them alike. Ids are UUIDs as
-- text, moments Unix milliseconds, truth 0 or 1. BYTES is written as the engine calls it.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    -- What the handle looks like: no two people have handles that look the same.
    skeleton TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    biography TEXT NOT NULL,
    -- A JSON list of URLs.
    links TEXT NOT NULL,
    -- The name of a row in avatars.
    avatar TEXT,
    administrator BIGINT NOT NULL,
    -- Kept in the transaction that changes follows.
    followers BIGINT NOT NULL,
    following BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- How somebody proves who they are: a password, passkeys, and room for OpenID Connect.
CREATE TABLE identities (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- password | passkey
    kind TEXT NOT NULL,
    -- Who it is within its kind: the person's id, or the credential's.
    subject TEXT NOT NULL,
    -- An Argon2 hash, or a passkey's public half.
    proof TEXT NOT NULL,
    -- What its owner calls it.
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (kind, subject)
);
CREATE INDEX identities_person ON identities (person);

CREATE TABLE recovery_codes (
    hash TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE
);
CREATE INDEX recovery_codes_person ON recovery_codes (person);

CREATE TABLE sessions (
    -- SHA-256 of the token; the token itself is the browser's alone.
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- The browser, as it calls itself.
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE follows (
    follower TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    followed TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    PRIMARY KEY (follower, followed)
);
CREATE INDEX follows_followed ON follows (followed, at, follower);
CREATE INDEX follows_follower ON follows (follower, at, followed);

CREATE TABLE blocks (
    blocker TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    blocked TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    PRIMARY KEY (blocker, blocked)
);
CREATE INDEX blocks_blocked ON blocks (blocked);

CREATE TABLE avatars (
    name TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- The media type of each size: whichever kind is smaller.
    large_kind TEXT NOT NULL,
    large BYTES NOT NULL,
    small_kind TEXT NOT NULL,
    small BYTES NOT NULL
);
CREATE INDEX avatars_person ON avatars (person);

CREATE TABLE spaces (
    id TEXT PRIMARY KEY,
    -- Whose space it is. No reference: guests have no row.
    host TEXT NOT NULL,
    live BIGINT NOT NULL,
    -- Whether lists and search may name it.
    listed BIGINT NOT NULL,
    since BIGINT NOT NULL,
    -- The SpaceView as JSON.
    view TEXT NOT NULL,
    next_voice BIGINT NOT NULL,
    -- Whether two packets of 20 ms leave together.
    pairs BIGINT NOT NULL
);
CREATE INDEX spaces_live ON spaces (live, since);
CREATE INDEX spaces_host ON spaces (host, since);
