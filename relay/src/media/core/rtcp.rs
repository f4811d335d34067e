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
    let seconds = unix_us / 1_000_000 + NTP_TO_UNIX_S;
    let fraction = ((unix_us % 1_000_000) << 32) / 1_000_000;
    for stream in sent {
        writer.head(0, SENDER_REPORT, 6)?;
        writer.word(stream.ssrc)?;
        writer.word(seconds as u32)?;
        writer.word(fraction as u32)?;
        writer.word(stream.timestamp)?;
        writer.word(stream.packets)?;
        writer.word(stream.octets)?;
    }
    writer.description(sent.first()?.ssrc, cname)?;
    Some(writer.at)
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

fn read_blocks(body: &[u8], skip: usize, count: usize, heard: &mut Heard) {
    for block in 0..count {
        let Some(loss) = word(body, skip + block * 6 + 1) else {
            heard.malformed = true;
            return;
        };
        heard.reports += 1;
        heard.worst_loss = heard.worst_loss.max((loss >> 24) as u8);
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

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let now = Instant::now();
            let mut reception = Reception::new(1, 0);
            let _ = read(&bytes, Some(&mut reception), now);
        }
    }
}
