//! What holds for every file that a stranger may send. The samples were written by other encoders
//! than the ones read here.

use super::*;
use image::{GenericImageView, codecs::png::PngEncoder};
use proptest::prelude::*;

const SAMPLES: [(&str, &[u8]); 11] = [
    ("alpha.png", include_bytes!("samples/alpha.png")),
    ("animated.gif", include_bytes!("samples/animated.gif")),
    ("animated.webp", include_bytes!("samples/animated.webp")),
    ("animated_alpha.webp", include_bytes!("samples/animated_alpha.webp")),
    ("cmyk.jpg", include_bytes!("samples/cmyk.jpg")),
    ("indexed_interlaced.png", include_bytes!("samples/indexed_interlaced.png")),
    ("lossless.webp", include_bytes!("samples/lossless.webp")),
    ("lossless_alpha.webp", include_bytes!("samples/lossless_alpha.webp")),
    ("lossy.webp", include_bytes!("samples/lossy.webp")),
    ("lossy_alpha.webp", include_bytes!("samples/lossy_alpha.webp")),
    ("progressive.jpg", include_bytes!("samples/progressive.jpg")),
];

fn sample(name: &str) -> &'static [u8] {
    SAMPLES.iter().find(|(known, _)| *known == name).unwrap().1
}

const SIDE: u32 = Shape::AVATAR.large.0;

fn drawn(upload: &[u8]) -> Result<Drawn, PictureFault> {
    Shape::AVATAR.drawn(upload)
}

/// Without what is done to any middle alike, which takes longest.
fn middle_of(upload: &[u8]) -> Result<RgbImage, PictureFault> {
    decoded(upload).map(|(picture, _)| middle::cut(&picture, Shape::AVATAR.large))
}

fn fault(upload: &[u8]) -> PictureFault {
    Shape::COVER.drawn(upload).err().expect("a fault")
}

/// As a reader of the page gets it.
fn seen(picture: &Picture) -> DynamicImage {
    let format = match picture.kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::WebP => ImageFormat::WebP,
    };
    image::load_from_memory_with_format(&picture.bytes, format).unwrap()
}

fn near(picture: &DynamicImage, (x, y): (u32, u32), color: [u8; 3]) -> bool {
    let pixel = picture.get_pixel(x, y).0;
    pixel.iter().zip(color).all(|(a, b)| a.abs_diff(b) < 40)
}

fn jpeg_of(width: u32, height: u32, color: fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| image::Rgb(color(x, y)));
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 95).encode_image(&pixels).unwrap();
    file
}

#[test]
fn every_kind_of_file_becomes_two_squares_of_its_middle() {
    for (name, file) in SAMPLES {
        let avatar = drawn(file).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        for (picture, side) in [(&avatar.large, SIDE), (&avatar.small, 96)] {
            let seen = seen(picture);
            assert_eq!(seen.dimensions(), (side, side), "{name}");
            // The samples show an orange sun.
            assert!(near(&seen, (side * 3 / 5, side * 3 / 4), [240, 120, 40]), "{name}");
        }
    }
}

#[test]
fn every_kind_of_file_becomes_a_cover_of_its_middle() {
    for (name, file) in SAMPLES {
        let cover = Shape::COVER.drawn(file).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        for (picture, size) in [(&cover.large, (1200, 630)), (&cover.small, (600, 315))] {
            let seen = seen(picture);
            assert_eq!(seen.dimensions(), size, "{name}");
        }
    }
    let stripes = jpeg_of(900, 900, |_, y| match y {
        ..210 => [200, 40, 40],
        210..690 => [240, 240, 240],
        690.. => [40, 60, 200],
    });
    let seen = seen(&Shape::COVER.drawn(&stripes).unwrap().large);
    // 900 by 472 are left of it.
    for at in [(0, 0), (1199, 0), (600, 315), (0, 629), (1199, 629)] {
        assert!(near(&seen, at, [240, 240, 240]), "{at:?}");
    }
}

#[test]
fn what_is_transparent_lies_on_white_and_the_rest_stays() {
    for (name, file) in SAMPLES {
        let corner = if name.contains("alpha") { [255, 255, 255] } else { [30, 90, 160] };
        let seen = seen(&drawn(file).unwrap().large);
        let got = seen.get_pixel(4, 4);
        assert!(near(&seen, (4, 4), corner), "{name}: {got:?}");
    }
}

#[test]
fn a_photograph_becomes_a_jpeg_and_a_drawing_a_lossless_webp() {
    let grain = |x: u32, y: u32| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(97) >> 20;
        [(x / 4) as u8 ^ (noise as u8 & 15), (y / 4) as u8, 90 + (noise as u8 & 15)]
    };
    let photograph = drawn(&jpeg_of(1000, 900, grain)).unwrap().large;
    assert_eq!(photograph.kind, Kind::Jpeg);
    assert!(photograph.bytes.len() < 200_000, "{}", photograph.bytes.len());
    let sun = RgbImage::from_fn(800, 800, |x, y| {
        let inside = x.abs_diff(400).pow(2) + y.abs_diff(400).pow(2) < 300 * 300;
        image::Rgb(if inside { [220, 60, 30] } else { [255, 255, 255] })
    });
    let mut file = Vec::new();
    PngEncoder::new(&mut file).write_image(&sun, 800, 800, image::ExtendedColorType::Rgb8).unwrap();
    let drawing = drawn(&file).unwrap().large;
    assert_eq!(drawing.kind.mime(), "image/webp");
    assert!(drawing.bytes.len() < 12_000, "{}", drawing.bytes.len());
}

/// TIFF header and two tags: orientation, and where the picture was taken.
fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1]);
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0; 4]);
    tiff.extend(b"GPS 48.8530N 2.3499E");
    tiff
}

fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let tiff = exif(orientation);
    let mut file = jpeg[..2].to_vec();
    file.extend([0xff, 0xe1]);
    file.extend((tiff.len() as u16 + 8).to_be_bytes());
    file.extend(b"Exif\0\0");
    file.extend(tiff);
    file.extend(&jpeg[2..]);
    file
}

#[test]
fn a_photograph_is_turned_upright_and_where_it_was_taken_is_forgotten() {
    const RED: [u8; 3] = [200, 40, 40];
    const BLUE: [u8; 3] = [40, 60, 200];
    let jpeg = jpeg_of(300, 200, |x, _| if x < 150 { RED } else { BLUE });
    // Left, top, right, bottom as they are to be seen (TIFF 6.0, tag 274).
    for (orientation, at_red, at_blue) in [
        (1, (20, 256), (490, 256)),
        (2, (490, 256), (20, 256)),
        (3, (490, 256), (20, 256)),
        (6, (256, 20), (256, 490)),
        (8, (256, 490), (256, 20)),
    ] {
        let upload = with_exif(&jpeg, orientation);
        let avatar = drawn(&upload).unwrap();
        let seen = seen(&avatar.large);
        let right = near(&seen, at_red, RED) && near(&seen, at_blue, BLUE);
        assert!(right, "orientation {orientation}");
        let cover = self::seen(&Shape::COVER.drawn(&upload).unwrap().large);
        assert_eq!(cover.dimensions(), Shape::COVER.large);
        let wide = |(x, y): (u32, u32)| (x * 1200 / SIDE, y * 630 / SIDE);
        let right = near(&cover, wide(at_red), RED) && near(&cover, wide(at_blue), BLUE);
        assert!(right, "a cover, orientation {orientation}");
        for bytes in [&avatar.large.bytes, &avatar.small.bytes] {
            for secret in [b"Exif".as_slice(), b"GPS ", b"2.3499"] {
                assert!(!bytes.windows(secret.len()).any(|found| found == secret));
            }
        }
    }
}

#[test]
fn a_webp_is_turned_upright_too() {
    let plain = sample("lossless.webp");
    let mut body = b"WEBP".to_vec();
    chunk(&mut body, b"VP8X", &[0b1000, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
    body.extend(&plain[12..]);
    chunk(&mut body, b"EXIF", &exif(6));
    let turned = seen(&drawn(&riff(&body)).unwrap().large);
    let straight = seen(&drawn(plain).unwrap().large).rotate90();
    let apart = turned.pixels().filter(|(x, y, pixel)| {
        let [red, green, blue, _] = pixel.0;
        !near(&straight, (*x, *y), [red, green, blue])
    });
    assert!(apart.count() < 1000);
}

fn chunk(to: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    to.extend(name);
    to.extend((data.len() as u32).to_le_bytes());
    to.extend(data);
    to.resize(to.len() + data.len() % 2, 0);
}

fn riff(body: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    chunk(&mut file, b"RIFF", body);
    file
}

fn png_chunk(to: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    to.extend((data.len() as u32).to_be_bytes());
    let begin = to.len();
    to.extend(name);
    to.extend(data);
    let sum = crc32fast::hash(&to[begin..]);
    to.extend(sum.to_be_bytes());
}

/// Zeros in one bit each, deflated a thousand to one.
fn png_of_zeros(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([1, 0, 0, 0, 0]);
    png_chunk(&mut file, b"IHDR", &header);
    // One block of fixed codes: a zero, then copies of 258 zeros from one back, as often as fits.
    let mut bits = vec![true, true, false];
    bits.extend([false, false, true, true, false, false, false, false]);
    let copy =
        [true, true, false, false, false, true, false, true, false, false, false, false, false];
    let copies = ((u64::from(width).div_ceil(8) + 1) * u64::from(height)).div_ceil(258);
    (0..copies).for_each(|_| bits.extend(copy));
    bits.extend([false; 7]);
    let mut data = vec![0x78, 0x9c];
    data.extend(
        bits.chunks(8).map(|byte| {
            byte.iter().enumerate().fold(0, |sum, (at, bit)| sum | u8::from(*bit) << at)
        }),
    );
    data.extend([0; 4]);
    png_chunk(&mut file, b"IDAT", &data);
    png_chunk(&mut file, b"IEND", &[]);
    file
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let png = png_of_zeros(50_000, 50_000);
    assert!((1_000_000..UPLOAD_MOST).contains(&png.len()), "{}", png.len());
    let mut gif = sample("animated.gif").to_vec();
    gif[6..10].fill(0xff);
    // A lossy WebP says its size in the frame, where the canvas may say another.
    let mut webp = sample("lossy.webp").to_vec();
    webp[26..30].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
    let mut hidden = sample("lossy_alpha.webp").to_vec();
    let frame = hidden.windows(3).position(|start| start == [0x9d, 0x01, 0x2a]).unwrap();
    hidden[frame + 3..frame + 7].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
    let mut jpeg = jpeg_of(8, 8, |_, _| [0; 3]);
    let sof = jpeg.windows(2).position(|start| start == [0xff, 0xc0]).unwrap();
    jpeg[sof + 5..sof + 9].fill(0xff);
    for (name, file) in
        [("png", png), ("gif", gif), ("webp", webp), ("hidden webp", hidden), ("jpeg", jpeg)]
    {
        let most_megapixels = 32;
        assert_eq!(fault(&file), PictureFault::TooManyPixels { most_megapixels }, "{name}");
    }
}

#[test]
fn a_png_of_as_many_pixels_as_fit_is_drawn() {
    // The same bytes as the bomb's, with a sum at the end that nobody needs to believe.
    let file = png_of_zeros(5600, 5600);
    let seen = seen(&drawn(&file).unwrap().large);
    assert!(near(&seen, (256, 256), [0, 0, 0]));
}

#[test]
fn chunks_that_are_not_there_claim_no_memory() {
    let mut body = b"WEBP".to_vec();
    chunk(&mut body, b"VP8X", &[0b1000, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
    body.extend(&sample("lossless.webp")[12..]);
    body.extend(b"EXIF\xff\xff\xff\xff");
    assert!(drawn(&riff(&body)).is_ok());
    let mut gif = sample("animated.gif").to_vec();
    let frame = gif.iter().position(|byte| *byte == 0x2c).unwrap();
    gif[frame + 5..frame + 9].fill(0xff);
    assert_eq!(fault(&gif), PictureFault::Broken);
}

#[test]
fn a_jpeg_of_endless_passes_is_refused() {
    for (name, file) in SAMPLES.iter().filter(|(name, _)| name.ends_with("jpg")) {
        assert!((1..=10).contains(&jpeg::scans(file)), "{name}: {}", jpeg::scans(file));
    }
    let file = sample("progressive.jpg");
    let last = file.windows(2).rposition(|start| start == [0xff, 0xda]).unwrap();
    let (before, scan) = file[..file.len() - 2].split_at(last);
    let endless = [before, &scan.repeat(100)].concat();
    assert_eq!(fault(&endless), PictureFault::Broken);
}

#[test]
fn an_svg_is_named_whatever_stands_before_it() {
    for file in [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "\u{feff}\r\n <?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"x\" \"y\"><SVG onload='x()'/>",
        "<!-- a picture --><svg:svg/>",
    ] {
        assert_eq!(fault(file.as_bytes()), PictureFault::Svg, "{file}");
    }
    let behind = [b"GIF89a".as_slice(), b"<svg onload=alert(1)>"].concat();
    assert!(drawn(&behind).is_err());
}

#[test]
fn the_content_decides_and_each_refusal_says_what_to_do() {
    let mut noise: Vec<u8> =
        (0_u32..1 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    noise = noise.repeat(50);
    assert_eq!(fault(&noise).to_string(), "this file is larger than 8 MB; make it smaller");
    assert_eq!(fault(&noise[..UPLOAD_MOST]), PictureFault::NotAPicture);
    for (file, expected) in [
        (b"".as_slice(), PictureFault::NotAPicture),
        (b"<html><body>", PictureFault::NotAPicture),
        (b"%PDF-1.7", PictureFault::NotAPicture),
        (b"BM\0\0\0\0", PictureFault::NotAPicture),
        (b"\0\0\0\x18ftypheic\0\0\0\0", PictureFault::NotAPicture),
        (b"\0\0\0\x18ftypavif\0\0\0\0", PictureFault::NotAPicture),
        (b"\0\0\0\x18ftypisom\0\0\0\0", PictureFault::NotAPicture),
        (b"\x89PNG\r\n\x1a\n", PictureFault::Broken),
        (b"\xff\xd8\xff", PictureFault::Broken),
        (b"GIF89a", PictureFault::Broken),
        (b"RIFF\0\0\0\0WEBP", PictureFault::Broken),
    ] {
        assert_eq!(fault(file), expected, "{:?}", file.escape_ascii().to_string());
    }
    for (name, file) in SAMPLES {
        let behind = [&file[..12], &noise[..100_000]].concat();
        assert_eq!(fault(&behind), PictureFault::Broken, "{name}");
    }
}

#[test]
fn narrow_and_tiny_pictures_fill_what_they_are_cut_to() {
    for (width, height) in [(1, 1), (1, 3000), (3000, 2), (511, 513), (1025, 1024), (4097, 2047)] {
        let pixels = RgbImage::from_pixel(width, height, image::Rgb([9, 99, 199]));
        let mut file = Vec::new();
        let color = image::ExtendedColorType::Rgb8;
        PngEncoder::new(&mut file).write_image(&pixels, width, height, color).unwrap();
        let seen = seen(&drawn(&file).unwrap().large);
        assert!(near(&seen, (0, 0), [9, 99, 199]) && near(&seen, (511, 511), [9, 99, 199]));
        let cover = self::seen(&Shape::COVER.drawn(&file).unwrap().small);
        assert!(near(&cover, (0, 0), [9, 99, 199]) && near(&cover, (599, 314), [9, 99, 199]));
    }
}

#[test]
fn a_file_that_breaks_off_is_drawn_as_far_as_it_goes_or_refused() {
    for (name, file) in SAMPLES {
        for end in 0..file.len() {
            if let Err(fault) = middle_of(&file[..end]) {
                let right = matches!(fault, PictureFault::Broken | PictureFault::NotAPicture);
                assert!(right, "{name} {end}: {fault:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn nothing_done_to_a_file_makes_a_decoder_panic(
        which in 0..SAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
        doubled in prop::option::of(any::<(prop::sample::Index, prop::sample::Index)>()),
    ) {
        let mut file = SAMPLES[which].1.to_vec();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some((from, to)) = doubled {
            let (from, to) = (from.index(file.len()), to.index(file.len()));
            let piece = file[from.min(to)..from.max(to)].to_vec();
            file.splice(to..to, piece);
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()) + 1);
        }
        if let Ok(square) = middle_of(&file) {
            prop_assert!(square.width() == square.height() && square.width() < 4 * SIDE);
        }
    }
}
