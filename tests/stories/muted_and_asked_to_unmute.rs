use std::time::Duration;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// Within this the last packet before a mute has left every jitter buffer.
const MUTED_WITHIN: Duration = Duration::from_secs(2);

/// A host silences the stage, and asks one voice back; only its owner brings it back.
#[test]
fn muted_and_asked_to_unmute() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("Quiet, please").await?;
        host.lets_everyone_speak().await?;
        let third = world.person("Cleo").await?;
        third.opens(&space).await?;
        third.listens().await?;
        let ben = host.lends_the_machine_to("Ben").await?;
        ben.opens(&space).await?;
        ben.comes_on_stage().await?;
        ben.goes_live().await?;
        third.hears_tone(TONE_HZ, PATIENCE).await?;

        host.clicks("mute-all").await?;
        ben.is_told("A host muted you").await?;
        third.hears_nothing(MUTED_WITHIN).await?;
        third.sees_somebody_muted(true).await?;

        host.chooses_for("Ben", "seat-ask-to-unmute").await?;
        ben.reads_on_the_page("A host would like to hear you").await?;
        ben.clicks("stay-muted").await?;
        ben.sees_no("stay-muted").await?;
        third.hears_nothing(Duration::ZERO).await?;

        host.chooses_for("Ben", "seat-ask-to-unmute").await?;
        ben.clicks("unmute-as-asked").await?;
        ben.sees_no("stay-muted").await?;
        third.hears_tone(TONE_HZ, PATIENCE).await?;
        host.chooses_for("Ben", "seat-mute").await?;
        third.hears_nothing(MUTED_WITHIN).await.map(drop)
    });
}
