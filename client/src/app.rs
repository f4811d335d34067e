//! The frame around every page.

use crate::{
    components::{el::el, keys::keys, toasts::toast_list, topbar::topbar},
    hooks::{
        Go, House, Kept, Key, Place, Rooms, carried, use_act, use_keys, use_me_provider, use_place,
        use_settings_provider, use_toasts_provider, use_unread, use_value,
    },
    pages::{Pages, page},
    route::Route,
    state::carried::Carried,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

pub fn start<P: Pages>() {
    P::prepare();
    yew::Renderer::<App<P>>::new().render();
}

#[component]
fn App<P: Pages>() -> Html {
    let settings = use_settings_provider();
    let brought = use_value(|| carried::take(&Place::now().route));
    let brought = brought.as_ref();
    let toasts = use_toasts_provider(brought.map_or(&[], |brought| &brought.said));
    let me = use_me_provider();
    let t = settings.language;
    let keys_open = use_value(|| false);
    let open_keys = |open: bool| {
        let keys_open = keys_open.setter();
        Callback::from(move |()| keys_open.set(open))
    };
    use_keys({
        let open = open_keys(true);
        Callback::from(move |key| {
            if let Key::Down(event) = key
                && event.key() == "?"
            {
                event.prevent_default();
                open.emit(());
            }
        })
    });
    let main = use_node_ref();
    let place = use_place(brought, P::OF);
    use_focus_on_new_page(&main, &place.route, brought.is_some());
    // Links inside the house change the page without loading it, where this program draws that too.
    let onclick = {
        let (places, toasts) = (place.setter(), toasts.setter());
        Callback::from(move |event: MouseEvent| {
            let Some(to) = inside(&event) else { return };
            if to.is_of(P::OF) {
                event.prevent_default();
                places.dispatch(Go::To(Place::at(to)));
            } else {
                let said = toasts.newest().texts();
                carried::keep(&Carried { to, as_its_creator: false, said });
            }
        })
    };
    let choose = {
        let settings = settings.setter();
        Callback::from(move |choice| settings.dispatch(choice))
    };
    let handle = me.known().and_then(|me| me.account.as_ref()).map(|it| it.handle.to_string());
    let unread = use_unread(&handle.unwrap_or_default(), &place.route.address());
    let house = House::of(Rooms {
        settings: *settings,
        toasts: toasts.setter(),
        place: (*place).clone(),
        places: place.setter(),
        me,
        unread,
        programs: P::OF,
    });
    let shown = page::<P>(&place.route);
    let main = el("main", "").set("id", "main").node(&main).set("tabindex", "-1").with(shown);
    let main = if place.leaving { main.set("inert", "") } else { main };
    let keys = match *keys_open {
        true => keys(t, open_keys(false)),
        false => Html::default(),
    };
    let frame = el("div", "frame")
        .onclick(onclick)
        .el(el("a", "skip").set("href", "#main").words(t.skip_to_content()))
        .with(topbar(&house, choose, &open_keys(true)))
        .el(main)
        .with(toast_list(&toasts))
        .with(keys)
        .html();
    html! { <ContextProvider<House> context={house}>{ frame }</ContextProvider<House>> }
}

/// The page of ours that a plain click on a link asks for; a new tab, and what is to be saved, stay
/// the browser's business.
fn inside(event: &MouseEvent) -> Option<Route> {
    if event.button() != 0 || event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    const OURS: &str = "a[href^='/']:not([download], [target])";
    let link = event.target()?.dyn_into::<Element>().ok()?.closest(OURS).ok()??;
    Some(Route::of(&link.get_attribute("href")?))
}

/// A new page puts whoever reads by ear at its start. `arrived`: from another page of ours, which
/// makes the first one new too.
#[hook]
fn use_focus_on_new_page(main: &NodeRef, route: &Route, arrived: bool) {
    let seen = use_mut_ref(|| (!arrived).then(|| route.clone()));
    let (route, main) = (route.clone(), main.clone());
    let reason = route.address();
    let look = move || {
        let before = seen.replace(Some(route.clone()));
        if before.is_some_and(|before| before.is_page_of(&route)) {
            return Kept::Nothing;
        }
        if let Some(main) = main.cast::<HtmlElement>() {
            let _ = main.focus();
        }
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
        Kept::Nothing
    };
    use_act(reason.into(), Box::new(look));
}
