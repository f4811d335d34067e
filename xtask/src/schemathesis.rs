//! Whether the relay's doors are what its OpenAPI document says: PyPI's schemathesis asks each of
//! them with what the document allows and with what it forbids, and holds the answers against it.
//!
//! The same seed asks the same questions, so a failure can be had again. A document that lies is
//! tried first: were the lie not found, nothing else that is found right would mean anything.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::cargo::target_dir;
use crate::http;
use crate::python;
use crate::relay::Relay;

/// What draws the questions is pinned too, or the seed would mean others.
const PACKAGES: [&str; 2] = ["schemathesis==4.32.5", "hypothesis==6.170.17"];
const OTHERWISE: &str = "choose other steps: cargo xtask test --only …";
const SEED: &str = "20261125";
/// Drawn at random for each door, beside those that its document lets derive one by one.
const EXAMPLES: &str = "30";
/// Left out: that everything which fits the document is accepted. A document cannot say what is
/// taken, full, or gone.
const CHECKS: [&str; 12] = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "use_after_free",
    "ensure_resource_availability",
];
const DOCUMENT: &str = "/openapi.json";

/// Holds a relay to its own document.
pub(crate) fn check(root: &Path, relay: &Relay) -> Result<()> {
    let document = http::get(&relay.address, DOCUMENT)?;
    ensure!(document.status == 200, "{DOCUMENT} answers {}", document.status);
    let document: Value =
        serde_json::from_str(&document.body).context("/openapi.json is no JSON")?;
    ensure!(document["openapi"].is_string(), "/openapi.json is no OpenAPI document");
    let schemathesis = Schemathesis::ready(root, relay)?;
    schemathesis.finds_the_lie(root)?;
    schemathesis.holds(&relay.url(DOCUMENT))
}

struct Schemathesis {
    python: std::path::PathBuf,
    hooks: std::path::PathBuf,
    /// Where it writes what it remembers.
    folder: std::path::PathBuf,
    relay: String,
}

impl Schemathesis {
    fn ready(root: &Path, relay: &Relay) -> Result<Self> {
        let folder = target_dir(root)?.join("xtask/schemathesis");
        fs::create_dir_all(&folder)?;
        let python = python::with(&folder.join("venv"), &PACKAGES, OTHERWISE)?;
        Ok(Self { python, hooks: hooks(root), folder, relay: relay.url("") })
    }

    /// `document`: a URL, or a file.
    fn holds(&self, document: &str) -> Result<()> {
        let mut run = self.run(document);
        run.args(["--checks", &CHECKS.join(",")]);
        println!("Asking every door of {document}, with seed {SEED}.");
        let status = run.status().context("schemathesis does not start")?;
        ensure!(
            status.success(),
            "a door is not what {document} says of it; how to ask it again stands above, and \
             the seed was {SEED}"
        );
        Ok(())
    }

    fn finds_the_lie(&self, root: &Path) -> Result<()> {
        const LIE: &str = "response_schema_conformance";
        let document = hooks(root).join("lies.json");
        let document = document.to_str().context("a path that is no text")?;
        let Output { status, stdout, stderr } =
            self.run(document).args(["--checks", LIE]).output()?;
        let said = String::from_utf8_lossy(&stdout);
        if status.success() || !said.contains("null is not of type \"integer\"") {
            let errors = String::from_utf8_lossy(&stderr);
            bail!("schemathesis does not find a lie in a document ({status}):\n{said}{errors}");
        }
        Ok(())
    }

    fn run(&self, document: &str) -> Command {
        let mut command = Command::new(&self.python);
        command
            .args(["-m", "schemathesis.cli", "run", document, "--url", &self.relay])
            .args(["--seed", SEED, "--max-examples", EXAMPLES])
            .args(["--generation-database", "none", "--no-color"])
            .current_dir(&self.folder)
            .env("CAUSERIE_URL", &self.relay)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", &self.hooks)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}

fn hooks(root: &Path) -> std::path::PathBuf {
    root.join("tests/schemathesis")
}
