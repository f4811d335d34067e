//! Turns `locales/{en,fr}.ftl` into typed Rust: one method of `Language` for each message. A key
//! or a variable that one language lacks stops the build, so no page can ever show a key. Speaks
//! the part of Fluent that the locales use: text, `{ $text }`, `{ NUMBER($n) }` and selectors on
//! a count.

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};
use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

/// Order and Rust names of the languages; the first gives the doc comments.
const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("fr", "French")];

fn main() {
    let locales: Vec<Locale> = LANGUAGES.iter().map(|(code, _)| Locale::read(code)).collect();
    let mut rust = String::from("impl Language {\n");
    for key in locales[0].keys() {
        rust.push_str(&method(key, &locales));
    }
    rust.push_str("}\n");
    for locale in &locales[1..] {
        assert!(
            locale.keys().eq(locales[0].keys()),
            "locales/{}.ftl and locales/en.ftl have different keys: {}",
            locale.code,
            difference(&locales[0], locale)
        );
    }
    let out = env::var("OUT_DIR").unwrap_or_else(|_| panic!("cargo sets OUT_DIR"));
    fs::write(Path::new(&out).join("words.rs"), rust)
        .unwrap_or_else(|error| panic!("words.rs could not be written: {error}"));
    println!("cargo::rerun-if-changed=locales");
}

struct Locale {
    code: &'static str,
    messages: BTreeMap<String, Pattern<String>>,
}

impl Locale {
    fn read(code: &'static str) -> Self {
        let path = format!("locales/{code}.ftl");
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let resource = parser::parse(source)
            .unwrap_or_else(|(_, errors)| panic!("{path} is not Fluent: {errors:?}"));
        let mut messages = BTreeMap::new();
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let key = message.id.name;
                    let value =
                        message.value.unwrap_or_else(|| panic!("{path}: {key} has no text"));
                    let twice = messages.insert(key.clone(), value).is_some();
                    assert!(!twice, "{path}: {key} stands there twice");
                }
                Entry::Term(term) => panic!("{path}: -{}: terms are not supported", term.id.name),
                Entry::Junk { content } => panic!("{path} has junk: {content}"),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            }
        }
        Self { code, messages }
    }

    fn keys(&self) -> impl Iterator<Item = &String> {
        self.messages.keys()
    }
}

fn difference(one: &Locale, other: &Locale) -> String {
    let lacks = |a: &Locale, b: &Locale| -> Vec<String> {
        a.keys().filter(|key| !b.messages.contains_key(*key)).cloned().collect()
    };
    format!(
        "only in {}: {:?}; only in {}: {:?}",
        one.code,
        lacks(one, other),
        other.code,
        lacks(other, one)
    )
}

/// What the interface must hand in for a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Text,
    Count,
}

fn method(key: &str, locales: &[Locale]) -> String {
    let patterns: Vec<_> = locales
        .iter()
        .map(|locale| {
            let pattern = locale.messages.get(key);
            pattern.unwrap_or_else(|| panic!("locales/{}.ftl lacks the key {key}", locale.code))
        })
        .collect();
    let variables = variables_of(patterns[0]);
    for (locale, pattern) in locales.iter().zip(&patterns) {
        let theirs = variables_of(pattern);
        assert!(
            theirs.keys().eq(variables.keys()),
            "{key}: locales/{}.ftl uses {:?}, locales/en.ftl uses {:?}",
            locale.code,
            theirs.keys(),
            variables.keys()
        );
    }
    let merged: BTreeMap<_, _> = variables
        .keys()
        .map(|name| {
            let count = patterns.iter().any(|p| variables_of(p).get(name) == Some(&Kind::Count));
            (name.clone(), if count { Kind::Count } else { Kind::Text })
        })
        .collect();

    let mut parameters = String::new();
    for (name, kind) in &merged {
        let kind = match kind {
            Kind::Text => "&str",
            Kind::Count => "u64",
        };
        let _ = write!(parameters, ", {}: {kind}", snake(name));
    }
    let result = if merged.is_empty() { "&'static str" } else { "String" };
    let mut rust = format!("    /// {:?}\n", plain(patterns[0]));
    let constant = if merged.is_empty() { "const " } else { "" };
    let _ = writeln!(rust, "    pub {constant}fn {}(self{parameters}) -> {result} {{", snake(key));
    rust.push_str("        match self {\n");
    for ((_, language), pattern) in LANGUAGES.iter().zip(&patterns) {
        let body = if merged.is_empty() {
            format!("{:?}", plain(pattern))
        } else {
            expression(pattern, &merged)
        };
        let _ = writeln!(rust, "            Self::{language} => {body},");
    }
    rust.push_str("        }\n    }\n");
    rust
}

fn variables_of(pattern: &Pattern<String>) -> BTreeMap<String, Kind> {
    let mut found = BTreeMap::new();
    let mut note = |name: &str, kind| {
        let known = found.entry(name.to_owned()).or_insert(kind);
        if kind == Kind::Count {
            *known = kind;
        }
    };
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => {
                let (name, kind) = variable(inline);
                note(name, kind);
            }
            Expression::Select { selector, variants } => {
                note(variable(selector).0, Kind::Count);
                for variant in variants {
                    for (name, kind) in variables_of(&variant.value) {
                        note(&name, kind);
                    }
                }
            }
        }
    }
    found
}

fn variable(inline: &InlineExpression<String>) -> (&str, Kind) {
    match inline {
        InlineExpression::VariableReference { id } => (&id.name, Kind::Text),
        InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => {
            match arguments.positional.as_slice() {
                [InlineExpression::VariableReference { id }] => (&id.name, Kind::Count),
                other => panic!("NUMBER takes one variable, not {other:?}"),
            }
        }
        InlineExpression::FunctionReference { .. }
        | InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. }
        | InlineExpression::Placeable { .. } => {
            panic!("this part of Fluent is not supported here: {inline:?}")
        }
    }
}

/// A Rust expression of type `String`.
fn expression(pattern: &Pattern<String>, kinds: &BTreeMap<String, Kind>) -> String {
    let parts: Vec<String> = pattern
        .elements
        .iter()
        .map(|element| match element {
            PatternElement::TextElement { value } => format!("{value:?}"),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                let (name, _) = variable(inline);
                match kinds[name] {
                    Kind::Text => snake(name),
                    Kind::Count => format!("&self.number({})", snake(name)),
                }
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                format!("&{}", choice(&snake(variable(selector).0), variants, kinds))
            }
        })
        .collect();
    // The element type is written out, since `&String` and `&str` do not concatenate.
    format!("{{ let parts: &[&str] = &[{}]; parts.concat() }}", parts.join(", "))
}

/// Exact numbers first, then the plural category, as Fluent says.
fn choice(count: &str, variants: &[Variant<String>], kinds: &BTreeMap<String, Kind>) -> String {
    let mut exact = String::new();
    let mut plural = String::new();
    let mut fallback = String::new();
    for variant in variants {
        let body = expression(&variant.value, kinds);
        match &variant.key {
            VariantKey::NumberLiteral { value } => {
                let _ = write!(exact, "{value} => {body}, ");
            }
            VariantKey::Identifier { name } if name == "one" => {
                let _ = write!(plural, "n if self.is_one(n) => {body}, ");
            }
            VariantKey::Identifier { name } if name == "other" && variant.default => {
                fallback = format!("_ => {body}");
            }
            VariantKey::Identifier { name } => {
                panic!("the plural category {name} is not one of English or French")
            }
        }
    }
    assert!(!fallback.is_empty(), "a selector needs *[other]");
    format!("(match {count} {{ {exact}{plural}{fallback} }})")
}

/// The text as one reads it, variables in braces: for the doc comment, and for texts without any.
fn plain(pattern: &Pattern<String>) -> String {
    let part = |element: &PatternElement<String>| match element {
        PatternElement::TextElement { value } => value.clone(),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => {
            format!("{{{}}}", variable(inline).0)
        }
        PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
            variants.iter().find(|v| v.default).map(|v| plain(&v.value)).unwrap_or_default()
        }
    };
    pattern.elements.iter().map(part).collect()
}

fn snake(name: &str) -> String {
    name.replace('-', "_")
}
