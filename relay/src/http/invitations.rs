//! `/api/announcements/{id}/invitations`: whom a host wants on stage, and what they say to it.

use crate::{
    clock,
    http::{
        Problem, State,
        announcements::{may_see, own},
        spaces::{read_id, read_json},
        visitor::{SignedInVisitor, Visitor},
    },
    store::{Answering, Guests, Inviting, PersonRow},
};
use axum::{
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, StatusCode},
};
use causerie_shared::{
    announcement::{Announcement, AnswerInvitation, Coming, Invitation, Invite, Reply},
    fault::Fault,
    handle::Handle,
    role::Role,
};

const MINUTE_MS: u64 = 60_000;

/// Invite somebody ahead, as a co-host or as a speaker. Of a draft they are told when it is announced.
#[utoipa::path(
    put,
    path = "/api/announcements/{id}/invitations/{handle}",
    tag = "announcements",
    params(
        ("id" = causerie_shared::id::SpaceId, Path),
        ("handle" = causerie_shared::handle::Handle, Path, description = "With or without @."),
    ),
    request_body = causerie_shared::announcement::Invite,
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn invite(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path((id, handle)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    state.is_open()?;
    let Invite { role } = read_json(&headers, body).await?;
    match role {
        Role::CoHost | Role::Speaker => {}
        Role::Host | Role::Listener | Role::Guest => {
            return Err(Problem::unreadable("role: speaker or co_host"));
        }
    }
    let one = own(&state, &id, &me.person).await?;
    state.limits.edit(me.person.id)?;
    let guest = person_of(&state, &handle).await?;
    if guest.id == me.person.id {
        return Err(Fault::NotOneself.into());
    }
    let bounds = bounds(&state);
    let store = state.hub.store();
    match store.invite(one.id, guest.id, role, bounds, clock::now()).await? {
        Inviting::Done => {}
        Inviting::NotPending => return Err(Fault::NotAnnounced.into()),
        Inviting::Blocked => return Err(Fault::Blocked.into()),
        Inviting::Blocking => return Err(Fault::Blocking.into()),
        Inviting::TooMany => return Err(Fault::TooManyInvited { most: bounds.most }.into()),
        Inviting::TooManyCoHosts => {
            return Err(Fault::TooManyCoHosts { most: bounds.co_hosts_most }.into());
        }
    }
    state.hub.tell_announced(one.id, &one.state);
    Ok(StatusCode::NO_CONTENT)
}

/// Take an invitation back, whatever was said to it.
#[utoipa::path(
    delete,
    path = "/api/announcements/{id}/invitations/{handle}",
    tag = "announcements",
    params(
        ("id" = causerie_shared::id::SpaceId, Path),
        ("handle" = causerie_shared::handle::Handle, Path, description = "With or without @."),
    ),
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn take_back(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path((id, handle)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let one = own(&state, &id, &me.person).await?;
    state.limits.edit(me.person.id)?;
    let guest = person_of(&state, &handle).await?;
    if !state.hub.store().uninvite(one.id, guest.id).await? {
        return Err(Fault::NotAnnounced.into());
    }
    state.hub.tell_announced(one.id, &one.state);
    Ok(StatusCode::NO_CONTENT)
}

/// Say yes or no, and otherwise than before for as long as the space has not begun.
#[utoipa::path(
    put,
    path = "/api/announcements/{id}/invitation",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = causerie_shared::announcement::AnswerInvitation,
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn answer(
    From(state): From<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    state.is_open()?;
    let AnswerInvitation { accepted } = read_json(&headers, body).await?;
    let store = state.hub.store();
    let found = store.announcement(read_id(&id)?).await?;
    let found = found.filter(|found| may_see(&visitor, found)).ok_or(Fault::NoSuchSpace)?;
    let me = visitor.account()?.person.id;
    state.limits.edit(me)?;
    let lead_ms = u64::from(store.wishes(me).await?.lead_min) * MINUTE_MS;
    match store.answer_invitation(found.id, me, accepted, lead_ms, clock::now()).await? {
        Answering::Done => {}
        Answering::NotPending => return Err(Fault::NotAnnounced.into()),
        Answering::NotInvited => return Err(Fault::NotInvited.into()),
    }
    state.hub.tell_announced(found.id, &found.state);
    Ok(StatusCode::NO_CONTENT)
}

/// Who is on stage, and who of those whom one knows comes, as far as this visitor may know.
pub(super) async fn guests_and_friends(
    state: &State,
    visitor: &Visitor,
    found: &mut Announcement,
) -> Result<(), Problem> {
    let store = state.hub.store();
    let invitations = store.invitations(found.id).await?;
    found.invitations = match visitor {
        Visitor::Account(me) if me.person.id == found.host.person => invitations,
        Visitor::Account(me) => {
            if found.state == Coming::Announced {
                found.friends = store.friends_going(found.id, me.person.id).await?;
            }
            let own = |it: &Invitation| it.of.person == me.person.id;
            let mut invitations = invitations;
            invitations.retain(|it| own(it) || it.reply == Reply::Accepted);
            invitations
        }
        Visitor::Guest(_) | Visitor::Nobody => accepted(invitations),
    };
    Ok(())
}

/// What everybody may know.
pub(super) fn accepted(mut invitations: Vec<Invitation>) -> Vec<Invitation> {
    invitations.retain(|it| it.reply == Reply::Accepted);
    invitations
}

/// As many as fit on stage beside the host.
fn bounds(state: &State) -> Guests {
    Guests {
        most: state.config.stage_most.saturating_sub(1),
        co_hosts_most: state.config.co_hosts_most,
    }
}

async fn person_of(state: &State, handle: &str) -> Result<PersonRow, Problem> {
    let handle = Handle::existing(handle).map_err(|handle| Fault::BadHandle { handle })?;
    Ok(state.hub.store().person_of(&handle).await?.ok_or(Fault::NoSuchPerson)?)
}
