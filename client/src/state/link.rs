//! The socket to one space: greeting, snapshot, gapless events, answers to commands, and coming
//! back when it breaks. Holds no socket; a missed event leads to a fresh snapshot, never to a view
//! that is quietly wrong.

use super::{
    Moment,
    retry::{Retry, within},
};
use causerie_shared::{
    command::Command,
    event::{Class, Event},
    fault::Fault,
    signal::{ClientFrame, Farewell, Me, Resume, Seq, ServerFrame},
    stage::Notice,
    view::SpaceView,
};
use std::collections::VecDeque;

/// A relay that does not greet back within this is as good as gone.
const GREETING_MOST_MS: u64 = 5_000;
/// After a reproach (too fast, unreadable) haste would only repeat it.
const REPROACHED_WAIT_MS: u64 = 3_000;

#[derive(Debug)]
pub enum Input {
    Start,
    Opened,
    Frame(Box<ServerFrame>),
    Lost,
    /// The network or the page came back: do not sit out a wait.
    Nudge,
    Do(Command),
    /// The relay knows more of the person than this socket said: say hello anew.
    Again,
    /// The person wants this tab to take over again.
    TakeBack,
}

#[derive(Debug, PartialEq)]
pub enum Output {
    Open,
    /// The socket is open: say hello, with a pass if the person has a name.
    Greet {
        resume: Option<Resume>,
    },
    Send(ClientFrame),
    Close,
    /// Connected, view true. `anew`: the relay does not know what it knew before.
    Up {
        anew: bool,
    },
    Down,
    /// Folded into the view already.
    Happened(Event),
    /// The view was replaced by a snapshot.
    Refreshed,
    YouAre(Me),
    Notice(Notice),
    Refused {
        command: Command,
        fault: Fault,
    },
    /// Carried out.
    Done(Command),
    /// There is no socket to send it on.
    Unsent(Command),
    /// The socket went before the relay said anything to it.
    Unanswered(Command),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Idle,
    /// Opening, or waiting for the relay's first frame.
    Opening {
        give_up_at: u64,
    },
    Up,
    Waiting {
        until: u64,
    },
    /// For good, unless the person says otherwise.
    Over(Farewell),
}

#[derive(Debug)]
pub struct Link {
    phase: Phase,
    known: Option<Known>,
    me: Option<Me>,
    /// A lost place in the stream: the next greeting asks for a snapshot.
    ask_anew: bool,
    retry: Retry,
    next_id: u32,
    unanswered: Vec<(u32, Command)>,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
struct Known {
    epoch: u64,
    class: Class,
    seq: Seq,
    view: SpaceView,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            phase: Phase::Idle,
            known: None,
            me: None,
            ask_anew: false,
            retry: Retry::default(),
            next_id: 1,
            unanswered: Vec::new(),
            outputs: VecDeque::new(),
        }
    }
}

impl Link {
    pub fn handle(&mut self, input: Input, at: Moment) {
        match input {
            Input::Start => {
                if self.phase == Phase::Idle {
                    self.open(at);
                }
            }
            Input::Opened => {
                if let Phase::Opening { .. } = self.phase {
                    let resume = if self.ask_anew { None } else { self.resume() };
                    self.outputs.push_back(Output::Greet { resume });
                }
            }
            Input::Frame(frame) => self.frame(*frame, at),
            Input::Lost => self.lost(at),
            Input::Nudge => {
                if let Phase::Waiting { .. } = self.phase {
                    self.open(at);
                }
            }
            Input::Do(command) => self.send(command),
            Input::Again => match self.phase {
                Phase::Up | Phase::Opening { .. } => {
                    self.outputs.push_back(Output::Close);
                    self.leave_up();
                    self.open(at);
                }
                // The next hello says it anyway.
                Phase::Idle | Phase::Waiting { .. } | Phase::Over(_) => {}
            },
            Input::TakeBack => {
                if let Phase::Over(Farewell::TakenOver) = self.phase {
                    self.ask_anew = true;
                    self.open(at);
                }
            }
        }
    }

    pub fn handle_timeout(&mut self, at: Moment) {
        match self.phase {
            Phase::Waiting { until } if at.ms >= until => self.open(at),
            Phase::Opening { give_up_at } if at.ms >= give_up_at => {
                self.outputs.push_back(Output::Close);
                self.lost(at);
            }
            Phase::Idle
            | Phase::Waiting { .. }
            | Phase::Opening { .. }
            | Phase::Up
            | Phase::Over(_) => {}
        }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub fn poll_timeout(&self) -> Option<(u64, &'static str)> {
        match self.phase {
            Phase::Waiting { until } => Some((until, "try the socket again")),
            Phase::Opening { give_up_at } => Some((give_up_at, "give up on this socket")),
            Phase::Idle | Phase::Up | Phase::Over(_) => None,
        }
    }

    pub const fn phase(&self) -> Phase {
        self.phase
    }

    pub fn view(&self) -> Option<&SpaceView> {
        self.known.as_ref().map(|known| &known.view)
    }

    /// Of what the relay shows here.
    pub fn class(&self) -> Option<Class> {
        self.known.as_ref().map(|known| known.class)
    }

    pub const fn me(&self) -> Option<Me> {
        self.me
    }

    pub fn is_up(&self) -> bool {
        self.phase == Phase::Up
    }

    fn open(&mut self, at: Moment) {
        self.phase = Phase::Opening { give_up_at: at.ms + GREETING_MOST_MS };
        self.outputs.push_back(Output::Open);
    }

    fn resume(&self) -> Option<Resume> {
        let known = self.known.as_ref()?;
        Some(Resume { epoch: known.epoch, class: known.class, seq: known.seq })
    }

    fn send(&mut self, command: Command) {
        if !self.is_up() {
            self.outputs.push_back(Output::Unsent(command));
            return;
        }
        let id = self.next_id;
        self.next_id += 1;
        self.unanswered.push((id, command.clone()));
        self.outputs.push_back(Output::Send(ClientFrame::Do { id, command }));
    }

    fn frame(&mut self, frame: ServerFrame, at: Moment) {
        match frame {
            ServerFrame::Snapshot { epoch, class, seq, view } => {
                let anew = self.known.as_ref().is_some_and(|known| known.epoch != epoch);
                self.known = Some(Known { epoch, class, seq, view: *view });
                self.ask_anew = false;
                self.come_up(anew);
                self.outputs.push_back(Output::Refreshed);
            }
            ServerFrame::Resumed { seq: _ } => self.come_up(false),
            ServerFrame::Event { seq, event } => self.event(seq, event, at),
            ServerFrame::Me { me } => {
                self.me = Some(me);
                self.outputs.push_back(Output::YouAre(me));
            }
            ServerFrame::Ack { id } => {
                let command = self.asked(id);
                self.outputs.extend(command.map(Output::Done));
            }
            ServerFrame::Refused { id, fault } => {
                let command = self.asked(id);
                let refused = command.map(|command| Output::Refused { command, fault });
                self.outputs.extend(refused);
            }
            ServerFrame::Notice { notice } => self.outputs.push_back(Output::Notice(notice)),
            ServerFrame::Farewell { reason } => self.farewell(reason, at),
        }
    }

    fn asked(&mut self, id: u32) -> Option<Command> {
        let place = self.unanswered.iter().position(|(asked, _)| *asked == id)?;
        Some(self.unanswered.remove(place).1)
    }

    fn event(&mut self, seq: Seq, event: Event, at: Moment) {
        let Some(known) = &mut self.known else { return };
        if seq <= known.seq {
            return;
        }
        if seq != known.seq + 1 {
            self.ask_anew = true;
            self.outputs.push_back(Output::Close);
            self.leave_up();
            self.open(at);
            return;
        }
        known.seq = seq;
        known.view.apply(&event);
        self.outputs.push_back(Output::Happened(event));
    }

    fn come_up(&mut self, anew: bool) {
        let was_up = self.is_up();
        self.phase = Phase::Up;
        self.retry.succeeded();
        if !was_up {
            self.outputs.push_back(Output::Up { anew });
        }
    }

    fn farewell(&mut self, reason: Farewell, at: Moment) {
        self.leave_up();
        self.outputs.push_back(Output::Close);
        self.phase = match reason {
            Farewell::Restart { spread_ms } => {
                Phase::Waiting { until: at.ms + u64::from(within(spread_ms, at.chance)) }
            }
            Farewell::TooSlow => {
                self.ask_anew = true;
                Phase::Waiting { until: at.ms + u64::from(self.retry.next_ms(at.chance)) }
            }
            Farewell::TooFast | Farewell::Unreadable => {
                self.ask_anew = true;
                Phase::Waiting { until: at.ms + REPROACHED_WAIT_MS }
            }
            Farewell::TakenOver
            | Farewell::Ended
            | Farewell::NotAdmitted
            | Farewell::Removed
            | Farewell::Locked => Phase::Over(reason),
        };
    }

    fn lost(&mut self, at: Moment) {
        match self.phase {
            Phase::Opening { .. } | Phase::Up => {
                self.leave_up();
                let until = at.ms + u64::from(self.retry.next_ms(at.chance));
                self.phase = Phase::Waiting { until };
            }
            // Its farewell said already what comes next.
            Phase::Idle | Phase::Waiting { .. } | Phase::Over(_) => {}
        }
    }

    /// What commands that nobody will answer any more wanted is either asked again by the machine that
    /// wanted it, or stays with whoever wrote it.
    fn leave_up(&mut self) {
        if self.is_up() {
            self.outputs.push_back(Output::Down);
            let unanswered = self.unanswered.drain(..);
            self.outputs.extend(unanswered.map(|(_, command)| Output::Unanswered(command)));
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use causerie_shared::{
        caption::Captioning,
        id::SpaceId,
        stage::Speaking,
        talk::{ChatRule, Reactions},
        time::UnixMs,
        topic::Topics,
        view::{Access, Lifecycle, Ticketing},
    };
    use proptest::prelude::*;

    pub(crate) fn view() -> SpaceView {
        SpaceView {
            id: SpaceId::from_bits(1),
            title: "Late songs".parse().unwrap(),
            description: None,
            topics: Topics::default(),
            language: None,
            access: Access::default(),
            lifecycle: Lifecycle::Live { since: UnixMs(0) },
            ticketing: None,
            locked: false,
            stage: vec![],
            listeners: 0,
            nobody_in_charge_until: None,
            microphones: vec![],
            door: None,
            speaking: Speaking::default(),
            chat_rule: ChatRule::default(),
            chat: Vec::new(),
            reactions: Reactions::default(),
            pins: Vec::new(),
            poll: None,
            captioning: Captioning::default(),
            captions: Vec::new(),
            hands: Vec::new(),
            invited: Vec::new(),
            removed: Vec::new(),
            speaker_links: 0,
            terms: Vec::new(),
            log: Vec::new(),
        }
    }

    pub(crate) fn snapshot(epoch: u64, seq: Seq) -> ServerFrame {
        ServerFrame::Snapshot { epoch, class: Class::Holder, seq, view: Box::new(view()) }
    }

    pub(crate) fn snapshot_of(class: Class, ticketing: Option<Ticketing>, seq: Seq) -> ServerFrame {
        let view = Box::new(SpaceView { ticketing, ..view() });
        ServerFrame::Snapshot { epoch: 1, class, seq, view }
    }

    fn at(ms: u64) -> Moment {
        Moment { ms, chance: 0.5 }
    }

    fn audience(seq: Seq) -> ServerFrame {
        ServerFrame::Event { seq, event: Event::Audience { listeners: seq as u32 } }
    }

    fn outputs(link: &mut Link) -> Vec<Output> {
        std::iter::from_fn(|| link.poll_output()).collect()
    }

    fn link_up() -> Link {
        let mut link = Link::default();
        link.handle(Input::Start, at(0));
        link.handle(Input::Opened, at(10));
        link.handle(Input::Frame(Box::new(snapshot(1, 5))), at(20));
        outputs(&mut link);
        link
    }

    #[test]
    fn the_first_greeting_resumes_nothing() {
        let mut link = Link::default();
        link.handle(Input::Start, at(0));
        link.handle(Input::Opened, at(10));
        assert_eq!(outputs(&mut link), [Output::Open, Output::Greet { resume: None }]);
    }

    #[test]
    fn events_in_order_are_folded() {
        let mut link = link_up();
        link.handle(Input::Frame(Box::new(audience(6))), at(30));
        link.handle(Input::Frame(Box::new(audience(7))), at(30));
        assert_eq!(link.view().unwrap().listeners, 7);
    }

    #[test]
    fn an_event_seen_before_changes_nothing() {
        let mut link = link_up();
        link.handle(Input::Frame(Box::new(audience(5))), at(30));
        assert_eq!(link.view().unwrap().listeners, 0);
        assert!(outputs(&mut link).is_empty());
    }

    #[test]
    fn a_gap_asks_for_a_fresh_snapshot() {
        let mut link = link_up();
        link.handle(Input::Frame(Box::new(audience(8))), at(30));
        assert_eq!(outputs(&mut link), [Output::Close, Output::Down, Output::Open]);
        assert_eq!(link.view().unwrap().listeners, 0, "the event after the gap is not folded");
        link.handle(Input::Opened, at(40));
        assert_eq!(outputs(&mut link), [Output::Greet { resume: None }]);
    }

    #[test]
    fn a_broken_socket_resumes_where_it_stood() {
        let mut link = link_up();
        link.handle(Input::Frame(Box::new(audience(6))), at(30));
        link.handle(Input::Lost, at(40));
        let (wake, _) = link.poll_timeout().unwrap();
        assert!(wake <= 40 + 250);
        link.handle_timeout(at(wake));
        link.handle(Input::Opened, at(wake + 5));
        let resume = Some(Resume { epoch: 1, class: Class::Holder, seq: 6 });
        assert_eq!(outputs(&mut link).pop(), Some(Output::Greet { resume }));
        link.handle(Input::Frame(Box::new(ServerFrame::Resumed { seq: 6 })), at(wake + 9));
        assert_eq!(outputs(&mut link), [Output::Up { anew: false }]);
    }

    #[test]
    fn whoever_has_a_name_at_last_says_hello_anew_and_misses_nothing() {
        let mut link = link_up();
        link.handle(Input::Again, at(40));
        assert_eq!(outputs(&mut link), [Output::Close, Output::Down, Output::Open]);
        link.handle(Input::Opened, at(50));
        let resume = Some(Resume { epoch: 1, class: Class::Holder, seq: 5 });
        assert_eq!(outputs(&mut link), [Output::Greet { resume }]);
    }

    #[test]
    fn a_restarted_relay_is_noticed_by_its_epoch() {
        let mut link = link_up();
        link.handle(Input::Lost, at(40));
        link.handle_timeout(at(400));
        link.handle(Input::Opened, at(410));
        outputs(&mut link);
        link.handle(Input::Frame(Box::new(snapshot(2, 1))), at(420));
        assert_eq!(outputs(&mut link), [Output::Up { anew: true }, Output::Refreshed]);
    }

    #[test]
    fn a_taken_over_tab_stays_quiet_until_asked() {
        let mut link = link_up();
        let reason = Farewell::TakenOver;
        link.handle(Input::Frame(Box::new(ServerFrame::Farewell { reason })), at(40));
        link.handle(Input::Lost, at(41));
        link.handle(Input::Nudge, at(42));
        assert_eq!(link.poll_timeout(), None);
        outputs(&mut link);
        link.handle(Input::TakeBack, at(50));
        assert_eq!(outputs(&mut link), [Output::Open]);
    }

    #[test]
    fn a_refusal_comes_back_with_what_was_asked() {
        let mut link = link_up();
        link.handle(Input::Do(Command::Mute), at(30));
        let Some(Output::Send(ClientFrame::Do { id, .. })) = outputs(&mut link).pop() else {
            panic!("nothing was sent")
        };
        let fault = Fault::NotOnStage;
        link.handle(
            Input::Frame(Box::new(ServerFrame::Refused { id, fault: fault.clone() })),
            at(35),
        );
        assert_eq!(outputs(&mut link), [Output::Refused { command: Command::Mute, fault }]);
    }

    /// The relay takes an id that does not rise for one that came before.
    #[test]
    fn the_ids_of_commands_rise_also_over_a_reconnection() {
        let mut link = link_up();
        let mut last = 0;
        let mut asks = |link: &mut Link| {
            link.handle(Input::Do(Command::Mute), at(1000));
            let Some(Output::Send(ClientFrame::Do { id, .. })) = outputs(link).pop() else {
                panic!("nothing was sent")
            };
            assert!(id > last);
            last = id;
        };
        asks(&mut link);
        asks(&mut link);
        link.handle(Input::Lost, at(1000));
        link.handle_timeout(at(5000));
        link.handle(Input::Opened, at(5000));
        link.handle(Input::Frame(Box::new(snapshot(2, 0))), at(5000));
        asks(&mut link);
    }

    #[test]
    fn a_silent_relay_is_given_up() {
        let mut link = Link::default();
        link.handle(Input::Start, at(0));
        let (wake, _) = link.poll_timeout().unwrap();
        link.handle_timeout(at(wake));
        assert_eq!(outputs(&mut link), [Output::Open, Output::Close]);
        assert!(matches!(link.phase(), Phase::Waiting { .. }));
    }

    proptest! {
        #[test]
        fn after_a_restart_everybody_is_back_within_the_spread_and_three_seconds(
            spread_ms in 0u32..20_000,
            down_ms in 0u64..30_000,
            chances in prop::collection::vec(0.0f64..1.0, 64),
        ) {
            let mut chances = chances.into_iter().cycle();
            let mut moment = |ms| Moment { ms, chance: chances.next().unwrap() };
            let mut link = link_up();
            let reason = Farewell::Restart { spread_ms };
            link.handle(Input::Frame(Box::new(ServerFrame::Farewell { reason })), moment(0));
            let mut now = 0;
            while !link.is_up() {
                let (wake, _) = link.poll_timeout().unwrap();
                now = now.max(wake);
                link.handle_timeout(moment(now));
                if now >= down_ms {
                    link.handle(Input::Opened, moment(now));
                    link.handle(Input::Frame(Box::new(snapshot(2, 0))), moment(now));
                } else {
                    link.handle(Input::Lost, moment(now));
                }
                prop_assert!(now <= down_ms + u64::from(spread_ms) + 2_500);
            }
        }
    }
}
