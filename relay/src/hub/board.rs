//! What home shows: every listed space on air, in order, with who is in it and what it is about.
//!
//! Pure. Made anew from the spaces' glances a few times a second at most, shared by everybody who
//! asks in between, and compared with the one before to tell those who watch what changed.

use causerie_shared::{
    api::{HomeEvent, SpaceCard},
    id::{PersonId, SpaceId},
    language::Language,
    topic::Topic,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Cards whose every change is told; of those below only their coming and going. Nobody sees more at
/// once, and counts that change in a thousand places would be a megabyte a second for each watcher.
const WATCHED_MOST: usize = 100;

/// New spaces told at once; who watches learns of further ones from the count.
const NEW_MOST: usize = 50;

/// Topics offered to choose from.
const TOPICS_MOST: usize = 12;

#[derive(Default)]
pub struct Board {
    /// The best attended first, the newest first among equals.
    cards: Vec<Arc<SpaceCard>>,
    place: HashMap<SpaceId, usize>,
    /// Where somebody hosts or is on stage.
    with: HashMap<PersonId, Vec<usize>>,
    topics: Vec<Topic>,
}

/// What somebody wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taste {
    pub topic: Option<Topic>,
    pub language: Option<Language>,
}

impl Taste {
    fn suits(&self, card: &SpaceCard) -> bool {
        let topic = self.topic.as_ref().is_none_or(|topic| card.topics.as_slice().contains(topic));
        topic && self.language.is_none_or(|language| card.language == Some(language))
    }
}

impl Board {
    /// From the listed spaces on air, each with its host.
    pub(super) fn of(mut spaces: Vec<(Arc<SpaceCard>, PersonId)>) -> Self {
        spaces.sort_by(|(a, _), (b, _)| b.listeners.cmp(&a.listeners).then(b.id.cmp(&a.id)));
        let mut board = Self::default();
        let mut topics: HashMap<String, (usize, Topic)> = HashMap::new();
        for (at, (card, host)) in spaces.into_iter().enumerate() {
            board.place.insert(card.id, at);
            let people = card.stage.iter().map(|seat| seat.person).chain([host]);
            for person in people.collect::<HashSet<_>>() {
                board.with.entry(person).or_default().push(at);
            }
            for topic in card.topics.as_slice() {
                topics.entry(topic.key()).or_insert_with(|| (0, topic.clone())).0 += 1;
            }
            board.cards.push(card);
        }
        let mut topics: Vec<_> = topics.into_iter().collect();
        topics.sort_by(|(a, (many, _)), (b, (more, _))| more.cmp(many).then(a.cmp(b)));
        board.topics = topics.into_iter().take(TOPICS_MOST).map(|(_, (_, topic))| topic).collect();
        board
    }

    pub fn len(&self) -> usize {
        self.cards.len()
    }

    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// What those on air are about, the most frequent first.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    pub fn card(&self, id: SpaceId) -> Option<&Arc<SpaceCard>> {
        self.place.get(&id).and_then(|at| self.cards.get(*at))
    }

    /// Those that suit, in order.
    pub fn suiting<'a>(&'a self, taste: &'a Taste) -> impl Iterator<Item = &'a Arc<SpaceCard>> {
        self.cards.iter().filter(|card| taste.suits(card))
    }

    /// Where any of `people` hosts or is on stage, in order.
    pub fn with_any_of(&self, people: &[PersonId]) -> Vec<&Arc<SpaceCard>> {
        let mut places: Vec<_> =
            people.iter().filter_map(|person| self.with.get(person)).flatten().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|at| self.cards.get(*at)).collect()
    }

    /// What a watcher of `before` has to learn; nothing when nothing did.
    pub(super) fn since(&self, before: &Self) -> Option<HomeEvent> {
        let is_new = |card: &&Arc<SpaceCard>| !before.place.contains_key(&card.id);
        let looks_otherwise =
            |card: &&Arc<SpaceCard>| before.card(card.id).is_some_and(|known| known != *card);
        let new = self.cards.iter().filter(is_new).take(NEW_MOST);
        let changed = self.cards.iter().take(WATCHED_MOST).filter(looks_otherwise);
        let cards: Vec<SpaceCard> = new.chain(changed).map(|card| (**card).clone()).collect();
        let is_gone = |id: &SpaceId| !self.place.contains_key(id);
        let gone: Vec<_> = before.cards.iter().map(|card| card.id).filter(is_gone).collect();
        if cards.is_empty() && gone.is_empty() && self.len() == before.len() {
            return None;
        }
        Some(HomeEvent::Changed { cards, gone, live_total: self.total() })
    }

    pub fn total(&self) -> u32 {
        u32::try_from(self.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{id::VoiceId, role::Role, time::UnixMs, topic::Topics, view::Seat};
    use proptest::prelude::*;

    fn card(
        number: u128,
        listeners: u32,
        host: u128,
        topics: &[&str],
    ) -> (Arc<SpaceCard>, PersonId) {
        let host = PersonId::from_bits(host);
        let seat = Seat {
            voice: VoiceId::new(1).unwrap(),
            person: host,
            name: "Ada".parse().unwrap(),
            handle: None,
            avatar: None,
            role: Role::Host,
            muted: false,
            uncaptioned: false,
        };
        let card = SpaceCard {
            id: SpaceId::from_bits(number),
            title: "Talk".parse().unwrap(),
            since: UnixMs(1),
            topics: Topics::of(topics).unwrap(),
            language: "en".parse().ok(),
            guests: true,
            stage: vec![seat],
            talking: Vec::new(),
            listeners,
        };
        (Arc::new(card), host)
    }

    fn ids<'a>(cards: impl IntoIterator<Item = &'a Arc<SpaceCard>>) -> Vec<u128> {
        cards.into_iter().map(|card| card.id.bits()).collect()
    }

    #[test]
    fn the_best_attended_come_first_and_the_newest_among_equals() {
        let board = Board::of(vec![card(1, 5, 1, &[]), card(2, 9, 1, &[]), card(3, 5, 1, &[])]);
        assert_eq!(ids(board.suiting(&Taste::default())), [2, 3, 1]);
    }

    #[test]
    fn topics_are_one_whatever_their_case_and_the_most_frequent_come_first() {
        let board = Board::of(vec![
            card(1, 1, 1, &["Jazz", "Late night"]),
            card(2, 1, 1, &["jazz"]),
            card(3, 1, 1, &["Rust"]),
        ]);
        let topics: Vec<_> = board.topics().iter().map(Topic::key).collect();
        assert_eq!(topics, ["jazz", "late night", "rust"]);
        let taste = Taste { topic: "JAZZ".parse().ok(), language: "en".parse().ok() };
        assert_eq!(ids(board.suiting(&taste)), [2, 1]);
        let taste = Taste { topic: None, language: "fr".parse().ok() };
        assert_eq!(ids(board.suiting(&taste)), [0_u128; 0]);
    }

    #[test]
    fn spaces_of_people_whom_one_follows_come_once_each() {
        let board = Board::of(vec![card(1, 1, 1, &[]), card(2, 3, 2, &[]), card(3, 2, 1, &[])]);
        let followed = [PersonId::from_bits(1), PersonId::from_bits(2), PersonId::from_bits(2)];
        assert_eq!(ids(board.with_any_of(&followed)), [2, 3, 1]);
        assert_eq!(ids(board.with_any_of(&[PersonId::from_bits(9)])), [0_u128; 0]);
    }

    /// What a watcher knows who saw `before` and was told `event`.
    fn told(before: &Board, event: Option<HomeEvent>) -> Vec<(u128, u32)> {
        let mut known: HashMap<u128, u32> =
            before.cards.iter().map(|card| (card.id.bits(), card.listeners)).collect();
        if let Some(HomeEvent::Changed { cards, gone, .. }) = event {
            known.extend(cards.iter().map(|card| (card.id.bits(), card.listeners)));
            known.retain(|id, _| !gone.contains(&SpaceId::from_bits(*id)));
        }
        let mut known: Vec<_> = known.into_iter().collect();
        known.sort_unstable();
        known
    }

    proptest! {
        #[test]
        fn whoever_is_told_what_changed_knows_what_is(
            before in prop::collection::btree_map(1u128..40, 0u32..4, 0..30),
            after in prop::collection::btree_map(1u128..40, 0u32..4, 0..30),
        ) {
            let board = |spaces: &std::collections::BTreeMap<u128, u32>| {
                Board::of(spaces.iter().map(|(id, many)| card(*id, *many, 1, &[])).collect())
            };
            let (old, new) = (board(&before), board(&after));
            let event = new.since(&old);
            prop_assert_eq!(event.is_none(), before == after);
            let after: Vec<_> = after.into_iter().collect();
            prop_assert_eq!(told(&old, event), after);
        }
    }
}
