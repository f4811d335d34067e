//! `/api/announcements`: spaces that are to come, for those who announce them.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        spaces::{read_id, read_json, read_optional, read_words},
        visitor::{SignedInVisitor, Visitor},
    },
    hub::{About, Missing},
    schedule::{Span, may_begin},
    store::PersonRow,
};
use axum::{
    Json,
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    announcement::{Announce, Announcement, Cancel, Coming, Zone},
    api::Hosting,
    fault::Fault,
    id::SpaceId,
    stage::Attendee,
    text::Reason,
    time::UnixMs,
    view::Ticketing,
};
use serde::Deserialize;

/// Announce a space, or keep it as a draft.
#[utoipa::path(
    post,
    path = "/api/announcements",
    tag = "announcements",
    request_body = causerie_shared::announcement::Announce,
    responses((status = 201, body = causerie_shared::announcement::Announcement), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn create(
    From(state): From<State>,
    caller: Caller,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let asked: Announce = read_json(&headers, body).await?;
    let hosting = visitor.hosting(&state).await?;
    let me = visitor.account()?.person;
    if hosting != Hosting::Allowed {
        return Err(Fault::MayNotHost { hosting }.into());
    }
    let now = clock::now();
    let id = SpaceId::v7(now.0, clock::chance_u128());
    let new = read(&state, asked, id, &me, 0, now)?;
    state.limits.space(caller.address, Some(me.id))?;
    let most = state.horizon.pending_most;
    if !state.hub.store().announce(&new, most).await? {
        return Err(Fault::TooManyAnnounced { most }.into());
    }
    tracing::info!(space = %id, starts_at = new.starts_at.0, "a space is announced");
    let location = HeaderValue::from_str(&format!("/api/announcements/{id}"))
        .unwrap_or(HeaderValue::from_static("/"));
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(new)).into_response())
}

/// Say all of it anew, over the edition that was read.
#[utoipa::path(
    put,
    path = "/api/announcements/{id}",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = causerie_shared::announcement::Announce,
    responses((status = 200, body = causerie_shared::announcement::Announcement), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn change(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let asked: Announce = read_json(&headers, body).await?;
    let old = own(&state, &id, &me.person).await?;
    if !old.state.is_pending() {
        return Err(Fault::NotAnnounced.into());
    }
    let edition = asked.edition.ok_or_else(|| Problem::unreadable("edition is missing"))?;
    if edition != old.edition {
        return Err(Fault::EditedMeanwhile { edition: old.edition }.into());
    }
    // What people were told of cannot become untold; it is cancelled, with a word for them.
    let draft = asked.draft && old.state == Coming::Draft;
    let asked = Announce { draft, ..asked };
    let new = read(&state, asked, old.id, &me.person, old.edition + 1, clock::now())?;
    let new = Announcement { cover: old.cover, ticketed: old.ticketed, ..new };
    state.limits.edit(me.person.id)?;
    if !state.hub.store().change_announcement(&new).await? {
        let newest = own(&state, &id, &me.person).await?;
        return Err(match newest.state.is_pending() {
            true => Fault::EditedMeanwhile { edition: newest.edition },
            false => Fault::NotAnnounced,
        }
        .into());
    }
    state.hub.tell_announced(new.id, &new.state);
    Ok(private(new))
}

/// Call it off, with a word for those who meant to come. A draft goes without a trace.
#[utoipa::path(
    post,
    path = "/api/announcements/{id}/cancel",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = causerie_shared::announcement::Cancel,
    responses((status = 200, body = causerie_shared::announcement::Announcement), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn cancel(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Cancel { reason } = read_json(&headers, body).await?;
    let reason: Option<Reason> = read_optional(reason.as_deref())?;
    let old = own(&state, &id, &me.person).await?;
    let cancelled = Coming::Cancelled { reason };
    if old.state == Coming::Draft && state.hub.store().discard_draft(old.id).await? {
        return Ok(private(Announcement { state: cancelled, ..old }));
    }
    if !state.hub.store().set_coming(old.id, &cancelled, clock::now()).await? {
        return Err(Fault::NotAnnounced.into());
    }
    state.hub.tell_announced(old.id, &cancelled);
    tracing::info!(space = %old.id, "an announced space is cancelled");
    Ok(private(own(&state, &id, &me.person).await?))
}

/// Begin it: at most a quarter of an hour early, at most two hours late.
#[utoipa::path(
    post,
    path = "/api/announcements/{id}/begin",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = Begin,
    responses((status = 201, body = causerie_shared::view::SpaceView), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn begin(
    From(state): From<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let Begin { backstage } = read_json(&headers, body).await?;
    let hosting = visitor.hosting(&state).await?;
    let host = visitor.holder();
    let me = visitor.account()?;
    let old = own(&state, &id, &me.person).await?;
    let now = clock::now();
    if hosting != Hosting::Allowed {
        return Err(Fault::MayNotHost { hosting }.into());
    }
    match old.state {
        Coming::Announced => may_begin(old.starts_at, now)?,
        // A second click on the same button.
        Coming::Begun => {}
        Coming::Draft | Coming::Cancelled { .. } | Coming::Missed => {
            return Err(Fault::NotAnnounced.into());
        }
    }
    let host = host.ok_or(Fault::SignInFirst)?.who();
    let store = state.hub.store();
    if old.state == Coming::Announced && !store.set_coming(old.id, &Coming::Begun, now).await? {
        // Another tab was faster: with the same, or with calling it off.
        let newest = own(&state, &id, &me.person).await?;
        if newest.state != Coming::Begun {
            return Err(Fault::NotAnnounced.into());
        }
    }
    let Announcement { title, description, topics, language, access, .. } = old;
    let sale = store.sale(old.id, now).await?;
    let ticketing = sale.map(|row| Ticketing { preview_s: row.sale.preview_s });
    if ticketing.is_some() {
        state.money.open_door(old.id).await?;
    }
    let about = About {
        title,
        description,
        topics,
        language,
        access,
        backstage,
        keeps_words: true,
        ticketing,
    };
    let begun = match state.hub.view(old.id).await {
        Ok(view) if view.lifecycle.is_over() => return Err(Fault::SpaceEnded.into()),
        Ok(view) => Ok(view),
        Err(Missing::NoSuchSpace) => state.hub.begin(old.id, about, &host).await,
        Err(missing @ Missing::Store(_)) => return Err(missing.into()),
    };
    match begun {
        Ok(view) => {
            state.hub.tell_announced(view.id, &Coming::Begun);
            tracing::info!(space = %view.id, "an announced space has begun");
            Ok((StatusCode::CREATED, Json((*view).clone())).into_response())
        }
        Err(fault) => {
            // It can be begun yet, when there is room.
            store.set_coming(old.id, &Coming::Announced, now).await?;
            Err(fault.into())
        }
    }
}

/// `POST /api/announcements/{id}/begin`
#[derive(Default, Deserialize, utoipa::ToSchema)]
pub(super) struct Begin {
    /// Whether the stage meets first, with nobody else to hear it.
    #[serde(default)]
    backstage: bool,
}

/// Drafts are for their host alone; the rest is for whoever has the link.
pub(super) fn may_see(visitor: &Visitor, found: &Announcement) -> bool {
    let is_host = match visitor {
        Visitor::Account(me) => me.person.id == found.host.person,
        Visitor::Guest(_) | Visitor::Nobody => false,
    };
    is_host || found.state != Coming::Draft
}

/// One of the visitor's own. Of others', whoever may not see it learns nothing.
pub(super) async fn own(state: &State, id: &str, me: &PersonRow) -> Result<Announcement, Problem> {
    let found = state.hub.store().announcement(read_id(id)?).await?.ok_or(Fault::NoSuchSpace)?;
    match (found.host.person == me.id, &found.state) {
        (true, _) => Ok(found),
        (false, Coming::Draft) => Err(Fault::NoSuchSpace.into()),
        (false, _) => Err(Fault::NotAllowed.into()),
    }
}

/// What was typed, judged in the order of the form.
fn read(
    state: &State,
    asked: Announce,
    id: SpaceId,
    host: &PersonRow,
    edition: u32,
    now: UnixMs,
) -> Result<Announcement, Fault> {
    let words = read_words(
        &asked.title,
        asked.description.as_deref(),
        &asked.topics,
        asked.language.as_deref(),
    )?;
    let bad_time = |time| Fault::BadTime { time };
    let zone: Zone = asked.zone.parse().map_err(bad_time)?;
    let ends = asked.ends.as_deref().map(str::trim).filter(|ends| !ends.is_empty());
    let span = Span::read(&asked.starts, ends, &zone).map_err(bad_time)?;
    state.horizon.allows(span, now).map_err(bad_time)?;
    Ok(Announcement {
        id,
        host: Attendee {
            person: host.id,
            name: host.name.clone(),
            handle: Some(host.handle.clone()),
            avatar: host.avatar,
        },
        title: words.title,
        description: words.description,
        topics: words.topics,
        language: words.language,
        access: asked.access,
        starts_at: span.starts_at,
        ends_at: span.ends_at,
        zone,
        starts: asked.starts.trim().to_owned(),
        ends: ends.map(str::to_owned),
        state: if asked.draft { Coming::Draft } else { Coming::Announced },
        edition,
        changed_at: now,
        cover: None,
        going: 0,
        reminder_min: None,
        invitations: Vec::new(),
        friends: None,
        ticketed: false,
    })
}
