//! For those who run the space: hands in their order, who was invited and who was shown out, and
//! the rules of the room.

use super::{
    audience::{Found, audience},
    caption_rules::caption_rules,
    chat_rules::chat_rules,
    disc::{Size, disc},
    el::{El, el, when},
    field::{self, Field, field},
    icon::Glyph,
    log::log,
    own_hand::{left, up_to},
    part::{button, group, hint, leaf, press, row, written},
};
use crate::{
    hooks::{Blocked, Door, FormHandle, House, Later, Value},
    net::api::{self, Failed},
    route::{Route, with_speaker_link},
    state::{desk::Open, form::Change, room::Input},
    webapi,
    words::Language,
};
use causerie_shared::{
    command::Command,
    role::{Action, Role},
    stage::{Attendee, Hand, Speaking},
    text::Reason,
    view::SpaceView,
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What the parts of a space's page share.
pub(crate) struct Desk<'a> {
    pub(crate) t: Language,
    pub(crate) house: &'a House,
    pub(crate) door: &'a Rc<Door>,
    pub(crate) open: &'a Value<Open>,
    /// All that is typed here: a question, a reason, a name, a part of one, a note.
    pub(crate) form: &'a FormHandle,
    pub(crate) found: &'a Value<Found>,
    pub(crate) later: &'a Later,
    pub(crate) blocked: &'a Blocked,
}

pub(crate) const FIELDS: [&str; 7] =
    ["question", "asked", "reason", "name", "part", "concern", "note"];

impl Desk<'_> {
    /// For what takes a line away: whoever came by keyboard goes on from the heading.
    fn does(&self, command: Command) -> Callback<MouseEvent> {
        self.takes(command, "hands")
    }

    /// The same from elsewhere. The second click of a double one would meet what moved up.
    pub(crate) fn takes(&self, command: Command, from: &'static str) -> Callback<MouseEvent> {
        let door = self.door.clone();
        Callback::from(move |event: MouseEvent| {
            if event.detail() < 2 {
                door.happen(Input::Do(command.clone()));
                webapi::focus(from);
            }
        })
    }
}

/// `terms`: what is typed of names and their spelling.
pub(crate) fn panel(desk: &Desk<'_>, view: &SpaceView, role: Role, terms: &FormHandle) -> Html {
    let t = desk.t;
    if !role.may(Action::BringOnStage) {
        return Html::default();
    }
    let count = view.hands.len();
    let heading = el("h2", "")
        .set("id", "hands")
        .set("tabindex", "-1")
        .words(t.hands())
        .words(" ")
        .el(el("span", "count").testid("hand-count").words(&t.number(count as u64)));
    let newest = desk.door.room().newest_hand().map(|hand| t.hand_raised(hand.of.name.as_str()));
    let newest = el("p", "said").set("aria-live", "polite").words(&newest.unwrap_or_default());
    let hands = match count {
        0 => hint(t.no_hands()),
        _ => {
            let last = count - 1;
            let hands = view.hands.iter().enumerate();
            let hands = hands.map(|(at, up)| hand(desk, up, at == last));
            el("ol", "hands").testid("hands").each(hands).html()
        }
    };
    let invited = view.invited.iter().map(|who| {
        let act = desk.does(Command::Uninvite { person: who.person });
        attendee("invited", who, named("button", "uninvite", None, t.uninvite(), who, act))
    });
    let removed = view.removed.iter().map(|who| {
        let act = desk.does(Command::Readmit { person: who.person });
        attendee("removed", who, named("button", "readmit", None, t.readmit(), who, act))
    });
    el("section", "desk")
        .testid("desk")
        .set("aria-labelledby", "hands")
        .el(heading)
        .el(newest)
        .with(hands)
        .with(audience(desk, view))
        .with(list(t.invited_list(), invited.collect()))
        .with(list(t.removed_list(), removed.collect()))
        .with(rules(desk, view, role, terms))
        .with(log(t, view))
        .html()
}

fn list(words: &str, people: Vec<Html>) -> Html {
    when(!people.is_empty(), || {
        let heading = leaf("h3", "", words);
        el("div", "desk-list").with(heading).with(group("ul", "", people))
    })
}

fn hand(desk: &Desk<'_>, hand: &Hand, is_last: bool) -> Html {
    let t = desk.t;
    let (of, person) = (&hand.of, hand.of.person);
    let question = hand.question.as_ref();
    let acts = if **desk.open == Open::Dismissal(person) {
        dismissal(desk, hand)
    } else {
        let bring = desk.does(Command::BringOnStage { person });
        let back = desk.door.does(Command::PutBack { person });
        let ask = {
            let (open, form) = (desk.open.setter(), desk.form.clone());
            Callback::from(move |_: MouseEvent| {
                form.change(Change::Reset(vec![("reason", String::new())]));
                open.set(Open::Dismissal(person));
                // Once it is drawn.
                spawn_local(async { webapi::focus("stage-reason") });
            })
        };
        let back =
            when(!is_last, || named("button quiet", "put-back", None, t.put_back(), of, back));
        let acts = el("div", "hand-acts")
            .el(named("button", "bring-on-stage", None, t.bring_on_stage(), of, bring))
            .with(back)
            .el(named("button quiet", "dismiss", None, t.dismiss(), of, ask));
        acts.html()
    };
    who("hand", of)
        .each(question.into_iter().map(|words| written("p", "hand-question", words.as_str())))
        .with(acts)
        .html()
}

fn dismissal(desk: &Desk<'_>, hand: &Hand) -> Html {
    let Desk { t, door, open, form, .. } = *desk;
    let person = hand.of.person;
    let reason = Field {
        hint: hint(&t.characters_left(left(form.get("reason"), Reason::MOST))),
        oninput: Some(up_to(desk, "reason", Reason::MOST)),
        optional: true,
        ..Field::line("reason", t.dismiss_label())
    };
    let onsubmit = {
        let (door, form, open) = (door.clone(), form.clone(), open.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let reason = Some(form.text("reason")).filter(|reason| !reason.is_empty());
            door.happen(Input::Do(Command::DismissHand { person, reason }));
            open.set(Open::Nothing);
            webapi::focus("hands");
        })
    };
    let may_remove = door.room().may(Action::Remove);
    let show_out = when(may_remove, || {
        let open = open.setter();
        let ask = Callback::from(move |_: MouseEvent| open.set(Open::ShowOut(person)));
        press("button quiet danger", "hand-show-out", None, t.show_out(), ask)
    });
    let keep = {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| {
            open.set(Open::Nothing);
            webapi::focus("hands");
        })
    };
    let acts = vec![
        field::submit(form, "button", "dismiss-confirm", t.dismiss_submit()),
        button("button quiet", "dismiss-cancel", None, t.cancel(), keep),
        show_out,
    ];
    let acts = group("div", "hand-acts", acts);
    el("form", "hand-form").onsubmit(onsubmit).with(field(t, form, reason)).with(acts).html()
}

/// Who they are, in one line that may lead to them.
fn who(testid: &'static str, of: &Attendee) -> El {
    let name = match &of.handle {
        Some(handle) => {
            el("a", "hand-name").put("href", Route::profile(handle)).set("target", "_blank")
        }
        None => el("span", "hand-name"),
    };
    let disc = disc(of.person, of.name.as_str(), of.avatar, Size::Small);
    let line = el("div", "hand-who")
        .el(el("span", "hand-disc").with(disc))
        .el(name.written().words(of.name.as_str()));
    el("li", "hand").key(of.person.to_string()).testid(testid).el(line)
}

pub(super) fn attendee(testid: &'static str, of: &Attendee, act: El) -> Html {
    who(testid, of).el(act).html()
}

/// Of many buttons with the same words, each says by ear whom it is about.
pub(super) fn named(
    class: &'static str,
    testid: &'static str,
    glyph: Option<Glyph>,
    words: &str,
    of: &Attendee,
    act: Callback<MouseEvent>,
) -> El {
    press(class, testid, glyph, words, act).with(leaf(
        "span",
        "said",
        &[" ", of.name.as_str()].concat(),
    ))
}

fn rules(desk: &Desk<'_>, view: &SpaceView, role: Role, terms: &FormHandle) -> Html {
    let Desk { t, house, door, .. } = *desk;
    let choice = |speaking: Speaking| {
        let (testid, words) = match speaking {
            Speaking::Everyone => ("speaking-everyone", t.speaking_everyone()),
            Speaking::Followed => ("speaking-followed", t.speaking_followed()),
            Speaking::Invited => ("speaking-invited", t.speaking_invited()),
        };
        let door = door.clone();
        let choose = Callback::from(move |_: Event| {
            door.happen(Input::Do(Command::SetSpeaking { speaking }));
        });
        let radio = el("input", "")
            .set("type", "radio")
            .set("name", "who-speaks")
            .testid(testid)
            .checked(view.speaking == speaking)
            .onchange(choose);
        el("label", "choice").el(radio).with(leaf("span", "", words)).html()
    };
    let choices = when(role.may(Action::SetRules), || {
        el("fieldset", "choices")
            .with(leaf("legend", "", t.who_speaks()))
            .each(Speaking::ALL.into_iter().map(choice))
    });
    let chat = when(role.may(Action::SetRules), || chat_rules(desk, view));
    let captions = when(role.may(Action::SetRules), || caption_rules(desk, view, terms));
    let lock = when(role.may(Action::SetRules), || {
        let (door, locked) = (door.clone(), !view.locked);
        let turn = Callback::from(move |_: Event| {
            door.happen(Input::Do(Command::SetLock { locked }));
        });
        el("div", "").with(field::toggle("lock", t.lock(), view.locked, turn, t.lock_hint()))
    });
    let mute_all = when(role.may(Action::MuteOther), || {
        press("button", "mute-all", Some(Glyph::MicOff), t.mute_all(), door.does(Command::MuteAll))
    });
    let copy = {
        let (house, space) = (house.clone(), door.space());
        Callback::from(move |_: MouseEvent| {
            let house = house.clone();
            spawn_local(async move {
                let t = house.words();
                match api::speaker_link(space).await {
                    Ok(link) => {
                        let link = webapi::absolute(&with_speaker_link(space, &link));
                        house.copy(link, t.speaker_link_copied());
                    }
                    Err(Failed::Fault(fault)) => house.say(&t.fault(&fault)),
                    Err(Failed::Offline) => house.say(t.fault_offline()),
                }
            });
        })
    };
    let copy =
        button("button", "copy-speaker-link", Some(Glyph::Link), t.copy_speaker_link(), copy);
    let revoke = {
        let (house, door) = (house.clone(), door.clone());
        Callback::from(move |_: MouseEvent| {
            door.happen(Input::Do(Command::RevokeSpeakerLinks));
            house.say(house.words().speaker_links_revoked());
        })
    };
    let words = t.revoke_speaker_links();
    let revoke = button("button", "revoke-speaker-links", Some(Glyph::Ban), words, revoke);
    let summary = el("summary", "").testid("room-settings").words(t.room_settings());
    el("details", "more")
        .el(summary)
        .with(choices)
        .with(chat)
        .with(lock)
        .with(captions)
        .with(row(vec![mute_all, copy, revoke]))
        .html()
}
