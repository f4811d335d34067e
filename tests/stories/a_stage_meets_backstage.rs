use std::time::Duration;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// The host tries their voice while nobody hears it; one click before the beginning is enough to
/// hear it; behind a lock nobody new comes in.
#[test]
fn a_stage_meets_backstage() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space_backstage("Behind the curtain").await?;
        host.chooses_a_microphone().await?;
        host.clicks("go-live-button").await?;
        host.sees("mute-button").await?;
        host.reads_on_the_page("Sound check").await?;
        let level = "getComputedStyle(document.querySelector('.seat-level'), '::after').transform";
        let moves = format!("Number(({level}.match(/matrix\\(([^,]+)/) ?? [0, 0])[1]) > 0.1");
        host.waits(&moves, "the level of a voice").await?;

        let ben = world.person("Ben").await?;
        ben.opens(&space).await?;
        ben.is_in_state("backstage").await?;
        ben.reads_on_the_page("The stage is getting ready").await?;
        ben.clicks("listen-button").await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        ben.hears_nothing(Duration::ZERO).await?;
        host.clicks("open-doors").await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        ben.is_in_state("live").await?;
        host.is_in_state("live").await?;
        host.sees_no("open-doors").await?;

        host.clicks("room-settings").await?;
        host.clicks("lock").await?;
        let cleo = ben.lends_the_machine_to("Cleo").await?;
        cleo.opens(&space).await?;
        cleo.is_in_state("locked").await?;
        cleo.sees_no("listen-button").await?;
        ben.turns_to_this_tab().await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        host.clicks("lock").await?;
        cleo.turns_to_this_tab().await?;
        cleo.clicks("gate-again").await?;
        cleo.sees("listen-button").await
    });
}
