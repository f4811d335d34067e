//! Recovery codes, shown once.

use super::{
    el::el,
    icon::Glyph,
    part::{button, leads, leaf, row, section},
};
use crate::{hooks::House, state::filter::encoded, webapi};
use yew::prelude::*;

/// `on_kept`: the reader says that they have them.
pub(crate) fn codes(
    house: &House,
    handle: &str,
    codes: &[String],
    on_kept: Callback<MouseEvent>,
) -> Html {
    let t = house.words();
    let list = codes.join("\n");
    let site = webapi::host();
    let file = [&t.codes_file(handle, &site), "\n\n", &list, "\n"].concat();
    let copy = {
        let (house, list) = (house.clone(), list);
        Callback::from(move |_| house.copy(list.clone(), t.copied()))
    };
    let list = el("ol", "code-list")
        .testid("recovery-codes")
        .set("translate", "no")
        .each(codes.iter().map(|code| el("li", "").with(leaf("code", "", code)).html()));
    let address = ["data:text/plain;charset=utf-8,", &encoded(&file)].concat();
    let download =
        leads("button", "codes-download", Some(Glyph::Download), t.codes_download(), address)
            .put("download", ["causerie-", handle, ".txt"].concat());
    section(
        "codes",
        "codes-heading",
        t.codes_heading(),
        vec![
            leaf("p", "lead", t.codes_lead()),
            list.html(),
            row(vec![
                button("button", "codes-copy", Some(Glyph::Copy), t.codes_copy(), copy),
                download.html(),
            ]),
            button(
                "button primary large",
                "codes-kept",
                Some(Glyph::Check),
                t.codes_kept(),
                on_kept,
            ),
        ],
    )
}
