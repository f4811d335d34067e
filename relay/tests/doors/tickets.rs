//! The door that a ticket opens, as packets and frames tell it.

use crate::{
    backstage::{count, door, listens, on_loopback, speaks},
    house::problem,
    native::{Options, Peer, said, talk},
    stage::{done, named, refused},
};
use causerie_relay::hub::{About, Who};
use causerie_shared::{
    api::PassFor, command::Command, event::Class, id::SpaceId, signal::ServerFrame, stage::Notice,
    ticket_fault::TicketFault, view::Ticketing,
};
use reqwest::Method;
use std::time::Duration;

const fn class(frame: &ServerFrame) -> Option<Class> {
    match frame {
        ServerFrame::Snapshot { class, .. } => Some(*class),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_a_space_that_sells_tickets_without_one_nor_when_it_was_stopped() {
    let house = on_loopback().await;
    let mut host = named(&house, "Ada").await;
    let ada = Who::named(host.person().await, "Ada".parse().unwrap());
    let ticketing = Some(Ticketing { preview_s: 0 });
    let about = About { ticketing, ..About::titled("For sale".parse().unwrap()) };
    let hub = house.app.hub.clone();
    let space = hub.create(about, &ada, false).await.unwrap().id;
    let (mut microphone, _hosts) = speaks(&house, &mut host, space).await;

    let offer = Peer::listener(1, Options::default()).await.offer().await;
    let mut nobody = house.visitor();
    let request = nobody.request(Method::POST, &door(space, "whep")).body(offer);
    let answer = nobody.send(request.header("content-type", "application/sdp")).await;
    assert_eq!(problem(answer).await, TicketFault::Needed.code());

    let mut bo = named(&house, "Bo").await;
    let person = bo.person().await;
    let mut bos = house.socket(space).await;
    let pass = bo.pass(space, PassFor::Live).await;
    let (snapshot, _) = bos.enter(Some(pass)).await;
    assert_eq!(class(&snapshot), Some(Class::Public));
    let mut ear = Peer::listener(3, Options::default()).await;
    let session = listens(&mut bo, &mut ear, space).await;
    let listen = Command::Listen { session };
    assert_eq!(refused(&mut bos, listen.clone()).await, TicketFault::Needed.into());
    talk(&mut [&mut microphone], 0..40).await;
    assert_eq!(count(&ear.arrived()), 0, "somebody hears who has no ticket");

    hub.admit_ticket(space, person).await;
    assert_eq!(bos.until(class).await, Class::Holder);
    talk(&mut [&mut microphone], 40..80).await;
    ear.hear(20, |packet| said(packet).is_some()).await;

    hub.stop_ticket(space, person).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    ear.arrived();
    talk(&mut [&mut microphone], 80..120).await;
    assert_eq!(count(&ear.arrived()), 0, "somebody hears whose ticket was stopped");
    assert_eq!(bos.until(class).await, Class::Public);
    let notice = |frame: &ServerFrame| match frame {
        ServerFrame::Notice { notice } => Some(notice.clone()),
        _ => None,
    };
    assert_eq!(bos.until(notice).await, Notice::TicketStopped);
    assert_eq!(refused(&mut bos, listen).await, TicketFault::Needed.into());
    done(&mut bos, Command::LowerHand).await;
}

#[tokio::test]
async fn a_ticket_of_a_space_that_is_not_on_air_is_nothing_to_its_rooms() {
    let house = on_loopback().await;
    let (_host, space) = house.host().await;
    let person = space.stage[0].person;
    for space in [SpaceId::from_bits(1), space.id] {
        house.app.hub.stop_ticket(space, person).await;
        house.app.hub.admit_ticket(space, person).await;
    }
}
