//! A picture on this device that somebody has chosen, as a page can show it.

use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement, Url};
use yew::prelude::*;

pub(crate) struct Chosen {
    pub(crate) file: File,
    pub(crate) address: String,
}

impl Chosen {
    /// What was chosen in the field that it happened to.
    pub(crate) fn of(event: &Event) -> Option<Rc<Self>> {
        let input: HtmlInputElement = event.target()?.unchecked_into();
        let file = input.files().and_then(|files| files.item(0));
        // The same file can be chosen again after it was refused.
        input.set_value("");
        let file = file?;
        let address = Url::create_object_url_with_blob(&file).ok()?;
        Some(Rc::new(Self { file, address }))
    }
}

/// One address is one file.
impl PartialEq for Chosen {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address
    }
}

impl Drop for Chosen {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.address);
    }
}
