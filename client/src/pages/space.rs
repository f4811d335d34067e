//! One space: the stage is the page.

use crate::{
    components::{
        card::topic_links,
        controls::{Shows, controls},
        dialog::Dialog,
        el::{El, el, when},
        elapsed::Passing,
        icon::{Glyph, icon},
        microphone::Chooser,
        notice::{Tone, notice},
        part::{self, foot, group, leaf, press, row, way, written},
        stage::Stage,
        status::status_bar,
    },
    hooks::{
        Door, House, Kept, Key, Say, use_act, use_door, use_house, use_keys, use_title, use_toasts,
        use_value, whether,
    },
    pages::missing::{missing, to_home},
    route::Route,
    state::{
        clock,
        room::Input,
        speaking,
        status::{Gate, Status},
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    event::EndReason,
    id::SpaceId,
    role::Action,
    view::{Lifecycle, SpaceView},
};
use std::rc::Rc;
use yew::prelude::*;

#[hook]
pub(super) fn use_space_page(space: SpaceId) -> Html {
    let house = use_house();
    let t = house.words();
    let toast = use_toasts();
    // The door outlives a change of language, so it says what it says in the newest one.
    let newest = use_mut_ref(|| t);
    *newest.borrow_mut() = t;
    let say = use_callback((), {
        let toast = toast.clone();
        move |say, ()| {
            let t = *newest.borrow();
            toast.emit(match say {
                Say::Fault(fault) => t.fault(&fault),
                Say::Offline => t.fault_offline().to_owned(),
                Say::Notice(notice) => t.notice(&notice),
            });
        }
    });
    let door = use_door(space, say);
    let ending = use_value(|| false);

    let shows = Shows::of(&door);
    let (view, role, mine, choosing) = {
        let room = door.room();
        (room.view().cloned(), room.role(), room.my_voice(), room.speaking())
    };
    let title = view.as_ref().map(|view| view.title.to_string());
    use_title(title.clone());
    use_chooser_for_a_new_space(&door, shows.may_speak);
    use_space_keys(&door);
    use_device(
        title.clone().filter(|_| shows.status == Status::Live || shows.on_air),
        shows.on_air,
    );

    if shows.status == Status::NoSuchSpace {
        return missing(t, true);
    }
    let set_ending = |open: bool| {
        let ending = ending.setter();
        Callback::from(move |()| ending.set(open))
    };
    let copy_link = {
        let (house, path) = (house.clone(), house.place.route.address());
        Callback::from(move |_: MouseEvent| {
            house.copy(webapi::absolute(&path), house.words().link_copied());
        })
    };
    let is_gated = matches!(shows.status, Status::Gated(_));
    let over = is_gated || matches!(shows.status, Status::Ended | Status::TakenOver);
    let heading = match &title {
        Some(title) => el("h1", "").written().words(title),
        None if over => el("h1", "").words(t.status_ended()),
        None => el("h1", "ghost-title").with(leaf("span", "said", t.loading())),
    };
    let status = el("div", "status-row")
        .with(status_bar(t, shows.status, view.as_ref(), role))
        .with(when(!over, || {
            let class = "button quiet copy-link";
            press(class, "copy-link", Some(Glyph::Link), t.copy_link(), copy_link)
        }));
    let head = el("header", "space-head").el(heading).each(view.iter().flat_map(about)).el(status);
    let stage = match view.as_ref().filter(|view| view.lifecycle.is_live()) {
        Some(view) if !is_gated => {
            html! { <Stage door={door.clone()} seats={view.stage.clone()} {mine} /> }
        }
        Some(_) | None => when(!over, waiting_stage),
    };
    let controls = match over {
        true => Html::default(),
        false => controls(t, &door, shows, &set_ending(true)),
    };
    let chooser = match choosing {
        speaking::Phase::Choosing { open } => html! {
            <Chooser door={door.clone()} {open} wish={door.wish()} devices={door.devices()} />
        },
        speaking::Phase::Off
        | speaking::Phase::Publishing { .. }
        | speaking::Phase::OnAir { .. }
        | speaking::Phase::Waiting { .. }
        | speaking::Phase::AwaitingSocket => Html::default(),
    };
    let question = match *ending && !over {
        true => {
            let listeners = view.as_ref().map_or(0, |view| view.listeners);
            end_question(t, &door, listeners, &set_ending(false))
        }
        false => Html::default(),
    };
    el("article", if over { "space over" } else { "space" })
        .el(head)
        .with(group("div", "notices", notices(&house, &door, shows, view.as_ref())))
        .with(stage)
        .each(door.audio.iter().map(|node| el("audio", "").node(node).html()))
        .with(controls)
        .with(chooser)
        .with(question)
        .html()
}

fn waiting_stage() -> El {
    let ghost = |_| el("li", "seat ghost").set("aria-hidden", "true").html();
    let seats = el("ul", "seats stage-few").each((0..2).map(ghost));
    el("section", "stage").set("aria-busy", "true").el(seats)
}

/// What stands between the title and the stage when something needs saying.
fn notices(house: &House, door: &Rc<Door>, shows: Shows, view: Option<&SpaceView>) -> Vec<Html> {
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
            notice(Glyph::Ended, Tone::Fact, t.status_ended(), &how, to_home(t.back_home()))
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
            let words = el("p", "")
                .words(&[t.nobody_in_charge(), " "].concat())
                .with(html! { <Passing moment={until} until={true} /> });
            let hourglass = icon(Glyph::Hourglass);
            el("div", "countdown").set("role", "status").with(hourglass).el(words).html()
        }
        Some(_) | None => Html::default(),
    };
    [by_status, countdown].into_iter().filter(|notice| *notice != Html::default()).collect()
}

/// Whose space it is, what it is about, and in which topics it stands.
fn about(view: &SpaceView) -> [Html; 2] {
    let description = view.description.as_ref();
    let words = description.map(|words| written("p", "space-about", words.as_str()));
    [words.unwrap_or_default(), topic_links(&view.topics)]
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
        Some(Lifecycle::Live { .. }) | None => String::new(),
    }
}

/// Asked once, naming what it means for the others.
fn end_question(t: Language, door: &Rc<Door>, listeners: u32, on_close: &Callback<()>) -> Html {
    let confirm = {
        let (door, on_close) = (door.clone(), on_close.clone());
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            door.happen(Input::End);
        })
    };
    let end = part::button(
        "button danger solid",
        "confirm-button",
        Some(Glyph::End),
        t.end_confirm(),
        confirm,
    );
    html! {
        <Dialog heading={t.end_question()} on_close={on_close.clone()}>
            { leaf("p", "dialog-words", &t.end_consequence(u64::from(listeners))) }
            { foot(t.cancel(), on_close, end) }
        </Dialog>
    }
}

/// Once the relay says that the newcomer may speak, the chooser opens by itself.
#[hook]
fn use_chooser_for_a_new_space(door: &Rc<Door>, may_speak: bool) {
    let arrived = use_house().place.as_its_creator;
    let wanted = use_mut_ref(|| arrived);
    let door = door.clone();
    let choose = move || {
        if may_speak && wanted.replace(false) {
            door.happen(Input::Speaking(speaking::Input::Choose));
        }
        Kept::Nothing
    };
    use_act(whether(may_speak), Box::new(choose));
}

#[hook]
fn use_space_keys(door: &Rc<Door>) {
    let door = door.clone();
    let on_key = move |key| {
        let talk = |on| Input::Speaking(speaking::Input::Talk(on));
        match key {
            Key::Up(event) if event.key() == " " => door.happen(talk(false)),
            Key::Up(_) => {}
            Key::Down(event) => match event.key().as_str() {
                " " if door.room().is_on_air() => {
                    event.prevent_default();
                    door.happen(talk(true));
                }
                "m" | "M" => {
                    let muted = !door.room().is_muted();
                    door.happen(Input::Speaking(speaking::Input::SetMuted(muted)));
                }
                "l" | "L" if !door.room().is_on_air() && door.room().may(Action::Listen) => {
                    let listening = door.room().is_listening();
                    door.happen(if listening { Input::Pause } else { Input::Listen });
                }
                _ => {}
            },
        }
    };
    use_keys(Callback::from(on_key));
}

/// The lock screen names what plays, and a screen stays on while its owner speaks.
#[hook]
fn use_device(playing: Option<String>, on_air: bool) {
    let play = {
        let playing = playing.clone();
        move || {
            webapi::now_playing(playing.as_deref());
            Kept::undo(|| webapi::now_playing(None))
        }
    };
    use_act(playing.unwrap_or_default().into(), Box::new(play));
    let awake = use_mut_ref(|| None);
    let stay = move || {
        if on_air {
            wasm_bindgen_futures::spawn_local(async move {
                let held = webapi::stay_awake().await;
                awake.replace(held);
            });
        } else {
            awake.replace(None);
        }
        Kept::Nothing
    };
    use_act(whether(on_air), Box::new(stay));
}
