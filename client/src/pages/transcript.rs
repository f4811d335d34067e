//! What was said in a space: to read, to search, to take home. Its host puts lines right; whoever said
//! something takes it out.

mod lines;
mod search;

use crate::{
    components::{
        dialog::Dialog,
        el::{El, el, when},
        icon::Glyph,
        notice::{Tone, not_had, notice},
        part::{button, foot, leads, leaf, press, way},
    },
    hooks::{
        FormHandle, House, Kept, Setter, Value, use_act, use_form, use_house, use_title, use_value,
    },
    net::{api::Failed, transcripts},
    pages::missing::{lone, missing},
    route::Route,
    state::{
        clock,
        transcript::{Found, after},
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    fault::Fault,
    id::SpaceId,
    transcript::{Said, Transcript},
};
use lines::{line_id, lines};
use search::{Finder, SEARCH_ID, search, use_finder};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

type Shown = Option<Result<Rc<Transcript>, Failed>>;

/// The one thing that is open on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Edit(u32),
    TakeOut(u32),
    TakeOutOwn,
}

struct Page<'a> {
    t: Language,
    house: &'a House,
    space: SpaceId,
    transcript: &'a Transcript,
    fetching: &'a Fetching,
    open: &'a Value<Open>,
    finder: &'a Finder,
    form: &'a FormHandle,
}

/// Asks for the transcript, and shows what comes.
#[derive(Clone)]
struct Fetching {
    space: SpaceId,
    shown: Setter<Shown>,
    found: Setter<Found>,
}

/// Where whoever reads by ear or by keys is afterwards.
#[derive(Debug, Clone, Copy)]
enum Then {
    Stay,
    /// At this line; without one, where they can look for another.
    GoOn(Option<u32>),
}

#[hook]
pub(super) fn use_transcript_page(space: SpaceId) -> Html {
    let house = use_house();
    let t = house.words();
    let shown = use_value(|| None as Shown);
    let (open, finder) = (use_value(|| Open::Nothing), use_finder());
    let fetching = Fetching { space, shown: shown.setter(), found: finder.found.setter() };
    let form = use_form("wording", &["wording"]);
    // Which lines are one's own depends on who one is.
    let who = house.account().map_or("", |account| account.handle.as_str());
    use_act([&space.to_string(), " ", who].concat().into(), {
        let fetching = fetching.clone();
        Box::new(move || {
            fetching.ask(Then::Stay);
            Kept::Nothing
        })
    });
    let title = shown.as_ref().and_then(|shown| shown.as_ref().ok()).map(|it| it.title.to_string());
    use_title(Some(match &title {
        Some(title) => [t.transcript(), " · ", title].concat(),
        None => t.transcript().to_owned(),
    }));
    let transcript = match &*shown {
        None => return waiting(t),
        Some(Err(Failed::Fault(Fault::NoSuchSpace))) => return missing(t, true),
        Some(Err(Failed::Fault(fault))) => {
            let back = way(
                "button primary",
                "to-space",
                None,
                t.to_the_space(),
                Route::Space(space).address(),
            );
            let words = t.fault(fault);
            return lone(
                t.transcript(),
                notice(Glyph::Lock, Tone::Fact, t.transcript_shut(), &words, back),
            );
        }
        Some(Err(failed)) => {
            return lone(t.transcript(), not_had(t, t.transcript_failed(), failed));
        }
        Some(Ok(transcript)) => transcript.clone(),
    };
    let page = Page {
        t,
        house: &house,
        space,
        transcript: &transcript,
        fetching: &fetching,
        open: &open,
        finder: &finder,
        form: &form,
    };
    let body = match transcript.lines.is_empty() {
        true => empty(&page),
        false => {
            el("div", "transcript-body").el(tools(&page)).each(lines(&page).into_iter()).html()
        }
    };
    el("article", "transcript").with(head(&page)).with(body).with(question(&page)).html()
}

impl Fetching {
    fn ask(&self, then: Then) {
        let Self { space, shown, found } = self.clone();
        spawn_local(async move {
            let answer = transcripts::transcript(space).await.map(Rc::new);
            let lines = answer.as_ref().map_or(&[][..], |transcript| &transcript.lines);
            let is_empty = lines.is_empty();
            found.set(found.newest().again(lines));
            shown.set(Some(answer));
            let to = match then {
                Then::Stay => return,
                Then::GoOn(Some(number)) => line_id(number),
                Then::GoOn(None) if is_empty => TITLE_ID.to_owned(),
                Then::GoOn(None) => SEARCH_ID.to_owned(),
            };
            go_to(to);
        });
    }

    /// Those that came last.
    fn with_lines<R>(&self, act: impl FnOnce(&[Said]) -> R) -> R {
        match &*self.shown.newest() {
            Some(Ok(transcript)) => act(&transcript.lines),
            Some(Err(_)) | None => act(&[]),
        }
    }
}

const TITLE_ID: &str = "transcript-title";

/// Once it is drawn.
fn go_to(id: String) {
    spawn_local(async move { webapi::focus(&id) });
}

fn waiting(t: Language) -> Html {
    let ghost = |_| el("div", "ghost-line").set("aria-hidden", "true").html();
    el("article", "transcript")
        .set("aria-busy", "true")
        .with(leaf("h1", "said", t.loading()))
        .each((0..6).map(ghost))
        .html()
}

fn head(page: &Page<'_>) -> Html {
    let Page { t, transcript, space, .. } = *page;
    let day = webapi::day(transcript.since.0, t.tag());
    let length = transcript.lines.last().map_or(0, |last| last.to_ms);
    let facts = [day.as_str(), " · ", &clock::elapsed(length)].concat();
    let days = match (transcript.over, transcript.days) {
        (false, _) => t.transcript_goes_on().to_owned(),
        (true, 0) => t.transcript_kept().to_owned(),
        (true, days) => t.transcript_kept_days(u64::from(days)),
    };
    let back = leads("link", "to-space", None, t.to_the_space(), Route::Space(space).address());
    let again = when(!transcript.over, || {
        let fetching = page.fetching.clone();
        let again = Callback::from(move |_: MouseEvent| fetching.ask(Then::Stay));
        press("button", "transcript-again", Some(Glyph::Again), t.transcript_again(), again)
    });
    let title = el("h1", "").set("id", TITLE_ID).set("tabindex", "-1");
    el("header", "transcript-head")
        .with(leaf("p", "transcript-kind", t.transcript()))
        .el(title.written().words(transcript.title.as_str()))
        .with(leaf("p", "lead", &[&facts, " · ", &days].concat()))
        .el(el("div", "button-row").el(back).with(again))
        .html()
}

fn empty(page: &Page<'_>) -> Html {
    let t = page.t;
    let words = match page.transcript.over {
        true => t.transcript_empty_hint(),
        false => t.transcript_empty_yet(),
    };
    notice(Glyph::Captions, Tone::Fact, t.transcript_empty(), words, Html::default())
}

/// To look for words, to take it home, and to take out what one said.
fn tools(page: &Page<'_>) -> El {
    let Page { t, transcript, space, .. } = *page;
    let file = |(ending, words): (&'static str, &str)| {
        let address = transcripts::file(space, ending);
        let link = leads("button", ending, Some(Glyph::Download), words, address);
        link.set("download", "").html()
    };
    let files =
        [(".vtt", "WebVTT"), (".srt", "SRT"), (".txt", t.transcript_text()), (".json", "JSON")];
    let own = when(transcript.lines.iter().any(|line| line.own), || {
        let open = page.open.setter();
        let act = Callback::from(move |_: MouseEvent| open.set(Open::TakeOutOwn));
        press(
            "button quiet danger",
            "take-out-own",
            Some(Glyph::Trash),
            t.transcript_own_out(),
            act,
        )
    });
    el("div", "transcript-tools")
        .el(search(page))
        .el(el("div", "button-row").each(files.into_iter().map(file)).with(own))
}

fn question(page: &Page<'_>) -> Html {
    let Page { t, space, .. } = *page;
    let (heading, words, confirm, number) = match **page.open {
        Open::Nothing | Open::Edit(_) => return Html::default(),
        Open::TakeOut(number) => (
            t.transcript_out_question(),
            t.transcript_out_consequence(),
            t.transcript_out(),
            Some(number),
        ),
        Open::TakeOutOwn => (
            t.transcript_own_question(),
            t.transcript_own_consequence(),
            t.transcript_own_out(),
            None,
        ),
    };
    let on_close = {
        let open = page.open.setter();
        Callback::from(move |()| open.set(Open::Nothing))
    };
    let act = {
        let next = number.and_then(|number| after(&page.transcript.lines, number));
        let next = Then::GoOn(next.map(|line| line.number));
        let (house, fetching) = (page.house.clone(), page.fetching.clone());
        let on_close = on_close.clone();
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            let (house, fetching) = (house.clone(), fetching.clone());
            spawn_local(async move {
                let t = house.words();
                match transcripts::unsay(space, number).await {
                    Ok(()) => fetching.ask(next),
                    Err(Failed::Fault(fault)) => house.say(&t.fault(&fault)),
                    Err(Failed::Offline) => house.say(t.fault_offline()),
                }
            });
        })
    };
    let act = button("button danger solid", "confirm-button", Some(Glyph::Trash), confirm, act);
    html! {
        <Dialog heading={heading.to_owned()} on_close={on_close.clone()}>
            { leaf("p", "dialog-words", words) }
            { foot(t.cancel(), &on_close, act) }
        </Dialog>
    }
}
