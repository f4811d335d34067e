use std::time::Duration;

use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::PATIENCE;
use causerie_tests::shop::seats;
use causerie_tests::world::{Demo, TONE_HZ, story};
use serde_json::json;

const PREVIEW_S: u64 = 5;

/// Whoever has no ticket hears as much as the host gives away, once; then it is quiet, and the way to
/// the rest stands there.
#[test]
fn a_preview_ends_and_the_gate_closes() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        let mut wanted = seats(2);
        wanted["preview_s"] = json!(PREVIEW_S);
        let space = ada.sells("Five seconds of songs", wanted).await?;
        ada.begins(&space).await?;
        let ben = world.person_with("Ben", Microphone::Refused, Autoplay::Allowed).await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.reads_in("listen-button", "Listen for 5 s free").await?;
        ben.sees("get-ticket").await?;
        ben.clicks("listen-button").await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        ben.sees_no("chat").await?;
        let within = Duration::from_secs(PREVIEW_S + 3);
        ben.reads_within("door-word", "This was the free part", within).await?;
        ben.hears_nothing(Duration::from_secs(1)).await?;
        ben.sees_no("listen-button").await?;

        // Another look is no second free part.
        ben.opens(&space).await?;
        ben.sees("get-ticket").await?;
        let again = "return !!document.querySelector('[data-testid=listen-button]')";
        if ben.page().eval(again).await? == true {
            ben.clicks("listen-button").await?;
            ben.reads_in("door-word", "This was the free part").await?;
        }
        ben.hears_nothing(Duration::from_secs(1)).await?;
        ben.clicks("get-ticket").await?;
        ben.takes_a_seat().await?;
        ben.pays().await?;
        ben.clicks("to-space").await?;
        ben.listens().await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        // Longer than the free part.
        tokio::time::sleep(Duration::from_secs(PREVIEW_S + 1)).await;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        let earned = ada.at_the_doors().await?.reads("/api/earnings").await?;
        ensure!(earned["currencies"][0]["taken"] == 1250, "one seat earned {earned}");
        Ok(())
    });
}
