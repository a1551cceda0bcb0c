use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::*;

const WIDTH: u32 = 21;
const HEIGHT: u32 = 13;

fn picture() -> RgbaImage {
    RgbaImage::from_fn(WIDTH, HEIGHT, |x, y| Rgba([x as u8 * 12, y as u8 * 19, 200 - x as u8 * 3, 255 - y as u8 * 7]))
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn decoded(plain: Plain, bytes: &[u8]) -> Vec<u8> {
    let claim = plain.claim(bytes).unwrap();
    assert_eq!((claim.width, claim.height), (WIDTH, HEIGHT));
    plain.decode(bytes, WIDTH, HEIGHT).unwrap()
}

#[test]
fn png_and_webp_of_every_kind_keep_their_texels() {
    let full = DynamicImage::ImageRgba8(picture());
    let kinds = [
        full.clone(),
        full.to_rgb8().into(),
        full.to_luma8().into(),
        full.to_luma_alpha8().into(),
        full.to_rgba16().into(),
        full.to_rgb16().into(),
        full.to_luma16().into(),
        full.to_luma_alpha16().into(),
    ];
    for image in kinds {
        let wanted = image.to_rgba8().into_raw();
        assert_eq!(decoded(Plain::Png, &encoded(&image, ImageFormat::Png)), wanted, "{:?}", image.color());
        let eight: DynamicImage =
            if image.color().has_alpha() { image.to_rgba8().into() } else { image.to_rgb8().into() };
        assert_eq!(decoded(Plain::WebP, &encoded(&eight, ImageFormat::WebP)), wanted, "{:?}", image.color());
    }
}

/// A PNG file from packed rows without filters; `extra` are chunks before the data.
fn packed(color: png::ColorType, depth: png::BitDepth, data: &[u8], palette: &[u8], clear: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if !palette.is_empty() {
        encoder.set_palette(palette);
    }
    if !clear.is_empty() {
        encoder.set_trns(clear);
    }
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    out
}

#[test]
fn png_with_a_palette_or_few_bits_or_a_clear_colour() {
    use png::{BitDepth, ColorType};
    let texels = WIDTH as usize * HEIGHT as usize;
    let rows = |per_row: usize, byte: u8| vec![byte; per_row * HEIGHT as usize];
    let palette = [10, 20, 30, 40, 50, 60, 70, 80, 90];
    let one = packed(ColorType::Indexed, BitDepth::Eight, &vec![2; texels], &palette, &[]);
    assert_eq!(decoded(Plain::Png, &one), [70, 80, 90, 255].repeat(texels));
    let one = packed(ColorType::Indexed, BitDepth::Two, &rows(6, 0b0101_0101), &palette, &[9, 7]);
    assert_eq!(decoded(Plain::Png, &one), [40, 50, 60, 7].repeat(texels));
    let one = packed(ColorType::Grayscale, BitDepth::One, &rows(3, 0xff), &[], &[]);
    assert_eq!(decoded(Plain::Png, &one), [255; 4].repeat(texels));
    let one = packed(ColorType::Grayscale, BitDepth::Four, &rows(11, 0x33), &[], &[0, 3]);
    assert_eq!(decoded(Plain::Png, &one), [51, 51, 51, 0].repeat(texels));
    let one = packed(ColorType::Rgb, BitDepth::Eight, &[1, 2, 3].repeat(texels), &[], &[0, 1, 0, 2, 0, 3]);
    assert_eq!(decoded(Plain::Png, &one), [1, 2, 3, 0].repeat(texels));
}

#[test]
fn interlaced_png() {
    for (name, wanted) in [("rgb", [200, 100, 50, 255]), ("grey", [90, 90, 90, 255])] {
        let bytes = fixture(&format!("interlaced-{name}.png"));
        let Claim { width, height, .. } = Plain::Png.claim(&bytes).unwrap();
        let texels = Plain::Png.decode(&bytes, width, height).unwrap();
        assert_eq!(texels.len() as u32, width * height * 4);
        // The fixtures are one colour with a black texel at the end of each row.
        for row in texels.chunks_exact(width as usize * 4) {
            let (last, rest) = row.as_chunks::<4>().0.split_last().unwrap();
            assert!(rest.iter().all(|texel| *texel == wanted), "{name}");
            assert_eq!(*last, [0, 0, 0, 255], "{name}");
        }
    }
}

#[test]
fn jpeg_of_every_kind() {
    // One colour each: what it is may differ by the rounding of the transform.
    for (name, wanted) in [
        ("baseline", [200, 100, 50]),
        ("progressive", [200, 100, 50]),
        ("rgb", [200, 100, 50]),
        ("grey", [90, 90, 90]),
        ("cmyk", [200, 100, 50]),
    ] {
        let bytes = fixture(&format!("{name}.jpg"));
        let Claim { width, height, .. } = Plain::Jpeg.claim(&bytes).unwrap();
        assert_eq!((width, height), (19, 11), "{name}");
        let texels = Plain::Jpeg.decode(&bytes, width, height).unwrap();
        for texel in texels.as_chunks::<4>().0 {
            assert!((0..3).all(|part| texel[part].abs_diff(wanted[part]) <= 3), "{name}: {texel:?}");
            assert_eq!(texel[3], 255, "{name}");
        }
    }
}

#[test]
fn files_cut_short_are_refused() {
    let image = DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(picture()).to_rgb8());
    let png = encoded(&image, ImageFormat::Png);
    for end in 0..png.len() - 30 {
        assert!(Plain::Png.decode(&png[..end], WIDTH, HEIGHT).is_err(), "{end}");
    }
}

/// A small file beside the tests.
fn fixture(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/images");
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn what_a_decoder_holds_depends_on_how_the_file_is_laid_out() {
    let image = |name: &str| std::fs::read(format!("{}/tests/images/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let held = |plain: Plain, name: &str| {
        let claim = plain.claim(&image(name)).unwrap();
        (claim.working - (1 << 18), u64::from(claim.width) * u64::from(claim.height), u64::from(claim.width))
    };
    let (baseline, _, width) = held(Plain::Jpeg, "baseline.jpg");
    assert_eq!(baseline, width * 256);
    let (progressive, area, _) = held(Plain::Jpeg, "progressive.jpg");
    assert_eq!(progressive, area * 8);
    let (interlaced, area, _) = held(Plain::Png, "interlaced-rgb.png");
    assert!(interlaced >= area * 3);
    assert!(!in_one_scan(b"\xff\xd8\xff") && !in_one_scan(b""));
}
