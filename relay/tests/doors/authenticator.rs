//! A passkey in software: ES256 with `none` attestation, as Web Authentication Level 3 describes it
//! (sections 6.1, 6.5 and 7), written from the text and not from the relay's library.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

pub(crate) struct Passkey {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    user: Vec<u8>,
    rp: String,
    pub(crate) counter: u32,
    pub(crate) verified: bool,
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_CREDENTIAL: u8 = 0x40;

impl Passkey {
    /// Makes a passkey for the options that the relay gave, on a page of `origin`, and answers as
    /// `PublicKeyCredential.toJSON()` does.
    pub(crate) fn create(options: &Value, origin: &str) -> (Self, Value) {
        let random = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).unwrap();
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        let passkey = Self {
            id: digest(&SHA256, pair.public_key().as_ref()).as_ref().to_vec(),
            user: unbase64(&options["user"]["id"]),
            rp: options["rp"]["id"].as_str().unwrap().to_owned(),
            pair,
            counter: 1,
            verified: true,
        };
        let client = client_data("webauthn.create", options, origin);
        let mut data = passkey.data(WITH_CREDENTIAL);
        data.extend([0; 16]); // no model
        data.extend(u16::try_from(passkey.id.len()).unwrap().to_be_bytes());
        data.extend(&passkey.id);
        data.extend(passkey.cose());
        let mut object = vec![0xa3];
        object.extend(text("fmt").into_iter().chain(text("none")));
        object.extend(text("attStmt").into_iter().chain([0xa0]));
        object.extend(text("authData").into_iter().chain(bytes(&data)));
        let credential = json!({
            "id": base64(&passkey.id), "rawId": base64(&passkey.id), "type": "public-key",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": base64(client.as_bytes()), "attestationObject": base64(&object),
                "transports": ["internal"],
            },
        });
        (passkey, credential)
    }

    /// Signs in with it.
    pub(crate) fn sign(&mut self, options: &Value, origin: &str) -> Value {
        assert_eq!(options["rpId"], self.rp.as_str());
        self.counter += 1;
        let client = client_data("webauthn.get", options, origin);
        let data = self.data(0);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, client.as_bytes()).as_ref());
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key",
            "clientExtensionResults": {}, "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": base64(client.as_bytes()), "authenticatorData": base64(&data),
                "signature": base64(signature.as_ref()), "userHandle": base64(&self.user),
            },
        })
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, self.rp.as_bytes()).as_ref().to_vec();
        data.push(flags | PRESENT | if self.verified { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// The public key (RFC 9053, sections 2.1 and 7.1.1).
    fn cose(&self) -> Vec<u8> {
        let point = self.pair.public_key().as_ref();
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
        key.extend(bytes(&point[1..33]));
        key.push(0x22);
        key.extend(bytes(&point[33..]));
        key
    }
}

fn client_data(kind: &str, options: &Value, origin: &str) -> String {
    json!({
        "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false,
    })
    .to_string()
}

/// CBOR (RFC 8949): a text of fewer than 24 bytes.
fn text(text: &str) -> Vec<u8> {
    let mut cbor = vec![0x60 + u8::try_from(text.len()).unwrap()];
    cbor.extend(text.as_bytes());
    cbor
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    let mut cbor = match u8::try_from(bytes.len()) {
        Ok(length) => vec![0x58, length],
        Err(_) => panic!("longer than an ES256 passkey is"),
    };
    cbor.extend(bytes);
    cbor
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn unbase64(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}
