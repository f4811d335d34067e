//! A reader of captions: how they have them look, kept on the device and in the account, and where
//! they stand in the lines.

use super::{
    Door, House, Kept, Later, Setter, Value, settings::storage, use_act, use_later, use_value,
};
use crate::{net::api, state::captions, state::room::Input, webapi, wire};
use causerie_shared::caption_style::{CaptionStyle, Paint};
use gloo_events::EventListener;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

const STYLE_KEY: &str = "causerie.captions";
/// A slider that is being drawn is kept once it rests.
const KEEP_AFTER_MS: u32 = 800;
/// Closer to the end than this counts as there: less than half a line.
const NEAR_PX: i32 = 24;
/// So far from the first line more of them are drawn.
const EARLIER_PX: i32 = 240;
/// Words that grow by more than some lines come at once: nobody could follow the glide.
const GLIDE_MOST_PX: i32 = 200;

#[derive(Clone)]
pub(crate) struct Reader {
    style: Value<CaptionStyle>,
    keeping: Keeping,
    /// What holds the lines.
    pub(crate) lines: NodeRef,
}

#[derive(Clone)]
struct Keeping {
    style: Setter<CaptionStyle>,
    later: Later,
    has_account: Rc<Cell<bool>>,
    /// Since the page was opened: what the account had before says nothing more.
    is_chosen: Rc<Cell<bool>>,
}

#[hook]
pub(crate) fn use_reader(house: &House, door: &Rc<Door>) -> Reader {
    let style = use_value(kept);
    let later = use_later();
    let cells = use_memo((), |()| [false; 2].map(|so| Rc::new(Cell::new(so))));
    let [has_account, is_chosen] = &*cells;
    let keeping = Keeping {
        style: style.setter(),
        later,
        has_account: has_account.clone(),
        is_chosen: is_chosen.clone(),
    };
    let has_account = house.account().is_some();
    keeping.has_account.set(has_account);
    use_act(super::whether(has_account), {
        let keeping = keeping.clone();
        Box::new(move || {
            if has_account {
                spawn_local(async move {
                    if let Ok(Some(theirs)) = api::caption_style().await
                        && !keeping.is_chosen.get()
                    {
                        keep_here(theirs);
                        keeping.style.set(theirs);
                    }
                });
            }
            Kept::Nothing
        })
    });
    let now = *style;
    use_act(
        wire::caption_style(now).into(),
        Box::new(move || {
            dress(now);
            Kept::Nothing
        }),
    );
    // Each door has lines of its own.
    let aloud = now.aloud;
    use_act(format!("{:p} {aloud}", Rc::as_ptr(door)).into(), {
        let door = door.clone();
        Box::new(move || {
            door.happen(Input::Captions(captions::Input::Aloud(aloud)));
            Kept::Nothing
        })
    });
    let lines = use_node_ref();
    use_follow(&lines, door);
    Reader { style, keeping, lines }
}

/// There is room for something beside the stage; a page that becomes wider or narrower is drawn anew.
#[hook]
pub(crate) fn use_is_wide() -> bool {
    let wide = use_value(webapi::is_wide);
    let set = wide.setter();
    use_act(
        super::ONCE,
        Box::new(move || {
            let Some(window) = web_sys::window() else { return Kept::Nothing };
            Kept::thing(EventListener::new(&window, "resize", move |_| set.set(webapi::is_wide())))
        }),
    );
    *wide
}

impl Reader {
    pub(crate) fn style(&self) -> CaptionStyle {
        *self.style
    }

    /// Changes what is chosen by that moment.
    pub(crate) fn chooses(
        &self,
        change: impl Fn(CaptionStyle) -> CaptionStyle + 'static,
    ) -> Callback<()> {
        let keeping = self.keeping.clone();
        Callback::from(move |()| keeping.choose(change(*keeping.style.newest())))
    }

    pub(crate) fn choose(&self) -> Callback<CaptionStyle> {
        let keeping = self.keeping.clone();
        Callback::from(move |style| keeping.choose(style))
    }

    pub(crate) fn onscroll(&self, door: &Rc<Door>) -> Callback<Event> {
        let door = door.clone();
        Callback::from(move |event: Event| {
            let lines: Element = event.target_unchecked_into();
            // Laid out from the end, which is at zero.
            let above = -lines.scroll_top();
            let at_end = above < NEAR_PX;
            let (is_held, has_earlier) = {
                let room = door.room();
                (room.captions().is_held(), room.captions().has_earlier())
            };
            let input = |input| door.happen(Input::Captions(input));
            if at_end == is_held {
                input(captions::Input::Stand { at_end });
            }
            let left = lines.scroll_height() - lines.client_height() - above;
            if has_earlier && !at_end && left < EARLIER_PX {
                input(captions::Input::Earlier);
            }
        })
    }
}

impl Keeping {
    fn choose(&self, style: CaptionStyle) {
        self.is_chosen.set(true);
        self.style.set(style);
        keep_here(style);
        if self.has_account.get() {
            self.later.after(KEEP_AFTER_MS, move || {
                // It is on this device all the same.
                spawn_local(async move { drop(api::keep_caption_style(style).await) });
            });
        }
    }
}

fn kept() -> CaptionStyle {
    let text = storage().and_then(|storage| storage.get_item(STYLE_KEY).ok().flatten());
    text.and_then(|text| wire::read(&text)).unwrap_or_default()
}

fn keep_here(style: CaptionStyle) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(STYLE_KEY, &wire::caption_style(style));
    }
}

/// Hands the measures to the style sheets. On the root, so that the preview has them too.
fn dress(style: CaptionStyle) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    let Some(root) = root else { return };
    let root: HtmlElement = root.unchecked_into();
    let sheet = root.style();
    let put = |name: &str, number: u16, unit: &str| {
        let _ = sheet.set_property(name, &[&number.to_string(), unit].concat());
    };
    put("--cap-size", style.size_percent.get(), "");
    put("--cap-weight", style.weight.get(), "");
    put("--cap-letter", style.letter_spacing.get(), "");
    put("--cap-line", style.line_percent.get(), "");
    put("--cap-width", style.width_percent.get(), "%");
    put("--cap-opacity", style.opacity_percent.get(), "%");
    // What sets light letters off is dark.
    let _ = match style.colour {
        Paint::Theme => sheet.remove_property("--cap-against").map(drop),
        Paint::Chosen(colour) if colour.luminance() > 0.4 => {
            sheet.set_property("--cap-against", "black")
        }
        Paint::Chosen(_) => sheet.set_property("--cap-against", "white"),
    };
    for (name, paint) in [("--cap-ink", style.colour), ("--cap-ground", style.background)] {
        let _ = match paint {
            Paint::Theme => sheet.remove_property(name).map(drop),
            Paint::Chosen(colour) => sheet.set_property(name, &colour.hex()),
        };
    }
}

/// Whoever stands at the end stays there, and lines come up softly.
#[hook]
fn use_follow(lines: &NodeRef, door: &Rc<Door>) {
    let heights = use_mut_ref(Vec::<i32>::new);
    let (reason, is_held) = {
        let room = door.room();
        let captions = room.captions();
        let newest = captions.newest();
        (format!("{newest:?} {}", captions.is_held()), captions.is_held())
    };
    use_act(reason.into(), {
        let lines = lines.clone();
        Box::new(move || {
            let Some(lines) = lines.cast::<Element>() else { return Kept::Nothing };
            if !is_held {
                lines.set_scroll_top(0);
            }
            let Ok(rolls) = lines.query_selector_all(".glides") else { return Kept::Nothing };
            let rolls = (0..rolls.length()).filter_map(|at| rolls.item(at)?.dyn_into().ok());
            let rolls: Vec<Element> = rolls.collect();
            let now: Vec<i32> = rolls.iter().map(Element::client_height).collect();
            let before = heights.replace(now.clone());
            if is_held || before.len() != now.len() {
                return Kept::Nothing;
            }
            for ((roll, now), before) in rolls.iter().zip(now).zip(before) {
                let grown = now - before;
                if grown > 0 && grown < GLIDE_MOST_PX {
                    webapi::glide(roll, grown);
                }
            }
            Kept::Nothing
        })
    });
}
