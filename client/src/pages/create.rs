//! Opening a space: two fields and one button. Nothing typed is ever lost.

use crate::{
    components::icon::{Glyph, icon},
    hooks::{Go, Place, use_house, use_title, use_words},
    net::api::{self, Failed},
    route::Route,
    words::Language,
};
use causerie_shared::{
    fault::Fault,
    text::{Name, Title},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// From here on the characters left are told.
const TELL_LEFT: usize = 20;

#[derive(Clone, PartialEq, Default)]
struct Wrong {
    title: Option<String>,
    name: Option<String>,
    whole: Option<String>,
}

#[component]
pub(crate) fn Create() -> Html {
    let t = use_words();
    use_title(Some(t.create_heading().to_owned()));
    let title = use_state_eq(String::new);
    let name = use_state_eq(String::new);
    let wrong = use_state_eq(Wrong::default);
    let busy = use_state_eq(|| false);
    let title_node = use_node_ref();
    let name_node = use_node_ref();
    let places = use_house().places;
    use_remembered_name(&name);

    let onsubmit = {
        let (title, name, wrong, busy) =
            (title.clone(), name.clone(), wrong.setter(), busy.clone());
        let (title_node, name_node) = (title_node.clone(), name_node.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            let found = look_over(t, &title, &name);
            if found != Wrong::default() {
                focus(if found.title.is_some() { &title_node } else { &name_node });
                wrong.set(found);
                return;
            }
            wrong.set(Wrong::default());
            busy.set(true);
            let (title, name) = ((*title).clone(), (*name).clone());
            let (wrong, busy, places) = (wrong.clone(), busy.setter(), places.clone());
            wasm_bindgen_futures::spawn_local(async move {
                match api::create_space(title, name).await {
                    Ok(space) => {
                        let route = Route::Space(space);
                        places.dispatch(Go::To(Place { route, as_its_creator: true }));
                    }
                    Err(failed) => {
                        wrong.set(in_place(t, failed));
                        busy.set(false);
                    }
                }
            });
        }
    };
    use_effect_with((), {
        let title_node = title_node.clone();
        move |()| focus(&title_node)
    });
    html! {
        <div class="create">
            <h1>{ t.create_heading() }</h1>
            <p class="lead">{ t.create_lead() }</p>
            <form class="sheet" {onsubmit} novalidate=true>
                { field(t, Field {
                    id: "title", label: t.title_label(), value: title.clone(), node: title_node, most: Title::MOST,
                    wrong: wrong.title.clone(), hint: None, placeholder: Some(t.title_placeholder()), autocomplete: "off",
                }) }
                { field(t, Field {
                    id: "name", label: t.name_label(), value: name.clone(), node: name_node, most: Name::MOST,
                    wrong: wrong.name.clone(), hint: Some(t.name_hint()), placeholder: None, autocomplete: "nickname",
                }) }
                if let Some(words) = &wrong.whole {
                    <p class="form-error" role="alert" data-testid="form-error">{ icon(Glyph::Alert) }{ words }</p>
                }
                <button class="button primary large" type="submit" data-testid="create-button" aria-disabled={busy.to_string()}>
                    { icon(Glyph::Radio) }
                    <span>{ if *busy { t.creating() } else { t.create_submit() } }</span>
                </button>
            </form>
        </div>
    }
}

struct Field {
    id: &'static str,
    label: &'static str,
    value: UseStateHandle<String>,
    node: NodeRef,
    most: usize,
    wrong: Option<String>,
    hint: Option<&'static str>,
    placeholder: Option<&'static str>,
    autocomplete: &'static str,
}

fn field(t: Language, props: Field) -> Html {
    let oninput = {
        let into = props.value.setter();
        move |event: InputEvent| into.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let id = props.id;
    let left = props.most.saturating_sub(props.value.chars().count());
    let about = format!("{id}-about");
    html! {
        <div class={classes!("field", props.wrong.is_some().then_some("wrong"))}>
            <label for={format!("{id}-input")}>{ props.label }</label>
            <input class="input" id={format!("{id}-input")} ref={props.node.clone()} type="text" dir="auto"
                data-testid={format!("{id}-input")} value={(*props.value).clone()} {oninput}
                placeholder={props.placeholder} autocomplete={props.autocomplete} enterkeyhint="go"
                aria-invalid={props.wrong.is_some().to_string()} aria-describedby={about.clone()} />
            <div class="field-about" id={about} aria-live="polite">
                if let Some(wrong) = &props.wrong {
                    <p class="form-error" data-testid="form-error">{ icon(Glyph::Alert) }{ wrong }</p>
                } else if left <= TELL_LEFT {
                    <p class="hint">{ t.characters_left(left as u64) }</p>
                } else if let Some(hint) = props.hint {
                    <p class="hint">{ hint }</p>
                }
            </div>
        </div>
    }
}

/// The relay judges in the end; by the same rules the page says it before the round trip.
fn look_over(t: Language, title: &str, name: &str) -> Wrong {
    Wrong {
        title: title.parse::<Title>().err().map(|fault| t.title_fault(fault)),
        name: name.parse::<Name>().err().map(|fault| t.name_fault(fault)),
        whole: None,
    }
}

/// A refusal stands beside the field that it is about.
fn in_place(t: Language, failed: Failed) -> Wrong {
    let Failed::Fault(fault) = failed else {
        return Wrong { whole: Some(t.fault_offline().to_owned()), ..Wrong::default() };
    };
    let words = Some(t.fault(&fault));
    match fault {
        Fault::BadTitle { .. } => Wrong { title: words, ..Wrong::default() },
        Fault::BadName { .. } | Fault::WhoAreYou => Wrong { name: words, ..Wrong::default() },
        Fault::NotAllowed
        | Fault::NoSuchSpace
        | Fault::SpaceEnded
        | Fault::NotOnStage
        | Fault::NoSuchVoice
        | Fault::NoSuchPerson
        | Fault::AlreadyOnStage
        | Fault::StageFull { .. }
        | Fault::NoSuchSession
        | Fault::TooMany { .. }
        | Fault::PassRefused
        | Fault::Unreadable { .. } => Wrong { whole: words, ..Wrong::default() },
    }
}

/// Fills in the name of last time, unless somebody was faster.
#[hook]
fn use_remembered_name(name: &UseStateHandle<String>) {
    let name = name.clone();
    use_effect_with((), move |()| {
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(me) = api::me().await
                && let Some(known) = me.name
                && name.is_empty()
            {
                name.set(known.to_string());
            }
        });
    });
}

fn focus(node: &NodeRef) {
    if let Some(input) = node.cast::<HtmlInputElement>() {
        let _ = input.focus();
    }
}
