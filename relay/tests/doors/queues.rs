//! Back-pressure: a socket that does not read is cut, and nobody waits for it.

use crate::{
    house::House,
    stir::{open_the_stage, stir},
};
use causerie_relay::hub::{Frame, QUEUE_MOST, Sink, Who};
use causerie_shared::{
    command::Command,
    event::{Class, Event},
    id::PersonId,
    signal::{Farewell, Resume, ServerFrame},
};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

fn sink(most: usize) -> (Sink, mpsc::Receiver<Frame>, oneshot::Receiver<Farewell>) {
    let (frames, read) = mpsc::channel(most);
    let (cut, is_cut) = oneshot::channel();
    (Sink { frames, cut }, read, is_cut)
}

fn guest(number: u128) -> Who {
    Who::guest(PersonId::from_bits(number))
}

#[tokio::test]
async fn who_reads_too_slowly_is_cut_and_nobody_else() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let hub = &house.app.hub;
    let ada = Who::named(host.person().await, "Ada".parse().unwrap());
    let ada = hub.arrive(space.id, ada, None, None).await.unwrap();
    let (to_sleeper, sleeping, is_cut) = sink(QUEUE_MOST);
    let _sleeper = hub.arrive(space.id, guest(1), None, Some(to_sleeper)).await.unwrap();
    let (to_reader, mut reading, mut reader_is_cut) = sink(QUEUE_MOST);
    let _reader = hub.arrive(space.id, guest(2), None, Some(to_reader)).await.unwrap();

    let changes = QUEUE_MOST * 2;
    open_the_stage(&ada).await;
    let speak = stir(hub, space.id, changes);
    let read = async {
        let mut heard = 0;
        while heard < changes {
            let frame = reading.recv().await.expect("the reader stays");
            if let ServerFrame::Event { event, .. } = serde_json::from_str(frame.as_str()).unwrap()
                && matches!(event, Event::Seated { .. } | Event::Unseated { .. })
            {
                heard += 1;
            }
        }
    };
    tokio::join!(speak, read);
    assert_eq!(is_cut.await, Ok(Farewell::TooSlow));
    assert!(sleeping.len() <= QUEUE_MOST, "its queue never grew past its bound");
    assert!(reader_is_cut.try_recv().is_err(), "the reader was never cut");
    let slow = hub.tally().all().into_iter().find(|(name, ..)| *name == "sockets_slow_total");
    assert_eq!(slow.map(|(_, _, count)| count), Some(1));
}

#[tokio::test]
async fn who_comes_back_is_never_cut_by_what_they_missed() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let hub = &house.app.hub;
    let ada = Who::named(host.person().await, "Ada".parse().unwrap());
    let ada = hub.arrive(space.id, ada, None, None).await.unwrap();
    open_the_stage(&ada).await;
    stir(hub, space.id, 2 * QUEUE_MOST).await;
    let (to_guest, mut frames, _cut) = sink(QUEUE_MOST);
    let _guest = hub.arrive(space.id, guest(1), None, Some(to_guest)).await.unwrap();
    let first = frames.recv().await.unwrap();
    let ServerFrame::Snapshot { epoch, seq, .. } = serde_json::from_str(first.as_str()).unwrap()
    else {
        panic!("{}", first.as_str())
    };
    for missed in [QUEUE_MOST as u64 / 4, QUEUE_MOST as u64 / 2 + 1, QUEUE_MOST as u64 + 1] {
        let resume = Some(Resume { epoch, class: Class::Holder, seq: seq - missed });
        // No socket reads while the answer is written.
        let (to_late, mut frames, mut is_cut) = sink(QUEUE_MOST);
        let _late = hub.arrive(space.id, guest(2), resume, Some(to_late)).await.unwrap();
        let answer = serde_json::from_str(frames.recv().await.unwrap().as_str()).unwrap();
        let is_resumed = matches!(answer, ServerFrame::Resumed { .. });
        assert_eq!(is_resumed, missed < QUEUE_MOST as u64 / 2, "{missed}: {answer:?}");
        assert!(is_cut.try_recv().is_err(), "{missed}");
    }
}

#[tokio::test]
async fn who_leaves_before_their_arrival_is_read_never_was_here() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let hub = &house.app.hub;
    let ada = Who::named(host.person().await, "Ada".parse().unwrap());
    for _ in 0..50 {
        let (sink, frames, _cut) = sink(QUEUE_MOST);
        let arriving = hub.arrive(space.id, ada.clone(), None, Some(sink)).await.unwrap();
        drop((frames, arriving));
    }
    for _ in 0..100 {
        if hub.live_view(space.id).unwrap().nobody_in_charge_until.is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a host who left holds the space");
}

#[tokio::test]
async fn a_class_shares_one_frame() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let hub = &house.app.hub;
    let (to_first, mut first, _a) = sink(QUEUE_MOST);
    let (to_second, mut second, _b) = sink(QUEUE_MOST);
    let _first = hub.arrive(space.id, guest(1), None, Some(to_first)).await.unwrap();
    let _second = hub.arrive(space.id, guest(2), None, Some(to_second)).await.unwrap();
    let ada = Who::named(host.person().await, "Ada".parse().unwrap());
    let ada = hub.arrive(space.id, ada, None, None).await.unwrap();
    ada.ask(0, Command::Mute).await;
    let mut muted = Vec::new();
    for frames in [&mut first, &mut second] {
        while let Some(frame) = frames.recv().await {
            if frame.as_str().contains("\"muted\":{") {
                muted.push(frame);
                break;
            }
        }
    }
    assert_eq!(muted[0].bytes().as_ptr(), muted[1].bytes().as_ptr(), "the same bytes, not a copy");
}
