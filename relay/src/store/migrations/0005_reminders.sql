-- Who asked to be reminded of an announced space, and of what people were told.
CREATE TABLE reminders (
    announcement TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- Milliseconds before the beginning.
    lead BIGINT NOT NULL,
    -- When they are to be told that it is near; nothing once they were, or when it was too late to.
    due_at BIGINT,
    PRIMARY KEY (announcement, person)
);
CREATE INDEX reminders_due ON reminders (due_at, announcement);
CREATE INDEX reminders_person ON reminders (person);

-- What everybody who asked is still to be told of a space, and how far down the list that is done.
CREATE TABLE announcement_news (
    announcement TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    -- begun | moved | cancelled | missed
    occasion TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- People up to this one have been told.
    told_to TEXT NOT NULL,
    PRIMARY KEY (announcement, occasion, starts_at)
);

CREATE TABLE notifications (
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- soon | begun | moved | cancelled | missed
    occasion TEXT NOT NULL,
    space TEXT NOT NULL,
    title TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    -- Of one thing nobody is told twice.
    PRIMARY KEY (person, space, occasion, starts_at)
);
CREATE INDEX notifications_person ON notifications (person, at);
CREATE INDEX notifications_at ON notifications (at);
