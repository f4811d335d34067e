//! One page a file, each a hook that draws.
//!
//! Together they are one component: each component of Yew costs some 3 kB of code, and a page is
//! nobody's child but the frame's. Hooks must come in the same order at each drawing, and do: a
//! screen shows one page as long as it lives, since its key names the page.

mod announce;
mod create;
mod earnings;
mod home;
mod missing;
mod notifications;
mod own_tickets;
mod people;
mod person;
mod planned;
mod sell;
mod settings;
mod sign_in;
mod sign_up;
mod space;
mod tickets;
mod transcript;

use crate::{
    route::{Route, Shelf},
    wire,
};
use causerie_shared::program::Program;
use std::marker::PhantomData;
use yew::{
    functional::{Hook, HookContext},
    prelude::*,
};

/// The pages of one program. A program holds the code of what its `draw` names, and of nothing else.
pub trait Pages: 'static {
    const OF: &'static [Program];

    /// Before the first page.
    fn prepare() {}

    /// A page of another program is none here.
    fn draw(route: &Route, at: &mut HookContext) -> Html;
}

pub struct Visitors;

impl Pages for Visitors {
    const OF: &'static [Program] = &[Program::Visitors];

    fn draw(route: &Route, at: &mut HookContext) -> Html {
        match route {
            Route::Home(filter) => home::use_home_page(filter).run(at),
            Route::Space(space) => space::use_space_page(*space).run(at),
            Route::Person(handle, Shelf::Profile) => person::use_person_page(handle).run(at),
            Route::Person(handle, Shelf::Followers) => {
                people::use_people_page(handle, true).run(at)
            }
            Route::Person(handle, Shelf::Following) => {
                people::use_people_page(handle, false).run(at)
            }
            Route::NoSpace => missing::use_missing_page(true).run(at),
            Route::Missing
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
            | Route::SignIn(_)
            | Route::SignUp(_)
            | Route::Settings => missing::use_missing_page(false).run(at),
        }
    }
}

pub struct Office;

impl Pages for Office {
    const OF: &'static [Program] = &[Program::Office];

    fn draw(route: &Route, at: &mut HookContext) -> Html {
        match route {
            Route::Create => create::use_create_page().run(at),
            Route::Announce => announce::use_announce_page(None).run(at),
            Route::Edit(space) => announce::use_announce_page(Some(*space)).run(at),
            Route::Transcript(space) => transcript::use_transcript_page(*space).run(at),
            Route::Planned => planned::use_planned_page().run(at),
            Route::Notifications => notifications::use_notifications_page().run(at),
            Route::SignIn(next) => sign_in::use_sign_in_page(next).run(at),
            Route::SignUp(next) => sign_up::use_sign_up_page(next).run(at),
            Route::Settings => settings::use_settings_page().run(at),
            Route::NoSpace => missing::use_missing_page(true).run(at),
            Route::Missing
            | Route::Home(_)
            | Route::Space(_)
            | Route::Person(..)
            | Route::Tickets(_)
            | Route::Sell(_)
            | Route::OwnTickets
            | Route::Earnings => missing::use_missing_page(false).run(at),
        }
    }
}

pub struct Till;

impl Pages for Till {
    const OF: &'static [Program] = &[Program::Till];

    fn prepare() {
        wire::read_shop_faults();
    }

    fn draw(route: &Route, at: &mut HookContext) -> Html {
        match route {
            Route::Tickets(space) => tickets::use_tickets_page(*space).run(at),
            Route::Sell(space) => sell::use_sell_page(*space).run(at),
            Route::OwnTickets => own_tickets::use_own_tickets_page().run(at),
            Route::Earnings => earnings::use_earnings_page().run(at),
            Route::NoSpace => missing::use_missing_page(true).run(at),
            Route::Missing
            | Route::Home(_)
            | Route::Space(_)
            | Route::Person(..)
            | Route::Create
            | Route::Announce
            | Route::Edit(_)
            | Route::Transcript(_)
            | Route::Planned
            | Route::Notifications
            | Route::SignIn(_)
            | Route::SignUp(_)
            | Route::Settings => missing::use_missing_page(false).run(at),
        }
    }
}

pub struct Whole;

impl Pages for Whole {
    const OF: &'static [Program] = &Program::ALL;

    fn prepare() {
        Till::prepare();
    }

    fn draw(route: &Route, at: &mut HookContext) -> Html {
        match route.program() {
            Some(Program::Visitors) | None => Visitors::draw(route, at),
            Some(Program::Office) => Office::draw(route, at),
            Some(Program::Till) => Till::draw(route, at),
        }
    }
}

pub(crate) fn page<P: Pages>(route: &Route) -> Html {
    // Narrowed otherwise, home is the same page.
    let is_home = matches!(route, Route::Home(_));
    let key = if is_home { "/".to_owned() } else { route.address() };
    html! { <Screen<P> {key} route={route.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct ScreenProps {
    route: Route,
}

#[component]
fn Screen<P: Pages>(props: &ScreenProps) -> Html {
    use_page_of::<P>(&props.route)
}

fn use_page_of<P: Pages>(route: &Route) -> impl Hook<Output = Html> {
    Page::<P>(route, PhantomData)
}

struct Page<'a, P>(&'a Route, PhantomData<P>);

impl<P: Pages> Hook for Page<'_, P> {
    type Output = Html;

    fn run(self, at: &mut HookContext) -> Html {
        P::draw(self.0, at)
    }
}
