//! What comes in on the port: sorted by its first byte (RFC 7983), trusted step by step.

use super::{
    ADDRESS_KEPT, CNAME, Core, Neighbours, Output, Path, Wire,
    audience::Ear,
    counters::Counters,
    dtls::News,
    handshakes::Order,
    ice, packet,
    peer::{Checked, Part, Peer},
    rtcp,
    srtp::{Receiver, Refused, Sender},
    stage::Heard,
    uplink::Unfit,
};
use crate::media::Gone;
use std::{net::SocketAddr, time::Instant};

/// Longest datagram that is looked at, in bytes: a full Ethernet frame. No browser sends longer
/// ones, and every reader behind this line may count on it.
const DATAGRAM_MOST_BYTES: usize = 1500;

impl Core {
    /// One datagram. `bytes` is decrypted in place.
    pub fn handle_datagram(
        &mut self,
        path: Path,
        bytes: &mut [u8],
        now: Instant,
        wire: &mut impl Wire,
        neighbours: &mut impl Neighbours,
    ) {
        self.counters.datagrams_received_total.add(1);
        self.counters.bytes_received_total.add(bytes.len() as u64);
        if bytes.len() > DATAGRAM_MOST_BYTES {
            self.counters.datagrams_too_long_total.add(1);
            return;
        }
        // Nobody can be answered there: the kernel refuses to send to it.
        if path.remote.port() == 0 {
            self.counters.source_port_zero_total.add(1);
            return;
        }
        match bytes.first() {
            Some(0..=3) => self.handle_check(path, bytes, now, wire),
            Some(20..=63) => self.pass_on_record(path, bytes),
            Some(128..=191) => self.handle_media(path, bytes, now, wire, neighbours),
            Some(_) | None => self.counters.unknown_datagrams_total.add(1),
        }
    }

    /// Tells publishers how their packets arrive.
    pub(super) fn report(&mut self, now: Instant, wire: &mut impl Wire) {
        for key in &self.publishers {
            if let Some(peer) = self.peers.get_mut(key) {
                peer.report(now, &self.counters, wire);
            }
        }
    }

    /// Ends the sessions of those who are gone.
    pub(super) fn sweep(&mut self, now: Instant, wire: &mut impl Wire) {
        let mut gone = Vec::new();
        for (key, peer) in &self.peers {
            if !peer.has_consent(now) {
                gone.push((*key, Gone::ConsentExpired));
            } else if peer.is_stuck(now) {
                gone.push((*key, Gone::HandshakeFailed));
            }
        }
        for (key, why) in gone {
            self.close(key, why, now, wire);
        }
    }

    fn handle_check(&mut self, path: Path, bytes: &[u8], now: Instant, wire: &mut impl Wire) {
        let Ok(ufrag) = ice::local_ufrag(bytes) else {
            self.counters.stun_malformed_total.add(1);
            return;
        };
        let Some(key) = self.by_ufrag.get(ufrag).copied() else {
            self.counters.stun_unknown_session_total.add(1);
            return;
        };
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Ok(check) = ice::verify(bytes, peer.ice.pwd.as_bytes()) else {
            self.counters.stun_bad_integrity_total.add(1);
            return;
        };
        if self.is_anothers(path, key, now) {
            self.counters.address_taken_total.add(1);
            return;
        }
        self.counters.stun_checks_total.add(1);
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let room = wire.room();
        let pwd = peer.ice.pwd.as_bytes();
        if check.controlled {
            // A lite agent is always the controlled one (RFC 8445, section 6.1.1).
            if let Some(len) = ice::write_role_conflict(room, &check.transaction, pwd) {
                wire.send(len, &path);
            }
            return;
        }
        if let Some(len) = ice::write_success(room, &check.transaction, path.remote, pwd) {
            wire.send(len, &path);
        }
        let first = peer.ice.path.is_none();
        let checked = peer.ice.check(path, check.use_candidate, now);
        if first {
            let keep = matches!(peer.part, Part::Publisher(_));
            let (active, fingerprint) = (peer.active, peer.fingerprint);
            self.orders.push_back(Order::Begin { peer: key, path, active, fingerprint, keep });
        }
        if let Some(forgotten) = peer.ice.prove(path.remote) {
            self.forget_address(forgotten, key);
        }
        self.by_address.insert(path.remote, key);
        if checked == Checked::Moves && !first {
            self.orders.push_back(Order::Moved { peer: key, path });
        }
        self.refresh_path(key, path, wire);
    }

    /// Whether an address belongs to another peer that proved it moments ago. Credentials prove
    /// who sent a check, not that the sender's address is theirs.
    fn is_anothers(&self, path: Path, key: u32, now: Instant) -> bool {
        let owner = self.by_address.get(&path.remote).filter(|owner| **owner != key);
        owner.and_then(|owner| self.peers.get(owner)).is_some_and(|owner| {
            let fresh = now.saturating_duration_since(owner.ice.checked_at) < ADDRESS_KEPT;
            fresh && owner.ice.path.is_some_and(|its| its.remote == path.remote)
        })
    }

    /// A check came along `path`: if it is the peer's, it is new, or has lasted and may be
    /// cheapest to send along in another way than before.
    fn refresh_path(&mut self, key: u32, path: Path, wire: &mut impl Wire) {
        let connected = self.peers.get(&key).filter(|peer| peer.connected_at.is_some());
        let Some(peer) = connected.filter(|peer| peer.ice.path == Some(path)) else { return };
        if matches!(peer.part, Part::Listener(_)) {
            self.rooms.set_path(peer.space, key, wire.along(path));
        }
    }

    pub(super) fn forget_address(&mut self, address: SocketAddr, key: u32) {
        if self.by_address.get(&address) == Some(&key) {
            self.by_address.remove(&address);
        }
    }

    fn pass_on_record(&mut self, path: Path, record: &[u8]) {
        let Some(peer) = self.by_address.get(&path.remote).copied() else {
            self.counters.unproved_address_total.add(1);
            return;
        };
        self.orders.push_back(Order::Record { peer, record: record.into() });
    }

    pub(super) fn take_news(&mut self, key: u32, news: News, now: Instant, wire: &mut impl Wire) {
        match news {
            News::Keys(keys) => {
                let (sender, receiver) = *keys;
                self.connect(key, sender, receiver, now, wire);
            }
            News::Closed => self.close(key, Gone::PeerClosed, now, wire),
            News::Failed => {
                // One that was closed meanwhile is counted by why it was.
                let failed = u64::from(self.peers.contains_key(&key));
                self.counters.dtls_failed_total.add(failed);
                self.close(key, Gone::HandshakeFailed, now, wire);
            }
        }
    }

    fn connect(
        &mut self,
        key: u32,
        sender: Sender,
        receiver: Receiver,
        now: Instant,
        wire: &mut impl Wire,
    ) {
        let Some(peer) = self.peers.get_mut(&key) else { return };
        // One association gives keys once: numbering would start anew under old ones.
        let Some(path) = peer.ice.path.filter(|_| peer.connected_at.is_none()) else { return };
        self.counters.dtls_handshakes_total.add(1);
        peer.connected_at = Some(now);
        match &mut peer.part {
            Part::Publisher(publisher) => {
                peer.receiver = Some(receiver);
                publisher.sender = Some(sender);
            }
            Part::Listener(listener) => {
                peer.receiver = Some(receiver.for_reports_alone());
                let path = wire.along(path);
                let mut ear =
                    Ear::new(key, path, listener.lines, listener.withheld.clone(), sender);
                ear.set_listening(listener.listening);
                self.rooms.add_ear(peer.space, ear);
            }
        }
        self.outputs.push_back(Output::Connected { session: peer.session });
        self.count_gauges();
    }

    fn handle_media(
        &mut self,
        path: Path,
        bytes: &mut [u8],
        now: Instant,
        wire: &mut impl Wire,
        neighbours: &mut impl Neighbours,
    ) {
        let Some(key) = self.by_address.get(&path.remote).copied() else {
            self.counters.unproved_address_total.add(1);
            return;
        };
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Some(receiver) = peer.receiver.as_mut() else {
            self.counters.media_before_keys_total.add(1);
            return;
        };
        if packet::is_rtcp(bytes) {
            self.handle_reports(key, bytes, now);
            return;
        }
        let Part::Publisher(publisher) = &mut peer.part else {
            self.counters.media_from_listener_total.add(1);
            return;
        };
        let (space, voice) = (peer.space, publisher.voice);
        let heard = match publisher.open(receiver, bytes, now) {
            Ok(arrival) => {
                self.counters.voice_sources_total.add(u64::from(arrival.restarted));
                self.rooms.hear(space, voice, arrival, now, wire, neighbours)
            }
            Err(why) => {
                self.counters.unfit(why).add(1);
                if why == Unfit::Sealed(Refused::TooManySources) {
                    self.close(key, Gone::SourcesSpent, now, wire);
                }
                return;
            }
        };
        publisher.allowance.spend(heard.refilled);
        self.count_voice(heard);
    }

    pub(super) fn count_voice(&self, heard: Heard) {
        self.counters.voice_packets_total.add(1);
        self.counters.voice_refilled_total.add(u64::from(heard.refilled));
        self.counters.voice_refill_refused_total.add(u64::from(heard.refused));
        if let Err(why) = heard.frame {
            self.counters.dropped(why).add(1);
        }
    }
}

impl Peer {
    /// Tells a publisher how its packets arrive.
    fn report(&mut self, now: Instant, counters: &Counters, wire: &mut impl Wire) {
        let Part::Publisher(publisher) = &mut self.part else { return };
        if publisher.report_due > now {
            return;
        }
        publisher.report_due = now + rtcp::RECEIVER_REPORT_EVERY;
        publisher.note_reception(counters);
        let (Some(path), Some(sender), Some(reception)) =
            (self.ice.path, publisher.sender.as_mut(), publisher.reception.as_mut())
        else {
            return;
        };
        let room = wire.room();
        let len = reception.write_report(room, publisher.ssrc, CNAME, now);
        if let Some(len) = len.and_then(|len| sender.seal_rtcp(room, len)) {
            wire.send(len, &path);
        }
    }
}
