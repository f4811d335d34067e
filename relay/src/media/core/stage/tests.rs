//! Laws of a stage: who is heard, where a frame stands, what comes back of what was lost.

use super::*;

struct Play {
    stage: Stage,
    now: Instant,
    next: u64,
}

impl Play {
    fn new(voices: u32) -> Self {
        let now = Instant::now();
        let mut stage = Stage::new([1, 2, 3, 4], 77);
        for number in 1..=voices {
            stage.add(VoiceId::new(number).unwrap(), false, false, now);
        }
        Self { stage, now, next: 0 }
    }

    fn say(&mut self, voice: u32, level: u8) -> Vec<(u8, u32, u64, u32)> {
        let payload = [0x78; 60];
        let mut frames = Vec::new();
        let arrival = Arrival {
            index: self.next,
            timestamp: self.next as u32 * 960,
            level: Some(level),
            payload: Payload::Opus(&payload),
            restarted: false,
            refills: 2,
        };
        let _ = self.stage.hear(
            VoiceId::new(voice).unwrap(),
            arrival,
            self.now,
            |frame: &SlotFrame| {
                frames.push((frame.slot, frame.csrc, frame.index, frame.timestamp));
            },
        );
        frames
    }

    fn tick(&mut self) -> Vec<(u8, u64)> {
        self.now += FRAME;
        self.next += 1;
        let mut tails = Vec::new();
        self.stage.handle_timeout(self.now, |frame| tails.push((frame.slot, frame.index)));
        tails
    }
}

#[test]
fn a_muted_voice_is_not_forwarded_from_the_next_packet_on() {
    let mut play = Play::new(1);
    assert_eq!(play.say(1, 30).len(), 2);
    play.stage.set_muted(VoiceId::new(1).unwrap(), true, play.now);
    play.tick();
    assert!(play.say(1, 30).is_empty());
    play.stage.set_muted(VoiceId::new(1).unwrap(), false, play.now);
    play.tick();
    assert_eq!(play.say(1, 30).len(), 2);
}

#[test]
fn a_voice_that_leaves_ends_in_three_frames_of_silence() {
    let mut play = Play::new(1);
    play.say(1, 30);
    play.stage.remove(VoiceId::new(1).unwrap(), play.now);
    let tails: Vec<_> = (0..10).flat_map(|_| play.tick()).filter(|(slot, _)| *slot == 0).collect();
    assert_eq!(tails, [(0, 2), (0, 3), (0, 4)]);
}

#[test]
fn a_voice_cut_off_in_mid_word_ends_in_silence_too() {
    let mut play = Play::new(1);
    play.say(1, 30);
    let tails: Vec<_> = (0..20).flat_map(|_| play.tick()).filter(|(slot, _)| *slot == 0).collect();
    assert_eq!(tails.len(), 3);
    // What it lost meanwhile stays visible behind the silence.
    assert!(play.say(1, 30).first().is_some_and(|frame| frame.2 > 4));
}

/// RED of the frame `number` and of the one before: each says its number, 60 times.
fn red(number: u8) -> Vec<u8> {
    let mut payload = vec![0x80 | 111, 0x0f, 0, 60, 111];
    payload.extend([number.wrapping_sub(1); 60]);
    payload.extend([number; 60]);
    payload
}

/// Sends these frames of a talker that starts at 0; gives the first byte and the index of what
/// slot 0 carries, without redundancy.
fn carried(stage: &mut Stage, sent: impl IntoIterator<Item = u8>) -> Vec<(u8, u64)> {
    let now = Instant::now();
    let mut carried = Vec::new();
    for number in sent {
        let payload = red(number);
        let arrival = Arrival {
            index: u64::from(number),
            timestamp: u32::from(number) * 960,
            level: Some(30),
            payload: Payload::Red(&payload),
            restarted: false,
            refills: 2,
        };
        let now = now + FRAME * u32::from(number);
        let _ = stage.hear(VoiceId::new(1).unwrap(), arrival, now, |frame: &SlotFrame| {
            if frame.slot == 0 {
                carried.push((frame.primary()[0], frame.index));
            }
        });
    }
    carried
}

fn stage_of_one() -> Stage {
    let mut stage = Stage::new([1, 2, 3, 4], 77);
    stage.add(VoiceId::new(1).unwrap(), false, false, Instant::now());
    stage
}

#[test]
fn a_lost_frame_that_the_next_packet_holds_is_heard_in_its_place() {
    let carried = carried(&mut stage_of_one(), [1, 2, 4, 5, 8, 9]);
    // 3 came back with 4 and 7 with 8; 6 is lost, and its place stays empty.
    assert_eq!(carried, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (7, 7), (8, 8), (9, 9)]);
}

#[test]
fn an_overtaken_packet_is_heard_once() {
    let carried = carried(&mut stage_of_one(), [1, 3, 2, 4]);
    assert_eq!(carried, [(1, 1), (2, 2), (3, 3), (4, 4)]);
}

#[test]
fn what_was_said_while_muted_is_not_brought_back() {
    let mut stage = stage_of_one();
    let voice = VoiceId::new(1).unwrap();
    carried(&mut stage, [1, 2]);
    stage.set_muted(voice, true, Instant::now());
    assert_eq!(carried(&mut stage, [3, 4]), []);
    stage.set_muted(voice, false, Instant::now());
    // 5 was said while muted, for all that is known here.
    let heard: Vec<u8> = carried(&mut stage, [6]).iter().map(|frame| frame.0).collect();
    assert_eq!(heard, [6]);
}

#[test]
fn one_packet_brings_back_two_frames_at_most() {
    let mut stage = stage_of_one();
    carried(&mut stage, [1]);
    let mut payload = Vec::new();
    for back in (1..=9u32).rev() {
        let age = (back * 960) << 2;
        payload.extend([0x80 | 111, (age >> 8) as u8, age as u8, 60]);
    }
    payload.push(111);
    payload.extend([7; 600]);
    let arrival = Arrival {
        index: 30,
        timestamp: 30 * 960,
        level: Some(30),
        payload: Payload::Red(&payload),
        restarted: false,
        refills: 9,
    };
    let mut frames = 0;
    let now = Instant::now() + FRAME * 30;
    let count = |frame: &SlotFrame| frames += u32::from(frame.slot == 0);
    let _ = stage.hear(VoiceId::new(1).unwrap(), arrival, now, count);
    assert_eq!(frames, 1 + RECOVERED_MOST as u32);
}

#[test]
fn a_late_packet_never_goes_back() {
    let mut play = Play::new(1);
    play.tick();
    play.tick();
    play.say(1, 30);
    play.next -= 1;
    assert!(play.say(1, 30).is_empty());
}

#[test]
fn a_reconnected_publisher_starts_with_its_own_numbers() {
    let mut play = Play::new(1);
    play.next = 5000;
    play.say(1, 30);
    play.next = 0;
    play.tick();
    play.stage.add(VoiceId::new(1).unwrap(), false, false, play.now);
    assert_eq!(play.say(1, 30).len(), 2);
}
