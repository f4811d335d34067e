//! What hosts write about their spaces, drawn as elements: nothing of it is ever read as HTML.

use super::el::{El, el, text};
use causerie_shared::markdown::{Block, Inline, blocks};
use yew::prelude::*;

pub(crate) fn markdown(words: &str) -> Html {
    let block = |block: &Block<'_>| match block {
        Block::Paragraph(inlines) => spans(el("p", "").written(), inlines),
        Block::List(items) => {
            let items = items.iter().map(|item| spans(el("li", "").written(), item));
            el("ul", "").each(items).html()
        }
    };
    el("div", "space-about").each(blocks(words).iter().map(block)).html()
}

fn spans(of: El, inlines: &[Inline<'_>]) -> Html {
    of.each(inlines.iter().map(span)).html()
}

fn span(inline: &Inline<'_>) -> Html {
    match inline {
        Inline::Words(words) => text(words),
        Inline::Break => el("br", "").html(),
        Inline::Code(code) => el("code", "").words(code).html(),
        Inline::Emphasis(inlines) => spans(el("em", ""), inlines),
        Inline::Strong(inlines) => spans(el("strong", ""), inlines),
        // The relay's good name is not theirs to lend.
        Inline::Link { to, words } => {
            let link = el("a", "").put("href", to.as_str().to_owned()).set("target", "_blank");
            spans(link.set("rel", "nofollow noopener ugc"), words)
        }
    }
}
