use std::time::Duration;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// Within this the last packet before a mute has left every jitter buffer.
const MUTED_WITHIN: Duration = Duration::from_secs(2);

#[test]
fn tone_reaches_two_listeners() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space("A tone for two").await?;
        host.goes_live().await?;

        let first = world.person("Ben").await?;
        let second = world.person("Cleo").await?;
        for listener in [&first, &second] {
            listener.opens(&space).await?;
            listener.listens().await?;
            let took = listener.hears_tone(TONE_HZ, PATIENCE).await?;
            eprintln!("{} hears the tone after {took:?}", listener.name);
            listener.sees_somebody_speaking().await?;
        }
        host.hears_nothing(MUTED_WITHIN).await?;

        host.mutes().await?;
        for listener in [&first, &second] {
            listener.hears_nothing(MUTED_WITHIN).await?;
            listener.sees_somebody_muted(true).await?;
            listener.sees_nobody_speaking().await?;
        }

        host.unmutes().await?;
        for listener in [&first, &second] {
            listener.hears_tone(TONE_HZ, PATIENCE).await?;
            listener.sees_somebody_muted(false).await?;
            listener.sees_somebody_speaking().await?;
        }

        host.ends_the_space().await?;
        for listener in [&first, &second] {
            listener.is_in_state("ended").await?;
            listener.hears_nothing(MUTED_WITHIN).await?;
        }
        Ok(())
    });
}
