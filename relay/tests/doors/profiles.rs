//! Profiles, and who follows and blocks whom.

use crate::house::{House, PASSWORD, Socket, Visitor, problem, refusal};
use causerie_relay::people::hosting::Policy;
use causerie_shared::{
    api::{Me, PassFor},
    people::{AccountSettings, PersonList, Persona, Profile, Related},
    signal::{Farewell, ServerFrame},
    view::SpaceView,
};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

async fn profile(visitor: &mut Visitor, handle: &str) -> Profile {
    visitor.get(&format!("/api/people/{handle}")).await.json().await.unwrap()
}

#[tokio::test]
async fn an_edit_changes_what_it_names_or_nothing_at_all() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    house.person("ben").await;
    let long = "x".repeat(10_000);
    for (edit, code, field) in [
        (json!({ "handle": "be" }), "bad_handle", "handle"),
        (json!({ "handle": "BEN" }), "handle_taken", "handle"),
        (json!({ "name": "" }), "bad_name", "name"),
        (json!({ "biography": long }), "bad_biography", "biography"),
        (json!({ "links": ["javascript:alert(1)"] }), "bad_link", "links"),
        (
            json!({ "links": ["a.org", "b.org", "c.org", "d.org", "e.org"] }),
            "too_many_links",
            "links",
        ),
    ] {
        // A good field beside the bad one changes nothing.
        let mut edit = edit;
        let good = if field == "biography" { "name" } else { "biography" };
        edit[good] = "Something new".into();
        let refused = refusal(ada.json(Method::PATCH, "/api/account", &edit).await).await;
        assert_eq!((refused.code.as_str(), refused.fault.unwrap().field()), (code, Some(field)));
    }
    let before = profile(&mut ada, "ada").await;
    assert_eq!((before.person.name.as_str(), before.person.biography), ("ada", None));
    let edit = json!({
        "handle": "countess", "name": "Ada L", "biography": "Poetical science.",
        "links": ["example.org/ada", "", "https://example.org"],
    });
    let answer = ada.json(Method::PATCH, "/api/account", &edit).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let settings: AccountSettings = answer.json().await.unwrap();
    assert_eq!(settings.links.len(), 2, "fields that were left empty are none");
    let after = profile(&mut house.visitor(), "countess").await;
    assert_eq!(after.person, settings.profile);
    let gone = house.visitor().get("/api/people/ada").await;
    assert_eq!(problem(gone).await, "no_such_person");
    ada.json(Method::PATCH, "/api/account", &json!({ "biography": "" })).await;
    let settings = ada.settings().await;
    assert_eq!((settings.profile.biography, settings.links.len()), (None, 2));
}

#[tokio::test]
async fn who_follows_is_counted_once_on_both_sides() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    for _ in 0..2 {
        let related: Related = ada.put("/api/people/ben/follow").await.json().await.unwrap();
        assert!(related.relation.follows && related.followers == 1 && related.following == 0);
    }
    let seen = profile(&mut ben, "@ADA").await;
    assert!(seen.relation.followed_by && !seen.relation.follows);
    assert_eq!((seen.person.followers, seen.person.following), (0, 1));
    let list: PersonList =
        house.visitor().get("/api/people/ben/followers").await.json().await.unwrap();
    assert_eq!(list.people[0].handle.as_str(), "ada");
    let list: PersonList =
        house.visitor().get("/api/people/ada/following").await.json().await.unwrap();
    assert_eq!((list.people.len(), list.after), (1, None));
    for _ in 0..2 {
        let related: Related = ada.delete("/api/people/ben/follow").await.json().await.unwrap();
        assert!(!related.relation.follows && related.followers == 0);
    }
    assert_eq!(problem(ada.put("/api/people/ada/follow").await).await, "not_oneself");
    assert_eq!(problem(ada.put("/api/people/ada/block").await).await, "not_oneself");
    assert_eq!(problem(ada.put("/api/people/nobody_here/follow").await).await, "no_such_person");
    let mut guest = house.visitor();
    guest.is_called("Guest").await;
    assert_eq!(problem(guest.put("/api/people/ada/follow").await).await, "sign_in_first");
}

#[tokio::test]
async fn a_long_list_goes_on_where_it_stopped() {
    let house = House::open().await;
    house.person("ada").await;
    let store = house.app.hub.store().clone();
    let ada = store.person_of(&"ada".parse().unwrap()).await.unwrap().unwrap().id;
    let mut names = Vec::new();
    for number in 0..120 {
        let name = format!("fan_{number}x");
        let mut words = causerie_relay::store::Words {
            handle: name.parse().unwrap(),
            name: name.parse().unwrap(),
            biography: None,
            links: Vec::new(),
        };
        words.name = "Fan".parse().unwrap();
        let id = causerie_shared::id::PersonId::from_bits(1000 + number);
        let identity = causerie_relay::store::IdentityRow {
            id: causerie_shared::id::IdentityId::from_bits(1000 + number),
            person: id,
            kind: causerie_relay::store::Kind::Passkey,
            subject: number.to_string(),
            proof: String::new(),
            label: String::new(),
            created_at: causerie_shared::time::UnixMs(1),
            used_at: None,
        };
        let founding = causerie_relay::store::Founding {
            id,
            words: &words,
            identity: &identity,
            recovery: &[],
        };
        let now = causerie_shared::time::UnixMs(1000 + number as u64 / 7);
        store.found_person(founding, now).await.unwrap();
        store.follow(id, ada, now).await.unwrap();
        names.push(name);
    }
    let mut seen = Vec::new();
    let mut path = "/api/people/ada/followers".to_owned();
    let mut pages = 0;
    loop {
        let list: PersonList = house.visitor().get(&path).await.json().await.unwrap();
        seen.extend(list.people.iter().map(|it| it.handle.as_str().to_owned()));
        pages += 1;
        let Some(after) = list.after else { break };
        path = format!("/api/people/ada/followers?after={after}");
    }
    seen.sort();
    names.sort();
    assert_eq!((pages, seen), (3, names));
    let answer = house.visitor().get("/api/people/ada/followers?after=nonsense").await;
    assert_eq!(problem(answer).await, "unreadable");
}

/// A space on air, its host's socket in it.
async fn on_air(host: &mut Visitor, house: &House) -> (SpaceView, Socket) {
    let answer = host.post_json("/api/spaces", r#"{"title":"Evening talk"}"#).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::CREATED, "{text}");
    let space: SpaceView = serde_json::from_str(&text).unwrap();
    let mut socket = house.socket(space.id).await;
    socket.enter(Some(host.pass(space.id, PassFor::Live).await)).await;
    (space, socket)
}

#[tokio::test]
async fn a_pass_from_before_a_block_opens_nothing() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (space, _hosts) = on_air(&mut ada, &house).await;
    let early = ben.pass(space.id, PassFor::Live).await;
    ada.put("/api/people/ben/block").await;
    let mut bens = house.socket(space.id).await;
    bens.hello(Some(early), None).await;
    assert_eq!(bens.next().await, Some(ServerFrame::Farewell { reason: Farewell::NotAdmitted }));
    assert_eq!(bens.next().await, None);
}

#[tokio::test]
async fn whoever_is_blocked_neither_follows_nor_stays_in_the_room() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    ben.put("/api/people/ada/follow").await;
    ada.put("/api/people/ben/follow").await;
    let (space, _hosts) = on_air(&mut ada, &house).await;
    let mut bens = house.socket(space.id).await;
    bens.enter(Some(ben.pass(space.id, PassFor::Live).await)).await;
    let related: Related = ada.put("/api/people/ben/block").await.json().await.unwrap();
    assert!(related.relation.blocks && !related.relation.follows);
    assert_eq!((related.followers, related.following), (0, 0), "both follows end");
    assert_eq!(bens.farewell().await, Farewell::NotAdmitted);
    let answer =
        ben.post_json(&format!("/api/spaces/{}/pass", space.id), r#"{"for":"live"}"#).await;
    assert_eq!(problem(answer).await, "blocked");
    assert_eq!(problem(ben.put("/api/people/ada/follow").await).await, "blocked");
    assert_eq!(problem(ada.put("/api/people/ben/follow").await).await, "blocking");
    assert!(!profile(&mut ben, "ada").await.relation.blocks, "what others do is theirs");
    assert_eq!(ada.settings().await.blocked[0].handle.as_str(), "ben");
    let related: Related = ada.delete("/api/people/ben/block").await.json().await.unwrap();
    assert!(!related.relation.blocks);
    assert_eq!(ben.put("/api/people/ada/follow").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_profile_shows_what_is_on_air_and_what_was() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let (space, mut socket) = on_air(&mut ada, &house).await;
    // The board is made anew a few times a second.
    let mut seen = profile(&mut house.visitor(), "ada").await;
    for _ in 0..50 {
        if !seen.live.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        seen = profile(&mut house.visitor(), "ada").await;
    }
    assert_eq!((seen.live[0].id, seen.past.len()), (space.id, 0));
    socket.ask(causerie_shared::command::Command::End).await;
    house.app.hub.store().flush().await;
    let seen = profile(&mut house.visitor(), "ada").await;
    assert_eq!((seen.live.len(), seen.past[0].id), (0, space.id));
    assert_eq!(seen.past[0].stage[0].handle.as_ref().unwrap().as_str(), "ada");
}

#[tokio::test]
async fn what_depends_on_who_asks_is_kept_by_nobody() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    for path in [
        "/api/me",
        "/api/account",
        "/api/account/export",
        "/api/people/ada",
        "/api/people/ada/followers",
        "/api/people/nobody_here",
        "/api/handles/ben",
        "/api/admin/hosting",
    ] {
        let answer = ada.get(path).await;
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{path}");
        let answer = house.visitor().get(path).await;
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{path}");
    }
}

#[tokio::test]
async fn an_administrator_says_who_may_host_and_it_counts_at_once() {
    let house = House::with(|config| config.hosting = "followers >= 600".parse().unwrap()).await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let store = house.app.hub.store();
    let path = "/api/admin/hosting";
    assert_eq!(problem(ada.get(path).await).await, "not_an_administrator");
    let body = json!({ "policy": "everyone" });
    let answer = ada.json(Method::PUT, path, &body).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    store.set_administrator(ada.person().await, true).await.unwrap();
    let refused = ben.post_json("/api/spaces", r#"{"title":"Talk"}"#).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let refused = refusal(refused).await;
    assert!(refused.detail.contains("0 of the 600"), "{}", refused.detail);
    let bad = refusal(ada.json(Method::PUT, path, &json!({ "policy": "anybody" })).await).await;
    assert_eq!(bad.fault.unwrap().field(), Some("policy"));
    let said = ada.json(Method::PUT, path, &json!({ "policy": " followers>=0 " })).await;
    assert_eq!(said.text().await.unwrap(), r#"{"policy":"followers >= 0"}"#);
    let answer = ben.post_json("/api/spaces", r#"{"title":"Talk"}"#).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let me: Me = ben.me().await;
    assert_eq!(me.hosting, causerie_shared::api::Hosting::Allowed);
}

#[tokio::test]
async fn an_account_opens_so_many_spaces_an_hour_wherever_it_is() {
    let house = House::with(|config| config.spaces_per_account_per_hour = 1).await;
    let mut ada = house.person("ada").await;
    let open = r#"{"title":"Talk"}"#;
    assert_eq!(ada.post_json("/api/spaces", open).await.status(), StatusCode::CREATED);
    let answer = ada.post_json("/api/spaces", open).await;
    assert_eq!(problem(answer).await, "too_many");
    let mut ben = house.person("ben").await;
    assert_eq!(ben.post_json("/api/spaces", open).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_page_of_another_site_cannot_do_anything_in_ones_name() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    house.person("ben").await;
    let before = (ada.settings().await, ada.cookie.clone());
    let unsafe_doors = [
        (Method::POST, "/api/accounts"),
        (Method::POST, "/api/accounts/passkey"),
        (Method::PUT, "/api/accounts/passkey"),
        (Method::POST, "/api/session"),
        (Method::DELETE, "/api/session"),
        (Method::POST, "/api/session/passkey"),
        (Method::PUT, "/api/session/passkey"),
        (Method::POST, "/api/session/recovery"),
        (Method::DELETE, "/api/sessions"),
        (Method::DELETE, "/api/sessions?all=1"),
        (Method::PATCH, "/api/account"),
        (Method::DELETE, "/api/account"),
        (Method::PUT, "/api/account/avatar"),
        (Method::DELETE, "/api/account/avatar"),
        (Method::PUT, "/api/account/password"),
        (Method::POST, "/api/account/passkeys"),
        (Method::PUT, "/api/account/passkeys"),
        (Method::POST, "/api/account/recovery-codes"),
        (Method::PUT, "/api/people/ben/follow"),
        (Method::DELETE, "/api/people/ben/follow"),
        (Method::PUT, "/api/people/ben/block"),
        (Method::DELETE, "/api/people/ben/block"),
        (Method::PUT, "/api/admin/hosting"),
        (Method::POST, "/api/demo/session"),
    ];
    for (method, path) in unsafe_doors {
        for origin in ["https://evil.example", "null"] {
            let body = json!({
                "handle": "ada", "password": PASSWORD, "name": "Eve", "biography": "x",
                "current": PASSWORD, "new": "lantern pebble quartz", "policy": "everyone",
            });
            let request = ada.request(method.clone(), path).header(header::ORIGIN, origin);
            let request = request.header(header::CONTENT_TYPE, "application/json");
            let answer = ada.send(request.body(body.to_string())).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{method} {path} from {origin}");
            assert_eq!(problem(answer).await, "foreign_origin");
        }
    }
    assert_eq!((ada.settings().await, ada.cookie.clone()), before);
    assert_eq!(profile(&mut ada, "ben").await.person.followers, 0);
}

#[tokio::test]
async fn the_demos_people_are_open_to_this_machine_and_nobody_elses_account_is() {
    let house = House::open().await;
    house.person("ada").await;
    let path = "/api/demo/session";
    let mut visitor = house.visitor();
    let without = visitor.post_json(path, r#"{"handle":"ada"}"#).await;
    assert_eq!(problem(without).await, "no_such_door", "the demo is off");
    let house = House::on(house.close().await, |config| config.demo = true).await;
    let mut visitor = house.visitor();
    let answer = visitor.post_json(path, r#"{"handle":"ada"}"#).await;
    assert_eq!(problem(answer).await, "not_of_the_demo", "she has a way in of her own");
    let personas: Vec<Persona> = visitor.get("/api/demo").await.json().await.unwrap();
    let shown: Vec<_> = personas.iter().map(|it| (it.handle.as_str(), it.followers)).collect();
    assert_eq!(shown, [("demo_ada", 1_204), ("demo_ben", 452)]);
    let elsewhere = visitor.request(Method::GET, "/api/demo").header("host", "live.example.org");
    let nobody: Vec<Persona> = visitor.send(elsewhere).await.json().await.unwrap();
    assert!(nobody.is_empty());
    for (name, value) in [("x-forwarded-for", "127.0.0.1"), ("host", "live.example.org")] {
        let request = visitor.request(Method::POST, path).header(name, value);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let answer = visitor.send(request.body(r#"{"handle":"ada"}"#)).await;
        assert_eq!(problem(answer).await, "no_such_door", "{name}");
    }
    assert_eq!(visitor.cookie, None);
}

#[tokio::test]
async fn the_demos_people_stand_on_both_sides_of_the_line() {
    let house = House::with(|config| {
        config.demo = true;
        config.hosting = Policy::default();
    })
    .await;
    let come_in_as = async |handle: &str| {
        let mut visitor = house.visitor();
        let body = json!({ "handle": handle }).to_string();
        let answer = visitor.post_json("/api/demo/session", &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        visitor
    };
    let title = r#"{"title":"Evening talk"}"#;
    let mut ada = come_in_as("demo_ada").await;
    assert_eq!(ada.post_json("/api/spaces", title).await.status(), StatusCode::CREATED);
    let mut ben = come_in_as("demo_ben").await;
    let refused: Value = ben.post_json("/api/spaces", title).await.json().await.unwrap();
    let words = refused["detail"].as_str().unwrap();
    assert!(words.contains("you have 452 of the 600 followers"), "{words}");
    // With the demo, they go; whoever was signed in as one of them is a stranger.
    let cookie = ben.cookie.clone();
    let house = House::on(house.close().await, |_| {}).await;
    let mut ben = house.visitor();
    ben.cookie = cookie;
    assert_eq!(ben.get("/api/people/demo_ben").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ben.get("/api/account").await.status(), StatusCode::UNAUTHORIZED);
}
