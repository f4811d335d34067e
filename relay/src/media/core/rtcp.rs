//! RTCP (RFC 3550, section 6): sender reports to listeners, receiver reports to publishers, and
//! what strangers' reports say. Off the hot path: a few packets a second a peer.

use std::time::{Duration, Instant};

/// A publisher hears how its packets arrive this often; Chromium sets its FEC by it.
pub const RECEIVER_REPORT_EVERY: Duration = Duration::from_secs(1);
/// A listener learns which moment a timestamp means this often.
pub const SENDER_REPORT_EVERY: Duration = Duration::from_secs(4);

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
/// Seconds from 1900, where NTP counts from, to 1970.
const NTP_TO_UNIX_S: u64 = 2_208_988_800;

/// What one slot says of itself in a sender report.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    pub ssrc: u32,
    pub timestamp: u32,
    pub packets: u32,
    pub octets: u32,
}

/// Writes a compound packet: one sender report a stream, then a source description with `cname`.
pub fn write_sender_reports(
    out: &mut [u8],
    unix_us: u64,
    sent: &[Sent],
    cname: &str,
) -> Option<usize> {
    let mut writer = Writer { out, at: 0 };
    let (seconds, fraction) = ntp(unix_us);
    for stream in sent {
        writer.head(0, SENDER_REPORT, 6)?;
        writer.word(stream.ssrc)?;
        writer.word(seconds)?;
        writer.word(fraction)?;
        writer.word(stream.timestamp)?;
        writer.word(stream.packets)?;
        writer.word(stream.octets)?;
    }
    writer.description(sent.first()?.ssrc, cname)?;
    Some(writer.at)
}

/// Seconds and 2^-32 seconds since 1900 (RFC 3550, section 4).
const fn ntp(unix_us: u64) -> (u32, u32) {
    let seconds = unix_us / 1_000_000 + NTP_TO_UNIX_S;
    let fraction = ((unix_us % 1_000_000) << 32) / 1_000_000;
    (seconds as u32, fraction as u32)
}

/// The middle half of an NTP time, in 1/65536 s, as report blocks say it again.
pub const fn ntp_middle(unix_us: u64) -> u32 {
    let (seconds, fraction) = ntp(unix_us);
    seconds << 16 | fraction >> 16
}

/// Writes a goodbye for these sources (RFC 3550, section 6.6), led by an empty receiver report.
pub fn write_goodbye(out: &mut [u8], ssrcs: &[u32]) -> Option<usize> {
    let mut writer = Writer { out, at: 0 };
    writer.head(0, RECEIVER_REPORT, 1)?;
    writer.word(*ssrcs.first()?)?;
    writer.head(u8::try_from(ssrcs.len()).ok()?, GOODBYE, u16::try_from(ssrcs.len()).ok()?)?;
    for ssrc in ssrcs {
        writer.word(*ssrc)?;
    }
    Some(writer.at)
}

/// Packets that may be missing in a row: a minute of them. A larger hole is a leap of the source.
const DROPOUT_MOST: u64 = 3000;

/// How a publisher's packets arrived between two reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lately {
    pub expected: u64,
    pub lost: u64,
    /// In samples.
    pub jitter: u32,
}

/// How a publisher's packets arrive (RFC 3550, appendices A.3 and A.8).
#[derive(Debug, Clone)]
pub struct Reception {
    ssrc: u32,
    first_index: u64,
    highest_index: u64,
    received: u64,
    expected_before: u64,
    received_before: u64,
    /// In samples, times 16.
    jitter: u32,
    arrival: Option<(Instant, u32)>,
    sender_report: Option<(u32, Instant)>,
}

impl Reception {
    pub const fn new(ssrc: u32, index: u64) -> Self {
        Self {
            ssrc,
            first_index: index,
            highest_index: index,
            received: 0,
            expected_before: 0,
            received_before: 0,
            jitter: 0,
            arrival: None,
            sender_report: None,
        }
    }

    pub const fn ssrc(&self) -> u32 {
        self.ssrc
    }

    pub fn count(&mut self, index: u64, timestamp: u32, now: Instant) {
        if index > self.highest_index + DROPOUT_MOST {
            // A source that leaps has lost nothing on the way (RFC 3550, appendix A.1).
            let sender_report = self.sender_report;
            *self = Self { sender_report, ..Self::new(self.ssrc, index) };
        }
        self.received += 1;
        self.highest_index = self.highest_index.max(index);
        if let Some((then, before)) = self.arrival {
            let waited = now.saturating_duration_since(then).as_micros() as i64 * 48 / 1000;
            let differs =
                (waited - i64::from(timestamp.wrapping_sub(before) as i32)).unsigned_abs();
            let differs = u32::try_from(differs.min(48_000)).unwrap_or(48_000);
            self.jitter = self.jitter + differs - ((self.jitter + 8) >> 4);
        }
        self.arrival = Some((now, timestamp));
    }

    /// What the next report will say of the time since the last one; nothing when no packet was
    /// due in it.
    pub fn lately(&self) -> Option<Lately> {
        let expected = (self.highest_index + 1).saturating_sub(self.first_index);
        let expected = expected.checked_sub(self.expected_before).filter(|it| *it > 0)?;
        let received = self.received.saturating_sub(self.received_before);
        Some(Lately { expected, lost: expected.saturating_sub(received), jitter: self.jitter >> 4 })
    }

    /// Writes a receiver report with one block, then a source description.
    pub fn write_report(
        &mut self,
        out: &mut [u8],
        ours: u32,
        cname: &str,
        now: Instant,
    ) -> Option<usize> {
        let expected = (self.highest_index + 1).saturating_sub(self.first_index);
        let lost = expected.saturating_sub(self.received).min(0x7f_ffff);
        let expected_lately = expected.saturating_sub(self.expected_before);
        let lost_lately =
            expected_lately.saturating_sub(self.received.saturating_sub(self.received_before));
        let fraction = (lost_lately << 8).checked_div(expected_lately).unwrap_or(0).min(255);
        (self.expected_before, self.received_before) = (expected, self.received);
        let (last_report, delay) = match self.sender_report {
            Some((ntp, at)) => {
                let waited = now.saturating_duration_since(at).as_micros() as u64;
                (ntp, ((waited << 16) / 1_000_000) as u32)
            }
            None => (0, 0),
        };
        let mut writer = Writer { out, at: 0 };
        writer.head(1, RECEIVER_REPORT, 7)?;
        writer.word(ours)?;
        writer.word(self.ssrc)?;
        writer.word(((fraction as u32) << 24) | lost as u32)?;
        writer.word(self.highest_index as u32)?;
        writer.word(self.jitter >> 4)?;
        writer.word(last_report)?;
        writer.word(delay)?;
        writer.description(ours, cname)?;
        Some(writer.at)
    }

    fn note_sender_report(&mut self, ssrc: u32, ntp_middle: u32, now: Instant) {
        if ssrc == self.ssrc {
            self.sender_report = Some((ntp_middle, now));
        }
    }
}

/// What a compound packet told us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heard {
    /// Report blocks in it.
    pub reports: u32,
    /// The worst fraction lost in them, in 1/256.
    pub worst_loss: u8,
    pub goodbye: bool,
    pub malformed: bool,
}

/// Reads a decrypted compound packet. A length that lies ends the reading.
pub fn read(packet: &[u8], mut reception: Option<&mut Reception>, now: Instant) -> Heard {
    let mut heard = Heard::default();
    let mut rest = packet;
    while let [first, kind, high, low, ..] = *rest {
        let len = 4 + 4 * usize::from(u16::from_be_bytes([high, low]));
        let Some(body) = rest.get(4..len).filter(|_| first >> 6 == 2) else {
            heard.malformed = true;
            return heard;
        };
        let count = usize::from(first & 0x1f);
        match kind {
            SENDER_REPORT => {
                if let (Some(ssrc), Some(high), Some(low)) =
                    (word(body, 0), word(body, 1), word(body, 2))
                    && let Some(reception) = reception.as_deref_mut()
                {
                    reception.note_sender_report(ssrc, (high << 16) | (low >> 16), now);
                }
                read_blocks(body, 6, count, &mut heard);
            }
            RECEIVER_REPORT => read_blocks(body, 1, count, &mut heard),
            GOODBYE => heard.goodbye = true,
            _ => {}
        }
        rest = rest.get(len..).unwrap_or_default();
    }
    heard.malformed |= !rest.is_empty();
    heard
}

/// One report block (RFC 3550, section 6.4.1): how a stream arrives at whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub ssrc: u32,
    /// Lost since the report before, in 1/256.
    pub lost: u8,
    /// In samples of 1/48000 s.
    pub jitter: u32,
    /// The middle of the NTP time of the last sender report that came, 0 for none.
    last_report: u32,
    /// How long ago that was, in 1/65536 s.
    delay: u32,
}

impl Block {
    /// From our sender report to this block, less the time it was held: in µs. Nothing when it
    /// answers none of our reports, or claims what cannot be.
    pub fn round_trip_us(&self, unix_us: u64) -> Option<u64> {
        if self.last_report == 0 {
            return None;
        }
        let since = ntp_middle(unix_us).wrapping_sub(self.last_report);
        let trip = i64::from(since.wrapping_sub(self.delay).cast_signed());
        // Both ends round, so that a short way may seem to take less than no time.
        let trip = if (-ROUNDING_MOST..0).contains(&trip) { 0 } else { trip };
        let trip = u64::try_from(trip).ok().filter(|trip| *trip <= ROUND_TRIP_MOST)?;
        Some(trip * 1_000_000 / 65_536)
    }
}

/// 1 ms, in 1/65536 s.
const ROUNDING_MOST: i64 = 66;
/// A minute, in 1/65536 s: whoever answers later has lost consent before.
const ROUND_TRIP_MOST: u64 = 60 << 16;

/// The report blocks of a compound packet that [`read`] found sound.
pub fn blocks(packet: &[u8]) -> impl Iterator<Item = Block> {
    let mut rest = packet;
    let packets = std::iter::from_fn(move || {
        let [first, kind, high, low, ..] = *rest else { return None };
        let len = 4 + 4 * usize::from(u16::from_be_bytes([high, low]));
        let body = rest.get(4..len)?;
        rest = rest.get(len..)?;
        Some((kind, usize::from(first & 0x1f), body))
    });
    packets.flat_map(|(kind, count, body)| {
        let skip = match kind {
            SENDER_REPORT => 6,
            RECEIVER_REPORT => 1,
            _ => body.len(),
        };
        (0..count).map_while(move |block| block_at(body, skip + block * 6))
    })
}

fn block_at(body: &[u8], at: usize) -> Option<Block> {
    Some(Block {
        ssrc: word(body, at)?,
        lost: (word(body, at + 1)? >> 24) as u8,
        jitter: word(body, at + 3)?,
        last_report: word(body, at + 4)?,
        delay: word(body, at + 5)?,
    })
}

fn read_blocks(body: &[u8], skip: usize, count: usize, heard: &mut Heard) {
    for block in 0..count {
        let Some(block) = block_at(body, skip + block * 6) else {
            heard.malformed = true;
            return;
        };
        heard.reports += 1;
        heard.worst_loss = heard.worst_loss.max(block.lost);
    }
}

fn word(body: &[u8], at: usize) -> Option<u32> {
    body.get(at * 4..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

struct Writer<'a> {
    out: &'a mut [u8],
    at: usize,
}

impl Writer<'_> {
    fn head(&mut self, count: u8, kind: u8, words: u16) -> Option<()> {
        let [high, low] = words.to_be_bytes();
        self.bytes(&[0x80 | count, kind, high, low])
    }

    fn word(&mut self, word: u32) -> Option<()> {
        self.bytes(&word.to_be_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.at + bytes.len();
        self.out.get_mut(self.at..end)?.copy_from_slice(bytes);
        self.at = end;
        Some(())
    }

    /// A source description with one CNAME item, padded to a whole word.
    fn description(&mut self, ssrc: u32, cname: &str) -> Option<()> {
        let name_len = u8::try_from(cname.len()).ok()?;
        let item = 2 + cname.len();
        let padded = (item / 4 + 1) * 4;
        self.head(1, SOURCE_DESCRIPTION, u16::try_from(1 + padded / 4).ok()?)?;
        self.word(ssrc)?;
        self.bytes(&[1, name_len])?;
        self.bytes(cname.as_bytes())?;
        for _ in item..padded {
            self.bytes(&[0])?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tenth_lost_is_reported_as_a_tenth() {
        let start = Instant::now();
        let mut reception = Reception::new(5, 0);
        for index in (0..100u64).filter(|index| index % 10 != 3) {
            let now = start + Duration::from_millis(20 * index);
            reception.count(index, index as u32 * 960, now);
        }
        let mut out = [0; 200];
        let len = reception.write_report(&mut out, 1, "causerie", start).unwrap();
        let heard = read(&out[..len], None, start);
        assert_eq!((heard.reports, heard.worst_loss, heard.malformed), (1, 25, false));
        assert_eq!(reception.jitter >> 4, 0);
    }

    #[test]
    fn sender_reports_are_whole_and_carry_the_moment() {
        let sent = [Sent { ssrc: 1, timestamp: 2, packets: 3, octets: 4 }; 3];
        let mut out = [0; 300];
        let len = write_sender_reports(&mut out, 1_500_000, &sent, "causerie").unwrap();
        assert_eq!(len % 4, 0);
        assert_eq!(u32::from_be_bytes(out[8..12].try_into().unwrap()), 2_208_988_801);
        assert_eq!(u32::from_be_bytes(out[12..16].try_into().unwrap()), 1 << 31);
        assert!(!read(&out[..len], None, Instant::now()).malformed);
    }

    #[test]
    fn a_goodbye_is_heard() {
        let mut out = [0; 60];
        let len = write_goodbye(&mut out, &[1, 2, 3]).unwrap();
        assert!(read(&out[..len], None, Instant::now()).goodbye);
    }

    #[test]
    fn a_block_tells_loss_jitter_and_the_round_trip() {
        let start = Instant::now();
        let mut reception = Reception::new(5, 0);
        for index in (0..100u64).filter(|index| index % 4 != 3) {
            reception.count(index, index as u32 * 960, start + Duration::from_millis(20 * index));
        }
        assert_eq!(reception.lately(), Some(Lately { expected: 99, lost: 24, jitter: 0 }));
        // Our sender report left at 10.0 s, was held for 0.25 s, and is answered at 10.33 s.
        reception.note_sender_report(5, ntp_middle(10_000_000), start);
        let held = start + Duration::from_millis(250);
        let mut out = [0; 200];
        let len = reception.write_report(&mut out, 1, "causerie", held).unwrap();
        let block = blocks(&out[..len]).next().unwrap();
        assert_eq!((block.ssrc, block.lost, block.jitter), (5, 62, 0));
        assert_eq!(reception.lately(), None);
        assert!(block.round_trip_us(10_330_000).unwrap().abs_diff(80_000) < 50);
        // Answered before it was sent, or hours later; and by one who got no report.
        assert_eq!(block.round_trip_us(9_000_000), None);
        assert_eq!(block.round_trip_us(4_000_000_000), None);
        assert_eq!(Block { last_report: 0, ..block }.round_trip_us(10_330_000), None);
        assert_eq!(blocks(&out[..len]).count(), 1);
    }

    #[test]
    fn a_source_that_leaps_has_lost_nothing() {
        let start = Instant::now();
        let mut reception = Reception::new(5, 0);
        for index in (0..50).chain(40_000..40_050) {
            reception.count(index, index as u32 * 960, start);
        }
        assert_eq!(reception.lately().map(|it| (it.expected, it.lost)), Some((50, 0)));
    }

    proptest! {
        #[test]
        fn as_many_blocks_are_given_as_were_counted(
            kind in 199u8..204, count in 0u8..32,
            body in proptest::collection::vec(any::<u32>(), 0..60), more: Vec<u8>
        ) {
            let mut bytes = vec![0x80 | count, kind, 0, body.len() as u8];
            bytes.extend(body.iter().flat_map(|word| word.to_be_bytes()));
            bytes.extend(more);
            let heard = read(&bytes, None, Instant::now());
            if !heard.malformed {
                prop_assert_eq!(blocks(&bytes).count() as u32, heard.reports);
            }
            for block in blocks(&bytes) {
                let _ = block.round_trip_us(u64::from(block.ssrc));
            }
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let now = Instant::now();
            let mut reception = Reception::new(1, 0);
            let _ = read(&bytes, Some(&mut reception), now);
        }
    }
}
