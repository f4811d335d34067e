//! Whoever handles payments, behind one trait: starting a payment, asking about one, giving one back,
//! taking a host on, and news that arrive later, late, twice, out of order, or never.
//!
//! Every call carries a name of its own, and the same name again does nothing more. A call that was
//! made and whose answer was lost is made again.

use crate::money::{ledger::Split, sale::News};
use causerie_shared::{
    id::{PaymentId, PersonId, SpaceId},
    money::Currency,
};
use futures_util::future::BoxFuture;

/// A payment to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Of the order and the try: the same again is the same payment.
    pub payment: PaymentId,
    pub host: PersonId,
    pub currency: Currency,
    /// With the part that stays with the platform.
    pub split: Split,
    /// What the buyer reads on their statement.
    pub about: String,
}

/// A payment that the buyer may make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Where they do.
    pub pay_at: String,
}

/// A payment as the provider sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Unknown,
    Open,
    Failed,
    Paid,
    Refunded,
    Disputed,
}

/// Whether a host can be paid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onboarding {
    Ready,
    /// They have to tell the provider more, there.
    Go {
        to: String,
    },
}

/// Something that the provider tells by itself, after its signature was found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The same for the same news.
    pub event: String,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Payment {
        payment: PaymentId,
        news: News,
    },
    /// A host was paid what a space earned them; minor units.
    PaidOut {
        space: SpaceId,
        amount: i64,
    },
    /// A host can be paid out from here on, or cannot any more.
    Account {
        host: PersonId,
        ready: bool,
    },
}

/// Why news are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    Unreadable,
    BadSignature,
    /// Signed long ago: somebody plays it again.
    Stale,
}

/// The provider could not be asked. It is asked again later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away(pub String);

pub trait Provider: Send + Sync {
    /// As rows name it.
    fn name(&self) -> &'static str;

    /// Whether all of it is play money.
    fn is_test(&self) -> bool;

    /// Whether payments in it can be taken, from how little on; minor units. None where not.
    fn least(&self, currency: Currency) -> Option<u64>;

    fn start(&self, start: Start) -> BoxFuture<'_, Result<Started, Away>>;

    fn ask(&self, payment: PaymentId) -> BoxFuture<'_, Result<Standing, Away>>;

    fn refund(&self, payment: PaymentId) -> BoxFuture<'_, Result<(), Away>>;

    fn onboard(&self, host: PersonId) -> BoxFuture<'_, Result<Onboarding, Away>>;

    /// Reads what came in at the door for news: bytes and a signature.
    ///
    /// # Errors
    /// [`NotTaken`]
    fn read(&self, body: &[u8], signature: &str, now_s: u64) -> Result<Told, NotTaken>;
}
