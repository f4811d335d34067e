//! `/api/announcements`: spaces that are to come.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::{event_stream, private},
        caller::Caller,
        invitations::guests_and_friends,
        limits::Place,
        openapi::Refused,
        paging,
        reminded::Reminded,
        spaces::{read_id, read_json, read_words},
        visitor::{SignedInVisitor, Visitor},
    },
    hub::{About, Missing},
    schedule::{Span, may_begin, missed_before},
    store::{Liveness, PersonRow, Upcoming},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State as From, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response, sse::Event},
};
use causerie_shared::{
    announcement::{Announce, Announcement, AnnouncementList, Cancel, Coming, Zone},
    api::Hosting,
    fault::Fault,
    handle::Handle,
    id::SpaceId,
    stage::Attendee,
    text::{Reason, TextFault},
    time::UnixMs,
    topic::TopicsFault,
};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use std::{convert::Infallible, sync::Arc};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Announcements in one answer of a list.
const PAGE: u32 = 50;

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
    let new = Announcement { cover: old.cover, ..new };
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

/// What is said of a space that is to come, or was.
#[utoipa::path(
    get,
    path = "/api/announcements/{id}",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 200, body = causerie_shared::announcement::Announcement), crate::http::openapi::Refused)
)]
pub(super) async fn look(
    From(state): From<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = state.hub.store().announcement(read_id(&id)?).await?;
    let mut found = found.filter(|found| may_see(&visitor, found)).ok_or(Fault::NoSuchSpace)?;
    let me = Reminded::of(&state, &visitor, &headers).id();
    let (going, lead_ms) = state.hub.store().reminders(found.id, me).await?;
    found.going = going;
    found.reminder_min = lead_ms.and_then(|lead_ms| u32::try_from(lead_ms / 60_000).ok());
    guests_and_friends(&state, &visitor, &mut found).await?;
    Ok(private(found))
}

/// What becomes of it, for as long as the visitor waits. Counts as one of the address's sockets.
#[utoipa::path(
    get,
    path = "/api/announcements/{id}/events",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses(
        (status = 200, content_type = "text/event-stream", body = Object,
         description = "Each event's data is a Coming in JSON, as it is at first and whenever something was changed."),
        Refused
    )
)]
pub(super) async fn events(
    From(state): From<State>,
    caller: Caller,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    state.is_open()?;
    let place = state.limits.socket(caller.address)?;
    // Listened to before it is looked at, so that nothing falls between the two.
    let changes = state.hub.watch_announced();
    let found = state.hub.store().announcement(read_id(&id)?).await?;
    let found = found.filter(|found| may_see(&visitor, found)).ok_or(Fault::NoSuchSpace)?;
    let first = serde_json::to_string(&found.state).unwrap_or_default();
    Ok(told(first, changes, found.id, place))
}

/// Ends for whoever fell behind, and when the relay stops: the browser comes back by itself.
fn told(
    first: String,
    changes: Receiver<Option<(SpaceId, Arc<str>)>>,
    id: SpaceId,
    place: Place,
) -> Response {
    let first = stream::iter([Ok::<_, Infallible>(Event::default().data(first))]);
    let rest = stream::unfold((changes, place), move |(mut changes, place)| async move {
        loop {
            match changes.recv().await {
                Ok(Some((of, text))) if of == id => {
                    return Some((Ok(Event::default().data(text)), (changes, place)));
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            }
        }
    });
    event_stream(first.chain(rest))
}

#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only those of this person.
    pub(super) host: Option<String>,
    /// Only those about this.
    pub(super) topic: Option<String>,
    /// Only those in this language: a code as "en".
    language: Option<String>,
    /// Only those that start before then, in Unix milliseconds.
    until: Option<u64>,
    /// Only those that a search for these words finds; the first hundred, and no further page.
    q: Option<String>,
    /// Where a list goes on.
    after: Option<String>,
}

/// Of what a search finds, so many are looked at.
const FOUND_MOST: u32 = 100;

/// What is to come and listed, the next one first.
#[utoipa::path(
    get,
    path = "/api/announcements",
    tag = "announcements",
    params(Which),
    responses((status = 200, body = causerie_shared::announcement::AnnouncementList), crate::http::openapi::Refused)
)]
pub(super) async fn list(
    From(state): From<State>,
    visitor: Visitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(which) = which.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let typed = which.q.clone().filter(|typed| !typed.trim().is_empty());
    let which = upcoming(&state, which).await?;
    let store = state.hub.store();
    let (mut announcements, after) = match typed {
        Some(typed) => (found(&state, &typed, &which).await?, None),
        None => {
            let page = store.upcoming(&which, PAGE).await?;
            let after = paging::after(&page, PAGE, |one| (one.starts_at, one.id.bits()));
            (page, after)
        }
    };
    if let Visitor::Account(me) = &visitor {
        let hidden = store.hidden_from(me.person.id).await?;
        announcements.retain(|one| !hidden.contains(&one.host.person));
    }
    Ok(private(AnnouncementList { announcements, after }))
}

/// What a search finds of what was asked for, the next one first.
async fn found(state: &State, typed: &str, which: &Upcoming) -> Result<Vec<Announcement>, Problem> {
    let store = state.hub.store();
    let mut found = Vec::new();
    for id in store.search_spaces(typed, Liveness::Coming, FOUND_MOST).await? {
        found.extend(store.announcement(id).await?.filter(|one| which.admits(one)));
    }
    found.sort_by_key(|one| (one.starts_at, one.id));
    Ok(found)
}

/// What was asked for, as rows are looked for.
pub(super) async fn upcoming(state: &State, which: Which) -> Result<Upcoming, Problem> {
    let store = state.hub.store();
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let host = match said(which.host) {
        Some(handle) => {
            let handle = Handle::existing(&handle).map_err(|handle| Fault::BadHandle { handle })?;
            let person = store.person_of(&handle).await?.ok_or(Fault::NoSuchPerson)?;
            Some(person.id)
        }
        None => None,
    };
    let topic = match said(which.topic) {
        Some(topic) => Some(
            topic
                .parse()
                .map_err(|topic| Fault::BadTopics { topics: TopicsFault::Bad { at: 0, topic } })?,
        ),
        None => None,
    };
    let language = match said(which.language) {
        Some(code) => Some(code.parse().map_err(|_| Fault::BadLanguage)?),
        None => None,
    };
    if which.until.is_some_and(|until| i64::try_from(until).is_err()) {
        return Err(Problem::unreadable("until: a moment in Unix milliseconds"));
    }
    Ok(Upcoming {
        host,
        topic,
        language,
        // What should have begun a moment ago is still to come.
        from: missed_before(clock::now()),
        cancelled: false,
        until: which.until.map(UnixMs),
        after: paging::read(which.after.as_deref())?,
    })
}

/// Everything that one has announced, drafts and what is over too, the last one first.
#[utoipa::path(
    get,
    path = "/api/account/announcements",
    tag = "announcements",
    params(("after" = Option<String>, Query, description = "Where a list goes on.")),
    responses((status = 200, body = causerie_shared::announcement::AnnouncementList), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn own_list(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(which) = which.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let before = paging::read(which.after.as_deref())?;
    let announcements = state.hub.store().announcements_of(me.person.id, before, PAGE).await?;
    let after = paging::after(&announcements, PAGE, |one| (one.starts_at, one.id.bits()));
    Ok(private(AnnouncementList { announcements, after }))
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
    let reason = match reason.as_deref().map(str::parse::<Reason>) {
        None | Some(Err(TextFault::Empty)) => None,
        Some(Ok(reason)) => Some(reason),
        Some(Err(text)) => return Err(Fault::BadLine { text }.into()),
    };
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
    let about = About { title, description, topics, language, access, backstage };
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
    })
}
