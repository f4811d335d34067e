//! What reaches whom, over real sockets: through the green room and the opening, up to the stage,
//! into charge, and all the way back. Every frame passes a [`Witness`], who stops at the first that
//! is not theirs.

use crate::{
    house::House,
    native::{Options, Peer},
    stage::{connect, named},
    witness::Witness,
};
use causerie_shared::{
    api::PassFor,
    command::Command,
    event::{Class, Event},
    id::VoiceId,
    role::Role,
    signal::{Resume, ServerFrame},
    text::Line,
    view::SpaceView,
};
use reqwest::StatusCode;
use std::time::Duration;

fn writes(text: &str) -> Command {
    Command::Write { text: text.into() }
}

fn reads(text: &str) -> impl Fn(&Witness) -> bool {
    let text: Line = text.parse().unwrap();
    move |witness| witness.view.chat.iter().any(|line| line.text == text)
}

fn voice_of(witness: &Witness) -> VoiceId {
    witness.me.voice.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_frame_reaches_a_class_that_may_not_know_it_whoever_becomes_what() {
    let house = House::with(|config| config.announce = "127.0.0.1".parse().unwrap()).await;
    let mut ada = house.visitor();
    let body = r#"{"title":"Evening talk","name":"Ada","backstage":true}"#;
    let answer = ada.post_json("/api/spaces", body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let space = answer.json::<SpaceView>().await.unwrap().id;
    let (mut bo, mut cy, mut di) =
        (named(&house, "Bo").await, named(&house, "Cy").await, named(&house, "Di").await);

    let mut host = Witness::enters(&house, Some(&mut ada), space).await;
    let mut speaker = Witness::enters(&house, Some(&mut bo), space).await;
    let mut co_host = Witness::enters(&house, Some(&mut cy), space).await;
    let mut listener = Witness::enters(&house, Some(&mut di), space).await;
    let mut guest = Witness::enters(&house, None, space).await;
    assert_eq!((host.class, guest.class), (Class::Hosts, Class::Public));

    // Two come on stage, and the others stand before the door.
    for witness in [&mut speaker, &mut co_host] {
        let person = witness.me.person;
        host.asks(Command::Invite { person }).await.unwrap();
        witness.hears_until(|witness| witness.me.invited).await;
        witness.asks(Command::AcceptInvitation).await.unwrap();
        witness.hears_until(|witness| witness.class == Class::Stage).await;
    }
    let voice = voice_of(&co_host);
    host.asks(Command::MakeCoHost { voice }).await.unwrap();
    co_host.hears_until(|witness| witness.class == Class::Hosts).await;
    let url = "https://example.org/".to_owned();
    host.asks(Command::Pin { url, title: "The paper".into() }).await.unwrap();
    host.asks(writes("Between us")).await.unwrap();
    let mut microphone = Peer::speaker(Options::default()).await;
    let pass = bo.pass(space, PassFor::Whip).await;
    connect(&mut bo, &mut microphone, &format!("/api/spaces/{space}/whip"), pass).await;
    let voice = voice_of(&speaker);
    speaker.hears_until(|witness| witness.view.microphones.contains(&voice)).await;
    host.asks(Command::SetLock { locked: true }).await.unwrap();
    host.asks(Command::SetLock { locked: false }).await.unwrap();
    for witness in [&mut listener, &mut guest] {
        witness
            .hears_until(|witness| witness.events.contains(&Event::Locked { locked: false }))
            .await;
        assert!(witness.view.chat.is_empty() && witness.view.microphones.is_empty());
    }

    // The doors open, and the audience is inside.
    host.asks(Command::GoLive).await.unwrap();
    for witness in [&mut listener, &mut guest] {
        witness.hears_until(|witness| witness.class == Class::Holder).await;
        assert!(witness.view.chat.is_empty(), "what was said before stays there");
    }
    listener.asks(Command::RaiseHand { question: Some("Why?".into()) }).await.unwrap();
    listener.asks(writes("Good evening")).await.unwrap();
    let person = listener.me.person;
    co_host.hears_until(|witness| !witness.view.hands.is_empty()).await;
    co_host.asks(Command::PutBack { person }).await.unwrap();
    host.asks(Command::BringOnStage { person }).await.unwrap();
    listener.hears_until(|witness| witness.class == Class::Stage).await;
    assert_eq!(listener.view.microphones, [voice]);

    // All the way back: what a former class knew goes with it.
    let voice = voice_of(&co_host);
    host.asks(Command::MakeSpeaker { voice }).await.unwrap();
    co_host.hears_until(|witness| witness.class == Class::Stage).await;
    assert!(co_host.view.log.is_empty() && co_host.view.door.is_none());
    host.asks(Command::SendToAudience { voice }).await.unwrap();
    co_host.hears_until(|witness| witness.class == Class::Holder).await;
    assert!(co_host.view.microphones.is_empty());
    listener.asks(Command::StepDown).await.unwrap();
    listener.hears_until(|witness| witness.class == Class::Holder).await;
    assert_eq!(listener.me.role, Role::Listener);
    listener.asks(Command::RaiseHand { question: None }).await.unwrap();
    host.asks(Command::DismissHand { person, reason: None }).await.unwrap();
    // Nobody writes faster than this.
    tokio::time::sleep(Duration::from_millis(800)).await;
    host.asks(writes("Good night")).await.unwrap();
    for witness in [&mut host, &mut speaker, &mut co_host, &mut listener, &mut guest] {
        witness.hears_until(reads("Good night")).await;
    }

    // Each was told all that their class knows, so that nothing above held for want of frames.
    let told = |witness: &Witness, class| {
        let of = witness.told.iter().filter(|(own, _)| *own == class).map(|(_, of)| *of);
        of.collect::<Vec<_>>()
    };
    assert_eq!(told(&host, Class::Hosts), Class::ALL);
    assert_eq!(told(&speaker, Class::Stage), [Class::Public, Class::Holder, Class::Stage]);
    assert_eq!(told(&listener, Class::Holder), [Class::Public, Class::Holder]);
    assert_eq!(told(&guest, Class::Public), [Class::Public]);
    assert_eq!(told(&co_host, Class::Hosts).last(), Some(&Class::Hosts));

    // Whoever says that they stood with the hosts is shown what a guest may know.
    let mut liar = house.socket(space).await;
    liar.hello(None, Some(Resume { epoch: 1, class: Class::Hosts, seq: host.seq - 1 })).await;
    let frame = liar.next().await.unwrap();
    assert!(matches!(frame, ServerFrame::Snapshot { class: Class::Holder, .. }), "{frame:?}");
}
