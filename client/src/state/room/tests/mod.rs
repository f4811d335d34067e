//! Laws of a room, and what they are told with.

mod beside;
mod captions;
mod seat;
mod sound;
mod ticket;
mod way;

use super::*;
use crate::state::{link::tests::snapshot, status::Status};
use causerie_shared::{
    command::Command,
    event::Event,
    id::{PersonId, VoiceId},
    role::Role,
    signal::{ClientFrame, ServerFrame},
};

fn at(ms: u64) -> Moment {
    Moment { ms, chance: 0.5 }
}

fn effects(room: &mut Room) -> Vec<Effect> {
    std::iter::from_fn(|| room.poll_output()).collect()
}

fn frame(frame: ServerFrame) -> Input {
    Input::Link(link::Input::Frame(Box::new(frame)))
}

/// A visitor who looks, with the warm connection made.
fn looking() -> Room {
    let mut room = Room::default();
    assert_eq!(room.status(0).code(), "connecting");
    room.handle(Input::Start, at(0));
    room.handle(Input::Link(link::Input::Opened), at(5));
    room.handle(frame(snapshot(1, 3)), at(10));
    room.handle(Input::Hearing(hearing::Input::Answered { session: "s".into() }), at(20));
    room.handle(Input::Hearing(hearing::Input::Connected), at(50));
    effects(&mut room);
    assert_eq!(room.status(50), Status::Idle);
    room
}

fn event(seq: u64, event: Event) -> Input {
    frame(ServerFrame::Event { seq, event })
}

fn host_with_microphone() -> Room {
    let mut room = looking();
    let me = Me {
        person: PersonId::from_bits(5),
        role: Role::Host,
        voice: VoiceId::new(1),
        hand: None,
        invited: false,
        vote: None,
        welcome: false,
    };
    room.handle(frame(ServerFrame::Me { me }), at(60));
    room.handle(Input::Speaking(speaking::Input::Choose), at(70));
    room.handle(Input::Speaking(speaking::Input::MicOpened), at(80));
    effects(&mut room);
    room
}

fn on_air() -> Room {
    let mut room = host_with_microphone();
    room.handle(Input::GoLive, at(90));
    room.handle(Input::Speaking(speaking::Input::Connected), at(120));
    effects(&mut room);
    room
}

fn me(role: Role) -> Me {
    let voice = if role.on_stage() { VoiceId::new(1) } else { None };
    let person = PersonId::from_bits(5);
    Me { person, role, voice, hand: None, invited: false, vote: None, welcome: false }
}

fn told(room: &mut Room, me: Me, ms: u64) {
    room.handle(frame(ServerFrame::Me { me }), at(ms));
}

fn sent(effects: &[Effect], wanted: &Command) -> bool {
    effects.iter().any(|effect| {
        matches!(effect, Effect::Send(ClientFrame::Do { command, .. }) if command == wanted)
    })
}
