//! Addresses as the kernel writes them, there and back.

use std::{
    mem::{size_of, zeroed},
    net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6},
};

/// Room for the control messages of one datagram, in words of 8 bytes so that it is aligned: the
/// larger packet info, and a segment size.
pub(super) const CONTROL_WORDS: usize = 8;

/// IPv4 comes as itself, also on an IPv6 socket.
pub(super) fn read_address(name: &libc::sockaddr_storage) -> Option<SocketAddr> {
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
pub(super) unsafe fn read_local(head: &libc::msghdr) -> Option<IpAddr> {
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

pub(super) fn write_address(name: &mut libc::sockaddr_storage, to: SocketAddr, v6: bool) -> u32 {
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

/// Writes the control message that chooses the sender's address; returns the length used, without
/// the padding behind it: with it, the one for IPv6 would not fit the kernel's stack, and cost an
/// allocation a message.
pub(super) fn write_local(control: &mut [u64; CONTROL_WORDS], from: IpAddr, v6: bool) -> usize {
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
                (*head).cmsg_len
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
                (*head).cmsg_len
            }
        }
    }
}

/// Appends the control message that cuts what is sent into segments of `bytes` (UDP_SEGMENT);
/// returns the length used.
pub(super) fn write_segment(control: &mut [u64; CONTROL_WORDS], at: usize, bytes: u16) -> usize {
    let word = at.div_ceil(8);
    let Some(rest) = control.get_mut(word..word + 3) else { return at };
    let head = rest.as_mut_ptr().cast::<libc::cmsghdr>();
    // SAFETY: three aligned words are a header of two and a value of one.
    unsafe {
        (*head).cmsg_level = libc::SOL_UDP;
        (*head).cmsg_type = libc::UDP_SEGMENT;
        (*head).cmsg_len = libc::CMSG_LEN(size_of::<u16>() as u32) as usize;
        libc::CMSG_DATA(head).cast::<u16>().write_unaligned(bytes);
        word * 8 + (*head).cmsg_len
    }
}
