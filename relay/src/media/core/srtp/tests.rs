#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::*;
use proptest::prelude::*;
use rtc_srtp::context::Context;
use rtc_srtp::crypto::default_provider;
use rtc_srtp::protection_profile::ProtectionProfile;
use std::collections::BTreeSet;

const PROFILES: [Profile; 3] =
    [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::Aes128CmSha1_80];
const SSRC: u32 = 0xCAFE_BABE;
const HEADER: usize = 12;

fn exporter(profile: Profile) -> Vec<u8> {
    (0..profile.keying_len()).map(|n| (n * 37 + 11) as u8).collect()
}

/// Sends as DTLS client, and receives as its server.
fn pair(profile: Profile) -> (Sender, Receiver) {
    let (sender, _) = split(profile, &exporter(profile), true).unwrap();
    let (_, receiver) = split(profile, &exporter(profile), false).unwrap();
    (sender, receiver)
}

fn rtp(seq: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 111];
    packet.extend(seq.to_be_bytes());
    packet.extend(4711u32.to_be_bytes());
    packet.extend(SSRC.to_be_bytes());
    packet.extend(payload);
    packet
}

fn rtcp(body: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 201, 0, (1 + body.len() / 4) as u8];
    packet.extend(SSRC.to_be_bytes());
    packet.extend(body);
    packet
}

fn sealed(sender: &Sender, index: u64, payload: &[u8]) -> Vec<u8> {
    let mut packet = rtp(index as u16, payload);
    let len = packet.len();
    packet.resize(len + 16, 0);
    let len = sender.seal_rtp(&mut packet, HEADER, len, SSRC, index).unwrap();
    packet.truncate(len);
    packet
}

fn sealed_rtcp(sender: &mut Sender, plain: &[u8]) -> Vec<u8> {
    let mut packet = plain.to_vec();
    packet.resize(plain.len() + RTCP_OVERHEAD, 0);
    let len = sender.seal_rtcp(&mut packet, plain.len()).unwrap();
    packet.truncate(len);
    packet
}

/// Reads the header as the core will, and opens.
fn open(receiver: &mut Receiver, packet: &mut [u8]) -> Result<Opened, Refused> {
    let seq = u16::from_be_bytes([packet[2], packet[3]]);
    let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
    receiver.open_rtp(packet, HEADER, ssrc, seq)
}

fn any_profile() -> impl Strategy<Value = Profile> {
    prop::sample::select(PROFILES.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_sealed_opens_to_the_same_bytes(
        profile in any_profile(), index in 0u64..1 << 16, payload: Vec<u8>
    ) {
        let (mut sender, mut receiver) = pair(profile);
        let mut packet = sealed(&sender, index, &payload);
        prop_assert_eq!(packet.len(), HEADER + payload.len() + profile.tag_len());
        let opened = open(&mut receiver, &mut packet).unwrap();
        prop_assert_eq!(opened.index, index);
        prop_assert_eq!(&packet[..opened.len], rtp(index as u16, &payload));

        let plain = rtcp(&payload);
        let mut packet = sealed_rtcp(&mut sender, &plain);
        let len = receiver.open_rtcp(&mut packet).unwrap();
        prop_assert_eq!(&packet[..len], plain);
    }

    #[test]
    fn strangers_bytes_are_refused_and_leave_no_trace(
        profile in any_profile(), garbage: Vec<u8>, header_len in 0usize..64, ssrc: u32, seq: u16
    ) {
        let (_, mut receiver) = pair(profile);
        prop_assert!(receiver.open_rtp(&mut garbage.clone(), header_len, ssrc, seq).is_err());
        prop_assert!(receiver.open_rtcp(&mut garbage.clone()).is_err());
        prop_assert!(receiver.rtp.as_ref().unwrap().sources.is_empty() && receiver.rtcp_sources.is_empty());
    }

    /// Against a set of all indices given out: leaps forward up to a whole range less the window,
    /// twice as far as RFC 3711 can follow, and steps back, from any start and over many wraps.
    #[test]
    fn no_packet_is_given_out_twice_and_every_wrap_is_counted(
        profile in any_profile(),
        start: u16,
        steps in prop::collection::vec(prop_oneof![
            3 => 1i64..4, 2 => -200i64..1, 1 => 1i64..65_409, 1 => -32768i64..0
        ], 1..80)
    ) {
        let (sender, mut receiver) = pair(profile);
        let mut newest = i64::from(start);
        let mut given = BTreeSet::new();
        for step in std::iter::once(0).chain(steps) {
            let at = newest + step;
            if at < start.into() {
                continue;
            }
            let opened = open(&mut receiver, &mut sealed(&sender, at as u64, b"voice"));
            if given.contains(&at) || newest - at >= 128 {
                prop_assert_eq!(opened, Err(Refused::Replayed));
            } else {
                prop_assert_eq!(opened.map(|it| it.index), Ok(at as u64));
                given.insert(at);
            }
            newest = newest.max(at);
        }
    }
}

#[test]
fn any_flipped_bit_is_a_forgery_and_changes_nothing() {
    for profile in PROFILES {
        let (mut sender, mut receiver) = pair(profile);
        let whole = sealed(&sender, 70, &[0x5A; 40]);
        let report = sealed_rtcp(&mut sender, &rtcp(&[7; 24]));
        for bit in 0..whole.len() * 8 {
            let mut packet = whole.clone();
            packet[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&mut receiver, &mut packet), Err(Refused::Forged), "bit {bit}");
        }
        for bit in 0..report.len() * 8 {
            let mut packet = report.clone();
            packet[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(receiver.open_rtcp(&mut packet), Err(Refused::Forged), "bit {bit}");
        }
        assert!(open(&mut receiver, &mut whole.clone()).is_ok());
        assert!(receiver.open_rtcp(&mut report.clone()).is_ok());
        assert_eq!(open(&mut receiver, &mut whole.clone()), Err(Refused::Replayed));
        assert_eq!(receiver.open_rtcp(&mut report.clone()), Err(Refused::Replayed));
    }
}

#[test]
fn a_truncated_packet_is_refused() {
    for profile in PROFILES {
        let (mut sender, mut receiver) = pair(profile);
        let whole = sealed(&sender, 1, &[1; 10]);
        let report = sealed_rtcp(&mut sender, &rtcp(&[7; 24]));
        for len in HEADER..whole.len() {
            assert!(open(&mut receiver, &mut whole[..len].to_vec()).is_err());
        }
        for len in 0..report.len() {
            assert!(receiver.open_rtcp(&mut report[..len].to_vec()).is_err());
        }
    }
}

/// Even when its tag is right, for WebRTC always encrypts.
#[test]
fn a_report_in_the_clear_is_refused() {
    let (sender, mut receiver) = pair(Profile::Aes128CmSha1_80);
    let Some(Key::Cm(key)) = sender.rtcp.expand() else { panic!("a CM key") };
    let mut packet = rtcp(&[7; 24]);
    let tag = key.tag(&packet, 1);
    packet.extend(1u32.to_be_bytes());
    packet.extend(tag);
    assert_eq!(receiver.open_rtcp(&mut packet), Err(Refused::Forged));
}

#[test]
fn the_other_direction_has_other_keys() {
    for profile in PROFILES {
        let (sender, _) = pair(profile);
        let (_, mut own) = split(profile, &exporter(profile), true).unwrap();
        assert_eq!(open(&mut own, &mut sealed(&sender, 1, b"x")), Err(Refused::Forged));
    }
}

#[test]
fn a_source_that_lost_its_first_packets_at_a_wrap_is_heard() {
    for profile in PROFILES {
        let (sender, mut receiver) = pair(profile);
        let mut packet = sealed(&sender, 0x1_0000, b"after the wrap");
        assert_eq!(open(&mut receiver, &mut packet).unwrap().index, 0x1_0000);
        let mut late = sealed(&sender, 0xFFFF, b"before it");
        assert_eq!(open(&mut receiver, &mut late).unwrap().index, 0xFFFF);
    }
}

/// A packet of this source.
fn of_source(sender: &Sender, ssrc: u32, index: u64) -> Vec<u8> {
    let mut packet = rtp(index as u16, b"x");
    packet[8..12].copy_from_slice(&ssrc.to_be_bytes());
    let len = packet.len();
    packet.resize(len + 16, 0);
    let len = sender.seal_rtp(&mut packet, HEADER, len, ssrc, index).unwrap();
    packet.truncate(len);
    packet
}

#[test]
fn a_fifth_source_retires_the_one_that_was_silent_for_longest() {
    let (sender, mut receiver) = pair(Profile::AeadAes128Gcm);
    for ssrc in [1, 2, 3, 4, 1] {
        let index = if receiver.rtp.as_ref().unwrap().sources.window(ssrc).unwrap().is_some() {
            2
        } else {
            1
        };
        open(&mut receiver, &mut of_source(&sender, ssrc, index)).unwrap();
    }
    open(&mut receiver, &mut of_source(&sender, 5, 1)).unwrap();
    // Neither what it sent before nor what it sends anew.
    for index in [1, 2] {
        let opened = open(&mut receiver, &mut of_source(&sender, 2, index));
        assert_eq!(opened, Err(Refused::Retired));
    }
    for ssrc in [1, 3, 4, 5] {
        let opened = open(&mut receiver, &mut of_source(&sender, ssrc, 1));
        assert_eq!(opened, Err(Refused::Replayed));
        open(&mut receiver, &mut of_source(&sender, ssrc, 3)).unwrap();
    }
}

#[test]
fn sources_without_end_are_refused_once_their_names_fill_the_memory() {
    let (sender, mut receiver) = pair(Profile::AeadAes128Gcm);
    let most = (window::RETIRED_MOST + 4) as u32;
    for ssrc in 1..=most {
        open(&mut receiver, &mut of_source(&sender, ssrc, 1)).unwrap();
    }
    let one_more = of_source(&sender, most + 1, 1);
    let mut forged = one_more.clone();
    forged[HEADER] ^= 1;
    assert_eq!(open(&mut receiver, &mut forged), Err(Refused::Forged));
    assert_eq!(open(&mut receiver, &mut one_more.clone()), Err(Refused::TooManySources));
    // Those that are remembered go on.
    open(&mut receiver, &mut of_source(&sender, most, 2)).unwrap();
    for ssrc in 1..=most - 4 {
        let opened = open(&mut receiver, &mut of_source(&sender, ssrc, 7));
        assert_eq!(opened, Err(Refused::Retired));
    }
}

#[test]
fn no_packet_of_any_source_is_given_out_twice_however_often_sources_change() {
    let (sender, mut receiver) = pair(Profile::Aes128CmSha1_80);
    let packets: Vec<_> =
        (1..=20).flat_map(|ssrc| (1..=3).map(move |index| (ssrc, index))).collect();
    let sealed: Vec<_> =
        packets.iter().map(|(ssrc, index)| of_source(&sender, *ssrc, *index)).collect();
    let mut given = 0;
    for (at, packet) in sealed.iter().enumerate() {
        given += usize::from(open(&mut receiver, &mut packet.clone()).is_ok());
        // Everything that was on the wire before comes again.
        for earlier in &sealed[..=at] {
            assert!(open(&mut receiver, &mut earlier.clone()).is_err());
        }
    }
    assert_eq!(given, packets.len());
}

#[test]
fn sealing_refuses_what_does_not_fit() {
    for profile in PROFILES {
        let (mut sender, _) = pair(profile);
        let mut packet = [0; 40];
        assert_eq!(sender.seal_rtp(&mut packet, 12, 40, SSRC, 1), None);
        assert_eq!(sender.seal_rtp(&mut packet, 12, 41, SSRC, 1), None);
        assert_eq!(sender.seal_rtp(&mut packet, 13, 12, SSRC, 1), None);
        assert_eq!(sender.seal_rtp(&mut packet, 12, 12, SSRC, 1 << 48), None);
        assert_eq!(sender.seal_rtcp(&mut packet, 7), None);
        assert_eq!(sender.seal_rtcp(&mut packet, 40), None);
        sender.rtcp_index = LAST_RTCP_INDEX;
        assert!(sender.seal_rtcp(&mut packet, 8).is_some());
        assert_eq!(sender.seal_rtcp(&mut packet, 8), None);
        assert!(split(profile, &exporter(profile)[1..], true).is_none());
    }
}

/// `rtc-srtp` is an independent implementation, of the webrtc-rs family.
#[test]
fn rtc_srtp_and_we_open_each_others_packets() {
    let provider = default_provider().unwrap();
    for (profile, theirs) in [
        (Profile::AeadAes128Gcm, ProtectionProfile::AeadAes128Gcm),
        (Profile::AeadAes256Gcm, ProtectionProfile::AeadAes256Gcm),
        (Profile::Aes128CmSha1_80, ProtectionProfile::Aes128CmHmacSha1_80),
    ] {
        let exporter = exporter(profile);
        let (key, salt) = (profile.key_len(), profile.salt_len());
        let context = || {
            let salt = &exporter[2 * key..2 * key + salt];
            Context::new(&exporter[..key], salt, theirs, None, None, provider.crypto()).unwrap()
        };
        let (mut sender, mut receiver) = pair(profile);
        let (mut seals, mut opens) = (context(), context());
        // Over a wrap, so that ROC 0 and 1 are both compared.
        for index in 0xFFF0u64..0x1_0010 {
            let payload: Vec<u8> = (0..index as usize % 97).map(|n| n as u8).collect();
            let plain = rtp(index as u16, &payload);

            let mut from_them = seals.encrypt_rtp(&plain).unwrap();
            let opened = open(&mut receiver, &mut from_them).unwrap();
            assert_eq!((&from_them[..opened.len], opened.index), (&plain[..], index));

            let from_us = sealed(&sender, index, &payload);
            assert_eq!(opens.decrypt_rtp(&from_us).unwrap(), plain);

            let plain = rtcp(&payload[..payload.len() / 4 * 4]);
            let mut from_them = seals.encrypt_rtcp(&plain).unwrap();
            let len = receiver.open_rtcp(&mut from_them).unwrap();
            assert_eq!(&from_them[..len], plain);

            let from_us = sealed_rtcp(&mut sender, &plain);
            assert_eq!(opens.decrypt_rtcp(&from_us).unwrap(), plain);
        }
    }
}

/// RFC 3711, appendix B.3.
#[test]
fn session_keys_are_those_of_the_rfc() {
    let master = Master {
        profile: Profile::Aes128CmSha1_80,
        key: &hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
        salt: &hex("0EC675AD498AFEEBB6960B3AABE6"),
    };
    let keys = master.session_keys(0).unwrap();
    assert_eq!(keys.cipher[..16], hex("C61E7A93744F39EE10734AFE3FF7A087"));
    assert_eq!(keys.salt[..14], hex("30CBBC08863D8C85D49DB34A9AE1"));
    assert_eq!(keys.auth[..], hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
}

/// RFC 7714, section 16.1.1 and 16.2.1: the session key is given, so derivation is left out.
#[test]
fn gcm_packets_are_those_of_the_rfc() {
    let header = hex("8040f17b8041f8d35501a0b2");
    let payload = hex("47616c6c696120657374206f6d6e697320646976697361\
                       20696e207061727465732074726573");
    for (profile, key, expected) in [
        (
            Profile::AeadAes128Gcm,
            "000102030405060708090a0b0c0d0e0f",
            "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833\
             899d7f27beb16a9152cf765ee4390cce",
        ),
        (
            Profile::AeadAes256Gcm,
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b\
             7aa3db36dfffd6b0f9bb7878d7a76c13",
        ),
    ] {
        let mut salt = [0; 16];
        salt[4..].copy_from_slice(&hex("517569642070726f2071756f"));
        let mut cipher = [0; 32];
        cipher[..profile.key_len()].copy_from_slice(&hex(key));
        let keys = SessionKeys { profile, cipher, auth: [0; 20], salt };
        let Some(Key::Gcm(key)) = keys.expand() else { panic!("a GCM key") };
        let mut body = payload.clone();
        let tag = key.seal(&header, &mut body, 0x5501_A0B2, 0xF17B).unwrap();
        assert_eq!([&body[..], &tag].concat(), hex(expected), "{profile:?}");
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}

#[test]
fn a_listeners_keys_fit_in_700_bytes() {
    assert!(size_of::<Sender>() < 700, "{} bytes", size_of::<Sender>());
}
