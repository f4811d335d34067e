//! What was done for the order of the room, for those who run it: the newest first.

use super::{
    chat_rules::{chat_for, pace},
    el::el,
    part::{hint, leaf},
};
use crate::{hooks::west_min, state::clock, words::Language};
use causerie_shared::{
    stage::{Deed, Entry, Speaking},
    talk::ChatRule,
    view::SpaceView,
};
use yew::prelude::*;

pub(crate) fn log(t: Language, view: &SpaceView) -> Html {
    let west = west_min();
    let entry = |entry: &Entry| {
        let time = leaf("time", "", &clock::of_day(entry.at.0, west));
        el("li", "").testid("log-entry").with(time).with(leaf("span", "", &deed(t, entry))).html()
    };
    let summary = el("summary", "").testid("log").words(t.log());
    let entries = match view.log.is_empty() {
        true => hint(t.log_empty()),
        false => el("ol", "log").each(view.log.iter().rev().map(entry)).html(),
    };
    el("details", "more").el(summary).with(entries).html()
}

fn deed(t: Language, entry: &Entry) -> String {
    let by = entry.by.as_str();
    let of = entry.of.as_ref().map_or(t.somebody(), |of| of.as_str());
    match entry.deed {
        Deed::Muted => t.deed_muted(by, of),
        Deed::MutedAll => t.deed_muted_all(by),
        Deed::AskedToUnmute => t.deed_asked_to_unmute(by, of),
        Deed::BroughtOnStage => t.deed_brought_on_stage(by, of),
        Deed::DismissedHand => t.deed_dismissed_hand(by, of),
        Deed::PutBack => t.deed_put_back(by, of),
        Deed::Invited => t.deed_invited(by, of),
        Deed::Uninvited => t.deed_uninvited(by, of),
        Deed::SentToAudience => t.deed_sent_to_audience(by, of),
        Deed::Removed => t.deed_removed(by, of),
        Deed::Readmitted => t.deed_readmitted(by, of),
        Deed::ReadmittedForRoom => t.deed_readmitted_for_room(by, of),
        Deed::Blocked => t.deed_blocked(by, of),
        Deed::SetSpeaking { speaking } => t.deed_set_speaking(by, speaking_rule(t, speaking)),
        Deed::SetChat { rule } => t.deed_set_chat(by, &chat_rule(t, rule)),
        Deed::Locked => t.deed_locked(by),
        Deed::Unlocked => t.deed_unlocked(by),
        Deed::WentLive => t.deed_went_live(by),
        Deed::Pinned => t.deed_pinned(by),
        Deed::Unpinned => t.deed_unpinned(by),
        Deed::AskedPoll => t.deed_asked_poll(by),
        Deed::ClosedPoll => t.deed_closed_poll(by),
        Deed::RemovedPoll => t.deed_removed_poll(by),
        Deed::RevokedSpeakerLinks => t.deed_revoked_speaker_links(by),
        Deed::SetCaptioning { wanted: false, .. } => t.deed_captions_off(by),
        Deed::SetCaptioning { wanted: true, kept: true } => t.deed_captions_kept(by),
        Deed::SetCaptioning { wanted: true, kept: false } => t.deed_captions_not_kept(by),
        Deed::SetTerms => t.deed_set_terms(by),
        Deed::TookLineOut => t.deed_took_line_out(by, of),
        Deed::MadeCoHost => t.deed_made_co_host(by, of),
        Deed::MadeSpeaker => t.deed_made_speaker(by, of),
        Deed::HandedOver => t.deed_handed_over(by, of),
    }
}

const fn speaking_rule(t: Language, speaking: Speaking) -> &'static str {
    match speaking {
        Speaking::Everyone => t.speaking_everyone(),
        Speaking::Followed => t.speaking_followed(),
        Speaking::Invited => t.speaking_invited(),
    }
}

fn chat_rule(t: Language, rule: ChatRule) -> String {
    match rule.slow_s {
        0 => chat_for(t, rule.who).to_owned(),
        seconds => [chat_for(t, rule.who), " · ", &pace(t, seconds)].concat(),
    }
}
