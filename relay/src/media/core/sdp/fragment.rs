//! The fragments of PATCH: trickled candidates and ICE restarts (RFC 8840; RFC 9725, section 4.3).

use super::answer::Text;
use super::lines::{self, sections};
use crate::media::MediaFault;
use std::net::SocketAddr;

/// What a fragment says. Credentials other than the session's ask for an ICE restart.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    pub ufrag: Option<String>,
    pub pwd: Option<String>,
    /// How many candidates; a lite agent needs none of them.
    pub candidates: usize,
    pub end_of_candidates: bool,
}

/// Reads an `application/trickle-ice-sdpfrag`.
pub fn read_fragment(text: &str) -> Result<Fragment, MediaFault> {
    let (session, media) = sections(text)?;
    let all = || std::iter::once(&session).chain(&media);
    let find = |name| all().find_map(|section| section.first(name));
    Ok(Fragment {
        ufrag: find("ice-ufrag").map(lines::ufrag).transpose()?,
        pwd: find("ice-pwd").map(lines::pwd).transpose()?,
        candidates: all().map(|section| section.all("candidate").count()).sum(),
        end_of_candidates: all().any(|section| section.has("end-of-candidates")),
    })
}

/// Writes the answer to an ICE restart: `mid` is that of the first accepted m-line, whose
/// transport is that of all.
pub fn write_fragment(
    mid: Option<&str>,
    ufrag: &str,
    pwd: &str,
    candidates: &[SocketAddr],
) -> String {
    let mut out = Text(String::with_capacity(512));
    out.line(format_args!("a=ice-lite"));
    out.line(format_args!("m=audio 9 UDP/TLS/RTP/SAVPF 0"));
    if let Some(mid) = mid {
        out.line(format_args!("a=mid:{mid}"));
    }
    out.credentials(ufrag, pwd);
    out.candidates(candidates);
    out.0
}
