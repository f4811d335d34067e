//! The chooser that stands between a person and the air: which microphone, and does it hear.

use super::{
    dialog::Dialog,
    icon::{Glyph, icon},
};
use crate::{
    hooks::{Door, Frames, use_words},
    rtc::microphone::Wish,
    state::{
        aura::{css, glow_of},
        room::Input,
        speaking,
    },
};
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
}

impl PartialEq for ChooserProps {
    fn eq(&self, other: &Self) -> bool {
        self.open == other.open && self.wish == other.wish && self.devices == other.devices
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
    let hearing = use_state_eq(|| Hearing::Waiting);
    use_effect_with((props.open, props.wish.clone()), {
        let (door, meter, hearing) = (props.door.clone(), meter.clone(), hearing.setter());
        move |(open, _)| {
            hearing.set(Hearing::Waiting);
            let frames = open.then(|| watch(door, meter, hearing));
            move || drop(frames)
        }
    });

    let wish = props.wish.clone();
    let onchange_device = {
        let (door, wish) = (props.door.clone(), wish.clone());
        move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let device = Some(select.value()).filter(|id| !id.is_empty());
            door.wish_for(Wish { device, ..wish.clone() });
        }
    };
    let onchange_music = {
        let (door, wish) = (props.door.clone(), wish.clone());
        move |event: Event| {
            let music = event.target_unchecked_into::<HtmlInputElement>().checked();
            door.wish_for(Wish { music, ..wish.clone() });
        }
    };
    let cancel = {
        let door = props.door.clone();
        Callback::from(move |()| door.happen(Input::Speaking(speaking::Input::Cancel)))
    };
    let go_live = {
        let door = props.door.clone();
        move |_| door.happen(Input::GoLive)
    };
    let hint = match (*hearing, props.open) {
        (_, false) => t.mic_opening(),
        (Hearing::Waiting, true) => t.mic_lead(),
        (Hearing::Voice, true) => t.mic_heard(),
        (Hearing::Silence, true) => t.mic_silent(),
    };
    let tone = match *hearing {
        Hearing::Waiting => None,
        Hearing::Voice => Some("good"),
        Hearing::Silence => Some("warn"),
    };
    html! {
        <Dialog heading={t.mic_heading()} on_close={cancel.clone()}>
            <div class="field">
                <label for="mic-select">{ t.mic_choose() }</label>
                <select id="mic-select" class="input" data-testid="mic-select" onchange={onchange_device}
                    disabled={!props.open}>
                    <option value="" selected={wish.device.is_none()}>{ t.mic_default() }</option>
                    { for props.devices.iter().enumerate().filter(|(_, device)| is_real(&device.id)).map(|(at, device)| html! {
                        <option key={device.id.clone()} value={device.id.clone()}
                            selected={wish.device.as_ref() == Some(&device.id)}>
                            { if device.label.is_empty() { t.mic_numbered(at as u64 + 1) } else { device.label.clone() } }
                        </option>
                    }) }
                </select>
            </div>
            <div class="meter" ref={meter} data-testid="mic-level" role="meter" aria-label={t.mic_level()}
                aria-valuemin="0" aria-valuemax="100" aria-valuenow="0">
                <span class="meter-fill" />
            </div>
            <p class={classes!("meter-hint", tone)} aria-live="polite">{ hint }</p>
            <label class="toggle">
                <input type="checkbox" class="toggle-box" checked={wish.music} onchange={onchange_music}
                    aria-describedby="music-hint" />
                <span class="toggle-knob" aria-hidden="true" />
                <span class="toggle-words">{ icon(Glyph::Music) }{ t.music_mode() }</span>
            </label>
            <p id="music-hint" class="hint">{ t.music_mode_hint() }</p>
            <footer class="dialog-foot">
                <button class="button" type="button" onclick={cancel.reform(|_| ())}>{ t.cancel() }</button>
                <button class="button primary" type="button" data-testid="go-live-button"
                    disabled={!props.open} onclick={go_live}>
                    { icon(Glyph::Radio) }{ t.go_live() }
                </button>
            </footer>
        </Dialog>
    }
}

/// Browsers list the preferred devices a second time under these names.
fn is_real(id: &str) -> bool {
    !matches!(id, "" | "default" | "communications")
}

/// Draws the meter past the virtual DOM, and says when a voice or a long silence is heard.
fn watch(door: Rc<Door>, meter: NodeRef, hearing: UseStateSetter<Hearing>) -> Frames {
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
