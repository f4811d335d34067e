//! Bodies of the doors about people, as JSON: accounts, sessions, profiles, follows.
//!
//! What a person typed travels raw, so that the relay can say which field is wrong and why.

use crate::{
    api::{PastCard, SpaceCard},
    handle::Handle,
    id::{AvatarId, IdentityId, PersonId, SignInId},
    link::LinkUrl,
    text::{Biography, Name},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

/// `POST /api/accounts`: an account with a password. Answered by [`Welcome`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUp {
    pub handle: String,
    pub name: String,
    pub password: String,
}

/// `POST /api/accounts/passkey`: an account with a passkey. Answered by [`Challenge`], whose
/// `options` go to `navigator.credentials.create`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUpWithPasskey {
    pub handle: String,
    pub name: String,
}

/// What the browser is to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Challenge<Options> {
    /// To be said again in [`Signed`]; good for five minutes, once.
    pub challenge: String,
    /// As `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`
    /// reads them (Web Authentication Level 3, section 5.1.8).
    pub options: Options,
}

/// `PUT /api/accounts/passkey`, `PUT /api/session/passkey`, `PUT /api/account/passkeys`: what the
/// browser signed, as `PublicKeyCredential.toJSON()` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signed<Credential> {
    pub challenge: String,
    pub credential: Credential,
    /// What the owner calls the passkey, when it is a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// The answer to a sign-up: who one is, and the codes for the day when password and passkeys are
/// lost. They are shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Welcome {
    pub me: crate::api::Me,
    pub recovery_codes: Vec<String>,
}

/// `POST /api/session`: sign in. Answered by [`crate::api::Me`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    pub handle: String,
    pub password: String,
}

/// `POST /api/session/recovery`: a recovery code for a new password. Every session ends, and this one
/// begins. Answered by [`crate::api::Me`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recover {
    pub handle: String,
    pub code: String,
    pub password: String,
}

/// `GET /api/account`: one's own account, as its settings page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountSettings {
    pub profile: PersonCard,
    pub links: Vec<LinkUrl>,
    pub has_password: bool,
    pub passkeys: Vec<PasskeyCard>,
    pub recovery_codes_left: u32,
    pub sessions: Vec<SessionCard>,
    pub blocked: Vec<PersonCard>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyCard {
    pub id: IdentityId,
    pub label: String,
    pub created_at: UnixMs,
    pub used_at: Option<UnixMs>,
}

/// A browser in which one is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionCard {
    pub id: SignInId,
    /// The browser and system, such as "Firefox on Linux".
    pub browser: String,
    pub created_at: UnixMs,
    pub seen_at: UnixMs,
    /// The one that asks.
    pub is_this: bool,
}

/// `PATCH /api/account`: what is absent stays. Answered by [`AccountSettings`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditProfile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Empty takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biography: Option<String>,
    /// At most [`LINKS_MOST`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<String>>,
}

/// Links that a profile shows.
pub const LINKS_MOST: usize = 4;

/// `PUT /api/account/password`. Signs out everywhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// Needed where there is one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    pub new: String,
}

/// `DELETE /api/account`: for good.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteAccount {
    /// One's own handle, typed again.
    pub handle: String,
    /// Needed where the account has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// `POST /api/account/recovery-codes`: new ones, in the place of those before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    pub recovery_codes: Vec<String>,
}

/// A person as lists show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonCard {
    pub id: PersonId,
    pub handle: Handle,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<AvatarId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biography: Option<Biography>,
    pub followers: u64,
    pub following: u64,
}

/// `GET /api/people/{handle}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    pub person: PersonCard,
    pub links: Vec<LinkUrl>,
    pub joined: UnixMs,
    pub relation: Relation,
    /// On air, listed, with this person as host.
    pub live: Vec<SpaceCard>,
    /// Over, the newest first.
    pub past: Vec<PastCard>,
}

/// How the visitor stands to a person. `PUT` and `DELETE` at `/api/people/{handle}/follow` and
/// `…/block` answer with it and the counts: [`Related`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Relation {
    pub is_self: bool,
    pub follows: bool,
    pub followed_by: bool,
    pub blocks: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Related {
    pub relation: Relation,
    pub followers: u64,
    pub following: u64,
}

/// `GET /api/people/{handle}/followers?after=…` and `…/following?after=…`, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonList {
    pub people: Vec<PersonCard>,
    /// Where the list goes on; absent at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// `GET` and `PUT /api/admin/hosting`: who may host, as the configuration writes it, such as
/// "followers >= 600".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HostingPolicy {
    pub policy: String,
}

/// `GET /api/demo`: somebody of the demonstration, as whom one may come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Persona {
    pub handle: Handle,
    pub name: Name,
    pub followers: u64,
}
