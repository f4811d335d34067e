//! Brings the sources together.

use crate::config::{Config, Given};
use anyhow::Context;
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

/// Where the TOML file is looked for when no `--config` names one: in the data folder.
const FILE: &str = "causerie.toml";

/// What the command line and the environment said.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Source {
    #[command(flatten)]
    pub given: Given,
    /// The TOML file. Default: causerie.toml in the data folder, if there is one.
    #[arg(long, env = "CAUSERIE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Do not open the demo space; the same as --demo false.
    #[arg(long)]
    pub no_demo: bool,
}

/// Flags, else environment, else file, else defaults.
///
/// # Errors
/// A file that cannot be read or holds what is not configuration; the words name file and key.
pub fn effective(mut source: Source) -> anyhow::Result<Config> {
    if source.no_demo {
        source.given.demo = Some(false);
    }
    let file = match &source.config {
        Some(path) => Some(read(path)?),
        None => {
            let folder = source.given.data.clone().unwrap_or(Config::default().data);
            let path = folder.join(FILE);
            path.exists().then(|| read(&path)).transpose()?
        }
    };
    Ok(source.given.or(file.unwrap_or_default()).or_default())
}

fn read(path: &Path) -> anyhow::Result<Given> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the configuration {} cannot be read", path.display()))?;
    toml::from_str(&text)
        .with_context(|| format!("the configuration {} has a mistake", path.display()))
}

/// The configuration as a TOML file that would bring it about, each field under its words.
pub fn print(config: &Config) -> String {
    let mut text = String::from(
        "# Causerie's configuration, as it would be used. A flag (--media-ports) wins over a\n\
         # variable (CAUSERIE_MEDIA_PORTS), which wins over this file.\n",
    );
    for (name, words, value) in config.fields() {
        text.push('\n');
        for line in words {
            let _ = writeln!(text, "#{line}");
        }
        let _ = writeln!(text, "{name} = {}", value.as_toml());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back_as_the_same() {
        let printed = print(&Config::default());
        let given: Given = toml::from_str(&printed).unwrap();
        assert_eq!(print(&given.or_default()), printed);
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let file =
            "port = 1\nspaces_most = 7\nmedia_ports = [9000, 9001]\nannounce = \"192.0.2.1\"";
        std::fs::write(folder.path().join(FILE), file).unwrap();
        let given = Given { data: Some(folder.path().into()), port: Some(2), ..Given::default() };
        let config = effective(Source { given, ..Source::default() }).unwrap();
        assert_eq!((config.port, config.spaces_most), (2, 7));
        assert_eq!(config.media_ports.0, [9000, 9001]);
        assert_eq!(config.announce.0.len(), 1);
        assert!(config.demo);
    }

    #[test]
    fn a_key_that_nobody_reads_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "prot = 1").unwrap();
        let given = Given { data: Some(folder.path().into()), ..Given::default() };
        let fault = effective(Source { given, ..Source::default() }).unwrap_err();
        assert!(format!("{fault:#}").contains("unknown field `prot`"), "{fault:#}");
    }
}
