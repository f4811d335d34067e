//! DTLS of one peer: from its first record to SRTP keys. The protocol is the `dimpl` crate's; what
//! is ours is the order of trust: no key is used before the peer's certificate has the
//! fingerprint that its offer named.

use dimpl::{Config, Dtls, DtlsCertificate, Output, SrtpProfile, crypto::CryptoProvider};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use super::srtp::{self, Profile, Receiver, Sender};

/// A handshake that takes longer is given up.
const HANDSHAKE_MOST: Duration = Duration::from_secs(20);
/// Largest DTLS datagram we write: fits every path that WebRTC meets.
const MTU_BYTES: usize = 1200;

/// The relay's certificate, made anew at each start, and the settings all handshakes share.
#[derive(Clone)]
pub struct Identity {
    certificate: DtlsCertificate,
    config: Arc<Config>,
    /// SHA-256 of the certificate, for `a=fingerprint`.
    pub fingerprint: [u8; 32],
}

impl Identity {
    /// `provider`: the arithmetic of the handshakes.
    pub fn generate(provider: CryptoProvider) -> anyhow::Result<Self> {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name.push(rcgen::DnType::CommonName, "Causerie");
        let certificate = params.self_signed(&key)?;
        let config = Config::builder()
            .with_crypto_provider(provider)
            // ICE has proved the address before the first DTLS byte is read, so a cookie round
            // trip would prove nothing more.
            .use_server_cookie(false)
            .mtu(MTU_BYTES)
            .handshake_timeout(HANDSHAKE_MOST)
            .build()?;
        Ok(Self {
            fingerprint: sha256(certificate.der()),
            certificate: DtlsCertificate {
                certificate: certificate.der().to_vec(),
                private_key: key.serialize_der(),
            },
            config: Arc::new(config),
        })
    }
}

/// One association. Boxed by its owner: it is large, and most of its life it is idle.
pub struct Association {
    dtls: Dtls,
    active: bool,
    expected: [u8; 32],
    trusted: bool,
    next: Option<Instant>,
}

/// What the association has to say after it was fed.
pub enum News {
    Keys(Box<(Sender, Receiver)>),
    /// The peer said goodbye.
    Closed,
    Failed,
}

impl Association {
    /// `active`: we start the handshake, because the offer was passive (RFC 8842).
    pub fn new(identity: &Identity, active: bool, expected: [u8; 32], now: Instant) -> Self {
        let mut dtls = Dtls::new_auto(identity.config.clone(), identity.certificate.clone(), now);
        if active {
            dtls.set_active(true);
        }
        Self { dtls, active, expected, trusted: false, next: Some(now) }
    }

    /// When time alone moves it.
    pub const fn next(&self) -> Option<Instant> {
        self.next
    }

    pub fn handle(&mut self, record: &[u8], now: Instant, send: impl FnMut(&[u8])) -> Option<News> {
        self.guarded(now, send, |dtls| {
            dtls.handle_timeout(now)?;
            dtls.handle_packet(record)
        })
    }

    pub fn handle_timeout(&mut self, now: Instant, send: impl FnMut(&[u8])) -> Option<News> {
        self.guarded(now, send, |dtls| dtls.handle_timeout(now))
    }

    /// Says goodbye.
    pub fn close(&mut self, now: Instant, send: impl FnMut(&[u8])) {
        self.guarded(now, send, Dtls::close);
    }

    /// The library meets strangers' bytes; should it ever panic on them, this association ends
    /// and no other voice is touched.
    fn guarded(
        &mut self,
        now: Instant,
        mut send: impl FnMut(&[u8]),
        feed: impl FnOnce(&mut Dtls) -> Result<(), dimpl::Error>,
    ) -> Option<News> {
        catch_unwind(AssertUnwindSafe(|| {
            if feed(&mut self.dtls).is_err() {
                // A last alert may be waiting.
                self.drain(now, &mut send);
                return Some(News::Failed);
            }
            self.drain(now, &mut send)
        }))
        .unwrap_or(Some(News::Failed))
    }

    fn drain(&mut self, now: Instant, send: &mut impl FnMut(&[u8])) -> Option<News> {
        let mut news = None;
        let mut buffer = [0u8; 2048];
        loop {
            match self.dtls.poll_output(&mut buffer) {
                Output::Packet(record) => send(record),
                Output::PeerCert(der) => {
                    self.trusted = sha256(der) == self.expected;
                    if !self.trusted {
                        return Some(News::Failed);
                    }
                }
                Output::KeyingMaterial(material, profile) => {
                    if !self.trusted {
                        return Some(News::Failed);
                    }
                    let keys = profile_of(profile)
                        .and_then(|profile| srtp::split(profile, &material, self.active));
                    news = Some(keys.map_or(News::Failed, |keys| News::Keys(Box::new(keys))));
                }
                Output::CloseNotify => return Some(News::Closed),
                Output::Timeout(at) => {
                    self.next = Some(at.max(now));
                    return news;
                }
                Output::BufferTooSmall { .. } => return Some(News::Failed),
                Output::Connected | Output::ApplicationData(_) => {}
                // The library may come to say more; none of it can be about audio.
                _ => {}
            }
        }
    }
}

fn profile_of(profile: SrtpProfile) -> Option<Profile> {
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
