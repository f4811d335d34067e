//! How captions look, chosen while one looks at them. What cannot be read is said, and is the reader's
//! to take all the same.
//!
//! Every control is named as its field travels, and one listener hears them all.

use super::{
    dialog::Dialog,
    el::{El, el, when},
    field::toggle,
    icon::{Glyph, icon},
    part::{leaf, press},
};
use crate::{
    hooks::{House, Reader, Theme},
    words::Language,
};
use causerie_shared::caption_style::{
    CaptionStyle, Colour, Edge, Layout, Measure, Page, Paint, Position, Preset, Typeface,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

pub(crate) fn caption_style(house: &House, reader: &Reader, on_close: Callback<()>) -> Html {
    let t = house.words();
    let style = reader.style();
    let page = match house.settings.theme() {
        Theme::Light => Page::BY_DAY,
        Theme::Dark => Page::BY_LAMPLIGHT,
    };
    let layouts = Layout::ALL.iter().map(|it| (it.code(), layout(t, *it))).collect();
    let positions = Position::ALL.iter().map(|it| (it.code(), position(t, *it))).collect();
    let typefaces = Typeface::ALL.iter().map(|it| (it.code(), typeface(t, *it))).collect();
    let edges = Edge::ALL.iter().map(|it| (it.code(), edge(t, *it))).collect();
    let choose = reader.choose();
    let chosen = chosen_in(choose.clone(), style);
    // The page's own colour again.
    let own = |field: &'static str| {
        let act = choose.reform(move |_: MouseEvent| style.with(field, "theme"));
        press("button quiet", "style-page-colour", None, t.style_page_colour(), act)
    };
    let kept = match house.account() {
        Some(_) => t.style_kept_account(),
        None => t.style_kept_here(),
    };
    let sheet = el("div", "sheet caption-style")
        .onchange(chosen.clone())
        .oninput(chosen.reform(Event::from))
        .el(preview(t, style))
        .el(contrast(t, style, page))
        .el(presets(t, style, &choose))
        .el(pick("layout", t.style_layout(), layouts, style.layout.code()))
        .el(pick("position", t.style_position(), positions, style.position.code()))
        .el(pick("typeface", t.style_typeface(), typefaces, style.typeface.code()))
        .el(slide("size_percent", t.style_size(), style.size_percent, 5, " %"))
        .el(slide("weight", t.style_weight(), style.weight, 100, ""))
        .el(slide("letter_spacing", t.style_letter_spacing(), style.letter_spacing, 1, " %"))
        .el(slide("line_percent", t.style_line_spacing(), style.line_percent, 5, " %"))
        .el(slide("width_percent", t.style_width(), style.width_percent, 5, " %"))
        .el(paint(t, "colour", t.style_colour(), style.colour, page.ink).el(own("colour")))
        .el(paint(t, "background", t.style_background(), style.background, page.raised)
            .el(own("background")))
        .el(slide("opacity_percent", t.style_opacity(), style.opacity_percent, 5, " %"))
        .el(pick("edge", t.style_edge(), edges, style.edge.code()))
        .with(toggle("style-names", t.style_names(), style.names, Callback::noop(), ""))
        .with(toggle("style-tentative", t.style_tentative(), style.tentative, Callback::noop(), ""))
        .with(toggle("style-aloud", t.style_aloud(), style.aloud, Callback::noop(), ""))
        .with(leaf("p", "hint", kept));
    html! {
        <Dialog heading={t.style_heading()} {on_close} testid="caption-style">
            { sheet.html() }
        </Dialog>
    }
}

fn chosen_in(choose: Callback<CaptionStyle>, style: CaptionStyle) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let Some(target) = event.target() else { return };
        // A list answers to `value` as a field does.
        let control: HtmlInputElement = target.unchecked_into();
        let id = control.id();
        let Some(field) = id.strip_prefix(PREFIX) else { return };
        let chosen = match control.type_().as_str() {
            "checkbox" => control.checked().to_string(),
            _ => control.value(),
        };
        choose.emit(style.with(field, &chosen));
    })
}

const PREFIX: &str = "style-";

/// The words and the ground that captions have, at this moment.
fn preview(t: Language, style: CaptionStyle) -> El {
    let tentative =
        when(style.tentative, || el("span", "tentative").words(t.style_sample_tentative()));
    let words = el("p", "").words(t.style_sample()).words(" ").with(tentative);
    let name = when(style.names, || el("b", "caption-name hue-1").words("Ada"));
    let roll = el("div", "roll").with(name).el(el("div", "roll-window").el(words));
    let lines = el("div", "captions-lines").set("data-layout", "preview").el(roll);
    el("div", "captions-window caption-preview")
        .testid("caption-preview")
        .set("role", "img")
        .set("aria-label", t.style_preview())
        .set("data-typeface", style.typeface.code())
        .set("data-edge", style.edge.code())
        .says("data-painted", style.is_painted())
        .el(lines)
}

fn contrast(t: Language, style: CaptionStyle, page: Page) -> El {
    // In tenths, and never rounded up past the mark.
    let tenths = (style.contrast(page) * 10.0) as u32;
    let [whole, tenth] = [tenths / 10, tenths % 10].map(|part| part.to_string());
    let ratio = [whole.as_str(), t.decimal_mark(), &tenth].concat();
    let is_good = style.is_legible(page);
    let (class, glyph, words) = match is_good {
        true => ("hint good", Glyph::Check, t.contrast_good(&ratio)),
        false => ("form-error", Glyph::Alert, t.contrast_poor(&ratio)),
    };
    let told = el("p", class).testid("caption-contrast").says("data-legible", is_good);
    el("div", "").set("aria-live", "polite").el(told.with(icon(glyph)).words(&words))
}

fn presets(t: Language, style: CaptionStyle, choose: &Callback<CaptionStyle>) -> El {
    let chosen = style.preset();
    let one = |preset: Preset| {
        let (testid, words) = match preset {
            Preset::Standard => ("preset-standard", t.preset_standard()),
            Preset::HighContrast => ("preset-high-contrast", t.preset_high_contrast()),
            Preset::Large => ("preset-large", t.preset_large()),
            Preset::Calm => ("preset-calm", t.preset_calm()),
        };
        let act = choose.reform(move |_: MouseEvent| preset.of(style));
        press("button", testid, None, words, act)
            .says("aria-pressed", chosen == Some(preset))
            .html()
    };
    el("fieldset", "choices").with(leaf("legend", "", t.style_presets())).el(el(
        "div",
        "button-row",
    )
    .each(Preset::ALL.into_iter().map(one)))
}

/// A control, named as its field, behind its label.
fn named(field: &'static str, label: &str, control: El) -> El {
    let id = [PREFIX, field].concat();
    let control = control.put("id", id.clone()).put("data-testid", id.clone());
    el("div", "field pair").el(el("label", "").put("for", id).words(label)).el(control)
}

fn pick(
    field: &'static str,
    label: &str,
    choices: Vec<(&'static str, &'static str)>,
    chosen: &'static str,
) -> El {
    let option = |(code, words): (&'static str, &'static str)| {
        let option = el("option", "").key(code).set("value", code);
        if code == chosen { option.set("selected", "") } else { option }.words(words).html()
    };
    named(field, label, el("select", "input").each(choices.into_iter().map(option)))
}

fn slide<const LEAST: u16, const MOST: u16>(
    field: &'static str,
    label: &str,
    now: Measure<LEAST, MOST>,
    step: u16,
    unit: &'static str,
) -> El {
    slider(field, label, [LEAST, MOST, step, now.get()].map(|number| number.to_string()), unit)
}

/// Once for every measure.
fn slider(
    field: &'static str,
    label: &str,
    [least, most, step, now]: [String; 4],
    unit: &'static str,
) -> El {
    let said = [&now, unit].concat();
    let range = el("input", "slider")
        .set("type", "range")
        .put("min", least)
        .put("max", most)
        .put("step", step)
        .put("aria-valuetext", said.clone())
        .value(now);
    named(field, label, range).el(el("output", "").set("aria-hidden", "true").words(&said))
}

fn paint(t: Language, field: &'static str, label: &str, now: Paint, theme: Colour) -> El {
    let shown = match now {
        Paint::Theme => theme,
        Paint::Chosen(colour) => colour,
    };
    let swatch = el("input", "swatch").set("type", "color").set("title", t.style_own_colour());
    named(field, label, swatch.value(shown.hex()))
}

const fn layout(t: Language, layout: Layout) -> &'static str {
    match layout {
        Layout::TwoLines => t.layout_two(),
        Layout::ThreeLines => t.layout_three(),
        Layout::Block => t.layout_block(),
        Layout::Full => t.layout_full(),
    }
}

const fn position(t: Language, position: Position) -> &'static str {
    match position {
        Position::Beside => t.position_beside(),
        Position::Under => t.position_under(),
        Position::Bottom => t.position_bottom(),
        Position::Top => t.position_top(),
    }
}

const fn typeface(t: Language, typeface: Typeface) -> &'static str {
    match typeface {
        Typeface::System => t.typeface_system(),
        Typeface::Serif => t.typeface_serif(),
        Typeface::Mono => t.typeface_mono(),
        Typeface::Atkinson => "Atkinson Hyperlegible",
        Typeface::Lexend => "Lexend",
    }
}

const fn edge(t: Language, edge: Edge) -> &'static str {
    match edge {
        Edge::None => t.edge_none(),
        Edge::Shadow => t.edge_shadow(),
        Edge::Outline => t.edge_outline(),
        Edge::Raised => t.edge_raised(),
    }
}
