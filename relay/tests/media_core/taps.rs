//! The voice tap: who is heard there, and who is not.

use crate::world::{World, space, ssrcs, voice};
use causerie_relay::media::core::{Input, tap::Tapped};

impl World {
    fn tap(&mut self, number: u32, tapped: bool) {
        self.tell(Input::SetTapped { space: space(1), voice: voice(number), tapped });
    }

    fn tapped_of(&self, number: u32) -> Vec<&Tapped> {
        self.passed.1.iter().filter(|tapped| tapped.voice == voice(number)).collect()
    }
}

#[test]
fn every_tapped_voice_comes_whole_and_in_order_heard_or_not() {
    let mut world = World::new();
    let four: Vec<_> = (1..=4).map(|number| world.publisher(number)).collect();
    let listener = world.listener();
    for number in 1..=4 {
        world.tap(number, true);
    }
    world.talk(&four, 50);
    for number in 1..=4 {
        let tapped = world.tapped_of(number);
        assert_eq!(tapped.len(), 50);
        let steps = tapped.windows(2).map(|pair| pair[1].timestamp - pair[0].timestamp);
        assert!(steps.into_iter().all(|step| step == 960));
    }
    // Three slots, four voices: one of them is heard nowhere, and says so.
    assert!(world.tapped_of(1).iter().all(|tapped| tapped.heard.is_some()));
    assert!(world.tapped_of(4).iter().all(|tapped| tapped.heard.is_none()));
    // The moment is the one that listeners have.
    let last = world.tapped_of(1)[49].heard.unwrap();
    let packets = world.heard(listener, ssrcs(space(1))[usize::from(last.slot)]);
    assert_eq!(packets.last().unwrap().timestamp, last.timestamp);
}

#[test]
fn nobody_is_tapped_who_is_muted_or_did_not_say_yes() {
    let mut world = World::new();
    let two = [world.publisher(1), world.publisher(2)];
    world.tap(1, true);
    world.talk(&two, 10);
    assert_eq!((world.tapped_of(1).len(), world.tapped_of(2).len()), (10, 0));
    world.tell(Input::SetMuted { space: space(1), voice: voice(1), muted: true });
    world.talk(&two, 10);
    assert_eq!(world.tapped_of(1).len(), 10);
    world.tell(Input::SetMuted { space: space(1), voice: voice(1), muted: false });
    world.tap(1, false);
    world.talk(&two, 10);
    assert_eq!(world.tapped_of(1).len(), 10);
}

#[test]
fn a_new_microphone_of_a_tapped_voice_is_tapped() {
    let mut world = World::new();
    world.tap(1, true);
    let first = world.publisher(1);
    world.talk(&[first], 5);
    let second = world.publisher(1);
    world.talk(&[second], 5);
    assert_eq!(world.tapped_of(1).len(), 10);
}
