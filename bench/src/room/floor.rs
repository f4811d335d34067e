//! The least that a room's events can cost on this machine: the bytes of each frame, written to
//! every socket by one thread, and nothing else.
//!
//! Law: as many sockets, as many frames, of the same lengths and at the same moments as the relay's.
//! What is left out is everything else that a relay does: rules, queues, tasks, timers, reading.

use crate::{kernel::cpu_used, spread::Spread};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

/// When frames left, in milliseconds from the first, and their bytes.
#[derive(Debug, Clone, Deserialize)]
pub struct Trace(Vec<(f64, usize)>);

#[derive(Debug, Clone, Serialize)]
pub struct Poured {
    pub frames: u64,
    pub bytes: u64,
    /// Frames that the system did not take whole at once.
    pub refused: u64,
    pub seconds: f64,
    pub cpu_us_per_frame: f64,
    /// From the moment at which a frame was due to the last socket that took it.
    pub all_ms: Spread,
}

/// A frame longer than that is no event.
const FRAME_MOST: usize = 64 * 1024;

/// Waits for all `sockets`, then pours.
pub fn run(listener: &TcpListener, sockets: usize, trace: &Trace) -> Result<Poured> {
    let mut streams = Vec::with_capacity(sockets);
    for _ in 0..sockets {
        let (stream, _) = listener.accept().context("nobody comes")?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        streams.push(stream);
    }
    pour(&mut streams, trace)
}

fn pour(streams: &mut [TcpStream], Trace(trace): &Trace) -> Result<Poured> {
    let bytes = vec![b'.'; FRAME_MOST];
    let (mut frames, mut poured, mut refused) = (0, 0, 0);
    let mut all_ms = Vec::with_capacity(trace.len());
    let (began, cpu) = (Instant::now(), cpu_used());
    for (at_ms, len) in trace {
        let due = began + Duration::from_secs_f64(at_ms / 1e3);
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let frame = bytes.get(..*len).context("a frame that is no event")?;
        for stream in &mut *streams {
            frames += 1;
            match stream.write(frame) {
                Ok(count) => {
                    poured += count as u64;
                    refused += u64::from(count < frame.len());
                }
                Err(_) => refused += 1,
            }
        }
        all_ms.push(due.elapsed().as_secs_f64() * 1e3);
    }
    let spent = cpu_used() - cpu;
    Ok(Poured {
        frames,
        bytes: poured,
        refused,
        seconds: began.elapsed().as_secs_f64(),
        cpu_us_per_frame: spent.as_secs_f64() * 1e6 / frames.max(1) as f64,
        all_ms: Spread::of(all_ms),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn every_socket_gets_every_byte() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut ends: Vec<_> = (0..20).map(|_| TcpStream::connect(address).unwrap()).collect();
        let trace = Trace(vec![(0.0, 100), (5.0, 250), (10.0, 7)]);
        let poured = run(&listener, ends.len(), &trace).unwrap();
        assert_eq!((poured.frames, poured.bytes, poured.refused), (60, 20 * 357, 0));
        for end in &mut ends {
            let mut heard = Vec::new();
            end.read_to_end(&mut heard).unwrap();
            assert_eq!(heard.len(), 357);
        }
    }
}
