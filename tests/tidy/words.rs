//! Reads documents and languages as text: where links lead, which messages there are.

use std::collections::{BTreeMap, BTreeSet};

/// Targets of `[…](…)` inside the repository, without their anchors.
pub(crate) fn relative_links(text: &str) -> Vec<String> {
    let mut in_code = false;
    let mut links = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split([')', ' ', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                links.push(target.to_owned());
            }
        }
    }
    links
}

/// Each message and attribute of a Fluent file, with the variables it uses.
pub(crate) fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut message, mut entry) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let head = line.split_once('=').map(|(head, _)| head.trim()).filter(|head| {
            !head.is_empty() && head.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        });
        if let Some(head) = head.filter(|_| !line.starts_with(' ')) {
            message = head.to_owned();
            entry = head.to_owned();
        } else if let Some(attribute) = head.filter(|head| head.starts_with('.')) {
            entry = format!("{message}{attribute}");
        }
        if entry.is_empty() {
            continue;
        }
        let variables = messages.entry(entry.clone()).or_default();
        for after in line.split('$').skip(1) {
            let name: String = after
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                .collect();
            variables.insert(name);
        }
    }
    messages
}

/// Lines of a French text whose signs may part from their word at the end of a line: `;`, `!` and `?`
/// stand behind U+202F, `:` and what is inside « » behind U+00A0.
pub(crate) fn loose_signs(text: &str) -> Vec<&str> {
    let loose = [" ;", " !", " ?", " :", " »", "« "];
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter(|line| loose.iter().any(|sign| line.contains(sign))).collect()
}

mod laws {
    use super::*;

    #[test]
    fn a_sign_that_can_begin_a_line_is_seen() {
        let tight = "# ceci ; cela\na = Qui\u{202f}?\nb = Vu\u{a0}: «\u{a0}rien\u{a0}».";
        assert_eq!(loose_signs(tight), Vec::<&str>::new());
        assert_eq!(loose_signs("a = Qui ?\nb = Rien."), ["a = Qui ?"]);
    }

    #[test]
    fn a_variable_missing_in_one_language_is_seen() {
        let english =
            messages("# note\nlive-for = Live for { $time }\n    .label = { $count } people\n");
        assert_eq!(english["live-for"], BTreeSet::from(["time".to_owned()]));
        assert_eq!(english["live-for.label"], BTreeSet::from(["count".to_owned()]));
    }
}
