#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::*;
use crate::media::MediaFault;
use insta::assert_snapshot;
use proptest::prelude::*;
use std::net::SocketAddr;

// Recorded from the browsers themselves.
const CHROMIUM_LISTENS: &str = include_str!("offers/chromium-156-listens.sdp");
const CHROMIUM_SPEAKS: &str = include_str!("offers/chromium-156-speaks.sdp");
const FIREFOX_LISTENS: &str = include_str!("offers/firefox-esr-153-listens.sdp");
const FIREFOX_SPEAKS: &str = include_str!("offers/firefox-esr-153-speaks.sdp");
// Shaped like theirs.
const OBS_SPEAKS: &str = include_str!("offers/obs-speaks.sdp");
const FFMPEG_SPEAKS: &str = include_str!("offers/ffmpeg-8-speaks.sdp");
const WEBRTC_RS_SPEAKS: &str = include_str!("offers/webrtc-rs-speaks.sdp");

const ALL: [(&str, Door); 7] = [
    (CHROMIUM_LISTENS, Door::Whep),
    (CHROMIUM_SPEAKS, Door::Whip),
    (FIREFOX_LISTENS, Door::Whep),
    (FIREFOX_SPEAKS, Door::Whip),
    (OBS_SPEAKS, Door::Whip),
    (FFMPEG_SPEAKS, Door::Whip),
    (WEBRTC_RS_SPEAKS, Door::Whip),
];

const FINGERPRINT: [u8; 32] = [0xAB; 32];

fn candidates() -> [SocketAddr; 2] {
    ["192.0.2.1:40000".parse().unwrap(), "[2001:db8::1]:40000".parse().unwrap()]
}

fn terms<'a>(candidates: &'a [SocketAddr]) -> Terms<'a> {
    Terms {
        ufrag: "ours",
        pwd: "ourpasswordourpassword",
        fingerprint: &FINGERPRINT,
        candidates,
        ssrcs: &[1001, 1002, 1003],
        cname: "causerie",
        music: false,
        session: 77,
        version: 1,
        red: false,
    }
}

fn parse(text: &str, door: Door) -> Offer {
    match Offer::parse(text, door) {
        Ok(offer) => offer,
        Err(fault) => panic!("{fault}"),
    }
}

fn fault(text: &str, door: Door) -> Option<MediaFault> {
    Offer::parse(text, door).err()
}

/// The answer to an offer, its lines ending as a snapshot's do.
fn answered(text: &str, door: Door) -> String {
    answer(&parse(text, door), door, &terms(&candidates())).replace("\r\n", "\n")
}

#[test]
fn a_chromium_that_listens_gets_three_slots() {
    let offer = parse(CHROMIUM_LISTENS, Door::Whep);
    let line = offer.audio().next().unwrap();
    assert_eq!((line.opus, line.red), (111, Some(63)));
    assert_eq!((line.level_ext, line.mid_ext), (Some(1), Some(4)));
    assert_eq!(line.direction, Direction::RecvOnly);
    assert_snapshot!(answered(CHROMIUM_LISTENS, Door::Whep), @r"
    v=0
    o=- 77 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=ice-lite
    a=group:BUNDLE 0 1 2
    m=audio 40000 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 192.0.2.1
    a=mid:0
    a=sendonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:111 opus/48000/2
    a=fmtp:111 stereo=1;sprop-stereo=1;useinbandfec=1
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
    a=msid:slot-0 slot-0
    a=ssrc:1001 cname:causerie
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    m=audio 40000 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 192.0.2.1
    a=mid:1
    a=sendonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:111 opus/48000/2
    a=fmtp:111 stereo=1;sprop-stereo=1;useinbandfec=1
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
    a=msid:slot-1 slot-1
    a=ssrc:1002 cname:causerie
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    m=audio 40000 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 192.0.2.1
    a=mid:2
    a=sendonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:111 opus/48000/2
    a=fmtp:111 stereo=1;sprop-stereo=1;useinbandfec=1
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
    a=msid:slot-2 slot-2
    a=ssrc:1003 cname:causerie
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    ");
}

#[test]
fn a_firefox_that_listens_gets_three_slots_by_its_own_numbers() {
    let offer = parse(FIREFOX_LISTENS, Door::Whep);
    assert_eq!(offer.audio().count(), 3, "the second and third have port 0 and bundle-only");
    assert_eq!(offer.fingerprint[..2], [0xCF, 0x60], "of the session");
    assert_snapshot!(answered(FIREFOX_LISTENS, Door::Whep), @r"
    v=0
    o=- 77 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=ice-lite
    a=group:BUNDLE 0 1 2
    m=audio 40000 UDP/TLS/RTP/SAVPF 109
    c=IN IP4 192.0.2.1
    a=mid:0
    a=sendonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:109 opus/48000/2
    a=fmtp:109 stereo=1;sprop-stereo=1;useinbandfec=1
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
    a=msid:slot-0 slot-0
    a=ssrc:1001 cname:causerie
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    m=audio 40000 UDP/TLS/RTP/SAVPF 109
    c=IN IP4 192.0.2.1
    a=mid:1
    a=sendonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:109 opus/48000/2
    a=fmtp:109 stereo=1;sprop-stereo=1;useinbandfec=1
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
    a=msid:slot-1 slot-1
    a=ssrc:1002 cname:causerie
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    m=audio 40000 UDP/TLS/RTP/SAVPF 109
    c=IN IP4 192.0.2.1
    a=mid:2
    a=sendonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:109 opus/48000/2
    a=fmtp:109 stereo=1;sprop-stereo=1;useinbandfec=1
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
    a=msid:slot-2 slot-2
    a=ssrc:1003 cname:causerie
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    ");
}

#[test]
fn a_chromium_that_speaks_is_told_to_spare_silence() {
    assert_snapshot!(answered(CHROMIUM_SPEAKS, Door::Whip), @r"
    v=0
    o=- 77 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=ice-lite
    a=group:BUNDLE 0
    m=audio 40000 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 192.0.2.1
    a=mid:0
    a=recvonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:111 opus/48000/2
    a=fmtp:111 usedtx=1;useinbandfec=1
    a=ptime:20
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    ");
}

#[test]
fn a_firefox_that_speaks_is_accepted() {
    assert_snapshot!(answered(FIREFOX_SPEAKS, Door::Whip), @r"
    v=0
    o=- 77 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=ice-lite
    a=group:BUNDLE 0
    m=audio 40000 UDP/TLS/RTP/SAVPF 109
    c=IN IP4 192.0.2.1
    a=mid:0
    a=recvonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:109 opus/48000/2
    a=fmtp:109 usedtx=1;useinbandfec=1
    a=ptime:20
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    ");
}

#[test]
fn an_obs_is_accepted_without_its_video() {
    assert_snapshot!(answered(OBS_SPEAKS, Door::Whip), @r"
    v=0
    o=- 77 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=ice-lite
    a=group:BUNDLE 0
    m=audio 40000 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 192.0.2.1
    a=mid:0
    a=recvonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:111 opus/48000/2
    a=fmtp:111 usedtx=1;useinbandfec=1
    a=ptime:20
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    m=video 0 UDP/TLS/RTP/SAVPF 96
    c=IN IP4 0.0.0.0
    a=mid:1
    a=inactive
    ");
}

#[test]
fn an_ffmpeg_that_waits_for_dtls_gets_an_active_peer() {
    let offer = parse(FFMPEG_SPEAKS, Door::Whip);
    assert!(offer.we_are_active);
    let line = offer.audio().next().unwrap();
    assert_eq!((line.level_ext, line.mid_ext, line.red), (None, None, None));
    assert_snapshot!(answered(FFMPEG_SPEAKS, Door::Whip), @r"
    v=0
    o=- 77 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=ice-lite
    a=group:BUNDLE 0
    m=audio 40000 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 192.0.2.1
    a=mid:0
    a=recvonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:active
    a=rtpmap:111 opus/48000/2
    a=fmtp:111 usedtx=1;useinbandfec=1
    a=ptime:20
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    ");
}

#[test]
fn a_webrtc_rs_that_sends_and_receives_is_only_heard() {
    assert_snapshot!(answered(WEBRTC_RS_SPEAKS, Door::Whip), @r"
    v=0
    o=- 77 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=ice-lite
    a=group:BUNDLE 0
    m=audio 40000 UDP/TLS/RTP/SAVPF 111
    c=IN IP4 192.0.2.1
    a=mid:0
    a=recvonly
    a=rtcp-mux
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=fingerprint:sha-256 AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
    a=setup:passive
    a=rtpmap:111 opus/48000/2
    a=fmtp:111 usedtx=1;useinbandfec=1
    a=ptime:20
    a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
    a=extmap:2 urn:ietf:params:rtp-hdrext:sdes:mid
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    ");
}

#[test]
fn music_is_asked_for_in_stereo_and_without_pauses() {
    let candidates = candidates();
    let terms = Terms { music: true, ..terms(&candidates) };
    let answer = answer(&parse(CHROMIUM_SPEAKS, Door::Whip), Door::Whip, &terms);
    assert!(answer.contains(
        "a=fmtp:111 stereo=1;sprop-stereo=1;maxaveragebitrate=128000;usedtx=0;useinbandfec=1\r\n"
    ));
}

#[test]
fn who_sends_red_spends_nothing_on_opus_own_correction() {
    let candidates = candidates();
    for music in [false, true] {
        let terms = Terms { red: true, music, ..terms(&candidates) };
        let asked = |offer| answer(&parse(offer, Door::Whip), Door::Whip, &terms);
        let fmtp = |answer: &str, opus: &str| {
            let line = answer.lines().find(|line| line.starts_with(opus));
            line.expect("Opus is described").to_owned()
        };
        assert!(fmtp(&asked(CHROMIUM_SPEAKS), "a=fmtp:111 ").ends_with(";useinbandfec=0"));
        // Firefox offers no RED.
        assert!(fmtp(&asked(FIREFOX_SPEAKS), "a=fmtp:109 ").ends_with(";useinbandfec=1"));
    }
}

#[test]
fn red_is_listed_first_when_wanted_and_offered() {
    let candidates = candidates();
    let terms = Terms { red: true, ..terms(&candidates) };
    let with_red = answer(&parse(CHROMIUM_SPEAKS, Door::Whip), Door::Whip, &terms);
    assert!(with_red.contains("m=audio 40000 UDP/TLS/RTP/SAVPF 63 111\r\n"));
    assert!(with_red.contains("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"));
    let without = answer(&parse(FIREFOX_SPEAKS, Door::Whip), Door::Whip, &terms);
    assert!(without.contains("m=audio 40000 UDP/TLS/RTP/SAVPF 109\r\n"));
}

#[test]
fn lines_beyond_what_the_door_takes_are_answered_with_port_0() {
    let line = CHROMIUM_LISTENS.find("m=audio").unwrap();
    let (session, media) = CHROMIUM_LISTENS.split_at(line);
    let one = &media[..media[1..].find("m=audio").unwrap() + 1];
    let mut five = session.replace("BUNDLE 0 1 2", "BUNDLE 0 1 2 3 4");
    for mid in 0..5 {
        five += &one.replace("a=mid:0", &format!("a=mid:{mid}"));
    }
    let offer = parse(&five, Door::Whep);
    assert_eq!((offer.audio().count(), offer.lines.len()), (3, 5));
    let answer = answered(&five, Door::Whep);
    assert!(answer.contains("a=group:BUNDLE 0 1 2\n"));
    assert!(answer.ends_with(
        "m=audio 0 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\n\
         c=IN IP4 0.0.0.0\na=mid:4\na=inactive\n"
    ));
}

#[test]
fn without_a_bundle_group_only_the_first_line_is_taken() {
    let apart = CHROMIUM_LISTENS.replace("a=group:BUNDLE 0 1 2\r\n", "");
    let apart = apart.replace("a=group:BUNDLE 0 1 2\n", "");
    let offer = parse(&apart, Door::Whep);
    assert!(!offer.bundle);
    assert_eq!((offer.audio().count(), offer.lines.len()), (1, 3));
    assert!(!answered(&apart, Door::Whep).contains("a=group"));
}

#[test]
fn an_offer_without_mid_or_group_is_answered_without_them() {
    let bare = FFMPEG_SPEAKS.replace("a=mid:0\n", "").replace("a=group:BUNDLE 0 1\n", "");
    let answer = answered(&bare, Door::Whip);
    assert!(!answer.contains("a=mid") && !answer.contains("a=group"));
    assert!(answer.contains("a=setup:active"));
}

#[test]
fn each_fault_of_an_offer_has_its_words() {
    let without = |name: &str| -> String {
        let keep = |line: &&str| !line.starts_with(&format!("a={name}"));
        OBS_SPEAKS.lines().filter(keep).map(|line| format!("{line}\n")).collect()
    };
    assert_eq!(fault(&without("ice-ufrag"), Door::Whip), Some(MediaFault::NoIce));
    assert_eq!(fault(&without("ice-pwd"), Door::Whip), Some(MediaFault::NoIce));
    assert_eq!(fault(&without("fingerprint"), Door::Whip), Some(MediaFault::NoFingerprint));
    assert_eq!(fault(&without("rtpmap:111"), Door::Whip), Some(MediaFault::NoOpus));
    let video_only = OBS_SPEAKS.replace("m=audio", "m=video");
    assert_eq!(fault(&video_only, Door::Whip), Some(MediaFault::NoAudio));
    let off = OBS_SPEAKS.replace("m=audio 50114", "m=audio 0");
    assert_eq!(fault(&off, Door::Whip), Some(MediaFault::NoAudio));
    let sha_1 = OBS_SPEAKS.replace("sha-256", "sha-1");
    assert_eq!(fault(&sha_1, Door::Whip), Some(MediaFault::NoFingerprint));
    let short = OBS_SPEAKS.replace(":2F:23\n", ":2F\n");
    assert_eq!(fault(&short, Door::Whip), Some(MediaFault::NoFingerprint));

    let words = |text: &str, door| fault(text, door).unwrap().to_string();
    assert_snapshot!(words(OBS_SPEAKS, Door::Whep), @"the offer's audio m-line points the wrong way: to listen, offer recvonly");
    assert_snapshot!(words(CHROMIUM_LISTENS, Door::Whip), @"the offer's audio m-line points the wrong way: to speak, offer sendonly");
    assert_snapshot!(words("", Door::Whip), @"the offer could not be read as SDP: it does not begin with v=0");
    assert_snapshot!(words("<html>", Door::Whip), @"the offer could not be read as SDP: it does not begin with v=0");
    assert_snapshot!(words("v=0\nnot a line\n", Door::Whip), @"the offer could not be read as SDP: line 2 is not of the form x=value");
    assert_snapshot!(words(&format!("v=0\n{}", "a=x\n".repeat(1 << 18)), Door::Whip), @"the offer could not be read as SDP: it has 1048580 bytes, at most 65536 are read");
    assert_snapshot!(words(&format!("v=0\n{}", "m=audio 9 x 0\n".repeat(17)), Door::Whip), @"the offer has more than 16 m-lines");
    assert_snapshot!(words(&OBS_SPEAKS.replace("hc5W", "h"), Door::Whip), @"the offer could not be read as SDP: a=ice-ufrag is not 4 to 256 letters, digits, + or /");
    assert_snapshot!(words(&OBS_SPEAKS.replace("a=mid:0", "a=mid:a b"), Door::Whip), @"the offer could not be read as SDP: a=mid is not 1 to 255 visible ASCII characters");
    assert_snapshot!(words("v=0\nm=audio 9\n", Door::Whip), @"the offer could not be read as SDP: an m-line has no formats");
}

#[test]
fn payload_types_that_rtcp_uses_are_not_taken() {
    let odd = OBS_SPEAKS.replace("SAVPF 111\n", "SAVPF 72\n").replace(":111 ", ":72 ");
    assert_eq!(fault(&odd, Door::Whip), Some(MediaFault::NoOpus));
    let unlisted = OBS_SPEAKS.replace("SAVPF 111\n", "SAVPF 110\n");
    assert_eq!(fault(&unlisted, Door::Whip), Some(MediaFault::NoOpus));
}

#[test]
fn an_extension_id_that_needs_two_byte_headers_is_not_taken() {
    let wide = WEBRTC_RS_SPEAKS.replace("extmap:1 ", "extmap:15 ");
    assert_eq!(parse(&wide, Door::Whip).audio().next().unwrap().level_ext, None);
}

/// `rtc-sdp` is an independent reader.
#[test]
fn rtc_sdp_reads_every_answer() {
    for (text, door) in ALL {
        let candidates = candidates();
        let answer = answer(&parse(text, door), door, &terms(&candidates));
        let mut bytes = std::io::Cursor::new(answer.as_bytes());
        let read = rtc_sdp::SessionDescription::unmarshal(&mut bytes).unwrap();
        let offered = text.lines().filter(|line| line.starts_with("m=")).count();
        assert_eq!(read.media_descriptions.len(), offered);
        for media in read.media_descriptions {
            if media.media_name.port.value == 0 {
                continue;
            }
            assert_eq!(media.attribute("ice-ufrag"), Some(Some("ours")));
            assert!(media.attribute("candidate").is_some());
            assert_eq!(media.attribute("ssrc").is_some(), door == Door::Whep);
        }
    }
}

#[test]
fn candidates_without_end_are_refused_in_offers_and_in_fragments() {
    let candidates = |count| "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n".repeat(count);
    let offer = |count| format!("{CHROMIUM_LISTENS}{}", candidates(count));
    let fragment = |count| read_fragment(&candidates(count)).map(|it| it.candidates);
    let offered = offer(0).matches("a=candidate:").count();
    assert!(Offer::parse(&offer(256 - offered), Door::Whep).is_ok());
    let most = 256;
    let refused = MediaFault::TooManyCandidates { most };
    assert_eq!(fault(&offer(257 - offered), Door::Whep), Some(refused.clone()));
    assert_eq!(fragment(most).ok(), Some(most));
    assert_eq!(fragment(most + 1).err(), Some(refused));
}

#[test]
fn a_fragment_with_new_credentials_is_an_ice_restart() {
    let read = read_fragment(
        "a=ice-ufrag:9uB6\r\na=ice-pwd:YH75Fviy6338Vbrhrlp8Yh\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n\
         a=mid:0\r\na=candidate:1 1 udp 2130706431 192.0.2.2 5 typ host\r\na=end-of-candidates\r\n",
    );
    let Ok(read) = read else { panic!("a fragment") };
    assert_eq!(read.ufrag.as_deref(), Some("9uB6"));
    assert_eq!(read.pwd.as_deref(), Some("YH75Fviy6338Vbrhrlp8Yh"));
    assert_eq!((read.candidates, read.end_of_candidates), (1, true));

    assert!(read_fragment("nonsense").is_err());
    assert!(read_fragment("a=ice-pwd:short\n").is_err());
    assert!(read_fragment("") == Ok(Fragment::default()));

    let candidates = candidates();
    let written = write_fragment(Some("0"), "ours", "ourpasswordourpassword", &candidates);
    assert!(read_fragment(&written).is_ok());
    assert_snapshot!(written.replace("\r\n", "\n"), @r"
    a=ice-lite
    m=audio 9 UDP/TLS/RTP/SAVPF 0
    a=mid:0
    a=ice-ufrag:ours
    a=ice-pwd:ourpasswordourpassword
    a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
    a=candidate:2 1 udp 2130706175 2001:db8::1 40000 typ host
    a=end-of-candidates
    ");
}

/// One change to an offer, at a place in thousandths of it.
#[derive(Debug, Clone)]
enum Damage {
    DropLine(usize),
    RepeatLine(usize),
    SwapWithNext(usize),
    Truncate(usize),
    Byte(usize, char),
    Insert(usize, String),
}

impl Damage {
    fn apply(&self, text: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines.is_empty() {
            return String::new();
        }
        let place = |at: &usize, of: usize| at * of / 1000;
        let count = lines.len();
        match self {
            Self::DropLine(at) => drop(lines.remove(place(at, count))),
            Self::RepeatLine(at) => lines.push(lines[place(at, count)].clone()),
            Self::SwapWithNext(at) => {
                let line = place(at, count);
                lines.swap(line, (line + 1) % count);
            }
            Self::Truncate(at) => return text.chars().take(place(at, text.len())).collect(),
            Self::Byte(at, with) => {
                let at = place(at, text.len());
                let changed = |(n, old)| if n == at { *with } else { old };
                return text.chars().enumerate().map(changed).collect();
            }
            Self::Insert(at, line) => lines.insert(place(at, count), line.clone()),
        }
        lines.join("\n")
    }
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let words =
        "(a|m|c)=(audio|group|rtpmap|fmtp|extmap|mid|fingerprint|setup|ice-pwd)?[: ]?.{0,20}";
    prop_oneof![
        (0usize..1000).prop_map(Damage::DropLine),
        (0usize..1000).prop_map(Damage::RepeatLine),
        (0usize..1000).prop_map(Damage::SwapWithNext),
        (0usize..1000).prop_map(Damage::Truncate),
        (0usize..1000, any::<char>()).prop_map(|(at, with)| Damage::Byte(at, with)),
        (0usize..1000, words).prop_map(|(at, line)| Damage::Insert(at, line)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_damaged_offer_gets_an_answer_or_words(
        (text, _) in prop::sample::select(ALL.to_vec()),
        damage in prop::collection::vec(any_damage(), 0..6),
        red: bool,
    ) {
        let text = damage.iter().fold(text.to_owned(), |text, damage| damage.apply(&text));
        for door in [Door::Whip, Door::Whep] {
            let Ok(offer) = Offer::parse(&text, door) else { continue };
            prop_assert!((1..=door.most_audio_lines()).contains(&offer.audio().count()));
            let candidates = candidates();
            let answer = answer(&offer, door, &Terms { red, ..terms(&candidates) });
            let offered = text.lines().filter(|line| line.starts_with("m=")).count();
            let lines: Vec<&str> = answer.split_terminator("\r\n").collect();
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("m=")).count(), offered);
            for line in lines {
                prop_assert!(line.as_bytes()[1] == b'=' && !line.contains(['\r', '\n']));
            }
        }
        let _ = read_fragment(&text);
    }

    #[test]
    fn strangers_text_gets_words(text: String, more: Vec<String>) {
        prop_assert!(Offer::parse(&text, Door::Whip).is_err());
        let lines = more.iter().fold("v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n".to_owned(), |text, line| text + "a=" + line + "\n");
        prop_assert!(Offer::parse(&lines, Door::Whep).is_err());
        let _ = read_fragment(&lines);
    }
}
