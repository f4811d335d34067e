//! Covers of announced spaces: brought, refused, drawn, served, and told to calendars.

use crate::{
    announcements::{announces, asked, of},
    avatars::{bomb, png},
    house::{House, Visitor, problem, refusal},
};
use causerie_shared::{
    announcement::{Announcement, AnnouncementList},
    fault::{Fault, PictureFault},
};
use reqwest::{Method, Response, StatusCode, header};
use serde_json::Value;

async fn upload(visitor: &mut Visitor, to: &Announcement, bytes: Vec<u8>) -> Response {
    let request = visitor.request(Method::PUT, &of(to, "/cover"));
    // What the type says counts nothing.
    visitor.send(request.header(header::CONTENT_TYPE, "text/html").body(bytes)).await
}

async fn covers(visitor: &mut Visitor, space: &Announcement) -> Announcement {
    let answer = upload(visitor, space, png(700)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_cover_is_drawn_anew_and_everybody_who_looks_learns_of_it() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(30)).await;
    assert_eq!(one.cover, None);
    let covered = covers(&mut ada, &one).await;
    assert_eq!(covered.edition, 1, "it is a change");
    let cover = covered.cover.unwrap();
    let mut anybody = house.visitor();
    for (size, width) in [("large", 1200), ("small", 600)] {
        let answer = anybody.get(&format!("/api/covers/{cover}/{size}")).await;
        let headers = answer.headers().clone();
        assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let bytes = answer.bytes().await.unwrap();
        let kind = image::guess_format(&bytes).unwrap();
        assert_eq!(headers[header::CONTENT_TYPE], kind.to_mime_type());
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (width, width * 630 / 1200));
        let answer = anybody.get(&of(&one, &format!("/cover?size={size}"))).await;
        assert_eq!(answer.bytes().await.unwrap(), bytes);
    }
    let wrong = anybody.get(&format!("/api/covers/{cover}/huge")).await;
    assert_eq!(problem(wrong).await, "unreadable");

    let export: Value = ada.get("/api/account/export").await.json().await.unwrap();
    let kept = &export["covers"][0];
    assert_eq!(kept["space"], one.id.to_string().as_str());
    assert!(kept["base64"].as_str().unwrap().len() > 1000, "a picture of theirs is theirs to have");

    let list: AnnouncementList = anybody.get("/api/announcements").await.json().await.unwrap();
    assert_eq!(list.announcements[0].cover, Some(cover));
    let text = anybody.get(&of(&one, "/space.ics")).await.text().await.unwrap();
    let text = text.replace("\r\n ", "");
    assert!(text.contains(&format!("/api/covers/{cover}/large")), "{text}");
    assert!(text.contains("SEQUENCE:1\r\n"), "{text}");
    let text = anybody.get("/api/announcements.atom").await.text().await.unwrap();
    assert!(text.contains("enclosure") && text.contains(&cover.to_string()), "{text}");

    // Said anew, a space keeps its cover.
    let mut edited = asked(40);
    edited["edition"] = 1.into();
    let answer = ada.json(Method::PUT, &of(&one, ""), &edited).await;
    let edited: Announcement = answer.json().await.unwrap();
    assert_eq!((edited.edition, edited.cover), (2, Some(cover)));
}

#[tokio::test]
async fn another_cover_has_another_address_and_the_one_before_is_forgotten() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(30)).await;
    let first = covers(&mut ada, &one).await.cover.unwrap();
    let second = covers(&mut ada, &one).await.cover.unwrap();
    assert_ne!(first, second);
    let gone = house.visitor().get(&format!("/api/covers/{first}/large")).await;
    assert_eq!(problem(gone).await, "no_such_picture");
    for edition in [3, 3] {
        let answer = ada.delete(&of(&one, "/cover")).await;
        let bare: Announcement = answer.json().await.unwrap();
        assert_eq!((bare.cover, bare.edition), (None, edition), "again is no change");
    }
    let gone = house.visitor().get(&format!("/api/covers/{second}/small")).await;
    assert_eq!(problem(gone).await, "no_such_picture");
}

#[tokio::test]
async fn a_space_without_one_has_a_pattern_that_can_do_nothing() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(30)).await;
    let answer = house.visitor().get(&of(&one, "/cover")).await;
    let headers = answer.headers().clone();
    assert_eq!(headers[header::CONTENT_TYPE], "image/svg+xml");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let svg = answer.text().await.unwrap();
    assert!(svg.starts_with("<svg ") && !svg.contains("<text") && !svg.contains("href"));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_words_and_the_cover_before_stays() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(30)).await;
    let before = covers(&mut ada, &one).await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let mut broken = png(100);
    broken.truncate(90);
    let most_megapixels = 32;
    for (bytes, expected, status) in [
        (Vec::new(), PictureFault::NotAPicture, StatusCode::UNPROCESSABLE_ENTITY),
        (b"PK\x03\x04 a zip".to_vec(), PictureFault::NotAPicture, StatusCode::UNPROCESSABLE_ENTITY),
        (svg, PictureFault::Svg, StatusCode::UNPROCESSABLE_ENTITY),
        (broken, PictureFault::Broken, StatusCode::UNPROCESSABLE_ENTITY),
        (
            bomb(50_000),
            PictureFault::TooManyPixels { most_megapixels },
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![0xff; 12 << 20],
            PictureFault::TooManyBytes { most_mb: 8 },
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        let answer = upload(&mut ada, &one, bytes).await;
        assert_eq!(answer.status(), status);
        let fault = refusal(answer).await.fault;
        assert_eq!(fault, Some(Fault::BadCover { cover: expected }));
    }
    let after: Announcement = ada.get(&of(&one, "")).await.json().await.unwrap();
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_cover_is_its_hosts_to_change_and_a_draft_is_nobodys_to_see() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(30)).await;
    let mut draft = asked(30);
    draft["draft"] = true.into();
    let draft = announces(&mut ada, &draft).await;
    let hidden = covers(&mut ada, &draft).await.cover.unwrap();
    for (space, code) in [(&one, "not_allowed"), (&draft, "no_such_space")] {
        assert_eq!(problem(upload(&mut ben, space, png(10)).await).await, code);
        assert_eq!(problem(ben.delete(&of(space, "/cover")).await).await, code);
        let guest = upload(&mut house.visitor(), space, png(10)).await;
        assert_eq!(problem(guest).await, "sign_in_first");
    }
    assert_eq!(problem(ben.get(&of(&draft, "/cover")).await).await, "no_such_space");
    assert_eq!(ada.get(&of(&draft, "/cover")).await.status(), StatusCode::OK);
    let foreign = ada.request(Method::PUT, &of(&one, "/cover"));
    let foreign = ada.send(foreign.header("origin", "https://elsewhere.example")).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);

    // What is discarded, is; what was called off stays as it is.
    ada.post_json(&of(&draft, "/cancel"), "{}").await;
    let gone = ada.get(&format!("/api/covers/{hidden}/large")).await;
    assert_eq!(problem(gone).await, "no_such_picture");
    ada.post_json(&of(&one, "/cancel"), "{}").await;
    assert_eq!(problem(upload(&mut ada, &one, png(10)).await).await, "not_announced");
    assert_eq!(problem(ada.delete(&of(&one, "/cover")).await).await, "not_announced");
}

#[tokio::test]
async fn covers_count_as_pictures_of_their_host() {
    let house = House::with(|config| config.avatars_per_account_per_hour = 1).await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(30)).await;
    covers(&mut ada, &one).await;
    assert_eq!(problem(upload(&mut ada, &one, png(10)).await).await, "too_many");
}
