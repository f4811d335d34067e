//! What home shows, kept true by folding the relay's stream into it, and kept still under the
//! reader's eyes.
//!
//! *Laws:* until the reader asks for it, no card moves, comes or goes: what changes changes in its
//! place, what is over stays and says so, what is new waits. Folding the stream gives what asking
//! anew would give. Absent: whom the visitor follows, which the relay alone knows; so new spaces are
//! shown after it was asked where they belong.

use super::filter::Filter;
use causerie_shared::{
    api::{self, HomeEvent, PastCard, SpaceCard},
    id::SpaceId,
    people::PersonCard,
    time::UnixMs,
    topic::Topic,
};

/// The relay gathers changes for a second before it tells them.
const LAG_MS: u64 = 2_000;

#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The visitor narrowed the list, or came.
    Asked(Filter),
    /// To the question for this filter.
    Answered {
        filter: Filter,
        home: api::Home,
    },
    /// Asked again by ourselves, since the stream was away.
    Refreshed {
        filter: Filter,
        home: api::Home,
    },
    /// The visitor wants to see what waits; with an answer that says where each belongs, if there
    /// was one.
    Reveal(Option<api::Home>),
    Told(HomeEvent),
    /// The relay did not answer.
    Failed,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Home {
    filter: Filter,
    shown: Option<Shown>,
    /// New, and not shown yet; the newest first.
    waiting: Vec<SpaceCard>,
    /// Told before the first answer, which may be older.
    early: Vec<HomeEvent>,
    /// The moment from which the present stream tells everything.
    told_since: Option<UnixMs>,
    failed: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What was asked for.
    pub filter: Filter,
    pub followed: Vec<Card>,
    pub live: Vec<Card>,
    /// On air in all, of which `followed` and `live` hold the first.
    pub live_total: u32,
    pub topics: Vec<Topic>,
    pub people: Vec<PersonCard>,
    pub past: Vec<PastCard>,
    /// Nothing on air is missing here, but what the visitor shall not see.
    whole: bool,
    as_of: UnixMs,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub space: SpaceCard,
    pub ended: bool,
}

impl Home {
    #[must_use]
    pub fn with(mut self, input: Input) -> Self {
        match input {
            Input::Asked(filter) => self.filter = filter,
            // The visitor has asked for something else meanwhile.
            Input::Answered { filter, .. } | Input::Refreshed { filter, .. }
                if filter != self.filter => {}
            Input::Answered { filter, home } => self.answered(filter, home),
            Input::Refreshed { filter: _, home } => self.refreshed(home),
            Input::Reveal(home) => self.reveal(home),
            Input::Told(event) if self.shown.is_none() => self.early.push(event),
            Input::Told(event) => self.told(event),
            Input::Failed => self.failed = true,
        }
        self
    }

    /// What was asked for last; its answer may be on its way.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// `None` before the first answer.
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The last question went unanswered.
    pub fn is_stale(&self) -> bool {
        self.failed
    }

    /// Between the list and the stream something may have happened that nobody told.
    pub fn has_a_gap(&self) -> bool {
        let list = self.shown.as_ref().map(|shown| shown.as_of);
        list.zip(self.told_since).is_some_and(|(list, stream)| list < stream)
    }

    /// What is shown answers another question than the last one.
    pub fn is_behind(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.filter != self.filter)
    }

    fn answered(&mut self, filter: Filter, home: api::Home) {
        let (whole, live_total) = (is_whole(&home), total(&home));
        let cards = |spaces: Vec<SpaceCard>| spaces.into_iter().map(Card::new).collect();
        self.shown = Some(Shown {
            filter,
            followed: cards(home.followed),
            live: cards(home.live),
            live_total,
            topics: home.topics,
            people: home.people,
            past: home.past,
            whole,
            as_of: home.as_of,
        });
        self.failed = false;
        self.waiting.clear();
        for event in std::mem::take(&mut self.early) {
            self.told(event);
        }
    }

    fn refreshed(&mut self, home: api::Home) {
        self.failed = false;
        let (live_total, as_of) = (total(&home), home.as_of);
        // A list that holds not all says nothing about what it does not name.
        let gone = match is_whole(&home) {
            true => self.ids().filter(|id| !names(&home, *id)).collect(),
            false => Vec::new(),
        };
        let cards = home.followed.into_iter().chain(home.live).collect();
        self.told(HomeEvent::Changed { cards, gone, live_total });
        if let Some(shown) = &mut self.shown {
            shown.live_total = live_total;
            shown.as_of = as_of;
        }
    }

    fn reveal(&mut self, home: Option<api::Home>) {
        let Some(shown) = &mut self.shown else { return };
        let mut waiting = std::mem::take(&mut self.waiting);
        if let Some(home) = home.as_ref().filter(|home| is_whole(home)) {
            // The stream is the same for everybody; spaces of people whom the visitor has blocked
            // are named there alone.
            waiting.retain(|card| names(home, card.id));
        }
        let followed = home.map(|home| home.followed).unwrap_or_default();
        let is_followed = |card: &Card| followed.iter().any(|other| other.id == card.space.id);
        let (mut of_followed, mut others): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(Card::new).partition(is_followed);
        of_followed.append(&mut shown.followed);
        others.append(&mut shown.live);
        (shown.followed, shown.live) = (of_followed, others);
    }

    fn told(&mut self, event: HomeEvent) {
        let Some(shown) = &mut self.shown else { return };
        let (cards, gone, live_total) = match event {
            HomeEvent::Now { live_total, as_of } => {
                self.told_since = Some(as_of);
                (Vec::new(), Vec::new(), live_total)
            }
            HomeEvent::Changed { cards, gone, live_total } => (cards, gone, live_total),
        };
        if shown.filter.is_none() {
            shown.live_total = live_total;
        }
        for space in cards {
            if let Some(card) = shown.card(space.id) {
                *card = Card::new(space);
            } else if let Some(card) = self.waiting.iter_mut().find(|card| card.id == space.id) {
                *card = space;
            } else if shown.filter.admits(&space) && shown.is_new(&space) {
                self.waiting.insert(0, space);
            }
        }
        for id in gone {
            if let Some(card) = shown.card(id) {
                card.ended = true;
                card.space.talking.clear();
            }
            self.waiting.retain(|card| card.id != id);
        }
    }

    fn ids(&self) -> impl Iterator<Item = SpaceId> {
        let shown = self.shown.iter().flat_map(|shown| shown.followed.iter().chain(&shown.live));
        shown.map(|card| card.space.id).chain(self.waiting.iter().map(|card| card.id))
    }
}

impl Shown {
    fn card(&mut self, id: SpaceId) -> Option<&mut Card> {
        self.followed.iter_mut().chain(&mut self.live).find(|card| card.space.id == id)
    }

    /// Where not all are shown, one that was there before has merely changed.
    fn is_new(&self, space: &SpaceCard) -> bool {
        self.whole || space.since.plus_ms(LAG_MS) >= self.as_of
    }
}

impl Card {
    fn new(space: SpaceCard) -> Self {
        Self { space, ended: false }
    }
}

fn is_whole(home: &api::Home) -> bool {
    home.live.len() >= home.live_total as usize
}

fn total(home: &api::Home) -> u32 {
    home.live_total.saturating_add(home.followed.len() as u32)
}

fn names(home: &api::Home, id: SpaceId) -> bool {
    home.followed.iter().chain(&home.live).any(|card| card.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::topic::Topics;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn space(number: u128, listeners: u32) -> SpaceCard {
        let topic = ["Jazz", "Radio"][number as usize % 2];
        SpaceCard {
            id: SpaceId::from_bits(number),
            title: "A space".parse().unwrap(),
            since: UnixMs(1_000 * number as u64),
            topics: Topics::of([topic]).unwrap(),
            language: None,
            guests: true,
            stage: vec![],
            talking: vec![],
            listeners,
        }
    }

    fn answer(followed: Vec<SpaceCard>, live: Vec<SpaceCard>) -> api::Home {
        let (live_total, as_of) = (live.len() as u32, UnixMs(0));
        api::Home {
            as_of,
            followed,
            live,
            live_total,
            topics: vec![],
            past: vec![],
            people: vec![],
        }
    }

    fn shows(followed: Vec<SpaceCard>, live: Vec<SpaceCard>) -> Home {
        let filter = Filter::NONE;
        let home = answer(followed, live);
        Home::default().with(Input::Answered { filter, home })
    }

    fn changed(cards: Vec<SpaceCard>, gone: &[u128]) -> Input {
        let gone = gone.iter().copied().map(SpaceId::from_bits).collect();
        Input::Told(HomeEvent::Changed { cards, gone, live_total: 0 })
    }

    fn jazz() -> Filter {
        Filter { topic: "jazz".parse().ok(), ..Filter::NONE }
    }

    /// Numbers and listeners, in order, section by section; an ended one has `None`.
    fn seen(home: &Home) -> Vec<(u128, Option<u32>)> {
        let shown = home.shown().unwrap();
        let cards = shown.followed.iter().chain(&shown.live);
        let one =
            |card: &Card| (card.space.id.bits(), (!card.ended).then_some(card.space.listeners));
        cards.map(one).collect()
    }

    #[test]
    fn what_changes_changes_in_its_place_and_what_ends_says_so() {
        let home = shows(vec![space(1, 9)], vec![space(2, 5), space(3, 1)]);
        let home = home.with(changed(vec![space(3, 50), space(1, 8)], &[2]));
        assert_eq!(seen(&home), [(1, Some(8)), (2, None), (3, Some(50))]);
    }

    #[test]
    fn a_new_space_waits_until_it_is_asked_for_and_comes_on_top() {
        let home = shows(vec![space(1, 9)], vec![space(2, 5)]);
        let home = home.with(changed(vec![space(4, 0)], &[])).with(changed(vec![space(5, 0)], &[]));
        assert_eq!((seen(&home).len(), home.waiting()), (2, 2));
        // The relay says that a followed host opened number 4.
        let says = answer(vec![space(4, 0), space(1, 9)], vec![space(2, 5), space(5, 0)]);
        let home = home.with(Input::Reveal(Some(says)));
        assert_eq!(seen(&home), [(4, Some(0)), (1, Some(9)), (5, Some(0)), (2, Some(5))]);
        assert_eq!(home.waiting(), 0);
    }

    #[test]
    fn a_space_of_somebody_blocked_is_not_revealed() {
        let home = shows(vec![], vec![space(2, 5)]).with(changed(vec![space(4, 0)], &[]));
        let home = home.with(Input::Reveal(Some(answer(vec![], vec![space(2, 5)]))));
        assert_eq!(seen(&home), [(2, Some(5))]);
    }

    #[test]
    fn what_waits_is_shown_even_if_the_relay_does_not_answer() {
        let home = shows(vec![], vec![space(2, 5)]).with(changed(vec![space(4, 0)], &[]));
        let home = home.with(Input::Reveal(None));
        assert_eq!(seen(&home), [(4, Some(0)), (2, Some(5))]);
    }

    #[test]
    fn a_space_that_ends_before_it_was_seen_is_never_shown() {
        let home = shows(vec![], vec![]).with(changed(vec![space(4, 0)], &[]));
        let home = home.with(changed(vec![], &[4])).with(Input::Reveal(None));
        assert!(seen(&home).is_empty());
    }

    #[test]
    fn only_what_fits_the_filter_waits() {
        let filter = jazz();
        let home = Home::default()
            .with(Input::Asked(filter.clone()))
            .with(Input::Answered { filter, home: answer(vec![], vec![]) });
        let home = home.with(changed(vec![space(2, 0), space(3, 0)], &[]));
        assert_eq!(home.waiting(), 1);
    }

    #[test]
    fn an_answer_to_an_older_question_is_passed_over() {
        let home = shows(vec![], vec![space(1, 1)]).with(Input::Asked(jazz()));
        assert!(home.is_behind());
        let late = Input::Answered { filter: Filter::NONE, home: answer(vec![], vec![]) };
        assert_eq!(seen(&home.clone().with(late)), seen(&home));
    }

    #[test]
    fn among_many_an_old_space_that_changes_is_not_a_new_one() {
        let mut home = answer(vec![], vec![space(1, 90)]);
        home.live_total = 2_000;
        home.as_of = UnixMs(10_000);
        let home = Home::default().with(Input::Answered { filter: Filter::NONE, home });
        let home = home.with(changed(vec![space(5, 3)], &[]));
        assert_eq!(home.waiting(), 0);
        assert_eq!(home.with(changed(vec![space(11, 0)], &[])).waiting(), 1);
    }

    #[test]
    fn what_is_told_before_the_first_answer_is_not_lost() {
        let home = Home::default().with(changed(vec![space(7, 1)], &[2]));
        let answered =
            Input::Answered { filter: Filter::NONE, home: answer(vec![], vec![space(2, 5)]) };
        let home = home.with(answered);
        assert_eq!((seen(&home), home.waiting()), (vec![(2, None)], 1));
    }

    #[test]
    fn a_list_older_than_the_stream_is_asked_for_again_and_a_younger_one_is_not() {
        let now = |as_of| Input::Told(HomeEvent::Now { live_total: 1, as_of: UnixMs(as_of) });
        let answer = |as_of| {
            let mut home = answer(vec![], vec![space(1, 1)]);
            home.as_of = UnixMs(as_of);
            home
        };
        let filter = Filter::NONE;
        let first = Input::Answered { filter: filter.clone(), home: answer(10) };
        assert!(!Home::default().with(now(9)).with(first.clone()).has_a_gap());
        assert!(Home::default().with(now(11)).with(first.clone()).has_a_gap());
        let home = Home::default().with(first).with(now(11));
        assert!(home.has_a_gap());
        let home = home.with(Input::Refreshed { filter, home: answer(12) });
        assert!(!home.has_a_gap());
        // The stream broke, and another one began.
        assert!(home.with(now(20)).has_a_gap());
    }

    #[test]
    fn a_failure_keeps_the_list_and_an_answer_ends_it() {
        let home = shows(vec![], vec![space(1, 1)]).with(Input::Failed);
        assert!(home.is_stale() && seen(&home).len() == 1);
        let home = home.with(Input::Refreshed {
            filter: Filter::NONE,
            home: answer(vec![], vec![space(1, 2)]),
        });
        assert!(!home.is_stale());
        assert_eq!(seen(&home), [(1, Some(2))]);
    }

    /// What happens on air: a space begins or changes, or one ends.
    fn happenings() -> impl Strategy<Value = Vec<(u128, Option<u32>)>> {
        prop::collection::vec((0..12u128, prop::option::weighted(0.7, 0..99u32)), 0..40)
    }

    fn event((number, listeners): (u128, Option<u32>)) -> Input {
        match listeners {
            Some(listeners) => changed(vec![space(number, listeners)], &[]),
            None => changed(vec![], &[number]),
        }
    }

    proptest! {
        #[test]
        fn no_card_moves_comes_or_goes_under_the_finger(
            before in 0..6u128, happenings in happenings(),
        ) {
            let mut home = shows(vec![space(20, 1)], (0..before).map(|n| space(n, 1)).collect());
            let order = |home: &Home| -> Vec<_> { seen(home).iter().map(|(n, _)| *n).collect() };
            let at_first = order(&home);
            for happening in happenings {
                home = home.with(event(happening));
                prop_assert_eq!(order(&home), at_first.clone());
            }
        }

        #[test]
        fn folding_the_stream_gives_what_asking_anew_gives(
            before in 0..6u128, happenings in happenings(), reveal_after in 0..40usize,
        ) {
            let mut on_air: BTreeMap<u128, u32> = (0..before).map(|n| (n, 1)).collect();
            let mut home = shows(vec![], (0..before).map(|n| space(n, 1)).collect());
            for (at, happening) in happenings.into_iter().enumerate() {
                match happening {
                    (number, Some(listeners)) => on_air.insert(number, listeners),
                    (number, None) => on_air.remove(&number),
                };
                home = home.with(event(happening));
                if at == reveal_after {
                    home = home.with(Input::Reveal(None));
                }
            }
            let waiting = home.waiting();
            home = home.with(Input::Reveal(None));
            let live = |(number, listeners): (u128, Option<u32>)| Some((number, listeners?));
            let folded: BTreeMap<u128, u32> = seen(&home).into_iter().filter_map(live).collect();
            prop_assert_eq!(folded, on_air);
            prop_assert!(waiting <= 12);
        }

        #[test]
        fn a_refresh_after_a_lost_stream_gives_the_same(
            before in 0..6u128, happenings in happenings(), heard in 0..40usize,
        ) {
            let mut on_air: BTreeMap<u128, u32> = (0..before).map(|n| (n, 1)).collect();
            let mut home = shows(vec![], (0..before).map(|n| space(n, 1)).collect());
            let at_first: Vec<_> = seen(&home).iter().map(|(n, _)| *n).collect();
            for (at, happening) in happenings.into_iter().enumerate() {
                match happening {
                    (number, Some(listeners)) => on_air.insert(number, listeners),
                    (number, None) => on_air.remove(&number),
                };
                if at < heard {
                    home = home.with(event(happening));
                }
            }
            let live = on_air.iter().map(|(number, listeners)| space(*number, *listeners)).collect();
            home = home.with(Input::Refreshed { filter: Filter::NONE, home: answer(vec![], live) });
            let order: Vec<_> = seen(&home).iter().map(|(n, _)| *n).collect();
            prop_assert_eq!(order, at_first);
            home = home.with(Input::Reveal(None));
            let live = |(number, listeners): (u128, Option<u32>)| Some((number, listeners?));
            let folded: BTreeMap<u128, u32> = seen(&home).into_iter().filter_map(live).collect();
            prop_assert_eq!(folded, on_air);
        }
    }
}
