//! From an offer's text to what can be answered.

use super::lines::{self, Section, sections, token, unparsable};
use super::{AUDIO_LEVEL, AudioLine, Direction, Door, Line, MID, Offer};
use crate::media::MediaFault;

impl Offer {
    /// Reads an offer and decides, for each m-line, whether this door takes it.
    pub fn parse(text: &str, door: Door) -> Result<Self, MediaFault> {
        if !text.starts_with("v=0") {
            return Err(unparsable("it does not begin with v=0".to_owned()));
        }
        let (session, media) = sections(text)?;
        let media = media.iter().map(MediaLine::read).collect::<Result<Vec<_>, _>>()?;
        let groups: Vec<&str> =
            session.all("group").filter_map(|group| group.strip_prefix("BUNDLE ")).collect();

        let mut anchor: Option<&MediaLine<'_>> = None;
        let mut bundle = false;
        let mut accepted = 0usize;
        let mut nearest = Unfit::NotAudio;
        let mut lines = Vec::new();
        for line in &media {
            let has_room = accepted < door.most_audio_lines()
                && anchor.is_none_or(|anchor| share_a_group(&groups, anchor, line));
            match line.audio(&session, door) {
                Ok(audio) if has_room => {
                    accepted = accepted.saturating_add(1);
                    if anchor.is_none() {
                        anchor = Some(line);
                        bundle = share_a_group(&groups, line, line);
                    }
                    lines.push(Line::Audio(audio));
                }
                Ok(_) => lines.push(line.refused()),
                Err(unfit) => {
                    nearest = nearest.max(unfit);
                    lines.push(line.refused());
                }
            }
        }
        let Some(anchor) = anchor else { return Err(nearest.into()) };

        // An m-line's own attribute, or the session's, or, since m-lines of a BUNDLE group may
        // leave it to the group's first, that of whichever has it.
        let find = |name: &'static str| {
            anchor
                .section
                .first(name)
                .or_else(|| session.first(name))
                .or_else(|| media.iter().find_map(|line| line.section.first(name)))
        };
        let ufrag = lines::ufrag(find("ice-ufrag").ok_or(MediaFault::NoIce)?)?;
        let pwd = lines::pwd(find("ice-pwd").ok_or(MediaFault::NoIce)?)?;
        let fingerprint = sha_256(anchor.section)
            .or_else(|| sha_256(&session))
            .or_else(|| media.iter().find_map(|line| sha_256(line.section)))
            .ok_or(MediaFault::NoFingerprint)?;
        let we_are_active = find("setup").is_some_and(|setup| setup.trim() == "passive");
        Ok(Self { ufrag, pwd, fingerprint, we_are_active, lines, bundle })
    }
}

/// Why a door does not take an m-line; the later, the further the line came.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Unfit {
    NotAudio,
    NoOpus,
    WrongDirection(&'static str),
}

impl From<Unfit> for MediaFault {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::NotAudio => Self::NoAudio,
            Unfit::NoOpus => Self::NoOpus,
            Unfit::WrongDirection(words) => Self::WrongDirection(words),
        }
    }
}

fn share_a_group(groups: &[&str], a: &MediaLine<'_>, b: &MediaLine<'_>) -> bool {
    let (Some(a), Some(b)) = (&a.mid, &b.mid) else { return false };
    let has = |group: &str, mid: &str| group.split_ascii_whitespace().any(|its| its == mid);
    groups.iter().any(|group| has(group, a) && has(group, b))
}

/// An m-line, its fields proved to be tokens.
struct MediaLine<'a> {
    section: &'a Section<'a>,
    kind: String,
    port: &'a str,
    proto: String,
    formats: &'a str,
    mid: Option<String>,
}

impl<'a> MediaLine<'a> {
    fn read(section: &'a Section<'a>) -> Result<Self, MediaFault> {
        let mut fields = section.media.splitn(4, ' ');
        let mut field = || fields.next().unwrap_or_default();
        let (kind, port, proto, formats) = (field(), field(), field(), field());
        if formats.is_empty() || !formats.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) {
            return Err(unparsable("an m-line has no formats".to_owned()));
        }
        Ok(Self {
            section,
            kind: token(kind, "the kind of an m-line")?,
            port,
            proto: token(proto, "the protocol of an m-line")?,
            formats,
            mid: section.first("mid").map(|mid| token(mid, "a=mid")).transpose()?,
        })
    }

    fn refused(&self) -> Line {
        Line::Refused {
            kind: self.kind.clone(),
            proto: self.proto.clone(),
            formats: self.formats.to_owned(),
            mid: self.mid.clone(),
        }
    }

    /// What this door takes of the line, or why it does not.
    fn audio(&self, session: &Section<'_>, door: Door) -> Result<AudioLine, Unfit> {
        // Port 0 switches a line off, unless it waits for its BUNDLE group (RFC 9143): Firefox
        // offers its second and third slot so.
        let is_off = self.port == "0" && !self.section.has("bundle-only");
        if self.kind != "audio" || is_off || !self.proto.contains("RTP/SAVP") {
            return Err(Unfit::NotAudio);
        }
        let opus = self.opus().ok_or(Unfit::NoOpus)?;
        let direction =
            direction(self.section).or_else(|| direction(session)).unwrap_or(Direction::SendRecv);
        match door {
            Door::Whip if !direction.sends() => {
                return Err(Unfit::WrongDirection("to speak, offer sendonly"));
            }
            Door::Whep if !direction.receives() => {
                return Err(Unfit::WrongDirection("to listen, offer recvonly"));
            }
            Door::Whip | Door::Whep => {}
        }
        Ok(AudioLine {
            proto: self.proto.clone(),
            mid: self.mid.clone(),
            opus,
            red: self.red(opus),
            level_ext: self.extension(session, AUDIO_LEVEL),
            mid_ext: self.extension(session, MID),
            direction,
        })
    }

    fn opus(&self) -> Option<u8> {
        let offered = self.offered();
        self.codecs("opus/48000").find(|payload_type| offered >> payload_type & 1 == 1)
    }

    /// RED whose blocks are all of that Opus.
    fn red(&self, opus: u8) -> Option<u8> {
        let offered = self.offered();
        let red = self.codecs("red/48000").find(|payload_type| offered >> payload_type & 1 == 1)?;
        let blocks = self.section.all("fmtp").find_map(|fmtp| {
            let (payload_type, blocks) = fmtp.split_once(' ')?;
            (payload_type.parse() == Ok(red)).then_some(blocks)
        })?;
        blocks.trim().split('/').all(|block| block.parse() == Ok(opus)).then_some(red)
    }

    /// Payload types that the m-line lists, bit by bit. Those that RTCP would be taken for
    /// (RFC 5761, section 4) are left out.
    fn offered(&self) -> u128 {
        self.formats
            .split_ascii_whitespace()
            .filter_map(|format| format.parse::<u8>().ok())
            .filter(|payload_type| matches!(payload_type, 0..=63 | 96..=127))
            .fold(0, |offered, payload_type| offered | 1 << payload_type)
    }

    /// Payload types below 128 that are mapped to a codec; `name` is followed by `/channels`, or
    /// by nothing.
    fn codecs(&self, name: &'static str) -> impl Iterator<Item = u8> {
        self.section.all("rtpmap").filter_map(move |map| {
            let (payload_type, codec) = map.split_once(' ')?;
            let (its_name, rest) = codec.trim().split_at_checked(name.len())?;
            let is_named = its_name.eq_ignore_ascii_case(name) && matches!(rest, "" | "/1" | "/2");
            payload_type.parse().ok().filter(|it| is_named && *it < 128)
        })
    }

    /// The id of a header extension, when it fits a one-byte header and goes both ways.
    fn extension(&self, session: &Section<'_>, uri: &str) -> Option<u8> {
        self.section.all("extmap").chain(session.all("extmap")).find_map(|map| {
            let mut fields = map.split_ascii_whitespace();
            let id = fields.next()?.parse().ok()?;
            (fields.next()? == uri && (1..=14).contains(&id)).then_some(id)
        })
    }
}

fn direction(section: &Section<'_>) -> Option<Direction> {
    section.names().find_map(|name| match name {
        "sendrecv" => Some(Direction::SendRecv),
        "sendonly" => Some(Direction::SendOnly),
        "recvonly" => Some(Direction::RecvOnly),
        "inactive" => Some(Direction::Inactive),
        _ => None,
    })
}

fn sha_256(section: &Section<'_>) -> Option<[u8; 32]> {
    section.all("fingerprint").find_map(|fingerprint| {
        let (hash, digits) = fingerprint.trim().split_once(' ')?;
        if !hash.eq_ignore_ascii_case("sha-256") {
            return None;
        }
        let mut bytes = [0; 32];
        let mut pairs = digits.trim().split(':');
        for byte in &mut bytes {
            let pair = pairs.next().filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()))?;
            *byte = u8::from_str_radix(pair, 16).ok().filter(|_| pair.len() == 2)?;
        }
        pairs.next().is_none().then_some(bytes)
    })
}
