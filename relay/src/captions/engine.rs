//! What turns sound into words, behind one trait: a model in this process, or an endpoint
//! elsewhere.
//!
//! An engine hears one stretch of speech at a time and remembers nothing between two. What is
//! stable, what is invented and how names are spelt is decided outside it, for every engine alike.

use std::fmt;

/// Samples a second of all sound that an engine hears.
pub const RATE: usize = 16_000;

/// A recogniser of one language.
pub trait Engine: Send + Sync {
    /// For the log, such as "moonshine tiny".
    fn name(&self) -> String;

    /// Whether it is quick and cheap enough to hear a stretch of speech again and again while it
    /// grows.
    fn hears_partials(&self) -> bool;

    /// The words of `samples`: one voice, [`RATE`] a second, -1 to 1. `expected` is what the same
    /// engine heard in the beginning of them: it may make the answer quicker, and is no hint at what
    /// the answer should be.
    ///
    /// # Errors
    /// [`Deaf`], and the next call may do better.
    fn transcribe(&self, samples: &[f32], expected: &[u32]) -> Result<Transcript, Deaf>;
}

/// What an engine heard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    pub text: String,
    /// Mean natural logarithm of the probability of each token, 0 at most; none when the engine does
    /// not tell.
    pub confidence: Option<f32>,
    /// The engine's own spelling of it, for the next `expected`.
    pub tokens: Vec<u32>,
}

/// Why an engine heard nothing, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deaf(pub String);

impl fmt::Display for Deaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Deaf {}
