//! From what was captured to a corpus: few files, no two alike, and no address that is somebody's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::IpAddr;
use std::path::Path;

use anyhow::Result;

use super::{begins, files};

/// Files that one origin gives to one corpus.
const FILES_MOST: usize = 16;
/// RTP comes to its target as a stream: so many packets of one source in a row.
const STREAM_PACKETS: usize = 6;
/// Frames of one kind that a socket says, in one file.
const FRAMES: usize = 4;

type Pieces = Vec<Vec<u8>>;

/// Writes anew what `origin` gave to every corpus.
pub(super) fn renew(captured: &Path, corpora: &Path, origin: &str) -> Result<()> {
    let of = |kind: &str| -> Result<Pieces> {
        let prefix = format!("{kind}-");
        let files = files(captured)?.into_iter().filter(|file| begins(file, &prefix));
        files.map(|file| Ok(fs::read(file)?)).collect()
    };
    let offers: Pieces = of("offer")?.iter().map(|sdp| without_addresses(sdp)).collect();
    let fragments: Pieces = of("fragment")?.iter().map(|sdp| without_addresses(sdp)).collect();
    let bodies = [varied(offers.clone()), varied(fragments)].concat();
    let corpora_of = [
        ("stun", varied(of("stun")?)),
        ("dtls", varied(of("dtls")?)),
        ("rtp", varied(streams(&of("rtp")?))),
        // The same packets, as the recogniser has them.
        ("speech", varied(streams(&of("rtp")?))),
        ("rtcp", varied(of("rtcp")?)),
        ("sdp", varied(offers)),
        ("doors", bodies),
        ("signal", varied(talks(&of("frame")?))),
    ];
    for (target, pieces) in corpora_of {
        let folder = corpora.join(target);
        fs::create_dir_all(&folder)?;
        for former in files(&folder)?.iter().filter(|file| begins(file, &format!("{origin}-"))) {
            fs::remove_file(former)?;
        }
        println!("{target:<8} {:>3} files of {origin}", pieces.len());
        for (number, piece) in pieces.iter().enumerate() {
            fs::write(folder.join(format!("{origin}-{number:02}")), piece)?;
        }
    }
    Ok(())
}

/// At most [`FILES_MOST`], the first of each length before the second of any.
fn varied(pieces: Pieces) -> Pieces {
    let mut seen = BTreeSet::new();
    let mut of_length: BTreeMap<usize, usize> = BTreeMap::new();
    let mut ranked = Vec::new();
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        if seen.insert(piece.clone()) {
            let rank = of_length.entry(piece.len()).or_default();
            ranked.push((*rank, piece));
            *rank += 1;
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, piece)| piece).take(FILES_MOST).collect()
}

/// Packets of one SSRC in a row, each behind its length in two bytes (RFC 4571).
fn streams(packets: &Pieces) -> Pieces {
    let mut of_source: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
    for packet in packets {
        if let Some(ssrc) = packet.get(8..12) {
            of_source.entry(ssrc).or_default().push(packet);
        }
    }
    let mut streams = Vec::new();
    for packets in of_source.values() {
        for packets in packets.chunks(STREAM_PACKETS) {
            let framed = packets.iter().flat_map(|packet| {
                let len = u16::try_from(packet.len()).unwrap_or(0);
                len.to_be_bytes().into_iter().chain(packet.iter().copied())
            });
            streams.push(framed.collect());
        }
    }
    streams
}

/// Frames in a row, one a line.
fn talks(frames: &Pieces) -> Pieces {
    frames.chunks(FRAMES).map(|frames| frames.join(&b'\n')).collect()
}

/// The text with every IP address but loopback and "any" replaced by one that documents use
/// (RFC 5737, RFC 3849). Names under `.local` say nothing, and stay.
fn without_addresses(sdp: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(sdp);
    let mut out = String::new();
    for word in text.split_inclusive([' ', '\r', '\n']) {
        let bare = word.trim_end_matches([' ', '\r', '\n']);
        match bare.parse::<IpAddr>() {
            Ok(ip) if !ip.is_loopback() && !ip.is_unspecified() => {
                out.push_str(if ip.is_ipv4() { "192.0.2.7" } else { "2001:db8::7" });
                out.push_str(word.strip_prefix(bare).unwrap_or_default());
            }
            Ok(_) | Err(_) => out.push_str(word),
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_of_anybody_is_left_in_a_corpus() {
        let sdp = b"o=- 1 2 IN IP4 127.0.0.1\r\nc=IN IP4 10.1.2.3\r\n\
            a=candidate:1 1 udp 2113937151 fe80::1 40000 typ host raddr 203.0.113.9 rport 9\r\n";
        let clean = String::from_utf8(without_addresses(sdp)).unwrap();
        assert_eq!(
            clean,
            "o=- 1 2 IN IP4 127.0.0.1\r\nc=IN IP4 192.0.2.7\r\n\
             a=candidate:1 1 udp 2113937151 2001:db8::7 40000 typ host raddr 192.0.2.7 rport 9\r\n"
        );
    }

    #[test]
    fn pieces_of_another_length_come_before_more_of_one() {
        let pieces = [&b"aa"[..], b"ab", b"aa", b"c", b"", b"ddd"].map(<[u8]>::to_vec);
        assert_eq!(varied(pieces.into()), [&b"aa"[..], b"c", b"ddd", b"ab"].map(<[u8]>::to_vec));
    }
}
