//! How loud the own microphone is.

use super::microphone::Microphone;
use std::cell::RefCell;
use web_sys::{AnalyserNode, AudioContext, AudioContextState, MediaStreamAudioSourceNode};

/// Some 21 ms at 48 kHz: shorter than a syllable.
const WINDOW: u32 = 1_024;

pub(crate) struct Meter {
    context: AudioContext,
    analyser: AnalyserNode,
    _source: MediaStreamAudioSourceNode,
    samples: RefCell<Vec<f32>>,
}

impl Meter {
    pub(crate) fn new(microphone: &Microphone) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(WINDOW);
        let source = context.create_media_stream_source(&microphone.stream).ok()?;
        source.connect_with_audio_node(&analyser).ok()?;
        // Starts suspended where the browser saw no click yet; a later click resumes it.
        let _ = context.resume();
        let samples = RefCell::new(vec![0.0; WINDOW as usize]);
        Some(Self { context, analyser, _source: source, samples })
    }

    /// Effective level, linear, 0 to 1; `None` while the browser does not let it measure.
    pub(crate) fn level(&self) -> Option<f64> {
        if self.context.state() != AudioContextState::Running {
            let _ = self.context.resume();
            return None;
        }
        let mut samples = self.samples.borrow_mut();
        self.analyser.get_float_time_domain_data(&mut samples);
        let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
        Some(f64::from((energy / WINDOW as f32).sqrt()))
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}
