//! The whole media plane, threads and sockets and all, against peers of the `webrtc` crate over
//! loopback. What time and loss do is told in `media_core`; here it is proved that strangers'
//! code understands ours.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod native;

use causerie_relay::media::{Gone, Limits, MediaEvent, MediaFault, Patched, Publish, Subscribe};
use native::{
    FRAME, Heard, LIMITS, LOOPBACK, Options, PATIENCE, Peer, Relay, said, space, talk, voice,
};
use rtc::rtcp::{
    goodbye::Goodbye, receiver_report::ReceiverReport, sender_report::SenderReport,
    source_description::SourceDescription,
};
use std::{collections::HashSet, net::Ipv6Addr, time::Duration};
use tokio::time::{Instant, sleep};
use webrtc::peer_connection::{RTCPeerConnectionState, SrtpProtectionProfile};

fn level(heard: &Heard) -> Option<u8> {
    heard.packet.header.get_extension(1).and_then(|it| it.first().map(|level| level & 0x7f))
}

/// One stream, its numbers without a gap, its time forward and never by a second at once.
fn goes_forward(heard: &[Heard]) {
    for pair in heard.windows(2) {
        let (a, b) = (&pair[0].packet.header, &pair[1].packet.header);
        assert_eq!((b.ssrc, b.sequence_number), (a.ssrc, a.sequence_number.wrapping_add(1)));
        let step = b.timestamp.wrapping_sub(a.timestamp);
        assert!((1..48_000).contains(&step), "{step} samples");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_slots_and_a_plain_listener_hear_a_voice_marked_with_its_id() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 7).await;
    let mut three = relay.listener(space(1), 3).await;
    let mut plain = relay.listener(space(1), 1).await;
    talk(&mut [&mut host], 0..40).await;
    for peer in [&mut three, &mut plain] {
        let heard = peer.hear(20, |it| said(it).is_some()).await;
        let ssrcs: HashSet<_> = heard.iter().map(|it| it.packet.header.ssrc).collect();
        assert_eq!(ssrcs.len(), 1);
        assert_eq!(heard[0].sequence(), 1);
        goes_forward(&heard);
        assert!(heard.iter().all(|it| it.csrc() == Some(7)));
        // On a busy machine the silence of a stalled voice may stand between.
        for packet in heard.iter().filter(|it| said(it).is_some()) {
            assert!(level(packet).is_some_and(|level| (25..28).contains(&level)));
        }
    }
    relay.expect(MediaEvent::Heard { space: space(1), voices: vec![voice(7)] }).await;
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_srtp_profile_carries_a_voice_both_ways() {
    let mut relay = Relay::start(LOOPBACK);
    for (number, profile) in [
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
        SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
    ]
    .into_iter()
    .enumerate()
    {
        let id = space(number as u128 + 10);
        relay.media.open_space(id);
        let options = Options { profiles: vec![profile], ..Options::default() };
        let host = Peer::speaker(options.clone()).await;
        let mut host = relay.publish(host, id, 1).await;
        let listener = Peer::listener(3, options).await;
        let mut listener = relay.subscribe(listener, id, None, false).await;
        talk(&mut [&mut host], 0..15).await;
        listener.hear(5, |it| said(it).is_some()).await;
    }
    assert_eq!(relay.count("srtp_forged_total"), 0);
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_of_talker_is_seamless_to_a_plain_listener() {
    let mut relay = Relay::start(LOOPBACK);
    let mut first = relay.speaker(space(1), 1).await;
    let mut second = relay.speaker(space(1), 2).await;
    let mut plain = relay.listener(space(1), 1).await;
    talk(&mut [&mut first], 0..25).await;
    relay.media.set_muted(space(1), voice(1), true);
    sleep(10 * FRAME).await;
    talk(&mut [&mut first, &mut second], 25..60).await;
    let heard = plain.hear(10, |it| it.csrc() == Some(2)).await;
    assert!(heard.iter().any(|it| it.csrc() == Some(1)));
    goes_forward(&heard);
    // Of the muted voice not a frame that was said after the mute.
    let muted = heard.iter().filter(|it| it.csrc() == Some(1)).filter_map(said).max();
    assert_eq!(muted, Some(24));
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_beside_a_sequence_wrap_starts_at_one_and_hears() {
    let mut relay = Relay::start(LOOPBACK);
    let local = relay.media.local_voice(space(1), voice(3), false);
    let frame = |number: u32| {
        let mut payload = [0x78; 40];
        payload[36..].copy_from_slice(&number.to_be_bytes());
        local.push(&payload, 25 + (number % 3) as u8);
    };
    // As many frames as half of what 16 bits count twice over, in a second.
    let mut number = 0;
    while number < 65_530 {
        frame(number);
        number += 1;
    }
    let due = Instant::now() + PATIENCE;
    while relay.count("voice_packets_total") < 65_530 {
        assert!(Instant::now() < due, "the thread is stuck");
        sleep(FRAME).await;
    }
    let mut below = relay.listener(space(1), 3).await;
    for _ in 0..12 {
        frame(number);
        number += 1;
        sleep(FRAME).await;
    }
    let mut above = relay.listener(space(1), 3).await;
    for _ in 0..12 {
        frame(number);
        number += 1;
        sleep(FRAME).await;
    }
    for (peer, joined) in [(&mut below, 65_530), (&mut above, 65_542)] {
        let heard = peer.hear(10, |it| said(it).is_some()).await;
        assert_eq!(heard[0].sequence(), 1);
        assert_eq!(heard.iter().find_map(said), Some(joined));
        goes_forward(&heard);
    }
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn people_on_stage_hear_others_and_never_themselves() {
    let mut relay = Relay::start(LOOPBACK);
    let mut mine = relay.speaker(space(1), 1).await;
    let mut other = relay.speaker(space(1), 2).await;
    let me = Peer::listener(3, Options::default()).await;
    let mut me = relay.subscribe(me, space(1), Some(voice(1)), false).await;
    talk(&mut [&mut mine, &mut other], 0..40).await;
    let heard = me.hear(20, |it| said(it).is_some()).await;
    assert!(heard.iter().all(|it| it.csrc() == Some(2)));
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_spaces_never_meet_and_all_threads_are_heard_from() {
    let mut relay = Relay::start(LOOPBACK);
    relay.media.open_space(space(2));
    let mut here = relay.speaker(space(1), 1).await;
    let mut there = relay.speaker(space(2), 2).await;
    // Two listeners each: they are spread over both threads, so that one of each pair is away
    // from its space's home.
    let mut listeners = Vec::new();
    for (number, csrc) in [(1, 1), (1, 1), (2, 2), (2, 2)] {
        listeners.push((relay.listener(space(number), 3).await, csrc));
    }
    let ports: HashSet<_> = relay.media.ports().iter().map(|port| port.port()).collect();
    assert_eq!(ports.len(), 2);
    talk(&mut [&mut here, &mut there], 0..40).await;
    for pair in listeners.chunks(2) {
        assert_ne!(pair[0].0.port, pair[1].0.port, "both are on one thread");
    }
    for (listener, csrc) in &mut listeners {
        let heard = listener.hear(20, |it| said(it).is_some()).await;
        assert!(heard.iter().all(|it| it.csrc() == Some(*csrc)));
        assert_eq!(heard[0].sequence(), 1);
    }
    assert_eq!((relay.count("ring_dropped_total"), relay.count("listeners")), (0, 4));
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_listener_gets_nothing_until_it_listens_and_a_pause_stops_it() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 1).await;
    let peer = Peer::listener(3, Options::default()).await;
    let mut warm = relay.subscribe(peer, space(1), None, true).await;
    talk(&mut [&mut host], 0..25).await;
    assert!(warm.arrived().is_empty());
    assert_eq!(relay.count("packets_forwarded_total"), 0);
    assert!(relay.media.listen(warm.session()));
    talk(&mut [&mut host], 25..45).await;
    let heard = warm.hear(10, |it| said(it).is_some()).await;
    assert_eq!(heard[0].sequence(), 1);
    assert!(heard.iter().find_map(said).is_some_and(|frame| frame >= 20));
    assert!(relay.media.pause(warm.session()));
    sleep(10 * FRAME).await;
    let forwarded = relay.count("packets_forwarded_total");
    warm.arrived();
    talk(&mut [&mut host], 45..60).await;
    assert!(warm.arrived().is_empty());
    assert_eq!(relay.count("packets_forwarded_total"), forwarded);
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_ice_changes_credentials_and_loses_no_listener() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 1).await;
    let mut listener = relay.listener(space(1), 3).await;
    talk(&mut [&mut host], 0..10).await;
    listener.hear(5, |it| said(it).is_some()).await;

    let before = listener.answer_in_force().await;
    let offer = listener.restart().await;
    let credentials = |sdp: &str| -> Vec<String> {
        let lines = sdp
            .lines()
            .filter(|line| line.starts_with("a=ice-ufrag:") || line.starts_with("a=ice-pwd:"));
        lines.take(2).map(str::to_owned).collect()
    };
    let theirs = credentials(&offer);
    let fragment =
        format!("{}\r\n{}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n", theirs[0], theirs[1]);
    let patched = relay.media.patch(listener.session(), "*", &fragment).unwrap();
    let Patched::Restarted { fragment, etag } = patched else { panic!("not restarted") };
    assert_ne!(etag, listener.etag);
    let (old, new) = (credentials(&before), credentials(&fragment));
    assert_ne!(old, new);
    let answer = before.replace(&old[0], &new[0]).replace(&old[1], &new[1]);
    listener.accept_sdp(answer).await;

    let checks = relay.count("stun_checks_total");
    listener.arrived();
    talk(&mut [&mut host], 10..60).await;
    let heard = listener.hear(30, |it| said(it).is_some()).await;
    assert!(heard.windows(2).all(|pair| pair[1].sequence() > pair[0].sequence()));
    // The peer proved the new credentials meanwhile.
    let due = Instant::now() + PATIENCE;
    while relay.count("stun_checks_total") == checks {
        assert!(Instant::now() < due, "no check with the new credentials");
        sleep(FRAME).await;
    }
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_deleted_is_gone_at_both_ends() {
    let mut relay = Relay::start(LOOPBACK);
    let host = relay.speaker(space(1), 1).await;
    let mut listener = relay.listener(space(1), 3).await;
    assert_eq!(relay.count("sessions"), 2);
    assert!(relay.media.close(listener.session()));
    assert!(!relay.media.close(listener.session()));
    let session = listener.session();
    relay.expect(MediaEvent::Gone { session, why: Gone::Asked }).await;
    // Its checks go unanswered from here on.
    listener.state(RTCPeerConnectionState::Disconnected).await;
    // The other one hangs up by itself.
    let session = host.session();
    host.hang_up().await;
    relay.expect(MediaEvent::Gone { session, why: Gone::PeerClosed }).await;
    assert_eq!(relay.count("sessions"), 0);
    let due = Instant::now() + PATIENCE;
    while relay.count("peers") + relay.count("listeners") > 0 {
        assert!(Instant::now() < due, "peers are left");
        sleep(FRAME).await;
    }
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_and_goodbyes_are_understood_by_others() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 1).await;
    // The second is on the thread that is not the space's home.
    let mut listeners = [relay.listener(space(1), 3).await, relay.listener(space(1), 1).await];
    assert_ne!(listeners[0].port, listeners[1].port);
    talk(&mut [&mut host], 0..260).await;
    for listener in &mut listeners {
        let heard = listener.hear(100, |it| said(it).is_some()).await;
        let first = &heard[0].packet.header;
        let report = listener.report(|it: &SenderReport| it.ssrc == first.ssrc).await;
        assert!((1..=300).contains(&report.packet_count), "{report:?}");
        // The slot's clock, not another one: within the seconds that the test takes.
        assert!(report.rtp_time.wrapping_sub(first.timestamp) < 60 * 48_000, "{report:?}");
        let description = listener.report(|_: &SourceDescription| true).await;
        assert_eq!(description.chunks[0].source, first.ssrc);
        relay.media.close(listener.session());
        let goodbye = listener.report(|_: &Goodbye| true).await;
        assert_eq!(goodbye.sources, [first.ssrc]);
    }
    // It started below a wrap, and went over it.
    let wrapped =
        |it: &ReceiverReport| it.reports.iter().any(|it| it.last_sequence_number > 0xFFFF);
    let block = &host.report(wrapped).await.reports[0];
    assert_eq!((block.ssrc, block.fraction_lost, block.total_lost), (0x5EED_0001, 0, 0));
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_others_are_understood_here() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 1).await;
    // In the middle of a second, so that both halves of the moment count.
    let ntp = 0x1234_5678_9ABC_DEF0;
    for round in 0..10u32 {
        talk(&mut [&mut host], 10 * round..10 * (round + 1)).await;
        host.reports_itself(ntp, round).await;
    }
    let block = host.report(|it: &ReceiverReport| {
        it.reports.first().is_some_and(|block| block.last_sender_report == 0x5678_9ABC)
    });
    assert_eq!(block.await.reports[0].ssrc, 0x5EED_0001);
    assert!(relay.count("rtcp_received_total") >= 1);
    assert_eq!(relay.count("rtcp_malformed_total"), 0);
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_fingerprint_ends_the_session_without_media() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 1).await;
    let mut liar = Peer::listener(3, Options::default()).await;
    let offer: Vec<_> = liar
        .offer()
        .await
        .lines()
        .map(|line| match line.split_once("sha-256 ") {
            // One digit of the certificate's fingerprint is another.
            Some((name, digits)) => {
                let other = if digits.starts_with('0') { '1' } else { '0' };
                format!("{name}sha-256 {other}{}", &digits[1..])
            }
            None => line.to_owned(),
        })
        .collect();
    let offer = offer.join("\r\n") + "\r\n";
    let request =
        Subscribe { space: space(1), own_voice: None, warm: false, offer, from: LOOPBACK };
    let answered = relay.media.subscribe(request).unwrap();
    liar.accept(&answered).await;
    talk(&mut [&mut host], 0..20).await;
    let session = liar.session();
    relay.expect(MediaEvent::Gone { session, why: Gone::HandshakeFailed }).await;
    assert!(!relay.has_told(&MediaEvent::Connected { session }));
    assert!(liar.arrived().is_empty());
    assert_eq!(relay.count("sessions"), 1);
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_relay_starts_dtls_when_the_offer_is_passive() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = Peer::speaker(Options::default()).await;
    let offer = host.offer().await.replace("a=setup:actpass", "a=setup:passive");
    let request = Publish {
        space: space(1),
        voice: voice(1),
        music: false,
        muted: false,
        offer,
        from: LOOPBACK,
    };
    let answered = relay.media.publish(request).unwrap();
    assert!(answered.sdp.contains("a=setup:active"));
    host.accept(&answered).await;
    relay.expect(MediaEvent::Connected { session: host.session() }).await;
    let mut listener = relay.listener(space(1), 3).await;
    talk(&mut [&mut host], 0..20).await;
    listener.hear(5, |it| said(it).is_some()).await;
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_goes_over_ipv6() {
    if std::net::UdpSocket::bind("[::1]:0").is_err() {
        return;
    }
    let mut relay = Relay::start(Ipv6Addr::LOCALHOST.into());
    let options = Options { bind: "[::1]:0", ..Options::default() };
    let host = Peer::speaker(options.clone()).await;
    let mut host = relay.publish(host, space(1), 1).await;
    let listener = Peer::listener(3, options).await;
    let mut listener = relay.subscribe(listener, space(1), None, false).await;
    talk(&mut [&mut host], 0..20).await;
    listener.hear(5, |it| said(it).is_some()).await;
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_stops_is_quick_and_answers_nobody() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 1).await;
    let mut listener = relay.listener(space(1), 3).await;
    let began = Instant::now();
    relay.media.stop();
    assert!(began.elapsed() < Duration::from_secs(10));
    host.state(RTCPeerConnectionState::Disconnected).await;
    listener.state(RTCPeerConnectionState::Disconnected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_is_over_makes_room_for_the_next() {
    let mut relay = Relay::with(LOOPBACK, Limits { handshakes_in_flight: 1, ..LIMITS });
    let mut listeners = Vec::new();
    for connected in 1..=3 {
        listeners.push(relay.listener(space(1), 3).await);
        assert_eq!(relay.count("sessions"), connected);
        assert_eq!(relay.count("handshakes_in_flight"), 0);
    }
    let request = |offer: &str| Subscribe {
        space: space(1),
        own_voice: None,
        warm: false,
        offer: offer.to_owned(),
        from: LOOPBACK,
    };
    relay.media.subscribe(request(LISTENS)).unwrap();
    let refused = relay.media.subscribe(request(LISTENS)).err();
    assert_eq!(refused, Some(MediaFault::TooManyHandshakes));
    assert_eq!(relay.count("sessions_refused_handshakes_total"), 1);
    relay.media.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_listener_of_other_make_reports_reaches_the_histograms() {
    let mut relay = Relay::start(LOOPBACK);
    let mut host = relay.speaker(space(1), 1).await;
    let _listener = relay.listener(space(1), 3).await;
    let spread = |relay: &Relay, name: &str| {
        relay.media.histograms().into_iter().find(|spread| spread.name == name).unwrap()
    };
    let due = Instant::now() + PATIENCE;
    let mut frames = 0;
    // A sender report comes every 4 s, and the answer to it a second later.
    while spread(&relay, "listener_round_trip").count() < 2 {
        assert!(Instant::now() < due, "no report answers a sender report of ours");
        talk(&mut [&mut host], frames..frames + 10).await;
        frames += 10;
    }
    let loss = spread(&relay, "listener_loss");
    assert!(loss.count() >= 2, "{loss:?}");
    let trip = spread(&relay, "listener_round_trip");
    // The way is this machine's own.
    assert!(trip.sum / trip.count() < 100_000, "{trip:?}");
    assert!(spread(&relay, "publisher_loss").count() >= 3);
    assert_eq!(relay.count("rtcp_malformed_total"), 0);
    assert_eq!(relay.count("rtcp_unknown_source_total"), 0);
    relay.media.stop();
}

const LISTENS: &str = include_str!("../src/media/core/sdp/offers/chromium-156-listens.sdp");

/// Resident memory of this process, in kB.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_opens_65_000_sessions_gets_its_share_and_disturbs_nobody() {
    const ASKED: u64 = 65_000;
    const SHARE: usize = 256;
    let limits = Limits {
        sessions_per_space: 20_000,
        sessions_per_address: SHARE,
        handshakes_in_flight: 4096,
        ..LIMITS
    };
    let mut relay = Relay::with(LOOPBACK, limits);
    let mut host = relay.speaker(space(1), 1).await;
    let mut listener = relay.listener(space(1), 3).await;
    let request = |from: [u8; 4]| Subscribe {
        space: space(1),
        own_voice: None,
        warm: false,
        offer: LISTENS.to_owned(),
        from: from.into(),
    };
    let media = relay.media.clone();
    let before_kb = resident_kb();
    let crowd = tokio::task::spawn_blocking(move || {
        let mut taken = 0;
        for _ in 0..ASKED {
            match media.subscribe(request([203, 0, 113, 9])) {
                Ok(_) => taken += 1,
                Err(fault) => assert_eq!(fault, MediaFault::TooMany("your network")),
            }
        }
        taken
    });
    let mut frames = 0;
    while !crowd.is_finished() || frames < 50 {
        talk(&mut [&mut host], frames..frames + 10).await;
        frames += 10;
    }
    assert_eq!(crowd.await.unwrap(), SHARE);
    let grown_kb = resident_kb().saturating_sub(before_kb);
    assert!(grown_kb < 64 * 1024, "{grown_kb} kB for {SHARE} sessions that nobody comes for");
    assert_eq!(relay.count("sessions_refused_address_total"), ASKED - SHARE as u64);
    assert_eq!(relay.count("sessions"), SHARE as u64 + 2);
    // Every frame was heard, in order, and another address is let in at once.
    let heard = listener.hear(frames as usize, |it| said(it).is_some()).await;
    let frames_heard: Vec<_> = heard.iter().filter_map(said).collect();
    assert_eq!(frames_heard, Vec::from_iter(0..frames));
    relay.media.subscribe(request([198, 51, 100, 1])).unwrap();
    println!("{grown_kb} kB for {SHARE} sessions, {frames} frames heard meanwhile");
    relay.media.stop();
}
