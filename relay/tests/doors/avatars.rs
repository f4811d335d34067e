//! Pictures of people: brought, refused, drawn, and served.

use crate::house::{House, Visitor, problem, refusal};
use causerie_shared::{
    api::Me,
    fault::{Fault, PictureFault},
};
use image::{ImageFormat, RgbImage};
use reqwest::{Method, Response, StatusCode, header};
use std::{io::Cursor, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const AVATAR: &str = "/api/account/avatar";

pub(crate) fn png(side: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_fn(side, side, |x, y| image::Rgb([x as u8, y as u8, 90]));
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

async fn upload(visitor: &mut Visitor, bytes: Vec<u8>) -> Response {
    // What the type says counts nothing.
    let request = visitor.request(Method::PUT, AVATAR).header(header::CONTENT_TYPE, "text/html");
    visitor.send(request.body(bytes)).await
}

#[tokio::test]
async fn a_picture_is_drawn_anew_and_served_for_ever_under_its_id() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let answer = upload(&mut ada, png(700)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let me: Me = answer.json().await.unwrap();
    let id = me.account.unwrap().avatar.unwrap();
    for (size, side) in [("large", 512), ("small", 96)] {
        let answer = house.visitor().get(&format!("/api/pictures/{id}/{size}")).await;
        let headers = answer.headers().clone();
        assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let bytes = answer.bytes().await.unwrap();
        let kind = image::guess_format(&bytes).unwrap();
        assert_eq!(headers[header::CONTENT_TYPE], kind.to_mime_type());
        assert_eq!(image::load_from_memory(&bytes).unwrap().width(), side);
        let answer = house.visitor().get(&format!("/api/people/ada/picture?size={size}")).await;
        assert_eq!(answer.bytes().await.unwrap(), bytes);
    }
    let wrong = house.visitor().get(&format!("/api/pictures/{id}/huge")).await;
    assert_eq!(problem(wrong).await, "unreadable");
    let me: Me = ada.delete(AVATAR).await.json().await.unwrap();
    assert_eq!(me.account.unwrap().avatar, None);
    let gone = house.visitor().get(&format!("/api/pictures/{id}/large")).await;
    assert_eq!(problem(gone).await, "no_such_picture");
}

#[tokio::test]
async fn whoever_brought_none_has_a_drawing_that_can_do_nothing() {
    let house = House::open().await;
    house.person("ada").await;
    let answer = house.visitor().get("/api/people/ada/picture").await;
    let headers = answer.headers().clone();
    assert_eq!(headers[header::CONTENT_TYPE], "image/svg+xml");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let svg = answer.text().await.unwrap();
    assert!(svg.starts_with("<svg ") && !svg.contains("<script") && !svg.contains("href"));
    let none = house.visitor().get("/api/people/nobody_here/picture").await;
    assert_eq!(problem(none).await, "no_such_person");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_words_and_the_one_before_stays() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    upload(&mut ada, png(100)).await;
    let before = ada.me().await;
    let bomb = bomb(50_000);
    assert!(bomb.len() < 100_000, "small, and 7 GB when it is unpacked");
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let mut broken = png(100);
    broken.truncate(90);
    for (bytes, expected) in [
        (Vec::new(), PictureFault::NotAPicture),
        (b"PK\x03\x04 a zip".to_vec(), PictureFault::NotAPicture),
        (svg, PictureFault::Svg),
        (broken, PictureFault::Broken),
    ] {
        let answer = upload(&mut ada, bytes).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let fault = refusal(answer).await.fault;
        assert_eq!(fault, Some(Fault::BadAvatar { avatar: expected }));
    }
    let fault = refusal(upload(&mut ada, bomb).await).await.fault;
    let Some(Fault::BadAvatar { avatar: PictureFault::TooManyPixels { .. } }) = fault else {
        panic!("{fault:?}")
    };
    assert_eq!(ada.me().await, before);
    let mut guest = house.visitor();
    assert_eq!(problem(upload(&mut guest, png(10)).await).await, "sign_in_first");
}

/// A PNG that says it is `side` pixels wide and high, of one colour.
pub(crate) fn bomb(side: u32) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
        chunk.extend(kind);
        chunk.extend(data);
        let crc = crc32fast::hash(&chunk[4..]);
        chunk.extend(crc.to_be_bytes());
        chunk
    };
    let mut header = [side.to_be_bytes(), side.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", &header));
    png.extend(chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]));
    png.extend(chunk(b"IEND", &[]));
    png
}

#[tokio::test]
async fn fifty_megabytes_are_refused_without_reading_them() {
    let house = House::open().await;
    let ada = house.person("ada").await;
    let cookie = ada.cookie.clone().unwrap();
    let head = |how: &str| {
        format!(
            "PUT {AVATAR} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n{how}\r\n\r\n",
            house.app.address
        )
    };
    // Said beforehand: the answer comes before the first byte.
    let mut stream = TcpStream::connect(house.app.address).await.unwrap();
    stream.write_all(head("Content-Length: 52428800").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("bad_avatar") && answer.contains("8 MB"), "{answer}");
    // Not said: what is read has a bound.
    let mut stream = TcpStream::connect(house.app.address).await.unwrap();
    stream.write_all(head("Transfer-Encoding: chunked").as_bytes()).await.unwrap();
    let piece = [b"100000\r\n".to_vec(), vec![7; 1 << 20], b"\r\n".to_vec()].concat();
    let mut written = 0;
    for _ in 0..50 {
        let sent = tokio::time::timeout(Duration::from_secs(2), stream.write_all(&piece)).await;
        if !matches!(sent, Ok(Ok(()))) {
            break;
        }
        written += 1;
    }
    assert!(written < 40, "{written} MB went through");
}

#[tokio::test]
async fn a_photograph_that_is_somewhat_too_large_gets_its_words() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let answer = upload(&mut ada, vec![0xff; 12 << 20]).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(problem(answer).await, "bad_avatar");
}

#[tokio::test]
async fn pictures_are_changed_so_often_an_hour() {
    let house = House::with(|config| config.avatars_per_account_per_hour = 1).await;
    let mut ada = house.person("ada").await;
    assert_eq!(upload(&mut ada, png(10)).await.status(), StatusCode::OK);
    assert_eq!(problem(upload(&mut ada, png(10)).await).await, "too_many");
}
