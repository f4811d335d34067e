//! A transcript as the files that players and people read: WebVTT (W3C), SubRip, plain text. Pure.
//!
//! Law: whatever was said and whatever speakers are called, the file has the cues that it should and
//! no other: nothing that is said can be read as markup or as a time.

use causerie_shared::transcript::{Said, Transcript};
use std::fmt::Write;

/// Signs of one cue: two lines of 42, which is what television shows.
const CUE_SIGNS: usize = 84;

/// A cue that is shorter than this is not seen.
const CUE_SHORTEST_MS: u64 = 1;

/// <https://www.w3.org/TR/webvtt1/>, with the speaker as a voice span.
pub fn vtt(transcript: &Transcript) -> String {
    let mut file = "WEBVTT\n".to_owned();
    for Cue { name, from_ms, to_ms, text } in all_cues(transcript) {
        let (from, to) = (stamp(from_ms, '.'), stamp(to_ms, '.'));
        let (name, text) = (escaped(name), escaped(&text));
        let _ = write!(file, "\n{from} --> {to}\n<v {name}>{text}</v>\n");
    }
    file
}

/// SubRip, with the speaker before the words.
pub fn srt(transcript: &Transcript) -> String {
    let mut file = String::new();
    for (number, cue) in (1..).zip(all_cues(transcript)) {
        let Cue { name, from_ms, to_ms, text } = cue;
        let (from, to) = (stamp(from_ms, ','), stamp(to_ms, ','));
        let (name, text) = (plain(name), plain(&text));
        let _ = write!(file, "{number}\n{from} --> {to}\n{name}: {text}\n\n");
    }
    file
}

/// A page to read: who speaks, when they begin, and their words in paragraphs.
pub fn text(transcript: &Transcript) -> String {
    let mut file = transcript.title.to_string();
    let mut speaker = None;
    for said in &transcript.lines {
        if speaker.replace(said.voice) == Some(said.voice) {
            let _ = write!(file, " {}", said.text);
        } else {
            let _ = write!(file, "\n\n{} ({})\n{}", said.name, clock(said.from_ms), said.text);
        }
    }
    file.push('\n');
    file
}

struct Cue<'a> {
    name: &'a str,
    from_ms: u64,
    to_ms: u64,
    text: String,
}

/// In the order in which they begin, which is not that of the stretches where people talk at once.
fn all_cues(transcript: &Transcript) -> Vec<Cue<'_>> {
    let mut all: Vec<_> = transcript.lines.iter().flat_map(cues).collect();
    all.sort_by_key(|cue| cue.from_ms);
    all
}

/// A stretch of speech in pieces that can be read while they are up; each as long as its part of the
/// signs, because nobody knows more.
fn cues(said: &Said) -> Vec<Cue<'_>> {
    let mut texts: Vec<String> = Vec::new();
    for word in said.text.as_str().split_whitespace() {
        let fits =
            |line: &&mut String| line.chars().count() + 1 + word.chars().count() <= CUE_SIGNS;
        match texts.last_mut().filter(fits) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => texts.push(word.to_owned()),
        }
    }
    let signs = |text: &String| text.chars().count() as u64;
    let all = texts.iter().map(signs).sum::<u64>().max(1);
    let length = said.to_ms.saturating_sub(said.from_ms);
    let mut before = 0;
    let pieces = texts.into_iter().map(|text| {
        let at = |signs: u64| said.from_ms.saturating_add(length.saturating_mul(signs) / all);
        let from_ms = at(before);
        before += signs(&text);
        let to_ms = at(before).max(from_ms + CUE_SHORTEST_MS);
        Cue { name: said.name.as_str(), from_ms, to_ms, text }
    });
    pieces.collect()
}

/// Hours may have more digits; none of them fewer than two.
fn stamp(ms: u64, point: char) -> String {
    let (s, ms) = (ms / 1000, ms % 1000);
    format!("{:02}:{:02}:{:02}{point}{ms:03}", s / 3600, s / 60 % 60, s % 60)
}

fn clock(ms: u64) -> String {
    let s = ms / 1000;
    match s / 3600 {
        0 => format!("{}:{:02}", s / 60, s % 60),
        hours => format!("{hours}:{:02}:{:02}", s / 60 % 60, s % 60),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// SubRip has no escapes: what would begin a tag or a time looks like it and is none.
fn plain(text: &str) -> String {
    text.replace('<', "‹").replace("-->", "→").replace('>', "›")
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{
        id::{PersonId, SpaceId, VoiceId},
        time::UnixMs,
    };
    use proptest::prelude::*;

    fn transcript(lines: &[(u32, &str, u64, u64, &str)]) -> Transcript {
        let line =
            |(number, (voice, name, from_ms, to_ms, text)): (u32, &(u32, &str, u64, u64, &str))| {
                Some(Said {
                    number,
                    voice: VoiceId::new(*voice).unwrap(),
                    person: PersonId::from_bits(1),
                    name: name.parse().ok()?,
                    from_ms: *from_ms,
                    to_ms: *to_ms,
                    text: text.parse().ok()?,
                    edited: false,
                    own: false,
                })
            };
        Transcript {
            space: SpaceId::from_bits(7),
            title: "An evening".parse().unwrap(),
            since: UnixMs(0),
            over: true,
            days: 0,
            edits: false,
            lines: (1..).zip(lines).filter_map(line).collect(),
        }
    }

    fn evening() -> Transcript {
        transcript(&[
            (1, "Ada", 1_000, 4_250, "Good evening, everyone."),
            (1, "Ada", 5_000, 6_000, "Is <everybody> here & well?"),
            (2, "Ben --> Zoë", 3_599_000, 3_661_500, "Yes."),
        ])
    }

    #[test]
    fn an_evening_as_webvtt() {
        insta::assert_snapshot!(vtt(&evening()), @r#"
        WEBVTT

        00:00:01.000 --> 00:00:04.250
        <v Ada>Good evening, everyone.</v>

        00:00:05.000 --> 00:00:06.000
        <v Ada>Is &lt;everybody&gt; here &amp; well?</v>

        00:59:59.000 --> 01:01:01.500
        <v Ben --&gt; Zoë>Yes.</v>
        "#);
    }

    #[test]
    fn an_evening_as_subrip() {
        insta::assert_snapshot!(srt(&evening()), @r#"
        1
        00:00:01,000 --> 00:00:04,250
        Ada: Good evening, everyone.

        2
        00:00:05,000 --> 00:00:06,000
        Ada: Is ‹everybody› here & well?

        3
        00:59:59,000 --> 01:01:01,500
        Ben → Zoë: Yes.
        "#);
    }

    #[test]
    fn an_evening_to_read() {
        insta::assert_snapshot!(text(&evening()), @r#"
        An evening

        Ada (0:01)
        Good evening, everyone. Is <everybody> here & well?

        Ben --> Zoë (59:59)
        Yes.
        "#);
    }

    #[test]
    fn a_long_stretch_is_cut_into_cues_that_follow_one_another() {
        let words = "and so on and so forth ".repeat(20);
        let long = transcript(&[(1, "Ada", 0, 12_000, &words)]);
        let cues = cues(&long.lines[0]);
        assert!(cues.len() > 4);
        assert!(cues.iter().all(|cue| cue.text.chars().count() <= CUE_SIGNS));
        assert!(cues.windows(2).all(|pair| pair[0].to_ms == pair[1].from_ms));
        assert_eq!(cues.last().unwrap().to_ms, 12_000);
    }

    #[test]
    fn cues_of_people_who_talk_at_once_begin_in_order() {
        let words = "and so on and so forth ".repeat(20);
        let both = transcript(&[(1, "Ada", 0, 12_000, &words), (2, "Ben", 3_000, 4_000, "But")]);
        let cues = all_cues(&both);
        assert!(cues.is_sorted_by_key(|cue| cue.from_ms));
        assert!(
            cues.iter().position(|cue| cue.name == "Ben").is_some_and(|at| at < cues.len() - 1)
        );
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_makes_a_cue_of_its_own(
            name in ".{1,30}", said in ".{1,200}", from in 0u64..1 << 40, length in 0u64..20_000,
        ) {
            let one = transcript(&[(1, &name, from, from + length, &said)]);
            let expected: usize = one.lines.iter().map(|line| cues(line).len()).sum();
            for file in [vtt(&one), srt(&one)] {
                prop_assert_eq!(file.matches(" --> ").count(), expected, "{}", file);
                prop_assert_eq!(file.matches("-->").count(), expected);
            }
            let spans = vtt(&one);
            prop_assert_eq!(spans.matches('<').count(), 2 * expected);
        }
    }
}
