//! Who may write, and how often, for those who set the rules of the room.

use super::{
    desk::Desk,
    el::{El, el},
    part::leaf,
};
use crate::{state::room::Input, words::Language};
use causerie_shared::{
    command::Command,
    talk::{ChatFor, ChatRule},
};
use web_sys::HtmlSelectElement;
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

pub(crate) fn chat_rules(desk: &Desk<'_>, rule: ChatRule) -> El {
    let Desk { t, door, .. } = *desk;
    let choice = |who: ChatFor| {
        let testid = match who {
            ChatFor::Everyone => "chat-everyone",
            ChatFor::Followers => "chat-followers",
            ChatFor::Nobody => "chat-nobody",
        };
        let door = door.clone();
        let choose = Callback::from(move |_: Event| {
            let rule = ChatRule { who, ..rule };
            door.happen(Input::Do(Command::SetChat { rule }));
        });
        let radio = el("input", "")
            .set("type", "radio")
            .set("name", "who-writes")
            .testid(testid)
            .checked(rule.who == who)
            .onchange(choose);
        el("label", "choice").el(radio).with(leaf("span", "", chat_for(t, who))).html()
    };
    let option = |seconds: u16| {
        let option = el("option", "").key(u32::from(seconds)).put("value", seconds.to_string());
        let is_chosen = seconds == rule.slow_s;
        if is_chosen { option.set("selected", "") } else { option }.words(&pace(t, seconds)).html()
    };
    let choose = {
        let door = door.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let rule = ChatRule { slow_s: select.value().parse().unwrap_or(0), ..rule };
            door.happen(Input::Do(Command::SetChat { rule }));
        })
    };
    // One that was set elsewhere stands there too.
    let other = Some(rule.slow_s).filter(|seconds| !PACES_S.contains(seconds));
    let select = el("select", "input")
        .set("id", "slow-mode")
        .testid("slow-mode")
        .value(rule.slow_s.to_string())
        .onchange(choose)
        .each(PACES_S.into_iter().chain(other).map(option));
    el("div", "chat-rules")
        .el(el("fieldset", "choices")
            .with(leaf("legend", "", t.who_writes()))
            .each([ChatFor::Everyone, ChatFor::Followers, ChatFor::Nobody].into_iter().map(choice)))
        .el(el("div", "field")
            .el(el("label", "").set("for", "slow-mode").words(t.slow_mode()))
            .el(select))
}
