//! Decides what becomes of one purchase. Opens nothing, reads no clock, awaits nothing: an order and a
//! payment go in with what happened, and a [`Verdict`] comes out, which the store carries out in one
//! transaction.
//!
//! Laws, held by chance below: held and sold are never above what there is; the same news twice
//! changes nothing; money that comes buys a seat or goes back, never neither, never both; a seat that
//! is given back is free; every account of a purchase that is over sums to what its buyer still has
//! paid.
//!
//! Absent: who may ask (doors), how much (`fee`), and which rows (the store).

use causerie_shared::{
    ticket::{EntryKind, OrderState, PaymentState, TicketState},
    ticket_fault::TicketFault,
    time::UnixMs,
};

/// How long a seat is held while one pays, where the operator says nothing else.
pub const HOLD_MS: u64 = 10 * 60 * 1000;

/// How long a freed seat is kept for whoever waited longest. They may be away from the page.
pub const OFFER_MS: u64 = 30 * 60 * 1000;

/// How a payment stands. As [`PaymentState`], and it remembers what a dispute took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paying {
    Asked,
    Started,
    /// The buyer paid, and the money takes its time: nobody is asked for it again.
    OnItsWay,
    Failed,
    Paid,
    Refunding,
    Refunded,
    /// What the host had.
    Disputed,
    /// What was on its way back already.
    DisputedOwed,
}

impl Paying {
    /// What a call that was made leads from and to.
    pub const STARTS: (Self, Self) = (Self::Asked, Self::Started);

    pub const ALL: [Self; 9] = [
        Self::Asked,
        Self::Started,
        Self::OnItsWay,
        Self::Failed,
        Self::Paid,
        Self::Refunding,
        Self::Refunded,
        Self::Disputed,
        Self::DisputedOwed,
    ];

    /// As it stands in rows.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Started => "started",
            Self::OnItsWay => "on_its_way",
            Self::Failed => "failed",
            Self::Paid => "paid",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
            Self::DisputedOwed => "disputed_owed",
        }
    }

    pub const fn shown(self) -> PaymentState {
        match self {
            Self::Asked => PaymentState::Asked,
            Self::Started | Self::OnItsWay => PaymentState::Started,
            Self::Failed => PaymentState::Failed,
            Self::Paid => PaymentState::Paid,
            Self::Refunding => PaymentState::Refunding,
            Self::Refunded => PaymentState::Refunded,
            Self::Disputed | Self::DisputedOwed => PaymentState::Disputed,
        }
    }

    /// No money has come by it that the books know of.
    pub const fn is_unpaid(self) -> bool {
        matches!(self, Self::Asked | Self::Started | Self::OnItsWay | Self::Failed)
    }
}

/// What the verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub order: OrderState,
    pub held_until: UnixMs,
    /// Nothing is to be paid.
    pub is_free: bool,
    /// The payment that it is about: the one that the news names, or else the order's last.
    pub payment: Option<Paying>,
    /// That payment bought the seat.
    pub bought_by_it: bool,
    /// The space does not take place.
    pub called_off: bool,
    /// It did, and is over.
    pub over: bool,
    /// Whoever wanted it has no account any more.
    pub forsaken: bool,
}

/// What happened, or is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum News {
    /// The buyer wants to pay.
    Pay,
    /// The buyer gives the held seat up.
    GiveUp,
    /// Time may have passed.
    Time,
    /// The ticket goes back: by its buyer, by the host, or because the space is called off.
    Return,
    /// From the provider.
    OnItsWay,
    Failed,
    Paid,
    Refunded,
    Disputed,
    DisputeWon,
}

/// A move of the one seat that an order is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seat {
    #[default]
    Stays,
    /// Held, from here on sold.
    Sell,
    /// Free, from here on sold.
    Take,
    /// Held, from here on free.
    Release,
    /// Sold, from here on free.
    Free,
}

/// What the provider is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    Start,
    Refund,
}

/// What is written, all of it or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub order: OrderState,
    pub payment: Option<Paying>,
    pub seat: Seat,
    pub books: Option<EntryKind>,
    pub call: Option<Call>,
    /// What the ticket is from here on; a seat that is sold or taken has a new one.
    pub ticket: Option<TicketState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Do(Step),
    /// A new payment begins.
    Begin,
    /// By whether a seat is free at that moment.
    TrySeat {
        free: Step,
        full: Step,
    },
    /// As it is.
    Nothing,
    Refuse(TicketFault),
}

/// What becomes of an order. News of money that the books have not seen come, such as a refund that
/// overtook its payment, is told after [`News::Paid`]; see [`first`].
pub fn judge(facts: &Facts, news: News, now: UnixMs) -> Verdict {
    match news {
        News::Pay => pay(facts, now),
        News::GiveUp => match facts.order {
            OrderState::Held => Verdict::Do(facts.released()),
            OrderState::Lapsed => Verdict::Nothing,
            // In another tab, where it was paid.
            OrderState::Seated => Verdict::Refuse(TicketFault::PaymentUnderWay),
            OrderState::Returned => Verdict::Refuse(TicketFault::PaymentOver),
        },
        News::Time => match facts.order {
            OrderState::Held if facts.held_until <= now || facts.called_off => {
                Verdict::Do(facts.released())
            }
            OrderState::Held | OrderState::Lapsed | OrderState::Seated | OrderState::Returned => {
                Verdict::Nothing
            }
        },
        News::Return => give_back(facts),
        News::OnItsWay => match facts.payment {
            Some(Paying::Asked | Paying::Started) => Verdict::Do(facts.with(Paying::OnItsWay)),
            Some(_) | None => Verdict::Nothing,
        },
        News::Failed => match facts.payment {
            Some(Paying::Asked | Paying::Started | Paying::OnItsWay) => {
                Verdict::Do(facts.with(Paying::Failed))
            }
            Some(_) | None => Verdict::Nothing,
        },
        News::Paid => paid(facts),
        News::Refunded => refunded(facts),
        News::Disputed => disputed(facts),
        News::DisputeWon => match facts.payment {
            Some(Paying::Disputed) => {
                Verdict::Do(facts.with(Paying::Paid).booked(EntryKind::DisputeWon))
            }
            Some(Paying::DisputedOwed) => Verdict::Do(facts.sent_back()),
            Some(_) | None => Verdict::Nothing,
        },
    }
}

/// What is to be told first: money that went back has come before, whatever order the news came in.
pub const fn first(news: News, payment: Paying) -> News {
    if matches!(news, News::Refunded | News::Disputed) && payment.is_unpaid() {
        return News::Paid;
    }
    news
}

/// Whether `news` is to be told again after `told` was: the payment is `now` so.
pub fn again(news: News, told: News, now: Paying) -> bool {
    told != news || (news == News::Refunded && now == Paying::Refunding)
}

fn pay(facts: &Facts, now: UnixMs) -> Verdict {
    match facts.order {
        OrderState::Held if facts.called_off => Verdict::Refuse(TicketFault::CalledOff),
        OrderState::Held if facts.over => Verdict::Refuse(TicketFault::Closed),
        OrderState::Held if facts.held_until <= now => Verdict::Refuse(TicketFault::HoldOver),
        OrderState::Held if facts.is_free => Verdict::Do(facts.seated(Seat::Sell)),
        OrderState::Held => match facts.payment {
            None | Some(Paying::Failed) => Verdict::Begin,
            // A second tab, or a second click: the same payment.
            Some(_) => Verdict::Nothing,
        },
        OrderState::Lapsed if facts.called_off => Verdict::Refuse(TicketFault::CalledOff),
        // But for what is called off, nobody else ends a hold before its time.
        OrderState::Lapsed if facts.held_until > now => Verdict::Refuse(TicketFault::GivenBack),
        OrderState::Lapsed => Verdict::Refuse(TicketFault::HoldOver),
        OrderState::Seated => Verdict::Nothing,
        OrderState::Returned => Verdict::Refuse(TicketFault::PaymentOver),
    }
}

fn paid(facts: &Facts) -> Verdict {
    if !facts.payment.is_some_and(Paying::is_unpaid) {
        return Verdict::Nothing;
    }
    match facts.order {
        OrderState::Held if facts.buys_nothing() => {
            let released =
                Step { order: OrderState::Lapsed, seat: Seat::Release, ..facts.sent_back() };
            Verdict::Do(released)
        }
        OrderState::Held => Verdict::Do(facts.bought(Seat::Sell)),
        OrderState::Lapsed if !facts.buys_nothing() => {
            Verdict::TrySeat { free: facts.bought(Seat::Take), full: facts.sent_back() }
        }
        // Paid by another try, or too late for anything.
        OrderState::Lapsed | OrderState::Seated | OrderState::Returned => {
            Verdict::Do(facts.sent_back())
        }
    }
}

fn give_back(facts: &Facts) -> Verdict {
    match (facts.order, facts.payment) {
        (OrderState::Seated, None) => Verdict::Do(facts.returned(TicketState::Returned)),
        (OrderState::Seated, Some(Paying::Paid)) => Verdict::Do(Step {
            payment: Some(Paying::Refunding),
            call: Some(Call::Refund),
            ..facts.returned(TicketState::Returned).booked(EntryKind::Refund)
        }),
        (OrderState::Held, _) => Verdict::Do(facts.released()),
        (OrderState::Lapsed | OrderState::Seated | OrderState::Returned, _) => Verdict::Nothing,
    }
}

fn refunded(facts: &Facts) -> Verdict {
    match facts.payment {
        Some(Paying::Refunding) => {
            Verdict::Do(facts.with(Paying::Refunded).booked(EntryKind::RefundDone))
        }
        // Somebody gave it back at the provider's own desk. The books go through the same two steps.
        Some(Paying::Paid) => {
            let step = facts.returned_if_seated(TicketState::Returned);
            let payment = Some(Paying::Refunding);
            Verdict::Do(Step { payment, ..step }.booked(EntryKind::Refund))
        }
        Some(_) | None => Verdict::Nothing,
    }
}

fn disputed(facts: &Facts) -> Verdict {
    match facts.payment {
        Some(Paying::Paid) => {
            let step = facts.returned_if_seated(TicketState::Disputed);
            let step = Step { payment: Some(Paying::Disputed), ..step };
            Verdict::Do(step.booked(EntryKind::Dispute))
        }
        Some(Paying::Refunding) => {
            Verdict::Do(facts.with(Paying::DisputedOwed).booked(EntryKind::RefundDone))
        }
        Some(_) | None => Verdict::Nothing,
    }
}

impl Facts {
    /// Money that comes now is of no use to anybody.
    const fn buys_nothing(&self) -> bool {
        self.called_off || self.over || self.forsaken
    }

    const fn stays(&self) -> Step {
        let (order, payment) = (self.order, self.payment);
        Step { order, payment, seat: Seat::Stays, books: None, call: None, ticket: None }
    }

    const fn with(&self, payment: Paying) -> Step {
        Step { payment: Some(payment), ..self.stays() }
    }

    const fn released(&self) -> Step {
        Step { order: OrderState::Lapsed, seat: Seat::Release, ..self.stays() }
    }

    const fn seated(&self, seat: Seat) -> Step {
        let (order, ticket) = (OrderState::Seated, Some(TicketState::Good));
        Step { order, seat, ticket, ..self.stays() }
    }

    const fn bought(&self, seat: Seat) -> Step {
        let (payment, books) = (Some(Paying::Paid), Some(EntryKind::Sale));
        Step { payment, books, ..self.seated(seat) }
    }

    const fn returned(&self, ticket: TicketState) -> Step {
        let (order, seat) = (OrderState::Returned, Seat::Free);
        Step { order, seat, ticket: Some(ticket), ..self.stays() }
    }

    fn returned_if_seated(&self, ticket: TicketState) -> Step {
        match self.order == OrderState::Seated && self.bought_by_it {
            true => self.returned(ticket),
            false => self.stays(),
        }
    }

    /// Money that bought nothing.
    const fn sent_back(&self) -> Step {
        let (books, call) = (Some(EntryKind::Unseated), Some(Call::Refund));
        Step { payment: Some(Paying::Refunding), books, call, ..self.stays() }
    }
}

impl Step {
    const fn booked(self, kind: EntryKind) -> Self {
        Self { books: Some(kind), ..self }
    }
}
