use std::time::Duration;

use causerie_tests::world::{Demo, story};

/// The demo speakers pause between turns.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

#[test]
fn demo_space_is_on_air_for_a_stranger() {
    story(Demo::OnAir, async |world| {
        let stranger = world.person("A stranger").await?;
        stranger.opens("/").await?;
        stranger.clicks("space-card").await?;
        stranger.listens().await?;
        stranger.hears_something(LONGEST_PAUSE).await?;
        stranger.sees_somebody_speaking().await?;
        Ok(())
    });
}
