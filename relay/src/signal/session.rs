//! Decides what one WebSocket may say. Holds no socket, reads no clock: hello first and soon,
//! then commands, none too fast, none unreadable, none twice; a peer that stays silent is asked, and then
//! given up.
//!
//! Absent: what the protocol below swallows. Empty continuation frames never come up to here, so
//! they have no bucket; they cost their sender a frame and the relay a few instructions, in a task
//! that yields to all others.

use causerie_shared::{
    command::Command,
    fault::Fault,
    signal::{CLIENT_FRAME_MOST_BYTES, ClientFrame, Farewell, Resume},
    time::UnixMs,
};
use std::collections::VecDeque;

/// Within what time a socket says hello. A browser does so at once; who does not is no client.
pub const HELLO_WITHIN_MS: u64 = 10_000;

/// Frames a second that a socket may send for long. A person with two hands sends fewer.
pub const FRAMES_PER_S: u64 = 20;

/// Frames at once, such as after a network came back.
pub const FRAMES_BURST: u64 = 60;

/// Signs of life a second that a socket may send for long, and at once. A peer answers our pings,
/// which are three a minute; some clients ask of their own, once a second at most.
const SIGNS_PER_S: u64 = 2;
const SIGNS_BURST: u64 = 20;

/// How often the peer is asked whether it is there: below the idle limits of common proxies,
/// which begin at 30 s.
const PING_EVERY_MS: u64 = 20_000;

/// Three pings without a sign.
const SILENT_MOST_MS: u64 = 3 * PING_EVERY_MS;

#[derive(Debug)]
pub enum Input<'a> {
    Text(&'a str),
    /// A frame that is not text, or bytes that are no frame.
    NotText,
    /// A pong, or any other sign of life.
    Sign,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    Hello {
        pass: Option<String>,
        resume: Option<Resume>,
    },
    Do {
        id: u32,
        command: Command,
    },
    /// Answer that this is not done.
    Refuse {
        id: u32,
        fault: Fault,
    },
    Ping,
    /// Say goodbye with a reason, then close.
    Farewell(Farewell),
    /// Close; nobody is there to hear a reason.
    GiveUp,
}

pub struct Session {
    state: State,
    frames: Tokens,
    signs: Tokens,
    /// The greatest id of a command so far.
    last_id: Option<u32>,
    last_sign: UnixMs,
    next_ping: UnixMs,
    out: VecDeque<Output>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeHello { until: UnixMs },
    Open,
    Closed,
}

impl Session {
    pub fn new(now: UnixMs) -> Self {
        Self {
            state: State::BeforeHello { until: now.plus_ms(HELLO_WITHIN_MS) },
            frames: Tokens::new(FRAMES_PER_S, FRAMES_BURST, now),
            signs: Tokens::new(SIGNS_PER_S, SIGNS_BURST, now),
            last_id: None,
            last_sign: now,
            next_ping: now.plus_ms(PING_EVERY_MS),
            out: VecDeque::new(),
        }
    }

    pub fn handle(&mut self, input: Input<'_>, now: UnixMs) {
        self.last_sign = now;
        match (input, self.state) {
            (_, State::Closed) => {}
            (Input::Sign, _) if self.signs.take(now) => {}
            (Input::Sign, _) => self.close(Output::Farewell(Farewell::TooFast)),
            _ if !self.frames.take(now) => self.close(Output::Farewell(Farewell::TooFast)),
            (Input::NotText, _) => self.close(Output::Farewell(Farewell::Unreadable)),
            (Input::Text(text), state) => self.read(text, state),
        }
    }

    fn read(&mut self, text: &str, state: State) {
        if text.len() > CLIENT_FRAME_MOST_BYTES {
            return self.close(Output::Farewell(Farewell::Unreadable));
        }
        match (serde_json::from_str(text), state) {
            (Ok(ClientFrame::Hello { pass, resume }), State::BeforeHello { .. }) => {
                self.state = State::Open;
                self.out.push_back(Output::Hello { pass, resume });
            }
            (Ok(ClientFrame::Do { id, command }), State::Open) => self.command(id, command),
            // Out of turn, or no frame at all.
            (Ok(ClientFrame::Hello { .. } | ClientFrame::Do { .. }) | Err(_), _) => {
                self.close(Output::Farewell(Farewell::Unreadable));
            }
        }
    }

    /// A frame that comes twice, by whatever hand, is done once.
    fn command(&mut self, id: u32, command: Command) {
        if self.last_id.is_some_and(|last| id <= last) {
            self.out.push_back(Output::Refuse { id, fault: Fault::Replayed });
            return;
        }
        self.last_id = Some(id);
        self.out.push_back(Output::Do { id, command });
    }

    /// The pass in the hello was refused: the client may say hello again while time lasts.
    pub fn refused(&mut self, now: UnixMs) {
        if self.state == State::Open {
            self.state = State::BeforeHello { until: now.plus_ms(HELLO_WITHIN_MS) };
        }
    }

    pub fn handle_timeout(&mut self, now: UnixMs) {
        if let State::BeforeHello { until } = self.state
            && until <= now
        {
            return self.close(Output::Farewell(Farewell::Unreadable));
        }
        if self.state == State::Closed {
            return;
        }
        if now.since_ms(self.last_sign) >= SILENT_MOST_MS {
            return self.close(Output::GiveUp);
        }
        if self.next_ping <= now {
            self.next_ping = now.plus_ms(PING_EVERY_MS);
            self.out.push_back(Output::Ping);
        }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    pub fn poll_timeout(&self) -> Option<(UnixMs, &'static str)> {
        let hello = match self.state {
            State::BeforeHello { until } => Some((until, "hello is due")),
            State::Open => None,
            State::Closed => return None,
        };
        let silent = (self.last_sign.plus_ms(SILENT_MOST_MS), "the peer is silent");
        let ping = (self.next_ping, "a ping is due");
        hello.into_iter().chain([silent, ping]).min_by_key(|(at, _)| *at)
    }

    fn close(&mut self, last: Output) {
        self.state = State::Closed;
        self.out.push_back(last);
    }
}

/// A token bucket in thousandths of a frame.
struct Tokens {
    per_s: u64,
    burst: u64,
    milli: u64,
    at: UnixMs,
}

impl Tokens {
    const fn new(per_s: u64, burst: u64, now: UnixMs) -> Self {
        Self { per_s, burst, milli: burst * 1000, at: now }
    }

    fn take(&mut self, now: UnixMs) -> bool {
        let grown = now.since_ms(self.at).saturating_mul(self.per_s);
        self.milli = self.milli.saturating_add(grown).min(self.burst * 1000);
        self.at = now;
        match self.milli.checked_sub(1000) {
            Some(left) => {
                self.milli = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: UnixMs = UnixMs(1_000_000);
    const HELLO: &str = r#"{"hello":{}}"#;
    const MUTE: &str = r#"{"do":{"id":1,"command":"mute"}}"#;

    fn mute(id: u64) -> String {
        format!(r#"{{"do":{{"id":{id},"command":"mute"}}}}"#)
    }

    fn said(session: &mut Session) -> Vec<Output> {
        std::iter::from_fn(|| session.poll_output()).collect()
    }

    fn open() -> Session {
        let mut session = Session::new(START);
        session.handle(Input::Text(HELLO), START);
        assert!(matches!(said(&mut session)[..], [Output::Hello { .. }]));
        session
    }

    #[test]
    fn a_command_before_hello_is_unreadable() {
        let mut session = Session::new(START);
        session.handle(Input::Text(MUTE), START);
        assert_eq!(said(&mut session), [Output::Farewell(Farewell::Unreadable)]);
        session.handle(Input::Text(HELLO), START);
        assert_eq!(said(&mut session), []);
    }

    #[test]
    fn hello_is_due_within_ten_seconds() {
        let mut session = Session::new(START);
        let (at, _) = session.poll_timeout().unwrap();
        assert_eq!(at, START.plus_ms(HELLO_WITHIN_MS));
        session.handle_timeout(at);
        assert_eq!(said(&mut session), [Output::Farewell(Farewell::Unreadable)]);
        assert_eq!(session.poll_timeout(), None);
    }

    #[test]
    fn after_a_refused_pass_hello_may_be_said_again() {
        let mut session = open();
        session.refused(START);
        session.handle(Input::Text(HELLO), START);
        assert!(matches!(said(&mut session)[..], [Output::Hello { .. }]));
    }

    #[test]
    fn a_command_is_done_once_however_often_it_comes() {
        let mut session = open();
        let mut hears = |id| {
            session.handle(Input::Text(&mute(id)), START);
            said(&mut session)
        };
        let done = |id| vec![Output::Do { id, command: Command::Mute }];
        let refused = |id| vec![Output::Refuse { id, fault: Fault::Replayed }];
        assert_eq!(hears(0), done(0));
        assert_eq!(hears(0), refused(0));
        assert_eq!(hears(7), done(7));
        assert_eq!(hears(3), refused(3), "an id that was skipped stays skipped");
        assert_eq!(hears(7), refused(7));
        assert_eq!(hears(8), done(8));
        let last = u64::from(u32::MAX);
        assert_eq!(hears(last), done(u32::MAX));
        assert_eq!(hears(last), refused(u32::MAX));
    }

    #[test]
    fn ten_thousand_frames_a_second_end_after_the_burst() {
        let mut session = open();
        let mut commands = 0;
        for sent in 0..10_000u64 {
            session.handle(Input::Text(&mute(sent)), START.plus_ms(sent / 10));
            for output in said(&mut session) {
                if let Output::Do { .. } = output {
                    commands += 1;
                } else {
                    assert_eq!(output, Output::Farewell(Farewell::TooFast));
                }
            }
        }
        assert_eq!(commands, FRAMES_BURST - 1);
    }

    #[test]
    fn a_steady_hand_is_never_too_fast() {
        let mut session = open();
        for sent in 0..1000 {
            let at = START.plus_ms(sent * 1000 / FRAMES_PER_S);
            session.handle(Input::Text(&mute(sent)), at);
            assert!(matches!(said(&mut session)[..], [Output::Do { .. }]));
        }
    }

    #[test]
    fn a_flood_of_pings_ends_and_a_ping_a_second_does_not() {
        let mut session = open();
        for second in 0..600 {
            session.handle(Input::Sign, START.plus_ms(second * 1000));
            assert_eq!(said(&mut session), []);
        }
        let mut session = open();
        let mut at = 0;
        while said(&mut session).is_empty() {
            session.handle(Input::Sign, START);
            at += 1;
            assert!(at <= SIGNS_BURST + 1);
        }
        session.handle(Input::Text(MUTE), START);
        assert_eq!(said(&mut session), []);
    }

    #[test]
    fn a_silent_peer_is_asked_and_then_given_up() {
        let mut session = open();
        let mut pings = 0;
        loop {
            let (at, _) = session.poll_timeout().unwrap();
            session.handle_timeout(at);
            match said(&mut session)[..] {
                [Output::Ping] => pings += 1,
                [Output::GiveUp] => break,
                ref other => panic!("{other:?}"),
            }
        }
        assert_eq!(pings, 2);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(texts in proptest::collection::vec(".{0,200}", 1..20)) {
            let mut session = open();
            for text in &texts {
                session.handle(Input::Text(text), START);
            }
        }

        #[test]
        fn nothing_follows_the_farewell(
            frames in proptest::collection::vec((0u64..60_000, prop_oneof![
                Just(HELLO), Just(MUTE), Just("{"), Just(""),
            ]), 1..60),
        ) {
            let mut session = Session::new(START);
            let (mut now, mut over) = (START, false);
            for (wait, text) in frames {
                now = now.plus_ms(wait);
                session.handle_timeout(now);
                session.handle(Input::Text(text), now);
                for output in said(&mut session) {
                    prop_assert!(!over, "{output:?} after the end");
                    over = matches!(output, Output::Farewell(_) | Output::GiveUp);
                }
            }
        }
    }
}
