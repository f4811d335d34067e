//! How a space comes on air: a host who opens it, and people who are brought on stage and speak
//! up, all by the relay's own doors. Done before anything is measured, one step after the other.

use crate::http::{self, Response};
use anyhow::{Context, Result, anyhow, bail, ensure};
use causerie_shared::{
    api::{Me, Pass, PassFor, PassRequest},
    command::Command,
    id::{PersonId, SpaceId},
    signal::{ClientFrame, ServerFrame},
    view::SpaceView,
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    net::{SocketAddr, TcpStream},
    thread,
};
use tungstenite::{Message, WebSocket};

/// A space on air, and the passes with which its people open their microphones.
pub struct House {
    pub space: SpaceId,
    pub passes: Vec<String>,
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
        for number in 1..talkers {
            let mut speaker = Visitor { relay, cookie: None };
            let person = speaker.is_called(&format!("Speaker {number}"))?;
            let mut line = speaker.enter(space)?;
            stage.ask(Command::Invite { person })?;
            line.ask(Command::AcceptInvitation)?;
            line.ask(Command::Unmute)?;
            passes.push(speaker.pass(space, PassFor::Whip)?);
        }
        Ok(Self { space, passes })
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
struct Visitor {
    relay: SocketAddr,
    cookie: Option<String>,
}

impl Visitor {
    fn post(&mut self, path: &str, body: &str) -> Result<Response> {
        let mut headers = vec!["content-type: application/json".to_owned()];
        headers.extend(self.cookie.as_ref().map(|cookie| format!("cookie: {cookie}")));
        let answer = http::ask(self.relay, "POST", path, &headers, body)?;
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        Ok(answer)
    }

    fn is_called(&mut self, name: &str) -> Result<PersonId> {
        let answer = self.post("/api/me", &format!(r#"{{"name":"{name}"}}"#))?;
        let me: Me = serde_json::from_str(&answer.body).context("the relay knows nobody")?;
        me.person.context("a name makes a person")
    }

    fn pass(&mut self, space: SpaceId, door: PassFor) -> Result<String> {
        let body = serde_json::to_string(&PassRequest { door, link: None })?;
        let answer = self.post(&format!("/api/spaces/{space}/pass"), &body)?;
        ensure!(answer.status == 200, "no pass was given: {}", answer.body);
        Ok(serde_json::from_str::<Pass>(&answer.body)?.pass)
    }

    fn enter(&mut self, space: SpaceId) -> Result<Line> {
        let pass = self.pass(space, PassFor::Live)?;
        let stream = http::connect(self.relay)?;
        let url = format!("ws://{}/api/spaces/{space}/live", self.relay);
        let (socket, _) = tungstenite::client(url, stream)
            .map_err(|fault| anyhow::anyhow!("the socket does not open: {fault}"))?;
        let mut line = Line { socket, next_id: 1 };
        line.send(&ClientFrame::Hello { pass: Some(pass), resume: None })?;
        while !matches!(line.next()?, ServerFrame::Me { .. }) {}
        Ok(line)
    }
}

/// A socket through which one person asks.
struct Line {
    socket: WebSocket<TcpStream>,
    next_id: u32,
}

impl Line {
    fn send(&mut self, frame: &ClientFrame) -> Result<()> {
        Ok(self.socket.send(Message::text(serde_json::to_string(frame)?))?)
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
