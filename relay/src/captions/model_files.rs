//! Reads a model's file, and lets none through whose bytes are not those of the table: a wrong
//! file would give wrong words, or none, and nobody would know why.

use super::models::ModelFile;
use ring::digest;
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

/// A file that cannot be used; says in one line what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    path: PathBuf,
    wrong: Wrong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    Missing,
    Unreadable(String),
    Truncated {
        bytes: u64,
        of: u64,
    },
    /// The file of the other size lies in its place.
    OfAnother(&'static str),
    Changed,
    Unfit(String),
}

impl BadFile {
    /// Whether the file was never fetched.
    pub const fn is_missing(&self) -> bool {
        matches!(self.wrong, Wrong::Missing)
    }

    /// The bytes are right and yet cannot be used.
    pub(super) fn unfit(dir: &Path, file: ModelFile, error: &dyn fmt::Display) -> Self {
        // One line, whatever the library says.
        let why = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        Self { path: dir.join(file.path), wrong: Wrong::Unfit(why) }
    }
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.wrong {
            Wrong::Missing => write!(f, "{path} is missing: run `cargo xtask models` to fetch it"),
            Wrong::Unreadable(why) => {
                write!(f, "{path} cannot be read ({why}): make it readable for the relay")
            }
            Wrong::Truncated { bytes, of } => write!(
                f,
                "{path} holds only {bytes} of {of} bytes: run `cargo xtask models` to fetch it again"
            ),
            Wrong::OfAnother(what) => write!(
                f,
                "{path} is in truth {what}: run `cargo xtask models` to put the right one there"
            ),
            Wrong::Changed => write!(
                f,
                "{path} is not the file that this relay knows (its SHA-256 differs): run `cargo \
                 xtask models` to fetch it again"
            ),
            Wrong::Unfit(why) => write!(f, "{path} cannot be used ({why}): please report this"),
        }
    }
}

impl std::error::Error for BadFile {}

/// All bytes of `file` in the folder `dir`.
///
/// # Errors
/// [`BadFile`]
pub(super) fn read(dir: &Path, file: ModelFile) -> Result<Vec<u8>, BadFile> {
    let path = dir.join(file.path);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BadFile { path, wrong: Wrong::Missing });
        }
        Err(error) => return Err(BadFile { path, wrong: Wrong::Unreadable(error.to_string()) }),
    };
    match check(&bytes, file) {
        Ok(()) => Ok(bytes),
        Err(wrong) => Err(BadFile { path, wrong }),
    }
}

fn check(bytes: &[u8], file: ModelFile) -> Result<(), Wrong> {
    let hash = digest::digest(&digest::SHA256, bytes);
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    if hash == file.sha256 {
        return Ok(());
    }
    if let Some(other) = super::models::FILES.iter().find(|other| other.sha256 == hash) {
        return Err(Wrong::OfAnother(other.path));
    }
    let length = bytes.len() as u64;
    if length < file.bytes {
        return Err(Wrong::Truncated { bytes: length, of: file.bytes });
    }
    Err(Wrong::Changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::captions::models::{FILES, Size, TOKENIZER};

    fn refusal(wrong: Wrong) -> String {
        BadFile { path: PathBuf::from("models/tiny/encoder_model.onnx"), wrong }.to_string()
    }

    #[test]
    fn each_refusal_says_in_one_line_what_to_do() {
        for wrong in [
            Wrong::Missing,
            Wrong::Unreadable("permission denied".to_owned()),
            Wrong::Truncated { bytes: 10, of: 20 },
            Wrong::OfAnother("base/encoder_model.onnx"),
            Wrong::Changed,
            Wrong::Unfit("no such node".to_owned()),
        ] {
            let said = refusal(wrong);
            assert!(!said.contains('\n') && said.contains(": "), "{said}");
        }
    }

    #[test]
    fn a_missing_file_and_a_short_one_are_told_apart() {
        let nowhere = read(Path::new("/nonexistent"), TOKENIZER).unwrap_err();
        assert!(nowhere.is_missing());
        let short = check(b"half", Size::Tiny.encoder());
        assert_eq!(short, Err(Wrong::Truncated { bytes: 4, of: Size::Tiny.encoder().bytes }));
    }

    #[test]
    fn a_file_of_the_right_length_with_other_bytes_is_refused() {
        let file = ModelFile { bytes: 4, ..TOKENIZER };
        assert_eq!(check(b"abcd", file), Err(Wrong::Changed));
    }

    #[test]
    fn the_file_of_another_model_is_named() {
        let dir = std::env::var_os("CAUSERIE_MODELS").map(PathBuf::from);
        let Some(bytes) = dir.and_then(|dir| fs::read(dir.join(TOKENIZER.path)).ok()) else {
            return;
        };
        assert_eq!(check(&bytes, Size::Base.encoder()), Err(Wrong::OfAnother(FILES[0].path)));
    }
}
