use anyhow::{Result, ensure};
use causerie_tests::person::Person;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// From a page that one program draws to one that another draws the browser loads, and a person
/// notices nothing of it: what was said is read, what was typed is kept, who reads by ear is put at
/// the start, and going back shows what is.
#[test]
fn nothing_is_lost_on_the_way_to_a_page_of_the_other_program() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.opens("/").await?;
        ada.sees("sign-in-link").await?;
        ada.sees_no("own-menu").await?;
        let later = ada.page().eval("return document.querySelectorAll('[rel=prefetch]').length");
        ensure!(later.await? == 0, "somebody without an account fetches what hosts need");

        ada.has_an_account("ada_l").await?;
        runs(&ada, "causerie-client").await?;
        ada.waits(FETCHED_AHEAD, "the other program to be fetched").await?;
        ada.clicks("create-link").await?;
        ada.sees("title-input").await?;
        runs(&ada, "causerie-office").await?;
        let at_the_title = "document.activeElement.dataset.testid === 'title-input'";
        ada.waits(at_the_title, "to be put at the title").await?;
        ada.writes("title-input", "Tea at four").await?;
        ada.page().eval("history.back()").await?;
        ada.sees("create-link").await?;
        runs(&ada, "causerie-client").await?;
        ada.page().eval("history.forward()").await?;
        ada.waits_for_written("title-input", "Tea at four").await?;

        ada.clicks("own-menu").await?;
        ada.clicks("settings-link").await?;
        ada.sees("save-profile").await?;
        ada.clicks("own-menu").await?;
        ada.clicks("profile-link").await?;
        ada.sees("edit-profile").await?;
        ada.waits("document.activeElement.id === 'main'", "to be at the start").await?;

        ada.opens("/planned").await?;
        ada.clicks("own-menu").await?;
        ada.clicks("sign-out").await?;
        ada.is_told("You are signed out").await?;
        runs(&ada, "causerie-client").await?;
        ensure!(ada.path().await? == "/", "signing out leads elsewhere");
        ada.page().eval("history.back()").await?;
        ada.waits("location.pathname === '/planned'", "the page before").await?;
        ada.sees("sign-in-link").await?;

        // Whoever has just opened a space is asked for a microphone, and once.
        let space = ada.creates_a_space("Tea at four").await?;
        ada.sees("go-live-button").await?;
        ada.goes_live().await?;
        ada.opens(&space).await?;
        ada.sees("speak-button").await?;
        ada.sees_no("go-live-button").await?;
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.opens(&space).await?;
        ada.chooses_a_microphone().await?;
        ada.goes_live().await?;
        ben.listens().await?;
        ben.hears_tone(TONE_HZ, causerie_tests::person::PATIENCE).await?;

        // The pages that start the programs are none themselves.
        for shell in ["/index.html", "/office.html", "/till.html"] {
            ben.opens_what_is_not_there(shell).await?;
            ben.sees("to-home").await?;
            runs(&ben, "causerie-client").await?;
        }
        Ok(())
    });
}

async fn runs(person: &Person, program: &str) -> Result<()> {
    let started = format!("document.querySelector('script[src*=\"{program}-\"]')");
    person.waits(&started, program).await
}

const FETCHED_AHEAD: &str = "performance.getEntriesByType('resource')
    .filter(it => it.name.includes('/causerie-office-') && it.initiatorType === 'link').length === 2";
