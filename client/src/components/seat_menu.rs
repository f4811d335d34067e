//! What those who run the space can do for somebody on stage, and everybody for themself.

use super::{
    icon::{Glyph, icon},
    menu::Menu,
    part::{entry, press},
};
use crate::{
    hooks::{Door, Setter},
    state::{
        desk::{Entry, Open, Toward, entries},
        room::Input,
    },
    words::Language,
};
use causerie_shared::{command::Command, report::About, role::Role, view::Seat};
use std::rc::Rc;
use yew::prelude::*;

pub(crate) fn seat_menu(
    t: Language,
    door: &Rc<Door>,
    open: &Setter<Open>,
    role: Role,
    seat: &Seat,
    toward: Toward,
) -> Html {
    let offered = entries(role, seat, toward);
    if offered.is_empty() {
        return Html::default();
    }
    let voice = seat.voice;
    let asks = |what: Open| {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(what))
    };
    let hears = |heard: bool| {
        let (door, person) = (door.clone(), seat.person);
        Callback::from(move |_: MouseEvent| door.happen(Input::Hear { person, heard }))
    };
    let item = |what: Entry| {
        let (testid, glyph, words, act) = match what {
            Entry::StepDown => {
                ("seat-step-down", Glyph::Headphones, t.step_down(), door.does(Command::StepDown))
            }
            Entry::CaptionMeNot => {
                let act = door.does(Command::SetCaptioned { captioned: false });
                ("seat-caption-not", Glyph::CaptionsOff, t.caption_me_not(), act)
            }
            Entry::CaptionMe => {
                let act = door.does(Command::SetCaptioned { captioned: true });
                ("seat-caption", Glyph::Captions, t.caption_me(), act)
            }
            Entry::HearNot => ("seat-hear-not", Glyph::Muted, t.hear_not(), hears(false)),
            Entry::HearAgain => ("seat-hear-again", Glyph::Headphones, t.hear_again(), hears(true)),
            Entry::Report => {
                let act = asks(Open::Report(About::Voice { voice }));
                ("seat-report", Glyph::Flag, t.report(), act)
            }
            Entry::Block => ("seat-block", Glyph::Ban, t.block(), asks(Open::Block(voice))),
            Entry::Mute => {
                ("seat-mute", Glyph::MicOff, t.mute(), door.does(Command::MuteOther { voice }))
            }
            Entry::AskToUnmute => {
                let act = door.does(Command::AskToUnmute { voice });
                ("seat-ask-to-unmute", Glyph::Mic, t.ask_to_unmute(), act)
            }
            Entry::MakeCoHost => {
                let act = door.does(Command::MakeCoHost { voice });
                ("seat-make-co-host", Glyph::Host, t.make_co_host(), act)
            }
            Entry::MakeSpeaker => {
                let act = door.does(Command::MakeSpeaker { voice });
                ("seat-make-speaker", Glyph::Person, t.make_speaker(), act)
            }
            Entry::HandOver => {
                ("seat-hand-over", Glyph::Key, t.hand_over(), asks(Open::HandOver(voice)))
            }
            Entry::SendToAudience => {
                let act = door.does(Command::SendToAudience { voice });
                ("seat-to-audience", Glyph::Headphones, t.send_to_audience(), act)
            }
            Entry::ShowOut => {
                ("seat-show-out", Glyph::Leave, t.show_out(), asks(Open::ShowOut(seat.person)))
            }
        };
        entry(press("menu-item", testid, Some(glyph), words, act))
    };
    let items: Html = offered.into_iter().map(item).collect();
    html! {
        <Menu face={icon(Glyph::Ellipsis)} label={t.menu_of(seat.name.as_str())} class="seat-more" testid="seat-menu">{ items }</Menu>
    }
}
