//! What a ticket costs, for pages that offer one.

use super::{House, Kept, Value, use_act, use_value};
use crate::{net::entry, route::Route};
use causerie_shared::id::SpaceId;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What the button says that leads to the tickets of a space, once that is known; asked where it is
/// `wanted`, and for each visitor.
#[hook]
pub(crate) fn use_offer(house: &House, space: SpaceId, wanted: bool) -> Value<String> {
    let t = house.words();
    let offer = use_value(String::new);
    let set = offer.setter();
    let who = house.account().map_or("", |account| account.handle.as_str());
    let address = Route::Space(space).address();
    let reason = if wanted { [who, &address, t.tag()].concat() } else { String::new() };
    use_act(
        reason.into(),
        Box::new(move || {
            if wanted {
                spawn_local(async move {
                    if let Some(offer) = entry::offer(space, t).await {
                        set.set(offer);
                    }
                });
            }
            Kept::Nothing
        }),
    );
    offer
}
