//! The one file that reads time or draws randomness.

use causerie_shared::time::UnixMs;
use ring::rand::{SecureRandom, SystemRandom};
use std::{
    future::Future,
    pin::Pin,
    sync::OnceLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The moment, in Unix milliseconds. Never goes back while the relay runs, whatever happens to
/// the machine's clock: a deadline that was reached stays reached.
pub fn now() -> UnixMs {
    let (start, unix_ms) = *started();
    let elapsed = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    UnixMs(unix_ms).plus_ms(elapsed)
}

/// The monotonic moment, for the media plane's deadlines.
pub fn instant() -> Instant {
    Instant::now()
}

/// The wall clock in Unix microseconds, for RTCP's sender reports.
pub fn unix_us() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// Sleeps until [`now`] is at least `at`.
pub async fn sleep_until(at: UnixMs) {
    let (start, unix_ms) = *started();
    // One more, because `now` rounds down.
    let ms = at.0.saturating_sub(unix_ms).saturating_add(1);
    match start.checked_add(Duration::from_millis(ms)) {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

/// Waits for a moment that seldom changes: to wait again for the same one costs next to nothing, so a
/// task that is woken often need not set its timer each time.
#[derive(Default)]
pub struct Alarm {
    set: Option<UnixMs>,
    waiting: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Alarm {
    /// For ever, when there is no moment.
    pub async fn wait(&mut self, at: Option<UnixMs>) {
        let Some(moment) = at else { return std::future::pending().await };
        if self.set != at {
            self.waiting = None;
        }
        self.set = at;
        self.waiting.get_or_insert_with(|| Box::pin(sleep_until(moment))).as_mut().await;
        // What is over is not waited for again.
        self.waiting = None;
    }
}

/// A beat that does not drift: tick `n` falls due at start + `n` periods, however late the ticks
/// before it were taken.
pub struct Beat {
    start: Instant,
    period: Duration,
    next: u64,
}

impl Beat {
    pub fn every(period: Duration) -> Self {
        Self { start: Instant::now(), period, next: 0 }
    }

    /// Waits for the next tick and gives its number. Ticks that are more than `late_most` behind
    /// are left out.
    pub async fn tick(&mut self, late_most: u64) -> u64 {
        let period_us = u64::try_from(self.period.as_micros()).unwrap_or(u64::MAX).max(1);
        let at = Duration::from_micros(self.next.saturating_mul(period_us));
        tokio::time::sleep_until((self.start + at).into()).await;
        let elapsed = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let due = elapsed / period_us;
        if due.saturating_sub(self.next) > late_most {
            self.next = due;
        }
        let tick = self.next;
        self.next += 1;
        tick
    }
}

fn started() -> &'static (Instant, u64) {
    static STARTED: OnceLock<(Instant, u64)> = OnceLock::new();
    STARTED.get_or_init(|| {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        (Instant::now(), u64::try_from(unix.as_millis()).unwrap_or(u64::MAX))
    })
}

/// Random bytes fit for keys.
///
/// # Panics
/// When the system has no randomness to give, for then nothing here is safe.
pub fn chance<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "a relay without randomness must not go on")]
    SystemRandom::new().fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// For libraries that throw their own dice.
pub fn dice() -> SystemRandom {
    SystemRandom::new()
}

pub fn chance_u128() -> u128 {
    u128::from_le_bytes(chance())
}
