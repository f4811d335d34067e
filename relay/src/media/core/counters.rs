//! Counters of one media thread: plain adds on its own cache lines, read from outside at leisure.

use super::histograms::Histograms;
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Only its own thread writes, so a relaxed load and store is enough.
        #[derive(Default)]
        pub struct Counters {
            $($(#[$doc])* pub $name: Count,)*
            pub histograms: Histograms,
        }

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
    /// Longer than any path of WebRTC carries.
    datagrams_too_long_total,
    /// From UDP port 0, which only a forger sends from.
    source_port_zero_total,
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
    /// DTLS records of a peer whose handshake was over long ago.
    dtls_settled_total,
    /// Media of a peer whose handshake is not over.
    media_before_keys_total,
    /// RTP of a peer that has come to listen.
    media_from_listener_total,
    voice_packets_total,
    voice_muted_total,
    voice_late_total,
    /// Frames lost on their way here that the next packet brought along.
    voice_refilled_total,
    /// Such frames left out, because their voice had sent all that it may.
    voice_refill_refused_total,
    voice_not_heard_total,
    /// More packets than a voice can need.
    voice_rate_total,
    /// SSRCs met: each connection's first, and those that came after.
    voice_sources_total,
    /// No RTP header, or one longer than the packet.
    voice_header_malformed_total,
    /// Padding of nothing, or longer than the payload.
    voice_padding_malformed_total,
    /// A payload type that the answer did not accept.
    voice_payload_type_total,
    /// An empty payload, or one that is no RED though it says so.
    voice_payload_malformed_total,
    /// A payload longer than any frame of Opus with its redundancy.
    voice_too_long_total,
    /// Of a voice that has left the stage.
    voice_off_stage_total,
    /// Packets that publishers sent and that did not come, as their receiver reports say.
    voice_lost_total,
    srtp_too_short_total,
    srtp_forged_total,
    srtp_replayed_total,
    /// Of an SSRC that its publisher had left behind.
    srtp_retired_source_total,
    /// Publishers sent away for new keys, having used up the SSRCs that can be remembered.
    srtp_sources_spent_total,
    rtcp_received_total,
    rtcp_malformed_total,
    rtcp_too_short_total,
    rtcp_forged_total,
    rtcp_replayed_total,
    /// Of an SSRC that its sender had left behind, or of one too many.
    rtcp_retired_source_total,
    /// More reports than a peer can have to make.
    rtcp_rate_total,
    /// Report blocks about streams that are not of the listener's space.
    rtcp_unknown_source_total,
    /// Slot frames for another thread that were the oldest in a queue that was full.
    ring_dropped_total,
    /// Packets of tapped voices that were the oldest in a queue that was full.
    tap_dropped_total,
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
