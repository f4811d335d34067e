//! What is on its way to somewhere else.

use crate::{
    announcements::announcement,
    engines::{NOW, Place, on_each, person},
    spaces::space,
};
use causerie_relay::store::{
    AddressRow, Channel, DEVICES_MOST, Errand, Outcome, Parcel, Recipient, SessionRow, Store,
    SubscriptionRow, Wishes,
};
use causerie_shared::{
    announcement::{Announcement, Coming},
    id::{PersonId, SignInId, SpaceId},
    notification::{Occasion, Tongue},
    time::UnixMs,
};

const HOUR_MS: u64 = 3_600_000;

pub(crate) fn browser(person: PersonId, name: &str) -> SubscriptionRow {
    SubscriptionRow {
        id: format!("{name} of {}", person.bits()),
        person,
        session: None,
        endpoint: format!("https://push.example/{name}/{}", person.bits()),
        p256dh: "key".into(),
        auth: "secret".into(),
        tongue: Tongue::Fr,
        zone: "Europe/Paris".parse().unwrap(),
        created_at: NOW,
    }
}

pub(crate) fn address(asked_at: UnixMs) -> AddressRow {
    AddressRow {
        address: "ben@example.org".into(),
        tongue: Tongue::En,
        zone: "UTC".parse().unwrap(),
        asked_at,
        is_confirmed: false,
    }
}

async fn take(store: &Store, by: Channel, batch: i64, now: UnixMs) -> Vec<Parcel> {
    store.take_parcels(by, batch, now, 100).await.unwrap()
}

async fn settle(store: &Store, by: Channel, parcels: &[Parcel], outcome: Outcome) {
    let done: Vec<_> = parcels.iter().map(|it| (it.id.clone(), outcome)).collect();
    store.settle_parcels(by, &done).await.unwrap();
}

/// Ada, who announced a space, and Ben, who was told that it has moved.
async fn told(place: &Place, ready: impl AsyncFnOnce(&Store, PersonId)) -> (Store, PersonId) {
    let store = place.open().await;
    let host = person(&store, 1, "ada_l").await;
    let ben = person(&store, 2, "ben").await;
    ready(&store, ben).await;
    let one = Announcement { starts_at: NOW.plus_ms(HOUR_MS), ..announcement(1, host, "ada_l") };
    assert!(store.announce(&one, 9).await.unwrap());
    assert!(store.remind(one.id, ben, 600_000, NOW).await.unwrap());
    let moved = Announcement { starts_at: NOW.plus_ms(2 * HOUR_MS), edition: 1, ..one };
    let moved = Announcement { changed_at: NOW.plus_ms(1), ..moved };
    assert!(store.change_announcement(&moved).await.unwrap());
    assert_eq!(store.tell_news().await.unwrap(), Some(1));
    (store, ben)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_is_told_goes_to_every_browser_and_to_a_confirmed_address() {
    on_each(async |place| {
        let (store, ben) = told(&place, async |store, ben| {
            store.subscribe(&browser(ben, "one")).await.unwrap();
            store.subscribe(&browser(ben, "two")).await.unwrap();
            store.set_address(ben, &address(NOW)).await.unwrap();
            assert!(!store.confirm_address(ben, UnixMs(7), NOW).await.unwrap(), "another one");
            assert!(store.confirm_address(ben, NOW, NOW).await.unwrap());
            assert!(store.confirm_address(ben, NOW, NOW).await.unwrap(), "a second click");
        })
        .await;
        let push = take(&store, Channel::Push, 1, NOW.plus_ms(1)).await;
        assert_eq!(push.len(), 2);
        for parcel in &push {
            assert_eq!(parcel.errand, Errand::Tell(Occasion::Moved));
            assert_eq!(parcel.starts_at, NOW.plus_ms(2 * HOUR_MS));
            let about = parcel.space.as_ref().unwrap();
            assert_eq!((about.host.as_str(), &about.state), ("Name of ada_l", &Coming::Announced));
            let Some(Recipient::Browser(to)) = &parcel.to else { panic!("a browser") };
            assert_eq!((to.person, to.tongue), (ben, Tongue::Fr));
        }
        assert!(take(&store, Channel::Push, 2, NOW.plus_ms(1)).await.is_empty(), "it is in hand");
        let mut letters = take(&store, Channel::Mail, 1, NOW.plus_ms(1)).await;
        letters.sort_by_key(|it| it.errand == Errand::Confirm);
        let errands: Vec<_> = letters.iter().map(|it| it.errand).collect();
        assert_eq!(errands, [Errand::Tell(Occasion::Moved), Errand::Confirm]);
        assert!(letters.iter().all(|it| matches!(&it.to, Some(Recipient::Address { .. }))));
        settle(&store, Channel::Push, &push, Outcome::Done).await;
        settle(&store, Channel::Mail, &letters, Outcome::Done).await;
        assert_eq!(store.parcels_waiting().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_before_they_said_yes() {
    on_each(async |place| {
        let (store, ben) = told(&place, async |store, ben| {
            store.set_address(ben, &address(NOW)).await.unwrap();
        })
        .await;
        let letters = take(&store, Channel::Mail, 1, NOW.plus_ms(1)).await;
        assert_eq!(letters.iter().map(|it| it.errand).collect::<Vec<_>>(), [Errand::Confirm]);
        store.forget_address(ben).await.unwrap();
        assert_eq!(store.parcels_waiting().await.unwrap(), 0, "who wants none gets none");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_relay_had_in_hand_is_sent_by_the_next_and_what_failed_later() {
    on_each(async |place| {
        let (store, ben) = told(&place, async |store, ben| {
            store.subscribe(&browser(ben, "one")).await.unwrap();
        })
        .await;
        let now = NOW.plus_ms(1);
        let first = take(&store, Channel::Push, 1, now).await;
        store.close().await;
        let store = place.open().await;
        assert!(take(&store, Channel::Push, 1, now).await.is_empty());
        assert_eq!(store.put_parcels_back(Channel::Mail).await.unwrap(), 0, "that is another way");
        assert_eq!(store.put_parcels_back(Channel::Push).await.unwrap(), 1);
        let again = take(&store, Channel::Push, 1, now).await;
        assert_eq!(again[0].id, first[0].id, "under the same id");
        let at = NOW.plus_ms(5000);
        settle(&store, Channel::Push, &again, Outcome::Again { at }).await;
        assert!(take(&store, Channel::Push, 2, NOW.plus_ms(4999)).await.is_empty());
        let again = take(&store, Channel::Push, 3, at).await;
        assert_eq!(again[0].tries, 1);
        settle(&store, Channel::Push, &again, Outcome::Wait { at }).await;
        let again = take(&store, Channel::Push, 4, at).await;
        assert_eq!(again[0].tries, 1, "what was not tried is no try");
        settle(&store, Channel::Push, &again, Outcome::NobodyThere).await;
        assert!(store.subscriptions_of(ben).await.unwrap().is_empty());
        assert_eq!(store.parcels_waiting().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_so_many_browsers_and_the_oldest_gives_way() {
    on_each(async |place| {
        let store = place.open().await;
        let (ada, eve) = (person(&store, 1, "ada_l").await, person(&store, 2, "eve").await);
        for number in 0..=DEVICES_MOST as u64 {
            let row = browser(ada, &format!("no {number}"));
            let row = SubscriptionRow { created_at: NOW.plus_ms(number), ..row };
            store.subscribe(&row).await.unwrap();
            store.subscribe(&row).await.unwrap();
        }
        let left = store.subscriptions_of(ada).await.unwrap();
        assert_eq!(left.len(), DEVICES_MOST);
        assert!(!left.contains(&browser(ada, "no 0").id));
        store.unsubscribe(&browser(ada, "no 1").id, eve).await.unwrap();
        assert_eq!(store.subscriptions_of(ada).await.unwrap().len(), DEVICES_MOST, "not hers");
        store.unsubscribe(&browser(ada, "no 1").id, ada).await.unwrap();
        assert_eq!(store.subscriptions_of(ada).await.unwrap().len(), DEVICES_MOST - 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_browser_asked_for_is_theirs_who_sign_in_with_it() {
    on_each(async |place| {
        let store = place.open().await;
        let host = person(&store, 1, "ada_l").await;
        let ben = person(&store, 2, "ben").await;
        let nobody = PersonId::from_bits(77);
        let at = NOW.plus_ms(HOUR_MS);
        let one = Announcement { starts_at: at, ..announcement(1, host, "ada_l") };
        let two = Announcement { id: SpaceId::from_bits(2), ..one.clone() };
        for it in [&one, &two] {
            store.announce(it, 9).await.unwrap();
            store.remind(it.id, nobody, 600_000, NOW).await.unwrap();
        }
        store.remind(one.id, ben, 60_000, NOW).await.unwrap();
        store.subscribe(&browser(nobody, "one")).await.unwrap();
        store.set_lead(nobody, 30).await.unwrap();
        store.hand_over(nobody, ben, session(&store, ben, 1).await).await.unwrap();
        assert_eq!(store.wishes(ben).await.unwrap(), Wishes { lead_min: 30, calendar: 0 });
        store.renew_calendar(ben).await.unwrap();
        store.set_lead(ben, 5).await.unwrap();
        assert_eq!(store.wishes(ben).await.unwrap(), Wishes { lead_min: 5, calendar: 1 });
        assert_eq!(store.reminders(one.id, Some(ben)).await.unwrap(), (1, Some(60_000)));
        assert_eq!(store.reminders(two.id, Some(ben)).await.unwrap(), (1, Some(600_000)));
        assert_eq!(store.subscriptions_of(ben).await.unwrap().len(), 1);
        assert!(!place.everything().await.contains(&nobody.to_string()), "nobody is left");
        assert_eq!(store.reminded_spaces(ben, NOW, 9).await.unwrap().len(), 2);
        assert_eq!(store.reminded_spaces(ben, at.plus_ms(1), 9).await.unwrap().len(), 0);
    })
    .await;
}

async fn session(store: &Store, person: PersonId, number: u128) -> SignInId {
    let id = SignInId::from_bits(number);
    let row = SessionRow {
        id,
        agent: "a browser".into(),
        created_at: NOW,
        seen_at: NOW,
        expires_at: NOW.plus_ms(HOUR_MS),
    };
    store.add_session(&format!("hash {number}"), person, &row).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_told_as_long_as_its_session_lasts_and_by_whoever_has_it() {
    on_each(async |place| {
        let store = place.open().await;
        let (ada, ben) = (person(&store, 1, "ada_l").await, person(&store, 2, "ben").await);
        let (one, two) = (session(&store, ben, 1).await, session(&store, ben, 2).await);
        let row = SubscriptionRow { session: Some(one), ..browser(ben, "bens") };
        store.subscribe(&row).await.unwrap();
        store.take_subscriptions(one, two).await.unwrap();
        store.end_session(ben, one).await.unwrap();
        assert_eq!(store.subscriptions_of(ben).await.unwrap().len(), 1, "another follows");
        store.end_session(ben, two).await.unwrap();
        assert!(store.subscriptions_of(ben).await.unwrap().is_empty());

        store.subscribe(&browser(ben, "bens")).await.unwrap();
        let one = Announcement { starts_at: NOW.plus_ms(HOUR_MS), ..announcement(1, ada, "ada_l") };
        store.announce(&one, 9).await.unwrap();
        store.remind(one.id, ben, 0, NOW).await.unwrap();
        store.set_coming(one.id, &Coming::Begun, NOW).await.unwrap();
        store.tell_news().await.unwrap();
        assert_eq!(store.parcels_waiting().await.unwrap(), 1);
        let taken = SubscriptionRow { person: ada, ..browser(ben, "bens") };
        store.subscribe(&taken).await.unwrap();
        assert_eq!(store.parcels_waiting().await.unwrap(), 0, "it was not for her");
        assert_eq!(store.forget_browsers(NOW).await.unwrap(), 0);
        assert_eq!(store.forget_browsers(NOW.plus_ms(1)).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_one_message_does_not_wait_behind_thousands() {
    on_each(async |place| {
        let store = place.open().await;
        let host = person(&store, 1, "ada_l").await;
        let at = NOW.plus_ms(HOUR_MS);
        for (number, people) in [(1, 2..=40), (2, 50..=50)] {
            let one = Announcement { starts_at: at, ..announcement(number, host, "ada_l") };
            store.announce(&one, 9).await.unwrap();
            for who in people {
                let who = PersonId::from_bits(who);
                store.subscribe(&browser(who, "one")).await.unwrap();
                store.remind(one.id, who, 0, NOW).await.unwrap();
            }
            let told = NOW.plus_ms(u64::try_from(number).unwrap());
            store.set_coming(one.id, &Coming::Begun, told).await.unwrap();
            while store.tell_news().await.unwrap().is_some() {}
        }
        let first = store.take_parcels(Channel::Push, 1, at, 8).await.unwrap();
        let spaces: Vec<_> =
            first.iter().filter_map(|it| it.space.as_ref()).map(|it| it.id.bits()).collect();
        assert!(spaces.contains(&1) && spaces.contains(&2), "{spaces:?}");
        assert_eq!(store.forget_parcels(NOW.plus_ms(2)).await.unwrap(), 39);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_told_once_that_somebody_is_live() {
    on_each(async |place| {
        let store = place.open().await;
        let host = person(&store, 1, "ada_l").await;
        let mut followers = Vec::new();
        for number in 2..=1200 {
            let who = person(&store, number, &format!("person_{number}")).await;
            store.follow(who, host, NOW).await.unwrap();
            followers.push(who);
        }
        let stranger = person(&store, 5000, "stranger").await;
        let row = space(1, host, "Live");
        // One of them is told by a reminder that it begins.
        let one = announcement(1, host, "ada_l");
        let one = Announcement { id: row.view.id, starts_at: NOW.plus_ms(HOUR_MS), ..one };
        store.announce(&one, 9).await.unwrap();
        store.remind(one.id, followers[0], 0, NOW).await.unwrap();
        store.save(row.clone());
        store.flush().await;
        assert_eq!(store.tell_live().await.unwrap(), Some(999));
        store.close().await;
        let store = place.open().await;
        assert_eq!(store.tell_live().await.unwrap(), Some(199));
        assert_eq!(store.tell_live().await.unwrap(), Some(0), "that was everybody");
        store.save(row.clone());
        store.flush().await;
        assert_eq!(store.tell_live().await.unwrap(), None, "saved again, nobody is told again");
        let list = store.notifications(followers[1198]).await.unwrap();
        assert_eq!(list.notifications.len(), 1);
        assert_eq!(list.notifications[0].of, Occasion::Live);
        assert_eq!(list.notifications[0].host.as_ref().unwrap().as_str(), "Name of ada_l");
        for who in [followers[0], stranger, host] {
            assert_eq!(store.unread(who).await.unwrap(), 0);
        }
        let mut hidden = space(2, host, "Not listed");
        hidden.view.access.listed = false;
        store.save(hidden);
        store.flush().await;
        assert_eq!(store.tell_live().await.unwrap(), None);
    })
    .await;
}
