//! A picture from a stranger becomes two squares that are safe to show to everybody.
//!
//! Law: whatever the bytes are, the answer is two pictures made here or a fault with words, in
//! bounded memory and time. The content decides what a file is, never its name or declared type.
//! Nothing of the file is kept but what is seen: no EXIF (which says where it was taken), no colour
//! profile, no animation. Absent: SVG (a program), HEIC and AVIF (large decoders, C or young).

mod jpeg;
mod square;
mod webp;

use causerie_shared::fault::AvatarFault;
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

/// One person's picture, as it is served.
pub struct Avatar {
    /// [`Avatar::LARGE`] pixels square, for a stage and a profile.
    pub large: Picture,
    /// [`Avatar::SMALL`] pixels square, for lists.
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

impl Avatar {
    /// Pixels on each side.
    pub const LARGE: u32 = 512;
    /// Pixels on each side.
    pub const SMALL: u32 = 96;

    /// Decodes, turns upright, cuts the middle square out, lays it on white and scales it: 0.3 s of
    /// CPU for what a telephone takes, some 2 s for the worst that is let in. For a thread that may
    /// block.
    pub fn of(upload: &[u8]) -> Result<Self, AvatarFault> {
        // Decoders are other people's code: what makes one panic is a broken picture.
        catch_unwind(|| drawn(upload)).unwrap_or(Err(AvatarFault::Broken))
    }
}

fn drawn(upload: &[u8]) -> Result<Avatar, AvatarFault> {
    let (decoded, orientation) = decoded(upload)?;
    let square = square::middle(&decoded, Avatar::LARGE * 2);
    drop(decoded);
    let large = square::scaled(&square, Avatar::LARGE);
    let mut upright = DynamicImage::ImageRgb8(large);
    upright.apply_orientation(orientation);
    let large = upright.into_rgb8();
    let small = square::scaled(&large, Avatar::SMALL);
    Ok(Avatar { large: encoded(&large)?, small: encoded(&small)? })
}

fn decoded(upload: &[u8]) -> Result<(DynamicImage, Orientation), AvatarFault> {
    if upload.len() > UPLOAD_MOST {
        return Err(AvatarFault::TooManyBytes { most_mb: (UPLOAD_MOST >> 20) as u32 });
    }
    let format = format_of(upload)?;
    let (file, exif) = if format == ImageFormat::WebP {
        let first = webp::first_picture(upload).ok_or(AvatarFault::Broken)?;
        (Cow::Owned(first.file), Some(first.exif.unwrap_or_default()))
    } else {
        (Cow::Borrowed(upload), None)
    };
    if format == ImageFormat::Jpeg && jpeg::scans(upload) > SCANS_MOST {
        return Err(AvatarFault::Broken);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODED_MOST);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| AvatarFault::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > u64::from(PIXELS_MOST)
        || decoder.total_bytes() > DECODED_MOST
    {
        return Err(AvatarFault::TooManyPixels { most_megapixels: PIXELS_MOST / 1_000_000 });
    }
    if width == 0 || height == 0 {
        return Err(AvatarFault::Broken);
    }
    let orientation = match exif {
        Some(exif) => Orientation::from_exif_chunk(exif),
        None => decoder.orientation().ok(),
    };
    let decoded = DynamicImage::from_decoder(decoder).map_err(|_| AvatarFault::Broken)?;
    Ok((decoded, orientation.unwrap_or(Orientation::NoTransforms)))
}

/// By the first bytes.
fn format_of(upload: &[u8]) -> Result<ImageFormat, AvatarFault> {
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
        Err(AvatarFault::Svg)
    } else {
        Err(AvatarFault::NotAPicture)
    }
}

/// Text that opens a tag, with an `svg` near its beginning.
fn is_svg(upload: &[u8]) -> bool {
    let text = upload.strip_prefix(b"\xef\xbb\xbf").unwrap_or(upload).trim_ascii_start();
    let head = text.get(..text.len().min(4096)).unwrap_or_default();
    head.starts_with(b"<") && head.windows(4).any(|tag| tag.eq_ignore_ascii_case(b"<svg"))
}

fn encoded(picture: &RgbImage) -> Result<Picture, AvatarFault> {
    let (width, height) = picture.dimensions();
    let (mut jpeg, mut webp) = (Vec::new(), Vec::new());
    let color = image::ExtendedColorType::Rgb8;
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .write_image(picture, width, height, color)
        .map_err(|_| AvatarFault::Broken)?;
    WebPEncoder::new_lossless(&mut webp)
        .write_image(picture, width, height, color)
        .map_err(|_| AvatarFault::Broken)?;
    Ok(if webp.len() < jpeg.len() {
        Picture { kind: Kind::WebP, bytes: webp }
    } else {
        Picture { kind: Kind::Jpeg, bytes: jpeg }
    })
}

#[cfg(test)]
mod laws;
