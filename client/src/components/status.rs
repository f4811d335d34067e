//! The slim bar under the title: honest, and always in the same place.

use super::{
    elapsed::Passing,
    icon::{Glyph, icon},
};
use crate::{
    state::status::{Gate, Status},
    words::Language,
};
use causerie_shared::{role::Role, view::SpaceView};
use yew::prelude::*;

pub(crate) fn status_bar(
    t: Language,
    status: Status,
    view: Option<&SpaceView>,
    role: Role,
) -> Html {
    let live = view.filter(|view| view.lifecycle.is_live());
    html! {
        <div class="status-bar">
            <p class={classes!("status", tone(status))} role="status" data-testid="status"
                data-state={status.code()}>
                <i class="status-dot" aria-hidden="true" />
                <span>
                    { words(t, status, role) }
                    if let Status::TooMany { next_ms } = status {
                        // Read out once, not every second.
                        <span aria-live="off">
                            { " " }{ t.status_reconnecting_in(next_ms.div_ceil(1_000)) }
                        </span>
                    }
                </span>
            </p>
            if let Some(view) = live {
                <p class="status-fact">
                    <span class="said">{ t.elapsed_label() }{ " " }</span>
                    <Passing moment={view.lifecycle.since()} />
                </p>
                <p class="status-fact" data-testid="listeners">
                    { icon(Glyph::Headphones) }
                    <span>{ t.listeners(u64::from(view.listeners)) }</span>
                </p>
            }
        </div>
    }
}

fn words(t: Language, status: Status, role: Role) -> String {
    let words = match status {
        Status::Idle if role.on_stage() => t.status_not_heard(),
        Status::Idle => t.status_idle(),
        Status::Connecting => t.status_connecting(),
        Status::Live => t.status_live(),
        Status::OnAir { muted: false } => t.status_on_air(),
        Status::OnAir { muted: true } => t.status_on_air_muted(),
        Status::Reconnecting { .. } => t.status_reconnecting(),
        Status::BlockedAutoplay => t.status_blocked(),
        Status::MicRefused => t.status_mic_refused(),
        Status::MicMissing => t.status_mic_missing(),
        Status::NoNetwork => t.status_no_network(),
        Status::TooMany { .. } => t.status_too_many(),
        Status::Ended => t.status_ended(),
        Status::TakenOver => t.status_taken_over(),
        Status::NoSuchSpace => t.missing_space(),
        Status::Gated(Gate::Account) => t.status_account_needed(),
        Status::Gated(Gate::Blocked) => t.status_not_admitted(),
    };
    words.to_owned()
}

const fn tone(status: Status) -> &'static str {
    match status {
        Status::Live | Status::OnAir { muted: false } => "on",
        Status::Idle => "open",
        Status::Ended | Status::TakenOver | Status::NoSuchSpace | Status::Gated(_) => "calm",
        Status::Connecting | Status::Reconnecting { .. } | Status::OnAir { muted: true } => "busy",
        Status::BlockedAutoplay
        | Status::MicRefused
        | Status::MicMissing
        | Status::NoNetwork
        | Status::TooMany { .. } => "trouble",
    }
}
