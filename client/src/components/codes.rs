//! Recovery codes, shown once.

use super::{
    icon::{Glyph, icon},
    part::{button, heading, leaf},
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
    html! {
        <section class="codes" aria-labelledby="codes-heading">
            { heading("codes-heading", t.codes_heading()) }
            { leaf("p", "lead", t.codes_lead()) }
            <ol class="code-list" data-testid="recovery-codes" translate="no">
                { for codes.iter().map(|code| html! { <li>{ leaf("code", "", code) }</li> }) }
            </ol>
            <div class="button-row">
                { button("button", "codes-copy", Some(Glyph::Copy), t.codes_copy(), copy) }
                <a class="button" download={["causerie-", handle, ".txt"].concat()}
                    href={["data:text/plain;charset=utf-8,", &encoded(&file)].concat()}>
                    { icon(Glyph::Download) }<span>{ t.codes_download() }</span>
                </a>
            </div>
            { button("button primary large", "codes-kept", Some(Glyph::Check), t.codes_kept(), on_kept) }
        </section>
    }
}
