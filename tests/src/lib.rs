//! What the end-to-end stories are told with: a real relay in its own process, real browsers, and
//! people who do in them what people do.
//!
//! Both browsers speak WebDriver BiDi, so everything above [`bidi`] knows only a [`page::Page`]:
//! [`browser`] and [`firefox`] differ in how they are started and in nothing else. Everything
//! started here runs in a process group of its own and ends with the value that started it.

pub mod account;
pub mod authenticator;
pub mod axe;
pub mod beside;
pub mod bidi;
pub mod browser;
pub mod firefox;
pub mod lossy;
pub mod on_stage;
pub mod page;
pub mod person;
pub mod post_office;
pub mod process;
pub mod served;
pub mod shop;
pub mod shots;
pub mod speech;
pub mod tone;
pub mod world;
