//! The addresses of the pages.

use causerie_shared::id::SpaceId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    Home,
    Create,
    Space(SpaceId),
    /// The address of a space, with something that is no id.
    NoSpace,
    Missing,
}

impl Route {
    pub fn of(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (None, _, _) => Self::Home,
            (Some("new"), None, _) => Self::Create,
            (Some("s"), Some(id), None) => id.parse().map_or(Self::NoSpace, Self::Space),
            (Some(_), _, _) => Self::Missing,
        }
    }

    pub fn path(self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Create => "/new".to_owned(),
            Self::Space(id) => format!("/s/{id}"),
            Self::NoSpace | Self::Missing => "/404".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_own_address() {
        for route in [Route::Home, Route::Create, Route::Space(SpaceId::from_bits(77))] {
            assert_eq!(Route::of(&route.path()), route);
        }
    }

    #[test]
    fn what_leads_nowhere_says_so() {
        assert_eq!(Route::of("/s/nowhere"), Route::NoSpace);
        assert_eq!(Route::of("/s/"), Route::Missing);
        assert_eq!(Route::of("/new/thing"), Route::Missing);
    }
}
