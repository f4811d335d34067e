//! What a restart keeps, and what people are told.

use crate::{
    house::{House, problem},
    stage::{done, enters, named},
};
use causerie_shared::{
    api::{PassFor, SpaceList},
    command::Command,
    fault::Fault,
    signal::{Farewell, ServerFrame},
    view::SpaceView,
};
use reqwest::{Method, StatusCode, header};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_restart_keeps_spaces_seats_and_names() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    let (before, _) = socket.enter(Some(pass)).await;
    socket.ask(Command::Mute).await;
    let cookie = host.cookie.clone();

    let asked = Instant::now();
    let data = house.close().await;
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    let Farewell::Restart { spread_ms } = socket.farewell().await else { panic!("no restart") };
    assert!((500..=30_000).contains(&spread_ms));

    let house = House::on(data, |_| {}).await;
    let mut host = house.visitor();
    host.cookie = cookie;
    let seen: SpaceView =
        host.get(&format!("/api/spaces/{}", space.id)).await.json().await.unwrap();
    assert!(seen.lifecycle.is_live());
    assert_eq!(seen.lifecycle, space.lifecycle);
    assert!(seen.stage[0].muted, "what was muted stays muted");
    assert!(seen.nobody_in_charge_until.is_some());

    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    let (after, me) = socket.enter(Some(pass)).await;
    assert!(matches!(me, ServerFrame::Me { me } if me.voice == Some(space.stage[0].voice)));
    assert_ne!(epoch(&before), epoch(&after), "positions start anew");
}

#[tokio::test]
async fn a_restart_brings_back_no_line_that_was_taken_back_and_loses_no_vote() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut socket = enters(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    done(&mut bos, Command::Write { text: "I regret this".into() }).await;
    let choices = vec!["Yes".into(), "No".into()];
    done(&mut socket, Command::AskPoll { question: "Well?".into(), choices }).await;
    done(&mut bos, Command::Unwrite { number: 1 }).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    done(&mut bos, Command::Write { text: "Kept?".into() }).await;
    done(&mut bos, Command::Vote { poll: 1, choice: 0 }).await;
    let house = House::on(house.close().await, |_| {}).await;
    let row = house.app.hub.store().space(space.id).await.unwrap().unwrap().view;
    let lines: Vec<_> = row.chat.iter().map(|line| line.text.as_str()).collect();
    let votes: Vec<_> = row.poll.unwrap().choices.iter().map(|choice| choice.votes).collect();
    assert_eq!((lines, votes), (vec!["Kept?"], vec![1, 0]));
}

#[tokio::test]
async fn who_deletes_their_account_is_quoted_nowhere_after_a_restart() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut socket = enters(&house, &mut host, space.id).await;
    let mut ben = house.person("ben").await;
    let mut bens = enters(&house, &mut ben, space.id).await;
    done(&mut bens, Command::Write { text: "My address is here".into() }).await;
    done(&mut socket, Command::Mute).await;
    let person = ben.person().await;
    house.app.hub.expel(person, None).await;
    let row = house.app.hub.store().space(space.id).await.unwrap().unwrap().view;
    assert!(row.chat.is_empty(), "{:?}", row.chat);
    let house = House::on(house.close().await, |_| {}).await;
    let row = house.app.hub.store().space(space.id).await.unwrap().unwrap().view;
    assert!(row.chat.is_empty(), "{:?}", row.chat);
}

#[tokio::test]
async fn who_comes_while_the_relay_stops_is_told_to_come_back() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut late = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Whip).await;
    house.app.hub.stop().await;
    late.hello(None, None).await;
    assert!(matches!(late.farewell().await, Farewell::Restart { .. }));

    let offer = host.request(Method::POST, &format!("/api/spaces/{}/whip", space.id));
    let offer = offer.header(header::CONTENT_TYPE, "application/sdp").bearer_auth(pass);
    let whip = host.send(offer.body("x")).await;
    let offer = host.request(Method::POST, &format!("/api/spaces/{}/whep", space.id));
    let offer = offer.header(header::CONTENT_TYPE, "application/sdp");
    let whep = host.send(offer.body("x")).await;
    let create = host.post_json("/api/spaces", r#"{"title":"x","name":"y"}"#).await;
    for answer in [whip, whep, create] {
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().contains_key(header::RETRY_AFTER));
        assert_eq!(problem(answer).await, "stopping");
    }
}

fn epoch(frame: &ServerFrame) -> u64 {
    let ServerFrame::Snapshot { epoch, .. } = frame else { panic!("{frame:?}") };
    *epoch
}

#[tokio::test]
async fn the_demo_is_on_air_and_the_same_after_a_restart() {
    let house = House::with(|config| config.demo = true).await;
    let first = demo(&house).await;
    let data = house.close().await;
    let house = House::on(data, |config| config.demo = true).await;
    let second = demo(&house).await;
    assert_eq!(first, second);
    let data = house.close().await;
    let house = House::on(data, |_| {}).await;
    let list: SpaceList = house.visitor().get("/api/spaces").await.json().await.unwrap();
    assert!(list.spaces.is_empty(), "--no-demo takes it off the air");
}

/// The demo's space, once its cast is on stage, unmuted, and has been heard.
async fn demo(house: &House) -> causerie_shared::id::SpaceId {
    for _ in 0..200 {
        let list: SpaceList = house.visitor().get("/api/spaces").await.json().await.unwrap();
        if let [space] = &list.spaces[..]
            && space.stage.len() >= 2
            && space.stage.iter().all(|seat| !seat.muted)
            && !space.talking.is_empty()
        {
            return space.id;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody is on air");
}

#[tokio::test]
async fn a_pass_from_before_a_restart_opens_nothing_and_a_cookie_stays_good() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let pass = host.pass(space.id, PassFor::Live).await;
    let cookie = host.cookie.clone();
    let house = House::on(house.close().await, |_| {}).await;
    let mut socket = house.socket(space.id).await;
    socket.hello(Some(pass), None).await;
    let refused = socket.next().await;
    let Some(ServerFrame::Refused { id: 0, fault: Fault::PassRefused }) = refused else {
        panic!("{refused:?}")
    };
    // On the same line, one that was written since.
    let mut again = house.visitor();
    again.cookie = cookie;
    let pass = again.pass(space.id, PassFor::Live).await;
    let (_, me) = socket.enter(Some(pass)).await;
    assert!(matches!(me, ServerFrame::Me { me } if me.voice == Some(space.stage[0].voice)));
}
