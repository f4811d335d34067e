//! People in lists: who they are, in one line that leads to them.

use super::disc::{Size, disc_of_card};
use crate::{route::Route, words::Language};
use causerie_shared::people::PersonCard;
use yew::prelude::*;

/// `action` stands at the end of the line, and may be empty.
pub(crate) fn person_row(t: Language, card: &PersonCard, action: Html) -> Html {
    html! {
        <li key={card.id.to_string()} class="person-row" data-testid="person-row">
            <a class="person-link" href={Route::profile(&card.handle)}>
                <span class="person-disc">{ disc_of_card(card, Size::Small) }</span>
                <span class="person-words">
                    <span class="person-name" dir="auto">{ card.name.as_str() }</span>
                    <span class="person-facts">
                        { "@" }{ card.handle.as_str() }{ " · " }{ t.follower_count(card.followers) }
                    </span>
                    if let Some(biography) = &card.biography {
                        <span class="person-about" dir="auto">{ biography.as_str() }</span>
                    }
                </span>
            </a>
            { action }
        </li>
    }
}
