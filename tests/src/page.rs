//! One tab of either browser: go somewhere, evaluate, click and type as a hand would, wait.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::Engine;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::bidi::Bidi;
use crate::tone;

pub struct Page {
    bidi: Arc<Bidi>,
    context: String,
}

impl Page {
    /// Takes the browser's first tab, and listens to its console and to what it plays.
    pub async fn first(bidi: Bidi) -> Result<Self> {
        let tree = bidi.send("browsingContext.getTree", json!({})).await?;
        let context =
            tree["contexts"][0]["context"].as_str().context("a browser without a tab")?.to_owned();
        bidi.send("session.subscribe", json!({ "events": ["log.entryAdded"] })).await?;
        let page = Page { bidi: Arc::new(bidi), context };
        page.before_every_page(tone::REMEMBER_WHAT_PLAYS).await?;
        page.before_every_page(SAY_WHAT_DOES_NOT_LOAD).await?;
        Ok(page)
    }

    /// Opens another tab of the same browser, in front of this one: same cookies, same console,
    /// same functions before every page.
    pub async fn another(&self) -> Result<Self> {
        let tab = self.bidi.send("browsingContext.create", json!({ "type": "tab" })).await?;
        let context = tab["context"].as_str().context("a tab without a name")?.to_owned();
        Ok(Page { bidi: self.bidi.clone(), context })
    }

    /// Opens a tab for somebody else at the same machine: cookies and storage of their own, and the
    /// functions before every page of the one who was here first.
    pub async fn for_somebody_else(&self) -> Result<Self> {
        let other = self.bidi.send("browser.createUserContext", json!({})).await?;
        let tab = json!({ "type": "tab", "userContext": other["userContext"] });
        let tab = self.bidi.send("browsingContext.create", tab).await?;
        let context = tab["context"].as_str().context("a tab without a name")?.to_owned();
        Ok(Page { bidi: self.bidi.clone(), context })
    }

    /// The cookie of that name as it is sent, those that scripts cannot read included.
    pub async fn cookie(&self, name: &str) -> Result<String> {
        let params = json!({ "filter": { "name": name }, "partition": self.partition() });
        let found = self.bidi.send("storage.getCookies", params).await?;
        let value = found["cookies"][0]["value"]["value"].as_str();
        Ok(value.with_context(|| format!("no cookie {name}"))?.to_owned())
    }

    pub async fn forget_cookies(&self) -> Result<()> {
        let params = json!({ "partition": self.partition() });
        self.bidi.send("storage.deleteCookies", params).await.map(drop)
    }

    fn partition(&self) -> Value {
        json!({ "type": "context", "context": self.context })
    }

    /// Brings this tab to the front of its window.
    pub async fn to_front(&self) -> Result<()> {
        self.bidi.send("browsingContext.activate", json!({ "context": self.context })).await?;
        Ok(())
    }

    /// Runs a function declaration before any script of every page opened from here on.
    pub async fn before_every_page(&self, function: &str) -> Result<()> {
        self.bidi
            .send("script.addPreloadScript", json!({ "functionDeclaration": function }))
            .await?;
        Ok(())
    }

    pub async fn goto(&self, url: &str) -> Result<()> {
        self.bidi
            .send(
                "browsingContext.navigate",
                json!({ "context": self.context, "url": url, "wait": "complete" }),
            )
            .await
            .with_context(|| format!("{url} does not open"))?;
        Ok(())
    }

    /// Runs the body of an async function and gives what it returns. It is no user gesture: what
    /// a page may do only after a click, this may not do either.
    pub async fn eval(&self, body: &str) -> Result<Value> {
        let expression =
            format!("(async () => JSON.stringify((await (async () => {{ {body} }})()) ?? null))()");
        let answer = self
            .bidi
            .send(
                "script.evaluate",
                json!({
                    "expression": expression,
                    "target": { "context": self.context },
                    "awaitPromise": true,
                    "userActivation": false,
                }),
            )
            .await?;
        if answer["type"] == "exception" {
            bail!("in the page: {}", answer["exceptionDetails"]["text"]);
        }
        let text = answer["result"]["value"].as_str().unwrap_or("null");
        serde_json::from_str(text).context("the page returned no JSON")
    }

    /// Waits until an expression is truthy.
    pub async fn wait_until(&self, expression: &str, within: Duration, what: &str) -> Result<()> {
        let started = Instant::now();
        loop {
            // A page in the middle of a navigation has no realm to evaluate in: asked again.
            let answer = self.eval(&format!("return !!({expression})")).await;
            if let Ok(Value::Bool(true)) = answer {
                return Ok(());
            }
            if started.elapsed() > within {
                let seen = self.eval("return [location.pathname, document.body.innerText]");
                let seen = seen.await.unwrap_or_default();
                bail!("waited {within:?} in vain: {what} ({answer:?}); the page shows {seen}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for the element, brings it into view and presses the mouse on its middle. Whatever
    /// lies over it gets the click in its place, as it would from a person.
    pub async fn click(&self, css: &str) -> Result<()> {
        let ready = format!(
            "(e => e && !e.disabled && e.getClientRects().length)(document.querySelector({css:?}))"
        );
        self.wait_until(&ready, Duration::from_secs(10), &format!("{css} to click")).await?;
        self.eval(&format!("const css = {css:?}; {BRING_INTO_VIEW}")).await?;
        let origin = json!({ "type": "element", "element": self.locate(css).await? });
        self.act(json!({
            "type": "pointer",
            "id": "mouse",
            "actions": [
                { "type": "pointerMove", "x": 0, "y": 0, "origin": origin },
                { "type": "pointerDown", "button": 0 },
                { "type": "pointerUp", "button": 0 },
            ],
        }))
        .await
        .with_context(|| format!("{css} cannot be clicked"))
    }

    /// Chooses a file of this machine in a file field, as its dialog would.
    pub async fn choose_file(&self, css: &str, file: &Path) -> Result<()> {
        let there = format!("document.querySelector({css:?})");
        self.wait_until(&there, Duration::from_secs(10), css).await?;
        let element = self.locate(css).await?;
        let params = json!({ "context": self.context, "element": element, "files": [file] });
        self.bidi.send("input.setFiles", params).await.map(drop)
    }

    async fn locate(&self, css: &str) -> Result<Value> {
        let nodes = self
            .bidi
            .send(
                "browsingContext.locateNodes",
                json!({
                    "context": self.context,
                    "locator": { "type": "css", "value": css },
                    "maxNodeCount": 1,
                }),
            )
            .await?;
        let element =
            nodes["nodes"][0]["sharedId"].as_str().with_context(|| format!("{css} vanished"))?;
        Ok(json!({ "sharedId": element }))
    }

    /// Clicks a field, empties it and types.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        self.click(css).await?;
        self.eval(&format!("document.querySelector({css:?}).select()")).await?;
        self.keys(text).await
    }

    /// Presses keys one after the other, wherever the focus is.
    pub async fn keys(&self, text: &str) -> Result<()> {
        let mut actions = Vec::new();
        for key in text.chars() {
            actions.push(json!({ "type": "keyDown", "value": key }));
            actions.push(json!({ "type": "keyUp", "value": key }));
        }
        self.act(json!({ "type": "key", "id": "keyboard", "actions": actions })).await
    }

    /// Runs a Chrome DevTools command and gives its result; Chromium only.
    pub async fn devtools(&self, method: &str, params: Value) -> Result<Value> {
        let session =
            self.bidi.send("goog:cdp.getSession", json!({ "context": self.context })).await?;
        let mut answer = self
            .bidi
            .send(
                "goog:cdp.sendCommand",
                json!({ "method": method, "params": params, "session": session["session"] }),
            )
            .await?;
        Ok(answer["result"].take())
    }

    /// A PNG of the whole page, beyond the part in view.
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        let shot = self
            .bidi
            .send(
                "browsingContext.captureScreenshot",
                json!({ "context": self.context, "origin": "document" }),
            )
            .await?;
        let data = shot["data"].as_str().context("a screenshot without data")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(data)?)
    }

    /// CSS pixels of the part in view.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.bidi
            .send(
                "browsingContext.setViewport",
                json!({
                    "context": self.context,
                    "viewport": { "width": width, "height": height },
                }),
            )
            .await?;
        Ok(())
    }

    async fn act(&self, source: Value) -> Result<()> {
        self.bidi
            .send("input.performActions", json!({ "context": self.context, "actions": [source] }))
            .await?;
        Ok(())
    }
}

/// What a policy forbids and what does not load is no word of a page's own, and would pass unheard.
const SAY_WHAT_DOES_NOT_LOAD: &str = "() => {
    addEventListener('securitypolicyviolation', it => console.error(
        `${location.pathname}: the policy ${it.effectiveDirective} forbids ${it.blockedURI} ${it.sample}`));
    addEventListener('error', ({ target }) => {
        const address = target instanceof Element && (target.src || target.href);
        // A file of the visitor's own may be anything.
        if (address && !address.startsWith('blob:')) {
            console.error(`${location.pathname}: ${address} does not load`);
        }
    }, true);
}";

/// Firefox scrolls back to the caret a moment after the last key, from under a click elsewhere: in
/// view means that it stays there.
const BRING_INTO_VIEW: &str = "
    const top = () => document.querySelector(css)?.getBoundingClientRect().top;
    for (let turn = 0, before = null; turn < 20 && before !== top(); turn++) {
        document.querySelector(css)?.scrollIntoView({ block: 'center', behavior: 'instant' });
        before = top();
        await new Promise(done => setTimeout(done, 30));
    }";
