use crate::engines::{NOW, on_each, person, row};
use causerie_relay::store::{Before, Follow, Side};
use causerie_shared::id::PersonId;

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_exact_whoever_follows_at_once() {
    on_each(async |place| {
        let store = place.open().await;
        let mut people = Vec::new();
        for number in 1..=8 {
            people.push(
                person(&store, number, &format!("person{}", char::from(96 + number as u8))).await,
            );
        }
        // Everybody follows everybody, twice, and half of them stop again, all at once.
        let mut tasks = Vec::new();
        for (a, follower) in people.iter().copied().enumerate() {
            for (b, followed) in people.iter().copied().enumerate().filter(|(b, _)| *b != a) {
                let store = store.clone();
                tasks.push(tokio::spawn(async move {
                    for _ in 0..2 {
                        let done = store.follow(follower, followed, NOW).await.unwrap();
                        assert_eq!(done, Follow::Done);
                    }
                    if (a + b) % 2 == 0 {
                        assert!(store.unfollow(follower, followed).await.unwrap());
                    }
                }));
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
        for person in people {
            let row = row(&store, person).await;
            assert_eq!((row.followers, row.following), (4, 4));
            let followers = store.follows(person, Side::Followers, None, 100).await.unwrap();
            assert_eq!(followers.len(), 4);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_blocked_follows_no_more_and_never_again() {
    on_each(async |place| {
        let store = place.open().await;
        let (ada, eve) = (person(&store, 1, "ada").await, person(&store, 2, "eve").await);
        store.follow(eve, ada, NOW).await.unwrap();
        store.follow(ada, eve, NOW).await.unwrap();
        assert!(store.block(ada, eve, NOW).await.unwrap());
        assert!(store.block(ada, eve, NOW).await.unwrap(), "twice is once");
        for person in [ada, eve] {
            let row = row(&store, person).await;
            assert_eq!((row.followers, row.following), (0, 0));
        }
        assert_eq!(store.follow(eve, ada, NOW).await.unwrap(), Follow::Blocked);
        assert_eq!(store.follow(ada, eve, NOW).await.unwrap(), Follow::Blocking);
        let relation = store.relation(eve, ada).await.unwrap();
        assert!(relation.blocked_by && !relation.blocks && !relation.follows);
        assert_eq!(store.blocked_by(ada, None, 10).await.unwrap().len(), 1);
        assert_eq!(store.hidden_from(ada).await.unwrap(), [eve]);
        assert_eq!(store.hidden_from(eve).await.unwrap(), [ada]);
        assert!(store.unblock(ada, eve).await.unwrap());
        assert_eq!(store.follow(eve, ada, NOW).await.unwrap(), Follow::Done);
        let nobody = PersonId::from_bits(99);
        assert_eq!(store.follow(eve, nobody, NOW).await.unwrap(), Follow::NoSuchPerson);
        assert!(!store.block(eve, nobody, NOW).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_followers_turns_its_pages_without_gap_or_repetition() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 100, "ada").await;
        for number in 0..7u8 {
            let fan =
                person(&store, number.into(), &format!("fan_{}", char::from(97 + number))).await;
            // Several in one millisecond.
            store.follow(fan, ada, NOW.plus_ms(u64::from(number / 3))).await.unwrap();
        }
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = store.follows(ada, Side::Followers, before, 2).await.unwrap();
            let Some((last, at)) = page.last() else { break };
            before = Some(Before { at: *at, id: last.id.bits() });
            seen.extend(page.iter().map(|(row, at)| (*at, row.id)));
        }
        assert_eq!(seen.len(), 7);
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
    })
    .await;
}
