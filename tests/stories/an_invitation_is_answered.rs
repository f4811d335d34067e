use std::time::Instant;

use causerie_tests::person::PATIENCE;
use causerie_tests::world::{Demo, TONE_HZ, story};

/// Declined, the host is told; taken back, it is gone; accepted, the microphone is next.
#[test]
fn an_invitation_is_answered() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("By invitation").await?;
        let ben = host.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.sees("hand-button").await?;

        host.writes("part-input", "nobody_here").await?;
        host.reads_on_the_page("Nobody in the audience has that in their name").await?;

        host.invites("@BEN_W").await?;
        ben.reads_on_the_page("Ada invites you on stage").await?;
        ben.clicks("decline-invitation").await?;
        host.is_told("Ben would rather stay in the audience").await?;
        host.sees_no("invited").await?;
        ben.sees_no("decline-invitation").await?;

        host.invites("ben_w").await?;
        ben.sees("accept-invitation").await?;
        host.clicks("uninvite").await?;
        ben.sees_no("accept-invitation").await?;

        host.invites("ben_w").await?;
        let cleo = world.person("Cleo").await?;
        cleo.opens(&space).await?;
        cleo.listens().await?;
        let accepted = Instant::now();
        ben.clicks("accept-invitation").await?;
        ben.chooses_a_microphone().await?;
        let chosen = Instant::now();
        ben.clicks("go-live-button").await?;
        cleo.hears_tone(TONE_HZ, PATIENCE).await?;
        println!(
            "heard {:?} after going live, {:?} after accepting",
            chosen.elapsed(),
            accepted.elapsed()
        );
        ben.is_in_state("live").await?;
        host.sees_on_stage("Ben", "Speaker").await
    });
}
