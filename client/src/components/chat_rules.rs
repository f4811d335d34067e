//! Who may write, and how often, for those who set the rules of the room.

use super::{
    desk::Desk,
    el::{El, el},
    part::leaf,
};
use crate::{state::room::Input, words::Language};
use causerie_shared::{
    command::Command,
    role::Role,
    talk::{ChatFor, ChatRule},
    view::SpaceView,
};
use yew::prelude::*;

/// Seconds between two lines of one person, from brisk to calm.
const PACES_S: [u16; 6] = [0, 5, 10, 30, 60, 300];

pub(crate) const fn chat_for(t: Language, who: ChatFor) -> &'static str {
    match who {
        ChatFor::Everyone => t.chat_for_everyone(),
        ChatFor::Followers => t.chat_for_followers(),
        ChatFor::Nobody => t.chat_for_nobody(),
    }
}

pub(crate) fn pace(t: Language, seconds: u16) -> String {
    match seconds {
        0 => t.slow_off().to_owned(),
        seconds => t.slow_every(u64::from(seconds)),
    }
}

pub(crate) fn chat_rules(desk: &Desk<'_>, view: &SpaceView) -> El {
    let t = desk.t;
    let rule = view.chat_rule;
    let choice = |who: ChatFor| {
        let testid = match who {
            ChatFor::Everyone => "chat-everyone",
            ChatFor::Followers => "chat-followers",
            ChatFor::Nobody => "chat-nobody",
        };
        let radio = radio(desk, "who-writes", ChatRule { who, ..rule }, rule).testid(testid);
        el("label", "choice").el(radio).with(leaf("span", "", chat_for(t, who))).html()
    };
    // Nobody follows a host without an account.
    let has_followers =
        view.stage.iter().any(|seat| seat.role == Role::Host && seat.handle.is_some());
    let is_offered = |who: &ChatFor| {
        *who != ChatFor::Followers || has_followers || rule.who == ChatFor::Followers
    };
    let choices = [ChatFor::Everyone, ChatFor::Followers, ChatFor::Nobody];
    let pace = |slow_s: u16| {
        let radio = radio(desk, "slow-mode", ChatRule { slow_s, ..rule }, rule)
            .put("data-testid", ["slow-", &slow_s.to_string()].concat());
        let words = match (slow_s, slow_s % 60) {
            (0, _) => t.slow_off().to_owned(),
            (_, 0) => [&(slow_s / 60).to_string(), " min"].concat(),
            (_, _) => [&slow_s.to_string(), " s"].concat(),
        };
        el("label", "pace").key(u32::from(slow_s)).el(radio).with(leaf("span", "", &words)).html()
    };
    // One that was set elsewhere stands there too.
    let other = Some(rule.slow_s).filter(|seconds| !PACES_S.contains(seconds));
    let paces = PACES_S.into_iter().chain(other).map(pace);
    el("div", "chat-rules")
        .el(el("fieldset", "choices")
            .with(leaf("legend", "", t.who_writes()))
            .each(choices.into_iter().filter(is_offered).map(choice)))
        .el(el("fieldset", "choices")
            .with(leaf("legend", "", t.slow_mode()))
            .el(el("div", "paces").each(paces)))
}

fn radio(desk: &Desk<'_>, name: &'static str, to: ChatRule, now: ChatRule) -> El {
    let door = desk.door.clone();
    let choose = Callback::from(move |_: Event| {
        door.happen(Input::Do(Command::SetChat { rule: to }));
    });
    let radio = el("input", "").set("type", "radio").set("name", name);
    radio.checked(to == now).onchange(choose)
}
