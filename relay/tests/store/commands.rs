//! What an operator does beside a relay that is running.

use crate::{
    engines::{Place, on_each},
    program::{Relay, run, says},
};
use causerie_shared::id::SpaceId;
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use std::time::Duration;

async fn signs_in(relay: &Relay, handle: &str, password: &str) -> StatusCode {
    let body = json!({ "handle": handle, "password": password }).to_string();
    let request = relay.ask(Method::POST, "/api/session", None).body(body);
    request.header(header::CONTENT_TYPE, "application/json").send().await.unwrap().status()
}

fn password_in(said: &str) -> &str {
    said.lines().find_map(|line| line.strip_prefix("Their password, shown this once: ")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_made_here_signs_in_and_administers() {
    on_each(async |place: Place| {
        let relay = Relay::start(&place).await;
        let arguments = ["admin", "create-account", "ada", "--name", "Ada L", "--administrator"];
        let said = says(&place, &arguments);
        let first = password_in(&said).to_owned();
        assert_eq!(signs_in(&relay, "ada", &first).await, StatusCode::OK);
        let profile = relay.json("/api/people/ada", None).await;
        assert_eq!(profile["person"]["name"], "Ada L");

        let (code, _, complained) = run(&place, &["admin", "create-account", "AD_A"]);
        assert_eq!(code, Some(1));
        assert!(complained.contains("looks the same"), "{complained}");

        let said = says(&place, &["admin", "reset-password", "ada"]);
        assert_eq!(signs_in(&relay, "ada", &first).await, StatusCode::UNAUTHORIZED);
        assert_eq!(signs_in(&relay, "ada", password_in(&said)).await, StatusCode::OK);
    })
    .await;
}

/// Each takes 19 MiB for its while; whatever keeps them would show.
#[tokio::test(flavor = "multi_thread")]
async fn passwords_that_were_checked_leave_no_memory_behind() {
    let place = Place::sqlite();
    let relay = Relay::start(&place).await;
    let said = says(&place, &["admin", "create-account", "ada"]);
    let password = password_in(&said);
    signs_in(&relay, "ada", password).await;
    let before = relay.resident_mb();
    let many = (0..48).map(|_| signs_in(&relay, "ada", password));
    let answers = futures_util::future::join_all(many).await;
    assert!(answers.iter().all(|answer| *answer == StatusCode::OK), "{answers:?}");
    let after = relay.resident_mb();
    assert!(after < before + 38, "{before} MB before, {after} MB after");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_host_changes_under_a_running_relay() {
    on_each(async |place: Place| {
        let relay = Relay::start(&place).await;
        let arguments =
            ["admin", "load-test", "--people", "30", "--follows", "100", "--sessions", "1"];
        let said = says(&place, &arguments);
        let (_, cookie) = said.trim().split_once(' ').unwrap();
        let open = async || {
            let request = relay.ask(Method::POST, "/api/spaces", Some(cookie));
            let request = request.header(header::CONTENT_TYPE, "application/json");
            request.body(json!({ "title": "Talk" }).to_string()).send().await.unwrap().status()
        };
        assert_eq!(open().await, StatusCode::CREATED, "everyone, as the configuration says");
        assert_eq!(says(&place, &["admin", "policy", "followers>=9999"]), "followers >= 9999\n");
        assert_eq!(open().await, StatusCode::FORBIDDEN);
        assert!(says(&place, &["admin", "policy", "--reset"]).contains("configuration"));
        assert_eq!(open().await, StatusCode::CREATED);
        let (code, _, complained) = run(&place, &["admin", "policy", "anybody"]);
        assert_eq!(code, Some(2));
        assert!(complained.contains("followers >= 600"), "{complained}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_and_restored_while_the_relay_runs() {
    on_each(async |place: Place| {
        let relay = Relay::start(&place).await;
        let arguments =
            ["admin", "load-test", "--people", "200", "--follows", "900", "--sessions", "2"];
        let said = says(&place, &arguments);
        let (handle, cookie) = said.lines().next().unwrap().split_once(' ').unwrap();
        let file = place.folder().join("everything.backup");
        let file = file.to_str().unwrap();
        assert!(says(&place, &["backup", file]).starts_with("200 people"));
        let (code, _, complained) = run(&place, &["backup", file]);
        assert_eq!(code, Some(1));
        assert!(complained.contains("is there already"), "{complained}");

        let followers =
            relay.json(&format!("/api/people/{handle}"), None).await["person"]["followers"].clone();
        says(&place, &["admin", "create-account", "came_after"]);
        let (code, _, complained) = run(&place, &["restore", file]);
        assert_eq!(code, Some(1));
        assert!(complained.contains("--replace"), "{complained}");
        assert_eq!(
            relay.json("/api/people/came_after", None).await["person"]["handle"],
            "came_after"
        );

        assert!(says(&place, &["restore", file, "--replace"]).contains("200 people"));
        let gone = async || {
            let answer = relay.ask(Method::GET, "/api/people/came_after", None).send().await;
            answer.is_ok_and(|answer| answer.status() == StatusCode::NOT_FOUND)
        };
        assert!(gone().await, "at once, for the database is the only truth about people");
        // The relay notices and begins again, as the same process.
        let epoch = async || {
            let text =
                relay.ask(Method::GET, "/metrics", None).send().await.ok()?.text().await.ok()?;
            text.lines().find_map(|line| line.strip_prefix("causerie_epoch ").map(str::to_owned))
        };
        let before = epoch().await;
        let mut again = before.clone();
        for _ in 0..200 {
            if again.is_some() && again != before {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            again = epoch().await;
        }
        assert!(again.is_some() && again != before, "the relay has not begun again");
        relay.is_ready().await;
        let profile = relay.json(&format!("/api/people/{handle}"), Some(cookie)).await;
        assert_eq!(profile["person"]["followers"], followers);
        assert_eq!(profile["relation"]["is_self"], true, "who was signed in is signed in");
        assert!(std::path::Path::new(&format!("/proc/{}", relay.pid())).exists());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_beside_a_running_relay_says_how_much_is_well_and_names_what_differs() {
    on_each(async |place: Place| {
        let relay = Relay::start(&place).await;
        let all = "All is well with 0 orders, 0 tickets, 0 postings and 0 payments.\n";
        assert_eq!(says(&place, &["audit"]), all);
        let space = SpaceId::from_bits(7);
        let store = place.open_beside().await;
        store.set_sale(&crate::shop::sale(5)).await.unwrap().unwrap();
        store.close().await;
        let pool = place.pool().await;
        let break_it = "UPDATE tiers SET sold = 2";
        sqlx::query(break_it).execute(&pool).await.unwrap();
        let (code, said, complained) = run(&place, &["audit"]);
        assert_eq!(code, Some(1));
        let tier = crate::shop::sale(5).tiers[0].id.to_string();
        assert!(said.contains("sold seats") && said.contains(&tier), "{said}");
        assert_eq!(said.lines().count(), 1, "a line each: {said}");
        assert!(complained.contains("1 of these differ"), "{complained}");
        let shop = relay.json(&format!("/api/spaces/{space}/tickets"), None).await;
        assert_eq!(shop["sale"]["tiers"][0]["left"], 3, "nothing was changed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_for_tickets_signs_after_a_restart_and_the_former_one_still_checks() {
    on_each(async |place: Place| {
        let keys = async |relay: &Relay| -> Vec<String> {
            let keys = relay.json("/.well-known/jwks.json", None).await;
            let keys = keys["keys"].as_array().unwrap();
            keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
        };
        let relay = Relay::start(&place).await;
        let first = keys(&relay).await;
        assert_eq!(first.len(), 1);
        let said = says(&place, &["admin", "rotate-ticket-key"]);
        assert!(said.contains("restarted") && said.contains("stays good"), "{said}");
        assert_eq!(keys(&relay).await, first, "until the restart");
        relay.kill();
        let relay = Relay::start(&place).await;
        let second = keys(&relay).await;
        assert_eq!(second.len(), 2);
        assert_eq!(second[1], first[0], "the new one first");
        says(&place, &["admin", "rotate-ticket-key"]);
        relay.kill();
        let third = keys(&Relay::start(&place).await).await;
        assert_eq!(third.len(), 2);
        assert_eq!(third[1], second[0]);
    })
    .await;
}
