//! Spaces that are to come. A change names the edition that it changes, so that of two at once the
//! second finds nothing to change.

use crate::store::{
    Before, Result, Store, Tx, invitations, ms, optional_column, read_column, read_ms, reminders,
    sales, search,
};
use anyhow::Context;
use causerie_shared::{
    announcement::{Announcement, Coming},
    handle::Handle,
    id::{PersonId, SpaceId},
    language::Language,
    notification::Occasion,
    stage::Attendee,
    text::Reason,
    time::UnixMs,
    topic::Topic,
    view::Access,
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

const COLUMNS: &str = "SELECT a.id, a.host, p.name, p.handle, p.avatar, a.state, a.reason, \
                       a.listed, a.guests, a.title, a.description, a.topics, a.language, \
                       a.starts_at, a.ends_at, a.zone, a.starts, a.ends, a.edition, \
                       a.changed_at, a.cover, CASE WHEN EXISTS (SELECT 1 FROM sales s \
                       WHERE s.space = a.id) THEN 1 ELSE 0 END \
                       FROM announcements a JOIN people p ON p.id = a.host";

/// States in which it can begin yet.
pub(super) const PENDING: &str = "('draft', 'announced')";

/// Which announced spaces a list is about.
#[derive(Debug, Clone, Default)]
pub struct Upcoming {
    pub host: Option<PersonId>,
    pub topic: Option<Topic>,
    pub language: Option<Language>,
    /// Those that start from here on, and before then.
    pub from: UnixMs,
    /// Those that were cancelled too: who kept them somewhere learns of it.
    pub cancelled: bool,
    pub until: Option<UnixMs>,
    /// Where the list goes on: after this start and id.
    pub after: Option<Before>,
}

impl Upcoming {
    /// Whether an announcement that was found elsewhere is one of them.
    pub fn admits(&self, one: &Announcement) -> bool {
        let Self { host, topic, language, from, cancelled: _, until, after: _ } = self;
        one.state == Coming::Announced
            && one.access.listed
            && one.starts_at >= *from
            && until.is_none_or(|until| one.starts_at < until)
            && host.is_none_or(|host| one.host.person == host)
            && language.is_none_or(|language| one.language == Some(language))
            && topic.as_ref().is_none_or(|topic| one.topics.as_slice().contains(topic))
    }
}

impl Store {
    /// False when the host has `most` of them already.
    pub async fn announce(&self, new: &Announcement, most: u32) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        // Two at once wait for one another here, on either engine.
        sqlx::query("UPDATE people SET id = id WHERE id = $1")
            .bind(new.host.person.to_string())
            .execute(&mut *tx)
            .await?;
        let sql =
            format!("SELECT COUNT(*) FROM announcements WHERE host = $1 AND state IN {PENDING}");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(new.host.person.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if row.try_get::<i64, _>(0)? >= i64::from(most) {
            return Ok(false);
        }
        let sql = "INSERT INTO announcements (listed, guests, title, description, topics, \
                   language, starts_at, ends_at, zone, starts, ends, state, edition, changed_at, \
                   id, host) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
                   $15, $16)";
        bound(sql, new)?.bind(new.host.person.to_string()).execute(&mut *tx).await?;
        index(&mut tx, new).await?;
        reindex(&mut tx, new.id).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Writes `new` over the edition before it. False when that is not the newest one, or when
    /// nothing can be changed any more.
    pub async fn change_announcement(&self, new: &Announcement) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        let row = sqlx::query("SELECT starts_at, state FROM announcements WHERE id = $1")
            .bind(new.id.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else { return Ok(false) };
        let (was, state): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let sql = format!(
            "UPDATE announcements SET listed = $1, guests = $2, title = $3, description = $4, \
             topics = $5, language = $6, starts_at = $7, ends_at = $8, zone = $9, starts = $10, \
             ends = $11, state = $12, edition = $13, changed_at = $14 \
             WHERE id = $15 AND edition = $16 AND state IN {PENDING}"
        );
        let done = bound(&sql, new)?.bind(i64::from(new.edition) - 1).execute(&mut *tx).await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM announcement_topics WHERE announcement = $1")
            .bind(new.id.to_string())
            .execute(&mut *tx)
            .await?;
        index(&mut tx, new).await?;
        reindex(&mut tx, new.id).await?;
        sales::moved(&mut tx, new.id, new.starts_at, new.title.as_str()).await?;
        if was != ms(new.starts_at) {
            reminders::moved(&mut tx, new).await?;
        }
        if state == "draft" && new.state == Coming::Announced {
            invitations::tell_all(&mut tx, new.id, new.changed_at).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// What becomes of it: from pending to something else, or from begun back. False when it is not
    /// what it would come from.
    pub async fn set_coming(&self, id: SpaceId, to: &Coming, at: UnixMs) -> Result<bool> {
        let from = match to {
            Coming::Draft | Coming::Announced => "('begun')",
            // A draft, of which nobody knows, is discarded rather than called off.
            Coming::Begun | Coming::Cancelled { .. } | Coming::Missed => "('announced')",
        };
        let (state, reason) = written(to);
        let sql = format!(
            "UPDATE announcements SET state = $1, reason = $2, edition = edition + 1, \
             changed_at = $3 WHERE id = $4 AND state IN {from} RETURNING starts_at"
        );
        let mut tx = self.database().begin().await?;
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(state)
            .bind(reason)
            .bind(ms(at))
            .bind(id.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else { return Ok(false) };
        let occasion = match to {
            Coming::Begun => Some(Occasion::Begun),
            Coming::Cancelled { .. } => Some(Occasion::Cancelled),
            Coming::Missed => Some(Occasion::Missed),
            Coming::Draft | Coming::Announced => None,
        };
        match occasion {
            Some(occasion) => {
                reminders::spread(&mut tx, id, occasion, read_ms(&row, 0)?, at).await?;
            }
            // It has not begun after all.
            None => reminders::take_back(&mut tx, id, Occasion::Begun).await?,
        }
        match to {
            Coming::Cancelled { .. } | Coming::Missed => sales::call_off(&mut tx, id).await?,
            Coming::Draft | Coming::Announced | Coming::Begun => {}
        }
        reindex(&mut tx, id).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Forgets a draft, of which nobody else knows. False when it is none.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn discard_draft(&self, id: SpaceId) -> Result<bool> {
        let done = sqlx::query("DELETE FROM announcements WHERE id = $1 AND state = 'draft'")
            .bind(id.to_string())
            .execute(self.database().writer())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn announcement(&self, id: SpaceId) -> Result<Option<Announcement>> {
        let sql = format!("{COLUMNS} WHERE a.id = $1");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(id.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Announced and listed ones, the next first.
    pub async fn upcoming(&self, which: &Upcoming, most: u32) -> Result<Vec<Announcement>> {
        let Upcoming { host, topic, language, from, cancelled, until, after } = which;
        let states = if *cancelled { "('announced', 'cancelled')" } else { "('announced')" };
        let mut wanted = Vec::new();
        let mut joined = String::new();
        // $1 to $5 are always there.
        let mut next = |value: String| {
            wanted.push(value);
            wanted.len() + 5
        };
        if let Some(topic) = topic {
            let at = next(topic.key());
            joined =
                format!("JOIN announcement_topics t ON t.announcement = a.id AND t.topic = ${at}");
        }
        let mut only = String::new();
        if let Some(host) = host {
            only.push_str(&format!("AND a.host = ${} ", next(host.to_string())));
        }
        if let Some(language) = language {
            only.push_str(&format!("AND a.language = ${} ", next(language.as_str().to_owned())));
        }
        let sql = format!(
            "{COLUMNS} {joined} WHERE a.state IN {states} AND a.listed = 1 {only}\
             AND a.starts_at >= $1 AND a.starts_at < $2 \
             AND (a.starts_at > $3 OR a.starts_at = $3 AND a.id > $4) \
             ORDER BY a.starts_at, a.id LIMIT $5"
        );
        let after = after.unwrap_or(Before { at: UnixMs(0), id: 0 });
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(ms(*from))
            .bind(until.map_or(i64::MAX, ms))
            .bind(ms(after.at))
            .bind(SpaceId::from_bits(after.id).to_string())
            .bind(i64::from(most));
        let query = wanted.into_iter().fold(query, |query, value| query.bind(value));
        let rows = query.fetch_all(self.database().reader()).await?;
        rows.iter().map(read).collect()
    }

    /// Those that somebody is reminded of and that start from then on, the next first; what was called
    /// off too.
    pub async fn reminded_spaces(
        &self,
        person: PersonId,
        from: UnixMs,
        most: u32,
    ) -> Result<Vec<Announcement>> {
        let sql = format!(
            "{COLUMNS} JOIN reminders r ON r.announcement = a.id WHERE r.person = $1 \
             AND a.state <> 'draft' AND a.starts_at >= $2 ORDER BY a.starts_at, a.id LIMIT $3"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(person.to_string())
            .bind(ms(from))
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(read).collect()
    }

    /// All of `host`, whatever has become of them, the newest first: for themself.
    pub async fn announcements_of(
        &self,
        host: PersonId,
        before: Option<Before>,
        most: u32,
    ) -> Result<Vec<Announcement>> {
        let before = before.unwrap_or(Before::NOTHING);
        let sql = format!(
            "{COLUMNS} WHERE a.host = $1 AND (a.starts_at < $2 OR a.starts_at = $2 AND a.id < $3) \
             ORDER BY a.starts_at DESC, a.id DESC LIMIT $4"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(host.to_string())
            .bind(ms(before.at))
            .bind(SpaceId::from_bits(before.id).to_string())
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Those that should have started by then are missed from here on; names them. Where tickets were
    /// sold, that is `sold_before`, and everybody gets their money back.
    pub async fn miss_announcements(
        &self,
        before: UnixMs,
        sold_before: UnixMs,
        at: UnixMs,
    ) -> Result<Vec<SpaceId>> {
        let late = "SELECT 1 FROM announcements WHERE state = 'announced' AND (starts_at <= $1 OR \
             starts_at <= $2 AND id IN (SELECT space FROM sales)) LIMIT 1";
        let late = sqlx::query(late).bind(ms(before)).bind(ms(sold_before));
        let late = late.fetch_optional(self.database().reader());
        if late.await?.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.database().begin().await?;
        let rows = sqlx::query(
            "UPDATE announcements SET state = 'missed', edition = edition + 1, changed_at = $1 \
             WHERE state = 'announced' AND (starts_at <= $2 OR \
             starts_at <= $3 AND id IN (SELECT space FROM sales)) RETURNING id, starts_at",
        )
        .bind(ms(at))
        .bind(ms(before))
        .bind(ms(sold_before))
        .fetch_all(&mut *tx)
        .await?;
        let mut missed = Vec::new();
        for row in &rows {
            let id = read_column(row, 0)?;
            reminders::spread(&mut tx, id, Occasion::Missed, read_ms(row, 1)?, at).await?;
            sales::call_off(&mut tx, id).await?;
            reindex(&mut tx, id).await?;
            missed.push(id);
        }
        tx.commit().await?;
        Ok(missed)
    }

    /// A relay that stopped between the word and the deed: what was to begin and never was a space
    /// is announced as before.
    pub async fn announce_unbegun_again(&self) -> Result<u64> {
        let mut tx = self.database().begin().await?;
        let rows = sqlx::query(
            "UPDATE announcements SET state = 'announced', edition = edition + 1 \
             WHERE state = 'begun' AND id NOT IN (SELECT id FROM spaces) RETURNING id",
        )
        .fetch_all(&mut *tx)
        .await?;
        for row in &rows {
            reindex(&mut tx, read_column(row, 0)?).await?;
        }
        tx.commit().await?;
        Ok(rows.len() as u64)
    }
}

/// Lets searches find it as its row is in this transaction.
async fn reindex(tx: &mut Tx, id: SpaceId) -> Result<()> {
    let sql = format!("{COLUMNS} WHERE a.id = $1");
    let row =
        sqlx::query(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    if let Some(row) = row {
        search::index_announcement(tx, &read(&row)?).await?;
    }
    Ok(())
}

/// All that are to come.
pub(super) async fn announced(tx: &mut Tx) -> Result<Vec<Announcement>> {
    let sql = format!("{COLUMNS} WHERE a.state = 'announced'");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// Their host is called otherwise, or is about to go.
pub(super) async fn rename_host(tx: &mut Tx, host: PersonId, goes: bool) -> Result<()> {
    let rows = sqlx::query("SELECT id FROM announcements WHERE host = $1 AND state = 'announced'")
        .bind(host.to_string())
        .fetch_all(&mut **tx)
        .await?;
    for row in rows {
        let id = read_column(&row, 0)?;
        match goes {
            true => search::forget_space(tx, id).await?,
            false => reindex(tx, id).await?,
        }
    }
    Ok(())
}

type Statement = sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>;

/// Values 1 to 15.
fn bound(sql: &str, new: &Announcement) -> Result<Statement> {
    let topics = serde_json::to_string(&new.topics).context("topics are no JSON")?;
    let (state, _) = written(&new.state);
    Ok(sqlx::query(AssertSqlSafe(sql.to_owned()))
        .bind(i64::from(new.access.listed))
        .bind(i64::from(new.access.guests))
        .bind(new.title.as_str().to_owned())
        .bind(new.description.as_ref().map(|words| words.as_str().to_owned()))
        .bind(topics)
        .bind(new.language.map(Language::as_str))
        .bind(ms(new.starts_at))
        .bind(new.ends_at.map(ms))
        .bind(new.zone.as_str().to_owned())
        .bind(new.starts.clone())
        .bind(new.ends.clone())
        .bind(state)
        .bind(i64::from(new.edition))
        .bind(ms(new.changed_at))
        .bind(new.id.to_string()))
}

async fn index(tx: &mut Tx, new: &Announcement) -> Result<()> {
    for topic in new.topics.as_slice() {
        sqlx::query("INSERT INTO announcement_topics (announcement, topic) VALUES ($1, $2)")
            .bind(new.id.to_string())
            .bind(topic.key())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

fn written(state: &Coming) -> (&'static str, Option<String>) {
    match state {
        Coming::Draft => ("draft", None),
        Coming::Announced => ("announced", None),
        Coming::Begun => ("begun", None),
        Coming::Cancelled { reason } => {
            ("cancelled", reason.as_ref().map(|reason| reason.as_str().to_owned()))
        }
        Coming::Missed => ("missed", None),
    }
}

/// What [`written`] writes.
pub(super) fn coming(state: &str, reason: Option<Reason>) -> Coming {
    match state {
        "draft" => Coming::Draft,
        "announced" => Coming::Announced,
        "begun" => Coming::Begun,
        "cancelled" => Coming::Cancelled { reason },
        _ => Coming::Missed,
    }
}

fn read(row: &AnyRow) -> Result<Announcement> {
    let state: String = row.try_get(5)?;
    let state = coming(&state, optional_column(row, 6)?);
    let handle: String = row.try_get(3)?;
    let handle = Handle::existing(&handle).context("a person's row is damaged")?;
    let topics: String = row.try_get(11)?;
    let edition: i64 = row.try_get(18)?;
    let ends_at: Option<i64> = row.try_get(14)?;
    Ok(Announcement {
        id: read_column(row, 0)?,
        host: Attendee {
            person: read_column(row, 1)?,
            name: read_column(row, 2)?,
            handle: Some(handle),
            avatar: optional_column(row, 4)?,
        },
        title: read_column(row, 9)?,
        description: optional_column(row, 10)?,
        topics: serde_json::from_str(&topics).context("an announcement's row is damaged")?,
        language: optional_column(row, 12)?,
        access: Access {
            listed: row.try_get::<i64, _>(7)? != 0,
            guests: row.try_get::<i64, _>(8)? != 0,
        },
        starts_at: read_ms(row, 13)?,
        ends_at: ends_at.and_then(|at| u64::try_from(at).ok()).map(UnixMs),
        zone: read_column(row, 15)?,
        starts: row.try_get(16)?,
        ends: row.try_get(17)?,
        state,
        edition: u32::try_from(edition).unwrap_or(u32::MAX),
        changed_at: read_ms(row, 19)?,
        cover: optional_column(row, 20)?,
        going: 0,
        reminder_min: None,
        invitations: Vec::new(),
        friends: None,
        ticketed: row.try_get::<i64, _>(21)? != 0,
    })
}
