//! Amounts of money: whole minor units of a currency of ISO 4217, read from what people type.
//!
//! Law: what is read is exactly what was typed, or a fault; nothing is rounded.

use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// A currency, by its code in ISO 4217, as "EUR".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// Codes in use with two digits behind the point (ISO 4217, list one, without funds and metals).
const USUAL: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
     CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD \
     HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA \
     MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN \
     QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
     TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG";

/// Those with others, by how many.
const OTHERS: [(&str, u32); 3] = [
    ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF", 0),
    ("BHD IQD JOD KWD LYD OMR TND", 3),
    ("CLF UYW", 4),
];

/// No code of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchCurrency;

impl Currency {
    pub const EUR: Self = Self(*b"EUR");

    /// One that a relay wrote: of its form, and not looked up.
    pub fn existing(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// How many digits stand behind the point: 2 for euros and cents.
    pub fn digits(self) -> u32 {
        let of = OTHERS.iter().find(|(codes, _)| has(codes, self.as_str()));
        of.map_or(2, |(_, digits)| *digits)
    }

    /// Minor units in one unit: 100 cents in a euro.
    pub fn minor_per_unit(self) -> u64 {
        10u64.pow(self.digits())
    }

    /// "12.50", for programs and for files; pages write it as their reader does.
    pub fn plain(self, minor: i64) -> String {
        let per_unit = self.minor_per_unit();
        let sign = if minor < 0 { "-" } else { "" };
        let (units, rest) = (minor.unsigned_abs() / per_unit, minor.unsigned_abs() % per_unit);
        match self.digits() as usize {
            0 => format!("{sign}{units}"),
            digits => format!("{sign}{units}.{rest:0digits$}"),
        }
    }
}

fn has(codes: &str, code: &str) -> bool {
    codes.split_ascii_whitespace().any(|one| one == code)
}

impl FromStr for Currency {
    type Err = NoSuchCurrency;

    fn from_str(typed: &str) -> Result<Self, NoSuchCurrency> {
        let code = typed.trim().to_ascii_uppercase();
        let is_used = has(USUAL, &code) || OTHERS.iter().any(|(codes, _)| has(codes, &code));
        if !is_used {
            return Err(NoSuchCurrency);
        }
        Self::existing(&code).ok_or(NoSuchCurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for NoSuchCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such currency; use a code as EUR")
    }
}

impl std::error::Error for NoSuchCurrency {}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

/// Why a price was refused. Amounts are in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceFault {
    NotANumber,
    /// More digits behind the point than the currency has.
    TooFine {
        digits: u32,
    },
    TooLow {
        least: u64,
        currency: Currency,
    },
    TooHigh {
        most: u64,
        currency: Currency,
    },
}

impl fmt::Display for PriceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |amount: u64, currency: Currency| {
            format!("{} {currency}", currency.plain(i64::try_from(amount).unwrap_or(i64::MAX)))
        };
        match *self {
            Self::NotANumber => f.write_str("this is not a price; write it as 12.50"),
            Self::TooFine { digits: 0 } => {
                f.write_str("this currency has no smaller units; write a whole number")
            }
            Self::TooFine { digits } => {
                write!(f, "this currency has {digits} digits behind the point, no more")
            }
            Self::TooLow { least, currency } => {
                write!(f, "the least a ticket can cost is {}", plain(least, currency))
            }
            Self::TooHigh { most, currency } => {
                write!(f, "the most a ticket can cost is {}", plain(most, currency))
            }
        }
    }
}

impl std::error::Error for PriceFault {}

/// Within what bounds prices are, in units of whichever currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceBounds {
    pub least_units: u64,
    pub most_units: u64,
}

/// Reads a price as people type it, with a point or a comma, into minor units.
///
/// # Errors
/// [`PriceFault`]
pub fn read_price(typed: &str, currency: Currency, bounds: PriceBounds) -> Result<u64, PriceFault> {
    let (least, most) = bounds.of(currency);
    let typed = typed.trim();
    let (positive, digits) = match typed.strip_prefix('-') {
        Some(digits) => (false, digits),
        None => (true, typed),
    };
    let (units, rest) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    if units.is_empty() || !is_number(units) || !is_number(rest) || digits.ends_with(['.', ',']) {
        return Err(PriceFault::NotANumber);
    }
    let rest = rest.trim_end_matches('0');
    let wanted = currency.digits();
    if rest.len() > wanted as usize {
        return Err(PriceFault::TooFine { digits: wanted });
    }
    let too_high = PriceFault::TooHigh { most, currency };
    let rest: u64 = format!("{rest:0<width$}", width = wanted as usize).parse().unwrap_or(0);
    let units = units.parse::<u64>().map_err(|_| too_high)?;
    let amount = units.checked_mul(currency.minor_per_unit()).and_then(|it| it.checked_add(rest));
    match amount.ok_or(too_high)? {
        amount if !positive || amount < least => Err(PriceFault::TooLow { least, currency }),
        amount if amount > most => Err(too_high),
        amount => Ok(amount),
    }
}

impl PriceBounds {
    /// The least and the most in minor units.
    pub fn of(self, currency: Currency) -> (u64, u64) {
        let minor = |units: u64| units.saturating_mul(currency.minor_per_unit());
        (minor(self.least_units), minor(self.most_units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOUNDS: PriceBounds = PriceBounds { least_units: 1, most_units: 999 };

    fn euros(typed: &str) -> Result<u64, PriceFault> {
        read_price(typed, Currency::EUR, BOUNDS)
    }

    #[test]
    fn a_price_is_what_was_typed() {
        assert_eq!(euros("12.50"), Ok(1250));
        assert_eq!(euros(" 12,5 "), Ok(1250));
        assert_eq!(euros("1"), Ok(100));
        assert_eq!(euros("999.00"), Ok(99_900));
        let yen = "jpy".parse().unwrap();
        assert_eq!(read_price("500", yen, BOUNDS), Ok(500));
        assert_eq!(read_price("500.5", yen, BOUNDS), Err(PriceFault::TooFine { digits: 0 }));
        assert_eq!(read_price("1.234", "KWD".parse().unwrap(), BOUNDS), Ok(1234));
    }

    #[test]
    fn what_is_no_price_says_why() {
        for typed in ["", ".", "5.", ",5", "1e3", "12 50", "1.2.3", "--5", "١", "free", "NaN"] {
            assert_eq!(euros(typed), Err(PriceFault::NotANumber), "{typed}");
        }
        let low = PriceFault::TooLow { least: 100, currency: Currency::EUR };
        for typed in ["0", "0.99", "-5", "-1000000"] {
            assert_eq!(euros(typed), Err(low), "{typed}");
        }
        let high = PriceFault::TooHigh { most: 99_900, currency: Currency::EUR };
        for typed in ["999.01", "1000000000000000000", &"9".repeat(400)] {
            assert_eq!(euros(typed), Err(high), "{typed:.30}");
        }
        assert_eq!(euros("1.005"), Err(PriceFault::TooFine { digits: 2 }));
    }

    #[test]
    fn a_currency_is_one_of_the_list() {
        for code in ["EUR", "usd", " jpy "] {
            assert!(code.parse::<Currency>().is_ok(), "{code}");
        }
        for code in ["", "EURO", "XXX", "BTC", "E R", "É"] {
            assert_eq!(code.parse::<Currency>(), Err(NoSuchCurrency), "{code}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_survives_being_written_and_read(minor in 100u64..=99_900) {
            let typed = Currency::EUR.plain(i64::try_from(minor).unwrap());
            prop_assert_eq!(euros(&typed), Ok(minor));
        }

        #[test]
        fn any_text_is_read_or_refused(typed in ".{0,40}") {
            let _ = euros(&typed);
        }
    }
}
