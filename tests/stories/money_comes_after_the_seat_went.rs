use std::time::Duration;

use causerie_tests::account::after_s;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::shop::{SETTLES_LATE, seats};
use causerie_tests::world::{Demo, story};
use serde_json::Value;

/// Longer than a late card takes.
const SETTLED: Duration = Duration::from_secs(40);

/// A seat that nobody pays for in time is free again, and said to be. Money that comes later buys one
/// that is left, and else goes back, all of it: never neither.
#[test]
fn money_comes_after_the_seat_went() {
    story(Demo::None, async |world| {
        world.holds_seats_for(6).await?;
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.has_an_account("ada_l").await?;
        let space = ada.sells("Songs in a hurry", seats(1)).await?;
        let shop = format!("{space}/tickets");
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        let cleo = ada.lends_the_machine_to("Cleo").await?;
        cleo.has_an_account("cleo_k").await?;
        let dan = ada.lends_the_machine_to("Dan").await?;
        dan.has_an_account("dan_r").await?;

        dan.opens(&shop).await?;
        dan.takes_a_seat().await?;
        dan.is_at_step("ran-out").await?;
        dan.reads_in("tickets", "Nothing was taken").await?;
        dan.clicks("choose-again").await?;
        dan.is_at_step("choose").await?;

        ben.turns_to_this_tab().await?;
        ben.opens(&shop).await?;
        ben.takes_a_seat().await?;
        ben.chooses_card(SETTLES_LATE).await?;
        ben.clicks("pay-button").await?;
        ben.is_at_step("settling").await?;

        // While his money is on its way his seat is another's, who does not keep it either.
        cleo.turns_to_this_tab().await?;
        let doors = cleo.at_the_doors().await?;
        let left = |shop: &Value| shop["sale"]["tiers"][0]["left"] == 1;
        doors.finds(&format!("/api/spaces{}/tickets", after_s(&space)), left).await?;
        doors.shows_a_card(&space, 0, SETTLES_LATE).await?;
        cleo.opens(&shop).await?;
        cleo.is_at_step("settling").await?;

        ben.turns_to_this_tab().await?;
        let has = "document.querySelector('[data-testid=own-ticket]')";
        ben.page().wait_until(has, SETTLED, "the late ticket").await?;
        cleo.turns_to_this_tab().await?;
        let back = "document.querySelector('[data-testid=tickets][data-step=back]')";
        cleo.page().wait_until(back, SETTLED, "the money on its way back").await?;
        cleo.reads_in("tickets", "Your money is back").await?;
        cleo.clicks("choose-again").await?;
        cleo.reads_in("tickets", "Sold out").await?;
        let host = ada.at_the_doors().await?;
        let earned = host.reads("/api/earnings").await?;
        anyhow::ensure!(earned["currencies"][0]["taken"] == 1250, "one seat earned {earned}");
        Ok(())
    });
}
