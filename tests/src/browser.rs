//! A browser that is ours alone; and Chromium, through the BiDi side of its own chromedriver.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::bidi::Bidi;
use crate::page::Page;
use crate::process::{Process, Words, scratch};
use crate::tone;

/// What the browser's microphone hears, and what the person said when asked for it.
#[derive(Clone, Debug)]
pub enum Microphone {
    /// Allowed; hears a tone of this many Hz.
    Tone(u32),
    /// Allowed; hears this WAV file, over and over.
    File(PathBuf),
    /// Refused once and for all in the browser's settings.
    Refused,
}

/// Whether a page may make sound before the first click.
#[derive(Clone, Copy, Debug)]
pub enum Autoplay {
    Allowed,
    NeedsGesture,
}

/// One tab, and what has to live as long as it: declared in the order in which it goes.
pub struct Browser {
    pub page: Page,
    pub(crate) _life: Arc<Life>,
}

/// What all tabs of a browser share, and the last of them ends.
pub(crate) struct Life {
    pub(crate) _processes: Vec<Process>,
    pub(crate) _home: TempDir,
}

/// A chromedriver and its port. It takes one that is free for IPv6 and then wants the same for IPv4,
/// which somebody else may have got meanwhile: then another one is started.
async fn chromedriver(home: &Path) -> Result<(Process, u16)> {
    let mut tries = 3;
    loop {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("HOME", home);
        let words = Words::default();
        let mut driver = Process::start("chromedriver", command, words.clone())?;
        let port = driver.says(Duration::from_secs(20), |line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = port.await;
        tries -= 1;
        let taken = || words.find(|line| line.contains("Address already in use").then_some(()));
        match port {
            Ok(port) => return Ok((driver, port)),
            Err(_) if tries > 0 && taken().is_some() => {}
            Err(reason) => return Err(reason),
        }
    }
}

impl Browser {
    pub async fn chromium(
        microphone: Microphone,
        autoplay: Autoplay,
        console: Words,
    ) -> Result<Self> {
        let home = scratch("chromium")?;
        let (driver, port) = chromedriver(home.path()).await?;
        let capabilities = capabilities(microphone, autoplay, home.path())?;
        let session: Value = reqwest::Client::new()
            .post(format!("http://127.0.0.1:{port}/session"))
            .json(&capabilities)
            .timeout(Duration::from_secs(60))
            .send()
            .await
            .context("chromedriver opens no session")?
            .json()
            .await?;
        let socket = session["value"]["capabilities"]["webSocketUrl"]
            .as_str()
            .with_context(|| format!("Chromium does not start: {}", session["value"]["message"]))?;
        let bidi = Bidi::connect(socket, console).await?;
        let page = Page::first(bidi).await?;
        let life = Life { _processes: vec![driver], _home: home };
        Ok(Browser { page, _life: Arc::new(life) })
    }

    /// Another tab of the same browser.
    pub async fn another_tab(&self) -> Result<Self> {
        Ok(Browser { page: self.page.another().await?, _life: self._life.clone() })
    }

    /// A tab for somebody else at the same machine.
    pub async fn for_somebody_else(&self) -> Result<Self> {
        Ok(Browser { page: self.page.for_somebody_else().await?, _life: self._life.clone() })
    }
}

fn hears_file(wav: &Path) -> [String; 2] {
    [
        "--use-fake-ui-for-media-stream".to_owned(),
        format!("--use-file-for-fake-audio-capture={}", wav.display()),
    ]
}

fn capabilities(microphone: Microphone, autoplay: Autoplay, home: &Path) -> Result<Value> {
    let mut args = vec![
        "--headless".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--use-fake-device-for-media-stream".to_owned(),
        "--lang=en-GB".to_owned(),
        "--window-size=1440,900".to_owned(),
        // As on phones: a page is as wide as its view, and its photograph shows all of it.
        "--hide-scrollbars".to_owned(),
        format!("--user-data-dir={}", home.join("profile").display()),
    ];
    let mut prefs = json!({ "intl.accept_languages": "en-GB,en" });
    match microphone {
        Microphone::Tone(hz) => {
            let wav = home.join("microphone.wav");
            std::fs::write(&wav, tone::wav(hz))?;
            args.extend(hears_file(&wav));
        }
        Microphone::File(wav) => args.extend(hears_file(&wav)),
        Microphone::Refused => {
            prefs["profile.default_content_setting_values.media_stream_mic"] = json!(2);
        }
    }
    match autoplay {
        Autoplay::Allowed => {
            args.push("--autoplay-policy=no-user-gesture-required".to_owned());
        }
        Autoplay::NeedsGesture => {
            args.push("--autoplay-policy=user-gesture-required".to_owned());
        }
    }
    Ok(json!({
        "capabilities": {
            "alwaysMatch": {
                "browserName": "chrome",
                "webSocketUrl": true,
                "unhandledPromptBehavior": { "default": "accept" },
                "goog:chromeOptions": { "args": args, "prefs": prefs },
            },
        },
    }))
}
