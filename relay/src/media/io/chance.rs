//! Randomness for the media plane's doors.

use ring::rand::{SecureRandom, SystemRandom};

/// Letters that ICE credentials may have (RFC 8445, section 5.3): 6 bits each.
const ICE_CHARS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub fn bytes<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| anyhow::anyhow!("the system gives no random numbers"))?;
    Ok(bytes)
}

/// `N` characters for an ICE ufrag or pwd.
pub fn ice_chars<const N: usize>() -> anyhow::Result<String> {
    let letter =
        |byte: u8| char::from(ICE_CHARS.get(usize::from(byte & 63)).copied().unwrap_or(b'A'));
    Ok(bytes::<N>()?.into_iter().map(letter).collect())
}
