use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::shop::seats;
use causerie_tests::world::{Demo, story};

const HOLDERS: u32 = 50;

/// One click of the host, and everybody who paid has all of it back, fee included.
#[test]
fn a_cancelled_space_makes_fifty_whole() {
    story(Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.has_an_account("ada_l").await?;
        let space = ada.sells("Songs for fifty", seats(HOLDERS)).await?;
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        let mut holders = vec![ben.at_the_doors().await?];
        for number in 1..HOLDERS {
            holders.push(world.account(&format!("holder_{number}"), "A holder").await?);
        }
        let mut orders = Vec::new();
        for holder in &holders {
            orders.push((holder, holder.buys(&space).await?));
        }
        ben.opens(&space).await?;
        ben.reads_in("get-ticket", "You have a ticket").await?;
        ada.turns_to_this_tab().await?;
        ada.opens("/earnings").await?;
        ada.reads_in("earnings", "€625.00").await?;

        ada.opens(&space).await?;
        ada.clicks("call-off").await?;
        ada.reads_in("call-off-dialog", "gets all of their money back").await?;
        ada.writes("reason-input", "I have lost my voice").await?;
        ada.clicks("confirm-button").await?;
        ada.reads_in("coming", "Called off").await?;
        for (holder, order) in &orders {
            holder.finds(order, |it| it["payment"]["state"] == "refunded").await?;
        }
        let host = ada.at_the_doors().await?;
        let earned = host.reads("/api/earnings").await?;
        let of = &earned["currencies"][0];
        ensure!(of["taken"] == 0 && of["fees"] == 0 && of["pending"] == 0, "earned: {earned}");
        ada.opens("/earnings").await?;
        ada.reads_in("earnings", "€0.00").await?;

        ben.turns_to_this_tab().await?;
        ben.reads_in("coming", "I have lost my voice").await?;
        ben.opens(&format!("{space}/tickets")).await?;
        ben.is_at_step("called-off").await?;
        ben.reads_in("tickets", "Everybody gets their money back").await?;
        ben.opens("/tickets").await?;
        ben.reads_in("ticket", "Returned").await
    });
}
