use anyhow::{Result, ensure};
use causerie_tests::account::PASSWORD;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::Person;
use causerie_tests::world::{Demo, story};

/// Signing up says at each field what is wrong with it and keeps what was typed; so does signing
/// in with a wrong password; and a recovery code opens what a lost password has closed.
#[test]
fn a_password_is_the_way_in() {
    story(Demo::None, async |world| {
        world.account("mirabel", "Mirabel").await?;
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;

        ada.opens("/sign-up").await?;
        ada.clicks("password-instead").await?;
        ada.writes("name-input", "Ada Lovelace").await?;
        ensure!(ada.has_written("handle-input").await? == "ada_lovelace", "no handle is proposed");
        handles_that_nobody_gets(&ada).await?;

        ada.writes("handle-input", "ada").await?;
        ada.sees("handle-free").await?;
        ada.writes("password-input", "ada").await?;
        ada.clicks("sign-up-button").await?;
        let weak = ada.is_told_at("password-input").await?;
        ensure!(weak.contains("at least 10"), "a short password is told: {weak}");
        ensure!(ada.has_written("name-input").await? == "Ada Lovelace", "the name is lost");

        ada.writes("password-input", PASSWORD).await?;
        ada.clicks("sign-up-button").await?;
        let codes = ada.reads("recovery-codes").await?;
        let codes: Vec<&str> = codes.split_whitespace().collect();
        ensure!(codes.len() == 10, "ten codes are shown: {codes:?}");
        ada.clicks("codes-kept").await?;
        ada.is_told("Welcome, Ada Lovelace").await?;
        ada.sees("own-menu").await?;
        ada.reads_on_the_page("Good to see you, Ada Lovelace").await?;

        ada.signs_out().await?;
        ada.is_told("You are signed out").await?;
        ada.opens("/settings").await?;
        ada.clicks("to-sign-in").await?;
        ada.writes("handle-input", "ada").await?;
        ada.writes("password-input", "nine lamps along the harbor").await?;
        ada.clicks("sign-in-button").await?;
        let wrong = ada.reads("form-error").await?;
        ensure!(wrong.contains("Check both"), "a wrong password is told: {wrong}");
        ensure!(ada.has_written("handle-input").await? == "ada", "the handle is lost");
        let kept = ada.has_written("password-input").await?;
        ensure!(kept == "nine lamps along the harbor", "the password is lost: {kept}");
        ada.writes("password-input", PASSWORD).await?;
        ada.clicks("sign-in-button").await?;
        ada.waits("location.pathname === '/settings'", "where she wanted to go").await?;
        ada.sees("save-profile").await?;

        ada.signs_out().await?;
        ada.opens("/sign-in").await?;
        ada.clicks("recover-link").await?;
        ada.writes("handle-input", "ada").await?;
        ada.writes("code-input", &codes[0].to_lowercase()).await?;
        ada.writes("new-input", "eleven lamps along the quay").await?;
        ada.clicks("recover-button").await?;
        ada.sees("own-menu").await?;
        ada.opens("/settings").await?;
        ada.reads_on_the_page("9 left").await
    });
}

async fn handles_that_nobody_gets(ada: &Person) -> Result<()> {
    for (handle, why) in [
        ("admin", "taken for the house"),
        ("аda", "“а” (U+0430)"),
        ("m1rabel", "looks the same"),
        ("a__b", "One _ at a time"),
    ] {
        ada.writes("handle-input", handle).await?;
        ada.writes("password-input", PASSWORD).await?;
        ada.clicks("sign-up-button").await?;
        let told = ada.is_told_at("handle-input").await?;
        ensure!(told.contains(why), "{handle} is refused in the words: {told}");
        for (field, typed) in
            [("handle-input", handle), ("name-input", "Ada Lovelace"), ("password-input", PASSWORD)]
        {
            let kept = ada.has_written(field).await?;
            ensure!(kept == typed, "{field} held {typed} and holds {kept}");
        }
    }
    Ok(())
}
