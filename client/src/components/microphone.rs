//! The chooser that stands between a person and the air: which microphone, and does it hear.

use super::{
    dialog::Dialog,
    el::el,
    field::toggle,
    icon::Glyph,
    part::{foot, press},
};
use crate::{
    hooks::{Door, Frames, Kept, Setter, use_act, use_value, use_words},
    rtc::microphone::Wish,
    state::{
        aura::{css, glow_of},
        room::Input,
        speaking,
    },
};
use causerie_shared::command::Command;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Quieter than breath for this long, and something is wrong.
const SILENT_AFTER_MS: f64 = 3_000.0;
/// -60 dBFS: below it even a quiet room is louder.
const SILENCE: f64 = 0.001;
/// -40 dBFS: a voice.
const VOICE: f64 = 0.01;

#[derive(Properties)]
pub(crate) struct ChooserProps {
    pub(crate) door: Rc<Door>,
    /// The browser handed the microphone over.
    pub(crate) open: bool,
    /// Changes with every drawing of the page, since devices and wish are the door's.
    pub(crate) wish: Wish,
    pub(crate) devices: Vec<crate::rtc::microphone::Device>,
    /// What becomes of the words of whoever speaks; nothing where nobody is captioned.
    pub(crate) consent: Option<String>,
    pub(crate) captioned: bool,
}

impl PartialEq for ChooserProps {
    fn eq(&self, other: &Self) -> bool {
        self.open == other.open
            && self.wish == other.wish
            && self.devices == other.devices
            && self.consent == other.consent
            && self.captioned == other.captioned
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hearing {
    Waiting,
    Voice,
    Silence,
}

#[component]
pub(crate) fn Chooser(props: &ChooserProps) -> Html {
    let t = use_words();
    let meter = use_node_ref();
    let hearing = use_value(|| Hearing::Waiting);
    let open = props.open;
    let device = props.wish.device.as_deref().unwrap_or_default();
    let modes = [open, props.wish.music].map(|on| if on { "1" } else { "0" });
    use_act([modes[0], modes[1], device].concat().into(), {
        let (door, meter, hearing) = (props.door.clone(), meter.clone(), hearing.setter());
        Box::new(move || {
            hearing.set(Hearing::Waiting);
            if open { Kept::thing(watch(door, meter, hearing)) } else { Kept::Nothing }
        })
    });

    let wish = props.wish.clone();
    let onchange_device = {
        let (door, wish) = (props.door.clone(), wish.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let device = Some(select.value()).filter(|id| !id.is_empty());
            door.wish_for(Wish { device, ..wish.clone() });
        })
    };
    let onchange_music = {
        let (door, wish) = (props.door.clone(), wish.clone());
        Callback::from(move |event: Event| {
            let music = event.target_unchecked_into::<HtmlInputElement>().checked();
            door.wish_for(Wish { music, ..wish.clone() });
        })
    };
    let cancel = {
        let door = props.door.clone();
        Callback::from(move |()| door.happen(Input::Speaking(speaking::Input::Cancel)))
    };
    let go_live = {
        let door = props.door.clone();
        Callback::from(move |_: MouseEvent| door.happen(Input::GoLive))
    };
    let hint = match (*hearing, props.open) {
        (_, false) => t.mic_opening(),
        (Hearing::Waiting, true) => t.mic_lead(),
        (Hearing::Voice, true) => t.mic_heard(),
        (Hearing::Silence, true) => t.mic_silent(),
    };
    let tone = match *hearing {
        Hearing::Waiting => "meter-hint",
        Hearing::Voice => "meter-hint good",
        Hearing::Silence => "meter-hint warn",
    };
    let option = |value: String, chosen: bool, words: &str| {
        let option = el("option", "").put("value", value);
        if chosen { option.set("selected", "") } else { option }.words(words)
    };
    let devices = props.devices.iter().enumerate().filter(|(_, device)| is_real(&device.id));
    let devices = devices.map(|(at, device)| {
        let words = match device.label.as_str() {
            "" => t.mic_numbered(at as u64 + 1),
            label => label.to_owned(),
        };
        let chosen = wish.device.as_ref() == Some(&device.id);
        option(device.id.clone(), chosen, &words).key(device.id.as_str()).html()
    });
    let select = el("select", "input")
        .set("id", "mic-select")
        .testid("mic-select")
        .onchange(onchange_device)
        .el(option(String::new(), wish.device.is_none(), t.mic_default()))
        .each(devices);
    let select = if props.open { select } else { select.set("disabled", "") };
    let level = el("div", "meter")
        .node(&meter)
        .testid("mic-level")
        .set("role", "meter")
        .set("aria-label", t.mic_level())
        .set("aria-valuemin", "0")
        .set("aria-valuemax", "100")
        .set("aria-valuenow", "0")
        .el(el("span", "meter-fill"));
    let consent = props.consent.as_deref().map(|words| {
        let turn = {
            let (door, captioned) = (props.door.clone(), !props.captioned);
            Callback::from(move |_: Event| {
                door.happen(Input::Do(Command::SetCaptioned { captioned }))
            })
        };
        toggle("captioned", t.captioned(), props.captioned, turn, words)
    });
    let is_backstage = props.door.room().view().is_some_and(|view| view.lifecycle.is_backstage());
    let words = if is_backstage { t.join_backstage() } else { t.go_live() };
    let go = press("button primary", "go-live-button", Some(Glyph::Radio), words, go_live);
    let go = if props.open { go } else { go.set("disabled", "") };
    let label = el("label", "").set("for", "mic-select").words(t.mic_choose());
    html! {
        <Dialog heading={t.mic_heading()} on_close={cancel.clone()}>
            { el("div", "field").el(label).el(select).html() }
            { level.html() }
            { el("p", tone).set("aria-live", "polite").words(hint).html() }
            { consent.unwrap_or_default() }
            { toggle("music", t.music_mode(), wish.music, onchange_music, t.music_mode_hint()) }
            { foot(t.cancel(), &cancel, go.html()) }
        </Dialog>
    }
}

/// Browsers list the preferred devices a second time under these names.
fn is_real(id: &str) -> bool {
    !matches!(id, "" | "default" | "communications")
}

/// Draws the meter past the virtual DOM, and says when a voice or a long silence is heard.
fn watch(door: Rc<Door>, meter: NodeRef, hearing: Setter<Hearing>) -> Frames {
    let mut quiet_since = None;
    let mut shown = 0.0_f64;
    Frames::start(move |now| {
        let Some(level) = door.microphone_level() else { return };
        let target = glow_of(Some(level));
        shown += (target - shown) * if target > shown { 0.5 } else { 0.12 };
        if let Some(meter) = meter.cast::<HtmlElement>() {
            let _ = meter.style().set_property("--level", &css(shown));
            let percent = ((shown * 100.0) as u32).to_string();
            let _ =
                meter.unchecked_ref::<web_sys::Element>().set_attribute("aria-valuenow", &percent);
        }
        if level > SILENCE {
            quiet_since = None;
        }
        if level > VOICE {
            hearing.set(Hearing::Voice);
        } else if now - *quiet_since.get_or_insert(now) > SILENT_AFTER_MS {
            hearing.set(Hearing::Silence);
        }
    })
}
