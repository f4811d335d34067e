//! What the media plane's doors answer, before any packet flows.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use causerie_relay::media::{
    Answered, Gathering, Gone, Limits, Media, MediaConfig, MediaEvent, MediaFault, Patched,
    Publish, SessionId, Subscribe,
};
use causerie_shared::id::{SpaceId, VoiceId};
use std::net::{IpAddr, Ipv4Addr};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const SPEAKS: &str = include_str!("../src/media/core/sdp/offers/chromium-156-speaks.sdp");
const LISTENS: &str = include_str!("../src/media/core/sdp/offers/chromium-156-listens.sdp");
const MANY: usize = 1000;

fn space() -> SpaceId {
    SpaceId::from_bits(1)
}

fn start(limits: Limits) -> (Media, UnboundedReceiver<MediaEvent>) {
    let (to, events) = unbounded_channel();
    let announced = vec![IpAddr::from(Ipv4Addr::LOCALHOST)];
    let media = Media::start(
        MediaConfig { ports: vec![0, 0], announced, limits, gathering: Gathering::default() },
        to,
    )
    .unwrap();
    media.open_space(space());
    (media, events)
}

fn unlimited() -> Limits {
    Limits {
        sessions_per_space: MANY,
        warm_per_space: MANY,
        sessions_per_address: MANY,
        warm_per_address: MANY,
        handshakes_in_flight: MANY,
    }
}

fn listen(media: &Media, from: &str, warm: bool) -> Result<Answered, MediaFault> {
    let (offer, from) = (LISTENS.to_owned(), from.parse().unwrap());
    media.subscribe(Subscribe { space: space(), own_voice: None, warm, offer, from })
}

fn speak(media: &Media, voice: u32) -> Result<Answered, MediaFault> {
    let (voice, offer) = (VoiceId::new(voice).unwrap(), SPEAKS.to_owned());
    let from = Ipv4Addr::LOCALHOST.into();
    media.publish(Publish { space: space(), voice, music: false, muted: false, offer, from })
}

fn sessions(media: &Media) -> u64 {
    media.counters().iter().find(|(name, _)| *name == "sessions").unwrap().1
}

#[test]
fn a_patch_notes_candidates_restarts_ice_or_says_why_not() {
    let (media, _events) = start(unlimited());
    let answered = listen(&media, "192.0.2.1", false).unwrap();
    let (session, etag) = (answered.session, &answered.etag);
    let trickle = "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n";
    assert!(matches!(media.patch(session, etag, trickle), Ok(Patched::Noted)));
    assert!(matches!(media.patch(session, "\"stale\"", trickle), Err(MediaFault::WrongEtag)));
    let nobody = SessionId(7);
    assert!(matches!(media.patch(nobody, etag, trickle), Err(MediaFault::NoSuchSession)));
    // A restart without credentials is refused, and leaves the session as it is.
    let empty = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n";
    assert!(matches!(media.patch(session, "*", empty), Err(MediaFault::NoIce)));
    assert!(matches!(media.patch(session, etag, trickle), Ok(Patched::Noted)));
    let Ok(Patched::Restarted { fragment, etag: fresh }) = media.patch(session, "*", trickle)
    else {
        panic!("not restarted");
    };
    assert!(fragment.contains("a=ice-ufrag:") && fragment.contains("127.0.0.1"));
    assert!(matches!(media.patch(session, etag, trickle), Err(MediaFault::WrongEtag)));
    assert!(matches!(media.patch(session, &fresh, trickle), Ok(Patched::Noted)));
    media.stop();
}

#[test]
fn sessions_beyond_a_limit_are_refused_and_room_is_given_back() {
    let too_many = |done: Result<Answered, MediaFault>| matches!(done, Err(MediaFault::TooMany(_)));
    let (media, _events) = start(Limits { sessions_per_space: 2, ..unlimited() });
    let first = listen(&media, "192.0.2.1", false).unwrap();
    speak(&media, 1).unwrap();
    assert!(too_many(listen(&media, "192.0.2.2", false)));
    // A full audience locks no speaker out.
    let second = speak(&media, 2).unwrap();
    assert!(media.close(first.session) && media.close(second.session));
    listen(&media, "192.0.2.2", false).unwrap();
    media.stop();

    let (media, _events) = start(Limits { warm_per_space: 1, ..unlimited() });
    let warm = listen(&media, "192.0.2.1", true).unwrap();
    assert!(too_many(listen(&media, "192.0.2.2", true)));
    listen(&media, "192.0.2.2", false).unwrap();
    // Whoever listens is warm no more.
    assert!(media.listen(warm.session));
    listen(&media, "192.0.2.2", true).unwrap();
    media.stop();

    let limits = Limits { sessions_per_address: 2, warm_per_address: 1, ..unlimited() };
    let (media, _events) = start(limits);
    // An IPv6 customer has a whole /64.
    listen(&media, "2001:db8::1", true).unwrap();
    assert!(too_many(listen(&media, "2001:db8::2", true)));
    listen(&media, "2001:db8::3", false).unwrap();
    assert!(too_many(listen(&media, "2001:db8::4", false)));
    listen(&media, "2001:db8:0:1::1", true).unwrap();
    media.stop();
}

#[test]
fn a_voice_is_published_once_at_a_time_and_only_into_spaces_on_air() {
    let (media, mut events) = start(unlimited());
    let first = speak(&media, 1).unwrap();
    assert!(matches!(speak(&media, 1), Err(MediaFault::AlreadyPublishing)));
    assert!(!media.listen(first.session), "a publisher has nothing to listen to");
    media.remove_voice(space(), VoiceId::new(1).unwrap());
    let gone = MediaEvent::Gone { session: first.session, why: Gone::Asked };
    assert_eq!(events.blocking_recv(), Some(gone));
    let second = speak(&media, 1).unwrap();
    media.close_space(space());
    let gone = MediaEvent::Gone { session: second.session, why: Gone::SpaceClosed };
    assert_eq!(events.blocking_recv(), Some(gone));
    assert_eq!(sessions(&media), 0);
    assert!(matches!(speak(&media, 1), Err(MediaFault::NoSuchSpace)));
    assert!(matches!(listen(&media, "192.0.2.1", false), Err(MediaFault::NoSuchSpace)));
    media.stop();
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let (to, _events) = unbounded_channel();
    let config = MediaConfig {
        ports: vec![port],
        announced: Vec::new(),
        limits: unlimited(),
        gathering: Gathering::default(),
    };
    let Err(error) = Media::start(config, to) else { panic!("two hold one port") };
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}
