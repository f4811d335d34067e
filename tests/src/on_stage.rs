//! What people do between audience and stage, and what those who run a space do there.

use anyhow::Result;

use crate::person::Person;

const ENTER: &str = "\u{e007}";

impl Person {
    /// Opens a space and leaves its chooser: a host without a microphone.
    pub async fn hosts(&self, title: &str) -> Result<String> {
        let space = self.creates_a_space(title).await?;
        self.chooses_a_microphone().await?;
        self.escapes().await?;
        Ok(space)
    }

    /// Says their name, where the page asks a guest for it.
    pub async fn says_their_name(&self) -> Result<()> {
        self.sees("name-dialog").await?;
        self.types_into("name-input", &self.name).await?;
        self.page().keys(ENTER).await?;
        self.sees_no("name-dialog").await
    }

    /// Types where the page has put them already.
    pub async fn types_into(&self, test_id: &str, words: &str) -> Result<()> {
        let is_there = format!("document.activeElement?.dataset.testid === '{test_id}'");
        self.waits(&is_there, &format!("to be put at {test_id}")).await?;
        self.page().keys(words).await
    }

    /// As a guest whom nobody knows yet.
    pub async fn raises_a_hand(&self) -> Result<()> {
        self.clicks("hand-button").await?;
        self.says_their_name().await?;
        self.reads_in("hand-place", "Your hand is up").await
    }

    pub async fn asks(&self, question: &str) -> Result<()> {
        self.writes("question-input", question).await?;
        self.page().keys(ENTER).await?;
        self.reads_on_the_page("The hosts see your question").await
    }

    pub async fn lets_everyone_speak(&self) -> Result<()> {
        self.clicks("room-settings").await?;
        self.clicks("speaking-everyone").await
    }

    /// As a guest whom nobody knows yet, where everyone may speak.
    pub async fn comes_on_stage(&self) -> Result<()> {
        self.clicks("come-on-stage").await?;
        self.says_their_name().await?;
        self.chooses_a_microphone().await
    }

    /// Finds somebody of the audience by a part of their name or handle, and invites them.
    pub async fn invites(&self, part: &str) -> Result<()> {
        self.writes("part-input", part).await?;
        self.page().keys(ENTER).await?;
        self.clicks("invite").await?;
        self.sees("invited").await
    }

    /// Opens the menu of somebody on stage and chooses from it.
    pub async fn chooses_for(&self, name: &str, entry: &str) -> Result<()> {
        let css = format!("[data-testid=seat-menu][aria-label=\"Menu of {name}\"]");
        self.page().click(&css).await?;
        self.clicks(entry).await
    }

    pub async fn sees_no(&self, test_id: &str) -> Result<()> {
        let gone = format!("!document.querySelector('[data-testid={test_id}]')");
        self.waits(&gone, &format!("{test_id} to be gone")).await
    }

    /// The word under somebody's name on stage.
    pub async fn sees_on_stage(&self, name: &str, role: &str) -> Result<()> {
        let there = format!(
            "[...document.querySelectorAll('[data-testid=disc]')].some(it =>
                it.innerText.includes({name:?}) && it.innerText.includes({role:?}))"
        );
        self.waits(&there, &format!("{name} on stage, {role}")).await
    }

    /// Two hands are up in this host's space, one of an account and with a question, and somebody was shown out; gives
    /// those two.
    pub async fn has_hands_up(&self, space: &str) -> Result<[Person; 2]> {
        let shown_out = self.lends_the_machine_to("Dorothea").await?;
        shown_out.opens(space).await?;
        self.lets_everyone_speak().await?;
        shown_out.comes_on_stage().await?;
        self.chooses_for("Dorothea", "seat-show-out").await?;
        self.clicks("confirm-button").await?;
        self.sees("removed").await?;
        self.clicks("speaking-invited").await?;
        let first = self.lends_the_machine_to("Ben").await?;
        first.has_an_account("ben_w").await?;
        first.opens(space).await?;
        first.clicks("hand-button").await?;
        first.asks("Does the harbour ever sleep, and who looks after its lamps at night?").await?;
        let second = self.lends_the_machine_to("Cléo de la Tour-Maubourg").await?;
        second.opens(space).await?;
        second.raises_a_hand().await?;
        self.reads_in("hand-count", "2").await?;
        Ok([first, second])
    }
}
