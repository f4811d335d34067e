use crate::engines::{NOW, on_each, person};
use causerie_relay::store::{Before, Store};
use causerie_shared::{
    id::{PersonId, ReportId, SpaceId},
    report::{Concern, Party, ReportCard},
    time::UnixMs,
};

pub(crate) fn report(number: u128, by: Option<Party>, of: Party) -> ReportCard {
    ReportCard {
        id: ReportId::from_bits(number),
        space: SpaceId::from_bits(1),
        title: "Talk".parse().unwrap(),
        at: NOW.plus_ms(u64::try_from(number).unwrap() / 2),
        moment_ms: 7,
        by,
        of,
        concern: Concern::SelfHarm,
        note: "Two\nlines".parse().ok(),
        line: "A line".parse().ok(),
        closed_at: None,
    }
}

/// Somebody as a report names them.
pub(crate) fn party(person: PersonId, handle: &str) -> Party {
    Party { person, name: handle.parse().unwrap(), handle: handle.parse().ok() }
}

async fn ids(store: &Store, open_only: bool, before: Option<Before>, most: u32) -> Vec<u128> {
    let reports = store.reports(open_only, before, most).await.unwrap();
    reports.iter().map(|report| report.id.bits()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reported_is_read_as_it_was_written_the_newest_first() {
    on_each(async |place| {
        let store = place.open().await;
        let ada = person(&store, 1, "ada").await;
        let guest = Party { handle: None, ..party(PersonId::from_bits(9), "Somebody") };
        let first = report(1, None, guest.clone());
        let bare =
            ReportCard { note: None, line: None, ..report(2, Some(party(ada, "ada")), guest) };
        for report in [&first, &bare] {
            store.add_report(report).await.unwrap();
        }
        assert_eq!(store.reports(true, None, 9).await.unwrap(), [bare, first]);
        assert_eq!(store.reports_by(ada, None, 9).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_reports_join_without_gap_or_twin_and_closed_ones_leave_the_queue() {
    on_each(async |place| {
        let store = place.open().await;
        let of = party(PersonId::from_bits(9), "somebody");
        for number in 1..=7 {
            store.add_report(&report(number, None, of.clone())).await.unwrap();
        }
        // Two share each moment, so the id decides between them.
        let mut read = Vec::new();
        let mut before = None;
        loop {
            let page = store.reports(true, before, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(Before { at: last.at, id: last.id.bits() });
            read.extend(page.iter().map(|report| report.id.bits()));
        }
        assert_eq!(read, [7, 6, 5, 4, 3, 2, 1]);

        let ada = person(&store, 1, "ada").await;
        assert!(store.close_report(ReportId::from_bits(5), ada, NOW).await.unwrap());
        let later = UnixMs(NOW.0 + 9);
        assert!(store.close_report(ReportId::from_bits(5), ada, later).await.unwrap());
        assert!(!store.close_report(ReportId::from_bits(99), ada, NOW).await.unwrap());
        assert_eq!(ids(&store, true, None, 9).await, [7, 6, 4, 3, 2, 1]);
        assert_eq!(store.open_reports().await.unwrap(), 6);
        let all = store.reports(false, None, 9).await.unwrap();
        assert_eq!(all[2].closed_at, Some(NOW), "closed once is closed then");
    })
    .await;
}
