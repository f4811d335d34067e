use anyhow::{Result, ensure};
use causerie_tests::account::PASSWORD;
use causerie_tests::person::Person;
use causerie_tests::world::{Demo, story};
use serde_json::Value;

/// A space that opens elsewhere waits above the list until the reader asks for it, and moves
/// nothing meanwhile; one for those who have the link is on no list; one for accounts asks a guest
/// to sign in, and lets them in when they have.
#[test]
fn home_is_told_and_gates_are_shut() {
    story(Demo::OnAir, async |world| {
        let host = world.person("Ada").await?;
        host.has_an_account("ada_l").await?;
        let guest = host.lends_the_machine_to("Ben").await?;
        // So small that there is something to scroll.
        guest.page().resize(360, 420).await?;
        guest.opens("/").await?;
        guest.sees("space-card").await?;
        guest.page().eval("scrollTo(0, document.body.scrollHeight)").await?;
        let before = where_things_are(&guest).await?;

        let hidden = goes_live_in(&host, "By the link", "link-only").await?;
        let elsewhere = host.opens_another_tab().await?;
        let closed = goes_live_in(&elsewhere, "With a name", "guests").await?;
        guest.reads_in("new-spaces", "1 new space").await?;
        let after = where_things_are(&guest).await?;
        ensure!(before == after, "what is read moved from {before} to {after}");
        // What waits is announced once.
        is_not_named_here(&guest, "with most listeners").await?;
        guest.turns_to_this_tab().await?;
        guest.clicks("new-spaces").await?;
        guest.reads_in("live-spaces", "With a name").await?;
        is_not_named_here(&guest, "By the link").await?;
        guest.opens("/@ada_l").await?;
        guest.reads_on_the_page("With a name").await?;
        is_not_named_here(&guest, "By the link").await?;
        guest.opens(&hidden).await?;
        guest.listens().await?;

        guest.opens(&closed).await?;
        guest.reads_on_the_page("This space is for people with an account").await?;
        guest.clicks("gate-sign-up").await?;
        guest.clicks("password-instead").await?;
        guest.writes("name-input", "Ben W").await?;
        guest.writes("password-input", PASSWORD).await?;
        guest.clicks("sign-up-button").await?;
        guest.clicks("codes-kept").await?;
        guest.waits(&format!("location.pathname === '{closed}'"), "the space again").await?;
        guest.listens().await
    });
}

/// Opens a space by the form, with one of its choices turned.
async fn goes_live_in(host: &Person, title: &str, choice: &str) -> Result<String> {
    host.opens("/new").await?;
    host.turns_to_this_tab().await?;
    host.writes("title-input", title).await?;
    host.clicks(choice).await?;
    host.clicks("create-button").await?;
    host.waits("location.pathname.startsWith('/s/')", "the new space's page").await?;
    host.goes_live().await?;
    host.path().await
}

/// How far the page is scrolled, and where each card stands in view.
async fn where_things_are(person: &Person) -> Result<Value> {
    person
        .page()
        .eval(
            "return [Math.round(scrollY), ...[...document.querySelectorAll('[data-testid=space-card]')]
                .map(it => Math.round(it.getBoundingClientRect().top))]",
        )
        .await
}

async fn is_not_named_here(person: &Person, title: &str) -> Result<()> {
    let named = format!("return document.body.innerText.includes({title:?})");
    ensure!(person.page().eval(&named).await? == false, "{title} is on {}", person.path().await?);
    Ok(())
}
