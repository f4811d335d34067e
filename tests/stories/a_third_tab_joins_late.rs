use std::time::Duration;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

#[test]
fn a_third_tab_joins_late() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space("Doors stay open").await?;
        host.goes_live().await?;
        let early = world.person("Ben").await?;
        early.opens(&space).await?;
        early.listens().await?;
        early.hears_tone(TONE_HZ, PATIENCE).await?;

        // Long enough for slots, counts and clocks to be well under way.
        tokio::time::sleep(Duration::from_secs(5)).await;
        let late = world.person("Cleo").await?;
        late.opens("/").await?;
        late.clicks("space-card").await?;
        late.listens().await?;
        late.hears_tone(TONE_HZ, PATIENCE).await?;
        late.sees_somebody_speaking().await?;
        for listener in [&early, &late] {
            listener
                .waits(
                    "/\\b2\\b/.test(document.querySelector('[data-testid=listeners]')?.textContent)",
                    "two listeners to be counted",
                )
                .await?;
        }

        late.clicks("leave-button").await?;
        late.hears_nothing(Duration::from_secs(2)).await?;
        early.hears_tone(TONE_HZ, PATIENCE).await?;
        Ok(())
    });
}
