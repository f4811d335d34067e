//! Hands, invitations and order in the room, through the doors: passes, sockets and audio.

use crate::{
    house::{House, Socket, Visitor, problem},
    native::{Options, Peer, said, talk},
};
use causerie_shared::{
    api::{PassFor, SpeakerLink},
    command::Command,
    fault::Fault,
    id::SpaceId,
    signal::{Farewell, Me, ServerFrame},
    stage::{Notice, Speaking},
    view::SpaceView,
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use std::time::Duration;

pub(crate) async fn enters(house: &House, who: &mut Visitor, space: SpaceId) -> Socket {
    let mut socket = house.socket(space).await;
    let pass = who.pass(space, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    socket
}

/// With a speaker link in the request for the pass.
pub(crate) async fn enters_by_link(
    house: &House,
    who: &mut Visitor,
    space: SpaceId,
    link: &str,
) -> (Socket, Me) {
    let pass = pass_by_link(who, space, link).await;
    let mut socket = house.socket(space).await;
    let (_, me) = socket.enter(Some(pass)).await;
    let ServerFrame::Me { me } = me else { panic!("{me:?}") };
    (socket, me)
}

pub(crate) async fn pass_by_link(who: &mut Visitor, space: SpaceId, link: &str) -> String {
    let body = json!({ "for": "live", "link": link }).to_string();
    let answer = who.post_json(&format!("/api/spaces/{space}/pass"), &body).await;
    let pass: serde_json::Value = answer.json().await.unwrap();
    pass["pass"].as_str().unwrap().to_owned()
}

pub(crate) async fn named(house: &House, name: &str) -> Visitor {
    let mut visitor = house.visitor();
    visitor.is_called(name).await;
    visitor
}

pub(crate) async fn done(socket: &mut Socket, command: Command) {
    let answer = socket.ask(command).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }), "{answer:?}");
}

pub(crate) async fn refused(socket: &mut Socket, command: Command) -> Fault {
    match socket.ask(command).await {
        ServerFrame::Refused { fault, .. } => fault,
        other => panic!("{other:?}"),
    }
}

async fn link(host: &mut Visitor, space: SpaceId) -> String {
    let request = host.request(Method::POST, &format!("/api/spaces/{space}/speaker-link"));
    let answer = host.send(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    answer.json::<SpeakerLink>().await.unwrap().link
}

#[tokio::test]
async fn a_speaker_link_opens_the_stage_of_its_own_space_and_is_given_by_its_hosts() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let (mut other_host, other) = house.host().await;
    let own = link(&mut host, space.id).await;
    let others = link(&mut other_host, other.id).await;

    let mut bo = named(&house, "Bo").await;
    for wrong in [&others, "", "x.y", &own[1..]] {
        let (mut socket, me) = enters_by_link(&house, &mut bo, space.id, wrong).await;
        assert!(!me.welcome, "{wrong}");
        assert_eq!(refused(&mut socket, Command::ComeOnStage).await, Fault::HandNeeded);
    }
    let (mut socket, me) = enters_by_link(&house, &mut bo, space.id, &own).await;
    assert!(me.welcome);
    done(&mut socket, Command::ComeOnStage).await;

    let path = format!("/api/spaces/{}/speaker-link", space.id);
    let answer = bo.send(bo.request(Method::POST, &path)).await;
    assert_eq!(problem(answer).await, "not_allowed", "a speaker gives none");
    let mut stranger = house.visitor();
    let answer = stranger.send(stranger.request(Method::POST, &path)).await;
    assert_eq!(problem(answer).await, "who_are_you");

    done(&mut hosts, Command::End).await;
    let mut late = named(&house, "Cy").await;
    let body = json!({ "for": "live", "link": own }).to_string();
    let answer = late.post_json(&format!("/api/spaces/{}/pass", space.id), &body).await;
    let pass: serde_json::Value = answer.json().await.unwrap();
    let mut socket = house.socket(space.id).await;
    socket.hello(pass["pass"].as_str().map(str::to_owned), None).await;
    assert_eq!(socket.farewell().await, Farewell::Ended);
    let answer = host.send(host.request(Method::POST, &path)).await;
    assert_eq!(problem(answer).await, "space_ended");
}

#[tokio::test]
async fn whom_the_host_follows_may_come_where_the_rule_says_so_and_whom_they_block_never() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let mut ben = house.person("ben").await;
    let mut eve = house.person("eve").await;
    let answer = ada.post_json("/api/spaces", r#"{"title":"Talk"}"#).await;
    let space: SpaceView = answer.json().await.unwrap();
    let mut hosts = enters(&house, &mut ada, space.id).await;
    done(&mut hosts, Command::SetSpeaking { speaking: Speaking::Followed }).await;
    let follow = ada.request(Method::PUT, "/api/people/ben/follow");
    assert_eq!(ada.send(follow).await.status(), StatusCode::OK);
    let mut bens = enters(&house, &mut ben, space.id).await;
    let mut eves = enters(&house, &mut eve, space.id).await;
    done(&mut bens, Command::ComeOnStage).await;
    assert_eq!(refused(&mut eves, Command::ComeOnStage).await, Fault::HandNeeded);

    let link = link(&mut ada, space.id).await;
    let block = ada.request(Method::PUT, "/api/people/eve/block");
    assert_eq!(ada.send(block).await.status(), StatusCode::OK);
    assert_eq!(eves.farewell().await, Farewell::NotAdmitted);
    let body = json!({ "for": "live", "link": link }).to_string();
    let answer = eve.post_json(&format!("/api/spaces/{}/pass", space.id), &body).await;
    assert_eq!(problem(answer).await, "blocked", "a link is no way past a block");
}

#[tokio::test]
async fn who_was_shown_out_gets_no_pass_also_after_a_restart_until_they_are_let_in() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    let person = bo.person().await;
    done(&mut hosts, Command::Remove { person }).await;
    assert_eq!(bos.farewell().await, Farewell::Removed);
    let pass = format!("/api/spaces/{}/pass", space.id);
    for door in ["live", "whep"] {
        let answer = bo.post_json(&pass, &json!({ "for": door }).to_string()).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(problem(answer).await, "removed", "{door}");
    }

    let (hosts_cookie, bos_cookie) = (host.cookie.clone(), bo.cookie.clone());
    let house = House::on(house.close().await, |_| {}).await;
    let (mut host, mut bo) = (house.visitor(), house.visitor());
    (host.cookie, bo.cookie) = (hosts_cookie, bos_cookie);
    let answer = bo.post_json(&pass, r#"{"for":"live"}"#).await;
    assert_eq!(problem(answer).await, "removed", "after the restart");
    let mut hosts = enters(&house, &mut host, space.id).await;
    done(&mut hosts, Command::Readmit { person }).await;
    enters(&house, &mut bo, space.id).await;
}

#[tokio::test]
async fn a_word_to_one_person_reaches_each_of_their_tabs_and_nobody_else() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut tabs =
        [enters(&house, &mut bo, space.id).await, enters(&house, &mut bo, space.id).await];
    let mut cy = named(&house, "Cy").await;
    let mut cys = enters(&house, &mut cy, space.id).await;
    let question = Some("May I?".into());
    done(&mut tabs[0], Command::RaiseHand { question }).await;
    let person = bo.person().await;
    let reason = "Later".parse().ok();
    done(&mut hosts, Command::DismissHand { person, reason: Some("Later".into()) }).await;
    let told = |frame: &ServerFrame| match frame {
        ServerFrame::Notice { notice } => Some(notice.clone()),
        _ => None,
    };
    for tab in &mut tabs {
        assert_eq!(tab.until(told).await, Notice::HandDismissed { reason: reason.clone() });
    }
    // What the others hear next is the answer to their own command, and nothing before it.
    let answer = cys.ask(Command::LowerHand).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }), "{answer:?}");
}

#[tokio::test]
async fn what_is_out_of_order_is_refused_with_words_and_nothing_moves() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    let person = bo.person().await;
    let own = host.person().await;
    let voice = space.stage[0].voice;
    for (command, fault) in [
        (Command::BringOnStage { person: own }, Fault::NotAllowed),
        (Command::Remove { person: own }, Fault::NotAllowed),
        (Command::MuteAll, Fault::NotAllowed),
        (Command::SetSpeaking { speaking: Speaking::Everyone }, Fault::NotAllowed),
        (Command::HandOver { voice }, Fault::NotAllowed),
        (Command::AcceptInvitation, Fault::NotInvited),
        (Command::Mute, Fault::NotOnStage),
    ] {
        assert_eq!(refused(&mut bos, command.clone()).await, fault, "{command:?}");
    }
    for (command, fault) in [
        (Command::BringOnStage { person }, Fault::NoHand),
        (Command::PutBack { person }, Fault::NoHand),
        (Command::Uninvite { person }, Fault::NotInvited),
        (Command::Readmit { person }, Fault::NoSuchPerson),
        (Command::RaiseHand { question: None }, Fault::AlreadyOnStage),
        (Command::HandOver { voice }, Fault::NotCoHost),
        (Command::MakeCoHost { voice }, Fault::NotAllowed),
    ] {
        assert_eq!(refused(&mut hosts, command.clone()).await, fault, "{command:?}");
    }
    let long = "x".repeat(1000);
    for command in [
        Command::RaiseHand { question: Some(long.clone()) },
        Command::Write { text: long.clone() },
        Command::Write { text: "\u{202e}\u{7}".into() },
    ] {
        let fault = refused(&mut bos, command).await;
        assert!(matches!(fault, Fault::BadLine { .. }), "{fault:?}");
    }
    let seen: SpaceView =
        host.get(&format!("/api/spaces/{}", space.id)).await.json().await.unwrap();
    assert_eq!(seen.stage, space.stage);
}

/// Offers at a door and takes the answer.
pub(crate) async fn connect(who: &mut Visitor, peer: &mut Peer, door: &str, pass: String) {
    let offer = peer.offer().await;
    let request = who.request(Method::POST, door).body(offer).bearer_auth(pass);
    let answer = who.send(request.header(header::CONTENT_TYPE, "application/sdp")).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    peer.accept_sdp(answer.text().await.unwrap()).await;
    peer.state(webrtc::peer_connection::RTCPeerConnectionState::Connected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_heard_of_somebody_who_was_muted_moved_or_shown_out() {
    let house = House::with(|config| config.announce = "127.0.0.1".parse().unwrap()).await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let door = |door: &str| format!("/api/spaces/{}/{door}", space.id);
    let mut ear = Peer::listener(3, Options::default()).await;
    let mut listener = named(&house, "Di").await;
    let pass = listener.pass(space.id, PassFor::Whep).await;
    connect(&mut listener, &mut ear, &door("whep"), pass).await;

    for deed in 0..3 {
        let mut bo = named(&house, "Bo").await;
        let refused = bo.post_json(&door("pass"), r#"{"for":"whip"}"#).await;
        assert_eq!(problem(refused).await, "not_on_stage", "no right, no microphone");
        let mut bos = enters(&house, &mut bo, space.id).await;
        let person = bo.person().await;
        done(&mut hosts, Command::Invite { person }).await;
        done(&mut bos, Command::AcceptInvitation).await;
        done(&mut bos, Command::Unmute).await;
        let mut microphone = Peer::speaker(Options::default()).await;
        let pass = bo.pass(space.id, PassFor::Whip).await;
        connect(&mut bo, &mut microphone, &door("whip"), pass).await;
        talk(&mut [&mut microphone], 0..40).await;
        ear.hear(20, |packet| said(packet).is_some()).await;

        let path = format!("/api/spaces/{}", space.id);
        let seen: SpaceView = host.get(&path).await.json().await.unwrap();
        let voice = seen.seat_of(person).unwrap().voice;
        let command = match deed {
            0 => Command::MuteOther { voice },
            1 => Command::SendToAudience { voice },
            _ => Command::Remove { person },
        };
        done(&mut hosts, command).await;
        // What was on its way when the word was given may still come, for one packet's time.
        tokio::time::sleep(Duration::from_millis(20)).await;
        ear.arrived();
        talk(&mut [&mut microphone], 40..80).await;
        let heard = ear.arrived().iter().filter(|packet| said(packet).is_some()).count();
        assert_eq!(heard, 0, "deed {deed}");
        // Whoever is muted keeps their seat; it is free for the next.
        if deed == 0 {
            done(&mut hosts, Command::SendToAudience { voice }).await;
        }
    }
}
