use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::PATIENCE;
use causerie_tests::shop::GOOD;
use causerie_tests::world::{Demo, TONE_HZ, story};

use crate::announced_and_begun::IN_TEN_MINUTES;

/// What it costs and who gets what of it is said before anything is taken; the ticket is found again,
/// and opens the space. Whoever has none sees the stage, and the way to one.
#[test]
fn a_ticket_is_bought_and_lets_in() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/announce").await?;
        ada.writes("title-input", "Songs for a full house").await?;
        let soon = ada.page().eval(IN_TEN_MINUTES).await?;
        ada.sets("starts-input", soon.as_str().unwrap_or_default()).await?;
        ada.clicks("announce-button").await?;
        ada.is_told("Announced").await?;
        let space = ada.path().await?;
        ada.clicks("sell").await?;
        ada.writes("tier-name-0-input", "Front row").await?;
        ada.writes("tier-price-0-input", "0.20").await?;
        ada.writes("tier-number-0-input", "2").await?;
        ada.clicks("sell-button").await?;
        let low = ada.is_told_at("tier-price-0-input").await?;
        ensure!(low.contains("The least a ticket can cost is 1"), "a low price is told: {low}");
        ada.writes("tier-price-0-input", "12.50").await?;
        ada.clicks("sell-button").await?;
        ada.is_told("Saved. This is what people see.").await?;
        ada.reads_in("book", "Front row").await?;

        let ben = world.person_with("Ben", Microphone::Refused, Autoplay::Allowed).await?;
        ben.opens(&space).await?;
        ben.clicks("get-ticket").await?;
        ben.reads_in("tickets", "Front row").await?;
        ben.reads_in("tickets", "€12.50").await?;
        ben.sees("shop-sign-in").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.reads_in("get-ticket", "Get a ticket · €12.50 · TEST MODE").await?;
        ben.clicks("get-ticket").await?;
        ben.sees("test-mode").await?;
        ben.takes_a_seat().await?;
        ben.reads_in("held", "Your seat is held for").await?;
        let split = ben.reads_facts("split").await?;
        ensure!(
            split
                == "Front row €12.50 Total €12.50 TEST MODE of it, the platform's fee €0.37 \
                    of it, for the host €12.13",
            "what is paid reads {split}"
        );
        ben.chooses_card(GOOD).await?;
        ben.reads_in("pay-button", "Pay €12.50 · TEST MODE").await?;
        ben.pays().await?;
        let receipt = ben.reads_facts("receipt").await?;
        ensure!(receipt.contains("Paid €12.50 TEST MODE"), "the receipt reads {receipt}");
        ben.waits("document.querySelector('.qr')?.naturalWidth > 0", "a code to point at").await?;
        ben.clicks("own-menu").await?;
        ben.clicks("tickets-link").await?;
        ben.reads_in("ticket", "Songs for a full house").await?;
        ben.clicks("ticket").await?;
        ben.sees("own-ticket").await?;
        ada.opens(&format!("{space}/sell")).await?;
        ada.reads_in("sell", "@ben_w").await?;

        let cleo = ben.lends_the_machine_to("Cleo").await?;
        cleo.has_an_account("cleo_k").await?;
        cleo.opens(&space).await?;
        ben.turns_to_this_tab().await?;
        ben.clicks("to-space").await?;
        ben.reads_in("get-ticket", "You have a ticket").await?;
        ada.begins(&space).await?;

        ben.listens().await?;
        ben.hears_tone(TONE_HZ, PATIENCE).await?;
        ben.sees("chat").await?;
        ben.sees_no("get-ticket").await?;
        ben.sees_no("door-word").await?;

        cleo.turns_to_this_tab().await?;
        cleo.sees_on_stage("Ada", "Host").await?;
        cleo.reads_in("door-word", "A ticket opens this space").await?;
        cleo.sees_no("chat").await?;
        cleo.sees_no("listen-button").await?;
        cleo.hears_nothing(PATIENCE).await?;
        cleo.clicks("get-ticket").await?;
        cleo.is_at_step("choose").await?;
        cleo.reads_in("tickets", "1 left").await
    });
}
