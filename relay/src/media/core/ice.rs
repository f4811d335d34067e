//! Reads the connectivity checks of peers, and answers them: the STUN (RFC 8489) that an ICE-lite
//! responder needs (RFC 8445), and no more of it.
//!
//! Law: every sequence of bytes gets an answer, in time linear in its length and without
//! allocation; nothing of a check is to be acted upon before `verify` returned it.
//!
//! Absent: checks of our own (a lite agent sends none), MESSAGE-INTEGRITY-SHA256 (no browser asks
//! for it), and 401 or 420 answers: a stranger gets silence, so that nobody can be made a target.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::net::{IpAddr, SocketAddr};

/// A binding request that was proved to come from somebody who knows our password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check<'a> {
    pub transaction: [u8; 12],
    /// "ours:theirs".
    pub username: &'a str,
    /// The peer, being controlling, chose this pair of addresses.
    pub use_candidate: bool,
    /// The peer believes that we control. A lite agent never does: see [`write_role_conflict`].
    pub controlled: bool,
    /// Of the pair, as the peer ranks it.
    pub priority: Option<u32>,
}

/// Why a packet is no check of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// No STUN, or STUN other than a binding request.
    NotRequest,
    /// The header's length, or an attribute's, does not fit the packet.
    BadLength,
    NoUsername,
    /// Not "ours:theirs" in the characters of ICE.
    BadUsername,
    NoIntegrity,
    BadIntegrity,
    BadFingerprint,
    /// An attribute that must be understood and is not; its type.
    UnknownComprehension(u16),
}

/// The local ufrag of a well-formed binding request, to find its session. Nothing is proved yet.
pub fn local_ufrag(packet: &[u8]) -> Result<&str, Malformed> {
    let request = Request::read(packet)?;
    let (ours, _) = split_username(request.username)?;
    Ok(ours)
}

/// Proves a binding request: FINGERPRINT when present, and MESSAGE-INTEGRITY with our password,
/// compared in constant time.
pub fn verify<'a>(packet: &'a [u8], our_pwd: &[u8]) -> Result<Check<'a>, Malformed> {
    let request = Request::read(packet)?;
    split_username(request.username)?;
    if let Some((before, claimed)) = request.fingerprint
        && fingerprint(before) != claimed
    {
        return Err(Malformed::BadFingerprint);
    }
    let (before, claimed) = request.integrity.ok_or(Malformed::NoIntegrity)?;
    integrity(before, our_pwd)
        .and_then(|mac| mac.verify_slice(claimed).ok())
        .ok_or(Malformed::BadIntegrity)?;
    if let Some(kind) = request.unknown {
        return Err(Malformed::UnknownComprehension(kind));
    }
    Ok(Check {
        transaction: request.transaction,
        username: request.username,
        use_candidate: request.use_candidate,
        controlled: request.controlled,
        priority: request.priority,
    })
}

/// Writes the answer to a check: XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT, 64 bytes
/// for an IPv4 address and 76 for IPv6. IPv6 addresses that stand for IPv4 are written as IPv4.
/// Returns the length, or `None` when `out` has no room.
pub fn write_success(
    out: &mut [u8],
    transaction: &[u8; 12],
    mapped: SocketAddr,
    our_pwd: &[u8],
) -> Option<usize> {
    let port = mapped.port() ^ (COOKIE >> 16) as u16;
    let mut answer = Writer::start(out, BINDING_SUCCESS, transaction)?;
    match mapped.ip().to_canonical() {
        IpAddr::V4(ip) => {
            answer.attribute_header(XOR_MAPPED_ADDRESS, 8)?;
            answer.put(&[0, 1])?;
            answer.put(&port.to_be_bytes())?;
            answer.put(&(ip.to_bits() ^ COOKIE).to_be_bytes())?;
        }
        IpAddr::V6(ip) => {
            answer.attribute_header(XOR_MAPPED_ADDRESS, 20)?;
            answer.put(&[0, 2])?;
            answer.put(&port.to_be_bytes())?;
            let [a, b, c, d, e, f, g, h, i, j, k, l] = *transaction;
            let low = u128::from_be_bytes([0, 0, 0, 0, a, b, c, d, e, f, g, h, i, j, k, l]);
            answer.put(&(ip.to_bits() ^ u128::from(COOKIE) << 96 ^ low).to_be_bytes())?;
        }
    }
    answer.finish(our_pwd)
}

/// Answers a check whose sender believes that we control with 487, on which it takes the
/// controlling role (RFC 8445, section 7.3.1.1). 64 bytes.
pub fn write_role_conflict(
    out: &mut [u8],
    transaction: &[u8; 12],
    our_pwd: &[u8],
) -> Option<usize> {
    let mut answer = Writer::start(out, BINDING_ERROR, transaction)?;
    answer.attribute_header(ERROR_CODE, 8)?;
    answer.put(&[0, 0, 4, 87])?;
    answer.put(b"Role")?;
    answer.finish(our_pwd)
}

const COOKIE: u32 = 0x2112_A442;
const HEADER: usize = 20;
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const BINDING_ERROR: u16 = 0x0111;

const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLED: u16 = 0x8029;
/// From here on, an attribute that is not known may be passed over.
const OPTIONAL: u16 = 0x8000;

/// Bytes of an attribute with its header, at the end of every answer.
const INTEGRITY_LEN: usize = 24;
const FINGERPRINT_LEN: usize = 8;
/// Bytes of the longest request that is read: a check fits one Ethernet frame.
const LONGEST_REQUEST: usize = 1500;

struct Header<'a> {
    kind: u16,
    len: usize,
    transaction: [u8; 12],
    attributes: &'a [u8],
}

impl<'a> Header<'a> {
    /// `None` when these bytes are no STUN.
    fn read(packet: &'a [u8]) -> Option<Self> {
        let (kind, rest) = packet.split_first_chunk()?;
        let (len, rest) = rest.split_first_chunk()?;
        let (cookie, rest) = rest.split_first_chunk()?;
        let (transaction, attributes) = rest.split_first_chunk()?;
        let kind = u16::from_be_bytes(*kind);
        let is_stun = kind < 0x4000 && u32::from_be_bytes(*cookie) == COOKIE;
        let len = u16::from_be_bytes(*len).into();
        is_stun.then_some(Self { kind, len, transaction: *transaction, attributes })
    }
}

/// What a binding request says; nothing of it is proved.
struct Request<'a> {
    transaction: [u8; 12],
    username: &'a str,
    use_candidate: bool,
    controlled: bool,
    priority: Option<u32>,
    /// What is claimed, and the packet before the claim.
    integrity: Option<(&'a [u8], &'a [u8; 20])>,
    fingerprint: Option<(&'a [u8], u32)>,
    unknown: Option<u16>,
}

impl<'a> Request<'a> {
    fn read(packet: &'a [u8]) -> Result<Self, Malformed> {
        let header = Header::read(packet).ok_or(Malformed::NotRequest)?;
        if header.kind != BINDING_REQUEST {
            return Err(Malformed::NotRequest);
        }
        if packet.len() > LONGEST_REQUEST || header.len != header.attributes.len() {
            return Err(Malformed::BadLength);
        }
        let mut username = None;
        let mut request = Self {
            transaction: header.transaction,
            username: "",
            use_candidate: false,
            controlled: false,
            priority: None,
            integrity: None,
            fingerprint: None,
            unknown: None,
        };
        let mut rest = header.attributes;
        while !rest.is_empty() {
            let before = packet
                .get(..packet.len().saturating_sub(rest.len()))
                .ok_or(Malformed::BadLength)?;
            let attribute;
            (attribute, rest) = Attribute::read(rest).ok_or(Malformed::BadLength)?;
            let Attribute { kind, value } = attribute;
            // The fingerprint covers all before it, so nothing may follow it.
            if kind == FINGERPRINT {
                let claimed = *value.as_array().ok_or(Malformed::BadLength)?;
                if !rest.is_empty() {
                    return Err(Malformed::BadFingerprint);
                }
                request.fingerprint = Some((before, u32::from_be_bytes(claimed)));
                break;
            }
            // What follows the integrity is not covered by it, and is passed over.
            if request.integrity.is_some() {
                continue;
            }
            match kind {
                USERNAME => username = username.or(Some(value)),
                MESSAGE_INTEGRITY => {
                    let claimed = value.as_array().ok_or(Malformed::BadLength)?;
                    request.integrity = Some((before, claimed));
                }
                PRIORITY => {
                    let priority = *value.as_array().ok_or(Malformed::BadLength)?;
                    request.priority = Some(u32::from_be_bytes(priority));
                }
                USE_CANDIDATE => request.use_candidate = true,
                ICE_CONTROLLED => request.controlled = true,
                OPTIONAL.. => {}
                unknown => request.unknown = request.unknown.or(Some(unknown)),
            }
        }
        let username = username.ok_or(Malformed::NoUsername)?;
        request.username = str::from_utf8(username).map_err(|_| Malformed::BadUsername)?;
        Ok(request)
    }
}

struct Attribute<'a> {
    kind: u16,
    value: &'a [u8],
}

impl<'a> Attribute<'a> {
    /// The first attribute, and what follows its padding.
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (kind, rest) = bytes.split_first_chunk()?;
        let (len, rest) = rest.split_first_chunk()?;
        let len = usize::from(u16::from_be_bytes(*len));
        let value = rest.get(..len)?;
        let rest = rest.get(len.next_multiple_of(4)..)?;
        Some((Self { kind: u16::from_be_bytes(*kind), value }, rest))
    }
}

/// "ours:theirs", each of 1 to 256 letters, digits, `+` or `/` (RFC 8839, section 5.4).
fn split_username(username: &str) -> Result<(&str, &str), Malformed> {
    let is_ufrag = |it: &str| {
        (1..=256).contains(&it.len())
            && it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
    };
    let (ours, theirs) = username.split_once(':').ok_or(Malformed::BadUsername)?;
    if is_ufrag(ours) && is_ufrag(theirs) {
        Ok((ours, theirs))
    } else {
        Err(Malformed::BadUsername)
    }
}

/// HMAC-SHA1 over the message before MESSAGE-INTEGRITY, with the length that the header would
/// have if the message ended behind that attribute (RFC 8489, section 14.5).
fn integrity(before: &[u8], key: &[u8]) -> Option<Hmac<Sha1>> {
    let (kind, rest) = before.split_first_chunk::<2>()?;
    let (_len, rest) = rest.split_first_chunk::<2>()?;
    let len = before.len().checked_sub(HEADER)?.checked_add(INTEGRITY_LEN)?;
    let len = u16::try_from(len).ok()?.to_be_bytes();
    let mac = <Hmac<Sha1> as KeyInit>::new_from_slice(key).ok()?;
    Some(mac.chain_update(kind).chain_update(len).chain_update(rest))
}

/// CRC-32 over the message before FINGERPRINT, XOR "STUN" (RFC 8489, section 14.7).
fn fingerprint(before: &[u8]) -> u32 {
    crc32fast::hash(before) ^ 0x5354_554E
}

/// Writes one answer, piece by piece.
struct Writer<'a> {
    out: &'a mut [u8],
    len: usize,
}

impl<'a> Writer<'a> {
    fn start(out: &'a mut [u8], kind: u16, transaction: &[u8; 12]) -> Option<Self> {
        let mut answer = Self { out, len: 0 };
        answer.put(&kind.to_be_bytes())?;
        answer.put(&[0, 0])?;
        answer.put(&COOKIE.to_be_bytes())?;
        answer.put(transaction)?;
        Some(answer)
    }

    fn put(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.len.checked_add(bytes.len())?;
        self.out.get_mut(self.len..end)?.copy_from_slice(bytes);
        self.len = end;
        Some(())
    }

    fn attribute_header(&mut self, kind: u16, len: u16) -> Option<()> {
        self.put(&kind.to_be_bytes())?;
        self.put(&len.to_be_bytes())
    }

    /// Adds integrity and fingerprint, and sets the length in the header.
    fn finish(mut self, our_pwd: &[u8]) -> Option<usize> {
        let total = self.len.checked_add(INTEGRITY_LEN)?.checked_add(FINGERPRINT_LEN)?;
        let attributes = u16::try_from(total.checked_sub(HEADER)?).ok()?;
        self.out.get_mut(2..4)?.copy_from_slice(&attributes.to_be_bytes());

        let mac: [u8; 20] =
            integrity(self.out.get(..self.len)?, our_pwd)?.finalize().into_bytes().into();
        self.attribute_header(MESSAGE_INTEGRITY, 20)?;
        self.put(&mac)?;

        let checksum = fingerprint(self.out.get(..self.len)?);
        self.attribute_header(FINGERPRINT, 4)?;
        self.put(&checksum.to_be_bytes())?;
        Some(self.len)
    }
}

#[cfg(test)]
mod tests;
