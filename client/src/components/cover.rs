//! The cover of a space that is to come: its picture, or a pattern in its hue.

use super::{
    disc::{Size, pattern, size_name},
    el::{El, el},
};
use causerie_shared::{
    face::Face,
    id::{CoverId, SpaceId},
};

/// Decoration: it says nothing that the words beside it do not.
pub(crate) fn cover(space: SpaceId, picture: Option<CoverId>, size: Size) -> El {
    let face = Face::of_space(space);
    // The pattern stands under the picture too, until it is there.
    let cover = el("span", "")
        .put("class", ["cover hue-", &face.hue.to_string()].concat())
        .set("aria-hidden", "true")
        .with(pattern(face));
    match picture {
        None => cover,
        Some(picture) => {
            let address = ["/api/covers/", &picture.to_string(), size_name(size)].concat();
            cover.el(image(address))
        }
    }
}

pub(crate) fn image(address: String) -> El {
    el("img", "disc-picture").put("src", address).set("alt", "").set("decoding", "async")
}
