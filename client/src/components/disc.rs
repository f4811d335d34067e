//! A person as a disc: their picture, or a pattern and letters that are theirs, in their hue.

use super::el::el;
use causerie_shared::{
    face::{Face, initials},
    id::{AvatarId, PersonId},
    people::PersonCard,
    view::Seat,
};
use yew::prelude::*;

/// Which of the two pictures the relay keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// For lists: 96 pixels, of a cover 600.
    Small,
    /// 512 pixels, of a cover 1200.
    Large,
}

pub(crate) fn disc(person: PersonId, name: &str, picture: Option<AvatarId>, size: Size) -> Html {
    let face = Face::of(person);
    // The pattern stands under the picture too, until it is there.
    let disc = el("span", "")
        .put("class", ["disc hue-", &face.hue.to_string()].concat())
        .set("aria-hidden", "true")
        .with(pattern(face))
        // Drawn by the style sheet, for they are a picture: as words, whoever gives orders by voice
        // would have to say them.
        .el(el("span", "disc-letters").put("data-letters", initials(name)));
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
    ["/api/pictures/", &picture.to_string(), size_name(size)].concat()
}

/// The end of its address.
pub(super) const fn size_name(size: Size) -> &'static str {
    match size {
        Size::Small => "/small",
        Size::Large => "/large",
    }
}

/// The picture carries no words of people, so it may be handed over as markup.
pub(super) fn pattern(face: Face) -> Html {
    let (shapes, turn) = (face.pattern.shapes(), face.turn);
    Html::from_html_unchecked(AttrValue::from(format!(
        r#"<svg class="disc-pattern" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice"><g transform="rotate({turn} 50 50)">{shapes}</g></svg>"#
    )))
}
