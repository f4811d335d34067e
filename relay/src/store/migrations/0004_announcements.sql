-- Spaces that are to come. The id is the one that the space has once it begins.
CREATE TABLE announcements (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- draft | announced | begun | cancelled | missed
    state TEXT NOT NULL,
    -- Why it was cancelled.
    reason TEXT,
    -- Whether lists may name it.
    listed BIGINT NOT NULL,
    guests BIGINT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    -- A JSON list.
    topics TEXT NOT NULL,
    language TEXT,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    -- An IANA name, and what its clocks show at both moments.
    zone TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT,
    -- Counts up with every change.
    edition BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX announcements_state ON announcements (state, listed, starts_at, id);
CREATE INDEX announcements_host ON announcements (host, state, starts_at, id);

-- What they are about, in the form in which topics are compared.
CREATE TABLE announcement_topics (
    announcement TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    PRIMARY KEY (topic, announcement)
);
CREATE INDEX announcement_topics_announcement ON announcement_topics (announcement);
