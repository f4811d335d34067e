//! The same for what is sold, bought and earned.

use super::{attendee, same, same_secret};
use crate::wire::read::*;
use causerie_shared::{
    fault::Fault,
    ticket::{
        Book, CardAnswer, CodeBook, Earned, Earnings, EntryKind, FeeStep, Order, OrderState,
        Payment, PaymentState, PayoutAccount, Sale, SaleState, SellingTerms, Shop, Sold, SoldList,
        SpaceEarnings, Statement, StatementLine, Ticket, TicketList, TicketState, TicketToken,
        Tier, TierBook, Waiting,
    },
    ticket_fault::TicketFault,
};

fn order(state: OrderState, payment: Option<PaymentState>, with: bool) -> Order {
    Order {
        id: OrderId::from_bits(5),
        space: SpaceId::from_bits(9),
        title: "Late songs".parse().unwrap(),
        tier: TierId::from_bits(3),
        tier_name: "Seat".parse().unwrap(),
        currency: Currency::EUR,
        price: 1_250,
        discount: 250,
        total: 1_000,
        fee: 100,
        made_at: UnixMs(1),
        state,
        held_until: UnixMs(600_001),
        payment: payment
            .map(|state| Payment { state, at: with.then(|| "/api/wallet/payments/1".to_owned()) }),
        ticket: with.then(|| TicketId::from_bits(6)),
        offered: with,
        test: with,
    }
}

fn ticket(state: TicketState, with: bool) -> Ticket {
    Ticket {
        id: TicketId::from_bits(6),
        order: OrderId::from_bits(5),
        space: SpaceId::from_bits(9),
        title: "Late songs".parse().unwrap(),
        host: attendee(with),
        starts_at: UnixMs(8),
        tier_name: "Seat".parse().unwrap(),
        currency: "JPY".parse().unwrap(),
        total: 1_000,
        fee: 100,
        bought_at: UnixMs(2),
        state,
        return_until: with.then_some(UnixMs(9)),
        may_transfer: !with,
        is_gift: with,
        test: with,
    }
}

#[test]
fn everything_about_tickets_reads_as_the_relay_writes_it() {
    let tier = TierId::from_bits(3);
    for (state, with) in [
        (SaleState::Open, true),
        (SaleState::NotYet, false),
        (SaleState::Closed, true),
        (SaleState::CalledOff, false),
    ] {
        let name = "Seat".parse().unwrap();
        same(Shop {
            sale: Sale {
                space: SpaceId::from_bits(9),
                currency: Currency::EUR,
                tiers: vec![Tier { id: tier, name, price: 1_250, number: 20, left: 4 }],
                opens_at: with.then_some(UnixMs(1)),
                closes_at: with.then_some(UnixMs(2)),
                refund_until: UnixMs(3),
                preview_s: 30,
                held_s: 600,
                state,
                takes_codes: with,
                test: !with,
            },
            ticket: with.then(|| ticket(TicketState::Good, with)),
            order: with.then(|| order(OrderState::Held, None, with)),
            waiting: with.then_some(Waiting { tier, place: 2 }),
            book: with.then(|| Book {
                tiers: vec![TierBook { sold: 1, held: 2, waiting: 3 }],
                codes: vec![CodeBook { code: "EARLY".into(), percent_off: 20, uses: 9, used: 1 }],
                taken: 1_000,
                fees: 100,
                opens: Some("2026-12-01T20:30".into()),
                closes: None,
                refund_min: 60,
            }),
        });
    }
    let payments = [
        PaymentState::Asked,
        PaymentState::Started,
        PaymentState::Paid,
        PaymentState::Failed,
        PaymentState::Refunding,
        PaymentState::Refunded,
        PaymentState::Disputed,
    ];
    for state in [OrderState::Held, OrderState::Lapsed, OrderState::Seated, OrderState::Returned] {
        for payment in payments.map(Some).into_iter().chain([None]) {
            same(order(state, payment, payment.is_none()));
            same(order(state, payment, payment.is_some()));
        }
        let buyer = "ben".parse().ok().filter(|_| state == OrderState::Seated);
        let sold = Sold {
            order: OrderId::from_bits(5),
            buyer,
            holder: "cat".parse().ok().filter(|_| state != OrderState::Seated),
            person: PersonId::from_bits(1),
            tier_name: "Seat".parse().unwrap(),
            total: 1_000,
            fee: 100,
            at: UnixMs(2),
            state,
        };
        same(SoldList { sold: vec![sold], after: Some("1.7".into()) });
    }
    let states =
        [TicketState::Good, TicketState::Returned, TicketState::Transferred, TicketState::Disputed];
    for with in [false, true] {
        same(TicketList {
            tickets: states.map(|state| ticket(state, with)).to_vec(),
            orders: if with { vec![order(OrderState::Held, None, with)] } else { Vec::new() },
        });
    }
    for answer in
        [CardAnswer::Paid, CardAnswer::Declined, CardAnswer::Confirm, CardAnswer::Settling]
    {
        same(answer);
    }
    same_secret(&TicketToken { token: "a.b.c".into() });
}

#[test]
fn what_is_earned_reads_also_where_it_is_less_than_nothing() {
    let (space, currency) = (SpaceId::from_bits(9), Currency::EUR);
    let title = "Late songs".parse().unwrap();
    same(Earnings {
        currencies: vec![Earned {
            currency,
            taken: -1,
            fees: 0,
            pending: i64::MAX,
            paid_out: -900,
        }],
        spaces: vec![SpaceEarnings {
            space,
            title,
            starts_at: UnixMs(8),
            currency,
            sold: 2,
            taken: 2_500,
            fees: -250,
        }],
        account: true,
        terms: SellingTerms {
            fees: vec![FeeStep { from_units: 0, basis_points: 300 }],
            price_least: 1,
            price_most: 999,
        },
        test: true,
    });
    same(PayoutAccount { ready: true, go: None });
    same(PayoutAccount { ready: false, go: Some("https://pay.example/a".into()) });
    let line = |of, amount| StatementLine {
        at: UnixMs(1),
        of,
        space: (of != EntryKind::Payout).then_some(space),
        title: (of == EntryKind::Sale).then(|| "Late songs".parse().unwrap()),
        currency,
        amount,
    };
    same(Statement {
        lines: vec![
            line(EntryKind::Sale, 1_125),
            line(EntryKind::Unseated, 0),
            line(EntryKind::Refund, -1_125),
            line(EntryKind::RefundDone, 0),
            line(EntryKind::Dispute, i64::MIN),
            line(EntryKind::DisputeWon, 1_125),
            line(EntryKind::Payout, -1_125),
        ],
        after: None,
    });
}

#[test]
fn a_program_without_pages_of_tickets_reads_what_the_door_refuses_and_no_more() {
    same(Fault::from(TicketFault::Needed));
    let sold_out = serde_json::to_string(&Fault::from(TicketFault::SoldOut)).unwrap();
    assert_eq!(read::<Fault>(&sold_out), None);
}
