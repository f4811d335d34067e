//! SDP as lines: a session's attributes, then those of each m-line.

use crate::media::MediaFault;

/// Bytes of the longest text that is read: ten times what a browser with many network interfaces
/// offers for three slots.
const LONGEST_TEXT: usize = 64 * 1024;
/// The most m-lines that are read; each is answered.
const MOST_MEDIA_LINES: usize = 16;
/// The most candidates in one text. A browser on a machine with many networks offers some tens;
/// a lite agent reads none of them, so more are somebody's waste of our time.
const MOST_CANDIDATES: usize = 256;

/// The session part (`media` is empty), or one m-line and what follows it.
pub(super) struct Section<'a> {
    pub(super) media: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Section<'a> {
    const fn of(media: &'a str) -> Self {
        Self { media, attributes: Vec::new() }
    }

    pub(super) fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |(its, _)| *its == name).map(|(_, value)| *value)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().map(|(name, _)| *name)
    }
}

/// The session part and the m-lines. Lines may end in LF alone; kinds of line that say nothing
/// to us are passed over.
pub(super) fn sections(text: &str) -> Result<(Section<'_>, Vec<Section<'_>>), MediaFault> {
    if text.len() > LONGEST_TEXT {
        return Err(unparsable(format!(
            "it has {} bytes, at most {LONGEST_TEXT} are read",
            text.len()
        )));
    }
    let mut session = Section::of("");
    let mut media: Vec<Section<'_>> = Vec::new();
    let mut candidates = 0usize;
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() {
            continue;
        }
        let Some((kind, value)) =
            line.split_once('=').filter(|(kind, _)| matches!(kind.as_bytes(), [b'a'..=b'z']))
        else {
            return Err(unparsable(format!("line {number} is not of the form x=value")));
        };
        match kind {
            "m" if media.len() == MOST_MEDIA_LINES => {
                return Err(MediaFault::TooManyLines { most: MOST_MEDIA_LINES });
            }
            "m" => media.push(Section::of(value)),
            "a" => {
                let attribute = value.split_once(':').unwrap_or((value, ""));
                candidates = candidates.saturating_add(usize::from(attribute.0 == "candidate"));
                if candidates > MOST_CANDIDATES {
                    return Err(MediaFault::TooManyCandidates { most: MOST_CANDIDATES });
                }
                media.last_mut().unwrap_or(&mut session).attributes.push(attribute);
            }
            _ => {}
        }
    }
    Ok((session, media))
}

/// An ICE ufrag: 4 to 256 of the characters of ICE (RFC 8839, section 5.4).
pub(super) fn ufrag(value: &str) -> Result<String, MediaFault> {
    ice_characters(value, 4, "a=ice-ufrag")
}

/// An ICE password: 22 to 256 of the characters of ICE (RFC 8839, section 5.4).
pub(super) fn pwd(value: &str) -> Result<String, MediaFault> {
    ice_characters(value, 22, "a=ice-pwd")
}

fn ice_characters(value: &str, least: usize, name: &str) -> Result<String, MediaFault> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
    if (least..=256).contains(&value.len()) && value.bytes().all(allowed) {
        Ok(value.to_owned())
    } else {
        Err(unparsable(format!("{name} is not {least} to 256 letters, digits, + or /")))
    }
}

/// A MID, or a field of an m-line: 1 to 255 visible ASCII characters.
pub(super) fn token(value: &str, name: &str) -> Result<String, MediaFault> {
    if (1..=255).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(value.to_owned())
    } else {
        Err(unparsable(format!("{name} is not 1 to 255 visible ASCII characters")))
    }
}

pub(super) const fn unparsable(words: String) -> MediaFault {
    MediaFault::Unparsable(words)
}
