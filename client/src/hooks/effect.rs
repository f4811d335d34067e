//! Something to do after drawing.
//!
//! One kind of effect for the whole client, told by a text why to run anew: each kind that Yew
//! compiles (for each type of reason, and each closure) costs half a kilobyte.

use std::any::Any;
use yew::prelude::*;

/// What lasts until the reason changes, or the page goes.
pub(crate) enum Kept {
    Nothing,
    /// Dropped then.
    Thing(Box<dyn Any>),
    /// Called then.
    Undo(Box<dyn FnOnce()>),
}

impl Kept {
    pub(crate) fn thing(thing: impl Any) -> Self {
        Self::Thing(Box::new(thing))
    }

    pub(crate) fn undo(undo: impl FnOnce() + 'static) -> Self {
        Self::Undo(Box::new(undo))
    }

    fn end(self) {
        match self {
            Self::Nothing => {}
            Self::Thing(thing) => drop(thing),
            Self::Undo(undo) => undo(),
        }
    }
}

pub(crate) type Act = Box<dyn FnOnce() -> Kept>;

/// Acts after the first drawing, and after each at which the reason is another than before.
#[hook]
pub(crate) fn use_act(reason: AttrValue, act: Act) {
    use_effect_with(reason, move |_| {
        let kept = act();
        move || kept.end()
    });
}

/// The reason of what is done once.
pub(crate) const ONCE: AttrValue = AttrValue::Static("");

/// A reason that is so or not.
pub(crate) fn whether(so: bool) -> AttrValue {
    AttrValue::Static(if so { "yes" } else { "no" })
}
