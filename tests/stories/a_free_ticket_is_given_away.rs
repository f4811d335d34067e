use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::shop::seats;
use causerie_tests::world::{Demo, story};
use serde_json::json;

/// A code that makes it free asks for no card; what was given to somebody is theirs, in both lists, and
/// is given on by nobody.
#[test]
fn a_free_ticket_is_given_away() {
    story(Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.has_an_account("ada_l").await?;
        ada.opens("/earnings").await?;
        ada.clicks("payouts-set-up").await?;
        ada.reads_in("earnings", "Set up, in play money").await?;
        let mut wanted = seats(5);
        wanted["codes"] = json!([{ "code": "FRIENDS", "percent_off": 100, "uses": 1 }]);
        let space = ada.sells("Songs among friends", wanted).await?;
        let shop = format!("{space}/tickets");
        let cleo = ada.lends_the_machine_to("Cleo").await?;
        cleo.has_an_account("cleo_k").await?;

        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&shop).await?;
        ben.writes("code-input", "strangers").await?;
        ben.clicks("hold-button").await?;
        let said = ben.is_told_at("code-input").await?;
        ensure!(said.contains("code"), "a code that there is not: {said}");
        ensure!(ben.has_written("code-input").await? == "strangers", "what was typed is gone");
        ben.writes("code-input", "friends").await?;
        ben.takes_a_seat().await?;
        let split = ben.reads_facts("split").await?;
        ensure!(split.contains("−€12.50") && split.contains("Total €0.00"), "it costs {split}");
        ben.sees_no("card").await?;
        ben.pays().await?;
        let receipt = ben.reads_facts("receipt").await?;
        ensure!(receipt.contains("Paid €0.00"), "the receipt reads {receipt}");

        ben.clicks("give-ticket").await?;
        ben.reads_in("give-dialog", "you cannot take it back").await?;
        ben.writes("handle-input", "nobody_at_all").await?;
        ben.clicks("confirm-give").await?;
        let said = ben.is_told_at("handle-input").await?;
        ensure!(said.contains("nobody") || said.contains("Nobody"), "of nobody it is said: {said}");
        ben.writes("handle-input", "@Cleo_K").await?;
        ben.clicks("confirm-give").await?;
        ben.is_told("The ticket is theirs now").await?;
        ben.is_at_step("choose").await?;
        ben.opens("/tickets").await?;
        ben.reads_in("ticket", "Given away").await?;
        ada.turns_to_this_tab().await?;
        ada.opens(&format!("{space}/sell")).await?;
        ada.reads_in("terms", "the platform keeps 3%; the rest is yours. 20%").await?;
        ada.reads_in("terms", "beyond €50,000.00").await?;
        ada.reads_in("sold", "@cleo_k").await?;

        cleo.turns_to_this_tab().await?;
        cleo.opens("/").await?;
        cleo.rings().await?;
        cleo.clicks("bell").await?;
        cleo.clicks("notification").await?;
        cleo.reads_in("get-ticket", "You have a ticket").await?;
        cleo.clicks("get-ticket").await?;
        cleo.sees("own-ticket").await?;
        cleo.sees_no("give-ticket").await?;
        cleo.sees_no("return-ticket").await?;
        cleo.reads_in("receipt", "Somebody gave it to you").await
    });
}
