//! axe-core's judgement of a page. `cargo xtask test` fetches the script and names it in
//! CAUSERIE_AXE.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::page::Page;

#[derive(Deserialize)]
struct Violation {
    id: String,
    impact: Option<String>,
    help: String,
    nodes: Vec<String>,
}

/// Holds that the page as it is has no serious or critical violation.
pub async fn holds(page: &Page, what: &str) -> Result<()> {
    let script = std::env::var_os("CAUSERIE_AXE")
        .context("CAUSERIE_AXE names no axe-core: run the stories with `cargo xtask test`")?;
    let script = std::fs::read_to_string(script)?;
    page.eval(&format!("if (!window.axe) {{ {script}\n }}")).await?;
    let found = page
        .eval(
            "await Promise.allSettled(document.getAnimations().map(a => a.effect.getTiming().iterations === Infinity || a.finished));
             const found = await axe.run({ resultTypes: ['violations'] });
             return found.violations.map(({ id, impact, help, nodes }) =>
                 ({ id, impact, help, nodes: nodes.map(n => n.html + ': ' + n.failureSummary) }));",
        )
        .await?;
    let mut found: Vec<Violation> = serde_json::from_value(found)?;
    found.retain(|v| matches!(v.impact.as_deref(), Some("serious" | "critical")));
    let words: Vec<String> = found
        .iter()
        .map(|v| format!("{} ({}):\n  {}", v.help, v.id, v.nodes.join("\n  ")))
        .collect();
    ensure!(words.is_empty(), "{what} shuts people out\n{}", words.join("\n"));
    Ok(())
}
