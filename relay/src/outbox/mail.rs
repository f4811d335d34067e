//! Letters, where the operator named a server that takes them.

use super::{Links, again, courier::Carrier, letter, origins::Lane};
use crate::{
    clock,
    store::{Channel, Errand, Outcome, Parcel, Recipient},
};
use anyhow::{Context, anyhow, bail};
use causerie_shared::{id::PersonId, time::UnixMs};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, transport::smtp::response::Code};
use std::{sync::Arc, time::Duration};

pub use lettre::message::Mailbox;

/// A server that takes letters may look at them for a while.
const TAKEN_WITHIN: Duration = Duration::from_secs(30);

pub struct Mail {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Where readers find the relay.
    site: String,
    links: Arc<Links>,
}

impl Mail {
    /// None where no server is named. `site` is the relay's public URL.
    ///
    /// # Errors
    /// A server that cannot be understood, or letters that would lead nowhere or come from nobody.
    pub fn new(
        server: Option<&str>,
        from: Option<&Mailbox>,
        site: Option<&str>,
        links: Arc<Links>,
    ) -> anyhow::Result<Option<Self>> {
        let Some(server) = server else { return Ok(None) };
        let Some(from) = from else {
            bail!("letters come from nobody; say mail_from, as \"Causerie <causerie@example.org>\"")
        };
        let site = site.ok_or_else(|| {
            anyhow!("links in letters lead nowhere; say public_url, as https://live.example.org")
        })?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .context("smtp is no server; one looks like smtps://user:password@mail.example.org")?
            .timeout(Some(TAKEN_WITHIN))
            .build();
        Ok(Some(Self { server, from: from.clone(), site: site.to_owned(), links }))
    }

    async fn post(
        &self,
        parcel: &Parcel,
        person: PersonId,
        address: &str,
        asked_at: UnixMs,
        reader: letter::Reader<'_>,
    ) -> Outcome {
        let now = clock::now();
        let words = letter::Words { parcel, reader, site: &self.site, now };
        let text = match parcel.errand {
            Errand::Confirm => words.confirmation(&self.links.write_confirm(person, asked_at)),
            Errand::Tell(of) => words.news(of, &self.links.write_unsubscribe(person)),
        };
        let Some(text) = text else { return Outcome::Done };
        let Some(message) = text.to(&self.from, address, &self.site, now) else {
            return Outcome::NobodyThere;
        };
        match self.server.send(message).await {
            Ok(_) => Outcome::Done,
            // The server knows that nobody reads there, or wants none of it.
            Err(fault) if fault.status().is_some_and(is_about_the_letter) => {
                tracing::warn!(status = ?fault.status(), "a letter was refused");
                Outcome::Done
            }
            Err(fault) => {
                tracing::warn!("a letter waits: {fault}");
                Outcome::Again { at: again(parcel.tries, None, now) }
            }
        }
    }
}

/// Codes that speak of the mailbox or of the letter, and not of how the server knows us (RFC 5321,
/// section 4.2.3; RFC 4954, section 6).
fn is_about_the_letter(code: Code) -> bool {
    [550, 551, 552, 553, 554].contains(&u16::from(code))
}

impl Carrier for Mail {
    const CHANNEL: Channel = Channel::Mail;
    const AT_ONCE: usize = 4;

    fn lane(&self, _: &Parcel) -> Lane {
        Lane::Go
    }

    async fn carry(&self, parcel: &Parcel) -> Outcome {
        match &parcel.to {
            Some(Recipient::Address { person, address, tongue, zone, asked_at }) => {
                let reader = letter::Reader { tongue: *tongue, zone };
                self.post(parcel, *person, address, *asked_at, reader).await
            }
            // Whoever wanted it wants it no more.
            Some(Recipient::Browser(_)) | None => Outcome::Done,
        }
    }
}
