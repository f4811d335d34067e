//! The languages that a space can be in, by the names that the reader gives them.

use super::use_words;
use crate::webapi::{LanguageNames, compare};
use causerie_shared::language::Language;
use std::rc::Rc;
use yew::prelude::*;

pub(crate) type Languages = Rc<Vec<(String, Language)>>;

/// In the reader's alphabetical order.
#[hook]
pub(crate) fn use_languages() -> Languages {
    let reader = use_words().tag();
    use_memo(reader, |reader| {
        let names = LanguageNames::for_reader(reader);
        let named = |language: Language| (names.of(language.as_str()), language);
        let mut languages: Vec<_> = Language::all().map(named).collect();
        languages.sort_by(|(one, _), (other, _)| compare(one, other, reader));
        languages
    })
}
