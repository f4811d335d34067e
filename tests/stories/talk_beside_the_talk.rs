use anyhow::ensure;
use causerie_tests::world::{Demo, story};

const ENTER: &str = "\u{e007}";

/// A guest and somebody with an account write, and the host reads both; the host turns the chat off, and the
/// words say so; what was being typed is there when it opens again; a line is taken back, one is
/// taken out, and the log says which.
#[test]
fn talk_beside_the_talk() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts_as("ada_l", "Evening, in writing").await?;
        host.unfolds_the_chat().await?;
        host.reads_in_the_chat("Nobody has written yet").await?;

        let guest = world.person("Cleo").await?;
        guest.opens(&space).await?;
        guest.unfolds_the_chat().await?;
        guest.writes_a_line("Hello from the harbour").await?;
        guest.says_their_name().await?;
        host.reads_in_the_chat("Hello from the harbour").await?;
        host.reads_in_the_chat("Cleo").await?;
        let left = guest.has_written("line-input").await?;
        ensure!(left.is_empty(), "{left:?} stays in the field of what was sent");

        let ben = host.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        ben.unfolds_the_chat().await?;
        ben.reads_in_the_chat("Hello from the harbour").await?;
        ben.writes_a_line("<b>Good</b> evening").await?;
        host.reads_in_the_chat("<b>Good</b> evening").await?;

        // Slow mode, and what was refused stays.
        host.clicks("room-settings").await?;
        host.clicks("slow-30").await?;
        ben.reads_in("chat", "One line every 30 seconds").await?;
        ben.writes_a_line("And another thing").await?;
        let told = ben.is_told_at_the_line().await?;
        ensure!(told.contains("your next line can go in"), "Ben is told {told:?}");
        let kept = ben.has_written("line-input").await?;
        ensure!(kept == "And another thing", "{kept:?} is left of what was refused");

        host.clicks("chat-nobody").await?;
        ben.reads_in("chat", "The chat is off").await?;
        ben.sees_no("line-input").await?;
        host.writes_a_line("Quiet for a minute, please").await?;
        ben.reads_in_the_chat("Quiet for a minute").await?;
        host.clicks("chat-everyone").await?;
        ben.sees("line-input").await?;
        let kept = ben.has_written("line-input").await?;
        ensure!(kept == "And another thing", "{kept:?} is left of what was typed");

        // Who follows the host is the relay's to say; how to is on the page.
        host.clicks("slow-0").await?;
        host.clicks("chat-followers").await?;
        guest.reads_in("chat", "Followers of Ada write here. Sign in").await?;
        ben.reads_in("chat", "Followers of Ada write here").await?;
        ben.writes_a_line("May I?").await?;
        ben.clicks("chat-follow").await?;
        ben.sees_no("form-error").await?;
        ben.types_into("line-input", ENTER).await?;
        host.reads_in_the_chat("May I?").await?;
        host.clicks("chat-everyone").await?;
        guest.sees("line-input").await?;

        guest.clicks("line-report").await?;
        guest.reads_in("report-dialog", "Report Ben").await?;
        guest.escapes().await?;
        ben.clicks("line-take").await?;
        gone(&host, "Good").await?;
        const OUT: &str = "[...document.querySelectorAll('[data-testid=chat-line]')]
            .find(line => line.innerText.includes('harbour'))
            .querySelector('[data-testid=line-take]').click()";
        host.page().eval(OUT).await?;
        gone(&guest, "harbour").await?;
        host.clicks("log").await?;
        host.reads_in("desk", "Ada took a line of Cleo out of the chat.").await?;
        host.reads_in("desk", "Ada chose who may write: Everyone · One line every 30 seconds.")
            .await?;

        // Over a restart, what is typed stays and the lines come back.
        guest.writes("line-input", "Are we still here?").await?;
        world.crash().await?;
        guest.is_in_state("reconnecting").await?;
        world.boot().await?;
        guest.is_in_state("idle").await?;
        let kept = guest.has_written("line-input").await?;
        ensure!(kept == "Are we still here?", "{kept:?} is left of what was typed");
        guest.reads_in_the_chat("Quiet for a minute").await
    });
}

async fn gone(person: &causerie_tests::person::Person, words: &str) -> anyhow::Result<()> {
    let gone = format!(
        "!document.querySelector('[data-testid=chat-lines]').innerText.includes({words:?})"
    );
    person.waits(&gone, &format!("“{words}” to be gone from the chat")).await
}
