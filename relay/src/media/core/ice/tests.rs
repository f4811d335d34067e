#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::*;
use proptest::prelude::*;

/// RFC 5769: the password and transaction of its sections 2.1 to 2.3.
const PWD: &[u8] = b"VOkJxbRl1RmTxUk/WvJxBt";
const TRANSACTION: [u8; 12] =
    [0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae];

/// RFC 5769, section 2.1: a request with SOFTWARE, PRIORITY, ICE-CONTROLLED and USERNAME.
fn sample_request() -> Vec<u8> {
    hex("00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
         80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
         00 24 00 04 6e 00 01 ff
         80 29 00 08 93 2f f9 b1 51 26 3b 36
         00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
         00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
         80 28 00 04 e5 7a 3b cf")
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}

/// A request of these attributes, with integrity and fingerprint at its end.
fn request(attributes: &[(u16, &[u8])]) -> Vec<u8> {
    let mut out = [0; 2000];
    let mut writer = Writer::start(&mut out, BINDING_REQUEST, &TRANSACTION).unwrap();
    for (kind, value) in attributes {
        writer.attribute_header(*kind, value.len() as u16).unwrap();
        writer.put(value).unwrap();
        writer.put(&[0; 3][..value.len().next_multiple_of(4) - value.len()]).unwrap();
    }
    let len = writer.finish(PWD).unwrap();
    out[..len].to_vec()
}

#[test]
fn the_request_of_rfc_5769_is_read_and_proved() {
    let packet = sample_request();
    assert_eq!(local_ufrag(&packet), Ok("evtj"));
    assert_eq!(
        verify(&packet, PWD),
        Ok(Check {
            transaction: TRANSACTION,
            username: "evtj:h6vY",
            use_candidate: false,
            controlled: true,
            priority: Some(0x6e00_01ff),
        })
    );
    assert_eq!(verify(&packet, b"another password"), Err(Malformed::BadIntegrity));
}

/// RFC 5769, sections 2.2 and 2.3, whose answers carry a SOFTWARE that ours do not.
#[test]
fn answers_hold_the_attributes_of_rfc_5769() {
    for (mapped, address, whole) in [
        (
            "192.0.2.1:32853",
            "00 20 00 08 00 01 a1 47 e1 12 a6 43",
            "01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
             80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
             00 20 00 08 00 01 a1 47 e1 12 a6 43
             00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
             80 28 00 04 c0 7d 4c 96",
        ),
        (
            "[2001:db8:1234:5678:11:2233:4455:6677]:32853",
            "00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9",
            "01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
             80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
             00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
             00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
             80 28 00 04 c8 fb 0b 4c",
        ),
    ] {
        let (mut out, address, whole) = ([0; 100], hex(address), hex(whole));
        let len = write_success(&mut out, &TRANSACTION, mapped.parse().unwrap(), PWD).unwrap();
        assert_eq!(out[HEADER..HEADER + address.len()], address);
        assert_eq!(len, HEADER + address.len() + INTEGRITY_LEN + FINGERPRINT_LEN);

        let before = whole.len() - FINGERPRINT_LEN;
        assert_eq!(fingerprint(&whole[..before]).to_be_bytes(), whole[before + 4..]);
        let (before, claimed) = whole[..before].split_at(before - INTEGRITY_LEN);
        assert!(integrity(before, PWD).unwrap().verify_slice(&claimed[4..]).is_ok());
    }
}

#[test]
fn an_ipv6_address_that_stands_for_ipv4_is_answered_as_ipv4() {
    let (mut plain, mut mapped) = ([0; 64], [0; 64]);
    let v4 = "192.0.2.1:32853".parse().unwrap();
    write_success(&mut plain, &TRANSACTION, v4, PWD).unwrap();
    let v6 = "[::ffff:192.0.2.1]:32853".parse().unwrap();
    write_success(&mut mapped, &TRANSACTION, v6, PWD).unwrap();
    assert_eq!(plain, mapped);
}

#[test]
fn no_answer_is_longer_than_the_smallest_check_of_ice() {
    let smallest = request(&[
        (USERNAME, b"aaaa:bbbb"),
        (PRIORITY, &[0; 4]),
        (0x802A, &[0; 8]), // ICE-CONTROLLING
    ]);
    let mut out = [0; 100];
    let mut len =
        |mapped: &str| write_success(&mut out, &TRANSACTION, mapped.parse().unwrap(), PWD).unwrap();
    let sizes = (smallest.len(), len("192.0.2.1:1"), len("[2001:db8::1]:1"));
    println!("request, answer for IPv4, answer for IPv6: {sizes:?} bytes");
    assert_eq!(sizes, (88, 64, 76));
    assert_eq!(write_role_conflict(&mut out, &TRANSACTION, PWD), Some(64));
}

#[test]
fn answers_need_their_room() {
    let mapped = "192.0.2.1:1".parse().unwrap();
    for room in 0..64 {
        let mut out = vec![0; room];
        assert_eq!(write_success(&mut out, &TRANSACTION, mapped, PWD), None);
        assert_eq!(write_role_conflict(&mut out, &TRANSACTION, PWD), None);
    }
}

#[test]
fn what_must_be_understood_is_named_and_what_may_be_passed_over_is() {
    let username: (u16, &[u8]) = (USERNAME, b"aaaa:bbbb");
    let nominated = request(&[username, (USE_CANDIDATE, b""), (0xC057, &[0; 4])]);
    assert!(verify(&nominated, PWD).unwrap().use_candidate);
    let unknown = request(&[username, (0x7FFF, b"?")]);
    assert_eq!(verify(&unknown, PWD), Err(Malformed::UnknownComprehension(0x7FFF)));
}

#[test]
fn each_fault_has_its_name() {
    let good = sample_request();
    let cut = |len: usize| {
        let mut packet = good[..len].to_vec();
        packet[2..4].copy_from_slice(&((len - HEADER) as u16).to_be_bytes());
        packet
    };
    let (integrity_at, fingerprint_at) = (good.len() - 32, good.len() - 8);
    assert_eq!(verify(&cut(integrity_at), PWD), Err(Malformed::NoIntegrity));
    assert!(verify(&cut(fingerprint_at), PWD).is_ok(), "a fingerprint may be missing");
    assert_eq!(verify(&cut(HEADER), PWD), Err(Malformed::NoUsername));
    assert_eq!(verify(&good[..integrity_at], PWD), Err(Malformed::BadLength));
    assert_eq!(verify(&good[..10], PWD), Err(Malformed::NotRequest));

    let mut answer = good.clone();
    answer[0] = 1;
    assert_eq!(verify(&answer, PWD), Err(Malformed::NotRequest));

    for username in ["aaaa", ":b", "a:", "a b:c", "é:c", "a:b:c"] {
        let packet = request(&[(USERNAME, username.as_bytes())]);
        assert_eq!(local_ufrag(&packet), Err(Malformed::BadUsername), "{username}");
    }

    let mut wrong = good.clone();
    wrong[fingerprint_at + 4] ^= 1;
    assert_eq!(verify(&wrong, PWD), Err(Malformed::BadFingerprint));

    let mut with_more = good.clone();
    with_more.extend(&good[fingerprint_at..]);
    let len = (with_more.len() - HEADER) as u16;
    with_more[2..4].copy_from_slice(&len.to_be_bytes());
    assert_eq!(verify(&with_more, PWD), Err(Malformed::BadFingerprint));
}

#[test]
fn an_attribute_behind_the_integrity_is_not_believed() {
    let proved = sample_request();
    let mut packet = proved[..proved.len() - FINGERPRINT_LEN].to_vec();
    packet.extend(hex("00 25 00 00"));
    let len = (packet.len() - HEADER) as u16;
    packet[2..4].copy_from_slice(&len.to_be_bytes());
    assert!(!verify(&packet, PWD).unwrap().use_candidate);
}

/// A changed type makes the fingerprint an attribute behind the integrity, which is passed over;
/// all that is believed is covered by the integrity.
#[test]
fn any_flipped_bit_is_refused_or_changes_nothing() {
    let good = sample_request();
    for bit in 0..good.len() * 8 {
        let mut packet = good.clone();
        packet[bit / 8] ^= 1 << (bit % 8);
        let check = verify(&packet, PWD);
        let is_proved = bit / 8 < good.len() - FINGERPRINT_LEN;
        assert!(check.is_err() || !is_proved && check == verify(&good, PWD), "bit {bit}");
    }
}

#[test]
fn any_truncation_is_refused() {
    let good = sample_request();
    for len in 0..good.len() {
        assert!(verify(&good[..len], PWD).is_err());
        assert!(local_ufrag(&good[..len]).is_err());
    }
}

proptest! {
    #[test]
    fn strangers_bytes_get_an_answer(garbage: Vec<u8>, len: u16, flips in prop::collection::vec((0usize..108, any::<u8>()), 0..6)) {
        let _ = local_ufrag(&garbage);
        prop_assert!(verify(&garbage, PWD).is_err());

        // Behind a good header, so that the attributes are reached.
        let mut packet = sample_request()[..HEADER].to_vec();
        packet.extend(&garbage);
        packet[2..4].copy_from_slice(&(garbage.len() as u16).to_be_bytes());
        prop_assert!(verify(&packet, PWD).is_err());
        packet[2..4].copy_from_slice(&len.to_be_bytes());
        prop_assert!(verify(&packet, PWD).is_err());

        let mut packet = sample_request();
        for (at, byte) in &flips {
            packet[*at] ^= byte;
        }
        let check = verify(&packet, PWD);
        prop_assert!(check.is_err() || check == verify(&sample_request(), PWD));
    }
}
