//! The light of an image: prefiltered radiance for reflections, spherical harmonics for diffuse light, and the table
//! that splits the sum. All of it on the CPU, on a worker thread, with the same bits on every machine.

use std::f32::consts::PI;
use std::sync::OnceLock;

use anyhow::{Result, bail};
use glam::{Vec2, Vec3, vec3};
use half::f16;

/// Side of the largest cube face in texels.
pub const FACE: u32 = 256;
/// Levels of the cube; level `i` holds the radiance seen by a surface of perceptual roughness `i / (LEVELS − 1)`.
pub const LEVELS: u32 = 7;
/// Side of the table of [`dfg`].
pub const DFG: u32 = 64;
/// Directions averaged per texel of a rough level; each reads the level that covers its share of the lobe, so that few
/// of them suffice (Křivánek and Colbert, "Real-time shading with filtered importance sampling", 2008).
const SAMPLES: u32 = 48;

/// A picture of everything around: equirectangular, linear, centre column towards −Z, top row up.
#[derive(Debug, Clone)]
pub struct Equirect {
    pub width: u32,
    pub height: u32,
    pub texels: Vec<Vec3>,
}

/// What the renderer uploads.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Per level, per face (+X −X +Y −Y +Z −Z), RGBA half floats.
    pub levels: Vec<[Vec<[f16; 4]>; 6]>,
    /// In the order of `irradiance` in `shaders/surface/`.
    pub sh: [[f32; 4]; 9],
}

impl Equirect {
    /// Reads a Radiance `.hdr` picture of at most 64 Mi texels.
    ///
    /// # Errors
    /// Not such a picture, or too large.
    pub fn read(bytes: &[u8]) -> Result<Equirect> {
        let decoder = image::codecs::hdr::HdrDecoder::new(std::io::Cursor::new(bytes))?;
        let (width, height) = image::ImageDecoder::dimensions(&decoder);
        if width < 2 || height < 2 || u64::from(width) * u64::from(height) > 64 << 20 {
            bail!("an environment of {width} by {height} texels; allowed are 2 by 2 up to 64 Mi texels");
        }
        let picture = image::DynamicImage::from_decoder(decoder)?.into_rgb32f();
        let texels = picture
            .pixels()
            .map(|p| Vec3::from_array(p.0))
            .map(|c| if c.is_finite() { c.clamp(Vec3::ZERO, Vec3::splat(60_000.0)) } else { Vec3::ZERO })
            .collect();
        Ok(Equirect { width, height, texels })
    }

    /// A neutral studio: soft ceiling panels over a bright room, for models that bring no light of their own.
    pub fn studio() -> Equirect {
        let (width, height) = (256, 128);
        let texels = (0..width * height)
            .map(|i| {
                let direction = direction_at((i % width) as f32 + 0.5, (i / width) as f32 + 0.5, width, height);
                studio_radiance(direction)
            })
            .collect();
        Equirect { width, height, texels }
    }

    /// Radiance towards `direction`, bilinear.
    fn sample(&self, direction: Vec3) -> Vec3 {
        let u = 0.5 + direction.x.atan2(-direction.z) / (2.0 * PI);
        let v = direction.y.clamp(-1.0, 1.0).acos() / PI;
        let (w, h) = (self.width as i64, self.height as i64);
        let (x, y) = (u * self.width as f32 - 0.5, v * self.height as f32 - 0.5);
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let at = |x: i64, y: i64| {
            let index = y.clamp(0, h - 1) * w + x.rem_euclid(w);
            self.texels.get(index as usize).copied().unwrap_or(Vec3::ZERO)
        };
        let (x, y) = (x.floor() as i64, y.floor() as i64);
        at(x, y).lerp(at(x + 1, y), fx).lerp(at(x, y + 1).lerp(at(x + 1, y + 1), fx), fy)
    }
}

/// The direction through a texel of an equirectangular picture.
fn direction_at(x: f32, y: f32, width: u32, height: u32) -> Vec3 {
    let phi = (x / width as f32 - 0.5) * 2.0 * PI;
    let theta = y / height as f32 * PI;
    vec3(theta.sin() * phi.sin(), theta.cos(), -theta.sin() * phi.cos())
}

fn studio_radiance(d: Vec3) -> Vec3 {
    let smooth = |a: f32, b: f32, x: f32| {
        let t = ((x - a) / (b - a)).clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    };
    // Floor, horizon and ceiling, a little warm below and cool above.
    let floor = vec3(0.30, 0.29, 0.28);
    let horizon = vec3(0.62, 0.63, 0.65);
    let ceiling = vec3(0.78, 0.80, 0.84);
    let base = floor.lerp(horizon, smooth(-0.35, 0.05, d.y)).lerp(ceiling, smooth(0.1, 0.8, d.y));
    // Three strip lights overhead, and one large soft box to the front left that models shapes.
    let mut light = 0.0;
    if d.y > 0.1 {
        let (x, z) = (d.x / d.y, d.z / d.y);
        for center in [-1.1, 0.0, 1.1] {
            light += (1.0 - smooth(0.13, 0.24, (x - center).abs())) * (1.0 - smooth(1.2, 1.7, z.abs())) * 5.0;
        }
    }
    let key = vec3(-0.75, 0.45, 0.5).normalize();
    light += smooth(0.80, 0.93, d.dot(key)) * 2.2;
    base + vec3(1.0, 0.98, 0.95) * light
}

/// The direction through a point of a cube face, `s` and `t` from −1 to 1 (Vulkan 1.3, section 16.5.4).
fn face_direction(face: usize, s: f32, t: f32) -> Vec3 {
    match face {
        0 => vec3(1.0, -t, -s),
        1 => vec3(-1.0, -t, s),
        2 => vec3(s, 1.0, t),
        3 => vec3(s, -1.0, -t),
        4 => vec3(s, -t, 1.0),
        _ => vec3(-s, -t, -1.0),
    }
}

/// One level of a cube while it is being made.
struct Level {
    side: usize,
    faces: [Vec<Vec3>; 6],
}

impl Level {
    fn sample(&self, d: Vec3) -> Vec3 {
        let a = d.abs();
        let (face, s, t, m) = if a.x >= a.y && a.x >= a.z {
            if d.x > 0.0 { (0, -d.z, -d.y, a.x) } else { (1, d.z, -d.y, a.x) }
        } else if a.y >= a.z {
            if d.y > 0.0 { (2, d.x, d.z, a.y) } else { (3, d.x, -d.z, a.y) }
        } else if d.z > 0.0 {
            (4, d.x, -d.y, a.z)
        } else {
            (5, -d.x, -d.y, a.z)
        };
        let last = self.side - 1;
        let at = |v: f32| ((v / m * 0.5 + 0.5) * self.side as f32 - 0.5).clamp(0.0, last as f32);
        let (x, y) = (at(s), at(t));
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(last), (y0 + 1).min(last));
        let texels = &self.faces[face];
        let row = |y: usize| texels[y * self.side + x0].lerp(texels[y * self.side + x1], x.fract());
        row(y0).lerp(row(y1), y.fract())
    }
}

impl Environment {
    /// Prefilters a picture; about a fifth of a second of one core.
    pub fn new(picture: &Equirect) -> Environment {
        let chain = cube_chain(picture);
        let mut levels = Vec::with_capacity(LEVELS as usize);
        for level in 0..LEVELS {
            let side = (FACE >> level) as usize;
            let roughness = level as f32 / (LEVELS - 1) as f32;
            levels.push(std::array::from_fn(|face| {
                let mut texels = Vec::with_capacity(side * side);
                for y in 0..side {
                    for x in 0..side {
                        let (s, t) = (texel_center(x, side), texel_center(y, side));
                        let normal = face_direction(face, s, t).normalize();
                        let color = if level == 0 { chain[0].sample(normal) } else { lobe(&chain, normal, roughness) };
                        texels.push([color.x, color.y, color.z, 1.0].map(f16::from_f32));
                    }
                }
                texels
            }));
        }
        Environment { levels, sh: harmonics(&chain[2]) }
    }

    /// That of [`Equirect::studio`]. It is kept for the next time: a GPU that is lost, a fair after the foyer.
    pub fn studio() -> Environment {
        static STUDIO: OnceLock<Environment> = OnceLock::new();
        STUDIO.get_or_init(|| Environment::new(&Equirect::studio())).clone()
    }

    /// No light at all, in one texel a face: what there is until the fair's own light is ready.
    pub fn black() -> Environment {
        let levels = vec![std::array::from_fn(|_| vec![[f16::ZERO, f16::ZERO, f16::ZERO, f16::ONE]])];
        Environment { levels, sh: [[0.0; 4]; 9] }
    }

    /// Texels a side of the largest level.
    pub fn side(&self) -> u32 {
        self.levels.first().map_or(1, |faces| faces[0].len().isqrt() as u32)
    }
}

fn texel_center(i: usize, side: usize) -> f32 {
    (i as f32 + 0.5) / side as f32 * 2.0 - 1.0
}

/// The picture as a cube with its box-filtered mips down to one texel a face.
fn cube_chain(picture: &Equirect) -> Vec<Level> {
    let side = FACE as usize;
    let faces = std::array::from_fn(|face| {
        (0..side * side)
            .map(|i| {
                let d = face_direction(face, texel_center(i % side, side), texel_center(i / side, side));
                picture.sample(d.normalize())
            })
            .collect()
    });
    let mut chain = vec![Level { side, faces }];
    while let Some(above) = chain.last().filter(|level| level.side > 1) {
        let side = above.side / 2;
        let faces = std::array::from_fn(|face| {
            let texels = &above.faces[face];
            (0..side * side)
                .map(|i| {
                    let at = (i / side) * 2 * above.side + (i % side) * 2;
                    (texels[at] + texels[at + 1] + texels[at + above.side] + texels[at + above.side + 1]) * 0.25
                })
                .collect()
        });
        chain.push(Level { side, faces });
    }
    chain
}

/// Radiance of a GGX lobe around `normal`, view along the normal (Karis 2013).
fn lobe(chain: &[Level], normal: Vec3, roughness: f32) -> Vec3 {
    let alpha2 = roughness.powi(4);
    let (tangent, bitangent) = normal.any_orthonormal_pair();
    let texel = 4.0 * PI / (6.0 * (FACE * FACE) as f32);
    let mut sum = Vec3::ZERO;
    let mut weight = 0.0;
    for i in 0..SAMPLES {
        let Vec2 { x: u, y: v } = hammersley(i, SAMPLES);
        let cos2 = (1.0 - v) / (1.0 + (alpha2 - 1.0) * v);
        let (cos, sin) = (cos2.sqrt(), (1.0 - cos2).max(0.0).sqrt());
        let phi = 2.0 * PI * u;
        let half = tangent * (sin * phi.cos()) + bitangent * (sin * phi.sin()) + normal * cos;
        let light = half * (2.0 * cos) - normal;
        let facing = normal.dot(light);
        if facing <= 0.0 {
            continue;
        }
        let density = alpha2 / (PI * (cos2 * (alpha2 - 1.0) + 1.0).powi(2)) / 4.0;
        let solid = 1.0 / (SAMPLES as f32 * density.max(1e-6));
        let level = (0.5 * (solid / texel).log2() + 0.5).max(0.0);
        let top = (chain.len() - 1) as f32;
        let (low, fraction) = (level.min(top).floor() as usize, level.min(top).fract());
        let high = (low + 1).min(chain.len() - 1);
        let color = chain[low].sample(light).lerp(chain[high].sample(light), fraction);
        sum += color * facing;
        weight += facing;
    }
    if weight > 0.0 { sum / weight } else { chain[0].sample(normal) }
}

/// Nine coefficients of irradiance ÷ π (Ramamoorthi and Hanrahan, "An efficient representation for irradiance
/// environment maps", 2001), basis constants folded in.
fn harmonics(level: &Level) -> [[f32; 4]; 9] {
    const NORM: [f32; 9] =
        [0.282_095, 0.488_603, 0.488_603, 0.488_603, 1.092_548, 1.092_548, 0.315_392, 1.092_548, 0.546_274];
    const COSINE: [f32; 9] = [1.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 0.25, 0.25, 0.25, 0.25, 0.25];
    let mut sums = [Vec3::ZERO; 9];
    let mut total = 0.0;
    for (face, texels) in level.faces.iter().enumerate() {
        for (i, color) in texels.iter().enumerate() {
            let (s, t) = (texel_center(i % level.side, level.side), texel_center(i / level.side, level.side));
            let solid = (1.0 + s * s + t * t).powf(-1.5);
            let d = face_direction(face, s, t).normalize();
            for (sum, value) in sums.iter_mut().zip(basis(d)) {
                *sum += *color * (value * solid);
            }
            total += solid;
        }
    }
    std::array::from_fn(|i| {
        let c = sums[i] * (4.0 * PI / total) * NORM[i] * NORM[i] * COSINE[i];
        [c.x, c.y, c.z, 0.0]
    })
}

fn basis(d: Vec3) -> [f32; 9] {
    [1.0, d.y, d.z, d.x, d.x * d.y, d.y * d.z, 3.0 * d.z * d.z - 1.0, d.x * d.z, d.x * d.x - d.y * d.y]
}

/// Point `i` of `n` of Hammersley's sequence.
fn hammersley(i: u32, n: u32) -> Vec2 {
    Vec2::new((i as f32 + 0.5) / n as f32, i.reverse_bits() as f32 / 4_294_967_296.0)
}

/// Scale and bias of the reflectance at normal incidence, over n·v (x) and perceptual roughness (y), as half floats
/// in RG (Karis, "Real shading in Unreal Engine 4", 2013); in B what [`sheen_albedo`] gives.
pub fn dfg() -> Vec<[f16; 4]> {
    const COUNT: u32 = 96;
    let side = DFG as usize;
    let mut table = Vec::with_capacity(side * side);
    for y in 0..side {
        let alpha2 = ((y as f32 + 0.5) / side as f32).powi(4).max(1e-6);
        for x in 0..side {
            let nv = (x as f32 + 0.5) / side as f32;
            let view = vec3((1.0 - nv * nv).sqrt(), 0.0, nv);
            let (mut scale, mut bias) = (0.0, 0.0);
            for i in 0..COUNT {
                let Vec2 { x: u, y: v } = hammersley(i, COUNT);
                let cos2 = (1.0 - v) / (1.0 + (alpha2 - 1.0) * v);
                let (cos, sin) = (cos2.sqrt(), (1.0 - cos2).max(0.0).sqrt());
                let phi = 2.0 * PI * u;
                let half = vec3(sin * phi.cos(), sin * phi.sin(), cos);
                let vh = view.dot(half).max(0.0);
                let nl = 2.0 * vh * half.z - nv;
                if nl <= 0.0 || half.z <= 0.0 {
                    continue;
                }
                let smith = 2.0 * nl * nv
                    / (nl * (nv * nv * (1.0 - alpha2) + alpha2).sqrt()
                        + nv * (nl * nl * (1.0 - alpha2) + alpha2).sqrt());
                let visible = smith * vh / (half.z * nv);
                let fresnel = (1.0 - vh).powi(5);
                scale += (1.0 - fresnel) * visible;
                bias += fresnel * visible;
            }
            let sheen = sheen_albedo(nv, (y as f32 + 0.5) / side as f32);
            table.push([scale / COUNT as f32, bias / COUNT as f32, sheen, 0.0].map(f16::from_f32));
        }
    }
    table
}

/// The share of even light that sheen of white colour reflects: Charlie's distribution (Estevez and Kulla 2017) with the
/// visibility of Neubelt and Pettineo 2013, over the lights of a hemisphere.
fn sheen_albedo(nv: f32, roughness: f32) -> f32 {
    const COUNT: u32 = 64;
    let power = 1.0 / roughness.max(0.07).powi(2);
    let view = vec3((1.0 - nv * nv).sqrt(), 0.0, nv);
    let mut sum = 0.0;
    for i in 0..COUNT {
        let Vec2 { x: u, y: nl } = hammersley(i, COUNT);
        let nl = nl.max(1e-3);
        let (sin, phi) = ((1.0 - nl * nl).sqrt(), 2.0 * PI * u);
        let light = vec3(sin * phi.cos(), sin * phi.sin(), nl);
        let nh = (light + view).normalize_or(Vec3::Z).z;
        let distribution = (2.0 + power) * (1.0 - nh * nh).max(0.0078125).powf(power * 0.5) / (2.0 * PI);
        sum += distribution * nl / (4.0 * (nl + nv - nl * nv));
    }
    (sum * 2.0 * PI / COUNT as f32).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(value: f32) -> Equirect {
        Equirect { width: 8, height: 4, texels: vec![Vec3::splat(value); 32] }
    }

    #[test]
    fn an_even_room_stays_even_at_every_roughness() {
        let environment = Environment::new(&even(0.5));
        for texel in environment.levels.iter().flatten().flatten() {
            assert!((texel[0].to_f32() - 0.5).abs() < 1e-3);
        }
        assert!((environment.sh[0][0] - 0.5).abs() < 1e-3);
        assert!(environment.sh[1..].iter().flatten().all(|c| c.abs() < 1e-3));
    }

    #[test]
    fn light_from_above_lights_what_faces_up() {
        let mut room = even(0.0);
        room.texels[..8].fill(Vec3::ONE);
        let sh = Environment::new(&room).sh;
        let facing = |y: f32| sh[0][0] + sh[1][0] * y - sh[6][0] - sh[8][0] * y * y;
        assert!(facing(1.0) > 4.0 * facing(-1.0).max(0.01), "{} {}", facing(1.0), facing(-1.0));
    }

    #[test]
    fn a_direction_survives_the_cube() {
        for d in [Vec3::X, Vec3::NEG_X, Vec3::Y, Vec3::NEG_Y, Vec3::Z, Vec3::NEG_Z, vec3(0.3, -0.5, 0.8).normalize()] {
            let mut picture = even(0.0);
            picture.width = 64;
            picture.height = 32;
            picture.texels = (0..64 * 32)
                .map(|i| direction_at((i % 64) as f32 + 0.5, (i / 64) as f32 + 0.5, 64, 32).dot(d).max(0.0) * Vec3::ONE)
                .collect();
            let chain = cube_chain(&picture);
            assert!((chain[0].sample(d).x - 1.0).abs() < 0.02);
        }
    }

    #[test]
    fn the_split_sum_keeps_energy() {
        let table = dfg();
        for texel in &table {
            let sum = texel[0].to_f32() + texel[1].to_f32();
            assert!((0.0..=1.02).contains(&sum), "{sum}");
        }
        // A smooth mirror seen head on reflects all.
        let mirror = table[DFG as usize - 1];
        assert!((mirror[0].to_f32() - 1.0).abs() < 0.02);
    }
}
