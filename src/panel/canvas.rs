//! A small opaque canvas. Colours are sRGB; coverage is blended in linear light, so that thin strokes keep their weight.

use std::sync::OnceLock;

use crate::model::{Image, Texel, srgb};

/// An sRGB colour.
pub type Rgb = [u8; 3];

/// Pixels, x to the right and y down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

impl Rect {
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Rect {
        Rect { x, y, w, h }
    }

    /// Smaller by `by` on each side.
    pub fn inset(self, by: f32) -> Rect {
        Rect { x: self.x + by, y: self.y + by, w: (self.w - 2.0 * by).max(0.0), h: (self.h - 2.0 * by).max(0.0) }
    }

    pub fn right(self) -> f32 {
        self.x + self.w
    }

    pub fn bottom(self) -> f32 {
        self.y + self.h
    }
}

/// Linear values of the 256 sRGB bytes, and the way back in 1/4096 steps.
struct Transfer {
    linear: [f32; 256],
    encoded: Vec<u8>,
}

const STEPS: usize = 4095;

fn transfer() -> &'static Transfer {
    static TABLE: OnceLock<Transfer> = OnceLock::new();
    TABLE.get_or_init(|| {
        let linear = std::array::from_fn(|i| srgb::to_linear(i as f32 / 255.0));
        let encoded = (0..=STEPS).map(|i| (srgb::from_linear(i as f32 / STEPS as f32) * 255.0 + 0.5) as u8).collect();
        Transfer { linear, encoded }
    })
}

/// The linear values of an sRGB colour.
pub fn linear(color: Rgb) -> [f32; 3] {
    color.map(|c| transfer().linear[usize::from(c)])
}

/// Half one and half the other, in linear light.
pub fn mix(a: Rgb, b: Rgb, t: f32) -> Rgb {
    let table = transfer();
    std::array::from_fn(|i| {
        let (a, b) = (table.linear[usize::from(a[i])], table.linear[usize::from(b[i])]);
        encode(table, a + (b - a) * t)
    })
}

fn encode(table: &Transfer, value: f32) -> u8 {
    table.encoded[(value.clamp(0.0, 1.0) * STEPS as f32 + 0.5) as usize]
}

/// Whether `text` reads better in white than in black on this ground.
pub fn dark(color: Rgb) -> bool {
    let [r, g, b] = linear(color);
    0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18
}

/// See the module.
pub struct Canvas {
    pub width: u32,
    pub height: u32,
    pixels: Vec<u8>,
    /// Letters went over the edge: a mistake of the layout, looked for by tests.
    pub clipped: bool,
    /// A text ended in an ellipsis.
    pub cut: bool,
    /// Characters that the fonts lack.
    pub missing: Vec<char>,
}

impl Canvas {
    pub fn new(width: u32, height: u32, ground: Rgb) -> Canvas {
        let [r, g, b] = ground;
        Canvas {
            width,
            height,
            pixels: [r, g, b, 255].repeat(width as usize * height as usize),
            clipped: false,
            cut: false,
            missing: Vec::new(),
        }
    }

    /// Puts `color` over the pixel with this coverage (0 to 1); outside the canvas nothing happens.
    pub fn blend(&mut self, x: i32, y: i32, color: Rgb, coverage: f32) {
        if x < 0 || y < 0 || x >= self.width as i32 || y >= self.height as i32 || coverage <= 0.0 {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 4;
        let pixel = &mut self.pixels[at..at + 3];
        if coverage >= 1.0 {
            pixel.copy_from_slice(&color);
            return;
        }
        let table = transfer();
        for (under, over) in pixel.iter_mut().zip(color) {
            let below = table.linear[usize::from(*under)];
            *under = encode(table, below + (table.linear[usize::from(over)] - below) * coverage);
        }
    }

    /// Fills what lies inside a shape, given as a signed distance in pixels (negative inside).
    fn fill_shape(&mut self, bounds: Rect, color: Rgb, alpha: f32, distance: impl Fn(f32, f32) -> f32) {
        let x0 = (bounds.x - 1.0).max(0.0) as i32;
        let y0 = (bounds.y - 1.0).max(0.0) as i32;
        let x1 = (bounds.right() + 2.0).min(self.width as f32) as i32;
        let y1 = (bounds.bottom() + 2.0).min(self.height as f32) as i32;
        for y in y0..y1 {
            for x in x0..x1 {
                let coverage = (0.5 - distance(x as f32 + 0.5, y as f32 + 0.5)).clamp(0.0, 1.0);
                self.blend(x, y, color, coverage * alpha);
            }
        }
    }

    /// A filled rectangle with round corners.
    pub fn rounded(&mut self, rect: Rect, radius: f32, color: Rgb) {
        self.fill_shape(rect, color, 1.0, |x, y| rounded_distance(rect, radius, x, y));
    }

    /// The outline of such a rectangle, `width` pixels wide, inside its edge.
    pub fn outline(&mut self, rect: Rect, radius: f32, width: f32, color: Rgb) {
        self.fill_shape(rect, color, 1.0, |x, y| {
            let outer = rounded_distance(rect, radius, x, y);
            outer.max(-(outer + width))
        });
    }

    /// A line from left to right; thin ones are whole pixels high.
    pub fn rule(&mut self, x: f32, y: f32, length: f32, width: f32, color: Rgb) {
        self.rounded(Rect::new(x, y.round(), length, width.max(1.0).round()), 0.0, color);
    }

    /// A triangle that points up, with round corners, in the rectangle.
    pub fn triangle(&mut self, rect: Rect, radius: f32, color: Rgb) {
        // Three half planes moved in by the radius, and the distance to them moved out again.
        let corners = [(rect.x + rect.w * 0.5, rect.y), (rect.right(), rect.bottom()), (rect.x, rect.bottom())];
        let center = (rect.x + rect.w * 0.5, rect.y + rect.h * 2.0 / 3.0);
        let sides: Vec<_> = (0..3)
            .map(|i| {
                let (a, b) = (corners[i], corners[(i + 1) % 3]);
                let length = (b.0 - a.0).hypot(b.1 - a.1).max(1e-6);
                let normal = ((b.1 - a.1) / length, -(b.0 - a.0) / length);
                let away = (center.0 - a.0) * normal.0 + (center.1 - a.1) * normal.1;
                let sign = if away > 0.0 { -1.0 } else { 1.0 };
                (a, (normal.0 * sign, normal.1 * sign))
            })
            .collect();
        let inner: Vec<_> = (0..3).map(|i| meet(&sides[(i + 2) % 3], &sides[i], radius)).collect();
        self.fill_shape(rect, color, 1.0, |x, y| {
            let plane =
                sides.iter().map(|(a, n)| (x - a.0) * n.0 + (y - a.1) * n.1 + radius).fold(f32::NEG_INFINITY, f32::max);
            if plane <= 0.0 {
                return plane - radius;
            }
            let outside = (0..3).map(|i| to_segment(inner[i], inner[(i + 1) % 3], (x, y)));
            outside.fold(f32::INFINITY, f32::min) - radius
        });
    }

    /// The pixels with all their smaller levels.
    pub fn into_image(self) -> Image {
        Image::with_mips(self.pixels, self.width, self.height, Texel::Rgba8Srgb, 1)
    }

    /// Red, green, blue and alpha, row after row from the top.
    #[cfg(test)]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

type Side = ((f32, f32), (f32, f32));

/// Where two sides meet after both moved in by `by`.
fn meet(one: &Side, two: &Side, by: f32) -> (f32, f32) {
    let ((a, n), (b, m)) = (one, two);
    let (p, q) = (a.0 * n.0 + a.1 * n.1 - by, b.0 * m.0 + b.1 * m.1 - by);
    let det = n.0 * m.1 - n.1 * m.0;
    if det.abs() < 1e-6 { *b } else { ((p * m.1 - n.1 * q) / det, (n.0 * q - p * m.0) / det) }
}

fn to_segment(a: (f32, f32), b: (f32, f32), p: (f32, f32)) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let t = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy).max(1e-6)).clamp(0.0, 1.0);
    (p.0 - a.0 - dx * t).hypot(p.1 - a.1 - dy * t)
}

fn rounded_distance(rect: Rect, radius: f32, x: f32, y: f32) -> f32 {
    let radius = radius.min(rect.w * 0.5).min(rect.h * 0.5);
    let qx = (x - rect.x - rect.w * 0.5).abs() - rect.w * 0.5 + radius;
    let qy = (y - rect.y - rect.h * 0.5).abs() - rect.h * 0.5 + radius;
    qx.max(0.0).hypot(qy.max(0.0)) + qx.max(qy).min(0.0) - radius
}
