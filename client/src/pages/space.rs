//! One space: the stage is the page.

use crate::{
    components::{
        card::topic_links,
        controls::{Shows, controls},
        dialog::Dialog,
        elapsed::Passing,
        icon::{Glyph, icon},
        microphone::Chooser,
        notice::{Tone, notice},
        part::{self, foot, leaf, row, way, written},
        stage::Stage,
        status::status_bar,
    },
    hooks::{Door, House, Key, Say, use_door, use_house, use_keys, use_title, use_toasts},
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
            });
        }
    });
    let door = use_door(space, say);
    let ending = use_state_eq(|| false);

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
    let over = matches!(shows.status, Status::Ended | Status::TakenOver | Status::Gated(_));
    html! {
        <article class={classes!("space", over.then_some("over"))}>
            <header class="space-head">
                    if let Some(title) = &title {
                        { written("h1", "", title) }
                    } else if over {
                        <h1>{ t.status_ended() }</h1>
                    } else {
                        <h1 class="ghost-title"><span class="said">{ t.loading() }</span></h1>
                    }
                    if let Some(view) = &view {
                        { about(view) }
                    }
                <div class="status-row">
                    { status_bar(t, shows.status, view.as_ref(), role) }
                    if !over {
                        { part::button("button quiet copy-link", "copy-link", Some(Glyph::Link), t.copy_link(), copy_link) }
                    }
                </div>
            </header>
            <div class="notices">{ notices(&house, &door, shows, view.as_ref()) }</div>
            if let Some(view) = view.as_ref().filter(|view| view.lifecycle.is_live()) {
                <Stage door={door.clone()} seats={view.stage.clone()} {mine} />
            } else if !over {
                <section class="stage" aria-busy="true">
                    <ul class="seats stage-few">
                        { for (0..2).map(|_| html! { <li class="seat ghost" aria-hidden="true" /> }) }
                    </ul>
                </section>
            }
            { for door.audio.iter().map(|node| html! { <audio ref={node.clone()} /> }) }
            if !over {
                { controls(t, &door, shows, &set_ending(true)) }
            }
            if let speaking::Phase::Choosing { open } = choosing {
                <Chooser door={door.clone()} {open} wish={door.wish()} devices={door.devices()} />
            }
            if *ending && !over {
                { end_question(t, &door, view.as_ref().map_or(0, |view| view.listeners), &set_ending(false)) }
            }
        </article>
    }
}

/// What stands between the title and the stage when something needs saying.
fn notices(house: &House, door: &Rc<Door>, shows: Shows, view: Option<&SpaceView>) -> Html {
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
        Status::Idle
        | Status::Connecting
        | Status::Live
        | Status::OnAir { .. }
        | Status::Reconnecting { .. }
        | Status::TooMany { .. }
        | Status::NoSuchSpace => Html::default(),
    };
    let until = view.and_then(|view| view.nobody_in_charge_until);
    html! {
        <>
            { by_status }
            if let (Some(until), false) = (until, shows.may_end) {
                <div role="status" class="countdown">
                    { icon(Glyph::Hourglass) }
                    <p>{ t.nobody_in_charge() }{ " " }<Passing moment={until} until={true} /></p>
                </div>
            }
        </>
    }
}

/// Whose space it is, what it is about, and in which topics it stands.
fn about(view: &SpaceView) -> Html {
    html! {
        <>
            if let Some(description) = &view.description {
                { written("p", "space-about", description.as_str()) }
            }
            { topic_links(&view.topics) }
        </>
    }
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
    use_effect_with(may_speak, move |may_speak| {
        if *may_speak && wanted.replace(false) {
            door.happen(Input::Speaking(speaking::Input::Choose));
        }
    });
}

#[hook]
fn use_space_keys(door: &Rc<Door>) {
    let door = door.clone();
    use_keys((), move |key| {
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
    });
}

/// The lock screen names what plays, and a screen stays on while its owner speaks.
#[hook]
fn use_device(playing: Option<String>, on_air: bool) {
    use_effect_with(playing, |playing| {
        webapi::now_playing(playing.as_deref());
        || webapi::now_playing(None)
    });
    let awake = use_mut_ref(|| None);
    use_effect_with(on_air, move |on_air| {
        if *on_air {
            wasm_bindgen_futures::spawn_local(async move {
                let held = webapi::stay_awake().await;
                awake.replace(held);
            });
        } else {
            awake.replace(None);
        }
    });
}
