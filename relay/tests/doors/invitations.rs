//! Whom a host invites ahead, from the word to the seat.

use crate::{
    announcements::{announces, asked, of},
    house::{House, Socket, Visitor, problem, refusal},
    post_office::PushService,
    stage::{done, enters, refused},
};
use causerie_shared::{
    announcement::{Announcement, AnnouncementList, Coming, Reply},
    command::Command,
    fault::Fault,
    id::SpaceId,
    notification::{NotificationList, Occasion},
    role::Role,
    view::SpaceView,
};
use reqwest::{Method, Response, StatusCode};
use serde_json::json;

async fn invites(host: &mut Visitor, one: &Announcement, guest: &str, role: &str) -> Response {
    let path = of(one, &format!("/invitations/{guest}"));
    host.json(Method::PUT, &path, &json!({ "role": role })).await
}

async fn answers(guest: &mut Visitor, one: &Announcement, accepted: bool) -> Response {
    let body = json!({ "accepted": accepted });
    guest.json(Method::PUT, &of(one, "/invitation"), &body).await
}

async fn is_done(answer: Response) {
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
}

async fn seen(who: &mut Visitor, one: &Announcement) -> Announcement {
    who.get(&of(one, "")).await.json().await.unwrap()
}

async fn guests(who: &mut Visitor, one: &Announcement) -> Vec<(String, Role, Reply)> {
    let seen = seen(who, one).await.invitations.into_iter();
    seen.map(|it| (it.of.handle.unwrap().to_string(), it.role, it.reply)).collect()
}

async fn told(who: &mut Visitor) -> NotificationList {
    who.get("/api/notifications").await.json().await.unwrap()
}

async fn role(host: &mut Visitor, guest: &mut Visitor, space: SpaceId) -> Option<Role> {
    let view: SpaceView = host.get(&format!("/api/spaces/{space}")).await.json().await.unwrap();
    view.seat_of(guest.person().await).map(|seat| seat.role)
}

/// Opens a socket, and waits until the relay has carried out all that follows from it.
async fn comes(house: &House, who: &mut Visitor, space: SpaceId) -> Socket {
    let mut socket = enters(house, who, space).await;
    socket.ask(Command::LowerHand).await;
    socket
}

#[tokio::test]
async fn whoever_accepted_is_on_stage_when_they_come_and_nobody_else_who_was_asked() {
    let push = PushService::open().await;
    let house = House::with(|config| config.push_networks = "127.0.0.0/8".parse().unwrap()).await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(10)).await;
    let mut people = Vec::new();
    for handle in ["ben", "cleo", "dan", "eve"] {
        people.push(house.person(handle).await);
    }
    let [ben, cleo, dan, eve] = people.as_mut_slice() else { panic!("four people") };
    let door = "/api/reminding/push";
    ben.json(Method::PUT, door, &push.subscription("ok", "bens")).await;

    for (guest, role) in [("ben", "speaker"), ("@cleo", "co_host"), ("dan", "speaker")] {
        is_done(invites(&mut ada, &one, guest, role).await).await;
    }
    is_done(invites(&mut ada, &one, "eve", "speaker").await).await;
    let list = told(ben).await;
    assert_eq!((list.unread, list.notifications[0].of), (1, Occasion::Invited));
    assert_eq!(list.notifications[0].host.as_ref().unwrap().as_str(), "ada");
    let came = push.comes("bens", 1).await;
    let body = came[0].text["body"].as_str().unwrap();
    assert!(body.starts_with("ada invites you on stage. It begins at"), "{body}");

    is_done(answers(ben, &one, false).await).await;
    is_done(answers(ben, &one, true).await).await;
    assert_eq!(seen(ben, &one).await.reminder_min, Some(10), "who comes is reminded");
    is_done(answers(cleo, &one, true).await).await;
    is_done(answers(dan, &one, false).await).await;
    is_done(answers(eve, &one, true).await).await;
    is_done(ada.delete(&of(&one, "/invitations/eve")).await).await;
    assert_eq!(seen(eve, &one).await.reminder_min, None);

    assert_eq!(seen(&mut ada, &one).await.edition, one.edition, "to invite is not to edit");
    ada.post_json(&of(&one, "/begin"), r#"{"backstage":true}"#).await;
    let mut hosts = enters(&house, &mut ada, one.id).await;
    assert_eq!(role(&mut ada, ben, one.id).await, None, "not before they come");
    let mut sockets = Vec::new();
    for who in [&mut *ben, cleo, dan, eve] {
        sockets.push(comes(&house, who, one.id).await);
    }
    let roles = [
        role(&mut ada, ben, one.id).await,
        role(&mut ada, cleo, one.id).await,
        role(&mut ada, dan, one.id).await,
        role(&mut ada, eve, one.id).await,
    ];
    assert_eq!(roles, [Some(Role::Speaker), Some(Role::CoHost), None, None]);
    assert_eq!(refused(&mut sockets[2], Command::ComeOnStage).await, Fault::HandNeeded);
    let late = answers(dan, &one, true).await;
    assert_eq!(problem(late).await, "not_announced", "it has begun");

    // Sent away, they come back as others do, also to another relay.
    let view: SpaceView = ada.get(&format!("/api/spaces/{}", one.id)).await.json().await.unwrap();
    let voice = view.seat_of(ben.person().await).unwrap().voice;
    done(&mut hosts, Command::SendToAudience { voice }).await;
    drop(comes(&house, ben, one.id).await);
    assert_eq!(role(&mut ada, ben, one.id).await, None);
    let cookies = [ada.cookie.clone(), ben.cookie.clone(), cleo.cookie.clone()];
    let house = House::on(house.close().await, |_| {}).await;
    let [mut ada, mut ben, mut cleo] = cookies.map(|cookie| {
        let mut who = house.visitor();
        who.cookie = cookie;
        who
    });
    let _sockets = [comes(&house, &mut ben, one.id).await, comes(&house, &mut cleo, one.id).await];
    assert_eq!(role(&mut ada, &mut ben, one.id).await, None, "a seat is promised once");
    assert_eq!(role(&mut ada, &mut cleo, one.id).await, Some(Role::CoHost));
}

#[tokio::test]
async fn a_promise_that_was_not_claimed_outlasts_a_restart() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(10)).await;
    is_done(invites(&mut ada, &one, "ben", "speaker").await).await;
    is_done(answers(&mut ben, &one, true).await).await;
    ada.post_json(&of(&one, "/begin"), "{}").await;
    let cookies = [ada.cookie.clone(), ben.cookie.clone()];
    let house = House::on(house.close().await, |_| {}).await;
    let [mut ada, mut ben] = cookies.map(|cookie| {
        let mut who = house.visitor();
        who.cookie = cookie;
        who
    });
    let _socket = comes(&house, &mut ben, one.id).await;
    assert_eq!(role(&mut ada, &mut ben, one.id).await, Some(Role::Speaker));
}

#[tokio::test]
async fn everybody_sees_who_accepted_whoever_is_invited_themself_and_the_host_all() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(30)).await;
    let (mut ben, mut cleo) = (house.person("ben").await, house.person("cleo").await);
    let mut dan = house.person("dan").await;
    for guest in ["ben", "cleo", "dan"] {
        is_done(invites(&mut ada, &one, guest, "speaker").await).await;
    }
    is_done(answers(&mut ben, &one, true).await).await;
    is_done(answers(&mut cleo, &one, false).await).await;
    let said = |handle: &str, reply| (handle.to_owned(), Role::Speaker, reply);
    let comes = said("ben", Reply::Accepted);
    let all = [comes.clone(), said("cleo", Reply::Declined), said("dan", Reply::Awaited)];
    assert_eq!(guests(&mut ada, &one).await, all);
    assert_eq!(guests(&mut house.visitor(), &one).await, std::slice::from_ref(&comes));
    assert_eq!(guests(&mut ben, &one).await, std::slice::from_ref(&comes));
    let own = [comes.clone(), said("dan", Reply::Awaited)];
    assert_eq!(guests(&mut dan, &one).await, own);
    let list: AnnouncementList = ada.get("/api/announcements").await.json().await.unwrap();
    assert!(list.announcements[0].invitations.is_empty(), "lists name nobody");
    let file = house.visitor().get(&of(&one, "/space.ics")).await.text().await.unwrap();
    let file = file.replace("\r\n ", "");
    assert!(file.contains("ATTENDEE;CN=ben;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:"), "{file}");
    assert!(!file.contains("cleo") && !file.contains("dan"), "{file}");
    let own = ben.get("/api/account/export").await.text().await.unwrap();
    assert!(own.contains(r#""reply":"accepted""#), "{own}");
}

#[tokio::test]
async fn who_goes_is_told_to_people_who_follow_each_other() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (mut cleo, mut eve) = (house.person("cleo").await, house.person("eve").await);
    let one = announces(&mut ada, &asked(30)).await;
    for who in [&mut cleo, &mut eve] {
        who.json(Method::PUT, &of(&one, "/reminder"), &json!({})).await;
    }
    ben.put("/api/people/cleo/follow").await;
    ben.put("/api/people/eve/follow").await;
    assert_eq!(seen(&mut ben, &one).await.friends, None, "a follower is told nothing");
    cleo.put("/api/people/ben/follow").await;
    let friends = seen(&mut ben, &one).await.friends.unwrap();
    assert_eq!((friends.people[0].name.as_str(), friends.total), ("cleo", 1));
    assert_eq!(seen(&mut ada, &one).await.friends, None);
    assert_eq!(seen(&mut house.visitor(), &one).await.friends, None);
    let list: AnnouncementList = ben.get("/api/announcements").await.json().await.unwrap();
    assert_eq!(list.announcements[0].friends, None);
    cleo.put("/api/people/ben/block").await;
    assert_eq!(seen(&mut ben, &one).await.friends, None);
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let house = House::with(|config| {
        config.stage_most = 3;
        config.co_hosts_most = 1;
    })
    .await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (mut cleo, mut eve) = (house.person("cleo").await, house.person("eve").await);
    let one = announces(&mut ada, &asked(30)).await;
    for (guest, role, code) in [
        ("ada", "speaker", "not_oneself"),
        ("nobody", "speaker", "no_such_person"),
        ("%20", "speaker", "bad_handle"),
        ("ben", "host", "unreadable"),
        ("ben", "listener", "unreadable"),
        ("ben", "king", "unreadable"),
    ] {
        assert_eq!(problem(invites(&mut ada, &one, guest, role).await).await, code, "{guest}");
    }
    for who in [&mut ben, &mut house.visitor()] {
        let code = problem(invites(who, &one, "cleo", "speaker").await).await;
        assert!(["not_allowed", "sign_in_first"].contains(&code.as_str()), "{code}");
    }
    let taken = ben.delete(&of(&one, "/invitations/cleo")).await;
    assert_eq!(problem(taken).await, "not_allowed");
    assert_eq!(problem(answers(&mut ben, &one, true).await).await, "not_invited");
    assert_eq!(problem(answers(&mut house.visitor(), &one, true).await).await, "sign_in_first");

    eve.put("/api/people/ada/block").await;
    assert_eq!(problem(invites(&mut ada, &one, "eve", "speaker").await).await, "blocked");
    ada.put("/api/people/cleo/block").await;
    assert_eq!(problem(invites(&mut ada, &one, "cleo", "speaker").await).await, "blocking");
    ada.delete("/api/people/cleo/block").await;

    is_done(invites(&mut ada, &one, "ben", "co_host").await).await;
    let second = refusal(invites(&mut ada, &one, "cleo", "co_host").await).await;
    assert_eq!(second.fault, Some(Fault::TooManyCoHosts { most: 1 }));
    is_done(invites(&mut ada, &one, "cleo", "speaker").await).await;
    house.person("dan").await;
    let third = refusal(invites(&mut ada, &one, "dan", "speaker").await).await;
    assert_eq!(third.fault, Some(Fault::TooManyInvited { most: 2 }));
    // Whom one of the two blocks is not invited any more.
    is_done(answers(&mut cleo, &one, true).await).await;
    cleo.put("/api/people/ada/block").await;
    assert_eq!(guests(&mut ada, &one).await.len(), 1);

    ada.post_json(&of(&one, "/cancel"), "{}").await;
    for answer in [
        invites(&mut ada, &one, "dan", "speaker").await,
        ada.delete(&of(&one, "/invitations/ben")).await,
        answers(&mut ben, &one, true).await,
    ] {
        assert_eq!(problem(answer).await, "not_announced");
    }
}

#[tokio::test]
async fn of_a_draft_its_guests_learn_when_it_is_announced() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let mut draft = asked(30);
    draft["draft"] = true.into();
    let one = announces(&mut ada, &draft).await;
    is_done(invites(&mut ada, &one, "ben", "speaker").await).await;
    assert_eq!(guests(&mut ada, &one).await.len(), 1);
    assert_eq!(told(&mut ben).await.unread, 0);
    assert_eq!(problem(ben.get(&of(&one, "")).await).await, "no_such_space");
    assert_eq!(problem(answers(&mut ben, &one, true).await).await, "no_such_space");
    draft["draft"] = false.into();
    draft["edition"] = 0.into();
    let answer = ada.json(Method::PUT, &of(&one, ""), &draft).await;
    assert_eq!(answer.json::<Announcement>().await.unwrap().state, Coming::Announced);
    assert_eq!(told(&mut ben).await.unread, 1);
    is_done(answers(&mut ben, &one, true).await).await;
}

#[tokio::test]
async fn a_page_that_is_open_looks_again_and_whoever_never_rests_is_told_to_wait() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(30)).await;
    let request = house.visitor().request(Method::GET, &of(&one, "/events"));
    let mut stream = request.send().await.unwrap();
    let mut buffer = String::new();
    let mut hears =
        async || -> Option<Coming> { crate::home::told(&mut stream, &mut buffer).await };
    assert_eq!(hears().await, Some(Coming::Announced));
    is_done(invites(&mut ada, &one, "ben", "speaker").await).await;
    assert_eq!(hears().await, Some(Coming::Announced));
    is_done(answers(&mut ben, &one, true).await).await;
    assert_eq!(hears().await, Some(Coming::Announced));
    let mut last = StatusCode::OK;
    for at in 0..60 {
        last = answers(&mut ben, &one, at % 2 == 0).await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
