//! Work that takes a core, and memory, for a while: so many at once, and so many in line.
//!
//! Law: whoever comes when the line is full learns so at once, before anything of theirs is held.

use crate::http::Problem;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(super) struct Workshop {
    line: Arc<Semaphore>,
    benches: Arc<Semaphore>,
    retry_after_s: u32,
}

/// A place in line, and then at a bench.
pub(super) struct Place {
    in_line: OwnedSemaphorePermit,
    benches: Arc<Semaphore>,
}

impl Workshop {
    /// `line` counts those who work, too.
    pub(super) fn new(benches: usize, line: usize, retry_after_s: u32) -> Self {
        Self {
            line: Arc::new(Semaphore::new(line)),
            benches: Arc::new(Semaphore::new(benches)),
            retry_after_s,
        }
    }

    /// # Errors
    /// A 503 with the wait when the line is full.
    pub(super) fn place(&self) -> Result<Place, Problem> {
        let in_line = Arc::clone(&self.line).try_acquire_owned();
        let in_line = in_line.map_err(|_| Problem::busy(self.retry_after_s))?;
        Ok(Place { in_line, benches: Arc::clone(&self.benches) })
    }

    /// # Errors
    /// A 503 with the wait when the line is full.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.place()?.run(work).await
    }
}

impl Place {
    /// Waits for a bench and does the work. A visitor who leaves meanwhile frees the bench when the
    /// work is done, and no sooner.
    pub(super) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let Self { in_line, benches } = self;
        let bench = benches.acquire_owned().await.map_err(|_| Problem::stopping())?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((bench, in_line));
            done
        });
        done.await.map_err(|_| Problem::stopping())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn who_finds_the_line_full_learns_so_at_once() {
        let workshop = Arc::new(Workshop::new(1, 2, 3));
        let (go, wait) = mpsc::channel::<()>();
        let first = {
            let workshop = Arc::clone(&workshop);
            tokio::spawn(async move { workshop.run(move || wait.recv().is_ok()).await.is_ok() })
        };
        while workshop.benches.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let in_line = workshop.place().ok().unwrap();
        assert!(workshop.place().is_err());
        go.send(()).unwrap();
        assert!(first.await.unwrap());
        assert_eq!(in_line.run(|| 7).await.ok(), Some(7));
        assert!(workshop.place().is_ok());
    }
}
