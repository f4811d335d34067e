//! Lines, readers who stop, and screen readers.

mod aloud;
mod back;

use super::{drawn::DRAWN_LEAST, *};
use crate::state::link::tests::view;
use causerie_shared::{
    caption::{CaptionState, Speaker, Words},
    event::Event,
    id::{PersonId, VoiceId},
    view::Lifecycle,
};
use proptest::prelude::*;

const fn at(ms: u64) -> Moment {
    Moment { ms, chance: 0.5 }
}

fn words(number: u32, revision: u32, stable: &str, is_final: bool) -> Words {
    Words {
        number,
        voice: VoiceId::new(number % 3 + 1).unwrap(),
        by: (revision == 1)
            .then(|| Speaker { person: PersonId::from_bits(1), name: "Ada".parse().unwrap() }),
        revision,
        from_ms: 0,
        to_ms: 1,
        heard: None,
        stable: stable.to_owned(),
        tentative: if is_final { String::new() } else { "perhaps".to_owned() },
        is_final,
    }
}

/// The relay's view, and the reader's lines beside it.
struct Seen {
    view: SpaceView,
    captions: Captions,
}

impl Seen {
    fn new() -> Self {
        let (view, mut captions) = (view(), Captions::default());
        captions.refreshed(&view, at(0));
        Self { view, captions }
    }

    fn say(&mut self, words: Words, ms: u64) {
        let number = words.number;
        self.view.apply(&Event::Said { words });
        self.captions.said(number, &self.view, at(ms));
    }

    fn says(&mut self, numbers: std::ops::RangeInclusive<u32>) {
        numbers.for_each(|number| self.say(words(number, 1, "Hello", true), 0));
    }

    fn numbers(&self) -> Vec<u32> {
        self.captions.scroll().map(|line| line.said.number).collect()
    }

    /// All of them, whatever is drawn.
    fn kept(&self) -> Vec<u32> {
        self.captions.lines.iter().map(|line| line.said.number).collect()
    }
}

#[test]
fn lines_that_the_relay_lets_go_can_be_scrolled_back_to() {
    let mut seen = Seen::new();
    seen.says(1..=100);
    assert_eq!(seen.view.captions.len(), Segment::MOST);
    assert_eq!(seen.kept(), (1..=100).collect::<Vec<_>>());
    assert_eq!(seen.numbers().len(), DRAWN_LEAST);
    assert!(seen.captions.has_earlier());
    seen.captions.handle(Input::Earlier, at(0));
    assert_eq!(seen.numbers(), seen.kept());
    seen.says(101..=2_500);
    assert_eq!(seen.kept().len(), LINES_MOST);
    assert_eq!(seen.kept().last(), Some(&2_500));
}

#[test]
fn nothing_moves_under_a_reader_who_stopped() {
    for stop in [Input::Pause, Input::Stand { at_end: false }] {
        let mut seen = Seen::new();
        seen.says(1..=3);
        seen.say(words(4, 1, "So", false), 0);
        seen.captions.handle(stop, at(1));
        let before: Vec<Rc<Line>> = seen.captions.scroll().cloned().collect();
        seen.say(words(4, 2, "far", true), 2);
        seen.says(5..=6);
        assert!(seen.captions.scroll().eq(before.iter()));
        assert_eq!(seen.captions.unread(), 2);
        seen.captions.handle(Input::Live, at(3));
        assert_eq!(seen.captions.unread(), 0);
        assert_eq!(seen.numbers(), (1..=6).collect::<Vec<_>>());
    }
}

#[test]
fn scrolling_back_to_the_end_follows_again_and_a_pause_does_not_end_by_it() {
    let mut seen = Seen::new();
    seen.says(1..=3);
    seen.captions.handle(Input::Stand { at_end: false }, at(0));
    seen.captions.handle(Input::Stand { at_end: true }, at(0));
    assert!(!seen.captions.is_held());
    seen.captions.handle(Input::Pause, at(0));
    seen.captions.handle(Input::Stand { at_end: false }, at(0));
    seen.captions.handle(Input::Stand { at_end: true }, at(0));
    assert!(seen.captions.is_paused());
    seen.captions.handle(Input::Live, at(0));
    assert!(!seen.captions.is_held());
}

#[test]
fn what_was_taken_out_or_put_right_is_so_for_whoever_stopped_too() {
    let mut seen = Seen::new();
    seen.says(1..=90);
    seen.captions.handle(Input::Pause, at(0));
    seen.captions.unsaid(89);
    seen.captions.reworded(88, &"Hullo".parse().unwrap());
    assert!(!seen.numbers().contains(&89) && !seen.kept().contains(&89));
    let put_right = seen.captions.scroll().find(|line| line.said.number == 88).unwrap();
    assert_eq!(put_right.said.stable, "Hullo");
    // The relay's own view has long let go of this one.
    seen.captions.reworded(2, &"Hey".parse().unwrap());
    assert_eq!(seen.captions.lines[1].said.stable, "Hey");
}

#[test]
fn those_who_talk_at_once_have_a_roll_each() {
    let mut seen = Seen::new();
    // Three voices in turn, and the last of them twice.
    seen.says(1..=9);
    seen.say(Words { voice: VoiceId::new(1).unwrap(), ..words(10, 1, "Hello", true) }, 0);
    let rolled = |seen: &Seen| -> Vec<(bool, Vec<u32>)> {
        let roll = |roll: &Roll<'_>| {
            (roll.is_before, roll.lines.iter().map(|line| line.said.number).collect())
        };
        seen.captions.rolls().iter().map(roll).collect()
    };
    assert_eq!(rolled(&seen), [(true, vec![8]), (false, vec![9, 10])]);
    seen.say(words(11, 1, "I", false), 0);
    assert_eq!(rolled(&seen), [(true, vec![9, 10]), (false, vec![11])]);
    seen.say(words(12, 1, "No, I", false), 0);
    assert_eq!(rolled(&seen), [(false, vec![11]), (false, vec![12])]);
    assert_eq!(seen.captions.blocks().len(), 2);
    seen.say(words(11, 2, "see", true), 0);
    assert_eq!(rolled(&seen), [(true, vec![11]), (false, vec![12])]);
    seen.say(words(12, 2, "do", true), 0);
    assert_eq!(seen.captions.blocks()[0].lines[0].said.number, 12, "what was said last stays");
    assert_eq!(Captions::default().rolls(), []);
}

#[test]
fn a_line_has_the_hue_of_whoever_said_it_on_stage_or_not() {
    let mut seen = Seen::new();
    seen.say(words(1, 1, "So long", true), 0);
    assert_eq!(seen.captions.lines[0].hue, Face::of(PersonId::from_bits(1)).hue);
}

#[test]
fn how_captions_are_doing_is_said_for_every_state() {
    let mut table = String::new();
    for wanted in [true, false] {
        for state in CaptionState::ALL {
            let captioning = Captioning { state, wanted, ..Captioning::default() };
            let live = SpaceView { captioning, ..view() };
            let since = live.lifecycle.since();
            let early = SpaceView { lifecycle: Lifecycle::Backstage { since }, ..live.clone() };
            let [live, early] = [live, early].map(|view| Standing::of(Some(&view)));
            table.push_str(&format!("{wanted} {state:?}: {live:?}, {early:?}\n"));
        }
    }
    let expected = "\
true Unavailable: Unavailable, Unavailable
true OtherLanguage: OtherLanguage, OtherLanguage
true Starting: Starting, Soon
true Prompt: Prompt, Soon
true Delayed: Delayed, Soon
false Unavailable: TurnedOff, TurnedOff
false OtherLanguage: TurnedOff, TurnedOff
false Starting: TurnedOff, TurnedOff
false Prompt: TurnedOff, TurnedOff
false Delayed: TurnedOff, TurnedOff
";
    assert_eq!(table, expected);
    assert_eq!(Standing::of(None), Standing::Waiting);
}

#[test]
fn being_captioned_more_than_before_is_noticed() {
    let of = |wanted, kept| Captioning { state: CaptionState::Prompt, wanted, kept, days: 30 };
    let mut captions = Captions { was: of(false, false), ..Captions::default() };
    assert!(captions.is_more_than_before(of(true, false)));
    assert!(!captions.is_more_than_before(of(true, false)));
    assert!(captions.is_more_than_before(of(true, true)));
    assert!(!captions.is_more_than_before(of(true, false)), "less is no alarm");
    assert!(!captions.is_more_than_before(of(false, true)));
}

proptest! {
    #[test]
    fn lines_stand_in_order_once_each(
        said in prop::collection::vec(any::<(bool, bool)>(), 0..200), back in 0usize..200,
    ) {
        let mut seen = Seen::new();
        for ((at, (is_final, is_later)), number) in said.iter().enumerate().zip(1..) {
            seen.say(words(number, 1, "hm", *is_final), 0);
            if *is_later && number > 3 {
                seen.say(words(number - 3, 2, "hm", true), 0);
            }
            if at == back {
                let view = seen.view.clone();
                seen.captions.refreshed(&view, Moment { ms: 0, chance: 0.0 });
            }
        }
        let kept = seen.kept();
        prop_assert!(kept.is_sorted_by(|one, next| one < next), "{:?}", kept);
        let finals = seen.captions.untold.iter().map(|line| line.said.number);
        let mut finals: Vec<_> = finals.collect();
        let all = finals.len();
        finals.sort_unstable();
        finals.dedup();
        prop_assert_eq!(finals.len(), all, "told once");
    }
}
