//! What a client says on its WebSocket, one frame a line: through the session, and on to the
//! rules of a space.

use causerie_relay::{
    signal::session::{Input, Output, Session},
    space::{self, About, Line, Space, Who},
};
use causerie_shared::{
    command::Command,
    id::{PersonId, SpaceId},
    signal::{CLIENT_FRAME_MOST_BYTES, ClientFrame},
    time::UnixMs,
};

const HELLO: &str = r#"{"hello":{}}"#;
const START: UnixMs = UnixMs(1_790_000_000_000);
/// Slow enough for the limit of frames.
const PAUSE_MS: u64 = 100;

/// The frames as they come, and again behind a hello.
pub fn signal(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut meeting = Meeting::new();
    for begins in ["", HELLO] {
        let mut session = Session::new(START);
        let (mut now, mut hello, mut over) = (START, false, false);
        let mut last = None;
        for frame in begins.lines().chain(text.lines()) {
            now = now.plus_ms(PAUSE_MS);
            session.handle(Input::Text(frame), now);
            let said: Vec<_> = std::iter::from_fn(|| session.poll_output()).collect();
            assert_eq!(said.len(), usize::from(!over), "one answer to a frame, until the last");
            for output in said {
                match output {
                    Output::Hello { pass, resume } => {
                        assert!(!hello, "a second hello is heard");
                        hello = true;
                        is_what_was_said(frame, &ClientFrame::Hello { pass, resume });
                    }
                    Output::Do { id, command } => {
                        assert!(hello, "a command before hello");
                        is_what_was_said(frame, &ClientFrame::Do { id, command: command.clone() });
                        assert!(last < Some(id), "a command is done twice");
                        last = Some(id);
                        meeting.hear(id, &command, now);
                    }
                    Output::Refuse { id, .. } => assert!(last >= Some(id)),
                    Output::Farewell(_) => over = true,
                    Output::Ping | Output::GiveUp => panic!("{output:?} while the peer speaks"),
                }
            }
            assert_eq!(session.poll_timeout().is_none(), over);
        }
    }
}

/// The frame was short enough, and what was read of it is written and read as the same.
fn is_what_was_said(frame: &str, read: &ClientFrame) {
    assert!(frame.len() <= CLIENT_FRAME_MOST_BYTES);
    let written = serde_json::to_string(read).unwrap();
    assert_eq!(serde_json::from_str::<ClientFrame>(&written).as_ref().ok(), Some(read));
}

/// A space with its host and a guest in it, who ask for whatever was read.
struct Meeting {
    space: Space,
    here: Vec<Line>,
}

impl Meeting {
    fn new() -> Self {
        let person = |number| PersonId::v7(START.0, number);
        let host = Who::named(person(1), "Ada".parse().unwrap());
        let guest = Who::guest(person(2));
        let id = SpaceId::v7(START.0, 3);
        let mut space = Space::found(id, About::titled("Talk".parse().unwrap()), &host, 1, START);
        for (line, who) in [(Line(1), host), (Line(2), guest)] {
            space.handle(space::Input::Arrive { line, who, resume: None }, START);
        }
        while space.poll_output().is_some() {}
        Self { space, here: vec![Line(1), Line(2)] }
    }

    /// Every command of somebody who is here has one answer.
    fn hear(&mut self, id: u32, command: &Command, now: UnixMs) {
        for line in self.here.clone() {
            if !self.here.contains(&line) {
                continue;
            }
            self.space.handle(space::Input::Do { line, id, command: command.clone() }, now);
            let mut answers = 0;
            while let Some(output) = self.space.poll_output() {
                match output {
                    space::Output::Answer { line: to, id: of, .. } => {
                        assert_eq!((to, of), (line, id));
                        answers += 1;
                    }
                    space::Output::Farewell { line, .. } => self.here.retain(|it| *it != line),
                    space::Output::Over => self.here.clear(),
                    space::Output::Event { .. }
                    | space::Output::Snapshot { .. }
                    | space::Output::Resumed { .. }
                    | space::Output::Me { .. }
                    | space::Output::Notice { .. }
                    | space::Output::Media(_)
                    | space::Output::Save { .. }
                    | space::Output::Keep(_)
                    | space::Output::Spelling { .. } => {}
                }
            }
            assert_eq!(answers, 1, "{command:?}");
        }
    }
}
