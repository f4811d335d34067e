//! The WebSocket.

use crate::house::{House, Socket, problem};
use causerie_shared::{
    api::PassFor,
    command::Command,
    event::{Class, Event},
    fault::Fault,
    id::SpaceId,
    role::Role,
    signal::{ClientFrame, Farewell, Resume, ServerFrame},
    view::SpaceView,
};
use reqwest::StatusCode;
use std::time::Duration;
use tokio_tungstenite::tungstenite::{Error, Message};

#[tokio::test]
async fn a_socket_starts_with_a_snapshot_and_who_one_is() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut guest = house.socket(space.id).await;
    let (snapshot, me) = guest.enter(None).await;
    let ServerFrame::Snapshot { class: Class::Holder, view, .. } = snapshot else {
        panic!("{snapshot:?}")
    };
    assert_eq!(view.id, space.id);
    assert!(matches!(me, ServerFrame::Me { me } if me.role == Role::Guest && me.voice.is_none()));

    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    let (snapshot, me) = socket.enter(Some(pass)).await;
    assert!(matches!(snapshot, ServerFrame::Snapshot { class: Class::Hosts, .. }));
    let ServerFrame::Me { me } = me else { panic!("{me:?}") };
    assert_eq!((me.role, me.voice), (Role::Host, Some(space.stage[0].voice)));
    guest.until(is_event(&Event::SomebodyInCharge)).await;
}

fn is_event(wanted: &Event) -> impl Fn(&ServerFrame) -> Option<()> {
    move |frame| match frame {
        ServerFrame::Event { event, .. } if event == wanted => Some(()),
        _ => None,
    }
}

#[tokio::test]
async fn what_a_host_does_everybody_sees_without_gaps() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut guest = house.socket(space.id).await;
    let (snapshot, _) = guest.enter(None).await;
    let ServerFrame::Snapshot { mut seq, mut view, .. } = snapshot else { panic!("{snapshot:?}") };
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    for command in [Command::Mute, Command::Unmute, Command::Mute] {
        assert!(matches!(socket.ask(command).await, ServerFrame::Ack { .. }));
    }
    assert!(matches!(socket.ask(Command::End).await, ServerFrame::Ack { .. }));
    loop {
        match guest.next().await.unwrap() {
            ServerFrame::Event { seq: at, event } => {
                assert_eq!(at, seq + 1);
                seq = at;
                view.apply(&event);
            }
            ServerFrame::Farewell { reason } => {
                assert_eq!(reason, Farewell::Ended);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(guest.next().await, None);
    let seen: SpaceView =
        host.get(&format!("/api/spaces/{}", space.id)).await.json().await.unwrap();
    assert_eq!(*view, seen);
}

#[tokio::test]
async fn what_a_guest_may_not_do_is_refused() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut guest = house.socket(space.id).await;
    guest.enter(None).await;
    let voice = space.stage[0].voice;
    for command in [
        Command::Mute,
        Command::MuteOther { voice },
        Command::SendToAudience { voice },
        Command::End,
        Command::Listen { session: "0".repeat(32) },
        Command::Listen { session: "../../etc".into() },
    ] {
        let answer = guest.ask(command.clone()).await;
        assert!(matches!(answer, ServerFrame::Refused { .. }), "{command:?}: {answer:?}");
    }
}

#[tokio::test]
async fn who_was_here_a_moment_ago_gets_what_they_missed() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    let mut guest = house.socket(space.id).await;
    let (snapshot, _) = guest.enter(None).await;
    let ServerFrame::Snapshot { epoch, class, seq, .. } = snapshot else { panic!("{snapshot:?}") };
    drop(guest);
    socket.ask(Command::Mute).await;
    socket.ask(Command::Unmute).await;

    let mut guest = house.socket(space.id).await;
    guest.hello(None, Some(Resume { epoch, class, seq })).await;
    let first = guest.next().await.unwrap();
    let ServerFrame::Resumed { seq: newest } = first else { panic!("{first:?}") };
    for missed in seq + 1..=newest {
        let frame = guest.next().await.unwrap();
        assert!(matches!(frame, ServerFrame::Event { seq, .. } if seq == missed), "{frame:?}");
    }

    let mut other = house.socket(space.id).await;
    other.hello(None, Some(Resume { epoch: epoch + 1, class, seq })).await;
    assert!(matches!(other.next().await, Some(ServerFrame::Snapshot { .. })));
}

#[tokio::test]
async fn a_bad_pass_is_refused_and_a_good_one_still_works() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let (_, elsewhere) = house.host().await;
    let pass = host.pass(space.id, PassFor::Live).await;
    let for_whip = host.pass(space.id, PassFor::Whip).await;
    let forged = format!("{}x", host.pass(space.id, PassFor::Live).await);
    let mut other = house.socket(elsewhere.id).await;
    other.hello(Some(pass.clone()), None).await;
    assert!(is_refused(other.next().await));

    let mut socket = house.socket(space.id).await;
    for bad in [for_whip, forged, "garbage".into(), String::new()] {
        socket.hello(Some(bad), None).await;
        assert!(is_refused(socket.next().await));
    }
    socket.enter(Some(pass.clone())).await;
    let mut replay = house.socket(space.id).await;
    replay.hello(Some(pass), None).await;
    assert!(is_refused(replay.next().await), "a pass opens its door once");
}

fn is_refused(frame: Option<ServerFrame>) -> bool {
    matches!(frame, Some(ServerFrame::Refused { id: 0, fault: Fault::PassRefused }))
}

#[tokio::test]
async fn a_page_of_another_site_is_a_guest_whatever_it_shows() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let pass = host.pass(space.id, PassFor::Live).await;
    let mut embed = house.socket_from(space.id, Some("https://blog.example")).await.unwrap();
    let (snapshot, me) = embed.enter(Some(pass)).await;
    assert!(matches!(snapshot, ServerFrame::Snapshot { class: Class::Holder, .. }));
    assert!(matches!(me, ServerFrame::Me { me } if me.role == Role::Guest));
}

#[tokio::test]
async fn ten_thousand_frames_a_second_end_with_words() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut witness = house.socket(space.id).await;
    witness.enter(None).await;
    let mut flood = house.socket(space.id).await;
    flood.enter(None).await;
    let frame = r#"{"do":{"id":1,"command":"mute"}}"#;
    for _ in 0..10_000 {
        if flood.send_text(frame).await.is_err() {
            break;
        }
    }
    assert_eq!(flood.farewell().await, Farewell::TooFast);
    let answer = witness.ask(Command::Mute).await;
    assert!(matches!(answer, ServerFrame::Refused { .. }), "everybody else goes on");
}

#[tokio::test]
async fn what_is_no_frame_ends_with_words() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let long = format!(r#"{{"hello":{{"pass":"{}"}}}}"#, "x".repeat(20_000));
    let nested = "[".repeat(5000);
    for text in ["", "{", "null", r#""dance""#, r#"{"do":{"id":-1}}"#, &long, &nested] {
        let mut socket = house.socket(space.id).await;
        socket.send_text(text).await.unwrap();
        assert_eq!(socket.farewell().await, Farewell::Unreadable, "{text:.40}");
        assert_eq!(socket.next().await, None);
    }
    let mut socket = house.socket(space.id).await;
    futures_util::SinkExt::send(&mut socket.stream, Message::binary(vec![0xff; 10])).await.unwrap();
    assert_eq!(socket.farewell().await, Farewell::Unreadable);
    // A megabyte is cut off; whether its words arrive depends on the network.
    let mut socket = house.socket(space.id).await;
    let _ = socket.send_text(&"x".repeat(1_000_000)).await;
    while socket.next().await.is_some() {}
}

/// The client never sends one so long; whoever does is told, and nobody else notices.
#[tokio::test]
async fn a_line_of_a_hundred_thousand_signs_ends_its_socket_with_words() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut witness = house.socket(space.id).await;
    witness.enter(None).await;
    for sign in ["x", "\u{1f3b6}"] {
        let mut socket = house.socket(space.id).await;
        socket.enter(None).await;
        let text = sign.repeat(100_000);
        socket.send(&ClientFrame::Do { id: 1, command: Command::Write { text } }).await;
        assert_eq!(socket.farewell().await, Farewell::Unreadable);
    }
    let answer = witness.ask(Command::Mute).await;
    assert!(matches!(answer, ServerFrame::Refused { .. }), "everybody else goes on");
}

#[tokio::test]
async fn a_command_that_is_replayed_with_its_id_is_refused_and_done_once() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut socket = enter_as(&mut host, &house, space.id).await;
    let pin = Command::Pin { url: "example.org".into(), title: "A".into() };
    let write = Command::Write { text: "Good evening".into() };
    for (id, command) in [(7, pin), (8, write)] {
        let frame = ClientFrame::Do { id, command };
        for _ in 0..3 {
            socket.send(&frame).await;
        }
        let mut answers = Vec::new();
        while answers.len() < 3 {
            match socket.next().await.unwrap() {
                ServerFrame::Ack { id: of } => answers.push((of, None)),
                ServerFrame::Refused { id: of, fault } => answers.push((of, Some(fault))),
                _ => {}
            }
        }
        answers.sort_by_key(|(_, fault)| fault.is_some());
        let replayed = (id, Some(Fault::Replayed));
        assert_eq!(answers, [(id, None), replayed.clone(), replayed]);
    }
    let mut again = enter_as(&mut host, &house, space.id).await;
    let frame = ClientFrame::Do { id: 7, command: Command::Mute };
    again.send(&frame).await;
    again.until(|frame| matches!(frame, ServerFrame::Ack { id: 7 }).then_some(())).await;
    let mut late = house.socket(space.id).await;
    let (snapshot, _) = late.enter(None).await;
    let ServerFrame::Snapshot { view, .. } = snapshot else { panic!("{snapshot:?}") };
    assert_eq!((view.pins.len(), view.chat.len()), (1, 1));
}

#[tokio::test]
async fn a_socket_to_no_space_is_refused_and_to_an_ended_one_shows_the_end() {
    let house = House::open().await;
    let Err(Error::Http(answer)) = house.socket_from(SpaceId::from_bits(5), None).await else {
        panic!("a space that is none has a socket")
    };
    assert_eq!(answer.status().as_u16(), 404);

    let (mut host, space) = house.host().await;
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    socket.ask(Command::End).await;
    assert_eq!(socket.farewell().await, Farewell::Ended);
    let mut late = house.socket(space.id).await;
    late.hello(None, None).await;
    let frame = late.next().await.unwrap();
    assert!(matches!(frame, ServerFrame::Snapshot { view, .. } if !view.lifecycle.is_live()));
    assert_eq!(late.farewell().await, Farewell::Ended);
    assert_eq!(late.next().await, None);
}

#[tokio::test]
async fn a_get_that_is_no_upgrade_gets_words() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    for path in [format!("/api/spaces/{}/live", space.id), format!("/live/{}", space.id)] {
        let answer = host.get(&path).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(problem(answer).await, "unreadable");
        let answer = host.send(host.request(reqwest::Method::POST, &path)).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(problem(answer).await, "wrong_method");
    }
}

#[tokio::test]
async fn one_address_has_so_many_sockets_and_no_more() {
    let house = House::with(|config| config.sockets_per_address = 2).await;
    let (_, space) = house.host().await;
    let _first = house.socket(space.id).await;
    let second = house.socket(space.id).await;
    let Err(Error::Http(answer)) = house.socket_from(space.id, None).await else {
        panic!("a third socket")
    };
    assert_eq!(answer.status().as_u16(), 429);
    drop(second);
    for _ in 0..100 {
        if house.socket_from(space.id, None).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the place of a closed socket stays taken");
}

async fn enter_as(who: &mut crate::house::Visitor, house: &House, space: SpaceId) -> Socket {
    let pass = who.pass(space, PassFor::Live).await;
    let mut socket = house.socket(space).await;
    socket.enter(Some(pass)).await;
    socket
}

#[tokio::test]
async fn somebody_brought_on_stage_learns_what_the_stage_knows() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enter_as(&mut host, &house, space.id).await;
    let mut bo = house.visitor();
    bo.is_called("Bo").await;
    let mut socket = enter_as(&mut bo, &house, space.id).await;
    let person = bo.person().await;
    socket.ask(Command::RaiseHand { question: None }).await;
    let answer = hosts.ask(Command::BringOnStage { person }).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }), "{answer:?}");
    socket
        .until(|frame| {
            matches!(frame, ServerFrame::Snapshot { class: Class::Stage, .. }).then_some(())
        })
        .await;
    let me = socket.until(|frame| match frame {
        ServerFrame::Me { me } => Some(*me),
        _ => None,
    });
    assert_eq!(me.await.role, Role::Speaker);
    assert!(matches!(socket.ask(Command::Unmute).await, ServerFrame::Ack { .. }));
    assert!(matches!(socket.ask(Command::StepDown).await, ServerFrame::Ack { .. }));
}
