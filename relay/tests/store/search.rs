use crate::{
    engines::{NOW, on_each, person, words},
    spaces::{ended, space},
};
use causerie_relay::store::{Liveness, Store};
use causerie_shared::id::PersonId;

async fn titles(store: &Store, typed: &str) -> Vec<String> {
    let mut titles = Vec::new();
    for liveness in [Liveness::OnAir, Liveness::Over] {
        for id in store.search_spaces(typed, liveness, 10).await.unwrap() {
            let row = store.space(id).await.unwrap().unwrap();
            assert_eq!(row.view.lifecycle.is_live(), liveness == Liveness::OnAir);
            titles.push(row.view.title.as_str().to_owned());
        }
    }
    titles
}

#[tokio::test(flavor = "multi_thread")]
async fn a_space_is_found_by_title_description_topic_and_host() {
    on_each(async |place| {
        let store = place.open().await;
        let mut row = space(1, PersonId::from_bits(7), "Évening über Köln");
        row.view.description = Some("How looms became engines".parse().unwrap());
        row.view.topics = causerie_shared::topic::Topics::of(["Jazz"]).unwrap();
        store.save(row);
        store.flush().await;
        for typed in ["evening", "UBER koln", "loom", "engines how", "jazz", "ada", "lovel"] {
            assert_eq!(titles(&store, typed).await, ["Évening über Köln"], "{typed}");
        }
        for typed in ["", "\"", "evening -koln*)", "jazz blues", "'; DROP TABLE spaces; --"] {
            let found = titles(&store, typed).await;
            assert_eq!(found.is_empty(), !typed.starts_with("evening"), "{typed}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_air_is_told_from_what_is_over_and_links_are_for_those_who_have_them() {
    on_each(async |place| {
        let store = place.open().await;
        let host = PersonId::from_bits(7);
        store.save(ended(space(3, host, "Jazz yesterday"), NOW));
        store.save(space(2, host, "Jazz tonight"));
        let mut secret = space(1, host, "Jazz among friends");
        secret.view.access.listed = false;
        store.save(secret);
        store.flush().await;
        assert_eq!(titles(&store, "jazz").await, ["Jazz tonight", "Jazz yesterday"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_what_they_are_called_at_the_moment() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let ben = person(&store, 2, "adam").await;
        store.follow(ada, ben, NOW).await.unwrap();
        let found = store.search_people("ada", 10).await.unwrap();
        let handles: Vec<_> = found.iter().map(|row| row.handle.as_str()).collect();
        assert_eq!(handles, ["adam", "ada"], "those with more followers first");
        store.rewrite(ada, &words("countess")).await.unwrap();
        assert_eq!(store.search_people("countess", 10).await.unwrap().len(), 1);
        assert_eq!(store.search_people("ada", 10).await.unwrap().len(), 1);
    })
    .await;
}
