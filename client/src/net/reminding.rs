//! The relay's doors about how one is reminded, and this browser's part in it.

use super::api::{Answer, Body, Failed, ask, read};
use crate::{
    webapi,
    wire::{self, Json, Read},
    words::Language,
};
use causerie_shared::{
    id::SpaceId,
    notification::{Reminding, SetAddress, Subscribe, Tongue, Unread},
};
use wasm_bindgen::JsValue;

const DOOR: &str = "/api/reminding";
const PUSH: &str = "/api/reminding/push";
const ADDRESS: &str = "/api/reminding/address";

pub(crate) async fn look() -> Answer<Reminding> {
    read(ask("GET", DOOR, Body::None).await)
}

pub(crate) async fn set_lead(lead_min: u32) -> Answer<Reminding> {
    read(ask("PATCH", DOOR, Body::Json(wire::set_lead(lead_min))).await)
}

/// Be told in time of a space, when it begins, and of what changes.
pub(crate) async fn remind(space: SpaceId, lead_min: Option<u32>) -> Answer<()> {
    let body = Body::Json(lead_min.map_or_else(|| "{}".to_owned(), wire::set_lead));
    super::api::send("PUT", &reminder(space), body, None).await.map(drop)
}

pub(crate) async fn remind_no_more(space: SpaceId) -> Answer<()> {
    super::api::send("DELETE", &reminder(space), Body::None, None).await.map(drop)
}

fn reminder(space: SpaceId) -> String {
    ["/api/announcements/", &space.to_string(), "/reminder"].concat()
}

pub(crate) async fn unread() -> Answer<Unread> {
    read(ask("GET", "/api/notifications/unread", Body::None).await)
}

pub(crate) async fn set_address(address: String, t: Language) -> Answer<Reminding> {
    let asked = SetAddress { address, language: tongue(t), zone: webapi::zone() };
    read(ask("PUT", ADDRESS, Body::Json(wire::set_address(&asked))).await)
}

pub(crate) async fn forget_address() -> Answer<Reminding> {
    read(ask("DELETE", ADDRESS, Body::None).await)
}

pub(crate) async fn renew_calendar() -> Answer<Reminding> {
    read(ask("POST", "/api/reminding/calendar", Body::None).await)
}

/// What keeps this browser from telling.
pub(crate) enum Untold {
    /// Whoever has it, or the browser itself, would not.
    Browser,
    Relay(Failed),
}

/// Has this browser tell, also while no page is open. For a click.
pub(crate) async fn tell_here(t: Language) -> Result<(), Untold> {
    if !webapi::may_show().await {
        return Err(Untold::Browser);
    }
    let key = look().await.map_err(Untold::Relay)?.push_key;
    let subscription = webapi::subscribe(&key).await.ok_or(Untold::Browser)?;
    let asked = subscribed(&subscription, t).ok_or(Untold::Browser)?;
    let told: Answer<Reminding> = read(ask("PUT", PUSH, Body::Json(wire::subscribe(&asked))).await);
    told.map(drop).map_err(Untold::Relay)
}

/// Has it tell no more; where it does not, nothing is asked of the relay.
pub(crate) async fn tell_here_no_more() -> Answer<()> {
    let Some((endpoint, subscription)) = own().await else { return Ok(()) };
    let done: Answer<Reminding> =
        read(ask("DELETE", PUSH, Body::Json(wire::unsubscribe(&endpoint))).await);
    webapi::unsubscribe(&subscription).await;
    done.map(drop)
}

/// Whether this browser tells whoever asks.
pub(crate) async fn tells_here() -> bool {
    let Some((endpoint, _)) = own().await else { return false };
    let (name, known) = (webapi::sha256(&endpoint).await, look().await);
    matches!((name, known), (Some(name), Ok(known)) if known.devices.contains(&name))
}

async fn own() -> Option<(String, JsValue)> {
    let (json, subscription) = webapi::subscription().await?;
    Some((String::read(Json::parse(&json)?.get("endpoint"))?, subscription))
}

fn subscribed(json: &str, t: Language) -> Option<Subscribe> {
    let json = Json::parse(json)?;
    let keys = json.get("keys");
    Some(Subscribe {
        endpoint: String::read(json.get("endpoint"))?,
        p256dh: String::read(keys.get("p256dh"))?,
        auth: String::read(keys.get("auth"))?,
        language: tongue(t),
        zone: webapi::zone(),
    })
}

const fn tongue(t: Language) -> Tongue {
    match t {
        Language::English => Tongue::En,
        Language::French => Tongue::Fr,
    }
}
