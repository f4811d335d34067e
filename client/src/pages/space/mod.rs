//! One space: the stage is the page.

mod device;
mod keys;
mod notices;
mod put_up;
mod questions;
mod report;

use crate::{
    components::{
        board::board,
        caption_style::caption_style,
        captions::{captions, consent, toggled},
        card::topic_links,
        chat::chat,
        coming::ComingSpace,
        controls::{Shows, controls},
        desk::{Desk, FIELDS, panel},
        el::{El, el, when},
        icon::Glyph,
        markdown::markdown,
        microphone::Chooser,
        own_hand::own_hand,
        part::{group, leaf, press},
        reactions::reactions,
        stage::Stage,
        status::status_bar,
    },
    hooks::{
        Go, Place, Say, use_blocked, use_door, use_form, use_house, use_is_wide, use_later,
        use_lines, use_offer, use_reader, use_title, use_toasts, use_value,
    },
    pages::missing::missing,
    route::Route,
    state::{captions::Standing, desk::Open, speaking, status::Status},
    webapi,
};
use causerie_shared::{caption_style::Position, id::SpaceId, role::Action, view::SpaceView};
use device::{
    use_chooser_for_a_new_space, use_device, use_focus_on_the_doors_word, use_one_question_a_hand,
};
use keys::use_space_keys;
use notices::notices;
use put_up::{use_forms, use_rule_as_it_is, use_terms_as_they_are};
use questions::{close, question};
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
    let (found, later) = (use_value(|| None), use_later());
    let blocked = use_blocked(&house);
    let forms = use_forms();
    let say = use_callback((), {
        let (toast, open) = (toast.clone(), open.setter());
        let answers = forms.answers(open.clone());
        move |say, ()| {
            let t = *newest.borrow();
            toast.emit(match say {
                Say::Fault(fault) => t.fault(&fault),
                Say::Offline => t.fault_offline().to_owned(),
                Say::Notice(notice) => t.notice(&notice),
                Say::Note(note) => t.note(note),
                Say::Answer(command, answer) => {
                    answers.hear(command, answer);
                    return;
                }
                Say::Name => {
                    open.set(Open::Name);
                    // Once it is drawn.
                    spawn_local(async { webapi::focus("stage-name") });
                    return;
                }
            });
        }
    });
    // An announced space is none yet; once it has begun, the door is tried anew.
    let rounds = use_value(|| 0_u32);
    let door = use_door(space, *rounds, say);

    let shows = Shows::of(&door);
    let (view, role, mine, choosing) = {
        let room = door.room();
        (room.view().cloned(), room.role(), room.my_voice(), room.speaking())
    };
    open.is(open.still(view.as_ref(), role));
    let offer = use_offer(&house, space, shows.lacks_ticket);
    let title = view.as_ref().map(|view| view.title.to_string());
    use_title(title.clone());
    use_chooser_for_a_new_space(&door, *rounds, shows.may_speak);
    let (reader, is_wide) = (use_reader(&house, &door), use_is_wide());
    use_space_keys(&door, reader.chooses(toggled));
    // Before the doors open the audience has no chat, nor has who lacks a ticket.
    let is_outside = door.room().is_early() || shows.lacks_ticket;
    let inside = view.as_ref().filter(|_| !is_outside);
    let lines = use_lines(inside.map(|view| &*view.chat));
    use_rule_as_it_is(&forms.line, inside.map(|view| view.chat_rule).unwrap_or_default());
    use_terms_as_they_are(&forms.terms, view.as_ref().map_or(&[][..], |view| &view.terms));
    use_one_question_a_hand(&form, door.room().my_hand().is_some());
    use_device(
        title.clone().filter(|_| shows.status == Status::Live || shows.on_air),
        shows.on_air,
    );
    use_focus_on_the_doors_word(&door, shows.listening);

    if shows.status == Status::NoSuchSpace {
        let on_begun = {
            let (places, rounds, next) = (house.places.clone(), rounds.setter(), *rounds + 1);
            Callback::from(move |as_its_creator: bool| {
                let route = Route::Space(space);
                places.dispatch(Go::To(Place { as_its_creator, ..Place::at(route) }));
                rounds.set(next);
            })
        };
        return html! { <ComingSpace {space} {on_begun} missing={missing(t, true)} /> };
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
    let stage = match view.as_ref().filter(|view| !view.lifecycle.is_over()) {
        Some(view) if !is_gated => {
            let open = open.setter();
            let unheard = {
                let room = door.room();
                let off = view.stage.iter().filter(|seat| room.is_unheard(seat.person));
                off.map(|seat| seat.voice).collect::<Vec<_>>()
            };
            let (blocked, is_backstage) = (blocked.clone(), view.lifecycle.is_backstage());
            let is_captioning = view.captioning.is_on();
            html! {
                <Stage door={door.clone()} seats={view.stage.clone()} {mine} {role} {unheard} {blocked} {is_backstage} {is_captioning} {open} />
            }
        }
        Some(_) | None => when(!over, waiting_stage),
    };
    let desk = Desk {
        t,
        house: &house,
        door: &door,
        open: &open,
        form: &form,
        found: &found,
        later: &later,
        blocked: &blocked,
    };
    let live = view.as_ref().filter(|_| !over);
    let panel = live.map(|view| panel(&desk, view, role, &forms.terms)).unwrap_or_default();
    let inside = inside.filter(|_| !over);
    let given = inside.map(|view| reactions(t, &door, view)).unwrap_or_default();
    let board = inside.map(|view| board(&desk, view, role)).unwrap_or_default();
    let chat = inside.map(|view| chat(&desk, view, role, &lines, &forms.line)).unwrap_or_default();
    let hand = live.filter(|_| !role.on_stage()).map(|_| own_hand(&desk)).unwrap_or_default();
    let controls = match over {
        true => Html::default(),
        false => {
            let ask = open.setter();
            let on_end = Callback::from(move |()| ask.set(Open::End));
            controls(t, &door, shows, &offer, &on_end)
        }
    };
    let captioned = door.room().my_seat().is_none_or(|seat| !seat.uncaptioned);
    let said_to_speakers = live.and_then(|view| consent(t, view, captioned));
    let chooser = match choosing {
        speaking::Phase::Choosing { open } => html! {
            <Chooser door={door.clone()} {open} wish={door.wish()} devices={door.devices()} consent={said_to_speakers} {captioned} />
        },
        speaking::Phase::Off
        | speaking::Phase::Publishing { .. }
        | speaking::Phase::OnAir { .. }
        | speaking::Phase::Waiting { .. }
        | speaking::Phase::AwaitingSocket => Html::default(),
    };
    let question = match **desk.open == Open::CaptionStyle {
        true => caption_style(&house, &reader, close(&open.setter())),
        false => live.map(|view| question(&desk, &forms, view)).unwrap_or_default(),
    };
    let whole = live.filter(|view| view.captioning.kept && view.lifecycle.is_live());
    let whole = whole.map(|_| Route::Transcript(space).address());
    let words = match over || shows.lacks_ticket {
        true => Html::default(),
        false => captions(&desk, &reader, view.as_ref(), whole),
    };
    // Beside the stage there are words, and no word that there are none.
    let style = reader.style();
    let is_beside = style.position == Position::Beside
        && style.shown
        && (Standing::of(live).is_on() || !door.room().captions().is_empty())
        && is_wide;
    let (beside, under) = match is_beside {
        true => (words, Html::default()),
        false => (Html::default(), words),
    };
    // Nobody gives up half of a wide page for a folded panel.
    let has_side = role.may(Action::BringOnStage) || (inside.is_some() && !lines.reading.folded);
    let class = match (over, is_beside, has_side) {
        (true, _, _) => "space over",
        (false, true, _) => "space with-side with-words",
        (false, false, true) => "space with-side",
        (false, false, false) => "space",
    };
    el("article", class)
        .set("id", form.id)
        .el(head)
        .with(group("div", "notices", notices(&house, &door, shows, view.as_ref())))
        .with(stage)
        .with(under)
        .with(hand)
        .with(given)
        .with(board)
        .el(el("div", "side").with(beside).with(panel).with(chat))
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

/// Whose space it is, what it is about, and in which topics it stands.
fn about(view: &SpaceView) -> [Html; 2] {
    let description = view.description.as_ref();
    let words = description.map(|words| markdown(words.as_str()));
    [words.unwrap_or_default(), topic_links(&view.topics)]
}
