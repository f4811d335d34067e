//! The chat: lines as they were written, and a field for one more. A panel that can be folded.

use super::{
    desk::Desk,
    el::{El, el, when},
    field::form_error,
    icon::{Glyph, icon},
    part::{button, hint, leaf, press, round, way, written},
};
use crate::{
    hooks::{FormHandle, Lines, Saying, west_min},
    net::{
        api::Failed,
        people::{self, Tie},
    },
    route::Route,
    state::{
        chat::{Pen, is_rushed},
        clock,
        desk::Open,
        form::{Change, Trouble},
        room::Input,
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    command::Command,
    face::Face,
    fault::Fault,
    report::About,
    role::{Action, Role},
    talk::{ChatFor, ChatLine},
    text::Line,
    view::{Seat, SpaceView},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// From here on the characters left are told.
const TELL_LEFT: usize = 40;

pub(crate) fn chat(
    desk: &Desk<'_>,
    view: &SpaceView,
    role: Role,
    lines: &Lines,
    form: &FormHandle,
) -> Html {
    let t = desk.t;
    let me = desk.door.room().me().map(|me| me.person);
    let folded = lines.reading.folded;
    let unread = lines.reading.unread(&view.chat, me) as u64;
    let news = when(unread > 0, || {
        let number = el("span", "").set("aria-hidden", "true").words(&t.number(unread));
        let said = leaf("span", "said", &[" ", &t.chat_new(unread)].concat());
        el("span", "count").testid("chat-unread").el(number).with(said)
    });
    let fold = {
        let (setter, reading) = (lines.reading.setter(), (*lines.reading).clone());
        Callback::from(move |_: MouseEvent| setter.set(reading.fold(!folded)))
    };
    let fold = press("fold", "chat-fold", Some(Glyph::Chat), t.chat(), fold)
        .says("aria-expanded", !folded)
        .with(news);
    let heading = el("h2", "").set("id", "chat-heading").el(fold);
    let panel = el("section", if folded { "chat folded" } else { "chat" })
        .testid("chat")
        .set("aria-labelledby", "chat-heading")
        .el(heading);
    if folded {
        return panel.html();
    }
    let more = when(unread > 0, || {
        let to_end = lines.to_end();
        let act = Callback::from(move |_: MouseEvent| to_end());
        press("button new-lines", "new-lines", Some(Glyph::Down), &t.chat_new(unread), act)
    });
    panel
        .el(el("div", "chat-window").el(log(desk, view, role, lines)).with(more))
        .with(writing(desk, view, role, lines, form))
        .html()
}

/// Announced line by line for as long as a voice can keep up.
fn log(desk: &Desk<'_>, view: &SpaceView, role: Role, lines: &Lines) -> El {
    let t = desk.t;
    let me = desk.door.room().me().map(|me| me.person);
    let (west, is_rushed) = (west_min(), is_rushed(&view.chat));
    let empty = when(view.chat.is_empty(), || el("p", "hint").words(t.chat_empty()));
    let drawn = view.chat.iter().map(|line| {
        let is_mine = Some(line.by.person) == me;
        let may_take = is_mine || role.may(Action::TidyChat);
        let take = when(may_take, || {
            let act = desk.takes(Command::Unwrite { number: line.number }, "chat-lines");
            let words = if is_mine { t.line_take_back() } else { t.line_take_out() };
            round("button quiet round", "line-take", Glyph::Close, words, act)
        });
        let report = when(!is_mine, || {
            let (open, number) = (desk.open.setter(), line.number);
            let act = Callback::from(move |_: MouseEvent| {
                open.set(Open::Report(About::Line { number }));
            });
            round("button quiet round", "line-report", Glyph::Flag, t.report(), act)
        });
        let seat = view.seat_of(line.by.person);
        let is_below = seat.is_none_or(|seat| role.outranks(seat.role));
        let show_out = when(role.may(Action::Remove) && !is_mine && is_below, || {
            let (open, person) = (desk.open.setter(), line.by.person);
            let act = Callback::from(move |_: MouseEvent| open.set(Open::ShowOut(person)));
            round("button quiet round", "line-show-out", Glyph::Leave, t.show_out(), act)
        });
        let acts = el("span", "line-acts").with(report).with(show_out).with(take);
        one_line(t, line, seat, west, acts)
    });
    el("div", "lines")
        .set("id", "chat-lines")
        .testid("chat-lines")
        .set("role", "log")
        .set("aria-live", if is_rushed { "off" } else { "polite" })
        .set("aria-labelledby", "chat-heading")
        .set("tabindex", "0")
        .node(&lines.list)
        .onscroll(lines.onscroll())
        .with(empty)
        .el(el("ol", "").each(drawn))
        .with(when(is_rushed, || el("p", "said").set("role", "status").words(t.chat_rushed())))
}

fn one_line(t: Language, line: &ChatLine, seat: Option<&Seat>, west: i64, acts: El) -> Html {
    let hue = Face::of(line.by.person).hue.to_string();
    let name = el("b", "")
        .put("class", ["line-name hue-", &hue].concat())
        .written()
        .words(line.by.name.as_str());
    let mark = when(seat.is_some_and(|seat| seat.role.in_charge()), || {
        let role = seat.and_then(|seat| t.role(seat.role)).unwrap_or_default();
        el("span", "line-mark").with(icon(Glyph::Host)).with(leaf("span", "said", role))
    });
    let time = leaf("time", "", &clock::of_day(line.at.0, west));
    let head = el("div", "line-head").el(name).with(mark).with(time).el(acts);
    el("li", "line-of-chat")
        .key(line.number.to_string())
        .testid("chat-line")
        .el(head)
        .with(written("p", "", line.text.as_str()))
        .html()
}

/// The field, or why there is none.
fn writing(
    desk: &Desk<'_>,
    view: &SpaceView,
    role: Role,
    lines: &Lines,
    form: &FormHandle,
) -> Html {
    let Desk { t, house, .. } = *desk;
    let has_account = house.account().is_some();
    match Pen::of(view.chat_rule, role, has_account) {
        Pen::Ready => el("div", "")
            .el(field(desk, view, role, lines, form))
            .with(follow(desk, view, form, has_account))
            .html(),
        Pen::Closed => el("div", "chat-shut").with(hint(t.chat_closed())).html(),
        Pen::NeedsAccount => {
            let back = Route::SignIn(Box::new(house.place.route.clone())).address();
            el("div", "chat-shut")
                .with(hint(&t.chat_needs_account(host(view).map_or("", |host| host.name.as_str()))))
                .with(way("button", "chat-sign-in", None, t.sign_in(), back))
                .html()
        }
    }
}

fn field(desk: &Desk<'_>, view: &SpaceView, role: Role, lines: &Lines, form: &FormHandle) -> El {
    let t = desk.t;
    let onsubmit = {
        let (door, form, to_end) = (desk.door.clone(), form.clone(), lines.to_end());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = form.text("line");
            if form.is_busy() || text.trim().is_empty() {
                return;
            }
            to_end();
            form.change(Change::Submit);
            door.happen(Input::Do(Command::Write { text }));
        })
    };
    let trouble = form.wrong("line").or_else(|| form.wrong_whole());
    let typed = form.get("line").trim().chars().count();
    let about = match trouble {
        Some(trouble) => form_error(&words(t, trouble)),
        None if typed + TELL_LEFT > Line::MOST => {
            hint(&t.characters_left(Line::MOST.saturating_sub(typed) as u64))
        }
        None => hint(&rule(t, view, role)),
    };
    let input = el("input", "input")
        .set("id", "chat-line")
        .set("type", "text")
        .set("enterkeyhint", "send")
        .set("autocomplete", "off")
        .testid("line-input")
        .written()
        .value(form.text("line"))
        .oninput(form.oninput("line"))
        .set("placeholder", t.line_label())
        .says("aria-invalid", trouble.is_some())
        .set("aria-describedby", "chat-line-about");
    let send = el("button", "button primary round")
        .set("type", "submit")
        .testid("line-send")
        .set("aria-label", t.line_send())
        .set("title", t.line_send())
        .with(icon(Glyph::Send));
    let about = el("div", "").set("id", "chat-line-about").set("aria-live", "polite").with(about);
    el("form", "write")
        .set("id", form.id)
        .onsubmit(onsubmit)
        .el(el("label", "said").set("for", "chat-line").words(t.line_label()))
        .el(el("div", "write-line").el(input).el(send))
        .el(about)
}

/// What a reader of the rule can do about it stands in the refusal itself.
fn words(t: Language, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Fault(Fault::TooMany { retry_after_s }) => t.line_wait(u64::from(*retry_after_s)),
        Trouble::Fault(_) | Trouble::Offline | Trouble::NoPasskey => t.trouble(trouble),
    }
}

fn rule(t: Language, view: &SpaceView, role: Role) -> String {
    let rule = view.chat_rule;
    let who = match rule.who {
        ChatFor::Everyone => String::new(),
        ChatFor::Followers => t.chat_followers(host(view).map_or("", |host| host.name.as_str())),
        ChatFor::Nobody => t.chat_hosts_only().to_owned(),
    };
    // Whoever runs the space need not wait.
    let slow = match rule.slow_s {
        0 => String::new(),
        _ if role.in_charge() => String::new(),
        seconds => t.slow_every(u64::from(seconds)),
    };
    let later = if view.lifecycle.is_backstage() { t.chat_backstage() } else { "" };
    let parts = [who.as_str(), slow.as_str(), later];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// For somebody whose line was refused because they do not follow the host: they can, here.
fn follow(desk: &Desk<'_>, view: &SpaceView, form: &FormHandle, has_account: bool) -> Html {
    let refused = Trouble::Fault(Fault::ChatClosed { chat: ChatFor::Followers });
    let is_refused = has_account && form.wrong_whole() == Some(&refused);
    let Some(host) = host(view).filter(|_| is_refused) else { return Html::default() };
    let Some(handle) = host.handle.clone() else { return Html::default() };
    let (house, door, form) = (desk.house.clone(), desk.door.clone(), form.clone());
    let act = Callback::from(move |_: MouseEvent| {
        let (house, door, form) = (house.clone(), door.clone(), form.clone());
        let handle = handle.clone();
        spawn_local(async move {
            match people::tie(&handle, Tie::Follow, true).await {
                Ok(_) => {
                    // What one may is decided at the door; so is what one follows.
                    door.happen(Input::Known);
                    form.change(Change::Done);
                    webapi::focus("chat-line");
                }
                Err(Failed::Fault(fault)) => house.say(&house.words().fault(&fault)),
                Err(Failed::Offline) => house.say(house.words().fault_offline()),
            }
        });
    });
    let words = desk.t.follow_name(host.name.as_str());
    button("button", "chat-follow", Some(Glyph::Follow), &words, act)
}

fn host(view: &SpaceView) -> Option<&Seat> {
    view.stage.iter().find(|seat| seat.role == Role::Host)
}
