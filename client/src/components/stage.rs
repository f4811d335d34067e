//! The stage: everybody who may be heard, each in their place for as long as they stay.

use super::{
    disc::Disc,
    icon::{Glyph, Icon},
};
use crate::hooks::{Door, use_auras, use_words};
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
                { for props.seats.iter().map(|seat| html! {
                    <SeatDisc key={seat.voice.csrc()} seat={seat.clone()} mine={props.mine == Some(seat.voice)} />
                }) }
            </ul>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct SeatProps {
    seat: Seat,
    mine: bool,
}

/// `data-speaking` and `--glow` belong to the auras from the first drawing on.
#[component]
fn SeatDisc(props: &SeatProps) -> Html {
    let t = use_words();
    let SeatProps { seat, mine } = props;
    let muted = if seat.muted { "true" } else { "false" };
    let mark = match seat.role {
        Role::Host => Some("seat-mark host"),
        Role::CoHost => Some("seat-mark co-host"),
        Role::Speaker | Role::Listener | Role::Guest => None,
    };
    html! {
        <li class="seat" data-testid="disc" data-voice={seat.voice.to_string()} data-speaking="false" data-muted={muted}>
            <span class="seat-disc">
                <span class="aura" /><span class="aura far" />
                <Disc person={seat.person} name={seat.name.to_string()} />
                if seat.muted {
                    <span class="seat-muted">
                        <Icon glyph={Glyph::MicOff} />
                        <span class="said">{ t.muted() }</span>
                    </span>
                }
            </span>
            <span class="seat-name" dir="auto">{ seat.name.as_str() }</span>
            <span class="seat-role">
                if let Some(mark) = mark {
                    <span class={mark}><Icon glyph={Glyph::Host} /></span>
                }
                { t.role(seat.role).unwrap_or_default() }
                if *mine {
                    <span class="seat-you">{ t.you() }</span>
                }
            </span>
        </li>
    }
}
