//! Counters of one media thread: plain adds on its own cache lines, read from outside at leisure.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Only its own thread writes, so a relaxed load and store is enough.
        #[derive(Default)]
        pub struct Counters { $($(#[$doc])* pub $name: Count,)* }

        impl Counters {
            /// Names as they appear in `/metrics`, with their values.
            pub fn read(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name.get()),)*]
            }
        }
    };
}

counters! {
    datagrams_received_total,
    bytes_received_total,
    /// Slot packets sent to listeners.
    packets_forwarded_total,
    bytes_forwarded_total,
    /// The kernel had no room or no route for a datagram.
    sends_failed_total,
    /// Messages to the kernel that carried several datagrams to one peer.
    segmented_messages_total,
    /// Times that the network card would not take such messages; they are not tried again there.
    segments_refused_total,
    /// Neither STUN, DTLS, RTP nor RTCP.
    unknown_datagrams_total,
    /// RTP or DTLS from an address that no STUN check has proved.
    unproved_address_total,
    /// A valid check from an address that another peer proved a moment before.
    address_taken_total,
    stun_checks_total,
    stun_malformed_total,
    stun_bad_integrity_total,
    /// A well-formed check for a session that is not here.
    stun_unknown_session_total,
    dtls_handshakes_total,
    dtls_failed_total,
    /// DTLS records dropped because too many were waiting.
    dtls_queue_full_total,
    voice_packets_total,
    voice_muted_total,
    voice_late_total,
    voice_not_heard_total,
    voice_malformed_total,
    /// More packets than a voice can need.
    voice_rate_total,
    srtp_forged_total,
    srtp_replayed_total,
    rtcp_received_total,
    rtcp_malformed_total,
    /// Media where none is due: before the handshake is over, or from a listener.
    media_unexpected_total,
    /// Slot frames for another thread that were the oldest in a queue that was full.
    ring_dropped_total,
    /// Gauges
    peers,
    listeners,
    spaces,
}

#[derive(Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn add(&self, by: u64) {
        self.0.store(self.get().wrapping_add(by), Ordering::Relaxed);
    }

    pub fn set(&self, to: u64) {
        self.0.store(to, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
