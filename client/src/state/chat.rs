//! The talk beside the talk as one reader has it: whether they may write, what they have read, and
//! whether lines come too fast to be read aloud.
//!
//! *Laws:* lines move only under a reader who stands at the end of them; anybody else is told how
//! many are new. Whoever comes finds nothing unread.

use causerie_shared::{
    id::PersonId,
    role::Role,
    talk::{ChatFor, ChatLine, ChatRule},
};

/// Whether somebody may write, as far as their page can know. Who follows the host is known to the
/// relay alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pen {
    Ready,
    /// Followers write, and nobody follows without an account.
    NeedsAccount,
    /// Those who run the space write, and nobody else.
    Closed,
}

impl Pen {
    pub const fn of(rule: ChatRule, role: Role, has_account: bool) -> Self {
        match rule.who {
            ChatFor::Everyone => Self::Ready,
            ChatFor::Followers if role.on_stage() || has_account => Self::Ready,
            ChatFor::Followers => Self::NeedsAccount,
            ChatFor::Nobody if role.in_charge() => Self::Ready,
            ChatFor::Nobody => Self::Closed,
        }
    }
}

/// Lines that a voice reads in [`ALOUD_MS`], names and all.
const ALOUD_LINES: usize = 4;
const ALOUD_MS: u64 = 12_000;

/// Whether lines come faster than a screen reader says them: then it would speak of nothing else.
pub fn is_rushed(chat: &[ChatLine]) -> bool {
    let Some(newest) = chat.last() else { return false };
    let earlier = chat.iter().rev().nth(ALOUD_LINES);
    earlier.is_some_and(|earlier| newest.at.since_ms(earlier.at) < ALOUD_MS)
}

/// Where a reader stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub folded: bool,
    /// Before the newest line.
    pub at_end: bool,
    /// The newest line that stood before them; none before they came.
    seen: Option<u32>,
}

impl Reading {
    pub const fn begun(folded: bool) -> Self {
        Self { folded, at_end: true, seen: None }
    }

    /// What is drawn has been seen by whoever stands at the end of it.
    #[must_use]
    pub fn through(&self, chat: &[ChatLine]) -> Self {
        let newest = chat.last().map_or(0, |line| line.number);
        let reads = self.at_end && !self.folded;
        let seen = match self.seen {
            // A chat that begins anew counts anew.
            Some(seen) if !reads => seen.min(newest),
            Some(_) | None => newest,
        };
        Self { seen: Some(seen), ..*self }
    }

    /// Unfolded, one stands at the end, as when one came.
    #[must_use]
    pub const fn fold(&self, folded: bool) -> Self {
        Self { folded, at_end: true, seen: self.seen }
    }

    #[must_use]
    pub const fn standing(&self, at_end: bool) -> Self {
        Self { folded: self.folded, at_end, seen: self.seen }
    }

    /// Lines of others that have not been read.
    pub fn unread(&self, chat: &[ChatLine], me: Option<PersonId>) -> usize {
        let Some(seen) = self.seen else { return 0 };
        let new = chat.iter().rev().take_while(|line| line.number > seen);
        new.filter(|line| Some(line.by.person) != me).count()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use causerie_shared::{stage::Attendee, time::UnixMs};

    pub(crate) fn line(number: u32, by: u128, text: &str, at: u64) -> ChatLine {
        let by = Attendee {
            person: PersonId::from_bits(by),
            name: "Ben".parse().unwrap(),
            handle: None,
            avatar: None,
        };
        ChatLine { number, by, text: text.parse().unwrap(), at: UnixMs(at) }
    }

    fn lines(numbers: std::ops::RangeInclusive<u32>) -> Vec<ChatLine> {
        numbers.map(|number| line(number, 7, "Hello", u64::from(number) * 1_000)).collect()
    }

    #[test]
    fn who_may_write_is_said_before_they_try() {
        let mut table = String::new();
        for who in ChatFor::ALL {
            for role in [Role::Guest, Role::Listener, Role::Speaker, Role::CoHost] {
                let rule = ChatRule { who, slow_s: 0 };
                let [without, with] = [false, true].map(|account| Pen::of(rule, role, account));
                table.push_str(&format!("{who:?}, {role:?}: {without:?}, {with:?}\n"));
            }
        }
        let expected = "\
Nobody, Guest: Closed, Closed
Nobody, Listener: Closed, Closed
Nobody, Speaker: Closed, Closed
Nobody, CoHost: Ready, Ready
Everyone, Guest: Ready, Ready
Everyone, Listener: Ready, Ready
Everyone, Speaker: Ready, Ready
Everyone, CoHost: Ready, Ready
Followers, Guest: NeedsAccount, Ready
Followers, Listener: NeedsAccount, Ready
Followers, Speaker: Ready, Ready
Followers, CoHost: Ready, Ready
";
        assert_eq!(table, expected);
    }

    #[test]
    fn whoever_comes_finds_nothing_unread() {
        for folded in [false, true] {
            let chat = lines(1..=9);
            let reading = Reading::begun(folded).through(&chat);
            assert_eq!(reading.unread(&chat, None), 0);
        }
    }

    #[test]
    fn new_lines_are_counted_for_whoever_does_not_stand_before_them() {
        for away in [Reading::begun(true), Reading::begun(false).standing(false)] {
            let away = away.through(&lines(1..=5));
            let chat = lines(1..=8);
            let away = away.through(&chat);
            assert_eq!(away.unread(&chat, None), 3);
            assert_eq!(
                away.unread(&chat, Some(PersonId::from_bits(7))),
                0,
                "own lines are no news"
            );
            let back = away.fold(false).standing(true).through(&chat);
            assert_eq!(back.unread(&chat, None), 0);
        }
    }

    #[test]
    fn a_chat_that_begins_anew_counts_anew() {
        let away = Reading::begun(true).through(&lines(1..=50));
        let anew = away.through(&[]);
        assert_eq!(anew.through(&lines(1..=2)).unread(&lines(1..=2), None), 2);
    }

    #[test]
    fn what_runs_faster_than_a_voice_is_not_read_aloud() {
        let every = |ms: u64| -> Vec<_> {
            (1..=9).map(|number| line(number, 7, "Hello", u64::from(number) * ms)).collect()
        };
        assert!(is_rushed(&every(300)));
        assert!(!is_rushed(&every(5_000)));
        assert!(!is_rushed(&lines(1..=4)), "a few at once are read");
        assert!(!is_rushed(&[]));
    }
}
