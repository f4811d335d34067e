use causerie_tests::world::{Demo, story};

/// Somebody who only writes is shown out from their line, also when they have gone already.
#[test]
fn shown_out_for_a_line() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("Order in the chat").await?;
        let ben = host.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.unfolds_the_chat().await?;
        ben.writes_a_line("Buy my coins").await?;
        ben.opens("/").await?;
        host.turns_to_this_tab().await?;
        host.reads_on_the_page("Buy my coins").await?;
        host.clicks("line-show-out").await?;
        host.reads_on_the_page("Show Ben out").await?;
        host.clicks("confirm-button").await?;
        host.reads_in("removed", "Ben").await?;
        ben.opens(&space).await?;
        ben.is_in_state("not-admitted").await
    });
}

/// Whoever is shown out reads so, also after a reload, until a host lets them in again.
#[test]
fn shown_out_and_let_in_again() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("Order, order").await?;
        host.lets_everyone_speak().await?;
        let ben = host.lends_the_machine_to("Ben").await?;
        ben.opens(&space).await?;
        ben.comes_on_stage().await?;
        ben.goes_live().await?;

        host.chooses_for("Ben", "seat-show-out").await?;
        host.reads_on_the_page("They leave at once").await?;
        host.clicks("confirm-button").await?;
        ben.is_in_state("not-admitted").await?;
        ben.reads_on_the_page("You were shown out of this space").await?;
        ben.opens(&space).await?;
        ben.is_in_state("not-admitted").await?;
        ben.reads_on_the_page("You were shown out of this space").await?;
        ben.sees_no("listen-button").await?;

        host.reads_in("removed", "Ben").await?;
        host.clicks("readmit").await?;
        host.sees_no("removed").await?;
        ben.opens(&space).await?;
        ben.listens().await
    });
}
