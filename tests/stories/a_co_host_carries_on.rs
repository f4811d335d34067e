use causerie_tests::world::{Demo, story};

/// The host makes a co-host, hands the space over and leaves: nobody counts down, and the new host
/// does what a host does.
#[test]
fn a_co_host_carries_on() {
    story(Demo::None, async |world| {
        let ada = world.person("Ada").await?;
        let space = ada.hosts("Shifts").await?;
        ada.lets_everyone_speak().await?;
        let ben = ada.lends_the_machine_to("Ben").await?;
        ben.opens(&space).await?;
        ben.comes_on_stage().await?;
        ben.escapes().await?;
        ben.sees_no("desk").await?;

        ada.chooses_for("Ben", "seat-make-co-host").await?;
        ben.is_told("You are a co-host now").await?;
        ben.sees("desk").await?;
        ben.sees_on_stage("Ben", "Co-host").await?;

        ada.chooses_for("Ben", "seat-hand-over").await?;
        ada.reads_on_the_page("Only they can give it back").await?;
        ada.clicks("confirm-button").await?;
        ben.is_told("You are the host now").await?;
        ada.sees_on_stage("Ben", "Host").await?;
        ada.sees_on_stage("Ada", "Co-host").await?;

        let cleo = ada.lends_the_machine_to("Cleo").await?;
        cleo.opens(&space).await?;
        ada.opens("/").await?;
        cleo.comes_on_stage().await?;
        cleo.escapes().await?;
        ben.chooses_for("Cleo", "seat-to-audience").await?;
        cleo.is_told("You are in the audience now").await?;
        cleo.sees("come-on-stage").await?;
        ben.sees("end-button").await?;
        ben.sees_no("countdown").await
    });
}
