//! Makes the demo's sound: `relay/demo/script.txt` in, Opus clips and a timeline out.
//!
//! Everything in that folder except the script is written here and committed, so that building the
//! relay needs no speech engine. The same script and the same versions of the two programs give the
//! same bytes. Absent: any recording, any sample library, any network.

mod music;
mod opus;
mod script;
mod sound;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};

use script::{Act, Cast, Script, Turn, Voice};
use sound::Sound;

/// One Opus frame. The timeline counts in these, so that a clip begins on a tick of the relay.
const FRAME_MS: i64 = 20;

/// Active speech, -20 dBFS RMS: the level people send with their browser's gain control on.
const SPEECH_DBFS: f32 = -20.0;

/// Music sits a little below the voices that speak over its end.
const MUSIC_DBFS: f32 = -22.0;

/// Between the last word and the first note of the next round.
const BREATH_MS: i64 = 700;

/// Speaks, plays and encodes the whole script under `root`, the repository.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    need(&[("espeak-ng", "espeak-ng"), ("opusenc", "opus-tools")])?;
    let folder = root.join("relay/demo");
    let text =
        fs::read_to_string(folder.join("script.txt")).context("reading relay/demo/script.txt")?;
    let script = Script::parse(&text)?;
    remove_old_clips(&folder)?;

    let mut starts = Vec::with_capacity(script.turns.len());
    let mut ends = vec![0; script.cast.len()];
    let mut end_ms = 0;
    for (turn, name) in
        script.turns.iter().zip(1..).map(|(turn, number)| (turn, format!("{number:02}")))
    {
        let frames = make_clip(&script.cast[turn.speaker], turn, &folder, &name)
            .with_context(|| format!("line {} of the script", turn.line))?;
        let start_ms = to_frame(end_ms + turn.after_ms);
        ensure!(
            start_ms >= ends[turn.speaker],
            "line {}: {} would speak over themselves",
            turn.line,
            script.cast[turn.speaker].name
        );
        ends[turn.speaker] = start_ms + frames * FRAME_MS;
        end_ms = end_ms.max(ends[turn.speaker]);
        starts.push(start_ms);
    }

    let loop_ms = to_frame(end_ms + BREATH_MS);
    fs::write(folder.join("timeline.json"), timeline(&script, &starts, loop_ms)?)?;
    fs::write(folder.join("files.in"), files(script.turns.len())?)?;
    println!("{} clips, a loop of {}:{:02}", starts.len(), loop_ms / 60_000, loop_ms / 1000 % 60);
    Ok(())
}

/// Of each voice of the script the first saying of such a length, as WAV files.
pub(crate) fn sayings(root: &Path, least_s: f32, most_s: f32) -> anyhow::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(root.join("relay/demo/script.txt"))?;
    let script = Script::parse(&text)?;
    let mut sayings = Vec::new();
    for (speaker, cast) in script.cast.iter().enumerate() {
        let Some(voice) = &cast.voice else { continue };
        for turn in script.turns.iter().filter(|turn| turn.speaker == speaker) {
            let Act::Say(words) = &turn.act else { continue };
            let sound = speak(words, voice)?;
            let length_s = sound.samples.len() as f32 / sound.rate as f32;
            if (least_s..=most_s).contains(&length_s) {
                sayings.push(sound.to_wav()?);
                break;
            }
        }
    }
    Ok(sayings)
}

/// Says exactly what to install, rather than failing in the middle.
fn need(programs: &[(&str, &str)]) -> anyhow::Result<()> {
    let missing: Vec<_> = programs
        .iter()
        .filter(|(program, _)| {
            let mut command = Command::new(program);
            command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err()
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let programs: Vec<_> = missing.iter().map(|(program, _)| *program).collect();
    let packages: Vec<_> = missing.iter().map(|(_, package)| *package).collect();
    bail!(
        "{} not found. Install with: sudo apt-get install {}",
        programs.join(" and "),
        packages.join(" ")
    )
}

/// A shorter script must not leave clips behind that nothing plays.
fn remove_old_clips(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "opus" || it == "levels") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Writes one clip and its levels; returns how many frames it has.
fn make_clip(cast: &Cast, turn: &Turn, folder: &Path, name: &str) -> anyhow::Result<i64> {
    let (sound, content) = match (&turn.act, &cast.voice) {
        (Act::Say(words), Some(voice)) => (speak(words, voice)?, opus::Content::Speech),
        (Act::Play(piece), None) => {
            (music::play(piece)?.at_level(MUSIC_DBFS), opus::Content::Music)
        }
        (Act::Say(_), None) => bail!("{} is music and cannot speak", cast.name),
        (Act::Play(_), Some(_)) => bail!("{} is a voice and cannot play", cast.name),
    };
    let clip = opus::encode(&sound, content)?;
    let levels: Vec<u8> = (0..clip.frames).map(|frame| sound.level(frame, clip.pre_skip)).collect();
    fs::write(folder.join(format!("{name}.opus")), &clip.ogg)?;
    fs::write(folder.join(format!("{name}.levels")), levels)?;
    Ok(i64::try_from(clip.frames)?)
}

fn speak(words: &str, voice: &Voice) -> anyhow::Result<Sound> {
    // To a file, because a WAV header on a pipe cannot know its length.
    let wav = std::env::temp_dir().join(format!("causerie-{}.wav", std::process::id()));
    let status = Command::new("espeak-ng")
        .args(["-v", &voice.espeak_name, "-p", &voice.pitch, "-s", &voice.words_a_minute, "-w"])
        .args([wav.as_os_str(), "--".as_ref(), words.as_ref()])
        .status()?;
    ensure!(status.success(), "espeak-ng failed: {status}");
    let sound = Sound::from_wav(&fs::read(&wav)?);
    fs::remove_file(&wav)?;
    Ok(sound?.trimmed().at_level(SPEECH_DBFS))
}

fn to_frame(ms: i64) -> i64 {
    ms.max(0) / FRAME_MS * FRAME_MS
}

fn timeline(script: &Script, starts: &[i64], loop_ms: i64) -> anyhow::Result<String> {
    // The script refuses names that JSON would have to escape.
    let speakers: Vec<_> = script
        .cast
        .iter()
        .map(|it| format!("    {{ \"name\": \"{}\", \"music\": {} }}", it.name, it.voice.is_none()))
        .collect();
    let turns: Vec<_> = (1..)
        .zip(script.turns.iter().zip(starts))
        .map(|(number, (turn, start_ms))| {
            let speaker = turn.speaker;
            format!("    {{ \"speaker\": {speaker}, \"clip\": \"{number:02}\", \"start_ms\": {start_ms} }}")
        })
        .collect();
    let mut text = String::new();
    writeln!(text, "{{\n  \"loop_ms\": {loop_ms},")?;
    writeln!(text, "  \"speakers\": [\n{}\n  ],", speakers.join(",\n"))?;
    writeln!(text, "  \"turns\": [\n{}\n  ]\n}}", turns.join(",\n"))?;
    Ok(text)
}

/// The table that embeds the clips: `include_bytes!` wants every name written out.
fn files(clips: usize) -> anyhow::Result<String> {
    let mut text = String::from("// Written by `cargo xtask clips`: name, Ogg Opus, levels.\n[\n");
    for number in 1..=clips {
        writeln!(
            text,
            "    (\"{number:02}\", include_bytes!(\"{number:02}.opus\").as_slice(), \
             include_bytes!(\"{number:02}.levels\").as_slice()),"
        )?;
    }
    text.push_str("]\n");
    Ok(text)
}
