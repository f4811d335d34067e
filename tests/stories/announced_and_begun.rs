use anyhow::ensure;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// What the browser's clocks show so many minutes from here on, as a field for day and time has it.
pub(crate) const IN_TEN_MINUTES: &str = "
    const at = new Date(Date.now() + 10 * 60_000);
    return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);";

/// Announced, it is found and waited for; begun, the page that waits becomes the space by itself.
#[test]
fn announced_and_begun() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/new").await?;
        ada.clicks("announce-link").await?;
        ada.writes("title-input", "Songs at ten").await?;
        ada.sets("starts-input", "2020-01-01T20:00").await?;
        ada.clicks("announce-button").await?;
        ada.reads_on_the_page("That is over already").await?;
        ensure!(ada.has_written("title-input").await? == "Songs at ten", "the title is lost");
        let soon = ada.page().eval(IN_TEN_MINUTES).await?;
        ada.sets("starts-input", soon.as_str().unwrap_or_default()).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;
        ada.reads_in("coming", "Songs at ten").await?;
        let space = ada.path().await?;

        let ben = world.person("Ben").await?;
        ben.opens("/").await?;
        ben.reads_in("upcoming", "Songs at ten").await?;
        ben.clicks("when-tonight").await?;
        ben.waits("location.search === '?when=tonight'", "the address to say so").await?;
        ben.reads_in("upcoming", "Songs at ten").await?;
        ben.opens("/?q=songs").await?;
        ben.reads_in("upcoming", "Songs at ten").await?;
        ben.opens("/?q=chess&when=week").await?;
        ben.reads_on_the_page("Nothing is announced for the next seven days").await?;
        ben.opens("/").await?;
        ben.clicks("upcoming").await?;
        ben.reads_in("coming", "Begins in").await?;
        ben.sees("calendar-file").await?;
        ensure!(ben.path().await? == space, "the page of the space is another");

        // The second of two who change it at once loses nothing.
        let other = ada.opens_another_tab().await?;
        for tab in [&ada, &other] {
            tab.opens(&format!("{space}/edit")).await?;
            tab.waits_for_written("title-input", "Songs at ten").await?;
        }
        other.writes("title-input", "Songs at eleven").await?;
        other.clicks("announce-button").await?;
        other.is_told("Changed").await?;
        ben.reads_in("coming", "Songs at eleven").await?;
        ada.turns_to_this_tab().await?;
        ada.writes("title-input", "Songs at midnight").await?;
        ada.clicks("announce-button").await?;
        ada.reads_on_the_page("Somebody changed this while you did").await?;
        ensure!(
            ada.has_written("title-input").await? == "Songs at midnight",
            "what was typed is lost"
        );
        ada.clicks("announce-button").await?;
        ada.is_told("Changed").await?;
        ben.reads_in("coming", "Songs at midnight").await?;

        ada.clicks("begin").await?;
        ada.chooses_a_microphone().await?;
        ada.clicks("go-live-button").await?;
        ben.sees_no("coming").await?;
        ben.listens().await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        ensure!(ben.path().await? == space, "the address is another");
        ada.ends_the_space().await
    });
}

/// A draft is its host's alone; what is called off says why, to whoever waits.
#[test]
fn kept_as_a_draft_and_called_off() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Perhaps").await?;
        ada.clicks("keep-draft").await?;
        ada.is_told("Nobody but you sees it").await?;
        let space = ada.path().await?;
        let ben = world.person("Ben").await?;
        ben.opens_what_is_not_there(&space).await?;
        ben.reads_on_the_page("There is no such space").await?;
        ada.opens("/planned").await?;
        ada.reads_in("upcoming", "Perhaps").await?;
        ada.clicks("upcoming").await?;
        ada.clicks("edit").await?;
        ada.waits_for_written("title-input", "Perhaps").await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;

        ben.opens(&space).await?;
        ben.reads_in("coming", "Begins in").await?;
        ada.clicks("call-off").await?;
        ada.writes("reason-input", "I have lost my voice").await?;
        ada.clicks("confirm-button").await?;
        ada.reads_in("coming", "Called off").await?;
        ben.reads_in("coming", "I have lost my voice").await?;
        ben.sees_no("calendar-file").await?;
        ada.opens("/planned").await?;
        ada.reads_on_the_page("You have announced nothing").await
    });
}

/// Asked once, told of what changes and of the beginning, and led into the space by it.
#[test]
fn reminded_and_led_in() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Tea at four").await?;
        let soon = ada.page().eval(IN_TEN_MINUTES).await?;
        ada.sets("starts-input", soon.as_str().unwrap_or_default()).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;
        let space = ada.path().await?;

        let ben = world.person("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.clicks("remind").await?;
        ben.reads_in("remind", "You will be reminded").await?;
        ben.reads_on_the_page("1 person will be reminded").await?;
        ben.opens("/@ada_l").await?;
        ben.reads_in("upcoming", "Tea at four").await?;

        ada.clicks("begin").await?;
        ada.chooses_a_microphone().await?;
        ada.clicks("go-live-button").await?;
        ben.rings().await?;
        ben.clicks("bell").await?;
        ben.reads_in("notification", "Has begun").await?;
        ben.waits("!document.querySelector('.bell-count')", "the bell to be still").await?;
        ben.clicks("notification").await?;
        ben.listens().await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await.map(drop)
    });
}
