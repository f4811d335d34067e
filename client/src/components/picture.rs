//! Choosing a picture on this device.

use super::{
    el::el,
    icon::{Glyph, icon},
    part::leaf,
};
use crate::words::Language;
use yew::prelude::*;

/// `about` is the id of the words under it.
pub(crate) fn chooser(
    t: Language,
    testid: &'static str,
    about: &'static str,
    is_wrong: bool,
    choose: Callback<Event>,
) -> Html {
    let input = el("input", "said")
        .set("type", "file")
        .set("accept", "image/png,image/jpeg,image/webp,image/gif")
        .testid(testid)
        .onchange(choose)
        .set("aria-describedby", about)
        .says("aria-invalid", is_wrong);
    let label = el("label", "button file-button").el(input).with(icon(Glyph::Camera));
    label.with(leaf("span", "", t.choose_picture())).html()
}
