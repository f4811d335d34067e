use std::path::Path;

use anyhow::Result;
use causerie_tests::account::PASSWORD;
use causerie_tests::axe;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::page::Page;
use causerie_tests::shots::{self, Theme, prefers};
use causerie_tests::world::{Demo, World, story_where};

/// Every page about people, photographed at every size in both themes, and shut to nobody.
#[test]
fn pages_of_people_fit_and_are_open_to_everybody() {
    story_where("followers >= 3", Demo::OnAir, async |world| {
        the_crowd(world).await?;
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        let page = ada.page();
        ada.opens("/new").await?;
        ada.sees("account-needed").await?;
        looks_right(page, "create-account-needed").await?;

        ada.opens("/sign-in?next=%2Fsettings").await?;
        ada.sees("recover-link").await?;
        looks_right(page, "sign-in").await?;
        ada.writes("handle-input", "ada_of_the_engine").await?;
        ada.writes("password-input", PASSWORD).await?;
        ada.clicks("sign-in-button").await?;
        ada.reads("form-error").await?;
        looks_right(page, "sign-in-refused").await?;
        ada.clicks("recover-link").await?;
        looks_right(page, "recover").await?;

        ada.opens("/sign-up").await?;
        looks_right(page, "sign-up").await?;
        ada.clicks("password-instead").await?;
        ada.writes("handle-input", "admin").await?;
        ada.writes("password-input", "lamps").await?;
        ada.clicks("sign-up-button").await?;
        ada.is_told_at("handle-input").await?;
        looks_right(page, "sign-up-refused").await?;
        ada.writes("name-input", "Ada Lovelace").await?;
        ada.writes("handle-input", "ada_of_the_engine").await?;
        ada.writes("password-input", PASSWORD).await?;
        ada.sees("handle-free").await?;
        looks_right(page, "sign-up-with-a-password").await?;
        ada.clicks("sign-up-button").await?;
        ada.sees("recovery-codes").await?;
        looks_right(page, "recovery-codes").await?;
        ada.clicks("codes-kept").await?;
        ada.sees("own-menu").await?;

        ada.opens("/").await?;
        ada.sees("space-card").await?;
        ada.clicks("own-menu").await?;
        ada.sees("sign-out").await?;
        looks_right(page, "home-signed-in").await?;

        ada.opens("/@clara_w").await?;
        ada.clicks("follow-button").await?;
        ada.reads_in("follow-button", "Following").await?;
        looks_right(page, "profile").await?;
        ada.clicks("person-menu").await?;
        ada.clicks("block").await?;
        ada.sees("block-dialog").await?;
        looks_right(page, "profile-block").await?;
        ada.escapes().await?;
        ada.opens("/@clara_w/followers").await?;
        ada.sees("person-row").await?;
        looks_right(page, "followers").await?;
        ada.opens("/@dilys/followers").await?;
        ada.reads_on_the_page("No followers yet").await?;
        looks_right(page, "followers-none").await?;
        ada.opens_what_is_not_there("/@nobody_at_all").await?;
        ada.reads_on_the_page("Nobody has this handle").await?;
        looks_right(page, "profile-missing").await?;

        world.account("elin", "Elin").await?.follows("ada_of_the_engine").await?;
        ada.opens("/new").await?;
        ada.sees("followers-needed").await?;
        looks_right(page, "create-followers-needed").await?;

        settings(&ada).await?;
        ada.opens("/@ada_of_the_engine").await?;
        ada.sees("edit-profile").await?;
        looks_right(page, "profile-own").await?;
        ada.opens("/@dilys").await?;
        ada.clicks("person-menu").await?;
        ada.clicks("block").await?;
        ada.clicks("confirm-button").await?;
        ada.sees("unblock").await?;
        looks_right(page, "profile-blocked").await
    });
}

async fn settings(ada: &causerie_tests::person::Person) -> Result<()> {
    let page = ada.page();
    ada.opens("/settings").await?;
    ada.writes("biography-input", "Notes on engines, weaving and Tuesdays.").await?;
    ada.writes("link-0-input", "https://example.org/ada").await?;
    ada.clicks("save-profile").await?;
    ada.is_told("Saved").await?;
    let device = page.add_authenticator().await?;
    ada.clicks("add-passkey").await?;
    ada.sees("label-input").await?;
    looks_right(page, "settings-passkey").await?;
    ada.writes("label-input", "The laptop in the kitchen").await?;
    ada.clicks("make-passkey").await?;
    ada.sees("remove-passkey").await?;
    device.is_lost().await?;
    ada.opens("/settings").await?;
    ada.sees("remove-passkey").await?;
    ada.chooses_file("picture-input", &Path::new(PICTURE).canonicalize()?).await?;
    ada.sees("use-picture").await?;
    looks_right(page, "settings").await?;
    ada.clicks("use-picture").await?;
    ada.sees("remove-picture").await?;
    ada.clicks("change-password").await?;
    ada.sees("current-input").await?;
    looks_right(page, "settings-password").await?;
    ada.escapes().await?;
    ada.clicks("new-codes").await?;
    ada.clicks("confirm-button").await?;
    ada.sees("recovery-codes").await?;
    looks_right(page, "settings-codes").await?;
    ada.clicks("codes-kept").await?;
    ada.clicks("delete-account").await?;
    ada.sees("delete-dialog").await?;
    looks_right(page, "settings-delete").await?;
    ada.escapes().await
}

/// A picture that there is.
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../client/assets/icons/app-512.png");

async fn the_crowd(world: &World) -> Result<()> {
    let clara = world.account("clara_w", "Clara Wieck").await?;
    clara
        .says_of_themself("Pianist. Plays what her husband wrote, and what he did not dare to.")
        .await?;
    let others = [
        ("dilys", "Dilys", "Beekeeper, talks about weather."),
        ("emre_k", "Emre Kaya", ""),
        ("farid", "فريد", "أحب القصص القديمة"),
        ("greta_holm", "Greta Holm-Andersson of the lighthouse", "Keeps the lamp."),
    ];
    for (handle, name, biography) in others {
        let person = world.account(handle, name).await?;
        person.says_of_themself(biography).await?;
        person.follows("clara_w").await?;
    }
    Ok(())
}

async fn looks_right(page: &Page, name: &str) -> Result<()> {
    shots::take(page, name).await?;
    for theme in Theme::BOTH {
        prefers(page, theme).await?;
        axe::holds(page, &format!("{name}, {theme:?}")).await?;
    }
    Ok(())
}
