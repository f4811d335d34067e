use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::world::{Demo, story_where};

/// Who may not host yet is told how far they are and what to do, never merely refused; the follower
/// who was missing makes a host of them.
#[test]
fn followers_make_a_host() {
    story_where("followers >= 3", Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.opens("/new").await?;
        let words = ada.reads("account-needed").await?;
        ensure!(words.contains("Whoever has 3 followers"), "{words}");
        ada.clicks("sign-up-link").await?;
        ada.waits("location.search === '?next=%2Fnew'", "a way back to the new space").await?;

        ada.has_an_account("ada").await?;
        world.account("ben_w", "Ben").await?.follows("ada").await?;
        ada.opens("/new").await?;
        let words = ada.reads("followers-needed").await?;
        ensure!(words.contains("You have 1 of 3 followers"), "{words}");
        ensure!(words.contains("2 more, and you can host"), "{words}");
        ada.clicks("copy-link").await?;

        for (handle, name) in [("cleo", "Cleo"), ("dora", "Dora")] {
            world.account(handle, name).await?.follows("ada").await?;
        }
        ada.opens("/new").await?;
        ada.writes("title-input", "Three who follow").await?;
        ada.clicks("create-button").await?;
        ada.waits("location.pathname.startsWith('/s/')", "the new space's page").await?;
        ada.reads_on_the_page("Three who follow").await
    });
}
