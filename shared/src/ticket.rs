//! Tickets: what a host sells, what somebody buys, and what becomes of it. Bodies of the HTTP doors.
//!
//! Amounts are in minor units of the sale's currency. What a buyer pays is the price less what a code
//! takes off; the fee is the platform's part of that, the rest is the host's.

use crate::{
    handle::Handle,
    id::{OrderId, PersonId, SpaceId, TicketId, TierId},
    money::Currency,
    stage::Attendee,
    text::{Name, Title},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

/// `PUT /api/announcements/{id}/tickets`: all that is sold for a space that is to come. What was typed
/// travels raw, so that the relay can say what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetTickets {
    /// A code of ISO 4217, as "EUR". It stays once somebody has bought or is buying.
    pub currency: String,
    /// From one to [`SetTickets::TIERS_MOST`].
    pub tiers: Vec<SetTier>,
    /// When the sale opens and closes, by the clocks of the space's zone, as "2026-12-01T20:30".
    /// Absent: at once, and until the space is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// Buyers may return a ticket until so many minutes before the space is to begin.
    #[serde(default)]
    pub refund_min: u32,
    /// Seconds that whoever has no ticket may hear; at most [`SetTickets::PREVIEW_MOST_S`], 0 for none.
    #[serde(default)]
    pub preview_s: u32,
    /// At most [`SetTickets::CODES_MOST`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<SetCode>,
}

impl SetTickets {
    pub const TIERS_MOST: usize = 3;
    pub const CODES_MOST: usize = 50;
    /// Seats of one tier.
    pub const NUMBER_MOST: u32 = 100_000;
    pub const PREVIEW_MOST_S: u32 = 300;
    /// Thirty days.
    pub const REFUND_MOST_MIN: u32 = 30 * 24 * 60;
    /// Letters, digits, `-` and `_` of a code, which is read without regard to case.
    pub const CODE_MOST: usize = 32;
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetTier {
    /// Of one that is there already; absent for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TierId>,
    pub name: String,
    /// As it is typed: "12.50".
    pub price: String,
    /// How many there are; never fewer than are sold and held.
    pub number: u32,
}

/// A word that takes something off the price.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetCode {
    pub code: String,
    /// From 1 to 100, which is free entry.
    pub percent_off: u32,
    /// How many people may use it.
    pub uses: u32,
}

/// What is sold, as anybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sale {
    pub space: SpaceId,
    pub currency: Currency,
    /// In the host's order.
    pub tiers: Vec<Tier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<UnixMs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<UnixMs>,
    /// Until when buyers may return a ticket.
    pub refund_until: UnixMs,
    pub preview_s: u32,
    /// For how many seconds a seat is held while one pays.
    pub held_s: u32,
    pub state: SaleState,
    /// Somebody who has a code may enter it.
    pub takes_codes: bool,
    /// Nothing here is real money: it is said on every price, button and receipt.
    pub test: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tier {
    pub id: TierId,
    pub name: Name,
    pub price: u64,
    pub number: u32,
    /// Neither sold nor held at this moment.
    pub left: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SaleState {
    /// Within its window; what is left says whether there is anything.
    Open,
    NotYet,
    Closed,
    /// The space does not take place: everybody has their money back, or is about to.
    CalledOff,
}

/// `GET /api/spaces/{id}/tickets`: what is sold, and how the visitor stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shop {
    pub sale: Sale,
    /// The visitor's ticket that is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
    /// The visitor's order that is not settled yet, or that came to nothing last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// For the host alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub book: Option<Book>,
}

/// The visitor's place in the waiting list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waiting {
    pub tier: TierId,
    /// From 1 on.
    pub place: u32,
}

/// What the host sees of a sale beside what everybody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Book {
    /// In the order of the tiers.
    pub tiers: Vec<TierBook>,
    pub codes: Vec<CodeBook>,
    /// What buyers paid and did not get back, and of that the platform's part.
    pub taken: u64,
    pub fees: u64,
    /// As the window was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    pub refund_min: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TierBook {
    pub sold: u32,
    pub held: u32,
    pub waiting: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeBook {
    pub code: String,
    pub percent_off: u32,
    pub uses: u32,
    pub used: u32,
}

/// `POST /api/spaces/{id}/orders`: hold a seat. The same `key` again is the same order again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceOrder {
    pub tier: TierId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Chosen by the client for this one purchase: 16 to 64 letters, digits, `-` and `_`.
    pub key: String,
}

/// One purchase, as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    pub id: OrderId,
    pub space: SpaceId,
    pub title: Title,
    pub tier: TierId,
    pub tier_name: Name,
    pub currency: Currency,
    pub price: u64,
    /// What a code takes off.
    pub discount: u64,
    /// What is paid: the price less the discount. Of it, `fee` is the platform's and the rest the
    /// host's.
    pub total: u64,
    pub fee: u64,
    pub made_at: UnixMs,
    pub state: OrderState,
    /// Until when the seat is held while one pays, of [`OrderState::Held`].
    pub held_until: UnixMs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// They waited, and a seat became free.
    #[serde(default)]
    pub offered: bool,
    pub test: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// A seat waits for the payment.
    Held,
    /// The hold ended, or was given up. Money that comes still buys a seat that is free, or goes back.
    Lapsed,
    /// Paid, and there is a ticket.
    Seated,
    /// The ticket is good no more, and its money goes back, or went.
    Returned,
}

/// How the last payment of an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    pub state: PaymentState,
    /// Where the buyer pays, while they may: with the wallet, a door of this relay
    /// (`POST`, [`PayWithCard`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// The provider is being asked; it may be away.
    Asked,
    /// The buyer may pay.
    Started,
    Paid,
    /// Declined or given up: nothing was taken, and another try is possible.
    Failed,
    Refunding,
    Refunded,
    /// The buyer's bank took it back.
    Disputed,
}

/// `POST /api/wallet/payments/{id}`: pays with a card of the wallet, which is play money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayWithCard {
    /// One of [`TestCard`]'s numbers.
    pub card: String,
    /// The buyer confirms, of a card that wants it.
    #[serde(default)]
    pub confirmed: bool,
}

/// The answer of the wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CardAnswer {
    Paid,
    Declined,
    /// Ask the buyer, and send it again with `confirmed`.
    Confirm,
    /// It will be paid in a while.
    Settling,
}

/// The wallet's cards. No number of a card that exists is among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestCard {
    Good,
    Declines,
    WantsConfirmation,
    SettlesLate,
}

impl TestCard {
    pub const ALL: [Self; 4] =
        [Self::Good, Self::Declines, Self::WantsConfirmation, Self::SettlesLate];

    pub const fn number(self) -> &'static str {
        match self {
            Self::Good => "4242 4242 4242 4242",
            Self::Declines => "4000 0000 0000 0002",
            Self::WantsConfirmation => "4000 0025 0000 3155",
            Self::SettlesLate => "4000 0000 0000 0077",
        }
    }

    pub fn read(typed: &str) -> Option<Self> {
        let digits = |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let typed: String = digits(typed);
        Self::ALL.into_iter().find(|card| digits(card.number()) == typed)
    }
}

/// Entry for one person to one space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    pub id: TicketId,
    pub order: OrderId,
    pub space: SpaceId,
    pub title: Title,
    pub host: Attendee,
    pub starts_at: UnixMs,
    pub tier_name: Name,
    pub currency: Currency,
    pub total: u64,
    pub fee: u64,
    pub bought_at: UnixMs,
    pub state: TicketState,
    /// Until when its holder may give it back for its price; absent where they may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_until: Option<UnixMs>,
    /// Whether its holder may give it to somebody else.
    pub may_transfer: bool,
    /// Somebody else paid, and gave it to them.
    #[serde(default)]
    pub is_gift: bool,
    pub test: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    Good,
    /// Its money goes back, or went.
    Returned,
    /// Somebody else holds the seat.
    Transferred,
    /// The buyer's bank took the money back.
    Disputed,
}

/// `GET /api/tickets`: the visitor's, the next space first; at most [`TicketList::MOST`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketList {
    pub tickets: Vec<Ticket>,
    /// What is held for them or paid for, and no ticket yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

impl TicketList {
    pub const MOST: usize = 200;
}

/// `GET /api/spaces/{id}/ticket`: the visitor's ticket as the door wants it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketToken {
    /// A JSON Web Token (RFC 7519) signed by EdDSA (RFC 8037), for [`crate::api::PassRequest`]. It is
    /// good for its account alone.
    pub token: String,
}

/// `POST /api/tickets/{id}/transfer`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transfer {
    /// Whose it shall be, as "@ben" or "ben".
    pub to: String,
}

/// `GET /api/spaces/{id}/sold`: who bought, for the host; the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SoldList {
    pub sold: Vec<Sold>,
    /// For `after=`, where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sold {
    pub order: OrderId,
    /// Absent when their account is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Handle>,
    /// Who has it now, where the buyer gave it away; absent when their account is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Handle>,
    pub person: PersonId,
    pub tier_name: Name,
    pub total: u64,
    pub fee: u64,
    pub at: UnixMs,
    pub state: OrderState,
}

/// `GET /api/earnings`: what somebody's spaces earned them, a currency a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Earnings {
    pub currencies: Vec<Earned>,
    /// By space, the newest first.
    pub spaces: Vec<SpaceEarnings>,
    /// Whoever handles payments knows where it is paid out to.
    pub account: bool,
    pub terms: SellingTerms,
    pub test: bool,
}

/// What the platform takes of a ticket, and what one may cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SellingTerms {
    /// From the first on; each counts for what a host earns above its own.
    pub fees: Vec<FeeStep>,
    /// In units of whichever currency.
    pub price_least: u64,
    pub price_most: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeeStep {
    /// What a host has earned so far in a currency, in its units.
    pub from_units: u64,
    /// Hundredths of a percent.
    pub basis_points: u32,
}

/// `POST /api/earnings/account`: whether somebody can be paid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayoutAccount {
    pub ready: bool,
    /// Where they say to whoever handles payments what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub go: Option<String>,
}

/// All without what went back to buyers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Earned {
    pub currency: Currency,
    /// What buyers paid.
    pub taken: i64,
    /// The platform's part of it.
    pub fees: i64,
    /// The host's part that the provider has not paid out.
    pub pending: i64,
    pub paid_out: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpaceEarnings {
    pub space: SpaceId,
    pub title: Title,
    pub starts_at: UnixMs,
    pub currency: Currency,
    pub sold: u32,
    pub taken: i64,
    pub fees: i64,
}

/// `GET /api/earnings/entries`: every change of one's balance, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    pub lines: Vec<StatementLine>,
    /// For `after=`, where it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementLine {
    pub at: UnixMs,
    pub of: EntryKind,
    /// Absent for payouts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceId>,
    /// As it is called now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    pub currency: Currency,
    /// What it changed for the host; negative where money went.
    pub amount: i64,
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A ticket was paid.
    Sale,
    /// Money came that bought nothing, and goes back.
    Unseated,
    /// A ticket's money is owed to its buyer.
    Refund,
    /// It has left.
    RefundDone,
    /// The buyer's bank took it back.
    Dispute,
    /// The bank gave it again.
    DisputeWon,
    Payout,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_card_is_known_however_it_is_typed() {
        for card in TestCard::ALL {
            assert_eq!(TestCard::read(card.number()), Some(card));
            assert_eq!(TestCard::read(&card.number().replace(' ', "")), Some(card));
        }
        assert_eq!(TestCard::read("4111 1111 1111 1111"), None);
        assert_eq!(TestCard::read(""), None);
    }
}
