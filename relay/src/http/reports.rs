//! Reports: `POST /api/spaces/{id}/reports` for whoever hears or reads something that has no place
//! there, `/api/admin/reports` for those who administer the relay.

use crate::{
    clock,
    http::{
        Holder, Problem, State,
        admin::is_administrator,
        answer::private,
        caller::Caller,
        paging,
        spaces::{read_id, read_json, read_optional},
        visitor::{SignedInVisitor, Visitor},
    },
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State as From},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    fault::Fault,
    id::{ReportId, SpaceId, VoiceId},
    report::{About, Party, ReportCard, ReportList, ReportRequest, Reported},
    text::Note,
    view::{Seat, SpaceView},
};
use serde::Deserialize;

/// Reports of one page.
const PAGE: u32 = 50;

/// Report somebody on stage, or a line of the chat, to those who administer the relay.
#[utoipa::path(
    post,
    path = "/api/spaces/{id}/reports",
    tag = "spaces",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = causerie_shared::report::ReportRequest,
    responses((status = 201, body = causerie_shared::report::Reported), crate::http::openapi::Refused)
)]
pub(super) async fn create(
    From(state): From<State>,
    Path(id): Path<String>,
    caller: Caller,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let id = read_id(&id)?;
    let ReportRequest { about, concern, note } = read_json(&headers, body).await?;
    let note: Option<Note> = read_optional(note.as_deref())?;
    let view = state.hub.view(id).await?;
    let holder = visitor.holder();
    // Whoever was shown out or blocked may still say what went on in there.
    let is_guest = holder.as_ref().is_none_or(|holder| holder.account.is_none());
    if is_guest && !view.access.guests {
        return Err(Fault::GuestsNotAdmitted.into());
    }
    let (of, line) = match about {
        About::Voice { voice } => match view.seat(voice) {
            Some(seat) => (seated(seat), None),
            None => (gone(&state, id, voice).await?, None),
        },
        // What is written among the stage is nobody else's to know of.
        About::Line { .. }
            if view.lifecycle.is_backstage() && !has_seat(&view, holder.as_ref()) =>
        {
            return Err(Fault::NoSuchLine.into());
        }
        About::Line { number } => {
            let line = state.hub.line(id, number).await?;
            let by = line.by;
            (Party { person: by.person, name: by.name, handle: by.handle }, Some(line.text))
        }
    };
    let by = holder.map(|holder| Party {
        person: holder.person,
        name: holder.name,
        handle: holder.account.map(|face| face.handle),
    });
    if by.as_ref().is_some_and(|by| by.person == of.person) {
        return Err(Fault::NotOneself.into());
    }
    state.limits.report(caller.address)?;
    let at = clock::now();
    let report = ReportCard {
        id: ReportId::v7(at.0, clock::chance_u128()),
        space: id,
        title: view.title.clone(),
        at,
        moment_ms: moment_ms(&view, at),
        by,
        of,
        concern,
        note,
        line,
        closed_at: None,
    };
    state.hub.store().add_report(&report).await?;
    tracing::warn!(report = %report.id, space = %id, concern = concern.code(), "a report is in the queue");
    Ok((StatusCode::CREATED, Json(Reported { id: report.id })).into_response())
}

fn has_seat(view: &SpaceView, holder: Option<&Holder>) -> bool {
    holder.is_some_and(|holder| view.seat_of(holder.person).is_some())
}

/// Somebody who left the stage before the report was written; nobody who deleted their account.
async fn gone(state: &State, space: SpaceId, voice: VoiceId) -> Result<Party, Problem> {
    let party = seated(&state.hub.seat(space, voice).await?);
    if party.handle.is_some() && state.hub.store().person(party.person).await?.is_none() {
        return Err(Fault::NoSuchVoice.into());
    }
    Ok(party)
}

fn seated(seat: &Seat) -> Party {
    Party { person: seat.person, name: seat.name.clone(), handle: seat.handle.clone() }
}

fn moment_ms(view: &SpaceView, at: causerie_shared::time::UnixMs) -> u64 {
    at.since_ms(view.lifecycle.since())
}

#[derive(Deserialize)]
pub(super) struct Which {
    state: Option<String>,
    after: Option<String>,
}

/// The queue of reports, the newest first.
#[utoipa::path(
    get,
    path = "/api/admin/reports",
    tag = "operators",
    params(
        ("state" = Option<String>, Query, description = "\"open\", or \"all\"."),
        ("after" = Option<String>, Query, description = "Where a list goes on."),
    ),
    responses((status = 200, body = causerie_shared::report::ReportList), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn list(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    is_administrator(&me)?;
    let Query(Which { state: asked, after }) =
        which.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let open_only = match asked.as_deref() {
        None | Some("open") => true,
        Some("all") => false,
        Some(_) => return Err(Problem::unreadable("state is \"open\" or \"all\"")),
    };
    let before = paging::read(after.as_deref())?;
    let store = state.hub.store();
    let reports = store.reports(open_only, before, PAGE).await?;
    let after = paging::after(&reports, PAGE, |one| (one.at, one.id.bits()));
    Ok(private(ReportList { reports, open_total: store.open_reports().await?, after }))
}

/// Be done with a report.
#[utoipa::path(
    delete,
    path = "/api/admin/reports/{report}",
    tag = "operators",
    params(("report" = causerie_shared::id::ReportId, Path)),
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn close(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    is_administrator(&me)?;
    let missing =
        || Problem::new(StatusCode::NOT_FOUND, "no_such_report", "there is no such report");
    let id: ReportId = id.parse().map_err(|_| missing())?;
    if state.hub.store().close_report(id, me.person.id, clock::now()).await? {
        tracing::info!(report = %id, by = %me.person.id, "a report is closed");
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(missing())
}
