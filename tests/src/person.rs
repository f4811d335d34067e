//! What people do in Causerie, in the words of its pages. Every step waits for what a person
//! would wait for, and its failure says what they saw.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::account::{self, Account};
use crate::browser::Browser;
use crate::page::Page;
use crate::tone::{self, Heard, SILENCE_DBFS};

/// Long enough for a page, a handshake and a busy machine; a person would have given up.
pub const PATIENCE: Duration = Duration::from_secs(15);

pub struct Person {
    pub name: String,
    relay: String,
    browser: Browser,
}

impl Person {
    pub(crate) fn new(name: &str, relay: String, browser: Browser) -> Self {
        Person { name: name.to_owned(), relay, browser }
    }

    pub fn page(&self) -> &Page {
        &self.browser.page
    }

    /// The same person in another tab of the same browser.
    pub async fn opens_another_tab(&self) -> Result<Person> {
        let browser = self.browser.another_tab().await?;
        Ok(Person::new(&format!("{}, elsewhere", self.name), self.relay.clone(), browser))
    }

    /// Somebody else at the same machine, with cookies of their own: a browser less to start.
    pub async fn lends_the_machine_to(&self, name: &str) -> Result<Person> {
        let browser = self.browser.for_somebody_else().await?;
        Ok(Person::new(name, self.relay.clone(), browser))
    }

    pub async fn turns_to_this_tab(&self) -> Result<()> {
        self.page().to_front().await
    }

    // Places

    /// A page that is there, and is served as such: what is not may be drawn all the same, and no
    /// search engine would find it.
    pub async fn opens(&self, path: &str) -> Result<()> {
        self.comes_to(path, 200).await
    }

    pub async fn opens_what_is_not_there(&self, path: &str) -> Result<()> {
        self.comes_to(path, 404).await
    }

    async fn comes_to(&self, path: &str, status: u16) -> Result<()> {
        self.page().goto(&format!("{}{path}", self.relay)).await?;
        self.waits("document.querySelector('[data-testid]')", "a page").await?;
        let answered = "return performance.getEntriesByType('navigation')[0].responseStatus;";
        let answered = self.page().eval(answered).await?;
        ensure!(answered == status, "{path} is served with status {answered}, not {status}");
        Ok(())
    }

    /// Creates a space with a title and under the person's own name; gives its path, `/s/{id}`.
    pub async fn creates_a_space(&self, title: &str) -> Result<String> {
        self.opens("/new").await?;
        self.writes("title-input", title).await?;
        self.writes("name-input", &self.name).await?;
        self.clicks("create-button").await?;
        self.waits("location.pathname.startsWith('/s/')", "the new space's page").await?;
        self.path().await
    }

    /// The same, with the stage meeting backstage.
    pub async fn creates_a_space_backstage(&self, title: &str) -> Result<String> {
        self.opens("/new").await?;
        self.writes("title-input", title).await?;
        self.writes("name-input", &self.name).await?;
        self.clicks("backstage").await?;
        self.clicks("create-button").await?;
        self.waits("location.pathname.startsWith('/s/')", "the new space's page").await?;
        self.path().await
    }

    pub async fn path(&self) -> Result<String> {
        let path = self.page().eval("return location.pathname").await?;
        Ok(path.as_str().context("a page without a path")?.to_owned())
    }

    // An account

    /// The same person at the relay's own doors, signed in as in their browser.
    pub async fn at_the_doors(&self) -> Result<Account> {
        let token = self.page().cookie("causerie_session").await?;
        Ok(Account::signed_in(self.relay.clone(), format!("causerie_session={token}")))
    }

    /// Signs in to the account of somebody, by its password.
    pub async fn signs_in_as(&self, handle: &str) -> Result<()> {
        self.opens("/sign-in").await?;
        self.writes("handle-input", handle).await?;
        self.writes("password-input", account::PASSWORD).await?;
        self.clicks("sign-in-button").await?;
        self.sees("own-menu").await
    }

    /// Has an account, and is signed in, by the shortest way.
    pub async fn has_an_account(&self, handle: &str) -> Result<()> {
        self.opens("/").await?;
        let asked = account::sign_up(handle, &self.name);
        let status = self
            .page()
            .eval(&format!(
                "const body = {};
                 const headers = {{ 'content-type': 'application/json' }};
                 return (await fetch('/api/accounts', {{ method: 'POST', headers, body }})).status;",
                serde_json::to_string(&asked.to_string())?
            ))
            .await?;
        ensure!(status == 201, "{} got no account: {status}", self.name);
        self.opens("/").await?;
        self.sees("own-menu").await
    }

    pub async fn signs_out(&self) -> Result<()> {
        self.clicks("own-menu").await?;
        self.clicks("sign-out").await?;
        self.sees("sign-in-link").await
    }

    pub async fn chooses_file(&self, test_id: &str, file: &Path) -> Result<()> {
        let done = self.page().choose_file(&by(test_id), file).await;
        done.with_context(|| self.could_not(&format!("choose a file in {test_id}")))
    }

    /// What stands in a field.
    pub async fn has_written(&self, test_id: &str) -> Result<String> {
        let value = format!("return document.querySelector('{}')?.value", by(test_id));
        Ok(self.page().eval(&value).await?.as_str().unwrap_or_default().to_owned())
    }

    /// The words beside a field that say what is wrong with it, once there are some.
    pub async fn is_told_at(&self, test_id: &str) -> Result<String> {
        let field = by(test_id);
        let words = format!(
            "document.querySelector('{field}[aria-invalid=true]') && document.getElementById(
                document.querySelector('{field}').getAttribute('aria-describedby')
             )?.querySelector('[data-testid=form-error]')?.innerText.trim()"
        );
        self.waits(&words, &format!("words about what is wrong at {test_id}")).await?;
        Ok(self.page().eval(&format!("return {words}")).await?.as_str().unwrap_or("").to_owned())
    }

    /// Is told something in passing.
    pub async fn is_told(&self, words: &str) -> Result<()> {
        let toasts = "[...document.querySelectorAll('.toast')]";
        let said = format!("{toasts}.some(it => it.innerText.includes({words:?}))");
        self.waits(&said, &format!("to be told “{words}”")).await
    }

    /// Reads `words` somewhere in an element.
    pub async fn reads_in(&self, test_id: &str, words: &str) -> Result<()> {
        let there =
            format!("document.querySelector('{}')?.innerText.includes({words:?})", by(test_id));
        self.waits(&there, &format!("“{words}” in {test_id}")).await
    }

    pub async fn reads_on_the_page(&self, words: &str) -> Result<()> {
        let there = format!("document.body.innerText.includes({words:?})");
        self.waits(&there, &format!("“{words}”")).await
    }

    // On stage

    /// Has the microphone chooser before them. It opens by itself for the host of a new space;
    /// whoever comes back asks for it.
    pub async fn chooses_a_microphone(&self) -> Result<()> {
        const BY_ITSELF: Duration = Duration::from_secs(5);
        let chooser = "document.querySelector('[data-testid=mic-select]')?.options?.length";
        let opened = self.page().wait_until(chooser, BY_ITSELF, "the chooser");
        if opened.await.is_err() {
            self.clicks("speak-button").await?;
        }
        self.waits(chooser, "a microphone to choose").await
    }

    pub async fn goes_live(&self) -> Result<()> {
        self.chooses_a_microphone().await?;
        self.clicks("go-live-button").await?;
        self.is_in_state("live").await?;
        self.sees("mute-button").await
    }

    pub async fn mutes(&self) -> Result<()> {
        self.clicks("mute-button").await?;
        self.waits(
            "document.querySelector('[data-testid=mute-button]')?.ariaPressed === 'true'",
            "the mute button to be pressed",
        )
        .await
    }

    pub async fn unmutes(&self) -> Result<()> {
        self.clicks("mute-button").await?;
        self.waits(
            "document.querySelector('[data-testid=mute-button]')?.ariaPressed === 'false'",
            "the mute button to be released",
        )
        .await
    }

    pub async fn ends_the_space(&self) -> Result<()> {
        self.clicks("end-button").await?;
        self.clicks("confirm-button").await?;
        self.is_in_state("ended").await
    }

    // In the audience

    pub async fn listens(&self) -> Result<()> {
        self.clicks("listen-button").await?;
        self.is_in_state("live").await
    }

    /// Hears a tone of `hz` and no other track aloud, within `within`; gives how long it took.
    pub async fn hears_tone(&self, hz: u32, within: Duration) -> Result<Duration> {
        let hz = f64::from(hz);
        self.hears(&format!("{hz} Hz"), within, |aloud| aloud.len() == 1 && aloud[0].is_tone(hz))
            .await
    }

    pub async fn hears_something(&self, within: Duration) -> Result<Duration> {
        self.hears("some sound", within, |aloud| !aloud.is_empty()).await
    }

    pub async fn hears_nothing(&self, within: Duration) -> Result<Duration> {
        self.hears("silence", within, <[Heard]>::is_empty).await
    }

    /// Somebody on stage is drawn as speaking.
    pub async fn sees_somebody_speaking(&self) -> Result<()> {
        self.waits(
            "document.querySelector('[data-testid=disc][data-speaking=true]')",
            "an aura that is lit",
        )
        .await
    }

    pub async fn sees_nobody_speaking(&self) -> Result<()> {
        self.waits(
            "document.querySelector('[data-testid=disc]') \
             && !document.querySelector('[data-testid=disc][data-speaking=true]')",
            "every aura to go out",
        )
        .await
    }

    pub async fn sees_somebody_muted(&self, muted: bool) -> Result<()> {
        self.waits(
            &format!("document.querySelector('[data-testid=disc][data-muted={muted}]')"),
            if muted { "a muted disc" } else { "a disc that is not muted" },
        )
        .await
    }

    // Anywhere

    /// Is told something while on another page.
    pub async fn rings(&self) -> Result<()> {
        const WITHIN: Duration = Duration::from_secs(30);
        let rung = "document.querySelector('.bell-count')";
        self.page().wait_until(rung, WITHIN, "the bell to ring").await
    }

    /// Gives a field a value as its own chooser would, such as one for day and time.
    pub async fn sets(&self, test_id: &str, value: &str) -> Result<()> {
        self.sees(test_id).await?;
        let set = format!(
            "const field = document.querySelector('{}');
             const kind = Object.getPrototypeOf(field);
             Object.getOwnPropertyDescriptor(kind, 'value').set.call(field, '{value}');
             for (const happens of ['input', 'change']) {{
                 field.dispatchEvent(new Event(happens, {{ bubbles: true }}));
             }}",
            by(test_id)
        );
        self.page().eval(&set).await.map(drop)
    }

    /// Chooses one of a list that unfolds.
    pub async fn chooses(&self, test_id: &str, value: &str) -> Result<()> {
        self.sees(test_id).await?;
        let choose = format!(
            "const list = document.querySelector('{}');
             list.value = '{value}';
             list.dispatchEvent(new Event('change', {{ bubbles: true }}));",
            by(test_id)
        );
        self.page().eval(&choose).await.map(drop)
    }

    /// A field that is filled in once the relay has answered.
    pub async fn waits_for_written(&self, test_id: &str, value: &str) -> Result<()> {
        let is_so = format!("document.querySelector('{}')?.value === '{value}'", by(test_id));
        self.waits(&is_so, &format!("{value} in {test_id}")).await
    }

    /// Closes the dialog that is open.
    pub async fn escapes(&self) -> Result<()> {
        self.page().keys("\u{e00c}").await?;
        self.waits("!document.querySelector('dialog[open]')", "the dialog to close").await
    }

    pub async fn clicks(&self, test_id: &str) -> Result<()> {
        let done = self.page().click(&by(test_id)).await;
        done.with_context(|| self.could_not(&format!("click {test_id}")))
    }

    pub async fn writes(&self, test_id: &str, text: &str) -> Result<()> {
        let done = self.page().type_into(&by(test_id), text).await;
        done.with_context(|| self.could_not(&format!("write into {test_id}")))
    }

    pub async fn sees(&self, test_id: &str) -> Result<()> {
        self.waits(&format!("document.querySelector('{}')", by(test_id)), test_id).await
    }

    /// The words of an element, once it has some.
    pub async fn reads(&self, test_id: &str) -> Result<String> {
        let text = format!("document.querySelector('{}')?.innerText.trim()", by(test_id));
        self.waits(&text, &format!("words in {test_id}")).await?;
        let words = self.page().eval(&format!("return {text}")).await?;
        Ok(words.as_str().unwrap_or_default().to_owned())
    }

    pub async fn is_in_state(&self, state: &str) -> Result<()> {
        self.is_in_state_within(state, PATIENCE).await
    }

    pub async fn is_in_state_within(&self, state: &str, within: Duration) -> Result<()> {
        let expression =
            format!("document.querySelector('[data-testid=status]')?.dataset.state === '{state}'");
        let what = format!("the status {state}");
        let done = self.page().wait_until(&expression, within, &what).await;
        done.with_context(|| self.could_not("go on"))
    }

    pub async fn waits(&self, expression: &str, what: &str) -> Result<()> {
        let done = self.page().wait_until(expression, PATIENCE, what).await;
        done.with_context(|| self.could_not("go on"))
    }

    /// Listens until `enough` of what is louder than silence.
    async fn hears(
        &self,
        what: &str,
        within: Duration,
        enough: impl Fn(&[Heard]) -> bool,
    ) -> Result<Duration> {
        let started = Instant::now();
        loop {
            let mut aloud = tone::heard(self.page()).await?;
            aloud.retain(|heard| heard.dbfs > SILENCE_DBFS);
            let took = started.elapsed();
            if enough(&aloud) {
                return Ok(took);
            }
            ensure!(
                took < within,
                "{} expected {what} within {within:?} and hears {aloud:?}",
                self.name
            );
        }
    }

    fn could_not(&self, act: &str) -> String {
        format!("{} could not {act}", self.name)
    }
}

fn by(test_id: &str) -> String {
    format!("[data-testid={test_id}]")
}
