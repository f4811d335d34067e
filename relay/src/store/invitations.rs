//! Whom hosts invite ahead, and who of those whom one knows means to come.
//!
//! *Law:* what is said of an invitation is said while the space is to come, in a transaction that
//! would fail if it had begun meanwhile. Elsewhere than in the app, somebody is told once that a host
//! invites them to a space, however often it is taken back and said again.

use crate::store::{
    Result, Store, Tx, follows::is_blocked, ms, optional_column, outbox, read_column, reminders,
};
use anyhow::{Context, anyhow};
use causerie_shared::{
    announcement::{Friends, Invitation, Reply},
    handle::Handle,
    id::{PersonId, SpaceId},
    notification::Occasion,
    role::Role,
    stage::Attendee,
    time::UnixMs,
    view::SpaceView,
};
use sqlx::{Row, any::AnyRow};

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inviting {
    /// They are invited so, whether or not they were before.
    Done,
    /// The space is not to come any more.
    NotPending,
    /// They have blocked the host.
    Blocked,
    /// The host has blocked them.
    Blocking,
    TooMany,
    TooManyCoHosts,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    Done,
    /// The space is not to come any more.
    NotPending,
    NotInvited,
}

/// How many are invited ahead to one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guests {
    pub most: usize,
    /// Of them, so many as co-hosts.
    pub co_hosts_most: usize,
}

/// After whom nobody comes, in the order of ids on either engine.
const LAST: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

impl Store {
    /// Invites somebody, or to another role than before; that is to be answered anew.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn invite(
        &self,
        id: SpaceId,
        person: PersonId,
        role: Role,
        bounds: Guests,
        now: UnixMs,
    ) -> Result<Inviting> {
        let role = written(role)?;
        let mut tx = self.database().begin().await?;
        // Two at once wait for one another here, on either engine.
        let row = sqlx::query(
            "UPDATE announcements SET id = id WHERE id = $1 \
             AND state IN ('draft', 'announced') RETURNING host, state",
        )
        .bind(id.to_string())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(Inviting::NotPending) };
        let (host, state): (PersonId, String) = (read_column(&row, 0)?, row.try_get(1)?);
        if is_blocked(&mut tx, host, person).await? {
            return Ok(Inviting::Blocking);
        }
        if is_blocked(&mut tx, person, host).await? {
            return Ok(Inviting::Blocked);
        }
        let rows = sqlx::query("SELECT person, role FROM invitations WHERE announcement = $1")
            .bind(id.to_string())
            .fetch_all(&mut *tx)
            .await?;
        let (mut others, mut co_hosts) = (0, 0);
        for row in &rows {
            let (of, as_what): (PersonId, String) = (read_column(row, 0)?, row.try_get(1)?);
            if of == person && as_what == role {
                return Ok(Inviting::Done);
            }
            if of != person {
                others += 1;
                co_hosts += usize::from(as_what == CO_HOST);
            }
        }
        if others >= bounds.most {
            return Ok(Inviting::TooMany);
        }
        if role == CO_HOST && co_hosts >= bounds.co_hosts_most {
            return Ok(Inviting::TooManyCoHosts);
        }
        sqlx::query(
            "INSERT INTO invitations (announcement, person, role, state, at, reminds) \
             VALUES ($1, $2, $3, 'awaited', $4, 0) ON CONFLICT (announcement, person) \
             DO UPDATE SET role = excluded.role, state = 'awaited', at = excluded.at",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .bind(role)
        .bind(ms(now))
        .execute(&mut *tx)
        .await?;
        if state == "announced" {
            tell(&mut tx, id, person, now).await?;
        }
        tx.commit().await?;
        Ok(Inviting::Done)
    }

    /// Takes an invitation back, if there was one. False when the space is not to come any more.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn uninvite(&self, id: SpaceId, person: PersonId) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        let pending = sqlx::query(
            "UPDATE announcements SET id = id WHERE id = $1 AND state IN ('draft', 'announced')",
        )
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
        if pending.rows_affected() == 0 {
            return Ok(false);
        }
        let gone = sqlx::query(
            "DELETE FROM invitations WHERE announcement = $1 AND person = $2 RETURNING reminds",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(row) = gone {
            if row.try_get::<i64, _>(0)? != 0 {
                reminders::forget(&mut tx, id, person).await?;
            }
            outbox::take_back(&mut tx, id, Occasion::Invited, person).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Says yes or no for whoever is invited. With a yes they are reminded so long before, unless they
    /// asked for it themself; with a no they are not, unless they did.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn answer_invitation(
        &self,
        id: SpaceId,
        person: PersonId,
        accepted: bool,
        lead_ms: u64,
        now: UnixMs,
    ) -> Result<Answering> {
        let mut tx = self.database().begin().await?;
        // Whoever begins the space waits here, or has come first.
        let announced =
            sqlx::query("UPDATE announcements SET id = id WHERE id = $1 AND state = 'announced'")
                .bind(id.to_string())
                .execute(&mut *tx)
                .await?;
        if announced.rows_affected() == 0 {
            return Ok(Answering::NotPending);
        }
        let row = sqlx::query(
            "SELECT state, reminds FROM invitations WHERE announcement = $1 AND person = $2",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(Answering::NotInvited) };
        let (was, reminds): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        let state = if accepted { "accepted" } else { "declined" };
        if was == state {
            return Ok(Answering::Done);
        }
        let reminds = match (accepted, reminds != 0) {
            (true, false) => reminders::ask_for(&mut tx, id, person, lead_ms, now).await?,
            (true, true) => true,
            (false, true) => {
                reminders::forget(&mut tx, id, person).await?;
                false
            }
            (false, false) => false,
        };
        sqlx::query(
            "UPDATE invitations SET state = $1, reminds = $2 \
             WHERE announcement = $3 AND person = $4",
        )
        .bind(state)
        .bind(i64::from(reminds))
        .bind(id.to_string())
        .bind(person.to_string())
        .execute(&mut *tx)
        .await?;
        outbox::take_back(&mut tx, id, Occasion::Invited, person).await?;
        tx.commit().await?;
        Ok(Answering::Done)
    }

    /// Everybody who is invited, whatever they said: co-hosts first, then in the order in which they
    /// were asked.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn invitations(&self, id: SpaceId) -> Result<Vec<Invitation>> {
        let rows = sqlx::query(
            "SELECT p.id, p.name, p.handle, p.avatar, i.role, i.state FROM invitations i \
             JOIN people p ON p.id = i.person WHERE i.announcement = $1 \
             ORDER BY i.role, i.at, i.person",
        )
        .bind(id.to_string())
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &AnyRow| {
            let (role, state): (String, String) = (row.try_get(4)?, row.try_get(5)?);
            Ok(Invitation { of: attendee(row)?, role: role_of(&role), reply: reply(&state) })
        };
        rows.iter().map(read).collect()
    }

    /// To which spaces somebody is invited, and what they said: for themself.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn invitations_of(&self, person: PersonId) -> Result<Vec<(SpaceId, Role, Reply)>> {
        let rows = sqlx::query(
            "SELECT i.announcement, i.role, i.state FROM invitations i \
             JOIN announcements a ON a.id = i.announcement \
             WHERE i.person = $1 AND a.state <> 'draft' ORDER BY i.announcement",
        )
        .bind(person.to_string())
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &AnyRow| {
            let (role, state): (String, String) = (row.try_get(1)?, row.try_get(2)?);
            Ok((read_column(row, 0)?, role_of(&role), reply(&state)))
        };
        rows.iter().map(read).collect()
    }

    /// The seat that somebody accepted ahead and has not had yet.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn promised(&self, id: SpaceId, person: PersonId) -> Result<Option<Role>> {
        let row = sqlx::query(
            "SELECT role FROM invitations \
             WHERE announcement = $1 AND person = $2 AND state = 'accepted'",
        )
        .bind(id.to_string())
        .bind(person.to_string())
        .fetch_optional(self.database().reader())
        .await?;
        let role = row.map(|row| row.try_get::<String, _>(0)).transpose()?;
        Ok(role.map(|role| role_of(&role)))
    }

    /// Who is reminded of a space, follows somebody and is followed by them, but for those who are
    /// on its stage; none where there is nobody.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn friends_going(&self, id: SpaceId, of: PersonId) -> Result<Option<Friends>> {
        // From whom one follows, which is few beside those who are reminded: SQLite takes tables that
        // are joined across in the order in which they stand.
        let rows = sqlx::query(
            "SELECT p.id, p.name, p.handle, p.avatar, COUNT(*) OVER () FROM follows f \
             CROSS JOIN reminders r CROSS JOIN follows b CROSS JOIN people p \
             WHERE f.follower = $1 AND r.announcement = $2 AND r.person = f.followed \
             AND b.follower = f.followed AND b.followed = f.follower AND p.id = f.followed \
             AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.announcement = r.announcement \
             AND i.person = r.person AND i.state IN ('accepted', 'seated')) \
             ORDER BY p.name, p.id LIMIT $3",
        )
        .bind(of.to_string())
        .bind(id.to_string())
        .bind(Friends::MOST as i64)
        .fetch_all(self.database().reader())
        .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let total = u32::try_from(first.try_get::<i64, _>(4)?).unwrap_or(u32::MAX);
        Ok(Some(Friends { people: rows.iter().map(attendee).collect::<Result<_>>()?, total }))
    }
}

/// Tells somebody that they are invited: in the app, and elsewhere unless they were told there before.
async fn tell(tx: &mut Tx, id: SpaceId, person: PersonId, at: UnixMs) -> Result<()> {
    let before = sqlx::query(
        "SELECT 1 FROM notifications WHERE person = $1 AND space = $2 AND occasion = 'invited'",
    )
    .bind(person.to_string())
    .bind(id.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    let person = person.to_string();
    notify(tx, id, &person, &person, at).await?;
    if before.is_none() {
        send(tx, id, &person, at).await?;
    }
    Ok(())
}

/// A draft was announced: whoever is invited is told so.
pub(super) async fn tell_all(tx: &mut Tx, id: SpaceId, at: UnixMs) -> Result<()> {
    notify(tx, id, "", LAST, at).await?;
    send(tx, id, LAST, at).await
}

/// In the app, to everybody from one person to another.
async fn notify(tx: &mut Tx, id: SpaceId, from: &str, to: &str, at: UnixMs) -> Result<()> {
    sqlx::query(
        "INSERT INTO notifications (person, occasion, space, title, host, starts_at, at) \
         SELECT i.person, 'invited', a.id, a.title, a.host, a.starts_at, $1 \
         FROM invitations i JOIN announcements a ON a.id = i.announcement \
         WHERE a.id = $2 AND i.person >= $3 AND i.person <= $4 AND i.state = 'awaited' \
         ON CONFLICT (person, space, occasion, starts_at) \
         DO UPDATE SET at = excluded.at, read_at = NULL",
    )
    .bind(ms(at))
    .bind(id.to_string())
    .bind(from.to_owned())
    .bind(to.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Elsewhere, to those who were told in that moment.
async fn send(tx: &mut Tx, id: SpaceId, last: &str, at: UnixMs) -> Result<()> {
    let starts_at: i64 = sqlx::query("SELECT starts_at FROM announcements WHERE id = $1")
        .bind(id.to_string())
        .fetch_one(&mut **tx)
        .await?
        .try_get(0)?;
    let told = outbox::Portion {
        space: &id.to_string(),
        occasion: Occasion::Invited.code(),
        starts_at,
        at: ms(at),
        after: "",
        last,
    };
    outbox::queue(tx, &told).await
}

/// A space's row is being written: whoever has a seat there that they accepted ahead has had it.
pub(super) async fn note_seated(tx: &mut Tx, view: &SpaceView) -> sqlx::Result<()> {
    let awaited = "SELECT person FROM invitations WHERE announcement = $1 AND state = 'accepted'";
    let id = view.id.to_string();
    let rows = sqlx::query(awaited).bind(id.clone()).fetch_all(&mut **tx).await?;
    for row in rows {
        let person: String = row.try_get(0)?;
        let is_seated = view.stage.iter().any(|seat| seat.person.to_string() == person);
        if is_seated {
            sqlx::query(
                "UPDATE invitations SET state = 'seated' WHERE announcement = $1 AND person = $2",
            )
            .bind(id.clone())
            .bind(person)
            .execute(&mut **tx)
            .await?;
        }
    }
    Ok(())
}

/// Two people want nothing of each other any more.
pub(super) async fn part(tx: &mut Tx, one: PersonId, other: PersonId) -> Result<()> {
    for (host, guest) in [(one, other), (other, one)] {
        let gone = sqlx::query(
            "DELETE FROM invitations WHERE person = $1 \
             AND announcement IN (SELECT id FROM announcements WHERE host = $2) \
             RETURNING announcement, reminds",
        )
        .bind(guest.to_string())
        .bind(host.to_string())
        .fetch_all(&mut **tx)
        .await?;
        for row in gone {
            let id: SpaceId = read_column(&row, 0)?;
            if row.try_get::<i64, _>(1)? != 0 {
                reminders::forget(tx, id, guest).await?;
            }
            outbox::take_back(tx, id, Occasion::Invited, guest).await?;
        }
    }
    Ok(())
}

const CO_HOST: &str = "co_host";
const SPEAKER: &str = "speaker";

fn written(role: Role) -> Result<&'static str> {
    match role {
        Role::CoHost => Ok(CO_HOST),
        Role::Speaker => Ok(SPEAKER),
        Role::Host | Role::Listener | Role::Guest => {
            Err(anyhow!("nobody is invited ahead as {role:?}").into())
        }
    }
}

fn role_of(text: &str) -> Role {
    if text == CO_HOST { Role::CoHost } else { Role::Speaker }
}

fn reply(state: &str) -> Reply {
    match state {
        "awaited" => Reply::Awaited,
        "declined" => Reply::Declined,
        _ => Reply::Accepted,
    }
}

/// From id, name, handle and avatar.
fn attendee(row: &AnyRow) -> Result<Attendee> {
    let handle: String = row.try_get(2)?;
    Ok(Attendee {
        person: read_column(row, 0)?,
        name: read_column(row, 1)?,
        handle: Some(Handle::existing(&handle).context("a person's row is damaged")?),
        avatar: optional_column(row, 3)?,
    })
}
