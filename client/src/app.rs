//! The frame around every page.

use crate::{
    components::{keys::Keys, toasts::ToastList, topbar::Topbar},
    hooks::{Key, SettingsHandle, Toasts, use_keys, use_settings_provider, use_toasts_provider},
    pages::{create::Create, home::Home, missing::Missing, space::SpacePage},
    route::Route,
};
use causerie_shared::id::SpaceId;
use web_sys::HtmlElement;
use yew::prelude::*;
use yew_router::prelude::*;

pub fn start() {
    yew::Renderer::<App>::new().render();
}

#[component]
fn App() -> Html {
    let settings = use_settings_provider();
    let toasts = use_toasts_provider();
    html! {
        <ContextProvider<SettingsHandle> context={settings}>
            <ContextProvider<UseReducerHandle<Toasts>> context={toasts.clone()}>
                <ContextProvider<UseReducerDispatcher<Toasts>> context={toasts.dispatcher()}>
                    <BrowserRouter>
                        <Frame />
                    </BrowserRouter>
                </ContextProvider<UseReducerDispatcher<Toasts>>>
            </ContextProvider<UseReducerHandle<Toasts>>>
        </ContextProvider<SettingsHandle>>
    }
}

#[component]
fn Frame() -> Html {
    let t = crate::hooks::use_words();
    let keys_open = use_state_eq(|| false);
    use_keys((), {
        let open = keys_open.setter();
        move |key| {
            if let Key::Down(event) = key
                && event.key() == "?"
            {
                event.prevent_default();
                open.set(true);
            }
        }
    });
    let on_keys = {
        let open = keys_open.setter();
        Callback::from(move |()| open.set(true))
    };
    let on_close = {
        let open = keys_open.setter();
        Callback::from(move |()| open.set(false))
    };
    let main = use_node_ref();
    use_focus_on_new_page(&main);
    html! {
        <>
            <a class="skip" href="#main">{ t.skip_to_content() }</a>
            <Topbar {on_keys} />
            <main id="main" ref={main} tabindex="-1">
                <Switch<Route> render={page} />
            </main>
            <ToastList />
            if *keys_open {
                <Keys {on_close} />
            }
        </>
    }
}

/// A page that changes without loading puts whoever reads by ear at its start.
#[hook]
fn use_focus_on_new_page(main: &NodeRef) {
    let path = use_location().map(|location| location.path().to_owned());
    let seen = use_mut_ref(|| None::<String>);
    use_effect_with((path, main.clone()), move |(path, main)| {
        let before = std::mem::replace(&mut *seen.borrow_mut(), path.clone());
        if before.is_some() && before != *path {
            if let Some(main) = main.cast::<HtmlElement>() {
                let _ = main.focus();
            }
            if let Some(window) = web_sys::window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
        }
    });
}

fn page(route: Route) -> Html {
    match route {
        Route::Home => html! { <Home /> },
        Route::Create => html! { <Create /> },
        Route::Space { id } => match id.parse::<SpaceId>() {
            Ok(space) => html! { <SpacePage key={id} {space} /> },
            Err(_) => html! { <Missing space={true} /> },
        },
        Route::Missing => html! { <Missing /> },
    }
}
