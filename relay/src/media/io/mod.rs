//! Threads: one a core, each with its own UDP port and its own [`super::core::Core`]. Sleeps until
//! the next datagram, input or deadline, and moves bytes in batches. Beside each, a second thread
//! that shakes hands. Decides nothing.

pub mod handshaker;
pub mod orders;
pub mod processors;
pub mod thread;
pub mod udp;
