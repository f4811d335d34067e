-- Whom hosts want on stage with them, in a space that is to come.
CREATE TABLE invitations (
    announcement TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- co_host | speaker
    role TEXT NOT NULL,
    -- awaited | accepted | declined | seated: they accepted, and have had their seat
    state TEXT NOT NULL,
    -- When they were invited to this role.
    at BIGINT NOT NULL,
    -- Whether their reminder is there because they accepted.
    reminds BIGINT NOT NULL,
    PRIMARY KEY (announcement, person)
);
CREATE INDEX invitations_person ON invitations (person);
