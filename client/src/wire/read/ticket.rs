//! What is sold, bought and earned.

use super::{Json, Read};
use causerie_shared::ticket::{
    Book, CardAnswer, CodeBook, Earned, Earnings, EntryKind, FeeStep, Order, OrderState, Payment,
    PaymentState, PayoutAccount, Sale, SaleState, SellingTerms, Shop, Sold, SoldList,
    SpaceEarnings, Statement, StatementLine, Ticket, TicketList, TicketState, TicketToken, Tier,
    TierBook, Waiting,
};

fields! {
    Shop { sale, ticket, order, waiting, book }
    Sale {
        space, currency, tiers, opens_at, closes_at, refund_until, preview_s, held_s, state,
        takes_codes, test
    }
    Tier { id, name, price, number, left }
    Waiting { tier, place }
    Book { tiers, codes, taken, fees, opens, closes, refund_min }
    TierBook { sold, held, waiting }
    CodeBook { code, percent_off, uses, used }
    Order {
        id, space, title, tier, tier_name, currency, price, discount, total, fee, made_at, state,
        held_until, payment, ticket, offered, test
    }
    Payment { state, at }
    Ticket {
        id, order, space, title, host, starts_at, tier_name, currency, total, fee, bought_at, state,
        return_until, may_transfer, is_gift, test
    }
    TicketList { tickets, orders }
    TicketToken { token }
    SoldList { sold, after }
    Sold { order, buyer, holder, person, tier_name, total, fee, at, state }
    Earnings { currencies, spaces, account, terms, test }
    SellingTerms { fees, price_least, price_most }
    FeeStep { from_units, basis_points }
    PayoutAccount { ready, go }
    Earned { currency, taken, fees, pending, paid_out }
    SpaceEarnings { space, title, starts_at, currency, sold, taken, fees }
    Statement { lines, after }
    StatementLine { at, of, space, title, currency, amount }
}

variants! {
    SaleState {
        "open" => Open,
        "not_yet" => NotYet,
        "closed" => Closed,
        "called_off" => CalledOff,
    }
    OrderState {
        "held" => Held,
        "lapsed" => Lapsed,
        "seated" => Seated,
        "returned" => Returned,
    }
    PaymentState {
        "asked" => Asked,
        "started" => Started,
        "paid" => Paid,
        "failed" => Failed,
        "refunding" => Refunding,
        "refunded" => Refunded,
        "disputed" => Disputed,
    }
    CardAnswer {
        "paid" => Paid,
        "declined" => Declined,
        "confirm" => Confirm,
        "settling" => Settling,
    }
    TicketState {
        "good" => Good,
        "returned" => Returned,
        "transferred" => Transferred,
        "disputed" => Disputed,
    }
    EntryKind {
        "sale" => Sale,
        "unseated" => Unseated,
        "refund" => Refund,
        "refund_done" => RefundDone,
        "dispute" => Dispute,
        "dispute_won" => DisputeWon,
        "payout" => Payout,
    }
}
