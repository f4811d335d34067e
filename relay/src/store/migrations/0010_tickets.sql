-- What is sold for a space that is to come. Its host may go; what was bought stays.
CREATE TABLE sales (
    space TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    title TEXT NOT NULL,
    currency TEXT NOT NULL,
    -- The window, and as it was typed by the clocks of the space's zone.
    opens_at BIGINT,
    closes_at BIGINT,
    opens TEXT,
    closes TEXT,
    starts_at BIGINT NOT NULL,
    refund_min BIGINT NOT NULL,
    -- It was moved: until then a ticket can be returned, whatever refund_min says.
    free_until BIGINT,
    preview_s BIGINT NOT NULL,
    -- open | calling_off: everybody's money goes back | called_off: it went | over: the space was
    -- | settled: and its host was paid out
    state TEXT NOT NULL,
    -- The audience was let in.
    began BIGINT NOT NULL,
    over_at BIGINT
);
CREATE INDEX sales_state ON sales (state);
CREATE INDEX sales_host ON sales (host);

-- A kind of ticket. Held and sold together are never above what there is.
CREATE TABLE tiers (
    id TEXT PRIMARY KEY,
    space TEXT NOT NULL REFERENCES sales (space) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    price BIGINT NOT NULL,
    number BIGINT NOT NULL,
    held BIGINT NOT NULL,
    sold BIGINT NOT NULL,
    CHECK (held >= 0 AND sold >= 0 AND held + sold <= number)
);
CREATE INDEX tiers_space ON tiers (space, place);

CREATE TABLE codes (
    space TEXT NOT NULL REFERENCES sales (space) ON DELETE CASCADE,
    code TEXT NOT NULL,
    place BIGINT NOT NULL,
    percent_off BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (space, code),
    CHECK (used >= 0 AND used <= uses)
);

-- One purchase.
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    buyer TEXT NOT NULL,
    -- Chosen by the buyer: the same again is the same order.
    key TEXT NOT NULL,
    space TEXT NOT NULL,
    tier TEXT NOT NULL,
    host TEXT NOT NULL,
    currency TEXT NOT NULL,
    price BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    code TEXT,
    -- held | lapsed | seated | returned
    state TEXT NOT NULL,
    held_until BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    -- The payment that bought the seat.
    paid_by TEXT,
    UNIQUE (buyer, key)
);
CREATE INDEX orders_held ON orders (state, held_until);
CREATE INDEX orders_space ON orders (space, state, id);

-- Whoever has a seat, or one that is held: one each.
CREATE TABLE places (
    space TEXT NOT NULL,
    person TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (space, person)
);

-- One try to pay.
CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    -- asked | started | paid | failed | refunding | refunded | disputed | disputed_owed
    state TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- Where the buyer pays, as the provider said.
    pay_at TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX payments_order ON payments (order_id, id);
CREATE INDEX payments_state ON payments (state, at);

CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    space TEXT NOT NULL,
    holder TEXT NOT NULL,
    -- good | returned | transferred | disputed
    state TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    -- Whether it came from somebody who had bought it.
    passed_on BIGINT NOT NULL
);
CREATE INDEX tickets_order ON tickets (order_id);
CREATE INDEX tickets_holder ON tickets (holder);
CREATE INDEX tickets_space ON tickets (space, state);

-- Who waits for a seat, in the order in which they came.
CREATE TABLE waiting (
    tier TEXT NOT NULL,
    person TEXT NOT NULL,
    -- Counts up.
    turn BIGINT NOT NULL,
    PRIMARY KEY (tier, person)
);

-- The books: double entry, never changed. Each posting sums to zero in its currency.
CREATE TABLE entries (
    -- Of the payment and of what happened to it: nothing is booked twice.
    posting TEXT NOT NULL,
    -- provider | platform | host | owed: money that goes back to buyers
    account TEXT NOT NULL,
    -- Of host: whose.
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    payment TEXT NOT NULL,
    space TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (posting, account)
);
CREATE INDEX entries_owner ON entries (owner, currency, posting);

-- What the provider is to do: written with the decision, gone when it was done.
CREATE TABLE provider_calls (
    id TEXT PRIMARY KEY,
    -- start | refund
    kind TEXT NOT NULL,
    payment TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    tries BIGINT NOT NULL
);
CREATE INDEX provider_calls_next ON provider_calls (next_at);

-- What the provider has told, so that nothing is taken twice.
CREATE TABLE provider_events (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

-- The wallet: a provider of play money, with books of its own.
CREATE TABLE wallet_payments (
    id TEXT PRIMARY KEY,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- open | declined | settling | paid | refunded | disputed
    state TEXT NOT NULL,
    settles_at BIGINT
);
CREATE INDEX wallet_payments_settling ON wallet_payments (state, settles_at);

-- What the wallet has to tell.
CREATE TABLE wallet_events (
    id TEXT PRIMARY KEY,
    -- A payment, or a space of which its host is paid out.
    payment TEXT NOT NULL,
    -- paid | failed | refunded | disputed | dispute_won | paid_out
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    at BIGINT NOT NULL
);
