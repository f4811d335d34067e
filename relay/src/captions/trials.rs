//! The whole recogniser on sound that is no speech, and on a pipe. What needs a model is tried where
//! the variable `CAUSERIE_MODELS` names the models' folder.

use super::{
    desk::Desk,
    engine::{Engine, RATE},
    models::Size,
    moonshine::Moonshine,
    pipe::{self, Frame, Order, Report, Talker},
    recogniser::{self, EngineChoice, PACE_MS, Settings},
    voice::Voice,
};
use causerie_shared::{
    id::{SpaceId, VoiceId},
    time::UnixMs,
};
use ropus::{Application, Channels, Encoder};
use std::{
    f32::consts::TAU,
    io::{Read as _, Write as _},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    thread,
};

fn models() -> Option<PathBuf> {
    let named = std::env::var_os("CAUSERIE_MODELS").map(PathBuf::from);
    if named.is_none() {
        let in_ci = std::env::var_os("CI").is_some_and(|it| !it.is_empty());
        assert!(!in_ci, "CI tries captions, and CAUSERIE_MODELS names no models");
        eprintln!("captions are NOT tried: CAUSERIE_MODELS names no models");
    }
    named
}

fn talker() -> Talker {
    Talker { space: SpaceId::from_bits(1), voice: VoiceId::new(1).unwrap() }
}

/// 20 ms packets of sound at 16 kHz, with half a second of silence before and after.
fn frames(sound: &[f32]) -> Vec<Frame> {
    let silence = vec![0.0; RATE / 2];
    let sound = [&silence, sound, &silence].concat();
    let mut encoder = Encoder::builder(16_000, Channels::Mono, Application::Voip).build().unwrap();
    let packets = (0u32..).zip(sound.chunks_exact(RATE / 50)).map(|(number, pcm)| {
        let mut opus = vec![0; 1500];
        let bytes = encoder.encode_float(pcm, &mut opus).unwrap();
        opus.truncate(bytes);
        let at = UnixMs(u64::from(number) * 20);
        Frame { of: talker(), at, timestamp: number * 960, heard: None, opus }
    });
    packets.collect()
}

/// All that is ever seen of a sound, tentative words too.
fn seen(engine: &dyn Engine, sound: &[f32]) -> Vec<String> {
    let mut voice = Voice::new(Some(PACE_MS));
    let mut desk = Desk::new(Some(PACE_MS), 1, false);
    let mut seen = Vec::new();
    for frame in frames(sound) {
        voice.handle(&frame, frame.at);
        while let Some(piece) = voice.poll_output() {
            desk.place(talker(), piece, frame.at);
            while let Some(task) = desk.take(frame.at) {
                let heard = engine.transcribe(&task.samples, &task.expected).unwrap();
                desk.done(task, Some(heard), frame.at);
            }
        }
        while let Some(report) = desk.poll_output() {
            if let Report::Said(said) = report {
                seen.extend(
                    [said.stable, said.tentative].into_iter().filter(|text| !text.is_empty()),
                );
            }
        }
    }
    seen
}

fn sound(seconds: f32, mut at: impl FnMut(f32) -> f32) -> Vec<f32> {
    (0..(seconds * RATE as f32) as usize).map(|n| at(n as f32 / RATE as f32)).collect()
}

/// White noise from -1 to 1.
fn noise() -> impl FnMut() -> f32 {
    let mut seed = 7u32;
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / 8_388_608.0 - 1.0
    }
}

/// Chords of sawtooth strings with a beat under them.
fn music(t: f32) -> f32 {
    let roots = [220.0, 174.6, 261.6, 196.0];
    let root = roots[(t * 2.0) as usize % roots.len()];
    let saw = |hz: f32| 2.0 * (t * hz).fract() - 1.0;
    let strings: f32 = [1.0, 1.25, 1.5, 2.0].iter().map(|ratio| saw(root * ratio)).sum();
    let beat = (-(t * 4.0).fract() * 12.0).exp() * (TAU * 60.0 * t).sin();
    0.08 * strings + 0.4 * beat
}

#[test]
fn what_is_no_speech_gives_no_words() {
    let Some(dir) = models() else { return };
    for size in Size::ALL.into_iter().filter(|size| dir.join(size.decoder().path).exists()) {
        let engine = Moonshine::load(&dir, size).unwrap();
        let (mut loud, mut soft, mut pulsing) = (noise(), noise(), noise());
        let sounds = [
            ("silence", sound(5.0, |_| 0.0)),
            ("noise", sound(8.0, |_| 0.5 * loud())),
            ("soft noise", sound(8.0, |_| 0.01 * soft())),
            ("noise in beats", sound(8.0, |t| 0.3 * pulsing() * (TAU * 2.0 * t).sin().max(0.0))),
            ("a tone", sound(5.0, |t| 0.5 * (TAU * 1000.0 * t).sin())),
            ("a clipped tone", sound(5.0, |t| (9.0 * (TAU * 200.0 * t).sin()).clamp(-1.0, 1.0))),
            ("music", sound(10.0, music)),
            ("clipped music", sound(10.0, |t| (20.0 * music(t)).clamp(-1.0, 1.0))),
            (
                "a whistle",
                sound(6.0, |t| 0.4 * (TAU * (900.0 + 300.0 * (t * 3.0).sin()) * t).sin()),
            ),
            (
                "mains hum",
                sound(6.0, |t| 0.3 * (TAU * 50.0 * t).sin() + 0.1 * (TAU * 150.0 * t).sin()),
            ),
        ];
        for (what, sound) in sounds {
            let seen = seen(&engine, &sound);
            assert!(seen.is_empty(), "{} in {what}: {seen:?}", engine.name());
        }
    }
}

#[test]
fn no_engine_call_panics_whatever_its_sound() {
    let Some(dir) = models() else { return };
    let engine = Moonshine::load(&dir, Size::Tiny).unwrap();
    for samples in [vec![], vec![0.0], vec![f32::NAN; 8000], vec![1e30; 8000], vec![0.0; 1600]] {
        let _ = engine.transcribe(&samples, &[5, 40_000, u32::MAX]);
    }
}

fn reports(dir: &Path, orders: &[u8]) -> Vec<Report> {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let engine = EngineChoice::Moonshine { dir: dir.to_owned(), size: Size::Tiny };
    let settings = Settings { engine, workers: None, pace_ms: PACE_MS };
    let recogniser = thread::spawn(move || recogniser::run(&settings, theirs));
    let _ = ours.write_all(orders);
    let _ = ours.shutdown(std::net::Shutdown::Write);
    let mut bytes = Vec::new();
    ours.read_to_end(&mut bytes).unwrap();
    recogniser.join().unwrap().unwrap();
    let messages = std::iter::from_fn(|| pipe::take_message(&mut bytes).unwrap());
    messages.map(|message| Report::read(&message).unwrap()).collect()
}

#[test]
fn a_recogniser_without_its_model_says_why_and_ends() {
    let reports = reports(Path::new("/nonexistent"), &[]);
    let [Report::Useless { why }] = &reports[..] else { panic!("{reports:?}") };
    assert!(why.contains("/nonexistent") && why.contains("cargo xtask models"), "{why}");
}

#[test]
fn a_recogniser_says_that_it_is_ready_and_ends_with_the_relay() {
    let Some(dir) = models() else { return };
    let mut orders = Vec::new();
    for frame in frames(&sound(1.0, |_| 0.0)) {
        Order::Frame(frame).write(&mut orders);
    }
    Order::Terms { space: talker().space, terms: vec!["Causerie".to_owned()] }.write(&mut orders);
    Order::Pause(talker()).write(&mut orders);
    Order::Forget(talker().space).write(&mut orders);
    let reports = reports(&dir, &orders);
    assert_eq!(reports, [Report::Ready { engine: "moonshine tiny".to_owned() }]);
}
