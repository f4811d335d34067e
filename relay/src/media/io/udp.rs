//! The kernel's batch calls: the one file of the project that may be unsafe.
//!
//! A socket takes IPv4 and IPv6 alike, tells for each datagram which local address it reached,
//! and answers from that address. Buffers are allocated once.
#![expect(
    unsafe_code,
    reason = "recvmmsg, sendmmsg, ppoll and eventfd have no safe binding in std"
)]

use crate::media::core::{Path, Wire, counters::Counters};
use std::{
    io,
    mem::{MaybeUninit, size_of, zeroed},
    net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6},
    os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
    sync::Arc,
    time::Duration,
};

/// Datagrams moved by one call into the kernel.
pub const BATCH: usize = 64;
/// More than any path carries, so that nothing is cut off.
const ROOM_BYTES: usize = 2048;
/// Room for one packet-info control message, in words of 8 bytes so that it is aligned.
const CONTROL_WORDS: usize = 8;
/// Bursts of joins and of fan-out must fit while the thread is busy elsewhere.
const BUFFER_BYTES: usize = 4 << 20;
/// The longest wait for the kernel to take more, when its queue is full.
const SEND_WAIT_MS: i32 = 5;

/// One UDP port on every address of the machine.
pub struct Socket {
    fd: OwnedFd,
    v6: bool,
}

impl Socket {
    /// Port 0 lets the system choose.
    pub fn bind(port: u16) -> io::Result<Self> {
        match Self::bind_family(port, true) {
            Err(error)
                if error.raw_os_error() == Some(libc::EAFNOSUPPORT)
                    || error.raw_os_error() == Some(libc::EADDRNOTAVAIL) =>
            {
                Self::bind_family(port, false)
            }
            done => done,
        }
    }

    fn bind_family(port: u16, v6: bool) -> io::Result<Self> {
        use socket2::{Domain, Protocol, Socket as Plain, Type};
        let domain = if v6 { Domain::IPV6 } else { Domain::IPV4 };
        let plain = Plain::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
        plain.set_nonblocking(true)?;
        // Best effort: the system's own limits may be lower.
        let _ = plain.set_recv_buffer_size(BUFFER_BYTES);
        let _ = plain.set_send_buffer_size(BUFFER_BYTES);
        let any: SocketAddr = if v6 {
            plain.set_only_v6(false)?;
            (Ipv6Addr::UNSPECIFIED, port).into()
        } else {
            (std::net::Ipv4Addr::UNSPECIFIED, port).into()
        };
        let fd = plain.as_raw_fd();
        if v6 {
            set_flag(fd, libc::IPPROTO_IPV6, libc::IPV6_RECVPKTINFO)?;
        } else {
            set_flag(fd, libc::IPPROTO_IP, libc::IP_PKTINFO)?;
        }
        plain.bind(&any.into())?;
        Ok(Self { fd: OwnedFd::from(plain), v6 })
    }

    pub fn port(&self) -> io::Result<u16> {
        let plain = socket2::SockRef::from(&self.fd).local_addr()?;
        Ok(plain.as_socket().map_or(0, |address| address.port()))
    }
}

fn set_flag(fd: RawFd, level: i32, name: i32) -> io::Result<()> {
    let on: libc::c_int = 1;
    // SAFETY: `on` outlives the call and its size is given.
    let done = unsafe {
        libc::setsockopt(fd, level, name, (&raw const on).cast(), size_of::<libc::c_int>() as u32)
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Wakes a sleeping thread from another one.
#[derive(Clone)]
pub struct Waker(Arc<OwnedFd>);

impl Waker {
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers are passed; the descriptor is owned from here on.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: `fd` was just made and belongs to nobody else.
        Ok(Self(Arc::new(unsafe { OwnedFd::from_raw_fd(fd) })))
    }

    pub fn wake(&self) {
        let one = 1u64;
        // SAFETY: 8 bytes are read from `one`. A full counter means that the thread is awake.
        unsafe { libc::write(self.0.as_raw_fd(), (&raw const one).cast(), 8) };
    }

    fn clear(&self) {
        let mut count = 0u64;
        // SAFETY: 8 bytes are written to `count`.
        unsafe { libc::read(self.0.as_raw_fd(), (&raw mut count).cast(), 8) };
    }
}

/// Sleeps until a datagram comes, the waker is rung, or `most` has passed.
pub fn sleep(socket: &Socket, waker: &Waker, most: Duration) {
    let mut watched = [
        libc::pollfd { fd: socket.fd.as_raw_fd(), events: libc::POLLIN, revents: 0 },
        libc::pollfd { fd: waker.0.as_raw_fd(), events: libc::POLLIN, revents: 0 },
    ];
    let most = libc::timespec {
        tv_sec: most.as_secs() as libc::time_t,
        tv_nsec: most.subsec_nanos().into(),
    };
    // SAFETY: the array and the time outlive the call; the count is the array's.
    unsafe { libc::ppoll(watched.as_mut_ptr(), 2, &raw const most, std::ptr::null()) };
    if watched[1].revents != 0 {
        waker.clear();
    }
}

/// Datagrams received by one call.
pub struct Inbox {
    rooms: Box<[[u8; ROOM_BYTES]; BATCH]>,
    lens: [usize; BATCH],
    paths: [Option<Path>; BATCH],
}

impl Default for Inbox {
    fn default() -> Self {
        Self { rooms: boxed_rooms(), lens: [0; BATCH], paths: [None; BATCH] }
    }
}

impl Inbox {
    /// Takes what waits, at most a batch; returns how many.
    pub fn receive(&mut self, socket: &Socket) -> usize {
        // SAFETY: all of these are plain C structs for which zero is a value.
        let mut names: [libc::sockaddr_storage; BATCH] = unsafe { zeroed() };
        let mut controls = [[0u64; CONTROL_WORDS]; BATCH];
        // SAFETY: as above; null pointers are set below before the kernel sees them.
        let mut heads: [libc::mmsghdr; BATCH] = unsafe { zeroed() };
        let mut parts: [libc::iovec; BATCH] = unsafe { zeroed() };
        for at in 0..BATCH {
            parts[at].iov_base = self.rooms[at].as_mut_ptr().cast();
            parts[at].iov_len = ROOM_BYTES;
            let head = &mut heads[at].msg_hdr;
            head.msg_name = (&raw mut names[at]).cast();
            head.msg_namelen = size_of::<libc::sockaddr_storage>() as u32;
            head.msg_iov = &raw mut parts[at];
            head.msg_iovlen = 1;
            head.msg_control = controls[at].as_mut_ptr().cast();
            head.msg_controllen = size_of::<[u64; CONTROL_WORDS]>();
        }
        // SAFETY: every pointer in `heads` is to an array that outlives the call, with its size.
        let count = unsafe {
            libc::recvmmsg(
                socket.fd.as_raw_fd(),
                heads.as_mut_ptr(),
                BATCH as u32,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        for at in 0..count {
            let head = &heads[at].msg_hdr;
            // A datagram that was cut off fills its room, and is too long for the core.
            self.lens[at] = heads[at].msg_len as usize;
            let remote = read_address(&names[at]);
            // SAFETY: the kernel has filled in the control messages of this head.
            let local = unsafe { read_local(head) };
            self.paths[at] = remote.zip(local).map(|(remote, local)| Path { remote, local });
        }
        count
    }

    pub fn datagram(&mut self, at: usize) -> Option<(Path, &mut [u8])> {
        let path = (*self.paths.get(at)?)?;
        let bytes = self.rooms.get_mut(at)?.get_mut(..*self.lens.get(at)?)?;
        Some((path, bytes))
    }
}

/// Datagrams that leave by one call; full batches leave by themselves.
pub struct Outbox {
    socket: Arc<Socket>,
    counters: Arc<Counters>,
    rooms: Box<[[u8; ROOM_BYTES]; BATCH]>,
    lens: [usize; BATCH],
    paths: [MaybeUninit<Path>; BATCH],
    count: usize,
}

impl Outbox {
    pub fn new(socket: Arc<Socket>, counters: Arc<Counters>) -> Self {
        Self {
            socket,
            counters,
            rooms: boxed_rooms(),
            lens: [0; BATCH],
            paths: [MaybeUninit::uninit(); BATCH],
            count: 0,
        }
    }

    /// Hands what is gathered to the kernel.
    pub fn flush(&mut self) {
        let total = std::mem::take(&mut self.count);
        if total == 0 {
            return;
        }
        // SAFETY: all of these are plain C structs for which zero is a value.
        let mut names: [libc::sockaddr_storage; BATCH] = unsafe { zeroed() };
        let mut controls = [[0u64; CONTROL_WORDS]; BATCH];
        // SAFETY: as above; null pointers are set below before the kernel sees them.
        let mut heads: [libc::mmsghdr; BATCH] = unsafe { zeroed() };
        let mut parts: [libc::iovec; BATCH] = unsafe { zeroed() };
        for at in 0..total {
            // SAFETY: `send` wrote every path below `count`.
            let path = unsafe { self.paths[at].assume_init() };
            parts[at].iov_base = self.rooms[at].as_mut_ptr().cast();
            parts[at].iov_len = self.lens[at];
            let head = &mut heads[at].msg_hdr;
            head.msg_namelen = write_address(&mut names[at], path.remote, self.socket.v6);
            head.msg_name = (&raw mut names[at]).cast();
            head.msg_iov = &raw mut parts[at];
            head.msg_iovlen = 1;
            head.msg_controllen = write_local(&mut controls[at], path.local, self.socket.v6);
            if head.msg_controllen > 0 {
                head.msg_control = controls[at].as_mut_ptr().cast();
            }
        }
        let mut done = 0;
        let mut waited = false;
        while done < total {
            // SAFETY: heads `done..total` point to arrays that outlive the call, with their sizes.
            let sent = unsafe {
                libc::sendmmsg(
                    self.socket.fd.as_raw_fd(),
                    heads.as_mut_ptr().add(done),
                    (total - done) as u32,
                    0,
                )
            };
            if sent > 0 {
                done += sent as usize;
                continue;
            }
            let full = io::Error::last_os_error().kind() == io::ErrorKind::WouldBlock;
            if full && !waited {
                waited = true;
                self.wait_for_room();
                continue;
            }
            // This one has no route, or no room: it is lost, the others are not.
            self.counters.sends_failed_total.add(1);
            done += 1;
        }
    }

    fn wait_for_room(&self) {
        let mut watched =
            libc::pollfd { fd: self.socket.fd.as_raw_fd(), events: libc::POLLOUT, revents: 0 };
        // SAFETY: one entry, which outlives the call.
        unsafe { libc::poll(&raw mut watched, 1, SEND_WAIT_MS) };
    }
}

impl Wire for Outbox {
    fn room(&mut self) -> &mut [u8] {
        if self.count == BATCH {
            self.flush();
        }
        &mut self.rooms[self.count]
    }

    fn send(&mut self, len: usize, path: &Path) {
        if self.count == BATCH || len > ROOM_BYTES {
            return;
        }
        self.lens[self.count] = len;
        self.paths[self.count].write(*path);
        self.count += 1;
    }
}

fn boxed_rooms() -> Box<[[u8; ROOM_BYTES]; BATCH]> {
    let rooms: Box<[[u8; ROOM_BYTES]]> = vec![[0; ROOM_BYTES]; BATCH].into_boxed_slice();
    rooms.try_into().unwrap_or_else(|_| Box::new([[0; ROOM_BYTES]; BATCH]))
}

/// IPv4 comes as itself, also on an IPv6 socket.
fn read_address(name: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match i32::from(name.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that this is what the kernel wrote.
            let v4 = unsafe { &*(&raw const *name).cast::<libc::sockaddr_in>() };
            let address = u32::from_be(v4.sin_addr.s_addr);
            Some((std::net::Ipv4Addr::from_bits(address), u16::from_be(v4.sin_port)).into())
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let v6 = unsafe { &*(&raw const *name).cast::<libc::sockaddr_in6>() };
            let address = Ipv6Addr::from(v6.sin6_addr.s6_addr);
            let port = u16::from_be(v6.sin6_port);
            Some(match address.to_ipv4_mapped() {
                Some(v4) => (v4, port).into(),
                None => SocketAddrV6::new(address, port, 0, v6.sin6_scope_id).into(),
            })
        }
        _ => None,
    }
}

/// The local address a datagram reached.
///
/// # Safety
/// `head` must be as recvmmsg left it.
unsafe fn read_local(head: &libc::msghdr) -> Option<IpAddr> {
    // SAFETY: the macros walk the control buffer that the kernel filled, within its length.
    unsafe {
        let mut at = libc::CMSG_FIRSTHDR(head);
        while !at.is_null() {
            match ((*at).cmsg_level, (*at).cmsg_type) {
                (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => {
                    let info: libc::in6_pktinfo =
                        libc::CMSG_DATA(at).cast::<libc::in6_pktinfo>().read_unaligned();
                    return Some(Ipv6Addr::from(info.ipi6_addr.s6_addr).to_canonical());
                }
                (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
                    let info: libc::in_pktinfo =
                        libc::CMSG_DATA(at).cast::<libc::in_pktinfo>().read_unaligned();
                    let address = u32::from_be(info.ipi_addr.s_addr);
                    return Some(std::net::Ipv4Addr::from_bits(address).into());
                }
                _ => at = libc::CMSG_NXTHDR(head, at),
            }
        }
        None
    }
}

fn write_address(name: &mut libc::sockaddr_storage, to: SocketAddr, v6: bool) -> u32 {
    match (to, v6) {
        (SocketAddr::V4(v4), false) => {
            // SAFETY: sockaddr_storage is at least as large and as aligned.
            let out = unsafe { &mut *(&raw mut *name).cast::<libc::sockaddr_in>() };
            out.sin_family = libc::AF_INET as libc::sa_family_t;
            out.sin_port = v4.port().to_be();
            out.sin_addr.s_addr = v4.ip().to_bits().to_be();
            size_of::<libc::sockaddr_in>() as u32
        }
        _ => {
            let (ip, scope) = match to {
                SocketAddr::V4(v4) => (v4.ip().to_ipv6_mapped(), 0),
                SocketAddr::V6(v6) => (*v6.ip(), v6.scope_id()),
            };
            // SAFETY: as above.
            let out = unsafe { &mut *(&raw mut *name).cast::<libc::sockaddr_in6>() };
            out.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            out.sin6_port = to.port().to_be();
            out.sin6_addr.s6_addr = ip.octets();
            out.sin6_scope_id = scope;
            size_of::<libc::sockaddr_in6>() as u32
        }
    }
}

/// Writes the control message that chooses the sender's address; returns the length used.
fn write_local(control: &mut [u64; CONTROL_WORDS], from: IpAddr, v6: bool) -> usize {
    if from.is_unspecified() {
        return 0;
    }
    let head = control.as_mut_ptr().cast::<libc::cmsghdr>();
    // SAFETY: the buffer is aligned to 8 bytes and has 64, more than a header and the larger of
    // the two infos with their padding.
    unsafe {
        match (from, v6) {
            (IpAddr::V4(v4), false) => {
                let mut info: libc::in_pktinfo = zeroed();
                info.ipi_spec_dst.s_addr = v4.to_bits().to_be();
                (*head).cmsg_level = libc::IPPROTO_IP;
                (*head).cmsg_type = libc::IP_PKTINFO;
                (*head).cmsg_len = libc::CMSG_LEN(size_of::<libc::in_pktinfo>() as u32) as usize;
                libc::CMSG_DATA(head).cast::<libc::in_pktinfo>().write_unaligned(info);
                libc::CMSG_SPACE(size_of::<libc::in_pktinfo>() as u32) as usize
            }
            (from, _) => {
                let ip = match from {
                    IpAddr::V4(v4) => v4.to_ipv6_mapped(),
                    IpAddr::V6(v6) => v6,
                };
                let mut info: libc::in6_pktinfo = zeroed();
                info.ipi6_addr.s6_addr = ip.octets();
                (*head).cmsg_level = libc::IPPROTO_IPV6;
                (*head).cmsg_type = libc::IPV6_PKTINFO;
                (*head).cmsg_len = libc::CMSG_LEN(size_of::<libc::in6_pktinfo>() as u32) as usize;
                libc::CMSG_DATA(head).cast::<libc::in6_pktinfo>().write_unaligned(info);
                libc::CMSG_SPACE(size_of::<libc::in6_pktinfo>() as u32) as usize
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    /// Sends `count` datagrams from `there` and echoes each from the address it reached.
    fn echo(there: &str, count: usize) {
        let ours = Arc::new(Socket::bind(0).unwrap());
        let port = ours.port().unwrap();
        let stranger = UdpSocket::bind((there, 0)).unwrap();
        stranger.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        stranger.connect((there, port)).unwrap();
        for number in 0..count {
            stranger.send(&[number as u8, 7]).unwrap();
        }
        let counters = Arc::new(Counters::default());
        let (mut inbox, mut outbox) =
            (Inbox::default(), Outbox::new(ours.clone(), counters.clone()));
        let waker = Waker::new().unwrap();
        let mut got = 0;
        while got < count {
            sleep(&ours, &waker, Duration::from_secs(1));
            let here = inbox.receive(&ours);
            assert!(here > 0, "nothing came");
            for at in 0..here {
                let (path, bytes) = inbox.datagram(at).unwrap();
                assert_eq!(path.local, stranger.peer_addr().unwrap().ip());
                outbox.room()[..bytes.len()].copy_from_slice(bytes);
                outbox.send(bytes.len(), &path);
            }
            got += here;
        }
        outbox.flush();
        for number in 0..count {
            let mut back = [0; 10];
            assert_eq!(stranger.recv(&mut back).unwrap(), 2);
            assert_eq!(back[0], number as u8);
        }
        assert_eq!(counters.sends_failed_total.get(), 0);
    }

    #[test]
    fn answers_leave_from_the_address_that_was_reached() {
        echo("127.0.0.1", 100);
        echo("127.0.0.5", 3);
        if UdpSocket::bind("[::1]:0").is_ok() {
            echo("::1", 100);
        }
    }

    #[test]
    fn a_waker_ends_the_sleep() {
        let socket = Socket::bind(0).unwrap();
        let waker = Waker::new().unwrap();
        let other = waker.clone();
        let ringer = std::thread::spawn(move || other.wake());
        sleep(&socket, &waker, Duration::from_secs(20));
        ringer.join().unwrap();
    }
}
