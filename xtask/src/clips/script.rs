//! The script as data: who there is, and what each says or plays. Pure; opens no file.

use anyhow::{Context as _, bail, ensure};

pub(super) struct Script {
    pub(super) cast: Vec<Cast>,
    pub(super) turns: Vec<Turn>,
}

pub(super) struct Cast {
    pub(super) name: String,
    /// None: music.
    pub(super) voice: Option<Voice>,
}

/// Arguments of espeak-ng, passed on as they are written.
pub(super) struct Voice {
    pub(super) espeak_name: String,
    pub(super) pitch: String,
    pub(super) words_a_minute: String,
}

pub(super) struct Turn {
    pub(super) line: usize,
    /// Index into the cast.
    pub(super) speaker: usize,
    /// From the end of everything before; below zero, it overlaps.
    pub(super) after_ms: i64,
    pub(super) act: Act,
}

pub(super) enum Act {
    Say(String),
    Play(String),
}

impl Script {
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        let mut script = Self { cast: Vec::new(), turns: Vec::new() };
        for (line, content) in (1..).zip(text.lines()) {
            if !content.trim().is_empty() && !content.starts_with('#') {
                script
                    .parse_line(line, content)
                    .with_context(|| format!("line {line} of the script"))?;
            }
        }
        ensure!(!script.turns.is_empty(), "the script has no turns");
        Ok(script)
    }

    fn parse_line(&mut self, line: usize, content: &str) -> anyhow::Result<()> {
        let fields: Vec<_> = content.split('|').map(str::trim).collect();
        match fields[..] {
            ["cast", name, "music"] => self.add_cast(name, None),
            ["cast", name, voice, pitch, words_a_minute] => {
                let [espeak_name, pitch, words_a_minute] =
                    [voice, pitch, words_a_minute].map(str::to_owned);
                self.add_cast(name, Some(Voice { espeak_name, pitch, words_a_minute }))
            }
            ["say", name, after, words] => {
                self.add_turn(line, name, after, Act::Say(words.to_owned()))
            }
            ["play", name, after, piece] => {
                self.add_turn(line, name, after, Act::Play(piece.to_owned()))
            }
            _ => bail!("expected cast, say or play, with fields between `|`"),
        }
    }

    fn add_cast(&mut self, name: &str, voice: Option<Voice>) -> anyhow::Result<()> {
        ensure!(
            !name.contains(['"', '\\']),
            "a name goes into JSON as it is: no quotes, no backslashes"
        );
        self.cast.push(Cast { name: name.to_owned(), voice });
        Ok(())
    }

    fn add_turn(&mut self, line: usize, name: &str, after: &str, act: Act) -> anyhow::Result<()> {
        let speaker = self.cast.iter().position(|it| it.name == name);
        let speaker = speaker.with_context(|| format!("{name} is not in the cast"))?;
        let after_ms =
            after.parse().with_context(|| format!("{after} is not a number of milliseconds"))?;
        self.turns.push(Turn { line, speaker, after_ms, act });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_names_its_speaker_and_its_overlap() -> anyhow::Result<()> {
        let script = Script::parse(
            "# cast\ncast | Ada | en | 50 | 150\n\nsay | Ada | -300 | Good evening.",
        )?;
        let turn = &script.turns[0];
        assert_eq!((turn.line, turn.speaker, turn.after_ms), (4, 0, -300));
        assert!(matches!(&turn.act, Act::Say(words) if words == "Good evening."));
        Ok(())
    }

    #[test]
    fn a_mistake_is_answered_with_its_line() {
        for wrong in ["say | Nobody | 0 | Hello.", "sing | Ada | 0 | la", "cast | \"Ada\" | music"]
        {
            let Err(error) = Script::parse(wrong) else {
                panic!("{wrong} was accepted");
            };
            assert!(error.to_string().contains("line 1"), "{error}");
        }
    }
}
