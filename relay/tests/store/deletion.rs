use crate::{
    announcements::announcement,
    engines::{NOW, on_each, person, row},
    outbox::{address, browser},
    reports::{party, report},
    spaces::{ended, space},
    transcripts::said,
};
use causerie_relay::store::{Guests, PictureRow, PictureSizes, SessionRow};
use causerie_shared::{
    caption_style::CaptionStyle,
    id::{AvatarId, CoverId, SignInId, SpaceId, VoiceId},
    notification::Occasion,
    role::Role,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_deleted_leaves_no_trace_but_corrected_counts() {
    on_each(async |place| {
        let store = place.open().await;
        let eve = person(&store, 1, "evelyn_gone").await;
        let ben = person(&store, 2, "ben").await;
        let cat = person(&store, 3, "cat").await;
        store.follow(eve, ben, NOW).await.unwrap();
        store.follow(ben, eve, NOW).await.unwrap();
        store.follow(cat, ben, NOW).await.unwrap();
        store.block(eve, cat, NOW).await.unwrap();
        let session = SessionRow {
            id: SignInId::from_bits(1),
            agent: "evelyn_gone's browser".into(),
            created_at: NOW,
            seen_at: NOW,
            expires_at: NOW.plus_ms(1000),
        };
        store.add_session("h", eve, &session).await.unwrap();
        let picture = || PictureRow { kind: "image/webp".into(), bytes: vec![1] };
        let picture = PictureSizes { large: picture(), small: picture() };
        store.set_avatar(eve, Some((AvatarId::from_bits(5), &picture))).await.unwrap();
        let mut own = ended(space(1, eve, "Hers"), NOW);
        own.view.stage[0].handle = "evelyn_gone".parse().ok();
        own.view.stage[0].name = "Name of evelyn_gone".parse().unwrap();
        let mut of_ben = ended(space(2, ben, "His, with her as speaker"), NOW);
        let mut seat = own.view.stage[0].clone();
        seat.voice = VoiceId::new(2).unwrap();
        of_ben.view.stage.push(seat);
        store.save(own);
        store.save(of_ben.clone());
        store.keep_said(said(of_ben.view.id, 1, eve, "I am evelyn_gone"));
        store.set_caption_style(eve, &CaptionStyle::default()).await.unwrap();
        store.flush().await;
        let ben_reports = Some(party(ben, "ben"));
        store.add_report(&report(1, ben_reports, party(eve, "evelyn_gone"))).await.unwrap();
        let own_report = report(2, Some(party(eve, "evelyn_gone")), party(ben, "ben"));
        store.add_report(&own_report).await.unwrap();
        assert!(store.announce(&announcement(3, eve, "evelyn_gone"), 9).await.unwrap());
        let cover = Some((CoverId::from_bits(6), &picture));
        assert!(store.set_cover(SpaceId::from_bits(3), cover, NOW).await.unwrap());
        assert!(store.announce(&announcement(4, ben, "ben"), 9).await.unwrap());
        let bounds = Guests { most: 9, co_hosts_most: 9 };
        for (number, guest) in [(3, ben), (4, eve)] {
            let id = announcement(number, guest, "ben").id;
            store.invite(id, guest, Role::Speaker, bounds, NOW).await.unwrap();
            store.answer_invitation(id, guest, true, 0, NOW).await.unwrap();
        }
        store.read_notifications(ben, NOW, NOW).await.unwrap();
        store.close_report(own_report.id, eve, NOW).await.unwrap();
        store.subscribe(&browser(eve, "one")).await.unwrap();
        store.set_address(eve, &address(NOW)).await.unwrap();
        store.set_lead(eve, 3).await.unwrap();
        store.save(space(9, eve, "On air"));
        store.flush().await;
        assert!(store.tell_live().await.unwrap().is_some());
        assert_eq!(store.unread(ben).await.unwrap(), 1, "he follows her");
        assert!(place.everything().await.contains("evelyn_gone"), "the search can find");

        let hers = announcement(3, eve, "evelyn_gone");
        assert!(store.remind(hers.id, cat, 0, NOW).await.unwrap());
        store.remove_person(eve, NOW).await.unwrap();
        let told = store.notifications(cat).await.unwrap().notifications;
        assert_eq!((told[0].of, told[0].space), (Occasion::Cancelled, hers.id));

        let left = place.everything().await;
        for trace in [
            "evelyn_gone",
            &eve.to_string(),
            &AvatarId::from_bits(5).to_string(),
            &CoverId::from_bits(6).to_string(),
        ] {
            assert!(!left.contains(trace), "{trace} is left");
        }
        assert_eq!(store.reports(false, None, 9).await.unwrap().len(), 2, "that it was reported");
        let row = row(&store, ben).await;
        assert_eq!((row.followers, row.following), (1, 0));
        assert_eq!(store.search_people("evelyn", 9).await.unwrap().len(), 0);
        let kept = store.space(of_ben.view.id).await.unwrap().unwrap();
        assert_eq!(kept.view.stage.len(), 2, "his space is as it was, but for her name");
    })
    .await;
}
