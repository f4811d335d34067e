//! The elliptic curves of a handshake, by `ring`, whose assembly needs a fifth of the time of the
//! portable arithmetic that the DTLS library brings: they are most of what a join costs. Beside the
//! core and not in it, because ephemeral keys draw their own chance.
//!
//! Law: nothing is accepted that the library's own provider would refuse: ECDSA with P-256 or P-384
//! and SHA-256 or SHA-384, X25519 without low-order points. No type here shows its bytes.

use dimpl::{
    CryptoError, CryptoOperation, HashAlgorithm, NamedGroup, SignatureAlgorithm,
    crypto::{
        ActiveKeyExchange, Buf, CryptoProvider, KeyProvider, SignatureVerifier, SigningKey,
        SupportedKxGroup, check_verify_scheme, rust_crypto,
    },
};
use ring::{
    agreement::{self, ECDH_P256, ECDH_P384, EphemeralPrivateKey, UnparsedPublicKey, X25519},
    rand::SystemRandom,
    signature::{self, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use std::fmt;
use x509_cert::{
    Certificate,
    der::{Decode, oid::ObjectIdentifier},
};

/// The library's provider, with these curves.
pub fn provider() -> CryptoProvider {
    CryptoProvider {
        kx_groups: &[
            &Group(NamedGroup::X25519),
            &Group(NamedGroup::Secp256r1),
            &Group(NamedGroup::Secp384r1),
        ],
        signature_verification: &Verifier,
        key_provider: &Keys,
        ..rust_crypto::default_provider()
    }
}

#[derive(Debug)]
struct Group(NamedGroup);

impl Group {
    fn algorithm(&self) -> Result<&'static agreement::Algorithm, CryptoError> {
        match self.0 {
            NamedGroup::X25519 => Ok(&X25519),
            NamedGroup::Secp256r1 => Ok(&ECDH_P256),
            NamedGroup::Secp384r1 => Ok(&ECDH_P384),
            // The library may learn more of them.
            group => Err(CryptoError::UnsupportedKeyExchangeGroup(group)),
        }
    }
}

impl SupportedKxGroup for Group {
    fn name(&self) -> NamedGroup {
        self.0
    }

    fn start_exchange(&self, mut buf: Buf) -> Result<Box<dyn ActiveKeyExchange>, CryptoError> {
        let failed = |_| CryptoError::OperationFailed(CryptoOperation::GenerateEphemeralKey);
        let ours = EphemeralPrivateKey::generate(self.algorithm()?, &SystemRandom::new());
        let ours = ours.map_err(failed)?;
        buf.clear();
        buf.extend_from_slice(ours.compute_public_key().map_err(failed)?.as_ref());
        Ok(Box::new(Exchange { group: self.0, ours, public: buf }))
    }
}

struct Exchange {
    group: NamedGroup,
    ours: EphemeralPrivateKey,
    public: Buf,
}

impl ActiveKeyExchange for Exchange {
    fn pub_key(&self) -> &[u8] {
        &self.public
    }

    fn complete(self: Box<Self>, peer_pub: &[u8], out: &mut Buf) -> Result<(), CryptoError> {
        let theirs = UnparsedPublicKey::new(self.ours.algorithm(), peer_pub);
        agreement::agree_ephemeral(self.ours, &theirs, |secret| {
            out.clear();
            out.extend_from_slice(secret);
        })
        .map_err(|_| CryptoError::InvalidPublicKey(self.group))
    }

    fn group(&self) -> NamedGroup {
        self.group
    }
}

#[derive(Debug)]
struct Verifier;

impl SignatureVerifier for Verifier {
    fn verify_signature(
        &self,
        cert_der: &[u8],
        data: &[u8],
        signature: &[u8],
        hash: HashAlgorithm,
        algorithm: SignatureAlgorithm,
    ) -> Result<(), CryptoError> {
        let certificate =
            Certificate::from_der(cert_der).map_err(|_| CryptoError::CertificateParseFailed)?;
        let info = certificate.tbs_certificate().subject_public_key_info();
        if info.algorithm.oid != EC_PUBLIC_KEY {
            return Err(CryptoError::UnsupportedPublicKeyAlgorithm);
        }
        let curve = info.algorithm.parameters.as_ref();
        let curve: ObjectIdentifier = curve
            .ok_or(CryptoError::MissingEcCurveParameter)?
            .decode_as()
            .map_err(|_| CryptoError::InvalidEcCurveParameter)?;
        let group = match curve {
            P256 => NamedGroup::Secp256r1,
            P384 => NamedGroup::Secp384r1,
            _ => return Err(CryptoError::UnsupportedEcCurve),
        };
        check_verify_scheme(algorithm, hash, group)?;
        let how: &dyn signature::VerificationAlgorithm = match (group, hash) {
            (NamedGroup::Secp256r1, HashAlgorithm::SHA256) => &signature::ECDSA_P256_SHA256_ASN1,
            (NamedGroup::Secp256r1, _) => &signature::ECDSA_P256_SHA384_ASN1,
            (_, HashAlgorithm::SHA256) => &signature::ECDSA_P384_SHA256_ASN1,
            (_, _) => &signature::ECDSA_P384_SHA384_ASN1,
        };
        let key = info.subject_public_key.as_bytes().ok_or(CryptoError::InvalidSubjectPublicKey)?;
        signature::UnparsedPublicKey::new(how, key).verify(data, signature).map_err(|_| {
            CryptoError::SignatureVerificationFailed { signature: algorithm, hash, group }
        })
    }
}

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// Reads the relay's own key, which is of P-256.
#[derive(Debug)]
struct Keys;

impl KeyProvider for Keys {
    fn load_private_key(&self, key_der: &[u8]) -> Result<Box<dyn SigningKey>, CryptoError> {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_ASN1_SIGNING);
        let key = EcdsaKeyPair::from_pkcs8(kind, key_der, &random)
            .map_err(|_| CryptoError::InvalidPrivateKey)?;
        Ok(Box::new(Signer(key)))
    }
}

struct Signer(EcdsaKeyPair);

impl SigningKey for Signer {
    fn sign(&mut self, data: &[u8], hash: HashAlgorithm, out: &mut Buf) -> Result<(), CryptoError> {
        if hash != HashAlgorithm::SHA256 {
            let group = NamedGroup::Secp256r1;
            return Err(CryptoError::SigningKeyUnsupportedHash { group, hash });
        }
        let signature = self
            .0
            .sign(&SystemRandom::new(), data)
            .map_err(|_| CryptoError::OperationFailed(CryptoOperation::Sign))?;
        out.clear();
        out.extend_from_slice(signature.as_ref());
        Ok(())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }

    fn hash_algorithm(&self) -> HashAlgorithm {
        HashAlgorithm::SHA256
    }

    fn supported_hash_algorithms(&self) -> &[HashAlgorithm] {
        &[HashAlgorithm::SHA256]
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the relay's signing key")
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a key exchange over {:?}", self.group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ends by the two providers, each way round.
    #[test]
    fn the_librarys_own_curves_agree_with_these() {
        let (ours, theirs) = (provider(), rust_crypto::default_provider());
        for group in ours.kx_groups {
            let other = theirs.kx_groups.iter().find(|it| it.name() == group.name()).unwrap();
            let here = group.start_exchange(Buf::new()).unwrap();
            let there = other.start_exchange(Buf::new()).unwrap();
            let (to_us, to_them) = (there.pub_key().to_vec(), here.pub_key().to_vec());
            let (mut a, mut b) = (Buf::new(), Buf::new());
            here.complete(&to_us, &mut a).unwrap();
            there.complete(&to_them, &mut b).unwrap();
            assert_eq!(a.into_vec(), b.into_vec(), "{:?}", group.name());
        }
    }

    #[test]
    fn a_low_order_point_is_no_public_key() {
        let exchange = Group(NamedGroup::X25519).start_exchange(Buf::new()).unwrap();
        assert!(exchange.complete(&[0; 32], &mut Buf::new()).is_err());
    }

    #[test]
    fn each_provider_verifies_what_the_other_signs_and_neither_what_was_changed() {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&key).unwrap();
        let providers = [provider(), rust_crypto::default_provider()];
        for (signs, verifies) in [(0, 1), (1, 0), (0, 0)] {
            let mut signer =
                providers[signs].key_provider.load_private_key(&key.serialize_der()).unwrap();
            let mut signature = Buf::new();
            signer.sign(b"a transcript", HashAlgorithm::SHA256, &mut signature).unwrap();
            let verify = |data: &[u8], hash| {
                providers[verifies].signature_verification.verify_signature(
                    certificate.der(),
                    data,
                    &signature,
                    hash,
                    SignatureAlgorithm::ECDSA,
                )
            };
            assert!(verify(b"a transcript", HashAlgorithm::SHA256).is_ok());
            assert!(verify(b"a transcripT", HashAlgorithm::SHA256).is_err());
            assert!(verify(b"a transcript", HashAlgorithm::SHA384).is_err());
        }
    }
}
