//! Short notes that come and go by themselves.

use super::{Fold, Kept, ONCE, Value, use_act, use_house, use_value};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// Time to read two short sentences.
const SHOWN_MS: u32 = 7_000;
/// More at once would cover the stage.
const MOST: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) number: u32,
    pub(crate) text: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Toasts {
    pub(crate) shown: Vec<Toast>,
    next: u32,
}

impl Toasts {
    pub(crate) fn texts(&self) -> Vec<String> {
        self.shown.iter().map(|toast| toast.text.clone()).collect()
    }
}

pub(crate) enum Change {
    Add(String),
    /// And those that were said before it.
    Drop(u32),
}

impl Fold for Toasts {
    type Happening = Change;

    fn fold(&self, change: Change) -> Self {
        let mut shown = self.shown.clone();
        let mut next = self.next;
        match change {
            Change::Add(text) => {
                // Said twice, it need not stand twice.
                shown.retain(|toast| toast.text != text);
                shown.push(Toast { number: next, text });
                next += 1;
                if shown.len() > MOST {
                    shown.remove(0);
                }
            }
            Change::Drop(number) => shown.retain(|toast| toast.number > number),
        }
        Self { shown, next }
    }
}

pub(crate) type ToastsHandle = Value<Toasts>;

/// `said`: on the page before.
#[hook]
pub(crate) fn use_toasts_provider(said: &[String]) -> ToastsHandle {
    let toasts = use_value(Toasts::default);
    use_act(ONCE, {
        let (said, dispatch) = (said.to_vec(), toasts.setter());
        // What stands on a page when it is drawn first is not read out.
        Box::new(move || {
            for text in said {
                dispatch.dispatch(Change::Add(text));
            }
            Kept::Nothing
        })
    });
    let newest = toasts.shown.last().map(|toast| toast.number);
    let dispatch = toasts.setter();
    let reason = newest.map(|number| number.to_string()).unwrap_or_default();
    let act = move || {
        if let Some(number) = newest {
            Timeout::new(SHOWN_MS, move || dispatch.dispatch(Change::Drop(number))).forget();
        }
        Kept::Nothing
    };
    use_act(reason.into(), Box::new(act));
    toasts
}

/// What to say, in the reader's words.
#[hook]
pub(crate) fn use_toasts() -> Callback<String> {
    let dispatch = use_house().toasts.clone();
    use_callback(dispatch, |text, dispatch| dispatch.dispatch(Change::Add(text)))
}
