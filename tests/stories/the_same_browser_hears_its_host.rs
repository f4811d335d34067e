use std::time::Duration;

use anyhow::Result;
use causerie_tests::person::{PATIENCE, Person};
use causerie_tests::world::{Demo, TONE_HZ, story};

/// Long enough for a voice to come round through the relay and a jitter buffer.
const ROUND_TRIP: Duration = Duration::from_millis(500);

/// Two tabs of one browser are one person: the one that speaks is spared its own voice, and the
/// other is an ear like any.
#[test]
fn the_same_browser_hears_its_host() {
    story(Demo::None, async |world| {
        let speaking = world.person("Ada").await?;
        speaking.page().before_every_page(REMEMBER_SOCKETS).await?;
        let space = speaking.creates_a_space("Is this thing on?").await?;
        let listening = speaking.opens_another_tab().await?;
        listening.opens(&space).await?;
        listening.listens().await?;

        speaking.turns_to_this_tab().await?;
        speaking.goes_live().await?;
        listening.hears_tone(TONE_HZ, PATIENCE).await?;
        stays_unheard(&speaking).await?;

        speaking.page().eval("window.__sockets.forEach(socket => socket.close())").await?;
        speaking
            .waits(
                "window.__sockets.at(-1).readyState === 1 && __sockets.length > 1",
                "a new socket",
            )
            .await?;
        speaking.is_in_state("live").await?;
        stays_unheard(&speaking).await?;
        listening.hears_tone(TONE_HZ, PATIENCE).await?;
        Ok(())
    });
}

/// The tab that spoke last keeps the stage, and the former one neither speaks nor fights for it.
#[test]
fn the_newest_tab_speaks() {
    story(Demo::None, async |world| {
        let former = world.person("Ada").await?;
        let space = former.creates_a_space("Moving chairs").await?;
        former.goes_live().await?;
        let listener = world.person("Ben").await?;
        listener.opens(&space).await?;
        listener.listens().await?;
        listener.hears_tone(TONE_HZ, PATIENCE).await?;

        let newest = former.opens_another_tab().await?;
        newest.opens(&space).await?;
        newest.goes_live().await?;
        former.is_in_state("taken-over").await?;

        // Longer than a tab that lost its microphone would wait before offering it again.
        tokio::time::sleep(Duration::from_secs(4)).await;
        former.is_in_state("taken-over").await?;
        newest.is_in_state("live").await?;
        newest.sees("mute-button").await?;
        listener.hears_tone(TONE_HZ, PATIENCE).await?;
        stays_unheard(&newest).await?;
        Ok(())
    });
}

async fn stays_unheard(speaker: &Person) -> Result<()> {
    tokio::time::sleep(ROUND_TRIP).await;
    for _ in 0..4 {
        speaker.hears_nothing(Duration::ZERO).await?;
    }
    Ok(())
}

const REMEMBER_SOCKETS: &str = "() => {
    window.__sockets = [];
    const Socket = window.WebSocket;
    window.WebSocket = class extends Socket {
        constructor(...given) {
            super(...given);
            window.__sockets.push(this);
        }
    };
}";
