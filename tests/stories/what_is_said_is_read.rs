use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::Person;
use causerie_tests::speech::{found, spoken, words};
use causerie_tests::world::{Demo, story};
use tokio::time::{Instant, sleep};

/// What the host says, over and over.
const SAID: &str = "Good evening everyone and welcome to our conversation about the weather. \
                    Tomorrow morning there will be a little rain in the north of the country.";

/// Of the words of [`SAID`]: a machine that speaks is harder to follow than people are.
const ENOUGH: f64 = 0.7;

/// How long it takes to say [`SAID`] twice, and to write the last of it, on a machine that is busy
/// with two browsers.
const SAID_WITHIN: Duration = Duration::from_secs(60);

#[test]
fn what_is_said_is_read() {
    story(Demo::None, async |world| {
        world.reads_speech().await?;
        let wav = spoken(world.folder(), "en-us", SAID).await?;
        let host = world.person_with("Ada", Microphone::File(wav), Autoplay::Allowed).await?;
        let space = host.creates_a_space("The weather").await?;
        host.goes_live().await?;

        let listener = host.lends_the_machine_to("Ben").await?;
        listener.opens(&space).await?;
        let took = reads_what_is_said(&listener).await?;
        eprintln!("all of it is read {took:?} after the page was opened");
        listener.waits(&panel_says("Ada"), "whose words they are").await?;

        // Whoever comes late has the last lines at once.
        let late = listener.lends_the_machine_to("Cleo").await?;
        late.opens(&space).await?;
        let lines = read_lines(&late).await?;
        ensure!(words(&lines).len() > 3, "whoever comes late reads {lines:?}");

        // Captions go and come with a key.
        late.page().keys("c").await?;
        late.sees_no("captions-lines").await?;
        late.page().keys("c").await?;
        late.sees("captions-lines").await?;

        host.ends_the_space().await?;
        listener.is_in_state("ended").await?;
        let door = space.replace("/s/", "/api/spaces/");
        let fetched = format!("return await (await fetch('{door}/transcript.vtt')).text()");
        let file = listener.page().eval(&fetched).await?;
        let file = file.as_str().context("a file of words")?;
        ensure!(file.starts_with("WEBVTT\n") && file.contains("<v Ada>"), "{file}");
        holds_what_was_said(file)
    });
}

fn panel_says(what: &str) -> String {
    format!(
        "document.querySelector('[data-testid=captions-lines]')?.textContent.includes('{what}')"
    )
}

async fn read_lines(reader: &Person) -> Result<String> {
    reader.sees("caption").await?;
    reader.reads("captions-lines").await
}

/// Waits until the page has shown what was said, line by line as it came.
async fn reads_what_is_said(reader: &Person) -> Result<Duration> {
    let opened = Instant::now();
    // Everything, so that nothing rolls out of sight.
    reader.clicks("captions-scroll").await?;
    loop {
        let lines = read_lines(reader).await?;
        let enough = holds_what_was_said(&lines);
        if enough.is_ok() {
            return Ok(opened.elapsed());
        }
        if opened.elapsed() > SAID_WITHIN {
            enough?;
        }
        sleep(Duration::from_millis(250)).await;
    }
}

fn holds_what_was_said(text: &str) -> Result<()> {
    let (there, all) = (found(SAID, text), words(SAID).len());
    let share = there as f64 / all as f64;
    ensure!(share >= ENOUGH, "{there} of {all} words of {SAID:?} are in {text:?}");
    Ok(())
}
