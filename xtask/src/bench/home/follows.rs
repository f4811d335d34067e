//! People who follow one another and think better of it, and what must be true in the end. Pure:
//! the same seed gives the same afternoon.

use std::collections::{BTreeMap, BTreeSet};

/// One press of a button, by number of who presses and of whom it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Press {
    pub(super) who: usize,
    pub(super) whom: usize,
    pub(super) follows: bool,
}

pub(super) struct Afternoon {
    pub(super) presses: Vec<Press>,
    /// Who follows whom when all is done, of those who met.
    follow: BTreeSet<(usize, usize)>,
}

/// So many of a hundred presses concern one of the few whom everybody follows: their counts are
/// where many write at once.
const OF_THE_FEW: u64 = 30;
const FEW: u64 = 5;
/// How many others one person meets, beside the few. Few enough that most pairs are pressed again,
/// also twice the same way.
const OTHERS: u64 = 4;
const UNFOLLOWS: u64 = 40;

impl Afternoon {
    /// `people` press by turns, `count` times in all, and begin with nobody of those they meet
    /// followed.
    pub(super) fn new(people: usize, count: usize, seed: u64) -> Self {
        let mut chance = Chance(seed | 1);
        let mut presses = Vec::with_capacity(count);
        let mut follow = BTreeSet::new();
        for number in 0..count {
            let who = number % people;
            let whom = match chance.below(100) < OF_THE_FEW {
                true => chance.below(FEW) as usize,
                false => who + 1 + chance.below(OTHERS) as usize,
            };
            // Nobody follows themselves.
            let whom = if whom % people == who { who + 1 } else { whom } % people;
            let follows = chance.below(100) >= UNFOLLOWS;
            presses.push(Press { who, whom, follows });
            if follows {
                follow.insert((who, whom));
            } else {
                follow.remove(&(who, whom));
            }
        }
        Self { presses, follow }
    }

    /// Everybody who meets somebody, each pair once.
    pub(super) fn pairs(&self) -> BTreeSet<(usize, usize)> {
        self.presses.iter().map(|press| (press.who, press.whom)).collect()
    }

    /// By how many each person's followers, and those whom they follow, have grown.
    pub(super) fn grown(&self) -> BTreeMap<usize, (u64, u64)> {
        let mut grown: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
        for (who, whom) in &self.follow {
            grown.entry(*whom).or_default().0 += 1;
            grown.entry(*who).or_default().1 += 1;
        }
        grown
    }
}

/// xorshift64, as good as a load needs.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grew_is_what_was_pressed_last() {
        let afternoon = Afternoon::new(50, 5000, 7);
        let mut last = BTreeMap::new();
        for press in &afternoon.presses {
            assert_ne!(press.who, press.whom);
            last.insert((press.who, press.whom), press.follows);
        }
        let followed: Vec<_> = last.iter().filter(|(_, it)| **it).map(|(pair, _)| *pair).collect();
        let grown = afternoon.grown();
        for person in 0..50 {
            let followers = followed.iter().filter(|(_, whom)| *whom == person).count() as u64;
            let following = followed.iter().filter(|(who, _)| *who == person).count() as u64;
            assert_eq!(grown.get(&person).copied().unwrap_or_default(), (followers, following));
        }
        assert_eq!(last.len(), afternoon.pairs().len());
    }

    #[test]
    fn buttons_are_pressed_twice_the_same_way_too_and_by_everybody_in_turn() {
        let afternoon = Afternoon::new(50, 5000, 7);
        let mut state = BTreeMap::new();
        let mut again = 0;
        for (number, press) in afternoon.presses.iter().enumerate() {
            assert_eq!(press.who, number % 50);
            let before = state.insert((press.who, press.whom), press.follows);
            again += usize::from(before == Some(press.follows));
        }
        assert!(again > 500, "{again}");
        let most = afternoon.grown().values().map(|(followers, _)| *followers).max();
        assert!(most > Some(20), "nobody is one of the few: {most:?}");
    }
}
