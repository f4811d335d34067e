//! Which program draws a page: what listeners need comes without what hosts need.

/// The parts of the client, each a WebAssembly module with a page of its own to start it. The relay
/// serves by it, the client links by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Home, spaces and people, and addresses that lead nowhere.
    Visitors,
    /// What is done before a space begins, after it is over and around an account: opening, announcing,
    /// reading what was said, signing in.
    Office,
    /// What is bought, sold and earned.
    Till,
}

/// The pages of a space below its own, `/s/{id}/…`.
pub const BELOW_A_SPACE: [(&str, Program); 4] = [
    ("edit", Program::Office),
    ("transcript", Program::Office),
    ("tickets", Program::Till),
    ("sell", Program::Till),
];

impl Program {
    pub const ALL: [Self; 3] = [Self::Visitors, Self::Office, Self::Till];

    /// By the path of an address, without its query.
    pub fn of(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (
                Some(
                    "new" | "announce" | "planned" | "notifications" | "sign-in" | "sign-up"
                    | "settings",
                ),
                None,
                _,
            ) => Self::Office,
            (Some("tickets" | "earnings"), None, _) => Self::Till,
            (Some("s"), Some(_), Some(page)) => BELOW_A_SPACE
                .into_iter()
                .find(|(name, _)| *name == page)
                .map_or(Self::Visitors, |(_, program)| program),
            _ => Self::Visitors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_is_for_visitors_and_changing_it_for_the_office() {
        assert_eq!(Program::of("/s/01"), Program::Visitors);
        assert_eq!(Program::of("/s/01/edit"), Program::Office);
        assert_eq!(Program::of("/s/01/transcript"), Program::Office);
        assert_eq!(Program::of("/s/01/tickets"), Program::Till);
        assert_eq!(Program::of("/earnings"), Program::Till);
        assert_eq!(Program::of("/new/"), Program::Office);
        for elsewhere in ["", "/", "/@ada", "/new/thing", "/settings.html", "/office.html"] {
            assert_eq!(Program::of(elsewhere), Program::Visitors, "{elsewhere}");
        }
    }
}
