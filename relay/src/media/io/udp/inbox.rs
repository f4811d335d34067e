//! Datagrams received by one call.

use super::{
    BATCH, ROOM_BYTES, Socket,
    address::{CONTROL_WORDS, read_address, read_local},
};
use crate::media::core::Path;
use std::{
    mem::{size_of, zeroed},
    os::fd::AsRawFd,
};

pub struct Inbox {
    rooms: Box<[[u8; ROOM_BYTES]]>,
    heads: Box<Heads>,
    lens: [usize; BATCH],
    paths: [Option<Path>; BATCH],
    count: usize,
}

/// What the kernel writes beside the bytes. The pointers in `messages` are set before each call.
struct Heads {
    messages: [libc::mmsghdr; BATCH],
    parts: [libc::iovec; BATCH],
    names: [libc::sockaddr_storage; BATCH],
    controls: [[u64; CONTROL_WORDS]; BATCH],
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            rooms: vec![[0; ROOM_BYTES]; BATCH].into_boxed_slice(),
            // SAFETY: all of these are plain C structs for which zero is a value.
            heads: Box::new(unsafe { zeroed() }),
            lens: [0; BATCH],
            paths: [None; BATCH],
            count: 0,
        }
    }
}

impl Inbox {
    /// Takes what waits, at most a batch; returns how many.
    pub fn receive(&mut self, socket: &Socket) -> usize {
        let Heads { messages, parts, names, controls } = &mut *self.heads;
        for at in 0..BATCH {
            parts[at].iov_base = self.rooms[at].as_mut_ptr().cast();
            parts[at].iov_len = ROOM_BYTES;
            let head = &mut messages[at].msg_hdr;
            head.msg_name = (&raw mut names[at]).cast();
            head.msg_namelen = size_of::<libc::sockaddr_storage>() as u32;
            head.msg_iov = &raw mut parts[at];
            head.msg_iovlen = 1;
            head.msg_control = controls[at].as_mut_ptr().cast();
            head.msg_controllen = size_of::<[u64; CONTROL_WORDS]>();
        }
        // SAFETY: every pointer in `messages` is to an array that outlives the call, with its size.
        let count = unsafe {
            libc::recvmmsg(
                socket.fd.as_raw_fd(),
                messages.as_mut_ptr(),
                BATCH as u32,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        self.count = usize::try_from(count).unwrap_or(0);
        for at in 0..self.count {
            let head = &messages[at].msg_hdr;
            // A datagram that was cut off fills its room, and is too long for the core.
            self.lens[at] = messages[at].msg_len as usize;
            let remote = read_address(&names[at]);
            // SAFETY: the kernel has filled in the control messages of this head.
            let local = unsafe { read_local(head) };
            self.paths[at] = remote.zip(local).map(|(remote, local)| Path { remote, local });
        }
        self.count
    }

    /// How many the last call took.
    pub const fn count(&self) -> usize {
        self.count
    }

    pub fn datagram(&mut self, at: usize) -> Option<(Path, &mut [u8])> {
        let path = (*self.paths.get(at)?)?;
        let bytes = self.rooms.get_mut(at)?.get_mut(..*self.lens.get(at)?)?;
        Some((path, bytes))
    }
}
