//! How a space comes on air: a host who opens it, and people who are brought on stage and speak
//! up, all by the relay's own doors. Done before anything is measured, one step after the other.

use crate::http::{self, Response};
use anyhow::{Context, Result, anyhow, bail, ensure};
use causerie_shared::{
    api::{Me, Pass, PassFor, PassRequest},
    command::Command,
    id::{PersonId, SpaceId},
    signal::{self, ClientFrame, Resume, ServerFrame},
    view::SpaceView,
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpStream},
    thread,
};
use tungstenite::{Message, WebSocket, protocol::WebSocketConfig};

/// A space on air, and the passes with which its people open their microphones.
pub struct House {
    pub space: SpaceId,
    pub passes: Vec<String>,
    /// The people on stage, the host first.
    pub stage: Vec<Visitor>,
}

impl House {
    /// Opens a space with `talkers` people on stage, none of whom is muted. They keep their seats
    /// by their microphones, which are to open within the life of a pass.
    pub fn open(relay: SocketAddr, talkers: usize) -> Result<Self> {
        let mut host = Visitor { relay, cookie: None };
        let body = r#"{"title":"A measured evening","name":"Ada"}"#;
        let answer = host.post("/api/spaces", body)?;
        ensure!(answer.status == 201, "no space was opened: {}", answer.body);
        let space = serde_json::from_str::<SpaceView>(&answer.body)?.id;
        let mut stage = host.enter(space)?;
        let mut passes = vec![host.pass(space, PassFor::Whip)?];
        let mut people = vec![host];
        for number in 1..talkers {
            let mut speaker = Visitor { relay, cookie: None };
            let person = speaker.is_called(&format!("Speaker {number}"))?;
            let mut line = speaker.enter(space)?;
            stage.ask(Command::Invite { person })?;
            line.ask(Command::AcceptInvitation)?;
            line.ask(Command::Unmute)?;
            passes.push(speaker.pass(space, PassFor::Whip)?);
            people.push(speaker);
        }
        Ok(Self { space, passes, stage: people })
    }

    /// The host has people captioned here, or not.
    pub fn set_captioning(&mut self, wanted: bool) -> Result<()> {
        let host = self.stage.first_mut().context("a space has a host")?;
        host.enter(self.space)?.ask(Command::SetCaptioning { wanted, kept: true })
    }
}

/// A space that somebody opens.
#[derive(Debug, Deserialize)]
pub struct Opening {
    /// Who; without one it is a guest, whom the body names.
    cookie: Option<String>,
    body: Value,
}

/// Opens spaces, some at a time; gives their ids in the order of `openings`. Their hosts come in
/// once, since a space in which nobody came is not listed, and leave: it stays for as long as the
/// relay gives a host to come back.
pub fn open_all(relay: SocketAddr, openings: &[Opening]) -> Result<Vec<SpaceId>> {
    const AT_A_TIME: usize = 8;
    let chunks = openings.chunks(openings.len().div_ceil(AT_A_TIME).max(1));
    let opened: Vec<Result<Vec<SpaceId>>> = thread::scope(|scope| {
        let threads: Vec<_> = chunks
            .map(|chunk| scope.spawn(move || chunk.iter().map(|it| it.open(relay)).collect()))
            .collect();
        let broke = || Err(anyhow!("whoever opened spaces broke"));
        threads.into_iter().map(|it| it.join().unwrap_or_else(|_| broke())).collect()
    });
    Ok(opened.into_iter().collect::<Result<Vec<_>>>()?.concat())
}

impl Opening {
    fn open(&self, relay: SocketAddr) -> Result<SpaceId> {
        let mut host = Visitor { relay, cookie: self.cookie.clone() };
        let answer = host.post("/api/spaces", &self.body.to_string())?;
        ensure!(answer.status == 201, "no space was opened: {}", answer.body);
        let space = serde_json::from_str::<SpaceView>(&answer.body)?.id;
        host.enter(space)?;
        Ok(space)
    }
}

/// A browser without a page: it keeps its cookie.
#[derive(Clone)]
pub struct Visitor {
    relay: SocketAddr,
    cookie: Option<String>,
}

impl Visitor {
    pub fn new(relay: SocketAddr) -> Self {
        Self { relay, cookie: None }
    }

    fn post(&mut self, path: &str, body: &str) -> Result<Response> {
        let mut headers = vec!["content-type: application/json".to_owned()];
        headers.extend(self.cookie.as_ref().map(|cookie| format!("cookie: {cookie}")));
        let answer = http::ask(self.relay, "POST", path, &headers, body)?;
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        Ok(answer)
    }

    /// Takes a name, and is somebody from here on.
    pub fn is_called(&mut self, name: &str) -> Result<PersonId> {
        let answer = self.post("/api/me", &format!(r#"{{"name":"{name}"}}"#))?;
        let me: Me = serde_json::from_str(&answer.body).context("the relay knows nobody")?;
        me.person.context("a name makes a person")
    }

    fn pass(&mut self, space: SpaceId, door: PassFor) -> Result<String> {
        let body = serde_json::to_string(&PassRequest { door, link: None, ticket: None })?;
        let answer = self.post(&format!("/api/spaces/{space}/pass"), &body)?;
        ensure!(answer.status == 200, "no pass was given: {}", answer.body);
        Ok(serde_json::from_str::<Pass>(&answer.body)?.pass)
    }

    /// Opens a socket under one's name, and waits until it is known who one is.
    pub fn enter(&mut self, space: SpaceId) -> Result<Line> {
        let pass = self.pass(space, PassFor::Live)?;
        self.line(space, Some(pass), None)?.entered()
    }

    /// The same without a name.
    pub fn look_in(&self, space: SpaceId) -> Result<Line> {
        self.line(space, None, None)?.entered()
    }

    /// Opens a socket, says where one stood, and leaves what follows to whoever reads it.
    pub fn come_back(mut self, space: SpaceId, resume: Resume) -> Result<Line> {
        let pass = match self.cookie {
            Some(_) => Some(self.pass(space, PassFor::Live)?),
            None => None,
        };
        self.line(space, pass, Some(resume))
    }

    fn line(&self, space: SpaceId, pass: Option<String>, resume: Option<Resume>) -> Result<Line> {
        let stream = http::connect(self.relay)?;
        let url = format!("ws://{}/api/spaces/{space}/live", self.relay);
        // As much as an event has: thousands of these are open at once.
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let (socket, _) = tungstenite::client::client_with_config(url, stream, Some(config))
            .map_err(|fault| anyhow!("the socket does not open: {fault}"))?;
        let mut line = Line { socket, next_id: 1, snapshot: None, me: None };
        line.send(&ClientFrame::Hello { pass, resume })?;
        Ok(line)
    }
}

/// A socket through which one person asks.
pub struct Line {
    pub socket: WebSocket<TcpStream>,
    pub next_id: u32,
    /// How the space was, and the position of that.
    pub snapshot: Option<(Resume, Box<SpaceView>)>,
    /// Who one is there.
    pub me: Option<signal::Me>,
}

impl Line {
    /// Reads until it is known who one is.
    fn entered(mut self) -> Result<Self> {
        while self.me.is_none() {
            match self.next()? {
                ServerFrame::Snapshot { epoch, class, seq, view } => {
                    self.snapshot = Some((Resume { epoch, class, seq }, view));
                }
                ServerFrame::Me { me } => self.me = Some(me),
                ServerFrame::Refused { fault, .. } => bail!("the relay refused: {fault:?}"),
                ServerFrame::Farewell { reason } => bail!("the relay said goodbye: {reason:?}"),
                ServerFrame::Resumed { .. }
                | ServerFrame::Event { .. }
                | ServerFrame::Notice { .. }
                | ServerFrame::Ack { .. } => {}
            }
        }
        Ok(self)
    }

    fn send(&mut self, frame: &ClientFrame) -> Result<()> {
        Ok(self.socket.send(Message::text(serde_json::to_string(frame)?))?)
    }

    /// Waits for nothing from here on: [`Self::waiting`] gives what has come.
    pub fn wait_no_more(&self) -> Result<&TcpStream> {
        let socket = self.socket.get_ref();
        socket.set_nonblocking(true)?;
        Ok(socket)
    }

    /// The next frame of those that have come.
    pub fn waiting(&mut self) -> Result<Option<ServerFrame>> {
        match self.next() {
            Ok(frame) => Ok(Some(frame)),
            Err(fault) if is_nothing_yet(&fault) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn next(&mut self) -> Result<ServerFrame> {
        loop {
            if let Message::Text(text) = self.socket.read()? {
                return Ok(serde_json::from_str(&text)?);
            }
        }
    }

    fn ask(&mut self, command: Command) -> Result<()> {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&ClientFrame::Do { id, command })?;
        loop {
            match self.next()? {
                ServerFrame::Ack { id: of } if of == id => return Ok(()),
                ServerFrame::Refused { fault, .. } => bail!("the relay refused: {fault:?}"),
                ServerFrame::Farewell { reason } => bail!("the relay said goodbye: {reason:?}"),
                ServerFrame::Snapshot { .. }
                | ServerFrame::Resumed { .. }
                | ServerFrame::Event { .. }
                | ServerFrame::Me { .. }
                | ServerFrame::Notice { .. }
                | ServerFrame::Ack { .. } => {}
            }
        }
    }
}

fn is_nothing_yet(fault: &anyhow::Error) -> bool {
    fault.downcast_ref().is_some_and(|fault: &tungstenite::Error| {
        matches!(fault, tungstenite::Error::Io(io) if io.kind() == ErrorKind::WouldBlock)
    })
}
