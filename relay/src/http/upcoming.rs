//! `/api/announcements`: what is to come, for those who look.

use crate::{
    clock,
    http::{
        Problem, State,
        announcements::may_see,
        answer::{event_stream, private},
        caller::Caller,
        home::{asked_language, asked_topic},
        invitations::guests_and_friends,
        limits::Place,
        openapi::Refused,
        paging,
        reminded::Reminded,
        spaces::read_id,
        visitor::{SignedInVisitor, Visitor},
    },
    schedule::missed_before,
    store::{Liveness, Upcoming},
};
use axum::{
    extract::{Path, Query, State as From, rejection::QueryRejection},
    http::HeaderMap,
    response::{Response, sse::Event},
};
use causerie_shared::{
    announcement::{Announcement, AnnouncementList},
    fault::Fault,
    handle::Handle,
    id::SpaceId,
    time::UnixMs,
};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use std::{convert::Infallible, sync::Arc};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Announcements in one answer of a list.
const PAGE: u32 = 50;

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
    let host = match which.host.filter(|host| !host.is_empty()) {
        Some(handle) => {
            let handle = Handle::existing(&handle).map_err(|handle| Fault::BadHandle { handle })?;
            let person = store.person_of(&handle).await?.ok_or(Fault::NoSuchPerson)?;
            Some(person.id)
        }
        None => None,
    };
    let topic = asked_topic(which.topic.as_deref())?;
    let language = asked_language(which.language.as_deref())?;
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
