//! The green room, the lock, and voices that somebody turns off, as packets tell it.

use crate::{
    house::{House, Socket, Visitor, problem},
    native::{Heard, Options, Peer, said, talk},
    stage::{connect, done, enters, enters_by_link, named, pass_by_link, refused},
};
use causerie_shared::{
    api::{AudienceList, PassFor, SpeakerLink},
    command::Command,
    event::Class,
    fault::Fault,
    id::{SpaceId, VoiceId},
    signal::{Farewell, ServerFrame},
    view::{Lifecycle, SpaceView},
};
use reqwest::{Method, StatusCode};
use std::time::{Duration, Instant};

pub(crate) async fn on_loopback() -> House {
    House::with(|config| config.announce = "127.0.0.1".parse().unwrap()).await
}

async fn backstage(house: &House) -> (Visitor, SpaceView) {
    let mut host = house.visitor();
    let body = r#"{"title":"Evening talk","name":"Ada","backstage":true}"#;
    let answer = host.post_json("/api/spaces", body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    (host, answer.json().await.unwrap())
}

pub(crate) fn door(space: SpaceId, door: &str) -> String {
    format!("/api/spaces/{space}/{door}")
}

/// Somebody on stage with an open microphone.
pub(crate) async fn speaks(house: &House, who: &mut Visitor, space: SpaceId) -> (Peer, Socket) {
    let mut socket = enters(house, who, space).await;
    done(&mut socket, Command::Unmute).await;
    let mut microphone = Peer::speaker(Options::default()).await;
    let pass = who.pass(space, PassFor::Whip).await;
    connect(who, &mut microphone, &door(space, "whip"), pass).await;
    (microphone, socket)
}

/// Connects an ear and gives the key of its session, the last part of its URL.
pub(crate) async fn listens(who: &mut Visitor, ear: &mut Peer, space: SpaceId) -> String {
    let offer = ear.offer().await;
    let pass = who.pass(space, PassFor::Whep).await;
    let request = who.request(Method::POST, &door(space, "whep")).body(offer).bearer_auth(pass);
    let answer = who.send(request.header("content-type", "application/sdp")).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let session = answer.headers()["location"].to_str().unwrap().rsplit('/').next().unwrap();
    let session = session.to_owned();
    ear.accept_sdp(answer.text().await.unwrap()).await;
    ear.state(webrtc::peer_connection::RTCPeerConnectionState::Connected).await;
    session
}

pub(crate) fn count(heard: &[Heard]) -> usize {
    heard.iter().filter(|packet| said(packet).is_some()).count()
}

fn of(heard: &[Heard], voice: VoiceId) -> usize {
    heard.iter().filter(|it| said(it).is_some() && it.csrc() == Some(voice.csrc())).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_in_the_audience_hears_the_green_room_and_everybody_hears_the_opening() {
    let house = on_loopback().await;
    let (mut host, space) = backstage(&house).await;
    assert!(matches!(space.lifecycle, Lifecycle::Backstage { .. }));
    let (mut microphone, mut hosts) = speaks(&house, &mut host, space.id).await;

    // One with a name who asks for sound over the socket, and a player that knows no socket.
    let mut bo = named(&house, "Bo").await;
    let mut bos = house.socket(space.id).await;
    let pass = bo.pass(space.id, PassFor::Live).await;
    let (snapshot, _) = bos.enter(Some(pass)).await;
    assert!(matches!(snapshot, ServerFrame::Snapshot { class: Class::Public, .. }), "{snapshot:?}");
    let mut ear = Peer::listener(3, Options::default()).await;
    let session = listens(&mut bo, &mut ear, space.id).await;
    done(&mut bos, Command::Listen { session }).await;
    let mut player = Peer::listener(1, Options::default()).await;
    let mut nobody = house.visitor();
    let offer = player.offer().await;
    let request = nobody.request(Method::POST, &door(space.id, "whep")).body(offer);
    let answer = nobody.send(request.header("content-type", "application/sdp")).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    player.accept_sdp(answer.text().await.unwrap()).await;
    player.state(webrtc::peer_connection::RTCPeerConnectionState::Connected).await;

    talk(&mut [&mut microphone], 0..50).await;
    assert_eq!(count(&ear.arrived()), 0, "the audience hears the green room");
    assert_eq!(count(&player.arrived()), 0, "a player hears the green room");
    let list = bo.get("/api/spaces?state=live").await.text().await.unwrap();
    assert!(!list.contains(&space.id.to_string()), "nobody is sent to a space that waits");
    let fault = refused(&mut bos, Command::Write { text: "Hello".into() }).await;
    assert_eq!(fault, Fault::NotLiveYet);

    let opened = Instant::now();
    done(&mut hosts, Command::GoLive).await;
    let class = |frame: &ServerFrame| match frame {
        ServerFrame::Snapshot { class, view, .. } if view.lifecycle.is_live() => Some(*class),
        _ => None,
    };
    assert_eq!(bos.until(class).await, Class::Holder);
    talk(&mut [&mut microphone], 50..90).await;
    ear.hear(20, |packet| said(packet).is_some()).await;
    player.hear(20, |packet| said(packet).is_some()).await;
    assert!(opened.elapsed() < Duration::from_secs(5), "{:?}", opened.elapsed());
    let list = bo.get("/api/spaces?state=live").await.text().await.unwrap();
    assert!(list.contains(&space.id.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_on_stage_hear_each_other_backstage_until_one_steps_down() {
    let house = on_loopback().await;
    let (mut host, space) = backstage(&house).await;
    let (mut microphone, mut hosts) = speaks(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    let person = bo.person().await;
    done(&mut hosts, Command::Invite { person }).await;
    done(&mut bos, Command::AcceptInvitation).await;
    let mut ear = Peer::listener(3, Options::default()).await;
    listens(&mut bo, &mut ear, space.id).await;
    talk(&mut [&mut microphone], 0..40).await;
    ear.hear(20, |packet| said(packet).is_some()).await;
    done(&mut bos, Command::StepDown).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    ear.arrived();
    talk(&mut [&mut microphone], 40..80).await;
    assert_eq!(count(&ear.arrived()), 0, "whoever stepped down goes on hearing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_space_lets_nobody_new_in_by_any_door() {
    let house = on_loopback().await;
    let (mut host, space) = house.host().await;
    let (mut microphone, mut hosts) = speaks(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    done(&mut hosts, Command::SetLock { locked: true }).await;
    let locked = |frame: &ServerFrame| match frame {
        ServerFrame::Event { event, .. } => {
            Some(*event == causerie_shared::event::Event::Locked { locked: true })
        }
        _ => None,
    };
    assert!(bos.until(locked).await);

    let mut cy = named(&house, "Cy").await;
    let mut cys = enters(&house, &mut cy, space.id).await;
    assert_eq!(cys.farewell().await, Farewell::Locked);
    let mut nobody = house.socket(space.id).await;
    nobody.enter(None).await;
    assert_eq!(nobody.farewell().await, Farewell::Locked);
    let mut outside = Peer::listener(3, Options::default()).await;
    listens(&mut cy, &mut outside, space.id).await;
    let mut inside = Peer::listener(3, Options::default()).await;
    listens(&mut bo, &mut inside, space.id).await;
    talk(&mut [&mut microphone], 0..50).await;
    inside.hear(20, |packet| said(packet).is_some()).await;
    assert_eq!(count(&outside.arrived()), 0, "a newcomer hears a locked space");

    drop(bos);
    let mut bos = enters(&house, &mut bo, space.id).await;
    done(&mut bos, Command::Write { text: "Back".into() }).await;
    done(&mut hosts, Command::SetLock { locked: false }).await;
    talk(&mut [&mut microphone], 50..90).await;
    outside.hear(10, |packet| said(packet).is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_that_somebody_turns_off_is_gone_for_them_alone() {
    let house = on_loopback().await;
    let (mut host, space) = house.host().await;
    let (mut adas, mut hosts) = speaks(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos_socket = enters(&house, &mut bo, space.id).await;
    let person = bo.person().await;
    done(&mut hosts, Command::Invite { person }).await;
    done(&mut bos_socket, Command::AcceptInvitation).await;
    let (mut bos, _socket) = speaks(&house, &mut bo, space.id).await;
    let seen: SpaceView =
        bo.get(door(space.id, "").trim_end_matches('/')).await.json().await.unwrap();
    let voice = seen.seat_of(person).unwrap().voice;
    let ada = space.stage[0].voice;

    let mut di = named(&house, "Di").await;
    let mut dis = enters(&house, &mut di, space.id).await;
    let mut ear = Peer::listener(3, Options::default()).await;
    let session = listens(&mut di, &mut ear, space.id).await;
    let mut other = Peer::listener(3, Options::default()).await;
    let mut ed = named(&house, "Ed").await;
    listens(&mut ed, &mut other, space.id).await;
    talk(&mut [&mut adas, &mut bos], 0..40).await;
    let heard = ear.hear(40, |packet| said(packet).is_some()).await;
    assert!(of(&heard, ada) > 0 && of(&heard, voice) > 0);

    let turn = |heard| Command::SetHeard { session: session.clone(), voice, heard };
    done(&mut dis, turn(false)).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    ear.arrived();
    other.arrived();
    talk(&mut [&mut adas, &mut bos], 40..80).await;
    let (heard, others) = (ear.arrived(), other.arrived());
    assert_eq!(of(&heard, voice), 0, "a voice that is off is heard");
    assert!(of(&heard, ada) > 30, "the other voice goes on: {}", of(&heard, ada));
    assert!(of(&others, voice) > 30, "others hear it: {}", of(&others, voice));
    // Nothing is lost: a player conceals what is lost, and would make sounds of it.
    let mut numbers: Vec<_> =
        heard.iter().filter(|it| it.csrc() == Some(ada.csrc())).map(|it| it.sequence()).collect();
    numbers.dedup();
    assert!(numbers.windows(2).all(|two| two[1] == two[0].wrapping_add(1)), "{numbers:?}");

    done(&mut dis, turn(true)).await;
    talk(&mut [&mut adas, &mut bos], 80..120).await;
    ear.hear(20, |packet| packet.csrc() == Some(voice.csrc())).await;
    assert_eq!(
        refused(&mut dis, Command::SetHeard { session: "0".repeat(32), voice, heard: false }).await,
        Fault::NoSuchSession
    );
}

#[tokio::test]
async fn a_link_that_was_taken_back_opens_nothing_and_a_new_one_does() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let path = door(space.id, "speaker-link");
    let link = async |host: &mut Visitor| {
        let answer = host.send(host.request(Method::POST, &path)).await;
        answer.json::<SpeakerLink>().await.unwrap().link
    };
    let before = link(&mut host).await;
    let mut bo = named(&house, "Bo").await;
    let (mut bos, me) = enters_by_link(&house, &mut bo, space.id, &before).await;
    assert!(me.welcome);
    let early = pass_by_link(&mut bo, space.id, &before).await;
    done(&mut hosts, Command::RevokeSpeakerLinks).await;
    assert_eq!(refused(&mut bos, Command::ComeOnStage).await, Fault::HandNeeded);
    let mut late = house.socket(space.id).await;
    let (_, me) = late.enter(Some(early)).await;
    assert!(matches!(me, ServerFrame::Me { me } if !me.welcome), "{me:?}");
    assert_eq!(refused(&mut late, Command::ComeOnStage).await, Fault::HandNeeded);
    let (_, me) = enters_by_link(&house, &mut bo, space.id, &before).await;
    assert!(!me.welcome);
    let after = link(&mut host).await;
    let (_, me) = enters_by_link(&house, &mut bo, space.id, &after).await;
    assert!(me.welcome);
}

#[tokio::test]
async fn the_list_of_the_audience_is_for_those_who_run_the_space() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let _hosts = enters(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo of Rennes").await;
    let _bos = enters(&house, &mut bo, space.id).await;
    let mut cy = named(&house, "Cy").await;
    let _cys = enters(&house, &mut cy, space.id).await;
    let path = door(space.id, "audience");
    assert_eq!(problem(bo.get(&path).await).await, "not_on_stage");
    assert_eq!(problem(house.visitor().get(&path).await).await, "who_are_you");
    let list: AudienceList = host.get(&format!("{path}?q=RENNES")).await.json().await.unwrap();
    assert_eq!((list.total, list.people[0].name.as_str()), (1, "Bo of Rennes"));
    let list: AudienceList = host.get(&path).await.json().await.unwrap();
    assert_eq!(list.total, 2);
    let absurd = format!("{path}?q={}", "x".repeat(5000));
    let list: AudienceList = host.get(&absurd).await.json().await.unwrap();
    assert_eq!(list.total, 0);
}
