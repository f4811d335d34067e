//! One space: the stage is the page.

use crate::{
    components::{
        controls::{Controls, Shows},
        dialog::Dialog,
        elapsed::Remaining,
        icon::{Glyph, Icon},
        microphone::Chooser,
        notice::Notice,
        stage::Stage,
        status::StatusBar,
    },
    hooks::{Door, Key, Say, use_door, use_keys, use_title, use_toasts, use_words},
    pages::missing::{Missing, to_home},
    route::Route,
    state::{clock, link, room::Input, speaking, status::Status},
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
use yew_router::prelude::*;

/// Handed along by the page that created the space: its host comes to speak.
#[derive(Clone, Copy)]
pub(crate) struct OpenChooser;

#[derive(Properties, PartialEq)]
pub(crate) struct SpaceProps {
    pub(crate) space: SpaceId,
}

#[component]
pub(crate) fn SpacePage(props: &SpaceProps) -> Html {
    let t = use_words();
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
    let door = use_door(props.space, say);
    let ending = use_state_eq(|| false);
    let navigator = use_navigator();

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
        return html! { <Missing space={true} /> };
    }
    let on_leave = {
        let navigator = navigator.clone();
        Callback::from(move |()| {
            if let Some(navigator) = &navigator {
                navigator.push(&Route::Home);
            }
        })
    };
    let set_ending = |open: bool| {
        let ending = ending.setter();
        Callback::from(move |()| ending.set(open))
    };
    let copy_link = {
        let words = t.link_copied();
        move |_| copy_address(toast.clone(), words)
    };
    let over = matches!(shows.status, Status::Ended | Status::TakenOver);
    html! {
        <article class={classes!("space", over.then_some("over"))}>
            <header class="space-head">
                <div class="space-title">
                    if let Some(title) = &title {
                        <h1 dir="auto">{ title }</h1>
                    } else if over {
                        <h1>{ t.status_ended() }</h1>
                    } else {
                        <h1 class="ghost-title"><span class="said">{ t.loading() }</span></h1>
                    }
                    if !over {
                        <button class="button quiet" type="button" onclick={copy_link}>
                            <Icon glyph={Glyph::Link} /><span>{ t.copy_link() }</span>
                        </button>
                    }
                </div>
                <StatusBar status={shows.status} view={view.clone()} {role} />
            </header>
            <div class="notices">{ notices(t, &door, shows, view.as_ref()) }</div>
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
                <Controls door={door.clone()} {shows} {on_leave} on_end={set_ending(true)} />
            }
            if let speaking::Phase::Choosing { open } = choosing {
                <Chooser door={door.clone()} {open} wish={door.wish()} devices={door.devices()} />
            }
            if *ending && !over {
                <Ending door={door.clone()} listeners={view.as_ref().map_or(0, |view| view.listeners)}
                    on_close={set_ending(false)} />
            }
        </article>
    }
}

/// What stands between the title and the stage when something needs saying.
fn notices(t: Language, door: &Rc<Door>, shows: Shows, view: Option<&SpaceView>) -> Html {
    let button = |words: &'static str, glyph: Glyph, input: fn() -> Input| {
        let door = door.clone();
        html! {
            <button class="button" type="button" onclick={move |_| door.happen(input())}>
                <Icon {glyph} /><span>{ words }</span>
            </button>
        }
    };
    let choose = || Input::Speaking(speaking::Input::Choose);
    let by_status = match shows.status {
        Status::BlockedAutoplay => html! {
            <Notice glyph={Glyph::Muted} heading={t.status_blocked()} trouble={true}>{ t.blocked_hint() }</Notice>
        },
        Status::MicRefused => html! {
            <Notice glyph={Glyph::MicOff} heading={t.status_mic_refused()} trouble={true}
                action={button(t.try_again(), Glyph::Again, choose)}>{ t.mic_refused_hint() }</Notice>
        },
        Status::MicMissing => html! {
            <Notice glyph={Glyph::MicOff} heading={t.status_mic_missing()} trouble={true}
                action={button(t.try_again(), Glyph::Again, choose)}>{ t.mic_missing_hint() }</Notice>
        },
        Status::NoNetwork => html! {
            <Notice glyph={Glyph::WifiOff} heading={t.status_no_network()} trouble={true}>{ t.no_network_hint() }</Notice>
        },
        Status::TakenOver => html! {
            <Notice glyph={Glyph::Tabs} heading={t.status_taken_over()}
                action={button(t.take_back(), Glyph::Again, || Input::Link(link::Input::TakeBack))}>
                { t.taken_over_hint() }
            </Notice>
        },
        Status::Ended => html! {
            <Notice glyph={Glyph::Ended} heading={t.status_ended()} action={to_home(t.back_home())}>
                { how_it_ended(t, view) }
            </Notice>
        },
        Status::Idle
        | Status::Connecting
        | Status::Live
        | Status::OnAir { .. }
        | Status::Reconnecting { .. }
        | Status::NoSuchSpace => Html::default(),
    };
    let until = view.and_then(|view| view.nobody_in_charge_until);
    html! {
        <>
            { by_status }
            if let (Some(until), false) = (until, shows.may_end) {
                <div role="status" class="countdown">
                    <Icon glyph={Glyph::Hourglass} />
                    <Remaining {until} say={Callback::from(move |left: String| t.nobody_in_charge(&left))} />
                </div>
            }
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

#[derive(Properties)]
struct EndingProps {
    door: Rc<Door>,
    listeners: u32,
    on_close: Callback<()>,
}

impl PartialEq for EndingProps {
    fn eq(&self, other: &Self) -> bool {
        self.listeners == other.listeners && self.on_close == other.on_close
    }
}

/// Asked once, naming what it means for the others.
#[component]
fn Ending(props: &EndingProps) -> Html {
    let t = use_words();
    let confirm = {
        let (door, on_close) = (props.door.clone(), props.on_close.clone());
        move |_| {
            on_close.emit(());
            door.happen(Input::End);
        }
    };
    html! {
        <Dialog heading={t.end_question()} on_close={props.on_close.clone()}>
            <p class="dialog-words">{ t.end_consequence(u64::from(props.listeners)) }</p>
            <footer class="dialog-foot">
                <button class="button" type="button" onclick={props.on_close.reform(|_| ())}>{ t.cancel() }</button>
                <button class="button danger solid" type="button" data-testid="confirm-button" onclick={confirm}>
                    <Icon glyph={Glyph::End} /><span>{ t.end_confirm() }</span>
                </button>
            </footer>
        </Dialog>
    }
}

/// Once the relay says that the newcomer may speak, the chooser opens by itself.
#[hook]
fn use_chooser_for_a_new_space(door: &Rc<Door>, may_speak: bool) {
    let arrived = use_location().is_some_and(|location| location.state::<OpenChooser>().is_some());
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

fn copy_address(toast: Callback<String>, words: &'static str) {
    let Some(window) = web_sys::window() else { return };
    let Ok(address) = window.location().href() else { return };
    let clipboard = window.navigator().clipboard();
    if clipboard.is_undefined() {
        // Without TLS browsers lend no clipboard; the address itself can still be copied.
        toast.emit(address);
        return;
    }
    let written = clipboard.write_text(&address);
    wasm_bindgen_futures::spawn_local(async move {
        let copied = wasm_bindgen_futures::JsFuture::from(written).await.is_ok();
        toast.emit(if copied { words.to_owned() } else { address });
    });
}
