use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::shop::{DECLINES, GOOD, WANTS_CONFIRMATION, seats};
use causerie_tests::world::{Demo, story};

/// A card that is declined costs neither the seat nor what was chosen, and another one pays; a card
/// that wants a yes takes nothing without it.
#[test]
fn a_declined_card_and_another() {
    story(Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.has_an_account("ada_l").await?;
        let space = ada.sells("Songs for two", seats(2)).await?;
        let shop = format!("{space}/tickets");

        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&shop).await?;
        ben.takes_a_seat().await?;
        ben.chooses_card(DECLINES).await?;
        let before = ben.reads_facts("split").await?;
        ben.clicks("pay-button").await?;
        let said = ben.reads("form-error").await?;
        ensure!(said.contains("Nothing was taken, and your seat is still held"), "{said}");
        ensure!(ben.reads_facts("split").await? == before, "what is paid has changed");
        ben.sees("held").await?;
        const DECLINED: &str = "document.querySelector('[data-testid=card]:checked').value";
        let chosen = ben.page().eval(&format!("return {DECLINED}")).await?;
        ensure!(chosen == DECLINES, "another card was chosen: {chosen}");
        // Over a new look at the page the seat is held, too.
        ben.opens(&shop).await?;
        ben.is_at_step("pay").await?;
        ben.chooses_card(GOOD).await?;
        ben.pays().await?;

        let cleo = ada.lends_the_machine_to("Cleo").await?;
        cleo.has_an_account("cleo_k").await?;
        cleo.opens(&shop).await?;
        cleo.takes_a_seat().await?;
        cleo.chooses_card(WANTS_CONFIRMATION).await?;
        cleo.clicks("pay-button").await?;
        cleo.reads_in("confirm-pay-dialog", "Your card asks for a yes").await?;
        cleo.escapes().await?;
        cleo.is_at_step("pay").await?;
        cleo.clicks("pay-button").await?;
        cleo.reads_in("confirm-pay", "Yes, pay €12.50 · TEST MODE").await?;
        cleo.clicks("confirm-pay").await?;
        cleo.is_at_step("has").await?;

        let host = ada.at_the_doors().await?;
        let earned = host.reads("/api/earnings").await?;
        ensure!(earned["currencies"][0]["taken"] == 2500, "two seats earned {earned}");
        Ok(())
    });
}
