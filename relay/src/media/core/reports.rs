//! What peers report (RTCP), from the sealed packet to the histograms. Off the hot path: each peer
//! reports every few seconds.

use super::{
    Core, packet,
    peer::{Part, Publisher},
    rtcp,
    srtp::Refused,
};
use std::time::Instant;

/// Compound packets a second that a peer may have to say. Browsers report each of four streams
/// once in some seconds.
const REPORTS_MOST_PER_S: f32 = 10.0;
const REPORTS_BURST: f32 = 40.0;

/// Of samples at 48 kHz, in µs.
const fn samples_us(samples: u32) -> u64 {
    samples as u64 * 1_000_000 / 48_000
}

impl Core {
    pub(super) fn handle_reports(&mut self, key: u32, bytes: &mut [u8], now: Instant) {
        debug_assert!(packet::is_rtcp(bytes));
        let unix_us = self.unix_us(now);
        let Some(peer) = self.peers.get_mut(&key) else { return };
        let Some(receiver) = peer.receiver.as_mut() else { return };
        let counters = &self.counters;
        let plain = match receiver.open_rtcp(bytes) {
            Ok(len) => bytes.get(..len).unwrap_or_default(),
            Err(why) => {
                match why {
                    Refused::TooShort => &counters.rtcp_too_short_total,
                    Refused::Forged => &counters.rtcp_forged_total,
                    Refused::Replayed => &counters.rtcp_replayed_total,
                    Refused::Retired | Refused::TooManySources => {
                        &counters.rtcp_retired_source_total
                    }
                }
                .add(1);
                return;
            }
        };
        // What strangers forge does not count against the peer.
        if !peer.reports.take(now, REPORTS_MOST_PER_S, REPORTS_BURST) {
            counters.rtcp_rate_total.add(1);
            return;
        }
        let reception = match &mut peer.part {
            Part::Publisher(publisher) => publisher.reception.as_mut(),
            Part::Listener(_) => None,
        };
        let heard = rtcp::read(plain, reception, now);
        counters.rtcp_received_total.add(1);
        if heard.malformed {
            counters.rtcp_malformed_total.add(1);
            return;
        }
        if matches!(peer.part, Part::Publisher(_)) {
            return;
        }
        for block in rtcp::blocks(plain) {
            if !self.rooms.sends(peer.space, block.ssrc) {
                counters.rtcp_unknown_source_total.add(1);
                continue;
            }
            let histograms = &counters.histograms;
            histograms.listener_loss.observe(u64::from(block.lost) * 1_000_000 / 256);
            histograms.listener_jitter.observe(samples_us(block.jitter));
            if let Some(trip_us) = block.round_trip_us(unix_us) {
                histograms.listener_round_trip.observe(trip_us);
            }
        }
    }
}

impl Publisher {
    /// How its packets arrived since the last report, which is due.
    pub(super) fn note_reception(&self, counters: &super::Counters) {
        let Some(lately) = self.reception.as_ref().and_then(rtcp::Reception::lately) else {
            return;
        };
        counters.voice_lost_total.add(lately.lost);
        let histograms = &counters.histograms;
        histograms.publisher_loss.observe(lately.lost * 1_000_000 / lately.expected);
        histograms.publisher_jitter.observe(samples_us(lately.jitter));
    }
}
