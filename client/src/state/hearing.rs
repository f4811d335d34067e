//! The connection that brings the sound: made while the visitor only looks, told to flow by the
//! click, and made again by itself when it dies. Holds no peer connection.

use super::{Moment, retry::Retry};
use causerie_shared::{command::Command, fault::Fault};
use std::collections::VecDeque;

/// A hidden page that does not listen gives its connection back.
const HIDDEN_MOST_MS: u64 = 120_000;
/// ICE reports a lost path early; most come back by themselves within this.
const WOBBLE_MOST_MS: u64 = 3_000;
/// From answer to connected takes some 50 ms; a try that took this long is dead.
const CONNECT_MOST_MS: u64 = 5_000;
/// Without a packet for this long, somebody who talks should have been heard.
const PACKETS_MOST_MS: u64 = 5_000;
/// Answered offers that never connect for this long mean that the network blocks us.
const BLOCKED_AFTER_MS: u64 = 10_000;

#[derive(Debug)]
pub enum Input {
    Start,
    Listen,
    Pause,
    /// What is listened to next, its seat listens to on another device: it is taken over.
    TakeOver,
    /// The relay lets no sound through here, and need not be told to stop.
    Refused,
    /// The page or the space is over.
    Stop,
    SocketUp {
        anew: bool,
    },
    SocketDown,
    /// The relay answered the offer. `session` is the last part of its Location.
    Answered {
        session: String,
    },
    Connected,
    /// ICE lost its path and may find it again.
    Wobbling,
    /// The connection or its offer failed.
    Dead {
        fault: Option<Fault>,
    },
    Hidden,
    Shown,
    /// What the receivers counted so far, asked once a second while listening.
    Packets {
        total: u64,
        others_unmuted: bool,
    },
    /// The relay's word on whether somebody else is heard right now.
    Talking(bool),
}

#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    /// `warm`: without sound until `listen` asks for it. Only those who look connect so; a relay
    /// has less room for them than for listeners.
    Connect {
        warm: bool,
    },
    Disconnect,
    Do(Command),
    AskWhoTalks,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    Asleep,
    Connecting {
        session: Option<String>,
        give_up_at: u64,
    },
    Ready {
        session: String,
        wobbling_until: Option<u64>,
    },
    Waiting {
        until: u64,
    },
    /// Neither sound nor socket: the socket comes first.
    AwaitingSocket,
    /// The relay had no room. Nothing but the wish to listen asks again, and not before `until`.
    TurnedAway {
        until: u64,
    },
}

#[derive(Debug)]
pub struct Hearing {
    phase: Phase,
    wanted: bool,
    /// Listens here rather than elsewhere, when it says so next.
    takes_over: bool,
    socket_up: bool,
    /// Whether the relay was told over this socket to let this session flow.
    told: bool,
    /// Whether this connection was made or told to carry sound, over whichever socket.
    flows: bool,
    hidden_since: Option<u64>,
    /// Since when offers are answered and nothing connects.
    unconnected_since: Option<u64>,
    flow: Flow,
    retry: Retry,
    was_ready: bool,
    outputs: VecDeque<Output>,
}

/// The last time packets were seen to move.
#[derive(Debug, Default)]
struct Flow {
    total: u64,
    moved_at: u64,
    asked: bool,
}

impl Default for Hearing {
    fn default() -> Self {
        Self {
            phase: Phase::Asleep,
            wanted: false,
            takes_over: false,
            socket_up: false,
            told: false,
            flows: false,
            hidden_since: None,
            unconnected_since: None,
            flow: Flow::default(),
            retry: Retry::default(),
            was_ready: false,
            outputs: VecDeque::new(),
        }
    }
}

impl Hearing {
    pub fn handle(&mut self, input: Input, at: Moment) {
        match input {
            Input::Start => {
                if self.phase == Phase::Asleep {
                    self.connect(at);
                }
            }
            Input::TakeOver => self.takes_over = true,
            Input::Refused => {
                self.wanted = false;
                self.told = false;
                self.flows = false;
            }
            Input::Listen => {
                self.wanted = true;
                self.flow = Flow { moved_at: at.ms, ..Flow::default() };
                match self.phase {
                    Phase::Asleep | Phase::Waiting { .. } => self.connect(at),
                    Phase::TurnedAway { until } if at.ms >= until => self.connect(at),
                    Phase::TurnedAway { .. } => {}
                    Phase::Connecting { .. } | Phase::Ready { .. } | Phase::AwaitingSocket => {
                        self.tell();
                    }
                }
            }
            Input::Pause => {
                self.wanted = false;
                if let (true, Some(session)) = (self.told, self.session()) {
                    let session = session.to_owned();
                    self.outputs.push_back(Output::Do(Command::Pause { session }));
                    self.flows = false;
                    self.told = false;
                } else if std::mem::take(&mut self.flows) {
                    // There is nobody to tell; a new connection starts without sound.
                    self.again(at);
                }
            }
            Input::Stop => {
                self.wanted = false;
                self.drop_connection();
                self.phase = Phase::Asleep;
            }
            Input::SocketUp { anew } => self.socket_up(anew, at),
            Input::SocketDown => {
                self.socket_up = false;
                self.told = false;
                self.unconnected_since = None;
            }
            Input::Answered { session: answered } => {
                if let Phase::Connecting { session, .. } = &mut self.phase {
                    *session = Some(answered);
                    self.unconnected_since.get_or_insert(at.ms);
                    self.tell();
                }
            }
            Input::Connected => self.connected(at),
            Input::Wobbling => {
                if let Phase::Ready { wobbling_until, .. } = &mut self.phase {
                    wobbling_until.get_or_insert(at.ms + WOBBLE_MOST_MS);
                }
            }
            Input::Dead { fault } => self.dead(fault, at),
            Input::Hidden => self.hidden_since = Some(at.ms),
            Input::Shown => {
                self.hidden_since = None;
                if self.phase == Phase::Asleep {
                    self.connect(at);
                }
            }
            Input::Packets { total, others_unmuted } => self.packets(total, others_unmuted, at),
            Input::Talking(true) if self.flow.asked => self.again(at),
            Input::Talking(_) => {
                self.flow.asked = false;
                self.flow.moved_at = at.ms;
            }
        }
    }

    pub fn handle_timeout(&mut self, at: Moment) {
        match self.phase {
            Phase::Connecting { give_up_at, .. } if at.ms >= give_up_at => {
                self.dead(None, at);
            }
            Phase::Ready { wobbling_until: Some(until), .. } if at.ms >= until => self.again(at),
            Phase::Waiting { until } if at.ms >= until => self.connect(at),
            Phase::TurnedAway { until } if self.wanted && at.ms >= until => self.connect(at),
            Phase::Asleep
            | Phase::Connecting { .. }
            | Phase::Ready { .. }
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket
            | Phase::TurnedAway { .. } => {}
        }
        if self.sleeps_at().is_some_and(|due| at.ms >= due) {
            self.drop_connection();
            self.phase = Phase::Asleep;
        }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub fn poll_timeout(&self, now_ms: u64) -> Option<(u64, &'static str)> {
        let phase = match self.phase {
            Phase::Connecting { give_up_at, .. } => Some((give_up_at, "give up on this try")),
            Phase::Ready { wobbling_until: Some(until), .. } => {
                Some((until, "the path stayed lost"))
            }
            Phase::Waiting { until } => Some((until, "connect the sound again")),
            Phase::TurnedAway { until } if self.wanted => {
                // Each second of the wait is shown.
                let past_the_second = until.saturating_sub(now_ms) % 1_000;
                let tick = now_ms + if past_the_second == 0 { 1_000 } else { past_the_second };
                Some((until.min(tick), "count down to the next try"))
            }
            Phase::Asleep
            | Phase::Ready { .. }
            | Phase::AwaitingSocket
            | Phase::TurnedAway { .. } => None,
        };
        let sleep = self.sleeps_at().map(|due| (due, "hidden for long"));
        let blocked = self.unconnected_since.map(|since| since + BLOCKED_AFTER_MS);
        let blocked = blocked.filter(|due| *due > now_ms).map(|due| (due, "say: blocked"));
        [phase, sleep, blocked].into_iter().flatten().min()
    }

    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The person pressed Listen and has not paused since.
    pub const fn wanted(&self) -> bool {
        self.wanted
    }

    pub const fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready { wobbling_until: None, .. })
    }

    /// Whether sound ever arrived on this page; a break is then a reconnect.
    pub const fn was_ready(&self) -> bool {
        self.was_ready
    }

    /// The relay answers and the socket works, and still no path opens.
    pub fn is_blocked(&self, now_ms: u64) -> bool {
        self.socket_up
            && self.unconnected_since.is_some_and(|since| now_ms >= since + BLOCKED_AFTER_MS)
    }

    /// How long a listener whom the relay had no room for waits before the next try, in ms.
    pub fn turned_away_ms(&self, now_ms: u64) -> Option<u64> {
        match self.phase {
            Phase::TurnedAway { until } if self.wanted => Some(until.saturating_sub(now_ms)),
            Phase::Asleep
            | Phase::Connecting { .. }
            | Phase::Ready { .. }
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket
            | Phase::TurnedAway { .. } => None,
        }
    }

    /// The relay does not know `session`: it restarted, or swept it away.
    pub fn forgotten(&mut self, session: &str, at: Moment) {
        if self.session() == Some(session) {
            self.again(at);
        }
    }

    /// The connection that brings the sound, once the relay has answered.
    pub fn session(&self) -> Option<&str> {
        match &self.phase {
            Phase::Connecting { session, .. } => session.as_deref(),
            Phase::Ready { session, .. } => Some(session),
            Phase::Asleep
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket
            | Phase::TurnedAway { .. } => None,
        }
    }

    fn sleeps_at(&self) -> Option<u64> {
        let since = self.hidden_since?;
        (!self.wanted && self.phase != Phase::Asleep).then_some(since + HIDDEN_MOST_MS)
    }

    fn connect(&mut self, at: Moment) {
        self.phase = Phase::Connecting { session: None, give_up_at: at.ms + CONNECT_MOST_MS };
        self.told = false;
        self.flows = self.wanted;
        self.flow = Flow { moved_at: at.ms, ..Flow::default() };
        self.outputs.push_back(Output::Connect { warm: !self.wanted });
    }

    fn again(&mut self, at: Moment) {
        self.drop_connection();
        self.connect(at);
    }

    fn drop_connection(&mut self) {
        match self.phase {
            Phase::Connecting { .. } | Phase::Ready { .. } => {
                self.outputs.push_back(Output::Disconnect);
            }
            Phase::Asleep
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket
            | Phase::TurnedAway { .. } => {}
        }
        self.told = false;
        self.flows = false;
    }

    /// Says `listen` once for each session on each socket.
    fn tell(&mut self) {
        if !self.wanted || self.told || !self.socket_up {
            return;
        }
        let Some(session) = self.session().map(str::to_owned) else { return };
        self.told = true;
        self.flows = true;
        self.outputs.push_back(Output::Do(match std::mem::take(&mut self.takes_over) {
            true => Command::TakeOver { session },
            false => Command::Listen { session },
        }));
    }

    fn socket_up(&mut self, anew: bool, at: Moment) {
        self.socket_up = true;
        self.told = false;
        match self.phase {
            Phase::AwaitingSocket | Phase::Waiting { .. } => self.connect(at),
            Phase::Connecting { .. } | Phase::Ready { .. } if anew => self.again(at),
            Phase::Connecting { .. } | Phase::Ready { .. } => self.tell(),
            Phase::Asleep | Phase::TurnedAway { .. } => {}
        }
    }

    fn connected(&mut self, at: Moment) {
        match &mut self.phase {
            Phase::Connecting { session: Some(session), .. } => {
                self.phase =
                    Phase::Ready { session: std::mem::take(session), wobbling_until: None };
                self.was_ready = true;
                self.unconnected_since = None;
                self.retry.succeeded();
                self.flow = Flow { moved_at: at.ms, ..Flow::default() };
                self.tell();
            }
            Phase::Ready { wobbling_until, .. } => *wobbling_until = None,
            Phase::Connecting { session: None, .. }
            | Phase::Asleep
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket
            | Phase::TurnedAway { .. } => {}
        }
    }

    fn dead(&mut self, fault: Option<Fault>, at: Moment) {
        let (Phase::Connecting { .. } | Phase::Ready { .. }) = self.phase else { return };
        let was_warm = !self.flows;
        self.drop_connection();
        match fault {
            Some(Fault::SpaceEnded | Fault::NoSuchSpace) => self.phase = Phase::Asleep,
            // Only a ticket changes that, and it comes with another click.
            Some(Fault::Ticket { .. }) => {
                self.phase = Phase::Asleep;
                self.wanted = false;
            }
            // The click came while the door for those who look was closed; listeners have another.
            Some(Fault::TooMany { .. }) if was_warm && self.wanted => self.connect(at),
            Some(Fault::TooMany { .. }) if was_warm => {
                self.phase = Phase::TurnedAway { until: at.ms };
            }
            Some(Fault::TooMany { retry_after_s }) => {
                let wait_ms = 1_000 * u64::from(retry_after_s.max(1));
                self.phase = Phase::TurnedAway { until: at.ms + wait_ms };
            }
            Some(_) | None if !self.socket_up => self.phase = Phase::AwaitingSocket,
            Some(_) | None => {
                let wait_ms = u64::from(self.retry.next_ms(at.chance));
                self.phase = Phase::Waiting { until: at.ms + wait_ms };
            }
        }
    }

    fn packets(&mut self, total: u64, others_unmuted: bool, at: Moment) {
        if total != self.flow.total || !self.wanted || !others_unmuted || !self.is_ready() {
            self.flow = Flow { total, moved_at: at.ms, asked: false };
            return;
        }
        if !self.flow.asked && at.ms >= self.flow.moved_at + PACKETS_MOST_MS {
            self.flow.asked = true;
            self.outputs.push_back(Output::AskWhoTalks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Moment {
        Moment { ms, chance: 0.5 }
    }

    fn outputs(hearing: &mut Hearing) -> Vec<Output> {
        std::iter::from_fn(|| hearing.poll_output()).collect()
    }

    const WARM: Output = Output::Connect { warm: true };
    const COLD: Output = Output::Connect { warm: false };

    fn listen() -> Output {
        Output::Do(Command::Listen { session: "s1".into() })
    }

    fn warm() -> Hearing {
        let mut hearing = Hearing::default();
        hearing.handle(Input::Start, at(0));
        hearing.handle(Input::SocketUp { anew: false }, at(5));
        hearing.handle(Input::Answered { session: "s1".into() }, at(10));
        hearing.handle(Input::Connected, at(50));
        assert_eq!(outputs(&mut hearing), [WARM], "a warm connection asks for nothing");
        hearing
    }

    #[test]
    fn the_click_on_a_warm_page_is_one_command() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        assert_eq!(outputs(&mut hearing), [listen()]);
    }

    #[test]
    fn a_click_before_the_answer_is_kept() {
        let mut hearing = Hearing::default();
        hearing.handle(Input::Start, at(0));
        hearing.handle(Input::Listen, at(1));
        hearing.handle(Input::Answered { session: "s1".into() }, at(10));
        assert_eq!(outputs(&mut hearing), [WARM], "there is no socket yet");
        hearing.handle(Input::SocketUp { anew: false }, at(20));
        hearing.handle(Input::Connected, at(30));
        assert_eq!(outputs(&mut hearing), [listen()], "and it is said once");
    }

    #[test]
    fn a_new_socket_is_told_again_what_flows() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        hearing.handle(Input::SocketDown, at(200));
        hearing.handle(Input::SocketUp { anew: false }, at(300));
        assert_eq!(outputs(&mut hearing), [listen(), listen()]);
    }

    #[test]
    fn a_restarted_relay_gets_a_new_offer_at_once() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        outputs(&mut hearing);
        hearing.handle(Input::SocketDown, at(200));
        hearing.handle(Input::SocketUp { anew: true }, at(900));
        assert_eq!(outputs(&mut hearing), [Output::Disconnect, COLD]);
    }

    #[test]
    fn a_session_that_the_relay_forgot_is_made_again() {
        let mut hearing = warm();
        hearing.forgotten("of before", at(100));
        assert!(outputs(&mut hearing).is_empty());
        hearing.forgotten("s1", at(100));
        assert_eq!(outputs(&mut hearing), [Output::Disconnect, WARM]);
    }

    #[test]
    fn a_short_wobble_is_waited_out_and_a_long_one_is_not() {
        let mut hearing = warm();
        hearing.handle(Input::Wobbling, at(1_000));
        assert_eq!(hearing.poll_timeout(1_000).unwrap().0, 4_000);
        hearing.handle(Input::Connected, at(2_000));
        assert_eq!(hearing.poll_timeout(2_000), None);
        hearing.handle(Input::Wobbling, at(5_000));
        hearing.handle_timeout(at(8_000));
        assert_eq!(outputs(&mut hearing), [Output::Disconnect, WARM]);
    }

    #[test]
    fn a_page_hidden_for_two_minutes_gives_its_warm_connection_back() {
        let mut hearing = warm();
        hearing.handle(Input::Hidden, at(1_000));
        hearing.handle_timeout(at(121_000));
        assert_eq!(outputs(&mut hearing), [Output::Disconnect]);
        hearing.handle(Input::Shown, at(130_000));
        assert_eq!(outputs(&mut hearing), [WARM]);
    }

    #[test]
    fn a_hidden_page_that_listens_goes_on_listening() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        hearing.handle(Input::Hidden, at(1_000));
        assert_eq!(hearing.poll_timeout(1_000), None);
    }

    #[test]
    fn a_network_that_lets_nothing_through_is_named_after_ten_seconds() {
        let mut hearing = Hearing::default();
        hearing.handle(Input::SocketUp { anew: false }, at(0));
        hearing.handle(Input::Start, at(0));
        hearing.handle(Input::Answered { session: "s1".into() }, at(100));
        let mut now = 0;
        while now < 10_100 {
            assert!(!hearing.is_blocked(now));
            now = hearing.poll_timeout(now).unwrap().0;
            hearing.handle_timeout(at(now));
            hearing.handle(Input::Answered { session: "s2".into() }, at(now));
        }
        assert!(hearing.is_blocked(now));
        hearing.handle(Input::Connected, at(now));
        assert!(!hearing.is_blocked(now), "and forgiven as soon as it opens");
    }

    #[test]
    fn silence_of_the_speakers_is_no_dead_connection() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        outputs(&mut hearing);
        for now in (1_000..9_000).step_by(1_000) {
            hearing.handle(Input::Packets { total: 40, others_unmuted: true }, at(now));
        }
        assert_eq!(outputs(&mut hearing), [Output::AskWhoTalks]);
        hearing.handle(Input::Talking(false), at(9_000));
        assert!(outputs(&mut hearing).is_empty());
    }

    #[test]
    fn somebody_talks_and_nothing_comes_so_the_connection_is_made_again() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        for now in (1_000..9_000).step_by(1_000) {
            hearing.handle(Input::Packets { total: 40, others_unmuted: true }, at(now));
        }
        outputs(&mut hearing);
        hearing.handle(Input::Talking(true), at(9_000));
        assert_eq!(outputs(&mut hearing), [Output::Disconnect, COLD]);
    }

    #[test]
    fn without_a_socket_the_sound_waits_for_it() {
        let mut hearing = warm();
        hearing.handle(Input::SocketDown, at(100));
        hearing.handle(Input::Dead { fault: None }, at(200));
        assert_eq!(hearing.phase(), &Phase::AwaitingSocket);
        outputs(&mut hearing);
        hearing.handle(Input::SocketUp { anew: true }, at(900));
        assert_eq!(outputs(&mut hearing), [WARM]);
    }

    #[test]
    fn pausing_keeps_the_connection_warm() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        outputs(&mut hearing);
        hearing.handle(Input::Pause, at(200));
        let pause = Output::Do(Command::Pause { session: "s1".into() });
        assert_eq!(outputs(&mut hearing), [pause]);
        assert!(hearing.is_ready());
    }

    fn full(retry_after_s: u32) -> Input {
        Input::Dead { fault: Some(Fault::TooMany { retry_after_s }) }
    }

    fn turned_away_while_looking() -> Hearing {
        let mut hearing = Hearing::default();
        hearing.handle(Input::Start, at(0));
        hearing.handle(Input::SocketUp { anew: false }, at(5));
        hearing.handle(full(30), at(10));
        assert_eq!(outputs(&mut hearing), [WARM, Output::Disconnect]);
        hearing
    }

    #[test]
    fn no_room_for_those_who_look_is_borne_quietly_until_the_click() {
        let mut hearing = turned_away_while_looking();
        assert_eq!(hearing.poll_timeout(10), None);
        hearing.handle(Input::Shown, at(20));
        hearing.handle(Input::SocketUp { anew: true }, at(30));
        assert!(outputs(&mut hearing).is_empty());
        hearing.handle(Input::Listen, at(40));
        assert_eq!(outputs(&mut hearing), [COLD]);
    }

    #[test]
    fn a_click_during_the_warm_try_is_not_turned_away_with_it() {
        let mut hearing = Hearing::default();
        hearing.handle(Input::Start, at(0));
        hearing.handle(Input::Listen, at(5));
        hearing.handle(full(30), at(10));
        assert_eq!(outputs(&mut hearing), [WARM, Output::Disconnect, COLD]);
    }

    #[test]
    fn a_listener_who_is_turned_away_waits_as_long_as_the_relay_says() {
        let mut hearing = turned_away_while_looking();
        hearing.handle(Input::Listen, at(100));
        hearing.handle(full(5), at(200));
        assert_eq!(hearing.turned_away_ms(200), Some(5_000));
        outputs(&mut hearing);
        hearing.handle(Input::SocketUp { anew: false }, at(300));
        hearing.handle(Input::Pause, at(400));
        hearing.handle(Input::Listen, at(500));
        let mut now = 500;
        while now < 5_200 {
            assert!(outputs(&mut hearing).is_empty(), "at {now}");
            now = hearing.poll_timeout(now).unwrap().0;
            hearing.handle_timeout(at(now));
        }
        assert_eq!((now, outputs(&mut hearing)), (5_200, vec![COLD]));
    }

    #[test]
    fn a_pause_that_nobody_can_be_told_stops_the_sound_too() {
        let mut hearing = warm();
        hearing.handle(Input::Listen, at(100));
        hearing.handle(Input::SocketDown, at(200));
        outputs(&mut hearing);
        hearing.handle(Input::Pause, at(300));
        assert_eq!(outputs(&mut hearing), [Output::Disconnect, WARM]);
    }
}
