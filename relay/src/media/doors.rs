//! From an offer to an answer: what WHIP and WHEP do before any packet flows.

use crate::clock;

use super::{
    Answered, Media, MediaFault, Patched, Publish, SessionId, Subscribe,
    core::{
        CNAME, Input,
        audience::Lines,
        packet::Shape,
        peer::{NewPart, NewPeer},
        sdp::{self, AudioLine, Door, Offer, Terms},
        speakers::SLOTS,
        stage::{LEAD_SLOT, STREAMS},
    },
    directory::Part,
};

/// Our side of a session's ICE.
struct Credentials {
    ufrag: String,
    pwd: String,
}

impl Media {
    pub fn publish(&self, request: Publish) -> Result<Answered, MediaFault> {
        #[cfg(feature = "capture")]
        crate::capture::note("offer", request.offer.as_bytes());
        let offer = Offer::parse(&request.offer, Door::Whip)?;
        let line = offer.audio().next().ok_or(MediaFault::NoAudio)?;
        let (session, ours) = (new_session(), Credentials::new());
        let part = Part::Publisher(request.voice);
        let mid = offer.audio().next().and_then(|line| line.mid.clone());
        let placed = self.inner.directory.admit(session, request.space, request.from, part, mid)?;
        let [ssrc] = super::random_words();
        let part = NewPart::Publisher {
            voice: request.voice,
            shape: shape(line),
            music: request.music,
            muted: request.muted,
            ssrc,
        };
        let sdp =
            self.answer(&offer, Door::Whip, &ours, placed.thread, &[ssrc], request.music, session);
        let peer = peer(session, request.space, &offer, ours, part);
        self.tell(placed.thread, Input::Open(Box::new(peer)));
        Ok(Answered { session, etag: etag(session, 1), sdp })
    }

    pub fn subscribe(&self, request: Subscribe) -> Result<Answered, MediaFault> {
        #[cfg(feature = "capture")]
        crate::capture::note("offer", request.offer.as_bytes());
        let mut offer = Offer::parse(&request.offer, Door::Whep)?;
        if offer.audio().count() < SLOTS {
            offer.refuse_audio_after(1);
        }
        let shapes: Vec<_> = offer.audio().map(shape).collect();
        let (session, ours) = (new_session(), Credentials::new());
        let listening = !request.warm;
        let part = Part::Listener { listening };
        let mid = offer.audio().next().and_then(|line| line.mid.clone());
        let placed = self.inner.directory.admit(session, request.space, request.from, part, mid)?;
        let (lines, ssrcs) = lines(&shapes, &placed.ssrcs).ok_or(MediaFault::NoAudio)?;
        let part = NewPart::Listener { lines, own_voice: request.own_voice, listening };
        let sdp = self.answer(&offer, Door::Whep, &ours, placed.thread, ssrcs, false, session);
        let peer = peer(session, request.space, &offer, ours, part);
        if placed.thread != placed.home {
            let (space, thread) = (request.space, placed.thread);
            self.tell(placed.home, Input::Neighbour { space, thread });
        }
        self.tell(placed.thread, Input::Open(Box::new(peer)));
        Ok(Answered { session, etag: etag(session, 1), sdp })
    }

    /// `if_match`: the request's If-Match, `*` for an ICE restart of whatever stands.
    pub fn patch(
        &self,
        session: SessionId,
        if_match: &str,
        fragment: &str,
    ) -> Result<Patched, MediaFault> {
        #[cfg(feature = "capture")]
        crate::capture::note("fragment", fragment.as_bytes());
        let theirs = sdp::read_fragment(fragment)?;
        let restarts = if_match == "*";
        if restarts && (theirs.ufrag.is_none() || theirs.pwd.is_none()) {
            return Err(MediaFault::NoIce);
        }
        let known = self.inner.directory.with(session, |known| {
            if restarts {
                known.version += 1;
            }
            (known.thread, known.version, known.mid.clone())
        });
        let (thread, version, mid) = known.ok_or(MediaFault::NoSuchSession)?;
        if !restarts {
            let matches = if_match == etag(session, version);
            return if matches { Ok(Patched::Noted) } else { Err(MediaFault::WrongEtag) };
        }
        let ours = Credentials::new();
        let candidates = self.inner.candidates.get(thread).map_or(&[][..], Vec::as_slice);
        let fragment = sdp::write_fragment(mid.as_deref(), &ours.ufrag, &ours.pwd, candidates);
        self.tell(thread, Input::Restart { session, ufrag: ours.ufrag, pwd: ours.pwd });
        Ok(Patched::Restarted { fragment, etag: etag(session, version) })
    }

    #[expect(clippy::too_many_arguments, reason = "the ends of one sentence: who answers whom how")]
    fn answer(
        &self,
        offer: &Offer,
        door: Door,
        ours: &Credentials,
        thread: usize,
        ssrcs: &[u32],
        music: bool,
        session: SessionId,
    ) -> String {
        let candidates = self.inner.candidates.get(thread).map_or(&[][..], Vec::as_slice);
        let terms = Terms {
            ufrag: &ours.ufrag,
            pwd: &ours.pwd,
            fingerprint: &self.inner.fingerprint,
            candidates,
            ssrcs,
            cname: CNAME,
            music,
            // Some clients read it as a signed 64-bit number.
            session: (session.0 as u64) >> 2,
            version: 1,
            red: true,
        };
        sdp::answer(offer, door, &terms)
    }
}

impl Credentials {
    /// RFC 8445, section 5.3 asks for 24 and 128 random bits.
    fn new() -> Self {
        Self { ufrag: ice_chars::<8>(), pwd: ice_chars::<24>() }
    }
}

/// `N` characters that ICE credentials may have (RFC 8445, section 5.3), 6 random bits each.
fn ice_chars<const N: usize>() -> String {
    const CHARS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |byte: u8| CHARS.get(usize::from(byte & 63)).map_or('A', |it| char::from(*it));
    clock::chance::<N>().into_iter().map(letter).collect()
}

/// Three m-lines hear the slots, fewer hear the lead on the first.
fn lines<'a>(shapes: &[Shape], ssrcs: &'a [u32; STREAMS]) -> Option<(Lines, &'a [u32])> {
    match *shapes {
        [] => None,
        [a, b, c, ..] => Some((Lines::Slots([a, b, c]), ssrcs.get(..SLOTS)?)),
        [only, ..] => Some((Lines::Lead(only), ssrcs.get(LEAD_SLOT..=LEAD_SLOT)?)),
    }
}

fn peer(
    session: SessionId,
    space: causerie_shared::id::SpaceId,
    offer: &Offer,
    ours: Credentials,
    part: NewPart,
) -> NewPeer {
    NewPeer {
        session,
        space,
        ufrag: ours.ufrag,
        pwd: ours.pwd,
        fingerprint: offer.fingerprint,
        active: offer.we_are_active,
        part,
    }
}

const fn shape(line: &AudioLine) -> Shape {
    Shape { opus: line.opus, red: line.red, level_ext: line.level_ext }
}

fn new_session() -> SessionId {
    SessionId(clock::chance_u128())
}

fn etag(session: SessionId, version: u64) -> String {
    // Of the session's bits only a few, so that an ETag in a log opens nothing.
    format!("\"{:08x}-{version}\"", session.0 as u32)
}
