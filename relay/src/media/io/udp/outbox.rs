//! Datagrams that leave by one call; full batches leave by themselves.
//!
//! Datagrams that follow one another to one peer, all of one length but for a shorter last one,
//! leave as one message that the kernel or the network card cuts up (GSO): most of what sending
//! costs is paid once a message. A card that refuses such messages is believed after a few.

use super::{
    BATCH, Inbox, ROOM_BYTES, Socket,
    address::{CONTROL_WORDS, write_address, write_local, write_segment},
    routes::Routes,
};
use crate::media::core::{Path, Wire, counters::Counters};
use std::{
    collections::VecDeque,
    io,
    mem::{MaybeUninit, zeroed},
    net::Ipv4Addr,
    os::fd::AsRawFd,
    sync::Arc,
};

/// The longest wait for the kernel to take more, when its queue is full.
const SEND_WAIT_MS: i32 = 5;
/// Messages refused in a row, though their pieces were not, after which the card is believed: one
/// listener behind a narrow path must not cost all others their share of a message.
const REFUSALS_MOST: u32 = 8;
/// Segments of one message: more than a listener's group has, fewer than any kernel takes.
const SEGMENTS_MOST: usize = 16;
/// Bytes of one message, below the 65,507 of an IPv4 datagram.
const MESSAGE_MOST_BYTES: usize = 32 << 10;
/// Batches that can be received while a long fan-out goes on: 4 MiB, touched only as needed. At
/// 200,000 datagrams a second, what comes while 4,000 listeners are served.
const RESERVE_BATCHES: usize = 32;

pub struct Outbox {
    socket: Arc<Socket>,
    counters: Arc<Counters>,
    /// Datagrams one behind the other, so that few cache lines are touched.
    bytes: Box<[u8]>,
    end: usize,
    messages: [Message; BATCH],
    count: usize,
    /// What the kernel reads beside the bytes. The pointers are set before each call.
    heads: Box<Heads>,
    segments: bool,
    /// Refused messages since one was accepted.
    refusals: u32,
    reserve: Option<Reserve>,
    /// None where nothing is known of them.
    routes: Option<Routes>,
    #[cfg(test)]
    spoilt: bool,
    /// Calls into the kernel until one finds no room.
    #[cfg(test)]
    crowded_in: Option<u32>,
}

/// One message to the kernel: datagrams to one peer.
#[derive(Clone, Copy)]
struct Message {
    path: MaybeUninit<Path>,
    start: usize,
    len: usize,
    /// Length of each datagram but the last.
    segment: usize,
    datagrams: usize,
}

struct Heads {
    messages: [libc::mmsghdr; BATCH],
    parts: [libc::iovec; BATCH],
    names: [libc::sockaddr_storage; BATCH],
    controls: [[u64; CONTROL_WORDS]; BATCH],
}

/// Datagrams that are taken from the kernel between two batches, so that neither a burst of joins
/// nor a flood overruns the socket's queue while thousands are served.
struct Reserve {
    filled: VecDeque<Inbox>,
    spare: Vec<Inbox>,
}

impl Outbox {
    pub fn new(socket: Arc<Socket>, counters: Arc<Counters>) -> Self {
        let blank =
            Message { path: MaybeUninit::uninit(), start: 0, len: 0, segment: 0, datagrams: 0 };
        let segments = socket.takes_segments();
        Self {
            socket,
            counters,
            bytes: vec![0; BATCH * ROOM_BYTES].into_boxed_slice(),
            end: 0,
            messages: [blank; BATCH],
            count: 0,
            // SAFETY: all of these are plain C structs for which zero is a value.
            heads: Box::new(unsafe { zeroed() }),
            segments,
            refusals: 0,
            reserve: None,
            routes: Routes::open().ok(),
            #[cfg(test)]
            spoilt: false,
            #[cfg(test)]
            crowded_in: None,
        }
    }

    /// An outbox that receives between its batches; see [`Self::take_received`].
    pub fn receiving(socket: Arc<Socket>, counters: Arc<Counters>) -> Self {
        let spare = (0..RESERVE_BATCHES).map(|_| Inbox::default()).collect();
        let reserve = Reserve { filled: VecDeque::with_capacity(RESERVE_BATCHES), spare };
        Self { reserve: Some(reserve), ..Self::new(socket, counters) }
    }

    /// The oldest batch that was received meanwhile; to be given back.
    pub fn take_received(&mut self) -> Option<Inbox> {
        self.reserve.as_mut()?.filled.pop_front()
    }

    pub fn give_back(&mut self, inbox: Inbox) {
        if let Some(reserve) = &mut self.reserve {
            reserve.spare.push(inbox);
        }
    }

    /// Whether a batch waits that was received meanwhile.
    pub fn has_received(&self) -> bool {
        self.reserve.as_ref().is_some_and(|reserve| !reserve.filled.is_empty())
    }

    /// Hands what is gathered to the kernel.
    pub fn flush(&mut self) {
        let total = std::mem::take(&mut self.count);
        self.end = 0;
        let mut done = 0;
        let mut waited = false;
        self.write_heads(total);
        while done < total {
            let sent = self.with_room(&mut waited, |outbox| {
                let heads = &mut outbox.heads.messages[done..total];
                let fd = outbox.socket.fd.as_raw_fd();
                // SAFETY: these heads point to arrays that outlive the call, with their sizes.
                unsafe { libc::sendmmsg(fd, heads.as_mut_ptr(), heads.len() as u32, 0) as isize }
            });
            let error = match sent {
                Ok(0) => io::ErrorKind::WriteZero.into(),
                Ok(sent) => {
                    let accepted = &self.messages[done..done + sent];
                    let segmented = accepted.iter().filter(|message| message.datagrams > 1).count();
                    if segmented > 0 {
                        self.counters.segmented_messages_total.add(segmented as u64);
                        self.refusals = 0;
                    }
                    done += sent;
                    continue;
                }
                Err(error) => error,
            };
            let message = self.messages[done];
            if message.datagrams > 1 && is_refusal_of_segments(&error) {
                self.counters.segments_refused_total.add(1);
                // What is refused in pieces too is the fault of its address, not of the card.
                if self.send_one_by_one(&message, &mut waited) {
                    self.refusals += 1;
                    self.segments = self.refusals < REFUSALS_MOST;
                }
            } else {
                // This one has no route, or no room: it is lost, the others are not.
                self.counters.sends_failed_total.add(message.datagrams as u64);
            }
            done += 1;
        }
    }

    #[cfg(test)]
    pub(super) fn refuse_segments(&mut self) {
        self.segments = false;
    }

    /// Asks for segments that the kernel must refuse.
    #[cfg(test)]
    pub(super) fn spoil_segments(&mut self) {
        self.spoilt = true;
    }

    fn write_heads(&mut self, total: usize) {
        let Heads { messages, parts, names, controls } = &mut *self.heads;
        for (at, message) in self.messages.iter().take(total).enumerate() {
            // SAFETY: `send` wrote every path below `count`.
            let path = unsafe { message.path.assume_init() };
            parts[at].iov_base = self.bytes[message.start..].as_mut_ptr().cast();
            parts[at].iov_len = message.len;
            let control = &mut controls[at];
            let mut control_len = write_local(control, path.local, self.socket.v6);
            if message.datagrams > 1 {
                let segment = message.segment as u16;
                #[cfg(test)]
                let segment = if self.spoilt { 1 } else { segment };
                control_len = write_segment(control, control_len, segment);
            }
            let head = &mut messages[at].msg_hdr;
            head.msg_namelen = write_address(&mut names[at], path.remote, self.socket.v6);
            head.msg_name = (&raw mut names[at]).cast();
            head.msg_iov = &raw mut parts[at];
            head.msg_iovlen = 1;
            head.msg_controllen = control_len;
            head.msg_control = match control_len {
                0 => std::ptr::null_mut(),
                _ => control.as_mut_ptr().cast(),
            };
        }
    }

    /// Sends the datagrams of a message that was refused as a whole; whether any was accepted.
    fn send_one_by_one(&mut self, message: &Message, waited: &mut bool) -> bool {
        let mut accepted = false;
        let mut names = [0u64; 16];
        let mut control = [0u64; CONTROL_WORDS];
        // SAFETY: `send` wrote this path; the words are as large and aligned as a
        // sockaddr_storage, for which zero is a value.
        let (path, name) = unsafe {
            let name = &mut *names.as_mut_ptr().cast::<libc::sockaddr_storage>();
            (message.path.assume_init(), name)
        };
        let name_len = write_address(name, path.remote, self.socket.v6);
        let control_len = write_local(&mut control, path.local, self.socket.v6);
        let end = message.start + message.len;
        for start in (message.start..end).step_by(message.segment) {
            let sent = self.with_room(waited, |outbox| {
                let datagram = &mut outbox.bytes[start..end.min(start + message.segment)];
                let mut part =
                    libc::iovec { iov_base: datagram.as_mut_ptr().cast(), iov_len: datagram.len() };
                // SAFETY: a plain C struct for which zero is a value; its pointers are set here, to
                // what outlives the call.
                unsafe {
                    let mut head: libc::msghdr = zeroed();
                    head.msg_name = (&raw mut *name).cast();
                    head.msg_namelen = name_len;
                    head.msg_iov = &raw mut part;
                    head.msg_iovlen = 1;
                    head.msg_controllen = control_len;
                    if control_len > 0 {
                        head.msg_control = control.as_mut_ptr().cast();
                    }
                    libc::sendmsg(outbox.socket.fd.as_raw_fd(), &raw const head, 0)
                }
            });
            if sent.is_err() {
                self.counters.sends_failed_total.add(1);
            }
            accepted |= sent.is_ok();
        }
        accepted
    }

    /// What `send` came to; it is tried again when the kernel's queue was full, unless this flush
    /// has waited for room before.
    fn with_room(
        &mut self,
        waited: &mut bool,
        mut send: impl FnMut(&mut Self) -> isize,
    ) -> io::Result<usize> {
        loop {
            #[cfg(not(test))]
            let sent = send(self);
            #[cfg(test)]
            let sent = if self.is_crowded() { -1 } else { send(self) };
            if let Ok(sent) = usize::try_from(sent) {
                return Ok(sent);
            }
            let error = io::Error::last_os_error();
            if error.kind() != io::ErrorKind::WouldBlock || *waited {
                return Err(error);
            }
            *waited = true;
            self.wait_for_room();
        }
    }

    /// The call after `calls` others finds no room. A loopback device never has too little.
    #[cfg(test)]
    pub(super) fn crowd_after(&mut self, calls: u32) {
        self.crowded_in = Some(calls);
    }

    #[cfg(test)]
    fn is_crowded(&mut self) -> bool {
        let crowded = self.crowded_in == Some(0);
        self.crowded_in = self.crowded_in.and_then(|calls| calls.checked_sub(1));
        if crowded {
            // SAFETY: the thread's own error number.
            unsafe { *libc::__errno_location() = libc::EAGAIN };
        }
        crowded
    }

    fn wait_for_room(&self) {
        let mut watched =
            libc::pollfd { fd: self.socket.fd.as_raw_fd(), events: libc::POLLOUT, revents: 0 };
        // SAFETY: one descriptor is watched, and it outlives the call.
        unsafe { libc::poll(&raw mut watched, 1, SEND_WAIT_MS) };
    }

    fn receive_meanwhile(&mut self) {
        let Some(reserve) = &mut self.reserve else { return };
        let Some(mut inbox) = reserve.spare.pop() else { return };
        if inbox.receive(&self.socket) > 0 {
            reserve.filled.push_back(inbox);
        } else {
            reserve.spare.push(inbox);
        }
    }
}

impl Wire for Outbox {
    /// To name the address costs half a microsecond a message.
    fn along(&mut self, path: Path) -> Path {
        let by_itself = |routes: &Routes| routes.lead_from(path.local, path.remote);
        match &self.routes {
            Some(routes) if by_itself(routes) => {
                Path { local: Ipv4Addr::UNSPECIFIED.into(), ..path }
            }
            Some(_) | None => path,
        }
    }

    fn room(&mut self) -> &mut [u8] {
        if self.count == BATCH || self.end + ROOM_BYTES > self.bytes.len() {
            self.flush();
            self.receive_meanwhile();
        }
        &mut self.bytes[self.end..self.end + ROOM_BYTES]
    }

    fn send(&mut self, len: usize, path: &Path) {
        if len == 0 || len > ROOM_BYTES || self.end + len > self.bytes.len() {
            return;
        }
        let start = self.end;
        self.end += len;
        if self.segments
            && let Some(last) = self.count.checked_sub(1).map(|at| &mut self.messages[at])
            && last.takes(len, path)
        {
            last.len += len;
            last.datagrams += 1;
            return;
        }
        let path = MaybeUninit::new(*path);
        self.messages[self.count] = Message { path, start, len, segment: len, datagrams: 1 };
        self.count += 1;
    }
}

impl Message {
    /// Whether a datagram of `len` bytes to `path` can follow in this message.
    fn takes(&self, len: usize, path: &Path) -> bool {
        // SAFETY: a message that counts has its path.
        let its = unsafe { self.path.assume_init_ref() };
        let whole = self.len == self.segment * self.datagrams;
        whole
            && len <= self.segment
            && self.datagrams < SEGMENTS_MOST
            && self.len + len <= MESSAGE_MOST_BYTES
            && its == path
    }
}

/// No checksum offload on the card, segments beyond its MTU, or a kernel that knows no such thing.
fn is_refusal_of_segments(error: &io::Error) -> bool {
    matches!(
        error.raw_os_error(),
        Some(libc::EIO | libc::EINVAL | libc::EMSGSIZE | libc::EOPNOTSUPP)
    )
}
