//! The harness's own proof, on the relay's own origin: what its pages may ask of a browser with an
//! authenticator, and what they get. Here a script asks, with a challenge of its own.

use anyhow::{Result, ensure};
use causerie_tests::browser::{Autoplay, Microphone};
use causerie_tests::page::Page;
use causerie_tests::world::{Demo, story};
use serde_json::{Value, json};

#[test]
fn a_page_of_the_relay_makes_a_passkey_and_finds_it_without_a_name() {
    story(Demo::None, async |world| {
        let ada = world.person_with("Ada", Microphone::Refused, Autoplay::Allowed).await?;
        ada.opens("/").await?;
        let page = ada.page();
        let device = page.add_authenticator().await?;

        let made = asks(page, CREATE).await?;
        ensure!(made["type"] == "webauthn.create" && made["challenge"] == "AQIDBA", "{made}");
        ensure!(made["origin"] == page.eval("return location.origin").await?, "{made}");
        ensure!(made["attestation"].as_u64() > Some(100) && made["key"] == -7, "{made}");
        let held = device.credentials().await?;
        ensure!(held.len() == 1 && held[0].is_resident_credential, "{held:?}");
        ensure!(held[0].rp_id.as_deref() == Some("localhost"), "{held:?}");
        ensure!(held[0].user_name.as_deref() == Some("ada"), "{held:?}");

        // It is the tab's, not the page's.
        ada.opens("/new").await?;
        let found = asks(page, GET).await?;
        ensure!(found["type"] == "webauthn.get" && found["owner"] == json!([7, 7, 7]), "{found}");
        ensure!(found["id"] == made["id"] && found["verified"] == true, "{found}");
        ensure!(device.credentials().await?[0].sign_count > held[0].sign_count, "it signed");

        device.verifies(false).await?;
        ensure!(asks(page, GET).await? == json!("NotAllowedError"), "nobody showed who they are");
        device.verifies(true).await?;
        device.forgets(&held[0]).await?;
        ensure!(asks(page, GET).await? == json!("NotAllowedError"), "a key that is gone signs");
        device.is_lost().await
    });
}

/// What the browser answers, or the name of its refusal.
async fn asks(page: &Page, what: &str) -> Result<Value> {
    page.eval(&format!(
        "const client = it => JSON.parse(new TextDecoder().decode(it.response.clientDataJSON));
         try {{ {what} }} catch (refusal) {{ return refusal.name; }}"
    ))
    .await
}

const CREATE: &str = "
    const it = await navigator.credentials.create({ publicKey: {
        challenge: new Uint8Array([1, 2, 3, 4]),
        rp: { name: 'Causerie' },
        user: { id: new Uint8Array([7, 7, 7]), name: 'ada', displayName: 'Ada' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        timeout: 3000,
    } });
    return { ...client(it), id: it.id, key: it.response.getPublicKeyAlgorithm(),
             attestation: it.response.attestationObject.byteLength };";

/// No credential is named, so only a discoverable one can answer. Bit 2 of the flags, which follow
/// the 32 bytes of the host's hash, says that the owner was verified.
const GET: &str = "
    const it = await navigator.credentials.get({ publicKey: {
        challenge: new Uint8Array([5, 6, 7, 8]), userVerification: 'required', timeout: 3000,
    } });
    const flags = new Uint8Array(it.response.authenticatorData)[32];
    return { ...client(it), id: it.id, verified: (flags & 4) === 4,
             owner: [...new Uint8Array(it.response.userHandle)] };";
