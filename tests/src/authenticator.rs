//! A passkey's keeper that exists in a tab alone: what a phone or a key on a ring is to a person,
//! with a person who always consents unless told otherwise. Chromium only (the WebAuthn domain of
//! its DevTools, which speaks CTAP2 to the page as a device would).
//!
//! It belongs to its tab, stays through every navigation, and holds keys for whichever origin asks.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::page::Page;

pub struct Authenticator<'a> {
    page: &'a Page,
    id: String,
}

/// A passkey that an authenticator holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    /// Base64, as is [`Self::user_handle`].
    pub credential_id: String,
    /// Whether it is found without being named, as a sign-in without a handle needs.
    pub is_resident_credential: bool,
    /// The host that it is for.
    pub rp_id: Option<String>,
    /// What the host calls its owner, 64 bytes at most.
    pub user_handle: Option<String>,
    pub user_name: Option<String>,
    pub user_display_name: Option<String>,
    /// How often it signed.
    pub sign_count: u32,
}

impl Page {
    /// Gives this tab an authenticator with discoverable credentials, whose owner is verified.
    pub async fn add_authenticator(&self) -> Result<Authenticator<'_>> {
        // Without a dialog of the browser's own, which no page could click away.
        self.devtools("WebAuthn.enable", json!({ "enableUI": false })).await?;
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        let added = self
            .devtools("WebAuthn.addVirtualAuthenticator", json!({ "options": options }))
            .await?;
        let id = added["authenticatorId"].as_str().context("an authenticator without a name")?;
        Ok(Authenticator { page: self, id: id.to_owned() })
    }
}

impl Authenticator<'_> {
    /// The passkeys it holds.
    pub async fn credentials(&self) -> Result<Vec<Credential>> {
        let mut held = self.ask("getCredentials", json!({})).await?;
        Ok(serde_json::from_value(held["credentials"].take())?)
    }

    /// Loses one passkey, as a person does who deletes it on their device.
    pub async fn forgets(&self, credential: &Credential) -> Result<()> {
        let which = json!({ "credentialId": credential.credential_id });
        self.ask("removeCredential", which).await.map(drop)
    }

    /// Whether the owner shows who they are (a finger, a PIN) from here on.
    pub async fn verifies(&self, verified: bool) -> Result<()> {
        self.ask("setUserVerified", json!({ "isUserVerified": verified })).await.map(drop)
    }

    /// Takes the device away from the tab, with everything that it holds.
    pub async fn is_lost(self) -> Result<()> {
        self.ask("removeVirtualAuthenticator", json!({})).await.map(drop)
    }

    async fn ask(&self, method: &str, mut params: Value) -> Result<Value> {
        params["authenticatorId"] = json!(self.id);
        self.page.devtools(&format!("WebAuthn.{method}"), params).await
    }
}
