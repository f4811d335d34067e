//! Short names for what the client's WebAssembly and its glue call one another.
//!
//! wasm-bindgen ends each name with 16 digits of chance, so that crates cannot collide in it; two
//! hundred names in two files are 6 kB that nothing compresses. The two files are made together
//! and need no such care.

use std::collections::HashMap;

/// The new name of each of `names`: `_0`, `_1` and so on, in their order.
pub(crate) fn shortened<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<String, String> {
    let mut short = HashMap::new();
    for name in names {
        let next = format!("_{:x}", short.len());
        short.entry(name.to_owned()).or_insert(next);
    }
    short
}

/// The glue with every whole identifier that has a new name under it, and without the indentation
/// that only people need.
pub(crate) fn renamed(glue: &str, short: &HashMap<String, String>) -> String {
    let is_inside = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '$';
    let mut out = String::with_capacity(glue.len());
    for line in glue.lines() {
        // A line within a text of several lines would lose what it says.
        let mut rest = if glue.contains('`') { line } else { line.trim_start() };
        while let Some(start) = rest.find(is_inside) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|sign| !is_inside(sign)).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            out += before;
            out += short.get(word).map_or(word, String::as_str);
            rest = after;
        }
        out += rest;
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_alone_are_renamed() {
        let short = shortened(["__wbg_new_1", "__wbg_new_12"].into_iter());
        let glue = "  __wbg_new_12: function() { wasm.__wbg_new_1; __wbg_new_123(); }\n";
        let expected = "_1: function() { wasm._0; __wbg_new_123(); }\n";
        assert_eq!(renamed(glue, &short), expected);
    }

    #[test]
    fn a_name_that_stands_twice_is_one() {
        let short = shortened(["a", "b", "a"].into_iter());
        assert_eq!((short["a"].as_str(), short["b"].as_str()), ("_0", "_1"));
    }

    #[test]
    fn a_text_of_several_lines_keeps_its_spaces() {
        let glue = "const x = `a\n  b`;\n";
        assert_eq!(renamed(glue, &HashMap::new()), glue);
    }
}
