use std::time::Duration;

use anyhow::Result;
use causerie_tests::axe;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::Person;
use causerie_tests::shots;
use causerie_tests::speech::spoken;
use causerie_tests::world::{Demo, story};
use tokio::time::sleep;

const SAID: &str = "Good evening everyone and welcome to our conversation about the weather.";

/// Longer than it takes to say [`SAID`] and to write it.
const DECLINED: Duration = Duration::from_secs(12);
/// The same on a machine that is busy with two browsers.
const WRITTEN_WITHIN: Duration = Duration::from_secs(60);

/// Ada declines, and nothing of hers is written until she says otherwise. How Ben has captions look is
/// so when he comes again. What Ada said she puts right afterwards, and then takes out.
#[test]
fn a_voice_is_written_down_once_it_may_be() {
    story(Demo::None, async |world| {
        world.reads_speech().await?;
        let wav = spoken(world.folder(), "en-us", SAID).await?;
        let ada = world.person_with("Ada", Microphone::File(wav), Autoplay::Allowed).await?;
        let space = ada.creates_a_space("Off the record").await?;
        ada.chooses_a_microphone().await?;
        ada.reads_in("dialog", "shown as captions").await?;
        ada.clicks("captioned").await?;
        ada.reads_in("dialog", "not even decoded").await?;
        axe::holds(ada.page(), "what becomes of one's words").await?;
        ada.clicks("go-live-button").await?;
        ada.sees("mute-button").await?;

        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.reads_in("uncaptioned", "Not captioned").await?;
        ben.reads_in("captions-state", "Nobody on stage is captioned").await?;
        sleep(DECLINED).await;
        ben.sees_no("caption").await?;

        ada.turns_to_this_tab().await?;
        ada.chooses_for("Ada", "seat-caption").await?;
        ben.turns_to_this_tab().await?;
        ben.sees_no("uncaptioned").await?;
        const THERE: &str = "document.querySelector('[data-testid=caption]')";
        ben.page().wait_until(THERE, WRITTEN_WITHIN, "what Ada says").await?;
        axe::holds(ben.page(), "captions").await?;
        shots::take(ben.page(), "space-captions").await?;
        has_captions_look_as_before(&ben, &space).await?;

        ada.turns_to_this_tab().await?;
        ada.ends_the_space().await?;
        ada.clicks("to-transcript").await?;
        ada.sees("transcript-line").await?;
        axe::holds(ada.page(), "a transcript").await?;
        shots::take(ada.page(), "transcript").await?;
        ada.clicks("line-edit").await?;
        ada.sets("wording-input", "Good morning, all.").await?;
        ada.clicks("wording-save").await?;
        ada.reads_in("transcript-line", "Good morning, all.").await?;
        ada.reads_in("transcript-line", "put right").await?;
        ada.writes("transcript-search", "MORNING").await?;
        ada.reads_in("transcript-found", "Found in").await?;
        ada.clicks("take-out-own").await?;
        ada.clicks("confirm-button").await?;
        ada.reads_on_the_page("No words were kept").await
    });
}

/// Also a look that is hard to read, of which they are told.
async fn has_captions_look_as_before(reader: &Person, space: &str) -> Result<()> {
    reader.clicks("captions-style").await?;
    axe::holds(reader.page(), "how captions look").await?;
    shots::take(reader.page(), "caption-style").await?;
    reader.clicks("preset-high-contrast").await?;
    reader.reads_in("caption-contrast", "19.5 to 1: easy to read").await?;
    reader.sets("style-colour", "#333333").await?;
    reader.reads_in("caption-contrast", "too faint").await?;
    // In the account, whatever this browser forgets.
    const KEPT: &str = "(await (await fetch('/api/me/caption-style')).text()).includes('#333333')";
    reader.waits(KEPT, "the look in the account").await?;
    reader.page().eval("localStorage.clear()").await?;
    reader.opens(space).await?;
    reader.clicks("captions-style").await?;
    reader.reads_in("caption-contrast", "too faint").await?;
    reader.clicks("preset-calm").await?;
    reader.reads_in("caption-contrast", "easy to read").await?;
    reader.escapes().await
}
