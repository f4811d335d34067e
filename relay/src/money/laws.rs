//! Laws of a sale, by chance: a house of few seats and many people, news in any order and any number.

use crate::money::{
    ledger::{Account, Split, posting},
    sale::{Call, Facts, HOLD_MS, News, Paying, Seat, Step, Verdict, again, first, judge},
};
use causerie_shared::{
    ticket::{EntryKind, OrderState, TicketState},
    time::UnixMs,
};
use proptest::{prelude::*, sample::select};
use std::collections::BTreeMap;

const SPLIT: Split = Split { total: 1000, fee: 30 };
const CAPACITY: u32 = 2;

/// A house with one tier, as the store keeps it.
#[derive(Default)]
struct House {
    held: u32,
    sold: u32,
    called_off: bool,
    over: bool,
    orders: Vec<Order>,
    books: BTreeMap<Account, i64>,
    now: UnixMs,
    sold_at_end: u32,
}

struct Order {
    state: OrderState,
    until: UnixMs,
    payments: Vec<Payment>,
    bought_by: Option<usize>,
    ticket: Option<TicketState>,
}

struct Payment {
    state: Paying,
    /// At the provider: what it holds of this payment, by its own books.
    there: i64,
    calls: Vec<Call>,
    booked: Vec<EntryKind>,
}

#[derive(Debug, Clone)]
enum Act {
    Order,
    Later(u64),
    CallOff,
    End,
    Ask { order: usize, news: News },
    Tell { order: usize, payment: usize, news: News },
}

/// Something that begins with a payment under way, so that there is always somebody to tell of.
fn acts() -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec(act(), 0..60).prop_map(|mut acts| {
        acts.insert(0, Act::Order);
        acts.insert(1, Act::Ask { order: 0, news: News::Pay });
        acts
    })
}

fn act() -> impl Strategy<Value = Act> {
    let asked = select(vec![News::Pay, News::Pay, News::GiveUp, News::Time, News::Return]);
    let told = select(vec![
        News::OnItsWay,
        News::Failed,
        News::Paid,
        News::Paid,
        News::Refunded,
        News::Disputed,
        News::DisputeWon,
    ]);
    prop_oneof![
        3 => Just(Act::Order),
        2 => (0..HOLD_MS).prop_map(Act::Later),
        1 => Just(Act::CallOff),
        1 => Just(Act::End),
        8 => (0usize..6, asked).prop_map(|(order, news)| Act::Ask { order, news }),
        8 => (0usize..6, 0usize..3, told)
            .prop_map(|(order, payment, news)| Act::Tell { order, payment, news }),
    ]
}

impl House {
    fn run(&mut self, act: &Act) {
        match *act {
            Act::Order if self.held + self.sold < CAPACITY && !self.called_off && !self.over => {
                self.held += 1;
                self.orders.push(Order {
                    state: OrderState::Held,
                    until: self.now.plus_ms(HOLD_MS),
                    payments: Vec::new(),
                    bought_by: None,
                    ticket: None,
                });
            }
            Act::Order => {}
            Act::Later(ms) => self.now = self.now.plus_ms(ms),
            Act::CallOff => self.called_off = true,
            Act::End => {
                self.over = true;
                self.sold_at_end = self.sold;
            }
            Act::Ask { order, news } => {
                let order = order % self.orders.len().max(1);
                let Some(found) = self.orders.get(order) else { return };
                let last = found.payments.len().checked_sub(1);
                let payment = if news == News::Return { found.bought_by } else { last };
                self.tell(order, payment, news);
            }
            Act::Tell { order, payment, news } => {
                let order = order % self.orders.len().max(1);
                let known = self.orders.get(order).is_some_and(|it| payment < it.payments.len());
                if known && self.provider_can_say(order, payment, news) {
                    self.tell_all(order, payment, news);
                }
            }
        }
    }

    /// A provider says what is so: nothing is given back that was not taken.
    fn provider_can_say(&mut self, order: usize, payment: usize, news: News) -> bool {
        let payment = &mut self.orders[order].payments[payment];
        let is_new = |kind: EntryKind| !payment.booked.contains(&kind);
        match news {
            News::Paid if payment.there == 0 && payment.state.is_unpaid() => payment.there = 1000,
            News::Refunded | News::Disputed if payment.there == 1000 => payment.there = 0,
            // It overtakes the news that the money came.
            News::Refunded | News::Disputed if payment.state.is_unpaid() => {}
            News::DisputeWon
                if matches!(payment.state, Paying::Disputed | Paying::DisputedOwed)
                    && is_new(EntryKind::DisputeWon) =>
            {
                payment.there = 1000;
            }
            News::DisputeWon => return false,
            // The same again, or what is old.
            News::Pay
            | News::GiveUp
            | News::Time
            | News::Return
            | News::OnItsWay
            | News::Failed
            | News::Paid
            | News::Refunded
            | News::Disputed => {}
        }
        true
    }

    fn tell_all(&mut self, order: usize, payment: usize, news: News) {
        loop {
            let state = self.orders[order].payments[payment].state;
            let told = first(news, state);
            self.tell(order, Some(payment), told);
            if !again(news, told, self.orders[order].payments[payment].state) {
                return;
            }
        }
    }

    fn tell(&mut self, at: usize, payment: Option<usize>, news: News) {
        let order = &self.orders[at];
        let facts = Facts {
            order: order.state,
            held_until: order.until,
            is_free: false,
            payment: payment.map(|payment| order.payments[payment].state),
            bought_by_it: payment.is_some() && payment == order.bought_by,
            called_off: self.called_off,
            over: self.over,
            forsaken: false,
        };
        match judge(&facts, news, self.now) {
            Verdict::Do(step) => self.apply(at, payment, step),
            Verdict::Begin => {
                let order = &mut self.orders[at];
                let (calls, booked) = (vec![Call::Start], Vec::new());
                order.payments.push(Payment { state: Paying::Asked, there: 0, calls, booked });
            }
            Verdict::TrySeat { free, full } => {
                let step = if self.held + self.sold < CAPACITY { free } else { full };
                self.apply(at, payment, step);
            }
            Verdict::Nothing | Verdict::Refuse(_) => {}
        }
    }

    fn apply(&mut self, at: usize, payment: Option<usize>, step: Step) {
        match step.seat {
            Seat::Stays => {}
            Seat::Sell => (self.held, self.sold) = (self.held - 1, self.sold + 1),
            Seat::Take => self.sold += 1,
            Seat::Release => self.held -= 1,
            Seat::Free => self.sold -= 1,
        }
        let order = &mut self.orders[at];
        if order.state != OrderState::Seated && step.order == OrderState::Seated {
            order.bought_by = payment;
        }
        order.state = step.order;
        order.ticket = step.ticket.or(order.ticket);
        let Some(payment) = payment else {
            assert_eq!((step.books, step.call), (None, None), "no money without a payment");
            return;
        };
        let payment = &mut order.payments[payment];
        payment.state = step.payment.unwrap();
        payment.calls.extend(step.call);
        if let Some(kind) = step.books {
            payment.booked.push(kind);
            for (account, amount) in posting(kind, SPLIT) {
                *self.books.entry(account).or_default() += amount;
            }
        }
    }

    fn holds(&self) {
        assert!(self.held + self.sold <= CAPACITY, "{} held, {} sold", self.held, self.sold);
        assert!(!self.over || self.sold <= self.sold_at_end, "sold for a space that is over");
        let count = |state| self.orders.iter().filter(|order| order.state == state).count();
        assert_eq!(self.held as usize, count(OrderState::Held));
        assert_eq!(self.sold as usize, count(OrderState::Seated));
        assert_eq!(self.books.values().sum::<i64>(), 0, "the books are in balance");
        let balance = |account| self.books.get(&account).copied().unwrap_or(0);
        let payments = || self.orders.iter().flat_map(|order| &order.payments);
        let there: i64 = payments().map(|payment| payment.there).sum();
        assert_eq!(balance(Account::Provider), there, "the books say what the provider says");
        let owed = payments().filter(|payment| payment.state == Paying::Refunding).count();
        assert_eq!(balance(Account::Owed), -1000 * i64::try_from(owed).unwrap());
        for order in &self.orders {
            let good = order.ticket == Some(TicketState::Good);
            assert_eq!(good, order.state == OrderState::Seated, "a seat is a ticket");
            for (at, payment) in order.payments.iter().enumerate() {
                let buys = order.state == OrderState::Seated && order.bought_by == Some(at);
                assert_eq!(
                    payment.there > 0,
                    buys || payment.state == Paying::Refunding || payment.won(),
                    "money buys a seat or goes back: {:?}",
                    payment.state
                );
                if payment.state == Paying::Refunding {
                    assert!(payment.calls.contains(&Call::Refund), "somebody sends it back");
                }
            }
        }
    }
}

impl Payment {
    /// The bank found for the host: the money is theirs, though the seat went.
    fn won(&self) -> bool {
        self.booked.contains(&EntryKind::DisputeWon) && self.state == Paying::Paid
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn money_buys_a_seat_or_goes_back_and_no_seat_is_sold_twice(
        acts in acts()
    ) {
        let mut house = House::default();
        for act in &acts {
            house.run(act);
            house.holds();
        }
    }

    #[test]
    fn the_same_news_twice_changes_nothing(
        acts in acts(),
        news in select(vec![News::Paid, News::Failed, News::Refunded, News::Disputed, News::Return, News::GiveUp, News::Time]),
    ) {
        let mut house = House::default();
        acts.iter().for_each(|act| house.run(act));
        let order = 0;
        let said = |house: &House| {
            let orders: Vec<_> = house.orders.iter().map(|it| (it.state, it.ticket)).collect();
            let payments: Vec<_> = house.orders[order].payments.iter()
                .map(|it| (it.state, it.calls.clone(), it.booked.clone())).collect();
            (house.held, house.sold, house.books.clone(), orders, payments)
        };
        let is_asked = [News::Return, News::GiveUp, News::Time].contains(&news);
        let tell = |house: &mut House| match is_asked {
            true => house.run(&Act::Ask { order, news }),
            false => house.tell_all(order, 0, news),
        };
        tell(&mut house);
        let once = said(&house);
        tell(&mut house);
        prop_assert_eq!(said(&house), once);
    }
}
