//! One simulated peer: ICE, DTLS and SRTP from the other side, with no socket and no clock.

use crate::stun::Check;
use causerie_relay::media::{
    SessionId,
    core::{
        Path,
        packet::{Header, is_rtcp},
        srtp::{self, Profile, Receiver, Sender},
    },
};
use dimpl::{Config, Dtls, DtlsCertificate, Output, SrtpProfile};
use rtc_srtp::{context::Context, crypto::default_provider, protection_profile::ProtectionProfile};
use std::{
    sync::{Arc, LazyLock},
    time::Instant,
};

/// Which DTLS a peer speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaks {
    Dtls12,
    Dtls13,
}

/// One packet as the peer decrypted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) ssrc: u32,
    pub(crate) csrc: u32,
    /// SRTP packet index: how often the sequence number wrapped, and the number.
    pub(crate) index: u64,
    pub(crate) timestamp: u32,
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) level: Option<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) at: Instant,
}

pub(crate) struct Peer {
    pub(crate) session: SessionId,
    pub(crate) path: Path,
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
    /// Sends checks as time passes.
    pub(crate) consents: bool,
    dtls: Dtls,
    is_client: bool,
    pub(crate) keys: Option<(Sender, Receiver)>,
    /// What DTLS exported, and for which profile.
    pub(crate) exported: Option<(SrtpProfile, Vec<u8>)>,
    /// Opens everything a second time, by somebody else's code.
    witness: Option<Context>,
    /// Packets that the witness does not open to the same bytes.
    pub(crate) disputed: usize,
    /// The microphone: where the next packet stands.
    pub(crate) ssrc: u32,
    pub(crate) index: u64,
    pub(crate) timestamp: u32,
    pub(crate) rtp: Vec<Heard>,
    pub(crate) rtcp: Vec<Vec<u8>>,
    pub(crate) stun: Vec<Vec<u8>>,
    /// SRTP that these keys do not open, or that came twice.
    pub(crate) undecipherable: usize,
    pub(crate) closed: bool,
    /// DTLS records that left here.
    pub(crate) sent: Vec<Vec<u8>>,
    checks: u64,
}

/// Id of the audio level extension in all offers here.
pub(crate) const LEVEL_EXT: u8 = 1;

/// The certificate of all simulated peers; its fingerprint goes into their offers.
pub(crate) static CERTIFICATE: LazyLock<(DtlsCertificate, [u8; 32])> = LazyLock::new(|| {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&key).unwrap();
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate.der());
    let certificate = DtlsCertificate {
        certificate: certificate.der().to_vec(),
        private_key: key.serialize_der(),
    };
    (certificate, digest.as_ref().try_into().unwrap())
});

impl Peer {
    pub(crate) fn new(
        session: SessionId,
        path: Path,
        speaks: Speaks,
        is_client: bool,
        now: Instant,
    ) -> Self {
        let config = Arc::new(Config::builder().use_server_cookie(false).build().unwrap());
        let certificate = CERTIFICATE.0.clone();
        let mut dtls = match speaks {
            Speaks::Dtls12 => Dtls::new_12(config, certificate, now),
            Speaks::Dtls13 => Dtls::new_13(config, certificate, now),
        };
        dtls.set_active(is_client);
        let number = session.0 as u32;
        Self {
            session,
            path,
            ufrag: format!("ufrag{number}"),
            pwd: format!("a password of peer {number:08}"),
            consents: true,
            dtls,
            is_client,
            keys: None,
            exported: None,
            witness: None,
            disputed: 0,
            ssrc: 0xCAFE_0000 | number,
            index: 1000,
            timestamp: 5000,
            rtp: Vec::new(),
            rtcp: Vec::new(),
            stun: Vec::new(),
            undecipherable: 0,
            closed: false,
            sent: Vec::new(),
            checks: 0,
        }
    }

    pub(crate) fn check(&mut self, nominates: bool) -> Vec<u8> {
        self.checks += 1;
        let mut transaction = [7; 12];
        transaction[..8].copy_from_slice(&self.checks.to_be_bytes());
        Check { ufrag: &self.ufrag, pwd: &self.pwd, transaction, nominates }.write()
    }

    /// What the peer's DTLS has to send.
    pub(crate) fn flight(&mut self, now: Instant) -> Vec<Vec<u8>> {
        self.dtls.handle_timeout(now).unwrap();
        self.drain()
    }

    pub(crate) fn say_goodbye(&mut self) -> Vec<Vec<u8>> {
        self.dtls.close().unwrap();
        self.drain()
    }

    /// Takes in one datagram; answers with what DTLS has to send.
    pub(crate) fn take(&mut self, mut bytes: Vec<u8>, now: Instant) -> Vec<Vec<u8>> {
        match bytes.first() {
            Some(0..=3) => self.stun.push(bytes),
            Some(20..=63) => {
                let mut flight = self.flight(now);
                let _ = self.dtls.handle_packet(&bytes);
                flight.extend(self.flight(now));
                return flight;
            }
            Some(_) | None => {
                if self.open(&mut bytes, now).is_none() {
                    self.undecipherable += 1;
                }
            }
        }
        Vec::new()
    }

    /// From here on, `rtc-srtp` opens what comes in too.
    pub(crate) fn call_a_witness(&mut self) {
        self.witness = Some(self.context(!self.is_client));
    }

    /// What `rtc-srtp` seals or opens with the keys of one side.
    pub(crate) fn context(&self, of_client: bool) -> Context {
        let (profile, exported) = self.exported.as_ref().unwrap();
        let (profile, key, salt) = match *profile {
            SrtpProfile::AEAD_AES_128_GCM => (ProtectionProfile::AeadAes128Gcm, 16, 12),
            SrtpProfile::AEAD_AES_256_GCM => (ProtectionProfile::AeadAes256Gcm, 32, 12),
            SrtpProfile::AES128_CM_SHA1_80 => (ProtectionProfile::Aes128CmHmacSha1_80, 16, 14),
            _ => panic!("a profile that nobody speaks"),
        };
        let side = usize::from(!of_client);
        let salts = 2 * key + side * salt;
        let (key, salt) = (&exported[side * key..][..key], &exported[salts..][..salt]);
        let crypto = default_provider().unwrap();
        Context::new(key, salt, profile, None, None, crypto.crypto()).unwrap()
    }

    /// A sealing side of `rtc-srtp` with this peer's keys.
    pub(crate) fn other_sender(&self) -> Context {
        self.context(self.is_client)
    }

    /// A packet of the peer's microphone, sealed; `index` is its SRTP packet index.
    pub(crate) fn seal(&self, spoken: &Spoken<'_>) -> Vec<u8> {
        let (packet, header_len) = spoken.write();
        self.seal_as(packet, header_len, spoken.ssrc, spoken.index)
    }

    /// Seals a packet whatever it says of itself.
    pub(crate) fn seal_as(
        &self,
        mut packet: Vec<u8>,
        header_len: usize,
        ssrc: u32,
        index: u64,
    ) -> Vec<u8> {
        let len = packet.len();
        packet.resize(len + 16, 0);
        let (sender, _) = self.keys.as_ref().unwrap();
        let sealed = sender.seal_rtp(&mut packet, header_len, len, ssrc, index);
        packet.truncate(sealed.unwrap());
        packet
    }

    pub(crate) fn seal_rtcp(&mut self, plain: &[u8]) -> Vec<u8> {
        let mut packet = plain.to_vec();
        packet.resize(plain.len() + srtp::RTCP_OVERHEAD, 0);
        let (sender, _) = self.keys.as_mut().unwrap();
        let len = sender.seal_rtcp(&mut packet, plain.len()).unwrap();
        packet.truncate(len);
        packet
    }

    fn open(&mut self, bytes: &mut [u8], now: Instant) -> Option<()> {
        let (_, receiver) = self.keys.as_mut()?;
        if is_rtcp(bytes) {
            let len = receiver.open_rtcp(bytes).ok()?;
            self.rtcp.push(bytes[..len].to_vec());
            return Some(());
        }
        let header = Header::read(bytes)?;
        let seen = self.witness.as_mut().map(|witness| witness.decrypt_rtp(bytes));
        let opened = receiver.open_rtp(bytes, header.len, header.ssrc, header.sequence).ok()?;
        let packet = &bytes[..opened.len];
        let agrees = seen.is_none_or(|seen| seen.is_ok_and(|seen| seen[..] == *packet));
        self.disputed += usize::from(!agrees);
        // One CSRC, always.
        assert_eq!(packet[0] & 0x0f, 1);
        self.rtp.push(Heard {
            ssrc: header.ssrc,
            csrc: u32::from_be_bytes(packet[12..16].try_into().unwrap()),
            index: opened.index,
            timestamp: header.timestamp,
            payload_type: header.payload_type,
            marker: packet[1] & 0x80 != 0,
            level: header.level(packet, LEVEL_EXT),
            payload: header.payload(packet)?.to_vec(),
            at: now,
        });
        Some(())
    }

    fn drain(&mut self) -> Vec<Vec<u8>> {
        let mut flight = Vec::new();
        let mut buffer = [0; 2048];
        loop {
            match self.dtls.poll_output(&mut buffer) {
                Output::Packet(record) => {
                    flight.push(record.to_vec());
                    self.sent.push(record.to_vec());
                }
                Output::KeyingMaterial(material, profile) => {
                    self.exported = Some((profile, material.to_vec()));
                    let profile = PROFILES.iter().find(|(theirs, _)| *theirs == profile).unwrap().1;
                    self.keys = srtp::split(profile, &material, self.is_client);
                }
                Output::CloseNotify => self.closed = true,
                Output::Timeout(_) => return flight,
                Output::Connected | Output::PeerCert(_) => {}
                Output::ApplicationData(_) | Output::BufferTooSmall { .. } | _ => {
                    panic!("a peer of audio hears of nothing else")
                }
            }
        }
    }
}

/// As the two libraries name them.
const PROFILES: [(SrtpProfile, Profile); 3] = [
    (SrtpProfile::AEAD_AES_128_GCM, Profile::AeadAes128Gcm),
    (SrtpProfile::AEAD_AES_256_GCM, Profile::AeadAes256Gcm),
    (SrtpProfile::AES128_CM_SHA1_80, Profile::Aes128CmSha1_80),
];

/// One packet to be sent.
#[derive(Clone, Copy)]
pub(crate) struct Spoken<'a> {
    pub(crate) ssrc: u32,
    pub(crate) index: u64,
    pub(crate) timestamp: u32,
    pub(crate) level: Option<u8>,
    pub(crate) payload_type: u8,
    pub(crate) payload: &'a [u8],
}

impl Spoken<'_> {
    /// The packet in the clear, and the length of its header.
    pub(crate) fn write(&self) -> (Vec<u8>, usize) {
        let mut packet = vec![if self.level.is_some() { 0x90 } else { 0x80 }];
        packet.push(self.payload_type);
        packet.extend((self.index as u16).to_be_bytes());
        packet.extend(self.timestamp.to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        if let Some(level) = self.level {
            packet.extend([0xbe, 0xde, 0, 1, LEVEL_EXT << 4, level, 0, 0]);
        }
        let header_len = packet.len();
        packet.extend(self.payload);
        (packet, header_len)
    }
}
