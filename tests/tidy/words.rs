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

mod laws {
    use super::*;

    #[test]
    fn a_variable_missing_in_one_language_is_seen() {
        let english =
            messages("# note\nlive-for = Live for { $time }\n    .label = { $count } people\n");
        assert_eq!(english["live-for"], BTreeSet::from(["time".to_owned()]));
        assert_eq!(english["live-for.label"], BTreeSet::from(["count".to_owned()]));
    }
}
