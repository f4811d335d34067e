use crate::{
    engines::{NOW, on_each, person},
    spaces::space,
};
use causerie_relay::store::{Before, PictureRow, PictureSizes, Store, Upcoming};
use causerie_shared::{
    announcement::{Announcement, Coming},
    id::{CoverId, PersonId, SpaceId},
    stage::Attendee,
    time::UnixMs,
    topic::Topics,
    view::Access,
};

const HOUR_MS: u64 = 3_600_000;

pub(crate) fn announcement(number: u128, host: PersonId, handle: &str) -> Announcement {
    Announcement {
        id: SpaceId::from_bits(number),
        host: Attendee {
            person: host,
            name: format!("Name of {handle}").parse().unwrap(),
            handle: handle.parse().ok(),
            avatar: None,
        },
        title: "To come".parse().unwrap(),
        description: "Two\nlines".parse().ok(),
        topics: Topics::of(["Jazz", "Night talk"]).unwrap(),
        language: "fr".parse().ok(),
        access: Access { listed: true, guests: false },
        starts_at: NOW.plus_ms(u64::try_from(number).unwrap() * HOUR_MS),
        ends_at: Some(NOW.plus_ms(99 * HOUR_MS)),
        zone: "Europe/Paris".parse().unwrap(),
        starts: "2026-10-26T08:30".into(),
        ends: Some("2026-10-30T08:30".into()),
        state: Coming::Announced,
        edition: 0,
        changed_at: NOW,
        cover: None,
        going: 0,
        reminder_min: None,
        invitations: Vec::new(),
        friends: None,
        ticketed: false,
    }
}

async fn ids(store: &Store, which: Upcoming) -> Vec<u128> {
    let found = store.upcoming(&which, 50).await.unwrap();
    found.iter().map(|one| one.id.bits()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_announced_is_read_as_it_was_written() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let whole = announcement(1, ada, "ada");
        let bare = Announcement {
            description: None,
            topics: Topics::default(),
            language: None,
            ends_at: None,
            ends: None,
            state: Coming::Draft,
            ..announcement(2, ada, "ada")
        };
        for new in [&whole, &bare] {
            assert!(store.announce(new, 10).await.unwrap());
            assert_eq!(store.announcement(new.id).await.unwrap().as_ref(), Some(new));
        }
        assert_eq!(store.announcement(SpaceId::from_bits(9)).await.unwrap(), None);
        assert_eq!(store.announcements_of(ada, None, 9).await.unwrap(), [bare, whole]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_space_has_one_cover_at_a_time_and_a_change_of_it_is_an_edition() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let new = announcement(1, ada, "ada");
        let draft = Announcement { state: Coming::Draft, ..announcement(2, ada, "ada") };
        for new in [&new, &draft] {
            assert!(store.announce(new, 10).await.unwrap());
        }
        let picture = |byte| PictureSizes {
            large: PictureRow { kind: "image/jpeg".into(), bytes: vec![byte, 0, 255] },
            small: PictureRow { kind: "image/webp".into(), bytes: vec![byte] },
        };
        let (first, second) = (CoverId::from_bits(1), CoverId::from_bits(2));
        let later = NOW.plus_ms(9);
        assert!(store.set_cover(new.id, Some((first, &picture(1))), NOW).await.unwrap());
        assert!(store.set_cover(new.id, Some((second, &picture(2))), later).await.unwrap());
        let seen = store.announcement(new.id).await.unwrap().unwrap();
        assert_eq!((seen.cover, seen.edition, seen.changed_at), (Some(second), 2, later));
        assert!(store.cover(first, true).await.unwrap().is_none());
        let large = store.cover(second, true).await.unwrap().unwrap();
        let small = store.cover(second, false).await.unwrap().unwrap();
        assert_eq!((large.kind.as_str(), large.bytes), ("image/jpeg", vec![2, 0, 255]));
        assert_eq!((small.kind.as_str(), small.bytes), ("image/webp", vec![2]));

        // Said anew, it keeps its cover; an edit of the edition before comes too late.
        let edit = Announcement { edition: 2, ..new.clone() };
        assert!(!store.change_announcement(&edit).await.unwrap());
        let edit = Announcement { edition: 3, ..new.clone() };
        assert!(store.change_announcement(&edit).await.unwrap());
        assert_eq!(store.announcement(new.id).await.unwrap().unwrap().cover, Some(second));
        assert!(store.set_cover(new.id, None, later).await.unwrap());
        let seen = store.announcement(new.id).await.unwrap().unwrap();
        assert_eq!((seen.cover, seen.edition), (None, 4));
        assert!(store.cover(second, true).await.unwrap().is_none());

        assert!(store.set_cover(draft.id, Some((first, &picture(1))), NOW).await.unwrap());
        assert!(store.discard_draft(draft.id).await.unwrap());
        assert!(store.cover(first, false).await.unwrap().is_none());
        store.set_coming(new.id, &Coming::Begun, NOW).await.unwrap();
        assert!(!store.set_cover(new.id, Some((first, &picture(1))), NOW).await.unwrap());
        assert!(store.cover(first, false).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_has_so_many_to_come_and_no_more_however_fast_they_click() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let ben = person(&store, 2, "ben").await;
        assert!(store.announce(&announcement(1, ben, "ben"), 3).await.unwrap());
        let tries = (10..26).map(|number| {
            let store = store.clone();
            async move { store.announce(&announcement(number, ada, "ada"), 3).await.unwrap() }
        });
        let done = futures_util::future::join_all(tries).await;
        assert_eq!(done.into_iter().filter(|done| *done).count(), 3);
        let one = store.announcements_of(ada, None, 1).await.unwrap()[0].id;
        let cancelled = Coming::Cancelled { reason: "Ill".parse().ok() };
        assert!(store.set_coming(one, &cancelled, NOW).await.unwrap());
        assert!(store.announce(&announcement(30, ada, "ada"), 3).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_edits_at_once_one_is_written_and_the_other_told() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let old = announcement(1, ada, "ada");
        store.announce(&old, 10).await.unwrap();
        for round in 1..=10 {
            let edit = |title: &str| Announcement {
                title: title.parse().unwrap(),
                topics: Topics::of(["Rust"]).unwrap(),
                edition: round,
                ..old.clone()
            };
            let (one, other) = (edit("One"), edit("Other"));
            let (first, second) =
                tokio::join!(store.change_announcement(&one), store.change_announcement(&other));
            let (first, second) = (first.unwrap(), second.unwrap());
            assert!(first != second, "one of them: {first} {second}");
            let kept = store.announcement(old.id).await.unwrap().unwrap();
            assert_eq!(kept, if first { one } else { other });
        }
        let of_topic = |topic: &str| Upcoming { topic: topic.parse().ok(), ..Upcoming::default() };
        assert_eq!(ids(&store, of_topic("rust")).await, [1]);
        assert!(ids(&store, of_topic("jazz")).await.is_empty(), "topics go with the edit");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_come_is_found_by_host_topic_language_and_time_in_its_order() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let ben = person(&store, 2, "ben").await;
        for number in 1..=5 {
            store.announce(&announcement(number, ada, "ada"), 10).await.unwrap();
        }
        let same_moment = announcement(5, ada, "ada").starts_at;
        let others = [
            Announcement { starts_at: same_moment, ..announcement(6, ben, "ben") },
            Announcement { language: None, ..announcement(7, ben, "ben") },
            Announcement { state: Coming::Draft, ..announcement(8, ben, "ben") },
            Announcement {
                access: Access { listed: false, guests: true },
                ..announcement(9, ben, "ben")
            },
        ];
        for new in &others {
            store.announce(new, 10).await.unwrap();
        }
        assert_eq!(ids(&store, Upcoming::default()).await, [1, 2, 3, 4, 5, 6, 7]);
        let of_ben = Upcoming { host: Some(ben), ..Upcoming::default() };
        assert_eq!(ids(&store, of_ben).await, [6, 7]);
        let in_french = Upcoming { language: "fr".parse().ok(), ..Upcoming::default() };
        assert_eq!(ids(&store, in_french).await, [1, 2, 3, 4, 5, 6]);
        let of_all = Upcoming {
            host: Some(ben),
            topic: "JAZZ".parse().ok(),
            language: "fr".parse().ok(),
            from: NOW.plus_ms(5 * HOUR_MS),
            cancelled: false,
            until: Some(NOW.plus_ms(6 * HOUR_MS)),
            after: None,
        };
        assert_eq!(ids(&store, of_all).await, [6]);
        let off = Coming::Cancelled { reason: None };
        assert!(store.set_coming(SpaceId::from_bits(6), &off, NOW).await.unwrap());
        let kept = Upcoming { host: Some(ben), cancelled: true, ..Upcoming::default() };
        assert_eq!(ids(&store, kept).await, [6, 7], "who kept it learns that it is off");
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let which = Upcoming { after, ..Upcoming::default() };
            let page = store.upcoming(&which, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(Before { at: last.starts_at, id: last.id.bits() });
            read.extend(page.iter().map(|one| one.id.bits()));
        }
        assert_eq!(read, [1, 2, 3, 4, 5, 7], "pages join without gap or twin");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_began_is_missed_and_what_never_became_a_space_is_announced_again() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        for number in 1..=4 {
            store.announce(&announcement(number, ada, "ada"), 10).await.unwrap();
        }
        let at = |number: u64| NOW.plus_ms(number * HOUR_MS);
        // The second began and is a space; the third was to begin when the relay stopped.
        for number in [2, 3] {
            let id = SpaceId::from_bits(number);
            assert!(store.set_coming(id, &Coming::Begun, at(1)).await.unwrap());
            assert!(!store.set_coming(id, &Coming::Begun, at(1)).await.unwrap(), "once");
        }
        let mut begun = space(2, ada, "To come");
        begun.view.id = SpaceId::from_bits(2);
        store.save(begun);
        store.flush().await;
        assert_eq!(store.announce_unbegun_again().await.unwrap(), 1);
        let missed = store.miss_announcements(at(3), at(3), at(5)).await.unwrap();
        let mut missed: Vec<_> = missed.iter().map(|id| id.bits()).collect();
        missed.sort_unstable();
        assert_eq!(missed, [1, 3]);
        assert!(
            store.miss_announcements(at(3), at(3), UnixMs(at(5).0 + 1)).await.unwrap().is_empty()
        );
        let states = store.announcements_of(ada, None, 9).await.unwrap();
        let states: Vec<_> = states.into_iter().map(|one| one.state).collect();
        assert_eq!(states, [Coming::Announced, Coming::Missed, Coming::Begun, Coming::Missed]);
        let old = store.announcement(SpaceId::from_bits(1)).await.unwrap().unwrap();
        let late = Announcement { edition: old.edition + 1, ..old };
        assert!(!store.change_announcement(&late).await.unwrap(), "what is over stays");
    })
    .await;
}
