//! Screenshots of every page at three widths in light and dark, for eyes, under `target/shots`
//! (or the directory that CAUSERIE_SHOTS names).

use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::page::Page;

/// A phone, a tablet, a desk: CSS pixels.
pub const SIZES: [(u32, u32); 3] = [(360, 760), (768, 1024), (1440, 900)];

/// Narrower than this no page is promised to fit.
const NARROWEST: (u32, u32) = (320, 640);

#[derive(Clone, Copy, Debug)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub const BOTH: [Theme; 2] = [Theme::Light, Theme::Dark];

    fn word(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// The system turns light or dark; Chromium only.
pub async fn prefers(page: &Page, theme: Theme) -> Result<()> {
    let feature = json!({ "name": "prefers-color-scheme", "value": theme.word() });
    page.devtools("Emulation.setEmulatedMedia", json!({ "features": [feature] })).await.map(drop)
}

/// Takes the page as it is at every size in both themes; nothing may need scrolling sideways, in
/// neither language.
pub async fn take(page: &Page, name: &str) -> Result<()> {
    let folder = folder();
    std::fs::create_dir_all(&folder)?;
    for theme in Theme::BOTH {
        prefers(page, theme).await?;
        for (width, height) in SIZES {
            page.resize(width, height).await?;
            page.eval(AT_REST).await?;
            let png = page.screenshot().await?;
            let file = format!("{name}-{width}-{}.png", theme.word());
            std::fs::write(folder.join(&file), png)?;
            fits(page, &file).await?;
        }
    }
    fits_the_narrowest(page, name).await?;
    in_the_other_language(page).await?;
    fits_the_narrowest(page, &format!("{name} in French")).await?;
    in_the_other_language(page).await?;
    page.resize(1440, 900).await
}

/// By script, since a dialog may lie over the button.
async fn in_the_other_language(page: &Page) -> Result<()> {
    page.eval("document.querySelector('[data-testid=lang-switch]').click()").await?;
    page.eval(AT_REST).await.map(drop)
}

async fn fits_the_narrowest(page: &Page, name: &str) -> Result<()> {
    let (width, height) = NARROWEST;
    page.resize(width, height).await?;
    fits(page, &format!("{name} at {width} px")).await
}

/// What moves to an end is at it.
const AT_REST: &str = "
    const frame = () => new Promise(done => requestAnimationFrame(done));
    await document.fonts.ready;
    await frame();
    await frame();
    document.getAnimations()
        .filter(it => it.effect.getTiming().iterations !== Infinity)
        .forEach(it => it.finish());
    await frame();";

async fn fits(page: &Page, what: &str) -> Result<()> {
    let beyond = page
        .eval(
            "if (document.documentElement.scrollWidth <= innerWidth) return null;
             return [...document.querySelectorAll('body *')]
                .filter(it => it.getBoundingClientRect().right > innerWidth)
                .map(it => it.outerHTML.slice(0, 200)).slice(-3);",
        )
        .await?;
    ensure!(beyond.is_null(), "{what}: beyond the right edge of the page lie {beyond:#}");
    Ok(())
}

fn folder() -> PathBuf {
    match std::env::var_os("CAUSERIE_SHOTS") {
        Some(folder) => folder.into(),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/shots"),
    }
}
