//! What people do beside the talk: write, vote, and put things up.

use anyhow::Result;

use crate::person::Person;

const ENTER: &str = "\u{e007}";

impl Person {
    /// Opens a space under an account, and leaves its chooser.
    pub async fn hosts_as(&self, handle: &str, title: &str) -> Result<String> {
        self.has_an_account(handle).await?;
        self.opens("/new").await?;
        self.writes("title-input", title).await?;
        self.clicks("create-button").await?;
        self.chooses_a_microphone().await?;
        self.escapes().await?;
        self.path().await
    }

    /// Opens the chat, where it is folded.
    pub async fn unfolds_the_chat(&self) -> Result<()> {
        self.sees("chat-fold").await?;
        const FOLDED: &str = "
            return document.querySelector('[data-testid=chat-fold]').ariaExpanded === 'false'";
        if self.page().eval(FOLDED).await? == true {
            self.clicks("chat-fold").await?;
        }
        self.sees("chat-lines").await
    }

    pub async fn writes_a_line(&self, words: &str) -> Result<()> {
        self.writes("line-input", words).await?;
        self.page().keys(ENTER).await
    }

    pub async fn reads_in_the_chat(&self, words: &str) -> Result<()> {
        self.reads_in("chat-lines", words).await
    }

    /// The words under the field of a line that was refused.
    pub async fn is_told_at_the_line(&self) -> Result<String> {
        self.sees("form-error").await?;
        self.reads("form-error").await
    }

    pub async fn pins(&self, url: &str, title: &str) -> Result<()> {
        self.clicks("pin-open").await?;
        self.writes("url-input", url).await?;
        self.writes("title-input", title).await?;
        self.page().keys(ENTER).await
    }

    pub async fn asks_a_poll(&self, question: &str, answers: &[&str]) -> Result<()> {
        self.clicks("poll-open").await?;
        self.writes("question-input", question).await?;
        for (at, answer) in answers.iter().enumerate() {
            self.writes(&format!("choice-{at}-input"), answer).await?;
        }
        self.page().keys(ENTER).await
    }

    /// Votes for an answer of the poll, counted from 1.
    pub async fn votes_for(&self, answer: usize) -> Result<()> {
        let css = format!(".poll-choices li:nth-child({answer}) button");
        self.page().click(&css).await
    }

    /// Lines of several people, links, and a poll in which two have voted stand beside the talk of
    /// this host; gives the two.
    pub async fn has_talk_beside(&self, space: &str) -> Result<[Person; 2]> {
        let first = self.lends_the_machine_to("Ben").await?;
        first.has_an_account("ben_w").await?;
        first.opens(space).await?;
        first.unfolds_the_chat().await?;
        first.writes_a_line("Good evening! First time here, and the sound is lovely.").await?;
        let second = self.lends_the_machine_to("Cléo de la Tour-Maubourg").await?;
        second.opens(space).await?;
        second.unfolds_the_chat().await?;
        second.writes_a_line("Bonsoir from Brest. It rains, of course.").await?;
        second.says_their_name().await?;
        second.reads_in_the_chat("Bonsoir from Brest").await?;
        self.unfolds_the_chat().await?;
        self.writes_a_line(
            "Welcome, both of you. Questions go to the queue; everything else is welcome here.",
        )
        .await?;
        self.pins("https://www.example.org/harbour/lights?night=1", "A map of the harbour lights")
            .await?;
        self.sees_no("put-up").await?;
        self.pins("https://archive.example.net/tides", "Tide tables").await?;
        self.sees_no("put-up").await?;
        self.asks_a_poll(
            "What shall we listen to after the break?",
            &["The bells of the old pier", "Ships that pass", "Nothing but rain"],
        )
        .await?;
        self.sees_no("put-up").await?;
        first.votes_for(2).await?;
        second.votes_for(3).await?;
        for reaction in ["react-applause", "react-heart", "react-applause"] {
            first.clicks(reaction).await?;
            second.clicks(reaction).await?;
        }
        self.reads_in("poll-about", "2 votes").await?;
        Ok([first, second])
    }
}
