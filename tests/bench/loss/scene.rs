//! Who talks and who listens in a scene, and over which paths.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use causerie_tests::browser::{Autoplay, Browser, Microphone};
use causerie_tests::lossy::{Carried, Loss, LossyPath, Pattern};
use causerie_tests::page::Page;
use causerie_tests::process::Words;
use causerie_tests::served::serve;
use causerie_tests::world::{Demo, World};
use serde_json::{Value, json};

use crate::door::{Host, candidate, through};

/// The relay reports loss once a second, and Chromium smooths what it is told over several
/// reports before it changes how it encodes.
const SETTLES: Duration = Duration::from_secs(8);

pub(crate) struct Scene {
    pub(crate) speech: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) percent: f64,
    pub(crate) pattern: Pattern,
    pub(crate) run: u64,
    /// How long to record: once through the speech, wherever in it one begins.
    pub(crate) seconds: u64,
}

/// How a voice is protected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    /// Opus with its own forward error correction.
    Fec,
    /// The same within RED (RFC 2198).
    Red,
}

/// Where packets are lost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leg {
    None,
    Up,
    Down,
    Both,
}

struct Talk {
    host: Host,
    codec: Codec,
    lossy: bool,
    id: Value,
    path: LossyPath,
}

struct Ear<'a> {
    talk: &'a Talk,
    leg: Leg,
    browser: &'static str,
    page: &'a Page,
    id: Value,
    path: LossyPath,
}

/// Packets, lost packets and bytes of a path so far.
type Before = [u64; 3];

impl Scene {
    pub(crate) async fn play(&self, said: &mut Option<Words>) -> Result<()> {
        let world = World::start(Demo::None).await?;
        let words = said.insert(Words::default()).clone();
        let microphone = Microphone::File(self.speech.clone());
        let talker = Browser::chromium(microphone, Autoplay::Allowed, words.clone()).await?;
        let chromium =
            Browser::chromium(Microphone::Refused, Autoplay::Allowed, words.clone()).await?;
        let firefox = Browser::firefox(words).await?;
        let blank = serve("<!DOCTYPE html><title>bench</title>").await?;
        for page in [&talker.page, &chromium.page, &firefox.page] {
            page.goto(&blank).await?;
            page.eval(include_str!("page.js")).await?;
        }

        let mut talks = Vec::new();
        for codec in [Codec::Fec, Codec::Red] {
            for lossy in if self.percent > 0.0 { &[false, true][..] } else { &[false] } {
                talks.push(self.talk(&world, &talker.page, codec, *lossy).await?);
            }
        }
        let mut ears = Vec::new();
        for talk in &talks {
            for leg in self.legs(talk.lossy) {
                ears.push(self.ear(talk, *leg, "chromium", &chromium.page).await?);
            }
            // Firefox offers no RED: it hears what the relay takes out of it.
            if talk.codec == Codec::Red && talk.lossy == (self.percent > 0.0) {
                let leg = if talk.lossy { Leg::Up } else { Leg::None };
                ears.push(self.ear(talk, leg, "firefox", &firefox.page).await?);
            }
        }

        tokio::time::sleep(SETTLES).await;
        let began = Instant::now();
        let before: Vec<[Before; 2]> =
            ears.iter().map(|ear| [counts(&ear.talk.path.up), counts(&ear.path.down)]).collect();
        for ear in &ears {
            ear.page.eval(&format!("return bench.record({})", ear.id)).await?;
        }
        tokio::time::sleep(Duration::from_secs(self.seconds)).await;
        let mut rows = Vec::new();
        for (ear, before) in ears.iter().zip(before) {
            let mut row = self.row(ear, before, &talker.page).await?;
            row["seconds"] = json!(began.elapsed().as_secs_f64());
            rows.push(row);
        }
        let name = format!("{}.json", self.name());
        std::fs::write(self.folder.join(name), serde_json::to_vec_pretty(&rows)?)?;
        Ok(())
    }

    fn legs(&self, lossy: bool) -> &'static [Leg] {
        match (lossy, self.percent > 0.0) {
            (true, _) => &[Leg::Up, Leg::Both],
            (false, true) => &[Leg::Down],
            (false, false) => &[Leg::None],
        }
    }

    async fn talk(&self, world: &World, page: &Page, codec: Codec, lossy: bool) -> Result<Talk> {
        let host = Host::opens_a_space(&world.url("")).await?;
        let red = codec == Codec::Red;
        let offer = page.eval(&format!("return bench.talk({red})")).await?;
        let answer = host.whip(text(&offer["sdp"])?).await?;
        let up = if lossy { self.loss("up") } else { Loss::NONE };
        let path = LossyPath::open(candidate(&answer)?, up, Loss::NONE).await?;
        take(page, &offer["id"], &through(&answer, path.address)).await?;
        Ok(Talk { host, codec, lossy, id: offer["id"].clone(), path })
    }

    async fn ear<'a>(
        &self,
        talk: &'a Talk,
        leg: Leg,
        browser: &'static str,
        page: &'a Page,
    ) -> Result<Ear<'a>> {
        let red = talk.codec == Codec::Red;
        let offer = page.eval(&format!("return bench.listen({red})")).await?;
        let answer = talk.host.whep(text(&offer["sdp"])?).await?;
        let lossy = matches!(leg, Leg::Down | Leg::Both);
        let down = if lossy { self.loss("down") } else { Loss::NONE };
        let path = LossyPath::open(candidate(&answer)?, Loss::NONE, down).await?;
        take(page, &offer["id"], &through(&answer, path.address)).await?;
        page.eval(&format!("return bench.play({})", offer["id"])).await?;
        Ok(Ear { talk, leg, browser, page, id: offer["id"].clone(), path })
    }

    /// FEC and RED lose the same packets, and up and down other ones.
    fn loss(&self, way: &str) -> Loss {
        let seed = self.run * 2 + u64::from(way == "up");
        Loss { percent: self.percent, pattern: self.pattern, seed }
    }

    async fn row(&self, ear: &Ear<'_>, before: [Before; 2], talker: &Page) -> Result<Value> {
        let sound = ear.page.eval(&format!("return bench.recorded({})", ear.id)).await?;
        let sound = base64::engine::general_purpose::STANDARD.decode(text(&sound)?)?;
        let heard = ear.page.eval(&format!("return bench.heard({})", ear.id)).await?;
        let sent = talker.eval(&format!("return bench.sent({})", ear.talk.id)).await?;
        let codec = if ear.talk.codec == Codec::Red { "red" } else { "fec" };
        let leg = match ear.leg {
            Leg::None => "none",
            Leg::Up => "up",
            Leg::Down => "down",
            Leg::Both => "both",
        };
        let least = self.seconds as usize * 96_000 * 9 / 10;
        ensure!(sound.len() > least, "{leg}, {codec}: only {} bytes were recorded", sound.len());
        let file = format!("{}-{leg}-{codec}-{}.pcm", self.name(), ear.browser);
        std::fs::write(self.folder.join(&file), sound).context(file.clone())?;
        let since = |carried: &Carried, before: Before| {
            let [packets, lost, bytes] = counts(carried);
            json!({ "packets": packets - before[0], "lost": lost - before[1],
                    "bytes": bytes - before[2] })
        };
        Ok(json!({
            "percent": self.percent,
            "pattern": pattern(self.pattern),
            "run": self.run,
            "leg": leg,
            "codec": codec,
            "browser": ear.browser,
            "file": file,
            "sent": sent,
            "heard": heard,
            "up": since(&ear.talk.path.up, before[0]),
            "down": since(&ear.path.down, before[1]),
        }))
    }

    fn name(&self) -> String {
        format!("{}-{}-{}", self.percent, pattern(self.pattern), self.run)
    }
}

async fn take(page: &Page, id: &Value, sdp: &str) -> Result<()> {
    page.eval(&format!("return bench.take({id}, {})", json!(sdp))).await?;
    Ok(())
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().context("the page returned no text")
}

fn counts(carried: &Carried) -> Before {
    [&carried.packets, &carried.lost, &carried.bytes].map(|count| count.load(Ordering::Relaxed))
}

const fn pattern(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Random => "random",
        Pattern::Bursty => "bursty",
    }
}
