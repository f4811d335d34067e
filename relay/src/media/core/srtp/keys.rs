//! From DTLS's master keys to what seals and opens one packet: derivation (RFC 3711, section 4.3),
//! AES-GCM (RFC 7714), and AES in counter mode with HMAC-SHA1 (RFC 3711, section 4).
//!
//! Law: no type here shows its bytes; tags are compared in constant time.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::{CM_TAG, GCM_TAG, LAST_RTCP_INDEX, Profile};
use aes::{Aes128Enc, Aes256Enc};
use ctr::cipher::{InnerIvInit, KeyInit, KeyIvInit, StreamCipher};
use ctr::{Ctr128BE, CtrCore};
use hmac::{Hmac, Mac};
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha1::Sha1;

/// One direction's master key and salt.
pub(super) struct Master<'a> {
    pub(super) profile: Profile,
    pub(super) key: &'a [u8],
    pub(super) salt: &'a [u8],
}

impl Master<'_> {
    pub(super) fn rtp_key(&self) -> Option<Key> {
        self.session_keys(0)?.expand()
    }

    pub(super) fn rtcp_keys(&self) -> Option<SessionKeys> {
        self.session_keys(3)
    }

    /// Derives a cipher key, an authentication key and a salt: `first_label` is 0 for RTP and 3
    /// for RTCP (RFC 3711, section 4.3.2).
    pub(super) fn session_keys(&self, first_label: u8) -> Option<SessionKeys> {
        let mut cipher = [0; 32];
        self.derive(first_label, cipher.get_mut(..self.profile.key_len())?)?;
        let mut auth = [0; 20];
        self.derive(first_label.checked_add(1)?, &mut auth)?;
        let mut salt = [0; 16];
        self.derive(first_label.checked_add(2)?, salt.get_mut(..self.profile.salt_len())?)?;
        // The salt as a number: 96 bits for GCM, and 112 bits above a 16-bit counter for CM.
        let salt = match self.profile {
            Profile::AeadAes128Gcm | Profile::AeadAes256Gcm => u128::from_be_bytes(salt) >> 32,
            Profile::Aes128CmSha1_80 => u128::from_be_bytes(salt),
        };
        Some(SessionKeys { profile: self.profile, cipher, auth, salt: salt.to_be_bytes() })
    }

    /// AES in counter mode over (salt XOR label), RFC 3711, section 4.3.3; a salt of 96 bits gets
    /// zeros behind it (RFC 7714, section 11).
    fn derive(&self, label: u8, out: &mut [u8]) -> Option<()> {
        let mut iv = [0; 16];
        iv.get_mut(..self.salt.len())?.copy_from_slice(self.salt);
        iv[7] ^= label;
        match self.profile {
            Profile::AeadAes128Gcm | Profile::Aes128CmSha1_80 => {
                let mut stream = Ctr128BE::<Aes128Enc>::new_from_slices(self.key, &iv).ok()?;
                stream.try_apply_keystream(out).ok()
            }
            Profile::AeadAes256Gcm => {
                let mut stream = Ctr128BE::<Aes256Enc>::new_from_slices(self.key, &iv).ok()?;
                stream.try_apply_keystream(out).ok()
            }
        }
    }
}

/// A key schedule, ready for use.
#[expect(clippy::large_enum_variant, reason = "a box would cost a cache miss a packet")]
pub(super) enum Key {
    Gcm(GcmKey),
    Cm(CmKey),
}

/// What is derived of a master key for RTP, or for RTCP; the smallest form of a key.
pub(super) struct SessionKeys {
    pub(super) profile: Profile,
    pub(super) cipher: [u8; 32],
    pub(super) auth: [u8; 20],
    pub(super) salt: [u8; 16],
}

impl SessionKeys {
    pub(super) fn expand(&self) -> Option<Key> {
        let cipher = self.cipher.get(..self.profile.key_len())?;
        let algorithm = match self.profile {
            Profile::AeadAes128Gcm => &AES_128_GCM,
            Profile::AeadAes256Gcm => &AES_256_GCM,
            Profile::Aes128CmSha1_80 => {
                return Some(Key::Cm(CmKey {
                    aes: Aes128Enc::new_from_slice(cipher).ok()?,
                    mac: <Hmac<Sha1> as KeyInit>::new_from_slice(&self.auth).ok()?,
                    salt: self.salt,
                }));
            }
        };
        let key = LessSafeKey::new(UnboundKey::new(algorithm, cipher).ok()?);
        Some(Key::Gcm(GcmKey { key, salt: self.salt }))
    }

    /// The index of a sealed RTCP packet, and the word that holds it and the E bit.
    pub(super) fn read_word(&self, packet: &[u8]) -> Option<(u64, u32)> {
        let tail = match self.profile {
            Profile::AeadAes128Gcm | Profile::AeadAes256Gcm => packet,
            Profile::Aes128CmSha1_80 => packet.split_last_chunk::<CM_TAG>()?.0,
        };
        let word = u32::from_be_bytes(*tail.last_chunk()?);
        Some(((word & LAST_RTCP_INDEX).into(), word))
    }
}

pub(super) struct GcmKey {
    key: LessSafeKey,
    /// Low 96 bits, big-endian.
    salt: [u8; 16],
}

impl GcmKey {
    pub(super) fn seal(
        &self,
        aad: &[u8],
        body: &mut [u8],
        ssrc: u32,
        index: u64,
    ) -> Option<[u8; GCM_TAG]> {
        let nonce = self.nonce(ssrc, index);
        let tag = self.key.seal_in_place_separate_tag(nonce, Aad::from(aad), body).ok()?;
        tag.as_ref().try_into().ok()
    }

    /// `sealed` ends with the tag.
    pub(super) fn open(&self, aad: &[u8], sealed: &mut [u8], ssrc: u32, index: u64) -> bool {
        self.key.open_in_place(self.nonce(ssrc, index), Aad::from(aad), sealed).is_ok()
    }

    /// 16 zero bits, SSRC, 48 bits of index, XOR salt (RFC 7714, sections 8.1 and 9.1).
    fn nonce(&self, ssrc: u32, index: u64) -> Nonce {
        let mask = u128::from(ssrc) << 48 | u128::from(index);
        let [_, _, _, _, nonce @ ..] = (u128::from_be_bytes(self.salt) ^ mask).to_be_bytes();
        Nonce::assume_unique_for_key(nonce)
    }
}

pub(super) struct CmKey {
    aes: Aes128Enc,
    mac: Hmac<Sha1>,
    /// High 112 bits, big-endian.
    salt: [u8; 16],
}

impl CmKey {
    /// Encrypts or decrypts: (salt << 16) XOR (SSRC << 64) XOR (index << 16) is where the counter
    /// starts (RFC 3711, section 4.1.1).
    pub(super) fn crypt(&self, body: &mut [u8], ssrc: u32, index: u64) -> Option<()> {
        let mask = u128::from(ssrc) << 64 | u128::from(index) << 16;
        let iv = (u128::from_be_bytes(self.salt) ^ mask).to_be_bytes();
        let mut stream = Ctr128BE::from_core(CtrCore::inner_iv_init(&self.aes, &iv.into()));
        stream.try_apply_keystream(body).ok()
    }

    pub(super) fn tag(&self, packet: &[u8], suffix: u32) -> [u8; CM_TAG] {
        let whole: [u8; 20] = self.mac_of(packet, suffix).finalize().into_bytes().into();
        let [tag @ .., _, _, _, _, _, _, _, _, _, _] = whole;
        tag
    }

    /// Compares in constant time.
    pub(super) fn is_genuine(&self, packet: &[u8], suffix: u32, tag: &[u8]) -> bool {
        tag.len() == CM_TAG && self.mac_of(packet, suffix).verify_truncated_left(tag).is_ok()
    }

    /// `suffix` is the ROC of RTP, or the index word of RTCP.
    fn mac_of(&self, packet: &[u8], suffix: u32) -> Hmac<Sha1> {
        self.mac.clone().chain_update(packet).chain_update(suffix.to_be_bytes())
    }
}
