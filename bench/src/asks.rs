//! People who open pages and press buttons, as far as the relay notices: requests at a fixed rate,
//! whether or not earlier ones were answered.
//!
//! Law: a request has its moment, and its latency counts from that moment, not from when its turn
//! came. Otherwise a relay that stalls would be asked less while it stalls, and its worst second
//! would count as one slow answer (*coordinated omission*).
//!
//! Request `n` goes over connection `n` modulo their number, in order: so two that must not
//! overtake one another are put a whole round apart.

use crate::{
    http::{Connection, request},
    kernel::cpu_used,
    spread::Spread,
};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

/// A load that was asked for by mistake ends by itself.
const SECONDS_MOST: f64 = 600.0;
/// Between the last connection and the first request.
const HEAD_START: Duration = Duration::from_millis(50);

/// What is asked.
#[derive(Debug, Clone, Deserialize)]
pub struct Deck {
    pub per_second: f64,
    pub seconds: f64,
    /// Connections.
    pub lanes: usize,
    /// In order, and from the beginning again when they are through.
    pub asks: Vec<Ask>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Ask {
    /// Under which its answers are counted.
    pub kind: String,
    pub method: String,
    pub path: String,
    pub cookie: Option<String>,
    pub body: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Answered {
    pub seconds: f64,
    pub kinds: BTreeMap<String, Kind>,
    /// Share of a CPU that the load used itself.
    pub own_cpu: f64,
}

/// The answers to requests of one kind.
#[derive(Debug, Default, Serialize)]
pub struct Kind {
    /// From the moment at which it was due until its answer was whole.
    pub ms: Spread,
    /// From that moment until it was sent: what is not the answer's own time.
    pub late_ms: Spread,
    pub statuses: BTreeMap<u16, u64>,
    /// Connections that ended in the middle.
    pub broken: u64,
    /// What an answer that was no success said, one for all.
    pub why: Option<String>,
}

pub fn run(relay: SocketAddr, deck: &Deck) -> Result<Answered> {
    ensure!(!deck.asks.is_empty() && deck.lanes > 0, "nothing is asked, or nobody asks");
    ensure!(deck.per_second > 0.0, "a rate is more than 0");
    let total = (deck.per_second * deck.seconds.clamp(0.0, SECONDS_MOST)) as usize;
    let requests: Vec<_> = deck.asks.iter().map(Ask::bytes).collect();
    // The last is the one who gives the sign.
    let ready = Barrier::new(deck.lanes + 1);
    let cpu = cpu_used();
    thread::scope(|scope| {
        let mut lanes = Vec::new();
        let open = (0..deck.lanes).map(|_| Connection::open(relay)).collect::<Result<Vec<_>>>()?;
        for (number, connection) in open.into_iter().enumerate() {
            let mine = (number..total).step_by(deck.lanes);
            let lane = Lane { relay, deck, requests: &requests, connection };
            lanes.push(scope.spawn(|| {
                ready.wait();
                lane.ask(mine, Instant::now() + HEAD_START)
            }));
        }
        ready.wait();
        let began = Instant::now() + HEAD_START;
        let mut heard = Vec::new();
        for lane in lanes {
            heard.extend(lane.join().ok().context("a lane broke")??);
        }
        let seconds = began.elapsed().as_secs_f64();
        let own_cpu = (cpu_used() - cpu).as_secs_f64() / seconds;
        Ok(Answered { seconds, kinds: kinds(deck, heard), own_cpu })
    })
}

impl Ask {
    fn bytes(&self) -> Vec<u8> {
        let mut headers: Vec<_> =
            self.cookie.iter().map(|cookie| format!("cookie: {cookie}")).collect();
        headers.extend(self.body.is_some().then(|| "content-type: application/json".to_owned()));
        request(&self.method, &self.path, &headers, self.body.as_deref().unwrap_or_default())
    }
}

struct Lane<'a> {
    relay: SocketAddr,
    deck: &'a Deck,
    requests: &'a [Vec<u8>],
    connection: Connection,
}

/// One answer, or none.
struct Heard {
    /// Which of the deck.
    ask: usize,
    ms: f64,
    late_ms: f64,
    status: Option<u16>,
    why: Option<String>,
}

impl Lane<'_> {
    fn ask(mut self, mine: impl Iterator<Item = usize>, began: Instant) -> Result<Vec<Heard>> {
        let mut heard = Vec::new();
        for number in mine {
            let due = began + Duration::from_secs_f64(number as f64 / self.deck.per_second);
            if let Some(early) = due.checked_duration_since(Instant::now()) {
                thread::sleep(early);
            }
            let ask = number % self.requests.len();
            let late = due.elapsed();
            let answer = self.requests.get(ask).map(|request| self.connection.ask(request));
            let ms = due.elapsed().as_secs_f64() * 1e3;
            let answer = answer.context("a request of the deck")?;
            let why = match &answer {
                Ok(answer) if answer.status < 300 => None,
                Ok(answer) => Some(answer.body.clone()),
                Err(fault) => Some(format!("{fault:#}")),
            };
            if answer.is_err() {
                self.connection = Connection::open(self.relay)?;
            }
            let status = answer.ok().map(|answer| answer.status);
            heard.push(Heard { ask, ms, late_ms: late.as_secs_f64() * 1e3, status, why });
        }
        Ok(heard)
    }
}

fn kinds(deck: &Deck, heard: Vec<Heard>) -> BTreeMap<String, Kind> {
    let mut gathered: BTreeMap<&str, (Kind, Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for Heard { ask, ms, late_ms, status, why } in heard {
        let Some(ask) = deck.asks.get(ask) else { continue };
        let (kind, took, late) = gathered.entry(&ask.kind).or_default();
        took.push(ms);
        late.push(late_ms);
        match status {
            Some(status) => *kind.statuses.entry(status).or_default() += 1,
            None => kind.broken += 1,
        }
        kind.why = kind.why.take().or(why);
    }
    let spread = |(name, (kind, took, late)): (&str, (Kind, Vec<f64>, Vec<f64>))| {
        (name.to_owned(), Kind { ms: Spread::of(took), late_ms: Spread::of(late), ..kind })
    };
    gathered.into_iter().map(spread).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{Read, Write},
        net::TcpListener,
    };

    const STALL: Duration = Duration::from_millis(300);

    /// Answers on one connection, and stalls once, before the answer to the tenth request.
    fn stalls_once() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut buffer = [0; 1024];
            for number in 1.. {
                if stream.read(&mut buffer).unwrap_or(0) == 0 {
                    return;
                }
                if number == 10 {
                    thread::sleep(STALL);
                }
                stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
            }
        });
        address
    }

    fn deck(kinds: &[&str], lanes: usize) -> Deck {
        let ask = |kind: &&str| Ask {
            kind: (*kind).to_owned(),
            method: "GET".into(),
            path: "/".into(),
            cookie: None,
            body: None,
        };
        Deck { per_second: 100.0, seconds: 1.0, lanes, asks: kinds.iter().map(ask).collect() }
    }

    #[test]
    fn those_who_wait_behind_a_slow_answer_are_counted_as_waiting() {
        let answered = run(stalls_once(), &deck(&["page"], 1)).unwrap();
        let page = &answered.kinds["page"];
        assert_eq!(page.statuses, BTreeMap::from([(204, 100)]));
        // Thirty were due while the relay stalled: the last of them waited least, and 95 of 100
        // cannot all have been quick. A load that waits for its answers would see one slow one.
        assert!(page.ms.max >= 300.0 && page.ms.p95 >= 200.0, "{page:?}");
        assert!(page.late_ms.p95 >= 200.0, "they waited before they were sent: {page:?}");
    }

    #[test]
    fn answers_are_counted_by_kind_and_refusals_say_why() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || refuses(stream));
            }
        });
        let answered = run(address, &deck(&["home", "search", "home"], 2)).unwrap();
        let count = |kind: &str| answered.kinds[kind].statuses[&503];
        assert_eq!((count("home"), count("search")), (67, 33));
        assert_eq!(answered.kinds["home"].why.as_deref(), Some("full"));
    }

    fn refuses(mut stream: std::net::TcpStream) {
        let mut buffer = [0; 1024];
        while stream.read(&mut buffer).unwrap_or(0) > 0 {
            let full = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nfull";
            stream.write_all(full).unwrap();
        }
    }
}
