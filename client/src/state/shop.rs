//! Buying a ticket, as one page lives it: what the relay last said of the sale and of one's order, and
//! what is asked of it next.
//!
//! *Laws:* an order is shown as the relay has it, whichever tab began it; a declined card takes
//! nothing away that was chosen or typed; an answer to a question that is no longer asked changes
//! nothing; where the relay does not answer, what was known stays, and it is asked again.
//!
//! Absent: the browser. A [`Call`] says what to ask and when; the page asks, and hands in what was
//! [`Happening::Said`].

use super::form::Trouble;
use causerie_shared::{
    id::{OrderId, TierId},
    ticket::{
        CardAnswer, Order, OrderState, Payment, PaymentState, SaleState, Shop, TestCard, Ticket,
        Tier,
    },
    ticket_fault::TicketFault,
    time::UnixMs,
};

/// While somebody looks at a button that works.
const WORKING_EVERY_MS: u64 = 300;
/// While money is on its way in.
const PAYING_EVERY_MS: u64 = 1_000;
/// How many are left, while somebody chooses.
const LOOK_EVERY_MS: u64 = 20_000;
/// Whether what stands there is still so: it may be paid in another tab, or called off.
const STANDS_EVERY_MS: u64 = 30_000;
/// Money on its way back takes its time.
const REFUND_EVERY_MS: u64 = 5_000;
/// Behind the moment at which a hold ends or a sale opens, for clocks that differ.
const BEHIND_MS: u64 = 700;
/// A new payment is begun once the relay has heard that the last one failed, which takes a moment.
const BEGINS_MOST: u8 = 6;
/// Timers of browsers overflow after weeks.
const WAIT_MOST_MS: u64 = 60 * 60 * 1000;

/// What the relay is asked, in so many ms. The number tells one from the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub number: u32,
    pub in_ms: u32,
    pub ask: Ask,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    Look,
    /// Begin a payment.
    Begin(OrderId),
    /// Pay at this address.
    Pay {
        at: String,
        card: TestCard,
        confirmed: bool,
    },
    Order(OrderId),
    GiveUp(OrderId),
    Wait(TierId),
    WaitNoMore(TierId),
    /// Return the ticket that the order bought.
    Return(OrderId),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Shop(Box<Shop>),
    Order(Box<Order>),
    Card(CardAnswer),
    Done,
    Refused(Trouble),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// To a call of that number.
    Said(u32, Said),
    Choose(TierId),
    Card(TestCard),
    /// A seat is held from here on.
    Held(Box<Order>),
    /// Something may have changed that the relay knows better.
    Look,
    /// No second seat: what they have is shown, and why.
    OneEach,
    Pay,
    Confirm,
    /// It was not they who pay, after all.
    Deny,
    GiveUp,
    Wait,
    WaitNoMore,
    Return,
    /// Past the word that a hold ran out, or that money came back.
    Again,
}

/// How far paying is, as this tab knows beyond what the order says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paying {
    #[default]
    Not,
    /// The provider is asked where one pays.
    Preparing,
    /// The card was sent, or confirmed.
    Sent,
    /// The card asks its owner.
    Confirming,
    /// It will be paid in a while.
    Settling,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counter {
    shop: Option<Box<Shop>>,
    chosen: Option<TierId>,
    card: Option<TestCard>,
    paying: Paying,
    declined: bool,
    /// Where the card was declined: the payment is over, whether or not the relay has heard so.
    dead: Option<String>,
    /// How often a payment was begun for one click.
    begun: u8,
    /// The hold ended while this page looked on, and nothing was taken.
    ran_out: bool,
    /// Somebody has read that their money came back.
    over: Option<OrderId>,
    trouble: Option<Trouble>,
    /// By a click; what is asked by itself keeps no button waiting.
    busy: bool,
    call: Option<Call>,
    calls: u32,
    /// What `calls` was at the last click.
    since: u32,
    looks: u32,
}

/// What the page shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step<'a> {
    Loading,
    Failed(&'a Trouble),
    Has(&'a Ticket),
    Pay(&'a Order),
    /// The card was taken; the ticket follows.
    Settling(&'a Order),
    RanOut,
    /// Money that bought nothing, on its way back or there.
    Back {
        order: &'a Order,
        is_there: bool,
    },
    Choose,
    NotYet,
    Closed,
    CalledOff,
}

impl Counter {
    /// The first look.
    pub fn open() -> Self {
        let mut counter = Self::default();
        counter.ask(Ask::Look, 0);
        counter
    }

    pub fn shop(&self) -> Option<&Shop> {
        self.shop.as_deref()
    }

    /// How often the sale was looked at.
    pub const fn looks(&self) -> u32 {
        self.looks
    }

    pub const fn call(&self) -> Option<&Call> {
        self.call.as_ref()
    }

    pub const fn paying(&self) -> Paying {
        self.paying
    }

    pub const fn is_busy(&self) -> bool {
        self.busy
    }

    pub const fn is_declined(&self) -> bool {
        self.declined
    }

    /// What is wrong with what was asked last.
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    pub fn card(&self) -> TestCard {
        self.card.unwrap_or(TestCard::Good)
    }

    /// The first kind of which there is something, until somebody chooses.
    pub fn chosen(&self) -> Option<&Tier> {
        let tiers = &self.shop()?.sale.tiers;
        let chosen = tiers.iter().find(|tier| Some(tier.id) == self.chosen);
        chosen.or_else(|| tiers.iter().find(|tier| tier.left > 0)).or_else(|| tiers.first())
    }

    pub fn step(&self) -> Step<'_> {
        let Some(shop) = self.shop() else {
            return self.trouble.as_ref().map_or(Step::Loading, Step::Failed);
        };
        if let Some(ticket) = &shop.ticket {
            return Step::Has(ticket);
        }
        if let Some(order) = shop.order.as_ref().filter(|order| self.over != Some(order.id)) {
            match (order.state, order.payment.as_ref().map(|payment| payment.state)) {
                // The ticket is a moment away; what is paid at once does not settle.
                (OrderState::Held | OrderState::Seated, Some(PaymentState::Paid))
                | (OrderState::Seated, _)
                    if self.paying != Paying::Settling =>
                {
                    return Step::Pay(order);
                }
                (OrderState::Held | OrderState::Seated, Some(PaymentState::Paid))
                | (OrderState::Seated, _) => return Step::Settling(order),
                (OrderState::Held, _) if self.paying == Paying::Settling || is_away(order) => {
                    return Step::Settling(order);
                }
                (OrderState::Held, _) => return Step::Pay(order),
                (OrderState::Lapsed, Some(PaymentState::Refunding)) => {
                    return Step::Back { order, is_there: false };
                }
                (OrderState::Lapsed, Some(PaymentState::Refunded)) => {
                    return Step::Back { order, is_there: true };
                }
                (OrderState::Lapsed, _)
                    if matches!(self.paying, Paying::Sent | Paying::Settling) || is_away(order) =>
                {
                    return Step::Settling(order);
                }
                (OrderState::Lapsed, _) if self.ran_out => return Step::RanOut,
                (OrderState::Lapsed | OrderState::Returned, _) => {}
            }
        }
        match shop.sale.state {
            SaleState::Open => Step::Choose,
            SaleState::NotYet => Step::NotYet,
            SaleState::Closed => Step::Closed,
            SaleState::CalledOff => Step::CalledOff,
        }
    }

    #[must_use]
    pub fn with(mut self, happening: Happening, now: UnixMs) -> Self {
        match happening {
            Happening::Said(number, said) => self.said(number, said, now),
            Happening::Choose(tier) => {
                self.chosen = Some(tier);
                self.trouble = None;
            }
            Happening::Card(card) => self.card = Some(card),
            Happening::Held(order) => {
                self.trouble = None;
                self.take(*order, now);
                self.go_on(now);
            }
            // What was clicked is answered first.
            Happening::Look if self.busy || self.paying != Paying::Not => {}
            Happening::Look => self.ask(Ask::Look, 0),
            Happening::OneEach => {
                self.trouble = Some(Trouble::Fault(TicketFault::OneEach.into()));
                self.ask(Ask::Look, 0);
            }
            Happening::Pay => self.pay(),
            Happening::Confirm => self.send_card(true),
            Happening::Deny => {
                self.paying = Paying::Not;
                self.go_on(now);
            }
            Happening::GiveUp => self.click(|counter| Some(Ask::GiveUp(counter.order()?.id))),
            Happening::Wait => self.click(|counter| Some(Ask::Wait(counter.chosen()?.id))),
            Happening::WaitNoMore => {
                self.click(|counter| Some(Ask::WaitNoMore(counter.shop()?.waiting?.tier)));
            }
            Happening::Return => {
                self.click(|counter| Some(Ask::Return(counter.shop()?.ticket.as_ref()?.order)));
            }
            Happening::Again => {
                self.ran_out = false;
                self.paying = Paying::Not;
                self.over = self.order().map(|order| order.id);
                self.ask(Ask::Look, 0);
            }
        }
        self
    }

    fn order(&self) -> Option<&Order> {
        self.shop()?.order.as_ref()
    }

    fn said(&mut self, number: u32, said: Said, now: UnixMs) {
        let Some(call) = self.call.take_if(|call| call.number == number) else { return };
        let was_click = std::mem::take(&mut self.busy);
        match said {
            Said::Shop(shop) => {
                self.looks += 1;
                self.is_there_again();
                self.found(*shop, now);
            }
            Said::Order(order) => {
                self.is_there_again();
                if let Ask::Return(_) = call.ask {
                    self.ask(Ask::Look, 0);
                    return;
                }
                self.take(*order, now);
            }
            Said::Card(answer) => self.card_said(answer),
            Said::Done => {
                self.paying = Paying::Not;
                self.ask(Ask::Look, 0);
                return;
            }
            Said::Refused(trouble) => {
                self.refused(&call.ask, trouble, was_click);
                return;
            }
        }
        self.go_on(now);
    }

    /// A refusal stands until the next click; that there was no answer, until there is one.
    fn is_there_again(&mut self) {
        self.trouble.take_if(|trouble| *trouble == Trouble::Offline);
    }

    fn found(&mut self, shop: Shop, now: UnixMs) {
        // What was bought is the ticket, if it is theirs still; there is nothing to wait for.
        let is_over =
            |order: &Order| matches!(order.state, OrderState::Seated | OrderState::Returned);
        let order = shop.order.clone().filter(|order| !is_over(order));
        let was = self.shop.take();
        let had_one = was.as_ref().is_some_and(|shop| shop.ticket.is_some());
        let kept = was.and_then(|shop| shop.order);
        if shop.ticket.is_some() && !had_one {
            // Nothing that was wrong on the way here is any more.
            (self.trouble, self.declined, self.paying) = (None, false, Paying::Not);
        }
        self.shop = Some(Box::new(Shop { order: kept, ..shop }));
        match order {
            Some(order) => self.take(order, now),
            None => {
                self.paying = Paying::Not;
                if let Some(shop) = &mut self.shop {
                    shop.order = None;
                }
            }
        }
    }

    fn take(&mut self, mut order: Order, now: UnixMs) {
        let Some(shop) = &mut self.shop else { return };
        if shop.order.as_ref().is_some_and(|was| was.id != order.id) {
            // How far paying was is not about this one.
            (self.paying, self.declined, self.begun) = (Paying::Not, false, 0);
            self.dead = None;
            self.ran_out = false;
        }
        if let Some(payment) = &mut order.payment
            && payment.at.is_some()
            && payment.at == self.dead
        {
            *payment = Payment { state: PaymentState::Failed, at: None };
        }
        let was_held = shop
            .order
            .as_ref()
            .is_some_and(|was| was.id == order.id && was.state == OrderState::Held);
        let state = order.payment.as_ref().map(|payment| payment.state);
        match order.state {
            OrderState::Held => {
                let is_another = self.paying == Paying::Preparing
                    && self.dead.is_some()
                    && self.begun < BEGINS_MOST;
                if state == Some(PaymentState::Failed) && !is_another {
                    self.declined = true;
                    self.paying = Paying::Not;
                }
            }
            OrderState::Lapsed => {
                self.ran_out |= was_held && now >= order.held_until;
                // A card that was sent may have paid; what was not begun, or failed, did not.
                let is_sent = matches!(self.paying, Paying::Sent | Paying::Settling);
                if has_failed(&order) || !is_sent {
                    self.paying = Paying::Not;
                }
            }
            OrderState::Seated | OrderState::Returned => self.declined = false,
        }
        shop.order = Some(order);
    }

    fn card_said(&mut self, answer: CardAnswer) {
        self.declined = answer == CardAnswer::Declined;
        self.paying = match answer {
            CardAnswer::Paid => Paying::Sent,
            CardAnswer::Declined => Paying::Not,
            CardAnswer::Confirm => Paying::Confirming,
            CardAnswer::Settling => Paying::Settling,
        };
        // Another try is another payment.
        if self.declined
            && let Some(shop) = &mut self.shop
            && let Some(Order { payment: Some(Payment { state, at }), .. }) = &mut shop.order
        {
            *state = PaymentState::Failed;
            self.dead = at.take();
        }
    }

    fn refused(&mut self, ask: &Ask, trouble: Trouble, was_click: bool) {
        let is_offline = trouble == Trouble::Offline;
        match ask {
            // Asked by itself, and so again.
            Ask::Look | Ask::Order(_) if is_offline && self.shop.is_some() => {
                if was_click || self.paying != Paying::Not {
                    self.trouble = Some(trouble);
                }
                self.ask(ask.clone(), PAYING_EVERY_MS * 3);
            }
            Ask::Look => {
                self.trouble = Some(trouble);
                if self.shop.is_some() {
                    self.ask_quietly(Ask::Look, STANDS_EVERY_MS);
                }
            }
            Ask::Order(_) => {
                self.trouble = Some(trouble);
                self.ask(Ask::Look, PAYING_EVERY_MS);
            }
            // What became of it, the relay knows: whether the card was taken is not to be guessed.
            Ask::Begin(_)
            | Ask::Pay { .. }
            | Ask::GiveUp(_)
            | Ask::Wait(_)
            | Ask::WaitNoMore(_)
            | Ask::Return(_) => {
                self.paying = Paying::Not;
                self.ask_quietly(Ask::Look, PAYING_EVERY_MS);
                self.trouble = Some(trouble);
            }
        }
    }

    fn pay(&mut self) {
        let Some(order) = self.order().filter(|_| !self.busy) else { return };
        let is_begun = order.payment.as_ref().is_some_and(|payment| payment.at.is_some());
        let id = order.id;
        self.declined = false;
        self.trouble = None;
        self.since = self.calls;
        if is_begun {
            self.send_card(false);
        } else {
            self.paying = Paying::Preparing;
            self.begun = 1;
            self.ask(Ask::Begin(id), 0);
        }
        self.busy = true;
    }

    fn send_card(&mut self, confirmed: bool) {
        let at = self.order().and_then(|order| order.payment.as_ref()?.at.clone());
        let Some(at) = at else {
            self.paying = Paying::Not;
            return;
        };
        self.paying = Paying::Sent;
        let card = self.card();
        self.ask(Ask::Pay { at, card, confirmed }, 0);
        self.busy = true;
    }

    fn click(&mut self, ask: impl FnOnce(&Self) -> Option<Ask>) {
        if self.busy {
            return;
        }
        if let Some(ask) = ask(self) {
            self.trouble = None;
            self.ask(ask, 0);
            self.busy = true;
        }
    }

    /// What follows from what is known, by itself.
    fn go_on(&mut self, now: UnixMs) {
        let next = match (self.step(), self.order()) {
            (Step::Pay(order) | Step::Settling(order), _) if order.state == OrderState::Seated => {
                Some((Ask::Look, WORKING_EVERY_MS))
            }
            (Step::Pay(order), _) => self.while_paying(order, now),
            (Step::Settling(order), _) => {
                Some((Ask::Order(order.id), self.patience(PAYING_EVERY_MS)))
            }
            (Step::Back { order, is_there: false }, _) => {
                Some((Ask::Order(order.id), self.patience(REFUND_EVERY_MS)))
            }
            (Step::NotYet, _) => {
                let opens_at = self.shop().and_then(|shop| shop.sale.opens_at);
                Some((Ask::Look, opens_at.map_or(LOOK_EVERY_MS, |at| at.since_ms(now) + BEHIND_MS)))
            }
            (Step::Choose | Step::RanOut, _) => Some((Ask::Look, LOOK_EVERY_MS)),
            (Step::Has(_), _) => Some((Ask::Look, STANDS_EVERY_MS)),
            (
                Step::Loading
                | Step::Failed(_)
                | Step::Back { is_there: true, .. }
                | Step::Closed
                | Step::CalledOff,
                _,
            ) => None,
        };
        if let Some((ask, in_ms)) = next {
            if let Ask::Begin(_) = ask {
                self.begun += 1;
            }
            self.ask_quietly(ask, in_ms);
            return;
        }
        let ready = matches!(self.step(), Step::Pay(_)) && self.paying == Paying::Preparing;
        if ready {
            self.send_card(false);
        }
    }

    /// `None` where the card can be sent.
    fn while_paying(&self, order: &Order, now: UnixMs) -> Option<(Ask, u64)> {
        let ask = Ask::Order(order.id);
        let begun = order.payment.as_ref().is_some_and(|payment| payment.at.is_some());
        match self.paying {
            Paying::Preparing if begun => None,
            Paying::Preparing if has_failed(order) => Some((Ask::Begin(order.id), PAYING_EVERY_MS)),
            Paying::Preparing | Paying::Sent => Some((ask, self.patience(WORKING_EVERY_MS))),
            Paying::Settling => Some((ask, self.patience(PAYING_EVERY_MS))),
            Paying::Not | Paying::Confirming => {
                let ends_ms = order.held_until.since_ms(now) + BEHIND_MS;
                Some((Ask::Look, ends_ms.min(STANDS_EVERY_MS)))
            }
        }
    }

    /// The longer something takes, the less often it is asked about.
    fn patience(&self, first_ms: u64) -> u64 {
        match self.calls.saturating_sub(self.since) {
            0..=40 => first_ms,
            41..=80 => first_ms * 4,
            _ => (first_ms * 12).min(60_000),
        }
    }

    fn ask_quietly(&mut self, ask: Ask, in_ms: u64) {
        let busy = self.busy;
        self.ask(ask, in_ms);
        self.busy = busy || self.paying == Paying::Preparing || self.paying == Paying::Sent;
    }

    fn ask(&mut self, ask: Ask, in_ms: u64) {
        self.calls += 1;
        let in_ms = u32::try_from(in_ms.min(WAIT_MOST_MS)).unwrap_or(u32::MAX);
        self.call = Some(Call { number: self.calls, in_ms, ask });
        self.busy = false;
    }
}

/// Its payment was begun, and cannot be made here any more: a card that settles late, in this tab or
/// another.
fn is_away(order: &Order) -> bool {
    let payment = order.payment.as_ref();
    payment.is_some_and(|it| it.state == PaymentState::Started && it.at.is_none())
}

fn has_failed(order: &Order) -> bool {
    order.payment.as_ref().is_some_and(|payment| payment.state == PaymentState::Failed)
}

/// Whole minutes that a hold lasts on, for whoever listens to the page.
pub const fn minutes_left(until: UnixMs, now: UnixMs) -> u64 {
    until.0.saturating_sub(now.0) / 60_000
}

#[cfg(test)]
mod tests;
