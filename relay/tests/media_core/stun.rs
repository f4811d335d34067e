//! Connectivity checks as a browser writes them, and what an answer to one says.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::net::{IpAddr, SocketAddr};

const COOKIE: u32 = 0x2112_A442;

/// A binding request of a controlling agent.
pub(crate) struct Check<'a> {
    pub(crate) ufrag: &'a str,
    pub(crate) pwd: &'a str,
    pub(crate) transaction: [u8; 12],
    pub(crate) nominates: bool,
}

impl Check<'_> {
    pub(crate) fn write(&self) -> Vec<u8> {
        self.write_as(0x802a)
    }

    /// As from an agent that believes that we control.
    pub(crate) fn write_controlled(&self) -> Vec<u8> {
        self.write_as(0x8029)
    }

    fn write_as(&self, role: u16) -> Vec<u8> {
        let mut out = vec![0, 1, 0, 0];
        out.extend(COOKIE.to_be_bytes());
        out.extend(self.transaction);
        attribute(&mut out, 0x0006, format!("{}:theirs", self.ufrag).as_bytes());
        attribute(&mut out, 0x0024, &0x6e7f_1effu32.to_be_bytes());
        attribute(&mut out, role, &7u64.to_be_bytes());
        if self.nominates {
            attribute(&mut out, 0x0025, &[]);
        }
        set_len(&mut out, 24);
        let mac = Hmac::<Sha1>::new_from_slice(self.pwd.as_bytes()).unwrap();
        let mac = mac.chain_update(&out).finalize().into_bytes();
        attribute(&mut out, 0x0008, &mac);
        set_len(&mut out, 8);
        let sum = crc32fast::hash(&out) ^ 0x5354_554E;
        attribute(&mut out, 0x8028, &sum.to_be_bytes());
        out
    }
}

/// The IPv4 address that a success answer mirrors.
pub(crate) fn mirrored(answer: &[u8]) -> Option<SocketAddr> {
    let at = answer.windows(4).position(|window| window == [0, 0x20, 0, 8])?;
    let value = answer.get(at + 4..at + 12)?;
    let port = u16::from_be_bytes([value[2], value[3]]) ^ (COOKIE >> 16) as u16;
    let ip = u32::from_be_bytes([value[4], value[5], value[6], value[7]]) ^ COOKIE;
    (answer.starts_with(&[1, 1])).then(|| (IpAddr::from(ip.to_be_bytes()), port).into())
}

fn attribute(out: &mut Vec<u8>, kind: u16, value: &[u8]) {
    out.extend(kind.to_be_bytes());
    out.extend((value.len() as u16).to_be_bytes());
    out.extend(value);
    out.resize(out.len().next_multiple_of(4), 0);
}

/// The header's length as it is when `more` bytes are still to come.
fn set_len(out: &mut [u8], more: usize) {
    let len = (out.len() - 20 + more) as u16;
    out[2..4].copy_from_slice(&len.to_be_bytes());
}
