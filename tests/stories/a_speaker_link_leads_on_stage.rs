use anyhow::{Context, ensure};
use causerie_tests::world::{Demo, story};

/// The link lets its holder come on stage without asking, after a reload too; the address bar does
/// not keep it, and nobody else is let through.
#[test]
fn a_speaker_link_leads_on_stage() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        host.page().before_every_page(REMEMBER_WHAT_IS_COPIED).await?;
        let space = host.hosts("Guests of honour").await?;
        host.clicks("room-settings").await?;
        host.clicks("copy-speaker-link").await?;
        host.is_told("can come on stage without asking").await?;
        let link = host.page().eval("return window.__copied").await?;
        let link = link.as_str().context("nothing was copied")?;
        let (_, path) = link.split_once("/s/").context("no link to a space")?;
        ensure!(path.contains("#speak="), "{link}");

        let ben = host.lends_the_machine_to("Ben").await?;
        ben.opens(&format!("/s/{path}")).await?;
        ben.sees("come-on-stage").await?;
        let address = ben.page().eval("return location.pathname + location.hash").await?;
        ensure!(address == space, "the address bar says {address}");
        ben.opens(&space).await?;
        ben.comes_on_stage().await?;
        ben.goes_live().await?;
        host.sees_on_stage("Ben", "Speaker").await?;

        let cleo = host.lends_the_machine_to("Cleo").await?;
        cleo.opens(&space).await?;
        cleo.sees("hand-button").await?;
        cleo.sees_no("come-on-stage").await?;
        // Given to somebody who is on the page already, it counts at once.
        cleo.opens(&format!("/s/{path}")).await?;
        cleo.sees("come-on-stage").await?;

        // Taken back, it is worth a raised hand.
        host.clicks("revoke-speaker-links").await?;
        host.is_told("open nothing any more").await?;
        cleo.clicks("come-on-stage").await?;
        cleo.says_their_name().await?;
        cleo.reads_in("hand-place", "Your hand is up").await
    });
}

const REMEMBER_WHAT_IS_COPIED: &str = "() => {
    if (navigator.clipboard) navigator.clipboard.writeText = async text => { window.__copied = text; };
}";
