//! The form by which a host sells tickets: which fields there are, what they say of a sale, and what a
//! sale says in them.
//!
//! *Law:* a sale that is read into the form and sent again is the same sale.
//!
//! Numbers that are none travel as what the relay refuses: it judges, and says so beside the field.

use super::form::Form;
use causerie_shared::{
    fault::Fault,
    money::PriceBounds,
    ticket::{SetCode, SetTickets, SetTier, Shop},
    ticket_fault::TicketFault,
    ticket_form::read_offer,
};

/// Fields of one kind of ticket. `id` is of one that is there already.
pub struct TierNames {
    pub id: &'static str,
    pub name: &'static str,
    pub price: &'static str,
    pub number: &'static str,
}

/// Fields of one code.
pub struct CodeNames {
    pub code: &'static str,
    pub percent: &'static str,
    pub uses: &'static str,
}

macro_rules! tiers {
    ($($at:literal)*) => {
        [$(TierNames {
            id: concat!("tier-id-", $at),
            name: concat!("tier-name-", $at),
            price: concat!("tier-price-", $at),
            number: concat!("tier-number-", $at),
        }),*]
    };
}

macro_rules! codes {
    ($($at:literal)*) => {
        [$(CodeNames {
            code: concat!("code-", $at),
            percent: concat!("percent-", $at),
            uses: concat!("uses-", $at),
        }),*]
    };
}

pub static TIERS: [TierNames; SetTickets::TIERS_MOST] = tiers!(0 1 2);

pub static CODES: [CodeNames; SetTickets::CODES_MOST] = codes!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34
    35 36 37 38 39 40 41 42 43 44 45 46 47 48 49
);

/// How many kinds and codes there are, as text; what is wrong with all of them stands there.
pub const TIERS_SHOWN: &str = "tiers";
pub const CODES_SHOWN: &str = "codes";

/// A code of ISO 4217 of the list, or [`OTHER`].
pub const CURRENCY: &str = "currency";
pub const OTHER_CURRENCY: &str = "currency-other";
pub const OTHER: &str = "other";
pub const COMMON: [&str; 6] = ["EUR", "USD", "GBP", "CHF", "CAD", "JPY"];

pub const OPENS: &str = "opens";
pub const CLOSES: &str = "closes";
pub const REFUND: &str = "refund_min";
pub const PREVIEW: &str = "preview_s";

/// Empty.
pub fn form() -> Form {
    Form::of(&names()).placing(place)
}

fn names() -> Vec<&'static str> {
    let mut names =
        vec![CURRENCY, OTHER_CURRENCY, OPENS, CLOSES, REFUND, PREVIEW, TIERS_SHOWN, CODES_SHOWN];
    for TierNames { id, name, price, number } in &TIERS {
        names.extend([id, name, price, number]);
    }
    for CodeNames { code, percent, uses } in &CODES {
        names.extend([code, percent, uses]);
    }
    names
}

/// How many kinds of ticket are typed.
pub fn tiers_shown(form: &Form) -> usize {
    form.get(TIERS_SHOWN).parse().unwrap_or(1).clamp(1, TIERS.len())
}

pub fn codes_shown(form: &Form) -> usize {
    form.get(CODES_SHOWN).parse().unwrap_or(0).min(CODES.len())
}

pub fn currency(form: &Form) -> &str {
    match form.get(CURRENCY) {
        OTHER => form.get(OTHER_CURRENCY).trim(),
        code => code,
    }
}

/// What goes to the relay.
pub fn asked(form: &Form) -> SetTickets {
    let text = |name: &str| form.get(name).to_owned();
    let tiers = TIERS.iter().take(tiers_shown(form)).map(|names| SetTier {
        id: form.get(names.id).parse().ok(),
        name: text(names.name),
        price: text(names.price),
        number: number(form.get(names.number), 0),
    });
    let codes = CODES.iter().take(codes_shown(form)).map(|names| SetCode {
        code: form.get(names.code).trim().to_owned(),
        percent_off: number(form.get(names.percent), 0),
        uses: number(form.get(names.uses), 0),
    });
    let maybe = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    SetTickets {
        currency: currency(form).to_owned(),
        tiers: tiers.collect(),
        opens: maybe(OPENS),
        closes: maybe(CLOSES),
        refund_min: number(form.get(REFUND), 0),
        preview_s: number(form.get(PREVIEW), u32::MAX),
        codes: codes.collect(),
    }
}

/// What is wrong with it that the relay need not be asked for.
pub fn look_over(form: &Form) -> Vec<Fault> {
    // How much a ticket may cost here is the relay's to say.
    let bounds = PriceBounds { least_units: 1, most_units: u64::MAX };
    let faults = read_offer(&asked(form), bounds).err().unwrap_or_default();
    faults.into_iter().map(Fault::from).collect()
}

/// Hundredths of a percent, as people write percent.
pub fn percent(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:02}").trim_end_matches('0').to_owned(),
    }
}

/// What was typed; `none` for what is no whole number, and nothing typed is 0.
fn number(typed: &str, none: u32) -> u32 {
    let typed = typed.trim();
    if typed.is_empty() {
        return 0;
    }
    if !typed.bytes().all(|sign| sign.is_ascii_digit()) {
        return none;
    }
    typed.parse().unwrap_or(u32::MAX)
}

/// What the form says of a sale, with the reader's decimal mark: both are read.
pub fn values(shop: &Shop, mark: &str) -> Vec<(&'static str, String)> {
    let (sale, book) = (&shop.sale, shop.book.as_ref());
    let code = sale.currency.as_str();
    let (chosen, other) = if COMMON.contains(&code) { (code, "") } else { (OTHER, code) };
    let typed = |typed: Option<&String>| typed.cloned().unwrap_or_default();
    let codes = book.map_or(&[][..], |book| &book.codes);
    let mut values = vec![
        (CURRENCY, chosen.to_owned()),
        (OTHER_CURRENCY, other.to_owned()),
        (OPENS, typed(book.and_then(|book| book.opens.as_ref()))),
        (CLOSES, typed(book.and_then(|book| book.closes.as_ref()))),
        (REFUND, book.map_or(0, |book| book.refund_min).to_string()),
        (PREVIEW, sale.preview_s.to_string()),
        (TIERS_SHOWN, sale.tiers.len().to_string()),
        (CODES_SHOWN, codes.len().to_string()),
    ];
    for (names, tier) in TIERS.iter().zip(&sale.tiers) {
        let price = sale.currency.plain(i64::try_from(tier.price).unwrap_or(i64::MAX));
        values.extend([
            (names.id, tier.id.to_string()),
            (names.name, tier.name.to_string()),
            (names.price, price.replace('.', mark)),
            (names.number, tier.number.to_string()),
        ]);
    }
    for (names, one) in CODES.iter().zip(codes) {
        values.extend([
            (names.code, one.code.clone()),
            (names.percent, one.percent_off.to_string()),
            (names.uses, one.uses.to_string()),
        ]);
    }
    values
}

/// The form without one kind of ticket: those behind it move up.
pub fn without_tier(form: &Form, at: usize) -> Vec<(&'static str, String)> {
    let rows: Vec<_> = TIERS.iter().map(|it| vec![it.id, it.name, it.price, it.number]).collect();
    without(form, &rows, at, (TIERS_SHOWN, tiers_shown(form)))
}

pub fn without_code(form: &Form, at: usize) -> Vec<(&'static str, String)> {
    let rows: Vec<_> = CODES.iter().map(|it| vec![it.code, it.percent, it.uses]).collect();
    without(form, &rows, at, (CODES_SHOWN, codes_shown(form)))
}

fn without(
    form: &Form,
    rows: &[Vec<&'static str>],
    at: usize,
    (count, shown): (&'static str, usize),
) -> Vec<(&'static str, String)> {
    let mut values = vec![(count, shown.saturating_sub(1).to_string())];
    for (place, names) in rows.iter().enumerate().take(shown).skip(at) {
        let next = rows.get(place + 1).filter(|_| place + 1 < shown);
        for (column, name) in names.iter().enumerate() {
            let from = next.and_then(|names| names.get(column));
            values.push((name, from.map(|from| form.get(from).to_owned()).unwrap_or_default()));
        }
    }
    values
}

/// The field of this form that a refusal is about.
pub fn place(form: &Form, fault: &Fault) -> Option<&'static str> {
    let Fault::Ticket { ticket } = fault else { return None };
    let tier = |at: u32| TIERS.get(at as usize);
    let code = |at: u32| CODES.get(at as usize);
    let is_other = form.get(CURRENCY) == OTHER;
    if let TicketFault::BadTierName { at, .. } | TicketFault::SameTierName { at } = *ticket {
        tier(at).map(|names| names.name)
    } else if let TicketFault::BadPrice { at, .. } = *ticket {
        tier(at).map(|names| names.price)
    } else if let TicketFault::TooFew { at, .. } | TicketFault::TooMany { at, .. } = *ticket {
        tier(at).map(|names| names.number)
    } else if let TicketFault::BadCode { at } = *ticket {
        code(at).map(|names| names.code)
    } else if let TicketFault::BadPercent { at } = *ticket {
        code(at).map(|names| names.percent)
    } else if let TicketFault::BadUses { at, .. } = *ticket {
        code(at).map(|names| names.uses)
    } else if let (true, Some(CURRENCY)) = (is_other, ticket.field()) {
        Some(OTHER_CURRENCY)
    } else {
        ticket.field()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::form::{Change, Trouble};
    use causerie_shared::{
        id::{SpaceId, TierId},
        money::Currency,
        ticket::{Book, CodeBook, Sale, SaleState, Tier},
        time::UnixMs,
    };

    #[test]
    fn percents_are_written_as_short_as_they_can_be() {
        let written = [0, 5, 50, 300, 1_250, 10_000].map(percent);
        assert_eq!(written, ["0", "0.05", "0.5", "3", "12.5", "100"]);
    }

    fn shop(currency: Currency) -> Shop {
        let tier = |id: u128, name: &str| Tier {
            id: TierId::from_bits(id),
            name: name.parse().unwrap(),
            price: 1_250,
            number: 20,
            left: 20,
        };
        let code = |code: &str| CodeBook { code: code.into(), percent_off: 20, uses: 9, used: 1 };
        Shop {
            sale: Sale {
                space: SpaceId::from_bits(1),
                currency,
                tiers: vec![tier(1, "Seat"), tier(2, "Supporter")],
                opens_at: None,
                closes_at: Some(UnixMs(7)),
                refund_until: UnixMs(3),
                preview_s: 30,
                held_s: 600,
                state: SaleState::Open,
                takes_codes: true,
                test: true,
            },
            ticket: None,
            order: None,
            waiting: None,
            book: Some(Book {
                tiers: Vec::new(),
                codes: vec![code("EARLY"), code("PRESS")],
                taken: 0,
                fees: 0,
                opens: None,
                closes: Some("2026-12-01T20:30".into()),
                refund_min: 1_440,
            }),
        }
    }

    fn filled(shop: &Shop) -> Form {
        form().with(Change::Reset(values(shop, ".")))
    }

    #[test]
    fn a_sale_that_is_read_and_sent_again_is_the_same() {
        let asked = asked(&filled(&shop(Currency::EUR)));
        assert_eq!(asked.currency, "EUR");
        let tiers: Vec<_> = asked.tiers.iter().map(|it| (it.id, &*it.name, &*it.price)).collect();
        let id = |id| Some(TierId::from_bits(id));
        assert_eq!(tiers, [(id(1), "Seat", "12.50"), (id(2), "Supporter", "12.50")]);
        assert_eq!((asked.opens, asked.closes), (None, Some("2026-12-01T20:30".into())));
        assert_eq!((asked.refund_min, asked.preview_s), (1_440, 30));
        let codes: Vec<_> =
            asked.codes.iter().map(|it| (&*it.code, it.percent_off, it.uses)).collect();
        assert_eq!(codes, [("EARLY", 20, 9), ("PRESS", 20, 9)]);
    }

    #[test]
    fn a_price_is_written_with_the_readers_mark() {
        let form = form().with(Change::Reset(values(&shop(Currency::EUR), ",")));
        assert_eq!(form.get(TIERS[0].price), "12,50");
        assert_eq!(look_over(&form), [], "and is read");
    }

    #[test]
    fn a_currency_that_is_not_of_the_common_ones_is_typed() {
        let form = filled(&shop("KWD".parse().unwrap()));
        assert_eq!((form.get(CURRENCY), currency(&form)), (OTHER, "KWD"));
        let fault = Trouble::Fault(TicketFault::NoSuchCurrency.into());
        let form = form.with(Change::Refuse(vec![fault]));
        assert!(form.wrong(OTHER_CURRENCY).is_some() && form.wrong(CURRENCY).is_none());
    }

    #[test]
    fn what_is_taken_out_moves_the_rest_up() {
        let form = filled(&shop(Currency::EUR));
        let form = form.clone().with(Change::Reset(without_tier(&form, 0)));
        let tiers: Vec<_> =
            asked(&form).tiers.into_iter().map(|tier| (tier.id, tier.name)).collect();
        assert_eq!(tiers, [(Some(TierId::from_bits(2)), "Supporter".to_owned())]);
        let form = form.clone().with(Change::Reset(without_code(&form, 1)));
        let codes: Vec<_> = asked(&form).codes.into_iter().map(|code| code.code).collect();
        assert_eq!(codes, ["EARLY"]);
        assert_eq!(form.get(CODES[1].code), "", "and leaves nothing behind");
    }

    #[test]
    fn what_is_no_number_is_one_that_is_refused() {
        assert_eq!(number("12 ", 0), 12);
        assert_eq!(number("twelve", 0), 0);
        assert_eq!(number("-1", u32::MAX), u32::MAX);
        assert_eq!(number("99999999999", 0), u32::MAX);
        assert_eq!(number("", u32::MAX), 0);
    }

    #[test]
    fn each_refusal_stands_beside_what_it_is_about() {
        let form = filled(&shop(Currency::EUR));
        let at = 1;
        for (fault, name) in [
            (TicketFault::TooFew { at, least: 2 }, "tier-number-1"),
            (TicketFault::BadCode { at }, "code-1"),
            (TicketFault::BadPercent { at }, "percent-1"),
            (TicketFault::BadUses { at, least: 1 }, "uses-1"),
            (TicketFault::IsSold, TIERS_SHOWN),
            (TicketFault::CurrencyStays, CURRENCY),
            (TicketFault::ClosesBeforeItOpens, CLOSES),
            (TicketFault::PreviewTooLong { most_s: 300 }, PREVIEW),
        ] {
            let trouble = Trouble::Fault(fault.into());
            let form = form.clone().with(Change::Refuse(vec![trouble]));
            assert!(form.wrong(name).is_some(), "{name}");
        }
        let form = form.with(Change::Refuse(vec![Trouble::Offline]));
        assert_eq!(form.wrong_whole(), Some(&Trouble::Offline));
    }
}
