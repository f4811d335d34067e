//! Asks the system which of its addresses it would itself send from.
//!
//! Law: an answer is about the moment of the question, and about IPv4 alone, where routes decide.
//! For IPv6 the choice changes by itself, with the age of the machine's addresses.

use super::address::{read_address, write_address};
use std::{
    fs, io,
    mem::{size_of, zeroed},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    os::fd::{AsRawFd, OwnedFd},
};

/// Of several routes to one place the system takes one by a hash: of the addresses alone where
/// this says 0, of the ports too otherwise. A question from another port would prove nothing then.
const HASH_POLICY: &str = "/proc/sys/net/ipv4/fib_multipath_hash_policy";

/// A socket that is connected to whom the question is about, and sends nothing.
pub(super) struct Routes(OwnedFd);

impl Routes {
    /// Fails where no answer could be relied on.
    pub(super) fn open() -> io::Result<Self> {
        if fs::read_to_string(HASH_POLICY)?.trim() != "0" {
            return Err(io::ErrorKind::Unsupported.into());
        }
        use socket2::{Domain, Protocol, Socket, Type};
        Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP)).map(|it| Self(it.into()))
    }

    /// Whether what is sent to `remote` leaves from `local` without being told to.
    pub(super) fn lead_from(&self, local: IpAddr, remote: SocketAddr) -> bool {
        let (IpAddr::V4(local), SocketAddr::V4(_)) = (local, remote) else { return false };
        self.source_for(remote) == Some(local)
    }

    fn source_for(&self, remote: SocketAddr) -> Option<Ipv4Addr> {
        let fd = self.0.as_raw_fd();
        // SAFETY: plain C structs for which zero is a value, and the family of the first one then
        // means nobody; each outlives its call, with its size.
        unsafe {
            let mut name: libc::sockaddr_storage = zeroed();
            let size = size_of::<libc::sockaddr_storage>() as u32;
            // The address that was chosen for the last question would be kept otherwise.
            libc::connect(fd, (&raw const name).cast(), size);
            let len = write_address(&mut name, remote, false);
            if libc::connect(fd, (&raw const name).cast(), len) != 0 {
                return None;
            }
            let mut len = size;
            if libc::getsockname(fd, (&raw mut name).cast(), &raw mut len) != 0 {
                return None;
            }
            match read_address(&name)?.ip() {
                IpAddr::V4(source) => Some(source),
                IpAddr::V6(_) => None,
            }
        }
    }
}
