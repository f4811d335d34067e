//! What holds for every text that a host may type.

use super::*;
use crate::text::Description;
use proptest::prelude::*;

/// As a page would show it, with a letter for each mark.
fn drawn(text: &str) -> String {
    let mut drawn = String::new();
    for block in blocks(text) {
        match block {
            Block::Paragraph(inlines) => drawn += &format!("<p>{}</p>", spans(&inlines)),
            Block::List(items) => {
                let items = items.iter().map(|item| format!("<li>{}</li>", spans(item)));
                drawn += &format!("<ul>{}</ul>", items.collect::<String>());
            }
        }
    }
    drawn
}

fn spans(inlines: &[Inline<'_>]) -> String {
    let span = |inline: &Inline<'_>| match inline {
        Inline::Words(words) => (*words).to_owned(),
        Inline::Break => "<br>".to_owned(),
        Inline::Code(code) => format!("<c>{code}</c>"),
        Inline::Emphasis(inlines) => format!("<e>{}</e>", spans(inlines)),
        Inline::Strong(inlines) => format!("<s>{}</s>", spans(inlines)),
        Inline::Link { to, words } => format!("<a {to}>{}</a>", spans(words)),
    };
    inlines.iter().map(span).collect()
}

#[test]
fn each_mark_means_what_it_means_elsewhere() {
    for (typed, expected) in [
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("*a* **b** ***c*** `d`", "<p><e>a</e> <s>b</s> <s><e>c</e></s> <c>d</c></p>"),
        ("**a *b* c** *d **e** f*", "<p><s>a <e>b</e> c</s> <e>d <s>e</s> f</e></p>"),
        ("***a* b** ***c** d*", "<p><s><e>a</e> b</s> <s>*c</s> d*</p>"),
        (
            "Bring\n- tea\n- *cake*\nand come",
            "<p>Bring</p><ul><li>tea</li><li><e>cake</e></li></ul><p>and come</p>",
        ),
        ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("l'*amour*, («*tôt*»)", "<p>l'<e>amour</e>, («<e>tôt</e>»)</p>"),
        ("今天*很好*。", "<p>今天<e>很好</e>。</p>"),
        (
            "[The *plan*](https://a.org/x_(y)), [b](http://b.org)",
            "<p><a https://a.org/x_(y)>The <e>plan</e></a>, <a http://b.org>b</a></p>",
        ),
        (
            "See https://a.org/b?c=d*e*, (http://b.org/c_(d)). «https://c.org»",
            "<p>See <a https://a.org/b?c=d>https://a.org/b?c=d</a><e>e</e>, \
             (<a http://b.org/c_(d)>http://b.org/c_(d)</a>). «<a https://c.org>https://c.org</a>»</p>",
        ),
        ("**https://a.org**", "<p><s><a https://a.org>https://a.org</a></s></p>"),
        ("*[a*](https://a.org) b*", "<p><e><a https://a.org>a*</a> b</e></p>"),
        ("`*a* [b](https://c.org)`", "<p><c>*a* [b](https://c.org)</c></p>"),
        ("[HTTPS](HTTPS://A.ORG/B)", "<p><a https://a.org/B>HTTPS</a></p>"),
    ] {
        assert_eq!(drawn(typed), expected, "{typed}");
    }
}

#[test]
fn what_means_nothing_stays_as_it_was_typed() {
    for typed in [
        "2 * 3 * 4, 5* and more, ** and **** and *",
        "*open, **open, `open, [open",
        "a ` b",
        "`` and no more",
        "-no list, - no list",
        "- ",
        "# no heading, > no quote, 1. no number, _no_ ~~marks~~",
        "<b onclick=alert(1)>no HTML</b> &lt; <!-- -->",
        "![no picture](javascript:alert(1))",
        "[a](javascript:alert(1)) [b](data:text/html,x) [c](//d.org) [e](/f) [g](mailto:h@i.org)",
        "[j](example.org) [k] (https:) [l]() [m](https://) [n](https://user@o.org)",
        "[p](q.org",
        "[](https:/r) [ ](https:/s) [t](https:/u v)",
        "xhttps://a.org https:// http://? ftp://b.org https://p\u{430}ypal.com",
    ] {
        assert_eq!(drawn(typed), format!("<p>{typed}</p>"));
        assert_eq!(plain(typed), typed);
    }
}

#[test]
fn words_that_are_an_address_lead_nowhere_else() {
    let typed = "[https://bank.org](https://evil.org)";
    let expected = "<p>[<a https://bank.org>https://bank.org</a>](<a https://evil.org>https://evil.org</a>)</p>";
    assert_eq!(drawn(typed), expected);
}

#[test]
fn plain_words_say_where_links_lead() {
    let typed =
        "**Tonight**: *songs*\nand `code`\n\n- [Notes](https://a.org/n)\n- https://b.org/\n\nBye";
    let expected = "Tonight: songs\nand code\n\n• Notes (https://a.org/n)\n• https://b.org/\n\nBye";
    assert_eq!(plain(typed), expected);
}

/// What tries the reader most: its own marks.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("*"),
        Just("**"),
        Just("***"),
        Just("`"),
        Just("["),
        Just("]"),
        Just("("),
        Just(")"),
        Just("]("),
        Just("https://a.org"),
        Just("http://"),
        Just("- "),
        Just("\n"),
        Just("\n\n"),
        Just(" "),
        Just("word"),
        Just("é"),
        Just("。"),
        Just("."),
        Just("javascript:x"),
    ];
    let pieces = prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    prop_oneof![pieces, any::<String>(), ".{0,20}[*`\\[](.|\n){0,200}"]
}

fn all<'a>(inlines: &'a [Inline<'a>], depth: usize, to: &mut Vec<(&'a Inline<'a>, usize)>) {
    for inline in inlines {
        to.push((inline, depth));
        match inline {
            Inline::Words(_) | Inline::Break | Inline::Code(_) => {}
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { words: inner, .. } => {
                all(inner, depth + 1, to);
            }
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_ascii_lowercase()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_text_is_read_and_little_comes_of_it(text in typed()) {
        let blocks = blocks(&text);
        let mut inlines = Vec::new();
        for block in &blocks {
            match block {
                Block::Paragraph(inner) => all(inner, 1, &mut inlines),
                Block::List(items) => items.iter().for_each(|item| all(item, 1, &mut inlines)),
            }
        }
        prop_assert!(blocks.len() + inlines.len() <= 2 * text.len());
        for (inline, depth) in inlines {
            prop_assert!(depth <= 6, "{depth}");
            if let Inline::Link { to, words } = inline {
                let to = to.as_str();
                prop_assert!(to.starts_with("https://") || to.starts_with("http://"), "{to}");
                prop_assert!(!words.is_empty());
            }
        }
        prop_assert!(plain(&text).len() <= 2 * text.len());
    }

    #[test]
    fn no_word_is_lost(text in typed()) {
        prop_assert_eq!(letters(&plain(&text)), letters(&text));
    }

    #[test]
    fn text_without_marks_is_its_own_plain_words(text in "([^*`\\[:]|\n|\n\n){0,200}") {
        if let Ok(text) = text.parse::<Description>()
            && !text.as_str().lines().any(|line| line.starts_with("- "))
        {
            prop_assert_eq!(plain(text.as_str()), text.as_str());
        }
    }
}

#[test]
fn what_never_ends_costs_no_more_than_what_does() {
    // With time that grows with the square these would take minutes.
    let pieces = [
        "*a ",
        "**a *b ",
        "[",
        "[a](",
        "[a](https://b.org/(",
        "`",
        "`a\n",
        "https://?",
        "***",
        "- *",
        "((",
    ];
    for piece in pieces {
        let text = piece.repeat(200_000 / piece.len());
        assert!(plain(&text).len() <= 2 * text.len());
    }
}
