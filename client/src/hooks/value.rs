//! What a page remembers between drawings.
//!
//! As Yew's states and reducers do, in a third of their code for each type: a value as it was at
//! this drawing, and a setter that outlives it and draws anew when the value becomes another.

use std::{cell::RefCell, ops::Deref, rc::Rc};
use yew::{functional::UseForceUpdateHandle, prelude::*};

pub(crate) struct Value<T> {
    now: Rc<T>,
    setter: Setter<T>,
}

pub(crate) struct Setter<T> {
    newest: Rc<RefCell<Rc<T>>>,
    redraw: UseForceUpdateHandle,
}

/// What becomes another by what happens to it.
pub(crate) trait Fold {
    type Happening;

    fn fold(&self, happening: Self::Happening) -> Self;
}

#[hook]
pub(crate) fn use_value<T: PartialEq + 'static>(first: impl FnOnce() -> T) -> Value<T> {
    let newest = use_mut_ref(|| Rc::new(first()));
    let redraw = use_force_update();
    let now = newest.borrow().clone();
    Value { now, setter: Setter { newest, redraw } }
}

impl<T> Value<T> {
    pub(crate) fn setter(&self) -> Setter<T> {
        self.setter.clone()
    }
}

impl<T: PartialEq> Value<T> {
    /// Is another one already at this drawing, without drawing anew.
    pub(crate) fn is(&mut self, now: T) {
        if *self.now != now {
            self.now = Rc::new(now);
            self.setter.newest.replace(self.now.clone());
        }
    }

    pub(crate) fn set(&self, new: T) {
        self.setter.set(new);
    }
}

impl<T> Deref for Value<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.now
    }
}

impl<T: PartialEq> Setter<T> {
    pub(crate) fn set(&self, new: T) {
        let differs = **self.newest.borrow() != new;
        if differs {
            self.newest.replace(Rc::new(new));
            self.redraw.force_update();
        }
    }
}

impl<T> Setter<T> {
    /// As it is by this moment, drawn or not.
    pub(crate) fn newest(&self) -> Rc<T> {
        self.newest.borrow().clone()
    }
}

impl<T: Fold + PartialEq> Setter<T> {
    pub(crate) fn dispatch(&self, happening: T::Happening) {
        self.set(self.newest().fold(happening));
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        Self { now: self.now.clone(), setter: self.setter.clone() }
    }
}

impl<T> Clone for Setter<T> {
    fn clone(&self) -> Self {
        Self { newest: self.newest.clone(), redraw: self.redraw.clone() }
    }
}

/// Two that set the same.
impl<T> PartialEq for Setter<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.newest, &other.newest)
    }
}
