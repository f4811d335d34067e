//! The harness's own proof, without a relay: a tone through a peer connection from a page to
//! itself is heard, and silence is not. When these fail, no story means anything.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::axe;
use causerie_tests::browser::{Autoplay, Browser, Microphone};
use causerie_tests::page::Page;
use causerie_tests::process::Words;
use causerie_tests::served::serve;
use causerie_tests::shots::{self, Theme};
use causerie_tests::tone;
use causerie_tests::world::run;

const HZ: u32 = 1000;

#[test]
fn chromium_hears_its_microphone_through_a_peer_connection() {
    run(async {
        let chromium =
            Browser::chromium(Microphone::Tone(HZ), Autoplay::Allowed, Words::default()).await?;
        let page = &chromium.page;
        page.goto(&serve(PAGE).await?).await?;
        page.click("#microphone").await?;
        the_loop_is_heard_and_muted(page).await
    });
}

#[test]
fn firefox_hears_an_oscillator_through_a_peer_connection() {
    run(async {
        let firefox = Browser::firefox(Words::default()).await?;
        let page = &firefox.page;
        page.goto(&serve(PAGE).await?).await?;
        page.click("#oscillator").await?;
        the_loop_is_heard_and_muted(page).await
    });
}

#[test]
fn a_click_is_a_gesture_and_a_script_is_none() {
    run(async {
        let chromium =
            Browser::chromium(Microphone::Refused, Autoplay::NeedsGesture, Words::default())
                .await?;
        let page = &chromium.page;
        page.goto(&serve(PAGE).await?).await?;
        let before = page.eval("return navigator.userActivation.hasBeenActive").await?;
        ensure!(before == false, "evaluating counted as a gesture");
        page.click("#microphone").await?;
        page.wait_until(
            "document.title === 'NotAllowedError'",
            Duration::from_secs(5),
            "the microphone to be refused",
        )
        .await?;
        let after = page.eval("return navigator.userActivation.hasBeenActive").await?;
        ensure!(after == true, "a click did not count as a gesture");
        page.type_into("#words", "Hé, ça va?").await?;
        let typed = page.eval("return document.querySelector('#words').value").await?;
        ensure!(typed == "Hé, ça va?", "typed {typed}");
        Ok(())
    });
}

#[test]
fn axe_sees_what_shuts_people_out_and_shots_see_the_theme() {
    run(async {
        let chromium =
            Browser::chromium(Microphone::Refused, Autoplay::Allowed, Words::default()).await?;
        let page = &chromium.page;
        page.goto(&serve(PAGE).await?).await?;
        let refused = axe::holds(page, "a page without labels").await;
        let words = refused.err().map(|found| found.to_string()).unwrap_or_default();
        ensure!(words.contains("(label)"), "axe found no unlabelled field: {words}");
        for theme in Theme::BOTH {
            shots::prefers(page, theme).await?;
            let dark =
                page.eval("return matchMedia('(prefers-color-scheme: dark)').matches").await?;
            ensure!(dark == matches!(theme, Theme::Dark), "{theme:?} is not what the page sees");
        }
        page.resize(360, 760).await?;
        let width = page.eval("return innerWidth").await?;
        ensure!(width == 360, "the page is {width} px wide");
        ensure!(page.screenshot().await?.starts_with(b"\x89PNG"), "a screenshot is a PNG");
        Ok(())
    });
}

#[test]
fn what_a_policy_forbids_is_heard() {
    run(async {
        let console = Words::default();
        let chromium =
            Browser::chromium(Microphone::Refused, Autoplay::Allowed, console.clone()).await?;
        let page = &chromium.page;
        page.goto(&serve(FORBIDDEN).await?).await?;
        page.wait_until("document.title === 'told'", Duration::from_secs(5), "the end").await?;
        let errors = console.all(|line| line.starts_with("error "));
        ensure!(errors.len() == 1 && errors[0].contains("style-src"), "heard {errors:?}");
        Ok(())
    });
}

const FORBIDDEN: &str = r#"<!DOCTYPE html>
<meta http-equiv="Content-Security-Policy" content="style-src 'none'">
<p style="color: red">
<script>setTimeout(() => document.title = 'told', 100)</script>
"#;

async fn the_loop_is_heard_and_muted(page: &Page) -> Result<()> {
    page.wait_until(
        "document.title === 'connected'",
        Duration::from_secs(10),
        "the page to connect to itself",
    )
    .await?;
    let heard = settled(page).await?;
    ensure!(heard.is_tone(f64::from(HZ)), "expected {HZ} Hz, heard {heard:?}");
    page.click("#mute").await?;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let muted = settled(page).await?;
    ensure!(muted.dbfs < tone::SILENCE_DBFS, "muted, heard {muted:?}");
    Ok(())
}

/// What the one track gives after the jitter buffer had time to fill.
async fn settled(page: &Page) -> Result<tone::Heard> {
    let mut heard = Vec::new();
    for _ in 0..4 {
        heard = tone::heard(page).await?;
    }
    ensure!(heard.len() == 1, "one track plays: {heard:?}");
    heard.pop().context("one track plays")
}

const PAGE: &str = r##"<!DOCTYPE html>
<title>idle</title>
<button id=microphone>Microphone</button>
<button id=oscillator>Oscillator</button>
<button id=mute>Mute</button>
<input id=words>
<script>
async function loop(stream) {
    const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
    from.onicecandidate = e => to.addIceCandidate(e.candidate);
    to.onicecandidate = e => from.addIceCandidate(e.candidate);
    to.ontrack = e => {
        const audio = new Audio(); // stays out of the document on purpose
        audio.srcObject = new MediaStream([e.track]);
        audio.play();
    };
    const track = stream.getAudioTracks()[0];
    document.querySelector('#mute').onclick = () => track.enabled = false;
    from.addTrack(track, stream);
    await from.setLocalDescription();
    await to.setRemoteDescription(from.localDescription);
    await to.setLocalDescription();
    await from.setRemoteDescription(to.localDescription);
    from.onconnectionstatechange = () => document.title = from.connectionState;
}
document.querySelector('#microphone').onclick = async () => {
    try {
        loop(await navigator.mediaDevices.getUserMedia({ audio: {
            echoCancellation: false, noiseSuppression: false, autoGainControl: false } }));
    } catch (refusal) {
        document.title = refusal.name;
    }
};
document.querySelector('#oscillator').onclick = async () => {
    const context = new AudioContext();
    const oscillator = new OscillatorNode(context, { frequency: 1000 });
    const sink = context.createMediaStreamDestination();
    oscillator.connect(new GainNode(context, { gain: 0.25 })).connect(sink);
    oscillator.start();
    loop(sink.stream);
};
</script>
"##;
