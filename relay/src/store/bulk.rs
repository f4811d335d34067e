//! Many people at once, with their follows: for a demonstration, and for trying the relay under load.
//!
//! They have no way in. Whoever wants to be one of them gets a session from elsewhere.

use crate::store::{
    Result, Store, Tx, Words, ms, people, search,
    tables::{
        ANNOUNCEMENT_TOPICS, ANNOUNCEMENTS, FOLLOWS, PEOPLE, PEOPLE_SEARCH, PUSH_SUBSCRIPTIONS,
        REMINDERS, Value,
    },
};
use causerie_shared::{
    id::{PersonId, SpaceId},
    text::Biography,
    time::UnixMs,
};

/// People who are nobody yet, and which of them follows which, by their places in the list. Each pair
/// stands there once, and nobody with themself.
pub struct Crowd {
    pub people: Vec<(PersonId, Words)>,
    pub follows: Vec<(u32, u32)>,
}

/// Spaces that a crowd announces, and how many of it asked to be reminded of them.
pub struct Diary {
    pub spaces: u32,
    pub reminders: u32,
    /// They begin one after another until then.
    pub within_ms: u64,
    /// Where the push service of everybody's browser is, if they have one.
    pub browsers: Option<String>,
}

/// A browser's key and secret that nobody has the other half of.
const KEY: &str =
    "BCCcMXtjeTXdPaHFT2NJXfsx-X0pPfCFcQMgWVyarLg_3eTGn8F6DHTCDMaSZi8EmJK6N6S6R9LHDNipmYY5H5s";
const SECRET: &str = "CQkJCQkJCQkJCQkJCQkJCQ";

const ANNOUNCED_EACH: usize = 10;

/// Languages and topics that take turns.
const LANGUAGES: [&str; 4] = ["en", "fr", "de", "es"];
const TOPICS: [&str; 8] =
    ["jazz", "rust", "gardens", "night talk", "poetry", "football", "history", "chess"];

/// Rows that are held in memory on their way.
const FOLLOWS_AT_ONCE: usize = 20 * FOLLOWS.rows_most();

impl Store {
    /// Puts a crowd in, all of it or nothing. The follows of each began one second after another, the
    /// last of them at `now`. False when somebody has a handle of theirs, or one that looks the same.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn load(&self, crowd: &Crowd, now: UnixMs) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        let mut rows = crowd.people_rows(now);
        match PEOPLE.insert(&mut tx, &mut rows).await {
            Ok(()) => {}
            Err(fault) if people::is_taken(&fault) => return Ok(false),
            Err(fault) => return Err(fault.into()),
        }
        let mut rows = crowd.people.iter().map(|(id, words)| search::row_for(*id, words)).collect();
        PEOPLE_SEARCH.insert(&mut tx, &mut rows).await?;
        let begins = (0..crowd.follows.len()).step_by(FOLLOWS_AT_ONCE);
        for begin in begins {
            FOLLOWS.insert(&mut tx, &mut crowd.follow_rows(begin, now)).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Lets a crowd that is there announce spaces, and asks for reminders of them, ten minutes before.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn load_diary(&self, crowd: &Crowd, diary: &Diary, now: UnixMs) -> Result<()> {
        const LEAD_MS: u64 = 10 * 60 * 1000;
        let every = diary.within_ms / u64::from(diary.spaces.max(1));
        let id = |number: u32| SpaceId::v7(now.0, u128::from(number)).to_string();
        let starts_at = |number: u32| now.plus_ms((u64::from(number) + 1) * every);
        let number = |value: u64| Value::Number(i64::try_from(value).ok());
        let mut tx = self.database().begin().await?;
        let (mut spaces, mut topics) = (Vec::new(), Vec::new());
        for space in 0..diary.spaces {
            let Some((host, _)) = crowd.people.get(space as usize / ANNOUNCED_EACH) else { break };
            let topic = TOPICS[space as usize % TOPICS.len()];
            spaces.push(vec![
                text(id(space)),
                text(host.to_string()),
                text("announced".into()),
                Value::Text(None),
                number(1),
                number(1),
                text(format!("An evening about {topic}, number {space}")),
                Value::Text(None),
                text(format!("[\"{topic}\"]")),
                text(LANGUAGES[space as usize % LANGUAGES.len()].into()),
                number(starts_at(space).0),
                Value::Number(None),
                text("UTC".into()),
                text("2026-12-01T20:00".into()),
                Value::Text(None),
                number(0),
                number(now.0),
                Value::Text(None),
            ]);
            topics.push(vec![text(id(space)), text(topic.into())]);
        }
        ANNOUNCEMENTS.insert(&mut tx, &mut spaces).await?;
        ANNOUNCEMENT_TOPICS.insert(&mut tx, &mut topics).await?;
        let mut rows = Vec::new();
        for reminder in 0..diary.reminders {
            let space = reminder % diary.spaces.max(1);
            // Each round of all spaces is another person's.
            let place = (reminder / diary.spaces.max(1) * 7919 + space) as usize;
            let Some((person, _)) = crowd.people.get(place % crowd.people.len().max(1)) else {
                break;
            };
            let due_at = starts_at(space).0.saturating_sub(LEAD_MS);
            rows.push(vec![
                text(id(space)),
                text(person.to_string()),
                number(LEAD_MS),
                number(due_at),
            ]);
            if rows.len() >= FOLLOWS_AT_ONCE {
                REMINDERS.insert(&mut tx, &mut rows).await?;
            }
        }
        REMINDERS.insert(&mut tx, &mut rows).await?;
        if let Some(service) = &diary.browsers {
            let browser = |(id, _): &(PersonId, Words)| {
                vec![
                    text(format!("browser of {id}")),
                    text(id.to_string()),
                    Value::Text(None),
                    text(format!("{service}/{id}")),
                    text(KEY.into()),
                    text(SECRET.into()),
                    text("en".into()),
                    text("UTC".into()),
                    number(now.0),
                ]
            };
            let mut rows = crowd.people.iter().map(browser).collect();
            PUSH_SUBSCRIPTIONS.insert(&mut tx, &mut rows).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Takes out everybody whose id is below `limit`, with everything that is theirs alone, as
    /// [`Self::remove_person`] does for one. How many they were.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn unload(&self, limit: PersonId) -> Result<u64> {
        let mut tx = self.database().begin().await?;
        let gone = unload(&mut tx, limit).await?;
        tx.commit().await?;
        Ok(gone)
    }
}

async fn unload(tx: &mut Tx, limit: PersonId) -> sqlx::Result<u64> {
    let limit = limit.to_string();
    let somebody = sqlx::query("SELECT id FROM people WHERE id < $1 LIMIT 1").bind(&limit);
    if somebody.fetch_optional(&mut **tx).await?.is_none() {
        return Ok(0);
    }
    for sql in [
        "UPDATE people SET followers = followers - \
         (SELECT count(*) FROM follows WHERE followed = people.id AND follower < $1) \
         WHERE id IN (SELECT followed FROM follows WHERE follower < $1 AND followed >= $1)",
        "UPDATE people SET following = following - \
         (SELECT count(*) FROM follows WHERE follower = people.id AND followed < $1) \
         WHERE id IN (SELECT follower FROM follows WHERE followed < $1 AND follower >= $1)",
        "DELETE FROM people_search WHERE id < $1",
    ] {
        sqlx::query(sql).bind(&limit).execute(&mut **tx).await?;
    }
    let gone =
        sqlx::query("DELETE FROM people WHERE id < $1").bind(&limit).execute(&mut **tx).await?;
    Ok(gone.rows_affected())
}

impl Crowd {
    fn people_rows(&self, now: UnixMs) -> Vec<Vec<Value>> {
        let mut counts = vec![(0i64, 0i64); self.people.len()];
        for (follower, followed) in &self.follows {
            if let Some(count) = counts.get_mut(*followed as usize) {
                count.0 += 1;
            }
            if let Some(count) = counts.get_mut(*follower as usize) {
                count.1 += 1;
            }
        }
        let rows = self.people.iter().zip(counts);
        let row = |((id, words), (followers, following)): (&(PersonId, Words), (i64, i64))| {
            vec![
                text(id.to_string()),
                text(words.handle.as_str().to_owned()),
                text(words.handle.skeleton()),
                text(words.name.as_str().to_owned()),
                text(words.biography.as_ref().map_or("", Biography::as_str).to_owned()),
                text(people::links(words)),
                Value::Text(None),
                Value::Number(Some(0)),
                Value::Number(Some(followers)),
                Value::Number(Some(following)),
                Value::Number(Some(ms(now))),
            ]
        };
        rows.map(row).collect()
    }

    /// The rows of [`FOLLOWS_AT_ONCE`] follows, from the one at `begin` on.
    fn follow_rows(&self, begin: usize, now: UnixMs) -> Vec<Vec<Value>> {
        let id = |place: u32| self.people.get(place as usize).map(|(id, _)| id.to_string());
        let ago =
            |number: usize| i64::try_from(self.follows.len() - 1 - number).unwrap_or(0) * 1000;
        let rows = self.follows.iter().enumerate().skip(begin).take(FOLLOWS_AT_ONCE);
        let rows = rows.filter_map(|(number, (follower, followed))| {
            let at = Value::Number(Some(ms(now) - ago(number)));
            Some(vec![text(id(*follower)?), text(id(*followed)?), at])
        });
        rows.collect()
    }
}

fn text(text: String) -> Value {
    Value::Text(Some(text))
}
