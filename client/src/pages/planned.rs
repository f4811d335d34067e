//! What one has announced: what is to come first, then what was.

use crate::{
    components::{
        el::el,
        icon::Glyph,
        notice::{Tone, not_had, notice},
        part::{group, leaf, section, way},
        upcoming::upcoming_row,
    },
    hooks::{Kept, use_act, use_house, use_title, use_value},
    net::{announcements, api::Failed},
    route::Route,
};
use causerie_shared::announcement::AnnouncementList;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[hook]
pub(super) fn use_planned_page() -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.planned().to_owned()));
    let list = use_value(|| None as Option<Result<Rc<AnnouncementList>, Failed>>);
    let who = house.account().map_or("", |account| account.handle.as_str());
    use_act(who.to_owned().into(), {
        let list = list.setter();
        Box::new(move || {
            spawn_local(async move { list.set(Some(announcements::own().await.map(Rc::new))) });
            Kept::Nothing
        })
    });
    let announce = || {
        way(
            "button primary",
            "announce-link",
            Some(Glyph::Calendar),
            t.announce(),
            Route::Announce.address(),
        )
    };
    let page = el("div", "narrow planned").with(leaf("h1", "", t.planned()));
    match &*list {
        None => page.el(el("ul", "past-list").set("aria-busy", "true")).html(),
        Some(Err(failed)) => page.with(not_had(t, t.planned(), failed)).html(),
        Some(Ok(list)) => {
            let (to_come, over): (Vec<_>, Vec<_>) =
                list.announcements.iter().partition(|one| one.state.is_pending());
            // The next one first; what is over, the last one first.
            let to_come: Vec<_> = to_come.iter().rev().map(|one| upcoming_row(t, one)).collect();
            let over: Vec<_> = over.iter().map(|one| upcoming_row(t, one)).collect();
            let to_come = match to_come.is_empty() {
                true => notice(
                    Glyph::Calendar,
                    Tone::Fact,
                    t.nothing_planned(),
                    t.nothing_planned_hint(),
                    announce(),
                ),
                false => group("div", "", vec![group("ul", "past-list", to_come), announce()]),
            };
            let over = match over.is_empty() {
                true => Html::default(),
                false => {
                    let rows = vec![group("ul", "past-list", over)];
                    section("live-now", "planned-over", t.planned_over(), rows)
                }
            };
            let address = Route::Earnings.address();
            let earnings = way("button", "earnings-link", Some(Glyph::Poll), t.earnings(), address);
            page.with(to_come).with(over).with(earnings).html()
        }
    }
}
