//! A voice from one person to another through the whole relay: passes, WHIP, the rules, the media
//! threads, WHEP, and what the sockets are told meanwhile. The peers are the `webrtc` crate's.

use crate::{
    house::{House, Socket, Visitor},
    native::{Options, Peer, said, talk},
};
use causerie_relay::config::Config;
use causerie_shared::{
    api::{PassFor, SpaceList},
    command::Command,
    event::{Class, Event},
    id::SpaceId,
    signal::{Farewell, ServerFrame},
    view::SpaceView,
};
use reqwest::{Method, StatusCode, header};
use std::time::Duration;
use webrtc::peer_connection::RTCPeerConnectionState;

async fn house() -> House {
    House::with(|config| config.announce = "127.0.0.1".parse().unwrap()).await
}

/// Offers at a door and takes the answer; gives the session's URL.
async fn connect(who: &mut Visitor, peer: &mut Peer, door: &str, pass: Option<String>) -> String {
    let offer = peer.offer().await;
    let request = who.request(Method::POST, door).body(offer);
    let request = request.header(header::CONTENT_TYPE, "application/sdp");
    let request = match pass {
        Some(pass) => request.bearer_auth(pass),
        None => request,
    };
    let answer = who.send(request).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let url = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
    peer.accept_sdp(answer.text().await.unwrap()).await;
    peer.state(RTCPeerConnectionState::Connected).await;
    url
}

async fn speaks(house: &House, who: &mut Visitor, space: SpaceId) -> Peer {
    publishes(house, who, space).await.0
}

/// A microphone, and the name of its session.
async fn publishes(house: &House, who: &mut Visitor, space: SpaceId) -> (Peer, String) {
    let mut peer = Peer::speaker(Options::default()).await;
    let pass = who.pass(space, PassFor::Whip).await;
    let url = connect(who, &mut peer, &format!("/api/spaces/{space}/whip"), Some(pass)).await;
    assert!(house.app.hub.spaces_live() > 0);
    (peer, url.rsplit('/').next().unwrap().to_owned())
}

async fn enters(house: &House, who: &mut Visitor, space: SpaceId) -> Socket {
    let mut socket = house.socket(space).await;
    let pass = who.pass(space, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    socket
}

fn event(frame: &ServerFrame, wanted: impl Fn(&Event) -> bool) -> Option<()> {
    match frame {
        ServerFrame::Event { event, .. } if wanted(event) => Some(()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_hears_the_host_after_one_word_on_the_socket() {
    let house = house().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut microphone = speaks(&house, &mut host, space.id).await;
    let open = |event: &Event| matches!(event, Event::Microphone { connected: true, .. });
    hosts.until(|frame| event(frame, open)).await;

    let mut stranger = house.visitor();
    let mut ear = Peer::listener(3, Options::default()).await;
    let door = format!("/api/spaces/{}/whep?warm=1", space.id);
    let url = connect(&mut stranger, &mut ear, &door, None).await;
    let mut socket = house.socket(space.id).await;
    socket.enter(None).await;
    talk(&mut [&mut microphone], 0..20).await;
    assert!(ear.arrived().is_empty(), "a warm ear hears nothing");

    let session = url.rsplit('/').next().unwrap().to_owned();
    let answer = socket.ask(Command::Listen { session }).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }), "{answer:?}");
    talk(&mut [&mut microphone], 20..60).await;
    let heard = ear.hear(20, |packet| said(packet).is_some()).await;
    assert_eq!(heard[0].csrc(), Some(space.stage[0].voice.csrc()));
    let one = |event: &Event| matches!(event, Event::Audience { listeners: 1 });
    socket.until(|frame| event(frame, one)).await;
    let list: SpaceList = stranger.get("/api/spaces").await.json().await.unwrap();
    assert_eq!(list.spaces[0].talking, [space.stage[0].voice]);

    let request = stranger.request(Method::DELETE, &url);
    assert_eq!(stranger.send(request).await.status(), StatusCode::OK);
    let none = |event: &Event| matches!(event, Event::Audience { listeners: 0 });
    socket.until(|frame| event(frame, none)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_on_stage_does_not_hear_themself_and_mutes_for_everybody() {
    let house = house().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut microphone = speaks(&house, &mut host, space.id).await;
    let door = format!("/api/spaces/{}/whep", space.id);
    let mut own_ear = Peer::listener(3, Options::default()).await;
    let pass = host.pass(space.id, PassFor::Whep).await;
    connect(&mut host, &mut own_ear, &door, Some(pass)).await;
    let mut other_ear = Peer::listener(1, Options::default()).await;
    connect(&mut house.visitor(), &mut other_ear, &door, None).await;

    talk(&mut [&mut microphone], 0..40).await;
    other_ear.hear(10, |packet| said(packet).is_some()).await;
    assert!(own_ear.arrived().iter().all(|packet| said(packet).is_none()));

    hosts.ask(Command::Mute).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    other_ear.arrived();
    talk(&mut [&mut microphone], 40..70).await;
    assert!(other_ear.arrived().iter().all(|packet| said(packet).is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_that_speaks_takes_over_and_the_first_is_told() {
    let house = house().await;
    let (mut host, space) = house.host().await;
    let mut first_tab = enters(&house, &mut host, space.id).await;
    let (first, session) = publishes(&house, &mut host, space.id).await;
    let answer = first_tab.ask(Command::Speak { session }).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }), "{answer:?}");
    let mut second_tab = enters(&house, &mut host, space.id).await;
    let (mut second, session) = publishes(&house, &mut host, space.id).await;
    second_tab.ask(Command::Speak { session }).await;
    assert_eq!(first_tab.farewell().await, Farewell::TakenOver);

    let mut ear = Peer::listener(1, Options::default()).await;
    let door = format!("/api/spaces/{}/whep", space.id);
    connect(&mut house.visitor(), &mut ear, &door, None).await;
    talk(&mut [&mut second], 1000..1030).await;
    ear.hear(10, |packet| said(packet).is_some_and(|number| number >= 1000)).await;
    let answer = second_tab.ask(Command::Mute).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }));
    first.hang_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_space_ends_its_audio() {
    let house = house().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut microphone = speaks(&house, &mut host, space.id).await;
    let mut ear = Peer::listener(3, Options::default()).await;
    let door = format!("/api/spaces/{}/whep", space.id);
    connect(&mut house.visitor(), &mut ear, &door, None).await;
    talk(&mut [&mut microphone], 0..20).await;
    ear.hear(5, |packet| said(packet).is_some()).await;
    hosts.ask(Command::End).await;
    assert_eq!(hosts.farewell().await, Farewell::Ended);
    sessions_are(&house, 0).await;
}

async fn sessions_are(house: &House, wanted: u64) {
    for _ in 0..100 {
        if counter(house, "sessions") == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} sessions are there, not {wanted}", counter(house, "sessions"));
}

fn counter(house: &House, name: &str) -> u64 {
    let counters = house.app.hub.media().counters();
    counters.into_iter().find(|(known, _)| *known == name).unwrap().1
}

/// Two packets of a listener leave as one message to the kernel; of a single voice, only in pairs.
#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_leaves_in_pairs_also_after_a_restart_and_other_spaces_do_not() {
    let house = house().await;
    let mut messages = Vec::new();
    let mut spaces = Vec::new();
    for body in
        [r#"{"title":"Talk","name":"Ada"}"#, r#"{"title":"Concert","name":"Ada","broadcast":true}"#]
    {
        let mut host = house.visitor();
        let space: SpaceView = host.post_json("/api/spaces", body).await.json().await.unwrap();
        messages.push(pairs_heard(&house, &mut host, space.id).await);
        spaces.push((host.cookie, space.id));
    }
    assert!(messages[0] == 0 && messages[1] > 10, "{messages:?}");

    let announce = |config: &mut Config| config.announce = "127.0.0.1".parse().unwrap();
    let house = House::on(house.close().await, announce).await;
    let mut messages = Vec::new();
    for (cookie, space) in spaces {
        let mut host = house.visitor();
        host.cookie = cookie;
        messages.push(pairs_heard(&house, &mut host, space).await);
    }
    assert!(messages[0] == 0 && messages[1] > 10, "after the restart: {messages:?}");
}

/// Messages to the kernel that held more than one packet, while the host spoke for a second and
/// everything was heard.
async fn pairs_heard(house: &House, host: &mut Visitor, space: SpaceId) -> u64 {
    let before = counter(house, "segmented_messages_total");
    let _socket = enters(house, host, space).await;
    let mut microphone = speaks(house, host, space).await;
    let mut ear = Peer::listener(1, Options::default()).await;
    connect(&mut house.visitor(), &mut ear, &format!("/api/spaces/{space}/whep"), None).await;
    talk(&mut [&mut microphone], 0..50).await;
    ear.hear(40, |packet| said(packet).is_some()).await;
    counter(house, "segmented_messages_total") - before
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_brought_on_stage_may_speak_and_stops_hearing_themself() {
    let house = house().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut bo = house.visitor();
    bo.is_called("Bo").await;
    let mut socket = enters(&house, &mut bo, space.id).await;
    let door = format!("/api/spaces/{}/whep", space.id);
    let mut own_ear = Peer::listener(3, Options::default()).await;
    let pass = bo.pass(space.id, PassFor::Whep).await;
    connect(&mut bo, &mut own_ear, &door, Some(pass)).await;

    let person = bo.person().await;
    socket.ask(Command::RaiseHand { question: None }).await;
    hosts.ask(Command::BringOnStage { person }).await;
    let stage = |frame: &ServerFrame| {
        matches!(frame, ServerFrame::Snapshot { class: Class::Stage, .. }).then_some(())
    };
    socket.until(stage).await;
    socket.ask(Command::Unmute).await;
    let mut microphone = speaks(&house, &mut bo, space.id).await;
    let mut other_ear = Peer::listener(1, Options::default()).await;
    connect(&mut house.visitor(), &mut other_ear, &door, None).await;
    talk(&mut [&mut microphone], 0..40).await;
    other_ear.hear(10, |packet| said(packet).is_some()).await;
    assert!(own_ear.arrived().iter().all(|packet| said(packet).is_none()));

    socket.ask(Command::StepDown).await;
    // The two ears stay; the microphone is gone.
    sessions_are(&house, 2).await;
}
