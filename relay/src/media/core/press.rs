//! Prints the packets of a group of frames, once for each kind of listener.
//!
//! What an offer dictates (payload types, extension id, number of m-lines) makes a kind; listeners
//! of one kind get the same bytes, but for sequence number and seal. The plates of the few kinds
//! that there are in practice are kept while a group goes out, in a table that strangers cannot
//! make grow.
//!
//! Law: in print order a stream's packets keep their order, and all packets but the last have the
//! same length where padding can make it so: what the kernel needs to take them as one message.

use super::{
    audience::Lines,
    gather::GROUP_MOST,
    packet::{SlotFrame, Template},
};

/// Kinds whose plates are kept at a time: Chromium and Firefox, each with three m-lines and one.
const PLATES_MOST: usize = 4;

pub struct Press {
    plates: Vec<Plate>,
    /// Plates of the present group; the others are blank.
    used: usize,
    next: usize,
}

/// A group's packets for one kind of listener.
struct Plate {
    lines: Lines,
    prints: [Print; GROUP_MOST],
    count: usize,
}

/// One packet, and what of it a listener's numbering needs.
pub struct Print {
    pub line: usize,
    pub ssrc: u32,
    pub csrc: u32,
    /// Position in the slot's stream.
    pub index: u64,
    pub template: Template,
}

impl Press {
    /// Begins a group.
    pub fn clear(&mut self) {
        self.used = 0;
        self.next = 0;
    }

    /// The packets of `frames` for listeners of this kind, in the order in which they leave.
    pub fn prints(&mut self, lines: &Lines, frames: &[SlotFrame]) -> &[Print] {
        let known = self.plates.iter().take(self.used).position(|plate| plate.lines == *lines);
        let at = known.unwrap_or_else(|| {
            let at = self.next;
            self.next = (at + 1) % PLATES_MOST;
            self.used = (self.used + 1).min(PLATES_MOST);
            if let Some(plate) = self.plates.get_mut(at) {
                plate.print(*lines, frames);
            }
            at
        });
        self.plates.get(at).map_or(&[], |plate| plate.prints.get(..plate.count).unwrap_or(&[]))
    }
}

impl Default for Press {
    fn default() -> Self {
        Self { plates: (0..PLATES_MOST).map(|_| Plate::blank()).collect(), used: 0, next: 0 }
    }
}

impl Plate {
    fn blank() -> Self {
        let lines = Lines::Lead(super::packet::Shape { opus: 0, red: None, level_ext: None });
        Self { lines, prints: std::array::from_fn(|_| Print::blank()), count: 0 }
    }

    fn print(&mut self, lines: Lines, frames: &[SlotFrame]) {
        self.lines = lines;
        self.count = 0;
        for frame in frames {
            let Some((line, shape)) = lines.of(usize::from(frame.slot)) else { continue };
            let Some(print) = self.prints.get_mut(self.count) else { break };
            if print.template.write(frame, shape).is_none() {
                continue;
            }
            (print.line, print.ssrc, print.csrc) = (line, frame.ssrc, frame.csrc);
            print.index = frame.index;
            self.count += 1;
        }
        self.arrange();
    }

    /// The longest first, where no packet overtakes an earlier one of its stream: the last, which
    /// alone may be shorter, then saves the most padding.
    fn arrange(&mut self) {
        let Some(prints) = self.prints.get_mut(..self.count) else { return };
        if prints.len() < 2 {
            return;
        }
        let longest = prints.iter().map(|print| print.template.len()).max().unwrap_or(0);
        // Insertion, since there are eight at most and the order must be stable.
        for from in 1..prints.len() {
            let mut at = from;
            while at > 0 && goes_before(prints, at, at - 1) {
                prints.swap(at, at - 1);
                at -= 1;
            }
        }
        if let Some((_last, others)) = prints.split_last_mut() {
            for print in others {
                print.template.pad_to(longest);
            }
        }
    }
}

/// Whether the print at `later` may and should overtake the one just before it.
fn goes_before(prints: &[Print], later: usize, earlier: usize) -> bool {
    match (prints.get(later), prints.get(earlier)) {
        (Some(later), Some(earlier)) => {
            later.line != earlier.line && later.template.len() > earlier.template.len()
        }
        _ => false,
    }
}

impl Print {
    const fn blank() -> Self {
        Self { line: 0, ssrc: 0, csrc: 0, index: 0, template: Template::blank() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        packet::{Payload, Shape, Stamps},
        stage::LEAD_SLOT,
    };
    use super::*;
    use proptest::prelude::*;

    const CHROMIUM: Shape = Shape { opus: 111, red: Some(63), level_ext: Some(1) };
    const FIREFOX: Shape = Shape { opus: 109, red: None, level_ext: Some(1) };

    fn frame(slot: u8, index: u64, bytes: usize) -> SlotFrame {
        let stamps =
            Stamps { slot, csrc: 1, ssrc: 2, timestamp: 0, index, level: 30, marker: false };
        SlotFrame::new(stamps, Payload::Opus(&vec![1; bytes])).unwrap()
    }

    #[test]
    fn each_kind_of_listener_gets_its_own_packets_of_its_own_lines() {
        let frames = [frame(0, 1, 80), frame(LEAD_SLOT as u8, 1, 80), frame(2, 9, 90)];
        let mut press = Press::default();
        let slots = press.prints(&Lines::Slots([CHROMIUM; 3]), &frames);
        assert_eq!(
            slots.iter().map(|it| (it.line, it.index)).collect::<Vec<_>>(),
            [(2, 9), (0, 1)]
        );
        let lead = press.prints(&Lines::Lead(FIREFOX), &frames);
        assert_eq!(lead.iter().map(|it| it.line).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn more_kinds_than_plates_are_printed_all_the_same() {
        let frames = [frame(0, 1, 80)];
        let mut press = Press::default();
        for round in 0..3 {
            for opus in 96..110 {
                let lines = Lines::Slots([Shape { opus, ..CHROMIUM }; 3]);
                let prints = press.prints(&lines, &frames);
                let mut out = [0; 200];
                prints[0].template.copy_to(&mut out, 1).unwrap();
                assert_eq!(out[1] & 0x7f, opus, "round {round}");
            }
        }
        assert_eq!(press.plates.len(), PLATES_MOST);
    }

    proptest! {
        #[test]
        fn streams_keep_their_order_and_all_but_the_last_are_of_one_length(
            lens in proptest::collection::vec((0u8..3, 3usize..200), 2..=GROUP_MOST),
        ) {
            let frames: Vec<_> = lens
                .iter()
                .enumerate()
                .map(|(at, (slot, bytes))| frame(*slot, at as u64 + 1, *bytes))
                .collect();
            let mut press = Press::default();
            let prints = press.prints(&Lines::Slots([CHROMIUM; 3]), &frames);
            prop_assert_eq!(prints.len(), frames.len());
            for line in 0..3 {
                let order: Vec<_> =
                    prints.iter().filter(|it| it.line == line).map(|it| it.index).collect();
                prop_assert!(order.is_sorted());
            }
            let (last, others) = prints.split_last().unwrap();
            for print in others {
                prop_assert_eq!(print.template.len(), others[0].template.len());
                prop_assert!(last.template.len() <= print.template.len());
            }
        }
    }
}
