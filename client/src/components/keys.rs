//! The keys, for whoever asks with `?`.

use super::dialog::Dialog;
use crate::words::Language;
use yew::prelude::*;

pub(crate) fn keys(t: Language, on_close: Callback<()>) -> Html {
    let keys = [
        ("L", t.key_listen()),
        ("M", t.key_mute()),
        (t.key_space_bar(), t.key_talk()),
        ("?", t.key_help()),
    ];
    html! {
        <Dialog heading={t.keys_heading()} {on_close} testid="keys-dialog">
            <dl class="keys">
                { for keys.iter().map(|(key, words)| html! {
                    <div><dt><kbd>{ key }</kbd></dt><dd>{ words }</dd></div>
                }) }
            </dl>
        </Dialog>
    }
}
