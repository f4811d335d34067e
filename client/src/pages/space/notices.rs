//! What stands between the title and the stage when something needs saying.

use crate::{
    components::{
        controls::Shows,
        el::{el, when},
        elapsed::Passing,
        icon::{Glyph, icon},
        notice::{Tone, notice},
        part::{self, row, way},
    },
    hooks::{Door, House},
    pages::missing::to_home,
    route::Route,
    state::{
        clock,
        room::{Input, Word},
        speaking,
        status::{Gate, Status},
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    command::Command,
    event::EndReason,
    role::Action,
    view::{DoorCount, Lifecycle, SpaceView},
};
use std::rc::Rc;
use yew::prelude::*;

pub(super) fn notices(
    house: &House,
    door: &Rc<Door>,
    shows: Shows,
    view: Option<&SpaceView>,
) -> Vec<Html> {
    let t = house.words();
    let button = |words: &'static str, glyph: Glyph, input: fn() -> Input| {
        let door = door.clone();
        let onclick = Callback::from(move |_: MouseEvent| door.happen(input()));
        part::button("button", "notice-button", Some(glyph), words, onclick)
    };
    let choose = || Input::Speaking(speaking::Input::Choose);
    let trouble =
        |glyph, heading, words, action| notice(glyph, Tone::Trouble, heading, words, action);
    let by_status = match shows.status {
        Status::BlockedAutoplay => {
            trouble(Glyph::Muted, t.status_blocked(), t.blocked_hint(), Html::default())
        }
        Status::MicRefused => {
            let again = button(t.try_again(), Glyph::Again, choose);
            trouble(Glyph::MicOff, t.status_mic_refused(), t.mic_refused_hint(), again)
        }
        Status::MicMissing => {
            let again = button(t.try_again(), Glyph::Again, choose);
            trouble(Glyph::MicOff, t.status_mic_missing(), t.mic_missing_hint(), again)
        }
        Status::NoNetwork => {
            trouble(Glyph::WifiOff, t.status_no_network(), t.no_network_hint(), Html::default())
        }
        Status::TakenOver => {
            let take_back = button(t.take_back(), Glyph::Again, || Input::TakeBack);
            notice(Glyph::Tabs, Tone::Fact, t.status_taken_over(), t.taken_over_hint(), take_back)
        }
        Status::Ended => {
            let how = how_it_ended(t, view);
            let ways = match view.is_some_and(|view| !view.captioning.kept) {
                true => to_home(t.back_home()),
                false => {
                    let address = Route::Transcript(door.space()).address();
                    let words = t.transcript_read();
                    let read = way("button", "to-transcript", Some(Glyph::Scroll), words, address);
                    row(vec![to_home(t.back_home()), read])
                }
            };
            notice(Glyph::Ended, Tone::Fact, t.status_ended(), &how, ways)
        }
        Status::Gated(Gate::Account) => {
            let next = || Box::new(house.place.route.clone());
            let (sign_in, sign_up) = (Route::SignIn(next()), Route::SignUp(next()));
            let ways = row(vec![
                way("button primary", "gate-sign-in", None, t.sign_in(), sign_in.address()),
                way("button", "gate-sign-up", None, t.sign_up(), sign_up.address()),
            ]);
            notice(Glyph::Lock, Tone::Fact, t.gate_account(), t.gate_account_hint(), ways)
        }
        Status::Gated(Gate::Blocked) => {
            let home = to_home(t.back_home());
            notice(Glyph::Ban, Tone::Fact, t.gate_blocked(), t.gate_blocked_hint(), home)
        }
        Status::Gated(Gate::Removed) => {
            let home = to_home(t.back_home());
            notice(Glyph::Ban, Tone::Fact, t.gate_removed(), t.gate_removed_hint(), home)
        }
        Status::Gated(Gate::Locked) => {
            let again = Callback::from(|_: MouseEvent| webapi::reload());
            let again =
                part::button("button", "gate-again", Some(Glyph::Again), t.try_again(), again);
            notice(Glyph::Lock, Tone::Fact, t.gate_locked(), t.gate_locked_hint(), again)
        }
        Status::Backstage { .. } => {
            let (heading, hint) = (t.soon_heading(), t.soon_hint());
            notice(Glyph::Hourglass, Tone::Fact, heading, hint, Html::default())
        }
        Status::Idle
        | Status::Connecting
        | Status::Live
        | Status::OnAir { .. }
        | Status::Reconnecting { .. }
        | Status::TooMany { .. }
        | Status::NoSuchSpace => Html::default(),
    };
    let until = view.and_then(|view| view.nobody_in_charge_until);
    let countdown = match until {
        Some(until) if !shows.may_end => {
            // Told once; the seconds are for the eye, or nothing else could be heard for minutes.
            let words = el("p", "").set("role", "status").words(t.nobody_in_charge());
            let time = el("span", "").with(html! { <Passing moment={until} until={true} /> });
            el("div", "countdown").with(icon(Glyph::Hourglass)).el(words).el(time).html()
        }
        Some(_) | None => Html::default(),
    };
    let asked =
        if shows.status == Status::TakenOver { Html::default() } else { asked(t, door, view) };
    let backstage = view.map(|view| backstage(t, door, view)).unwrap_or_default();
    let by_ticket = if over(shows.status) { Html::default() } else { ticket(t, door, shows) };
    [by_status, by_ticket, backstage, asked, countdown]
        .into_iter()
        .filter(|notice| *notice != Html::default())
        .collect()
}

const fn over(status: Status) -> bool {
    matches!(status, Status::Ended | Status::TakenOver | Status::Gated(_))
}

/// Where the word of the door stands.
pub(super) const DOOR_WORD: &str = "door-word";

/// What the door says that a ticket opens. The way to one is the button below.
fn ticket(t: Language, door: &Rc<Door>, shows: Shows) -> Html {
    let word = door.room().door_word();
    let (heading, hint, act) = match word {
        Some(Word::HeardElsewhere) => {
            let door = door.clone();
            let here = Callback::from(move |_: MouseEvent| door.happen(Input::TakeOver));
            let class = "button primary";
            let here =
                part::button(class, "listen-here", Some(Glyph::Headphones), t.listen_here(), here);
            (t.heard_elsewhere(), t.heard_elsewhere_hint(), here)
        }
        Some(Word::Stopped) => {
            let address = Route::OwnTickets.address();
            let own = way("button", "to-tickets", Some(Glyph::Ticket), t.my_tickets(), address);
            (t.ticket_stopped(), t.ticket_stopped_hint(), own)
        }
        Some(Word::PreviewOver) => (t.preview_over(), t.preview_over_hint(), Html::default()),
        Some(Word::Needed) => (t.ticket_needed(), t.ticket_needed_hint(), Html::default()),
        None if shows.lacks_ticket && !shows.listening => {
            (t.ticket_needed(), t.ticket_needed_hint(), Html::default())
        }
        None => return Html::default(),
    };
    let notice = notice(Glyph::Ticket, Tone::Fact, heading, hint, act);
    el("div", "")
        .set("id", DOOR_WORD)
        .set("tabindex", "-1")
        .set("role", "status")
        .testid(DOOR_WORD)
        .with(notice)
        .html()
}

/// For those on stage, before anybody else hears them.
fn backstage(t: Language, door: &Rc<Door>, view: &SpaceView) -> Html {
    let role = door.room().role();
    if !view.lifecycle.is_backstage() || !role.on_stage() {
        return Html::default();
    }
    let may_open = role.may(Action::GoLive);
    let hint = match (may_open, view.door) {
        (true, Some(DoorCount { looking, .. })) => t.backstage_hint_host(u64::from(looking)),
        (true, None) | (false, _) => t.backstage_hint().to_owned(),
    };
    let open = when(may_open, || {
        let act = door.does(Command::GoLive);
        part::press("button primary", "open-doors", Some(Glyph::Radio), t.open_doors(), act)
    });
    let hint = [&hint, " ", t.sound_check()].concat();
    notice(Glyph::Headphones, Tone::Fact, t.backstage_heading(), &hint, open)
}

/// What a host asks of this person, until they have answered.
fn asked(t: Language, door: &Rc<Door>, view: Option<&SpaceView>) -> Html {
    let (is_invited, is_asked, is_on_air) = {
        let room = door.room();
        (room.is_invited(), room.is_asked_to_unmute(), room.is_on_air())
    };
    let told = |notice: Html| el("div", "").set("role", "status").with(notice).html();
    if is_invited {
        let stage = view.into_iter().flat_map(|view| &view.stage);
        let mut in_charge = stage.filter(|seat| seat.role.in_charge());
        // Of several, nobody says which one it was.
        let heading = match (in_charge.next(), in_charge.next()) {
            (Some(host), None) => t.invited_heading_by(host.name.as_str()),
            (_, _) => t.invited_heading().to_owned(),
        };
        let (yes, no) = (Command::AcceptInvitation, Command::DeclineInvitation);
        let come = part::button(
            "button primary",
            "accept-invitation",
            Some(Glyph::Mic),
            t.come_on_stage(),
            door.does(yes),
        );
        let stay = door.does(no);
        let stay = part::button("button", "decline-invitation", None, t.stay_in_audience(), stay);
        let acts = row(vec![come, stay]);
        let consent = view.filter(|view| view.captioning.is_on());
        let consent = consent.map(|view| [" ", &t.consent(view.captioning)].concat());
        let hint = [t.invited_hint(), &consent.unwrap_or_default()].concat();
        return told(notice(Glyph::Mic, Tone::Fact, &heading, &hint, acts));
    }
    if is_asked {
        let happens = |input: fn() -> Input| {
            let door = door.clone();
            Callback::from(move |_: MouseEvent| door.happen(input()))
        };
        let speak = happens(match is_on_air {
            true => || Input::Speaking(speaking::Input::SetMuted(false)),
            false => || Input::Speaking(speaking::Input::Choose),
        });
        let words = if is_on_air { t.unmute() } else { t.speak() };
        let speak =
            part::button("button primary", "unmute-as-asked", Some(Glyph::Mic), words, speak);
        let stay = happens(|| Input::StayMuted);
        let stay = part::button("button", "stay-muted", None, t.stay_muted(), stay);
        let (heading, hint) = (t.asked_to_unmute(), t.asked_to_unmute_hint());
        return told(notice(Glyph::Mic, Tone::Fact, heading, hint, row(vec![speak, stay])));
    }
    Html::default()
}

fn how_it_ended(t: Language, view: Option<&SpaceView>) -> String {
    match view.map(|view| view.lifecycle) {
        Some(Lifecycle::Ended { since, at, reason }) => {
            let elapsed = clock::elapsed(at.since_ms(since));
            match reason {
                EndReason::ByHost => t.ended_by_host(&elapsed),
                EndReason::NobodyInCharge => t.ended_nobody(&elapsed),
            }
        }
        Some(Lifecycle::Backstage { .. } | Lifecycle::Live { .. }) | None => String::new(),
    }
}
