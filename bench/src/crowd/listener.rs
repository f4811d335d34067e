//! One pair of ears: asks at the WHEP door, connects, and counts what it hears.
//!
//! Law: every packet counts by its header; one in fifty is decrypted, and a packet that its keys
//! do not open counts as undecipherable.

use super::{
    stream::{Counted, Stream},
    talker::read_stamp,
};
use crate::{
    floor,
    http::{self, Response},
    sdp::{self, Ours, read_answer},
    transport::{Identity, Read, Transport},
};
use anyhow::{Context, Result, ensure};
use causerie_relay::media::core::{packet, packet::Header, srtp};
use std::{
    io::{self, Write},
    net::{SocketAddr, TcpStream, UdpSocket},
    os::fd::{AsRawFd, RawFd},
    time::{Duration, Instant},
};

/// One packet in so many is decrypted.
const OPENED_ONE_IN: u16 = 50;
const REPORT_EVERY: Duration = Duration::from_secs(5);
const RECEIVER_REPORT: u8 = 201;
const HANDSHAKE: &str = "the handshake failed";
const PASSWORD: &str = "load0load1load2load3load";

/// The moments of a join, in Unix nanoseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moments {
    pub asked: u64,
    pub answered: u64,
    pub keyed: u64,
    pub heard: u64,
}

/// What a listener's datagrams brought within a window.
#[derive(Debug, Default)]
pub struct Heard {
    /// From the talker's send to the listener's socket, in microseconds.
    pub delays_us: Vec<f64>,
    pub floor_delays_us: Vec<f64>,
    pub undecipherable: u64,
}

enum Way {
    Asking(UdpSocket),
    Open(Box<Transport>),
}

pub struct Listener {
    number: u32,
    pub address: SocketAddr,
    ufrag: String,
    way: Option<Way>,
    pub door: Option<TcpStream>,
    answer: Vec<u8>,
    /// The session's URL.
    pub location: Option<String>,
    pub moments: Moments,
    /// Why nothing will ever be heard.
    pub failed: Option<String>,
    streams: Vec<Stream>,
    floors: Vec<Stream>,
    report_due: Instant,
}

impl Listener {
    /// Sends the request; the answer comes by and by.
    pub fn ask(
        number: u32,
        relay: SocketAddr,
        space: &str,
        lines: usize,
        identity: &Identity,
        now: (Instant, u64),
    ) -> Result<Self> {
        let socket = crate::transport::open_port(number as usize)?;
        let ufrag = format!("L{number:05}");
        let ours = Ours { ufrag: &ufrag, pwd: PASSWORD, fingerprint: &identity.fingerprint };
        let offer = sdp::listens(&ours, lines);
        let mut door = TcpStream::connect(relay).context("the relay takes no connection")?;
        door.set_nodelay(true)?;
        let headers = ["content-type: application/sdp".to_owned()];
        let path = format!("/api/spaces/{space}/whep");
        door.write_all(&http::request("POST", &path, &headers, &offer))?;
        door.set_nonblocking(true)?;
        Ok(Self {
            number,
            address: socket.local_addr()?,
            ufrag,
            way: Some(Way::Asking(socket)),
            door: Some(door),
            answer: Vec::new(),
            location: None,
            moments: Moments { asked: now.1, ..Moments::default() },
            failed: None,
            streams: Vec::new(),
            floors: Vec::new(),
            report_due: now.0 + REPORT_EVERY.mul_f32((number % 97) as f32 / 97.0),
        })
    }

    /// The socket, for whoever watches and reads it.
    pub fn socket(&self) -> Option<RawFd> {
        Some(match self.way.as_ref()? {
            Way::Asking(socket) => socket.as_raw_fd(),
            Way::Open(transport) => transport.as_raw_fd(),
        })
    }

    /// Something came over the connection to the door. A door that closes is let go.
    pub fn read_door(&mut self, identity: &Identity, now: (Instant, u64)) -> Result<()> {
        let Some(door) = self.door.as_mut() else { return Ok(()) };
        let mut buffer = [0; 8192];
        loop {
            match io::Read::read(door, &mut buffer) {
                Ok(0) => {
                    self.door = None;
                    break;
                }
                Ok(count) => self.answer.extend_from_slice(&buffer[..count]),
                Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => {
                    self.door = None;
                    break;
                }
            }
        }
        let Some(Way::Asking(_)) = self.way else { return Ok(()) };
        let Some(response) = Response::read(&self.answer) else {
            ensure!(self.door.is_some(), "the door closed without an answer");
            return Ok(());
        };
        self.answer = Vec::new();
        ensure!(response.status == 201, "refused with {}: {}", response.status, response.body);
        let answer = read_answer(&response.body)?;
        self.location = response.header("location").map(str::to_owned);
        self.moments.answered = now.1;
        if let Some(Way::Asking(socket)) = self.way.take() {
            let ours = self.ufrag.clone();
            let mut transport = Transport::new(socket, answer, ours, identity, now.0);
            transport.handle_timeout(now.0, 0.0);
            self.way = Some(Way::Open(Box::new(transport)));
        }
        Ok(())
    }

    pub fn fail(&mut self, fault: &anyhow::Error) {
        self.failed.get_or_insert(format!("{fault:#}"));
        self.door = None;
    }

    /// When [`Self::handle_timeout`] is due.
    pub fn due(&self) -> Option<Instant> {
        match self.way.as_ref()? {
            Way::Asking(_) => None,
            Way::Open(transport) => Some(transport.due().min(self.report_due)),
        }
    }

    pub fn handle_timeout(&mut self, now: (Instant, u64), jitter: f32) {
        let Some(Way::Open(transport)) = self.way.as_mut() else { return };
        match transport.handle_timeout(now.0, jitter) {
            Some(Read::Keys) => self.moments.keyed = now.1,
            Some(Read::Failed) => self.failed = Some(HANDSHAKE.to_owned()),
            Some(Read::Nothing | Read::Media(_)) | None => {}
        }
        if self.report_due <= now.0 {
            self.report_due = now.0 + REPORT_EVERY;
            self.report();
        }
    }

    pub fn read(
        &mut self,
        bytes: &mut [u8],
        arrived_ns: u64,
        now: (Instant, u64),
        heard: &mut Heard,
    ) {
        let Some(Way::Open(transport)) = self.way.as_mut() else { return };
        match transport.read(bytes, now.0) {
            Read::Nothing => {}
            Read::Keys => self.moments.keyed = now.1,
            Read::Failed => self.failed = Some(HANDSHAKE.to_owned()),
            Read::Media(sealed) => self.hear(sealed, arrived_ns, heard),
        }
    }

    fn hear(&mut self, sealed: &mut [u8], arrived_ns: u64, heard: &mut Heard) {
        if packet::is_rtcp(sealed) {
            return;
        }
        let Some(fixed) = sealed.first_chunk::<12>() else { return };
        let sequence = u16::from_be_bytes([fixed[2], fixed[3]]);
        let timestamp = u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]);
        let ssrc = u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]);
        let is_floors = floor::is_floors(ssrc);
        let streams = if is_floors { &mut self.floors } else { &mut self.streams };
        match streams.iter_mut().find(|stream| stream.ssrc == ssrc) {
            Some(stream) => stream.count(sequence),
            None => {
                let mut stream = Stream::new(ssrc);
                stream.count(sequence);
                streams.push(stream);
            }
        }
        // Listeners take turns, so that samples come from everywhere in the fan-out.
        let sampled = sequence.wrapping_add(self.number as u16).is_multiple_of(OPENED_ONE_IN);
        if is_floors {
            if sampled {
                let delay = floor::delay_ns(timestamp, arrived_ns);
                heard.floor_delays_us.push(f64::from(delay) / 1000.0);
            }
            return;
        }
        if self.moments.heard == 0 {
            self.moments.heard = arrived_ns;
        }
        if sampled {
            match self.open(sealed) {
                Some(Some(sent_ns)) => {
                    heard.delays_us.push(arrived_ns.saturating_sub(sent_ns) as f64 / 1000.0);
                }
                Some(None) => {}
                None => heard.undecipherable += 1,
            }
        }
    }

    /// When the packet's frame was sent, if it says so; nothing when it does not open.
    fn open(&mut self, sealed: &mut [u8]) -> Option<Option<u64>> {
        let Some(Way::Open(transport)) = self.way.as_mut() else { return None };
        let (_, receiver) = &mut **transport.keys.as_mut()?;
        let header = Header::read(sealed)?;
        let opened = receiver.open_rtp(sealed, header.len, header.ssrc, header.sequence).ok()?;
        Some(header.payload(sealed.get(..opened.len)?).and_then(read_stamp))
    }

    /// A receiver report as a browser's, on all streams.
    fn report(&mut self) {
        let Some(Way::Open(transport)) = self.way.as_mut() else { return };
        let Some(keys) = transport.keys.as_mut() else { return };
        let count = self.streams.len().min(4);
        let mut packet = vec![0x80 | count as u8, RECEIVER_REPORT];
        packet.extend((1 + 6 * count as u16).to_be_bytes());
        packet.extend(self.number.to_be_bytes());
        for stream in &self.streams[..count] {
            packet.extend(stream.ssrc.to_be_bytes());
            packet.extend([0; 4]);
            packet.extend((stream.highest as u32).to_be_bytes());
            packet.extend([0; 12]);
        }
        let len = packet.len();
        packet.resize(len + srtp::RTCP_OVERHEAD, 0);
        let sealed = keys.0.seal_rtcp(&mut packet, len);
        if let Some(sealed) = sealed.and_then(|len| packet.get(..len)) {
            transport.send(sealed);
        }
    }

    /// A window begins here.
    pub fn mark(&mut self) {
        self.streams.iter_mut().for_each(Stream::mark);
        self.floors.clear();
    }

    /// What the relay's and the floor's streams brought since the mark.
    pub fn since_mark(&self) -> (Counted, Counted) {
        let sum = |streams: &[Stream]| {
            let mut sum = Counted::default();
            streams.iter().for_each(|stream| sum += stream.since_mark());
            sum
        };
        (sum(&self.streams), sum(&self.floors))
    }

    pub fn profile(&self) -> Option<srtp::Profile> {
        match self.way.as_ref()? {
            Way::Asking(_) => None,
            Way::Open(transport) => transport.profile,
        }
    }
}
