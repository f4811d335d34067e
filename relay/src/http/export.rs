//! `/api/account/export`: everything that the relay holds of somebody, for themself, as one JSON file.
//!
//! Law: nothing in it opens a door (no proof, no token, no code), and a file that breaks off is no
//! JSON. Written page by page as it is read, so that a million followers fill no memory.

use crate::{
    clock,
    http::{Problem, State, cards, visitor::SignedInVisitor},
    people::browser,
    store::{self, Before, Kind, PersonRow, PictureRow, Side, SignedIn, Store},
};
use axum::{
    body::{Body, Bytes},
    extract::State as From,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use causerie_shared::{
    announcement::Announcement,
    id::{PersonId, SpaceId},
    report::ReportCard,
    time::UnixMs,
    transcript::Said,
    view::SpaceView,
};
use futures_util::stream;
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;

/// Rows that are read at once.
const PAGE: u32 = 500;

/// Purchases and tickets of one account; more than anybody has evenings.
const BOUGHT_MOST: usize = 10_000;

/// Pieces that wait for a slow visitor.
const PIECES: usize = 2;

/// Everything that the relay holds of one, as a file.
#[utoipa::path(
    get,
    path = "/api/account/export",
    tag = "account",
    responses((status = 200, body = Object), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn get(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    state.is_open()?;
    state.limits.export(me.person.id)?;
    let name = format!("attachment; filename=\"causerie-{}.json\"", me.person.handle.as_str());
    let (to, pieces) = mpsc::channel(PIECES);
    let file = File { to };
    tokio::spawn(async move {
        if let Err(fault) = write(&file, state.hub.store(), &me).await {
            tracing::error!("an export broke off: {fault}");
            let _ = file.to.send(Err(fault)).await;
        }
    });
    let body = Body::from_stream(stream::unfold(pieces, async |mut pieces| {
        pieces.recv().await.map(|piece| (piece, pieces))
    }));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        // A handle is letters, digits and underscores.
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

struct File {
    to: mpsc::Sender<store::Result<Bytes>>,
}

async fn write(file: &File, store: &Store, me: &SignedIn) -> store::Result<()> {
    let PersonRow { id, ref links, avatar, is_administrator, created_at, .. } = me.person;
    file.say("{").await;
    file.field("exported_at", &clock::now()).await;
    file.next("profile", &cards::person(&me.person)).await;
    file.next("links", links).await;
    file.next("joined", &created_at).await;
    file.next("is_administrator", &is_administrator).await;
    let picture = match avatar {
        Some(avatar) => store.avatar(avatar, true).await?,
        None => None,
    };
    let picture =
        picture.map(|it| json!({ "type": it.kind, "base64": STANDARD.encode(&it.bytes) }));
    file.next("picture", &picture).await;
    let ways: Vec<_> = store
        .identities(id)
        .await?
        .iter()
        .map(|row| {
            json!({
                "kind": match row.kind { Kind::Password => "password", Kind::Passkey => "passkey" },
                "label": row.label, "created_at": row.created_at, "used_at": row.used_at,
            })
        })
        .collect();
    file.next("ways_in", &ways).await;
    file.next("recovery_codes_left", &store.recovery_left(id).await?).await;
    let sessions: Vec<_> = store.sessions(id, clock::now()).await?.iter().map(|row| json!({
        "browser": browser::name(&row.agent), "agent": row.agent, "created_at": row.created_at,
        "seen_at": row.seen_at, "expires_at": row.expires_at,
    })).collect();
    file.next("sessions", &sessions).await;
    let told = store.notifications(id).await?;
    file.next("notifications", &told.notifications).await;
    file.next("reminders", &store.reminders_of(id).await?).await;
    let invited = store.invitations_of(id).await?.into_iter();
    let invited: Vec<_> = invited
        .map(|(space, role, reply)| json!({ "space": space, "role": role, "reply": reply }))
        .collect();
    file.next("invitations", &invited).await;
    let address = store.address(id).await?;
    let reminding = json!({
        "lead_min": store.wishes(id).await?.lead_min,
        "address": address.map(|row| row.address),
        "browsers": store.subscriptions_of(id).await?.len(),
    });
    file.next("reminding", &reminding).await;
    let orders = store.orders_of(id, BOUGHT_MOST).await?;
    let orders: Vec<_> = orders.into_iter().map(|row| row.order).collect();
    file.next("orders", &orders).await;
    let tickets = store.tickets_of(id, BOUGHT_MOST).await?;
    let tickets: Vec<_> = tickets.into_iter().map(|row| row.ticket).collect();
    file.next("tickets", &tickets).await;
    for (name, what) in LISTS {
        file.list(name, store, id, what).await?;
    }
    file.covers(store, id).await?;
    file.say("}\n").await;
    Ok(())
}

/// What there may be any number of.
#[derive(Clone, Copy)]
enum List {
    Follows(Side),
    Blocks,
    Spaces,
    Announcements,
    Reports,
    Said,
}

const LISTS: [(&str, List); 7] = [
    ("following", List::Follows(Side::Following)),
    ("followers", List::Follows(Side::Followers)),
    ("blocked", List::Blocks),
    ("spaces", List::Spaces),
    ("announcements", List::Announcements),
    ("reports", List::Reports),
    ("said", List::Said),
];

impl List {
    /// Lines of JSON, each with its mark.
    async fn page(
        self,
        store: &Store,
        of: PersonId,
        before: Option<Before>,
    ) -> store::Result<Vec<(Before, String)>> {
        let people = match self {
            Self::Follows(side) => store.follows(of, side, before, PAGE).await?,
            Self::Blocks => store.blocked_by(of, before, PAGE).await?,
            Self::Reports => {
                let reports = store.reports_by(of, before, PAGE).await?;
                let mark = |it: &ReportCard| Before { at: it.at, id: it.id.bits() };
                return Ok(reports.iter().map(|it| (mark(it), written(&own_words(it)))).collect());
            }
            Self::Announcements => {
                let announced = store.announcements_of(of, before, PAGE).await?;
                let mark = |it: &Announcement| Before { at: it.starts_at, id: it.id.bits() };
                return Ok(announced.iter().map(|it| (mark(it), written(it))).collect());
            }
            Self::Said => {
                let after = before
                    .and_then(|it| Some((SpaceId::from_bits(it.id), u32::try_from(it.at.0).ok()?)));
                let said = store.said_by(of, after, PAGE).await?;
                let line = |(space, said): &(SpaceId, Said)| {
                    let mark = Before { at: UnixMs(said.number.into()), id: space.bits() };
                    (mark, written(&json!({ "space": space, "said": said })))
                };
                return Ok(said.iter().map(line).collect());
            }
            Self::Spaces => {
                let spaces = store.spaces_of(of, before, PAGE).await?;
                let mark = |it: &SpaceView| Before { at: it.lifecycle.since(), id: it.id.bits() };
                return Ok(spaces.iter().map(|it| (mark(it), written(it))).collect());
            }
        };
        let lines = people.into_iter().map(|(person, since)| {
            let line = json!({ "handle": person.handle, "name": person.name, "since": since });
            (Before { at: since, id: person.id.bits() }, written(&line))
        });
        Ok(lines.collect())
    }
}

impl File {
    /// A visitor who left needs nothing more.
    async fn say(&self, text: impl Into<Bytes>) {
        let _ = self.to.send(Ok(text.into())).await;
    }

    async fn field(&self, name: &str, value: &impl Serialize) {
        self.say(format!("\"{name}\":{}", written(value))).await;
    }

    async fn next(&self, name: &str, value: &impl Serialize) {
        self.say(",\n").await;
        self.field(name, value).await;
    }

    /// A list that is read in pages, each going on after the last row of the one before.
    async fn list(&self, name: &str, store: &Store, of: PersonId, what: List) -> store::Result<()> {
        self.say(format!(",\n\"{name}\":[")).await;
        let mut last = None;
        while !self.to.is_closed() {
            let rows = what.page(store, of, last).await?;
            let Some((mark, _)) = rows.last() else { break };
            let comma = if last.is_none() { "" } else { "," };
            last = Some(*mark);
            let lines: Vec<_> = rows.iter().map(|(_, line)| line.as_str()).collect();
            self.say(format!("{comma}{}", lines.join(","))).await;
            if rows.len() < PAGE as usize {
                break;
            }
        }
        self.say("]").await;
        Ok(())
    }

    /// Pictures of what was announced, one at a time: each has some hundreds of kB.
    async fn covers(&self, store: &Store, of: PersonId) -> store::Result<()> {
        self.say(",\n\"covers\":[").await;
        let (mut last, mut comma) = (None, "");
        while !self.to.is_closed() {
            let announced = store.announcements_of(of, last, PAGE).await?;
            let Some(end) = announced.last() else { break };
            last = Some(Before { at: end.starts_at, id: end.id.bits() });
            for (space, cover) in announced.iter().filter_map(|one| Some((one.id, one.cover?))) {
                if let Some(PictureRow { kind, bytes }) = store.cover(cover, true).await? {
                    let line =
                        json!({ "space": space, "type": kind, "base64": STANDARD.encode(bytes) });
                    self.say(format!("{comma}{}", written(&line))).await;
                    comma = ",";
                }
            }
        }
        self.say("]").await;
        Ok(())
    }
}

/// What somebody reported, without the words and the name of whom they reported: those are another's.
fn own_words(report: &ReportCard) -> serde_json::Value {
    json!({
        "id": report.id, "space": report.space, "title": report.title, "at": report.at,
        "concern": report.concern, "note": report.note,
    })
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}
