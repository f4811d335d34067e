use std::time::Duration;

use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::PATIENCE;
use causerie_tests::shop::seats;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// The click, the way to the relay and back, and a page that is drawn.
const A_SECOND_OR_SO: Duration = Duration::from_millis(1500);

/// The host gives a listener the money back while the space goes on: it goes quiet for them at once,
/// and says why; for the others it goes on.
#[test]
fn a_ticket_is_refunded_in_the_middle() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        let space = ada.sells("Songs for two", seats(2)).await?;
        let ben = world.person_with("Ben", Microphone::Refused, Autoplay::Allowed).await?;
        ben.has_an_account("ben_w").await?;
        ben.at_the_doors().await?.buys(&space).await?;
        let cleo = world.person_with("Cleo", Microphone::Refused, Autoplay::Allowed).await?;
        cleo.has_an_account("cleo_k").await?;
        cleo.at_the_doors().await?.buys(&space).await?;
        ada.begins(&space).await?;
        for holder in [&ben, &cleo] {
            holder.opens(&space).await?;
            holder.listens().await?;
            holder.hears_tone(TONE_HZ, PATIENCE).await?;
        }

        let desk = ada.opens_another_tab().await?;
        desk.opens(&format!("{space}/sell")).await?;
        const OF_BEN: &str = "[data-testid=refund][aria-label='Refund @ben_w']";
        desk.page().click(OF_BEN).await?;
        desk.reads_in("sell-dialog", "Give @ben_w the money back?").await?;
        desk.clicks("confirm-refund").await?;
        let took =
            ben.reads_within("door-word", "Your ticket is good no more", A_SECOND_OR_SO).await?;
        ben.hears_nothing(A_SECOND_OR_SO.saturating_sub(took)).await?;
        ben.sees_no("chat").await?;
        ben.sees_no("listen-button").await?;
        ben.clicks("to-tickets").await?;
        ben.reads_in("ticket", "Returned").await?;
        desk.is_told("The money is on its way back").await?;
        desk.reads_in("sell", "Returned").await?;
        cleo.hears_tone(TONE_HZ, PATIENCE).await?;

        let earned = ada.at_the_doors().await?.reads("/api/earnings").await?;
        ensure!(earned["currencies"][0]["taken"] == 1250, "one seat earned {earned}");
        Ok(())
    });
}
