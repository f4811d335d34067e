//! Connectivity checks, signed by somebody who knows the password.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

pub(crate) const HEADER: usize = 20;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const FINGERPRINT: u16 = 0x8028;

/// A check that nominates its pair, as browsers write it.
pub(crate) fn check(ufrag: &str, pwd: &str) -> Vec<u8> {
    let mut out = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
    out.extend([7; 12]);
    attribute(&mut out, USERNAME, format!("{ufrag}:theirs").as_bytes());
    attribute(&mut out, 0x0024, &[0x6e, 0x7f, 0x1e, 0xff]);
    attribute(&mut out, 0x802a, &[7; 8]);
    attribute(&mut out, 0x0025, &[]);
    sign(&mut out, pwd).unwrap();
    out
}

/// The attributes of a datagram, whatever they are, under a genuine tag and checksum; and the ufrag
/// that they name. None when there is no name, or an attribute is longer than what is there.
pub(crate) fn signed_anew(bytes: &[u8], pwd: &str) -> Option<(Vec<u8>, String)> {
    let (header, mut rest) = bytes.split_at_checked(HEADER)?;
    let mut out = header.to_vec();
    let mut ufrag = None;
    while let [k0, k1, l0, l1, ..] = *rest {
        let (kind, len) = (u16::from_be_bytes([k0, k1]), u16::from_be_bytes([l0, l1]).into());
        let value = rest.get(4..)?.get(..len)?;
        rest = rest.get(4 + len.next_multiple_of(4)..)?;
        if kind == MESSAGE_INTEGRITY || kind == FINGERPRINT {
            continue;
        }
        if kind == USERNAME && ufrag.is_none() {
            ufrag = Some(std::str::from_utf8(value).ok()?.split_once(':')?.0.to_owned());
        }
        attribute(&mut out, kind, value);
    }
    sign(&mut out, pwd)?;
    Some((out, ufrag?))
}

/// None when the whole is longer than its header can say.
fn sign(out: &mut Vec<u8>, pwd: &str) -> Option<()> {
    set_len(out, 24)?;
    let mac = Hmac::<Sha1>::new_from_slice(pwd.as_bytes()).unwrap();
    let mac = mac.chain_update(&*out).finalize().into_bytes();
    attribute(out, MESSAGE_INTEGRITY, &mac);
    set_len(out, 8)?;
    let sum = crc32fast::hash(out) ^ 0x5354_554E;
    attribute(out, FINGERPRINT, &sum.to_be_bytes());
    Some(())
}

fn attribute(out: &mut Vec<u8>, kind: u16, value: &[u8]) {
    out.extend(kind.to_be_bytes());
    out.extend((value.len() as u16).to_be_bytes());
    out.extend(value);
    out.resize(out.len().next_multiple_of(4), 0);
}

/// The header's length as it is when `more` bytes are still to come.
fn set_len(out: &mut [u8], more: usize) -> Option<()> {
    let len = u16::try_from(out.len() - HEADER + more).ok()?;
    out[2..4].copy_from_slice(&len.to_be_bytes());
    Some(())
}
