-- What people report to those who administer the relay.
CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    space TEXT NOT NULL,
    title TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Milliseconds since the space began.
    moment BIGINT NOT NULL,
    -- Who reported. No references: guests have no row, and names are as they were then.
    by_person TEXT,
    by_name TEXT,
    by_handle TEXT,
    of_person TEXT NOT NULL,
    of_name TEXT NOT NULL,
    of_handle TEXT,
    concern TEXT NOT NULL,
    note TEXT,
    -- The line of the chat that it is about.
    line TEXT,
    closed_at BIGINT,
    closed_by TEXT
);
CREATE INDEX reports_open ON reports (closed_at, at, id);
CREATE INDEX reports_by ON reports (by_person);
CREATE INDEX reports_of ON reports (of_person);
