-- The row id is made from the id (store/search.rs). Words are folded before they come here.
CREATE TABLE space_search (
    rowid BIGINT PRIMARY KEY,
    id TEXT NOT NULL,
    words TEXT NOT NULL,
    found TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
);
CREATE INDEX space_search_found ON space_search USING GIN (found);
CREATE TABLE people_search (
    rowid BIGINT PRIMARY KEY,
    id TEXT NOT NULL,
    words TEXT NOT NULL,
    found TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
);
CREATE INDEX people_search_found ON people_search USING GIN (found);
