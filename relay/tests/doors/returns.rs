//! A listener who reconnects misses nothing, and a herd of them costs little.

use crate::{
    house::House,
    stir::{open_the_stage, stir},
};
use causerie_relay::hub::{QUEUE_MOST, Who};
use causerie_shared::{
    event::Class,
    signal::{Resume, Seq, ServerFrame},
    view::SpaceView,
};

/// As far back as a space knows.
const LOG_MOST: usize = QUEUE_MOST / 2;

/// Somebody's view, and where it stands.
struct Watching {
    epoch: u64,
    class: Class,
    seq: Seq,
    view: SpaceView,
}

impl Watching {
    fn of(frame: ServerFrame) -> Self {
        let ServerFrame::Snapshot { epoch, class, seq, view } = frame else { panic!("{frame:?}") };
        Self { epoch, class, seq, view: *view }
    }

    fn resume(&self) -> Option<Resume> {
        Some(Resume { epoch: self.epoch, class: self.class, seq: self.seq })
    }

    fn fold(&mut self, frame: &ServerFrame) {
        let ServerFrame::Event { seq, event } = frame else { panic!("{frame:?}") };
        assert_eq!(*seq, self.seq + 1);
        self.seq = *seq;
        self.view.apply(event);
    }
}

#[tokio::test]
async fn whoever_comes_back_sees_what_those_see_who_stayed() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let ada = Who::named(host.person().await, "Ada".parse().unwrap());
    let ada = house.app.hub.arrive(space.id, ada, None, None).await.unwrap();
    open_the_stage(&ada).await;
    // (events missed, goes on where they were)
    for (missed, goes_on) in [(0, true), (2, true), (500, true), (LOG_MOST + 20, false)] {
        let mut guest = house.socket(space.id).await;
        let mut watching = Watching::of(guest.enter(None).await.0);
        drop(guest);
        stir(&house.app.hub, space.id, missed).await;
        let mut guest = house.socket(space.id).await;
        guest.hello(None, watching.resume()).await;
        match guest.next().await.unwrap() {
            ServerFrame::Resumed { seq } => {
                assert!(goes_on, "{missed}");
                while watching.seq < seq {
                    watching.fold(&guest.next().await.unwrap());
                }
            }
            snapshot => {
                assert!(!goes_on, "{missed}");
                watching = Watching::of(snapshot);
            }
        }
        assert!(matches!(guest.next().await, Some(ServerFrame::Me { .. })));
        // And goes on from there without a gap.
        stir(&house.app.hub, space.id, 2).await;
        for _ in 0..2 {
            watching.fold(&guest.next().await.unwrap());
        }
        let mut stayed = house.socket(space.id).await;
        let seen = Watching::of(stayed.enter(None).await.0);
        assert_eq!((watching.seq, &watching.view), (seen.seq, &seen.view), "{missed}");
    }
}

#[tokio::test]
async fn what_a_herd_missed_is_written_once_for_all_of_it() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let hub = &house.app.hub;
    let made = || {
        let all = hub.tally().all();
        all.iter().find(|(name, ..)| *name == "frames_serialised_total").unwrap().2
    };
    let ada = Who::named(host.person().await, "Ada".parse().unwrap());
    let ada = hub.arrive(space.id, ada, None, None).await.unwrap();
    open_the_stage(&ada).await;
    let mut guest = house.socket(space.id).await;
    let watching = Watching::of(guest.enter(None).await.0);
    drop(guest);
    stir(&house.app.hub, space.id, 300).await;
    let before = made();
    const HERD: u64 = 40;
    for _ in 0..HERD {
        let mut guest = house.socket(space.id).await;
        guest.hello(None, watching.resume()).await;
        let ServerFrame::Resumed { seq } = guest.next().await.unwrap() else {
            panic!("a snapshot")
        };
        let mut watching = Watching { view: watching.view.clone(), ..watching };
        while watching.seq < seq {
            watching.fold(&guest.next().await.unwrap());
        }
    }
    // Each is told that it goes on, and who it is. Somebody else may have been told something.
    let made = made() - before;
    assert!(made <= 300 + 2 * HERD + 20, "{made} frames");
}
