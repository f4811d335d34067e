use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

#[test]
fn a_refused_microphone_is_told_what_to_do() {
    story(Demo::None, async |world| {
        let host = world.person_with("Ada", Microphone::Refused, Autoplay::NeedsGesture).await?;
        host.creates_a_space("Nobody hears me").await?;
        host.is_in_state("mic-refused").await?;
        let status = host.reads("status").await?;
        ensure!(
            status.to_lowercase().contains("microphone"),
            "the status does not speak of the microphone: {status}"
        );
        host.waits(
            "/allow the microphone/i.test(document.body.innerText)",
            "words that say what to do",
        )
        .await?;
        Ok(())
    });
}

/// A browser that lets a page play only after a gesture plays after the one click on Listen.
#[test]
fn one_click_is_gesture_enough() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space("One click").await?;
        host.goes_live().await?;
        let listener =
            world.person_with("Ben", Microphone::Refused, Autoplay::NeedsGesture).await?;
        listener.opens(&space).await?;
        listener.listens().await?;
        listener.hears_tone(TONE_HZ, PATIENCE).await?;
        Ok(())
    });
}

/// Some browsers refuse to play even after a click, by a setting of their owner: the status says
/// so, and a click once playing is allowed brings the sound.
#[test]
fn refused_playback_is_told_what_to_do() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space("Not a sound").await?;
        host.goes_live().await?;

        let listener = world.person("Ben").await?;
        listener.page().before_every_page(REFUSE_TO_PLAY).await?;
        listener.opens(&space).await?;
        listener.clicks("listen-button").await?;
        listener.is_in_state("blocked").await?;
        let words = listener.reads("status").await?;
        ensure!(words.len() > 20, "the status says too little: {words}");

        listener.page().eval("window.__refuse = false").await?;
        listener.clicks("listen-button").await?;
        listener.is_in_state("live").await?;
        listener.hears_tone(TONE_HZ, PATIENCE).await?;
        Ok(())
    });
}

const REFUSE_TO_PLAY: &str = "() => {
    window.__refuse = true;
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        return window.__refuse
            ? Promise.reject(new DOMException('The owner said no.', 'NotAllowedError'))
            : play.call(this);
    };
}";
