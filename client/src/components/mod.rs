//! What pages are made of. A component draws; it decides nothing.

pub(crate) mod audience;
pub(crate) mod card;
pub(crate) mod codes;
pub(crate) mod controls;
pub(crate) mod desk;
pub(crate) mod dialog;
pub(crate) mod disc;
pub(crate) mod el;
pub(crate) mod elapsed;
pub(crate) mod field;
pub(crate) mod icon;
pub(crate) mod keys;
pub(crate) mod menu;
pub(crate) mod microphone;
pub(crate) mod notice;
pub(crate) mod own_hand;
pub(crate) mod part;
pub(crate) mod people;
pub(crate) mod seat_menu;
pub(crate) mod stage;
pub(crate) mod status;
pub(crate) mod toasts;
pub(crate) mod topbar;
