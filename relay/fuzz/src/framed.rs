//! Several packets in one input: each behind its length in two bytes, as on a stream (RFC 4571).

/// The packets in order; what is cut off at the end is a packet too.
pub fn framed(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (len, rest) = bytes.split_first_chunk()?;
        let len = usize::from(u16::from_be_bytes(*len)).min(rest.len());
        let packet;
        (packet, bytes) = rest.split_at(len);
        Some(packet)
    })
}
