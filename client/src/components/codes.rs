//! Recovery codes, shown once.

use super::icon::{Glyph, icon};
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
            <h2 id="codes-heading">{ t.codes_heading() }</h2>
            <p class="lead">{ t.codes_lead() }</p>
            <ol class="code-list" data-testid="recovery-codes" translate="no">
                { for codes.iter().map(|code| html! { <li><code>{ code }</code></li> }) }
            </ol>
            <div class="button-row">
                <button class="button" type="button" onclick={copy}>
                    { icon(Glyph::Copy) }<span>{ t.codes_copy() }</span>
                </button>
                <a class="button" download={["causerie-", handle, ".txt"].concat()}
                    href={["data:text/plain;charset=utf-8,", &encoded(&file)].concat()}>
                    { icon(Glyph::Download) }<span>{ t.codes_download() }</span>
                </a>
            </div>
            <button class="button primary large" type="button" data-testid="codes-kept" onclick={on_kept}>
                { icon(Glyph::Check) }<span>{ t.codes_kept() }</span>
            </button>
        </section>
    }
}
