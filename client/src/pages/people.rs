//! Who follows a person, or whom they follow; a page at a time.

use crate::{
    components::{
        el::{el, when},
        icon::Glyph,
        notice::{Tone, notice},
        part::{press, way},
        people::person_row,
    },
    hooks::{Kept, ONCE, use_act, use_house, use_title, use_value},
    net::{api::Failed, people},
    pages::{missing::to_home, person::not_there},
    route::Route,
};
use causerie_shared::{handle::Handle, people::PersonCard};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Clone, PartialEq, Default)]
struct Shown {
    people: Vec<PersonCard>,
    /// Where the list goes on; `None` at its end and before its beginning.
    after: Option<String>,
    came: bool,
    failed: Option<Failed>,
}

#[hook]
pub(super) fn use_people_page(handle: &Handle, followers: bool) -> Html {
    let house = use_house();
    let t = house.words();
    let name = ["@", handle.as_str()].concat();
    let heading = if followers { t.followers_of(&name) } else { t.followed_by(&name) };
    use_title(Some(heading.clone()));
    let shown = use_value(Shown::default);
    let ask = {
        let (handle, followers, shown) = (handle.clone(), followers, shown.clone());
        Callback::from(move |()| {
            let (handle, shown) = (handle.clone(), shown.clone());
            spawn_local(async move {
                let list = if followers { "followers" } else { "following" };
                let mut now = (*shown).clone();
                match people::people(&handle, list, now.after.as_deref()).await {
                    Ok(list) => {
                        // One who came meanwhile may stand on two pages.
                        let known: Vec<_> = now.people.iter().map(|person| person.id).collect();
                        let new = list.people.into_iter().filter(|one| !known.contains(&one.id));
                        now.people.extend(new);
                        now.after = list.after;
                        (now.came, now.failed) = (true, None);
                    }
                    Err(failed) => now.failed = Some(failed),
                }
                shown.set(now);
            });
        })
    };
    use_act(ONCE, {
        let ask = ask.clone();
        Box::new(move || {
            ask.emit(());
            Kept::Nothing
        })
    });
    if let (Some(failed), false) = (&shown.failed, shown.came) {
        return not_there(t, failed);
    }
    let empty = || {
        let (heading, hint) = if followers {
            (t.no_followers_yet(), t.no_followers_yet_hint())
        } else {
            (t.follows_nobody(), t.follows_nobody_hint())
        };
        notice(Glyph::Person, Tone::Fact, heading, hint, to_home(t.back_home()))
    };
    let is_empty = shown.came && shown.people.is_empty();
    let heading = way("back-link", "back", None, &heading, Route::profile(handle));
    let people = shown.people.iter().map(|person| person_row(t, person, Html::default()));
    el("div", "narrow")
        .el(el("h1", "").with(heading))
        .with(if is_empty { empty() } else { Html::default() })
        .el(el("ul", "person-list").says("aria-busy", !shown.came).each(people))
        .with(when(shown.after.is_some(), || {
            press("button", "show-more", None, t.show_more(), ask.reform(|_| ()))
        }))
        .html()
}
