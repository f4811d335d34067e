use crate::engines::{NOW, on_each, person};
use causerie_relay::store::{Before, Setting, SpaceRow};
use causerie_shared::{
    caption::Captioning,
    event::EndReason,
    id::{PersonId, SpaceId, VoiceId},
    role::Role,
    stage::Speaking,
    talk::{ChatRule, Reactions},
    time::UnixMs,
    topic::Topics,
    view::{Access, Lifecycle, Seat, SpaceView},
};

pub(crate) fn space(number: u128, host: PersonId, title: &str) -> SpaceRow {
    let seat = Seat {
        voice: VoiceId::new(1).unwrap(),
        person: host,
        name: "Ada Lovelace".parse().unwrap(),
        handle: "ada".parse().ok(),
        avatar: None,
        role: Role::Host,
        uncaptioned: false,
        muted: false,
    };
    let view = SpaceView {
        id: SpaceId::v7(NOW.0, number),
        title: title.parse().unwrap(),
        description: None,
        topics: Topics::default(),
        language: None,
        access: Access::default(),
        lifecycle: Lifecycle::Live { since: NOW },
        ticketing: None,
        locked: false,
        stage: vec![seat],
        listeners: 0,
        nobody_in_charge_until: None,
        microphones: Vec::new(),
        speaking: Speaking::default(),
        chat_rule: ChatRule::default(),
        chat: Vec::new(),
        reactions: Reactions::default(),
        pins: Vec::new(),
        poll: None,
        door: None,
        hands: Vec::new(),
        invited: Vec::new(),
        removed: Vec::new(),
        captioning: Captioning::default(),
        captions: Vec::new(),
        terms: Vec::new(),
        speaker_links: 0,
        log: Vec::new(),
    };
    SpaceRow { view, host, next_voice: 2, pairs: true }
}

pub(crate) fn ended(mut row: SpaceRow, at: UnixMs) -> SpaceRow {
    let since = row.view.lifecycle.since();
    row.view.lifecycle = Lifecycle::Ended { since, at, reason: EndReason::ByHost };
    row
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_space_is_taken_up_again_and_an_ended_one_never() {
    on_each(async |place| {
        let store = place.open().await;
        let host = PersonId::from_bits(7);
        store.save(space(1, host, "On air"));
        store.save(space(2, host, "Over soon"));
        let epoch = store.epoch();
        store.is_written(store.save(ended(space(2, host, "Over soon"), NOW))).await;
        store.close().await;
        let store = place.open().await;
        assert_eq!(store.epoch(), epoch + 1);
        let live = store.live().await.unwrap();
        assert_eq!(live, [space(1, host, "On air")]);
        let over = store.space(SpaceId::v7(NOW.0, 2)).await.unwrap().unwrap();
        assert!(!over.view.lifecycle.is_live());
        store.forget(SpaceId::v7(NOW.0, 1));
        store.flush().await;
        assert!(store.live().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_space_is_found_while_it_is_on_its_way_to_the_disk() {
    on_each(async |place| {
        let store = place.open().await;
        for number in 0..50 {
            let row = ended(space(number, PersonId::from_bits(7), "Over"), NOW);
            let id = row.view.id;
            store.save(row);
            assert!(store.space(id).await.unwrap().is_some());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn past_spaces_of_a_host_leave_out_what_is_for_those_with_the_link() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        store.save(ended(space(1, ada, "Public"), NOW));
        let mut secret = ended(space(2, ada, "Secret"), NOW);
        secret.view.access.listed = false;
        store.save(secret);
        store.save(space(3, ada, "Live"));
        store.save(ended(space(4, PersonId::from_bits(9), "Of another"), NOW));
        store.flush().await;
        let past = store.past_spaces(ada, None, 10).await.unwrap();
        let titles: Vec<_> = past.iter().map(|view| view.title.as_str()).collect();
        assert_eq!(titles, ["Public"]);
        let own = store.spaces_of(ada, None, 10).await.unwrap();
        assert_eq!(own.len(), 3, "for themself, all of them");
        let last = own.last().map(|view| Before { at: view.lifecycle.since(), id: view.id.bits() });
        assert!(store.spaces_of(ada, last, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_whose_database_began_anew_writes_nothing_more() {
    on_each(async |place| {
        let store = place.open().await;
        store.flush().await;
        // Another epoch begins, as a restore makes it.
        let epoch = store.epoch() + 1;
        store.set_setting(Setting::Epoch, Some(&epoch.to_string())).await.unwrap();
        store.save(space(1, PersonId::from_bits(7), "Of another world"));
        let mut superseded = store.superseded();
        assert!(*superseded.wait_for(|is| *is).await.unwrap());
        store.flush().await;
        assert!(store.live().await.unwrap().is_empty());
    })
    .await;
}
