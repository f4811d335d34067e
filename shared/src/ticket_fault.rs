//! Why something about tickets was refused: in the host's form, when buying, and at the door.

use crate::{
    announcement::TimeFault,
    money::{Currency, PriceFault},
    text::TextFault,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Places are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketFault {
    NoSuchCurrency,
    /// There is such a currency, and who handles the money here does not pay in it.
    CurrencyNotSettled,
    /// Somebody has bought, or is buying.
    CurrencyStays,
    NoTiers,
    TooManyTiers {
        most: u32,
    },
    BadTierName {
        at: u32,
        text: TextFault,
    },
    BadPrice {
        at: u32,
        price: PriceFault,
    },
    /// So many are sold or held, or none would be there.
    TooFew {
        at: u32,
        least: u32,
    },
    TooMany {
        at: u32,
        most: u32,
    },
    /// Nobody knows where to pay out to what they would earn.
    NoPayoutAccount,
    /// Whoever handles payments does not answer.
    ProviderAway,
    /// Two kinds are called the same.
    SameTierName {
        at: u32,
    },
    /// The sale would open when the space has begun.
    OpensTooLate,
    /// Whoever hosts comes in without a ticket.
    HostNeedsNone,
    /// A kind of ticket cannot go once one of it was sold, nor can the whole sale.
    IsSold,
    BadOpens {
        time: TimeFault,
    },
    BadCloses {
        time: TimeFault,
    },
    ClosesBeforeItOpens,
    PreviewTooLong {
        most_s: u32,
    },
    RefundTooEarly {
        most_min: u32,
    },
    TooManyCodes {
        most: u32,
    },
    /// Signs that no code has, too many of them, or the same code twice.
    BadCode {
        at: u32,
    },
    /// Not from 1 to 100 percent.
    BadPercent {
        at: u32,
    },
    /// Nobody could use it, or fewer than have.
    BadUses {
        at: u32,
        least: u32,
    },
    /// No tickets are sold for the space.
    NotSold,
    NotYet {
        opens_at: UnixMs,
    },
    Closed,
    CalledOff,
    NoSuchTier,
    SoldOut,
    /// No such code, or used as often as it may be.
    CodeRefused,
    /// They have a ticket, or a seat is held for them.
    OneEach,
    NoSuchOrder,
    /// The seat was held for as long as it could be.
    HoldOver,
    /// They gave the seat back.
    GivenBack,
    /// It was paid already, in another tab perhaps.
    PaymentUnderWay,
    /// Not one of the wallet's cards.
    NoSuchCard,
    /// It can be paid no more, or was.
    PaymentOver,
    NoSuchTicket,
    TooLateToReturn,
    TooLateToTransfer,
    /// It was passed on already.
    TransferOnce,
    /// Whoever shall have it has one.
    TheyHaveOne,
    /// There are seats: no need to wait.
    SeatsLeft,
    /// A ticket opens this door.
    Needed,
    /// Forged, expired, another's, for another space, or good no more.
    Refused,
    /// The relay does not know yet whose tickets are good no more.
    DoorShut,
    /// The seat listens on another device; it can be taken over.
    HeardElsewhere,
    /// The seconds for those without a ticket are over.
    PreviewOver,
}

impl TicketFault {
    /// One of each, for laws about all of them.
    pub fn each() -> Vec<Self> {
        let (at, least, most, currency) = (1, 2, 3, Currency::EUR);
        let price = |price| Self::BadPrice { at, price };
        vec![
            Self::NoSuchCurrency,
            Self::CurrencyNotSettled,
            Self::CurrencyStays,
            Self::NoTiers,
            Self::TooManyTiers { most },
            Self::BadTierName { at, text: TextFault::Empty },
            price(PriceFault::NotANumber),
            price(PriceFault::TooFine { digits: 2 }),
            price(PriceFault::TooLow { least: 100, currency }),
            price(PriceFault::TooHigh { most: 99_900, currency }),
            Self::TooFew { at, least },
            Self::TooMany { at, most },
            Self::IsSold,
            Self::BadOpens { time: TimeFault::Past },
            Self::BadCloses { time: TimeFault::NoSuchTime },
            Self::ClosesBeforeItOpens,
            Self::PreviewTooLong { most_s: 300 },
            Self::RefundTooEarly { most_min: 43_200 },
            Self::TooManyCodes { most },
            Self::BadCode { at },
            Self::BadPercent { at },
            Self::BadUses { at, least },
            Self::NotSold,
            Self::NotYet { opens_at: UnixMs(1_793_000_000_000) },
            Self::Closed,
            Self::CalledOff,
            Self::NoSuchTier,
            Self::SoldOut,
            Self::CodeRefused,
            Self::OneEach,
            Self::NoSuchOrder,
            Self::HoldOver,
            Self::GivenBack,
            Self::SameTierName { at },
            Self::OpensTooLate,
            Self::HostNeedsNone,
            Self::NoPayoutAccount,
            Self::ProviderAway,
            Self::PaymentUnderWay,
            Self::NoSuchCard,
            Self::PaymentOver,
            Self::NoSuchTicket,
            Self::TooLateToReturn,
            Self::TooLateToTransfer,
            Self::TransferOnce,
            Self::TheyHaveOne,
            Self::SeatsLeft,
            Self::Needed,
            Self::Refused,
            Self::DoorShut,
            Self::HeardElsewhere,
            Self::PreviewOver,
        ]
    }

    /// The field of the form that it is about.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoSuchCurrency | Self::CurrencyNotSettled | Self::CurrencyStays => {
                Some("currency")
            }
            Self::NoTiers
            | Self::TooManyTiers { .. }
            | Self::BadTierName { .. }
            | Self::BadPrice { .. }
            | Self::TooFew { .. }
            | Self::TooMany { .. }
            | Self::SameTierName { .. }
            | Self::IsSold => Some("tiers"),
            Self::BadOpens { .. } | Self::OpensTooLate => Some("opens"),
            Self::BadCloses { .. } | Self::ClosesBeforeItOpens => Some("closes"),
            Self::PreviewTooLong { .. } => Some("preview_s"),
            Self::RefundTooEarly { .. } => Some("refund_min"),
            Self::TooManyCodes { .. }
            | Self::BadCode { .. }
            | Self::BadPercent { .. }
            | Self::BadUses { .. } => Some("codes"),
            Self::CodeRefused => Some("code"),
            Self::NoSuchCard => Some("card"),
            Self::NotSold
            | Self::NotYet { .. }
            | Self::Closed
            | Self::CalledOff
            | Self::NoSuchTier
            | Self::SoldOut
            | Self::OneEach
            | Self::NoSuchOrder
            | Self::HoldOver
            | Self::GivenBack
            | Self::HostNeedsNone
            | Self::NoPayoutAccount
            | Self::ProviderAway
            | Self::PaymentUnderWay
            | Self::PaymentOver
            | Self::NoSuchTicket
            | Self::TooLateToReturn
            | Self::TooLateToTransfer
            | Self::TransferOnce
            | Self::TheyHaveOne
            | Self::SeatsLeft
            | Self::Needed
            | Self::Refused
            | Self::DoorShut
            | Self::HeardElsewhere
            | Self::PreviewOver => None,
        }
    }

    /// Stable across versions, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchCurrency => "no_such_currency",
            Self::CurrencyNotSettled => "currency_not_settled",
            Self::CurrencyStays => "currency_stays",
            Self::NoTiers => "no_tiers",
            Self::TooManyTiers { .. } => "too_many_tiers",
            Self::BadTierName { .. } => "bad_tier_name",
            Self::BadPrice { .. } => "bad_price",
            Self::TooFew { .. } => "too_few_tickets",
            Self::TooMany { .. } => "too_many_tickets",
            Self::IsSold => "tickets_sold",
            Self::BadOpens { .. } => "bad_sale_opening",
            Self::BadCloses { .. } => "bad_sale_closing",
            Self::ClosesBeforeItOpens => "closes_before_it_opens",
            Self::PreviewTooLong { .. } => "preview_too_long",
            Self::RefundTooEarly { .. } => "refund_too_early",
            Self::TooManyCodes { .. } => "too_many_codes",
            Self::BadCode { .. } => "bad_code",
            Self::BadPercent { .. } => "bad_percent",
            Self::BadUses { .. } => "bad_uses",
            Self::NotSold => "no_tickets",
            Self::NotYet { .. } => "sale_not_open",
            Self::Closed => "sale_closed",
            Self::CalledOff => "sale_called_off",
            Self::NoSuchTier => "no_such_tier",
            Self::SoldOut => "sold_out",
            Self::CodeRefused => "code_refused",
            Self::OneEach => "one_ticket_each",
            Self::NoSuchOrder => "no_such_order",
            Self::HoldOver => "hold_over",
            Self::GivenBack => "seat_given_back",
            Self::SameTierName { .. } => "same_tier_name",
            Self::OpensTooLate => "opens_too_late",
            Self::HostNeedsNone => "host_needs_none",
            Self::NoPayoutAccount => "no_payout_account",
            Self::ProviderAway => "provider_away",
            Self::PaymentUnderWay => "payment_under_way",
            Self::NoSuchCard => "no_such_card",
            Self::PaymentOver => "payment_over",
            Self::NoSuchTicket => "no_such_ticket",
            Self::TooLateToReturn => "too_late_to_return",
            Self::TooLateToTransfer => "too_late_to_transfer",
            Self::TransferOnce => "transferred_already",
            Self::TheyHaveOne => "they_have_a_ticket",
            Self::SeatsLeft => "seats_left",
            Self::Needed => "ticket_needed",
            Self::Refused => "ticket_refused",
            Self::DoorShut => "door_shut",
            Self::HeardElsewhere => "heard_elsewhere",
            Self::PreviewOver => "preview_over",
        }
    }
}

impl fmt::Display for TicketFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ticket = |at: u32| u64::from(at) + 1;
        match self {
            Self::NoSuchCurrency => f.write_str("there is no such currency; use a code as EUR"),
            Self::CurrencyNotSettled => {
                f.write_str("money cannot be taken in this currency here; choose another")
            }
            Self::CurrencyStays => {
                f.write_str("the currency stays, because somebody has bought or is buying")
            }
            Self::NoTiers => f.write_str("say at least one kind of ticket, with its price"),
            Self::TooManyTiers { most } => write!(f, "at most {most} kinds of ticket are possible"),
            Self::BadTierName { at, text } => write!(f, "ticket {}, name: {text}", ticket(*at)),
            Self::BadPrice { at, price } => write!(f, "ticket {}, price: {price}", ticket(*at)),
            Self::TooFew { at, least } => {
                write!(f, "ticket {}: there have to be {least} at least", ticket(*at))
            }
            Self::TooMany { at, most } => {
                write!(f, "ticket {}: there can be {most} at most", ticket(*at))
            }
            Self::IsSold => f.write_str(
                "some of these are sold or held, so they stay; cancel the space to give the money back",
            ),
            Self::BadOpens { time } => write!(f, "opening of the sale: {time}"),
            Self::BadCloses { time } => write!(f, "end of the sale: {time}"),
            Self::ClosesBeforeItOpens => {
                f.write_str("the sale would end before it opens; choose a later end")
            }
            Self::PreviewTooLong { most_s } => {
                write!(f, "at most {most_s} seconds can be heard without a ticket")
            }
            Self::RefundTooEarly { most_min } => {
                write!(f, "say at most {} days before the start", most_min / (24 * 60))
            }
            Self::TooManyCodes { most } => write!(f, "at most {most} codes are possible"),
            Self::BadCode { at } => write!(
                f,
                "code {}: use letters, digits, - and _, at most 32, and each code once",
                ticket(*at)
            ),
            Self::BadPercent { at } => {
                write!(f, "code {}: take off from 1 to 100 percent", ticket(*at))
            }
            Self::BadUses { at, least } => {
                write!(f, "code {}: let {least} people use it at least", ticket(*at))
            }
            Self::NotSold => f.write_str("no tickets are sold for this space"),
            Self::NotYet { .. } => f.write_str("tickets are not sold yet; come back a little later"),
            Self::Closed => f.write_str("tickets are sold no more; ask the host"),
            Self::CalledOff => {
                f.write_str("this space does not take place; everybody gets their money back")
            }
            Self::NoSuchTier => {
                f.write_str("this kind of ticket is sold no more; look which there are")
            }
            Self::SoldOut => f.write_str("sold out; wait for a seat that becomes free"),
            Self::CodeRefused => {
                f.write_str("this code is not one of the host's, or was used as often as it may be")
            }
            Self::OneEach => {
                f.write_str("you have a ticket or a held seat for this space already; one each")
            }
            Self::NoSuchOrder => f.write_str("there is no such order of yours"),
            Self::HoldOver => f.write_str(
                "your seat was held for as long as it could be; nothing was taken, choose again",
            ),
            Self::GivenBack => f.write_str("you gave this seat back; choose again"),
            Self::PaymentUnderWay => {
                f.write_str("this was paid already, perhaps in another tab; nothing is taken twice")
            }
            Self::SameTierName { at } => {
                write!(f, "ticket {} is called as another one; name it otherwise", at + 1)
            }
            Self::OpensTooLate => f.write_str("the sale would open after the space began"),
            Self::HostNeedsNone => f.write_str("the host comes in without a ticket"),
            Self::NoPayoutAccount => f.write_str(
                "say first where what you earn is paid out to: POST /api/earnings/account",
            ),
            Self::ProviderAway => f.write_str(
                "whoever handles payments does not answer; nothing was changed, try again in a minute",
            ),
            Self::NoSuchCard => f.write_str("use one of the test cards; no real card works here"),
            Self::PaymentOver => f.write_str("this payment is over; begin another one"),
            Self::NoSuchTicket => f.write_str("there is no such ticket of yours"),
            Self::TooLateToReturn => {
                f.write_str("this ticket can be returned no more; ask the host")
            }
            Self::TooLateToTransfer => {
                f.write_str("tickets change hands until the space begins; it is too late")
            }
            Self::TransferOnce => f.write_str("a ticket changes hands once, and this one has"),
            Self::TheyHaveOne => f.write_str("they have a ticket for this space already"),
            Self::SeatsLeft => f.write_str("there are seats; no need to wait"),
            Self::Needed => f.write_str("a ticket opens this space; get one on its page"),
            Self::Refused => {
                f.write_str("this ticket is not good here; sign in as whoever holds it, or get one")
            }
            Self::DoorShut => f.write_str("the door opens in a moment; try again"),
            Self::HeardElsewhere => {
                f.write_str("your seat listens on another device; take it over to listen here")
            }
            Self::PreviewOver => f.write_str("this was the free part; a ticket opens the rest"),
        }
    }
}

impl std::error::Error for TicketFault {}
