//! Tickets as they travel: what is sold, bought, held and earned.

use super::{NOW, attendee, person, space, view, wire};
use causerie_shared::{
    fault::Fault,
    id::{OrderId, TicketId, TierId},
    money::Currency,
    stage::Notice,
    ticket::{
        Book, CardAnswer, CodeBook, Earned, Earnings, EntryKind, FeeStep, Order, OrderState,
        PayWithCard, Payment, PaymentState, PlaceOrder, Sale, SaleState, SellingTerms, SetCode,
        SetTickets, SetTier, Shop, Sold, SoldList, SpaceEarnings, Statement, StatementLine, Ticket,
        TicketList, TicketState, TicketToken, Tier, TierBook, Transfer, Waiting,
    },
    ticket_fault::TicketFault,
    time::UnixMs,
    view::{SpaceView, Ticketing},
};

fn tier() -> TierId {
    TierId::v7(NOW.0, 4)
}

fn order_id() -> OrderId {
    OrderId::v7(NOW.0, 5)
}

fn ticket_id() -> TicketId {
    TicketId::v7(NOW.0, 6)
}

fn sale() -> Sale {
    Sale {
        space: space(),
        currency: Currency::EUR,
        tiers: vec![Tier {
            id: tier(),
            name: "Seat".parse().unwrap(),
            price: 1_250,
            number: 20,
            left: 4,
        }],
        opens_at: None,
        closes_at: None,
        refund_until: NOW,
        preview_s: 0,
        held_s: 600,
        state: SaleState::Open,
        takes_codes: false,
        test: true,
    }
}

fn order() -> Order {
    Order {
        id: order_id(),
        space: space(),
        title: "Evening talk".parse().unwrap(),
        tier: tier(),
        tier_name: "Seat".parse().unwrap(),
        currency: Currency::EUR,
        price: 1_250,
        discount: 250,
        total: 1_000,
        fee: 100,
        made_at: NOW,
        state: OrderState::Held,
        held_until: UnixMs(NOW.0 + 600_000),
        payment: None,
        ticket: None,
        offered: false,
        test: true,
    }
}

fn ticket() -> Ticket {
    Ticket {
        id: ticket_id(),
        order: order_id(),
        space: space(),
        title: "Evening talk".parse().unwrap(),
        host: attendee(),
        starts_at: NOW,
        tier_name: "Seat".parse().unwrap(),
        currency: Currency::EUR,
        total: 1_000,
        fee: 100,
        bought_at: NOW,
        state: TicketState::Good,
        return_until: Some(NOW),
        may_transfer: false,
        is_gift: false,
        test: true,
    }
}

#[test]
fn what_is_offered() {
    let set = SetTickets {
        currency: "EUR".into(),
        tiers: vec![SetTier { id: None, name: "Seat".into(), price: "12.50".into(), number: 20 }],
        ..SetTickets::default()
    };
    let whole = SetTickets {
        tiers: vec![SetTier { id: Some(tier()), ..set.tiers[0].clone() }],
        opens: Some("2026-12-01T20:30".into()),
        closes: Some("2026-12-02T20:30".into()),
        refund_min: 60,
        preview_s: 30,
        codes: vec![SetCode { code: "EARLY".into(), percent_off: 20, uses: 9 }],
        ..set.clone()
    };
    insta::assert_snapshot!(wire(&[set, whole]), @r#"
        {"currency":"EUR","tiers":[{"name":"Seat","price":"12.50","number":20}],"refund_min":0,"preview_s":0}
        {"currency":"EUR","tiers":[{"id":"01a17720-ca00-7000-8000-000000000004","name":"Seat","price":"12.50","number":20}],"opens":"2026-12-01T20:30","closes":"2026-12-02T20:30","refund_min":60,"preview_s":30,"codes":[{"code":"EARLY","percent_off":20,"uses":9}]}
        "#);
    let waiting = Some(Waiting { tier: tier(), place: 2 });
    let shop = Shop { sale: sale(), ticket: None, order: None, waiting, book: None };
    let whole = Sale {
        opens_at: Some(NOW),
        closes_at: Some(NOW),
        preview_s: 30,
        takes_codes: true,
        test: false,
        ..sale()
    };
    let book = Book {
        tiers: vec![TierBook { sold: 1, held: 2, waiting: 3 }],
        codes: vec![CodeBook { code: "EARLY".into(), percent_off: 20, uses: 9, used: 1 }],
        taken: 1_000,
        fees: 100,
        opens: Some("2026-12-01T20:30".into()),
        closes: None,
        refund_min: 60,
    };
    let whole = Shop {
        sale: whole,
        ticket: Some(ticket()),
        order: Some(order()),
        waiting: None,
        book: Some(book),
    };
    insta::assert_snapshot!(wire(&[shop, whole]), @r#"
        {"sale":{"space":"01a17720-ca00-7000-8000-000000000007","currency":"EUR","tiers":[{"id":"01a17720-ca00-7000-8000-000000000004","name":"Seat","price":1250,"number":20,"left":4}],"refund_until":1793000000000,"preview_s":0,"held_s":600,"state":"open","takes_codes":false,"test":true},"waiting":{"tier":"01a17720-ca00-7000-8000-000000000004","place":2}}
        {"sale":{"space":"01a17720-ca00-7000-8000-000000000007","currency":"EUR","tiers":[{"id":"01a17720-ca00-7000-8000-000000000004","name":"Seat","price":1250,"number":20,"left":4}],"opens_at":1793000000000,"closes_at":1793000000000,"refund_until":1793000000000,"preview_s":30,"held_s":600,"state":"open","takes_codes":true,"test":false},"ticket":{"id":"01a17720-ca00-7000-8000-000000000006","order":"01a17720-ca00-7000-8000-000000000005","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","host":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"starts_at":1793000000000,"tier_name":"Seat","currency":"EUR","total":1000,"fee":100,"bought_at":1793000000000,"state":"good","return_until":1793000000000,"may_transfer":false,"is_gift":false,"test":true},"order":{"id":"01a17720-ca00-7000-8000-000000000005","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","tier":"01a17720-ca00-7000-8000-000000000004","tier_name":"Seat","currency":"EUR","price":1250,"discount":250,"total":1000,"fee":100,"made_at":1793000000000,"state":"held","held_until":1793000600000,"offered":false,"test":true},"book":{"tiers":[{"sold":1,"held":2,"waiting":3}],"codes":[{"code":"EARLY","percent_off":20,"uses":9,"used":1}],"taken":1000,"fees":100,"opens":"2026-12-01T20:30","refund_min":60}}
        "#);
    insta::assert_snapshot!(wire(&[
        SaleState::Open,
        SaleState::NotYet,
        SaleState::Closed,
        SaleState::CalledOff,
    ]), @r#"
        "open"
        "not_yet"
        "closed"
        "called_off"
        "#);
}

#[test]
fn what_is_bought() {
    let key = "0123456789abcdef".to_owned();
    insta::assert_snapshot!(wire(&[
        PlaceOrder { tier: tier(), code: None, key: key.clone() },
        PlaceOrder { tier: tier(), code: Some("early".into()), key },
    ]), @r#"
        {"tier":"01a17720-ca00-7000-8000-000000000004","key":"0123456789abcdef"}
        {"tier":"01a17720-ca00-7000-8000-000000000004","code":"early","key":"0123456789abcdef"}
        "#);
    let at = Some("/api/wallet/payments/1".to_owned());
    let paid = |state, at| Order { payment: Some(Payment { state, at }), ..order() };
    insta::assert_snapshot!(wire(&[
        order(),
        paid(PaymentState::Asked, None),
        paid(PaymentState::Started, at),
        Order {
            state: OrderState::Seated,
            ticket: Some(ticket_id()),
            ..paid(PaymentState::Paid, None)
        },
    ]), @r#"
        {"id":"01a17720-ca00-7000-8000-000000000005","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","tier":"01a17720-ca00-7000-8000-000000000004","tier_name":"Seat","currency":"EUR","price":1250,"discount":250,"total":1000,"fee":100,"made_at":1793000000000,"state":"held","held_until":1793000600000,"offered":false,"test":true}
        {"id":"01a17720-ca00-7000-8000-000000000005","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","tier":"01a17720-ca00-7000-8000-000000000004","tier_name":"Seat","currency":"EUR","price":1250,"discount":250,"total":1000,"fee":100,"made_at":1793000000000,"state":"held","held_until":1793000600000,"payment":{"state":"asked"},"offered":false,"test":true}
        {"id":"01a17720-ca00-7000-8000-000000000005","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","tier":"01a17720-ca00-7000-8000-000000000004","tier_name":"Seat","currency":"EUR","price":1250,"discount":250,"total":1000,"fee":100,"made_at":1793000000000,"state":"held","held_until":1793000600000,"payment":{"state":"started","at":"/api/wallet/payments/1"},"offered":false,"test":true}
        {"id":"01a17720-ca00-7000-8000-000000000005","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","tier":"01a17720-ca00-7000-8000-000000000004","tier_name":"Seat","currency":"EUR","price":1250,"discount":250,"total":1000,"fee":100,"made_at":1793000000000,"state":"seated","held_until":1793000600000,"payment":{"state":"paid"},"ticket":"01a17720-ca00-7000-8000-000000000006","offered":false,"test":true}
        "#);
    insta::assert_snapshot!(wire(&[
        OrderState::Held,
        OrderState::Lapsed,
        OrderState::Seated,
        OrderState::Returned,
    ]), @r#"
        "held"
        "lapsed"
        "seated"
        "returned"
        "#);
    insta::assert_snapshot!(wire(&[
        PaymentState::Asked,
        PaymentState::Started,
        PaymentState::Paid,
        PaymentState::Failed,
        PaymentState::Refunding,
        PaymentState::Refunded,
        PaymentState::Disputed,
    ]), @r#"
        "asked"
        "started"
        "paid"
        "failed"
        "refunding"
        "refunded"
        "disputed"
        "#);
    let card = "4242 4242 4242 4242".to_owned();
    insta::assert_snapshot!(wire(&[PayWithCard { card, confirmed: true }]), @r#"
        {"card":"4242 4242 4242 4242","confirmed":true}
        "#);
    insta::assert_snapshot!(wire(&[
        CardAnswer::Paid,
        CardAnswer::Declined,
        CardAnswer::Confirm,
        CardAnswer::Settling,
    ]), @r#"
        "paid"
        "declined"
        "confirm"
        "settling"
        "#);
}

#[test]
fn what_is_held() {
    insta::assert_snapshot!(wire(&[TicketList { tickets: vec![ticket()], orders: Vec::new() }]), @r#"
        {"tickets":[{"id":"01a17720-ca00-7000-8000-000000000006","order":"01a17720-ca00-7000-8000-000000000005","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","host":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"starts_at":1793000000000,"tier_name":"Seat","currency":"EUR","total":1000,"fee":100,"bought_at":1793000000000,"state":"good","return_until":1793000000000,"may_transfer":false,"is_gift":false,"test":true}]}
        "#);
    insta::assert_snapshot!(wire(&[
        TicketState::Good,
        TicketState::Returned,
        TicketState::Transferred,
        TicketState::Disputed,
    ]), @r#"
        "good"
        "returned"
        "transferred"
        "disputed"
        "#);
    insta::assert_snapshot!(wire(&[TicketToken { token: "a.b.c".into() }]), @r#"
        {"token":"a.b.c"}
        "#);
    insta::assert_snapshot!(wire(&[Transfer { to: "@ben".into() }]), @r#"
        {"to":"@ben"}
        "#);
    let ticketing = Some(Ticketing { preview_s: 30 });
    let view = serde_json::to_value(SpaceView { ticketing, ..view() }).unwrap();
    insta::assert_snapshot!(view["ticketing"], @r#"
        {"preview_s":30}
        "#);
    insta::assert_snapshot!(wire(&[
        Notice::HeardElsewhere,
        Notice::TicketStopped,
        Notice::PreviewOver,
    ]), @r#"
        "heard_elsewhere"
        "ticket_stopped"
        "preview_over"
        "#);
}

#[test]
fn what_is_earned() {
    let sold = Sold {
        order: order_id(),
        buyer: "ben".parse().ok(),
        holder: None,
        person: person(),
        tier_name: "Seat".parse().unwrap(),
        total: 1_000,
        fee: 100,
        at: NOW,
        state: OrderState::Seated,
    };
    let gone = Sold { buyer: None, holder: "cat".parse().ok(), ..sold.clone() };
    insta::assert_snapshot!(wire(&[SoldList { sold: vec![sold, gone], after: Some("1.7".into()) }]), @r#"
        {"sold":[{"order":"01a17720-ca00-7000-8000-000000000005","buyer":"ben","person":"01a17720-ca00-7000-8000-000000000009","tier_name":"Seat","total":1000,"fee":100,"at":1793000000000,"state":"seated"},{"order":"01a17720-ca00-7000-8000-000000000005","holder":"cat","person":"01a17720-ca00-7000-8000-000000000009","tier_name":"Seat","total":1000,"fee":100,"at":1793000000000,"state":"seated"}],"after":"1.7"}
        "#);
    let currency = Currency::EUR;
    insta::assert_snapshot!(wire(&[Earnings {
        currencies: vec![Earned { currency, taken: 1_000, fees: 100, pending: -900, paid_out: 1_800 }],
        spaces: vec![SpaceEarnings {
            space: space(),
            title: "Evening talk".parse().unwrap(),
            starts_at: NOW,
            currency,
            sold: 1,
            taken: 1_000,
            fees: 100,
        }],
        account: false,
        terms: SellingTerms {
            fees: vec![FeeStep { from_units: 0, basis_points: 300 }],
            price_least: 1,
            price_most: 999,
        },
        test: true,
    }]), @r#"
        {"currencies":[{"currency":"EUR","taken":1000,"fees":100,"pending":-900,"paid_out":1800}],"spaces":[{"space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","starts_at":1793000000000,"currency":"EUR","sold":1,"taken":1000,"fees":100}],"account":false,"terms":{"fees":[{"from_units":0,"basis_points":300}],"price_least":1,"price_most":999},"test":true}
        "#);
    let line = StatementLine {
        at: NOW,
        of: EntryKind::Refund,
        space: Some(space()),
        title: "Evening talk".parse().ok(),
        currency,
        amount: -900,
    };
    let payout = StatementLine { of: EntryKind::Payout, space: None, title: None, ..line.clone() };
    insta::assert_snapshot!(wire(&[Statement { lines: vec![line, payout], after: None }]), @r#"
        {"lines":[{"at":1793000000000,"of":"refund","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","currency":"EUR","amount":-900},{"at":1793000000000,"of":"payout","currency":"EUR","amount":-900}]}
        "#);
    insta::assert_snapshot!(wire(&[
        EntryKind::Sale,
        EntryKind::Unseated,
        EntryKind::Refund,
        EntryKind::RefundDone,
        EntryKind::Dispute,
        EntryKind::DisputeWon,
        EntryKind::Payout,
    ]), @r#"
        "sale"
        "unseated"
        "refund"
        "refund_done"
        "dispute"
        "dispute_won"
        "payout"
        "#);
}

#[test]
fn what_is_refused() {
    let faults = TicketFault::each();
    insta::assert_snapshot!(wire(&faults), @r#"
        "no_such_currency"
        "currency_not_settled"
        "currency_stays"
        "no_tiers"
        {"too_many_tiers":{"most":3}}
        {"bad_tier_name":{"at":1,"text":"empty"}}
        {"bad_price":{"at":1,"price":"not_a_number"}}
        {"bad_price":{"at":1,"price":{"too_fine":{"digits":2}}}}
        {"bad_price":{"at":1,"price":{"too_low":{"least":100,"currency":"EUR"}}}}
        {"bad_price":{"at":1,"price":{"too_high":{"most":99900,"currency":"EUR"}}}}
        {"too_few":{"at":1,"least":2}}
        {"too_many":{"at":1,"most":3}}
        "is_sold"
        {"bad_opens":{"time":"past"}}
        {"bad_closes":{"time":"no_such_time"}}
        "closes_before_it_opens"
        {"preview_too_long":{"most_s":300}}
        {"refund_too_early":{"most_min":43200}}
        {"too_many_codes":{"most":3}}
        {"bad_code":{"at":1}}
        {"bad_percent":{"at":1}}
        {"bad_uses":{"at":1,"least":2}}
        "not_sold"
        {"not_yet":{"opens_at":1793000000000}}
        "closed"
        "called_off"
        "no_such_tier"
        "sold_out"
        "code_refused"
        "one_each"
        "no_such_order"
        "hold_over"
        "given_back"
        {"same_tier_name":{"at":1}}
        "opens_too_late"
        "host_needs_none"
        "no_payout_account"
        "provider_away"
        "payment_under_way"
        "no_such_card"
        "payment_over"
        "no_such_ticket"
        "too_late_to_return"
        "too_late_to_transfer"
        "transfer_once"
        "they_have_one"
        "seats_left"
        "needed"
        "refused"
        "door_shut"
        "heard_elsewhere"
        "preview_over"
        "#);
    let codes: Vec<_> = faults.iter().map(|fault| Fault::from(*fault).code()).collect();
    insta::assert_snapshot!(codes.join(" "), @r#"
        no_such_currency currency_not_settled currency_stays no_tiers too_many_tiers bad_tier_name bad_price bad_price bad_price bad_price too_few_tickets too_many_tickets tickets_sold bad_sale_opening bad_sale_closing closes_before_it_opens preview_too_long refund_too_early too_many_codes bad_code bad_percent bad_uses no_tickets sale_not_open sale_closed sale_called_off no_such_tier sold_out code_refused one_ticket_each no_such_order hold_over seat_given_back same_tier_name opens_too_late host_needs_none no_payout_account provider_away payment_under_way no_such_card payment_over no_such_ticket too_late_to_return too_late_to_transfer transferred_already they_have_a_ticket seats_left ticket_needed ticket_refused door_shut heard_elsewhere preview_over
        "#);
}
