//! The relay's HTTP doors. A refusal arrives as the `Fault` of its problem+json; anything else
//! that goes wrong is [`Failed::Offline`].

use super::{entry, speaker};
use crate::{
    state::filter::{Filter, encoded},
    webapi,
    wire::{self, Json, Read},
};
use causerie_shared::{
    api::{
        AudienceList, CreateSpace, Home, Me, NameRequest, Pass, PassFor, PassRequest, Problem,
        SpaceCard, SpaceList,
    },
    caption_style::CaptionStyle,
    fault::Fault,
    id::SpaceId,
    report::ReportRequest,
    view::SpaceView,
};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestInit, Response};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failed {
    Fault(Fault),
    Offline,
}

impl Failed {
    pub(crate) fn fault(self) -> Option<Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Offline => None,
        }
    }
}

pub(crate) type Answer<T> = Result<T, Failed>;

thread_local! {
    /// Who the cookie says we are; asked once, and again after something changed it.
    static ME: RefCell<Option<Me>> = const { RefCell::new(None) };
}

pub(crate) async fn me() -> Answer<Me> {
    if let Some(known) = ME.with_borrow(Clone::clone) {
        return Ok(known);
    }
    read(ask("GET", "/api/me", Body::None).await).map(remember)
}

/// The relay has just said who we are.
pub(super) fn remember(me: Me) -> Me {
    ME.set(Some(me.clone()));
    me
}

/// Who we are has changed, or may have.
pub(crate) fn forget() {
    ME.set(None);
}

/// What is on air and fits.
pub(crate) async fn home(filter: &Filter) -> Answer<Home> {
    let path = ["/api/home?", &filter.query()].concat();
    read(ask("GET", &path, Body::None).await)
}

pub(crate) async fn live_spaces() -> Answer<Vec<SpaceCard>> {
    let list: SpaceList = read(ask("GET", "/api/spaces?state=live", Body::None).await)?;
    Ok(list.spaces)
}

pub(crate) async fn create_space(asked: &CreateSpace) -> Answer<SpaceId> {
    let asked = Body::Json(wire::create_space(asked));
    let created = ask("POST", "/api/spaces", asked).await?;
    forget();
    SpaceId::read(created.get("id")).ok_or(Failed::Offline)
}

/// The space as anyone at the door may see it.
pub(crate) async fn look(space: SpaceId) -> Answer<SpaceView> {
    let path = ["/api/spaces/", &space.to_string()].concat();
    read(ask("GET", &path, Body::None).await)
}

/// Be called so from here on, as a guest.
pub(crate) async fn call_me(asked: &NameRequest) -> Answer<Me> {
    read(ask("POST", "/api/me", Body::Json(wire::name_request(asked))).await).map(remember)
}

/// A link by which people come on stage without asking, for those who run the space.
pub(crate) async fn speaker_link(space: SpaceId) -> Answer<String> {
    let path = format!("/api/spaces/{space}/speaker-link");
    let answer = ask("POST", &path, Body::Json("{}".to_owned())).await?;
    read(Ok(answer.get("link").clone()))
}

/// Whom those who run the space could invite: who has `part` in their name or handle.
pub(crate) async fn audience(space: SpaceId, part: &str) -> Answer<AudienceList> {
    read(ask("GET", &format!("/api/spaces/{space}/audience?q={}", encoded(part)), Body::None).await)
}

/// How the account has captions look, if it says so.
pub(crate) async fn caption_style() -> Answer<Option<CaptionStyle>> {
    let response = send("GET", STYLE_DOOR, Body::None, None).await?;
    if response.status() == 204 {
        return Ok(None);
    }
    read(json(&response).await).map(Some)
}

pub(crate) async fn keep_caption_style(style: CaptionStyle) -> Answer<()> {
    send("PUT", STYLE_DOOR, Body::Json(wire::caption_style(style)), None).await.map(drop)
}

const STYLE_DOOR: &str = "/api/me/caption-style";

/// Tells those who administer the relay.
pub(crate) async fn report(space: SpaceId, asked: &ReportRequest) -> Answer<()> {
    let body = Body::Json(wire::report(asked));
    send("POST", &format!("/api/spaces/{space}/reports"), body, None).await.map(drop)
}

/// A pass for a door, or none for somebody without a name: public spaces let guests in.
pub(crate) async fn pass(space: SpaceId, door: PassFor) -> Answer<Option<String>> {
    if me().await?.person.is_none() {
        return Ok(None);
    }
    let path = format!("/api/spaces/{space}/pass");
    let mut ticket = entry::ticket(space);
    loop {
        let shown = ticket.is_some();
        let asked = PassRequest { door, link: speaker::link(space), ticket: ticket.take() };
        let asked = Body::Json(wire::pass_request(&asked));
        match read::<Pass>(ask("POST", &path, asked).await) {
            Ok(pass) => return Ok(Some(pass.pass)),
            Err(Failed::Fault(Fault::WhoAreYou)) => return Ok(None),
            // Without one they still see who is on stage.
            Err(Failed::Fault(Fault::Ticket { .. })) if shown => entry::forget(),
            Err(failed) => return Err(failed),
        }
    }
}

/// What a media door answered.
pub(crate) struct Answered {
    pub(crate) sdp: String,
    /// The address of the session, for its end.
    pub(crate) location: String,
}

/// Offers a media connection at WHIP or WHEP.
pub(crate) async fn offer(door: &str, sdp: &str, pass: Option<&str>) -> Answer<Answered> {
    let response = send("POST", door, Body::Sdp(sdp), pass).await?;
    let location = response.headers().get("Location").ok().flatten().ok_or(Failed::Offline)?;
    Ok(Answered { sdp: text(&response).await?, location })
}

/// Ends a media session; outlives the page.
pub(crate) fn end_session(location: &str) {
    let init = RequestInit::new();
    init.set_method("DELETE");
    webapi::keep_alive(&init);
    if let (Some(window), Ok(request)) =
        (web_sys::window(), Request::new_with_str_and_init(location, &init))
    {
        let sent = window.fetch_with_request(&request);
        // A session that is gone already needs no farewell.
        wasm_bindgen_futures::spawn_local(async move {
            let _ = JsFuture::from(sent).await;
        });
    }
}

pub(super) enum Body<'a> {
    None,
    Json(String),
    Sdp(&'a str),
    File(&'a web_sys::Blob),
}

pub(super) async fn send(
    method: &str,
    path: &str,
    body: Body<'_>,
    pass: Option<&str>,
) -> Answer<Response> {
    let offline = |_: JsValue| Failed::Offline;
    let init = RequestInit::new();
    init.set_method(method);
    let kind = match &body {
        Body::None => None,
        Body::Json(text) => {
            init.set_body(&JsValue::from_str(text));
            Some("application/json")
        }
        Body::Sdp(text) => {
            init.set_body(&JsValue::from_str(text));
            Some("application/sdp")
        }
        // The browser names its type.
        Body::File(file) => {
            init.set_body(file);
            None
        }
    };
    let request = Request::new_with_str_and_init(path, &init).map_err(offline)?;
    if let Some(kind) = kind {
        request.headers().set("Content-Type", kind).map_err(offline)?;
    }
    if let Some(pass) = pass {
        request.headers().set("Authorization", &format!("Bearer {pass}")).map_err(offline)?;
    }
    let window = web_sys::window().ok_or(Failed::Offline)?;
    let response = JsFuture::from(window.fetch_with_request(&request)).await.map_err(offline)?;
    let response: Response = response.unchecked_into();
    if response.ok() { Ok(response) } else { Err(refusal(&response).await) }
}

async fn refusal(response: &Response) -> Failed {
    let problem = read::<Problem>(json(response).await).ok();
    match problem.and_then(|problem| problem.fault) {
        Some(fault) => Failed::Fault(fault),
        None if response.status() == 429 => {
            Failed::Fault(Fault::TooMany { retry_after_s: retry_after_s(response) })
        }
        None => Failed::Offline,
    }
}

/// What a server before the relay asks for, which knows nothing of our faults.
fn retry_after_s(response: &Response) -> u32 {
    /// Where it names no number of seconds.
    const ELSE_S: u32 = 10;
    let named = response.headers().get("Retry-After").ok().flatten();
    named.and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(ELSE_S)
}

/// An answer in JSON. One future for all of them; what it means is read afterwards.
pub(super) async fn ask(method: &str, path: &str, body: Body<'_>) -> Answer<Json> {
    if method == "GET"
        && let Some(given) = webapi::given(path)
        && let Some(answer) = Json::parse(&given)
    {
        return Ok(answer);
    }
    json(&send(method, path, body, None).await?).await
}

async fn json(response: &Response) -> Answer<Json> {
    Json::parse(&text(response).await?).ok_or(Failed::Offline)
}

pub(super) fn read<T: Read>(answer: Answer<Json>) -> Answer<T> {
    T::read(&answer?).ok_or(Failed::Offline)
}

pub(super) async fn text(response: &Response) -> Answer<String> {
    let promise = response.text().map_err(|_| Failed::Offline)?;
    let text = JsFuture::from(promise).await.map_err(|_| Failed::Offline)?;
    text.as_string().ok_or(Failed::Offline)
}
