use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::PATIENCE;
use causerie_tests::shop::seats;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// A ticket is for one pair of ears: on a second device one is asked before the first goes quiet, and
/// the first says why; and so it goes back.
#[test]
fn a_seat_is_taken_over_from_another_device() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        ada.has_an_account("ada_l").await?;
        let space = ada.sells("Songs for one", seats(1)).await?;
        ada.begins(&space).await?;
        let desk = world.person_with("Ben", Microphone::Refused, Autoplay::Allowed).await?;
        desk.has_an_account("ben_w").await?;
        desk.at_the_doors().await?.buys(&space).await?;
        desk.opens(&space).await?;
        desk.listens().await?;
        desk.hears_tone(TONE_HZ, PATIENCE).await?;

        let phone =
            world.person_with("Ben, on the way", Microphone::Refused, Autoplay::Allowed).await?;
        phone.signs_in_as("ben_w").await?;
        phone.opens(&space).await?;
        phone.sees("chat").await?;
        phone.clicks("listen-button").await?;
        phone.reads_in("door-word", "You listen on another device").await?;
        phone.hears_nothing(PATIENCE).await?;
        desk.hears_tone(TONE_HZ, PATIENCE).await?;
        phone.clicks("listen-here").await?;
        phone.hears_tone(TONE_HZ, PATIENCE).await?;
        phone.sees_no("door-word").await?;
        desk.reads_in("door-word", "You listen on another device").await?;
        desk.hears_nothing(PATIENCE).await?;

        desk.clicks("listen-here").await?;
        desk.hears_tone(TONE_HZ, PATIENCE).await?;
        phone.reads_in("door-word", "You listen on another device").await?;
        phone.hears_nothing(PATIENCE).await.map(drop)
    });
}
