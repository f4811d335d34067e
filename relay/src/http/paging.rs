//! Where a list goes on: after a moment and an id, as the page before said.

use crate::{http::Problem, store::Before};
use causerie_shared::time::UnixMs;

pub(super) fn write(at: UnixMs, id: u128) -> String {
    format!("{}.{id:032x}", at.0)
}

/// Where the list goes on after these rows, when there may be more than the `page` asked for.
pub(super) fn after<T>(
    rows: &[T],
    page: u32,
    place: impl Fn(&T) -> (UnixMs, u128),
) -> Option<String> {
    let last = rows.last().filter(|_| rows.len() >= page as usize)?;
    let (at, id) = place(last);
    Some(write(at, id))
}

/// None for the beginning of a list.
pub(super) fn read(after: Option<&str>) -> Result<Option<Before>, Problem> {
    let read = |text: &str| {
        let (at, id) = text.split_once('.')?;
        let at = UnixMs(at.parse().ok()?);
        Some(Before { at, id: u128::from_str_radix(id, 16).ok()? })
    };
    let wrong = || Problem::unreadable("after is what the last answer of this list said");
    after.map(|text| read(text).ok_or_else(wrong)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_where_it_goes_on_only_when_a_page_is_full() {
        let place = |row: &u64| (UnixMs(*row), u128::from(*row));
        assert_eq!(after(&[], 2, place), None);
        assert_eq!(after(&[9], 2, place), None);
        assert_eq!(after(&[9, 8], 2, place), Some(write(UnixMs(8), 8)));
    }

    #[test]
    fn a_list_goes_on_where_it_stopped_and_nowhere_else() {
        let at = UnixMs(1_793_000_000_000);
        let before = read(Some(&write(at, 77))).ok().unwrap();
        assert_eq!(before, Some(Before { at, id: 77 }));
        for text in ["", ".", "x", "1", "1.", ".1", "1.x", "-1.1", "1.1.1"] {
            assert!(read(Some(text)).is_err(), "{text}");
        }
        assert_eq!(read(None).ok(), Some(None));
    }
}
