//! A space that is to come: its page, until it begins.

use super::{
    card::topic_links,
    cover::cover,
    dialog::Dialog,
    disc::{Size, disc},
    el::{El, el, when},
    elapsed::Until,
    field::{self, Field, field},
    guests,
    icon::{Glyph, icon},
    markdown::markdown,
    notice::not_had,
    part::{button, foot, group, hint, leads, leaf, press, row, way, written},
    reminding::{remind, reminded},
};
use crate::{
    hooks::{
        Device, FormHandle, House, Kept, Value, unix_ms, use_act, use_device, use_form, use_house,
        use_later, use_offer, use_title, use_value,
    },
    net::{
        announcements,
        api::Failed,
        events::{Events, News},
    },
    route::Route,
    state::{
        coming::{ends_at, opens_at, standing, web_calendars},
        form::Trouble,
        retry::within,
    },
    webapi, wire,
    words::Language,
};
use causerie_shared::{
    announcement::{Announcement, Cancel, Coming},
    fault::Fault,
    id::SpaceId,
    text::Reason,
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct ComingProps {
    pub(crate) space: SpaceId,
    /// It is a space from here on; `true` for the host who began it here.
    pub(crate) on_begun: Callback<bool>,
    /// Where there is no such space either.
    pub(crate) missing: Html,
}

/// Pages that wait for one space look again within so many ms of a change.
const LOOKS_WITHIN_MS: u32 = 1500;

type Known = Option<Result<Rc<Announcement>, Failed>>;

#[component]
pub(crate) fn ComingSpace(props: &ComingProps) -> Html {
    let house = use_house();
    let t = house.words();
    let known = use_value(|| None as Known);
    let asking = use_value(|| false);
    let form = use_form("coming", &["reason"]);
    let device = use_device();
    let later = use_later();
    let inviting = use_form("inviting", &guests::FIELDS);
    let sells = |one: &Announcement| one.ticketed && one.state == Coming::Announced;
    let is_sold = matches!(&*known, Some(Ok(one)) if sells(one));
    let offer = use_offer(&house, props.space, is_sold);
    let space = props.space;
    use_act(space.to_string().into(), {
        let (known, on_begun) = (known.setter(), props.on_begun.clone());
        let later = later.clone();
        Box::new(move || {
            let look = move || {
                let known = known.clone();
                spawn_local(async move {
                    let found = announcements::look(space).await;
                    // What was read stays on the page while the relay is away.
                    let is_worse = found == Err(Failed::Offline) && known.newest().is_some();
                    if !is_worse {
                        known.set(Some(found.map(Rc::new)));
                    }
                });
            };
            look();
            let events = Events::open(&announcements::events(space), move |news| {
                let News::Told(text) = news else { return };
                match wire::read(&text) {
                    Some(Coming::Begun) => on_begun.emit(false),
                    // All who wait hear of it at once, and need not ask at once.
                    Some(_) => {
                        later.after(within(LOOKS_WITHIN_MS, js_sys::Math::random()), look.clone())
                    }
                    // For newer clients.
                    None => {}
                }
            });
            Kept::thing(events)
        })
    });
    let title = match &*known {
        Some(Ok(one)) => Some(one.title.to_string()),
        Some(Err(_)) | None => None,
    };
    use_title(title);
    match &*known {
        None => el("article", "space").set("aria-busy", "true").html(),
        Some(Err(Failed::Fault(Fault::NoSuchSpace))) => props.missing.clone(),
        Some(Err(failed)) => el("div", "lone").with(not_had(t, t.to_come(), failed)).html(),
        Some(Ok(one)) => {
            let open = Open {
                known: &known,
                asking: &asking,
                form: &form,
                inviting: &inviting,
                device: &device,
                offer: &offer,
            };
            page(&house, one, &open, &props.on_begun)
        }
    }
}

/// What the page keeps while it is open.
struct Open<'a> {
    known: &'a Value<Known>,
    asking: &'a Value<bool>,
    form: &'a FormHandle,
    inviting: &'a FormHandle,
    device: &'a Value<Device>,
    /// What the way to its tickets is called, where some are sold.
    offer: &'a str,
}

fn page(house: &House, one: &Rc<Announcement>, open: &Open<'_>, on_begun: &Callback<bool>) -> Html {
    let Open { asking, form, inviting, .. } = *open;
    let t = house.words();
    let host =
        house.account().is_some_and(|account| one.host.handle.as_ref() == Some(&account.handle));
    let acts = match (&one.state, host) {
        (Coming::Begun, _) => Html::default(),
        (Coming::Draft | Coming::Announced, true) => hosts(house, one, asking, on_begun),
        (Coming::Announced, false) => goers(house, one, open),
        (Coming::Draft | Coming::Cancelled { .. } | Coming::Missed, _) => Html::default(),
    };
    let is_pending = one.state.is_pending();
    let invited = when(is_pending && !host, || {
        let own = guests::own_invitation(house, one);
        el("div", "guests-and-friends").with(own).with(guests::guests(t, one))
    });
    let inviting = match is_pending && host {
        true => guests::inviting(house, one, inviting),
        false => Html::default(),
    };
    let is_sold = one.ticketed;
    let question =
        when(**asking, || el("div", "").with(cancel_question(house, one, asking, form, is_sold)));
    el("article", "space coming")
        .testid("coming")
        .set("data-state", state(&one.state))
        .el(cover(one.id, one.cover, Size::Large))
        .el(head(t, one))
        .with(moment(t, one))
        .with(invited)
        .with(acts)
        .with(inviting)
        .with(question)
        .html()
}

const fn state(state: &Coming) -> &'static str {
    match state {
        Coming::Draft => "draft",
        Coming::Announced => "announced",
        Coming::Begun => "begun",
        Coming::Cancelled { .. } => "cancelled",
        Coming::Missed => "missed",
    }
}

fn head(t: Language, one: &Announcement) -> El {
    let description = one.description.as_ref();
    let name = match &one.host.handle {
        Some(handle) => el("a", "coming-host-name").put("href", Route::profile(handle)),
        None => el("span", "coming-host-name"),
    };
    let host = el("p", "coming-host")
        .el(el("span", "hand-disc").with(disc(
            one.host.person,
            one.host.name.as_str(),
            one.host.avatar,
            Size::Small,
        )))
        .el(el("span", "")
            .words(t.hosted_by())
            .words(" ")
            .el(name.written().words(one.host.name.as_str())));
    el("header", "space-head")
        .el(el("h1", "").written().words(one.title.as_str()))
        .each(description.map(|words| markdown(words.as_str())).into_iter())
        .with(topic_links(&one.topics))
        .el(host)
}

/// When it is, by the reader's clocks and by those of its host, and how long until then.
fn moment(t: Language, one: &Announcement) -> Html {
    let own = webapi::zone();
    let here = webapi::moment(one.starts_at.0, t.tag(), None);
    let there = match one.zone.as_str() == own {
        true => String::new(),
        false => webapi::moment(one.starts_at.0, t.tag(), Some(one.zone.as_str())),
    };
    let is_over = !one.state.is_pending();
    let class = if is_over { "coming-moment over" } else { "coming-moment" };
    let time = el("time", "coming-time").put("datetime", webapi::iso(one.starts_at.0)).words(&here);
    let there = when(!there.is_empty(), || el("p", "hint").words(&t.for_the_host(&there)));
    let standing = match one.state {
        Coming::Announced => html! { <Until announcement={one.clone()} /> },
        Coming::Draft | Coming::Begun | Coming::Cancelled { .. } | Coming::Missed => {
            leaf("p", "coming-standing", &standing(t, one, unix_ms()))
        }
    };
    let reason = match &one.state {
        Coming::Cancelled { reason: Some(reason) } => {
            written("p", "coming-reason", reason.as_str())
        }
        Coming::Cancelled { reason: None }
        | Coming::Draft
        | Coming::Announced
        | Coming::Begun
        | Coming::Missed => Html::default(),
    };
    el("section", class)
        .with(icon(Glyph::Calendar))
        .el(el("div", "").el(time).with(there).with(standing).with(reason))
        .html()
}

/// For those who mean to come.
fn goers(house: &House, one: &Announcement, open: &Open<'_>) -> Html {
    let t = house.words();
    let page = webapi::absolute(&Route::Space(one.id).address());
    let (starts, ends) = (webapi::iso(one.starts_at.0), webapi::iso(ends_at(one).0));
    let ics = announcements::calendar(one.id);
    let file = leads("button", "calendar-file", Some(Glyph::Calendar), t.to_calendar(), ics)
        .set("download", "");
    let others = web_calendars(one.title.as_str(), &page, &starts, &ends).map(|(name, address)| {
        leads("button", "web-calendar", None, name, address)
            .set("target", "_blank")
            .set("rel", "noopener noreferrer")
            .html()
    });
    let others = el("details", "more")
        .with(leaf("summary", "", t.other_calendars()))
        .with(row(others.into()));
    let lead = hint(t.coming_hint());
    let mut remind = remind(house, one, open.known);
    let ticket = when(!open.offer.is_empty(), || {
        let class = match open.offer == t.have_ticket() {
            true => "button ticket-button",
            false => "button primary ticket-button",
        };
        let address = Route::Tickets(one.id).address();
        leads(class, "get-ticket", Some(Glyph::Ticket), open.offer, address)
    });
    if !open.offer.is_empty() {
        remind = remind.set("class", "button");
    }
    let acts = el("div", "button-row").with(ticket).el(remind).el(file).with(share(house, one.id));
    let going = when(one.going > 0, || el("p", "hint").words(&t.going(one.going)));
    let reminded = reminded(house, one, open.known, open.device);
    el("div", "coming-acts").el(acts).with(reminded).with(going).with(lead).el(others).html()
}

/// For its host.
fn hosts(
    house: &House,
    one: &Rc<Announcement>,
    asking: &Value<bool>,
    on_begun: &Callback<bool>,
) -> Html {
    let t = house.words();
    let begin = match opens_at(one) {
        Some(opens_at) if unix_ms() >= opens_at => {
            let (house, space, on_begun) = (house.clone(), one.id, on_begun.clone());
            let begin = Callback::from(move |_: MouseEvent| {
                let (house, on_begun) = (house.clone(), on_begun.clone());
                spawn_local(async move {
                    match announcements::begin(space).await {
                        Ok(()) => on_begun.emit(true),
                        Err(Failed::Fault(fault)) => house.say(&house.words().fault(&fault)),
                        Err(Failed::Offline) => house.say(house.words().fault_offline()),
                    }
                });
            });
            press("button primary large", "begin", Some(Glyph::Radio), t.begin_now(), begin).html()
        }
        Some(opens_at) => el("p", "hint")
            .testid("begin-hint")
            .words(&t.begin_from(&webapi::moment(opens_at.0, t.tag(), None)))
            .html(),
        None => hint(t.draft_hint()),
    };
    let edit = way("button", "edit", Some(Glyph::Pencil), t.edit(), Route::Edit(one.id).address());
    let ask = {
        let asking = asking.setter();
        Callback::from(move |_: MouseEvent| asking.set(true))
    };
    let words = if one.state == Coming::Draft { t.discard() } else { t.call_off() };
    let off = press("button danger", "call-off", Some(Glyph::Ban), words, ask).html();
    let sell =
        way("button", "sell", Some(Glyph::Ticket), t.sell_tickets(), Route::Sell(one.id).address());
    group("div", "coming-acts", vec![begin, row(vec![share(house, one.id), edit, sell, off])])
}

fn share(house: &House, space: SpaceId) -> Html {
    let copy = {
        let house = house.clone();
        Callback::from(move |_: MouseEvent| {
            let link = webapi::absolute(&Route::Space(space).address());
            house.copy(link, house.words().link_copied());
        })
    };
    button("button", "copy-link", Some(Glyph::Link), house.words().copy_link(), copy)
}

fn cancel_question(
    house: &House,
    one: &Rc<Announcement>,
    asking: &Value<bool>,
    form: &FormHandle,
    is_sold: bool,
) -> Html {
    let t = house.words();
    let is_draft = one.state == Coming::Draft;
    let (heading, consequence, words) = match is_draft {
        true => (t.discard_question(), t.discard_consequence(), t.discard()),
        false => (t.call_off_question(), t.call_off_consequence(), t.call_off()),
    };
    let refunds =
        when(is_sold && !is_draft, || el("p", "dialog-words").words(t.call_off_refunds()));
    let on_close = {
        let asking = asking.setter();
        Callback::from(move |()| asking.set(false))
    };
    let onsubmit = {
        let (form, space, on_close) = (form.clone(), one.id, on_close.clone());
        let house = house.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let reason = Some(form.text("reason")).filter(|reason| !reason.trim().is_empty());
            let (asked, on_close, house) = (Cancel { reason }, on_close.clone(), house.clone());
            form.send(Vec::new(), || {
                Box::pin(async move {
                    // What has become of it comes by the stream, to every tab alike.
                    announcements::cancel(space, &asked).await.map_err(Trouble::from)?;
                    on_close.emit(());
                    if is_draft {
                        house.go(Route::Planned);
                    }
                    Ok(())
                })
            });
        })
    };
    let reason =
        Field { most: Reason::MOST, optional: true, ..Field::line("reason", t.call_off_reason()) };
    let act = field::submit(form, "button danger solid", "confirm-button", words);
    let sheet = el("form", "sheet")
        .onsubmit(onsubmit)
        .with(leaf("p", "dialog-words", consequence))
        .with(refunds)
        .with(if is_draft { Html::default() } else { field(t, form, reason) })
        .with(field::whole_fault(t, form))
        .with(foot(t.keep_it(), &on_close, act));
    html! {
        <Dialog heading={heading.to_owned()} {on_close} testid="call-off-dialog">{ sheet.html() }</Dialog>
    }
}
