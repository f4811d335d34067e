//! RTP as bytes: reads a stranger's packet without trusting it, and writes the packets of a slot.
//!
//! Law: for any bytes, reading ends with a [`Packet`] whose ranges lie inside them, or with
//! nothing. Nothing here allocates.

use std::ops::Range;

/// Longest RTP payload that is taken from a publisher, in bytes. Opus at 20 ms never exceeds
/// 1275; with header and tag the datagram stays under a 1500-byte MTU.
pub const PAYLOAD_MOST_BYTES: usize = 1300;

/// What a slot packet's header takes at most: fixed part, one CSRC, one header extension word.
pub const HEADER_MOST_BYTES: usize = 12 + 4 + 8;

/// A frame of Opus silence: TOC of a 20 ms CELT frame, and two bytes that decode to nothing.
pub const OPUS_SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];

/// Opus frames this short carry silence or comfort noise only (DTX).
pub const DTX_MOST_BYTES: usize = 3;

/// The fixed header and the places of the rest (RFC 3550, section 5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    /// Length of header, CSRCs and extension: what SRTP authenticates but leaves in the clear.
    pub len: usize,
    padding: bool,
    extension: Range<usize>,
    one_byte: bool,
}

/// RTCP shares the port (RFC 5761, section 4): payload types 64 to 95 are its own.
pub fn is_rtcp(packet: &[u8]) -> bool {
    packet.get(1).is_some_and(|second| (192..=223).contains(second))
}

impl Header {
    pub fn read(packet: &[u8]) -> Option<Self> {
        let fixed: &[u8; 12] = packet.first_chunk()?;
        let [first, second, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3] = *fixed;
        if first >> 6 != 2 {
            return None;
        }
        let mut len = 12 + 4 * usize::from(first & 0x0f);
        let mut extension = 0..0;
        let mut one_byte = false;
        if first & 0x10 != 0 {
            let [p0, p1, l0, l1] = *packet.get(len..)?.first_chunk()?;
            let words = usize::from(u16::from_be_bytes([l0, l1]));
            one_byte = (p0, p1) == (0xbe, 0xde);
            extension = len + 4..len + 4 + 4 * words;
            len = extension.end;
        }
        if packet.len() < len {
            return None;
        }
        Some(Self {
            payload_type: second & 0x7f,
            sequence: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
            len,
            padding: first & 0x20 != 0,
            extension,
            one_byte,
        })
    }

    /// Loudness from the header extension `id` (RFC 6464): 0 loudest to 127 silent.
    pub fn level(&self, packet: &[u8], id: u8) -> Option<u8> {
        let mut rest = packet.get(self.extension.clone())?;
        // The two-byte form (RFC 8285, section 4.3) is not negotiated.
        if !self.one_byte {
            return None;
        }
        while let [head, tail @ ..] = rest {
            let (found, len) = (head >> 4, usize::from(head & 0x0f) + 1);
            match found {
                0 => rest = tail,
                15 => return None,
                _ if found == id => return tail.first().map(|level| level & 0x7f),
                _ => rest = tail.get(len..)?,
            }
        }
        None
    }

    /// The payload of the decrypted packet, without padding.
    pub fn payload<'a>(&self, packet: &'a [u8]) -> Option<&'a [u8]> {
        let body = packet.get(self.len..)?;
        if !self.padding {
            return Some(body);
        }
        let pad = usize::from(*body.last()?);
        if pad == 0 { None } else { body.get(..body.len().checked_sub(pad)?) }
    }
}

/// Where the primary encoding starts in a RED payload (RFC 2198, section 3): behind the block
/// headers and the redundant blocks.
pub fn red_primary(payload: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut redundant = 0;
    loop {
        let [head, ..] = *payload.get(at..)?.first_chunk::<1>()?;
        if head & 0x80 == 0 {
            let start = at + 1 + redundant;
            return (start <= payload.len()).then_some(start);
        }
        let [_, _, len_high, len_low] = *payload.get(at..)?.first_chunk()?;
        redundant += usize::from(u16::from_be_bytes([len_high & 0x03, len_low]));
        at += 4;
    }
}

/// The redundant blocks of a RED payload in its order, the oldest first: how many samples before
/// the primary each begins, and its bytes.
pub fn red_redundancy(payload: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let is_header = |block: &usize| payload.get(block * 4).is_some_and(|head| head & 0x80 != 0);
    let count = (0..payload.len()).take_while(is_header).count();
    let mut at = count * 4 + 1;
    (0..count).map_while(move |block| {
        let [_, high, middle, low] = *payload.get(block * 4..)?.first_chunk()?;
        let offset = u32::from(high) << 6 | u32::from(middle >> 2);
        let end = at + usize::from(u16::from_be_bytes([middle & 0x03, low]));
        let bytes = payload.get(at..end)?;
        at = end;
        Some((offset, bytes))
    })
}

/// Writes the payload type `opus` into every block header of a RED payload.
fn rename_red_blocks(payload: &mut [u8], opus: u8) {
    let mut at = 0;
    while let Some(head) = payload.get_mut(at) {
        let more = *head & 0x80;
        *head = more | (opus & 0x7f);
        if more == 0 {
            return;
        }
        at += 4;
    }
}

/// One frame of one slot, as all listeners get it. Plain values, so that it crosses threads.
#[derive(Clone)]
pub struct SlotFrame {
    pub slot: u8,
    /// Voice id of the talker.
    pub csrc: u32,
    pub ssrc: u32,
    pub timestamp: u32,
    /// Position in the slot's stream; grows by more than 1 where the talker's packets were lost.
    pub index: u64,
    pub level: u8,
    pub marker: bool,
    len: u16,
    primary: u16,
    payload: [u8; PAYLOAD_MOST_BYTES],
}

/// Of which payload a frame is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload<'a> {
    Opus(&'a [u8]),
    /// RED around Opus.
    Red(&'a [u8]),
}

impl<'a> Payload<'a> {
    /// The Opus frame that is due, without redundancy.
    pub fn primary(self) -> Option<&'a [u8]> {
        match self {
            Self::Opus(opus) => Some(opus),
            Self::Red(red) => red.get(red_primary(red)?..),
        }
    }
}

/// The stamps of a frame, see [`SlotFrame`].
#[derive(Debug, Clone, Copy)]
pub struct Stamps {
    pub slot: u8,
    pub csrc: u32,
    pub ssrc: u32,
    pub timestamp: u32,
    pub index: u64,
    pub level: u8,
    pub marker: bool,
}

impl SlotFrame {
    /// Nothing when the payload is empty, too long, or no RED though it says so.
    pub fn new(stamps: Stamps, payload: Payload<'_>) -> Option<Self> {
        let (bytes, primary) = match payload {
            Payload::Opus(bytes) => (bytes, 0),
            Payload::Red(bytes) => (bytes, red_primary(bytes)?),
        };
        if bytes.len() > PAYLOAD_MOST_BYTES || primary >= bytes.len() {
            return None;
        }
        let mut frame = Self {
            slot: stamps.slot,
            csrc: stamps.csrc,
            ssrc: stamps.ssrc,
            timestamp: stamps.timestamp,
            index: stamps.index,
            level: stamps.level,
            marker: stamps.marker,
            len: u16::try_from(bytes.len()).ok()?,
            primary: u16::try_from(primary).ok()?,
            payload: [0; PAYLOAD_MOST_BYTES],
        };
        frame.payload.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(frame)
    }

    /// The Opus frame that is due, without redundancy.
    pub fn primary(&self) -> &[u8] {
        let range = usize::from(self.primary)..usize::from(self.len);
        self.payload.get(range).unwrap_or_default()
    }
}

/// What a listener's offer dictates about a packet. Listeners of one shape get the same bytes,
/// but for sequence number and seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    pub opus: u8,
    pub red: Option<u8>,
    /// Id of ssrc-audio-level, if negotiated.
    pub level_ext: Option<u8>,
}

/// A slot frame written out for one shape.
pub struct Template {
    bytes: [u8; HEADER_MOST_BYTES + PAYLOAD_MOST_BYTES],
    len: usize,
    pub header_len: usize,
    /// Bytes of payload, without padding: what a sender report counts.
    pub octets: u32,
}

impl Template {
    pub const fn blank() -> Self {
        Self {
            bytes: [0; HEADER_MOST_BYTES + PAYLOAD_MOST_BYTES],
            len: 0,
            header_len: 0,
            octets: 0,
        }
    }

    /// Bytes of the packet before it is sealed.
    #[expect(clippy::len_without_is_empty, reason = "a packet has a header at least")]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Lengthens the packet to `len` by padding (RFC 3550, section 5.1), of which a packet can
    /// have 255 bytes; one that would need more stays as it is.
    pub fn pad_to(&mut self, len: usize) {
        let Some(pad @ 1..) = len.checked_sub(self.len).and_then(|pad| u8::try_from(pad).ok())
        else {
            return;
        };
        let Some(room) = self.bytes.get_mut(self.len..len) else { return };
        room.fill(0);
        if let Some(last) = room.last_mut() {
            *last = pad;
        }
        self.bytes[0] |= 0x20;
        self.len = len;
    }

    /// Header with sequence number 0, then the payload that `shape` reads.
    pub fn write(&mut self, frame: &SlotFrame, shape: Shape) -> Option<()> {
        let whole = frame.payload.get(..usize::from(frame.len))?;
        let as_red = shape.red.filter(|_| frame.primary > 0);
        let payload = match as_red {
            Some(_) => whole,
            None => whole.get(usize::from(frame.primary)..)?,
        };
        let payload_type = as_red.unwrap_or(shape.opus) & 0x7f;
        let extension = if shape.level_ext.is_some() { 0x10 } else { 0 };
        let marker = if frame.marker { 0x80 } else { 0 };
        let mut header = [0u8; HEADER_MOST_BYTES];
        header[0] = 0x81 | extension;
        header[1] = marker | payload_type;
        header[4..8].copy_from_slice(&frame.timestamp.to_be_bytes());
        header[8..12].copy_from_slice(&frame.ssrc.to_be_bytes());
        header[12..16].copy_from_slice(&frame.csrc.to_be_bytes());
        self.header_len = 16;
        if let Some(id) = shape.level_ext {
            header[16..20].copy_from_slice(&[0xbe, 0xde, 0, 1]);
            header[20] = id << 4;
            header[21] = frame.level & 0x7f;
            self.header_len = 24;
        }
        self.len = self.header_len + payload.len();
        self.octets = u32::try_from(payload.len()).ok()?;
        self.bytes.get_mut(..self.header_len)?.copy_from_slice(header.get(..self.header_len)?);
        let body = self.bytes.get_mut(self.header_len..self.len)?;
        body.copy_from_slice(payload);
        if as_red.is_some() {
            rename_red_blocks(body, shape.opus);
        }
        Some(())
    }

    /// Copies the packet into `out` with its sequence number; returns its length.
    pub fn copy_to(&self, out: &mut [u8], sequence: u16) -> Option<usize> {
        let out = out.get_mut(..self.len)?;
        out.copy_from_slice(self.bytes.get(..self.len)?);
        out.get_mut(2..4)?.copy_from_slice(&sequence.to_be_bytes());
        Some(self.len)
    }
}

/// A RED payload of one block: the primary alone.
pub fn red_of_one(opus: &[u8], out: &mut [u8; PAYLOAD_MOST_BYTES]) -> Option<usize> {
    let len = opus.len() + 1;
    *out.first_mut()? = 0;
    out.get_mut(1..len)?.copy_from_slice(opus);
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stamps() -> Stamps {
        Stamps { slot: 0, csrc: 7, ssrc: 9, timestamp: 960, index: 1, level: 30, marker: false }
    }

    const CHROMIUM: Shape = Shape { opus: 111, red: Some(63), level_ext: Some(1) };
    const FIREFOX: Shape = Shape { opus: 109, red: None, level_ext: Some(1) };

    fn packet(frame: &SlotFrame, shape: Shape) -> Vec<u8> {
        let mut template = Template::blank();
        template.write(frame, shape).unwrap();
        let mut out = vec![0; 1500];
        let len = template.copy_to(&mut out, 5).unwrap();
        out.truncate(len);
        out
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_leave_them(bytes in proptest::collection::vec(any::<u8>(), 0..200), id in 1u8..15) {
            if let Some(header) = Header::read(&bytes) {
                let _ = header.level(&bytes, id);
                if let Some(payload) = header.payload(&bytes) {
                    prop_assert!(payload.len() + header.len <= bytes.len());
                }
            }
            let _ = red_primary(&bytes);
            let redundant: usize = red_redundancy(&bytes).map(|(_, block)| block.len()).sum();
            prop_assert!(redundant <= bytes.len());
        }

        #[test]
        fn what_is_written_reads_back(payload in proptest::collection::vec(any::<u8>(), 1..400), level in 0u8..128) {
            let frame = SlotFrame::new(Stamps { level, ..stamps() }, Payload::Opus(&payload)).unwrap();
            let bytes = packet(&frame, CHROMIUM);
            let header = Header::read(&bytes).unwrap();
            prop_assert_eq!(header.payload_type, 111);
            prop_assert_eq!((header.sequence, header.timestamp, header.ssrc), (5, 960, 9));
            prop_assert_eq!(header.level(&bytes, 1), Some(level));
            prop_assert_eq!(header.payload(&bytes).unwrap(), &payload[..]);
        }
    }

    #[test]
    fn a_listener_without_red_gets_the_primary_alone() {
        // One redundant block of 2 bytes, 20 ms ago, then the primary.
        let red = [0x80 | 99, 0x0f, 0x00, 0x02, 99, 1, 2, 3, 4, 5];
        let frame = SlotFrame::new(stamps(), Payload::Red(&red)).unwrap();
        let plain = packet(&frame, FIREFOX);
        assert_eq!(Header::read(&plain).unwrap().payload(&plain).unwrap(), [3, 4, 5]);
        let whole = packet(&frame, CHROMIUM);
        let header = Header::read(&whole).unwrap();
        assert_eq!(header.payload_type, 63);
        assert_eq!(
            header.payload(&whole).unwrap(),
            [0x80 | 111, 0x0f, 0x00, 0x02, 111, 1, 2, 3, 4, 5]
        );
    }

    proptest! {
        #[test]
        fn padding_changes_the_length_and_nothing_that_is_heard(
            payload in proptest::collection::vec(any::<u8>(), 1..400),
            len in 0usize..900,
        ) {
            let frame = SlotFrame::new(stamps(), Payload::Opus(&payload)).unwrap();
            let mut template = Template::blank();
            template.write(&frame, CHROMIUM).unwrap();
            let before = template.len();
            template.pad_to(len);
            let can_be = (before..=before + 255).contains(&len);
            prop_assert_eq!(template.len(), if can_be { len } else { before });
            let mut out = vec![0; 1500];
            let whole = template.copy_to(&mut out, 5).unwrap();
            let packet = &out[..whole];
            prop_assert_eq!(Header::read(packet).unwrap().payload(packet).unwrap(), &payload[..]);
        }
    }

    #[test]
    fn redundancy_is_read_with_its_age() {
        let red = [0x80 | 63, 0x1e, 0x00, 0x02, 0x80 | 63, 0x0f, 0x00, 0x01, 63, 1, 2, 3, 4, 5];
        let blocks: Vec<_> = red_redundancy(&red).collect();
        assert_eq!(blocks, [(1920, &[1, 2][..]), (960, &[3][..])]);
        assert_eq!(red_primary(&red), Some(12));
        // The second block says that it is longer than the packet.
        let lies = [0x80 | 63, 0x1e, 0x00, 0x02, 0x80 | 63, 0x0f, 0x00, 0xff, 63, 1, 2, 3];
        assert_eq!(red_redundancy(&lies).count(), 1);
    }

    #[test]
    fn an_extension_longer_than_the_packet_is_no_packet() {
        let mut bytes = vec![0x90, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xbe, 0xde, 0xff, 0xff];
        bytes.extend([0; 40]);
        assert_eq!(Header::read(&bytes), None);
    }

    #[test]
    fn padding_longer_than_the_payload_is_no_payload() {
        let bytes = [0xa0, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 9, 9, 200];
        let header = Header::read(&bytes).unwrap();
        assert_eq!(header.payload(&bytes), None);
    }
}
