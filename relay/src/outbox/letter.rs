//! A letter as it is written: plain text, in the reader's language, with one link.
//!
//! Pure.

use super::words;
use crate::{people::tokens::hex, store::Parcel};
use causerie_shared::{
    announcement::Zone,
    notification::{Occasion, Tongue},
    time::UnixMs,
};
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use ring::digest::{SHA256, digest};
use std::{
    error::Error,
    time::{Duration, UNIX_EPOCH},
};

#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) tongue: Tongue,
    pub(super) zone: &'a Zone,
}

/// What a letter is made from.
pub(super) struct Words<'a> {
    pub(super) parcel: &'a Parcel,
    pub(super) reader: Reader<'a>,
    pub(super) site: &'a str,
    pub(super) now: UnixMs,
}

pub(super) struct Letter {
    id: String,
    subject: String,
    body: String,
    /// Where one click ends letters (RFC 8058).
    unsubscribe: Option<String>,
}

impl Words<'_> {
    pub(super) fn confirmation(&self, token: &str) -> Option<Letter> {
        let link = format!("{}/api/reminding/confirm?token={token}", self.site);
        let (subject, words, else_) = match self.reader.tongue {
            Tongue::En => (
                "Confirm your address",
                "Reminders of spaces can come to this address. Please say that it is yours:",
                "If you did not ask for this, do nothing: nothing else will come.",
            ),
            Tongue::Fr => (
                "Confirmez votre adresse",
                "Des rappels de salons peuvent arriver à cette adresse. Dites qu'elle est à vous :",
                "Si vous n'avez rien demandé, ne faites rien : rien d'autre n'arrivera.",
            ),
        };
        Some(Letter {
            id: self.parcel.id.clone(),
            subject: subject.to_owned(),
            body: format!("{words}\n\n{link}\n\n{else_}\n"),
            unsubscribe: None,
        })
    }

    /// None when the space is gone.
    pub(super) fn news(&self, of: Occasion, token: &str) -> Option<Letter> {
        let Reader { tongue, zone } = self.reader;
        let space = self.parcel.space.as_ref()?;
        let said = words::message(of, space, self.parcel.starts_at, tongue, zone, self.now);
        let link = [self.site, &of.page(space.id)].concat();
        let unsubscribe = format!("{}/api/reminding/unsubscribe?token={token}", self.site);
        let end = match tongue {
            Tongue::En => "You asked to be reminded. No more e-mails:",
            Tongue::Fr => "Vous avez demandé ce rappel. Ne plus recevoir d'e-mails :",
        };
        Some(Letter {
            id: self.parcel.id.clone(),
            body: format!("{}\n{}\n\n{link}\n\n-- \n{end}\n{unsubscribe}\n", said.title, said.body),
            subject: format!("{} · {}", said.title, said.body.trim_end_matches('.')),
            unsubscribe: Some(unsubscribe),
        })
    }
}

impl Letter {
    /// None for an address at which nobody can read. A letter that is sent twice has one Message-ID.
    pub(super) fn to(
        self,
        from: &Mailbox,
        address: &str,
        site: &str,
        now: UnixMs,
    ) -> Option<Message> {
        let address: Address = address.parse().ok()?;
        let host = site.split_once("://").map_or(site, |(_, host)| host);
        let host = host.split(':').next().unwrap_or(host);
        let id = hex(digest(&SHA256, self.id.as_bytes()).as_ref());
        let mut letter = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, address))
            .subject(self.subject)
            .date(UNIX_EPOCH + Duration::from_millis(now.0))
            .message_id(Some(format!("<{id}@{host}>")))
            .header(AutoSubmitted);
        if let Some(unsubscribe) = self.unsubscribe {
            letter = letter.header(ListUnsubscribe(unsubscribe)).header(OneClick);
        }
        letter.header(ContentType::TEXT_PLAIN).body(self.body).ok()
    }
}

/// Programs do not answer it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

/// RFC 2369, section 3.2.
#[derive(Clone)]
struct ListUnsubscribe(String);

/// RFC 8058, section 3.1.
#[derive(Clone)]
struct OneClick;

type Parsed<T> = Result<T, Box<dyn Error + Send + Sync>>;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Parsed<Self> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Parsed<Self> {
        Ok(Self(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Parsed<Self> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{About, Errand};
    use causerie_shared::{announcement::Coming, id::SpaceId};

    const SITE: &str = "https://live.example.org";
    /// 2026-12-01, 20:20 in UTC.
    const NOW: UnixMs = UnixMs(1_796_156_400_000);

    fn parcel() -> Parcel {
        let starts_at = NOW.plus_ms(600_000);
        Parcel {
            id: "mail:x:y:soon:1".into(),
            errand: Errand::Tell(Occasion::Soon),
            starts_at,
            at: NOW,
            tries: 0,
            space: Some(About {
                id: SpaceId::from_bits(1),
                title: "Looms\u{202f}& songs é".parse().unwrap(),
                host: "Ada".parse().unwrap(),
                state: Coming::Announced,
                starts_at,
                is_over: false,
            }),
            to: None,
        }
    }

    fn written(tongue: Tongue) -> String {
        let (parcel, zone) = (parcel(), "UTC".parse().unwrap());
        let reader = Reader { tongue, zone: &zone };
        let words = Words { parcel: &parcel, reader, site: SITE, now: NOW };
        let from = "Causerie <causerie@example.org>".parse().unwrap();
        let letter = words.news(Occasion::Soon, "tok.en").unwrap();
        let message = letter.to(&from, "ben@example.org", SITE, NOW).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_letter_can_be_ended_with_one_click() {
        let text = written(Tongue::En);
        let unfolded = text.replace("\r\n ", " ");
        let link = format!("{SITE}/api/reminding/unsubscribe?token=tok.en");
        assert!(unfolded.contains(&format!("List-Unsubscribe: <{link}>\r\n")), "{text}");
        assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        assert!(text.contains("Auto-Submitted: auto-generated\r\n"));
        assert!(text.contains("To: ben@example.org\r\n"));
        assert!(text.contains("Date: Tue, 01 Dec 2026 20:20:00 +0000\r\n"), "{text}");
    }

    #[test]
    fn a_letter_that_is_sent_twice_has_one_name() {
        assert_eq!(written(Tongue::Fr), written(Tongue::Fr));
        assert_ne!(written(Tongue::Fr), written(Tongue::En));
    }

    #[test]
    fn nobody_writes_headers_through_an_address() {
        let (parcel, zone) = (parcel(), "UTC".parse().unwrap());
        let reader = Reader { tongue: Tongue::En, zone: &zone };
        let from: Mailbox = "causerie@example.org".parse().unwrap();
        for address in ["", "x", "a@b\r\nBcc: c@d", "a@b, c@d", "<a@b>"] {
            let words = Words { parcel: &parcel, reader, site: SITE, now: NOW };
            let letter = words.news(Occasion::Soon, "t").unwrap();
            assert!(letter.to(&from, address, SITE, NOW).is_none(), "{address:?}");
        }
    }
}
