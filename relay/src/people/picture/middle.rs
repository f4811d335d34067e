//! The middle of a picture, in the wanted proportions and size, on white.

use image::{
    DynamicImage, GenericImageView, Pixel, Rgb, RgbImage,
    imageops::{FilterType, resize},
};

/// The largest part in the middle that has the proportions of `size`, in whole boxes of pixels so that
/// no side is much longer than twice that: what a good filter then makes of it costs little, and a
/// large picture is never copied.
pub(super) fn cut(picture: &DynamicImage, size: (u32, u32)) -> RgbImage {
    if let Some(pixels) = picture.as_rgb8() {
        boxed(pixels, size)
    } else if let Some(pixels) = picture.as_rgba8() {
        boxed(pixels, size)
    } else {
        boxed(picture, size)
    }
}

pub(super) fn scaled(picture: &RgbImage, (width, height): (u32, u32)) -> RgbImage {
    resize(picture, width, height, FilterType::CatmullRom)
}

fn boxed<V>(picture: &V, size: (u32, u32)) -> RgbImage
where
    V: GenericImageView,
    V::Pixel: Pixel<Subpixel = u8>,
{
    let (width, height) = picture.dimensions();
    let (inner_width, inner_height) = inner((width, height), size);
    let step = (inner_width / (2 * size.0)).min(inner_height / (2 * size.1)).max(1);
    let (columns, rows) = (inner_width / step, inner_height / step);
    let (left, top) = ((width - columns * step) / 2, (height - rows * step) / 2);
    let mut row = vec![[0_u32; 3]; columns as usize];
    let mut middle = RgbImage::new(columns, rows);
    for y in 0..rows {
        row.fill([0; 3]);
        for dy in 0..step {
            for x in 0..columns * step {
                let pixel = picture.get_pixel(left + x, top + y * step + dy).to_rgba();
                let [red, green, blue, alpha] = pixel.0.map(u32::from);
                let Some(sum) = row.get_mut((x / step) as usize) else { continue };
                for (sum, color) in sum.iter_mut().zip([red, green, blue]) {
                    *sum += (color * alpha + 255 * (255 - alpha)) / 255;
                }
            }
        }
        for (x, sum) in (0..columns).zip(&row) {
            middle.put_pixel(x, y, Rgb(sum.map(|sum| (sum / (step * step)) as u8)));
        }
    }
    middle
}

/// The largest sides within `outer` that are to one another as those of `size`, one pixel at least.
fn inner(outer: (u32, u32), size: (u32, u32)) -> (u32, u32) {
    let side = |by: u32, of: u32, to: u32| {
        let side = u64::from(by) * u64::from(to) / u64::from(of.max(1));
        u32::try_from(side).unwrap_or(u32::MAX).max(1)
    };
    let (width, height) = (side(outer.1, size.1, size.0), side(outer.0, size.0, size.1));
    (width.min(outer.0), height.min(outer.1))
}
