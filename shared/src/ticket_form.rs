//! What a host's form says of tickets, read by the page and by the relay alike.
//!
//! *Law:* what is read is within its bounds, and whoever is refused learns everything that is wrong, in
//! the order of the form, and at least one thing.
//!
//! Absent: moments, which take the zone of the space, and what the provider settles; those the relay
//! judges alone.

use crate::{
    money::{Currency, PriceBounds, read_price},
    text::Name,
    ticket::{SetCode, SetTickets, SetTier},
    ticket_fault::TicketFault,
};

/// What is sold, and for how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub currency: Currency,
    pub tiers: Vec<OfferedTier>,
    pub codes: Vec<OfferedCode>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedTier {
    pub name: Name,
    /// Minor units.
    pub price: u64,
    pub number: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedCode {
    /// In capitals.
    pub code: String,
    pub percent_off: u32,
    pub uses: u32,
}

/// # Errors
/// All that is wrong.
pub fn read_offer(asked: &SetTickets, bounds: PriceBounds) -> Result<Offer, Vec<TicketFault>> {
    let mut faults = Vec::new();
    let currency = asked.currency.parse::<Currency>().ok();
    if currency.is_none() {
        faults.push(TicketFault::NoSuchCurrency);
    }
    if asked.tiers.is_empty() {
        faults.push(TicketFault::NoTiers);
    }
    if asked.tiers.len() > SetTickets::TIERS_MOST {
        faults.push(TicketFault::TooManyTiers { most: SetTickets::TIERS_MOST as u32 });
    }
    // Only as many as there may be are looked at.
    let tiers = (0u32..).zip(asked.tiers.iter().take(SetTickets::TIERS_MOST));
    let mut offered: Vec<OfferedTier> = Vec::new();
    for (at, tier) in tiers {
        let Some(tier) = read_tier(at, tier, currency, bounds, &mut faults) else { continue };
        if offered.iter().any(|before| before.name == tier.name) {
            faults.push(TicketFault::SameTierName { at });
        }
        offered.push(tier);
    }
    let tiers = offered;
    if asked.refund_min > SetTickets::REFUND_MOST_MIN {
        faults.push(TicketFault::RefundTooEarly { most_min: SetTickets::REFUND_MOST_MIN });
    }
    if asked.preview_s > SetTickets::PREVIEW_MOST_S {
        faults.push(TicketFault::PreviewTooLong { most_s: SetTickets::PREVIEW_MOST_S });
    }
    if asked.codes.len() > SetTickets::CODES_MOST {
        faults.push(TicketFault::TooManyCodes { most: SetTickets::CODES_MOST as u32 });
    }
    let mut codes: Vec<OfferedCode> = Vec::new();
    for (at, code) in (0u32..).zip(asked.codes.iter().take(SetTickets::CODES_MOST)) {
        let code = read_set_code(at, code, &codes, &mut faults);
        codes.extend(code);
    }
    match currency {
        Some(currency) if faults.is_empty() => Ok(Offer { currency, tiers, codes }),
        _ => Err(faults),
    }
}

fn read_tier(
    at: u32,
    asked: &SetTier,
    currency: Option<Currency>,
    bounds: PriceBounds,
    faults: &mut Vec<TicketFault>,
) -> Option<OfferedTier> {
    let name = asked.name.parse().map_err(|text| TicketFault::BadTierName { at, text });
    // How fine a price may be is the currency's to say.
    let price = currency.map_or(Ok(0), |currency| {
        read_price(&asked.price, currency, bounds)
            .map_err(|price| TicketFault::BadPrice { at, price })
    });
    let number = match asked.number {
        0 => Err(TicketFault::TooFew { at, least: 1 }),
        number if number > SetTickets::NUMBER_MOST => {
            Err(TicketFault::TooMany { at, most: SetTickets::NUMBER_MOST })
        }
        number => Ok(number),
    };
    let (name, price, number) = (kept(name, faults), kept(price, faults), kept(number, faults));
    Some(OfferedTier { name: name?, price: price?, number: number? })
}

fn read_set_code(
    at: u32,
    asked: &SetCode,
    before: &[OfferedCode],
    faults: &mut Vec<TicketFault>,
) -> Option<OfferedCode> {
    let code = read_code(&asked.code).filter(|code| before.iter().all(|it| it.code != *code));
    let code = kept(code.ok_or(TicketFault::BadCode { at }), faults);
    let percent = (1..=100).contains(&asked.percent_off).then_some(asked.percent_off);
    let percent = kept(percent.ok_or(TicketFault::BadPercent { at }), faults);
    let uses = (1..=SetTickets::NUMBER_MOST).contains(&asked.uses).then_some(asked.uses);
    let uses = kept(uses.ok_or(TicketFault::BadUses { at, least: 1 }), faults);
    Some(OfferedCode { code: code?, percent_off: percent?, uses: uses? })
}

fn kept<T>(read: Result<T, TicketFault>, faults: &mut Vec<TicketFault>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

/// A code as it is kept, in capitals. None for what is none.
pub fn read_code(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || b"-_".contains(&sign);
    let fits = (1..=SetTickets::CODE_MOST).contains(&typed.len()) && typed.bytes().all(is_sign);
    fits.then(|| typed.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::PriceFault;
    use proptest::prelude::*;

    const BOUNDS: PriceBounds = PriceBounds { least_units: 1, most_units: 999 };

    fn tier(name: &str, price: &str, number: u32) -> SetTier {
        SetTier { id: None, name: name.into(), price: price.into(), number }
    }

    fn code(code: &str, percent_off: u32, uses: u32) -> SetCode {
        SetCode { code: code.into(), percent_off, uses }
    }

    fn asked(tiers: Vec<SetTier>, codes: Vec<SetCode>) -> SetTickets {
        SetTickets { currency: "EUR".into(), tiers, codes, ..SetTickets::default() }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let typed = SetTickets {
            preview_s: 9_999,
            ..asked(
                vec![tier("", "0", 0), tier("Seat", "12.345", 5)],
                vec![code("EARLY", 20, 9), code(" early ", 0, 1), code("a b", 5, 0)],
            )
        };
        let currency = Currency::EUR;
        let faults = read_offer(&typed, BOUNDS).unwrap_err();
        assert!(matches!(faults[0], TicketFault::BadTierName { at: 0, .. }), "{faults:?}");
        let price = PriceFault::TooLow { least: 100, currency };
        let rest = [
            TicketFault::BadPrice { at: 0, price },
            TicketFault::TooFew { at: 0, least: 1 },
            TicketFault::BadPrice { at: 1, price: PriceFault::TooFine { digits: 2 } },
            TicketFault::PreviewTooLong { most_s: 300 },
            TicketFault::BadCode { at: 1 },
            TicketFault::BadPercent { at: 1 },
            TicketFault::BadCode { at: 2 },
            TicketFault::BadUses { at: 2, least: 1 },
        ];
        assert_eq!(faults[1..], rest);
    }

    #[test]
    fn two_kinds_are_called_differently() {
        let typed = asked(vec![tier("Seat", "5", 5), tier(" Seat ", "9", 5)], Vec::new());
        assert_eq!(read_offer(&typed, BOUNDS), Err(vec![TicketFault::SameTierName { at: 1 }]));
    }

    #[test]
    fn what_is_right_is_read_as_it_is_kept() {
        let typed = asked(vec![tier(" Front row ", "12,5", 20)], vec![code(" early-1 ", 20, 9)]);
        let Offer { currency, tiers, codes } = read_offer(&typed, BOUNDS).unwrap();
        assert_eq!((currency, tiers[0].name.as_str()), (Currency::EUR, "Front row"));
        assert_eq!((tiers[0].price, tiers[0].number), (1250, 20));
        assert_eq!(codes[0], OfferedCode { code: "EARLY-1".into(), percent_off: 20, uses: 9 });
    }

    #[test]
    fn of_a_currency_that_does_not_exist_no_price_is_judged() {
        let typed = SetTickets {
            currency: "XXQ".into(),
            ..asked(vec![tier("Seat", "what", 1)], Vec::new())
        };
        assert_eq!(read_offer(&typed, BOUNDS), Err(vec![TicketFault::NoSuchCurrency]));
        let none = asked(Vec::new(), Vec::new());
        assert_eq!(read_offer(&none, BOUNDS), Err(vec![TicketFault::NoTiers]));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_within_bounds_or_refused_with_reasons(
            currency in "[A-Z]{3}|EUR|JPY|KWD",
            tiers in proptest::collection::vec((".{0,3}|Seat", "[0-9.,-]{0,8}", any::<u32>()), 0..5),
            codes in proptest::collection::vec(("[a-zA-Z0-9 _-]{0,4}", 0u32..120, any::<u32>()), 0..4),
            refund_min: u32,
            preview_s in 0u32..400,
        ) {
            let tiers: Vec<_> = tiers.iter().map(|(n, p, c)| tier(n, p, *c)).collect();
            let codes: Vec<_> = codes.iter().map(|(c, p, u)| code(c, *p, *u)).collect();
            let typed = SetTickets { currency, refund_min, preview_s, ..asked(tiers, codes) };
            match read_offer(&typed, BOUNDS) {
                Err(faults) => prop_assert!(!faults.is_empty()),
                Ok(offer) => {
                    let (least, most) = BOUNDS.of(offer.currency);
                    prop_assert_eq!(offer.tiers.len(), typed.tiers.len());
                    prop_assert!(offer.tiers.iter().all(|it| (least..=most).contains(&it.price)));
                    prop_assert!(offer.tiers.iter().all(|it| it.number > 0));
                    prop_assert!(typed.refund_min <= SetTickets::REFUND_MOST_MIN);
                }
            }
        }
    }
}
