//! Reports, from whoever hears or reads something to those who administer the relay.

use crate::{
    house::{House, problem, refusal},
    stage::{done, enters, named},
};
use causerie_shared::{
    command::Command,
    event::Event,
    report::{Concern, ReportList, Reported},
    signal::ServerFrame,
    view::SpaceView,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

const QUEUE: &str = "/api/admin/reports";

fn about_voice(space: &SpaceView) -> String {
    let about = json!({ "voice": { "voice": space.stage[0].voice } });
    json!({ "about": about, "concern": "harassment", "note": " Shouts at\nwhoever asks " })
        .to_string()
}

#[tokio::test]
async fn a_report_reaches_administrators_with_its_moment_and_leaves_the_queue_when_closed() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let reports = format!("/api/spaces/{}/reports", space.id);
    let mut ben = house.person("ben").await;
    let answer = ben.post_json(&reports, &about_voice(&space)).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let Reported { id } = answer.json().await.unwrap();

    let mut eve = house.person("eve").await;
    let close = format!("{QUEUE}/{id}");
    for who in [&mut ben, &mut host, &mut eve] {
        assert_ne!(who.get(QUEUE).await.status(), StatusCode::OK, "the queue is not theirs");
        assert_ne!(who.delete(&close).await.status(), StatusCode::NO_CONTENT);
    }
    house.app.hub.store().set_administrator(eve.person().await, true).await.unwrap();
    let list: ReportList = eve.get(QUEUE).await.json().await.unwrap();
    assert_eq!((list.open_total, list.reports.len()), (1, 1));
    let report = &list.reports[0];
    assert_eq!((report.id, report.space, &report.title), (id, space.id, &space.title));
    assert_eq!(report.of.person, space.stage[0].person);
    assert_eq!(report.concern, Concern::Harassment);
    assert_eq!(report.note.as_ref().unwrap().as_str(), "Shouts at whoever asks");
    let by = report.by.as_ref().unwrap();
    assert_eq!(by.handle.as_ref().unwrap().as_str(), "ben");
    assert!(report.moment_ms < 60_000, "{} ms since the space began", report.moment_ms);

    assert_eq!(eve.delete(&close).await.status(), StatusCode::NO_CONTENT);
    let list: ReportList = eve.get(QUEUE).await.json().await.unwrap();
    assert_eq!((list.open_total, list.reports.len()), (0, 0));
    let all: ReportList = eve.get(&format!("{QUEUE}?state=all")).await.json().await.unwrap();
    assert!(all.reports[0].closed_at.is_some());
    assert_eq!(problem(eve.delete(&format!("{QUEUE}/7")).await).await, "no_such_report");
    let own = ben.get("/api/account/export").await.text().await.unwrap();
    assert!(own.contains("Shouts at"), "what somebody reported is theirs to have: {own}");
}

#[tokio::test]
async fn a_line_is_reported_with_its_words_by_a_guest_without_a_name_too() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut socket = enters(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    done(&mut bos, Command::Write { text: "Something foul".into() }).await;
    let number = socket
        .until(|frame| match frame {
            ServerFrame::Event { event: Event::Written { line }, .. } => Some(line.number),
            _ => None,
        })
        .await;
    let reports = format!("/api/spaces/{}/reports", space.id);
    let body = json!({ "about": { "line": { "number": number } }, "concern": "hate" }).to_string();
    let answer = house.visitor().post_json(&reports, &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    // The line may go; what was reported of it stays.
    done(&mut socket, Command::Unwrite { number }).await;
    let mut eve = house.person("eve").await;
    house.app.hub.store().set_administrator(eve.person().await, true).await.unwrap();
    let list: ReportList = eve.get(QUEUE).await.json().await.unwrap();
    let report = &list.reports[0];
    assert_eq!(report.line.as_ref().unwrap().as_str(), "Something foul");
    assert_eq!(report.of.name.as_str(), "Bo");
    assert!(report.by.is_none());
    let gone = house.visitor().post_json(&reports, &body).await;
    assert_eq!(problem(gone).await, "no_such_line");
}

#[tokio::test]
async fn a_report_that_says_nothing_or_too_much_or_comes_too_often_is_refused_with_words() {
    let house = House::with(|config| config.reports_per_address_per_hour = 2).await;
    let (mut host, space) = house.host().await;
    let reports = format!("/api/spaces/{}/reports", space.id);
    let own = host.post_json(&reports, &about_voice(&space)).await;
    assert_eq!(problem(own).await, "not_oneself");
    let mut ben = house.person("ben").await;
    let long = "x".repeat(501);
    let voice = space.stage[0].voice;
    let about = json!({ "voice": { "voice": voice } });
    for (body, code) in [
        (json!({ "about": about, "concern": "hate", "note": long }), "bad_line"),
        (json!({ "about": { "voice": { "voice": 999 } }, "concern": "hate" }), "no_such_voice"),
        (json!({ "about": { "line": { "number": 1 } }, "concern": "hate" }), "no_such_line"),
        (json!({ "about": about, "concern": "boredom" }), "unreadable"),
        (json!({}), "unreadable"),
    ] {
        let answer = refusal(ben.post_json(&reports, &body.to_string()).await).await;
        assert_eq!(answer.code, code, "{}", answer.detail);
    }
    let nowhere = "/api/spaces/01a17720-ca00-7000-8000-000000000007/reports";
    let answer = ben.post_json(nowhere, &about_voice(&space)).await;
    assert_eq!(problem(answer).await, "no_such_space");
    for expected in [StatusCode::CREATED, StatusCode::CREATED, StatusCode::TOO_MANY_REQUESTS] {
        let answer = ben.post_json(&reports, &about_voice(&space)).await;
        assert_eq!(answer.status(), expected, "what was refused did not count");
    }
    let foreign = ben.request(Method::POST, &reports).header("origin", "https://elsewhere.example");
    let foreign = foreign.header("content-type", "application/json").body(about_voice(&space));
    assert_eq!(ben.send(foreign).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn somebody_shown_out_and_somebody_after_the_end_may_report_too() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut socket = enters(&house, &mut host, space.id).await;
    let reports = format!("/api/spaces/{}/reports", space.id);
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    let person = bo.person().await;
    done(&mut bos, Command::RaiseHand { question: None }).await;
    done(&mut socket, Command::BringOnStage { person }).await;
    let view = house.app.hub.view(space.id).await.unwrap();
    let voice = view.seat_of(person).unwrap().voice;
    done(&mut socket, Command::Remove { person }).await;
    let about = json!({ "voice": { "voice": voice } });
    let body = json!({ "about": about, "concern": "other" }).to_string();
    let answer = host.post_json(&reports, &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED, "whoever left the stage is known still");
    let answer = bo.post_json(&reports, &about_voice(&space)).await;
    assert_eq!(answer.status(), StatusCode::CREATED, "whoever was shown out may say why");
    done(&mut socket, Command::End).await;
    let answer = bo.post_json(&reports, &about_voice(&space)).await;
    assert_eq!(answer.status(), StatusCode::CREATED, "the stage of its end is known");
}

#[tokio::test]
async fn a_report_shows_its_writer_nothing_that_they_could_not_read() {
    let house = House::open().await;
    let mut host = house.visitor();
    let body = r#"{"title":"Evening talk","name":"Ada","backstage":true}"#;
    let space: SpaceView = host.post_json("/api/spaces", body).await.json().await.unwrap();
    let mut socket = enters(&house, &mut host, space.id).await;
    done(&mut socket, Command::Write { text: "Among ourselves".into() }).await;
    let reports = format!("/api/spaces/{}/reports", space.id);
    let body = json!({ "about": { "line": { "number": 1 } }, "concern": "hate" }).to_string();
    let mut eve = house.person("eve").await;
    assert_eq!(problem(eve.post_json(&reports, &body).await).await, "no_such_line");
    done(&mut socket, Command::GoLive).await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    done(&mut socket, Command::Write { text: "Good evening".into() }).await;
    let body = json!({ "about": { "line": { "number": 2 } }, "concern": "hate" }).to_string();
    assert_eq!(eve.post_json(&reports, &body).await.status(), StatusCode::CREATED);
    let own = eve.get("/api/account/export").await.text().await.unwrap();
    assert!(own.contains("\"concern\":\"hate\""), "{own}");
    for others in ["Among ourselves", "Good evening", "\"Ada\""] {
        assert!(!own.contains(others), "{others} is another's: {own}");
    }
}
