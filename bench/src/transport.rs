//! One session's way to the relay, from the answer to keys: a check that nominates, a DTLS
//! handshake as a browser's, and checks of consent after that.
//!
//! Law: no key is handed out before the relay's certificate had the fingerprint of its answer.

use crate::{
    kernel,
    sdp::Answer,
    stun::{self, Credentials},
};
use anyhow::{Context, Result};
use causerie_relay::media::core::srtp::{self, Profile, Receiver, Sender};
use dimpl::{Config, Dtls, DtlsCertificate, Output, SrtpProfile};
use std::{
    net::{SocketAddr, UdpSocket},
    os::fd::{AsRawFd, RawFd},
    sync::Arc,
    time::{Duration, Instant},
};

/// Browsers check a pair again every 4 to 6 s (RFC 7675).
const CONSENT_EVERY: Duration = Duration::from_millis(4000);
/// A check without an answer is sent again after this long, as Chromium does.
const CHECK_AGAIN: Duration = Duration::from_millis(50);
/// The relay may ask for the last flight once more; after that the handshake's state is of no use.
const HANDSHAKE_KEPT: Duration = Duration::from_secs(3);

/// Which DTLS the load speaks. The version decides the cipher of all that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Version {
    /// Ends in AEAD_AES_256_GCM with the relay, as with Chromium and Firefox.
    #[value(name = "1.2")]
    V12,
    /// Ends in the first profile that the client names.
    #[value(name = "1.3")]
    V13,
}

/// The certificate of all sessions of this process, and the settings that they share.
pub struct Identity {
    config: Arc<Config>,
    certificate: DtlsCertificate,
    pub fingerprint: [u8; 32],
    version: Version,
}

impl Identity {
    pub fn generate(version: Version) -> Result<Self> {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
        let certificate = rcgen::CertificateParams::default().self_signed(&key)?;
        let der = certificate.der().to_vec();
        Ok(Self {
            config: Arc::new(Config::builder().build()?),
            fingerprint: sha256(&der),
            certificate: DtlsCertificate { certificate: der, private_key: key.serialize_der() },
            version,
        })
    }
}

/// What a datagram turned out to be.
pub enum Read<'a> {
    /// The transport's own business.
    Nothing,
    /// The handshake ended: [`Transport::keys`] are there.
    Keys,
    /// RTP or RTCP, still sealed.
    Media(&'a mut [u8]),
    Failed,
}

pub struct Transport {
    socket: UdpSocket,
    relay: SocketAddr,
    who: Credentials,
    expected: [u8; 32],
    dtls: Option<Box<Dtls>>,
    dtls_due: Option<Instant>,
    trusted: bool,
    proved: bool,
    keyed_at: Option<Instant>,
    pub keys: Option<Box<(Sender, Receiver)>>,
    pub profile: Option<Profile>,
    checks: u64,
    check_due: Instant,
}

impl Transport {
    /// `socket`: bound, so that every session has a port of its own.
    pub fn new(
        socket: UdpSocket,
        answer: Answer,
        ours: String,
        identity: &Identity,
        now: Instant,
    ) -> Self {
        let (config, certificate) = (identity.config.clone(), identity.certificate.clone());
        let mut dtls = match identity.version {
            Version::V12 => Dtls::new_12(config, certificate, now),
            Version::V13 => Dtls::new_13(config, certificate, now),
        };
        dtls.set_active(true);
        Self {
            socket,
            relay: answer.address,
            who: Credentials { theirs: answer.ufrag, pwd: answer.pwd, ours },
            expected: answer.fingerprint,
            dtls: Some(Box::new(dtls)),
            dtls_due: None,
            trusted: false,
            proved: false,
            keyed_at: None,
            keys: None,
            profile: None,
            checks: 0,
            check_due: now,
        }
    }

    pub fn send(&self, bytes: &[u8]) {
        // A full buffer loses a datagram, as a network does.
        let _ = self.socket.send_to(bytes, self.relay);
    }

    /// When [`Self::handle_timeout`] is due.
    pub fn due(&self) -> Instant {
        self.dtls_due.map_or(self.check_due, |dtls| dtls.min(self.check_due))
    }

    /// Sends the checks and retransmissions that are due. `jitter` spreads the checks of many.
    pub fn handle_timeout(&mut self, now: Instant, jitter: f32) -> Option<Read<'static>> {
        if self.check_due <= now {
            self.checks += 1;
            let mut transaction = [0x5A; 12];
            transaction[..8].copy_from_slice(&self.checks.to_be_bytes());
            self.send(&stun::check(&self.who, transaction));
            let pause =
                if self.proved { CONSENT_EVERY.mul_f32(1.0 + jitter / 2.0) } else { CHECK_AGAIN };
            self.check_due = now + pause;
        }
        if self.keyed_at.is_some_and(|at| now - at > HANDSHAKE_KEPT) {
            (self.dtls, self.dtls_due) = (None, None);
        }
        if self.dtls_due.is_some_and(|due| due <= now) {
            return Some(self.drive(now, |dtls| dtls.handle_timeout(now)));
        }
        None
    }

    pub fn read<'a>(&mut self, bytes: &'a mut [u8], now: Instant) -> Read<'a> {
        match bytes.first() {
            Some(0..=3) => {
                if stun::is_success(bytes) && !self.proved {
                    self.proved = true;
                    self.check_due = now + CONSENT_EVERY;
                    return self.drive(now, |dtls| dtls.handle_timeout(now));
                }
                Read::Nothing
            }
            Some(20..=63) => self.drive(now, |dtls| {
                dtls.handle_timeout(now)?;
                dtls.handle_packet(bytes)
            }),
            Some(128..=191) => Read::Media(bytes),
            Some(_) | None => Read::Nothing,
        }
    }

    fn drive(
        &mut self,
        now: Instant,
        feed: impl FnOnce(&mut Dtls) -> Result<(), dimpl::Error>,
    ) -> Read<'static> {
        let Some(mut dtls) = self.dtls.take() else { return Read::Nothing };
        if feed(&mut dtls).is_err() {
            return Read::Failed;
        }
        let read = self.drain(&mut dtls, now);
        self.dtls = Some(dtls);
        read
    }

    fn drain(&mut self, dtls: &mut Dtls, now: Instant) -> Read<'static> {
        let mut read = Read::Nothing;
        let mut buffer = [0; 2048];
        loop {
            match dtls.poll_output(&mut buffer) {
                Output::Packet(record) => self.send(record),
                Output::PeerCert(der) => self.trusted = sha256(der) == self.expected,
                Output::KeyingMaterial(material, profile) => {
                    self.profile = profile_of(profile);
                    let keys = self.profile.and_then(|it| srtp::split(it, &material, true));
                    self.keys = keys.filter(|_| self.trusted).map(Box::new);
                    self.keyed_at = Some(now);
                    read = if self.keys.is_some() { Read::Keys } else { Read::Failed };
                }
                Output::Timeout(at) => {
                    self.dtls_due = Some(at.max(now));
                    return read;
                }
                Output::BufferTooSmall { .. } => return Read::Failed,
                // Goodbyes are counted by the silence that follows them.
                Output::Connected | Output::ApplicationData(_) | Output::CloseNotify | _ => {}
            }
        }
    }
}

impl AsRawFd for Transport {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}

/// A port of its own, spread over loopback addresses so that no address runs out of them.
pub fn open_port(number: usize) -> Result<UdpSocket> {
    let address = [127, 0, 1, 1 + (number / 1000 % 200) as u8];
    let socket = UdpSocket::bind((std::net::Ipv4Addr::from(address), 0))
        .context("no port is left for a session")?;
    socket.set_nonblocking(true)?;
    kernel::note_arrivals(&socket)?;
    Ok(socket)
}

const fn profile_of(profile: SrtpProfile) -> Option<Profile> {
    match profile {
        SrtpProfile::AEAD_AES_128_GCM => Some(Profile::AeadAes128Gcm),
        SrtpProfile::AEAD_AES_256_GCM => Some(Profile::AeadAes256Gcm),
        SrtpProfile::AES128_CM_SHA1_80 => Some(Profile::Aes128CmSha1_80),
        // The library may learn more of them.
        _ => None,
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    let mut out = [0; 32];
    out.copy_from_slice(digest.as_ref());
    out
}
