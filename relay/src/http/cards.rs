//! How rows of the store look to others.

use crate::store::PersonRow;
use causerie_shared::{
    api::PastCard,
    people::PersonCard,
    view::{Lifecycle, SpaceView},
};

pub(super) fn person(row: &PersonRow) -> PersonCard {
    PersonCard {
        id: row.id,
        handle: row.handle.clone(),
        name: row.name.clone(),
        avatar: row.avatar,
        biography: row.biography.clone(),
        followers: row.followers,
        following: row.following,
    }
}

/// None while it is on air.
pub(super) fn past(view: SpaceView) -> Option<PastCard> {
    let Lifecycle::Ended { since, at, reason: _ } = view.lifecycle else { return None };
    let SpaceView { id, title, topics, language, stage, .. } = view;
    Some(PastCard { id, title, since, ended: at, topics, language, stage })
}
