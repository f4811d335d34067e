-- Hosts of whom whoever handles payments has said whether they can be paid out.
CREATE TABLE payout_accounts (
    host TEXT PRIMARY KEY,
    ready BIGINT NOT NULL
);
