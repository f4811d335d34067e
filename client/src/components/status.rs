//! The slim bar under the title: honest, and always in the same place.

use super::{
    el::{el, when},
    elapsed::Passing,
    icon::{Glyph, icon},
    part::leaf,
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
    let backstage = view.is_some_and(|view| view.lifecycle.is_backstage());
    let told = el("span", "").words(words(t, status, role, backstage));
    let told = match status {
        // Read out once, not every second.
        Status::TooMany { next_ms } => {
            let wait = t.status_reconnecting_in(next_ms.div_ceil(1_000));
            told.el(el("span", "").set("aria-live", "off").words(&[" ", &wait].concat()))
        }
        Status::Idle
        | Status::Connecting
        | Status::Live
        | Status::OnAir { .. }
        | Status::Reconnecting { .. }
        | Status::BlockedAutoplay
        | Status::MicRefused
        | Status::MicMissing
        | Status::NoNetwork
        | Status::Backstage { .. }
        | Status::Ended
        | Status::TakenOver
        | Status::NoSuchSpace
        | Status::Gated(_) => told,
    };
    let status = el("p", "")
        .put("class", ["status ", tone(status)].concat())
        .set("role", "status")
        .testid("status")
        .set("data-state", status.code())
        .el(el("i", "status-dot").set("aria-hidden", "true"))
        .el(told);
    let bar = el("div", "status-bar").el(status);
    let Some(view) = live else { return bar.html() };
    let elapsed = el("p", "status-fact")
        .with(leaf("span", "said", &[t.elapsed_label(), " "].concat()))
        .with(html! { <Passing moment={view.lifecycle.since()} /> });
    let listeners = el("p", "status-fact")
        .testid("listeners")
        .with(icon(Glyph::Headphones))
        .with(leaf("span", "", &t.listeners(u64::from(view.listeners))));
    let locked = when(view.locked, || {
        el("p", "status-fact").testid("locked").with(icon(Glyph::Lock)).words(t.status_locked())
    });
    bar.el(elapsed).el(listeners).with(locked).html()
}

const fn words(t: Language, status: Status, role: Role, backstage: bool) -> &'static str {
    match status {
        Status::OnAir { muted: false } if backstage => t.status_backstage_on_air(),
        Status::Idle | Status::Live if backstage => t.status_backstage(),
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
        Status::Backstage { waits: false } => t.status_soon(),
        Status::Backstage { waits: true } => t.status_soon_waits(),
        Status::Ended => t.status_ended(),
        Status::TakenOver => t.status_taken_over(),
        Status::NoSuchSpace => t.missing_space(),
        Status::Gated(Gate::Account) => t.status_account_needed(),
        Status::Gated(Gate::Blocked | Gate::Removed) => t.status_not_admitted(),
        Status::Gated(Gate::Locked) => t.status_locked(),
    }
}

const fn tone(status: Status) -> &'static str {
    match status {
        Status::Live | Status::OnAir { muted: false } => "on",
        Status::Idle | Status::Backstage { .. } => "open",
        Status::Ended | Status::TakenOver | Status::NoSuchSpace | Status::Gated(_) => "calm",
        Status::Connecting | Status::Reconnecting { .. } | Status::OnAir { muted: true } => "busy",
        Status::BlockedAutoplay
        | Status::MicRefused
        | Status::MicMissing
        | Status::NoNetwork
        | Status::TooMany { .. } => "trouble",
    }
}
