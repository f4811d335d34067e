//! Logs: one line an event on standard error, as text for people or JSON for programs.
//! `CAUSERIE_LOG` filters by level and module, as in `info,causerie_relay::hub=debug`.

use crate::config::LogFormat;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("CAUSERIE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,dimpl=warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let logs = logs.with_ansi(std::io::stderr().is_terminal());
    // A second start, as in tests, keeps the first.
    let _ = match format {
        LogFormat::Text => logs.with_target(false).try_init(),
        LogFormat::Json => logs.json().try_init(),
    };
}
