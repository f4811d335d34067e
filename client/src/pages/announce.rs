//! Announcing a space that is to come, and changing what was announced. Nothing typed is lost, neither
//! by a refusal nor by somebody who changed the same meanwhile.

mod cover;

use self::cover::{COVER, Choice};
use super::create::verdict;
use crate::{
    components::{
        about_space::{self, ON, Typed},
        el::{el, when},
        field::{self, Field, Kind, field, submit, whole_fault},
        part::{button, hint, leaf, row, way},
    },
    hooks::{
        FormHandle, Go, House, Kept, ONCE, Setter, unix_ms, use_act, use_draft, use_form,
        use_house, use_languages, use_title, use_value,
    },
    net::announcements,
    route::Route,
    state::form::{Change, Trouble},
    webapi,
    words::Language,
};
use causerie_shared::{
    announcement::{Announce, Announcement, Coming},
    api::{Hosting, Me},
    fault::Fault,
    id::{CoverId, SpaceId},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

const FIELDS: [&str; 10] = [
    "title",
    "starts",
    "ends",
    "zone",
    "description",
    "topics",
    "language",
    "private",
    "closed",
    COVER,
];

/// What is changed.
#[derive(Clone, Copy, PartialEq)]
struct Old {
    edition: u32,
    is_draft: bool,
    cover: Option<CoverId>,
}

#[hook]
pub(super) fn use_announce_page(space: Option<SpaceId>) -> Html {
    let house = use_house();
    let t = house.words();
    let heading = if space.is_some() { t.edit_heading() } else { t.announce_heading() };
    use_title(Some(heading.to_owned()));
    // What is kept of one is nothing to begin the other with.
    let form = use_form(if space.is_some() { "edit" } else { "announce" }, &FIELDS);
    let forget_draft = use_draft(&form);
    let languages = use_languages();
    let old = use_value(|| None as Option<Old>);
    let choice = use_value(|| Choice::Kept);
    use_act(ONCE, {
        let (form, old, choice) = (form.clone(), old.setter(), choice.setter());
        Box::new(move || {
            suggest(&form);
            if let Some(space) = space {
                if let Some((chosen, trouble)) = cover::left() {
                    choice.set(chosen);
                    form.change(Change::Refuse(vec![trouble]));
                }
                spawn_local(async move {
                    match announcements::look(space).await {
                        Ok(one) => {
                            old.set(Some(Old::of(&one)));
                            form.change(Change::Reset(values(&one)));
                        }
                        Err(failed) => {
                            form.change(Change::Refuse(vec![Trouble::from(failed)]));
                        }
                    }
                });
            }
            Kept::Nothing
        })
    });
    let page = el("div", "narrow").with(leaf("h1", "", heading));
    let Some(Me { hosting, .. }) = house.me.known().cloned() else {
        return page.el(el("div", "sheet").set("aria-busy", "true")).html();
    };
    if hosting != Hosting::Allowed {
        return page.with(verdict(&house, &hosting)).html();
    }
    if house.account().is_none() {
        let hosting = Hosting::AccountNeeded { followers_needed: 0 };
        return page.with(verdict(&house, &hosting)).html();
    }
    let is_draft = old.is_none_or(|old| old.is_draft);
    let sends = |draft: bool| {
        let (house, form, old, choice) = (house.clone(), form.clone(), old.clone(), choice.clone());
        let forget_draft = forget_draft.clone();
        move || {
            let asked = asked(&form, draft, old.map(|old| old.edition));
            let letter = Letter {
                house: house.clone(),
                space,
                old: *old,
                set_old: old.setter(),
                choice: (*choice).clone(),
            };
            let forget_draft = forget_draft.clone();
            form.send(about_space::look_over(&form), || Box::pin(letter.send(asked, forget_draft)));
        }
    };
    let onsubmit = {
        let send = sends(false);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send();
        })
    };
    let words = match (form.is_busy(), is_draft) {
        (true, _) => t.announcing(),
        (false, true) => t.announce_submit(),
        (false, false) => t.edit_submit(),
    };
    let mut kids = vec![about_space::title(t, &form), moment(t, &form)];
    let [description, topics, language, access, guests] =
        about_space::the_rest(t, &form, &languages);
    let cover = cover::field(t, &form, space, old.and_then(|old| old.cover), &choice);
    kids.extend([description, topics, language, cover, access, guests]);
    kids.push(whole_fault(t, &form));
    let is_newer =
        matches!(form.wrong_whole(), Some(Trouble::Fault(Fault::EditedMeanwhile { .. })));
    if let Some(space) = space.filter(|_| is_newer) {
        let newer = way("link", "newer", None, t.look_at_newer(), Route::Space(space).address());
        kids.push(el("p", "aside").with(newer).html());
    }
    let draft = when(is_draft, || {
        let keep = sends(true);
        let keep = Callback::from(move |_: MouseEvent| keep());
        el("span", "").with(button("button large", "keep-draft", None, t.keep_draft(), keep))
    });
    kids.push(row(vec![submit(&form, "button primary large", "announce-button", words), draft]));
    let lead = if space.is_some() { t.edit_lead() } else { t.announce_lead() };
    page.with(leaf("p", "lead", lead)).with(field::form(&form, onsubmit, kids)).html()
}

/// Tomorrow evening, by the reader's own clocks.
fn suggest(form: &FormHandle) {
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    let tomorrow = webapi::local(unix_ms().plus_ms(DAY_MS).0);
    let evening = tomorrow.split_once('T').map(|(day, _)| [day, "T20:00"].concat());
    form.change(Change::Suggest("starts", evening.unwrap_or_default()));
    form.change(Change::Suggest("zone", webapi::zone()));
}

fn values(one: &Announcement) -> Vec<(&'static str, String)> {
    let switch = |on: bool| if on { ON.to_owned() } else { String::new() };
    let topics: Vec<_> = one.topics.as_slice().iter().map(|topic| topic.as_str()).collect();
    vec![
        ("title", one.title.to_string()),
        ("starts", one.starts.clone()),
        ("ends", one.ends.clone().unwrap_or_default()),
        ("zone", one.zone.to_string()),
        ("description", one.description.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("topics", topics.join(", ")),
        ("language", one.language.map(|language| language.as_str().to_owned()).unwrap_or_default()),
        ("private", switch(!one.access.listed)),
        ("closed", switch(!one.access.guests)),
    ]
}

fn moment(t: Language, form: &FormHandle) -> Html {
    let zone = form.get("zone");
    let starts = Field {
        kind: Kind::Moment,
        hint: hint(&t.by_clocks_of(zone)),
        ..Field::line("starts", t.starts_label())
    };
    let ends = Field { kind: Kind::Moment, optional: true, ..Field::line("ends", t.ends_label()) };
    let zone = Field { hint: hint(t.zone_hint()), ..Field::line("zone", t.zone_label()) };
    let is_wrong = form.wrong("zone").is_some();
    let more = el("details", "more");
    // What is wrong with it must not be folded away.
    let more = if is_wrong { more.set("open", "") } else { more };
    let more = more.with(leaf("summary", "", t.other_zone())).with(field(t, form, zone));
    el("div", "moments").with(field(t, form, starts)).with(field(t, form, ends)).el(more).html()
}

fn asked(form: &FormHandle, draft: bool, edition: Option<u32>) -> Announce {
    let Typed { title, description, topics, language, access } = about_space::typed(form);
    Announce {
        title,
        description,
        topics,
        language,
        access,
        starts: form.text("starts"),
        ends: Some(form.text("ends")).filter(|ends| !ends.is_empty()),
        zone: form.text("zone"),
        draft,
        edition,
    }
}

impl Old {
    fn of(one: &Announcement) -> Self {
        Self { edition: one.edition, is_draft: one.state == Coming::Draft, cover: one.cover }
    }
}

/// What goes to the relay, and what is to know how it went.
struct Letter {
    house: House,
    space: Option<SpaceId>,
    old: Option<Old>,
    set_old: Setter<Option<Old>>,
    choice: Choice,
}

impl Letter {
    /// The words first, and the cover after them: it belongs to something.
    async fn send(self, asked: Announce, forget_draft: impl Fn()) -> Result<(), Trouble> {
        let words = self.house.words();
        let was_draft = self.old.is_none_or(|old| old.is_draft);
        let one = match announcements::announce(self.space, &asked).await {
            Ok(one) => one,
            Err(failed) => return Err(self.refused(failed.into())),
        };
        forget_draft();
        if let Err(failed) = cover::send(one.id, &self.choice, one.cover).await {
            self.house.say(words.without_cover());
            return self.without_cover(&one, failed.into());
        }
        self.house.say(match (&one.state, was_draft) {
            (Coming::Draft, _) => words.draft_is_kept(),
            (_, true) => words.announced(),
            (_, false) => words.edited(),
        });
        self.house.go(Route::Space(one.id));
        Ok(())
    }

    fn refused(&self, trouble: Trouble) -> Trouble {
        if let Trouble::Fault(Fault::EditedMeanwhile { edition }) = &trouble {
            // Whoever saves again has read so.
            self.set_old.set(self.old.map(|old| Old { edition: *edition, ..old }));
        }
        trouble
    }

    /// It is announced, and what was chosen can be sent again or changed.
    fn without_cover(self, one: &Announcement, trouble: Trouble) -> Result<(), Trouble> {
        if self.space.is_some() {
            self.set_old.set(Some(Old::of(one)));
            return Err(trouble);
        }
        cover::leave(self.choice, trouble);
        self.house.places.dispatch(Go::Instead(Route::Edit(one.id)));
        Ok(())
    }
}
