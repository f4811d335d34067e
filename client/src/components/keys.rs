//! The keys, for whoever asks with `?`.

use super::dialog::Dialog;
use crate::hooks::use_words;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct KeysProps {
    pub(crate) on_close: Callback<()>,
}

#[component]
pub(crate) fn Keys(props: &KeysProps) -> Html {
    let t = use_words();
    let keys = [
        ("L", t.key_listen()),
        ("M", t.key_mute()),
        (t.key_space_bar(), t.key_talk()),
        ("?", t.key_help()),
    ];
    html! {
        <Dialog heading={t.keys_heading()} on_close={props.on_close.clone()} testid="keys-dialog">
            <dl class="keys">
                { for keys.iter().map(|(key, words)| html! {
                    <div><dt><kbd>{ key }</kbd></dt><dd>{ words }</dd></div>
                }) }
            </dl>
        </Dialog>
    }
}
