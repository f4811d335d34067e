//! Full text: spaces by title, description, topics and who runs them, people by handle, name and
//! biography.
//!
//! Words are folded here, the same for both engines: decomposed (NFKD), without marks, lower case. A
//! search is the words that somebody typed, each of which must begin a word that is there; nothing of
//! an engine's own query language can be typed.

use crate::store::{
    Engine, PersonRow, Result, Store, Tx, Words, announcements, people, read_column,
    tables::{PEOPLE_SEARCH, SPACE_SEARCH, Value},
};
use anyhow::Context;
use causerie_shared::{
    announcement::{Announcement, Coming},
    id::{PersonId, SpaceId},
    markdown::plain,
    text::Biography,
    view::SpaceView,
};
use sqlx::{Row, any::AnyRow};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Words of a search that count; further ones are left out.
const WORDS_MOST: usize = 8;

/// Longest word that is looked for, in characters.
const WORD_MOST: usize = 32;

/// Letters and digits of `text`, folded, each run a word.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for sign in text.nfkd().flat_map(char::to_lowercase) {
        if sign.is_alphanumeric() {
            folded.push(sign);
        } else if !unicode_normalization::char::is_combining_mark(sign) && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.trim().to_owned()
}

/// What somebody looks for, as the engine reads it; none when it holds no word.
fn query(engine: Engine, typed: &str, more: Option<Liveness>) -> Option<String> {
    // Only so much can count, whatever was sent.
    let typed: String = typed.chars().take(WORDS_MOST * WORD_MOST * 2).collect();
    let folded = fold(&typed);
    let words = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS_MOST);
    let word = |word: &str| -> String { word.chars().take(WORD_MOST).collect() };
    let terms: Vec<String> = match engine {
        Engine::Sqlite => words.map(|text| format!("\"{}\"*", word(text))).collect(),
        Engine::Postgres => words.map(|text| format!("{}:*", word(text))).collect(),
    };
    let between = match engine {
        Engine::Sqlite => " ",
        Engine::Postgres => " & ",
    };
    if terms.is_empty() {
        return None;
    }
    let terms = terms.join(between);
    Some(match (more, engine) {
        (None, _) => terms,
        (Some(Liveness::OnAir), _) => format!("{terms}{between}{ON_AIR}"),
        (Some(Liveness::Coming), _) => format!("{terms}{between}{COMING}"),
        (Some(Liveness::Over), Engine::Sqlite) => format!("{terms} NOT {ON_AIR} NOT {COMING}"),
        (Some(Liveness::Over), Engine::Postgres) => format!("{terms} & !{ON_AIR} & !{COMING}"),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    Coming,
    OnAir,
    Over,
}

/// A person's row in their index: 63 bits of the id, most of which are random.
fn row_of_person(id: PersonId) -> i64 {
    i64::try_from(id.bits() & u128::from(i64::MAX.unsigned_abs())).unwrap_or(0)
}

/// A space's row in its index, so that later spaces have greater ones and the newest are found
/// without sorting: the 48 bits of the id that are its millisecond, and 15 that are chance. Of two
/// spaces that fall on one row, the later is found.
fn row_of_space(id: SpaceId) -> i64 {
    let (moment, chance) = (id.bits() >> 80, id.bits() & 0x7fff);
    i64::try_from(moment << 15 | chance).unwrap_or(i64::MAX)
}

/// A word that stands in the index beside the words of every space on air.
const ON_AIR: &str = "zzonair";

/// And one beside those of every space that is to come.
const COMING: &str = "zzcoming";

/// Hits that are looked at for the best among them: what more than so many match is too vague for an
/// order to mean much.
const HITS_MOST: i64 = 1000;

pub(super) async fn index_space(tx: &mut Tx, view: &SpaceView) -> sqlx::Result<()> {
    forget_space(tx, view.id).await?;
    let Some(words) = words_of_space(view) else { return Ok(()) };
    sqlx::query("INSERT INTO space_search (rowid, id, words) VALUES ($1, $2, $3)")
        .bind(row_of_space(view.id))
        .bind(view.id.to_string())
        .bind(words)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// None for a space that no search may name.
fn words_of_space(view: &SpaceView) -> Option<String> {
    if !view.access.listed || view.lifecycle.is_backstage() {
        return None;
    }
    let description = view.description.as_ref().map(|words| plain(words.as_str()));
    let mut words = vec![view.title.as_str()];
    if view.lifecycle.is_live() {
        words.push(ON_AIR);
    }
    words.extend(description.as_deref());
    words.extend(view.topics.as_slice().iter().map(|topic| topic.as_str()));
    for seat in view.stage.iter().filter(|seat| seat.role.in_charge()) {
        words.push(seat.name.as_str());
        words.extend(seat.handle.as_ref().map(|handle| handle.as_str()));
    }
    Some(fold(&words.join(" ")))
}

/// An announced space as its row has it: found while it is to come, and by the same id as the space
/// that it becomes.
pub(super) async fn index_announcement(tx: &mut Tx, one: &Announcement) -> sqlx::Result<()> {
    forget_space(tx, one.id).await?;
    let Some(words) = words_of_announcement(one) else { return Ok(()) };
    sqlx::query("INSERT INTO space_search (rowid, id, words) VALUES ($1, $2, $3)")
        .bind(row_of_space(one.id))
        .bind(one.id.to_string())
        .bind(words)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// None for one that no search may name, or that is not to come any more.
fn words_of_announcement(one: &Announcement) -> Option<String> {
    if !one.access.listed || one.state != Coming::Announced {
        return None;
    }
    let description = one.description.as_ref().map(|words| plain(words.as_str()));
    let mut words = vec![one.title.as_str(), COMING, one.host.name.as_str()];
    words.extend(one.host.handle.as_ref().map(|handle| handle.as_str()));
    words.extend(description.as_deref());
    words.extend(one.topics.as_slice().iter().map(|topic| topic.as_str()));
    Some(fold(&words.join(" ")))
}

pub(super) async fn forget_space(tx: &mut Tx, id: SpaceId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM space_search WHERE rowid = $1")
        .bind(row_of_space(id))
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub(super) async fn index_person(tx: &mut Tx, id: PersonId, words: &Words) -> sqlx::Result<()> {
    forget_person(tx, id).await?;
    let biography = words.biography.as_ref().map_or("", Biography::as_str);
    let text = words_of_person(words.handle.as_str(), words.name.as_str(), biography);
    sqlx::query("INSERT INTO people_search (rowid, id, words) VALUES ($1, $2, $3)")
        .bind(row_of_person(id))
        .bind(id.to_string())
        .bind(text)
        .execute(&mut **tx)
        .await
        .map(drop)
}

fn words_of_person(handle: &str, name: &str, biography: &str) -> String {
    fold(&format!("{handle} {name} {biography}"))
}

/// Makes both indexes, which are empty, from everybody and every space there is.
pub(super) async fn index_all(tx: &mut Tx) -> Result<()> {
    let people = sqlx::query("SELECT id, handle, name, biography FROM people");
    let people = people.fetch_all(&mut **tx).await?;
    let mut rows = people.iter().map(person_row).collect::<Result<Vec<_>>>()?;
    PEOPLE_SEARCH.insert(tx, &mut rows).await?;
    let spaces = sqlx::query("SELECT view FROM spaces WHERE listed = 1 ORDER BY id");
    let spaces = spaces.fetch_all(&mut **tx).await?;
    let mut rows = BTreeMap::new();
    for space in spaces {
        let view: SpaceView = serde_json::from_str(&space.try_get::<String, _>(0)?)
            .context("a space's row is damaged")?;
        if let Some(words) = words_of_space(&view) {
            let row = row_of_space(view.id);
            rows.insert(row, index_row(row, view.id.to_string(), words));
        }
    }
    for one in announcements::announced(tx).await? {
        if let Some(words) = words_of_announcement(&one) {
            let row = row_of_space(one.id);
            rows.insert(row, index_row(row, one.id.to_string(), words));
        }
    }
    SPACE_SEARCH.insert(tx, &mut rows.into_values().collect()).await?;
    Ok(())
}

fn person_row(row: &AnyRow) -> Result<Vec<Value>> {
    let id: PersonId = read_column(row, 0)?;
    let (handle, name, biography): (String, String, String) =
        (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
    let words = words_of_person(&handle, &name, &biography);
    Ok(index_row(row_of_person(id), id.to_string(), words))
}

fn index_row(row: i64, id: String, words: String) -> Vec<Value> {
    vec![Value::Number(Some(row)), Value::Text(Some(id)), Value::Text(Some(words))]
}

/// The row that finds a person in their index.
pub(super) fn row_for(id: PersonId, words: &Words) -> Vec<Value> {
    let biography = words.biography.as_ref().map_or("", Biography::as_str);
    let text = words_of_person(words.handle.as_str(), words.name.as_str(), biography);
    index_row(row_of_person(id), id.to_string(), text)
}

pub(super) async fn forget_person(tx: &mut Tx, id: PersonId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM people_search WHERE rowid = $1")
        .bind(row_of_person(id))
        .execute(&mut **tx)
        .await
        .map(drop)
}

impl Store {
    /// Listed spaces that match, the newest first.
    pub async fn search_spaces(
        &self,
        typed: &str,
        liveness: Liveness,
        most: u32,
    ) -> Result<Vec<SpaceId>> {
        let engine = self.database().engine;
        let Some(query) = query(engine, typed, Some(liveness)) else { return Ok(Vec::new()) };
        let sql = match engine {
            Engine::Sqlite => {
                "SELECT id FROM space_search WHERE space_search MATCH $1 \
                 ORDER BY rowid DESC LIMIT $2"
            }
            Engine::Postgres => {
                "SELECT id FROM space_search WHERE found @@ to_tsquery('simple', $1) \
                 ORDER BY rowid DESC LIMIT $2"
            }
        };
        let rows = sqlx::query(sql)
            .bind(query)
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| read_column(row, 0)).collect()
    }

    /// People who match, those with the most followers first.
    pub async fn search_people(&self, typed: &str, most: u32) -> Result<Vec<PersonRow>> {
        let engine = self.database().engine;
        let Some(query) = query(engine, typed, None) else { return Ok(Vec::new()) };
        let matches = match engine {
            Engine::Sqlite => "people_search MATCH $1",
            Engine::Postgres => "found @@ to_tsquery('simple', $1)",
        };
        let sql = format!(
            "SELECT {} FROM (SELECT id FROM people_search WHERE {matches} LIMIT {HITS_MOST}) AS hits \
             JOIN people ON people.id = hits.id \
             ORDER BY people.followers DESC, people.id LIMIT $2",
            people::COLUMNS
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(query)
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(PersonRow::read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_signs_make_no_difference() {
        assert_eq!(fold("Été à l’OPÉRA — nº5"), "ete a l opera no5");
        assert_eq!(fold("ｆｕｌｌ Ａ"), "full a");
    }

    #[test]
    fn a_search_is_words_and_no_language() {
        let sqlite = query(Engine::Sqlite, "jazz\" OR * NEAR(a", None).unwrap();
        assert_eq!(sqlite, "\"jazz\"* \"or\"* \"near\"* \"a\"*");
        let postgres = query(Engine::Postgres, "jazz & !x:A | (y", None).unwrap();
        assert_eq!(postgres, "jazz:* & x:* & a:* & y:*");
        assert_eq!(query(Engine::Sqlite, "\"*()", None), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_only_words_are_asked_for(typed in ".{0,600}") {
            if let Some(query) = query(Engine::Postgres, &typed, None) {
                prop_assert!(query.split(" & ").count() <= WORDS_MOST);
                for term in query.split(" & ") {
                    let word = term.strip_suffix(":*").unwrap();
                    prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric));
                }
            }
        }
    }
}
