use crate::engines::{NOW, Place, on_each, person, row, words};
use causerie_relay::{
    demo::people,
    people::crowd,
    store::{Crowd, Side, Store, Words},
};
use causerie_shared::id::PersonId;

fn crowd_of(count: usize, follows: usize) -> Crowd {
    let people = crowd::people("", count).into_iter();
    let people =
        people.map(|(handle, name)| Words { handle, name, biography: None, links: Vec::new() });
    let people = (1..).map(|number| PersonId::v7(0, number)).zip(people).collect();
    Crowd { people, follows: crowd::follows(u32::try_from(count).unwrap(), follows, 7) }
}

async fn counts_are_exact(store: &Store, crowd: &Crowd) {
    for (id, _) in &crowd.people {
        let person = row(store, *id).await;
        let followers = store.follows(*id, Side::Followers, None, 1000).await.unwrap();
        let following = store.follows(*id, Side::Following, None, 1000).await.unwrap();
        assert_eq!(
            (person.followers, person.following),
            (followers.len() as u64, following.len() as u64)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_comes_with_exact_counts_and_is_found() {
    on_each(async |place: Place| {
        let store = place.open().await;
        let crowd = crowd_of(300, 2_000);
        assert!(store.load(&crowd, NOW).await.unwrap());
        assert_eq!(store.population().await.unwrap(), 300);
        counts_are_exact(&store, &crowd).await;
        let handle = crowd.people[42].1.handle.as_str();
        let found = store.search_people(handle, 9).await.unwrap();
        assert!(found.iter().any(|person| person.handle.as_str() == handle));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_with_a_handle_that_somebody_has_does_not_come_at_all() {
    on_each(async |place: Place| {
        let store = place.open().await;
        let crowd = crowd_of(20, 50);
        let taken = crowd.people[19].1.handle.as_str().to_owned();
        person(&store, 1, &taken).await;
        assert!(!store.load(&crowd, NOW).await.unwrap());
        assert_eq!(store.population().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_people_go_and_leave_exact_counts() {
    on_each(async |place: Place| {
        let store = place.open().await;
        let ben = person(&store, 1, "ben").await;
        let cat = person(&store, 2, "cat").await;
        let crowd = people::everybody().unwrap();
        assert!(store.load(&crowd, NOW).await.unwrap());
        let ada = store.person_of(&"demo_ada".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(ada.followers, 1_204);
        store.follow(ben, ada.id, NOW).await.unwrap();
        store.follow(ada.id, ben, NOW).await.unwrap();
        store.follow(cat, ben, NOW).await.unwrap();
        assert_eq!(store.unload(people::limit()).await.unwrap(), 1_205);
        let ben = row(&store, ben).await;
        assert_eq!((ben.followers, ben.following), (1, 0));
        assert_eq!(store.population().await.unwrap(), 2);
        assert!(store.search_people("demo", 9).await.unwrap().is_empty());
        assert_eq!(store.unload(people::limit()).await.unwrap(), 0);
        // The handles are free again.
        let taken = words("demo_ada");
        assert!(store.is_free(&taken.handle).await.unwrap());
    })
    .await;
}
