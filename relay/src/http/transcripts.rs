//! `/api/spaces/{id}/transcript`: what was said in a space, to read, to take home, and to put right.
//!
//! Who may hear a space may read it: inside while it is on air, and by the same rule about guests
//! when it is over. Its host puts any line right; whoever said a line takes it out.

use crate::{
    captions::subtitles,
    http::{
        Problem, State,
        answer::private,
        selling,
        spaces::{admit, read_id, read_json},
        visitor::Visitor,
    },
    hub::Amendment,
};
use axum::{
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    fault::Fault,
    id::{PersonId, SpaceId},
    role::Action,
    ticket_fault::TicketFault,
    transcript::{Reword, Transcript},
    view::SpaceView,
};
use std::sync::Arc;

/// What was said in a space, from the beginning.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/transcript",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 200, body = Transcript), crate::http::openapi::Refused)
)]
pub(super) async fn get(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    Ok(private(read(&state, &id, &visitor).await?))
}

/// The same as WebVTT, each cue with its speaker.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/transcript.vtt",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses(
        (status = 200, body = String, content_type = "text/vtt"),
        crate::http::openapi::Refused
    )
)]
pub(super) async fn vtt(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let transcript = read(&state, &id, &visitor).await?;
    Ok(file(&transcript, "vtt", "text/vtt; charset=utf-8", subtitles::vtt(&transcript)))
}

/// The same as SubRip.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/transcript.srt",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses(
        (status = 200, body = String, content_type = "application/x-subrip"),
        crate::http::openapi::Refused
    )
)]
pub(super) async fn srt(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let transcript = read(&state, &id, &visitor).await?;
    let kind = "application/x-subrip; charset=utf-8";
    Ok(file(&transcript, "srt", kind, subtitles::srt(&transcript)))
}

/// The same as a text to read.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/transcript.txt",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        crate::http::openapi::Refused
    )
)]
pub(super) async fn text(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let transcript = read(&state, &id, &visitor).await?;
    Ok(file(&transcript, "txt", "text/plain; charset=utf-8", subtitles::text(&transcript)))
}

/// The same as JSON, to keep.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/transcript.json",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 200, body = Transcript), crate::http::openapi::Refused)
)]
pub(super) async fn json(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let transcript = read(&state, &id, &visitor).await?;
    let text = serde_json::to_string_pretty(&transcript).unwrap_or_default();
    Ok(file(&transcript, "json", "application/json", text))
}

/// Put right what somebody said, as the host.
#[utoipa::path(
    put,
    path = "/api/spaces/{id}/transcript/{number}",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path), ("number" = u32, Path)),
    request_body = Reword,
    responses((status = 204), crate::http::openapi::Refused)
)]
pub(super) async fn reword(
    From(state): From<State>,
    Path((id, number)): Path<(String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let (id, number) = (read_id(&id)?, read_number(&number)?);
    let asked: Reword = read_json(&headers, body).await?;
    let person = who(&visitor)?;
    if !edits(&state, id, person).await? {
        return Err(Fault::NotAllowed.into());
    }
    let text = asked.text.parse().map_err(|text| Fault::BadLine { text })?;
    if !state.hub.store().reword(id, number, &text).await? {
        // What is not kept is put right for those who have it before them.
        state.hub.speaker(id, number).await.map_err(|_| Fault::NoSuchLine)?;
    }
    state.hub.amend(id, Amendment::Reworded { segment: number, text });
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Take a line out: any as the host, one's own as anybody.
#[utoipa::path(
    delete,
    path = "/api/spaces/{id}/transcript/{number}",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path), ("number" = u32, Path)),
    responses((status = 204), crate::http::openapi::Refused)
)]
pub(super) async fn unsay(
    From(state): From<State>,
    Path((id, number)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    state.is_open()?;
    let (id, number) = (read_id(&id)?, read_number(&number)?);
    let person = who(&visitor)?;
    let only = if edits(&state, id, person).await? { None } else { Some(person) };
    if !state.hub.store().unsay(id, number, only).await? {
        let speaker = state.hub.speaker(id, number).await.map_err(|_| Fault::NoSuchLine)?;
        if only.is_some_and(|person| person != speaker) {
            return Err(Fault::NoSuchLine.into());
        }
    }
    state.hub.amend(id, Amendment::Unsaid { segment: number });
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Take out all that one said in a space.
#[utoipa::path(
    delete,
    path = "/api/spaces/{id}/transcript/own",
    tag = "transcripts",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 204), crate::http::openapi::Refused)
)]
pub(super) async fn unsay_own(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    state.is_open()?;
    let id = read_id(&id)?;
    let person = who(&visitor)?;
    state.hub.view(id).await?;
    for segment in state.hub.store().unsay_all(id, person).await? {
        state.hub.amend(id, Amendment::Unsaid { segment });
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn who(visitor: &Visitor) -> Result<PersonId, Fault> {
    visitor.holder().map(|holder| holder.person).ok_or(Fault::WhoAreYou)
}

async fn read(state: &State, id: &str, visitor: &Visitor) -> Result<Transcript, Problem> {
    let id = read_id(id)?;
    let view = state.hub.view(id).await?;
    may_read(state, &view, visitor).await?;
    let person = visitor.holder().map(|holder| holder.person);
    let edits = match person {
        Some(person) => edits(state, id, person).await?,
        None => false,
    };
    let lines = state.hub.store().transcript(id, person).await?;
    Ok(Transcript {
        space: id,
        title: view.title.clone(),
        since: view.lifecycle.since(),
        over: view.lifecycle.is_over(),
        days: state.config.transcript_days,
        edits,
        lines,
    })
}

/// Who may hear may read, and when it is over, who might have heard.
async fn may_read(state: &State, view: &Arc<SpaceView>, visitor: &Visitor) -> Result<(), Problem> {
    let person = visitor.holder().map(|holder| holder.person);
    if view.lifecycle.is_over() {
        let host = state.hub.store().space(view.id).await?.map(|row| row.host);
        if let (Some(person), Some(host)) = (person, host)
            && state.hub.store().relation(person, host).await?.blocked_by
        {
            return Err(Fault::Blocked.into());
        }
        let was_there = |person| host == Some(person) || view.seat_of(person).is_some();
        let was_there = person.is_some_and(was_there);
        if view.locked && !was_there {
            return Err(Fault::Locked.into());
        }
        if view.ticketing.is_some()
            && !was_there
            && !selling::may_read(state, view.id, person).await?
        {
            return Err(Fault::from(TicketFault::Needed).into());
        }
    } else {
        state.hub.lets_in(view.id, person).await?;
    }
    let Some(holder) = visitor.holder() else {
        return if view.access.guests { Ok(()) } else { Err(Fault::GuestsNotAdmitted.into()) };
    };
    let on_stage = view.seat_of(holder.person).is_some();
    if holder.account.is_none() && !view.access.guests && !on_stage {
        return Err(Fault::GuestsNotAdmitted.into());
    }
    admit(state, view, &holder).await.map(drop)
}

/// Whether somebody may put any line right: whose space it is, and who runs it with them on air.
async fn edits(state: &State, id: SpaceId, person: PersonId) -> Result<bool, Problem> {
    if state.hub.live_view(id).is_ok() {
        return Ok(state.hub.may(id, person, Action::SetRules).is_ok());
    }
    let row = state.hub.store().space(id).await?.ok_or(Fault::NoSuchSpace)?;
    Ok(row.host == person)
}

fn read_number(number: &str) -> Result<u32, Fault> {
    number.parse().map_err(|_| Fault::NoSuchLine)
}

fn file(transcript: &Transcript, ending: &str, kind: &'static str, text: String) -> Response {
    // An id is hexadecimal digits and hyphens.
    let name = format!("attachment; filename=\"causerie-{}.{ending}\"", transcript.space);
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, text).into_response()
}
