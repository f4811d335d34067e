//! Counters and gauges of the control plane, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Default)]
pub struct Tally {
    sockets: AtomicU64,
    sockets_slow_total: AtomicU64,
    sockets_fast_total: AtomicU64,
    sockets_unreadable_total: AtomicU64,
    commands_total: AtomicU64,
    commands_refused_total: AtomicU64,
    frames_serialised_total: AtomicU64,
    frames_sent_total: AtomicU64,
    spaces_opened_total: AtomicU64,
    spaces_ended_total: AtomicU64,
    captions_told_total: AtomicU64,
    captions_final_total: AtomicU64,
}

/// Counts an open socket for as long as it lives.
pub struct SocketCounted(std::sync::Arc<Tally>);

impl Drop for SocketCounted {
    fn drop(&mut self) {
        self.0.sockets.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Tally {
    pub fn socket(self: &std::sync::Arc<Self>) -> SocketCounted {
        self.sockets.fetch_add(1, Ordering::Relaxed);
        SocketCounted(std::sync::Arc::clone(self))
    }

    pub fn sockets(&self) -> u64 {
        self.sockets.load(Ordering::Relaxed)
    }

    pub fn slow(&self) {
        self.sockets_slow_total.fetch_add(1, Ordering::Relaxed);
    }

    pub fn fast(&self) {
        self.sockets_fast_total.fetch_add(1, Ordering::Relaxed);
    }

    pub fn unreadable(&self) {
        self.sockets_unreadable_total.fetch_add(1, Ordering::Relaxed);
    }

    pub fn answered(&self, refused: bool) {
        self.commands_total.fetch_add(1, Ordering::Relaxed);
        self.commands_refused_total.fetch_add(u64::from(refused), Ordering::Relaxed);
    }

    pub fn captioned(&self, is_final: bool) {
        self.captions_told_total.fetch_add(1, Ordering::Relaxed);
        self.captions_final_total.fetch_add(u64::from(is_final), Ordering::Relaxed);
    }

    pub fn serialised(&self) {
        self.frames_serialised_total.fetch_add(1, Ordering::Relaxed);
    }

    pub fn frames(&self, sent: u64) {
        self.frames_sent_total.fetch_add(sent, Ordering::Relaxed);
    }

    pub fn opened(&self) {
        self.spaces_opened_total.fetch_add(1, Ordering::Relaxed);
    }

    pub fn ended(&self) {
        self.spaces_ended_total.fetch_add(1, Ordering::Relaxed);
    }

    /// Name, words, value. Names that end in `_total` only grow.
    pub fn all(&self) -> [(&'static str, &'static str, u64); 12] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("sockets", "WebSockets open", read(&self.sockets)),
            (
                "sockets_slow_total",
                "WebSockets dropped because they read too slowly",
                read(&self.sockets_slow_total),
            ),
            (
                "sockets_fast_total",
                "WebSockets closed because they sent too fast",
                read(&self.sockets_fast_total),
            ),
            (
                "sockets_unreadable_total",
                "WebSockets closed because they sent what is no frame",
                read(&self.sockets_unreadable_total),
            ),
            ("commands_total", "Commands answered", read(&self.commands_total)),
            (
                "commands_refused_total",
                "Commands answered with a fault",
                read(&self.commands_refused_total),
            ),
            (
                "frames_serialised_total",
                "Frames made for WebSockets, each for one of them or for all of a class",
                read(&self.frames_serialised_total),
            ),
            ("frames_sent_total", "Frames queued to WebSockets", read(&self.frames_sent_total)),
            ("spaces_opened_total", "Spaces opened or taken up", read(&self.spaces_opened_total)),
            ("spaces_ended_total", "Spaces ended", read(&self.spaces_ended_total)),
            (
                "captions_told_total",
                "Times that the recogniser had something to say",
                read(&self.captions_told_total),
            ),
            (
                "captions_final_total",
                "Stretches of speech that it finished",
                read(&self.captions_final_total),
            ),
        ]
    }
}
