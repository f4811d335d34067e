//! Captions, rule by rule.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{START, person, rules::Scene, who};
use crate::space::{
    About, Amendment, Expulsion, Input, Output, Recogniser, Space, Utterance, output::Effect,
};
use causerie_shared::{
    caption::CaptionState,
    command::Command,
    event::{Class, Event},
    fault::Fault,
    id::{SpaceId, VoiceId},
    text::TextFault,
    transcript::Said,
    view::SpaceView,
};

const HOST: u32 = 1;

fn voice(number: u32) -> VoiceId {
    VoiceId::new(number).unwrap()
}

fn ready(life: u32) -> Input {
    let languages = Some([("en".parse().unwrap())].into());
    Input::Recogniser(Recogniser { state: CaptionState::Prompt, life, languages, days: 30 })
}

/// A space on air whose relay has a recogniser.
fn captioned() -> Scene {
    let mut scene = Scene::with_host();
    scene.input(ready(1));
    scene
}

fn says(stable: &str, tentative: &str) -> Utterance {
    Utterance {
        life: 1,
        number: 1,
        voice: voice(HOST),
        from: START.plus_ms(1000),
        to: START.plus_ms(2000),
        heard: None,
        stable: stable.to_owned(),
        tentative: tentative.to_owned(),
        is_final: false,
    }
}

fn ends(said: Utterance) -> Input {
    Input::Said(Utterance { is_final: true, ..said })
}

fn kept(said: &[Output]) -> Vec<&Said> {
    let kept = said.iter().filter_map(|output| match output {
        Output::Keep(words) => Some(words),
        _ => None,
    });
    kept.collect()
}

fn taps(said: &[Output]) -> Vec<(u32, bool)> {
    let taps = said.iter().filter_map(|output| match output {
        Output::Media(Effect::SetTapped { voice, tapped }) => Some((voice.csrc(), *tapped)),
        _ => None,
    });
    taps.collect()
}

fn shown(scene: &Scene) -> Vec<String> {
    scene.space.view().captions.iter().map(|said| said.text()).collect()
}

#[test]
fn words_become_a_segment_and_the_finished_segment_is_kept_once() {
    let mut scene = captioned();
    scene.input(Input::Said(says("", "Good")));
    scene.input(Input::Said(says("Good", "evening")));
    assert_eq!(shown(&scene), ["Good evening"]);
    let said = scene.input(ends(says("evening, everyone.", "")));
    assert_eq!(shown(&scene), ["Good evening, everyone."]);
    let words = kept(&said);
    assert_eq!(words.len(), 1);
    assert_eq!(words[0].text.as_str(), "Good evening, everyone.");
    assert_eq!((words[0].number, words[0].person), (1, person(0)));
    assert_eq!((words[0].from_ms, words[0].to_ms), (1000, 2000));
    // What comes late of the same begins nothing that was said already.
    let again = scene.input(Input::Said(Utterance { life: 0, ..says("Good", "") }));
    assert!(again.is_empty());
}

#[test]
fn whoever_is_outside_learns_that_there_are_captions_and_not_one_word() {
    let mut scene = captioned();
    scene.input(Input::Said(says("A secret", "")));
    let (_, public) = scene.space.snapshot(Class::Public);
    assert!(public.captions.is_empty() && public.captioning.is_on());
    let (_, holder) = scene.space.snapshot(Class::Holder);
    assert_eq!(holder.captions.len(), 1);
}

#[test]
fn a_voice_that_declined_is_not_even_decoded() {
    let mut scene = captioned();
    scene.arrives(1);
    // Before there is a seat.
    scene.asks(1, Command::SetCaptioned { captioned: false }).unwrap();
    let speaker = scene.brought_on_stage(1);
    assert!(scene.space.view().seat(speaker).unwrap().uncaptioned);
    assert_eq!(scene.space.captions.tapped().collect::<Vec<_>>(), [voice(HOST)]);
    let said = Utterance { voice: speaker, number: 2, ..says("I said no", "") };
    assert!(scene.input(Input::Said(said)).is_empty());
    // In the middle of a sentence.
    scene.input(Input::Said(says("I change", "my")));
    scene.asks(0, Command::SetCaptioned { captioned: false }).unwrap();
    assert_eq!(scene.space.captions.tapped().count(), 0);
    assert!(scene.input(Input::Said(says("mind", ""))).is_empty());
    assert_eq!(shown(&scene), ["I change my"]);
    scene.asks(0, Command::SetCaptioned { captioned: true }).unwrap();
    // What comes late of the stretch that ended is not said again.
    assert!(scene.input(ends(says("mind", ""))).is_empty());
    assert_eq!(scene.space.captions.tapped().collect::<Vec<_>>(), [voice(HOST)]);
}

#[test]
fn nobody_is_decoded_before_the_doors_open() {
    let about = About { backstage: true, ..About::titled("Later".parse().unwrap()) };
    let space = Space::found(SpaceId::from_bits(7), about, &who(0), 1, START);
    let mut scene = Scene::of(space);
    assert_eq!(taps(&scene.input(ready(1))), []);
    let said = scene.input(Input::Said(says("Is this on", "")));
    assert!(said.is_empty());
    scene.asks(0, Command::GoLive).unwrap();
    assert_eq!(scene.space.captions.tapped().count(), 1);
}

#[test]
fn nobody_is_decoded_for_nobody() {
    let about = About { keeps_words: false, ..About::titled("Demo".parse().unwrap()) };
    let space = Space::found(SpaceId::from_bits(7), about, &who(0), 1, START);
    let mut scene = Scene::empty(space);
    assert_eq!(taps(&scene.input(ready(1))), []);
    assert_eq!(taps(&scene.arrives(0)), [(HOST, true)]);
    assert_eq!(taps(&scene.leaves(0)), [(HOST, false)]);
}

#[test]
fn a_recogniser_that_breaks_ends_what_it_began_and_the_next_goes_on() {
    let mut scene = captioned();
    scene.input(Input::Said(says("Good evening", "every")));
    let starting = Recogniser { state: CaptionState::Starting, life: 2, ..Recogniser::default() };
    let said = scene.input(Input::Recogniser(starting));
    assert_eq!(kept(&said).len(), 1);
    assert_eq!(kept(&said)[0].text.as_str(), "Good evening every");
    // A late word of the former one begins nothing.
    assert!(scene.input(ends(says("everyone", ""))).is_empty());
    scene.input(ready(2));
    let said = scene.input(ends(Utterance { life: 2, ..says("Where was I?", "") }));
    assert_eq!(kept(&said)[0].number, 2);
    assert_eq!(shown(&scene), ["Good evening every", "Where was I?"]);
}

#[test]
fn the_end_of_a_space_ends_what_is_being_said_and_keeps_it() {
    let mut scene = captioned();
    scene.input(Input::Said(says("Good", "night")));
    let said = scene.input(Input::Do { line: crate::space::Line(0), id: 1, command: Command::End });
    assert_eq!(kept(&said)[0].text.as_str(), "Good night");
    assert!(scene.input(Input::Said(says("again", ""))).is_empty());
}

#[test]
fn what_the_host_does_not_keep_is_shown_all_the_same() {
    let mut scene = captioned();
    scene.asks(0, Command::SetCaptioning { wanted: true, kept: false }).unwrap();
    let said = scene.input(ends(says("Between us", "")));
    assert!(kept(&said).is_empty());
    assert_eq!(shown(&scene), ["Between us"]);
    // What began as not kept is not kept when the host changes their mind.
    scene.input(Input::Said(Utterance { number: 2, ..says("Still", "") }));
    scene.asks(0, Command::SetCaptioning { wanted: true, kept: true }).unwrap();
    let said = scene.input(ends(Utterance { number: 2, ..says("between us", "") }));
    assert!(kept(&said).is_empty());
    scene.asks(0, Command::SetCaptioning { wanted: true, kept: false }).unwrap();
    scene.asks(0, Command::SetCaptioning { wanted: false, kept: false }).unwrap();
    assert_eq!(scene.space.captions.tapped().count(), 0);
    scene.arrives(1);
    let asked = scene.asks(1, Command::SetCaptioning { wanted: true, kept: true });
    assert_eq!(asked, Err(Fault::NotAllowed));
}

#[test]
fn another_language_is_said_and_not_guessed_at() {
    let about = About { language: "fr".parse().ok(), ..About::titled("Causerie".parse().unwrap()) };
    let space = Space::found(SpaceId::from_bits(7), about, &who(0), 1, START);
    let mut scene = Scene::of(space);
    assert_eq!(taps(&scene.input(ready(1))), []);
    assert_eq!(scene.space.view().captioning.state, CaptionState::OtherLanguage);
}

#[test]
fn what_was_shown_and_turned_out_to_be_nothing_is_taken_back() {
    let mut scene = captioned();
    scene.input(Input::Said(says("", "Mm.")));
    let said = scene.input(ends(says("", "")));
    assert!(kept(&said).is_empty());
    assert!(shown(&scene).is_empty());
}

#[test]
fn words_of_any_engine_are_cleaned_and_bounded() {
    let mut scene = captioned();
    scene.input(ends(says("Good\u{202e} \u{7}evening\n\nall", "")));
    assert_eq!(shown(&scene), ["Good evening all"]);
    scene.input(Input::Said(Utterance { number: 2, ..says("", "") }));
    for _ in 0..50 {
        let more = Utterance { number: 2, ..says(&"word ".repeat(900), &"x".repeat(5000)) };
        scene.input(Input::Said(more));
    }
    scene.input(ends(Utterance { number: 2, ..says("", "") }));
    assert!(shown(&scene)[1].len() <= 1000, "{}", shown(&scene)[1].len());
}

#[test]
fn spellings_are_those_of_the_host_and_the_names_on_stage() {
    let mut scene = captioned();
    let terms = |terms: &[&str]| Command::SetTerms {
        terms: terms.iter().map(|term| (*term).to_owned()).collect(),
    };
    let said = scene.input(Input::Do {
        line: crate::space::Line(0),
        id: 1,
        command: terms(&["Causerie", "  ", "Causerie", "Mariam"]),
    });
    let spelt = said.iter().find_map(|output| match output {
        Output::Spelling { terms } => Some(terms.clone()),
        _ => None,
    });
    assert_eq!(spelt.unwrap(), ["Causerie", "Mariam", "Person 0"]);
    let said = scene.input(ready(2));
    let again = said.iter().any(|output| matches!(output, Output::Spelling { .. }));
    assert!(again, "the next recogniser is told too");
    let (_, holder) = scene.space.snapshot(Class::Holder);
    assert!(holder.terms.is_empty());
    let long = "x".repeat(61);
    let text = TextFault::TooLong { most: 60, got: 61 };
    assert_eq!(scene.asks(0, terms(&[&long])), Err(Fault::BadLine { text }));
    let many: Vec<_> = (0..=SpaceView::TERMS_MOST).map(|at| at.to_string()).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    let most = SpaceView::TERMS_MOST;
    assert_eq!(scene.asks(0, terms(&many)), Err(Fault::TooManyTerms { most }));
}

#[test]
fn a_line_that_is_put_right_or_taken_out_is_so_for_everybody_and_after_a_restart() {
    let mut scene = captioned();
    scene.input(ends(says("Good mourning", "")));
    scene.input(ends(Utterance { number: 2, ..says("Never mind", "") }));
    let text = "Good morning".parse().unwrap();
    scene.input(Input::Amend(Amendment::Reworded { segment: 1, text }));
    scene.input(Input::Amend(Amendment::Unsaid { segment: 2 }));
    assert_eq!(shown(&scene), ["Good morning"]);
    assert!(scene.input(Input::Amend(Amendment::Unsaid { segment: 9 })).is_empty());
    let mut next = Scene::of(scene.after_a_stop());
    assert_eq!(shown(&next), ["Good morning"]);
    next.space.number_captions_after(7);
    next.input(ready(1));
    next.input(ends(says("On we go", "")));
    assert!(next.space.view().captions.last().unwrap().number > 7);
}

#[test]
fn whoever_deletes_their_account_takes_their_words_along() {
    let mut scene = captioned();
    let speaker = scene.brought_on_stage(1);
    scene.input(ends(says("Welcome", "")));
    scene.input(ends(Utterance { voice: speaker, number: 2, ..says("Hello", "") }));
    scene.input(Input::Said(Utterance { voice: speaker, number: 3, ..says("And", "") }));
    // Also when they left the stage before.
    scene.asks(1, Command::StepDown).unwrap();
    let said = scene.input(Input::Expel { person: person(1), why: Expulsion::Deleted });
    assert!(kept(&said).is_empty());
    assert_eq!(shown(&scene), ["Welcome"]);
}

#[test]
fn whoever_comes_late_has_the_last_lines_at_once() {
    let mut scene = captioned();
    for number in 0..60 {
        scene.input(ends(Utterance { number, ..says("Again", "") }));
    }
    let said = scene.arrives(1);
    let found = said.iter().find_map(|output| match output {
        Output::Snapshot { view, .. } => Some(view.captions.len()),
        _ => None,
    });
    assert_eq!(found, Some(40));
    let heard = said.iter().any(|output| {
        matches!(output, Output::Event { event, .. } if matches!(**event, Event::Said { .. }))
    });
    assert!(!heard);
}

#[test]
fn whoever_declined_is_believed_after_a_restart_and_on_another_seat() {
    let mut scene = captioned();
    scene.arrives(1);
    scene.asks(1, Command::SetCaptioned { captioned: false }).unwrap();
    scene.brought_on_stage(1);
    let mut next = Scene::of(scene.after_a_stop());
    next.input(ready(1));
    assert_eq!(next.space.captions.tapped().collect::<Vec<_>>(), [voice(HOST)]);
    next.arrives(1);
    next.asks(1, Command::StepDown).unwrap();
    let seat = next.brought_on_stage(1);
    assert!(next.space.view().seat(seat).unwrap().uncaptioned);
}
