-- What was said in a space, a row for each stretch of speech.
CREATE TABLE said (
    space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
    -- Counts up within a space.
    number BIGINT NOT NULL,
    voice BIGINT NOT NULL,
    -- Who said it, with an account or without.
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    -- In milliseconds since the space went live.
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    -- When it was written down: what is old goes.
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    -- Whether somebody put it right.
    edited BIGINT NOT NULL,
    PRIMARY KEY (space, number)
);
CREATE INDEX said_person ON said (person, space, number);
CREATE INDEX said_at ON said (at);

-- How people with an account want to read, as JSON.
CREATE TABLE caption_styles (
    person TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    style TEXT NOT NULL
);
