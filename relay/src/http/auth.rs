//! Who somebody is: a guest's cookie, and door passes.
//!
//! Both are signed, not secret, each kind under a key of its own. A cookie's is made from the relay's
//! secret, and outlives the process. A pass opens one door of one space for one person, once, within
//! [`PASS_LIFE_S`] seconds.
//!
//! *Law:* a pass of the process before opens nothing: who was turned out since it was written, whose
//! ticket was stopped and which passes were shown is remembered by the process alone.

use crate::{
    hub::{EXPELLED_MS, Face, Standing, Who},
    people::signed::Seal,
};
use causerie_shared::{
    api::PassFor,
    fault::Fault,
    id::{PersonId, SpaceId},
    text::Name,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Long enough for an offer on a slow network; a pass that leaks into a log is worth nothing by
/// the time it is read.
pub const PASS_LIFE_S: u32 = 45;

// A space turns away whoever was expelled for as long as they may have a pass.
const _: () = assert!(PASS_LIFE_S as u64 * 1000 < EXPELLED_MS);

pub struct Keys {
    guest: Seal,
    pass: Seal,
    link: Seal,
    browser: Seal,
    shown: Mutex<Shown>,
}

/// Passes that were shown, until they expire.
#[derive(Default)]
struct Shown {
    passes: HashMap<u128, UnixMs>,
    pruned_at: UnixMs,
}

/// The person behind a cookie or a pass.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub person: PersonId,
    pub name: Name,
    /// Of those who have an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Face>,
    /// Found out by the door that wrote a pass.
    #[serde(default)]
    pub standing: Standing,
}

impl Holder {
    pub fn who(&self) -> Who {
        let Self { person, name, account, standing } = self.clone();
        Who { account, standing, ..Who::named(person, name) }
    }
}

#[derive(Serialize, Deserialize)]
struct Pass {
    space: SpaceId,
    door: PassFor,
    #[serde(flatten)]
    holder: Holder,
    expires: UnixMs,
    /// Makes each pass another one, so that it can be taken once.
    nonce: String,
}

impl Keys {
    /// `of_this_run`: by chance, another one each time the relay starts.
    pub fn new(secret: &[u8; 32], of_this_run: &[u8; 32]) -> Self {
        Self {
            guest: Seal::new(secret, "causerie guest cookie 1"),
            pass: Seal::new(of_this_run, "causerie door pass 2"),
            link: Seal::new(secret, "causerie speaker link 2"),
            browser: Seal::new(secret, "causerie browser cookie 1"),
            shown: Mutex::default(),
        }
    }

    pub fn write_guest(&self, holder: &Holder) -> String {
        self.guest.write(holder)
    }

    /// None when this relay did not write it.
    pub fn read_guest(&self, token: &str) -> Option<Holder> {
        self.guest.read(token)
    }

    /// A browser that asked for something before anybody had signed in with it.
    pub fn write_browser(&self, id: PersonId) -> String {
        self.browser.write(&id)
    }

    /// None when this relay did not write it.
    pub fn read_browser(&self, token: &str) -> Option<PersonId> {
        self.browser.read(token)
    }

    pub fn write_pass(
        &self,
        space: SpaceId,
        holder: Holder,
        door: PassFor,
        now: UnixMs,
        nonce: u128,
    ) -> String {
        let expires = now.plus_ms(u64::from(PASS_LIFE_S) * 1000);
        self.pass.write(&Pass { space, door, holder, expires, nonce: format!("{nonce:032x}") })
    }

    /// Good for as long as the space is, or until a host takes back all links of this edition.
    pub fn write_speaker_link(&self, space: SpaceId, edition: u32) -> String {
        self.link.write(&(space, edition))
    }

    pub fn is_speaker_link(&self, token: &str, space: SpaceId, edition: u32) -> bool {
        self.link.read(token) == Some((space, edition))
    }

    /// Takes a pass: it opens its door this once.
    ///
    /// # Errors
    /// [`Fault::PassRefused`] when it is forged, expired, for another door or space, or was shown
    /// before.
    pub fn read_pass(
        &self,
        token: &str,
        space: SpaceId,
        door: PassFor,
        now: UnixMs,
    ) -> Result<Holder, Fault> {
        let pass: Pass = self.pass.read(token).ok_or(Fault::PassRefused)?;
        let nonce = u128::from_str_radix(&pass.nonce, 16).map_err(|_| Fault::PassRefused)?;
        if pass.space != space || pass.door != door || pass.expires <= now {
            return Err(Fault::PassRefused);
        }
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.take(nonce, pass.expires, now) { Ok(pass.holder) } else { Err(Fault::PassRefused) }
    }
}

impl Shown {
    fn take(&mut self, nonce: u128, expires: UnixMs, now: UnixMs) -> bool {
        let is_large = self.passes.len() >= SHOWN_PRUNED_AT;
        if is_large && now.since_ms(self.pruned_at) >= PRUNED_EVERY_MS {
            self.passes.retain(|_, expires| *expires > now);
            self.pruned_at = now;
        }
        // What cannot be remembered cannot be taken once.
        self.passes.len() < SHOWN_MOST && self.passes.insert(nonce, expires).is_none()
    }
}

/// From so many passes on, those that expired are forgotten.
const SHOWN_PRUNED_AT: usize = 4096;

/// Looking through all of them takes milliseconds, in which nobody else is let in.
const PRUNED_EVERY_MS: u64 = 1000;

/// Passes shown within their life, some 10 MB: two thousand a second, four times what a relay
/// takes in sockets. Those beyond are refused, and another one is asked for.
const SHOWN_MOST: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UnixMs = UnixMs(1_793_000_000_000);
    const SPACE: SpaceId = SpaceId::from_bits(7);

    fn keys() -> Keys {
        Keys::new(&[3; 32], &[5; 32])
    }

    fn holder() -> Holder {
        Holder {
            person: PersonId::from_bits(9),
            name: "Ada".parse().unwrap(),
            account: None,
            standing: Standing::default(),
        }
    }

    fn is_refused(answer: Result<Holder, Fault>) -> bool {
        answer.err() == Some(Fault::PassRefused)
    }

    #[test]
    fn a_pass_opens_its_door_once() {
        let keys = keys();
        let pass = keys.write_pass(SPACE, holder(), PassFor::Whip, NOW, 1);
        assert!(keys.read_pass(&pass, SPACE, PassFor::Whip, NOW).is_ok_and(|who| who == holder()));
        assert!(is_refused(keys.read_pass(&pass, SPACE, PassFor::Whip, NOW)));
    }

    #[test]
    fn a_pass_opens_no_other_door_and_no_other_space() {
        let keys = keys();
        let pass = keys.write_pass(SPACE, holder(), PassFor::Whep, NOW, 1);
        assert!(is_refused(keys.read_pass(&pass, SPACE, PassFor::Whip, NOW)));
        assert!(is_refused(keys.read_pass(&pass, SpaceId::from_bits(8), PassFor::Whep, NOW)));
        assert!(keys.read_pass(&pass, SPACE, PassFor::Whep, NOW).is_ok());
    }

    #[test]
    fn a_pass_expires() {
        let keys = keys();
        let pass = keys.write_pass(SPACE, holder(), PassFor::Live, NOW, 1);
        let late = NOW.plus_ms(u64::from(PASS_LIFE_S) * 1000);
        assert!(is_refused(keys.read_pass(&pass, SPACE, PassFor::Live, late)));
        assert!(keys.read_pass(&pass, SPACE, PassFor::Live, UnixMs(late.0 - 1)).is_ok());
    }

    #[test]
    fn passes_without_number_fill_no_memory() {
        let mut shown = Shown::default();
        let expires = NOW.plus_ms(45_000);
        for nonce in 0..2 * SHOWN_MOST as u128 {
            assert_eq!(shown.take(nonce, expires, NOW), nonce < SHOWN_MOST as u128);
        }
        assert!(!shown.take(1, expires, NOW.plus_ms(2000)), "shown before");
        assert!(shown.take(u128::MAX, NOW.plus_ms(90_000), expires));
        assert_eq!(shown.passes.len(), 1);
    }

    #[test]
    fn a_cookie_is_no_pass_and_another_relays_words_count_nothing() {
        let keys = keys();
        let cookie = keys.write_guest(&holder());
        assert!(is_refused(keys.read_pass(&cookie, SPACE, PassFor::Live, NOW)));
        assert!(Keys::new(&[4; 32], &[5; 32]).read_guest(&cookie).is_none());
        assert!(keys.read_guest(&cookie).is_some_and(|who| who == holder()));
    }

    #[test]
    fn a_cookie_that_names_more_than_is_known_here_is_read() {
        let before = r#"{"followed":false,"follows":false,"linked":false}"#;
        assert_eq!(serde_json::from_str::<Standing>(before).unwrap(), Standing::NONE);
    }

    proptest! {
        #[test]
        fn a_changed_letter_makes_a_forgery(at: prop::sample::Index, letter in "[A-Za-z0-9_.-]") {
            let keys = keys();
            let pass = keys.write_pass(SPACE, holder(), PassFor::Live, NOW, 1);
            let at = at.index(pass.len());
            let forged = format!("{}{letter}{}", &pass[..at], &pass[at + 1..]);
            prop_assume!(forged != pass);
            prop_assert!(is_refused(keys.read_pass(&forged, SPACE, PassFor::Live, NOW)));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,300}") {
            let keys = keys();
            prop_assert!(keys.read_guest(&text).is_none());
            prop_assert!(is_refused(keys.read_pass(&text, SPACE, PassFor::Live, NOW)));
        }
    }
}
