//! Builds the client into `dist/`: what a browser is served, under names that change with their
//! content, each compressible file with a `.br` beside it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;
use wasm_bindgen_cli_support::Bindgen;

use crate::cargo::{cargo, ensure_wasm_target, run, target_dir};
use crate::names;
use crate::page::{Asked, What, asked};

/// What a first visit may cost: the client's WebAssembly and its glue, after Brotli.
const BUDGET_BYTES: u64 = 260_000;

/// Brotli's slowest and densest.
const QUALITY: u32 = 11;

/// Changes whenever the same inputs give another `dist/`, so that an old one is not kept.
const RECIPE: u64 = 3;

pub(crate) struct Built {
    folder: PathBuf,
}

/// Builds `dist/`, or finds that it is there already.
pub(crate) fn build(root: &Path) -> Result<Built> {
    ensure_wasm_target(root)?;
    let html = fs::read_to_string(root.join("index.html")).context("no index.html")?;
    let asked = asked(&html)?;
    let target = target_dir(root)?;
    let mut modules = Vec::new();
    for ask in &asked {
        if let What::Rust { bin, profile } = &ask.what {
            println!("Building the client (profile {profile}).");
            run(cargo(root, &["build", "--package", bin, "--bin", bin])
                .args(["--target", "wasm32-unknown-unknown", "--profile", profile])
                .arg("--quiet"))?;
            let built = target.join("wasm32-unknown-unknown").join(folder_of(profile));
            modules.push(built.join(bin).with_extension("wasm"));
        }
    }

    let dist = root.join("dist");
    let stamp =
        target.join(format!("xtask/dist-{:016x}", hash(root.as_os_str().as_encoded_bytes())));
    let wanted = format!("{:016x}", inputs(root, &html, &asked, &modules)?);
    let there = fs::read_to_string(&stamp).is_ok_and(|found| found == wanted);
    if there && dist.join("index.html").exists() {
        return Ok(Built { folder: dist });
    }

    let started = Instant::now();
    // An unfinished dist/ must not be taken for a finished one.
    let _ = fs::remove_file(&stamp);
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    let mut page = String::new();
    let mut style = style(root, &dist, &asked)?;
    let mut done = 0;
    let mut module = modules.iter();
    for ask in &asked {
        page += &html[done..ask.span.start];
        done = ask.span.end;
        page += &match &ask.what {
            What::Rust { bin, .. } => {
                client(&dist, bin, module.next().context("every rust tag was built")?)?
            }
            What::Css { .. } => std::mem::take(&mut style),
            What::CopyDir { href, to } => copied(copy_dir(&root.join(href), &dist.join(to)))?,
            What::CopyFile { href, to } => copied(copy_file(&root.join(href), &dist.join(to)))?,
        };
    }
    page += &html[done..];
    // The tags that left nothing behind leave no empty lines either.
    let page: Vec<&str> = page.lines().filter(|line| !line.trim().is_empty()).collect();
    fs::write(dist.join("index.html"), page.join("\n") + "\n")?;
    compress(&dist)?;
    fs::create_dir_all(stamp.parent().context("a stamp has a folder")?)?;
    fs::write(&stamp, wanted)?;
    println!("Packed the client into dist/ in {:.1} s.", started.elapsed().as_secs_f32());
    Ok(Built { folder: dist })
}

impl Built {
    /// Prints every file that is code or style, with its size as a browser gets it.
    pub(crate) fn report(&self) {
        println!("\n{:>12} {:>12}  file", "bytes", "brotli");
        for (name, raw, brotli) in self.sizes() {
            println!("{raw:>12} {brotli:>12}  {name}");
        }
        let (total, left) = (self.app_bytes(), BUDGET_BYTES.saturating_sub(self.app_bytes()));
        println!(
            "The app (wasm and glue) is {:.1} kB of the {:.0} kB it may be; {:.1} kB are left.\n",
            total as f64 / 1e3,
            BUDGET_BYTES as f64 / 1e3,
            left as f64 / 1e3,
        );
    }

    pub(crate) fn keeps_its_budget(&self) -> Result<()> {
        let bytes = self.app_bytes();
        ensure!(
            bytes <= BUDGET_BYTES,
            "the app is {bytes} bytes after Brotli; {BUDGET_BYTES} are allowed"
        );
        Ok(())
    }

    fn app_bytes(&self) -> u64 {
        let sizes = self.sizes().into_iter();
        sizes
            .filter(|(name, _, _)| name.ends_with(".wasm") || name.ends_with(".js"))
            .map(|(_, _, brotli)| brotli)
            .sum()
    }

    /// Name, bytes, and bytes after Brotli of each compressed file.
    fn sizes(&self) -> Vec<(String, u64, u64)> {
        let mut sizes = Vec::new();
        for file in files(&self.folder) {
            let name = file.strip_prefix(&self.folder).unwrap_or(&file).display().to_string();
            let size = |path: &Path| fs::metadata(path).map(|found| found.len()).ok();
            if let (Some(raw), Some(brotli)) = (size(&file), size(&brotli_of(&file))) {
                sizes.push((name, raw, brotli));
            }
        }
        sizes
    }
}

/// Joins every sheet, in order, into one file: a sheet per component is for those who write them,
/// and a request each would be paid by those who visit. Gives the one tag.
fn style(root: &Path, dist: &Path, asked: &[Asked]) -> Result<String> {
    let mut joined = String::new();
    for ask in asked {
        if let What::Css { href } = &ask.what {
            joined += &fs::read_to_string(root.join(href)).with_context(|| href.clone())?;
            joined += "\n";
        }
    }
    if joined.is_empty() {
        return Ok(joined);
    }
    let name = write_hashed(dist, "style", "", "css", joined.as_bytes())?;
    Ok(format!(r#"<link rel="stylesheet" href="/{name}">"#))
}

/// Binds the module to the browser and writes wasm, glue, and the few lines that start it, which
/// are a file because a strict Content-Security-Policy runs no inline script. Gives the tags.
fn client(dist: &Path, bin: &str, module: &Path) -> Result<String> {
    let mut bound = Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen refused the client")?;
    let imports = bound.wasm_mut().imports.iter();
    let short = names::shortened(imports.map(|import| import.name.as_str()));
    for import in bound.wasm_mut().imports.iter_mut() {
        import.name.clone_from(&short[&import.name]);
    }
    let glue = names::renamed(bound.js(), &short);
    let wasm = write_hashed(dist, bin, "_bg", "wasm", &bound.wasm_mut().emit_wasm())?;
    let glue = write_hashed(dist, bin, "", "js", glue.as_bytes())?;
    for (id, inline) in bound.snippets() {
        for (number, text) in inline.iter().enumerate() {
            write(&dist.join(format!("snippets/{id}/inline{number}.js")), text.as_bytes())?;
        }
    }
    for (path, text) in bound.local_modules() {
        write(&dist.join("snippets").join(path), text.as_bytes())?;
    }
    let boot =
        format!("import init from \"/{glue}\";\nawait init({{ module_or_path: \"/{wasm}\" }});\n");
    let boot = write_hashed(dist, "boot", "", "js", boot.as_bytes())?;
    Ok(format!(
        r#"<link rel="modulepreload" href="/{glue}">
  <link rel="preload" href="/{wasm}" as="fetch" type="application/wasm" crossorigin>
  <script type="module" src="/{boot}"></script>"#
    ))
}

fn write_hashed(
    dist: &Path,
    stem: &str,
    suffix: &str,
    extension: &str,
    content: &[u8],
) -> Result<String> {
    let name = format!("{stem}-{:016x}{suffix}.{extension}", hash(content));
    write(&dist.join(&name), content)?;
    Ok(name)
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    fs::create_dir_all(path.parent().context("a file has a folder")?)?;
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    for file in files(from) {
        copy_file(&file, &to.join(file.strip_prefix(from)?))?;
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let content = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    write(to, &content)
}

/// What is copied leaves no tag.
fn copied(result: Result<()>) -> Result<String> {
    result.map(|()| String::new())
}

/// index.html stays without: the relay writes each page's own title and tags into it.
fn compress(dist: &Path) -> Result<()> {
    const TEXT: [&str; 9] =
        ["css", "ftl", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];
    let compressible = |file: &PathBuf| {
        let extension = file.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| TEXT.contains(&extension))
    };
    for file in files(dist).iter().filter(|file| compressible(file)) {
        let content = fs::read(file)?;
        let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, QUALITY, 22);
        encoder.write_all(&content)?;
        let compressed = encoder.into_inner();
        if compressed.len() < content.len() {
            fs::write(brotli_of(file), compressed)?;
        }
    }
    Ok(())
}

fn brotli_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

/// Everything that `dist/` is made of, in one number.
fn inputs(root: &Path, html: &str, asked: &[Asked], modules: &[PathBuf]) -> Result<u64> {
    let mut paths = modules.to_vec();
    for ask in asked {
        match &ask.what {
            What::Rust { .. } => {}
            What::Css { href } | What::CopyFile { href, .. } => paths.push(root.join(href)),
            What::CopyDir { href, .. } => paths.extend(files(&root.join(href))),
        }
    }
    let mut seen = html.as_bytes().to_vec();
    seen.extend(RECIPE.to_le_bytes());
    for path in paths {
        seen.extend(path.as_os_str().as_encoded_bytes());
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        seen.extend(hash(&content).to_le_bytes());
    }
    Ok(hash(&seen))
}

/// Files under a folder, in order; hidden ones hold places in git and nothing else.
fn files(folder: &Path) -> Vec<PathBuf> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// Where cargo puts a profile's artefacts.
fn folder_of(profile: &str) -> &str {
    match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        named => named,
    }
}

/// FNV-1a: the names need no secrecy, and the same content gives the same name everywhere.
fn hash(content: &[u8]) -> u64 {
    content.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
