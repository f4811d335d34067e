//! The relay's doors about spaces that are to come.

use super::api::{Answer, Body, ask, read, send};
use crate::{state::filter::Filter, wire};
use causerie_shared::{
    announcement::{Announce, Announcement, AnnouncementList, AnswerInvitation, Cancel, Invite},
    handle::Handle,
    id::SpaceId,
    notification::NotificationList,
    role::Role,
    time::UnixMs,
};

const DOOR: &str = "/api/announcements";

pub(crate) async fn look(space: SpaceId) -> Answer<Announcement> {
    read(ask("GET", &of(space, ""), Body::None).await)
}

/// Where the relay tells what becomes of it.
pub(crate) fn events(space: SpaceId) -> String {
    of(space, "/events")
}

/// The same for a calendar.
pub(crate) fn calendar(space: SpaceId) -> String {
    of(space, "/space.ics")
}

/// A new one, or over the edition that `asked` names.
pub(crate) async fn announce(space: Option<SpaceId>, asked: &Announce) -> Answer<Announcement> {
    let body = Body::Json(wire::announce(asked));
    read(match space {
        Some(space) => ask("PUT", &of(space, ""), body).await,
        None => ask("POST", DOOR, body).await,
    })
}

/// Its picture, or none.
pub(crate) async fn set_cover(space: SpaceId, file: Option<&web_sys::Blob>) -> Answer<()> {
    let (method, body) = match file {
        Some(file) => ("PUT", Body::File(file)),
        None => ("DELETE", Body::None),
    };
    send(method, &of(space, "/cover"), body, None).await.map(drop)
}

pub(crate) async fn cancel(space: SpaceId, asked: &Cancel) -> Answer<Announcement> {
    read(ask("POST", &of(space, "/cancel"), Body::Json(wire::cancel(asked))).await)
}

pub(crate) async fn begin(space: SpaceId) -> Answer<()> {
    send("POST", &of(space, "/begin"), Body::Json("{}".to_owned()), None).await.map(drop)
}

/// Invite somebody ahead; without a role, an invitation is taken back.
pub(crate) async fn invite(space: SpaceId, guest: &Handle, role: Option<Role>) -> Answer<()> {
    let path = of(space, &["/invitations/", guest.as_str()].concat());
    let (method, body) = match role {
        Some(role) => ("PUT", Body::Json(wire::invite(&Invite { role }))),
        None => ("DELETE", Body::None),
    };
    send(method, &path, body, None).await.map(drop)
}

/// Say yes or no to an invitation.
pub(crate) async fn answer(space: SpaceId, accepted: bool) -> Answer<()> {
    let body = Body::Json(wire::answer_invitation(&AnswerInvitation { accepted }));
    send("PUT", &of(space, "/invitation"), body, None).await.map(drop)
}

/// What the visitor was told, the newest first.
pub(crate) async fn notifications() -> Answer<NotificationList> {
    read(ask("GET", "/api/notifications", Body::None).await)
}

/// Everything up to then is read.
pub(crate) async fn read_until(until: UnixMs) -> Answer<NotificationList> {
    let body = Body::Json(format!("{{\"until\":{}}}", until.0));
    read(ask("POST", "/api/notifications/read", body).await)
}

/// What the visitor has announced, the last one first.
pub(crate) async fn own() -> Answer<AnnouncementList> {
    read(ask("GET", "/api/account/announcements", Body::None).await)
}

/// What is to come and fits, the next one first.
/// Until then, if there is an end.
pub(crate) async fn upcoming(filter: &Filter, until: Option<UnixMs>) -> Answer<AnnouncementList> {
    let until = until.map_or_else(String::new, |until| ["&until=", &until.0.to_string()].concat());
    read(ask("GET", &[DOOR, "?", &filter.query(), &until].concat(), Body::None).await)
}

pub(crate) async fn upcoming_of(host: &Handle) -> Answer<AnnouncementList> {
    read(ask("GET", &[DOOR, "?host=", host.as_str()].concat(), Body::None).await)
}

fn of(space: SpaceId, rest: &str) -> String {
    format!("{DOOR}/{space}{rest}")
}
