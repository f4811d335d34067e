use crate::engines::{NOW, found, on_each, password, person, row, words};
use causerie_relay::store::{
    Claim, IdentityRow, Kind, PictureRow, PictureSizes, SessionRow, Words,
};
use causerie_shared::id::{AvatarId, IdentityId, PersonId, SignInId};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_says_of_themself_is_kept_as_they_said_it() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let said = Words {
            handle: "countess".parse().unwrap(),
            name: "Ada'); DROP TABLE people; --".parse().unwrap(),
            biography: Some("<script>alert(1)</script> \u{1f9ee}".parse().unwrap()),
            links: vec!["https://example.org/a?b=c".parse().unwrap()],
        };
        assert_eq!(store.rewrite(ada, &said).await.unwrap(), Claim::Done);
        store.close().await;
        let store = place.open().await;
        let row = row(&store, ada).await;
        assert!(row.handle == said.handle && row.name == said.name && row.links == said.links);
        assert!(row.biography == said.biography && row.created_at == NOW);
        assert!(store.person_of(&"ada".parse().unwrap()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_want_one_handle_one_gets_it_and_nothing_is_half_written() {
    on_each(async |place| {
        let store = place.open().await;
        let racers = (1..=20).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { found(&store, number, "ada").await })
        });
        let mut won = 0;
        for racer in racers.collect::<Vec<_>>() {
            won += usize::from(racer.await.unwrap() == Claim::Done);
        }
        assert_eq!(won, 1);
        let mut proofs = 0;
        for number in 1..=20 {
            let id = PersonId::v7(NOW.0, number << 8);
            proofs += store.identities(id).await.unwrap().len();
            proofs += usize::try_from(store.recovery_left(id).await.unwrap()).unwrap();
        }
        assert_eq!(proofs, 3, "one password and two codes, of the one who won");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_that_looks_like_another_is_taken() {
    on_each(async |place| {
        let store = place.open().await;
        let olga = person(&store, 1, "olga_o").await;
        assert_eq!(found(&store, 2, "olga_0").await, Claim::Taken);
        assert!(!store.is_free(&"olga_0".parse().unwrap()).await.unwrap());
        let ben = person(&store, 3, "ben").await;
        assert_eq!(store.rewrite(ben, &words("olga_0")).await.unwrap(), Claim::Taken);
        assert_eq!(row(&store, ben).await.handle.as_str(), "ben");
        // Whoever has a handle may change to one that looks the same.
        assert_eq!(store.rewrite(olga, &words("olga_0")).await.unwrap(), Claim::Done);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_holds_until_it_expires_or_is_ended() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let session = |number| SessionRow {
            id: SignInId::from_bits(number),
            agent: "Firefox on Linux".into(),
            created_at: NOW,
            seen_at: NOW,
            expires_at: NOW.plus_ms(1000),
        };
        for number in 1..=3 {
            store.add_session(&format!("h{number}"), ada, &session(number)).await.unwrap();
        }
        let signed_in = store.signed_in("h1", NOW.plus_ms(999)).await.unwrap().unwrap();
        assert!(signed_in.person.id == ada && signed_in.session == SignInId::from_bits(1));
        assert!(store.signed_in("h1", NOW.plus_ms(1000)).await.unwrap().is_none());
        assert!(store.signed_in("h9", NOW).await.unwrap().is_none());
        let later = NOW.plus_ms(5000);
        store.session_seen(SignInId::from_bits(1), NOW, later).await.unwrap();
        assert!(store.signed_in("h1", NOW.plus_ms(4999)).await.unwrap().is_some());
        assert_eq!(store.end_sessions(ada, Some(SignInId::from_bits(1))).await.unwrap(), 2);
        assert_eq!(store.sessions(ada, NOW).await.unwrap().len(), 1);
        assert_eq!(store.forget_expired_sessions(later).await.unwrap(), 1);
        assert!(store.signed_in("h1", NOW).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_works_once_for_its_person_and_ends_every_session() {
    on_each(async |place| {
        let store = place.open().await;
        let (ada, ben) = (person(&store, 1, "ada").await, person(&store, 2, "ben").await);
        let session = SessionRow {
            id: SignInId::from_bits(1),
            agent: String::new(),
            created_at: NOW,
            seen_at: NOW,
            expires_at: NOW.plus_ms(1000),
        };
        store.add_session("h", ada, &session).await.unwrap();
        assert!(!store.recover("code 1 a", &password(ben)).await.unwrap());
        assert!(store.signed_in("h", NOW).await.unwrap().is_some());
        let new = IdentityRow { proof: "another hash".into(), ..password(ada) };
        assert!(store.recover("code 1 a", &new).await.unwrap());
        assert!(!store.recover("code 1 a", &new).await.unwrap());
        assert!(store.signed_in("h", NOW).await.unwrap().is_none());
        let kept = store.identity(Kind::Password, &ada.to_string()).await.unwrap().unwrap();
        assert_eq!(kept.proof, "another hash");
        assert_eq!(store.recovery_left(ada).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_way_into_an_account_cannot_be_removed_even_by_two_at_once() {
    on_each(async |place| {
        let store = place.open().await;
        for round in 1..=10 {
            let ada = person(&store, round, &format!("ada{}", "x".repeat(round as usize))).await;
            let passkey = IdentityRow {
                id: IdentityId::from_bits(1000 + round),
                kind: Kind::Passkey,
                subject: format!("credential {round}"),
                ..password(ada)
            };
            assert_eq!(store.add_identity(&passkey).await.unwrap(), Claim::Done);
            assert_eq!(store.add_identity(&passkey).await.unwrap(), Claim::Taken);
            let ids: Vec<_> =
                store.identities(ada).await.unwrap().iter().map(|identity| identity.id).collect();
            assert_eq!(ids.len(), 2);
            let tabs = ids.into_iter().map(|id| {
                let store = store.clone();
                tokio::spawn(async move { store.remove_identity(ada, id).await.unwrap() })
            });
            let mut removed = 0;
            for tab in tabs.collect::<Vec<_>>() {
                removed += usize::from(tab.await.unwrap());
            }
            assert_eq!(removed, 1);
            assert_eq!(store.identities(ada).await.unwrap().len(), 1);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_takes_the_place_of_the_one_before() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let picture = |byte| PictureSizes {
            large: PictureRow { kind: "image/jpeg".into(), bytes: vec![byte, 0, 255] },
            small: PictureRow { kind: "image/webp".into(), bytes: vec![byte] },
        };
        let (first, second) = (AvatarId::from_bits(1), AvatarId::from_bits(2));
        store.set_avatar(ada, Some((first, &picture(1)))).await.unwrap();
        store.set_avatar(ada, Some((second, &picture(2)))).await.unwrap();
        assert!(store.avatar(first, true).await.unwrap().is_none());
        let large = store.avatar(second, true).await.unwrap().unwrap();
        assert_eq!((large.kind.as_str(), large.bytes), ("image/jpeg", vec![2, 0, 255]));
        let small = store.avatar(second, false).await.unwrap().unwrap();
        assert_eq!((small.kind.as_str(), small.bytes), ("image/webp", vec![2]));
        assert!(row(&store, ada).await.avatar == Some(second));
        store.set_avatar(ada, None).await.unwrap();
        assert!(store.avatar(second, false).await.unwrap().is_none());
        assert!(row(&store, ada).await.avatar.is_none());
    })
    .await;
}
