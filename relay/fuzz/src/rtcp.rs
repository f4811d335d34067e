//! RTCP of a publisher, already opened; and sealed and opened again.

use causerie_relay::media::core::{
    packet::is_rtcp,
    rtcp::{self, Reception},
    srtp::{self, Profile, Refused},
};
use std::time::{Duration, Instant};

/// Bytes of the smallest report block.
const BLOCK: usize = 24;
const PROFILES: [Profile; 3] =
    [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::Aes128CmSha1_80];

/// One compound packet.
pub fn rtcp(bytes: &[u8]) {
    let now = Instant::now();
    // The SSRC that the packet speaks for, so that its sender report is taken in.
    let ssrc = bytes.get(4..8).map_or(1, |it| u32::from_be_bytes(it.try_into().unwrap()));
    let mut reception = Reception::new(ssrc, 1);
    reception.count(1, 960, now);
    let heard = rtcp::read(bytes, Some(&mut reception), now);
    assert!(heard.reports as usize <= bytes.len() / BLOCK);
    assert!(heard.reports > 0 || heard.worst_loss == 0);
    match lengths_hold(bytes) {
        // What is whole may still count more blocks than it has room for.
        Some(parts) => assert!(heard.goodbye <= (parts > 0)),
        None => assert!(heard.malformed, "a length lies, and nobody noticed"),
    }
    // Reading without a publisher behind it says the same.
    assert_eq!(rtcp::read(bytes, None, now), heard);

    let mut room = [0; 200];
    let later = now + Duration::from_secs(1);
    let len = reception.write_report(&mut room, 9, "causerie", later).unwrap();
    let ours = rtcp::read(&room[..len], None, later);
    assert_eq!((ours.reports, ours.malformed, ours.goodbye), (1, false, false));
    for profile in PROFILES {
        is_sealed_and_opened(bytes, profile);
    }
}

/// How many packets the compound has, when their lengths add up to it.
fn lengths_hold(mut bytes: &[u8]) -> Option<usize> {
    let mut parts = 0;
    while !bytes.is_empty() {
        let [first, _, high, low] = *bytes.first_chunk()?;
        let words = usize::from(u16::from_be_bytes([high, low]));
        bytes = bytes.get(4 + 4 * words..).filter(|_| first >> 6 == 2)?;
        parts += 1;
    }
    Some(parts)
}

/// Opens to the same bytes, once; with one bit changed, never.
fn is_sealed_and_opened(plain: &[u8], profile: Profile) {
    let exporter = vec![7; profile.keying_len()];
    let (mut sender, _) = srtp::split(profile, &exporter, true).unwrap();
    let (_, mut receiver) = srtp::split(profile, &exporter, false).unwrap();
    // A stranger's bytes are no packet of the peer.
    assert!(receiver.open_rtcp(&mut plain.to_vec()).is_err());
    let mut sealed = plain.to_vec();
    sealed.resize(plain.len() + srtp::RTCP_OVERHEAD, 0);
    let Some(len) = sender.seal_rtcp(&mut sealed, plain.len()) else {
        assert!(plain.len() < 8, "{} bytes cannot be sealed", plain.len());
        return;
    };
    sealed.truncate(len);
    assert_eq!(is_rtcp(&sealed), is_rtcp(plain));
    let mut forged = sealed.clone();
    let bit = plain.iter().map(|it| usize::from(*it)).sum::<usize>() % (8 * len);
    forged[bit / 8] ^= 1 << (bit % 8);
    assert!(receiver.open_rtcp(&mut forged).is_err(), "bit {bit} of {len} bytes may be changed");
    let mut again = sealed.clone();
    let opened = receiver.open_rtcp(&mut sealed).unwrap();
    assert_eq!(&sealed[..opened], plain);
    assert_eq!(receiver.open_rtcp(&mut again), Err(Refused::Replayed));
}
