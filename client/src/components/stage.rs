//! The stage: everybody who may be heard, each in their place for as long as they stay.

use super::{
    disc::{Size, disc_of_seat},
    icon::{Glyph, icon},
};
use crate::{
    hooks::{Door, use_auras, use_words},
    route::Route,
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
}

impl PartialEq for StageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.door, &other.door) && self.seats == other.seats && self.mine == other.mine
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
    html! {
        <section class="stage" aria-label={t.stage()}>
            if props.seats.is_empty() {
                <p class="stage-empty">{ t.empty_stage() }</p>
            }
            <ul ref={node} class={classes!("seats", crowd)}>
                { for props.seats.iter().map(|seat| place(t, seat, props.mine == Some(seat.voice))) }
            </ul>
        </section>
    }
}

/// `data-speaking` and `--glow` belong to the auras from the first drawing on.
fn place(t: Language, seat: &Seat, mine: bool) -> Html {
    let muted = if seat.muted { "true" } else { "false" };
    let mark = match seat.role {
        Role::Host => Some("seat-mark host"),
        Role::CoHost => Some("seat-mark co-host"),
        Role::Speaker | Role::Listener | Role::Guest => None,
    };
    html! {
        <li key={seat.voice.csrc()} class="seat" data-testid="disc" data-voice={seat.voice.to_string()} data-speaking="false" data-muted={muted}>
            <span class="seat-disc">
                <span class="aura" /><span class="aura far" />
                { disc_of_seat(seat, Size::Large) }
                if seat.muted {
                    <span class="seat-muted">
                        { icon(Glyph::MicOff) }
                        <span class="said">{ t.muted() }</span>
                    </span>
                }
            </span>
            { name(seat) }
            <span class="seat-role">
                if let Some(mark) = mark {
                    <span class={mark}>{ icon(Glyph::Host) }</span>
                }
                { t.role(seat.role).unwrap_or_default() }
                if mine {
                    <span class="seat-you">{ t.you() }</span>
                }
            </span>
        </li>
    }
}

/// Leads to the page of whoever has one; in a tab of its own, since this one carries the sound.
fn name(seat: &Seat) -> Html {
    let words = seat.name.as_str();
    match &seat.handle {
        Some(handle) => html! {
            <a class="seat-name" dir="auto" href={Route::profile(handle)} target="_blank">{ words }</a>
        },
        None => html! { <span class="seat-name" dir="auto">{ words }</span> },
    }
}
