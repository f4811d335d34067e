use std::time::Duration;

use anyhow::ensure;
use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};
use tokio::time::Instant;

/// The promise: within 3 s of the relay being ready again…
const PROMISE: Duration = Duration::from_secs(3);
/// …plus the spread that its farewell names to a handful of people.
const SPREAD: Duration = Duration::from_millis(500);
/// One look through a person's ears takes a quarter of a second, and both are asked in turn.
const MEASURING: Duration = Duration::from_secs(1);

#[test]
fn relay_restart_brings_both_back() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space("Built to last").await?;
        host.goes_live().await?;
        let listener = world.person("Ben").await?;
        listener.opens(&space).await?;
        listener.listens().await?;
        listener.hears_tone(TONE_HZ, PATIENCE).await?;

        for farewell in [true, false] {
            if farewell {
                world.end().await?;
            } else {
                world.crash().await?;
            }
            host.is_in_state("reconnecting").await?;
            listener.is_in_state("reconnecting").await?;

            world.boot().await?;
            let back = Instant::now();
            let promised = PROMISE + SPREAD + MEASURING;
            listener.hears_tone(TONE_HZ, promised).await?;
            host.is_in_state_within("live", promised).await?;
            listener.is_in_state_within("live", promised).await?;
            let took = back.elapsed();
            eprintln!("farewell {farewell}: both are back after {took:?}");
            ensure!(took <= promised, "it took {took:?} until both were back");
        }
        Ok(())
    });
}
