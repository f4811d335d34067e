//! A little Markdown, for what hosts write about their spaces: `*emphasis*`, `**strong**`, `` `code` ``,
//! lists with `- `, `[words](https://…)`, and addresses as they are. A line break is one, and an empty
//! line begins a paragraph.
//!
//! Laws: every text is read, in time that grows with its length; whatever is not understood stands
//! there as it was typed; a link leads to the web and nowhere else, and one whose words are an address
//! leads to that address; nothing is nested more than five deep. Absent: HTML, headings, pictures,
//! quotes, and lists in lists.

use crate::{link::LinkUrl, text::shows_nothing};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block<'a> {
    Paragraph(Vec<Inline<'a>>),
    /// Its items.
    List(Vec<Vec<Inline<'a>>>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline<'a> {
    Words(&'a str),
    Break,
    Code(&'a str),
    Emphasis(Vec<Inline<'a>>),
    Strong(Vec<Inline<'a>>),
    Link { to: LinkUrl, words: Vec<Inline<'a>> },
}

/// What stands in a text, block by block.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    // Of the paragraph that goes on, where it begins and ends.
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.split('\n') {
        let end = at + line.len();
        let item = line.strip_prefix("- ").filter(|item| !item.trim().is_empty());
        let is_text = item.is_none() && !line.trim().is_empty();
        if is_text {
            open = Some((open.map_or(at, |(begin, _)| begin), end));
        } else {
            close(text, open.take(), &mut blocks);
        }
        if let Some(item) = item {
            let item = Reader::read(item, true);
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(item),
                Some(Block::Paragraph(_)) | None => blocks.push(Block::List(vec![item])),
            }
        }
        at = end + 1;
    }
    close(text, open, &mut blocks);
    blocks
}

fn close<'a>(text: &'a str, open: Option<(usize, usize)>, blocks: &mut Vec<Block<'a>>) {
    if let Some(paragraph) = open.and_then(|(begin, end)| text.get(begin..end)) {
        blocks.push(Block::Paragraph(Reader::read(paragraph, true)));
    }
}

/// The words without their marks, for where nothing but text can stand. What a link leads to follows
/// its words in brackets.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for block in blocks(text) {
        if !plain.is_empty() {
            plain.push_str("\n\n");
        }
        match block {
            Block::Paragraph(inlines) => say(&inlines, &mut plain),
            Block::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    plain.push_str(if at == 0 { "• " } else { "\n• " });
                    say(item, &mut plain);
                }
            }
        }
    }
    plain
}

fn say(inlines: &[Inline<'_>], to: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Words(words) | Inline::Code(words) => to.push_str(words),
            Inline::Break => to.push('\n'),
            Inline::Emphasis(inlines) | Inline::Strong(inlines) => say(inlines, to),
            Inline::Link { to: address, words } => {
                say(words, to);
                if !matches!(words.as_slice(), [Inline::Words(words)] if words.contains("://")) {
                    to.push_str(" (");
                    to.push_str(address.as_str());
                    to.push(')');
                }
            }
        }
    }
}

/// Reads one paragraph, from left to right.
struct Reader<'a> {
    text: &'a str,
    /// Up to here it is read; from `words_from` on nothing but words stood there.
    at: usize,
    words_from: usize,
    /// The paragraph, and in it what has begun and may end yet. Of each mark at most one is open,
    /// the last one, so that nothing is emphasised twice.
    levels: Vec<Level<'a>>,
}

struct Level<'a> {
    mark: &'a str,
    inlines: Vec<Inline<'a>>,
}

impl<'a> Reader<'a> {
    /// `links`: whether they may stand here, which is not so in the words of another.
    fn read(text: &'a str, links: bool) -> Vec<Inline<'a>> {
        let whole = Level { mark: "", inlines: Vec::new() };
        let mut reader = Self { text, at: 0, words_from: 0, levels: vec![whole] };
        while let Some(sign) = reader.rest().chars().next() {
            let is_read = match sign {
                '\n' => reader.takes("\n", Inline::Break),
                '`' => reader.code(),
                '*' => reader.stars(),
                '[' if links => reader.link(),
                'h' | 'H' if links => reader.address(),
                _ => false,
            };
            if !is_read {
                reader.at += sign.len_utf8();
            }
        }
        reader.flush();
        while reader.levels.len() > 1 {
            reader.close_as_text(reader.levels.len() - 1);
        }
        reader.levels.pop().map(|whole| whole.inlines).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    fn push(&mut self, inline: Inline<'a>) {
        if let Some(level) = self.levels.last_mut() {
            level.inlines.push(inline);
        }
    }

    /// What was read since the last mark is words.
    fn flush(&mut self) {
        let words = self.text.get(self.words_from..self.at).unwrap_or_default();
        if !words.is_empty() {
            self.push(Inline::Words(words));
        }
        self.words_from = self.at;
    }

    /// `typed`, which stands here, means `inline`.
    fn takes(&mut self, typed: &str, inline: Inline<'a>) -> bool {
        self.flush();
        self.push(inline);
        self.skip(typed.len());
        true
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.words_from = self.at;
    }

    /// From one backtick to the next on its line.
    fn code(&mut self) -> bool {
        let Some(rest) = self.rest().strip_prefix('`') else { return false };
        let end = rest.find(['`', '\n']).and_then(|end| rest.split_at_checked(end));
        let Some((code, _)) = end.filter(|(_, end)| end.starts_with('`')) else { return false };
        if code.trim().is_empty() {
            return false;
        }
        self.flush();
        self.push(Inline::Code(code));
        self.skip(code.len() + "``".len());
        true
    }

    /// One star, two, or both at once; more mean nothing.
    fn stars(&mut self) -> bool {
        let rest = self.rest();
        let after = rest.trim_start_matches('*');
        let run = rest.strip_suffix(after).unwrap_or_default();
        let (before, next) = (self.before(), after.chars().next());
        let begins = !is_blank(next) && (!is_punctuation(next) || is_edge(before));
        let ends = !is_blank(before) && (!is_punctuation(before) || is_edge(next));
        self.flush();
        match run {
            "*" | "**" => self.mark(run, begins, ends),
            "***" => {
                // What began last ends first.
                let emphasis_first = self.opened("*") > self.opened("**");
                for mark in if emphasis_first { ["*", "**"] } else { ["**", "*"] } {
                    self.mark(mark, begins, ends);
                }
            }
            _ => self.push(Inline::Words(run)),
        }
        self.skip(run.len());
        true
    }

    fn mark(&mut self, mark: &'a str, begins: bool, ends: bool) {
        let opened = self.opened(mark);
        match opened {
            Some(at) if ends => {
                while self.levels.len() > at + 1 {
                    self.close_as_text(self.levels.len() - 1);
                }
                let inlines = self.levels.pop().map(|level| level.inlines).unwrap_or_default();
                self.push(match mark {
                    "*" => Inline::Emphasis(inlines),
                    _ => Inline::Strong(inlines),
                });
            }
            Some(_) | None if begins => {
                if let Some(at) = opened {
                    self.close_as_text(at);
                }
                self.levels.push(Level { mark, inlines: Vec::new() });
            }
            Some(_) | None => self.push(Inline::Words(mark)),
        }
    }

    fn opened(&self, mark: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.mark == mark)
    }

    /// A mark that nothing ends is what was typed.
    fn close_as_text(&mut self, at: usize) {
        let level = self.levels.remove(at);
        if let Some(below) = at.checked_sub(1).and_then(|below| self.levels.get_mut(below)) {
            below.inlines.push(Inline::Words(level.mark));
            below.inlines.extend(level.inlines);
        }
    }

    /// `[words](https://…)`
    fn link(&mut self) -> bool {
        let Some((words, to)) = self.rest().strip_prefix('[').and_then(words_and_rest) else {
            return false;
        };
        let Some(to) = to.strip_prefix('(').filter(|to| scheme(to).is_some()).and_then(target)
        else {
            return false;
        };
        let Ok(address) = to.parse() else { return false };
        self.flush();
        self.push(Inline::Link { to: address, words: Self::read(words, false) });
        self.skip(words.len() + to.len() + "[]()".len());
        true
    }

    /// An address as it is.
    fn address(&mut self) -> bool {
        let rest = self.rest();
        let in_word = self.before().is_some_and(|before| before.is_ascii_alphanumeric());
        let Some(scheme) = scheme(rest).filter(|_| !in_word) else { return false };
        let end = rest.find(ends_address).unwrap_or(rest.len());
        let run = rest.get(..end).unwrap_or_default();
        let typed = without_last_marks(run);
        match typed.parse() {
            Ok(to) if typed.len() > scheme.len() => {
                self.takes(typed, Inline::Link { to, words: vec![Inline::Words(typed)] })
            }
            Ok(_) | Err(_) => {
                self.at += run.len();
                true
            }
        }
    }
}

/// What stands before the next `]`, if there is something to see and no address, and what follows it.
fn words_and_rest(text: &str) -> Option<(&str, &str)> {
    let end = text.find(['[', ']'])?;
    let (words, rest) = text.split_at_checked(end)?;
    let is_seen = !words.chars().all(|sign| sign.is_whitespace() || shows_nothing(sign));
    let rest = rest.strip_prefix(']')?;
    (is_seen && !words.contains("://")).then_some((words, rest))
}

/// Up to the bracket that closes the one before.
fn target(text: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, sign) in text.char_indices().take(LinkUrl::MOST + 1) {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return text.get(..at),
            ')' => depth -= 1,
            _ if sign.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

fn scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        text.get(..scheme.len()).filter(|begin| begin.eq_ignore_ascii_case(scheme))
    })
}

/// White space, what marks something here, and what stands around an address in a sentence.
fn ends_address(sign: char) -> bool {
    sign.is_whitespace()
        || "*`[]<>\"«»“”‘’…".contains(sign)
        || matches!(sign, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}')
}

/// A full stop is the sentence's, and so is a bracket that the address did not open.
fn without_last_marks(run: &str) -> &str {
    let mut kept = run;
    let mut unopened = 0;
    for sign in run.bytes() {
        match sign {
            b'(' => unopened -= 1,
            b')' => unopened += 1,
            _ => {}
        }
    }
    while let Some(last) = kept.chars().next_back() {
        let is_mark = match last {
            ')' if unopened > 0 => {
                unopened -= 1;
                true
            }
            last => ".,;:!?'".contains(last),
        };
        if !is_mark {
            break;
        }
        kept = kept.strip_suffix(last).unwrap_or_default();
    }
    kept
}

fn is_blank(sign: Option<char>) -> bool {
    sign.is_none_or(char::is_whitespace)
}

/// Of the scripts that stand spaces between words; the others emphasise in the middle of a line.
fn is_punctuation(sign: Option<char>) -> bool {
    sign.is_some_and(|sign| {
        sign.is_ascii_punctuation() || matches!(sign, '«' | '»' | '\u{2010}'..='\u{205e}')
    })
}

fn is_edge(sign: Option<char>) -> bool {
    is_blank(sign) || is_punctuation(sign)
}

#[cfg(test)]
mod laws;
