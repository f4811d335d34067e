use anyhow::ensure;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

use crate::announced_and_begun::IN_TEN_MINUTES;

/// Invited days before and accepted where they were told, somebody is on stage when it begins, without
/// a hand; who said no is in the audience.
#[test]
fn invited_ahead() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        let cleo = world.person("Cleo").await?;
        cleo.has_an_account("cleo_k").await?;

        ada.turns_to_this_tab().await?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Songs for three").await?;
        let soon = ada.page().eval(IN_TEN_MINUTES).await?;
        ada.sets("starts-input", soon.as_str().unwrap_or_default()).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;
        let space = ada.path().await?;
        ada.writes("handle-input", "nobody_here").await?;
        ada.clicks("invite").await?;
        ada.reads_on_the_page("Nobody of that name is here").await?;
        for handle in ["@ben_w", "cleo_k"] {
            ada.writes("handle-input", handle).await?;
            ada.clicks("invite").await?;
            ada.waits_for_written("handle-input", "").await?;
        }
        ada.reads_on_the_page("Cleo").await?;
        ada.reads_in("guest", "no answer yet").await?;

        ben.turns_to_this_tab().await?;
        ben.rings().await?;
        ben.clicks("bell").await?;
        ben.reads_in("notification", "Ada invites you on stage").await?;
        ben.clicks("notification").await?;
        ben.reads_in("invitation", "Ada invites you to speak").await?;
        ben.clicks("accept").await?;
        ben.reads_in("invitation", "You said yes").await?;
        ben.reads_in("remind", "You will be reminded").await?;
        cleo.opens(&space).await?;
        cleo.reads_in("guest", "Ben").await?;
        cleo.clicks("accept").await?;
        cleo.reads_in("invitation", "You said yes").await?;
        cleo.clicks("decline").await?;
        cleo.reads_in("invitation", "You said no").await?;
        let shown = cleo.page().eval(GUESTS).await?;
        ensure!(shown == 1, "who said no is shown: {shown}");

        ada.turns_to_this_tab().await?;
        ada.reads_on_the_page("declined").await?;
        ada.clicks("begin").await?;
        ada.chooses_a_microphone().await?;
        ada.escapes().await?;
        ben.turns_to_this_tab().await?;
        ben.chooses_a_microphone().await?;
        ben.clicks("go-live-button").await?;
        cleo.listens().await?;
        cleo.hears_tone(TONE_HZ, PATIENCE).await?;
        cleo.sees_on_stage("Ben", "Speaker").await?;
        cleo.sees("hand-button").await
    });
}

const GUESTS: &str = "return document.querySelectorAll('[data-testid=guest]').length";
