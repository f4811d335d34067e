-- Hosts of whom somebody who handles payments has said whether they can be paid out.
CREATE TABLE payout_accounts (
    host TEXT NOT NULL,
    provider TEXT NOT NULL,
    ready BIGINT NOT NULL,
    PRIMARY KEY (host, provider)
);

-- Whoever wanted it has no account any more: money that comes goes back.
ALTER TABLE orders ADD COLUMN forsaken BIGINT NOT NULL DEFAULT 0;

-- From here on a payment may also be on_its_way, and the wallet tells it so.
