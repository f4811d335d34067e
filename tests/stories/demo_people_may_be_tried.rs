use anyhow::ensure;
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::world::{Demo, story_where};

/// Whoever tries a relay on their own machine is somebody with a click, on either side of the line
/// that the rule about hosting draws.
#[test]
fn demo_people_may_be_tried() {
    story_where("followers >= 600", Demo::OnAir, async |world| {
        let visitor = world.person_with("Vera", Microphone::Refused, Autoplay::Allowed).await?;
        visitor.opens("/sign-in?next=%2Fnew").await?;
        visitor.clicks("try-as-demo_ben").await?;
        let words = visitor.reads("followers-needed").await?;
        ensure!(words.contains("You have 452 of 600 followers"), "{words}");
        visitor.signs_out().await?;

        visitor.opens("/sign-in?next=%2Fnew").await?;
        visitor.clicks("try-as-demo_ada").await?;
        visitor.writes("title-input", "One thousand two hundred and four").await?;
        visitor.clicks("create-button").await?;
        visitor.waits("location.pathname.startsWith('/s/')", "the new space's page").await?;
        visitor.opens("/@demo_ada").await?;
        visitor.reads_on_the_page("1,204 followers").await
    });
}
