//! The addresses of the pages.

use yew_router::prelude::*;

#[derive(Debug, Clone, PartialEq, Routable)]
pub(crate) enum Route {
    #[at("/")]
    Home,
    #[at("/new")]
    Create,
    #[at("/s/:id")]
    Space { id: String },
    #[not_found]
    #[at("/404")]
    Missing,
}
