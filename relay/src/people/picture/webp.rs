//! Takes the first picture out of a WebP file (RFC 9649) and writes it into a plain one.
//!
//! The decoder trusts what containers claim: sizes of chunks that are not there, frames whose
//! picture is larger than the canvas. So it gets a file of one picture, whose size was read from
//! the picture itself, and neither animation nor metadata.

pub(super) struct FirstPicture<'a> {
    /// A WebP file.
    pub(super) file: Vec<u8>,
    pub(super) exif: Option<&'a [u8]>,
}

/// `None` for a file that is broken.
pub(super) fn first_picture(file: &[u8]) -> Option<FirstPicture<'_>> {
    let chunks = Chunks(file.get(12..)?);
    let mut exif = None;
    let mut alpha = None;
    let mut picture = None;
    for (name, data) in chunks {
        match &name {
            b"EXIF" => exif = Some(data.strip_prefix(b"Exif\0\0").unwrap_or(data)),
            b"ANMF" if picture.is_none() => {
                for (name, data) in Chunks(data.get(16..)?) {
                    match &name {
                        b"ALPH" => alpha = Some(data),
                        b"VP8 " | b"VP8L" if picture.is_none() => picture = Some((name, data)),
                        _ => {}
                    }
                }
            }
            b"ALPH" if picture.is_none() => alpha = Some(data),
            b"VP8 " | b"VP8L" if picture.is_none() => picture = Some((name, data)),
            _ => {}
        }
    }
    let (name, data) = picture?;
    let mut body = b"WEBP".to_vec();
    match alpha.filter(|_| name == *b"VP8 ") {
        None => push_chunk(&mut body, name, data),
        Some(alpha) => {
            let (width, height) = lossy_size(data)?;
            let mut extended = vec![0b1_0000, 0, 0, 0];
            for side in [width, height] {
                extended.extend((u32::from(side).checked_sub(1)?).to_le_bytes().get(..3)?);
            }
            push_chunk(&mut body, *b"VP8X", &extended);
            push_chunk(&mut body, *b"ALPH", alpha);
            push_chunk(&mut body, name, data);
        }
    }
    let mut file = Vec::with_capacity(body.len() + 8);
    push_chunk(&mut file, *b"RIFF", &body);
    Some(FirstPicture { file, exif })
}

/// Width and height of a lossy picture (RFC 6386, section 9.1).
fn lossy_size(data: &[u8]) -> Option<(u16, u16)> {
    let &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] = data.get(..10)? else { return None };
    Some((u16::from_le_bytes([w0, w1]) & 0x3fff, u16::from_le_bytes([h0, h1]) & 0x3fff))
}

fn push_chunk(to: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    to.extend(name);
    to.extend((data.len() as u32).to_le_bytes());
    to.extend(data);
    to.resize(to.len() + data.len() % 2, 0);
}

/// Names and contents, as long as the claimed length is there.
struct Chunks<'a>(&'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let &[a, b, c, d, l0, l1, l2, l3] = self.0.get(..8)? else { return None };
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        let data = self.0.get(8..)?.get(..length)?;
        let rest = self.0.get(8 + length + length % 2..);
        self.0 = rest.unwrap_or_default();
        Some(([a, b, c, d], data))
    }
}
