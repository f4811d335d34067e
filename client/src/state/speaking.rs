//! The microphone: choosing it, going on air with it, muting it, and coming back when the
//! connection breaks. A muted microphone stays muted through every reconnect, and a tab that
//! another one took the stage from never takes it back by itself.

use super::{Moment, retry::Retry};
use causerie_shared::{command::Command, fault::Fault};
use std::collections::VecDeque;

const WOBBLE_MOST_MS: u64 = 3_000;
const CONNECT_MOST_MS: u64 = 5_000;
/// The relay closes the microphone of a tab that was taken over, and the socket's farewell may come
/// after that. A new offer before it would take the stage back.
const FAREWELL_MOST_MS: u64 = 1_000;

/// Why there is no microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The person, the browser or the system said no.
    Refused,
    /// None is plugged in, or it was pulled out.
    Missing,
}

#[derive(Debug)]
pub enum Input {
    /// Open the chooser.
    Choose,
    MicOpened,
    MicFailed(Trouble),
    /// Close the chooser.
    Cancel,
    GoLive,
    /// The relay answered the offer. `session` is the last part of its Location.
    Answered {
        session: String,
    },
    Connected,
    Wobbling,
    Dead {
        fault: Option<Fault>,
    },
    SocketUp {
        anew: bool,
    },
    SocketDown,
    SetMuted(bool),
    /// Held down, and let go.
    Talk(bool),
    /// The relay's word on the own seat.
    Seat {
        muted: bool,
    },
    /// The relay refused to mute or unmute: its word stands.
    MuteRefused {
        muted: bool,
    },
    Stop,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    OpenMic,
    CloseMic,
    /// Offer the open microphone to the relay.
    Publish,
    Unpublish,
    /// Whether the microphone's track carries sound; takes effect before the relay answers.
    Carry(bool),
    Do(Command),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Off,
    /// The chooser is open; `open` once the browser handed the microphone over.
    Choosing {
        open: bool,
    },
    Publishing {
        give_up_at: u64,
    },
    OnAir {
        wobbling_until: Option<u64>,
    },
    /// `firm`: the relay named the time, so nothing cuts it short.
    Waiting {
        until: u64,
        firm: bool,
    },
    AwaitingSocket,
}

#[derive(Debug)]
pub struct Speaking {
    phase: Phase,
    trouble: Option<Trouble>,
    muted: bool,
    held: bool,
    /// What the relay calls the own microphone; tells it which tab speaks.
    session: Option<String>,
    socket_up: bool,
    retry: Retry,
    outputs: VecDeque<Output>,
}

impl Default for Speaking {
    fn default() -> Self {
        Self {
            phase: Phase::Off,
            trouble: None,
            muted: false,
            held: false,
            session: None,
            socket_up: false,
            retry: Retry::default(),
            outputs: VecDeque::new(),
        }
    }
}

impl Speaking {
    pub fn handle(&mut self, input: Input, at: Moment) {
        match input {
            Input::Choose => {
                if self.phase == Phase::Off {
                    self.phase = Phase::Choosing { open: false };
                    self.trouble = None;
                    self.outputs.push_back(Output::OpenMic);
                }
            }
            Input::MicOpened => {
                self.trouble = None;
                if let Phase::Choosing { open } = &mut self.phase {
                    *open = true;
                }
            }
            Input::MicFailed(trouble) => {
                self.leave_air();
                self.phase = Phase::Off;
                self.trouble = Some(trouble);
                self.outputs.push_back(Output::CloseMic);
            }
            Input::Cancel => {
                if let Phase::Choosing { .. } = self.phase {
                    self.phase = Phase::Off;
                    self.outputs.push_back(Output::CloseMic);
                }
            }
            Input::GoLive => {
                if self.phase == (Phase::Choosing { open: true }) {
                    self.set_muted(false);
                    self.publish(at);
                }
            }
            Input::Answered { session } => {
                if let Phase::Publishing { .. } | Phase::OnAir { .. } = self.phase {
                    self.session = Some(session);
                    self.tell();
                }
            }
            Input::Connected => match &mut self.phase {
                Phase::Publishing { .. } => {
                    self.phase = Phase::OnAir { wobbling_until: None };
                    self.retry.succeeded();
                }
                Phase::OnAir { wobbling_until } => *wobbling_until = None,
                Phase::Off
                | Phase::Choosing { .. }
                | Phase::Waiting { .. }
                | Phase::AwaitingSocket => {}
            },
            Input::Wobbling => {
                if let Phase::OnAir { wobbling_until } = &mut self.phase {
                    wobbling_until.get_or_insert(at.ms + WOBBLE_MOST_MS);
                }
            }
            Input::Dead { fault } => self.dead(fault, at),
            Input::SocketUp { anew } => self.socket_up(anew, at),
            Input::SocketDown => self.socket_up = false,
            Input::SetMuted(muted) => {
                self.held = false;
                if self.is_publishing() {
                    self.set_muted(muted);
                }
            }
            Input::Talk(true) => {
                if self.is_publishing() && self.muted {
                    self.held = true;
                    self.set_muted(false);
                }
            }
            Input::Talk(false) => {
                if std::mem::take(&mut self.held) {
                    self.set_muted(true);
                }
            }
            Input::Seat { muted } => self.seat(muted),
            Input::MuteRefused { muted } => {
                self.muted = muted;
                self.outputs.push_back(Output::Carry(!muted));
            }
            Input::Stop => {
                self.leave_air();
                self.held = false;
                if self.phase != Phase::Off {
                    self.outputs.push_back(Output::CloseMic);
                }
                self.phase = Phase::Off;
                self.trouble = None;
            }
        }
    }

    pub fn handle_timeout(&mut self, at: Moment) {
        match self.phase {
            Phase::Publishing { give_up_at } if at.ms >= give_up_at => self.dead(None, at),
            Phase::OnAir { wobbling_until: Some(until) } if at.ms >= until => self.again(at),
            Phase::Waiting { until, .. } if at.ms >= until => self.publish(at),
            Phase::Off
            | Phase::Choosing { .. }
            | Phase::Publishing { .. }
            | Phase::OnAir { .. }
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket => {}
        }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub const fn poll_timeout(&self) -> Option<(u64, &'static str)> {
        match self.phase {
            Phase::Publishing { give_up_at } => Some((give_up_at, "give up on this try")),
            Phase::OnAir { wobbling_until: Some(until) } => Some((until, "the path stayed lost")),
            Phase::Waiting { until, .. } => Some((until, "publish again")),
            Phase::Off
            | Phase::Choosing { .. }
            | Phase::OnAir { wobbling_until: None }
            | Phase::AwaitingSocket => None,
        }
    }

    pub const fn phase(&self) -> Phase {
        self.phase
    }

    pub const fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }

    pub const fn is_muted(&self) -> bool {
        self.muted
    }

    pub const fn is_on_air(&self) -> bool {
        matches!(self.phase, Phase::OnAir { wobbling_until: None })
    }

    /// On air, or on the way there or back.
    pub const fn is_publishing(&self) -> bool {
        match self.phase {
            Phase::Publishing { .. }
            | Phase::OnAir { .. }
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket => true,
            Phase::Off | Phase::Choosing { .. } => false,
        }
    }

    /// On air before, and not now.
    pub const fn is_coming_back(&self) -> bool {
        match self.phase {
            Phase::OnAir { wobbling_until: Some(_) }
            | Phase::Waiting { .. }
            | Phase::AwaitingSocket => true,
            Phase::Publishing { .. } => self.retry.tries() > 0,
            Phase::Off | Phase::Choosing { .. } | Phase::OnAir { wobbling_until: None } => false,
        }
    }

    /// The relay does not know `session`: it closed it, and says elsewhere why.
    pub fn forgotten(&mut self, session: &str, at: Moment) {
        if self.session.as_deref() == Some(session) {
            self.dead(None, at);
        }
    }

    /// Says which microphone is this tab's, once for each session on each socket.
    fn tell(&mut self) {
        if let (true, Some(session)) = (self.socket_up, &self.session) {
            self.outputs.push_back(Output::Do(Command::Speak { session: session.clone() }));
        }
    }

    /// The track falls silent at once; the relay hears of it next.
    fn set_muted(&mut self, muted: bool) {
        self.muted = muted;
        self.outputs.push_back(Output::Carry(!muted));
        let command = if muted { Command::Mute } else { Command::Unmute };
        self.outputs.push_back(Output::Do(command));
    }

    fn publish(&mut self, at: Moment) {
        self.session = None;
        self.phase = Phase::Publishing { give_up_at: at.ms + CONNECT_MOST_MS };
        self.outputs.push_back(Output::Publish);
    }

    fn again(&mut self, at: Moment) {
        self.outputs.push_back(Output::Unpublish);
        self.publish(at);
    }

    fn leave_air(&mut self) {
        self.session = None;
        match self.phase {
            Phase::Publishing { .. } | Phase::OnAir { .. } => {
                self.outputs.push_back(Output::Unpublish);
            }
            Phase::Off | Phase::Choosing { .. } | Phase::Waiting { .. } | Phase::AwaitingSocket => {
            }
        }
    }

    fn dead(&mut self, fault: Option<Fault>, at: Moment) {
        let (Phase::Publishing { .. } | Phase::OnAir { .. }) = self.phase else { return };
        self.leave_air();
        match fault {
            // Trying again would be refused again.
            Some(
                Fault::NotAllowed
                | Fault::NotOnStage
                | Fault::SpaceEnded
                | Fault::NoSuchSpace
                | Fault::WhoAreYou
                | Fault::Unreadable { .. },
            ) => {
                self.phase = Phase::Off;
                self.outputs.push_back(Output::CloseMic);
            }
            Some(Fault::TooMany { retry_after_s }) => {
                let wait_ms = 1_000 * u64::from(retry_after_s.max(1));
                self.phase = Phase::Waiting { until: at.ms + wait_ms, firm: true };
            }
            Some(_) | None if !self.socket_up => self.phase = Phase::AwaitingSocket,
            Some(_) | None => {
                let wait_ms = u64::from(self.retry.next_ms(at.chance)).max(FAREWELL_MOST_MS);
                self.phase = Phase::Waiting { until: at.ms + wait_ms, firm: false };
            }
        }
    }

    fn socket_up(&mut self, anew: bool, at: Moment) {
        self.socket_up = true;
        match self.phase {
            Phase::AwaitingSocket | Phase::Waiting { firm: false, .. } => self.publish(at),
            Phase::Publishing { .. } | Phase::OnAir { .. } if anew => self.again(at),
            Phase::Publishing { .. } | Phase::OnAir { .. } => self.tell(),
            Phase::Off | Phase::Choosing { .. } | Phase::Waiting { firm: true, .. } => {}
        }
    }

    /// Where the relay and this tab differ, silence wins: a host may have muted the seat, and a
    /// restarted relay may have forgotten that it was muted.
    fn seat(&mut self, muted: bool) {
        if !self.is_publishing() || muted == self.muted {
            return;
        }
        if muted {
            self.muted = true;
            self.held = false;
            self.outputs.push_back(Output::Carry(false));
        } else {
            self.outputs.push_back(Output::Do(Command::Mute));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Moment {
        Moment { ms, chance: 0.5 }
    }

    fn outputs(speaking: &mut Speaking) -> Vec<Output> {
        std::iter::from_fn(|| speaking.poll_output()).collect()
    }

    fn speak() -> Output {
        Output::Do(Command::Speak { session: "w1".into() })
    }

    fn on_air() -> Speaking {
        let mut speaking = Speaking::default();
        speaking.handle(Input::SocketUp { anew: false }, at(0));
        speaking.handle(Input::Choose, at(1));
        speaking.handle(Input::MicOpened, at(2));
        speaking.handle(Input::GoLive, at(3));
        speaking.handle(Input::Answered { session: "w1".into() }, at(40));
        speaking.handle(Input::Connected, at(50));
        assert_eq!(outputs(&mut speaking).last(), Some(&speak()));
        speaking
    }

    #[test]
    fn nobody_goes_live_without_an_open_microphone() {
        let mut speaking = Speaking::default();
        speaking.handle(Input::Choose, at(0));
        speaking.handle(Input::GoLive, at(1));
        assert_eq!(outputs(&mut speaking), [Output::OpenMic]);
    }

    #[test]
    fn muting_silences_the_track_before_the_relay_hears_of_it() {
        let mut speaking = on_air();
        speaking.handle(Input::SetMuted(true), at(100));
        assert_eq!(outputs(&mut speaking), [Output::Carry(false), Output::Do(Command::Mute)]);
    }

    #[test]
    fn the_space_bar_talks_only_while_it_is_held() {
        let mut speaking = on_air();
        speaking.handle(Input::SetMuted(true), at(100));
        speaking.handle(Input::Talk(true), at(200));
        assert!(!speaking.is_muted());
        speaking.handle(Input::Talk(false), at(300));
        assert!(speaking.is_muted());
    }

    #[test]
    fn the_space_bar_mutes_nobody_who_was_talking() {
        let mut speaking = on_air();
        speaking.handle(Input::Talk(true), at(200));
        speaking.handle(Input::Talk(false), at(300));
        assert!(!speaking.is_muted());
    }

    #[test]
    fn a_relay_that_forgot_the_mute_is_reminded() {
        let mut speaking = on_air();
        speaking.handle(Input::SetMuted(true), at(100));
        outputs(&mut speaking);
        speaking.handle(Input::SocketUp { anew: true }, at(200));
        speaking.handle(Input::Seat { muted: false }, at(201));
        assert!(speaking.is_muted());
        assert_eq!(
            outputs(&mut speaking),
            [Output::Unpublish, Output::Publish, Output::Do(Command::Mute)]
        );
    }

    #[test]
    fn a_host_who_mutes_me_is_obeyed_at_once() {
        let mut speaking = on_air();
        speaking.handle(Input::Seat { muted: true }, at(100));
        assert_eq!(outputs(&mut speaking), [Output::Carry(false)]);
    }

    #[test]
    fn a_broken_connection_publishes_the_same_microphone_again() {
        let mut speaking = on_air();
        speaking.handle(Input::Dead { fault: None }, at(100));
        assert!(speaking.is_coming_back());
        let (wake, _) = speaking.poll_timeout().unwrap();
        assert!(wake >= 100 + FAREWELL_MOST_MS, "a farewell may be on its way");
        speaking.handle_timeout(at(wake));
        assert_eq!(outputs(&mut speaking), [Output::Unpublish, Output::Publish]);
    }

    #[test]
    fn every_new_socket_hears_which_tab_speaks() {
        let mut speaking = on_air();
        speaking.handle(Input::SocketDown, at(100));
        speaking.handle(Input::SocketUp { anew: false }, at(200));
        assert_eq!(outputs(&mut speaking), [speak()]);
    }

    #[test]
    fn a_microphone_that_the_relay_closed_is_not_offered_again_in_haste() {
        let mut speaking = on_air();
        speaking.forgotten("of before", at(100));
        assert!(outputs(&mut speaking).is_empty());
        speaking.forgotten("w1", at(100));
        assert_eq!(outputs(&mut speaking), [Output::Unpublish]);
        assert!(speaking.poll_timeout().unwrap().0 >= 100 + FAREWELL_MOST_MS);
    }

    #[test]
    fn a_time_that_the_relay_named_is_sat_out() {
        let mut speaking = on_air();
        let fault = Some(Fault::TooMany { retry_after_s: 7 });
        speaking.handle(Input::Dead { fault }, at(100));
        outputs(&mut speaking);
        speaking.handle(Input::SocketUp { anew: true }, at(200));
        assert!(outputs(&mut speaking).is_empty());
        assert_eq!(speaking.poll_timeout().unwrap().0, 7_100);
    }

    #[test]
    fn a_pulled_microphone_leaves_the_air_and_says_so() {
        let mut speaking = on_air();
        speaking.handle(Input::MicFailed(Trouble::Missing), at(100));
        assert_eq!(speaking.trouble(), Some(Trouble::Missing));
        assert_eq!(outputs(&mut speaking), [Output::Unpublish, Output::CloseMic]);
    }

    #[test]
    fn a_refusal_for_good_is_not_repeated() {
        let mut speaking = on_air();
        speaking.handle(Input::Dead { fault: Some(Fault::NotOnStage) }, at(100));
        assert_eq!(speaking.phase(), Phase::Off);
        assert_eq!(speaking.poll_timeout(), None);
    }
}
