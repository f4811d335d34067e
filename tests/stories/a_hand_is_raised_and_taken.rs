use std::time::{Duration, Instant};

use anyhow::ensure;
use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// From "Go live" to the first tone in another browser.
const HEARD_WITHIN: Duration = Duration::from_secs(5);

/// A guest raises a hand by its key, says who they are, asks; the host reads it and takes them; they
/// speak, and a third hears it. Whoever waits behind knows their place, and moves up.
#[test]
fn a_hand_is_raised_and_taken() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("Questions, please").await?;
        host.page().resize(1440, 900).await?;
        host.reads_in("desk", "No hand is up").await?;
        let before = host.page().eval(WHERE_THINGS_ARE).await?;
        let third = world.person("Cleo").await?;
        third.opens(&space).await?;

        let ben = host.lends_the_machine_to("Ben").await?;
        ben.opens(&space).await?;
        ben.sees("hand-button").await?;
        ben.page().keys("h").await?;
        ben.says_their_name().await?;
        ben.reads_in("hand-place", "you are next").await?;
        host.reads_in("hand-count", "1").await?;
        host.reads_in("desk", "Ben raises a hand").await?;
        third.raises_a_hand().await?;
        third.reads_in("hand-place", "2nd in line").await?;
        host.reads_in("hand-count", "2").await?;
        let after = host.page().eval(WHERE_THINGS_ARE).await?;
        ensure!(before == after, "hands that went up moved the page from {before} to {after}");

        ben.writes("question-input", "Half a thou").await?;
        // What others do takes nothing from whoever types.
        third.asks("And who is next?").await?;
        let typed = ben.has_written("question-input").await?;
        ensure!(typed == "Half a thou", "{typed:?} is left of what was typed");
        ben.asks("Does the harbour sleep?").await?;
        host.reads_in("hand", "Does the harbour sleep?").await?;

        host.clicks("bring-on-stage").await?;
        ben.chooses_a_microphone().await?;
        third.reads_in("hand-place", "you are next").await?;
        third.listens().await?;
        let asked = Instant::now();
        ben.goes_live().await?;
        third.hears_tone(TONE_HZ, HEARD_WITHIN).await?;
        eprintln!("heard {:?} after the click", asked.elapsed());
        ben.reads_in("status", "You are on air").await?;

        // Lowered by the key that raised it; the own words are no keys.
        third.page().keys("h").await?;
        third.reads_in("hand-button", "Raise hand").await?;
        host.reads_in("desk", "No hand is up").await?;

        // And one that is put down with a word.
        third.page().keys("h").await?;
        host.clicks("dismiss").await?;
        host.types_into("reason-input", "We close in a minute").await?;
        host.clicks("dismiss-confirm").await?;
        third.is_told("We close in a minute").await?;
        third.hears_tone(TONE_HZ, PATIENCE).await?;

        ben.chooses_for("Ben", "seat-step-down").await?;
        ben.sees("hand-button").await?;
        third.hears_nothing(PATIENCE).await.map(drop)
    });
}

/// What a host may be about to click.
const WHERE_THINGS_ARE: &str = "
    return ['disc', 'end-button', 'desk'].map(id => {
        const { top, left, height } = document.querySelector(`[data-testid=${id}]`).getBoundingClientRect();
        return [id, Math.round(top), Math.round(left), Math.round(height)];
    });";
