//! What a ticket costs, for pages that offer one.

use super::{Kept, Value, use_act, use_value};
use crate::{
    net::entry::{self, Offer},
    webapi,
    words::Language,
};
use causerie_shared::id::SpaceId;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Asked once it is `wanted`, and for each visitor.
#[hook]
pub(crate) fn use_offer(space: SpaceId, who: &str, wanted: bool) -> Value<Option<Offer>> {
    let offer = use_value(|| None);
    let set = offer.setter();
    let reason = if wanted { [who, "@", &space.to_string()].concat() } else { String::new() };
    use_act(
        reason.into(),
        Box::new(move || {
            if wanted {
                spawn_local(async move { set.set(entry::offer(space).await) });
            }
            Kept::Nothing
        }),
    );
    offer
}

/// What the button says that leads to the tickets.
pub(crate) fn offered(t: Language, offer: Option<Offer>) -> String {
    let Some(Offer { currency, least, test, held, .. }) = offer else {
        return t.get_a_ticket().to_owned();
    };
    if held {
        return t.pay_for_held_seat().to_owned();
    }
    let Some(least) = least else { return t.see_tickets().to_owned() };
    let price = webapi::money(i64::try_from(least).unwrap_or(i64::MAX), currency, t.tag());
    if test { t.get_ticket_test(&price) } else { t.get_ticket(&price) }
}
