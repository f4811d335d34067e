//! A person as a disc: their picture, or a pattern and letters that are theirs, in their hue.

use super::{el::el, part::leaf};
use crate::state::face::{Face, Pattern, initials};
use causerie_shared::{
    id::{AvatarId, PersonId},
    people::PersonCard,
    view::Seat,
};
use yew::prelude::*;

/// Which of the two pictures the relay keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// 96 pixels, for lists.
    Small,
    /// 512 pixels.
    Large,
}

pub(crate) fn disc(person: PersonId, name: &str, picture: Option<AvatarId>, size: Size) -> Html {
    let face = Face::of(person);
    // The pattern stands under the picture too, until it is there.
    let disc = el("span", "")
        .put("class", ["disc hue-", &face.hue.to_string()].concat())
        .set("aria-hidden", "true")
        .with(pattern(face))
        .with(leaf("span", "disc-letters", &initials(name)));
    match picture {
        None => disc.html(),
        Some(picture) => {
            let picture = el("img", "disc-picture").put("src", address(picture, size));
            disc.el(picture.set("alt", "").set("decoding", "async")).html()
        }
    }
}

pub(crate) fn disc_of_seat(seat: &Seat, size: Size) -> Html {
    disc(seat.person, seat.name.as_str(), seat.avatar, size)
}

pub(crate) fn disc_of_card(card: &PersonCard, size: Size) -> Html {
    disc(card.id, card.name.as_str(), card.avatar, size)
}

fn address(picture: AvatarId, size: Size) -> String {
    let size = match size {
        Size::Small => "/small",
        Size::Large => "/large",
    };
    ["/api/pictures/", &picture.to_string(), size].concat()
}

/// The picture carries no words of people, so it may be handed over as markup.
fn pattern(face: Face) -> Html {
    let shapes = match face.pattern {
        Pattern::Rings => {
            r#"<circle cx="50" cy="106" r="34"/><circle cx="50" cy="106" r="56"/><circle cx="50" cy="106" r="78"/><circle cx="50" cy="106" r="100"/>"#
        }
        Pattern::Stripes => {
            r#"<path d="M-25-25V125M-5-25V125M15-25V125M35-25V125M55-25V125M75-25V125M95-25V125M115-25V125"/>"#
        }
        Pattern::Petals => {
            r#"<circle cx="20" cy="20" r="30"/><circle cx="80" cy="20" r="30"/><circle cx="20" cy="80" r="30"/><circle cx="80" cy="80" r="30"/><circle cx="50" cy="50" r="30"/>"#
        }
        Pattern::Waves => {
            r#"<path d="M-20 0q17.500-18 35 0t35 0 35 0 35 0M-20 25q17.500-18 35 0t35 0 35 0 35 0M-20 50q17.500-18 35 0t35 0 35 0 35 0M-20 75q17.500-18 35 0t35 0 35 0 35 0M-20 100q17.500-18 35 0t35 0 35 0 35 0"/>"#
        }
        Pattern::Dots => {
            r#"<path class="dots" d="M5 5h.1M35 5h.1M65 5h.1M95 5h.1M20 27h.1M50 27h.1M80 27h.1M5 50h.1M35 50h.1M65 50h.1M95 50h.1M20 73h.1M50 73h.1M80 73h.1M5 95h.1M35 95h.1M65 95h.1M95 95h.1"/>"#
        }
        Pattern::Tiles => {
            r#"<path d="M0 25h100M0 50h100M0 75h100M25 0v25M75 0v25M50 25v25M0 25v25M100 25v25M25 50v25M75 50v25M50 75v25"/>"#
        }
    };
    let turn = face.turn;
    Html::from_html_unchecked(AttrValue::from(format!(
        r#"<svg class="disc-pattern" viewBox="0 0 100 100"><g transform="rotate({turn} 50 50)">{shapes}</g></svg>"#
    )))
}
