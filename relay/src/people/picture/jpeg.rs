//! Counts the passes of a JPEG before anybody makes them.

/// Scans up to the end of the first picture (ITU-T T.81, annex B): in a progressive one each goes
/// over all pixels, however few bytes it has.
pub(super) fn scans(file: &[u8]) -> usize {
    let mut scans = 0;
    let mut at = 2;
    while let Some(&[first, marker, high, low]) = file.get(at..at + 4) {
        at += match (first, marker) {
            // Coded data, in which no marker but a restart stands.
            (0..=0xfe, _) | (0xff, 0xff) => 1,
            (0xff, 0 | 0x01 | 0xd0..=0xd8) => 2,
            (0xff, 0xd9) => break,
            (0xff, _) => {
                scans += usize::from(marker == 0xda);
                2 + usize::from(u16::from_be_bytes([high, low]))
            }
        };
    }
    scans
}
