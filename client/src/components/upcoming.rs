//! Announced spaces as lists show them.

use super::{
    cover::cover,
    disc::{Size, disc},
    el::el,
    part::{leaf, written},
};
use crate::{hooks::unix_ms, route::Route, state::coming::standing, webapi, words::Language};
use causerie_shared::announcement::{Announcement, Coming};
use yew::prelude::*;

/// One of them, in a row: when, what, and whose.
pub(crate) fn upcoming_row(t: Language, one: &Announcement) -> Html {
    let when = webapi::moment(one.starts_at.0, t.tag(), None);
    let standing = standing(t, one, unix_ms());
    let class = match one.state {
        Coming::Announced | Coming::Draft => "upcoming-link",
        Coming::Begun | Coming::Cancelled { .. } | Coming::Missed => "upcoming-link over",
    };
    let host = &one.host;
    let face = disc(host.person, host.name.as_str(), host.avatar, Size::Small);
    let facts = el("span", "person-facts")
        .words(&t.with_host(host.name.as_str()))
        .words(" · ")
        .words(&standing);
    let facts = if one.ticketed { facts.words(" · ").words(t.tickets()) } else { facts };
    let link = el("a", class)
        .put("href", Route::Space(one.id).address())
        .testid("upcoming")
        .el(el("span", "upcoming-cover").el(cover(one.id, one.cover, Size::Small)).el(el(
            "span",
            "upcoming-face",
        )
        .with(face)))
        .el(el("span", "upcoming-words")
            .with(leaf("span", "upcoming-when", &when))
            .with(written("span", "past-title", one.title.as_str()))
            .el(facts));
    el("li", "past-row").key(one.id.to_string()).el(link).html()
}
