use anyhow::ensure;
use causerie_tests::world::{Demo, story};

/// The host pins a link, after an address that was none, and asks; a guest and somebody with an account
/// vote, see how it stands only then, and change their mind; the result is the same for everybody.
#[test]
fn links_and_a_poll() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let space = host.hosts("What next?").await?;
        let ben = host.lends_the_machine_to("Ben").await?;
        ben.has_an_account("ben_w").await?;
        ben.opens(&space).await?;
        let guest = world.person("Cleo").await?;
        guest.opens(&space).await?;

        host.pins("mailto:ada@example.org", "The harbour").await?;
        let told = host.is_told_at("url-input").await?;
        ensure!(told.contains("https://"), "the host is told {told:?}");
        let kept = host.has_written("title-input").await?;
        ensure!(kept == "The harbour", "{kept:?} is left of what was typed");
        host.writes("url-input", "https://www.example.org/harbour?x=1").await?;
        host.clicks("pin-submit").await?;
        host.sees_no("put-up").await?;
        guest.reads_in("pin", "The harbour").await?;
        guest.reads_in("pin", "example.org").await?;
        let link = guest
            .page()
            .eval("const a = document.querySelector('[data-testid=pin]'); return [a.href, a.target, a.rel]")
            .await?;
        let expected =
            ["https://www.example.org/harbour?x=1", "_blank", "noopener noreferrer nofollow ugc"];
        ensure!(link == serde_json::json!(expected), "the link is {link}");

        host.asks_a_poll("Which song?", &["The first", ""]).await?;
        let told = host.is_told_at("choice-1-input").await?;
        ensure!(told.contains("at least 2"), "the host is told {told:?}");
        host.writes("choice-1-input", "The second").await?;
        host.clicks("poll-submit").await?;
        host.sees_no("put-up").await?;

        ben.reads_in("poll", "Which song?").await?;
        ben.reads_in("poll-about", "Vote, and you see").await?;
        ben.votes_for(1).await?;
        ben.reads_in("poll", "100% · 1").await?;
        guest.votes_for(2).await?;
        guest.says_their_name().await?;
        guest.reads_in("poll", "50% · 1").await?;
        guest.votes_for(1).await?;
        for person in [&ben, &guest, &host] {
            person.reads_in("poll", "100% · 2").await?;
        }
        host.clicks("poll-close").await?;
        for person in [&ben, &guest, &host] {
            person.reads_in("poll-about", "The poll is closed. 2 votes").await?;
        }
        host.clicks("poll-remove").await?;
        ben.sees_no("poll").await?;
        host.clicks("unpin").await?;
        ben.sees_no("pin").await?;

        ben.clicks("react-applause").await?;
        guest.reads_in("react-applause", "1").await?;
        host.reads_in("react-applause", "1").await
    });
}
