//! The stage: everybody who may be heard, each in their place for as long as they stay.

use super::{
    disc::{Size, disc_of_seat},
    el::{el, when},
    icon::{Glyph, icon},
    part::leaf,
    seat_menu::seat_menu,
};
use crate::{
    hooks::{Blocked, Door, Setter, use_auras, use_words},
    route::Route,
    state::desk::{Open, Toward},
    words::Language,
};
use causerie_shared::{id::VoiceId, role::Role, view::Seat};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties)]
pub(crate) struct StageProps {
    pub(crate) door: Rc<Door>,
    pub(crate) seats: Vec<Seat>,
    pub(crate) mine: Option<VoiceId>,
    /// Of the visitor.
    pub(crate) role: Role,
    /// Whose voice is off here, and whom the visitor has blocked.
    pub(crate) unheard: Vec<VoiceId>,
    pub(crate) blocked: Blocked,
    /// Nobody else hears the stage: it tries its voices.
    pub(crate) is_backstage: bool,
    /// What is said is turned into words.
    pub(crate) is_captioning: bool,
    pub(crate) open: Setter<Open>,
}

impl PartialEq for StageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.door, &other.door)
            && self.seats == other.seats
            && self.mine == other.mine
            && self.role == other.role
            && self.unheard == other.unheard
            && self.blocked == other.blocked
            && self.is_backstage == other.is_backstage
            && self.is_captioning == other.is_captioning
    }
}

#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let t = use_words();
    let node = use_node_ref();
    use_auras(node.clone(), props.door.clone());
    let crowd = match props.seats.len() {
        0 | 1 => "stage-solo",
        2..=4 => "stage-few",
        5..=8 => "stage-some",
        _ => "stage-many",
    };
    let empty = when(props.seats.is_empty(), || el("p", "stage-empty").words(t.empty_stage()));
    let seats = el("ul", "")
        .put("class", ["seats ", crowd].concat())
        .node(&node)
        .each(props.seats.iter().map(|seat| place(t, props, seat)));
    el("section", "stage").set("aria-label", t.stage()).with(empty).el(seats).html()
}

/// `data-speaking` and `--glow` belong to the auras from the first drawing on.
fn place(t: Language, props: &StageProps, seat: &Seat) -> Html {
    let mine = props.mine == Some(seat.voice);
    let is_unheard = props.unheard.contains(&seat.voice);
    let is_blocked = props.blocked.has(seat.person);
    let may_block = props.blocked.may_block() && seat.handle.is_some() && !is_blocked;
    let is_captioning = props.is_captioning;
    let toward = Toward { is_mine: mine, is_unheard, may_block, is_captioning };
    let menu = seat_menu(t, &props.door, &props.open, props.role, seat, toward);
    let mark = match seat.role {
        Role::Host => Some("seat-mark host"),
        Role::CoHost => Some("seat-mark co-host"),
        Role::Speaker | Role::Listener | Role::Guest => None,
    };
    let muted = when(seat.muted, || {
        el("span", "seat-muted").with(icon(Glyph::MicOff)).with(leaf("span", "said", t.muted()))
    });
    let unheard = when(is_unheard, || {
        let words = leaf("span", "", t.unheard());
        el("span", "seat-note").testid("unheard").with(icon(Glyph::Muted)).with(words)
    });
    let blocked = when(is_blocked, || {
        let words = leaf("span", "", t.seat_blocked());
        el("span", "seat-note grave").testid("blocked-mark").with(icon(Glyph::Ban)).with(words)
    });
    let uncaptioned = when(is_captioning && seat.uncaptioned, || {
        let words = leaf("span", "", t.not_captioned());
        el("span", "seat-note").testid("uncaptioned").with(icon(Glyph::CaptionsOff)).with(words)
    });
    let level = when(props.is_backstage, || el("span", "seat-level").set("aria-hidden", "true"));
    let disc = el("span", "seat-disc")
        .el(el("span", "aura"))
        .el(el("span", "aura far"))
        .with(disc_of_seat(seat, Size::Large))
        .with(muted);
    let role = el("span", "seat-role")
        .each(mark.into_iter().map(|mark| el("span", mark).with(icon(Glyph::Host)).html()))
        .words(t.role(seat.role).unwrap_or_default())
        .with(when(mine, || el("span", "seat-you").words(t.you())));
    el("li", "seat")
        .key(seat.voice.csrc())
        .testid("disc")
        .put("data-voice", seat.voice.to_string())
        .set("data-speaking", "false")
        .says("data-muted", seat.muted)
        .el(disc)
        .with(name(seat))
        .el(role)
        .with(level)
        .with(unheard)
        .with(uncaptioned)
        .with(blocked)
        .with(menu)
        .html()
}

/// Leads to the page of whoever has one; in a tab of its own, since this one carries the sound.
fn name(seat: &Seat) -> Html {
    let name = match &seat.handle {
        Some(handle) => {
            el("a", "seat-name").put("href", Route::profile(handle)).set("target", "_blank")
        }
        None => el("span", "seat-name"),
    };
    name.written().words(seat.name.as_str()).html()
}
