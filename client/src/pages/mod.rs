//! One page a file, each a hook that draws.
//!
//! Together they are one component: each component of Yew costs some 3 kB of code, and a page is
//! nobody's child but the frame's. Hooks must come in the same order at each drawing, and do: a
//! screen shows one page as long as it lives, since its key names the page.

mod announce;
mod create;
mod home;
mod missing;
mod notifications;
mod people;
mod person;
mod planned;
mod settings;
mod sign_in;
mod sign_up;
mod space;

use crate::route::{Route, Shelf};
use yew::{
    functional::{Hook, HookContext},
    prelude::*,
};

pub(crate) fn page(route: &Route) -> Html {
    // Narrowed otherwise, home is the same page.
    let is_home = matches!(route, Route::Home(_));
    let key = if is_home { "/".to_owned() } else { route.address() };
    html! { <Screen {key} route={route.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct ScreenProps {
    route: Route,
}

#[component]
fn Screen(props: &ScreenProps) -> Html {
    use_page_of(&props.route)
}

fn use_page_of(route: &Route) -> impl Hook<Output = Html> {
    Page(route)
}

struct Page<'a>(&'a Route);

impl Hook for Page<'_> {
    type Output = Html;

    fn run(self, at: &mut HookContext) -> Html {
        match self.0 {
            Route::Home(filter) => home::use_home_page(filter).run(at),
            Route::Create => create::use_create_page().run(at),
            Route::Announce => announce::use_announce_page(None).run(at),
            Route::Edit(space) => announce::use_announce_page(Some(*space)).run(at),
            Route::Notifications => notifications::use_notifications_page().run(at),
            Route::Planned => planned::use_planned_page().run(at),
            Route::Space(space) => space::use_space_page(*space).run(at),
            Route::Person(handle, Shelf::Profile) => person::use_person_page(handle).run(at),
            Route::Person(handle, Shelf::Followers) => {
                people::use_people_page(handle, true).run(at)
            }
            Route::Person(handle, Shelf::Following) => {
                people::use_people_page(handle, false).run(at)
            }
            Route::SignIn(next) => sign_in::use_sign_in_page(next).run(at),
            Route::SignUp(next) => sign_up::use_sign_up_page(next).run(at),
            Route::Settings => settings::use_settings_page().run(at),
            Route::NoSpace => missing::use_missing_page(true).run(at),
            Route::Missing => missing::use_missing_page(false).run(at),
        }
    }
}
