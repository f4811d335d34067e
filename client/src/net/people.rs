//! The relay's doors about people: accounts, ways in, profiles, follows.

use super::{
    api::{self, Answer, Body, Failed, ask, read, remember, send},
    reminding,
};
use crate::{
    state::{filter::encoded, form::Trouble},
    webapi,
    wire::{self, Json, Read},
};
use causerie_shared::{
    api::Me,
    handle::Handle,
    id::{IdentityId, SignInId},
    people::{
        AccountSettings, ChangePassword, DeleteAccount, EditProfile, PersonList, Profile, Recover,
        RecoveryCodes, Related, SignIn, SignUp, SignUpWithPasskey, Signed, Welcome,
    },
};
use js_sys::Reflect;

impl From<Failed> for Trouble {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Fault(fault) => Self::Fault(fault),
            Failed::Offline => Self::Offline,
        }
    }
}

type Done<T> = Result<T, Trouble>;

/// `None` for what cannot be a handle, and where the relay did not say.
pub(crate) async fn is_free(handle: &Handle) -> Option<bool> {
    let path = ["/api/handles/", handle.as_str()].concat();
    let answer = ask("GET", &path, Body::None).await.ok()?;
    bool::read(answer.get("free"))
}

pub(crate) async fn sign_up(asked: SignUp) -> Done<Welcome> {
    welcomed(post("/api/accounts", wire::sign_up(&asked)).await.map_err(Trouble::from))
}

pub(crate) async fn sign_up_with_passkey(asked: SignUpWithPasskey) -> Done<Welcome> {
    const DOOR: &str = "/api/accounts/passkey";
    let asked = wire::sign_up_with_passkey(&asked);
    welcomed(ceremony(DOOR, asked, None, Signer::New).await)
}

pub(crate) async fn sign_in(asked: SignIn) -> Done<Me> {
    known(post("/api/session", wire::sign_in(&asked)).await.map_err(Trouble::from))
}

/// With a signal, the browser offers passkeys in the field of the handle until one is chosen.
pub(crate) async fn sign_in_with_passkey(waiting: Option<web_sys::AbortSignal>) -> Done<Me> {
    const DOOR: &str = "/api/session/passkey";
    known(ceremony(DOOR, "{}".to_owned(), None, Signer::Known(waiting)).await)
}

pub(crate) async fn recover(asked: Recover) -> Done<Me> {
    known(post("/api/session/recovery", wire::recover(&asked)).await.map_err(Trouble::from))
}

/// Whoever comes next to this browser is not told what was meant for another.
pub(crate) async fn sign_out() -> Answer<()> {
    let _ = reminding::tell_here_no_more().await;
    send("DELETE", "/api/session", Body::None, None).await?;
    api::forget();
    Ok(())
}

pub(crate) async fn sign_out_others() -> Answer<()> {
    send("DELETE", "/api/sessions", Body::None, None).await.map(drop)
}

pub(crate) async fn sign_out_of(session: SignInId) -> Answer<()> {
    let path = ["/api/sessions/", &session.to_string()].concat();
    send("DELETE", &path, Body::None, None).await.map(drop)
}

pub(crate) async fn account() -> Answer<AccountSettings> {
    read(ask("GET", "/api/account", Body::None).await)
}

pub(crate) async fn edit(asked: EditProfile) -> Answer<AccountSettings> {
    let body = Body::Json(wire::edit_profile(&asked));
    let answer = ask("PATCH", "/api/account", body).await;
    api::forget();
    read(answer)
}

pub(crate) async fn set_picture(file: &web_sys::Blob) -> Answer<Me> {
    read(ask("PUT", "/api/account/avatar", Body::File(file)).await).map(remember)
}

pub(crate) async fn remove_picture() -> Answer<()> {
    send("DELETE", "/api/account/avatar", Body::None, None).await?;
    api::forget();
    Ok(())
}

pub(crate) async fn change_password(asked: ChangePassword) -> Answer<()> {
    let body = Body::Json(wire::change_password(&asked));
    send("PUT", "/api/account/password", body, None).await.map(drop)
}

pub(crate) async fn add_passkey(label: String) -> Done<AccountSettings> {
    const DOOR: &str = "/api/account/passkeys";
    let label = Some(label).filter(|label| !label.trim().is_empty());
    done(ceremony(DOOR, "{}".to_owned(), label, Signer::New).await)
}

pub(crate) async fn remove_passkey(passkey: IdentityId) -> Answer<()> {
    let path = ["/api/account/passkeys/", &passkey.to_string()].concat();
    send("DELETE", &path, Body::None, None).await.map(drop)
}

pub(crate) async fn new_recovery_codes() -> Answer<RecoveryCodes> {
    read(post("/api/account/recovery-codes", "{}".to_owned()).await)
}

pub(crate) async fn delete_account(asked: DeleteAccount) -> Answer<()> {
    send("DELETE", "/api/account", Body::Json(wire::delete_account(&asked)), None).await?;
    api::forget();
    Ok(())
}

pub(crate) async fn profile(handle: &Handle) -> Answer<Profile> {
    read(ask("GET", &person(handle, ""), Body::None).await)
}

/// Which tie between the visitor and a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tie {
    Follow,
    Block,
}

pub(crate) async fn tie(handle: &Handle, tie: Tie, on: bool) -> Answer<Related> {
    let path = person(
        handle,
        match tie {
            Tie::Follow => "/follow",
            Tie::Block => "/block",
        },
    );
    let method = if on { "PUT" } else { "DELETE" };
    read(ask(method, &path, Body::None).await)
}

/// `list` is "followers" or "following".
pub(crate) async fn people(handle: &Handle, list: &str, after: Option<&str>) -> Answer<PersonList> {
    let after = after.map_or(String::new(), |after| ["?after=", &encoded(after)].concat());
    read(ask("GET", &person(handle, &["/", list, &after].concat()), Body::None).await)
}

/// Somebody of the demonstration, as whom one may look around.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Persona {
    pub(crate) handle: String,
    pub(crate) name: String,
    pub(crate) followers: u64,
}

impl Read for Persona {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            handle: String::read(json.get("handle"))?,
            name: String::read(json.get("name"))?,
            followers: u64::read(json.get("followers"))?,
        })
    }
}

/// Nobody where there is no demonstration, or not for this visitor.
pub(crate) async fn personas() -> Vec<Persona> {
    read(ask("GET", "/api/demo", Body::None).await).unwrap_or_default()
}

pub(crate) async fn become_persona(handle: &str) -> Done<Me> {
    known(post("/api/demo/session", wire::become_demo(handle)).await.map_err(Trouble::from))
}

fn person(handle: &Handle, rest: &str) -> String {
    ["/api/people/", handle.as_str(), rest].concat()
}

async fn post(path: &str, body: String) -> Answer<Json> {
    ask("POST", path, Body::Json(body)).await
}

fn done<T: Read>(answer: Done<Json>) -> Done<T> {
    T::read(&answer?).ok_or(Trouble::Offline)
}

fn known(answer: Done<Json>) -> Done<Me> {
    done(answer).map(remember)
}

fn welcomed(answer: Done<Json>) -> Done<Welcome> {
    let welcome: Welcome = done(answer)?;
    remember(welcome.me.clone());
    Ok(welcome)
}

/// Which passkey signs.
enum Signer {
    New,
    /// One that there is; offered in a field where there is a signal to call it off.
    Known(Option<web_sys::AbortSignal>),
}

/// Asks the relay for a challenge, has it signed, and brings the signature back to the same door.
async fn ceremony(door: &str, asked: String, label: Option<String>, signer: Signer) -> Done<Json> {
    let signed = signature(door, asked, label, signer).await?;
    Ok(ask("PUT", door, Body::Json(signed)).await?)
}

async fn signature(
    door: &str,
    asked: String,
    label: Option<String>,
    signer: Signer,
) -> Done<String> {
    let answer = send("POST", door, Body::Json(asked), None).await?;
    let answer = js_sys::JSON::parse(&api::text(&answer).await?).map_err(|_| Trouble::Offline)?;
    let part = |key: &str| Reflect::get(&answer, &key.into()).map_err(|_| Trouble::Offline);
    let challenge = part("challenge")?.as_string().ok_or(Trouble::Offline)?;
    let options = part("options")?;
    let credential = match &signer {
        Signer::New => webapi::make_passkey(&options).await,
        Signer::Known(waiting) => webapi::use_passkey(&options, waiting.as_ref()).await,
    };
    let credential = credential.ok_or(Trouble::NoPasskey)?;
    Ok(wire::signed(&Signed { challenge, credential, label }))
}
