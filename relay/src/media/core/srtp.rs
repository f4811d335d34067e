//! Seals outgoing RTP and RTCP, and opens what comes in: SRTP (RFC 3711) with the two GCM profiles
//! of RFC 7714, keyed by DTLS (RFC 5764).
//!
//! Law: what is sealed opens to the same bytes; a packet with one bit changed is `Forged`; no
//! packet is given out twice; nothing a stranger sends changes any state before it is proved to
//! come from the peer. Sealing and opening RTP allocate nothing, but for the first SSRC of a peer
//! that retires.
//!
//! Absent: re-keying (DTLS makes new keys), the MKI field, unencrypted SRTCP (a packet without the
//! E bit is `Forged`), and sequence numbers for sending: whoever owns the listener counts them.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod keys;
mod window;

use keys::{Key, Master, SessionKeys};
use window::{Expected, Sources};

/// The SRTP protection profiles spoken here, by the names of the IANA registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    AeadAes128Gcm,
    AeadAes256Gcm,
    Aes128CmSha1_80,
}

impl Profile {
    /// Bytes to export from DTLS: a key and a salt for each direction.
    pub const fn keying_len(self) -> usize {
        self.key_len().saturating_add(self.salt_len()).saturating_mul(2)
    }

    /// Bytes that a sealed RTP packet is longer than the plain one.
    pub const fn tag_len(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => GCM_TAG,
            Self::Aes128CmSha1_80 => CM_TAG,
        }
    }

    const fn key_len(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::Aes128CmSha1_80 => 16,
            Self::AeadAes256Gcm => 32,
        }
    }

    const fn salt_len(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 12,
            Self::Aes128CmSha1_80 => 14,
        }
    }
}

/// Makes both directions' keys from DTLS's exporter (`EXTRACTOR-dtls_srtp`), laid out as RFC 5764,
/// section 4.2 says: client key, server key, client salt, server salt. `None` when the block's
/// length is not [`Profile::keying_len`].
pub fn split(profile: Profile, exporter: &[u8], we_are_client: bool) -> Option<(Sender, Receiver)> {
    let (client_key, rest) = exporter.split_at_checked(profile.key_len())?;
    let (server_key, rest) = rest.split_at_checked(profile.key_len())?;
    let (client_salt, server_salt) = rest.split_at_checked(profile.salt_len())?;
    if server_salt.len() != profile.salt_len() {
        return None;
    }
    let client = Master { profile, key: client_key, salt: client_salt };
    let server = Master { profile, key: server_key, salt: server_salt };
    let (ours, theirs) = if we_are_client { (client, server) } else { (server, client) };
    Some((Sender::new(&ours)?, Receiver::new(&theirs)?))
}

/// The keys of everything one DTLS association sends, whatever the SSRC.
pub struct Sender {
    /// Expanded, since a packet every 20 ms uses it.
    rtp: Key,
    /// Expanded for each packet, since RTCP comes once in seconds and memory is dearer.
    rtcp: SessionKeys,
    rtcp_index: u32,
}

impl Sender {
    fn new(master: &Master<'_>) -> Option<Self> {
        Some(Self { rtp: master.rtp_key()?, rtcp: master.rtcp_keys()?, rtcp_index: 0 })
    }

    /// Seals an RTP packet in place. `packet[..len]` is header and payload, of which `header_len`
    /// bytes are only authenticated; [`Profile::tag_len`] more bytes must be free behind it.
    /// `index` is the 48-bit packet index (ROC << 16 | SEQ), whose low 16 bits stand in the header
    /// already: under one Sender, an SSRC must never use an index twice. Returns the new length,
    /// or `None` when lengths or index do not fit.
    pub fn seal_rtp(
        &self,
        packet: &mut [u8],
        header_len: usize,
        len: usize,
        ssrc: u32,
        index: u64,
    ) -> Option<usize> {
        if index > LAST_INDEX {
            return None;
        }
        let (plain, free) = packet.split_at_mut_checked(len)?;
        match &self.rtp {
            Key::Gcm(key) => {
                let tag = free.first_chunk_mut::<GCM_TAG>()?;
                let (header, payload) = plain.split_at_mut_checked(header_len)?;
                *tag = key.seal(header, payload, ssrc, index)?;
                len.checked_add(GCM_TAG)
            }
            Key::Cm(key) => {
                let tag = free.first_chunk_mut::<CM_TAG>()?;
                key.crypt(plain.get_mut(header_len..)?, ssrc, index)?;
                *tag = key.tag(plain, rollovers(index));
                len.checked_add(CM_TAG)
            }
        }
    }

    /// Seals a (compound) RTCP packet in place: `packet[..len]` is the packet, and
    /// [`RTCP_OVERHEAD`] more bytes must be free behind it. Returns the new length, or `None` when
    /// lengths do not fit or all 2^31 indices are used.
    pub fn seal_rtcp(&mut self, packet: &mut [u8], len: usize) -> Option<usize> {
        if self.rtcp_index > LAST_RTCP_INDEX {
            return None;
        }
        let index = self.rtcp_index;
        let word = ENCRYPTED | index;
        let (plain, free) = packet.split_at_mut_checked(len)?;
        let ssrc = rtcp_ssrc(plain)?;
        let sealed = match self.rtcp.expand()? {
            Key::Gcm(key) => {
                let trailer = free.first_chunk_mut::<{ GCM_TAG + WORD }>()?;
                let (header, body) = plain.split_at_mut_checked(RTCP_HEADER)?;
                let aad = rtcp_aad(header, word)?;
                let tag = key.seal(&aad, body, ssrc, index.into())?;
                *trailer.first_chunk_mut()? = tag;
                *trailer.last_chunk_mut()? = word.to_be_bytes();
                len.checked_add(GCM_TAG + WORD)?
            }
            Key::Cm(key) => {
                let trailer = free.first_chunk_mut::<{ WORD + CM_TAG }>()?;
                key.crypt(plain.get_mut(RTCP_HEADER..)?, ssrc, index.into())?;
                *trailer.first_chunk_mut()? = word.to_be_bytes();
                *trailer.last_chunk_mut()? = key.tag(plain, word);
                len.checked_add(WORD + CM_TAG)?
            }
        };
        self.rtcp_index = self.rtcp_index.checked_add(1)?;
        Some(sealed)
    }
}

/// The keys of everything the peer of one DTLS association sends, and what was received.
pub struct Receiver {
    /// None of a peer that only listens.
    rtp: Option<Box<Rtp>>,
    /// Expanded for each packet, since RTCP comes once in seconds and memory is dearer.
    rtcp: SessionKeys,
    rtcp_sources: Sources,
}

struct Rtp {
    /// Expanded, since a packet every 20 ms uses it.
    key: Key,
    sources: Sources,
}

/// A packet that was proved to come from the peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Bytes of header and plain payload.
    pub len: usize,
    /// The packet's place in its source: ROC << 16 | SEQ.
    pub index: u64,
}

/// Why a packet was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    TooShort,
    /// The tag is not what these keys make of this packet.
    Forged,
    /// Received before, or too old to know.
    Replayed,
    /// Of an SSRC that the peer left behind for others: what it sent is forgotten.
    Retired,
    /// Genuine, of one SSRC more than can be left behind under one key.
    TooManySources,
}

impl Receiver {
    fn new(master: &Master<'_>) -> Option<Self> {
        Some(Self {
            rtp: Some(Box::new(Rtp { key: master.rtp_key()?, sources: Sources::default() })),
            rtcp: master.rtcp_keys()?,
            rtcp_sources: Sources::default(),
        })
    }

    /// Of a peer that only listens, and so sends nothing but reports: a third of the memory. RTP of
    /// it is forged.
    #[must_use]
    pub fn for_reports_alone(self) -> Self {
        Self { rtp: None, ..self }
    }

    /// Opens an RTP packet in place. `header_len`, `ssrc` and `seq` are what the caller read in
    /// its header; the tag proves them. After a refusal the bytes of `packet` mean nothing.
    pub fn open_rtp(
        &mut self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        seq: u16,
    ) -> Result<Opened, Refused> {
        let rtp = self.rtp.as_ref().ok_or(Refused::Forged)?;
        let opened = match rtp.sources.window(ssrc)? {
            Some(window) => {
                let Expected { index, leaps } = window.expect(seq)?;
                match self.open_rtp_at(packet, header_len, ssrc, index) {
                    Err(Refused::Forged) if leaps => return Err(Refused::Replayed),
                    opened => opened?,
                }
            }
            None => self.open_first_rtp(packet, header_len, ssrc, seq)?,
        };
        let rtp = self.rtp.as_mut().ok_or(Refused::Forged)?;
        rtp.sources.note(ssrc, opened.index)?;
        Ok(opened)
    }

    /// The first packet of a source is taken for ROC 0 (RFC 3711, section 3.3.1). A source that
    /// starts just below a wrap and loses its first packets would then never be heard, so a
    /// sequence number just above the wrap is tried with ROC 1 too.
    fn open_first_rtp(
        &self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        seq: u16,
    ) -> Result<Opened, Refused> {
        let mut kept = [0; LONGEST_RETRY];
        let kept = match kept.get_mut(..packet.len()) {
            Some(kept) if seq < FIRST_LOST => {
                kept.copy_from_slice(packet);
                kept
            }
            _ => return self.open_rtp_at(packet, header_len, ssrc, seq.into()),
        };
        match self.open_rtp_at(packet, header_len, ssrc, seq.into()) {
            Err(Refused::Forged) => {
                packet.copy_from_slice(kept);
                self.open_rtp_at(packet, header_len, ssrc, 1 << 16 | u64::from(seq))
            }
            other => other,
        }
    }

    fn open_rtp_at(
        &self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> Result<Opened, Refused> {
        let len = packet.len().checked_sub(self.rtcp.profile.tag_len()).ok_or(Refused::TooShort)?;
        if len < header_len {
            return Err(Refused::TooShort);
        }
        let rtp = self.rtp.as_ref().ok_or(Refused::Forged)?;
        let genuine = match &rtp.key {
            Key::Gcm(key) => {
                let (header, sealed) =
                    packet.split_at_mut_checked(header_len).ok_or(Refused::TooShort)?;
                key.open(header, sealed, ssrc, index)
            }
            Key::Cm(key) => {
                let (plain, tag) = packet.split_at_mut_checked(len).ok_or(Refused::TooShort)?;
                let body = header_len..;
                key.is_genuine(plain, rollovers(index), tag)
                    && plain
                        .get_mut(body)
                        .and_then(|payload| key.crypt(payload, ssrc, index))
                        .is_some()
            }
        };
        if genuine { Ok(Opened { len, index }) } else { Err(Refused::Forged) }
    }

    /// Opens a (compound) RTCP packet in place; returns its plain length. After a refusal the
    /// bytes of `packet` mean nothing.
    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, Refused> {
        let overhead = self.rtcp.profile.tag_len().saturating_add(WORD);
        let len = packet.len().checked_sub(overhead).ok_or(Refused::TooShort)?;
        if len < RTCP_HEADER {
            return Err(Refused::TooShort);
        }
        let ssrc = rtcp_ssrc(packet).ok_or(Refused::TooShort)?;
        let (index, word) = self.rtcp.read_word(packet).ok_or(Refused::TooShort)?;
        if word & ENCRYPTED == 0 {
            return Err(Refused::Forged);
        }
        if let Some(window) = self.rtcp_sources.window(ssrc)? {
            window.check(index)?;
        }
        self.open_rtcp_at(packet, len, ssrc, index, word).ok_or(Refused::Forged)?;
        self.rtcp_sources.note(ssrc, index)?;
        Ok(len)
    }

    fn open_rtcp_at(
        &self,
        packet: &mut [u8],
        len: usize,
        ssrc: u32,
        index: u64,
        word: u32,
    ) -> Option<()> {
        match self.rtcp.expand()? {
            Key::Gcm(key) => {
                let (header, sealed) = packet.split_at_mut_checked(RTCP_HEADER)?;
                let aad = rtcp_aad(header, word)?;
                let (sealed, _word) = sealed.split_last_chunk_mut::<WORD>()?;
                key.open(&aad, sealed, ssrc, index).then_some(())
            }
            Key::Cm(key) => {
                let (plain, trailer) = packet.split_at_mut_checked(len)?;
                let (_word, tag) = trailer.split_first_chunk::<WORD>()?;
                if !key.is_genuine(plain, word, tag) {
                    return None;
                }
                key.crypt(plain.get_mut(RTCP_HEADER..)?, ssrc, index)
            }
        }
    }
}

/// Bytes that a sealed RTCP packet is at most longer than the plain one.
pub const RTCP_OVERHEAD: usize = WORD + GCM_TAG;

const GCM_TAG: usize = 16;
const CM_TAG: usize = 10;
/// The E bit and index of SRTCP.
const WORD: usize = 4;
/// First word and SSRC of an RTCP packet: authenticated, not encrypted.
const RTCP_HEADER: usize = 8;
const ENCRYPTED: u32 = 1 << 31;
/// 31 bits: after the last index a DTLS association can send no more RTCP.
const LAST_RTCP_INDEX: u32 = ENCRYPTED - 1;
/// 48 bits: a source sends no more packets under one key.
const LAST_INDEX: u64 = (1 << 48) - 1;
/// Packets that a source may lose before its first one is received: half the range, 11 minutes of
/// 20 ms frames. More, and a source that started just below a wrap stays unheard until it connects
/// again. The price: before the first packet, a forged one costs two tags.
const FIRST_LOST: u16 = 1 << 15;
/// Bytes of the longest first packet that is tried twice: a full Ethernet frame.
const LONGEST_RETRY: usize = 1500;

/// How often the sequence number wrapped: ROC, the upper 32 bits of a packet index.
const fn rollovers(index: u64) -> u32 {
    (index >> 16) as u32
}

fn rtcp_ssrc(packet: &[u8]) -> Option<u32> {
    let (header, _) = packet.split_first_chunk::<RTCP_HEADER>()?;
    let [_, _, _, _, ssrc @ ..] = *header;
    Some(u32::from_be_bytes(ssrc))
}

/// What GCM authenticates of an RTCP packet beyond its body (RFC 7714, section 17).
fn rtcp_aad(header: &[u8], word: u32) -> Option<[u8; RTCP_HEADER + WORD]> {
    let mut aad = [0; RTCP_HEADER + WORD];
    *aad.first_chunk_mut::<RTCP_HEADER>()? = *header.first_chunk()?;
    *aad.last_chunk_mut::<WORD>()? = word.to_be_bytes();
    Some(aad)
}

#[cfg(test)]
mod tests;
