//! Law: what was acknowledged is there after a SIGKILL in the middle of writes.

use crate::{
    engines::{Place, on_each},
    program::{Relay, says},
};
use causerie_relay::store::Side;
use causerie_shared::{handle::Handle, id::SpaceId};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const PEOPLE: usize = 12;
const ROUNDS: u64 = 3;

/// What one person knows of what they did: whom they follow, and what was not answered.
#[derive(Default)]
struct Memory {
    follows: BTreeMap<usize, bool>,
    unsure: BTreeSet<usize>,
    spaces: Vec<SpaceId>,
    name: Option<String>,
    unsure_name: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_kill_in_the_middle_of_writes() {
    on_each(async |place: Place| {
        let count = PEOPLE.to_string();
        let said = says(
            &place,
            &["admin", "load-test", "--follows", "0", "--people", &count, "--sessions", &count],
        );
        let people: Vec<(String, String)> = said
            .lines()
            .map(|line| line.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap())
            .collect();
        let people = Arc::new(people);
        let mut memories: Vec<Memory> = (0..PEOPLE).map(|_| Memory::default()).collect();
        for round in 0..ROUNDS {
            let relay = Arc::new(Relay::start(&place).await);
            let answered = Arc::new(AtomicUsize::new(0));
            let busy: Vec<_> = memories
                .into_iter()
                .enumerate()
                .map(|(who, memory)| {
                    let answered = answered.clone();
                    tokio::spawn(act(relay.clone(), people.clone(), who, memory, round, answered))
                })
                .collect();
            tokio::time::sleep(Duration::from_millis(400 + 170 * round)).await;
            // However slow the disk, there is something that must not be lost.
            let patience = Instant::now() + Duration::from_secs(30);
            while answered.load(Ordering::Relaxed) <= 20 {
                assert!(Instant::now() < patience, "no answers");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let pid = relay.pid().to_string();
            let killed = std::process::Command::new("kill").args(["-KILL", &pid]).status();
            assert!(killed.unwrap().success());
            memories = Vec::new();
            for person in busy {
                memories.push(person.await.unwrap());
            }
            let unsure =
                memories.iter().filter(|it| !it.unsure.is_empty() || it.unsure_name).count();
            assert!(unsure > 0, "none was in the middle of a write");
            Arc::into_inner(relay).unwrap().kill();
            everything_is_there(&place, &people, &mut memories).await;
        }
    })
    .await;
}

/// Writes as fast as answers come, until none comes.
async fn act(
    relay: Arc<Relay>,
    people: Arc<Vec<(String, String)>>,
    who: usize,
    mut memory: Memory,
    round: u64,
    answered: Arc<AtomicUsize>,
) -> Memory {
    let cookie = Some(people[who].1.as_str());
    let json = |request: reqwest::RequestBuilder, body: Value| {
        request.header(header::CONTENT_TYPE, "application/json").body(body.to_string())
    };
    for step in 0usize.. {
        let whom = (who + 1 + step * 5 % (PEOPLE - 1)) % PEOPLE;
        let follows = !memory.follows.get(&whom).copied().unwrap_or(false);
        let method = if follows { Method::PUT } else { Method::DELETE };
        memory.unsure.insert(whom);
        let path = format!("/api/people/{}/follow", people[whom].0);
        let Ok(answer) = relay.ask(method, &path, cookie).send().await else { break };
        assert_eq!(answer.status(), StatusCode::OK);
        memory.unsure.remove(&whom);
        memory.follows.insert(whom, follows);
        answered.fetch_add(1, Ordering::Relaxed);
        if step % 4 == 0 {
            let name = format!("Name {round} {step}");
            memory.unsure_name = true;
            let request = relay.ask(Method::PATCH, "/api/account", cookie);
            let Ok(answer) = json(request, json!({ "name": name })).send().await else { break };
            assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.text().await);
            (memory.name, memory.unsure_name) = (Some(name), false);
        }
        if step % 8 == 1 {
            let request = relay.ask(Method::POST, "/api/spaces", cookie);
            let Ok(answer) = json(request, json!({ "title": "Talk" })).send().await else { break };
            if answer.status() == StatusCode::CONFLICT {
                // So many spaces of one host are on air at once, and no more.
                continue;
            }
            assert_eq!(answer.status(), StatusCode::CREATED, "{:?}", answer.text().await);
            let Ok(space) = answer.json::<Value>().await else { break };
            memory.spaces.push(space["id"].as_str().unwrap().parse().unwrap());
        }
    }
    memory
}

async fn everything_is_there(place: &Place, people: &[(String, String)], memories: &mut [Memory]) {
    place.is_left_alone().await;
    let store = place.open_beside().await;
    let mut rows = Vec::new();
    for (handle, _) in people {
        let handle = Handle::existing(handle).unwrap();
        rows.push(store.person_of(&handle).await.unwrap().unwrap());
    }
    for (who, memory) in memories.iter_mut().enumerate() {
        for whom in (0..PEOPLE).filter(|whom| *whom != who) {
            let relation = store.relation(rows[who].id, rows[whom].id).await.unwrap();
            if !memory.unsure.remove(&whom) {
                let known = memory.follows.get(&whom).copied().unwrap_or(false);
                assert_eq!(relation.follows, known, "{who} and {whom}");
            }
            memory.follows.insert(whom, relation.follows);
        }
        for space in &memory.spaces {
            assert!(
                store.space(*space).await.unwrap().is_some(),
                "a space that was opened is gone"
            );
        }
        if let Some(name) = memory.name.as_ref().filter(|_| !memory.unsure_name) {
            assert_eq!(rows[who].name.as_str(), name);
        }
        memory.unsure_name = false;
        memory.name = Some(rows[who].name.as_str().to_owned());
        let of = async |side| store.follows(rows[who].id, side, None, 1000).await.unwrap().len();
        let counts = (of(Side::Followers).await as u64, of(Side::Following).await as u64);
        assert_eq!((rows[who].followers, rows[who].following), counts, "nothing half written");
    }
    store.close().await;
}
