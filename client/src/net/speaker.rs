//! The speaker link that a space's page was opened by: kept for this tab, so that it outlives a
//! reload and a way to the sign-in page, and out of the address, which people copy and show.

use crate::{route::speaker_link_in, webapi};
use causerie_shared::id::SpaceId;
use web_sys::Storage;

/// Takes the link out of the address. Whether there was one.
pub(crate) fn take(space: SpaceId) -> bool {
    let Some(fragment) = webapi::fragment() else { return false };
    let Some(link) = speaker_link_in(&fragment) else { return false };
    webapi::drop_fragment();
    storage().is_some_and(|storage| storage.set_item(&key(space), link).is_ok())
}

pub(crate) fn link(space: SpaceId) -> Option<String> {
    storage()?.get_item(&key(space)).ok().flatten()
}

fn key(space: SpaceId) -> String {
    ["causerie.speak.", &space.to_string()].concat()
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
