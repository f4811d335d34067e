//! People in lists: who they are, in one line that leads to them.

use super::{
    disc::{Size, disc_of_card},
    part::{leaf, written},
};
use crate::{route::Route, words::Language};
use causerie_shared::people::PersonCard;
use yew::prelude::*;

/// `action` stands at the end of the line, and may be empty.
pub(crate) fn person_row(t: Language, card: &PersonCard, action: Html) -> Html {
    let facts = ["@", card.handle.as_str(), " · ", &t.follower_count(card.followers)].concat();
    html! {
        <li key={card.id.to_string()} class="person-row" data-testid="person-row">
            <a class="person-link" href={Route::profile(&card.handle)}>
                <span class="person-disc">{ disc_of_card(card, Size::Small) }</span>
                <span class="person-words">
                    { written("span", "person-name", card.name.as_str()) }
                    { leaf("span", "person-facts", &facts) }
                    if let Some(biography) = &card.biography {
                        { written("span", "person-about", biography.as_str()) }
                    }
                </span>
            </a>
            { action }
        </li>
    }
}
