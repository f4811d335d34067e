//! What a screen reader is told.

use super::*;

#[test]
fn a_screen_reader_is_told_finished_lines_once_and_together() {
    let mut seen = Seen::new();
    assert_eq!(seen.captions.poll_timeout(), None);
    seen.say(words(1, 1, "Good", false), 1_000);
    assert_eq!(seen.captions.poll_timeout(), None, "it may become another yet");
    seen.say(words(1, 2, "evening", true), 2_000);
    seen.say(words(2, 1, "Hello", true), 2_500);
    let (due, _) = seen.captions.poll_timeout().unwrap();
    assert_eq!(due, 2_000 + GATHER_MS);
    seen.captions.handle_timeout(at(due));
    let told: Vec<_> = seen.captions.batch().lines.iter().map(|line| line.said.text()).collect();
    assert_eq!(told, ["Good evening", "Hello"]);
    assert_eq!(seen.captions.poll_timeout(), None);
    seen.say(words(3, 1, "Hello", true), due + 10);
    let (next, _) = seen.captions.poll_timeout().unwrap();
    assert_eq!(next, due + BATCH_EVERY_MS);
    seen.captions.handle_timeout(at(next));
    assert_eq!((seen.captions.batch().number, seen.captions.batch().lines.len()), (2, 1));
}

#[test]
fn whoever_comes_sees_the_last_lines_at_once_and_is_not_read_them() {
    let mut before = Seen::new();
    before.says(1..=30);
    let mut captions = Captions::default();
    captions.refreshed(&before.view, at(0));
    assert_eq!(captions.scroll().count(), 30);
    assert_eq!(captions.poll_timeout(), None);
}

#[test]
fn a_pause_is_quiet_and_after_it_only_the_newest_are_read() {
    let mut seen = Seen::new();
    seen.captions.handle(Input::Pause, at(0));
    seen.says(1..=30);
    assert_eq!(seen.captions.poll_timeout(), None);
    seen.captions.handle_timeout(at(60_000));
    assert_eq!(seen.captions.batch().number, 0);
    seen.captions.handle(Input::Live, at(60_000));
    let (due, _) = seen.captions.poll_timeout().unwrap();
    seen.captions.handle_timeout(at(due));
    let told: Vec<_> = seen.captions.batch().lines.iter().map(|line| line.said.number).collect();
    assert_eq!(told, (23..=30).collect::<Vec<_>>());
}

#[test]
fn nobody_is_read_what_they_hear_unless_they_ask_for_it() {
    let mut seen = Seen::new();
    seen.says(1..=2);
    seen.captions.hears(true);
    assert_eq!(seen.captions.poll_timeout(), None, "what waited would be read over the voices");
    seen.says(3..=4);
    seen.captions.handle(Input::Pause, at(0));
    seen.captions.handle(Input::Live, at(0));
    assert_eq!(seen.captions.poll_timeout(), None);
    seen.captions.hears(false);
    assert_eq!(seen.captions.poll_timeout(), None, "what was heard is not told again");
    let read = |seen: &mut Seen| -> Vec<u32> {
        let (due, _) = seen.captions.poll_timeout().unwrap();
        seen.captions.handle_timeout(at(due));
        seen.captions.batch().lines.iter().map(|line| line.said.number).collect()
    };
    seen.says(5..=6);
    assert_eq!(read(&mut seen), [5, 6]);
    seen.captions.handle(Input::Aloud(true), at(0));
    seen.captions.hears(true);
    seen.says(7..=8);
    assert_eq!(read(&mut seen), [7, 8]);
    seen.says(9..=9);
    seen.captions.handle(Input::Aloud(false), at(0));
    assert_eq!(seen.captions.poll_timeout(), None);
    assert_eq!(seen.kept(), (1..=9).collect::<Vec<_>>(), "to be seen all the same");
}
