//! The lines of a transcript, a page of them at a time: who said what when, and to put it right or take
//! it out.

use super::{Open, Page, Then, go_to, search::mark_id};
use crate::{
    components::{
        el::{El, el, text, when},
        field::{self, Field, field},
        icon::{Glyph, icon},
        part::{button, group, press},
    },
    net::transcripts,
    state::{
        clock,
        form::{Change, Trouble},
        transcript::{Window, parts},
    },
};
use causerie_shared::{
    face::Face,
    text::Wording,
    transcript::{Reword, Said},
};
use yew::prelude::*;

/// Those that are drawn, and ways to those around them.
pub(super) fn lines(page: &Page<'_>) -> [Html; 3] {
    let Page { t, transcript, finder, .. } = *page;
    let window = *finder.window;
    let lines = &transcript.lines;
    // Whoever reads by ear goes on where the new lines meet the old ones.
    let reach = |testid, glyph, words, to: Window, meets: usize| {
        let number = lines.get(meets).map(|line| line.number);
        let setter = finder.window.setter();
        let act = Callback::from(move |_: MouseEvent| {
            setter.set(to);
            if let Some(number) = number {
                go_to(line_id(number));
            }
        });
        press("button", testid, Some(glyph), words, act)
    };
    let earlier = when(window.has_earlier(), || {
        let words = t.captions_earlier();
        reach("transcript-earlier", Glyph::Up, words, window.earlier(), window.first())
    });
    let more = when(window.has_more(lines), || {
        let words = t.transcript_more();
        reach("transcript-more", Glyph::Down, words, window.more(), window.end())
    });
    let mut voice = None;
    let rows = window.of(lines).map(|(at, line)| {
        let is_new = voice.replace(line.voice) != Some(line.voice);
        row(page, at, line, is_new)
    });
    [earlier, el("ol", "transcript-lines").each(rows).html(), more]
}

pub(super) fn line_id(number: u32) -> String {
    ["line-", &number.to_string()].concat()
}

fn row(page: &Page<'_>, at: usize, line: &Said, is_new: bool) -> Html {
    let Page { t, open, .. } = *page;
    let time = el("time", "")
        .put("datetime", clock::iso_duration(line.from_ms))
        .words(&clock::elapsed(line.from_ms));
    let row = el("li", if is_new { "transcript-line first" } else { "transcript-line" })
        .key(line.number)
        .put("id", line_id(line.number))
        .set("tabindex", "-1")
        .testid("transcript-line")
        .el(time)
        .with(if is_new { name(line) } else { Html::default() });
    if **open == Open::Edit(line.number) {
        return row.with(editing(page, at, line)).html();
    }
    // By ear a word of its own.
    let edited = [" ", t.transcript_edited()].concat();
    let edited = when(line.edited, || el("span", "transcript-edited").words(&edited));
    row.el(words(page, at, line).with(edited)).el(acts(page, line)).html()
}

fn name(line: &Said) -> Html {
    let hue = Face::of(line.person).hue.to_string();
    el("b", "")
        .put("class", ["caption-name hue-", &hue].concat())
        .written()
        .words(line.name.as_str())
        .html()
}

fn words(page: &Page<'_>, at: usize, line: &Said) -> El {
    let found = &*page.finder.found;
    let mut place = found.first_in(at);
    let words = parts(line.text.as_str(), &found.wanted).into_iter().map(|part| {
        if !part.is_found {
            return text(part.words);
        }
        let class = if found.at == Some(place) { "here" } else { "" };
        let mark = el("mark", class).put("id", mark_id(place)).words(part.words);
        place += 1;
        mark.html()
    });
    el("p", "").written().each(words)
}

/// Named by what they would change: there are two in each of many rows.
fn acts(page: &Page<'_>, line: &Said) -> El {
    let Page { t, open, transcript, .. } = *page;
    let time = clock::elapsed(line.from_ms);
    let opens = |what: Open| {
        let (open, form, said) = (open.setter(), page.form.clone(), line.text.to_string());
        Callback::from(move |_: MouseEvent| {
            if let Open::Edit(_) = what {
                form.change(Change::Reset(vec![("wording", said.clone())]));
                form.change(Change::Done);
                go_to("wording-wording".to_owned());
            }
            open.set(what);
        })
    };
    let act = |testid, glyph, words: &'static str, label: String, what: Open| {
        el("button", "button quiet round")
            .set("type", "button")
            .testid(testid)
            .onclick(opens(what))
            .put("aria-label", label)
            .set("title", words)
            .with(icon(glyph))
    };
    let edit = when(transcript.edits, || {
        let label = t.transcript_edit_of(line.name.as_str(), &time);
        act("line-edit", Glyph::Pencil, t.transcript_edit(), label, Open::Edit(line.number))
    });
    let take = when(transcript.edits || line.own, || {
        let label = t.transcript_out_of(line.name.as_str(), &time);
        act("line-out", Glyph::Trash, t.transcript_out(), label, Open::TakeOut(line.number))
    });
    el("span", "transcript-acts").with(edit).with(take)
}

/// What was typed stays until the relay has taken it.
fn editing(page: &Page<'_>, at: usize, line: &Said) -> Html {
    let Page { t, form, space, transcript, .. } = *page;
    let number = line.number;
    let onsubmit = {
        let (form, open, fetching) = (form.clone(), page.open.setter(), page.fetching.clone());
        let window = page.finder.window.setter();
        let next = transcript.lines.get(at + 1).map(|line| line.number);
        let is_last_drawn = page.finder.window.end() == at + 1;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let asked = Reword { text: form.text("wording") };
            let (open, fetching, window) = (open.clone(), fetching.clone(), window.clone());
            form.send(Vec::new(), || {
                Box::pin(async move {
                    transcripts::reword(space, number, &asked).await.map_err(Trouble::from)?;
                    open.set(Open::Nothing);
                    if is_last_drawn {
                        window.set(window.newest().more());
                    }
                    fetching.ask(Then::GoOn(next));
                    Ok(())
                })
            });
        })
    };
    let keep = {
        let open = page.open.setter();
        Callback::from(move |_: MouseEvent| {
            open.set(Open::Nothing);
            go_to(line_id(number));
        })
    };
    let wording =
        Field { most: Wording::MOST, ..Field::lines("wording", t.transcript_wording(), 2) };
    let acts = group(
        "div",
        "button-row",
        vec![
            field::submit(form, "button primary", "wording-save", t.save()),
            button("button", "wording-cancel", None, t.cancel(), keep),
        ],
    );
    el("form", "sheet transcript-editing")
        .set("id", form.id)
        .set("novalidate", "")
        .onsubmit(onsubmit)
        .with(field(t, form, wording))
        .with(field::whole_fault(t, form))
        .with(acts)
        .html()
}
