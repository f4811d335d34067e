//! Signs that anybody can give: a row of buttons with how many were given. One that is being given
//! warms up for a moment.

use super::{
    el::{el, when},
    icon::{Glyph, icon},
    part::press,
};
use crate::{hooks::Door, words::Language};
use causerie_shared::{command::Command, talk::Reaction, view::SpaceView};
use std::rc::Rc;
use yew::prelude::*;

pub(crate) fn reactions(t: Language, door: &Rc<Door>, view: &SpaceView) -> Html {
    let one = |(reaction, given): (Reaction, u32)| {
        let (testid, glyph, words) = match reaction {
            Reaction::Applause => ("react-applause", Glyph::Applause, t.reaction_applause()),
            Reaction::Heart => ("react-heart", Glyph::Heart, t.reaction_heart()),
            Reaction::Laugh => ("react-laugh", Glyph::Laugh, t.reaction_laugh()),
            Reaction::Wow => ("react-wow", Glyph::Wow, t.reaction_wow()),
            Reaction::Agree => ("react-agree", Glyph::Agree, t.reaction_agree()),
        };
        // Another number is another element, and so warms up anew.
        let is_warm = door.room().was_given(reaction);
        let count = when(given > 0, || {
            el("span", if is_warm { "reaction-count warm" } else { "reaction-count" })
                .key(given)
                .words(&t.number(u64::from(given)))
        });
        let rising = when(is_warm, || {
            el("span", "reaction-rising").key(given).set("aria-hidden", "true").with(icon(glyph))
        });
        let act = door.does(Command::React { reaction });
        press("reaction", testid, Some(glyph), words, act)
            .el(el("span", "").with(count))
            .el(el("span", "").with(rising))
            .html()
    };
    el("div", "reactions")
        .testid("reactions")
        .set("role", "group")
        .set("aria-label", t.reactions())
        .each(Reaction::ALL.into_iter().zip(view.reactions).map(one))
        .html()
}
