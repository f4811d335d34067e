//! Elements, built by calls.
//!
//! What `html!` writes for an element is some 300 bytes of code wherever it stands; the calls here
//! are 20 each. Pages have several hundred elements, and whoever visits first pays for all of them.
//! `html!` stays for components, which have properties to check.

use std::rc::Rc;
use yew::{
    html,
    prelude::*,
    virtual_dom::{Key, Listener, VTag, VText},
};

pub(crate) struct El(Box<VTag>);

/// An empty class is none.
pub(crate) fn el(tag: &'static str, class: &'static str) -> El {
    let el = El(Box::new(VTag::new(tag)));
    if class.is_empty() { el } else { el.set("class", class) }
}

impl El {
    /// An attribute that is known from the start.
    #[inline(never)]
    pub(crate) fn set(mut self, name: &'static str, value: &'static str) -> Self {
        self.0.add_attribute(name, value);
        self
    }

    #[inline(never)]
    pub(crate) fn put(mut self, name: &'static str, value: String) -> Self {
        self.0.add_attribute(name, value);
        self
    }

    /// `aria-pressed` and its like, which say both yes and no.
    pub(crate) fn says(self, name: &'static str, yes: bool) -> Self {
        self.set(name, if yes { "true" } else { "false" })
    }

    pub(crate) fn testid(self, testid: &'static str) -> Self {
        self.set("data-testid", testid)
    }

    /// In the direction of its script: for what people wrote.
    pub(crate) fn written(self) -> Self {
        self.set("dir", "auto")
    }

    #[inline(never)]
    pub(crate) fn key(mut self, key: impl Into<Key>) -> Self {
        self.0.key = Some(key.into());
        self
    }

    pub(crate) fn node(mut self, node: &NodeRef) -> Self {
        self.0.node_ref = node.clone();
        self
    }

    /// What stands in a field, as opposed to what stood there first.
    pub(crate) fn value(mut self, value: String) -> Self {
        self.0.set_value(Some(AttrValue::from(value)));
        self
    }

    pub(crate) fn checked(mut self, checked: bool) -> Self {
        self.0.set_checked(checked);
        self
    }

    #[inline(never)]
    fn on(mut self, listener: Rc<dyn Listener>) -> Self {
        self.0.add_listener(listener);
        self
    }

    pub(crate) fn onclick(self, act: Callback<MouseEvent>) -> Self {
        self.on(Rc::new(html::onclick::Wrapper::new(act)))
    }

    pub(crate) fn oninput(self, act: Callback<InputEvent>) -> Self {
        self.on(Rc::new(html::oninput::Wrapper::new(act)))
    }

    pub(crate) fn onchange(self, act: Callback<Event>) -> Self {
        self.on(Rc::new(html::onchange::Wrapper::new(act)))
    }

    pub(crate) fn onsubmit(self, act: Callback<SubmitEvent>) -> Self {
        self.on(Rc::new(html::onsubmit::Wrapper::new(act)))
    }

    pub(crate) fn onerror(self, act: Callback<Event>) -> Self {
        self.on(Rc::new(html::onerror::Wrapper::new(act)))
    }

    pub(crate) fn oncancel(self, act: Callback<Event>) -> Self {
        self.on(Rc::new(html::oncancel::Wrapper::new(act)))
    }

    pub(crate) fn onscroll(self, act: Callback<Event>) -> Self {
        self.on(Rc::new(html::onscroll::Wrapper::new(act)))
    }

    pub(crate) fn onkeydown(self, act: Callback<KeyboardEvent>) -> Self {
        self.on(Rc::new(html::onkeydown::Wrapper::new(act)))
    }

    pub(crate) fn onfocusout(self, act: Callback<FocusEvent>) -> Self {
        self.on(Rc::new(html::onfocusout::Wrapper::new(act)))
    }

    /// A child, which may be nothing and keeps its place then.
    #[inline(never)]
    pub(crate) fn with(mut self, child: Html) -> Self {
        self.0.add_child(child);
        self
    }

    pub(crate) fn el(self, child: Self) -> Self {
        self.with(child.html())
    }

    pub(crate) fn words(self, words: &str) -> Self {
        self.with(text(words))
    }

    pub(crate) fn each(mut self, children: impl Iterator<Item = Html>) -> Self {
        for child in children {
            self = self.with(child);
        }
        self
    }

    #[inline(never)]
    pub(crate) fn html(self) -> Html {
        Html::from(*self.0)
    }
}

pub(crate) fn text(words: &str) -> Html {
    Html::from(VText::new(words.to_owned()))
}

/// Nothing, or what is drawn if it is so.
pub(crate) fn when(so: bool, draw: impl FnOnce() -> El) -> Html {
    if so { draw().html() } else { Html::default() }
}
