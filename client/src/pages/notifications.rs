//! What one was told, the newest first. Seen here, it is read.

use crate::{
    components::{
        el::{El, el, when},
        icon::{Glyph, icon},
        notice::{Tone, not_had, notice},
        part::{leaf, written},
    },
    hooks::{Kept, unix_ms, use_act, use_house, use_title, use_value},
    net::{announcements, api::Failed},
    pages::missing::to_home,
    state::clock,
    webapi,
    words::Language,
};
use causerie_shared::notification::{Notification, NotificationList, Occasion};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[hook]
pub(super) fn use_notifications_page() -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.notifications().to_owned()));
    let list = use_value(|| None as Option<Result<Rc<NotificationList>, Failed>>);
    let who = house.account().map_or("", |account| account.handle.as_str());
    use_act(who.to_owned().into(), {
        let (list, unread) = (list.setter(), house.unread.clone());
        Box::new(move || {
            spawn_local(async move {
                let found = announcements::notifications().await.map(Rc::new);
                let newest = found.as_ref().ok().and_then(|list| list.notifications.first());
                let newest = newest.map(|newest| newest.at);
                // What was unread is drawn so until the page is left.
                list.set(Some(found));
                if let Some(newest) = newest
                    && let Ok(left) = announcements::read_until(newest).await
                {
                    unread.is(left.unread);
                }
            });
            Kept::Nothing
        })
    });
    let page = el("div", "narrow planned").with(leaf("h1", "", t.notifications()));
    match &*list {
        None => page.el(el("ul", "past-list").set("aria-busy", "true")).html(),
        Some(Err(failed)) => page.with(not_had(t, t.notifications(), failed)).html(),
        Some(Ok(list)) if list.notifications.is_empty() => {
            let (heading, hint) = (t.no_notifications(), t.no_notifications_hint());
            page.with(notice(Glyph::Bell, Tone::Fact, heading, hint, to_home(t.back_home()))).html()
        }
        Some(Ok(list)) => page
            .el(el("ul", "past-list").each(list.notifications.iter().map(|it| row(t, it))))
            .html(),
    }
}

fn row(t: Language, told: &Notification) -> Html {
    let when_it_is = webapi::moment(told.starts_at.0, t.tag(), None);
    let host = told.host.as_ref().map_or("…", |host| host.as_str());
    let (glyph, words) = match told.of {
        Occasion::Soon => (Glyph::Hourglass, t.told_soon(&when_it_is)),
        Occasion::Begun => (Glyph::Radio, t.told_begun().to_owned()),
        Occasion::Moved => (Glyph::Calendar, t.told_moved(&when_it_is)),
        Occasion::Cancelled => (Glyph::Ban, cancelled(t, told)),
        Occasion::Missed => (Glyph::Ended, t.told_missed().to_owned()),
        Occasion::Live => (Glyph::Radio, t.told_live(host)),
        Occasion::Invited => (Glyph::Hand, t.told_invited(host)),
        Occasion::Ticket => (Glyph::Ticket, t.told_ticket(&when_it_is)),
        Occasion::SeatFree => (Glyph::Ticket, t.told_seat_free().to_owned()),
        Occasion::MoneyBack => (Glyph::Ban, t.told_money_back().to_owned()),
    };
    let ago = clock::ago(t, unix_ms().since_ms(told.at));
    let new = when(!told.read, || el("span", "unread-mark").words(t.unread()));
    let facts: El = el("span", "person-facts").words(&words).words(" · ").words(&ago);
    let link = el("a", if told.read { "upcoming-link" } else { "upcoming-link unread" })
        .put("href", told.of.page(told.space))
        .testid("notification")
        .el(el("span", "notice-icon").with(icon(glyph)))
        .el(el("span", "upcoming-words")
            .with(written("span", "past-title", told.title.as_str()))
            .el(facts)
            .with(new));
    let key = [told.space.to_string().as_str(), told.of.code(), &told.at.0.to_string()].concat();
    el("li", "past-row").key(key).el(link).html()
}

fn cancelled(t: Language, told: &Notification) -> String {
    match &told.reason {
        Some(reason) => t.told_cancelled_because(reason.as_str()),
        None => t.told_cancelled().to_owned(),
    }
}
