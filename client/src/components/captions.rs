//! Captions: what is being said, large and in few lines, and how they are doing, always in the same
//! place. What is drawn is never announced; a line of its own tells screen readers what was said.

use super::{
    desk::Desk,
    el::{El, el, text, when},
    icon::{Glyph, icon},
    part::{leads, leaf, press, round},
};
use crate::{
    hooks::Reader,
    state::{
        captions::{Batch, Captions, Input as Reads, Line, Roll, Standing},
        desk::Open,
        room::Input,
    },
    words::Language,
};
use causerie_shared::{
    caption_style::{CaptionStyle, Layout},
    view::SpaceView,
};
use std::rc::Rc;
use yew::prelude::*;

/// `whole`: the address of the transcript, where one is kept.
pub(crate) fn captions(
    desk: &Desk<'_>,
    reader: &Reader,
    view: Option<&SpaceView>,
    whole: Option<String>,
) -> Html {
    let t = desk.t;
    let style = reader.style();
    let standing = Standing::of(view);
    let room = desk.door.room();
    let captions = room.captions();
    let has_words = standing.is_on() || !captions.is_empty();
    let is_open = style.shown && has_words;
    let class = match (is_open, style.position.is_over_the_page()) {
        (false, _) => "captions shut",
        (true, false) => "captions",
        (true, true) => "captions over",
    };
    let panel = el("section", class)
        .testid("captions")
        .set("aria-labelledby", "captions-heading")
        .set("data-position", style.position.code())
        .el(head(desk, reader, captions, standing, has_words));
    if !is_open {
        return panel.html();
    }
    let window = el("div", "captions-window")
        .set("data-typeface", style.typeface.code())
        .set("data-edge", style.edge.code())
        .says("data-painted", style.is_painted())
        .with(words(desk, reader, captions))
        .with(when(captions.is_held(), || back_to_live(desk, captions)));
    let whole = whole.map(|address| {
        leads("captions-whole", "captions-whole", Some(Glyph::Scroll), t.captions_whole(), address)
            .set("target", "_blank")
            .html()
    });
    panel.el(window).with(whole.unwrap_or_default()).el(aloud(captions.batch())).html()
}

/// Of which the state is read out when it becomes another.
fn head(
    desk: &Desk<'_>,
    reader: &Reader,
    captions: &Captions,
    standing: Standing,
    has_words: bool,
) -> El {
    let t = desk.t;
    let style = reader.style();
    let heading =
        el("h2", "").set("id", "captions-heading").with(icon(Glyph::Captions)).words(t.captions());
    let state = el("p", "captions-state")
        .set("role", "status")
        .testid("captions-state")
        .set("data-state", standing.code())
        .words(t.caption_standing(standing));
    let head = el("header", "captions-head").el(heading).el(state);
    if !has_words {
        return head;
    }
    let toggle = reader.chooses(toggled).reform(|_| ());
    if !style.shown {
        let show =
            press("button", "captions-show", Some(Glyph::Captions), t.captions_show(), toggle);
        return head.el(show.set("aria-keyshortcuts", "C"));
    }
    let reads = |input: Reads| {
        let door = desk.door.clone();
        Callback::from(move |_: MouseEvent| door.happen(Input::Captions(input)))
    };
    const CLASS: &str = "button quiet round";
    let pause = match captions.is_held() {
        false => {
            round(CLASS, "captions-pause", Glyph::Pause, t.captions_pause(), reads(Reads::Pause))
        }
        true => {
            round(CLASS, "captions-resume", Glyph::Radio, t.captions_resume(), reads(Reads::Live))
        }
    };
    let is_full = style.layout == Layout::Full;
    let scroll = if is_full { t.captions_roll() } else { t.captions_scroll() };
    let turn = reader.chooses(scrolled).reform(|_| ());
    let scroll = round(CLASS, "captions-scroll", Glyph::Scroll, scroll, turn);
    let looks = {
        let open = desk.open.setter();
        Callback::from(move |_: MouseEvent| open.set(Open::CaptionStyle))
    };
    let looks = round(CLASS, "captions-style", Glyph::Letters, t.captions_style(), looks);
    let hide = round(CLASS, "captions-hide", Glyph::CaptionsOff, t.captions_hide(), toggle);
    let hide = hide.set("aria-keyshortcuts", "C");
    head.el(el("div", "captions-acts").el(pause).el(scroll).el(looks).el(hide))
}

/// Turns captions on or off.
pub(crate) const fn toggled(style: CaptionStyle) -> CaptionStyle {
    CaptionStyle { shown: !style.shown, ..style }
}

/// Between everything and the last lines.
const fn scrolled(style: CaptionStyle) -> CaptionStyle {
    let layout = match style.layout {
        Layout::Full => Layout::ThreeLines,
        Layout::TwoLines | Layout::ThreeLines | Layout::Block => Layout::Full,
    };
    CaptionStyle { layout, ..style }
}

fn words(desk: &Desk<'_>, reader: &Reader, captions: &Captions) -> Html {
    let t = desk.t;
    let style = reader.style();
    let lines = el("div", "captions-lines")
        .set("data-layout", style.layout.code())
        .testid("captions-lines")
        .set("role", "group")
        .set("aria-label", t.captions_log())
        .node(&reader.lines);
    let lines = match style.layout {
        Layout::Full => {
            let earlier = when(captions.has_earlier(), || {
                let door = desk.door.clone();
                let act = Callback::from(move |_: MouseEvent| {
                    door.happen(Input::Captions(Reads::Stand { at_end: false }));
                    door.happen(Input::Captions(Reads::Earlier));
                });
                press(
                    "button quiet",
                    "captions-earlier",
                    Some(Glyph::Up),
                    t.captions_earlier(),
                    act,
                )
            });
            let lines = lines.key("full").set("tabindex", "0").onscroll(reader.onscroll(desk.door));
            lines.el(el("div", "glides").with(earlier).el(all(style, captions)))
        }
        Layout::TwoLines | Layout::ThreeLines => {
            lines.key("rolls").each(captions.rolls().iter().map(|roll| one_roll(style, roll)))
        }
        Layout::Block => {
            lines.key("blocks").each(captions.blocks().iter().map(|roll| one_roll(style, roll)))
        }
    };
    // Before anybody has spoken.
    let is_empty = captions.is_empty();
    lines.with(when(is_empty, || el("p", "captions-empty").words(t.captions_empty()))).html()
}

/// Each speaker's name stands over what they say until somebody else speaks.
fn all(style: CaptionStyle, captions: &Captions) -> El {
    let mut voice = None;
    let mut list = el("ol", "");
    for line in captions.scroll() {
        let Some(words) = spoken(style, line) else { continue };
        let is_new = voice.replace(line.said.voice) != Some(line.said.voice);
        list = list.el(el("li", "caption")
            .key(line.said.number)
            .testid("caption")
            .with(if is_new { name(style, line) } else { Html::default() })
            .el(el("p", "").written().each(words.into_iter())));
    }
    list
}

/// What one voice says runs on in one paragraph, of which the end is in sight.
fn one_roll(style: CaptionStyle, roll: &Roll<'_>) -> Html {
    let Some(last) = roll.lines.last() else { return Html::default() };
    let words = roll.lines.iter().filter_map(|line| spoken(style, line)).flatten();
    let words = el("div", "roll-window").el(el("p", "glides").written().each(words));
    el("div", if roll.is_before { "roll before" } else { "roll" })
        .key(last.said.voice.csrc())
        .testid("caption")
        .with(name(style, last))
        .el(words)
        .html()
}

fn name(style: CaptionStyle, line: &Line) -> Html {
    when(style.names, || {
        el("b", "")
            .put("class", ["caption-name hue-", &line.hue.to_string()].concat())
            .written()
            .words(line.said.by.name.as_str())
    })
}

/// Stable words, and behind them those that may become others.
fn spoken(style: CaptionStyle, line: &Line) -> Option<[Html; 2]> {
    let (stable, may) = line.words(style.tentative)?;
    let may = when(!may.is_empty(), || el("span", "tentative").words(may));
    Some([text(&[stable, " "].concat()), may])
}

fn back_to_live(desk: &Desk<'_>, captions: &Captions) -> El {
    let unread = captions.unread() as u64;
    let words = match unread {
        0 => desk.t.captions_live().to_owned(),
        unread => desk.t.captions_live_new(unread),
    };
    let door = desk.door.clone();
    let act = Callback::from(move |_: MouseEvent| door.happen(Input::Captions(Reads::Live)));
    press("button new-lines", "captions-live", Some(Glyph::Down), &words, act)
}

/// Another batch is another element: the same words said twice are read twice.
fn aloud(batch: &Batch) -> El {
    let line = |line: &Rc<Line>| {
        let said = [line.said.by.name.as_str(), ": ", &line.said.stable].concat();
        leaf("p", "", &said)
    };
    let lines = el("div", "").key(batch.number).each(batch.lines.iter().map(line));
    el("div", "said").testid("captions-aloud").set("aria-live", "polite").el(lines)
}

/// Beside the words of the chooser and in the menu of a seat: what becomes of one's own words.
pub(crate) fn consent(t: Language, view: &SpaceView, captioned: bool) -> Option<String> {
    if !view.captioning.is_on() {
        return None;
    }
    Some(match captioned {
        true => t.consent(view.captioning),
        false => t.consent_declined().to_owned(),
    })
}
