-- Who is reminded may be a browser that nobody has signed in with, and is in no table of people then.
CREATE TABLE reminders_of_all (
    announcement TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    -- A person's id, or that of a browser.
    person TEXT NOT NULL,
    -- Milliseconds before the beginning.
    lead BIGINT NOT NULL,
    -- When they are to be told that it is near; nothing once they were, or when it was too late to.
    due_at BIGINT,
    PRIMARY KEY (announcement, person)
);
INSERT INTO reminders_of_all (announcement, person, lead, due_at)
    SELECT announcement, person, lead, due_at FROM reminders;
DROP TABLE reminders;
ALTER TABLE reminders_of_all RENAME TO reminders;
CREATE INDEX reminders_due ON reminders (due_at, announcement);
CREATE INDEX reminders_person ON reminders (person);

CREATE TABLE notifications_of_all (
    person TEXT NOT NULL,
    -- soon | begun | moved | cancelled | missed | live
    occasion TEXT NOT NULL,
    space TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Who is live, of those who are told that somebody is.
    host TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    -- Of one thing nobody is told twice.
    PRIMARY KEY (person, space, occasion, starts_at)
);
INSERT INTO notifications_of_all (person, occasion, space, title, host, starts_at, at, read_at)
    SELECT person, occasion, space, title, '', starts_at, at, read_at FROM notifications;
DROP TABLE notifications;
ALTER TABLE notifications_of_all RENAME TO notifications;
CREATE INDEX notifications_person ON notifications (person, at);
CREATE INDEX notifications_at ON notifications (at);
CREATE INDEX notifications_host ON notifications (host) WHERE host <> '';

-- How somebody is reminded, where that is not as for everybody.
CREATE TABLE wishes (
    person TEXT PRIMARY KEY,
    -- Minutes before the beginning, where they say nothing else.
    lead BIGINT NOT NULL,
    -- Counts up when the secret address of their calendar is made anew.
    calendar BIGINT NOT NULL
);

-- Browsers that take messages while no page is open (RFC 8030).
CREATE TABLE push_subscriptions (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    -- Of whoever has an account: the session with which it ends.
    session TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL UNIQUE,
    -- The browser's key and secret (RFC 8291), as it gave them.
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    -- Of whoever reads it: en | fr, and an IANA name.
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX push_subscriptions_person ON push_subscriptions (person);
CREATE INDEX push_subscriptions_session ON push_subscriptions (session);

-- Where people want letters, once they said so from there.
CREATE TABLE addresses (
    person TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT
);

-- What is on its way to somewhere else: written with the decision, gone when it has arrived.
CREATE TABLE outbox (
    -- Of channel, target, occasion, space, beginning, and when it was told.
    id TEXT PRIMARY KEY,
    -- push | mail
    channel TEXT NOT NULL,
    -- A subscription's id; a person's.
    target TEXT NOT NULL,
    -- As in notifications, or confirm: an address that is to be confirmed.
    occasion TEXT NOT NULL,
    space TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    -- The moment it is about, and when it is tried next.
    at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    -- Whether this relay has it in hand.
    in_hand BIGINT NOT NULL
);
CREATE INDEX outbox_next ON outbox (channel, in_hand, next_at);
CREATE INDEX outbox_target ON outbox (target);

-- Who is live, for those who follow them: how far down the list that was told.
CREATE TABLE live_news (
    space TEXT PRIMARY KEY,
    host TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    at BIGINT NOT NULL,
    told_to TEXT NOT NULL,
    -- Everybody was told. The row stays while the space is on air, so that nobody is told again.
    done BIGINT NOT NULL
);
