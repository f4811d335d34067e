//! Reads the table of limits, and looks each of its rows up in the code.

use std::fs;

use crate::source::root_dir;

/// One row of `docs/limits.md`: the code spans of its cells.
pub(crate) struct Limit {
    pub(crate) value: String,
    /// A setting's name, or a file under `relay/src/` and a constant's name.
    pub(crate) place: Vec<String>,
    pub(crate) counter: String,
}

pub(crate) fn limits() -> Vec<Limit> {
    let page = root_dir().join("docs/limits.md");
    let text = fs::read_to_string(page).expect("the page of limits");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").collect::<Vec<_>>())
        .filter(|cells| !cells.contains(&"Where"))
        .map(|cells| {
            let [_, value, place, _, counter] = cells[..] else {
                panic!("a limit has five cells, not {cells:?}")
            };
            Limit {
                value: spans(value).concat(),
                place: spans(place),
                counter: spans(counter).concat(),
            }
        })
        .collect()
}

/// What stands between backticks.
fn spans(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The value that the code gives a setting or a constant.
pub(crate) fn value_in(code: &str, name: &str) -> Option<String> {
    let declared = code.lines().find_map(|line| {
        let bare = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(super) ");
        bare.trim_start_matches("const ").strip_prefix(name)?.strip_prefix(": ")
    })?;
    let (_kind, value) = declared.split_once(" = ")?;
    let value = value.strip_suffix(';').unwrap_or(value);
    Some(value.split(", \"").next().unwrap_or(value).to_owned())
}
