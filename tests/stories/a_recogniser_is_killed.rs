use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::{PATIENCE, Person};
use causerie_tests::speech::{spoken, words};
use causerie_tests::world::{Demo, story};
use serde_json::Value;
use tokio::time::Instant;

/// A sentence in the middle of which something happens.
const SAID: &str = "The committee will meet again in the first week of the month to talk about \
                    the roads and the bridges and the old railway station near the river, and \
                    everybody who lives in the city may come and say what they think of it.";

/// Keeps hold of the connections that a page makes.
const REMEMBER_CONNECTIONS: &str = "() => {
    const Real = window.RTCPeerConnection;
    window.__connections = [];
    window.RTCPeerConnection = class extends Real {
        constructor(...all) { super(...all); window.__connections.push(this); }
    };
}";

/// Packets that a page should have had and did not get.
const LOST: &str = "
    let [lost, received] = [0, 0];
    for (const connection of window.__connections) {
        for (const it of (await connection.getStats()).values()) {
            if (it.type === 'inbound-rtp') { lost += it.packetsLost; received += it.packetsReceived; }
        }
    }
    return [lost, received];
";

/// A recogniser that breaks costs words, and nothing else.
#[test]
fn a_recogniser_is_killed() {
    story(Demo::None, async |world| {
        world.reads_speech().await?;
        let wav = spoken(world.folder(), "en-us", SAID).await?;
        let host = world.person_with("Ada", Microphone::File(wav), Autoplay::Allowed).await?;
        let space = host.creates_a_space("Roads and bridges").await?;
        host.goes_live().await?;
        let one = host.lends_the_machine_to("Ben").await?;
        let other = host.lends_the_machine_to("Cleo").await?;
        one.page().before_every_page(REMEMBER_CONNECTIONS).await?;
        for listener in [&one, &other] {
            listener.opens(&space).await?;
            // Everything, so that nothing rolls out of sight.
            listener.clicks("captions-scroll").await?;
        }
        one.listens().await?;
        one.hears_something(PATIENCE).await?;
        // Something is kept already, and something is being said.
        let before_it = keeps_more_than(&one, &space, 0).await?;
        is_in_mid_sentence(&one).await?;

        let (lost, before) = packets(&one).await?;
        world.kills_the_recogniser()?;
        let killed = Instant::now();
        world.says_times("captions are on", 2, PATIENCE).await?;
        eprintln!("the next recogniser is ready after {:?}", killed.elapsed());
        one.hears_something(Duration::from_secs(5)).await.context("the sound stopped")?;
        is_in_mid_sentence(&one).await?;
        eprintln!("and in the middle of a sentence after {:?}", killed.elapsed());
        let (lost_now, after) = packets(&one).await?;
        ensure!(after > before, "no sound came");
        // A browser on a busy machine may miss some by itself; a gap of the relay's would be 20 or more.
        ensure!(lost_now - lost < 10, "{} packets were lost", lost_now - lost);
        let many =
            "document.querySelector('[data-testid=captions-lines]').textContent.length > 120";
        one.page().wait_until(many, Duration::from_secs(30), "captions that go on").await?;

        keeps_more_than(&one, &space, before_it).await?;

        // Everybody was told the same, and each stretch of it is kept once.
        host.mutes().await?;
        for listener in [&one, &other] {
            let ended = "!document.querySelector('[data-testid=captions-lines] .tentative')";
            listener.waits(ended, "the last words").await?;
        }
        let (read, by_other) =
            (one.reads("captions-lines").await?, other.reads("captions-lines").await?);
        ensure!(read == by_other, "one reads {read:?} and another {by_other:?}");
        host.ends_the_space().await?;
        for listener in [&one, &other] {
            listener.is_in_state("ended").await?;
        }
        let kept = transcript(&one, &space).await?;
        let lines = kept["lines"].as_array().context("a transcript has lines")?;
        let numbers: Vec<_> = lines.iter().filter_map(|line| line["number"].as_u64()).collect();
        ensure!(numbers.len() > 1, "{numbers:?}: nothing was said before, or after");
        ensure!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}: kept twice");
        let text: Vec<_> = lines.iter().filter_map(|line| line["text"].as_str()).collect();
        let kept = words(&text.join(" "));
        ensure!(kept.len() >= 15, "{text:?} is little");
        Ok(())
    });
}

async fn transcript(reader: &Person, space: &str) -> Result<Value> {
    let door = space.replace("/s/", "/api/spaces/");
    let fetched = format!("return await (await fetch('{door}/transcript')).json()");
    reader.page().eval(&fetched).await
}

/// Waits until more lines than that are kept; how many.
async fn keeps_more_than(reader: &Person, space: &str, lines: usize) -> Result<usize> {
    let asked = Instant::now();
    loop {
        let kept = transcript(reader, space).await?["lines"].as_array().map_or(0, Vec::len);
        if kept > lines {
            return Ok(kept);
        }
        ensure!(asked.elapsed() < Duration::from_secs(30), "{kept} lines are kept, and no more");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Waits until words come that may become others: somebody is speaking, and has not ended.
async fn is_in_mid_sentence(reader: &Person) -> Result<()> {
    let tentative =
        "document.querySelector('[data-testid=captions-lines] .tentative')?.textContent";
    reader.page().wait_until(tentative, Duration::from_secs(30), "words on their way").await
}

/// Lost, and received.
async fn packets(listener: &Person) -> Result<(i64, i64)> {
    let counts = listener.page().eval(LOST).await?;
    let count = |at: usize| counts.get(at).and_then(Value::as_i64).context("counts of packets");
    Ok((count(0)?, count(1)?))
}
