//! `causerie recognise`: the recogniser, as the relay starts it beside itself.

use crate::{
    captions::{
        models::{CORES_FOR_BASE, Size},
        recogniser::{self, EngineChoice, Key, PACE_MS, Settings},
    },
    config::LogFormat,
    telemetry,
};
use anyhow::Context;
use std::{
    io,
    num::NonZeroUsize,
    os::{fd::AsFd, unix::net::UnixStream},
    path::PathBuf,
    thread,
};

/// What the relay says to the recogniser at its start.
#[derive(Debug, Clone, clap::Args)]
pub struct Recognise {
    /// Folder with the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// "tiny", "base", or "auto".
    #[arg(long, default_value = "auto")]
    engine: String,
    /// URL of a recogniser elsewhere that takes OpenAI's transcription requests.
    #[arg(long)]
    remote: Option<String>,
    /// What the recogniser elsewhere calls its model.
    #[arg(long, default_value = "whisper-1", env = "CAUSERIE_CAPTIONS_MODEL")]
    remote_model: String,
    /// Threads; 0: as many as suit the machine.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    #[arg(long, default_value = "text")]
    log_format: LogFormat,
}

/// # Errors
/// A standard input that is no socket, or a relay that says what nobody understands.
pub fn recognise(asked: Recognise) -> anyhow::Result<()> {
    telemetry::start(asked.log_format);
    let input = io::stdin().as_fd().try_clone_to_owned().context("no standard input")?;
    let settings = Settings {
        workers: NonZeroUsize::new(asked.threads),
        pace_ms: PACE_MS,
        engine: engine(asked),
    };
    recogniser::run(&settings, UnixStream::from(input))
}

fn engine(asked: Recognise) -> EngineChoice {
    if let Some(url) = asked.remote {
        // No flag: everybody on the machine reads flags.
        let key = std::env::var("CAUSERIE_CAPTIONS_KEY").ok().map(Key);
        return EngineChoice::Remote { url, model: asked.remote_model, key };
    }
    let dir = asked.models;
    let size = Size::from_name(&asked.engine).unwrap_or_else(|| {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let has = |size: Size| dir.join(size.decoder().path).exists();
        let base_suits = cores >= CORES_FOR_BASE || !has(Size::Tiny);
        if base_suits && has(Size::Base) { Size::Base } else { Size::Tiny }
    });
    EngineChoice::Moonshine { dir, size }
}
