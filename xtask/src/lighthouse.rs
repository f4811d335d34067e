//! Lighthouse's judgement of pages in a real Chromium: what shuts people out, what browsers warn
//! of, what search engines miss, and how soon a slow telephone shows something.
//!
//! It and everything it stands on is named with its hash in `tests/lighthouse/package-lock.json`.
//! The last version that Debian 12's Node runs is taken. Where one of its packages asks for the
//! `latest` of others, the lock was made by hand to name versions: npm would refuse it otherwise
//! on the day of their next release.

mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::browsers::install;
use crate::cargo::{run, target_dir};
use crate::packages;

pub(crate) use report::Report;

/// Of 100, in each of [`JUDGED`].
const LEAST: u32 = 95;
const JUDGED: [&str; 3] = ["accessibility", "best-practices", "seo"];
/// As the stories' Chromium; it runs as root, and asks nobody on the net.
const CHROMIUM: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
                        --disable-background-networking --disable-component-update \
                        --disable-sync --disable-dev-shm-usage";

pub(crate) struct Lighthouse {
    program: PathBuf,
    chromium: PathBuf,
    folder: PathBuf,
}

impl Lighthouse {
    /// Fetched once, into the target directory.
    pub(crate) fn ensure(root: &Path) -> Result<Self> {
        install(&[("chromium", "chromium"), ("node", "nodejs"), ("npm", "npm")])?;
        let chromium = packages::find("chromium").context("no chromium")?.join("chromium");
        let folder = target_dir(root)?.join("xtask/lighthouse");
        fs::create_dir_all(&folder)?;
        let from = root.join("tests/lighthouse");
        let lock = fs::read(from.join("package-lock.json"))?;
        // npm writes it last.
        let whole = folder.join("node_modules/.package-lock.json").exists();
        let same = fs::read(folder.join("package-lock.json")).is_ok_and(|found| found == lock);
        if !(whole && same) {
            println!("Fetching Lighthouse.");
            for file in ["package.json", "package-lock.json"] {
                fs::copy(from.join(file), folder.join(file))?;
            }
            let fetch = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
            run(Command::new("npm").args(fetch).current_dir(&folder))
                .context("npm could not fetch Lighthouse")?;
        }
        let program = folder.join("node_modules/lighthouse/cli/index.js");
        Ok(Self { program, chromium, folder })
    }

    /// Holds pages, each a name and a URL, to [`LEAST`].
    pub(crate) fn holds(&self, pages: &[(&str, String)]) -> Result<()> {
        let mut faults = Vec::new();
        for (name, url) in pages {
            // What is judged here does not depend on time.
            let report = self.ask(url, name, &JUDGED, &["--throttling-method=provided"])?;
            println!("{name}: {}", report.scores_in_words());
            faults.extend(report.below(LEAST).into_iter().map(|fault| format!("{name}: {fault}")));
        }
        ensure!(faults.is_empty(), "Lighthouse asks for more\n{}", faults.join("\n"));
        Ok(())
    }

    /// How a page loads on a slow telephone, simulated: the median of `runs` by score.
    pub(crate) fn performance(&self, name: &str, url: &str, runs: usize) -> Result<Report> {
        let mut reports = (0..runs)
            .map(|_| self.ask(url, name, &["performance"], &[]))
            .collect::<Result<Vec<_>>>()?;
        reports.sort_by_key(|report| report.score("performance"));
        let middle = reports.len() / 2;
        ensure!(middle < reports.len(), "no run, no median");
        Ok(reports.swap_remove(middle))
    }

    fn ask(&self, url: &str, name: &str, categories: &[&str], how: &[&str]) -> Result<Report> {
        let file = self.folder.join(format!("{name}.json"));
        let output = Command::new("node")
            .arg(&self.program)
            .arg(url)
            .args(["--output=json", "--quiet", "--no-enable-error-reporting"])
            .arg(format!("--output-path={}", file.display()))
            .arg(format!("--only-categories={}", categories.join(",")))
            .arg(format!("--chrome-flags={CHROMIUM}"))
            .args(how)
            .env("CHROME_PATH", &self.chromium)
            .output()
            .context("node does not start")?;
        if !output.status.success() {
            bail!("Lighthouse failed at {url}:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        let found = serde_json::from_slice(&fs::read(&file)?)?;
        Report::read(&found, categories)
            .with_context(|| format!("Lighthouse at {url}; its report is {}", file.display()))
    }
}
