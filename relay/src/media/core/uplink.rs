//! A publisher's packet, from the datagram to what the stage may hear of it; and the names of all
//! the ways in which one fails to get there.

use super::{
    counters::{Count, Counters},
    packet::{Header, PAYLOAD_MOST_BYTES, Payload},
    peer::{PACKETS_BURST, PACKETS_MOST_PER_S, Publisher},
    rtcp,
    srtp::{Receiver, Refused},
    stage::{Arrival, Dropped},
};
use std::time::Instant;

/// Why a packet of a publisher does not reach the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// No RTP header, or one longer than the packet.
    Header,
    Sealed(Refused),
    Padding,
    PayloadType,
    TooLong,
    /// Its voice has sent all that it may.
    TooMany,
}

impl Publisher {
    /// Authenticates and decrypts a packet of this publisher.
    pub(super) fn open<'a>(
        &mut self,
        receiver: &mut Receiver,
        bytes: &'a mut [u8],
        now: Instant,
    ) -> Result<Arrival<'a>, Unfit> {
        let header = Header::read(bytes).ok_or(Unfit::Header)?;
        let opened = receiver
            .open_rtp(bytes, header.len, header.ssrc, header.sequence)
            .map_err(Unfit::Sealed)?;
        let packet = bytes.get(..opened.len).ok_or(Unfit::Sealed(Refused::TooShort))?;
        let body = header.payload(packet).ok_or(Unfit::Padding)?;
        if body.len() > PAYLOAD_MOST_BYTES {
            return Err(Unfit::TooLong);
        }
        let payload = match header.payload_type {
            kind if kind == self.opus => Payload::Opus(body),
            kind if Some(kind) == self.red => Payload::Red(body),
            _ => return Err(Unfit::PayloadType),
        };
        let fresh = self.reception.as_ref().is_none_or(|known| known.ssrc() != header.ssrc);
        if fresh {
            self.reception = Some(rtcp::Reception::new(header.ssrc, opened.index));
        }
        if let Some(reception) = self.reception.as_mut() {
            reception.count(opened.index, header.timestamp, now);
        }
        let level = self.level_ext.and_then(|id| header.level(packet, id));
        let (index, timestamp) = (opened.index, header.timestamp);
        // Last, so that nothing counts against the voice but what its space would pay for.
        if !self.allowance.take(now, PACKETS_MOST_PER_S, PACKETS_BURST) {
            return Err(Unfit::TooMany);
        }
        let refills = self.allowance.left(PACKETS_BURST);
        Ok(Arrival { index, timestamp, level, payload, restarted: fresh, refills })
    }
}

impl Counters {
    pub(super) const fn unfit(&self, why: Unfit) -> &Count {
        match why {
            Unfit::Header => &self.voice_header_malformed_total,
            Unfit::Sealed(Refused::TooShort) => &self.srtp_too_short_total,
            Unfit::Sealed(Refused::Forged) => &self.srtp_forged_total,
            Unfit::Sealed(Refused::Replayed) => &self.srtp_replayed_total,
            Unfit::Sealed(Refused::Retired) => &self.srtp_retired_source_total,
            Unfit::Sealed(Refused::TooManySources) => &self.srtp_sources_spent_total,
            Unfit::Padding => &self.voice_padding_malformed_total,
            Unfit::PayloadType => &self.voice_payload_type_total,
            Unfit::TooLong => &self.voice_too_long_total,
            Unfit::TooMany => &self.voice_rate_total,
        }
    }

    pub(super) const fn dropped(&self, why: Dropped) -> &Count {
        match why {
            Dropped::Muted => &self.voice_muted_total,
            Dropped::Late => &self.voice_late_total,
            Dropped::NotHeard => &self.voice_not_heard_total,
            Dropped::Malformed => &self.voice_payload_malformed_total,
            Dropped::NoSuchVoice => &self.voice_off_stage_total,
        }
    }
}
