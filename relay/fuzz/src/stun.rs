//! Connectivity checks: as they come, and as somebody who knows the password could have sent them.

use crate::{
    check::{HEADER, signed_anew},
    lies_in,
    port::{HERE, Port},
};
use causerie_relay::media::core::ice::{self, Malformed};
use std::cell::RefCell;

const PWD: &str = "a password that nobody has";
/// The longest answer to a check from an IPv4 address: the mirrored address, or an error, then
/// integrity and fingerprint.
const ANSWER_MOST_BYTES: usize = 64;

// A handshake's state is dear to make, and by the very laws that are tested here none of these
// inputs leaves a trace in it.
thread_local! {
    static UNPROVED: RefCell<Port> = RefCell::new(Port::new("nobody", PWD, [0; 32]));
    static PROVED: RefCell<Port> = RefCell::new(Port::new("nobody", PWD, [0; 32]));
}

/// One datagram at a session whose ufrag is the one that the datagram names.
pub fn stun(bytes: &[u8]) {
    let ufrag = ice::local_ufrag(bytes).ok();
    if let Some(ufrag) = ufrag {
        assert!(lies_in(ufrag.as_bytes(), bytes) && (1..=256).contains(&ufrag.len()));
    }
    // Nobody can have made a tag under this password.
    let verified = ice::verify(bytes, PWD.as_bytes());
    assert!(verified.is_err(), "{verified:?}");
    a_stranger_leaves_no_trace(bytes, ufrag.unwrap_or("nobody"));

    let Some((signed, ufrag)) = signed_anew(bytes, PWD) else { return };
    match ice::verify(&signed, PWD.as_bytes()) {
        Ok(check) => {
            assert!(lies_in(check.username.as_bytes(), &signed));
            assert_eq!(check.username.split_once(':').map(|(ours, _)| ours), Some(&*ufrag));
            assert_eq!(check.transaction, signed[8..HEADER]);
            assert_eq!(ice::local_ufrag(&signed), Ok(&*ufrag));
            its_answer_goes_back_to_its_sender(&signed, &ufrag);
        }
        Err(Malformed::BadIntegrity | Malformed::BadFingerprint) => {
            panic!("a genuine tag and checksum are refused")
        }
        Err(
            Malformed::NotRequest
            | Malformed::BadLength
            | Malformed::NoUsername
            | Malformed::BadUsername
            | Malformed::NoIntegrity
            | Malformed::UnknownComprehension(_),
        ) => a_stranger_leaves_no_trace(&signed, &ufrag),
    }
}

/// Without the password nothing is sent, nobody is told, and the session is as it was.
fn a_stranger_leaves_no_trace(bytes: &[u8], ufrag: &str) {
    UNPROVED.with_borrow_mut(|port| {
        port.rename(ufrag, PWD);
        let unproved = port.counters.unproved_address_total.get();
        assert!(port.receive(HERE, bytes).is_empty());
        assert!(port.outputs.is_empty());
        assert_eq!((port.counters.stun_checks_total.get(), port.counters.peers.get()), (0, 1));
        // The address is not proved either: a DTLS record from there is not even queued.
        assert!(port.receive(HERE, &[22, 254, 253]).is_empty());
        let unproved = port.counters.unproved_address_total.get() - unproved;
        assert_eq!(unproved, 1 + u64::from(is_media(bytes)));
    });
}

/// What is taken for DTLS or media, and counted as from an address that is not proved.
fn is_media(bytes: &[u8]) -> bool {
    matches!(bytes.first(), Some(20..=63 | 128..=191))
}

fn its_answer_goes_back_to_its_sender(signed: &[u8], ufrag: &str) {
    PROVED.with_borrow_mut(|port| {
        port.rename(ufrag, PWD);
        let checks = port.counters.stun_checks_total.get();
        let sent = port.receive(HERE, signed);
        assert_eq!(port.counters.stun_checks_total.get(), checks + 1);
        let [(path, answer)] = &sent[..] else { panic!("{} answers to one check", sent.len()) };
        assert_eq!(*path, HERE);
        assert!(answer.len() <= ANSWER_MOST_BYTES, "{} bytes", answer.len());
        assert_eq!(answer[8..HEADER], signed[8..HEADER]);
        assert!(port.outputs.is_empty());
    });
}
