//! RTP of two publishers, already opened: through the reader, the stage, and the packets that
//! listeners get; and sealed and opened again.

use crate::{framed, lies_in};
use causerie_relay::media::core::{
    level::LEVEL_UNKNOWN,
    packet::{self, HEADER_MOST_BYTES, Header, PAYLOAD_MOST_BYTES, Payload, Shape, SlotFrame},
    rtcp::Reception,
    srtp::{self, Profile, Refused},
    stage::{Arrival, STREAMS, Stage},
};
use causerie_shared::id::VoiceId;
use std::time::{Duration, Instant};

const OPUS: u8 = 111;
const RED: u8 = 63;
const LEVEL_EXT: u8 = 1;
const WITH_RED: Shape = Shape { opus: OPUS, red: Some(RED), level_ext: Some(LEVEL_EXT) };
const WITHOUT: Shape = Shape { opus: 109, red: None, level_ext: None };
const SSRCS: [u32; STREAMS] = [101, 102, 103, 104];
const FRAME: Duration = Duration::from_millis(20);
/// How far a slot's clock may run before the wall clock, in samples, as `timeline` says.
const AHEAD_MOST: i64 = 4800;
const PROFILES: [Profile; 3] =
    [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::Aes128CmSha1_80];

/// Packets behind their lengths, one each 20 ms. An odd SSRC is one voice's, an even the other's.
pub fn rtp(bytes: &[u8]) {
    let began = Instant::now();
    let mut now = began;
    let mut stage = Stage::new(SSRCS, 0xFFFF_0000);
    let mut uplinks = [Uplink::default(), Uplink::default()];
    for number in 0..2 {
        stage.add(voice(number), number == 1, false, now);
    }
    let mut streams = [const { Stream { last: None } }; STREAMS];
    for (number, packet) in framed(bytes).enumerate() {
        now += FRAME;
        let _ = packet::red_primary(packet).inspect(|at| assert!(*at <= packet.len()));
        stage.handle_timeout(now, |frame| {
            take(&mut streams, frame, now, None);
        });
        let Some(header) = read(packet) else { continue };
        let profile = PROFILES[number % PROFILES.len()];
        is_sealed_and_opened(packet, &header, profile, number);
        let which = (header.ssrc & 1) as usize;
        let Some(arrival) = uplinks[which].arrive(packet, &header, now) else { continue };
        let heard = stage.hear(voice(which), arrival, now, |frame: &packet::SlotFrame| {
            assert_eq!(frame.csrc, voice(which).csrc());
            let unknown = [LEVEL_UNKNOWN, 127];
            assert!(arrival.level.map_or(unknown.contains(&frame.level), |it| it == frame.level));
            take(&mut streams, frame, now, arrival.payload.primary());
        });
        let _ = heard;
    }
    for uplink in &mut uplinks {
        uplink.reports(now);
    }
}

/// One publisher: where its numbers stand.
#[derive(Default)]
struct Uplink {
    ssrc: Option<u32>,
    index: u64,
    reception: Option<Reception>,
}

impl Uplink {
    fn arrive<'a>(
        &mut self,
        packet: &'a [u8],
        header: &Header,
        now: Instant,
    ) -> Option<Arrival<'a>> {
        let restarted = self.ssrc != Some(header.ssrc);
        self.index = if restarted {
            header.sequence.into()
        } else {
            let step = i64::from(header.sequence.wrapping_sub(self.index as u16) as i16);
            self.index.saturating_add_signed(step)
        };
        if restarted {
            self.ssrc = Some(header.ssrc);
            self.reception = Some(Reception::new(header.ssrc, self.index));
        }
        self.reception.as_mut()?.count(self.index, header.timestamp, now);
        let body = header.payload(packet)?;
        let payload = match header.payload_type {
            OPUS => Payload::Opus(body),
            RED => Payload::Red(body),
            _ => return None,
        };
        let level = header.level(packet, LEVEL_EXT);
        let (index, timestamp) = (self.index, header.timestamp);
        Some(Arrival { index, timestamp, level, payload, restarted, refills: 2 })
    }

    /// What it is told of how its packets arrive is whole, whatever arrived.
    fn reports(&mut self, now: Instant) {
        let Some(reception) = self.reception.as_mut() else { return };
        let mut room = [0; 200];
        let len = reception.write_report(&mut room, 1, "causerie", now).unwrap();
        let heard = causerie_relay::media::core::rtcp::read(&room[..len], None, now);
        assert_eq!((heard.reports, heard.malformed, heard.goodbye), (1, false, false));
    }
}

/// What a listener got last of one stream: its index, its timestamp, its samples since the first
/// frame, and when that one came.
struct Stream {
    last: Option<(u64, u32, i64, Instant)>,
}

/// Holds a frame to the laws of its stream, and reads what is written of it. `primary`: what was
/// said, unless it is the silence that ends a voice.
fn take(streams: &mut [Stream], frame: &SlotFrame, now: Instant, primary: Option<&[u8]>) {
    let stream = &mut streams[usize::from(frame.slot)];
    assert_eq!(frame.ssrc, SSRCS[usize::from(frame.slot)]);
    let (position, since) = match stream.last {
        None => (0, now),
        Some((index, timestamp, position, since)) => {
            assert!(frame.index > index, "an index comes back");
            let step = frame.timestamp.wrapping_sub(timestamp) as i32;
            assert!(step > 0, "time goes back by {step}");
            (position + i64::from(step), since)
        }
    };
    let wall = now.duration_since(since).as_millis() as i64 * 48;
    assert!(position <= wall + AHEAD_MOST, "{position} samples when {wall} are due");
    stream.last = Some((frame.index, frame.timestamp, position, since));

    let plain = written(frame, WITHOUT);
    if let Some(primary) = primary {
        assert_eq!(plain, primary, "a listener without RED gets the primary alone");
    }
    let with_red = written(frame, WITH_RED);
    assert!(with_red.ends_with(&plain), "the primary is last in RED");
}

/// The payload that a listener of this shape gets, after its header was read back.
fn written(frame: &SlotFrame, shape: Shape) -> Vec<u8> {
    let mut template = packet::Template::blank();
    template.write(frame, shape).unwrap();
    let mut room = [0; HEADER_MOST_BYTES + PAYLOAD_MOST_BYTES];
    let len = template.copy_to(&mut room, 5).unwrap();
    let packet = &room[..len];
    let header = Header::read(packet).unwrap();
    assert!(header.len <= HEADER_MOST_BYTES);
    assert!(header.payload_type == shape.opus || Some(header.payload_type) == shape.red);
    assert_eq!((header.sequence, header.timestamp, header.ssrc), (5, frame.timestamp, frame.ssrc));
    if let Some(id) = shape.level_ext {
        assert_eq!(header.level(packet, id), Some(frame.level & 0x7f));
    }
    let payload = header.payload(packet).unwrap();
    assert!((1..=PAYLOAD_MOST_BYTES).contains(&payload.len()));
    if Some(header.payload_type) == shape.red {
        let primary = packet::red_primary(payload).unwrap();
        // Every block is named after the Opus of this listener.
        let mut at = 0;
        while payload[at] & 0x80 != 0 {
            assert_eq!(payload[at] & 0x7f, shape.opus);
            at += 4;
        }
        assert!(payload[at] == shape.opus && at < primary);
    }
    payload.to_vec()
}

fn read(packet: &[u8]) -> Option<Header> {
    let header = Header::read(packet)?;
    assert!((12..=packet.len()).contains(&header.len));
    for id in 1..15 {
        assert!(header.level(packet, id).is_none_or(|level| level < 128));
    }
    if let Some(payload) = header.payload(packet) {
        assert!(lies_in(payload, packet) && header.len + payload.len() <= packet.len());
    }
    Some(header)
}

/// Opens to the same bytes, once; with one bit changed, never.
fn is_sealed_and_opened(plain: &[u8], header: &Header, profile: Profile, number: usize) {
    let exporter = vec![7; profile.keying_len()];
    let (sender, _) = srtp::split(profile, &exporter, true).unwrap();
    let (_, mut receiver) = srtp::split(profile, &exporter, false).unwrap();
    let mut sealed = plain.to_vec();
    sealed.resize(plain.len() + profile.tag_len(), 0);
    let index = header.sequence.into();
    let len = sender.seal_rtp(&mut sealed, header.len, plain.len(), header.ssrc, index).unwrap();
    assert_eq!(len, sealed.len());

    let mut forged = sealed.clone();
    let bit = (usize::from(header.sequence) + number) % (8 * len);
    forged[bit / 8] ^= 1 << (bit % 8);
    if let Some(claimed) = Header::read(&forged) {
        let opened = receiver.open_rtp(&mut forged, claimed.len, claimed.ssrc, claimed.sequence);
        assert!(opened.is_err(), "bit {bit} of {len} bytes may be changed");
    }
    let mut again = sealed.clone();
    let opened = receiver.open_rtp(&mut sealed, header.len, header.ssrc, header.sequence).unwrap();
    assert_eq!((&sealed[..opened.len], opened.index), (plain, index));
    let opened = receiver.open_rtp(&mut again, header.len, header.ssrc, header.sequence);
    assert_eq!(opened, Err(Refused::Replayed));
}

fn voice(number: usize) -> VoiceId {
    VoiceId::new(number as u32 + 1).unwrap()
}
