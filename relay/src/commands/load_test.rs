//! `causerie admin load-test`: a relay full of people who do not exist.

use crate::{
    clock,
    people::{crowd, tokens::SessionToken},
    store::{Crowd, Diary, SessionRow, Store, Words},
};
use anyhow::{bail, ensure};
use causerie_shared::id::{PersonId, SignInId};
use std::io::Write;

#[derive(Debug, clap::Args)]
pub(super) struct LoadTest {
    /// People to make.
    #[arg(long, default_value_t = 100_000)]
    people: u32,
    /// Follows among them: some have thousands of followers, most have a few.
    #[arg(long, default_value_t = 1_000_000)]
    follows: u32,
    /// Sign so many of them in, and print a line for each: the handle and the session's cookie.
    #[arg(long, default_value_t = 0)]
    sessions: u32,
    /// Spaces that they announce, ten a person at most, each with a few who asked
    /// to be reminded.
    #[arg(long, default_value_t = 0)]
    announced: u32,
    /// How many asked, over all of them.
    #[arg(long, default_value_t = 0)]
    reminders: u32,
    /// The spaces begin within so many minutes, one after another. Default: a month.
    #[arg(long, default_value_t = 30 * 24 * 60)]
    within_minutes: u32,
    /// Everybody has a browser whose messages go there, as "http://127.0.0.1:9000".
    #[arg(long)]
    browsers: Option<String>,
}

/// As a demonstration of many: no longer than a test runs.
const SESSION_LIFE_MS: u64 = 24 * 60 * 60 * 1000;

const SEED: u64 = 2_021;

impl LoadTest {
    pub(super) async fn run(&self, store: &Store) -> anyhow::Result<()> {
        ensure!(self.sessions <= self.people, "only people who were made can be signed in");
        let now = clock::now();
        let people: Vec<_> = crowd::people("", self.people as usize)
            .into_iter()
            .map(|(handle, name)| {
                let id = PersonId::v7(now.0, clock::chance_u128());
                (id, Words { handle, name, biography: None, links: Vec::new() })
            })
            .collect();
        let follows = crowd::follows(self.people, self.follows as usize, SEED);
        let crowd = Crowd { people, follows };
        if !store.load(&crowd, now).await? {
            bail!("some of these people are here already; a load test wants an empty relay");
        }
        eprintln!("{} people and {} follows are here.", self.people, crowd.follows.len());
        if self.announced > 0 {
            ensure!(self.announced <= self.people * 10, "one person announces ten at most");
            let diary = Diary {
                spaces: self.announced,
                reminders: self.reminders,
                within_ms: u64::from(self.within_minutes) * 60_000,
                browsers: self.browsers.clone(),
            };
            store.load_diary(&crowd, &diary, now).await?;
            eprintln!("{} spaces are to come, with {} reminders.", self.announced, self.reminders);
        }
        // From all over the crowd, those with many followers and those with few.
        let every = (self.people / self.sessions.max(1)).max(1) as usize;
        let mut out = std::io::stdout().lock();
        for (id, words) in crowd.people.iter().step_by(every).take(self.sessions as usize) {
            let token = SessionToken::of(clock::chance());
            let session = SessionRow {
                id: SignInId::v7(now.0, clock::chance_u128()),
                agent: "causerie admin load-test".into(),
                created_at: now,
                seen_at: now,
                expires_at: now.plus_ms(SESSION_LIFE_MS),
            };
            store.add_session(&token.to_stored(), *id, &session).await?;
            writeln!(out, "{} {}", words.handle, token.to_cookie())?;
        }
        Ok(())
    }
}
