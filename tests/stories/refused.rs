use std::time::Duration;

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

/// A relay without room for those who look is not pressed; without room for a listener, it is
/// asked again when it said, and the status counts down to it.
#[test]
fn a_full_relay_names_the_wait() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space("Standing room").await?;
        host.goes_live().await?;

        let listener = world.person("Ben").await?;
        listener.page().before_every_page(NO_ROOM).await?;
        listener.opens(&space).await?;
        listener.is_in_state("idle").await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let asked = listener.page().eval("return window.__asked").await?;
        ensure!(asked == serde_json::json!(["warm"]), "whoever looks asked: {asked}");

        listener.clicks("listen-button").await?;
        listener.is_in_state("too-many").await?;
        let words = listener.reads("status").await?;
        ensure!(words.contains("Trying again in"), "the status names no wait: {words}");
        listener.page().eval("window.__full = false").await?;
        listener.is_in_state("live").await?;
        listener.hears_tone(TONE_HZ, PATIENCE).await?;
        let asked = listener.page().eval("return window.__asked").await?;
        ensure!(asked == serde_json::json!(["warm", "cold", "cold"]), "a listener asked: {asked}");
        Ok(())
    });
}

const NO_ROOM: &str = "() => {
    window.__full = true;
    window.__asked = [];
    const fetch = window.fetch;
    window.fetch = async function (request, ...given) {
        const url = request.url ?? request;
        if (!/\\/whep(\\?|$)/.test(url)) return fetch.call(this, request, ...given);
        window.__asked.push(/warm=1/.test(url) ? 'warm' : 'cold');
        if (!window.__full) return fetch.call(this, request, ...given);
        const problem = {
            status: 429, title: 'Too many', detail: 'no room', code: 'too_many',
            fault: { too_many: { retry_after_s: 4 } },
        };
        const headers = { 'Content-Type': 'application/problem+json', 'Retry-After': '4' };
        return new Response(JSON.stringify(problem), { status: 429, headers });
    };
}";
