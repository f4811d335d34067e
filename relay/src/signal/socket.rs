//! One task a WebSocket: bytes in, bytes out, and whatever `session` says about them.
//!
//! The upgrade never looks at a cookie. Who somebody is comes from the pass in their hello, and a
//! page of another origin is nobody, pass or not.

use crate::{
    clock,
    http::{Problem, State, caller::Caller, is_foreign},
    hub::{Attendance, Frame, Hub, QUEUE_MOST, Sink, Who},
    signal::{
        session::{Input, Output, Session},
        upgrade::{Stream, Upgrade},
        wire::Wire,
    },
};
use axum::{
    extract::{Path, State as From},
    http::HeaderMap,
    response::Response,
};
use causerie_shared::{
    api::PassFor,
    event::Class,
    fault::Fault,
    id::{PersonId, SpaceId},
    signal::{Farewell, Resume, ServerFrame},
    time::UnixMs,
    view::SpaceView,
};
use std::{ops::ControlFlow, time::Duration};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long one frame may take to leave. Past it the peer's window is shut: who asks nothing of the
/// space would otherwise keep this task for as long as the network likes.
const SENDING: Duration = Duration::from_secs(10);

/// How long a peer may take to hear the farewell.
const PARTING: Duration = Duration::from_secs(1);

/// `GET /api/spaces/{id}/live`
pub async fn live(
    From(state): From<State>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Result<Response, Problem> {
    let id: SpaceId = id.parse().map_err(|_| Fault::NoSuchSpace)?;
    state.hub.view(id).await?;
    let seat = state.limits.socket(caller.address)?;
    let is_foreign = is_foreign(&headers, &caller);
    Ok(upgrade.then(async move |wire| {
        let _counted = state.hub.tally().socket();
        let _seat = seat;
        Socket::new(state, id, is_foreign, wire).run().await;
    }))
}

struct Socket {
    state: State,
    id: SpaceId,
    is_foreign: bool,
    wire: Wire<Stream>,
    session: Session,
    alarm: clock::Alarm,
    attendance: Option<Attendance>,
    frames: Option<mpsc::Receiver<Frame>>,
    cut: Option<oneshot::Receiver<Farewell>>,
}

/// What woke the task.
enum Woken {
    Received(Option<Result<Message, Error>>),
    ToSend(Option<Frame>),
    Cut(Farewell),
    Due,
}

/// How a socket ends.
enum End {
    /// Say this, then close.
    Say(Farewell),
    /// The same, before all that waits to leave.
    Cut(Farewell),
    /// The farewell is said, or nobody is there.
    Close,
}

impl Socket {
    fn new(state: State, id: SpaceId, is_foreign: bool, wire: Wire<Stream>) -> Self {
        let (session, alarm) = (Session::new(clock::now()), clock::Alarm::default());
        let (attendance, frames, cut) = Default::default();
        Self { state, id, is_foreign, wire, session, alarm, attendance, frames, cut }
    }

    async fn run(mut self) {
        let end = loop {
            let step = match self.wait().await {
                Woken::Received(Some(Ok(message))) => self.received(message).await,
                Woken::Received(Some(Err(fault))) => self.unreadable(&fault).await,
                Woken::Received(None) => ControlFlow::Break(End::Close),
                Woken::ToSend(Some(frame)) => self.send_with_others(frame).await,
                // The space said its farewell in the frame before.
                Woken::ToSend(None) => ControlFlow::Break(End::Close),
                Woken::Cut(why) => ControlFlow::Break(End::Cut(why)),
                Woken::Due => {
                    self.session.handle_timeout(clock::now());
                    self.carry_out().await
                }
            };
            if let ControlFlow::Break(end) = step {
                break end;
            }
        };
        // The space forgets this socket before a slow peer is waited for. The frames go first: by
        // them it knows somebody who left before their arrival was read.
        self.frames = None;
        self.attendance = None;
        let _ = tokio::time::timeout(PARTING, self.part(end)).await;
    }

    async fn wait(&mut self) -> Woken {
        let due = self.session.poll_timeout();
        tokio::select! {
            biased;
            why = cut(&mut self.cut) => Woken::Cut(why),
            frame = next(&mut self.frames) => Woken::ToSend(frame),
            message = self.wire.receive() => Woken::Received(message),
            () = self.alarm.wait(due.map(|(at, _)| at)) => Woken::Due,
        }
    }

    async fn received(&mut self, message: Message) -> ControlFlow<End> {
        #[cfg(feature = "capture")]
        if let Message::Text(text) = &message {
            crate::capture::note("frame", text.as_bytes());
        }
        let input = match &message {
            Message::Text(text) => Input::Text(text.as_str()),
            // Whole frames without their reading are for programs that ask for them.
            Message::Binary(_) | Message::Frame(_) => Input::NotText,
            Message::Ping(_) | Message::Pong(_) => Input::Sign,
            Message::Close(_) => return ControlFlow::Break(End::Close),
        };
        self.session.handle(input, clock::now());
        self.carry_out().await
    }

    /// A frame that is too long, or bytes that are no WebSocket.
    async fn unreadable(&mut self, fault: &Error) -> ControlFlow<End> {
        tracing::debug!(%fault, "a socket could not be read");
        self.session.handle(Input::NotText, clock::now());
        self.carry_out().await
    }

    async fn carry_out(&mut self) -> ControlFlow<End> {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Hello { pass, resume } => self.hello(pass, resume).await?,
                Output::Do { id, command } => {
                    if let Some(attendance) = &self.attendance {
                        attendance.ask(id, command).await;
                    }
                }
                Output::Refuse { id, fault } => {
                    self.state.hub.tally().answered(true);
                    self.send(Frame::of(&ServerFrame::Refused { id, fault })).await?;
                }
                Output::Ping => self.ping().await?,
                Output::Farewell(why) => return ControlFlow::Break(End::Say(why)),
                Output::GiveUp => return ControlFlow::Break(End::Close),
            }
        }
        ControlFlow::Continue(())
    }

    async fn hello(&mut self, pass: Option<String>, resume: Option<Resume>) -> ControlFlow<End> {
        let now = clock::now();
        let who = match pass.filter(|_| !self.is_foreign) {
            Some(pass) => match self.state.keys.read_pass(&pass, self.id, PassFor::Live, now) {
                Ok(holder) => holder.who(),
                Err(fault) => {
                    self.session.refused(now);
                    return self.send(Frame::of(&ServerFrame::Refused { id: 0, fault })).await;
                }
            },
            None => Who::guest(guest(now)),
        };
        // Whoever has a pass was looked at when it was written.
        let guests = self.state.hub.live_view(self.id).map_or(true, |view| view.access.guests);
        if who.account.is_none() && !guests && !self.is_on_stage(&who) {
            return ControlFlow::Break(End::Say(Farewell::NotAdmitted));
        }
        let (frames, to_send) = mpsc::channel(QUEUE_MOST);
        let (cut, cutting) = oneshot::channel();
        let hub: &Hub = &self.state.hub;
        match hub.arrive(self.id, who, resume, Some(Sink { frames, cut })).await {
            Ok(attendance) => {
                self.attendance = Some(attendance);
                self.frames = Some(to_send);
                self.cut = Some(cutting);
                ControlFlow::Continue(())
            }
            Err(_) => self.turn_away().await,
        }
    }

    fn is_on_stage(&self, who: &Who) -> bool {
        let view = self.state.hub.live_view(self.id);
        view.is_ok_and(|view| view.seat_of(who.person).is_some())
    }

    /// The space ended before: its last view, and goodbye. A space that is live and takes nobody
    /// is one of a relay that stops.
    async fn turn_away(&mut self) -> ControlFlow<End> {
        let hub = &self.state.hub;
        let view = hub.view(self.id).await.ok();
        if view.as_ref().is_some_and(|view| !view.lifecycle.is_over())
            || view.is_none() && hub.is_leaving()
        {
            return ControlFlow::Break(End::Say(hub.restart()));
        }
        if let Some(view) = view {
            let epoch = self.state.hub.store().epoch();
            let view = SpaceView::clone(&view);
            let class = Class::Holder;
            self.send(Frame::of(&ServerFrame::Snapshot {
                epoch,
                class,
                seq: 0,
                view: Box::new(view),
            }))
            .await?;
        }
        ControlFlow::Break(End::Say(Farewell::Ended))
    }

    /// A frame, and those that wait behind it: each write wakes the peer up.
    async fn send_with_others(&mut self, frame: Frame) -> ControlFlow<End> {
        self.wire.push(frame);
        if let Some(frames) = &mut self.frames {
            while self.wire.has_room()
                && let Ok(frame) = frames.try_recv()
            {
                self.wire.push(frame);
            }
        }
        self.flush().await
    }

    async fn send(&mut self, frame: Frame) -> ControlFlow<End> {
        self.wire.push(frame);
        self.flush().await
    }

    async fn flush(&mut self) -> ControlFlow<End> {
        sent(self.wire.flush(), &mut self.cut).await
    }

    async fn ping(&mut self) -> ControlFlow<End> {
        sent(self.wire.ping(), &mut self.cut).await
    }

    async fn part(mut self, end: End) {
        if let End::Cut(_) = end {
            self.wire.hold_back();
        }
        if let End::Say(why) | End::Cut(why) = end {
            match why {
                Farewell::TooFast => self.state.hub.tally().fast(),
                Farewell::Unreadable => self.state.hub.tally().unreadable(),
                Farewell::Restart { .. }
                | Farewell::TooSlow
                | Farewell::TakenOver
                | Farewell::Ended
                | Farewell::NotAdmitted
                | Farewell::Removed
                | Farewell::Locked => {}
            }
            self.wire.push(Frame::of(&ServerFrame::Farewell { reason: why }));
        }
        let _ = self.wire.close().await;
        // What the peer still sends is read and dropped: closing on unread bytes resets the
        // connection, and the farewell would be lost with it.
        while let Some(Ok(_)) = self.wire.receive().await {}
    }
}

/// Waits for a slow peer, but not past the moment when the space gives it up.
async fn sent(
    sending: impl Future<Output = Result<(), Error>>,
    until: &mut Option<oneshot::Receiver<Farewell>>,
) -> ControlFlow<End> {
    tokio::select! {
        sent = tokio::time::timeout(SENDING, sending) => match sent {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) | Err(_) => ControlFlow::Break(End::Close),
        },
        why = cut(until) => ControlFlow::Break(End::Cut(why)),
    }
}

/// A guest is somebody for as long as the socket is open.
fn guest(now: UnixMs) -> PersonId {
    PersonId::v7(now.0, clock::chance_u128())
}

async fn cut(from: &mut Option<oneshot::Receiver<Farewell>>) -> Farewell {
    if let Some(cut) = from {
        let why = cut.await;
        *from = None;
        if let Ok(why) = why {
            return why;
        }
    }
    std::future::pending().await
}

async fn next(from: &mut Option<mpsc::Receiver<Frame>>) -> Option<Frame> {
    match from {
        Some(frames) => frames.recv().await,
        None => std::future::pending().await,
    }
}
