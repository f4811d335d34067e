use anyhow::{Result, ensure};
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::person::Person;
use causerie_tests::world::{Demo, story};
use serde_json::json;

/// Following counts on both sides and ends when it is taken back; whoever is blocked is told in
/// plain words, neither follows nor comes in, and can again once that is over.
#[test]
fn followed_and_blocked() {
    story(Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.has_an_account("ada").await?;
        let ben = ada.lends_the_machine_to("Ben").await?;

        // A guest who wants to follow signs in first, and comes back.
        ben.opens("/@ada").await?;
        ben.clicks("follow-button").await?;
        ben.waits("location.pathname === '/sign-in'", "to be asked to sign in").await?;
        ben.has_an_account("ben").await?;

        ben.opens("/@ada").await?;
        ben.reads_in("followers", "0 followers").await?;
        ben.clicks("follow-button").await?;
        ben.reads_in("followers", "1 follower").await?;
        ben.reads_in("follow-button", "Following").await?;
        ada.opens("/@ben").await?;
        ada.reads_in("following", "1 following").await?;
        ada.reads_on_the_page("Follows you").await?;
        ada.opens("/@ada").await?;
        ada.reads_in("followers", "1 follower").await?;
        ada.clicks("followers").await?;
        ada.reads_in("person-row", "@ben").await?;

        ben.clicks("follow-button").await?;
        ben.reads_in("followers", "0 followers").await?;
        ben.clicks("follow-button").await?;
        ben.reads_in("followers", "1 follower").await?;

        ada.clicks("person-row").await?;
        ada.sees("follow-button").await?;
        blocks(&ada).await?;
        ben.opens("/@ada").await?;
        ben.reads_in("followers", "0 followers").await?;
        ben.clicks("follow-button").await?;
        ben.is_told("They have blocked you").await?;

        let space = json!({ "title": "Among friends" });
        let space = ada.page().eval(&open(&space)).await?;
        ben.opens(&format!("/s/{}", space.as_str().unwrap_or_default())).await?;
        ben.reads_on_the_page("Its host has blocked you").await?;
        ensure!(!has(&ben, "listen-button").await?, "whoever is blocked may press Listen");

        ada.clicks("unblock").await?;
        ada.sees("follow-button").await?;
        ben.opens("/@ada").await?;
        ben.clicks("follow-button").await?;
        ben.reads_in("followers", "1 follower").await
    });
}

async fn blocks(ada: &Person) -> Result<()> {
    ada.clicks("person-menu").await?;
    ada.clicks("block").await?;
    ada.reads_in("block-dialog", "can still be heard by anyone").await?;
    ada.clicks("confirm-button").await?;
    ada.reads_on_the_page("You have blocked Ben").await
}

fn open(space: &serde_json::Value) -> String {
    let body = space.to_string();
    format!(
        "const headers = {{ 'content-type': 'application/json' }};
         const made = await fetch('/api/spaces', {{ method: 'POST', headers, body: {body:?} }});
         return (await made.json()).id;"
    )
}

async fn has(person: &Person, test_id: &str) -> Result<bool> {
    let there = format!("return !!document.querySelector('[data-testid={test_id}]')");
    Ok(person.page().eval(&there).await? == true)
}
