//! Writes what arrives from strangers into files, one a piece, for the corpora of `relay/fuzz`.
//! Compiled with the feature `capture` alone, which nothing that ships has: `cargo xtask captures`
//! builds with it, lets each kind of client join, and chooses from what is written here.
//!
//! Absent: any change to what the relay does, and any file when [`FOLDER`] is not named.

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    sync::{LazyLock, Mutex, PoisonError},
};

/// The variable that names the folder.
const FOLDER: &str = "CAUSERIE_CAPTURE";
/// Of one kind, by one process: several handshakes, several seconds of a voice.
const PIECES_MOST: u32 = 300;

static WRITTEN: LazyLock<Mutex<HashMap<&'static str, u32>>> = LazyLock::new(Mutex::default);

/// Writes one piece as `{kind}-{process}-{number}`, the first [`PIECES_MOST`] of each kind.
pub(crate) fn note(kind: &'static str, bytes: &[u8]) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    let number = written.entry(kind).or_default();
    if *number >= PIECES_MOST {
        return;
    }
    *number += 1;
    let file = folder.join(format!("{kind}-{:07}-{number:04}", std::process::id()));
    if let Err(fault) = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, bytes)) {
        tracing::warn!(%fault, file = %file.display(), "a capture is lost");
    }
}

/// One datagram as it came, and the same buffer after the core decrypted it in place. Media is
/// written only when it was decrypted: so all of it is genuine, and none of it is readable only
/// with keys that are gone.
pub(crate) fn datagram(sealed: &[u8], opened: &[u8]) {
    match sealed.first() {
        Some(0..=3) => note("stun", sealed),
        Some(20..=63) => note("dtls", sealed),
        Some(128..=191) if sealed != opened => {
            let is_rtcp = sealed.get(1).is_some_and(|second| (192..=223).contains(second));
            let plain = opened.get(..opened.len() - tag_len(sealed, opened)).unwrap_or_default();
            note(if is_rtcp { "rtcp" } else { "rtp" }, plain);
        }
        Some(_) | None => {}
    }
}

/// Decryption leaves the tag, and RTCP's index, at the end as they were: 10 or 14 bytes of
/// AES-CM with HMAC, 16 or 20 of GCM. Of those the longest that fits.
fn tag_len(sealed: &[u8], opened: &[u8]) -> usize {
    let same = sealed.iter().rev().zip(opened.iter().rev()).take_while(|(a, b)| a == b).count();
    let is_rtcp = sealed.get(1).is_some_and(|second| (192..=223).contains(second));
    let (gcm, cm) = if is_rtcp { (20, 14) } else { (16, 10) };
    if same >= gcm { gcm } else { cm.min(same) }
}
