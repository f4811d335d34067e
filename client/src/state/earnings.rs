//! Earnings as bars: which belong together, and how long each is.

use causerie_shared::{money::Currency, ticket::SpaceEarnings};

/// Amounts of different currencies are never compared.
pub fn of_currency(spaces: &[SpaceEarnings], currency: Currency) -> Vec<&SpaceEarnings> {
    spaces.iter().filter(|space| space.currency == currency).collect()
}

/// The length of a bar, from 0 to 100. What is less than nothing is drawn as nothing.
pub fn percent(amount: i64, most: i64) -> u8 {
    if most <= 0 || amount <= 0 {
        return 0;
    }
    let percent = i128::from(amount) * 100 / i128::from(most);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

/// Whether an address that another service gave leads to a page, and to no script.
pub fn is_page(address: &str) -> bool {
    // Browsers read a backslash as a slash.
    let is_here = address.starts_with('/') && !address[1..].starts_with(['/', '\\']);
    address.starts_with("https://") || is_here
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_greatest_fills_its_row_and_others_their_part() {
        assert_eq!(percent(2_500, 2_500), 100);
        assert_eq!(percent(625, 2_500), 25);
        assert_eq!(percent(0, 2_500), 0);
        assert_eq!(percent(-3, 2_500), 0);
        assert_eq!(percent(0, 0), 0);
    }

    #[test]
    fn what_leads_to_no_page_is_no_link() {
        assert!(is_page("https://pay.example/account") && is_page("/settings"));
        for address in [
            "",
            "//other.example",
            "/\\other.example",
            "javascript:alert(1)",
            "http://pay.example",
            "data:,",
        ] {
            assert!(!is_page(address), "{address}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_earned_a_bar_stays_in_its_row(amount: i64, most: i64) {
            prop_assert!(percent(amount, most) <= 100);
        }
    }
}
