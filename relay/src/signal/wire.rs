//! The bytes of one WebSocket. What comes is read by the library, bounded and unmasked; what the
//! space says is made already ([`Frame`]) and goes past the library to the connection, uncopied,
//! many frames at once where many wait.
//!
//! Invariant: the two never write into one another. A frame that has begun to leave is ended before
//! the library may say something of its own (an answer to a ping or to a close), and what the
//! library holds back leaves before a frame begins. All of it survives being given up half-way.

use crate::hub::Frame;
use causerie_shared::signal::CLIENT_FRAME_MOST_BYTES;
use futures_util::{SinkExt, StreamExt};
use std::{
    collections::VecDeque,
    future::poll_fn,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, Utf8Bytes,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

/// Frames up to this length are read whole, so that one that is too long can be answered before
/// the socket closes; past it, the bytes themselves are refused.
const READ_MOST_BYTES: usize = 4 * CLIENT_FRAME_MOST_BYTES;

/// Room for what a client says, for as long as its socket is open. Most of it says nothing, a hello
/// with its pass has some 500 bytes, and longer frames get more room while they are read. The
/// library's default of 128 KiB would be all the memory that a listener costs.
const READ_ROOM_BYTES: usize = 1024;

/// Frames that leave together.
const AT_ONCE: usize = 32;

pub(super) struct Wire<S> {
    socket: WebSocketStream<S>,
    leaving: VecDeque<Frame>,
    /// Bytes of the first that have left.
    left: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Of a connection that was upgraded.
    pub(super) async fn new(stream: S) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_ROOM_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(READ_MOST_BYTES))
            .max_frame_size(Some(READ_MOST_BYTES));
        let socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
        Self { socket, leaving: VecDeque::new(), left: 0 }
    }

    /// The next message; none when the peer is gone.
    pub(super) async fn receive(&mut self) -> Option<Result<Message, Error>> {
        if self.left > 0
            && let Err(fault) = self.send_leaving().await
        {
            return Some(Err(fault.into()));
        }
        self.socket.next().await
    }

    /// Whether one more may leave together with those that wait.
    pub(super) fn has_room(&self) -> bool {
        self.leaving.len() < AT_ONCE
    }

    /// Lets a frame wait for [`Self::flush`].
    pub(super) fn push(&mut self, frame: Frame) {
        self.leaving.push_back(frame);
    }

    /// Returns when all that waited has left.
    pub(super) async fn flush(&mut self) -> Result<(), Error> {
        if self.left > 0 {
            self.send_leaving().await?;
        }
        self.socket.flush().await?;
        Ok(self.send_leaving().await?)
    }

    /// What has not begun to leave stays here: something else is more urgent.
    pub(super) fn hold_back(&mut self) {
        self.leaving.truncate(usize::from(self.left > 0));
    }

    pub(super) async fn ping(&mut self) -> Result<(), Error> {
        self.flush().await?;
        self.socket.send(Message::Ping(Default::default())).await
    }

    pub(super) async fn close(&mut self) -> Result<(), Error> {
        self.flush().await?;
        let code = CloseCode::Normal;
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static("") };
        self.socket.send(Message::Close(Some(frame))).await
    }

    async fn send_leaving(&mut self) -> io::Result<()> {
        poll_fn(|context| self.poll_leaving(context)).await
    }

    fn poll_leaving(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.leaving.is_empty() {
            let mut parts = [IoSlice::new(&[]); AT_ONCE];
            let mut skip = self.left;
            for (part, frame) in parts.iter_mut().zip(&self.leaving) {
                *part = IoSlice::new(frame.bytes().get(skip..).unwrap_or_default());
                skip = 0;
            }
            let count = self.leaving.len().min(AT_ONCE);
            let parts = parts.get(..count).unwrap_or_default();
            let stream = Pin::new(self.socket.get_mut());
            let sent = ready!(stream.poll_write_vectored(context, parts))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.has_left(sent);
        }
        // A socket keeps thousands of these; room for a burst is given back.
        self.leaving.shrink_to(1);
        Poll::Ready(Ok(()))
    }

    fn has_left(&mut self, sent: usize) {
        self.left = self.left.saturating_add(sent);
        while let Some(frame) = self.leaving.front() {
            let Some(more) = self.left.checked_sub(frame.bytes().len()) else { return };
            self.left = more;
            self.leaving.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{event::Event, signal::ServerFrame};
    use proptest::prelude::*;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex, join};

    fn frame(number: u32) -> Frame {
        Frame::of(&ServerFrame::Event {
            seq: number.into(),
            event: Event::Audience { listeners: number },
        })
    }

    async fn client<S: AsyncRead + AsyncWrite + Unpin>(stream: S) -> WebSocketStream<S> {
        WebSocketStream::from_raw_socket(stream, Role::Client, None).await
    }

    fn hear(message: Message, said: &mut Vec<Utf8Bytes>, pongs: &mut usize) {
        match message {
            Message::Text(text) => said.push(text),
            Message::Pong(_) => *pongs += 1,
            Message::Close(_) => {}
            Message::Binary(_) | Message::Ping(_) | Message::Frame(_) => panic!("{message:?}"),
        }
    }

    fn run<F: Future>(of: F) -> F::Output {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        // A peer that waits for the rest of a frame would wait for ever.
        let of = async { tokio::time::timeout(Duration::from_secs(20), of).await };
        runtime.unwrap().block_on(of).expect("everything was said in time")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever the connection takes at a time, wherever a flush is given up, and whatever
        /// pings the peer sends meanwhile: it reads every frame whole and in order.
        #[test]
        fn frames_and_answers_to_pings_never_cut_into_one_another(
            room in 1usize..300,
            groups in proptest::collection::vec((1usize..40, 0u64..4, any::<bool>()), 1..12),
        ) {
            run(async {
                // A narrow way out, and one in that holds whatever the peer sends.
                let (out, heard) = duplex(room);
                let (pings_in, pings_out) = duplex(64 * 1024);
                let wire = Wire::new(join(pings_in, out)).await;
                let mut peer = client(join(heard, pings_out)).await;
                let total: usize = groups.iter().map(|(count, ..)| *count).sum();
                let pings = groups.iter().filter(|(.., ping)| *ping).count();
                let serve = async {
                    // Gone at the end, so that the peer reads to the end.
                    let mut wire = wire;
                    let mut number = 0;
                    for (count, patience, _) in &groups {
                        for _ in 0..*count {
                            wire.push(frame(number));
                            number += 1;
                        }
                        let given_up = Duration::from_micros(patience * 50);
                        let _ = tokio::time::timeout(given_up, wire.flush()).await;
                        let _ = tokio::time::timeout(given_up, wire.receive()).await;
                    }
                    wire.flush().await.unwrap();
                    wire.close().await.unwrap();
                    while let Some(Ok(_)) = wire.receive().await {}
                };
                let read = async {
                    let (mut said, mut pongs) = (Vec::new(), 0);
                    for (.., ping) in &groups {
                        if *ping {
                            let _ = peer.send(Message::Ping(b"?".as_slice().into())).await;
                        }
                        hear(peer.next().await.unwrap().unwrap(), &mut said, &mut pongs);
                    }
                    while let Some(Ok(message)) = peer.next().await {
                        hear(message, &mut said, &mut pongs);
                    }
                    (said, pongs)
                };
                let ((), (said, pongs)) = tokio::join!(serve, read);
                assert_eq!(said.len(), total);
                for (number, text) in said.iter().enumerate() {
                    assert_eq!(text.as_str(), frame(number as u32).as_str());
                }
                assert!(pongs <= pings);
            });
        }
    }

    #[test]
    fn frames_leave_byte_for_byte_as_they_were_made() {
        run(async {
            let (ours, mut theirs) = duplex(64 * 1024);
            let mut wire = Wire::new(ours).await;
            let all: Vec<u8> = (0..20).flat_map(|number| frame(number).bytes().to_vec()).collect();
            (0..20).for_each(|number| wire.push(frame(number)));
            wire.flush().await.unwrap();
            let mut heard = vec![0; all.len()];
            theirs.read_exact(&mut heard).await.unwrap();
            assert!(heard == all);
        });
    }

    #[test]
    fn what_is_held_back_never_leaves_and_what_has_begun_is_ended() {
        run(async {
            let (ours, theirs) = duplex(10);
            let mut wire = Wire::new(ours).await;
            (0..9).for_each(|number| wire.push(frame(number)));
            assert!(tokio::time::timeout(Duration::from_millis(5), wire.flush()).await.is_err());
            wire.hold_back();
            wire.push(frame(100));
            let mut peer = client(theirs).await;
            let (flushed, said) = tokio::join!(wire.flush(), async {
                let first = peer.next().await.unwrap().unwrap();
                let second = peer.next().await.unwrap().unwrap();
                [first, second].map(|message| message.into_text().unwrap().to_string())
            });
            flushed.unwrap();
            assert_eq!(said, [frame(0).as_str(), frame(100).as_str()]);
        });
    }

    /// Bytes that no client may send, and what a client may that few do.
    #[test]
    fn strangers_bytes_are_read_or_refused() {
        let masked = |first: u8, text: &[u8]| {
            let mut bytes = vec![first, 0x80 | text.len() as u8, 0, 0, 0, 0];
            bytes.extend_from_slice(text);
            bytes
        };
        let read = |bytes: Vec<u8>| {
            run(async move {
                let (ours, mut theirs) = duplex(1 << 20);
                theirs.write_all(&bytes).await.unwrap();
                theirs.shutdown().await.unwrap();
                let mut wire = Wire::new(ours).await;
                wire.receive().await
            })
        };
        let text = |bytes| match read(bytes) {
            Some(Ok(Message::Text(text))) => text.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(text(masked(0x81, b"hello")), "hello");
        let parts = [masked(0x01, b"hel"), masked(0x89, b"?"), masked(0x80, b"lo")].concat();
        assert!(matches!(read(parts), Some(Ok(Message::Ping(_)))), "a ping between two parts");
        assert_eq!(text([masked(0x01, b"hel"), masked(0x80, b"lo")].concat()), "hello");

        let huge = |len: u64| [&[0x81, 0xff][..], &len.to_be_bytes(), &[0; 4]].concat();
        for (what, bytes) in [
            ("no mask", vec![0x81, 2, b'h', b'i']),
            ("no UTF-8", masked(0x81, &[0xff, 0xfe])),
            ("an opcode that there is not", masked(0x83, b"")),
            ("bits that nothing was agreed on", masked(0xc1, b"")),
            ("a part of nothing", masked(0x80, b"lo")),
            ("a text within a text", [masked(0x01, b"a"), masked(0x81, b"b")].concat()),
            ("a control frame in parts", masked(0x09, b"?")),
            ("a long control frame", [&[0x89, 0xfe, 0, 126, 0, 0, 0, 0][..], &[0; 126]].concat()),
            ("a megabyte", huge(1 << 20)),
            ("more than there is", huge(u64::MAX)),
            ("half a header", vec![0x81]),
        ] {
            let came = read(bytes);
            assert!(!matches!(came, Some(Ok(_))), "{what}: {came:?}");
        }
    }
}
