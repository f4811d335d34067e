use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::shop::seats;
use causerie_tests::world::{Demo, story};

/// Where the last seat is taken one waits in line; what comes back is held for whoever waited longest,
/// wherever they are, and is theirs once it is paid.
#[test]
fn sold_out_and_waited() {
    story(Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.has_an_account("ada_l").await?;
        let space = ada.sells("Songs for one", seats(1)).await?;
        let shop = format!("{space}/tickets");
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.at_the_doors().await?.buys(&space).await?;

        let cleo = ada.lends_the_machine_to("Cleo").await?;
        cleo.has_an_account("cleo_k").await?;
        cleo.opens(&space).await?;
        cleo.reads_in("get-ticket", "See the tickets").await?;
        cleo.clicks("get-ticket").await?;
        cleo.reads_in("tickets", "Sold out").await?;
        cleo.clicks("join-waiting").await?;
        cleo.reads_in("tickets", "You are 1st in line").await?;
        let dan = ada.lends_the_machine_to("Dan").await?;
        dan.has_an_account("dan_r").await?;
        dan.opens(&shop).await?;
        dan.clicks("join-waiting").await?;
        dan.reads_in("tickets", "You are 2nd in line").await?;
        ada.turns_to_this_tab().await?;
        ada.opens(&format!("{space}/sell")).await?;
        ada.reads_in("book", "Seat").await?;

        ben.turns_to_this_tab().await?;
        ben.opens(&shop).await?;
        ben.clicks("return-ticket").await?;
        ben.reads_in("return-dialog", "€12.50 goes back to you").await?;
        ben.clicks("confirm-return").await?;
        ben.is_told("The ticket is returned").await?;
        ben.is_at_step("choose").await?;

        // She has gone on to something else.
        cleo.turns_to_this_tab().await?;
        cleo.opens("/").await?;
        cleo.rings().await?;
        cleo.clicks("bell").await?;
        cleo.reads_in("notification", "A seat is free and held for you").await?;
        cleo.clicks("notification").await?;
        cleo.waits(&format!("location.pathname === '{shop}'"), "the way to pay").await?;
        cleo.is_at_step("pay").await?;
        cleo.reads_in("held", "29").await?;
        cleo.pays().await?;
        dan.turns_to_this_tab().await?;
        dan.opens(&shop).await?;
        dan.reads_in("tickets", "You are 1st in line").await?;
        dan.clicks("leave-waiting").await?;
        dan.sees("join-waiting").await
    });
}
