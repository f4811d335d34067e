//! The name of a page, in the tab and for whoever cannot see that the page changed.

use super::{Kept, use_act};
use yew::prelude::*;

#[hook]
pub(crate) fn use_title(title: Option<String>) {
    let title = match title {
        Some(title) => [title.as_str(), " · Causerie"].concat(),
        None => "Causerie".to_owned(),
    };
    let reason = AttrValue::from(title.clone());
    use_act(
        reason,
        Box::new(move || {
            if let Some(document) = web_sys::window().and_then(|window| window.document()) {
                document.set_title(&title);
            }
            Kept::Nothing
        }),
    );
}
