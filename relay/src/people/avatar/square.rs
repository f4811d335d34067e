//! The middle of a picture, as a square of the wanted size on white.

use image::{
    DynamicImage, GenericImageView, Pixel, Rgb, RgbImage,
    imageops::{FilterType, resize},
};

/// The largest square in the middle, in whole boxes of pixels so that no side is much longer than
/// `side`: what a good filter then makes of it costs little, and a large picture is never copied.
pub(super) fn middle(picture: &DynamicImage, side: u32) -> RgbImage {
    if let Some(pixels) = picture.as_rgb8() {
        boxed(pixels, side)
    } else if let Some(pixels) = picture.as_rgba8() {
        boxed(pixels, side)
    } else {
        boxed(picture, side)
    }
}

pub(super) fn scaled(square: &RgbImage, side: u32) -> RgbImage {
    resize(square, side, side, FilterType::CatmullRom)
}

fn boxed<V>(picture: &V, side: u32) -> RgbImage
where
    V: GenericImageView,
    V::Pixel: Pixel<Subpixel = u8>,
{
    let (width, height) = picture.dimensions();
    let longest = width.min(height);
    let step = (longest / side).max(1);
    let boxes = longest / step;
    let inside = boxes * step;
    let (left, top) = ((width - inside) / 2, (height - inside) / 2);
    let mut row = vec![[0_u32; 3]; boxes as usize];
    let mut square = RgbImage::new(boxes, boxes);
    for y in 0..boxes {
        row.fill([0; 3]);
        for dy in 0..step {
            for x in 0..inside {
                let pixel = picture.get_pixel(left + x, top + y * step + dy).to_rgba();
                let [red, green, blue, alpha] = pixel.0.map(u32::from);
                let Some(sum) = row.get_mut((x / step) as usize) else { continue };
                for (sum, color) in sum.iter_mut().zip([red, green, blue]) {
                    *sum += (color * alpha + 255 * (255 - alpha)) / 255;
                }
            }
        }
        for (x, sum) in (0..boxes).zip(&row) {
            square.put_pixel(x, y, Rgb(sum.map(|sum| (sum / (step * step)) as u8)));
        }
    }
    square
}
