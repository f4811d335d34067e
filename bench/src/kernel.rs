//! What the load and the floor ask of the kernel in batches: epoll, recvmmsg with the kernel's
//! own arrival times, sendmmsg with GSO, one CPU to stay on, and how much CPU was used.
//!
//! Law: buffers are made once; a call that fails says so or counts as nothing received.
#![expect(unsafe_code, reason = "epoll, recvmmsg, sendmmsg and rusage have no safe binding in std")]

use std::{
    io,
    mem::{size_of, zeroed},
    net::SocketAddr,
    os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
    time::Duration,
};

/// Datagrams that one call takes in from one listener's socket: three voices and a report.
const TAKEN: usize = 8;
/// Datagrams that one call hands to the kernel, as the relay does.
pub const HANDED: usize = 64;
/// More than any datagram here has.
const ROOM_BYTES: usize = 2048;
/// Events that one wait brings back.
const EVENTS: usize = 128;

/// Waits for many sockets at once. Each is known by a number of the caller's.
pub struct Epoll {
    fd: OwnedFd,
    ready: Vec<libc::epoll_event>,
}

impl Epoll {
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers are passed.
        let fd = owned(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        Ok(Self { fd, ready: vec![libc::epoll_event { events: 0, u64: 0 }; EVENTS] })
    }

    /// Tells when there is something to read, for as long as there is.
    pub fn watch(&self, what: &impl AsRawFd, token: u64) -> io::Result<()> {
        let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: token };
        let fd = what.as_raw_fd();
        // SAFETY: `event` outlives the call.
        let done = unsafe {
            libc::epoll_ctl(self.fd.as_raw_fd(), libc::EPOLL_CTL_ADD, fd, &raw mut event)
        };
        if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// The number of sockets that are ready, after `most` at the latest.
    pub fn wait(&mut self, most: Duration) -> usize {
        let most = timespec(most);
        // SAFETY: the array and the time outlive the call; the count is the array's.
        let count = unsafe {
            libc::epoll_pwait2(
                self.fd.as_raw_fd(),
                self.ready.as_mut_ptr(),
                self.ready.len() as i32,
                &raw const most,
                std::ptr::null(),
            )
        };
        usize::try_from(count).unwrap_or(0)
    }

    /// As many as one wait can bring back.
    pub fn most(&self) -> usize {
        self.ready.len()
    }

    pub fn token(&self, at: usize) -> Option<u64> {
        self.ready.get(at).map(|event| event.u64)
    }
}

/// Lets the kernel note when each datagram reached the socket.
pub fn note_arrivals(socket: &impl AsRawFd) -> io::Result<()> {
    let on: libc::c_int = 1;
    // SAFETY: `on` outlives the call and its size is given.
    let done = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_TIMESTAMPNS,
            (&raw const on).cast(),
            size_of::<libc::c_int>() as u32,
        )
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Datagrams received by one call.
pub struct Inbox {
    rooms: Box<[[u8; ROOM_BYTES]; TAKEN]>,
    lens: [usize; TAKEN],
    arrived_ns: [u64; TAKEN],
}

impl Default for Inbox {
    fn default() -> Self {
        Self { rooms: Box::new([[0; ROOM_BYTES]; TAKEN]), lens: [0; TAKEN], arrived_ns: [0; TAKEN] }
    }
}

impl Inbox {
    /// Takes what waits at one socket; returns how many datagrams.
    pub fn receive(&mut self, socket: &impl AsRawFd) -> usize {
        let mut controls = [[0u64; 4]; TAKEN];
        // SAFETY: these are plain C structs for which zero is a value.
        let mut heads: [libc::mmsghdr; TAKEN] = unsafe { zeroed() };
        // SAFETY: as above.
        let mut parts: [libc::iovec; TAKEN] = unsafe { zeroed() };
        for at in 0..TAKEN {
            parts[at].iov_base = self.rooms[at].as_mut_ptr().cast();
            parts[at].iov_len = ROOM_BYTES;
            let head = &mut heads[at].msg_hdr;
            head.msg_iov = &raw mut parts[at];
            head.msg_iovlen = 1;
            head.msg_control = controls[at].as_mut_ptr().cast();
            head.msg_controllen = size_of::<[u64; 4]>();
        }
        // SAFETY: every pointer in `heads` is to an array that outlives the call, with its size.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                heads.as_mut_ptr(),
                TAKEN as u32,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        for (at, head) in heads.iter().enumerate().take(count) {
            self.lens[at] = (head.msg_len as usize).min(ROOM_BYTES);
            // SAFETY: the kernel has filled in the control messages of this head.
            self.arrived_ns[at] = unsafe { read_arrival(&head.msg_hdr) };
        }
        count
    }

    /// A datagram, and when it reached the socket by the wall clock, in Unix nanoseconds.
    pub fn datagram(&mut self, at: usize) -> Option<(&mut [u8], u64)> {
        let bytes = self.rooms.get_mut(at)?.get_mut(..*self.lens.get(at)?)?;
        Some((bytes, *self.arrived_ns.get(at)?))
    }
}

/// # Safety
/// `head` must be as recvmmsg left it.
unsafe fn read_arrival(head: &libc::msghdr) -> u64 {
    // SAFETY: the macros walk the control buffer that the kernel filled, within its length.
    unsafe {
        let mut at = libc::CMSG_FIRSTHDR(head);
        while !at.is_null() {
            if ((*at).cmsg_level, (*at).cmsg_type) == (libc::SOL_SOCKET, libc::SCM_TIMESTAMPNS) {
                let time = libc::CMSG_DATA(at).cast::<libc::timespec>().read_unaligned();
                return time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64;
            }
            at = libc::CMSG_NXTHDR(head, at);
        }
        0
    }
}

/// An address in the form that the kernel takes, as a socket for IPv4 and IPv6 alike wants it.
#[derive(Clone, Copy)]
pub struct Name(libc::sockaddr_in6);

impl Name {
    pub fn new(to: SocketAddr) -> Self {
        let ip = match to {
            SocketAddr::V4(v4) => v4.ip().to_ipv6_mapped(),
            SocketAddr::V6(v6) => *v6.ip(),
        };
        // SAFETY: a plain C struct for which zero is a value.
        let mut name: libc::sockaddr_in6 = unsafe { zeroed() };
        name.sin6_family = libc::AF_INET6 as libc::sa_family_t;
        name.sin6_port = to.port().to_be();
        name.sin6_addr.s6_addr = ip.octets();
        Self(name)
    }
}

/// Messages that leave by one call. A message is one datagram, or, with a segment length, as many
/// as it has segments (UDP_SEGMENT).
pub struct Outbox {
    rooms: Box<[[u8; ROOM_BYTES]; HANDED]>,
    lens: [usize; HANDED],
    names: Box<[Name; HANDED]>,
    segments: [u16; HANDED],
    count: usize,
    /// Messages that the kernel did not take.
    pub refused: u64,
}

impl Default for Outbox {
    fn default() -> Self {
        let nowhere = Name::new(([0, 0, 0, 0], 0).into());
        Self {
            rooms: Box::new([[0; ROOM_BYTES]; HANDED]),
            lens: [0; HANDED],
            names: Box::new([nowhere; HANDED]),
            segments: [0; HANDED],
            count: 0,
            refused: 0,
        }
    }
}

impl Outbox {
    /// Room for the next message; there is always some after [`Self::is_full`] said no.
    pub fn room(&mut self) -> &mut [u8] {
        &mut self.rooms[self.count.min(HANDED - 1)]
    }

    pub fn is_full(&self) -> bool {
        self.count >= HANDED
    }

    /// The first `len` bytes of the room go to `name`, cut into segments of `segment` bytes unless
    /// that is 0.
    pub fn push(&mut self, len: usize, name: Name, segment: u16) {
        if self.is_full() || len > ROOM_BYTES {
            return;
        }
        self.lens[self.count] = len;
        self.names[self.count] = name;
        self.segments[self.count] = segment;
        self.count += 1;
    }

    /// Hands everything to the kernel.
    pub fn flush(&mut self, socket: &impl AsRawFd) {
        let total = std::mem::take(&mut self.count);
        let mut controls = [[0u64; 3]; HANDED];
        // SAFETY: these are plain C structs for which zero is a value.
        let mut heads: [libc::mmsghdr; HANDED] = unsafe { zeroed() };
        // SAFETY: as above.
        let mut parts: [libc::iovec; HANDED] = unsafe { zeroed() };
        for at in 0..total {
            parts[at].iov_base = self.rooms[at].as_mut_ptr().cast();
            parts[at].iov_len = self.lens[at];
            let head = &mut heads[at].msg_hdr;
            head.msg_name = (&raw mut self.names[at].0).cast();
            head.msg_namelen = size_of::<libc::sockaddr_in6>() as u32;
            head.msg_iov = &raw mut parts[at];
            head.msg_iovlen = 1;
            if self.segments[at] > 0 {
                head.msg_control = controls[at].as_mut_ptr().cast();
                head.msg_controllen = write_segment(&mut controls[at], self.segments[at]);
            }
        }
        let mut done = 0;
        while done < total {
            // SAFETY: heads `done..total` point to arrays that outlive the call, with their sizes.
            let sent = unsafe {
                libc::sendmmsg(
                    socket.as_raw_fd(),
                    heads.as_mut_ptr().add(done),
                    (total - done) as u32,
                    0,
                )
            };
            if sent > 0 {
                done += sent as usize;
            } else {
                self.refused += 1;
                done += 1;
            }
        }
    }
}

/// Writes the control message of GSO; returns the length used.
fn write_segment(control: &mut [u64; 3], segment: u16) -> usize {
    let head = control.as_mut_ptr().cast::<libc::cmsghdr>();
    // SAFETY: the buffer is aligned to 8 bytes and has 24: a header of 16 and 2 bytes, padded.
    unsafe {
        (*head).cmsg_level = libc::SOL_UDP;
        (*head).cmsg_type = libc::UDP_SEGMENT;
        (*head).cmsg_len = libc::CMSG_LEN(size_of::<u16>() as u32) as usize;
        libc::CMSG_DATA(head).cast::<u16>().write_unaligned(segment);
        libc::CMSG_SPACE(size_of::<u16>() as u32) as usize
    }
}

/// Keeps this process on one CPU.
pub fn stay_on(cpu: usize) -> io::Result<()> {
    // SAFETY: a plain C struct for which zero is a value; the macro writes within it.
    let done = unsafe {
        let mut set: libc::cpu_set_t = zeroed();
        libc::CPU_SET(cpu, &mut set);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set)
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Lets this process open as many files as it may.
pub fn raise_the_limit_of_files() -> io::Result<()> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` outlives both calls.
    let done = unsafe {
        libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit);
        limit.rlim_cur = limit.rlim_max;
        libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit)
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// CPU that this process used so far, in user and in system mode together.
pub fn cpu_used() -> Duration {
    // SAFETY: a plain C struct for which zero is a value, which outlives the call.
    let usage = unsafe {
        let mut usage: libc::rusage = zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut usage);
        usage
    };
    let of = |time: libc::timeval| {
        Duration::from_micros(time.tv_sec as u64 * 1_000_000 + time.tv_usec as u64)
    };
    of(usage.ru_utime) + of(usage.ru_stime)
}

/// What waits at standard input, at most what fits; `None` when its other end is closed.
pub fn read_waiting(from: &impl AsRawFd, into: &mut [u8]) -> Option<usize> {
    let fd: RawFd = from.as_raw_fd();
    // SAFETY: `into` outlives the call and its length is given.
    let count = unsafe { libc::read(fd, into.as_mut_ptr().cast(), into.len()) };
    usize::try_from(count).ok().filter(|count| *count > 0)
}

fn timespec(span: Duration) -> libc::timespec {
    libc::timespec { tv_sec: span.as_secs() as libc::time_t, tv_nsec: span.subsec_nanos().into() }
}

fn owned(fd: RawFd) -> io::Result<OwnedFd> {
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `fd` was just made and belongs to nobody else.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}
