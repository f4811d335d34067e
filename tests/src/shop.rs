//! What people do about tickets: sell them, buy them, come in by them; in the pages, and where a story
//! is about something else, at the doors behind them.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::{Account, after_s};
use crate::person::{PATIENCE, Person};

/// The wallet's cards, as the page shows their numbers.
pub const GOOD: &str = "4242 4242 4242 4242";
pub const DECLINES: &str = "4000 0000 0000 0002";
pub const WANTS_CONFIRMATION: &str = "4000 0025 0000 3155";
pub const SETTLES_LATE: &str = "4000 0000 0000 0077";

/// So many seats at 12.50 euros, which can be returned until the beginning.
pub fn seats(number: u32) -> Value {
    json!({
        "currency": "EUR",
        "tiers": [{ "name": "Seat", "price": "12.50", "number": number }],
        "refund_min": 0,
    })
}

impl Person {
    /// Announces a space that begins in ten minutes, by the shortest way; gives its path, `/s/{id}`.
    pub async fn announces(&self, title: &str) -> Result<String> {
        let starts = self.page().eval(IN_TEN_MINUTES).await?;
        let asked = json!({ "title": title, "starts": starts, "zone": "UTC" });
        let one = self.at_the_doors().await?.sends("/api/announcements", asked).await?;
        let id = one["id"].as_str().context("an announcement without a name")?;
        Ok(format!("/s/{id}"))
    }

    /// The same, and sells tickets for it.
    pub async fn sells(&self, title: &str, wanted: Value) -> Result<String> {
        let space = self.announces(title).await?;
        let door = format!("/api/announcements{}/tickets", after_s(&space));
        self.at_the_doors().await?.asks(Method::PUT, &door, Some(wanted)).await?;
        Ok(space)
    }

    /// Begins what they announced, and goes on air.
    pub async fn begins(&self, space: &str) -> Result<()> {
        self.opens(space).await?;
        self.clicks("begin").await?;
        self.chooses_a_microphone().await?;
        self.clicks("go-live-button").await?;
        self.is_in_state("live").await
    }

    /// Has a seat held, from the shop on.
    pub async fn takes_a_seat(&self) -> Result<()> {
        self.clicks("hold-button").await?;
        self.is_at_step("pay").await
    }

    pub async fn chooses_card(&self, number: &str) -> Result<()> {
        self.page().click(&format!("[data-testid=card][value='{number}']")).await
    }

    pub async fn pays(&self) -> Result<()> {
        self.clicks("pay-button").await?;
        self.is_at_step("has").await
    }

    /// Where a purchase stands.
    pub async fn is_at_step(&self, step: &str) -> Result<()> {
        let there = format!("document.querySelector('[data-testid=tickets][data-step={step}]')");
        self.waits(&there, &format!("the step {step}")).await
    }

    /// What the rows of names and sums under `test_id` say, in one line.
    pub async fn reads_facts(&self, test_id: &str) -> Result<String> {
        Ok(self.reads(test_id).await?.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// How long it takes until an element says `words`.
    pub async fn reads_within(
        &self,
        test_id: &str,
        words: &str,
        within: Duration,
    ) -> Result<Duration> {
        let started = Instant::now();
        let there = format!(
            "document.querySelector('[data-testid={test_id}]')?.innerText.includes({words:?})"
        );
        self.page().wait_until(&there, within, &format!("“{words}” in {test_id}")).await?;
        Ok(started.elapsed())
    }
}

impl Account {
    /// Buys a seat with the good card; gives the door of the order.
    pub async fn buys(&self, space: &str) -> Result<String> {
        self.buys_of(space, 0).await
    }

    /// The same, of that kind of ticket, counted from 0.
    pub async fn buys_of(&self, space: &str, kind: usize) -> Result<String> {
        let order = self.shows_a_card(space, kind, GOOD).await?;
        self.finds(&order, |it| it["state"] == "seated").await?;
        Ok(order)
    }

    /// The same with any card, whatever comes of it.
    pub async fn shows_a_card(&self, space: &str, kind: usize, card: &str) -> Result<String> {
        let door = format!("/api/spaces{}", after_s(space));
        let shop = self.reads(&format!("{door}/tickets")).await?;
        let asked =
            json!({ "tier": shop["sale"]["tiers"][kind]["id"], "key": "one-purchase-of-mine" });
        let order = self.sends(&format!("{door}/orders"), asked).await?;
        let order = format!("/api/orders/{}", order["id"].as_str().context("no order")?);
        self.sends(&format!("{order}/payment"), json!({})).await?;
        let ready = self.finds(&order, |it| it["payment"]["at"].is_string()).await?;
        let at = ready["payment"]["at"].as_str().unwrap_or_default();
        self.sends(at, json!({ "card": card })).await?;
        Ok(order)
    }

    /// Looks at a door until what it says is so.
    pub async fn finds(&self, door: &str, is_so: impl Fn(&Value) -> bool) -> Result<Value> {
        let asked = Instant::now();
        loop {
            let found = self.reads(door).await?;
            if is_so(&found) {
                return Ok(found);
            }
            ensure!(asked.elapsed() < PATIENCE, "{door} goes on saying {found}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

const IN_TEN_MINUTES: &str =
    "return new Date(Date.now() + 10 * 60_000).toISOString().slice(0, 16);";
