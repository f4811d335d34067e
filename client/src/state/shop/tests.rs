use super::*;
use causerie_shared::{
    fault::Fault,
    id::{PersonId, SpaceId, TicketId},
    money::Currency,
    stage::Attendee,
    ticket::{Sale, TicketState, Waiting},
    ticket_fault::TicketFault,
};

const NOW: UnixMs = UnixMs(1_000_000);
const HELD_UNTIL: UnixMs = UnixMs(NOW.0 + 600_000);

fn tier(id: u128, left: u32) -> Tier {
    let name = "Seat".parse().unwrap();
    Tier { id: TierId::from_bits(id), name, price: 1_200, number: 10, left }
}

fn shop() -> Shop {
    Shop {
        sale: Sale {
            space: SpaceId::from_bits(1),
            currency: Currency::EUR,
            tiers: vec![tier(1, 0), tier(2, 3)],
            opens_at: None,
            closes_at: None,
            refund_until: HELD_UNTIL,
            preview_s: 0,
            held_s: 600,
            state: SaleState::Open,
            takes_codes: true,
            test: true,
        },
        ticket: None,
        order: None,
        waiting: None,
        book: None,
    }
}

fn order(state: OrderState, payment: Option<(PaymentState, bool)>) -> Order {
    Order {
        id: OrderId::from_bits(5),
        space: SpaceId::from_bits(1),
        title: "Late songs".parse().unwrap(),
        tier: TierId::from_bits(2),
        tier_name: "Seat".parse().unwrap(),
        currency: Currency::EUR,
        price: 1_200,
        discount: 0,
        total: 1_200,
        fee: 120,
        made_at: NOW,
        state,
        held_until: HELD_UNTIL,
        payment: payment.map(|(state, at)| Payment { state, at: at.then(|| "/pay".to_owned()) }),
        ticket: None,
        offered: false,
        test: true,
    }
}

fn ticket() -> Ticket {
    Ticket {
        id: TicketId::from_bits(6),
        order: OrderId::from_bits(5),
        space: SpaceId::from_bits(1),
        title: "Late songs".parse().unwrap(),
        host: Attendee {
            person: PersonId::from_bits(1),
            name: "Ada".parse().unwrap(),
            handle: None,
            avatar: None,
        },
        starts_at: HELD_UNTIL,
        tier_name: "Seat".parse().unwrap(),
        currency: Currency::EUR,
        total: 1_200,
        fee: 120,
        bought_at: NOW,
        state: TicketState::Good,
        return_until: Some(HELD_UNTIL),
        may_transfer: true,
        is_gift: false,
        test: true,
    }
}

fn answered(counter: Counter, said: Said) -> Counter {
    let number = counter.call().expect("something is asked").number;
    counter.with(Happening::Said(number, said), NOW)
}

fn seen(shop: Shop) -> Counter {
    answered(Counter::open(), Said::Shop(Box::new(shop)))
}

fn held(payment: Option<(PaymentState, bool)>) -> Counter {
    seen(Shop { order: Some(order(OrderState::Held, payment)), ..shop() })
}

fn told(counter: Counter, state: OrderState, payment: Option<(PaymentState, bool)>) -> Counter {
    answered(counter, Said::Order(Box::new(order(state, payment))))
}

fn asks(counter: &Counter) -> Option<&Ask> {
    counter.call().map(|call| &call.ask)
}

fn pays(confirmed: bool) -> Ask {
    Ask::Pay { at: "/pay".into(), card: TestCard::Good, confirmed }
}

#[test]
fn a_seat_is_bought_from_the_first_look_to_the_ticket() {
    let counter = seen(shop());
    assert_eq!(counter.step(), Step::Choose);
    assert_eq!(counter.chosen().unwrap().left, 3, "the first of which there is something");
    let hold = Happening::Held(Box::new(order(OrderState::Held, None)));
    let counter = counter.with(hold, NOW);
    assert!(matches!(counter.step(), Step::Pay(_)));
    let counter = counter.with(Happening::Pay, NOW);
    assert_eq!(asks(&counter), Some(&Ask::Begin(OrderId::from_bits(5))));
    assert!(counter.is_busy());
    let counter = told(counter, OrderState::Held, Some((PaymentState::Asked, false)));
    assert_eq!(
        asks(&counter),
        Some(&Ask::Order(OrderId::from_bits(5))),
        "until the provider answers"
    );
    assert!(counter.is_busy(), "and no second click");
    let counter = told(counter, OrderState::Held, Some((PaymentState::Started, true)));
    assert_eq!(asks(&counter), Some(&pays(false)));
    let counter = answered(counter, Said::Card(CardAnswer::Paid));
    let counter = told(counter, OrderState::Seated, Some((PaymentState::Paid, false)));
    assert!(matches!(counter.step(), Step::Pay(_)), "nothing of a card that takes its time");
    assert_eq!(asks(&counter), Some(&Ask::Look));
    let counter =
        answered(counter, Said::Shop(Box::new(Shop { ticket: Some(ticket()), ..shop() })));
    assert!(matches!(counter.step(), Step::Has(_)) && !counter.is_busy());
    assert_eq!(counter.call().unwrap().in_ms, 30_000, "it may be called off");
}

#[test]
fn a_declined_card_keeps_what_was_chosen_and_lets_one_try_another() {
    let counter = held(Some((PaymentState::Started, true)))
        .with(Happening::Card(TestCard::Declines), NOW)
        .with(Happening::Pay, NOW);
    let counter = answered(counter, Said::Card(CardAnswer::Declined));
    assert!(counter.is_declined() && !counter.is_busy());
    assert_eq!(counter.card(), TestCard::Declines);
    assert!(matches!(counter.step(), Step::Pay(_)));
    let counter = counter.with(Happening::Card(TestCard::Good), NOW).with(Happening::Pay, NOW);
    assert!(!counter.is_declined());
    assert_eq!(asks(&counter), Some(&Ask::Begin(OrderId::from_bits(5))), "another payment");
    // The relay has not heard yet that the first one failed: what it says is not about the second.
    let counter = told(counter, OrderState::Held, Some((PaymentState::Started, true)));
    assert_eq!(asks(&counter), Some(&Ask::Begin(OrderId::from_bits(5))));
    assert!(counter.is_busy() && !counter.is_declined());
    let mut second = order(OrderState::Held, Some((PaymentState::Started, true)));
    second.payment.as_mut().unwrap().at = Some("/pay/2".into());
    let counter = answered(counter, Said::Order(Box::new(second)));
    let at = "/pay/2".to_owned();
    let pays = Ask::Pay { at, card: TestCard::Good, confirmed: false };
    assert_eq!(asks(&counter), Some(&pays));
}

#[test]
fn payments_that_fail_one_after_the_other_are_not_begun_without_end() {
    let mut counter = held(Some((PaymentState::Started, true))).with(Happening::Pay, NOW);
    counter = answered(counter, Said::Card(CardAnswer::Declined)).with(Happening::Pay, NOW);
    for _ in 0..BEGINS_MOST {
        assert!(!counter.is_declined());
        counter = told(counter, OrderState::Held, Some((PaymentState::Failed, false)));
    }
    assert!(counter.is_declined() && !counter.is_busy());
    assert_eq!(counter.paying(), Paying::Not);
}

#[test]
fn a_card_that_asks_is_paid_only_after_a_yes() {
    let counter = held(Some((PaymentState::Started, true))).with(Happening::Pay, NOW);
    let counter = answered(counter, Said::Card(CardAnswer::Confirm));
    assert_eq!(counter.paying(), Paying::Confirming);
    assert!(!counter.is_busy());
    let denied = counter.clone().with(Happening::Deny, NOW);
    assert_eq!(denied.paying(), Paying::Not);
    let counter = counter.with(Happening::Confirm, NOW);
    assert_eq!(asks(&counter), Some(&pays(true)));
}

#[test]
fn a_late_card_is_waited_for_also_by_a_page_that_comes_later() {
    let counter = held(Some((PaymentState::Started, true))).with(Happening::Pay, NOW);
    let counter = answered(counter, Said::Card(CardAnswer::Settling));
    assert!(matches!(counter.step(), Step::Settling(_)));
    assert!(!counter.is_busy());
    let elsewhere = held(Some((PaymentState::Started, false)));
    assert!(matches!(elsewhere.step(), Step::Settling(_)));
    assert_eq!(asks(&elsewhere), Some(&Ask::Order(OrderId::from_bits(5))));
    let lapsed = Some(order(OrderState::Lapsed, Some((PaymentState::Started, false))));
    let after_the_hold = seen(Shop { order: lapsed, ..shop() });
    assert!(matches!(after_the_hold.step(), Step::Settling(_)));
}

#[test]
fn a_hold_that_runs_out_is_looked_at_then_and_said() {
    let counter = held(None);
    assert_eq!(counter.call().unwrap().in_ms, 30_000, "it may be paid in another tab");
    let counter = counter.with(Happening::Look, UnixMs(HELD_UNTIL.0 - 1_000));
    let number = counter.call().unwrap().number;
    let still = Said::Shop(Box::new(Shop { order: Some(order(OrderState::Held, None)), ..shop() }));
    let counter = counter.with(Happening::Said(number, still), UnixMs(HELD_UNTIL.0 - 1_000));
    assert_eq!(counter.call().unwrap().in_ms, 1_700, "behind its end");
    let number = counter.call().unwrap().number;
    let lapsed = Said::Order(Box::new(order(OrderState::Lapsed, None)));
    let counter = counter.with(Happening::Said(number, lapsed), HELD_UNTIL);
    assert_eq!(counter.step(), Step::RanOut);
    let counter = counter.with(Happening::Again, HELD_UNTIL);
    assert_eq!(counter.step(), Step::Choose);
}

#[test]
fn a_seat_that_was_given_back_leads_to_the_choice_without_a_word_of_running_out() {
    let counter = held(None).with(Happening::GiveUp, NOW);
    let counter = answered(counter, Said::Done);
    let lapsed = Shop { order: Some(order(OrderState::Lapsed, None)), ..shop() };
    let counter = answered(counter, Said::Shop(Box::new(lapsed)));
    assert_eq!(counter.step(), Step::Choose);
}

#[test]
fn money_that_bought_nothing_is_told_until_it_is_back() {
    let counter = held(Some((PaymentState::Paid, false)));
    let counter = told(counter, OrderState::Lapsed, Some((PaymentState::Refunding, false)));
    assert!(matches!(counter.step(), Step::Back { is_there: false, .. }));
    let counter = told(counter, OrderState::Lapsed, Some((PaymentState::Refunded, false)));
    assert!(matches!(counter.step(), Step::Back { is_there: true, .. }));
    assert_eq!(counter.with(Happening::Again, NOW).step(), Step::Choose);
}

#[test]
fn whoever_gave_their_ticket_away_may_buy_another() {
    let bought = Some(order(OrderState::Seated, Some((PaymentState::Paid, false))));
    let counter = seen(Shop { order: bought, ..shop() });
    assert_eq!(counter.step(), Step::Choose);
    assert_eq!(asks(&counter), Some(&Ask::Look), "and nothing is waited for");
    assert!(counter.call().unwrap().in_ms >= 10_000);
}

#[test]
fn an_answer_to_what_is_asked_no_more_changes_nothing() {
    let counter = held(Some((PaymentState::Started, true)));
    let old = counter.call().unwrap().number;
    let counter = counter.with(Happening::Pay, NOW);
    let late = Said::Order(Box::new(order(OrderState::Lapsed, None)));
    assert_eq!(counter.clone().with(Happening::Said(old, late), NOW), counter);
}

#[test]
fn where_the_relay_does_not_answer_what_was_known_stays() {
    let counter = answered(Counter::open(), Said::Refused(Trouble::Offline));
    assert_eq!(counter.step(), Step::Failed(&Trouble::Offline));
    let counter = held(Some((PaymentState::Started, true))).with(Happening::Pay, NOW);
    let counter = answered(counter, Said::Refused(Trouble::Offline));
    assert!(matches!(counter.step(), Step::Pay(_)));
    assert_eq!(counter.trouble(), Some(&Trouble::Offline));
    assert_eq!(asks(&counter), Some(&Ask::Look), "whether the card was taken is not guessed");
    let counter = answered(counter, Said::Refused(Trouble::Offline));
    assert_eq!(asks(&counter), Some(&Ask::Look), "and asked again");
    assert!(matches!(counter.step(), Step::Pay(_)));
}

#[test]
fn a_refusal_is_said_and_the_sale_looked_at_anew() {
    let counter = seen(shop()).with(Happening::Choose(TierId::from_bits(1)), NOW);
    assert_eq!(counter.chosen().unwrap().left, 0);
    let counter = counter.with(Happening::Wait, NOW);
    assert_eq!(asks(&counter), Some(&Ask::Wait(TierId::from_bits(1))));
    let fault = Trouble::Fault(Fault::from(TicketFault::SeatsLeft));
    let counter = answered(counter, Said::Refused(fault.clone()));
    assert_eq!(counter.trouble(), Some(&fault));
    assert_eq!(asks(&counter), Some(&Ask::Look));
    let waiting = Some(Waiting { tier: TierId::from_bits(1), place: 2 });
    let counter = answered(counter, Said::Shop(Box::new(Shop { waiting, ..shop() })));
    let counter = counter.with(Happening::WaitNoMore, NOW);
    assert_eq!(asks(&counter), Some(&Ask::WaitNoMore(TierId::from_bits(1))));
}

#[test]
fn a_second_tab_is_shown_what_became_of_the_first_and_why() {
    // It was paid there: the word of it stands until the ticket does.
    let counter = held(Some((PaymentState::Started, true))).with(Happening::Pay, NOW);
    let fault = Trouble::Fault(Fault::from(TicketFault::PaymentUnderWay));
    let counter = answered(counter, Said::Refused(fault.clone()));
    assert!(matches!(counter.step(), Step::Pay(_)));
    assert_eq!(counter.trouble(), Some(&fault));
    let has = Shop { ticket: Some(ticket()), ..shop() };
    let counter = answered(counter, Said::Shop(Box::new(has)));
    assert!(matches!(counter.step(), Step::Has(_)) && counter.trouble().is_none());
    // A seat of another kind is held there: it is shown with the reason.
    let counter = seen(shop()).with(Happening::OneEach, NOW);
    let one = Shop { order: Some(order(OrderState::Held, None)), ..shop() };
    let counter = answered(counter, Said::Shop(Box::new(one)));
    let one_each = Trouble::Fault(Fault::from(TicketFault::OneEach));
    assert!(matches!(counter.step(), Step::Pay(_)));
    assert_eq!(counter.trouble(), Some(&one_each));
}

#[test]
fn another_order_begins_with_nothing_of_the_one_before() {
    // A card settled late, the seat had gone, and the money is back.
    let counter = held(Some((PaymentState::Started, true))).with(Happening::Pay, NOW);
    let counter = answered(counter, Said::Card(CardAnswer::Settling));
    let counter = told(counter, OrderState::Lapsed, Some((PaymentState::Refunded, false)));
    assert!(matches!(counter.step(), Step::Back { is_there: true, .. }));
    let counter = answered(counter.with(Happening::Again, NOW), Said::Shop(Box::new(shop())));
    let second = |payment| Order { id: OrderId::from_bits(6), ..order(OrderState::Held, payment) };
    let counter = counter.with(Happening::Held(Box::new(second(None))), NOW);
    assert!(matches!(counter.step(), Step::Pay(_)) && !counter.is_busy());
    assert_eq!(asks(&counter.with(Happening::Pay, NOW)), Some(&Ask::Begin(OrderId::from_bits(6))));
    // The provider was away until the hold ended.
    let counter = held(None).with(Happening::Pay, NOW);
    let counter = told(counter, OrderState::Held, Some((PaymentState::Asked, false)));
    let lapsed = order(OrderState::Lapsed, Some((PaymentState::Asked, false)));
    let number = counter.call().unwrap().number;
    let lapsed = Said::Order(Box::new(lapsed));
    let counter = counter.with(Happening::Said(number, lapsed), HELD_UNTIL);
    assert!(counter.step() == Step::RanOut && !counter.is_busy());
}

#[test]
fn a_return_that_is_refused_stays_said() {
    let has = || Said::Shop(Box::new(Shop { ticket: Some(ticket()), ..shop() }));
    let counter = answered(Counter::open(), has()).with(Happening::Return, NOW);
    let fault = Trouble::Fault(Fault::from(TicketFault::TooLateToReturn));
    let counter = answered(counter, Said::Refused(fault.clone()));
    assert_eq!(answered(counter, has()).trouble(), Some(&fault));
}

#[test]
fn what_takes_long_is_asked_about_less_often() {
    let mut counter = held(Some((PaymentState::Started, false)));
    let waits = |counter: &Counter| counter.call().unwrap().in_ms;
    assert_eq!(waits(&counter), 1_000);
    for _ in 0..100 {
        counter = told(counter, OrderState::Held, Some((PaymentState::Started, false)));
    }
    assert_eq!(waits(&counter), 12_000);
}

#[test]
fn coming_back_to_the_page_asks_anew_and_takes_no_click_away() {
    let counter = seen(shop()).with(Happening::Look, NOW);
    assert_eq!(counter.call().unwrap().in_ms, 0);
    let clicked = held(Some((PaymentState::Started, true))).with(Happening::Pay, NOW);
    assert_eq!(clicked.clone().with(Happening::Look, NOW), clicked);
}

#[test]
fn a_sale_that_has_not_begun_is_looked_at_when_it_does() {
    let mut shop = shop();
    shop.sale.state = SaleState::NotYet;
    shop.sale.opens_at = Some(UnixMs(NOW.0 + 5_000));
    let counter = seen(shop);
    assert_eq!(counter.step(), Step::NotYet);
    assert_eq!(counter.call().unwrap().in_ms, 5_700);
}

#[test]
fn minutes_are_told_whole() {
    assert_eq!(minutes_left(HELD_UNTIL, NOW), 10);
    assert_eq!(minutes_left(HELD_UNTIL, UnixMs(NOW.0 + 1)), 9);
    assert_eq!(minutes_left(NOW, HELD_UNTIL), 0);
}
