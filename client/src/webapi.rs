//! What browsers have and web-sys lacks or calls unstable, bound by hand. Each function does
//! nothing where the browser lacks it too.

use causerie_shared::money::Currency;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::PerformanceNavigation;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Navigator;

    type Navigator;
    #[wasm_bindgen(method, getter, js_name = wakeLock)]
    fn wake_lock(this: &Navigator) -> Option<WakeLock>;
    #[wasm_bindgen(method, getter, js_name = mediaSession)]
    fn media_session(this: &Navigator) -> Option<MediaSession>;

    type WakeLock;
    #[wasm_bindgen(method, catch)]
    fn request(this: &WakeLock, kind: &str) -> Result<Promise, JsValue>;

    type Sentinel;
    #[wasm_bindgen(method, catch)]
    fn release(this: &Sentinel) -> Result<Promise, JsValue>;

    type MediaSession;
    #[wasm_bindgen(method, setter)]
    fn set_metadata(this: &MediaSession, metadata: Option<&MediaMetadata>);
    #[wasm_bindgen(method, setter, js_name = playbackState)]
    fn set_playback_state(this: &MediaSession, state: &str);

    type MediaMetadata;
    #[wasm_bindgen(constructor, catch)]
    fn new(init: &Object) -> Result<MediaMetadata, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(reader: &str, options: &Object) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;

    type KeptRequest;
    #[wasm_bindgen(method, setter)]
    fn set_keepalive(this: &KeptRequest, keep: bool);
}

/// Lets a request outlive the page that sends it.
pub(crate) fn keep_alive(init: &web_sys::RequestInit) {
    init.unchecked_ref::<KeptRequest>().set_keepalive(true);
}

/// Keeps the screen on until dropped: a phone that sleeps closes the microphone.
pub(crate) struct Awake(Sentinel);

pub(crate) async fn stay_awake() -> Option<Awake> {
    let asked = NAVIGATOR.with(Navigator::wake_lock)?.request("screen").ok()?;
    let sentinel = JsFuture::from(asked).await.ok()?;
    Some(Awake(sentinel.unchecked_into()))
}

impl Drop for Awake {
    fn drop(&mut self) {
        let _ = self.0.release();
    }
}

/// Names the space on lock screens and headset displays.
pub(crate) fn now_playing(title: Option<&str>) {
    let Some(session) = NAVIGATOR.with(Navigator::media_session) else { return };
    let Some(title) = title else {
        session.set_metadata(None);
        session.set_playback_state("none");
        return;
    };
    let init = Object::new();
    for (key, value) in [("title", title), ("artist", "Causerie")] {
        set(&init, key, &value.into());
    }
    if let Ok(metadata) = MediaMetadata::new(&init) {
        session.set_metadata(Some(&metadata));
    }
    session.set_playback_state("playing");
}

/// Asks for the page anew.
pub(crate) fn reload() {
    let _ = web_sys::window().map(|window| window.location().reload());
}

/// Leaves for a path of ours that another program draws.
pub(crate) fn load(path: &str) {
    let _ = web_sys::window().map(|window| window.location().assign(path));
}

/// The name of this site, as people say it.
pub(crate) fn host() -> String {
    let location = web_sys::window().map(|window| window.location());
    location.and_then(|location| location.host().ok()).unwrap_or_default()
}

/// A path of ours as a link that can be sent on.
pub(crate) fn absolute(path: &str) -> String {
    let location = web_sys::window().map(|window| window.location());
    let origin = location.and_then(|location| location.origin().ok()).unwrap_or_default();
    [origin.as_str(), path].concat()
}

/// Path and query of the page.
pub(crate) fn address() -> String {
    let location = web_sys::window().map(|window| window.location());
    let parts = location.and_then(|at| Some([at.pathname().ok()?, at.search().ok()?]));
    parts.map_or_else(|| "/".to_owned(), |parts| parts.concat())
}

/// What stands behind the `#` of the address, which no server sees.
pub(crate) fn fragment() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    hash.strip_prefix('#').map(str::to_owned)
}

/// Takes it out of the address.
pub(crate) fn drop_fragment() {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address()));
    }
}

/// There is room for something beside the stage, as the style sheets see it.
pub(crate) fn is_wide() -> bool {
    let wide =
        web_sys::window().and_then(|window| window.match_media("(min-width: 1080px)").ok()?);
    wide.is_some_and(|wide| wide.matches())
}

/// Has an element come up from so far below (Web Animations), unless its reader wants no motion.
pub(crate) fn glide(element: &web_sys::Element, from_px: i32) {
    let Some(window) = web_sys::window() else { return };
    let still = window.match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    if still.is_some_and(|still| still.matches()) {
        return;
    }
    let frame = |px: i32| {
        let frame = Object::new();
        set(&frame, "transform", &format!("translateY({px}px)").into());
        frame
    };
    let frames = js_sys::Array::of2(&frame(from_px), &frame(0));
    let timing = Object::new();
    set(&timing, "duration", &160.into());
    set(&timing, "easing", &"ease-out".into());
    drop(call(element, "animate", &[frames.into(), timing.into()]));
}

/// Scrolls until an element stands in the middle of the page.
pub(crate) fn reveal(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(element) = document.and_then(|document| document.get_element_by_id(id)) {
        let options = Object::new();
        set(&options, "block", &"center".into());
        drop(call(&element, "scrollIntoView", &[options.into()]));
    }
}

/// Puts whoever types at an element, if it is there.
pub(crate) fn focus(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(element) = document.and_then(|document| document.get_element_by_id(id)) {
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Puts whoever types at an element if what they were at is gone, and leaves them where they are else.
pub(crate) fn catch_focus(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let at = document.and_then(|document| document.active_element());
    if at.is_none_or(|at| at.tag_name() == "BODY") {
        focus(id);
    }
}

/// Puts a text on the clipboard; without TLS browsers lend none.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let clipboard = window.navigator().clipboard();
    !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

// Passkeys (Web Authentication Level 3). What travels is JSON, which the browser itself reads and
// writes; a browser that cannot is asked for a password.

/// Whether this browser makes and uses passkeys as we ask it to.
pub(crate) fn knows_passkeys() -> bool {
    passkeys("parseCreationOptionsFromJSON").is_some()
}

/// Whether the browser offers passkeys in the field of the handle, by itself.
pub(crate) async fn offers_passkeys() -> bool {
    let Some(ask) = passkeys("isConditionalMediationAvailable") else { return false };
    let Ok(asked) = ask.call0(&JsValue::NULL).map(JsCast::unchecked_into::<Promise>) else {
        return false;
    };
    JsFuture::from(asked).await.is_ok_and(|offers| offers.is_truthy())
}

/// Makes a passkey by the relay's `options`; its JSON is for the relay. `None` where the person or
/// the browser would not.
pub(crate) async fn make_passkey(options: &JsValue) -> Option<String> {
    let parse = passkeys("parseCreationOptionsFromJSON")?;
    sign("create", parse.call1(&JsValue::NULL, options).ok()?, None).await
}

/// Has a passkey sign. With a signal it waits in the field of the handle until one is chosen
/// there, or the signal calls it off.
pub(crate) async fn use_passkey(
    options: &JsValue,
    waiting: Option<&web_sys::AbortSignal>,
) -> Option<String> {
    let parse = passkeys("parseRequestOptionsFromJSON")?;
    sign("get", parse.call1(&JsValue::NULL, options).ok()?, waiting).await
}

async fn sign(
    act: &str,
    options: JsValue,
    waiting: Option<&web_sys::AbortSignal>,
) -> Option<String> {
    let asked = Object::new();
    set(&asked, "publicKey", &options);
    if let Some(signal) = waiting {
        set(&asked, "mediation", &"conditional".into());
        set(&asked, "signal", signal);
    }
    let navigator = web_sys::window()?.navigator();
    let container = get(&navigator, "credentials")?;
    let act: Function = get(&container, act)?.dyn_into().ok()?;
    let signing: Promise = act.call1(&container, &asked).ok()?.unchecked_into();
    let credential =
        JsFuture::from(signing).await.ok().filter(|credential| !credential.is_null())?;
    let to_json: Function = get(&credential, "toJSON")?.dyn_into().ok()?;
    let json = to_json.call0(&credential).ok()?;
    js_sys::JSON::stringify(&json).ok()?.as_string()
}

/// A function of `PublicKeyCredential`, if the browser has it.
fn passkeys(name: &str) -> Option<Function> {
    let class = get(&js_sys::global(), "PublicKeyCredential")?;
    // `dyn_into` asks a function whether it is one.
    get(&class, name)?.dyn_into().ok()
}

fn get(of: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(of, &key.into()).ok().filter(|value| value.is_truthy())
}

fn set(of: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(of, &key.into(), value);
}

// Messages while no page is open (Push API, Notifications API, Service Workers). Called by name, as
// passkeys are.

/// Whether this browser can take messages, and whether whoever has it said no to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Messages {
    Unknown,
    Refused,
    Possible,
}

pub(crate) fn messages() -> Messages {
    let global = js_sys::global();
    let (push, shown) = (get(&global, "PushManager"), get(&global, "Notification"));
    match (push, shown, workers()) {
        (Some(_), Some(shown), Some(_)) => match get(&shown, "permission") {
            Some(said) if said == "denied" => Messages::Refused,
            Some(_) | None => Messages::Possible,
        },
        _ => Messages::Unknown,
    }
}

/// The subscription that this browser has, as JSON and as what ends it.
pub(crate) async fn subscription() -> Option<(String, JsValue)> {
    let worker = settled(call(&workers()?, "getRegistration", &[])?).await?;
    let manager = get(&worker, "pushManager")?;
    let subscription = settled(call(&manager, "getSubscription", &[])?).await?;
    Some((json(&subscription)?, subscription))
}

/// Asks whoever has the browser whether messages may be shown. First thing at a click: browsers ask at
/// no other moment.
pub(crate) async fn may_show() -> bool {
    let asked = get(&js_sys::global(), "Notification");
    let asked = asked.and_then(|shown| call(&shown, "requestPermission", &[]));
    match asked {
        Some(asked) => settled(asked).await.is_some_and(|said| said == "granted"),
        None => false,
    }
}

/// Subscribes with the relay's key; the subscription's JSON.
pub(crate) async fn subscribe(key: &str) -> Option<String> {
    let workers = workers()?;
    settled(call(&workers, "register", &["/worker.js".into()])?).await?;
    let worker = settled(get(&workers, "ready")?).await?;
    let options = Object::new();
    set(&options, "userVisibleOnly", &JsValue::TRUE);
    set(&options, "applicationServerKey", &key.into());
    let manager = get(&worker, "pushManager")?;
    let subscribing = || call(&manager, "subscribe", &[options.clone().into()]);
    if let Some(made) = settled(subscribing()?).await {
        return json(&made);
    }
    // One that was made with another key stands in the way.
    let (_, old) = subscription().await?;
    unsubscribe(&old).await;
    json(&settled(subscribing()?).await?)
}

pub(crate) async fn unsubscribe(subscription: &JsValue) {
    if let Some(ending) = call(subscription, "unsubscribe", &[]) {
        settled(ending).await;
    }
}

/// SHA-256 of a text in 64 hexadecimal digits.
pub(crate) async fn sha256(text: &str) -> Option<String> {
    let subtle = get(&get(&js_sys::global(), "crypto")?, "subtle")?;
    let bytes = js_sys::Uint8Array::from(text.as_bytes());
    let hash = settled(call(&subtle, "digest", &["SHA-256".into(), bytes.into()])?).await?;
    let digit = |of: u8| char::from_digit(of.into(), 16);
    let hash = js_sys::Uint8Array::new(&hash).to_vec();
    Some(hash.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(digit).collect())
}

fn workers() -> Option<JsValue> {
    get(&web_sys::window()?.navigator(), "serviceWorker")
}

fn json(of: &JsValue) -> Option<String> {
    js_sys::JSON::stringify(of).ok()?.as_string()
}

fn call(of: &JsValue, name: &str, with: &[JsValue]) -> Option<JsValue> {
    let act: Function = get(of, name)?.dyn_into().ok()?;
    act.apply(of, &with.iter().collect()).ok()
}

async fn settled(promise: JsValue) -> Option<JsValue> {
    let settled = JsFuture::from(promise.dyn_into::<Promise>().ok()?).await;
    settled.ok().filter(JsValue::is_truthy)
}

// What the browser knows of languages and calendars (ECMA-402).

/// What languages are called in that of the reader, as the browser knows it.
pub(crate) struct LanguageNames(Option<DisplayNames>);

impl LanguageNames {
    pub(crate) fn for_reader(reader: &str) -> Self {
        let options = Object::new();
        set(&options, "type", &"language".into());
        Self(DisplayNames::new(reader, &options).ok())
    }

    /// The code itself where the browser does not know.
    pub(crate) fn of(&self, code: &str) -> String {
        let name = self.0.as_ref().and_then(|names| names.of(code).ok().flatten());
        name.unwrap_or_else(|| code.to_owned())
    }
}

/// What a currency is called: "Euro".
pub(crate) fn currency_name(code: &str, reader: &str) -> String {
    let options = Object::new();
    set(&options, "type", &"currency".into());
    let names = DisplayNames::new(reader, &options).ok();
    let name = names.and_then(|names| names.of(code).ok().flatten());
    name.unwrap_or_else(|| code.to_owned())
}

/// Which of two words comes first for the reader.
pub(crate) fn compare(one: &str, other: &str, reader: &str) -> std::cmp::Ordering {
    let reader = js_sys::Array::of1(&reader.into());
    js_sys::JsString::from(one).locale_compare(other, &reader, &Object::new()).cmp(&0)
}

/// A day as the reader writes it: "12 Nov 2026".
pub(crate) fn day(unix_ms: u64, reader: &str) -> String {
    date(unix_ms, reader, &[("day", "numeric"), ("month", "short"), ("year", "numeric")])
}

/// Day and time by the clocks of `zone`, or by the reader's own: "Tue 1 Dec, 20:30". The zone's own
/// short name follows where one is given.
pub(crate) fn moment(unix_ms: u64, reader: &str, zone: Option<&str>) -> String {
    let options = Object::new();
    for (part, form) in [
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "short"),
        ("hour", "numeric"),
        ("minute", "2-digit"),
    ] {
        set(&options, part, &form.into());
    }
    if let Some(zone) = zone {
        set(&options, "timeZone", &zone.into());
        set(&options, "timeZoneName", &"short".into());
    }
    let date = js_sys::Date::new(&(unix_ms as f64).into());
    let Some(write) = get(&date, "toLocaleString") else { return String::new() };
    // A zone that this browser does not know throws.
    let written = write.unchecked_ref::<Function>().call2(&date, &reader.into(), &options);
    written.ok().and_then(|written| written.as_string()).unwrap_or_default()
}

/// An amount as the reader writes it: "€12.00", « 12,00 € ».
pub(crate) fn money(minor: i64, currency: Currency, reader: &str) -> String {
    let options = Object::new();
    set(&options, "style", &"currency".into());
    set(&options, "currency", &currency.as_str().into());
    // Browsers know other digits of some currencies than ISO 4217 does.
    for bound in ["minimumFractionDigits", "maximumFractionDigits"] {
        set(&options, bound, &currency.digits().into());
    }
    let amount = minor as f64 / currency.minor_per_unit() as f64;
    let write = get(&js_sys::global(), "Number")
        .and_then(|number| get(&get(&number, "prototype")?, "toLocaleString")?.dyn_into().ok());
    let written = write
        .and_then(|write: Function| write.call2(&amount.into(), &reader.into(), &options).ok());
    written.and_then(|written| written.as_string()).unwrap_or_default()
}

/// The name of the reader's time zone in the IANA database.
pub(crate) fn zone() -> String {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    get(&options, "timeZone").and_then(|zone| zone.as_string()).unwrap_or_else(|| "UTC".to_owned())
}

/// A moment by the reader's own clocks, as a field for day and time has it: "2026-12-01T20:30".
pub(crate) fn local(unix_ms: u64) -> String {
    let date = js_sys::Date::new(&(unix_ms as f64).into());
    // The offset is that of this moment, whatever the season.
    let shifted = unix_ms as f64 - date.get_timezone_offset() * 60_000.0;
    let shifted: String = js_sys::Date::new(&shifted.into()).to_iso_string().into();
    shifted.chars().take("2026-12-01T20:30".len()).collect()
}

/// A moment in UTC, as "2026-12-01T20:30:00.000Z".
pub(crate) fn iso(unix_ms: u64) -> String {
    js_sys::Date::new(&(unix_ms as f64).into()).to_iso_string().into()
}

/// "November 2026".
pub(crate) fn month(unix_ms: u64, reader: &str) -> String {
    date(unix_ms, reader, &[("month", "long"), ("year", "numeric")])
}

fn date(unix_ms: u64, reader: &str, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (part, form) in parts {
        set(&options, part, &(*form).into());
    }
    let date = js_sys::Date::new(&(unix_ms as f64).into());
    date.to_locale_date_string(reader, &options).into()
}

/// What the relay wrote into the page of the answer at `door`, once: later it may not be true any more. A
/// page that the browser took out of its history may be older than what happened since.
pub(crate) fn given(door: &str) -> Option<String> {
    let window = web_sys::window()?;
    let selector = ["meta[data-door='", door, "']"].concat();
    let meta = window.document()?.query_selector(&selector).ok()??;
    meta.remove();
    let came_back =
        window.performance()?.navigation().type_() == PerformanceNavigation::TYPE_BACK_FORWARD;
    meta.get_attribute("content").filter(|_| !came_back)
}
