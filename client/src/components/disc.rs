//! A person as a disc: a pattern and letters that are theirs, in their hue.

use crate::state::face::{Face, Pattern, initials};
use causerie_shared::id::PersonId;
use yew::prelude::*;

pub(crate) fn disc(person: PersonId, name: &str) -> Html {
    let face = Face::of(person);
    html! {
        <span class={classes!("disc", format!("hue-{}", face.hue))} aria-hidden="true">
            { pattern(face) }
            <span class="disc-letters">{ initials(name) }</span>
        </span>
    }
}

/// The picture carries no words of people, so it may be handed over as markup.
fn pattern(face: Face) -> Html {
    let shapes = match face.pattern {
        Pattern::Rings => {
            r#"<circle cx="50" cy="106" r="34"/><circle cx="50" cy="106" r="56"/><circle cx="50" cy="106" r="78"/><circle cx="50" cy="106" r="100"/>"#
        }
        Pattern::Stripes => {
            r#"<path d="M-25-25V125M-5-25V125M15-25V125M35-25V125M55-25V125M75-25V125M95-25V125M115-25V125"/>"#
        }
        Pattern::Petals => {
            r#"<circle cx="20" cy="20" r="30"/><circle cx="80" cy="20" r="30"/><circle cx="20" cy="80" r="30"/><circle cx="80" cy="80" r="30"/><circle cx="50" cy="50" r="30"/>"#
        }
        Pattern::Waves => {
            r#"<path d="M-20 0q17.500-18 35 0t35 0 35 0 35 0M-20 25q17.500-18 35 0t35 0 35 0 35 0M-20 50q17.500-18 35 0t35 0 35 0 35 0M-20 75q17.500-18 35 0t35 0 35 0 35 0M-20 100q17.500-18 35 0t35 0 35 0 35 0"/>"#
        }
        Pattern::Dots => {
            r#"<path class="dots" d="M5 5h.1M35 5h.1M65 5h.1M95 5h.1M20 27h.1M50 27h.1M80 27h.1M5 50h.1M35 50h.1M65 50h.1M95 50h.1M20 73h.1M50 73h.1M80 73h.1M5 95h.1M35 95h.1M65 95h.1M95 95h.1"/>"#
        }
        Pattern::Tiles => {
            r#"<path d="M0 25h100M0 50h100M0 75h100M25 0v25M75 0v25M50 25v25M0 25v25M100 25v25M25 50v25M75 50v25M50 75v25"/>"#
        }
    };
    let turn = face.turn;
    Html::from_html_unchecked(AttrValue::from(format!(
        r#"<svg class="disc-pattern" viewBox="0 0 100 100"><g transform="rotate({turn} 50 50)">{shapes}</g></svg>"#
    )))
}
