//! Whom hosts invite ahead.

use crate::{
    announcements::announcement,
    engines::{NOW, Place, on_each, person},
    outbox::browser,
    spaces::space,
};
use causerie_relay::store::{Answering, Channel, Guests, Inviting, Outcome, Store};
use causerie_shared::{
    announcement::{Announcement, Coming, Friends, Reply},
    id::PersonId,
    notification::Occasion,
    role::Role,
};

const HOUR_MS: u64 = 3_600_000;
const BOUNDS: Guests = Guests { most: 3, co_hosts_most: 1 };

/// Ada, who announced a space or drafted it, and Ben, who has a browser.
async fn announced(place: &Place, state: Coming) -> (Store, Announcement, PersonId) {
    let store = place.open().await;
    let ada = person(&store, 1, "ada_l").await;
    let ben = person(&store, 2, "ben").await;
    store.subscribe(&browser(ben, "one")).await.unwrap();
    let starts_at = NOW.plus_ms(HOUR_MS);
    let one = Announcement { starts_at, state, ..announcement(1, ada, "ada_l") };
    assert!(store.announce(&one, 9).await.unwrap());
    (store, one, ben)
}

async fn invite(store: &Store, one: &Announcement, who: PersonId, role: Role) -> Inviting {
    store.invite(one.id, who, role, BOUNDS, NOW).await.unwrap()
}

async fn answer(store: &Store, one: &Announcement, who: PersonId, accepted: bool) -> Answering {
    store.answer_invitation(one.id, who, accepted, 600_000, NOW).await.unwrap()
}

async fn replies(store: &Store, one: &Announcement) -> Vec<(PersonId, Role, Reply)> {
    let all = store.invitations(one.id).await.unwrap();
    all.iter().map(|it| (it.of.person, it.role, it.reply)).collect()
}

async fn lead(store: &Store, one: &Announcement, who: PersonId) -> Option<u64> {
    store.reminders(one.id, Some(who)).await.unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_told_once_elsewhere_and_answers_as_often_as_they_like_until_it_begins() {
    on_each(async |place| {
        let (store, one, ben) = announced(&place, Coming::Announced).await;
        assert_eq!(answer(&store, &one, ben, true).await, Answering::NotInvited);
        for _ in 0..2 {
            assert_eq!(invite(&store, &one, ben, Role::Speaker).await, Inviting::Done);
        }
        let told = store.notifications(ben).await.unwrap();
        let first = told.notifications.first().unwrap();
        assert_eq!((told.notifications.len(), told.unread), (1, 1));
        assert_eq!((first.of, first.starts_at), (Occasion::Invited, one.starts_at));
        assert_eq!(first.host.as_ref().unwrap().as_str(), "Name of ada_l");
        let sent = store.take_parcels(Channel::Push, 1, NOW, 9).await.unwrap();
        assert_eq!(sent.len(), 1);
        let done = [(sent[0].id.clone(), Outcome::Done)];
        store.settle_parcels(Channel::Push, &done).await.unwrap();

        for (accepted, reply) in
            [(true, Reply::Accepted), (false, Reply::Declined), (true, Reply::Accepted)]
        {
            for _ in 0..2 {
                assert_eq!(answer(&store, &one, ben, accepted).await, Answering::Done);
            }
            assert_eq!(replies(&store, &one).await, [(ben, Role::Speaker, reply)]);
            assert_eq!(lead(&store, &one, ben).await, accepted.then_some(600_000));
        }
        assert_eq!(store.promised(one.id, ben).await.unwrap(), Some(Role::Speaker));
        let own = store.invitations_of(ben).await.unwrap();
        assert_eq!(own, [(one.id, Role::Speaker, Reply::Accepted)]);

        // Another role is another question.
        assert_eq!(invite(&store, &one, ben, Role::CoHost).await, Inviting::Done);
        assert_eq!(replies(&store, &one).await, [(ben, Role::CoHost, Reply::Awaited)]);
        assert_eq!(store.promised(one.id, ben).await.unwrap(), None);
        assert!(store.uninvite(one.id, ben).await.unwrap());
        assert!(store.uninvite(one.id, ben).await.unwrap(), "there is none already");
        assert_eq!(lead(&store, &one, ben).await, None);
        assert_eq!(answer(&store, &one, ben, true).await, Answering::NotInvited);
        assert_eq!(invite(&store, &one, ben, Role::Speaker).await, Inviting::Done);
        assert_eq!(store.parcels_waiting().await.unwrap(), 0, "nobody is called twice");
        assert_eq!(store.notifications(ben).await.unwrap().notifications.len(), 1);

        assert!(store.set_coming(one.id, &Coming::Begun, NOW).await.unwrap());
        assert_eq!(answer(&store, &one, ben, true).await, Answering::NotPending);
        assert_eq!(invite(&store, &one, ben, Role::CoHost).await, Inviting::NotPending);
        assert!(!store.uninvite(one.id, ben).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_asked_for_themself_outlasts_their_no() {
    on_each(async |place| {
        let (store, one, ben) = announced(&place, Coming::Announced).await;
        assert!(store.remind(one.id, ben, 60_000, NOW).await.unwrap());
        invite(&store, &one, ben, Role::Speaker).await;
        answer(&store, &one, ben, true).await;
        answer(&store, &one, ben, false).await;
        assert_eq!(lead(&store, &one, ben).await, Some(60_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_or_answered_goes_nowhere_else_any_more() {
    on_each(async |place| {
        let (store, one, ben) = announced(&place, Coming::Announced).await;
        let cat = person(&store, 3, "cat").await;
        store.subscribe(&browser(cat, "one")).await.unwrap();
        invite(&store, &one, ben, Role::Speaker).await;
        invite(&store, &one, cat, Role::Speaker).await;
        assert_eq!(store.parcels_waiting().await.unwrap(), 2);
        assert!(store.uninvite(one.id, ben).await.unwrap());
        assert_eq!(store.parcels_waiting().await.unwrap(), 1);
        answer(&store, &one, cat, false).await;
        assert_eq!(store.parcels_waiting().await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_are_invited_and_no_more_however_fast_a_host_clicks() {
    on_each(async |place| {
        let (store, one, ben) = announced(&place, Coming::Announced).await;
        let mut people = vec![ben];
        for number in 3..=9 {
            people.push(person(&store, number, &format!("person_{number}")).await);
        }
        assert_eq!(invite(&store, &one, ben, Role::CoHost).await, Inviting::Done);
        let second = invite(&store, &one, people[1], Role::CoHost).await;
        assert_eq!(second, Inviting::TooManyCoHosts);
        let tries = people[1..].iter().map(|who| invite(&store, &one, *who, Role::Speaker));
        let done = futures_util::future::join_all(tries).await;
        assert_eq!(done.iter().filter(|it| **it == Inviting::Done).count(), BOUNDS.most - 1);
        assert_eq!(done.iter().filter(|it| **it == Inviting::TooMany).count(), 5);
        // Who comes first of those who ask at once is the engine's to say.
        let refused = done.iter().position(|it| *it == Inviting::TooMany).unwrap();
        let late = people[1 + refused];
        // Whoever is invited already can be so otherwise, and whoever said no keeps their place.
        assert_eq!(invite(&store, &one, ben, Role::Speaker).await, Inviting::Done);
        answer(&store, &one, ben, false).await;
        assert_eq!(invite(&store, &one, late, Role::Speaker).await, Inviting::TooMany);
        assert_eq!(answer(&store, &one, ben, true).await, Answering::Done);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_draft_nobody_is_told_until_it_is_announced() {
    on_each(async |place| {
        let (store, draft, ben) = announced(&place, Coming::Draft).await;
        assert_eq!(invite(&store, &draft, ben, Role::Speaker).await, Inviting::Done);
        assert_eq!(answer(&store, &draft, ben, true).await, Answering::NotPending);
        assert_eq!(store.unread(ben).await.unwrap(), 0);
        assert_eq!(store.parcels_waiting().await.unwrap(), 0);
        assert!(store.invitations_of(ben).await.unwrap().is_empty());
        let kept = Announcement { edition: 1, ..draft.clone() };
        assert!(store.change_announcement(&kept).await.unwrap());
        assert_eq!(store.unread(ben).await.unwrap(), 0, "a draft still");
        let told = Announcement { edition: 2, state: Coming::Announced, ..draft.clone() };
        assert!(store.change_announcement(&told).await.unwrap());
        assert_eq!(store.unread(ben).await.unwrap(), 1);
        assert_eq!(store.parcels_waiting().await.unwrap(), 1);
        let edited = Announcement { edition: 3, ..told };
        store.read_notifications(ben, NOW, NOW).await.unwrap();
        assert!(store.change_announcement(&edited).await.unwrap());
        assert_eq!(store.unread(ben).await.unwrap(), 0, "told once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_block_each_other_are_not_invited_any_more() {
    on_each(async |place| {
        let (store, one, ben) = announced(&place, Coming::Announced).await;
        let ada = one.host.person;
        invite(&store, &one, ben, Role::Speaker).await;
        answer(&store, &one, ben, true).await;
        store.block(ben, ada, NOW).await.unwrap();
        assert_eq!(replies(&store, &one).await, []);
        assert_eq!(invite(&store, &one, ben, Role::Speaker).await, Inviting::Blocked);
        store.unblock(ben, ada).await.unwrap();
        store.block(ada, ben, NOW).await.unwrap();
        assert_eq!(invite(&store, &one, ben, Role::Speaker).await, Inviting::Blocking);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_is_promised_until_a_row_says_that_they_have_had_it() {
    on_each(async |place| {
        let (store, one, ben) = announced(&place, Coming::Announced).await;
        let cat = person(&store, 3, "cat").await;
        for who in [ben, cat] {
            invite(&store, &one, who, Role::Speaker).await;
            answer(&store, &one, who, true).await;
        }
        store.set_coming(one.id, &Coming::Begun, NOW).await.unwrap();
        let mut row = space(1, one.host.person, "To come");
        row.view.id = one.id;
        store.save(row.clone());
        store.flush().await;
        assert_eq!(store.promised(one.id, ben).await.unwrap(), Some(Role::Speaker));
        let mut seat = row.view.stage[0].clone();
        seat.person = ben;
        row.view.stage.push(seat);
        store.save(row.clone());
        store.flush().await;
        row.view.stage.pop();
        store.save(row);
        store.flush().await;
        store.close().await;
        let store = place.open().await;
        assert_eq!(store.promised(one.id, ben).await.unwrap(), None, "once");
        assert_eq!(store.promised(one.id, cat).await.unwrap(), Some(Role::Speaker));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_is_told_to_those_who_know_them_and_whom_they_know() {
    on_each(async |place| {
        let (store, one, ben) = announced(&place, Coming::Announced).await;
        let mut going = Vec::new();
        for number in 10..17 {
            let who = person(&store, number, &format!("person_{number}")).await;
            store.follow(ben, who, NOW).await.unwrap();
            store.follow(who, ben, NOW).await.unwrap();
            store.remind(one.id, who, 0, NOW).await.unwrap();
            going.push(who);
        }
        let [idol, fan, home, guest] = {
            let mut others = [ben; 4];
            for (number, other) in (20..).zip(&mut others) {
                *other = person(&store, number, &format!("other_{number}")).await;
            }
            others
        };
        store.follow(ben, idol, NOW).await.unwrap();
        store.follow(fan, ben, NOW).await.unwrap();
        for who in [home, guest] {
            store.follow(ben, who, NOW).await.unwrap();
            store.follow(who, ben, NOW).await.unwrap();
        }
        for who in [idol, fan] {
            store.remind(one.id, who, 0, NOW).await.unwrap();
        }
        invite(&store, &one, guest, Role::Speaker).await;
        answer(&store, &one, guest, true).await;
        let Some(Friends { people, total }) = store.friends_going(one.id, ben).await.unwrap()
        else {
            panic!("somebody goes")
        };
        let named: Vec<_> = people.iter().map(|it| it.person).collect();
        assert_eq!((named, total), (going[..Friends::MOST].to_vec(), 7));
        for who in [idol, fan, one.host.person] {
            assert_eq!(store.friends_going(one.id, who).await.unwrap(), None);
        }
        store.block(going[0], ben, NOW).await.unwrap();
        let left = store.friends_going(one.id, ben).await.unwrap().unwrap();
        assert!(left.total == 6 && left.people.iter().all(|it| it.person != going[0]));
    })
    .await;
}
