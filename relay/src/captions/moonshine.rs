//! Moonshine, a speech model for English, run in this process: an encoder that hears a whole
//! stretch of speech, and a decoder that writes it token by token.
//!
//! A stretch of speech is heard again every half second while it grows, and mostly begins with the
//! same words. So the decoder is first given what was written the last time as a whole, keeps as
//! much of it as it would have written itself, and goes on from there: the text is the same, and
//! most of the steps are saved.

use super::{
    engine::{Deaf, Engine, RATE, Transcript},
    model_files::{self, BadFile},
    models::{Size, TOKENIZER},
    tokens::{END, START, Vocabulary},
};
use rten::{Model, ModelOptions, NodeId, RunError, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::{Layout, NdTensor, NdTensorView, Tensor, prelude::*};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// A loaded model. Many threads may use it at once; each call computes on one core.
pub struct Moonshine {
    size: Size,
    encoder: Model,
    decoder: Decoder,
    vocabulary: Vocabulary,
    /// Pools of one thread, one for each call that runs at the same time.
    pools: Mutex<Vec<Arc<ThreadPool>>>,
}

struct Decoder {
    model: Model,
    tokens: NodeId,
    heard: NodeId,
    goes_on: NodeId,
    logits: NodeId,
    /// By layer, then own and heard keys and values.
    caches: Vec<Cache>,
}

/// Where one part of the decoder's memory goes in, and comes out.
struct Cache {
    past: NodeId,
    present: NodeId,
    /// Of the sound, so it stays as the first step made it.
    is_of_sound: bool,
}

/// Attention heads of each layer, in both sizes.
const HEADS: usize = 8;
/// The most that people say in a second, by the makers of the model.
const TOKENS_MOST_PER_S: f32 = 6.5;
/// Below that the encoder's filters have nothing to work on.
const SAMPLES_LEAST: usize = RATE / 10;

impl Moonshine {
    /// Reads the models' folder. Takes some 0.2 s (tiny) or 0.5 s (base).
    ///
    /// # Errors
    /// In one line, what to do.
    pub fn load(dir: &Path, size: Size) -> Result<Self, BadFile> {
        let vocabulary = model_files::read(dir, TOKENIZER)?;
        let vocabulary = Vocabulary::read(&vocabulary)
            .map_err(|error| BadFile::unfit(dir, TOKENIZER, &error))?;
        let load = |file| {
            let bytes = model_files::read(dir, file)?;
            ModelOptions::with_all_ops()
                .load(bytes)
                .map_err(|error| BadFile::unfit(dir, file, &error))
        };
        let encoder = load(size.encoder())?;
        let decoder = Decoder::new(load(size.decoder())?, size)
            .map_err(|error| BadFile::unfit(dir, size.decoder(), &error))?;
        Ok(Self { size, encoder, decoder, vocabulary, pools: Mutex::default() })
    }

    fn hear(&self, samples: &[f32], run: &RunOptions) -> Result<Value, RunError> {
        let sound = NdTensorView::from_data([1, samples.len()], samples);
        self.encoder.run_one(sound.into(), Some(run.clone()))
    }
}

impl Engine for Moonshine {
    fn name(&self) -> String {
        format!("moonshine {}", self.size.name())
    }

    fn hears_partials(&self) -> bool {
        true
    }

    fn transcribe(&self, samples: &[f32], expected: &[u32]) -> Result<Transcript, Deaf> {
        if samples.len() < SAMPLES_LEAST {
            return Ok(Transcript::default());
        }
        let pool = self.pools.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = pool.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let mut run = RunOptions::default();
        run.thread_pool = Some(Arc::clone(&pool));
        let written = self.hear(samples, &run).and_then(|heard| {
            let seconds = samples.len() as f32 / RATE as f32;
            let most = (seconds * TOKENS_MOST_PER_S).ceil() as usize;
            self.decoder.write(self.size, &heard, expected, most, &run)
        });
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        let Written { tokens, likelihood } =
            written.map_err(|error| Deaf(format!("{} could not be run: {error}", self.name())))?;
        let confidence = likelihood / (tokens.len() + 1) as f32;
        let text = with_capital_i(&self.vocabulary.text(&tokens));
        Ok(Transcript { text, confidence: Some(confidence), tokens })
    }
}

/// The model writes "so i learned" now and then.
fn with_capital_i(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.strip_prefix('i') {
        Some(rest) if rest.is_empty() || rest.starts_with([',', '\'']) => format!("I{rest}"),
        Some(_) | None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What the decoder wrote, without the tokens for start and end.
struct Written {
    tokens: Vec<u32>,
    /// Natural logarithm of the probability of it all.
    likelihood: f32,
}

impl Decoder {
    fn new(model: Model, size: Size) -> Result<Self, RunError> {
        let mut caches = Vec::new();
        for layer in 0..size.layers() {
            for side in ["decoder", "encoder"] {
                for part in ["key", "value"] {
                    caches.push(Cache {
                        past: model.node_id(&format!("past_key_values.{layer}.{side}.{part}"))?,
                        present: model.node_id(&format!("present.{layer}.{side}.{part}"))?,
                        is_of_sound: side == "encoder",
                    });
                }
            }
        }
        Ok(Self {
            tokens: model.node_id("input_ids")?,
            heard: model.node_id("encoder_hidden_states")?,
            goes_on: model.node_id("use_cache_branch")?,
            logits: model.node_id("logits")?,
            model,
            caches,
        })
    }

    /// Always the likeliest token, until the end or `most` of them.
    fn write(
        &self,
        size: Size,
        heard: &Value,
        expected: &[u32],
        most: usize,
        run: &RunOptions,
    ) -> Result<Written, RunError> {
        let mut written = Written { tokens: Vec::new(), likelihood: 0.0 };
        let nothing: Tensor<f32> = Tensor::zeros(&[0, HEADS, 1, size.head_width()]);
        let mut caches: Vec<Value> = self.caches.iter().map(|_| nothing.clone().into()).collect();
        let expected = &expected[..expected.len().min(most)];
        let mut given: Vec<u32> = std::iter::once(START).chain(expected.iter().copied()).collect();
        let mut goes_on = false;
        loop {
            let (logits, present) = self.step(&given, heard, goes_on, &caches, run)?;
            let before = written.tokens.len();
            let mut is_over = false;
            for place in 0..given.len() {
                let (token, likelihood) = likeliest(&logits, place);
                written.likelihood += likelihood;
                if token == END || written.tokens.len() >= most {
                    is_over = true;
                    break;
                }
                written.tokens.push(token);
                if given.get(place + 1) != Some(&token) {
                    break;
                }
            }
            if is_over {
                return Ok(written);
            }
            let used = written.tokens.len() - before;
            for (cache, (place, new)) in self.caches.iter().zip(caches.iter_mut().zip(present)) {
                match (cache.is_of_sound, goes_on) {
                    (true, true) => {}
                    (true, false) => *place = new,
                    // What was given and not kept has left its trace in the memory of words.
                    (false, false) => *place = first_places(new, used),
                    (false, true) => *place = new,
                }
            }
            goes_on = true;
            given = written.tokens.last().copied().into_iter().collect();
        }
    }

    fn step(
        &self,
        tokens: &[u32],
        heard: &Value,
        goes_on: bool,
        caches: &[Value],
        run: &RunOptions,
    ) -> Result<(NdTensor<f32, 3>, Vec<Value>), RunError> {
        let tokens: Vec<i32> = tokens.iter().map(|token| token.cast_signed()).collect();
        let tokens = NdTensor::from_data([1, tokens.len()], tokens);
        let goes_on = NdTensor::from([i32::from(goes_on)]);
        let mut inputs: Vec<(NodeId, ValueOrView)> = vec![
            (self.tokens, tokens.view().into()),
            (self.heard, heard.into()),
            (self.goes_on, goes_on.view().into()),
        ];
        inputs.extend(self.caches.iter().zip(caches).map(|(to, cache)| (to.past, cache.into())));
        let outputs: Vec<NodeId> = std::iter::once(self.logits)
            .chain(self.caches.iter().map(|from| from.present))
            .collect();
        let mut values = self.model.run(inputs, &outputs, Some(run.clone()))?;
        let present = values.split_off(1);
        let logits = values.pop().and_then(|logits| NdTensor::try_from(logits).ok());
        Ok((logits.unwrap_or_else(|| NdTensor::zeros([1, 0, 0])), present))
    }
}

/// The likeliest token at one place, and the logarithm of its probability. The end, where there are
/// no figures.
fn likeliest(logits: &NdTensor<f32, 3>, place: usize) -> (u32, f32) {
    let [_, places, _] = logits.shape();
    if place >= places {
        return (END, 0.0);
    }
    let row = logits.slice((0, place));
    let mut best = (END, f32::NEG_INFINITY);
    for (token, logit) in (0u32..).zip(row.iter()) {
        if *logit > best.1 {
            best = (token, *logit);
        }
    }
    let sum: f32 = row.iter().map(|logit| (logit - best.1).exp()).sum();
    (best.0, -sum.ln())
}

/// The memory of the first tokens.
fn first_places(memory: Value, used: usize) -> Value {
    match NdTensor::<f32, 4>::try_from(memory) {
        Ok(memory) => {
            let [_, _, places, _] = memory.shape();
            memory.slice((.., .., ..used.min(places), ..)).to_tensor().into()
        }
        Err(_) => Tensor::<f32>::zeros(&[0]).into(),
    }
}
