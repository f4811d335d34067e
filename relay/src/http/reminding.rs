//! `/api/reminding`: how somebody is reminded, and where: in which browsers, at which address, and in
//! a calendar of their own.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        reminded::{Reminded, with_cookie},
        spaces::read_json,
        visitor::{SignedInVisitor, Visitor},
    },
    outbox::is_key,
    people::tokens::hex,
    store::{AddressRow, SubscriptionRow},
};
use axum::{body::Body, extract::State as From, http::HeaderMap, response::Response};
use causerie_shared::{
    announcement::Zone,
    fault::Fault,
    id::PersonId,
    notification::{Address, Remind, Reminding, SetAddress, SetLead, Subscribe, Unsubscribe},
};
use ring::digest::{SHA256, digest};

/// How one is reminded, and where.
#[utoipa::path(
    get,
    path = "/api/reminding",
    tag = "reminding",
    responses((status = 200, body = causerie_shared::notification::Reminding), crate::http::openapi::Refused)
)]
pub(super) async fn get(From(state): From<State>, reminded: Reminded) -> Result<Response, Problem> {
    Ok(private(reminding(&state, reminded).await?))
}

/// How long before the beginning one is reminded, where one says nothing else.
#[utoipa::path(
    patch,
    path = "/api/reminding",
    tag = "reminding",
    request_body = causerie_shared::notification::SetLead,
    responses((status = 200, body = causerie_shared::notification::Reminding), crate::http::openapi::Refused)
)]
pub(super) async fn set_lead(
    From(state): From<State>,
    caller: Caller,
    reminded: Reminded,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let SetLead { lead_min } = read_json(&headers, body).await?;
    let lead_min = lead(lead_min)?;
    state.limits.remind(caller.address)?;
    let (id, cookie) = reminded.or_new(&state, &caller);
    state.hub.store().set_lead(id, lead_min).await?;
    let reminding = reminding(&state, known(reminded, id)).await?;
    Ok(with_cookie(cookie, private(reminding)))
}

/// Be told in this browser, also while no page is open.
#[utoipa::path(
    put,
    path = "/api/reminding/push",
    tag = "reminding",
    request_body = causerie_shared::notification::Subscribe,
    responses((status = 200, body = causerie_shared::notification::Reminding), crate::http::openapi::Refused)
)]
pub(super) async fn subscribe(
    From(state): From<State>,
    caller: Caller,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let reminded = Reminded::of(&state, &visitor, &headers);
    let session = match &visitor {
        Visitor::Account(me) => Some(me.session),
        Visitor::Guest(_) | Visitor::Nobody => None,
    };
    let asked: Subscribe = read_json(&headers, body).await?;
    state
        .messages
        .endpoints
        .check(&asked.endpoint)
        .map_err(|refused| Problem::unreadable(refused.to_string()))?;
    if !is_key(&asked.p256dh, &asked.auth) {
        return Err(Problem::unreadable("p256dh and auth are no keys of a browser"));
    }
    let zone = zone(&asked.zone)?;
    state.limits.remind(caller.address)?;
    let (person, cookie) = reminded.or_new(&state, &caller);
    let row = SubscriptionRow {
        id: device(&asked.endpoint),
        person,
        session,
        endpoint: asked.endpoint,
        p256dh: asked.p256dh,
        auth: asked.auth,
        tongue: asked.language,
        zone,
        created_at: clock::now(),
    };
    state.hub.store().subscribe(&row).await?;
    let reminding = reminding(&state, known(reminded, person)).await?;
    Ok(with_cookie(cookie, private(reminding)))
}

/// Be told in this browser no more.
#[utoipa::path(
    delete,
    path = "/api/reminding/push",
    tag = "reminding",
    request_body = causerie_shared::notification::Unsubscribe,
    responses((status = 200, body = causerie_shared::notification::Reminding), crate::http::openapi::Refused)
)]
pub(super) async fn unsubscribe(
    From(state): From<State>,
    reminded: Reminded,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Unsubscribe { endpoint } = read_json(&headers, body).await?;
    if let Some(id) = reminded.id() {
        state.hub.store().unsubscribe(&device(&endpoint), id).await?;
    }
    Ok(private(reminding(&state, reminded).await?))
}

/// Be told by e-mail at an address, once whoever reads there has said yes.
#[utoipa::path(
    put,
    path = "/api/reminding/address",
    tag = "reminding",
    request_body = causerie_shared::notification::SetAddress,
    responses((status = 200, body = causerie_shared::notification::Reminding), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn set_address(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let asked: SetAddress = read_json(&headers, body).await?;
    if !state.messages.has_mail {
        return Err(Problem::unreadable("this relay sends no letters"));
    }
    let address = asked.address.trim();
    if address.len() > ADDRESS_MOST || address.parse::<lettre::Address>().is_err() {
        return Err(Fault::BadAddress.into());
    }
    let zone = zone(&asked.zone)?;
    let (id, store) = (me.person.id, state.hub.store());
    let before = store.address(id).await?;
    // Asked again for what is there, nobody is written to again.
    let is_there = before.is_some_and(|it| it.is_confirmed && it.address == address);
    if !is_there {
        state.limits.address(id)?;
        let row = AddressRow {
            address: address.to_owned(),
            tongue: asked.language,
            zone,
            asked_at: clock::now(),
            is_confirmed: false,
        };
        store.set_address(id, &row).await?;
    }
    Ok(private(reminding(&state, Reminded::Account(id)).await?))
}

/// Be told by e-mail no more.
#[utoipa::path(
    delete,
    path = "/api/reminding/address",
    tag = "reminding",
    responses((status = 200, body = causerie_shared::notification::Reminding), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn forget_address(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    state.hub.store().forget_address(me.person.id).await?;
    Ok(private(reminding(&state, Reminded::Account(me.person.id)).await?))
}

/// Another secret address for one's calendar; the one before leads nowhere.
#[utoipa::path(
    post,
    path = "/api/reminding/calendar",
    tag = "reminding",
    responses((status = 200, body = causerie_shared::notification::Reminding), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn renew_calendar(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    state.limits.remind(caller.address)?;
    let id = me.person.id;
    state.hub.store().renew_calendar(id).await?;
    Ok(private(reminding(&state, Reminded::Account(id)).await?))
}

/// RFC 5321, section 4.5.3.1.3.
const ADDRESS_MOST: usize = 254;

async fn reminding(state: &State, reminded: Reminded) -> Result<Reminding, Problem> {
    let (store, messages) = (state.hub.store(), &state.messages);
    let mut told = Reminding {
        lead_min: Remind::DEFAULT_MIN,
        devices: Vec::new(),
        push_key: messages.vapid.public_key(),
        has_mail: messages.has_mail,
        address: None,
        calendar: None,
    };
    let Some(id) = reminded.id() else { return Ok(told) };
    let wishes = store.wishes(id).await?;
    told.lead_min = wishes.lead_min;
    told.devices = store.subscriptions_of(id).await?;
    if let Reminded::Account(id) = reminded {
        let address = store.address(id).await?;
        told.address =
            address.map(|row| Address { address: row.address, is_confirmed: row.is_confirmed });
        let token = messages.links.write_calendar(id, wishes.calendar);
        told.calendar = Some(format!("/api/reminders/{token}/calendar.ics"));
    }
    Ok(told)
}

/// Whoever was nobody is a browser from here on.
const fn known(before: Reminded, id: PersonId) -> Reminded {
    match before {
        Reminded::Account(_) => before,
        Reminded::Browser(_) | Reminded::Nobody => Reminded::Browser(id),
    }
}

/// The name of a browser, which it can make itself of its endpoint: SHA-256 in 64 hexadecimal digits.
fn device(endpoint: &str) -> String {
    hex(digest(&SHA256, endpoint.as_bytes()).as_ref())
}

pub(super) fn lead(lead_min: u32) -> Result<u32, Problem> {
    if lead_min > Remind::MOST_MIN {
        return Err(Problem::unreadable(format!("lead_min: 0 to {}", Remind::MOST_MIN)));
    }
    Ok(lead_min)
}

/// A zone is for the words of a message alone, so one that nobody knows is that of London in winter.
fn zone(name: &str) -> Result<Zone, Problem> {
    let name = if name.is_empty() { "UTC" } else { name };
    name.parse().map_err(|time| Fault::BadTime { time }.into())
}
