//! egui's triangles, drawn on the processor: a panel is drawn on a thread of its own, and only rows that changed go to the
//! GPU, within the frame's budget. No crate that does this keeps up with egui's releases.

use std::collections::HashMap;

use egui::epaint::{ImageData, Primitive, Vertex};
use egui::{ClippedPrimitive, Color32, ColorImage, Mesh, Rect, TextureId, TexturesDelta};

use crate::model::{Image, Texel};

/// Parts of a pixel in which corners are placed.
const PARTS: f32 = 256.0;

/// Pixels and the textures that are drawn with.
pub struct Painter {
    width: usize,
    height: usize,
    /// Red, green, blue, alpha.
    pixels: Vec<[u8; 4]>,
    textures: HashMap<TextureId, ColorImage>,
}

impl Painter {
    pub fn new(width: u32, height: u32) -> Painter {
        let (width, height) = (width as usize, height as usize);
        Painter { width, height, pixels: vec![[0, 0, 0, 255]; width * height], textures: HashMap::new() }
    }

    /// Takes textures in; what is to be freed goes after the picture.
    pub fn take(&mut self, delta: &TexturesDelta) {
        for (id, parts) in &delta.set {
            for part in parts {
                let ImageData::Color(image) = &part.image;
                match part.pos {
                    None => {
                        self.textures.insert(*id, ColorImage::clone(image));
                    }
                    Some([x, y]) => {
                        if let Some(whole) = self.textures.get_mut(id) {
                            put(whole, image, x, y);
                        }
                    }
                }
            }
        }
    }

    /// Forgets textures.
    pub fn free(&mut self, delta: &TexturesDelta) {
        self.textures.retain(|id, _| !delta.free.contains(id));
    }

    /// Draws everything anew over the ground, at so many pixels a point.
    pub fn draw(&mut self, primitives: &[ClippedPrimitive], density: f32, ground: Color32) {
        self.pixels.fill([ground.r(), ground.g(), ground.b(), 255]);
        for ClippedPrimitive { clip_rect, primitive } in primitives {
            if let Primitive::Mesh(mesh) = primitive
                && let Some(texture) = self.textures.get(&mesh.texture_id)
            {
                let clip = Clip::new(*clip_rect, density, self.width, self.height);
                draw(&mut self.pixels, self.width, mesh, texture, density, clip);
            }
        }
    }

    /// What was drawn, with `levels` levels.
    pub fn image(&self, levels: usize) -> Image {
        let pixels = self.pixels.as_flattened().to_vec();
        let mut image = Image::with_mips(pixels, self.width as u32, self.height as u32, Texel::Rgba8Srgb, 1);
        image.levels.truncate(levels);
        image
    }
}

fn put(whole: &mut ColorImage, part: &ColorImage, x: usize, y: usize) {
    let ([wide, _], [part_wide, part_high]) = (whole.size, part.size);
    for row in 0..part_high {
        let to = (y + row) * wide + x;
        if let (Some(to), Some(from)) =
            (whole.pixels.get_mut(to..to + part_wide), part.pixels.get(row * part_wide..(row + 1) * part_wide))
        {
            to.copy_from_slice(from);
        }
    }
}

/// Pixels that may be drawn to; the second of each is one beyond.
#[derive(Clone, Copy)]
struct Clip {
    x: (i64, i64),
    y: (i64, i64),
}

impl Clip {
    fn new(rect: Rect, density: f32, width: usize, height: usize) -> Clip {
        let span = |low: f32, high: f32, most: usize| {
            let part = |value: f32| (value * density).round().clamp(0.0, most as f32) as i64;
            (part(low), part(high))
        };
        Clip { x: span(rect.min.x, rect.max.x, width), y: span(rect.min.y, rect.max.y, height) }
    }
}

fn draw(pixels: &mut [[u8; 4]], width: usize, mesh: &Mesh, texture: &ColorImage, density: f32, clip: Clip) {
    let (corners, _) = mesh.indices.as_chunks::<3>();
    for corners in corners {
        if let [Some(a), Some(b), Some(c)] = corners.map(|index| mesh.vertices.get(index as usize)) {
            triangle(pixels, width, [a, b, c], texture, density, clip);
        }
    }
}

/// One side of a triangle: what is inside has `x * across + y * down + at >= 0` in parts of pixels.
struct Side {
    across: i64,
    down: i64,
    at: i64,
}

impl Side {
    /// From a to b, the inside to the right of it. Pixels whose middle lies on a side that two triangles share belong to one
    /// of them: else what is half transparent would show a seam.
    fn new((ax, ay): (i64, i64), (bx, by): (i64, i64)) -> Side {
        let (across, down) = (ay - by, bx - ax);
        let first = across > 0 || (across == 0 && down > 0);
        Side { across, down, at: -(across * ax + down * ay) - i64::from(!first) }
    }

    /// Which pixels of a row, given by the height of their middles, are inside.
    fn narrow(&self, y: i64, from: &mut i64, to: &mut i64) {
        let (one, half) = (PARTS as i64, PARTS as i64 / 2);
        let (step, base) = (self.across * one, self.down * y + self.at + self.across * half);
        if step > 0 {
            *from = (*from).max(-base.div_euclid(step));
        } else if step < 0 {
            *to = (*to).min(base.div_euclid(-step) + 1);
        } else if base < 0 {
            *to = *from;
        }
    }
}

fn triangle(
    pixels: &mut [[u8; 4]],
    width: usize,
    mut corners: [&Vertex; 3],
    texture: &ColorImage,
    density: f32,
    clip: Clip,
) {
    let at = |v: &Vertex| {
        let part = |value: f32| (value * density * PARTS).round().clamp(-1e7, 1e7) as i64;
        (part(v.pos.x), part(v.pos.y))
    };
    let [a, b, c] = corners.map(at);
    let twice = (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    if twice == 0 {
        return;
    }
    if twice < 0 {
        corners.swap(1, 2);
    }
    let [a, b, c] = corners.map(at);
    let sides = [Side::new(a, b), Side::new(b, c), Side::new(c, a)];
    let one = PARTS as i64;
    let low = a.1.min(b.1).min(c.1).div_euclid(one).max(clip.y.0);
    let high = (a.1.max(b.1).max(c.1).div_euclid(one) + 1).min(clip.y.1);
    let shade = Shade::new(corners, texture, density);
    for row in low..high {
        let (mut from, mut to) = clip.x;
        for side in &sides {
            side.narrow(row * one + one / 2, &mut from, &mut to);
        }
        if from < to
            && let Some(row_of) = pixels.get_mut(row as usize * width..(row as usize + 1) * width)
            && let Some(span) = row_of.get_mut(from as usize..to as usize)
        {
            shade.fill(span, from as f32 + 0.5, row as f32 + 0.5);
        }
    }
}

/// Colour and texture coordinates over a triangle, linear in pixels.
struct Shade<'a> {
    texture: &'a ColorImage,
    /// All over it the same colour.
    plain: Option<[u8; 4]>,
    /// The four parts of the colour and two texture coordinates in texels: their value at the first corner, and what a
    /// pixel to the right and one down adds.
    values: [[f32; 3]; 6],
    corner: (f32, f32),
}

impl Shade<'_> {
    fn new<'a>(corners: [&Vertex; 3], texture: &'a ColorImage, density: f32) -> Shade<'a> {
        let [a, b, c] = corners;
        let [w, h] = texture.size.map(|side| side as f32);
        let of = |v: &Vertex| {
            let [r, g, b, alpha] = v.color.to_array().map(f32::from);
            [r, g, b, alpha, v.uv.x * w, v.uv.y * h]
        };
        let [va, vb, vc] = [of(a), of(b), of(c)];
        let (ab, ac) = ((b.pos - a.pos) * density, (c.pos - a.pos) * density);
        let det = ab.x * ac.y - ab.y * ac.x;
        let values = std::array::from_fn(|i| {
            let (p, q) = (vb[i] - va[i], vc[i] - va[i]);
            if det.abs() < 1e-9 {
                return [va[i], 0.0, 0.0];
            }
            [va[i], (p * ac.y - q * ab.y) / det, (q * ab.x - p * ac.x) / det]
        });
        let plain = (va == vb && vb == vc).then(|| {
            let texel = sample(texture, va[4], va[5]);
            std::array::from_fn(|i| byte(va[i] * texel[i] / 255.0))
        });
        Shade { texture, plain, values, corner: (a.pos.x * density, a.pos.y * density) }
    }

    /// Draws over a span whose first pixel's middle is at (x, y).
    fn fill(&self, span: &mut [[u8; 4]], x: f32, y: f32) {
        match self.plain {
            Some([r, g, b, 255]) => span.fill([r, g, b, 255]),
            Some([0, 0, 0, 0]) => {}
            Some(color) => span.iter_mut().for_each(|pixel| over(pixel, color)),
            None => {
                let (dx, dy) = (x - self.corner.0, y - self.corner.1);
                let mut value = self.values.map(|[at, across, down]| at + across * dx + down * dy);
                for pixel in span {
                    let texel = sample(self.texture, value[4], value[5]);
                    over(pixel, std::array::from_fn(|i| byte(value[i] * texel[i] / 255.0)));
                    for (value, [_, across, _]) in value.iter_mut().zip(&self.values) {
                        *value += across;
                    }
                }
            }
        }
    }
}

/// Premultiplied, blended as egui wants it: in the encoded values, not in light.
fn over(pixel: &mut [u8; 4], [r, g, b, alpha]: [u8; 4]) {
    let left = 255 - u32::from(alpha);
    for (under, color) in pixel.iter_mut().zip([r, g, b]) {
        *under = (u32::from(color) + (u32::from(*under) * left + 127) / 255).min(255) as u8;
    }
}

fn byte(value: f32) -> u8 {
    value.clamp(0.0, 255.0).round() as u8
}

/// Between the four nearest texels; their middles are at halves.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [w, h] = texture.size;
    if w == 0 || h == 0 {
        return [255.0; 4];
    }
    let (u, v) = ((u - 0.5).clamp(0.0, (w - 1) as f32), (v - 0.5).clamp(0.0, (h - 1) as f32));
    let (x, y) = (u as usize, v as usize);
    let (fx, fy) = (u - x as f32, v - y as f32);
    let texel = |x: usize, y: usize| {
        let color = texture.pixels.get(y.min(h - 1) * w + x.min(w - 1)).copied().unwrap_or_default();
        color.to_array().map(f32::from)
    };
    if fx < 1e-3 && fy < 1e-3 {
        return texel(x, y);
    }
    let [a, b, c, d] = [texel(x, y), texel(x + 1, y), texel(x, y + 1), texel(x + 1, y + 1)];
    std::array::from_fn(|i| {
        let (top, bottom) = (a[i] + (b[i] - a[i]) * fx, c[i] + (d[i] - c[i]) * fx);
        top + (bottom - top) * fy
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Pos2, pos2};

    fn vertex(x: f32, y: f32, color: Color32) -> Vertex {
        Vertex { pos: pos2(x, y), uv: Pos2::ZERO, color }
    }

    fn painted(vertices: Vec<Vertex>, indices: Vec<u32>, clip: Rect) -> Painter {
        let mut painter = Painter::new(16, 16);
        painter.textures.insert(TextureId::default(), ColorImage::filled([1, 1], Color32::WHITE));
        let mesh = Mesh { indices, vertices, texture_id: TextureId::default() };
        let primitive = ClippedPrimitive { clip_rect: clip, primitive: Primitive::Mesh(mesh) };
        painter.draw(&[primitive], 1.0, Color32::BLACK);
        painter
    }

    fn red(painter: &Painter, x: usize, y: usize) -> u8 {
        painter.pixels[y * 16 + x][0]
    }

    #[test]
    fn two_halves_of_what_is_half_transparent_show_no_seam_and_no_gap() {
        let half = Color32::from_rgba_premultiplied(100, 0, 0, 128);
        for (indices, name) in [(vec![0, 1, 2, 0, 2, 3], "one way"), (vec![0, 2, 1, 1, 2, 3], "the other")] {
            let corners = match name {
                "one way" => [(2.0, 3.0), (13.0, 3.0), (13.0, 11.0), (2.0, 11.0)],
                _ => [(2.0, 3.0), (13.0, 3.0), (2.0, 11.0), (13.0, 11.0)],
            };
            let vertices = corners.map(|(x, y)| vertex(x, y, half)).to_vec();
            let painter = painted(vertices, indices, Rect::EVERYTHING);
            for y in 0..16 {
                for x in 0..16 {
                    let inside = (2..13).contains(&x) && (3..11).contains(&y);
                    assert_eq!(red(&painter, x, y), if inside { 100 } else { 0 }, "{name}: {x}, {y}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_drawn_beyond_the_clip_or_the_picture() {
        let corners = [(-40.0, -40.0), (90.0, -40.0), (-40.0, 90.0)];
        let vertices = corners.map(|(x, y)| vertex(x, y, Color32::RED)).to_vec();
        let clip = Rect::from_min_max(pos2(4.0, 4.0), pos2(8.0, 99.0));
        let painter = painted(vertices, vec![0, 1, 2, 0, 1, 7], clip);
        assert_eq!(
            (red(&painter, 3, 5), red(&painter, 4, 4), red(&painter, 7, 15), red(&painter, 8, 5)),
            (0, 255, 255, 0)
        );
    }

    #[test]
    fn colours_go_evenly_from_corner_to_corner() {
        let vertices = vec![
            vertex(0.0, 0.0, Color32::BLACK),
            vertex(16.0, 0.0, Color32::WHITE),
            vertex(16.0, 16.0, Color32::WHITE),
            vertex(0.0, 16.0, Color32::BLACK),
        ];
        let painter = painted(vertices, vec![0, 1, 2, 0, 2, 3], Rect::EVERYTHING);
        for y in 0..16 {
            for x in 0..16 {
                let expected = (x as f32 + 0.5) / 16.0 * 255.0;
                assert!((f32::from(red(&painter, x, y)) - expected).abs() <= 1.0, "{x}, {y}: {}", red(&painter, x, y));
            }
        }
    }
}
