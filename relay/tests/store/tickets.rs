//! Laws of the till: seats, orders and money as rows, on either engine.

use crate::{
    announcements::announcement,
    engines::{NOW, on_each, person},
    shop::{HOST, SPACE, Shop, TIER, earlier, later, order, sale},
};
use causerie_relay::{
    money::sale::News,
    store::{Answer, Deed, Effect, NewOrder, NewSale, NewTier},
};
use causerie_shared::{
    id::{PaymentId, PersonId, SpaceId, TierId},
    money::Currency,
    ticket::{CardAnswer, OrderState, PaymentState, SaleState, TestCard, TicketState},
    ticket_fault::TicketFault,
    time::UnixMs,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_held_paid_and_given_back_and_the_books_are_clean_at_every_step() {
    on_each(async |place| {
        let mut shop = Shop::open(&place, 2).await;
        let order = shop.held(100).await;
        assert_eq!(shop.left().await, 1);
        shop.is_clean().await;
        let row = shop.store.order(order).await.unwrap().unwrap().order;
        assert_eq!((row.total, row.fee), (1000, 30));
        let payment = shop.pay(order).await;
        shop.is_clean().await;
        assert_eq!(shop.card(payment, TestCard::Good).await, Answer::Card(CardAnswer::Paid));
        shop.is_clean().await;
        shop.hear_wallet().await;
        shop.is_clean().await;
        assert_eq!(shop.state(order).await, (OrderState::Seated, Some(PaymentState::Paid)));
        let buyer = PersonId::from_bits(100);
        let ticket = shop.store.good_ticket(SPACE, buyer).await.unwrap().unwrap().ticket;
        let earned = shop.store.earned(HOST).await.unwrap();
        assert_eq!((earned[0].taken, earned[0].fees, earned[0].pending), (1000, 30, 970));
        assert_eq!(shop.ask(order, News::Return).await, Answer::Order(order));
        shop.is_clean().await;
        assert_eq!(shop.state(order).await, (OrderState::Returned, Some(PaymentState::Refunding)));
        assert_eq!(shop.left().await, 2);
        shop.make_calls().await;
        shop.is_clean().await;
        shop.hear_wallet().await;
        shop.is_clean().await;
        assert_eq!(shop.state(order).await, (OrderState::Returned, Some(PaymentState::Refunded)));
        assert_eq!(shop.store.earned(HOST).await.unwrap()[0].taken, 0);
        let stopped = shop.store.stopped_tickets(SPACE).await.unwrap();
        assert_eq!(stopped, [ticket.id]);
        let mut said = Vec::new();
        while let Ok(effect) = shop.effects.try_recv() {
            said.push(effect);
        }
        assert!(said.contains(&Effect::Admitted { space: SPACE, person: buyer }));
        let gone = Effect::Stopped { space: SPACE, person: buyer, ticket: ticket.id };
        assert!(said.contains(&gone));
    })
    .await;
}

/// Tills of one database that know nothing of one another, as of so many relays.
#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_leaves_the_seat_and_another_one_pays() {
    on_each(async |place| {
        let shop = Shop::open(&place, 1).await;
        let order = shop.held(100).await;
        let first = shop.pay(order).await;
        let declined = shop.card(first, TestCard::Declines).await;
        assert_eq!(declined, Answer::Card(CardAnswer::Declined));
        shop.hear_wallet().await;
        assert_eq!(shop.state(order).await, (OrderState::Held, Some(PaymentState::Failed)));
        let over = shop.card(first, TestCard::Good).await;
        assert_eq!(over, Answer::Refused(TicketFault::PaymentOver));
        let second = shop.pay(order).await;
        assert_ne!(first, second);
        let asks = shop.card(second, TestCard::WantsConfirmation).await;
        assert_eq!(asks, Answer::Card(CardAnswer::Confirm));
        // Two tabs: the same payment, and it is paid once.
        assert_eq!(shop.pay(order).await, second);
        shop.card(second, TestCard::Good).await;
        let again = shop.card(second, TestCard::Good).await;
        assert_eq!(again, Answer::Refused(TicketFault::PaymentUnderWay));
        shop.hear_wallet().await;
        assert_eq!(shop.state(order).await, (OrderState::Seated, Some(PaymentState::Paid)));
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_comes_after_the_hold_gets_a_seat_if_one_is_free_and_goes_back_if_not() {
    on_each(async |place| {
        let shop = Shop::open(&place, 1).await;
        let order = shop.held(100).await;
        let payment = shop.pay(order).await;
        let store = shop.store.clone();
        let after = Shop::of(store.clone(), later);
        for deed in store.due_orders(later(), 10).await.unwrap() {
            after.till.carry(deed).await.unwrap();
        }
        assert_eq!(after.state(order).await, (OrderState::Lapsed, Some(PaymentState::Started)));
        assert_eq!(after.left().await, 1);
        // Somebody else is faster.
        let other = after.held(200).await;
        after.card(payment, TestCard::Good).await;
        after.hear_wallet().await;
        assert_eq!(after.state(order).await, (OrderState::Lapsed, Some(PaymentState::Refunding)));
        after.is_clean().await;
        after.make_calls().await;
        after.hear_wallet().await;
        assert_eq!(after.state(order).await, (OrderState::Lapsed, Some(PaymentState::Refunded)));
        // And where a seat is free, the money buys it.
        let late = after.pay(other).await;
        after.ask(other, News::GiveUp).await;
        assert_eq!(after.state(other).await.0, OrderState::Lapsed);
        after.card(late, TestCard::Good).await;
        after.hear_wallet().await;
        assert_eq!(after.state(other).await, (OrderState::Seated, Some(PaymentState::Paid)));
        after.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_that_come_twice_or_in_another_order_change_nothing_more() {
    on_each(async |place| {
        let shop = Shop::open(&place, 2).await;
        let order = shop.held(100).await;
        let payment = shop.pay(order).await;
        shop.card(payment, TestCard::Good).await;
        shop.hear_wallet().await;
        let tell = async |event: &str, news| {
            let told = Deed::Told { event: event.into(), payment, news };
            shop.till.carry(told).await.unwrap()
        };
        tell("again", News::Paid).await;
        tell("later", News::Failed).await;
        assert_eq!(shop.state(order).await, (OrderState::Seated, Some(PaymentState::Paid)));
        shop.is_clean().await;
        let stranger =
            Deed::Told { event: "x".into(), payment: PaymentId::from_bits(1), news: News::Paid };
        let unknown = shop.till.carry(stranger).await.unwrap();
        assert_eq!(unknown, Answer::Refused(TicketFault::NoSuchOrder));
        // The bank takes it back, and finds for the host in the end.
        shop.till.carry(Deed::WalletDispute { payment, won: false }).await.unwrap();
        shop.hear_wallet().await;
        assert_eq!(shop.state(order).await, (OrderState::Returned, Some(PaymentState::Disputed)));
        let ticket = shop.store.tickets_of(PersonId::from_bits(100), 9).await.unwrap();
        assert_eq!(ticket[0].ticket.state, TicketState::Disputed);
        shop.is_clean().await;
        shop.till.carry(Deed::WalletDispute { payment, won: true }).await.unwrap();
        shop.hear_wallet().await;
        assert_eq!(shop.store.earned(HOST).await.unwrap()[0].pending, 970);
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_overtakes_its_payment_leaves_the_books_clean() {
    on_each(async |place| {
        let shop = Shop::open(&place, 1).await;
        let order = shop.held(100).await;
        let payment = shop.pay(order).await;
        shop.card(payment, TestCard::Good).await;
        shop.till.carry(Deed::WalletRefund { payment }).await.unwrap();
        let mut events = shop.store.wallet_events(10).await.unwrap();
        events.reverse();
        for event in events {
            let news = if event.kind == "paid" { News::Paid } else { News::Refunded };
            let told = Deed::Told { event: event.id.clone(), payment, news };
            shop.till.carry(told).await.unwrap();
            shop.till.carry(Deed::WalletTold { event: event.id }).await.unwrap();
        }
        assert_eq!(shop.state(order).await, (OrderState::Returned, Some(PaymentState::Refunded)));
        assert_eq!(shop.left().await, 1);
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_free_entry_is_used_as_often_as_it_may_be_and_comes_back_with_the_seat() {
    on_each(async |place| {
        let shop = Shop::open(&place, 3).await;
        let with = |buyer: u128| {
            let key = format!("code-{buyer}");
            Deed::Hold(NewOrder { code: Some("FRIENDS".into()), ..order(buyer, &key) })
        };
        let Answer::Order(free) = shop.till.carry(with(1)).await.unwrap() else { panic!() };
        let refused = Answer::Refused(TicketFault::CodeRefused);
        assert_eq!(shop.till.carry(with(2)).await.unwrap(), refused);
        shop.ask(free, News::Pay).await;
        assert_eq!(shop.state(free).await, (OrderState::Seated, None));
        assert!(shop.store.due_calls(later(), 9).await.unwrap().is_empty(), "nothing to pay");
        shop.ask(free, News::Return).await;
        assert_eq!(shop.state(free).await, (OrderState::Returned, None));
        assert!(matches!(shop.till.carry(with(2)).await.unwrap(), Answer::Order(_)));
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waited_longest_is_offered_the_seat_that_becomes_free() {
    on_each(async |place| {
        let shop = Shop::open(&place, 1).await;
        assert_eq!(shop.wait(5).await, Answer::Refused(TicketFault::SeatsLeft));
        let order = shop.bought(100).await;
        assert_eq!(shop.wait(100).await, Answer::Refused(TicketFault::OneEach));
        for person in [3, 2, 4] {
            assert_eq!(shop.wait(person).await, Answer::Done);
        }
        shop.wait(3).await;
        assert_eq!((shop.place_of(3).await, shop.place_of(2).await), (Some(1), Some(2)));
        shop.ask(order, News::Return).await;
        let offer = shop.store.last_order(SPACE, PersonId::from_bits(3)).await.unwrap().unwrap();
        assert_eq!(offer.order.state, OrderState::Held);
        assert_eq!((shop.left().await, shop.place_of(3).await), (0, None));
        assert_eq!(shop.place_of(2).await, Some(1));
        // Let go, it is the next one's.
        shop.ask(offer.order.id, News::GiveUp).await;
        let next = shop.store.last_order(SPACE, PersonId::from_bits(2)).await.unwrap().unwrap();
        assert_eq!(next.order.state, OrderState::Held);
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_changes_hands_once_and_the_former_one_is_stopped() {
    on_each(async |place| {
        let shop = Shop::open(&place, 3).await;
        shop.bought(100).await;
        shop.bought(300).await;
        let (from, to) = (PersonId::from_bits(100), PersonId::from_bits(200));
        let ticket = shop.store.good_ticket(SPACE, from).await.unwrap().unwrap().ticket.id;
        let pass = async |ticket, from, to| {
            let deed = Deed::Pass { ticket, from, to, now_before: NOW };
            shop.till.carry(deed).await.unwrap()
        };
        let refused = |fault| Answer::Refused(fault);
        let taken = pass(ticket, from, PersonId::from_bits(300)).await;
        assert_eq!(taken, refused(TicketFault::TheyHaveOne));
        assert_eq!(pass(ticket, to, from).await, refused(TicketFault::NoSuchTicket));
        assert_eq!(pass(ticket, from, to).await, Answer::Done);
        assert_eq!(shop.store.stopped_tickets(SPACE).await.unwrap(), [ticket]);
        let new = shop.store.good_ticket(SPACE, to).await.unwrap().unwrap().ticket.id;
        assert_eq!(pass(new, to, from).await, refused(TicketFault::TransferOnce));
        shop.is_clean().await;
        let late = Deed::Pass {
            ticket: shop
                .store
                .good_ticket(SPACE, PersonId::from_bits(300))
                .await
                .unwrap()
                .unwrap()
                .ticket
                .id,
            from: PersonId::from_bits(300),
            to: from,
            now_before: NOW.plus_ms(2 * 86_400_000),
        };
        let late = shop.till.carry(late).await.unwrap();
        assert_eq!(late, refused(TicketFault::TooLateToTransfer));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_that_is_called_off_gives_everybody_their_money_back() {
    on_each(async |place| {
        let shop = Shop::open(&place, 50).await;
        let mut orders = Vec::new();
        for buyer in 100..110 {
            orders.push(shop.bought(buyer).await);
        }
        let open = shop.held(500).await;
        let late = shop.pay(open).await;
        let mut full = sale(11);
        full.tiers[0].known = true;
        shop.store.set_sale(&full).await.unwrap().unwrap();
        assert_eq!(shop.wait(7).await, Answer::Done);
        shop.store.call_off_sale(SPACE).await.unwrap();
        let state = shop.store.sale(SPACE, NOW).await.unwrap().unwrap().sale.state;
        assert_eq!(state, SaleState::CalledOff);
        // In portions, as after a crash in between.
        shop.does_what_is_due(NOW, 3).await;
        assert_eq!(shop.place_of(7).await, None, "nobody waits in vain");
        assert_eq!(shop.store.close_sales().await.unwrap(), 1);
        shop.make_calls().await;
        shop.hear_wallet().await;
        for order in orders {
            let state = shop.state(order).await;
            assert_eq!(state, (OrderState::Returned, Some(PaymentState::Refunded)));
        }
        // Who paid in that moment is made good too.
        shop.card(late, TestCard::Good).await;
        shop.hear_wallet().await;
        shop.make_calls().await;
        shop.hear_wallet().await;
        assert_eq!(shop.state(open).await, (OrderState::Lapsed, Some(PaymentState::Refunded)));
        assert_eq!(shop.hold(900, "another").await, Answer::Refused(TicketFault::CalledOff));
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_finds_what_was_changed_by_hand() {
    on_each(async |place| {
        let shop = Shop::open(&place, 5).await;
        shop.bought(100).await;
        shop.is_clean().await;
        let pool = place.pool().await;
        for (break_it, mend_it) in [
            ("UPDATE tiers SET sold = 2", "UPDATE tiers SET sold = 1"),
            (
                "UPDATE entries SET amount = amount + 1 WHERE account = 'platform'",
                "UPDATE entries SET amount = amount - 1 WHERE account = 'platform'",
            ),
            ("UPDATE tickets SET state = 'returned'", "UPDATE tickets SET state = 'good'"),
            ("UPDATE wallet_payments SET amount = 999", "UPDATE wallet_payments SET amount = 1000"),
            ("UPDATE payments SET state = 'failed'", "UPDATE payments SET state = 'paid'"),
        ] {
            sqlx::query(break_it).execute(&pool).await.unwrap();
            assert!(!shop.store.audit().await.unwrap().is_empty(), "{break_it}");
            sqlx::query(mend_it).execute(&pool).await.unwrap();
            shop.is_clean().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sold_stays_whatever_a_host_changes() {
    on_each(async |place| {
        let shop = Shop::open(&place, 5).await;
        shop.bought(100).await;
        shop.held(200).await;
        let tier = |number, price| NewTier {
            known: true,
            id: TIER,
            name: "Seat".parse().unwrap(),
            price,
            number,
        };
        let set = async |tiers: Vec<NewTier>, currency| {
            let new = NewSale { tiers, currency, ..sale(5) };
            shop.store.set_sale(&new).await.unwrap()
        };
        let few = set(vec![tier(1, 1000)], Currency::EUR).await;
        assert_eq!(few, Err(TicketFault::TooFew { at: 0, least: 2 }));
        let other = set(vec![tier(5, 1000)], "USD".parse().unwrap()).await;
        assert_eq!(other, Err(TicketFault::CurrencyStays));
        let new = NewTier { known: false, id: TierId::from_bits(77), ..tier(3, 500) };
        assert_eq!(set(vec![new], Currency::EUR).await, Err(TicketFault::IsSold));
        assert_eq!(shop.store.drop_sale(SPACE).await.unwrap(), Err(TicketFault::IsSold));
        assert_eq!(set(vec![tier(2, 2000)], Currency::EUR).await, Ok(()));
        let bought = shop.store.last_order(SPACE, PersonId::from_bits(100)).await.unwrap();
        assert_eq!(bought.unwrap().order.total, 1000, "what was agreed");
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_paid_out_once_the_space_was_and_never_twice() {
    on_each(async |place| {
        let shop = Shop::open(&place, 5).await;
        shop.bought(100).await;
        let returned = shop.bought(200).await;
        shop.ask(returned, News::Return).await;
        let pool = place.pool().await;
        let over = "UPDATE sales SET state = 'over', over_at = 5";
        assert!(shop.store.unpaid_sales(NOW, 9).await.unwrap().is_empty(), "it is to come");
        sqlx::query(over).execute(&pool).await.unwrap();
        assert!(shop.store.unpaid_sales(UnixMs(4), 9).await.unwrap().is_empty(), "not yet");
        for space in shop.store.unpaid_sales(UnixMs(5), 9).await.unwrap() {
            for _ in 0..2 {
                shop.till.carry(Deed::WalletPayOut { space }).await.unwrap();
            }
        }
        shop.hear_wallet().await;
        let earned = shop.store.earned(HOST).await.unwrap();
        assert_eq!((earned[0].taken, earned[0].pending, earned[0].paid_out), (1000, 0, 970));
        let by_space = shop.store.earned_by_space(HOST, 9).await.unwrap();
        assert_eq!((by_space[0].taken, by_space[0].fees), (1000, 30));
        assert!(shop.store.unpaid_sales(NOW, 9).await.unwrap().is_empty());
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_moved_can_be_returned_until_it_begins() {
    on_each(async |place| {
        let shop = Shop::open(&place, 5).await;
        let week = NewSale { refund_min: 7 * 24 * 60, ..sale(5) };
        let tiers = week.tiers.iter().cloned();
        let tiers = tiers.map(|tier| NewTier { known: true, ..tier }).collect();
        shop.store.set_sale(&NewSale { tiers, ..week }).await.unwrap().unwrap();
        let until = async || shop.store.sale(SPACE, NOW).await.unwrap().unwrap().sale.refund_until;
        assert!(until().await < NOW, "too late to return it");
        let pool = place.pool().await;
        let moved = NOW.plus_ms(2 * 86_400_000);
        let sql = format!("UPDATE sales SET starts_at = {0}, free_until = {0}", moved.0);
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        assert_eq!(until().await, moved);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_tickets_were_sold_half_an_hour_late_is_missed_and_paid_back() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        for number in [1, 2] {
            store.announce(&announcement(number, ada, "ada"), 10).await.unwrap();
        }
        let space = SpaceId::from_bits(1);
        store.set_sale(&NewSale { space, host: ada, ..sale(5) }).await.unwrap().unwrap();
        let late = NOW.plus_ms(5 * 3_600_000);
        let missed = store.miss_announcements(UnixMs(0), late, late).await.unwrap();
        assert_eq!(missed, [space], "the other one may begin yet");
        let state = store.sale(space, late).await.unwrap().unwrap().sale.state;
        assert_eq!(state, SaleState::CalledOff);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_seats_are_for_those_who_wait_once_it_is_sold_again() {
    on_each(async |place| {
        let shop = Shop::open(&place, 1).await;
        shop.bought(100).await;
        for person in [3, 2, 4] {
            assert_eq!(shop.wait(person).await, Answer::Done);
        }
        let mut more = sale(3);
        more.tiers[0].known = true;
        more.opens = Some(("2027-01-01T00:00".into(), NOW.plus_ms(60_000)));
        shop.store.set_sale(&more).await.unwrap().unwrap();
        shop.does_what_is_due(NOW, 10).await;
        shop.till.carry(Deed::OfferFree { space: SPACE }).await.unwrap();
        let places = (shop.place_of(3).await, shop.place_of(2).await, shop.place_of(4).await);
        assert_eq!(places, (Some(1), Some(2), Some(3)), "who waits while nothing is sold waits on");
        more.opens = None;
        shop.store.set_sale(&more).await.unwrap().unwrap();
        shop.does_what_is_due(NOW, 10).await;
        for person in [3, 2] {
            let offer = shop.store.last_order(SPACE, PersonId::from_bits(person)).await.unwrap();
            let offer = offer.unwrap().order;
            assert!(offer.offered && offer.state == OrderState::Held, "{offer:?}");
        }
        assert_eq!((shop.left().await, shop.place_of(4).await), (0, Some(1)));
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_on_its_way_is_asked_for_no_more_and_stands_with_ones_tickets() {
    on_each(async |place| {
        let shop = Shop::open(&place, 1).await;
        let order = shop.held(100).await;
        let payment = shop.pay(order).await;
        assert_eq!(
            shop.card(payment, TestCard::SettlesLate).await,
            Answer::Card(CardAnswer::Settling)
        );
        shop.hear_wallet().await;
        let buyer = PersonId::from_bits(100);
        let under_way = shop.store.orders_under_way(buyer, 9).await.unwrap();
        assert_eq!(under_way.len(), 1);
        let found = under_way[0].order.payment.clone().unwrap();
        assert_eq!((found.state, found.at), (PaymentState::Started, None));
        let silent = shop.store.unsettled(later(), later(), None, 9).await.unwrap();
        assert_eq!(silent, [payment], "however long it takes, it is asked about");
        shop.till.carry(Deed::WalletSettle { payment }).await.unwrap();
        shop.hear_wallet().await;
        assert_eq!(shop.state(order).await, (OrderState::Seated, Some(PaymentState::Paid)));
        assert!(shop.store.orders_under_way(buyer, 9).await.unwrap().is_empty());
        let sold = shop.store.sold(SPACE, None, 9).await.unwrap();
        assert_eq!((sold.len(), sold[0].holder.is_none()), (1, true));
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_comes_when_the_space_is_over_or_its_buyer_gone_goes_back() {
    on_each(async |place| {
        let shop = Shop::open(&place, 5).await;
        let (held, lapsed) = (shop.held(100).await, shop.held(200).await);
        let (first, second) = (shop.pay(held).await, shop.pay(lapsed).await);
        let unpaid = shop.held(300).await;
        shop.ask(lapsed, News::GiveUp).await;
        // The buyer of one deletes their account, and then the space takes place and is over.
        let gone = shop.held(400).await;
        let third = shop.pay(gone).await;
        shop.ask(gone, News::GiveUp).await;
        shop.store.remove_person(PersonId::from_bits(400), NOW).await.unwrap();
        shop.card(third, TestCard::Good).await;
        shop.hear_wallet().await;
        assert_eq!(shop.state(gone).await, (OrderState::Lapsed, Some(PaymentState::Refunding)));
        let over = "UPDATE sales SET state = 'over', over_at = 5";
        sqlx::query(over).execute(&place.pool().await).await.unwrap();
        assert_eq!(shop.ask(unpaid, News::Pay).await, Answer::Refused(TicketFault::Closed));
        for payment in [first, second] {
            shop.card(payment, TestCard::Good).await;
        }
        shop.hear_wallet().await;
        for order in [held, lapsed] {
            let state = shop.state(order).await;
            assert_eq!(state, (OrderState::Lapsed, Some(PaymentState::Refunding)));
        }
        shop.make_calls().await;
        shop.hear_wallet().await;
        assert_eq!(shop.state(held).await.1, Some(PaymentState::Refunded));
        shop.is_clean().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_loses_no_seat_and_no_payment() {
    on_each(async |place| {
        let shop = Shop::open(&place, 2).await;
        let (before, after) =
            (Shop::of(shop.store.clone(), earlier), Shop::of(shop.store.clone(), later));
        let order = shop.held(100).await;
        let first = shop.pay(order).await;
        shop.card(first, TestCard::Declines).await;
        shop.hear_wallet().await;
        // An hour back, another try is the last one all the same.
        let second = before.pay(order).await;
        assert_ne!(first, second);
        assert_eq!(before.pay(order).await, second, "and is not begun again");
        let young = before.held(200).await;
        // Forward again: what is held ends once, whoever's clock it was by.
        after.does_what_is_due(later(), 10).await;
        assert_eq!(
            (after.state(order).await.0, after.state(young).await.0),
            (OrderState::Lapsed, OrderState::Lapsed)
        );
        assert_eq!(after.left().await, 2);
        before.card(second, TestCard::Good).await;
        before.hear_wallet().await;
        assert_eq!(before.state(order).await, (OrderState::Seated, Some(PaymentState::Paid)));
        // What is under way is found, though the one before has a younger id.
        before.hold(200, "once more").await.order().unwrap();
        let found = shop.store.last_order(SPACE, PersonId::from_bits(200)).await.unwrap().unwrap();
        assert_eq!(found.order.state, OrderState::Held);
        assert_eq!(shop.left().await, 0);
        shop.is_clean().await;
    })
    .await;
}
