use anyhow::ensure;
use causerie_tests::world::{Demo, story};

/// Between two lines of one person.
const PACE: std::time::Duration = std::time::Duration::from_millis(750);

/// Lines follow the newest for whoever stands at the end; whoever reads further up is told that there are
/// more, and goes there when they like. A folded chat counts them.
#[test]
fn a_reader_is_left_where_they_are() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("A long evening").await?;
        host.unfolds_the_chat().await?;
        let reader = world.person("Cleo").await?;
        reader.opens(&space).await?;
        reader.page().resize(360, 760).await?;
        reader.unfolds_the_chat().await?;
        for number in 1..=7 {
            tokio::time::sleep(PACE).await;
            let words =
                "And so the night went on, with rain on the harbour and bells far out. ".repeat(2);
            host.writes_a_line(&format!("{number}. {words}")).await?;
        }
        reader.reads_in_the_chat("7. And so").await?;
        reader.waits(&format!("-{LINES}.scrollTop < 2"), "the end").await?;

        reader.page().eval(&format!("{LINES}.scrollTop = -300")).await?;
        reader.waits(&format!("{LINES}.scrollTop < -290"), "lines further up").await?;
        let top = "return Math.round(document.querySelector('[data-testid=chat-line]:nth-child(3)')
            .getBoundingClientRect().top)";
        let before = reader.page().eval(top).await?;
        tokio::time::sleep(PACE).await;
        host.writes_a_line("8. The last one").await?;
        reader.reads_in("new-lines", "1 new line").await?;
        let after = reader.page().eval(top).await?;
        ensure!(before == after, "what Cleo reads moved from {before} to {after}");
        reader.clicks("new-lines").await?;
        reader.sees_no("new-lines").await?;
        reader.waits(&format!("-{LINES}.scrollTop < 2"), "the end").await?;

        reader.clicks("chat-fold").await?;
        reader.sees_no("chat-lines").await?;
        tokio::time::sleep(PACE).await;
        host.writes_a_line("9. One more").await?;
        reader.reads_in("chat-unread", "1").await?;
        reader.clicks("chat-fold").await?;
        reader.reads_in_the_chat("9. One more").await?;
        reader.sees_no("chat-unread").await
    });
}

const LINES: &str = "document.querySelector('[data-testid=chat-lines]')";
