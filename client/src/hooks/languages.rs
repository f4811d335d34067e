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
        let mut languages: Vec<(String, Language)> = Vec::new();
        // Some forty of them: std's sort is more code than this page has.
        for new in Language::all().map(named) {
            let at = languages.partition_point(|(name, _)| compare(name, &new.0, reader).is_lt());
            languages.insert(at, new);
        }
        languages
    })
}
