//! People in lists: who they are, in one line that leads to them.

use super::{
    disc::{Size, disc_of_card},
    el::el,
    part::{leaf, written},
};
use crate::{route::Route, words::Language};
use causerie_shared::people::PersonCard;
use yew::prelude::*;

/// `action` stands at the end of the line, and may be empty.
pub(crate) fn person_row(t: Language, card: &PersonCard, action: Html) -> Html {
    let facts = ["@", card.handle.as_str(), " · ", &t.follower_count(card.followers)].concat();
    let biography = card.biography.as_ref();
    let words = el("span", "person-words")
        .with(written("span", "person-name", card.name.as_str()))
        .with(leaf("span", "person-facts", &facts))
        .each(biography.into_iter().map(|words| written("span", "person-about", words.as_str())));
    let link = el("a", "person-link")
        .put("href", Route::profile(&card.handle))
        .el(el("span", "person-disc").with(disc_of_card(card, Size::Small)))
        .el(words);
    el("li", "person-row")
        .key(card.id.to_string())
        .testid("person-row")
        .el(link)
        .with(action)
        .html()
}
