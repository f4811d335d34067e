//! DTLS records at a session whose handshake has not begun, and at one that stands in its middle.

use crate::{
    check::check,
    port::{ELSEWHERE, HERE, Port, SESSION},
};
use causerie_relay::media::core::Output;
use dimpl::{Config, Dtls, DtlsCertificate};
use std::{
    cell::RefCell,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

const UFRAG: &str = "ufrag1";
const PWD: &str = "a password that nobody has";
/// What leaves for one record: our whole flight, a few times over.
const FLIGHT_MOST_BYTES: usize = 8 * 1200;
/// Type, version, epoch and sequence number come before a record's length in two bytes.
const RECORD_HEADER: usize = 13;

/// The hello with which a peer begins, once for each version.
static HELLOS: LazyLock<[Vec<Vec<u8>>; 2]> = LazyLock::new(|| {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&key).unwrap();
    let config = Arc::new(Config::builder().use_server_cookie(false).build().unwrap());
    let certificate = DtlsCertificate {
        certificate: certificate.der().to_vec(),
        private_key: key.serialize_der(),
    };
    let now = Instant::now();
    [
        hello(Dtls::new_12(config.clone(), certificate.clone(), now), now),
        hello(Dtls::new_13(config, certificate, now), now),
    ]
});

thread_local! {
    /// Its peer proved an address, and has not begun to shake hands: no input may change that.
    static LISTENING: RefCell<Port> = RefCell::new({
        let mut port = Port::new(UFRAG, PWD, [0; 32]);
        port.receive(HERE, &check(UFRAG, PWD));
        port
    });
}

/// The datagram as it came, then each of its records alone. Nobody here can have the keys, so no
/// handshake ever ends well. A replay tries every stage; the search, for which an answered hello is
/// dear, tries one, by the input's length.
pub fn dtls(bytes: &[u8]) {
    before_a_check_nobody_listens(bytes);
    let stages = [&[][..], &HELLOS[0], &HELLOS[1]];
    for (stage, hello) in stages.into_iter().enumerate() {
        if cfg!(feature = "search") && stage != bytes.len() % stages.len() {
            continue;
        }
        let mut port = Port::new(UFRAG, PWD, [0; 32]);
        port.receive(HERE, &check(UFRAG, PWD));
        for record in hello {
            is_bounded(&port.receive(HERE, record));
        }
        for datagram in std::iter::once(bytes).chain(records(bytes)) {
            is_bounded(&port.receive(HERE, datagram));
        }
        // The retransmissions that it may have set off.
        is_bounded(&port.pass(Duration::from_secs(2)));
        ends_at_most_once(&port);
    }
}

fn before_a_check_nobody_listens(bytes: &[u8]) {
    LISTENING.with_borrow_mut(|port| {
        assert!(port.receive(ELSEWHERE, bytes).is_empty(), "an answer to a stranger");
        assert!(port.outputs.is_empty());
        assert_eq!(port.counters.peers.get(), 1);
    });
}

fn is_bounded(sent: &[(causerie_relay::media::core::Path, Vec<u8>)]) {
    assert!(sent.iter().all(|(path, _)| *path == HERE));
    let total: usize = sent.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(total <= FLIGHT_MOST_BYTES, "{total} bytes for one record");
}

/// Either the session is still there, or its end was told, once.
fn ends_at_most_once(port: &Port) {
    let told = &port.outputs;
    let gone = told.iter().filter(|it| matches!(it, Output::Gone { session: SESSION, .. })).count();
    assert_eq!(gone, told.len(), "a stranger's records led to {told:?}");
    assert_eq!(port.counters.peers.get() as usize + gone, 1);
    assert_eq!(port.counters.dtls_handshakes_total.get(), 0);
}

/// Cuts a datagram at the ends of its records, as their lengths claim them.
fn records(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let [high, low] = *bytes.get(RECORD_HEADER - 2..)?.first_chunk()?;
        let end = RECORD_HEADER + usize::from(u16::from_be_bytes([high, low]));
        let record;
        (record, bytes) = bytes.split_at(end.min(bytes.len()));
        Some(record)
    })
}

fn hello(mut peer: Dtls, now: Instant) -> Vec<Vec<u8>> {
    peer.set_active(true);
    peer.handle_timeout(now).unwrap();
    let mut flight = Vec::new();
    let mut room = [0; 2048];
    while let dimpl::Output::Packet(record) = peer.poll_output(&mut room) {
        flight.push(record.to_vec());
    }
    flight
}
