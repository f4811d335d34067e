//! Under which name this relay asks for passkeys (the relying party of Web Authentication Level 3,
//! section 4): the host of `public_url`, or without one the host that the browser asked for.
//!
//! A passkey is bound to that name for good. Making the verifier costs microseconds, so one is made
//! for each request: there is no table of hosts that strangers could fill.

use crate::http::{Problem, caller::Caller};
use axum::http::StatusCode;
use serde_json::Value;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{CreationChallengeResponse, RequestChallengeResponse, Url},
};

/// # Errors
/// A problem with words where the relay is reached by an IP address, which cannot have passkeys.
pub(super) fn relying_party(caller: &Caller) -> Result<Webauthn, Problem> {
    build(caller.host.as_deref().unwrap_or_default()).ok_or_else(|| {
        let words = "passkeys belong to a name, and this relay was reached by a number; open it under \
                     its name (on this machine as localhost), or use a password";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_passkeys_here", words)
    })
}

fn build(authority: &str) -> Option<Webauthn> {
    // Away from localhost, browsers give passkeys to pages that came encrypted, and to no others.
    let origin = Url::parse(&format!("https://{authority}")).ok()?;
    let name = origin.domain()?.to_owned();
    let mut builder = WebauthnBuilder::new(&name, &origin).ok()?.rp_name("Causerie");
    if name == "localhost" {
        // The page may come from another port: the live-reload server's.
        let plain = Url::parse("http://localhost").ok()?;
        builder = builder.append_allowed_origin(&plain).allow_any_port(true);
    }
    builder.build().ok()
}

/// For `PublicKeyCredential.parseCreationOptionsFromJSON`. The passkey must be one that signs in
/// without a handle being typed (discoverable), and its owner must be verified: it is the only
/// proof, so a stolen key alone must not do.
pub(super) fn creation(challenge: &CreationChallengeResponse) -> Value {
    let mut options = serde_json::to_value(&challenge.public_key).unwrap_or_default();
    if let Some(Value::Object(selection)) = options.get_mut("authenticatorSelection") {
        selection.insert("residentKey".into(), "required".into());
        selection.insert("requireResidentKey".into(), true.into());
        selection.insert("userVerification".into(), "required".into());
    }
    options
}

/// For `PublicKeyCredential.parseRequestOptionsFromJSON`.
pub(super) fn request(challenge: &RequestChallengeResponse) -> Value {
    serde_json::to_value(&challenge.public_key).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(authority: &str) -> Option<Vec<String>> {
        let site = build(authority)?;
        Some(site.get_allowed_origins().iter().map(|url| url.as_str().to_owned()).collect())
    }

    #[test]
    fn a_name_has_passkeys_and_an_address_has_none() {
        assert_eq!(origins("live.example.org").unwrap(), ["https://live.example.org/"]);
        assert_eq!(origins("live.example.org:8443").unwrap(), ["https://live.example.org:8443/"]);
        let local = origins("localhost:8080").unwrap();
        assert_eq!(local, ["https://localhost:8080/", "http://localhost/"]);
        for authority in ["127.0.0.1:8080", "[::1]:8080", "192.0.2.1", "0x7f.1", "", "a b", "/"] {
            assert_eq!(origins(authority), None, "{authority}");
        }
    }

    #[test]
    fn a_passkey_is_asked_for_that_needs_no_handle_and_knows_its_owner() {
        let site = build("live.example.org").unwrap();
        let id = webauthn_rs::prelude::Uuid::from_u128(7);
        let (challenge, _) = site.start_passkey_registration(id, "ada", "Ada", None).unwrap();
        let options = creation(&challenge);
        let selection = &options["authenticatorSelection"];
        assert_eq!(selection["residentKey"], "required");
        assert_eq!(selection["userVerification"], "required");
        assert_eq!(options["rp"]["id"], "live.example.org");
        assert_eq!(options["attestation"], "none");
        let (challenge, _) = site.start_discoverable_authentication().unwrap();
        assert_eq!(request(&challenge)["userVerification"], "required");
        assert_eq!(request(&challenge)["allowCredentials"], serde_json::json!([]));
    }
}
