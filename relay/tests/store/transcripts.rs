use crate::{
    engines::{NOW, on_each, person},
    spaces::{ended, space},
};
use causerie_relay::store::SaidRow;
use causerie_shared::{
    caption_style::CaptionStyle,
    id::{PersonId, SpaceId, VoiceId},
    time::UnixMs,
    transcript::Said,
};

pub(crate) fn said(space: SpaceId, number: u32, person: PersonId, text: &str) -> SaidRow {
    let said = Said {
        number,
        voice: VoiceId::new(1).unwrap(),
        person,
        name: "Ada".parse().unwrap(),
        from_ms: u64::from(number) * 1000,
        to_ms: u64::from(number) * 1000 + 900,
        text: text.parse().unwrap(),
        edited: false,
        own: false,
    };
    SaidRow { space, at: NOW, said }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_kept_once_and_in_order() {
    on_each(async |place| {
        let store = place.open().await;
        let (ada, ben) = (person(&store, 1, "ada").await, person(&store, 2, "ben").await);
        let row = space(1, ada, "Evening");
        let id = row.view.id;
        store.save(row);
        for number in (1..=30).rev() {
            let by = if number % 2 == 0 { ben } else { ada };
            store.keep_said(said(id, number, by, &format!("Line {number}")));
        }
        // Told twice, as after a crash.
        store.keep_said(said(id, 3, ada, "Line 3 again"));
        // Of a space that nobody knows: it costs the others nothing.
        store.keep_said(said(SpaceId::from_bits(99), 1, ada, "Nowhere"));
        let lines = store.transcript(id, Some(ben)).await.unwrap();
        assert!(lines.iter().map(|line| line.number).eq(1..=30));
        assert!(lines.iter().all(|line| line.own == (line.number % 2 == 0)));
        assert!(!lines.iter().any(|line| line.text.as_str().contains("again")));
        assert_eq!(store.last_said(id).await.unwrap(), 30);
        store.close().await;
        let store = place.open().await;
        assert_eq!(store.transcript(id, None).await.unwrap().len(), 30);
        assert!(store.transcript(SpaceId::from_bits(99), None).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_put_right_or_taken_out_and_stays_so() {
    on_each(async |place| {
        let store = place.open().await;
        let (ada, ben) = (person(&store, 1, "ada").await, person(&store, 2, "ben").await);
        let row = space(1, ada, "Evening");
        let id = row.view.id;
        store.save(row);
        for (number, by) in [(1, ada), (2, ben), (3, ben), (4, ada)] {
            store.keep_said(said(id, number, by, "Good mourning"));
        }
        let right = "Good morning".parse().unwrap();
        assert!(store.reword(id, 1, &right).await.unwrap());
        assert!(!store.reword(id, 9, &right).await.unwrap());
        assert!(!store.unsay(id, 1, Some(ben)).await.unwrap(), "it is not his");
        assert!(store.unsay(id, 2, Some(ben)).await.unwrap());
        assert!(store.unsay(id, 4, None).await.unwrap());
        assert!(!store.unsay(id, 4, None).await.unwrap());
        store.keep_said(said(id, 1, ada, "Good mourning"));
        let lines = store.transcript(id, None).await.unwrap();
        let texts: Vec<_> = lines.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(texts, [(1, "Good morning"), (3, "Good mourning")]);
        assert!(lines[0].edited && !lines[1].edited);
        assert_eq!(store.unsay_all(id, ben).await.unwrap(), [3]);
        assert_eq!(store.transcript(id, None).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_goes_and_so_does_what_belongs_to_a_space_that_goes() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let (one, other) = (space(1, ada, "One"), space(2, ada, "Other"));
        let (first, second) = (one.view.id, other.view.id);
        store.save(ended(one, NOW));
        store.save(ended(other, NOW));
        let on_air = space(3, ada, "On air");
        let third = on_air.view.id;
        store.save(on_air);
        let old = |space, number, text| SaidRow {
            at: UnixMs(NOW.0 - 1000),
            ..said(space, number, ada, text)
        };
        store.keep_said(old(first, 1, "Old"));
        store.keep_said(said(first, 2, ada, "New"));
        store.keep_said(old(second, 1, "Elsewhere"));
        store.keep_said(old(third, 1, "Hours ago"));
        store.flush().await;
        let mine = store.said_by(ada, None, 3).await.unwrap();
        let after = mine.last().map(|(space, said)| (*space, said.number));
        let more = store.said_by(ada, after, 9).await.unwrap();
        assert_eq!((mine.len(), more.len()), (3, 1));
        assert_eq!(store.forget_said(UnixMs(NOW.0 - 1000)).await.unwrap(), 0);
        assert_eq!(store.forget_said(NOW).await.unwrap(), 1);
        assert_eq!(store.transcript(first, None).await.unwrap().len(), 2, "one that goes on whole");
        assert_eq!(store.transcript(third, None).await.unwrap().len(), 1, "one that is on air");
        store.keep_said(said(second, 2, ada, "Elsewhere"));
        store.flush().await;
        store.forget(second);
        store.flush().await;
        assert!(store.transcript(second, None).await.unwrap().is_empty());
        assert!(!place.everything().await.contains("Elsewhere"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_somebody_reads_is_remembered() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        assert_eq!(store.caption_style(ada).await.unwrap(), None);
        store.set_caption_style(ada, &CaptionStyle::default()).await.unwrap();
        let large = CaptionStyle { names: false, ..CaptionStyle::default() };
        store.set_caption_style(ada, &large).await.unwrap();
        assert_eq!(store.caption_style(ada).await.unwrap(), Some(large));
    })
    .await;
}
