//! Coming back to lines that went on meanwhile.

use super::*;

#[test]
fn coming_back_doubles_nothing_and_loses_nothing() {
    let mut seen = Seen::new();
    seen.says(1..=60);
    let mut later = Seen::new();
    later.says(1..=75);
    seen.captions.refreshed(&later.view, at(9));
    assert_eq!(seen.kept(), (1..=75).collect::<Vec<_>>());
    seen.captions.refreshed(&later.view, at(10));
    assert_eq!(seen.kept(), (1..=75).collect::<Vec<_>>());
}

#[test]
fn what_was_taken_out_while_one_was_away_is_gone() {
    let mut seen = Seen::new();
    seen.says(1..=20);
    seen.captions.handle(Input::Pause, at(0));
    let mut now = seen.view.clone();
    now.apply(&Event::Unsaid { segment: 3 });
    now.apply(&Event::Unsaid { segment: 20 });
    seen.captions.refreshed(&now, at(1));
    let left: Vec<u32> = (1..20).filter(|number| *number != 3).collect();
    assert_eq!(seen.kept(), left);
    assert_eq!(seen.numbers(), left, "for whoever stopped, too");
    seen.captions.refreshed(&view(), at(2));
    assert!(seen.captions.is_empty(), "a space that holds no words has none");
}

#[test]
fn a_line_whose_end_was_missed_ends_with_what_is_sure() {
    let mut seen = Seen::new();
    seen.say(words(1, 1, "So", false), 0);
    let mut later = Seen::new();
    later.says(2..=60);
    seen.captions.refreshed(&later.view, at(5));
    let line = &seen.captions.lines[0].said;
    assert!(line.is_final && line.tentative.is_empty() && line.stable == "So");
}

/// As a host takes them out while everybody looks.
fn take_out(seen: &mut Seen, numbers: impl IntoIterator<Item = u32>) {
    for segment in numbers {
        seen.view.apply(&Event::Unsaid { segment });
        seen.captions.unsaid(segment);
    }
}

/// What the relay did while nobody looked from here.
fn meanwhile(seen: &Seen, said: impl IntoIterator<Item = u32>, out: &[u32]) -> SpaceView {
    let mut now = seen.view.clone();
    for number in said {
        now.apply(&Event::Said { words: words(number, 1, "Hello", true) });
    }
    for segment in out {
        now.apply(&Event::Unsaid { segment: *segment });
    }
    now
}

#[test]
fn another_class_keeps_the_lines_from_before_those_that_the_relay_holds() {
    let mut seen = Seen::new();
    seen.says(1..=100);
    take_out(&mut seen, [80]);
    assert_eq!(seen.view.captions.len(), 39);
    let before = seen.kept();
    let view = seen.view.clone();
    seen.captions.refreshed(&view, at(1));
    assert_eq!(seen.kept(), before);
    take_out(&mut seen, 61..=100);
    assert!(seen.view.captions.is_empty());
    let view = seen.view.clone();
    seen.captions.refreshed(&view, at(2));
    assert_eq!(seen.kept(), (1..=60).collect::<Vec<_>>());
}

#[test]
fn what_was_taken_out_of_many_lines_while_one_was_away_is_gone() {
    let mut seen = Seen::new();
    seen.says(1..=100);
    // The first ones that the relay held, one between, and then the last.
    let now = meanwhile(&seen, 101..=103, &[64, 65, 80]);
    seen.captions.refreshed(&now, at(1));
    seen.view = now;
    let left = |gone: &[u32]| (1..=103).filter(|it| !gone.contains(it)).collect::<Vec<u32>>();
    assert_eq!(seen.kept(), left(&[64, 65, 80]));
    let now = meanwhile(&seen, [], &[103]);
    seen.captions.refreshed(&now, at(2));
    assert_eq!(seen.kept(), left(&[64, 65, 80, 103]));
    let none = meanwhile(&seen, [], &(61..=103).collect::<Vec<_>>());
    seen.captions.refreshed(&none, at(3));
    assert_eq!(seen.kept(), (1..=63).collect::<Vec<_>>(), "what the relay had let go before");
}

#[test]
fn lines_that_more_talk_pushed_out_while_one_was_away_stay() {
    let mut seen = Seen::new();
    seen.says(1..=50);
    let now = meanwhile(&seen, 51..=80, &[70]);
    assert_eq!(now.captions.first().map(|said| said.number), Some(41));
    seen.captions.refreshed(&now, at(1));
    assert_eq!(seen.kept(), (1..=80).filter(|number| *number != 70).collect::<Vec<_>>());
}

#[test]
fn a_relay_that_restarted_counts_on_from_what_it_saved() {
    let mut seen = Seen::new();
    seen.says(1..=100);
    let saved = seen.view.clone();
    seen.says(101..=102);
    seen.captions.began_anew();
    seen.captions.refreshed(&saved, at(1));
    assert_eq!(seen.kept(), (1..=100).collect::<Vec<_>>(), "others come under these numbers");
    let none = SpaceView { captions: Vec::new(), ..saved };
    seen.captions.began_anew();
    seen.captions.refreshed(&none, at(2));
    assert!(seen.captions.is_empty(), "it counts from 1 again");
}
