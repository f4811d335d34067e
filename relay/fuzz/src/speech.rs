//! RTP of one publisher, already opened, as the recogniser takes it: through the decoder and the
//! search for speech.

use crate::framed;
use causerie_relay::{
    captions::{
        pipe::{self, Frame, Order, Talker},
        segment::LENGTH_MOST,
        voice::Voice,
    },
    media::core::packet::{Header, Payload},
};
use causerie_shared::{
    caption::Heard,
    id::{SpaceId, VoiceId},
    time::UnixMs,
};

const RED: u8 = 63;

/// Packets behind their lengths, one each 20 ms.
pub fn speech(bytes: &[u8]) {
    orders(bytes);
    let of = Talker { space: SpaceId::from_bits(7), voice: VoiceId::new(1).unwrap() };
    let mut voice = Voice::new(Some(500));
    let (mut at, mut ended) = (UnixMs(1_000_000), 0);
    for packet in framed(bytes) {
        at = at.plus_ms(20);
        let Some(header) = Header::read(packet) else { continue };
        let Some(body) = header.payload(packet) else { continue };
        let payload = match header.payload_type {
            RED => Payload::Red(body),
            _ => Payload::Opus(body),
        };
        let Some(opus) = payload.primary() else { continue };
        let heard = Some(Heard { slot: 0, timestamp: header.timestamp });
        let frame = Frame { of, at, timestamp: header.timestamp, heard, opus: opus.to_vec() };
        voice.handle(&frame, at);
        ended = is_sound(&mut voice, ended, at);
    }
    while let Some((due, _why)) = voice.poll_timeout() {
        assert!(due >= at, "time goes back");
        at = due;
        voice.handle_timeout(at);
        ended = is_sound(&mut voice, ended, at);
    }
    voice.pause(at);
    is_sound(&mut voice, ended, at);
}

/// Stretches follow one another, and none is longer than any may be. Where the last one ended.
fn is_sound(voice: &mut Voice, mut ended: u64, now: UnixMs) -> u64 {
    while let Some(piece) = voice.poll_output() {
        let length = piece.stretch.to - piece.stretch.from;
        assert!(piece.stretch.from >= ended, "a stretch begins before the last one ended");
        assert!(length <= LENGTH_MOST, "a stretch of {length} samples");
        assert_eq!(piece.samples.len() as u64, length, "sound that is not there");
        assert!(piece.from <= piece.to, "it ends before it begins");
        assert!(piece.to <= now.plus_ms(200), "it ends in {} ms", piece.to.since_ms(now));
        assert!(piece.samples.iter().all(|sample| sample.is_finite()));
        if piece.is_final {
            ended = piece.stretch.to;
        }
    }
    ended
}

/// The same bytes as what stands on the pipe.
fn orders(bytes: &[u8]) {
    if let Ok(order) = Order::read(bytes) {
        let mut again = Vec::new();
        order.write(&mut again);
        let message = pipe::take_message(&mut again);
        // Terms are split at line ends, and a last empty one is none.
        if !matches!(order, Order::Terms { .. }) {
            assert_eq!(message.map(|it| it.map(|it| it == bytes)), Ok(Some(true)));
        }
    }
}
