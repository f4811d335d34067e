//! `/api/spaces`: what is on air, opening a space, looking at one, and passes to its doors.

use crate::{
    clock,
    http::{
        BODY_WITHIN, Holder, PASS_LIFE_S, Problem, State, answer::private, caller::Caller, me,
        visitor::Visitor,
    },
    hub::{About, Standing},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State as From},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    api::{CreateSpace, Hosting, Pass, PassFor, PassRequest, SpaceList, SpeakerLink},
    fault::Fault,
    id::SpaceId,
    language::Language,
    role::Action,
    text::{Description, TextFault, Title},
    topic::Topics,
    view::SpaceView,
};
use serde::{Deserialize, de::DeserializeOwned};
use std::str::FromStr;

/// Longest JSON body, in bytes: a title and a name fit a hundred times.
const JSON_MOST: usize = 16 * 1024;

/// Spaces of a list. Whoever wants others than the best attended asks `/api/home`.
const LISTED_MOST: usize = 200;

/// Characters of a name that are looked for.
const PART_MOST: usize = 60;

#[derive(Deserialize)]
pub(super) struct Which {
    state: Option<String>,
}

/// What is on air, the best attended first.
#[utoipa::path(
    get,
    path = "/api/spaces",
    tag = "spaces",
    params(("state" = Option<String>, Query, description = "\"live\", the one there is.")),
    responses((status = 200, body = causerie_shared::api::SpaceList), crate::http::openapi::Refused)
)]
pub(super) async fn list(
    From(state): From<State>,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Which { state: asked }) =
        which.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    if asked.as_deref().is_some_and(|asked| asked != "live") {
        return Err(Problem::unreadable("the one state that can be listed is \"live\""));
    }
    let no_cache = HeaderValue::from_static("no-cache");
    let list = Json(SpaceList { spaces: state.hub.live(LISTED_MOST) });
    Ok(([(header::CACHE_CONTROL, no_cache)], list).into_response())
}

/// Open a space with oneself as host.
#[utoipa::path(
    post,
    path = "/api/spaces",
    tag = "spaces",
    request_body = causerie_shared::api::CreateSpace,
    responses((status = 201, body = causerie_shared::view::SpaceView), crate::http::openapi::Refused)
)]
pub(super) async fn create(
    From(state): From<State>,
    caller: Caller,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let asked: CreateSpace = read_json(&headers, body).await?;
    match visitor.hosting(&state).await? {
        Hosting::Allowed => {}
        hosting @ (Hosting::AccountNeeded { .. }
        | Hosting::FollowersNeeded { .. }
        | Hosting::NotNamed) => return Err(Fault::MayNotHost { hosting }.into()),
    }
    let pairs = asked.broadcast;
    let (about, name) = read_about(asked)?;
    let account = match &visitor {
        Visitor::Account(me) => Some(me.person.id),
        Visitor::Guest(_) | Visitor::Nobody => None,
    };
    let is_guest = account.is_none();
    let host = match (visitor.holder(), name.filter(|_| is_guest)) {
        (Some(holder), None) => holder,
        (known, Some(name)) => {
            let name = name.parse().map_err(|text| Fault::BadName { text })?;
            let person = known.map_or_else(me::new_person, |known| known.person);
            Holder { person, name, account: None, standing: Standing::default() }
        }
        (None, None) => return Err(Fault::WhoAreYou.into()),
    };
    state.limits.space(caller.address, account)?;
    let view = state.hub.create(about, &host.who(), pairs).await?;
    tracing::info!(space = %view.id, backstage = view.lifecycle.is_backstage(), "a space is open");
    let location = HeaderValue::from_str(&format!("/api/spaces/{}", view.id))
        .unwrap_or(HeaderValue::from_static("/"));
    let mut response = (StatusCode::CREATED, [(header::LOCATION, location)], Json((*view).clone()))
        .into_response();
    if is_guest {
        let cookie = me::set_guest_cookie(&state, &caller, &host);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What was typed about a space, and the name that was typed beside it. Each field is judged by
/// itself, in the order of the form.
fn read_about(asked: CreateSpace) -> Result<(About, Option<String>), Fault> {
    let CreateSpace { title, name, description, topics, language, access, backstage, broadcast: _ } =
        asked;
    let Words { title, description, topics, language } =
        read_words(&title, description.as_deref(), &topics, language.as_deref())?;
    let about = About {
        title,
        description,
        topics,
        language,
        access,
        backstage,
        keeps_words: true,
        ticketing: None,
    };
    Ok((about, name))
}

/// What people read of a space before they come.
pub(super) struct Words {
    pub(super) title: Title,
    pub(super) description: Option<Description>,
    pub(super) topics: Topics,
    pub(super) language: Option<Language>,
}

pub(super) fn read_words(
    title: &str,
    description: Option<&str>,
    topics: &[String],
    language: Option<&str>,
) -> Result<Words, Fault> {
    let title = title.parse().map_err(|text| Fault::BadTitle { text })?;
    let description = Description::optional(description.unwrap_or_default())
        .map_err(|text| Fault::BadDescription { text })?;
    let topics = Topics::of(topics).map_err(|topics| Fault::BadTopics { topics })?;
    let language = match language.filter(|code| !code.is_empty()) {
        Some(code) => Some(code.parse().map_err(|_| Fault::BadLanguage)?),
        None => None,
    };
    Ok(Words { title, description, topics, language })
}

/// The space as anyone at the door may see it, live or ended.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}",
    tag = "spaces",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 200, body = causerie_shared::view::SpaceView), crate::http::openapi::Refused)
)]
pub(super) async fn look(
    From(state): From<State>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = state.hub.view(read_id(&id)?).await?;
    let no_cache = HeaderValue::from_static("no-cache");
    Ok(([(header::CACHE_CONTROL, no_cache)], Json((*view).clone())).into_response())
}

/// A pass for one of a space's doors: a bearer token of under a minute, good for once.
#[utoipa::path(
    post,
    path = "/api/spaces/{id}/pass",
    tag = "spaces",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = causerie_shared::api::PassRequest,
    responses((status = 200, body = causerie_shared::api::Pass), crate::http::openapi::Refused)
)]
pub(super) async fn pass(
    From(state): From<State>,
    Path(id): Path<String>,
    caller: Caller,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let id = read_id(&id)?;
    let PassRequest { door, link, ticket } = read_json(&headers, body).await?;
    state.limits.pass(caller.address)?;
    let mut holder = visitor.holder().ok_or(Fault::WhoAreYou)?;
    let view = state.hub.view(id).await?;
    let standing = admit(&state, &view, &holder).await?;
    let edition = state.hub.speaker_links(id).unwrap_or_default();
    let is_linked = link.is_some_and(|link| state.keys.is_speaker_link(&link, id, edition));
    let promised = match door {
        // Only the socket brings somebody on stage.
        PassFor::Live if holder.account.is_some() => {
            state.hub.store().promised(id, holder.person).await?
        }
        PassFor::Live | PassFor::Whip | PassFor::Whep => None,
    };
    let ticket = match ticket.filter(|_| view.ticketing.is_some()) {
        Some(token) => holds(&state, id, &holder, &token).await?,
        None => false,
    };
    let link = is_linked.then_some(edition);
    holder.standing = Standing { link, promised, ticket, ..standing };
    match door {
        // Looking at the end of a space is for everybody.
        PassFor::Live => {}
        PassFor::Whip => state.hub.may(id, holder.person, Action::Speak)?,
        PassFor::Whep => state.hub.may(id, holder.person, Action::Listen)?,
    }
    let pass = state.keys.write_pass(id, holder, door, clock::now(), clock::chance_u128());
    let no_store = HeaderValue::from_static("no-store");
    let pass = Json(Pass { pass, expires_in_s: PASS_LIFE_S });
    Ok(([(header::CACHE_CONTROL, no_store)], pass).into_response())
}

/// Whether a token is a good ticket of theirs. The door's list is read once, and the store is not asked
/// again.
async fn holds(state: &State, id: SpaceId, holder: &Holder, token: &str) -> Result<bool, Problem> {
    let door = state.money.door();
    if !door.is_open(id) {
        state.money.open_door(id).await?;
    }
    door.check(token, id, holder.person, clock::now())?;
    Ok(true)
}

/// Whether somebody with a name may come in at all: not as a guest where an account is needed, not
/// past a host who has blocked them, and not again once they were shown out. Gives how they and
/// the host stand.
pub(super) async fn admit(
    state: &State,
    view: &SpaceView,
    holder: &Holder,
) -> Result<Standing, Problem> {
    if view.lifecycle.is_over() {
        return Ok(Standing::NONE);
    }
    if state.hub.is_removed(view.id, holder.person) {
        return Err(Fault::Removed.into());
    }
    if holder.account.is_none() {
        let is_in = view.access.guests || view.seat_of(holder.person).is_some();
        return if is_in { Ok(Standing::NONE) } else { Err(Fault::GuestsNotAdmitted.into()) };
    }
    let Some(host) = state.hub.host(view.id).filter(|host| *host != holder.person) else {
        return Ok(Standing::NONE);
    };
    let relation = state.hub.store().relation(holder.person, host).await?;
    if relation.blocked_by {
        return Err(Fault::Blocked.into());
    }
    let (followed, follows) = (relation.followed_by, relation.follows);
    Ok(Standing { followed, follows, ..Standing::NONE })
}

/// A link by which people come on stage without asking, for those who run the space.
#[utoipa::path(
    post,
    path = "/api/spaces/{id}/speaker-link",
    tag = "spaces",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 200, body = causerie_shared::api::SpeakerLink), crate::http::openapi::Refused)
)]
pub(super) async fn speaker_link(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let id = read_id(&id)?;
    let holder = visitor.holder().ok_or(Fault::WhoAreYou)?;
    state.hub.view(id).await?;
    state.hub.may(id, holder.person, Action::BringOnStage)?;
    let edition = state.hub.speaker_links(id).ok_or(Fault::SpaceEnded)?;
    Ok(private(SpeakerLink { link: state.keys.write_speaker_link(id, edition) }))
}

#[derive(Deserialize)]
pub(super) struct Part {
    #[serde(default)]
    q: String,
}

/// Who is in the audience, for those who run the space: whom they could invite.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/audience",
    tag = "spaces",
    params(("id" = causerie_shared::id::SpaceId, Path), ("q" = Option<String>, Query, description = "Part of a name or a handle.")),
    responses((status = 200, body = causerie_shared::api::AudienceList), crate::http::openapi::Refused)
)]
pub(super) async fn audience(
    From(state): From<State>,
    Path(id): Path<String>,
    visitor: Visitor,
    part: Result<Query<Part>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Part { q }) = part.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let id = read_id(&id)?;
    let holder = visitor.holder().ok_or(Fault::WhoAreYou)?;
    state.hub.view(id).await?;
    state.hub.may(id, holder.person, Action::BringOnStage)?;
    let q = q.chars().take(PART_MOST).collect();
    Ok(private(state.hub.audience(id, q).await?))
}

/// A text that may be left out; one of blanks is.
///
/// # Errors
/// [`Fault::BadLine`]
pub(super) fn read_optional<T: FromStr<Err = TextFault>>(
    text: Option<&str>,
) -> Result<Option<T>, Fault> {
    match text.map(str::parse) {
        None | Some(Err(TextFault::Empty)) => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(text)) => Err(Fault::BadLine { text }),
    }
}

pub(super) fn read_id(id: &str) -> Result<SpaceId, Fault> {
    id.parse().map_err(|_| Fault::NoSuchSpace)
}

/// A JSON body that says it is one: the content type keeps the forms of other sites out.
pub(super) async fn read_json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_type",
            "send this as application/json",
        ));
    }
    let bytes = tokio::time::timeout(BODY_WITHIN, axum::body::to_bytes(body, JSON_MOST)).await;
    let Ok(bytes) = bytes.map_err(|_| Problem::too_late())? else {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_long",
            "this is longer than the 16 kB that fit here",
        ));
    };
    // serde takes a list for a struct, field by field.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Problem::unreadable("this could not be read: send a JSON object"));
    }
    serde_json::from_slice(&bytes)
        .map_err(|fault| Problem::unreadable(format!("this could not be read: {fault}")))
}
