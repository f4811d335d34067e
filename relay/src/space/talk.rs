//! Talk beside the talk: who may write, and how fast; reactions, counted for everybody together.
//!
//! Law: what a line costs is the audience's size, so a space takes no more of them in a second than
//! can be read; reactions cost the same few events a second, however many are given.

use crate::space::{Space, Who, hands::attendee, pace::Pace};
use causerie_shared::{
    event::Event,
    fault::Fault,
    id::PersonId,
    role::Role,
    talk::{ChatFor, ChatLine, ChatRule, Reaction, Reactions},
    text::Line as Text,
    time::UnixMs,
};
use std::collections::BTreeMap;

/// Lines of a space in a second, of all together. Nobody reads faster.
const LINES_PER_S: u64 = 10;
/// Lines that may come at once after a quiet while.
const LINES_AT_ONCE: u64 = 20;
/// Between two lines of one person, however fast they type.
const OWN_GAP_MS: u64 = 700;
/// People whose last line is remembered; beyond it, those who wrote longest ago are forgotten.
const WRITERS_MOST: usize = 5_000;
/// Between two tellings of reactions.
const TELL_EVERY_MS: u64 = 350;

#[derive(Default)]
pub(super) struct Talk {
    last_number: u32,
    wrote: BTreeMap<PersonId, UnixMs>,
    /// Of all together.
    pace: Pace,
    given: Reactions,
    told_at: UnixMs,
}

impl Talk {
    /// Takes up the numbers where the chat of a former run ends.
    pub(super) fn after(chat: &[ChatLine]) -> Self {
        let last_number = chat.iter().map(|line| line.number).max().unwrap_or(0);
        Self { last_number, ..Self::default() }
    }

    /// When reactions are to be told.
    pub(super) fn next_telling(&self) -> Option<UnixMs> {
        self.given.iter().any(|count| *count > 0).then(|| self.told_at.plus_ms(TELL_EVERY_MS))
    }

    /// Whether all together write slowly enough for one more line, which counts then.
    fn has_room(&mut self, now: UnixMs) -> bool {
        self.pace.take(LINES_PER_S, LINES_AT_ONCE, now)
    }

    fn remember(&mut self, person: PersonId, now: UnixMs) {
        if self.wrote.len() >= WRITERS_MOST {
            let longest = u64::from(ChatRule::SLOW_MOST_S) * 1000;
            self.wrote.retain(|_, at| now.since_ms(*at) < longest);
            // Whoever is forgotten too soon may write a little early.
            while self.wrote.len() >= WRITERS_MOST {
                self.wrote.pop_first();
            }
        }
        self.wrote.insert(person, now);
    }
}

impl Space {
    pub(super) fn write(&mut self, who: &Who, text: Text, now: UnixMs) -> Result<(), Fault> {
        let role = self.role_of(who);
        let rule = self.view().chat_rule;
        let may = match rule.who {
            ChatFor::Nobody => role.in_charge(),
            ChatFor::Everyone => true,
            ChatFor::Followers => role.on_stage() || who.standing.follows,
        };
        if !may {
            return Err(Fault::ChatClosed { chat: rule.who });
        }
        let by = attendee(who).ok_or(Fault::WhoAreYou)?;
        let slow_ms = if role.in_charge() { 0 } else { u64::from(rule.slow_s) * 1000 };
        let gap_ms = slow_ms.max(OWN_GAP_MS);
        let waits_ms = match self.talk.wrote.get(&who.person) {
            Some(wrote) => gap_ms.saturating_sub(now.since_ms(*wrote)),
            None => 0,
        };
        if waits_ms > 0 {
            let retry_after_s = u32::try_from(waits_ms.div_ceil(1000)).unwrap_or(u32::MAX);
            return Err(Fault::TooMany { retry_after_s });
        }
        if !self.talk.has_room(now) {
            return Err(Fault::TooMany { retry_after_s: 1 });
        }
        self.talk.remember(who.person, now);
        self.talk.last_number = self.talk.last_number.saturating_add(1);
        let number = self.talk.last_number;
        self.emit(Event::Written { line: ChatLine { number, by, text, at: now } });
        self.save_soon(now);
        Ok(())
    }

    pub(super) fn unwrite(&mut self, who: &Who, role: Role, number: u32) -> Result<(), Fault> {
        let line = self.view().chat.iter().find(|line| line.number == number);
        let by = line.ok_or(Fault::NoSuchLine)?.by.person;
        if by != who.person && !role.may(causerie_shared::role::Action::TidyChat) {
            return Err(Fault::NotAllowed);
        }
        self.emit(Event::Unwritten { number });
        self.save();
        Ok(())
    }

    /// Somebody went for good, and what they wrote goes with them.
    pub(super) fn take_lines_of(&mut self, person: PersonId) {
        let lines = self.view().chat.iter().filter(|line| line.by.person == person);
        let lines: Vec<_> = lines.map(|line| line.number).collect();
        for number in lines {
            self.emit(Event::Unwritten { number });
        }
        self.talk.wrote.remove(&person);
    }

    pub(super) fn take_all_lines(&mut self) {
        let lines: Vec<_> = self.view().chat.iter().map(|line| line.number).collect();
        for number in lines {
            self.emit(Event::Unwritten { number });
        }
    }

    pub(super) fn react(&mut self, reaction: Reaction) {
        if let Some(count) = self.talk.given.get_mut(reaction as usize) {
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn set_chat(&mut self, rule: ChatRule) {
        let rule = ChatRule { slow_s: rule.slow_s.min(ChatRule::SLOW_MOST_S), ..rule };
        if self.view().chat_rule != rule {
            self.emit(Event::Chat { rule });
            self.save();
        }
    }

    pub(super) fn settle_reactions(&mut self, now: UnixMs) {
        if self.talk.next_telling().is_some_and(|due| due <= now) {
            self.talk.told_at = now;
            let given = std::mem::take(&mut self.talk.given);
            self.emit(Event::Reacted { given });
            self.save_soon(now);
        }
    }
}
