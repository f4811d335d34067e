//! The keys, for whoever asks with `?`.

use super::{dialog::Dialog, el::el, part::leaf};
use crate::words::Language;
use yew::prelude::*;

pub(crate) fn keys(t: Language, on_close: Callback<()>) -> Html {
    let keys = [
        ("L", t.key_listen()),
        ("C", t.key_captions()),
        ("H", t.key_hand()),
        ("M", t.key_mute()),
        (t.key_space_bar(), t.key_talk()),
        ("?", t.key_help()),
    ];
    let line = |(key, words): &(&str, &str)| {
        let key = el("dt", "").with(leaf("kbd", "", key));
        el("div", "").el(key).with(leaf("dd", "", words)).html()
    };
    let keys = el("dl", "keys").each(keys.iter().map(line)).html();
    html! { <Dialog heading={t.keys_heading()} {on_close} testid="keys-dialog">{ keys }</Dialog> }
}
