//! Peers that are not ours: the `webrtc` crate, each with its own socket and its own ideas of
//! ICE, DTLS and SRTP.

mod reports;

use causerie_relay::media::{
    Answered, Gathering, Limits, Media, MediaConfig, MediaEvent, Publish, SessionId, Subscribe,
};
use causerie_shared::id::{SpaceId, VoiceId};
use reports::{Report, Tap};
use rtc::{
    interceptor::{ReceiverReportBuilder, Slot},
    media_stream::MediaStreamTrack,
    peer_connection::configuration::{RTCOfferOptions, media_engine::MIME_TYPE_OPUS},
    rtcp::{
        goodbye::Goodbye,
        receiver_report::ReceiverReport,
        reception_report::ReceptionReport,
        sender_report::SenderReport,
        source_description::{
            SdesType, SourceDescription, SourceDescriptionChunk, SourceDescriptionItem,
        },
    },
    rtp,
    rtp_transceiver::{
        RTCRtpTransceiverDirection, RTCRtpTransceiverInit,
        rtp_sender::{
            RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
            RTCRtpHeaderExtensionCapability, RtpCodecKind,
        },
    },
};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::{Instant, sleep, timeout_at},
};
use webrtc::{
    media_stream::{
        track_local::{TrackLocal, static_rtp::TrackLocalStaticRTP},
        track_remote::{TrackRemote, TrackRemoteEvent},
    },
    peer_connection::{
        MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
        RTCIceGatheringState, RTCPeerConnectionState, RTCSessionDescription, Registry,
        SettingEngineBuilder, SrtpProtectionProfile,
    },
};

/// Long enough for a handshake on a machine that is busy with five builds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
pub(crate) const FRAME: Duration = Duration::from_millis(20);

const LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const OPUS: u8 = 111;

pub(crate) const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(crate) const LIMITS: Limits = Limits {
    sessions_per_space: 100,
    warm_per_space: 100,
    sessions_per_address: 100,
    warm_per_address: 100,
    handshakes_in_flight: 100,
};

/// A media plane of two threads, and what it tells the hub.
pub(crate) struct Relay {
    pub(crate) media: Media,
    events: UnboundedReceiver<MediaEvent>,
    seen: Vec<MediaEvent>,
}

impl Relay {
    pub(crate) fn start(announced: IpAddr) -> Self {
        Self::with(announced, LIMITS)
    }

    pub(crate) fn with(announced: IpAddr, limits: Limits) -> Self {
        let (to, events) = unbounded_channel();
        let config = MediaConfig {
            ports: vec![0, 0],
            announced: vec![announced],
            limits,
            gathering: Gathering::default(),
        };
        let media = Media::start(config, to).unwrap();
        media.open_space(space(1));
        Self { media, events, seen: Vec::new() }
    }

    /// Waits for an event, whatever comes before it.
    pub(crate) async fn expect(&mut self, event: MediaEvent) {
        let due = Instant::now() + PATIENCE;
        while !self.seen.contains(&event) {
            match timeout_at(due, self.events.recv()).await {
                Ok(Some(next)) => self.seen.push(next),
                Ok(None) | Err(_) => panic!("no {event:?}, only {:?}", self.seen),
            }
        }
    }

    pub(crate) fn has_told(&mut self, event: &MediaEvent) -> bool {
        while let Ok(next) = self.events.try_recv() {
            self.seen.push(next);
        }
        self.seen.contains(event)
    }

    pub(crate) fn count(&self, name: &str) -> u64 {
        let counters = self.media.counters();
        counters.iter().find(|(its, _)| *its == name).map(|(_, value)| *value).unwrap()
    }

    pub(crate) async fn speaker(&mut self, space: SpaceId, voice: u32) -> Peer {
        let peer = Peer::speaker(Options::default()).await;
        self.publish(peer, space, voice).await
    }

    pub(crate) async fn publish(&mut self, mut peer: Peer, space: SpaceId, number: u32) -> Peer {
        let voice = voice(number);
        let offer = peer.offer().await;
        let request = Publish { space, voice, music: false, muted: false, offer, from: LOOPBACK };
        let answered = self.media.publish(request).unwrap();
        peer.accept(&answered).await;
        self.expect(MediaEvent::Connected { session: peer.session() }).await;
        // Its keys are ready a moment later than ours, and what comes before is lost on it.
        peer.state(RTCPeerConnectionState::Connected).await;
        peer
    }

    pub(crate) async fn listener(&mut self, space: SpaceId, lines: usize) -> Peer {
        self.subscribe(Peer::listener(lines, Options::default()).await, space, None, false).await
    }

    pub(crate) async fn subscribe(
        &mut self,
        mut peer: Peer,
        space: SpaceId,
        own_voice: Option<VoiceId>,
        warm: bool,
    ) -> Peer {
        let offer = peer.offer().await;
        let request = Subscribe { space, own_voice, warm, offer, from: LOOPBACK };
        let answered = self.media.subscribe(request).unwrap();
        peer.accept(&answered).await;
        self.expect(MediaEvent::Connected { session: peer.session() }).await;
        // Its keys are ready a moment later than ours, and what comes before is lost on it.
        peer.state(RTCPeerConnectionState::Connected).await;
        peer
    }
}

pub(crate) fn space(number: u128) -> SpaceId {
    SpaceId::from_bits(number)
}

pub(crate) fn voice(number: u32) -> VoiceId {
    VoiceId::new(number).unwrap()
}

/// How a peer differs from the others.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) bind: &'static str,
    pub(crate) profiles: Vec<SrtpProtectionProfile>,
}

impl Default for Options {
    fn default() -> Self {
        Self { bind: "127.0.0.1:0", profiles: Vec::new() }
    }
}

/// One packet, decrypted by somebody else's code.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) packet: rtp::Packet,
}

impl Heard {
    pub(crate) fn sequence(&self) -> u16 {
        self.packet.header.sequence_number
    }

    pub(crate) fn csrc(&self) -> Option<u32> {
        self.packet.header.csrc.first().copied()
    }
}

pub(crate) struct Peer {
    connection: Arc<dyn PeerConnection>,
    microphone: Option<Arc<TrackLocalStaticRTP>>,
    next: rtp::Header,
    level_ext: u8,
    session: Option<SessionId>,
    pub(crate) etag: String,
    gathered: UnboundedReceiver<()>,
    states: UnboundedReceiver<RTCPeerConnectionState>,
    packets: UnboundedReceiver<Heard>,
    reports: UnboundedReceiver<Report>,
    /// The relay's port, by which its thread is known.
    pub(crate) port: u16,
}

struct Handler {
    gathered: UnboundedSender<()>,
    states: UnboundedSender<RTCPeerConnectionState>,
    packets: UnboundedSender<Heard>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            let _ = self.gathered.send(());
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        let _ = self.states.send(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let packets = self.packets.clone();
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event {
                    let _ = packets.send(Heard { packet });
                }
            }
        });
    }
}

impl Peer {
    /// With one microphone.
    pub(crate) async fn speaker(options: Options) -> Self {
        let mut peer = Self::build(options).await;
        let track = MediaStreamTrack::new(
            "stream".to_owned(),
            "microphone".to_owned(),
            "microphone".to_owned(),
            RtpCodecKind::Audio,
            vec![RTCRtpEncodingParameters {
                rtp_coding_parameters: RTCRtpCodingParameters {
                    ssrc: Some(peer.next.ssrc),
                    ..Default::default()
                },
                codec: opus(),
                ..Default::default()
            }],
        );
        let track = Arc::new(TrackLocalStaticRTP::new(track));
        peer.connection.add_track(track.clone()).await.unwrap();
        peer.microphone = Some(track);
        peer
    }

    /// With `lines` receive-only m-lines.
    pub(crate) async fn listener(lines: usize, options: Options) -> Self {
        let peer = Self::build(options).await;
        for _ in 0..lines {
            let init = RTCRtpTransceiverInit {
                direction: RTCRtpTransceiverDirection::Recvonly,
                streams: Vec::new(),
                send_encodings: Vec::new(),
            };
            let added = peer.connection.add_transceiver_from_kind(RtpCodecKind::Audio, Some(init));
            added.await.unwrap();
        }
        peer
    }

    async fn build(options: Options) -> Self {
        let mut engine = MediaEngine::default();
        let codec = RTCRtpCodecParameters { rtp_codec: opus(), payload_type: OPUS };
        engine.register_codec(codec, RtpCodecKind::Audio).unwrap();
        let level = RTCRtpHeaderExtensionCapability { uri: LEVEL_URI.to_owned() };
        engine.register_header_extension(level, RtpCodecKind::Audio, None).unwrap();
        // Checks often, so that it soon knows that nobody answers them any more.
        let (disconnected, keepalive) = (Duration::from_secs(2), Duration::from_millis(200));
        let mut settings = SettingEngineBuilder::new()
            .with_include_loopback_candidate(true)
            .with_ice_timeouts(Some(disconnected), Some(PATIENCE), Some(keepalive));
        if !options.profiles.is_empty() {
            settings = settings.with_srtp_protection_profiles(options.profiles);
        }
        let (gathered_to, gathered) = unbounded_channel();
        let (states_to, states) = unbounded_channel();
        let (packets_to, packets) = unbounded_channel();
        let handler = Handler { gathered: gathered_to, states: states_to, packets: packets_to };
        let (reports_to, reports) = unbounded_channel();
        let connection = PeerConnectionBuilder::new()
            .with_interceptor_registry(
                Registry::new()
                    .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
                    .with(Slot::from(14_000), Tap::new(reports_to)),
            )
            .with_media_engine(engine)
            .with_setting_engine(settings.build())
            .with_handler(Arc::new(handler))
            .with_udp_addrs(vec![options.bind.to_owned()])
            .build()
            .await
            .unwrap();
        // From just below a wrap, as a publisher may start anywhere.
        let next = rtp::Header {
            version: 2,
            payload_type: OPUS,
            sequence_number: 65_530,
            timestamp: u32::MAX - 2000,
            ssrc: 0x5EED_0001,
            ..Default::default()
        };
        Self {
            connection: Arc::new(connection),
            microphone: None,
            next,
            level_ext: 0,
            session: None,
            etag: String::new(),
            gathered,
            states,
            packets,
            reports,
            port: 0,
        }
    }

    pub(crate) async fn offer(&mut self) -> String {
        self.offer_with(None).await
    }

    async fn offer_with(&mut self, options: Option<RTCOfferOptions>) -> String {
        let offer = self.connection.create_offer(options).await.unwrap();
        self.connection.set_local_description(offer).await.unwrap();
        let due = Instant::now() + PATIENCE;
        timeout_at(due, self.gathered.recv()).await.expect("candidates are gathered").unwrap();
        let sdp = self.connection.local_description().await.unwrap().sdp;
        let ext = sdp.lines().find_map(|line| line.strip_prefix("a=extmap:"));
        self.level_ext = ext
            .filter(|line| line.contains(LEVEL_URI))
            .and_then(|line| line.split(' ').next()?.parse().ok())
            .unwrap_or(1);
        sdp
    }

    pub(crate) async fn accept(&mut self, answered: &Answered) {
        self.session = Some(answered.session);
        self.etag.clone_from(&answered.etag);
        let media = answered.sdp.lines().find_map(|line| line.strip_prefix("m=audio "));
        self.port = media.and_then(|line| line.split(' ').next()?.parse().ok()).unwrap();
        self.accept_sdp(answered.sdp.clone()).await;
    }

    pub(crate) async fn accept_sdp(&self, sdp: String) {
        let answer = RTCSessionDescription::answer(sdp).unwrap();
        self.connection.set_remote_description(answer).await.unwrap();
    }

    /// A new offer with new ICE credentials.
    pub(crate) async fn restart(&mut self) -> String {
        self.offer_with(Some(RTCOfferOptions { ice_restart: true })).await
    }

    pub(crate) async fn answer_in_force(&self) -> String {
        self.connection.current_remote_description().await.unwrap().sdp
    }

    pub(crate) fn session(&self) -> SessionId {
        self.session.unwrap()
    }

    /// One frame into the microphone; what it says is its number.
    pub(crate) async fn say(&mut self, number: u32, level: u8) {
        let mut header = self.next.clone();
        header.set_extension(self.level_ext, vec![level].into()).unwrap();
        self.next.sequence_number = self.next.sequence_number.wrapping_add(1);
        self.next.timestamp = self.next.timestamp.wrapping_add(960);
        let mut payload = vec![0x78; 36];
        payload.extend(number.to_be_bytes());
        let packet = rtp::Packet { header, payload: payload.into() };
        self.microphone.as_ref().unwrap().write_rtp(packet).await.unwrap();
    }

    /// The microphone says at which moment it stands, and, as any peer may, how it hears `round`
    /// other sources, who it is, and which source left.
    pub(crate) async fn reports_itself(&self, ntp_time: u64, round: u32) {
        let (ssrc, rtp_time) = (self.next.ssrc, self.next.timestamp);
        let block = |ssrc| ReceptionReport {
            ssrc,
            fraction_lost: round as u8,
            last_sequence_number: 65_530 + round,
            jitter: 3 * round,
            ..Default::default()
        };
        let reports: Vec<_> = (1..=round).map(block).collect();
        let sender = SenderReport {
            ssrc,
            ntp_time,
            rtp_time,
            packet_count: round,
            reports: reports.clone(),
            ..Default::default()
        };
        let cname = SourceDescriptionItem {
            sdes_type: SdesType::SdesCname,
            text: "native".as_bytes().to_vec().into(),
        };
        let chunk = SourceDescriptionChunk { source: ssrc, items: vec![cname] };
        let mut packets: Vec<Report> = vec![
            Box::new(sender),
            Box::new(ReceiverReport { ssrc, reports, ..Default::default() }),
            Box::new(SourceDescription { chunks: vec![chunk] }),
        ];
        if round % 2 == 1 {
            packets.push(Box::new(Goodbye { sources: vec![round], reason: "left".into() }));
        }
        self.microphone.as_ref().unwrap().write_rtcp(packets).await.unwrap();
    }

    /// What arrived so far and is not taken yet.
    pub(crate) fn arrived(&mut self) -> Vec<Heard> {
        std::iter::from_fn(|| self.packets.try_recv().ok()).collect()
    }

    /// Waits until `count` packets are here that `fits`; all that came, in order.
    pub(crate) async fn hear(&mut self, count: usize, fits: impl Fn(&Heard) -> bool) -> Vec<Heard> {
        let due = Instant::now() + PATIENCE;
        let mut heard = Vec::new();
        while heard.iter().filter(|it| fits(it)).count() < count {
            match timeout_at(due, self.packets.recv()).await {
                Ok(Some(next)) => heard.push(next),
                Ok(None) | Err(_) => panic!("{} packets came, not those awaited", heard.len()),
            }
        }
        heard
    }

    /// Waits for a report of this kind that `fits`.
    pub(crate) async fn report<R: Clone + 'static>(&mut self, fits: impl Fn(&R) -> bool) -> R {
        let due = Instant::now() + PATIENCE;
        loop {
            match timeout_at(due, self.reports.recv()).await {
                Ok(Some(report)) => match report.as_any().downcast_ref() {
                    Some(report) if fits(report) => return report.clone(),
                    Some(_) | None => {}
                },
                Ok(None) | Err(_) => panic!("no such report came"),
            }
        }
    }

    pub(crate) async fn state(&mut self, awaited: RTCPeerConnectionState) {
        let due = Instant::now() + PATIENCE;
        loop {
            match timeout_at(due, self.states.recv()).await {
                Ok(Some(state)) if state == awaited => return,
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => panic!("never {awaited}"),
            }
        }
    }

    pub(crate) async fn hang_up(&self) {
        self.connection.close().await.unwrap();
    }
}

/// These speak for some frames, in real time; frame `n` says `n`.
pub(crate) async fn talk(speakers: &mut [&mut Peer], frames: std::ops::Range<u32>) {
    for frame in frames {
        for speaker in &mut *speakers {
            speaker.say(frame, 25 + (frame % 3) as u8).await;
        }
        sleep(FRAME).await;
    }
}

/// The number that a frame says.
pub(crate) fn said(heard: &Heard) -> Option<u32> {
    heard.packet.payload.get(36..40).map(|it| u32::from_be_bytes(it.try_into().unwrap()))
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: Vec::new(),
    }
}
