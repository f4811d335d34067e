//! A picture from a stranger becomes two that are safe to show to everybody: squares of a person, or the
//! wide cover of a space.
//!
//! Law: whatever the bytes are, the answer is two pictures made here or a fault with words, in
//! bounded memory and time. The content decides what a file is, never its name or declared type.
//! Nothing of the file is kept but what is seen: no EXIF (which says where it was taken), no colour
//! profile, no animation. Absent: SVG (a program), HEIC and AVIF (large decoders, C or young).

mod jpeg;
mod middle;
mod webp;

use causerie_shared::fault::PictureFault;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    metadata::Orientation,
};
use std::{borrow::Cow, io::Cursor, panic::catch_unwind};

/// Bytes of an upload. What telephones take is 2 to 6 MB.
pub const UPLOAD_MOST: usize = 8 * 1024 * 1024;

/// Pixels, from the header, before anything is decoded. What telephones and cameras take has 12 to
/// 26 million. The largest buffers that decoding this many needs are those of a progressive JPEG,
/// with three coefficients and three bytes each: 290 MB.
pub const PIXELS_MOST: u32 = 32_000_000;

/// Pictures that are decoded at once in the whole relay. A second one waits: it would cost as much
/// memory again, and audio more than the wait is worth.
pub const AT_ONCE: usize = 1;

/// Bytes that one decoder may hold: pixels of 16 bits in four channels.
const DECODED_MOST: u64 = 8 * PIXELS_MOST as u64;

/// Passes over a progressive picture, whose cost is of its pixels and not of its bytes. Encoders
/// make ten.
const SCANS_MOST: usize = 16;

/// Of photographs: above it files grow and faces do not change.
const JPEG_QUALITY: u8 = 84;

/// What is cut out of the middle of a picture, in pixels of width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub large: (u32, u32),
    /// For lists, and of the same proportions.
    pub small: (u32, u32),
}

/// A picture as it is served.
pub struct Drawn {
    pub large: Picture,
    pub small: Picture,
}

pub struct Picture {
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// How a picture is stored: as JPEG or as lossless WebP, whichever is smaller. For photographs that
/// is JPEG (there is no lossy WebP encoder in pure Rust here), for drawings and letters WebP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    WebP,
}

impl Kind {
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

impl Shape {
    /// A person, for a stage and a profile.
    pub const AVATAR: Self = Self { large: (512, 512), small: (96, 96) };
    /// A space that is to come, in the proportions of previews (Open Graph).
    pub const COVER: Self = Self { large: (1200, 630), small: (600, 315) };

    /// Decodes, turns upright, cuts the middle out, lays it on white and scales it: 0.3 s of CPU for
    /// what a telephone takes, some 2 s for the worst that is let in. For a thread that may block.
    ///
    /// # Errors
    /// What is no picture, is broken, or larger than is let in.
    pub fn draw(self, upload: &[u8]) -> Result<Drawn, PictureFault> {
        // Decoders are other people's code: what makes one panic is a broken picture.
        catch_unwind(|| self.drawn(upload)).unwrap_or(Err(PictureFault::Broken))
    }

    fn drawn(self, upload: &[u8]) -> Result<Drawn, PictureFault> {
        let (decoded, orientation) = decoded(upload)?;
        let lying = lies(orientation);
        let lain = |(width, height)| if lying { (height, width) } else { (width, height) };
        let middle = middle::cut(&decoded, lain(self.large));
        drop(decoded);
        let large = middle::scaled(&middle, lain(self.large));
        let mut upright = DynamicImage::ImageRgb8(large);
        upright.apply_orientation(orientation);
        let large = upright.into_rgb8();
        let small = middle::scaled(&large, self.small);
        Ok(Drawn { large: encoded(&large)?, small: encoded(&small)? })
    }
}

/// Whether what is wide in the file is high when it is upright.
const fn lies(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

fn decoded(upload: &[u8]) -> Result<(DynamicImage, Orientation), PictureFault> {
    if upload.len() > UPLOAD_MOST {
        return Err(PictureFault::TooManyBytes { most_mb: (UPLOAD_MOST >> 20) as u32 });
    }
    let format = format_of(upload)?;
    let (file, exif) = if format == ImageFormat::WebP {
        let first = webp::first_picture(upload).ok_or(PictureFault::Broken)?;
        (Cow::Owned(first.file), Some(first.exif.unwrap_or_default()))
    } else {
        (Cow::Borrowed(upload), None)
    };
    if format == ImageFormat::Jpeg && jpeg::scans(upload) > SCANS_MOST {
        return Err(PictureFault::Broken);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODED_MOST);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PictureFault::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > u64::from(PIXELS_MOST)
        || decoder.total_bytes() > DECODED_MOST
    {
        return Err(PictureFault::TooManyPixels { most_megapixels: PIXELS_MOST / 1_000_000 });
    }
    if width == 0 || height == 0 {
        return Err(PictureFault::Broken);
    }
    let orientation = match exif {
        Some(exif) => Orientation::from_exif_chunk(exif),
        None => decoder.orientation().ok(),
    };
    let decoded = DynamicImage::from_decoder(decoder).map_err(|_| PictureFault::Broken)?;
    Ok((decoded, orientation.unwrap_or(Orientation::NoTransforms)))
}

/// By the first bytes.
fn format_of(upload: &[u8]) -> Result<ImageFormat, PictureFault> {
    let starts = |with: &[u8]| upload.starts_with(with);
    if starts(b"\x89PNG\r\n\x1a\n") {
        Ok(ImageFormat::Png)
    } else if starts(b"\xff\xd8\xff") {
        Ok(ImageFormat::Jpeg)
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Ok(ImageFormat::Gif)
    } else if starts(b"RIFF") && upload.get(8..12) == Some(b"WEBP") {
        Ok(ImageFormat::WebP)
    } else if is_svg(upload) {
        Err(PictureFault::Svg)
    } else {
        Err(PictureFault::NotAPicture)
    }
}

/// Text that opens a tag, with an `svg` near its beginning.
fn is_svg(upload: &[u8]) -> bool {
    let text = upload.strip_prefix(b"\xef\xbb\xbf").unwrap_or(upload).trim_ascii_start();
    let head = text.get(..text.len().min(4096)).unwrap_or_default();
    head.starts_with(b"<") && head.windows(4).any(|tag| tag.eq_ignore_ascii_case(b"<svg"))
}

fn encoded(picture: &RgbImage) -> Result<Picture, PictureFault> {
    let (width, height) = picture.dimensions();
    let (mut jpeg, mut webp) = (Vec::new(), Vec::new());
    let color = image::ExtendedColorType::Rgb8;
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .write_image(picture, width, height, color)
        .map_err(|_| PictureFault::Broken)?;
    WebPEncoder::new_lossless(&mut webp)
        .write_image(picture, width, height, color)
        .map_err(|_| PictureFault::Broken)?;
    Ok(if webp.len() < jpeg.len() {
        Picture { kind: Kind::WebP, bytes: webp }
    } else {
        Picture { kind: Kind::Jpeg, bytes: jpeg }
    })
}

#[cfg(test)]
mod laws;
