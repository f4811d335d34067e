use std::time::Duration;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// Within this the last packet before the change has left every jitter buffer.
const OFF_WITHIN: Duration = Duration::from_secs(2);

/// Ben turns Ada's voice off, and Cleo hears her on; he blocks her, and her disc says so; what he
/// reports is read by those who administer the relay.
#[test]
fn a_voice_is_off_for_me_alone() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/new").await?;
        ada.writes("title-input", "One of many").await?;
        ada.clicks("create-button").await?;
        ada.waits("location.pathname.startsWith('/s/')", "the new space's page").await?;
        let space = ada.path().await?;
        ada.goes_live().await?;
        let ben = world.person("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.listens().await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        let cleo = world.person("Cleo").await?;
        cleo.opens(&space).await?;
        cleo.listens().await?;

        ben.chooses_for("Ada", "seat-hear-not").await?;
        ben.reads_in("unheard", "Off for you").await?;
        ben.hears_nothing(OFF_WITHIN).await?;
        ben.sees_nobody_speaking().await?;
        cleo.hears_tone(TONE_HZ, PATIENCE).await?;
        // The connection is made anew; the wish outlives it.
        ben.clicks("pause-button").await?;
        ben.clicks("listen-button").await?;
        tokio::time::sleep(OFF_WITHIN).await;
        ben.hears_nothing(Duration::ZERO).await?;

        ben.chooses_for("Ada", "seat-report").await?;
        ben.reads_in("report-dialog", "Nobody in here is told").await?;
        ben.clicks("harassment").await?;
        ben.writes("note-input", "She sings one note").await?;
        ben.clicks("report-send").await?;
        ben.is_told("Reported").await?;
        let said = world.administers(&["reports"]).await?;
        for words in ["harassment", "of Ada (@ada_l)", "by Ben (@ben_w)", "She sings one note"] {
            anyhow::ensure!(said.contains(words), "{words} is missing in:\n{said}");
        }
        let report = said.split_whitespace().next().unwrap_or_default();
        world.administers(&["reports", "--close", report]).await?;
        let said = world.administers(&["reports"]).await?;
        anyhow::ensure!(said.trim() == "0 are open.", "{said}");

        ben.chooses_for("Ada", "seat-hear-again").await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        ben.sees_no("unheard").await?;
        ben.chooses_for("Ada", "seat-block").await?;
        ben.clicks("confirm-button").await?;
        ben.reads_in("blocked-mark", "You blocked them").await?;
        ben.opens(&space).await?;
        ben.reads_in("blocked-mark", "You blocked them").await
    });
}
