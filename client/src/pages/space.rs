//! One space: the stage is the page.

use crate::{
    components::{
        card::topic_links,
        controls::{Shows, controls},
        desk::{Desk, FIELDS, panel},
        dialog::Dialog,
        el::{El, el, when},
        elapsed::Passing,
        field::{self, Field, field},
        icon::{Glyph, icon},
        microphone::Chooser,
        notice::{Tone, notice},
        own_hand::own_hand,
        part::{self, foot, group, leaf, press, row, way, written},
        stage::Stage,
        status::status_bar,
    },
    hooks::{
        Door, FormHandle, House, Kept, Key, Say, Setter, use_act, use_door, use_form, use_house,
        use_keys, use_title, use_toasts, use_value, whether,
    },
    net::api,
    pages::missing::{missing, to_home},
    route::Route,
    state::{
        clock,
        desk::{Open, name_of},
        form::Change,
        room::{Input, Wish},
        speaking,
        status::{Gate, Status},
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    api::NameRequest,
    command::Command,
    event::EndReason,
    id::SpaceId,
    role::Action,
    text::Name,
    view::{Lifecycle, SpaceView},
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[hook]
pub(super) fn use_space_page(space: SpaceId) -> Html {
    let house = use_house();
    let t = house.words();
    let toast = use_toasts();
    // The door outlives a change of language, so it says what it says in the newest one.
    let newest = use_mut_ref(|| t);
    *newest.borrow_mut() = t;
    let mut open = use_value(Open::default);
    let form = use_form("stage", &FIELDS);
    let say = use_callback((), {
        let (toast, open) = (toast.clone(), open.setter());
        move |say, ()| {
            let t = *newest.borrow();
            toast.emit(match say {
                Say::Fault(fault) => t.fault(&fault),
                Say::Offline => t.fault_offline().to_owned(),
                Say::Notice(notice) => t.notice(&notice),
                Say::Note(note) => t.note(note).to_owned(),
                Say::Name => {
                    open.set(Open::Name);
                    // Once it is drawn.
                    spawn_local(async { webapi::focus("stage-name") });
                    return;
                }
            });
        }
    });
    let door = use_door(space, say);

    let shows = Shows::of(&door);
    let (view, role, mine, choosing) = {
        let room = door.room();
        (room.view().cloned(), room.role(), room.my_voice(), room.speaking())
    };
    open.is(open.still(view.as_ref(), role));
    let title = view.as_ref().map(|view| view.title.to_string());
    use_title(title.clone());
    use_chooser_for_a_new_space(&door, shows.may_speak);
    use_space_keys(&door);
    use_one_question_a_hand(&form, door.room().my_hand().is_some());
    use_device(
        title.clone().filter(|_| shows.status == Status::Live || shows.on_air),
        shows.on_air,
    );

    if shows.status == Status::NoSuchSpace {
        return missing(t, true);
    }
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
            let open = open.setter();
            html! { <Stage door={door.clone()} seats={view.stage.clone()} {mine} {role} {open} /> }
        }
        Some(_) | None => when(!over, waiting_stage),
    };
    let desk = Desk { t, house: &house, door: &door, open: &open, form: &form };
    let live = view.as_ref().filter(|_| !over);
    let panel = live.map(|view| panel(&desk, view, role)).unwrap_or_default();
    let hand = live.filter(|_| !role.on_stage()).map(|_| own_hand(&desk)).unwrap_or_default();
    let controls = match over {
        true => Html::default(),
        false => {
            let ask = open.setter();
            controls(t, &door, shows, &Callback::from(move |()| ask.set(Open::End)))
        }
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
    let question = live.map(|view| question(&desk, view)).unwrap_or_default();
    let class = match (over, role.may(Action::BringOnStage)) {
        (true, _) => "space over",
        (false, true) => "space with-desk",
        (false, false) => "space",
    };
    el("article", class)
        .set("id", form.id)
        .el(head)
        .with(group("div", "notices", notices(&house, &door, shows, view.as_ref())))
        .with(stage)
        .with(panel)
        .each(door.audio.iter().map(|node| el("audio", "").node(node).html()))
        .with(hand)
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
    let asked =
        if shows.status == Status::TakenOver { Html::default() } else { asked(t, door, view) };
    [by_status, asked, countdown].into_iter().filter(|notice| *notice != Html::default()).collect()
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
        return told(notice(Glyph::Mic, Tone::Fact, &heading, t.invited_hint(), acts));
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

/// What is asked once, naming what it means for others; and a guest's name.
fn question(desk: &Desk<'_>, view: &SpaceView) -> Html {
    let Desk { t, open, .. } = *desk;
    let name = |person| name_of(view, person).unwrap_or_default();
    match **open {
        Open::Nothing | Open::Dismissal(_) => Html::default(),
        Open::Name => name_question(desk),
        Open::End => {
            let consequence = t.end_consequence(u64::from(view.listeners));
            let heading = t.end_question().to_owned();
            confirm(desk, heading, &consequence, Glyph::End, t.end_confirm(), Command::End)
        }
        Open::HandOver(voice) => {
            let heading = t.hand_over_question(view.seat(voice).map_or("", |it| it.name.as_str()));
            let act = Command::HandOver { voice };
            let consequence = t.hand_over_consequence();
            confirm(desk, heading, consequence, Glyph::Key, t.hand_over_confirm(), act)
        }
        Open::ShowOut(person) => {
            let heading = t.show_out_question(name(person));
            let act = Command::Remove { person };
            confirm(desk, heading, t.show_out_consequence(), Glyph::Ban, t.show_out(), act)
        }
    }
}

fn confirm(
    desk: &Desk<'_>,
    heading: String,
    consequence: &str,
    glyph: Glyph,
    words: &str,
    command: Command,
) -> Html {
    let on_close = close(&desk.open.setter());
    let act = {
        let (door, on_close) = (desk.door.clone(), on_close.clone());
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            door.happen(Input::Do(command.clone()));
        })
    };
    let act = part::button("button danger solid", "confirm-button", Some(glyph), words, act);
    html! {
        <Dialog {heading} on_close={on_close.clone()}>
            { leaf("p", "dialog-words", consequence) }
            { foot(desk.t.cancel(), &on_close, act) }
        </Dialog>
    }
}

fn close(open: &Setter<Open>) -> Callback<()> {
    let open = open.clone();
    Callback::from(move |()| open.set(Open::Nothing))
}

/// Whoever asks for a seat is somebody; the rest of what they asked for follows by itself.
fn name_question(desk: &Desk<'_>) -> Html {
    let Desk { t, form, .. } = *desk;
    let on_close = {
        let (door, close) = (desk.door.clone(), close(&desk.open.setter()));
        Callback::from(move |()| {
            door.happen(Input::AskNoMore);
            close.emit(());
        })
    };
    let onsubmit = {
        let (house, door) = (desk.house.clone(), desk.door.clone());
        let (form, open) = (form.clone(), desk.open.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let asked = NameRequest { name: form.text("name") };
            let (house, door, open) = (house.clone(), door.clone(), open.clone());
            form.send(Vec::new(), || {
                Box::pin(async move {
                    let me = api::call_me(&asked).await?;
                    house.me.is(me);
                    door.happen(Input::Known);
                    open.set(Open::Nothing);
                    Ok(())
                })
            });
        })
    };
    let name = Field {
        most: Name::MOST,
        hint: part::hint(t.name_hint()),
        autocomplete: "nickname",
        ..Field::line("name", t.name_label())
    };
    let kids = vec![
        field(t, form, name),
        field::whole_fault(t, form),
        field::submit(form, "button primary", "name-submit", t.name_continue()),
    ];
    let sheet = el("form", "sheet").set("novalidate", "").onsubmit(onsubmit);
    html! {
        <Dialog heading={t.name_heading()} {on_close} testid="name-dialog">
            { sheet.each(kids.into_iter()).html() }
        </Dialog>
    }
}

/// The question goes with its hand: what was sent is not sent with the next one.
#[hook]
fn use_one_question_a_hand(form: &FormHandle, is_up: bool) {
    let form = form.changer();
    let forget = move || {
        if !is_up {
            form.dispatch(Change::Typed("asked", String::new()));
        }
        Kept::Nothing
    };
    use_act(whether(is_up), Box::new(forget));
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
                "h" | "H" => {
                    let (is_up, offer) = {
                        let room = door.room();
                        (room.my_hand().is_some(), room.offer(door.is_linked()))
                    };
                    if is_up {
                        door.happen(Input::Do(Command::LowerHand));
                    } else if offer == Some(Wish::RaiseHand) {
                        // The key is no letter of the name that may be asked for.
                        event.prevent_default();
                        door.happen(Input::Ask(Wish::RaiseHand));
                    }
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
            spawn_local(async move {
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
