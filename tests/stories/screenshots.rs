use causerie_tests::shots;
use causerie_tests::world::{Demo, story};

#[test]
fn screenshots_of_each_page() {
    story(Demo::OnAir, async |world| {
        let person = world.person("Ada").await?;
        person.opens("/").await?;
        person.sees("space-card").await?;
        shots::take(person.page(), "home").await?;

        person.clicks("space-card").await?;
        person.sees("listen-button").await?;
        shots::take(person.page(), "space-at-the-door").await?;
        person.listens().await?;
        person.sees_somebody_speaking().await?;
        shots::take(person.page(), "space-listening").await?;

        person.opens("/new").await?;
        shots::take(person.page(), "create").await?;
        person.clicks("create-button").await?;
        person.reads("form-error").await?;
        shots::take(person.page(), "create-refused").await?;

        person.creates_a_space("What the harbour hears at night").await?;
        person.chooses_a_microphone().await?;
        shots::take(person.page(), "space-microphone").await?;
        person.escapes().await?;
        shots::take(person.page(), "space-nobody-hears").await?;
        person.goes_live().await?;
        person.sees_somebody_speaking().await?;
        shots::take(person.page(), "space-on-stage").await?;
        person.mutes().await?;
        shots::take(person.page(), "space-muted").await?;
        person.clicks("end-button").await?;
        person.sees("confirm-button").await?;
        shots::take(person.page(), "space-last-question").await?;
        person.clicks("confirm-button").await?;
        person.is_in_state("ended").await?;
        shots::take(person.page(), "space-ended").await?;

        person.opens("/s/nowhere").await?;
        shots::take(person.page(), "not-found").await?;
        Ok(())
    });
}

#[test]
fn screenshots_of_an_empty_home_and_a_lost_relay() {
    story(Demo::None, async |world| {
        let person = world.person("Ada").await?;
        person.opens("/").await?;
        shots::take(person.page(), "home-empty").await?;
        person.creates_a_space("A short night").await?;
        person.goes_live().await?;
        world.crash().await?;
        person.is_in_state("reconnecting").await?;
        shots::take(person.page(), "space-reconnecting").await
    });
}
