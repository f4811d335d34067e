//! Several who run a space give opposite orders in the same moment.

use crate::{house::House, stage::named, witness::Witness};
use causerie_shared::{
    command::Command,
    event::{Class, Event},
    fault::Fault,
    id::VoiceId,
    stage::Speaking,
    talk::{ChatFor, ChatRule},
    view::SpaceView,
};
use futures_util::future::join_all;
use std::time::Duration;

const ROUNDS: usize = 12;

fn chat(who: ChatFor) -> Command {
    Command::SetChat { rule: ChatRule { who, slow_s: 0 } }
}

/// What the host's two tabs and the co-host want in one round, and how the speaker flickers.
fn orders(round: usize, voice: VoiceId) -> [Vec<Command>; 4] {
    let locked = round.is_multiple_of(2);
    let [one, other] = match locked {
        true => [ChatFor::Everyone, ChatFor::Nobody],
        false => [ChatFor::Nobody, ChatFor::Everyone],
    };
    let speaking = |speaking| Command::SetSpeaking { speaking };
    [
        vec![Command::SetLock { locked }, chat(one), Command::MuteOther { voice }],
        vec![Command::SetLock { locked: !locked }, chat(other), Command::MuteAll],
        vec![
            speaking(Speaking::ALL[round % 3]),
            chat(ChatFor::Followers),
            Command::SetLock { locked },
        ],
        vec![Command::Unmute, Command::Mute],
    ]
}

/// What everybody at the door may know of it, without counts.
fn public(events: &[Event]) -> Vec<&Event> {
    let is_public = |event: &&Event| event.class() == Class::Public;
    let is_count = |event: &Event| matches!(event, Event::Audience { .. });
    events.iter().filter(is_public).filter(|event| !is_count(event)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gives_opposite_orders_at_once_everybody_sees_them_in_one_order() {
    let house = House::open().await;
    let (mut ada, space) = house.host().await;
    let (mut bo, mut cy) = (named(&house, "Bo").await, named(&house, "Cy").await);
    let mut first = Witness::enters(&house, Some(&mut ada), space.id).await;
    let second = Witness::enters(&house, Some(&mut ada), space.id).await;
    let mut co_host = Witness::enters(&house, Some(&mut bo), space.id).await;
    let mut speaker = Witness::enters(&house, Some(&mut cy), space.id).await;
    let guest = Witness::enters(&house, None, space.id).await;
    for witness in [&mut co_host, &mut speaker] {
        let person = witness.me.person;
        first.asks(Command::Invite { person }).await.unwrap();
        witness.asks(Command::AcceptInvitation).await.unwrap();
        witness.hears_until(|witness| witness.class == Class::Stage).await;
    }
    let voice = co_host.me.voice.unwrap();
    first.asks(Command::MakeCoHost { voice }).await.unwrap();
    co_host.hears_until(|witness| witness.class == Class::Hosts).await;

    // From the same line on, each notes what they see.
    let mut all = [first, second, co_host, speaker, guest];
    all[0].asks(Command::Write { text: "Begin".into() }).await.unwrap();
    for witness in &mut all {
        witness.hears_until(|witness| witness.view.chat.len() == 1).await;
        let is_mark = |event: &Event| matches!(event, Event::Written { .. });
        let mark = witness.events.iter().position(is_mark).unwrap();
        witness.events.drain(..=mark);
    }

    let voice = all[3].me.voice.unwrap();
    let mut granted = [0; 4];
    for round in 0..ROUNDS {
        let turns = all.iter_mut().zip(orders(round, voice)).map(async |(witness, commands)| {
            let mut ids = Vec::new();
            for command in commands {
                ids.push(witness.says(command).await);
            }
            let mut granted = 0;
            for id in ids {
                match witness.answer(id).await {
                    Ok(()) => granted += 1,
                    refused => assert_eq!(refused, Err(Fault::TooMany { retry_after_s: 1 })),
                }
            }
            granted
        });
        for (sum, more) in granted.iter_mut().zip(join_all(turns).await) {
            *sum += more;
        }
    }
    assert!(granted.iter().all(|granted| *granted > ROUNDS), "nobody was shut up: {granted:?}");

    // Nobody writes faster than this.
    tokio::time::sleep(Duration::from_millis(800)).await;
    all[0].asks(Command::Write { text: "End".into() }).await.unwrap();
    for witness in &mut all {
        witness.hears_until(|witness| witness.view.chat.len() == 2).await;
    }
    let [first, second, co_host, speaker, guest] = &all;
    for witness in [second, co_host] {
        assert_eq!((witness.seq, &witness.view), (first.seq, &first.view));
        assert_eq!(witness.events, first.events);
    }
    for witness in [speaker, guest] {
        assert_eq!(public(&witness.events), public(&first.events));
    }
    let turns = first.events.iter().filter(|event| matches!(event, Event::Locked { .. })).count();
    assert!(turns > 3, "the orders met: {turns} turns of the lock");

    // The end is what the last of each kind said, the same for whoever asks.
    let seen = ada.get(&format!("/api/spaces/{}", space.id)).await;
    let seen: SpaceView = seen.json().await.unwrap();
    for witness in &all {
        let view = &witness.view;
        assert_eq!((view.locked, view.chat_rule), (seen.locked, seen.chat_rule));
        assert_eq!((view.speaking, &view.stage), (seen.speaking, &seen.stage));
        let last = witness.events.iter().rev().find_map(|event| match event {
            Event::Locked { locked } => Some(*locked),
            _ => None,
        });
        assert_eq!(last, Some(view.locked));
        assert!(view.seat(voice).unwrap().muted, "each round ends with a mute");
    }
}
