//! The addresses of the pages.
//!
//! *Law:* where somebody goes after signing in is a page of ours, since `next` is read as one and
//! written as one. An address that leads elsewhere cannot be said.

use crate::state::filter::{Filter, encoded, pairs};
use causerie_shared::{handle::Handle, id::SpaceId, program::Program};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    Home(Filter),
    Create,
    /// Announcing a space that is to come.
    Announce,
    /// Changing what was announced.
    Edit(SpaceId),
    /// What was said in a space.
    Transcript(SpaceId),
    /// What is sold for a space, and buying it.
    Tickets(SpaceId),
    /// Selling tickets for a space.
    Sell(SpaceId),
    /// One's own tickets.
    OwnTickets,
    /// What one's spaces earned.
    Earnings,
    /// What one has announced.
    Planned,
    /// What one was told.
    Notifications,
    Space(SpaceId),
    /// The address of a space, with something that is no id.
    NoSpace,
    Person(Handle, Shelf),
    /// With the page that comes after it.
    SignIn(Box<Route>),
    SignUp(Box<Route>),
    Settings,
    Missing,
}

/// What of a person is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    Profile,
    Followers,
    Following,
}

impl Route {
    pub const HOME: Self = Self::Home(Filter::NONE);

    /// A path, with or without a query.
    pub fn of(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (None, _, _) => Self::Home(Filter::of(query)),
            (Some("new"), None, _) => Self::Create,
            (Some("announce"), None, _) => Self::Announce,
            (Some("planned"), None, _) => Self::Planned,
            (Some("notifications"), None, _) => Self::Notifications,
            (Some("s"), Some(id), Some("edit")) => id.parse().map_or(Self::NoSpace, Self::Edit),
            (Some("s"), Some(id), Some("transcript")) => {
                id.parse().map_or(Self::NoSpace, Self::Transcript)
            }
            (Some("s"), Some(id), Some("tickets")) => {
                id.parse().map_or(Self::NoSpace, Self::Tickets)
            }
            (Some("s"), Some(id), Some("sell")) => id.parse().map_or(Self::NoSpace, Self::Sell),
            (Some("tickets"), None, _) => Self::OwnTickets,
            (Some("earnings"), None, _) => Self::Earnings,
            (Some("s"), Some(id), None) => id.parse().map_or(Self::NoSpace, Self::Space),
            (Some("sign-in"), None, _) => Self::SignIn(Box::new(next(query))),
            (Some("sign-up"), None, _) => Self::SignUp(Box::new(next(query))),
            (Some("settings"), None, _) => Self::Settings,
            (Some(handle), shelf, None) if handle.starts_with('@') => {
                let shelf = match shelf {
                    None => Shelf::Profile,
                    Some("followers") => Shelf::Followers,
                    Some("following") => Shelf::Following,
                    Some(_) => return Self::Missing,
                };
                let handle = Handle::existing(handle);
                handle.map_or(Self::Missing, |handle| Self::Person(handle, shelf))
            }
            (Some(_), _, _) => Self::Missing,
        }
    }

    /// What [`Route::of`] reads.
    pub fn address(&self) -> String {
        match self {
            Self::Home(filter) => {
                let query = filter.query();
                if query.is_empty() { "/".to_owned() } else { ["/?", &query].concat() }
            }
            Self::Create => "/new".to_owned(),
            Self::Announce => "/announce".to_owned(),
            Self::Planned => "/planned".to_owned(),
            Self::Notifications => "/notifications".to_owned(),
            Self::Edit(id) => of_space(*id, "/edit"),
            Self::Transcript(id) => of_space(*id, "/transcript"),
            Self::Tickets(id) => of_space(*id, "/tickets"),
            Self::Sell(id) => of_space(*id, "/sell"),
            Self::OwnTickets => "/tickets".to_owned(),
            Self::Earnings => "/earnings".to_owned(),
            Self::Space(id) => of_space(*id, ""),
            Self::Person(handle, shelf) => {
                let shelf = match shelf {
                    Shelf::Profile => "",
                    Shelf::Followers => "/followers",
                    Shelf::Following => "/following",
                };
                ["/@", handle.as_str(), shelf].concat()
            }
            Self::SignIn(next) => before("/sign-in", next),
            Self::SignUp(next) => before("/sign-up", next),
            Self::Settings => "/settings".to_owned(),
            Self::NoSpace | Self::Missing => "/404".to_owned(),
        }
    }

    /// `None` for what leads nowhere: whichever program is there says so.
    pub const fn program(&self) -> Option<Program> {
        match self {
            Self::Home(_) | Self::Space(_) | Self::Person(..) => Some(Program::Visitors),
            Self::Create
            | Self::Announce
            | Self::Edit(_)
            | Self::Transcript(_)
            | Self::Planned
            | Self::Notifications
            | Self::SignIn(_)
            | Self::SignUp(_)
            | Self::Settings => Some(Program::Office),
            Self::Tickets(_) | Self::Sell(_) | Self::OwnTickets | Self::Earnings => {
                Some(Program::Till)
            }
            Self::NoSpace | Self::Missing => None,
        }
    }

    /// Whether one of these programs draws it.
    pub fn is_of(&self, programs: &[Program]) -> bool {
        self.program().is_none_or(|program| programs.contains(&program))
    }

    /// A change of filter is not a change of page.
    pub fn is_page_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Home(_), Self::Home(_)) => true,
            (one, other) => one == other,
        }
    }

    /// Where signing in leads back to: here, unless here is about signing in itself.
    pub fn to_return_to(&self) -> Self {
        match self {
            Self::SignIn(next) | Self::SignUp(next) => (**next).clone(),
            Self::NoSpace | Self::Missing => Self::HOME,
            Self::Home(_)
            | Self::Create
            | Self::Announce
            | Self::Edit(_)
            | Self::Transcript(_)
            | Self::Tickets(_)
            | Self::Sell(_)
            | Self::OwnTickets
            | Self::Earnings
            | Self::Planned
            | Self::Notifications
            | Self::Space(_)
            | Self::Person(..)
            | Self::Settings => self.clone(),
        }
    }

    pub fn profile(handle: &Handle) -> String {
        ["/@", handle.as_str()].concat()
    }
}

/// The speaker link behind the `#` of a space's address.
pub fn speaker_link_in(fragment: &str) -> Option<&str> {
    fragment.strip_prefix("speak=").filter(|link| !link.is_empty())
}

/// What [`speaker_link_in`] reads.
pub fn with_speaker_link(space: SpaceId, link: &str) -> String {
    [&Route::Space(space).address(), "#speak=", link].concat()
}

fn of_space(space: SpaceId, rest: &str) -> String {
    ["/s/", &space.to_string(), rest].concat()
}

fn next(query: &str) -> Route {
    let next = pairs(query).into_iter().find(|(key, _)| key == "next");
    // Only the page itself: a second `next` inside it would be a maze.
    next.map_or(Route::HOME, |(_, address)| match Route::of(&address) {
        Route::SignIn(_) | Route::SignUp(_) | Route::NoSpace | Route::Missing => Route::HOME,
        route @ (Route::Home(_)
        | Route::Create
        | Route::Announce
        | Route::Edit(_)
        | Route::Transcript(_)
        | Route::Tickets(_)
        | Route::Sell(_)
        | Route::OwnTickets
        | Route::Earnings
        | Route::Planned
        | Route::Notifications
        | Route::Space(_)
        | Route::Person(..)
        | Route::Settings) => route,
    })
}

fn before(path: &str, next: &Route) -> String {
    if *next == Route::HOME {
        return path.to_owned();
    }
    [path, "?next=", &encoded(&next.address())].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pages() -> Vec<Route> {
        let ada: Handle = "ada_l".parse().unwrap();
        let filter = Filter {
            topic: "Late & night".replace(" &", "").parse().ok(),
            language: "fr".parse().ok(),
            words: "ça va? 100%&next=/x".to_owned(),
            when: crate::state::filter::When::Tonight,
        };
        vec![
            Route::HOME,
            Route::Home(filter),
            Route::Create,
            Route::Announce,
            Route::Edit(SpaceId::from_bits(77)),
            Route::Transcript(SpaceId::from_bits(77)),
            Route::Tickets(SpaceId::from_bits(77)),
            Route::Sell(SpaceId::from_bits(77)),
            Route::OwnTickets,
            Route::Earnings,
            Route::Planned,
            Route::Notifications,
            Route::Space(SpaceId::from_bits(77)),
            Route::Person(ada.clone(), Shelf::Profile),
            Route::Person(ada.clone(), Shelf::Followers),
            Route::Person(ada, Shelf::Following),
            Route::Settings,
        ]
    }

    #[test]
    fn every_page_is_found_at_its_own_address() {
        for route in pages() {
            assert_eq!(Route::of(&route.address()), route);
            for way in [Route::SignIn(Box::new(route.clone())), Route::SignUp(Box::new(route))] {
                assert_eq!(Route::of(&way.address()), way);
            }
        }
    }

    #[test]
    fn the_relay_serves_the_program_that_draws_the_page() {
        for route in pages() {
            for way in [
                Route::SignIn(Box::new(route.clone())),
                Route::SignUp(Box::new(route.clone())),
                route,
            ] {
                let address = way.address();
                let path = address.split('?').next().unwrap();
                assert_eq!(way.program(), Some(Program::of(path)), "{address}");
            }
        }
    }

    #[test]
    fn what_leads_nowhere_is_said_without_loading_another_program() {
        for route in [Route::NoSpace, Route::Missing] {
            assert!(route.is_of(&[Program::Visitors]) && route.is_of(&[Program::Office]));
        }
        assert!(!Route::Create.is_of(&[Program::Visitors]));
    }

    #[test]
    fn what_leads_nowhere_says_so() {
        assert_eq!(Route::of("/s/nowhere"), Route::NoSpace);
        assert_eq!(Route::of("/s/"), Route::Missing);
        assert_eq!(Route::of("/new/thing"), Route::Missing);
        assert_eq!(Route::of("/@"), Route::Missing);
        assert_eq!(Route::of("/@ada/secrets"), Route::Missing);
        assert_eq!(Route::of("/ada"), Route::Missing);
    }

    #[test]
    fn a_speaker_link_stands_behind_the_address_of_its_space() {
        let address = with_speaker_link(SpaceId::from_bits(77), "a.b-c_d");
        let (path, fragment) = address.split_once('#').unwrap();
        assert_eq!(Route::of(path), Route::Space(SpaceId::from_bits(77)));
        assert_eq!(speaker_link_in(fragment), Some("a.b-c_d"));
        for other in ["", "speak=", "stage", "speaker=x"] {
            assert_eq!(speaker_link_in(other), None);
        }
    }

    #[test]
    fn a_handle_in_an_address_may_be_written_in_capitals() {
        assert_eq!(Route::of("/@Ada").address(), "/@ada");
    }

    #[test]
    fn signing_in_leads_to_no_other_site() {
        for next in [
            "https://evil.example/",
            "//evil.example/new",
            "/\\evil.example",
            "javascript:alert(1)",
            "/sign-in?next=%2Fnew",
            "/404",
            "",
        ] {
            let address = ["/sign-in?next=", &encoded(next)].concat();
            let Route::SignIn(after) = Route::of(&address) else { panic!("{address}") };
            assert_eq!(*after, Route::HOME, "{next}");
        }
    }

    proptest! {
        #[test]
        fn whatever_next_says_the_way_leads_to_a_path_of_ours(next in any::<String>()) {
            let address = ["/sign-in?next=", &encoded(&next)].concat();
            let Route::SignIn(after) = Route::of(&address) else { panic!("{address}") };
            let after = after.address();
            prop_assert!(after.starts_with('/') && !after.starts_with("//"), "{}", after);
            prop_assert!(!after.contains('\\'), "{}", after);
        }
    }
}
