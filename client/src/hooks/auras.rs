//! Light around the voices, drawn past the virtual DOM: ten to fifteen times a second two custom
//! properties change and nothing else does.

use super::{Kept, ONCE, door::Door, use_act};
use crate::state::aura::{Auras, Heard, css};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Fast enough for syllables, slow enough for an old phone.
const STEP_MS: f64 = 66.0;

/// Lights up the children of `stage` that carry `data-voice`.
#[hook]
pub(crate) fn use_auras(stage: NodeRef, door: Rc<Door>) {
    let light = move || {
        let mut auras = Auras::default();
        let mut last = 0.0;
        let running = Frames::start(move |now| {
            if now - last < STEP_MS {
                return;
            }
            last = now;
            let mut heard = door.heard();
            if let Some((voice, level)) = door.own_voice() {
                heard.push(Heard { voice, stamp: now, level: Some(level) });
            }
            let Some(stage) = stage.cast::<Element>() else { return };
            for aura in auras.step(&heard, now as u64) {
                let selector = format!("[data-voice='{}']", aura.voice);
                let Ok(Some(disc)) = stage.query_selector(&selector) else { continue };
                let disc: HtmlElement = disc.unchecked_into();
                let _ = disc.style().set_property("--glow", &css(aura.glow));
                let speaking = if aura.speaking { "true" } else { "false" };
                if disc.get_attribute("data-speaking").as_deref() != Some(speaking) {
                    let _ = disc.set_attribute("data-speaking", speaking);
                }
            }
        });
        Kept::thing(running)
    };
    use_act(ONCE, Box::new(light));
}

/// Calls back before every frame until dropped; browsers pause it while the page is hidden.
pub(crate) struct Frames(Rc<Loop>);

type Tick = Closure<dyn FnMut(f64)>;

#[derive(Default)]
struct Loop {
    tick: RefCell<Option<Tick>>,
    /// The frame asked for, so that it can be called off.
    asked: Cell<i32>,
}

impl Frames {
    pub(crate) fn start(mut tick: impl FnMut(f64) + 'static) -> Self {
        let frames = Rc::new(Loop::default());
        let again = Rc::downgrade(&frames);
        let closure = Closure::new(move |now: f64| {
            tick(now);
            if let Some(frames) = again.upgrade() {
                frames.ask();
            }
        });
        frames.tick.replace(Some(closure));
        frames.ask();
        Self(frames)
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window.cancel_animation_frame(self.0.asked.get());
        }
    }
}

impl Loop {
    fn ask(&self) {
        let (Some(window), tick) = (web_sys::window(), self.tick.borrow()) else { return };
        let Some(tick) = &*tick else { return };
        if let Ok(asked) = window.request_animation_frame(tick.as_ref().unchecked_ref()) {
            self.asked.set(asked);
        }
    }
}
