//! Reminders over years of virtual time, with relays that stop in between.

use crate::{
    announcements::announcement,
    engines::{NOW, Place, on_each, person},
    outbox::browser,
};
use causerie_relay::{
    schedule::{STALE_MS, missed_before, stale_before},
    store::{Channel, Errand, Outcome, Recipient, Store},
};
use causerie_shared::{
    announcement::{Announcement, Coming},
    id::{PersonId, SpaceId},
    notification::Occasion,
    time::UnixMs,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU64, Ordering},
};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// What has gone to somewhere else since it was looked at last, each once.
async fn sent(store: &Store, now: UnixMs) -> Vec<(PersonId, (Occasion, u128, u64))> {
    let mut sent = Vec::new();
    for batch in 1.. {
        let parcels = store.take_parcels(Channel::Push, batch, now, 7).await.unwrap();
        if parcels.is_empty() {
            break;
        }
        let mut done = Vec::new();
        for parcel in parcels {
            let (Some(Recipient::Browser(to)), Errand::Tell(of)) = (parcel.to, parcel.errand)
            else {
                panic!("it goes to a browser");
            };
            let space = parcel.space.unwrap().id.bits();
            sent.push((to.person, (of, space, parcel.starts_at.0)));
            done.push((parcel.id, Outcome::Done));
        }
        store.settle_parcels(Channel::Push, &done).await.unwrap();
    }
    sent
}

/// Tells everybody who is to be told by `now`; how many portions it took.
async fn tell(store: &Store, now: UnixMs) -> usize {
    let mut portions = 0;
    loop {
        let news = store.tell_news().await.unwrap();
        let soon = store.tell_soon(stale_before(now), now).await.unwrap();
        if news.is_none() && soon.is_none() {
            return portions;
        }
        portions += 1;
    }
}

async fn told(store: &Store, person: PersonId) -> Vec<(Occasion, u128, u64)> {
    let list = store.notifications(person).await.unwrap();
    let told = list.notifications.iter().map(|it| (it.of, it.space.bits(), it.starts_at.0));
    told.collect()
}

/// What everybody who asked is still to be told.
struct News {
    /// The oldest first, as the relay tells them.
    order: (u64, u128),
    what: (Occasion, u128, u64),
    told_to: PersonId,
}

/// A relay, and what the law says of it.
struct World {
    store: Store,
    now: UnixMs,
    people: Vec<PersonId>,
    spaces: Vec<Announcement>,
    /// Of each space and person: how long before, and when they are due.
    reminders: BTreeMap<(u128, PersonId), (u64, Option<u64>)>,
    news: Vec<News>,
    expected: BTreeMap<PersonId, BTreeSet<(Occasion, u128, u64)>>,
    /// What went to browsers, and what should have, however often.
    sent: Vec<(PersonId, (Occasion, u128, u64))>,
    to_send: Vec<(PersonId, (Occasion, u128, u64))>,
    seed: u64,
}

impl World {
    /// xorshift, so that a failure can be told again.
    fn chance(&mut self, below: u64) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % below
    }

    fn somebody(&mut self) -> PersonId {
        let at = self.chance(self.people.len() as u64) as usize;
        self.people[at]
    }

    /// One of those that can begin yet.
    fn space(&mut self) -> Option<usize> {
        let pending: Vec<_> = (0..self.spaces.len())
            .filter(|at| self.spaces[*at].state == Coming::Announced)
            .collect();
        match pending.len() as u64 {
            0 => None,
            count => Some(pending[self.chance(count) as usize]),
        }
    }

    async fn step(&mut self, place: &Place) {
        match self.chance(10) {
            0 => self.announce().await,
            1..=3 => self.remind().await,
            4 => {
                let (Some(at), who) = (self.space(), self.somebody()) else { return };
                let id = self.spaces[at].id;
                self.store.remind_no_more(id, who).await.unwrap();
                self.reminders.remove(&(id.bits(), who));
            }
            5 => self.change().await,
            6 => self.end().await,
            7 => {
                // A relay that was stopped in the middle of its work.
                if self.chance(2) == 0 {
                    self.store.tell_news().await.unwrap();
                    self.news.sort_by_key(|news| news.order);
                    if !self.news.is_empty() {
                        let news = self.news.remove(0);
                        let rest = self.spread(news);
                        self.news.extend(rest);
                    }
                    if self.chance(2) == 0 {
                        // Somebody has it in hand, and is killed.
                        self.store.take_parcels(Channel::Push, 1, self.now, 3).await.unwrap();
                    }
                }
                self.store.close().await;
                self.store = place.open().await;
                self.store.put_parcels_back(Channel::Push).await.unwrap();
                self.sent.extend(sent(&self.store, self.now).await);
            }
            _ => {
                let ms = match self.chance(3) {
                    0 => self.chance(20 * MINUTE_MS),
                    1 => self.chance(5 * HOUR_MS),
                    _ => self.chance(6 * DAY_MS),
                };
                self.now = self.now.plus_ms(ms);
                self.tick().await;
            }
        }
    }

    async fn announce(&mut self) {
        let number = self.spaces.len() as u128 + 1;
        let ahead = HOUR_MS + self.chance(20 * DAY_MS);
        let host = self.people[0];
        let new = Announcement {
            starts_at: self.now.plus_ms(ahead),
            ends_at: None,
            ends: None,
            ..announcement(number, host, "host")
        };
        if self.store.announce(&new, 1000).await.unwrap() {
            self.spaces.push(new);
        }
    }

    async fn remind(&mut self) {
        let (Some(at), who) = (self.space(), self.somebody()) else { return };
        let lead = self.chance(DAY_MS);
        let space = &self.spaces[at];
        assert!(self.store.remind(space.id, who, lead, self.now).await.unwrap());
        let due = space.starts_at.0 - lead;
        let due = (due > self.now.0).then_some(due);
        self.reminders.insert((space.id.bits(), who), (lead, due));
    }

    async fn change(&mut self) {
        let Some(at) = self.space() else { return };
        let ahead = HOUR_MS + self.chance(20 * DAY_MS);
        let old = self.spaces[at].clone();
        // Some edits leave the time as it is.
        let starts_at =
            if ahead.is_multiple_of(3) { old.starts_at } else { self.now.plus_ms(ahead) };
        let (edition, changed_at) = (old.edition + 1, self.now);
        let new = Announcement { starts_at, edition, changed_at, ..old.clone() };
        assert!(self.store.change_announcement(&new).await.unwrap());
        if starts_at != old.starts_at {
            for ((space, _), (lead, due)) in &mut self.reminders {
                if *space == new.id.bits() {
                    let at = starts_at.0 - *lead;
                    *due = (at > self.now.0).then_some(at);
                }
            }
            self.has_news(Occasion::Moved, &new);
        }
        self.spaces[at] = new;
    }

    async fn end(&mut self) {
        let Some(at) = self.space() else { return };
        let (to, occasion) = match self.chance(2) {
            0 => (Coming::Begun, Occasion::Begun),
            _ => (Coming::Cancelled { reason: None }, Occasion::Cancelled),
        };
        let space = &mut self.spaces[at];
        assert!(self.store.set_coming(space.id, &to, self.now).await.unwrap());
        space.state = to;
        let space = space.clone();
        self.has_news(occasion, &space);
    }

    fn has_news(&mut self, occasion: Occasion, of: &Announcement) {
        let what = (occasion, of.id.bits(), of.starts_at.0);
        let order = (self.now.0, of.id.bits());
        self.news.retain(|news| news.what != what);
        self.news.push(News { order, what, told_to: PersonId::from_bits(0) });
    }

    /// Tells those who asked and have not been told; the news, as long as there were any.
    fn spread(&mut self, mut news: News) -> Option<News> {
        let who: Vec<_> = self
            .reminders
            .keys()
            .filter(|(space, who)| *space == news.what.1 && *who > news.told_to)
            .map(|(_, who)| *who)
            .collect();
        news.told_to = *who.last()?;
        for who in who {
            self.expected.entry(who).or_default().insert(news.what);
            self.to_send.push((who, news.what));
        }
        Some(news)
    }

    async fn tick(&mut self) {
        let before = missed_before(self.now);
        let missed = self.store.miss_announcements(before, before, self.now).await.unwrap();
        let mut late = Vec::new();
        for space in &mut self.spaces {
            if space.state == Coming::Announced && space.starts_at <= before {
                space.state = Coming::Missed;
                late.push(space.clone());
            }
        }
        assert_eq!(missed.len(), late.len());
        for space in late {
            self.has_news(Occasion::Missed, &space);
        }
        tell(&self.store, self.now).await;
        for news in std::mem::take(&mut self.news) {
            self.spread(news);
        }
        for ((space, who), (_, due)) in &mut self.reminders {
            let Some(at) = due.take_if(|at| *at <= self.now.0) else { continue };
            let one = self.spaces.iter().find(|one| one.id.bits() == *space).unwrap();
            let is_fresh = at > self.now.0.saturating_sub(STALE_MS);
            if is_fresh && one.state == Coming::Announced {
                let soon = (Occasion::Soon, *space, one.starts_at.0);
                self.expected.entry(*who).or_default().insert(soon);
                self.to_send.push((*who, soon));
            }
        }
        self.sent.extend(sent(&self.store, self.now).await);
    }
}

/// Each is a life of its own of some months.
const SEEDS: [u64; 6] = [20_261_129, 1, 77, 4_711, 65_537, 987_654_321];

#[tokio::test(flavor = "multi_thread")]
async fn over_years_with_restarts_everybody_is_told_of_each_thing_once() {
    let days = AtomicU64::new(0);
    for seed in SEEDS {
        on_each(async |place| lives(place, seed, &days).await).await;
    }
    assert!(days.into_inner() > 2 * 365, "years have passed");
}

async fn lives(place: Place, seed: u64, days: &AtomicU64) {
    let store = place.open().await;
    let mut people = Vec::new();
    for number in 1..=5 {
        let who = person(&store, number, &format!("person_{number}")).await;
        store.subscribe(&browser(who, "one")).await.unwrap();
        people.push(who);
    }
    let mut world = World {
        store,
        now: NOW,
        people,
        spaces: Vec::new(),
        reminders: BTreeMap::new(),
        news: Vec::new(),
        expected: BTreeMap::new(),
        sent: Vec::new(),
        to_send: Vec::new(),
        seed,
    };
    for _ in 0..600 {
        world.step(&place).await;
    }
    world.tick().await;
    days.fetch_add(world.now.since_ms(NOW) / DAY_MS, Ordering::Relaxed);
    let mut count = 0;
    for who in &world.people {
        let told = told(&world.store, *who).await;
        let as_set: BTreeSet<_> = told.iter().copied().collect();
        assert_eq!(as_set.len(), told.len(), "nobody is told twice");
        let expected = world.expected.remove(who).unwrap_or_default();
        // The list holds the newest hundred.
        assert!(told.len() < 100);
        assert_eq!(as_set, expected);
        count += told.len();
    }
    assert!(count > 40, "{count} notifications");
    world.sent.sort();
    world.to_send.sort();
    assert!(world.sent.len() > 40);
    for (is, should) in world.sent.iter().zip(&world.to_send) {
        assert_eq!(is, should, "to each browser once for each time it was told");
    }
    assert_eq!(world.sent.len(), world.to_send.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_told_by_and_by_and_each_portion_stays_told() {
    on_each(async |place| {
        let store = place.open().await;
        let host = person(&store, 1, "ada_l").await;
        let mut people = Vec::new();
        for number in 2..=1300 {
            people.push(person(&store, number, &format!("person_{number}")).await);
        }
        let one = Announcement { starts_at: NOW.plus_ms(HOUR_MS), ..announcement(1, host, "host") };
        store.announce(&one, 9).await.unwrap();
        for who in &people {
            store.remind(one.id, *who, 10 * MINUTE_MS, NOW).await.unwrap();
        }
        let due = NOW.plus_ms(50 * MINUTE_MS);
        let early = UnixMs(due.0 - 1);
        assert_eq!(store.tell_soon(stale_before(early), early).await.unwrap(), None);
        let first = store.tell_soon(stale_before(due), due).await.unwrap();
        assert_eq!(first, Some(1000));
        // The relay stops here, and comes back.
        store.close().await;
        let store = place.open().await;
        assert_eq!(store.tell_soon(stale_before(due), due).await.unwrap(), Some(299));
        assert_eq!(store.tell_soon(stale_before(due), due).await.unwrap(), None);
        store.set_coming(one.id, &Coming::Begun, due).await.unwrap();
        assert_eq!(store.tell_news().await.unwrap(), Some(1000));
        store.close().await;
        let store = place.open().await;
        tell(&store, due).await;
        for who in people.iter().step_by(100) {
            let told = told(&store, *who).await;
            let occasions: BTreeSet<_> = told.iter().map(|(of, ..)| *of).collect();
            assert_eq!(told.len(), 2);
            assert_eq!(occasions, BTreeSet::from([Occasion::Soon, Occasion::Begun]));
        }
        let (going, lead) = store.reminders(one.id, people.first().copied()).await.unwrap();
        assert_eq!((going, lead), (1299, Some(10 * MINUTE_MS)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_is_read_what_comes_later_is_not_and_old_things_go() {
    on_each(async |place| {
        let store = place.open().await;
        let host = person(&store, 1, "ada_l").await;
        let ben = person(&store, 2, "ben").await;
        let one = Announcement { starts_at: NOW.plus_ms(HOUR_MS), ..announcement(1, host, "host") };
        store.announce(&one, 9).await.unwrap();
        assert!(store.remind(one.id, ben, MINUTE_MS, NOW).await.unwrap());
        assert!(!store.remind(SpaceId::from_bits(77), ben, MINUTE_MS, NOW).await.unwrap());
        let moved = Announcement {
            starts_at: NOW.plus_ms(2 * HOUR_MS),
            edition: 1,
            changed_at: NOW.plus_ms(1),
            ..one.clone()
        };
        store.change_announcement(&moved).await.unwrap();
        tell(&store, NOW.plus_ms(2)).await;
        assert_eq!(store.unread(ben).await.unwrap(), 1);
        store.read_notifications(ben, NOW.plus_ms(1), NOW.plus_ms(3)).await.unwrap();
        assert_eq!(store.unread(ben).await.unwrap(), 0);
        let off = Coming::Cancelled { reason: None };
        store.set_coming(one.id, &off, NOW.plus_ms(5)).await.unwrap();
        tell(&store, NOW.plus_ms(6)).await;
        let list = store.notifications(ben).await.unwrap();
        let told: Vec<_> = list.notifications.iter().map(|it| (it.of, it.read)).collect();
        assert_eq!(told, [(Occasion::Cancelled, false), (Occasion::Moved, true)]);
        assert_eq!(list.unread, 1);
        assert!(!store.remind(one.id, ben, 0, NOW).await.unwrap(), "it is not to come any more");
        assert_eq!(store.forget_notifications(NOW.plus_ms(5)).await.unwrap(), 1);
        assert_eq!(store.notifications(ben).await.unwrap().notifications.len(), 1);
    })
    .await;
}
