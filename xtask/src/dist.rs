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

/// One program of the client, as `causerie_shared::program` names them.
struct Program {
    bin: &'static str,
    /// Starts it; the relay serves it for every page that the program draws.
    page: &'static str,
    /// What its first page may cost: its WebAssembly and its glue, after Brotli.
    budget_bytes: u64,
}

const PACKAGE: &str = "causerie-client";

const PROGRAMS: [Program; 3] = [
    Program { bin: "causerie-client", page: "index.html", budget_bytes: 260_000 },
    Program { bin: "causerie-office", page: "office.html", budget_bytes: 205_000 },
    Program { bin: "causerie-till", page: "till.html", budget_bytes: 190_000 },
];

/// Brotli's slowest and densest.
const QUALITY: u32 = 11;

/// Changes whenever the same inputs give another `dist/`, so that an old one is not kept.
const RECIPE: u64 = 4;

pub(crate) struct Built {
    folder: PathBuf,
}

/// Builds `dist/`, or finds that it is there already.
pub(crate) fn build(root: &Path) -> Result<Built> {
    ensure_wasm_target(root)?;
    let html = fs::read_to_string(root.join("index.html")).context("no index.html")?;
    let asked = asked(&html)?;
    let target = target_dir(root)?;
    let modules = compile(root, &target, &asked)?;

    let dist = root.join("dist");
    let stamp =
        target.join(format!("xtask/dist-{:016x}", hash(root.as_os_str().as_encoded_bytes())));
    let wanted = format!("{:016x}", inputs(root, &html, &asked, &modules)?);
    let there = fs::read_to_string(&stamp).is_ok_and(|found| found == wanted);
    if there && PROGRAMS.iter().all(|program| dist.join(program.page).exists()) {
        return Ok(Built { folder: dist });
    }

    let started = Instant::now();
    // An unfinished dist/ must not be taken for a finished one.
    let _ = fs::remove_file(&stamp);
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    for ask in &asked {
        match &ask.what {
            What::CopyDir { href, to } => copy_dir(&root.join(href), &dist.join(to))?,
            What::CopyFile { href, to } => copy_file(&root.join(href), &dist.join(to))?,
            What::Rust { .. } | What::Css { .. } => {}
        }
    }
    let style = style(root, &dist, &asked)?;
    let starts = PROGRAMS.iter().zip(&modules);
    let starts: Vec<Start> = starts
        .map(|(program, module)| client(&dist, program.bin, module))
        .collect::<Result<_>>()?;
    for (at, program) in PROGRAMS.iter().enumerate() {
        let (before, from) = starts.split_at(at);
        let (own, after) = from.split_first().context("every program was bound")?;
        let later: Vec<_> = before.iter().chain(after).map(Start::later).collect();
        let tags = format!("{}\n  <!-- relay:account {} -->", own.tags(), later.join("\n  "));
        fs::write(dist.join(program.page), page(&html, &asked, &style, &tags))?;
    }
    compress(&dist)?;
    fs::create_dir_all(stamp.parent().context("a stamp has a folder")?)?;
    fs::write(&stamp, wanted)?;
    println!("Packed the client into dist/ in {:.1} s.", started.elapsed().as_secs_f32());
    Ok(Built { folder: dist })
}

/// Compiles all programs at once, and says where each of them is.
fn compile(root: &Path, target: &Path, asked: &[Asked]) -> Result<Vec<PathBuf>> {
    let profile = asked.iter().find_map(|ask| match &ask.what {
        What::Rust { profile } => Some(profile),
        What::Css { .. } | What::CopyDir { .. } | What::CopyFile { .. } => None,
    });
    let profile = profile.context("index.html has no rust tag")?;
    println!("Building the client (profile {profile}).");
    let bins = PROGRAMS.iter().flat_map(|program| ["--bin", program.bin]);
    run(cargo(root, &["build", "--package", PACKAGE])
        .args(bins)
        .args(["--target", "wasm32-unknown-unknown", "--profile", profile])
        .arg("--quiet"))?;
    let built = target.join("wasm32-unknown-unknown").join(folder_of(profile));
    Ok(PROGRAMS.iter().map(|program| built.join(program.bin).with_extension("wasm")).collect())
}

/// The page that starts a program: index.html, with what came of the tags in their places.
fn page(html: &str, asked: &[Asked], style: &str, start: &str) -> String {
    let mut page = String::new();
    let mut done = 0;
    let mut style = style;
    for ask in asked {
        page += &html[done..ask.span.start];
        done = ask.span.end;
        page += match &ask.what {
            What::Rust { .. } => start,
            // One for all of them.
            What::Css { .. } => std::mem::take(&mut style),
            What::CopyDir { .. } | What::CopyFile { .. } => "",
        };
    }
    page += &html[done..];
    // The tags that left nothing behind leave no empty lines either.
    let lines: Vec<&str> = page.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.join("\n") + "\n"
}

impl Built {
    /// Prints every file that is code or style, with its size as a browser gets it.
    pub(crate) fn report(&self) {
        println!("\n{:>12} {:>12}  file", "bytes", "brotli");
        for (name, raw, brotli) in self.sizes() {
            println!("{raw:>12} {brotli:>12}  {name}");
        }
        for program in &PROGRAMS {
            let bytes = self.bytes_of(program);
            println!(
                "{} (wasm and glue) is {:.1} kB of the {:.0} kB it may be; {:.1} kB are left.",
                program.bin,
                bytes as f64 / 1e3,
                program.budget_bytes as f64 / 1e3,
                program.budget_bytes.saturating_sub(bytes) as f64 / 1e3,
            );
        }
        println!();
    }

    pub(crate) fn keeps_its_budget(&self) -> Result<()> {
        for program in &PROGRAMS {
            let (bytes, most) = (self.bytes_of(program), program.budget_bytes);
            ensure!(
                bytes <= most,
                "{} is {bytes} bytes after Brotli; {most} are allowed",
                program.bin
            );
        }
        Ok(())
    }

    fn bytes_of(&self, program: &Program) -> u64 {
        let is_code = |name: &str| name.ends_with(".wasm") || name.ends_with(".js");
        // A snippet may be anybody's.
        let is_of = |name: &str| {
            name.starts_with("snippets/") || name.starts_with(&format!("{}-", program.bin))
        };
        let sizes = self.sizes().into_iter();
        sizes.filter(|(name, _, _)| is_code(name) && is_of(name)).map(|(_, _, brotli)| brotli).sum()
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
/// are a file because a strict Content-Security-Policy runs no inline script.
fn client(dist: &Path, bin: &str, module: &Path) -> Result<Start> {
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
    let boot = write_hashed(dist, bin, "_boot", "js", boot.as_bytes())?;
    Ok(Start { wasm, glue, boot })
}

/// The files that start a program.
struct Start {
    wasm: String,
    glue: String,
    boot: String,
}

impl Start {
    /// For a page that this program draws.
    fn tags(&self) -> String {
        let Self { wasm, glue, boot } = self;
        format!(
            r#"<link rel="modulepreload" href="/{glue}">
  <link rel="preload" href="/{wasm}" as="fetch" type="application/wasm" crossorigin>
  <script type="module" src="/{boot}"></script>"#
        )
    }

    /// For a page of another program: fetched when the browser has nothing else to do. They stand in
    /// a comment, from which the relay takes them for those who have an account.
    fn later(&self) -> String {
        let Self { wasm, glue, .. } = self;
        format!(
            r#"<link rel="prefetch" href="/{glue}" as="script" crossorigin>
  <link rel="prefetch" href="/{wasm}" as="fetch" crossorigin>"#
        )
    }
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

/// Pages stay without: the relay writes each one's own title and tags into them.
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
