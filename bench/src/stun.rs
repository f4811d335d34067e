//! A browser's connectivity checks (RFC 8445, section 7.2): a controlling agent that nominates the
//! pair it checks, and goes on checking it for consent (RFC 7675).

use ring::hmac;

const COOKIE: u32 = 0x2112_A442;
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: [u8; 2] = [0x01, 0x01];
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLING: u16 = 0x802A;

/// The relay's credentials, as its answer names them, and our own half of the user name.
pub struct Credentials {
    pub theirs: String,
    pub pwd: String,
    pub ours: String,
}

/// A check with everything that Chromium puts into one.
pub fn check(who: &Credentials, transaction: [u8; 12]) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    out.extend(BINDING_REQUEST.to_be_bytes());
    out.extend([0, 0]);
    out.extend(COOKIE.to_be_bytes());
    out.extend(transaction);
    attribute(&mut out, USERNAME, format!("{}:{}", who.theirs, who.ours).as_bytes());
    attribute(&mut out, PRIORITY, &0x6E7F_1EFFu32.to_be_bytes());
    attribute(&mut out, ICE_CONTROLLING, &7u64.to_be_bytes());
    attribute(&mut out, USE_CANDIDATE, &[]);
    set_len(&mut out, 24);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, who.pwd.as_bytes());
    let mac = hmac::sign(&key, &out);
    attribute(&mut out, MESSAGE_INTEGRITY, mac.as_ref());
    set_len(&mut out, 8);
    let sum = crc32fast::hash(&out) ^ 0x5354_554E;
    attribute(&mut out, FINGERPRINT, &sum.to_be_bytes());
    out
}

/// Whether a datagram answers a check of ours with success.
pub fn is_success(bytes: &[u8]) -> bool {
    bytes.starts_with(&BINDING_SUCCESS)
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

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_relay::media::core::ice;

    #[test]
    fn the_relay_takes_our_checks_for_a_browsers() {
        let who = Credentials { theirs: "abcd".into(), pwd: "secret".into(), ours: "efgh".into() };
        let check = check(&who, [3; 12]);
        assert_eq!(ice::local_ufrag(&check), Ok("abcd"));
        let read = ice::verify(&check, b"secret").unwrap();
        assert!(read.use_candidate && !read.controlled);
        assert!(ice::verify(&check, b"other").is_err());
    }

    #[test]
    fn the_relays_answer_is_a_success() {
        let mut out = [0; 100];
        let to = "127.0.0.1:9".parse().unwrap();
        let len = ice::write_success(&mut out, &[3; 12], to, b"secret").unwrap();
        assert!(is_success(&out[..len]));
        assert!(!is_success(&out[2..len]));
    }
}
