//! What is said in words, as it travels.

use super::{NOW, entry, person, space, voice, wire};
use causerie_shared::{
    caption::{CaptionState, Captioning, Heard, Segment, Speaker, Words},
    caption_style::CaptionStyle,
    command::Command,
    event::Event,
    fault::Fault,
    stage::Deed,
    transcript::{Reword, Said, Transcript},
};

fn words() -> Words {
    Words {
        number: 7,
        voice: voice(),
        by: Some(Speaker { person: person(), name: "Ada".parse().unwrap() }),
        revision: 1,
        from_ms: 1200,
        to_ms: 1900,
        heard: Some(Heard { slot: 0, timestamp: 48_000 }),
        stable: "Good".into(),
        tentative: "evening".into(),
        is_final: false,
    }
}

#[test]
fn what_is_said() {
    let captioning =
        Captioning { state: CaptionState::Prompt, wanted: true, kept: false, days: 90 };
    let last = Words {
        by: None,
        revision: 2,
        heard: None,
        stable: String::new(),
        tentative: String::new(),
        is_final: true,
        ..words()
    };
    insta::assert_snapshot!(wire(&[
        Event::Captioning { captioning },
        Event::Consented { voice: voice(), captioned: false },
        Event::Said { words: words() },
        Event::Said { words: last },
        Event::Reworded { segment: 7, text: "Good evening".parse().unwrap() },
        Event::Unsaid { segment: 7 },
        Event::Terms { terms: vec!["Causerie".parse().unwrap()] },
    ]), @r#"
        {"captioning":{"captioning":{"state":"prompt","wanted":true,"kept":false,"days":90}}}
        {"consented":{"voice":3,"captioned":false}}
        {"said":{"words":{"number":7,"voice":3,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada"},"revision":1,"from_ms":1200,"to_ms":1900,"heard":{"slot":0,"timestamp":48000},"stable":"Good","tentative":"evening"}}}
        {"said":{"words":{"number":7,"voice":3,"revision":2,"from_ms":1200,"to_ms":1900,"final":true}}}
        {"reworded":{"segment":7,"text":"Good evening"}}
        {"unsaid":{"segment":7}}
        {"terms":{"terms":["Causerie"]}}
        "#);
    insta::assert_snapshot!(wire(&CaptionState::ALL), @r#"
        "unavailable"
        "other_language"
        "starting"
        "prompt"
        "delayed"
        "#);
    let mut segments: Vec<Segment> = Vec::new();
    causerie_shared::caption::fold(&mut segments, &words());
    insta::assert_snapshot!(wire(&segments), @r#"
        {"number":7,"voice":3,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada"},"revision":1,"from_ms":1200,"to_ms":1900,"heard":{"slot":0,"timestamp":48000},"stable":"Good","tentative":"evening"}
        "#);
}

#[test]
fn what_is_asked_of_captions() {
    insta::assert_snapshot!(wire(&[
        Command::SetCaptioned { captioned: false },
        Command::SetCaptioning { wanted: true, kept: false },
        Command::SetTerms { terms: vec!["Causerie".into()] },
    ]), @r#"
        {"set_captioned":{"captioned":false}}
        {"set_captioning":{"wanted":true,"kept":false}}
        {"set_terms":{"terms":["Causerie"]}}
        "#);
    insta::assert_snapshot!(wire(&[
        entry(Deed::SetCaptioning { wanted: true, kept: false }, None),
        entry(Deed::SetTerms, None),
    ]), @r#"
        {"at":1793000000000,"by":"Ada","deed":{"set_captioning":{"wanted":true,"kept":false}}}
        {"at":1793000000000,"by":"Ada","deed":"set_terms"}
        "#);
    insta::assert_snapshot!(wire(&[Fault::TooManyTerms { most: 100 }]), @r#"
        {"too_many_terms":{"most":100}}
        "#);
}

#[test]
fn what_is_kept() {
    let said = Said {
        number: 7,
        voice: voice(),
        person: person(),
        name: "Ada".parse().unwrap(),
        from_ms: 1200,
        to_ms: 1900,
        text: "Good evening".parse().unwrap(),
        edited: false,
        own: false,
    };
    let own = Said { edited: true, own: true, ..said.clone() };
    insta::assert_snapshot!(wire(&[Transcript {
        space: space(),
        title: "Evening talk".parse().unwrap(),
        since: NOW,
        over: true,
        days: 90,
        edits: false,
        lines: vec![said, own],
    }]), @r#"
        {"space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","since":1793000000000,"over":true,"days":90,"edits":false,"lines":[{"number":7,"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","from_ms":1200,"to_ms":1900,"text":"Good evening"},{"number":7,"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","from_ms":1200,"to_ms":1900,"text":"Good evening","edited":true,"own":true}]}
        "#);
    insta::assert_snapshot!(wire(&[Reword { text: " Good  evening ".into() }]), @r#"
        {"text":" Good  evening "}
        "#);
    insta::assert_snapshot!(wire(&[CaptionStyle::default()]), @r#"
        {"shown":true,"layout":"three_lines","position":"beside","typeface":"system","size_percent":100,"weight":500,"letter_spacing":0,"line_percent":140,"width_percent":100,"colour":"theme","background":"theme","opacity_percent":100,"edge":"none","names":true,"tentative":true,"aloud":false}
        "#);
}
