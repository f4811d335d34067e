//! The kernel's batch calls: this file and those below it are the ones of what ships that may be
//! unsafe.
//!
//! A socket takes IPv4 and IPv6 alike, tells for each datagram which local address it reached,
//! and answers from that address. Buffers are allocated once.
#![expect(
    unsafe_code,
    reason = "recvmmsg, sendmmsg, ppoll and eventfd have no safe binding in std"
)]

mod address;
mod inbox;
mod outbox;
mod routes;

pub use inbox::Inbox;
pub use outbox::Outbox;

use std::{
    io,
    mem::size_of,
    net::{Ipv6Addr, SocketAddr},
    os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
    sync::Arc,
    time::Duration,
};

/// Datagrams moved by one call into the kernel.
pub const BATCH: usize = 64;
/// More than any path carries, so that nothing is cut off.
const ROOM_BYTES: usize = 2048;
/// Bursts of joins and of fan-out must fit while the thread is busy elsewhere.
const BUFFER_BYTES: usize = 4 << 20;
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

    /// Whether this kernel cuts messages into segments (Linux 4.18 and later).
    fn takes_segments(&self) -> bool {
        let mut bytes: libc::c_int = 0;
        let mut len = size_of::<libc::c_int>() as u32;
        // SAFETY: the value outlives the call and its size is given.
        let done = unsafe {
            libc::getsockopt(
                self.fd.as_raw_fd(),
                libc::SOL_UDP,
                libc::UDP_SEGMENT,
                (&raw mut bytes).cast(),
                &raw mut len,
            )
        };
        done == 0
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::core::{Path, Wire, counters::Counters};
    use std::net::{IpAddr, Ipv4Addr, UdpSocket};

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
    fn a_path_that_the_system_would_take_by_itself_is_left_to_it() {
        let ours = Arc::new(Socket::bind(0).unwrap());
        let mut outbox = Outbox::new(ours.clone(), Arc::new(Counters::default()));
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        let remote = peer.local_addr().unwrap();
        let away: SocketAddr = "[::1]:9".parse().unwrap();
        let unspecified = IpAddr::from([0, 0, 0, 0]);
        // In turns, for each question must be about itself.
        for _ in 0..3 {
            for (local, remote, expected) in [
                (IpAddr::from([127, 0, 0, 1]), remote, unspecified),
                (IpAddr::from([127, 0, 0, 5]), remote, IpAddr::from([127, 0, 0, 5])),
                (IpAddr::from(Ipv6Addr::LOCALHOST), away, IpAddr::from(Ipv6Addr::LOCALHOST)),
                (IpAddr::from([127, 0, 0, 3]), "127.0.0.3:9".parse().unwrap(), unspecified),
            ] {
                let along = outbox.along(Path { remote, local });
                // 127.0.0.3 is sent to from itself or from 127.0.0.1, as the system likes.
                if along.local != expected {
                    assert!(remote.port() == 9 && along.local == local, "{local} to {remote}");
                }
                assert_eq!(along.remote, remote);
            }
        }
        let path = outbox.along(Path { remote, local: IpAddr::from([127, 0, 0, 1]) });
        outbox.room()[..3].copy_from_slice(b"who");
        outbox.send(3, &path);
        outbox.flush();
        let from = peer.recv_from(&mut [0; 10]).unwrap().1;
        assert_eq!(from, SocketAddr::from((Ipv4Addr::LOCALHOST, ours.port().unwrap())));
    }

    /// Sends these datagrams to one peer in one batch; tells what arrived, and the counters.
    fn run_to_one_peer(segments: bool, lens: &[usize]) -> (Vec<Vec<u8>>, Arc<Counters>) {
        let ours = Arc::new(Socket::bind(0).unwrap());
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let counters = Arc::new(Counters::default());
        let mut outbox = Outbox::new(ours, counters.clone());
        if !segments {
            outbox.refuse_segments();
        }
        let path = Path { remote: peer.local_addr().unwrap(), local: IpAddr::from([127, 0, 0, 1]) };
        for (number, len) in lens.iter().enumerate() {
            outbox.room()[..*len].fill(number as u8);
            outbox.send(*len, &path);
        }
        outbox.flush();
        let mut room = [0; 2048];
        let arrived = lens.iter().map(|_| {
            let len = peer.recv(&mut room).unwrap();
            room[..len].to_vec()
        });
        (arrived.collect(), counters)
    }

    #[test]
    fn datagrams_to_one_peer_leave_as_one_message_and_arrive_as_themselves() {
        for (segments, lens, messages) in [
            (true, vec![200, 200, 150], 1),
            (true, vec![200, 150, 200, 200], 2),
            (true, vec![100, 200, 100], 1),
            (true, vec![100; 40], 3),
            (true, vec![100], 0),
            (false, vec![200, 200, 150], 0),
        ] {
            let (arrived, counters) = run_to_one_peer(segments, &lens);
            for (number, (datagram, len)) in arrived.iter().zip(&lens).enumerate() {
                assert_eq!(*datagram, vec![number as u8; *len], "{lens:?}");
            }
            assert_eq!(counters.segmented_messages_total.get(), messages, "{lens:?}");
            assert_eq!(counters.sends_failed_total.get(), 0);
        }
    }

    #[test]
    fn a_message_that_is_refused_for_its_segments_is_sent_in_pieces_once_and_for_all() {
        // A segment that exceeds the MTU of every card but the loopback's is refused there too.
        let ours = Arc::new(Socket::bind(0).unwrap());
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let counters = Arc::new(Counters::default());
        let mut outbox = Outbox::new(ours, counters.clone());
        outbox.spoil_segments();
        let path = Path { remote: peer.local_addr().unwrap(), local: IpAddr::from([127, 0, 0, 1]) };
        for round in 1..=20 {
            for len in [300, 300, 299] {
                outbox.room()[..len].fill(round);
                outbox.send(len, &path);
            }
            outbox.flush();
            for len in [300, 300, 299] {
                let mut room = [0; 2048];
                assert_eq!(peer.recv(&mut room).unwrap(), len);
                assert_eq!(room[..len], vec![round; len]);
            }
        }
        assert_eq!(counters.segments_refused_total.get(), 8);
        assert_eq!(counters.segmented_messages_total.get(), 0, "none was accepted");
        assert_eq!(counters.sends_failed_total.get(), 0);
    }

    #[test]
    fn a_full_queue_of_the_kernel_is_waited_for_once_a_batch_whole_or_in_pieces() {
        let ours = Arc::new(Socket::bind(0).unwrap());
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let path = Path { remote: peer.local_addr().unwrap(), local: IpAddr::from([127, 0, 0, 1]) };
        for (spoilt, full_after) in [(false, 0), (true, 0), (true, 1), (true, 2), (true, 3)] {
            let counters = Arc::new(Counters::default());
            let mut outbox = Outbox::new(ours.clone(), counters.clone());
            if spoilt {
                outbox.spoil_segments();
            }
            outbox.crowd_after(full_after);
            for number in 0..3 {
                outbox.room()[..300].fill(number);
                outbox.send(300, &path);
            }
            outbox.flush();
            for number in 0..3 {
                let mut room = [0; 2048];
                assert_eq!(peer.recv(&mut room).unwrap(), 300);
                assert_eq!(room[..300], vec![number; 300], "full after {full_after}");
            }
            assert_eq!(counters.sends_failed_total.get(), 0, "full after {full_after}");
            assert_eq!(counters.segmented_messages_total.get(), u64::from(!spoilt));
        }
    }

    #[test]
    fn what_comes_while_a_long_fan_out_goes_on_is_kept() {
        let ours = Arc::new(Socket::bind(0).unwrap());
        let port = ours.port().unwrap();
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.connect(("127.0.0.1", port)).unwrap();
        let mut outbox = Outbox::receiving(ours, Arc::new(Counters::default()));
        let sink = UdpSocket::bind("127.0.0.1:0").unwrap();
        let local = IpAddr::from([127, 0, 0, 1]);
        let path = Path { remote: sink.local_addr().unwrap(), local };
        for number in 0..10 * BATCH {
            if number % BATCH == 10 {
                peer.send(&[(number / BATCH) as u8; 20]).unwrap();
            }
            // Lengths that grow make each datagram a message of its own.
            outbox.room()[0] = 1;
            outbox.send(1 + number, &path);
        }
        outbox.flush();
        let mut kept = Vec::new();
        while let Some(mut inbox) = outbox.take_received() {
            for at in 0..inbox.count() {
                kept.push(inbox.datagram(at).unwrap().1[0]);
            }
            outbox.give_back(inbox);
        }
        assert_eq!(kept, (0..9).collect::<Vec<u8>>());
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
