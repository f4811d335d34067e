use crate::{
    announcements::announcement,
    engines::{NOW, on_each, person, words},
    spaces::{ended, space},
};
use causerie_relay::store::{Claim, Liveness, Store};
use causerie_shared::{
    announcement::{Announcement, Coming},
    id::PersonId,
};

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
async fn what_is_to_come_is_found_until_it_is_not_to_come_any_more() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada_l").await;
        let one = announcement(1, ada, "ada_l");
        let draft = Announcement { state: Coming::Draft, ..announcement(2, ada, "ada_l") };
        let mut secret = announcement(3, ada, "ada_l");
        secret.access.listed = false;
        for it in [&one, &draft, &secret] {
            assert!(store.announce(it, 9).await.unwrap());
        }
        let coming = async |typed: &str| {
            let found = store.search_spaces(typed, Liveness::Coming, 10).await.unwrap();
            found.iter().map(|id| id.bits()).collect::<Vec<_>>()
        };
        for typed in ["to come", "jazz", "night", "lines", "ada", "name of"] {
            assert_eq!(coming(typed).await, [1], "{typed}");
        }
        for liveness in [Liveness::OnAir, Liveness::Over] {
            assert!(store.search_spaces("jazz", liveness, 9).await.unwrap().is_empty());
        }
        let edited = Announcement { title: "Blues".parse().unwrap(), edition: 1, ..one.clone() };
        assert!(store.change_announcement(&edited).await.unwrap());
        assert_eq!((coming("come").await, coming("blues").await), (vec![], vec![1]));
        assert_eq!(store.rewrite(ada, &words("eve_new")).await.unwrap(), Claim::Done);
        assert_eq!((coming("ada").await, coming("eve").await), (vec![], vec![1]));
        assert!(store.set_coming(one.id, &Coming::Begun, NOW).await.unwrap());
        assert!(coming("blues").await.is_empty());
        assert_eq!(store.announce_unbegun_again().await.unwrap(), 1);
        assert_eq!(coming("blues").await, [1], "it is to come after all");
        assert!(store.set_coming(one.id, &Coming::Begun, NOW).await.unwrap());
        let mut row = space(1, ada, "Blues");
        row.view.id = one.id;
        store.save(row);
        store.flush().await;
        assert_eq!(store.search_spaces("blues", Liveness::OnAir, 9).await.unwrap(), [one.id]);
        store.announce(&announcement(5, ada, "ada_l"), 9).await.unwrap();
        assert_eq!(coming("jazz").await, [5]);
        store.remove_person(ada, NOW).await.unwrap();
        assert!(coming("jazz").await.is_empty());
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
