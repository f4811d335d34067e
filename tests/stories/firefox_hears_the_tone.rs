use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

#[test]
fn firefox_hears_the_tone() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.creates_a_space("Any browser").await?;
        host.goes_live().await?;

        let listener = world.person_in_firefox("Fox").await?;
        listener.opens(&space).await?;
        listener.listens().await?;
        listener.hears_tone(TONE_HZ, PATIENCE).await?;
        listener.sees_somebody_speaking().await?;
        Ok(())
    });
}
