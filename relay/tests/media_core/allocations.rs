//! Forwarding allocates nothing once it runs: no lock of the heap, no page fault, no pause.

#![expect(unsafe_code, reason = "counting allocations takes an allocator of one's own")]

use crate::world::{LOUD, World, space, voice};
use causerie_relay::media::core::{
    Input, Neighbours, Path, TICK, Wire,
    audience::Ear,
    packet::SlotFrame,
    peer::Peer,
    tap::{Spoken, Tapped},
};
use causerie_shared::id::SpaceId;
use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, counting what each thread asks of it.
struct Counting;

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps what `alloc` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: `at` came from the system's allocator.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: `at` came from the system's allocator.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count() {
    // A thread that is ending has no counter any more, and forwards nothing.
    let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

/// A wire with room for one datagram, which counts what leaves.
struct Counted {
    room: Box<[u8; 2048]>,
    sent: u64,
}

impl Wire for Counted {
    fn room(&mut self) -> &mut [u8] {
        &mut self.room[..]
    }

    fn send(&mut self, _len: usize, _path: &Path) {
        self.sent += 1;
    }
}

struct Nobody;

impl Neighbours for Nobody {
    fn pass_on(&mut self, _space: SpaceId, _frame: &SlotFrame, _threads: u64) {}

    fn tap(&mut self, space: SpaceId, spoken: Spoken<'_>) {
        std::hint::black_box(Tapped::new(space, spoken));
    }
}

#[test]
fn a_thousand_frames_to_twenty_listeners_allocate_nothing() {
    const FRAMES: usize = 1000;
    const LISTENERS: usize = 20;
    let mut world = World::new();
    let hosts = [world.publisher(1), world.publisher(2)];
    for _ in 0..LISTENERS {
        world.listener();
    }
    for number in 1..=2 {
        let tapped = Input::SetTapped { space: space(1), voice: voice(number), tapped: true };
        world.tell(tapped);
    }
    // Slots are won, hands are shaken and the hub knows who is heard.
    world.talk(&hosts, 50);
    let mut packets: Vec<_> =
        (0..FRAMES).map(|at| world.next_packet(hosts[at % 2], LOUD)).collect();
    let paths = hosts.map(|host| world.peers[host].path);
    let mut wire = Counted { room: Box::new([0; 2048]), sent: 0 };
    let before = ALLOCATIONS.get();
    for (at, packet) in packets.iter_mut().enumerate() {
        // Two voices, so that 10 ms lie between packets; and all that time brings along.
        if at % 2 == 0 {
            world.now += TICK;
            world.core.handle_timeout(world.now, &mut wire, &mut Nobody);
        }
        world.core.handle_datagram(paths[at % 2], packet, world.now, &mut wire, &mut Nobody);
        world.core.fan_out(world.now, &mut wire);
    }
    let allocated = ALLOCATIONS.get() - before;
    assert!(wire.sent >= (FRAMES * LISTENERS) as u64, "{} sent", wire.sent);
    assert_eq!(allocated, 0);
}

#[test]
fn the_hot_state_of_a_listener_stays_below_a_kilobyte() {
    assert!(size_of::<Ear>() <= 1024, "{} bytes", size_of::<Ear>());
    assert!(size_of::<Peer>() <= 640, "{} bytes", size_of::<Peer>());
}

#[test]
fn the_counter_counts() {
    let before = ALLOCATIONS.get();
    drop(std::hint::black_box(vec![0u8; 100]));
    assert_eq!(ALLOCATIONS.get(), before + 1);
}
