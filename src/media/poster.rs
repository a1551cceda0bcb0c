//! Posters and picture walls as GLB files.

use std::io::Cursor;

use glam::{Vec2, vec2};
use image::{ImageFormat, ImageReader};

use super::board;
use super::glb::Glb;
use crate::fair::{Layout, Poster};
use crate::model::{Image, Texel, srgb};

/// Largest file of a picture, in bytes.
pub const PICTURE_BYTES: u64 = 16 << 20;
/// Longest side of a picture, in texels: every GPU takes it.
pub const SIDE: u32 = 8192;
/// Between pictures of a wall, metres.
const GAP: f32 = 0.04;
/// How much of its own light a picture adds to the hall's.
const GLOW: f32 = 0.3;
/// A picture that lacks less than this share of its place fills it.
const NEARLY: f32 = 0.01;

/// Why pictures make no poster.
#[derive(Debug, thiserror::Error)]
pub enum PosterError {
    #[error("{file}: {error:#}")]
    Read { file: String, error: anyhow::Error },
    #[error("{file}: it is neither PNG, JPEG nor WebP")]
    Format { file: String },
    #[error("{file}: it is broken: {why}")]
    Broken { file: String, why: String },
    #[error("{file}: {width}×{height} texels; {SIDE} a side are allowed")]
    Large { file: String, width: u32, height: u32 },
}

/// What the head of a picture's file says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    pub media: &'static str,
    pub width: u32,
    pub height: u32,
}

/// Reads the head of a picture.
///
/// # Errors
/// It is no picture that posters take, or too large.
pub fn picture(file: &str, bytes: &[u8]) -> Result<Seen, PosterError> {
    let file = || file.to_owned();
    let (format, media) = match image::guess_format(bytes) {
        Ok(format @ ImageFormat::Png) => (format, "image/png"),
        Ok(format @ ImageFormat::Jpeg) => (format, "image/jpeg"),
        Ok(format @ ImageFormat::WebP) => (format, "image/webp"),
        _ => return Err(PosterError::Format { file: file() }),
    };
    let size = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions();
    let (width, height) = size.map_err(|error| PosterError::Broken { file: file(), why: error.to_string() })?;
    if width.max(height) > SIDE {
        return Err(PosterError::Large { file: file(), width, height });
    }
    if width == 0 || height == 0 {
        return Err(PosterError::Broken { file: file(), why: "it has no texels".into() });
    }
    Ok(Seen { media, width, height })
}

/// The texels of a picture, none of its sides longer than `side`.
///
/// # Errors
/// As [`picture`], and where its texels are broken.
pub fn leaf(file: &str, bytes: &[u8], side: u32) -> Result<Image, PosterError> {
    let Seen { width, height, .. } = picture(file, bytes)?;
    let broken = |error: image::ImageError| PosterError::Broken { file: file.to_owned(), why: error.to_string() };
    let whole = image::load_from_memory(bytes).map_err(broken)?;
    let fitting = if width.max(height) > side { whole.thumbnail(side, side) } else { whole };
    let texels = fitting.into_rgba8();
    let (width, height) = texels.dimensions();
    Ok(Image::with_mips(texels.into_raw(), width, height, Texel::Rgba8Srgb, 1))
}

/// Makes the model of a poster, of pictures that `read` brings.
///
/// # Errors
/// A picture cannot be had, or is none.
pub fn poster(poster: &Poster, read: impl Fn(&str) -> Result<Vec<u8>, anyhow::Error>) -> Result<Vec<u8>, PosterError> {
    let mut pictures = Vec::with_capacity(poster.files.len());
    for file in &poster.files {
        let bytes = read(file).map_err(|error| PosterError::Read { file: file.clone(), error })?;
        pictures.push((picture(file, &bytes)?, bytes));
    }
    let places: Vec<(Vec2, Vec2)> = match poster.layout {
        Layout::Turns(_) => vec![(Vec2::ZERO, poster.size); pictures.len()],
        Layout::Grid(columns) => grid(poster.size, pictures.len(), columns.max(1) as usize),
    };
    let mut glb = Glb::default();
    let bare = poster.film.as_ref().is_some_and(|film| film.bare);
    let frame = poster.frame.map(|part| srgb::to_linear(f32::from(part) / 255.0));
    let frame = (!bare).then(|| glb.paint(frame));
    let mut shown = Vec::with_capacity(pictures.len());
    let mut full = pictures.len() == 1 || matches!(poster.layout, Layout::Turns(_));
    for ((seen, bytes), (center, room)) in pictures.iter().zip(places) {
        let size = fitted(seen, room);
        full &= size == room;
        let material = glb.picture(bytes, seen.media, GLOW);
        shown.push(glb.node("picture", &board::picture(center, size), material));
    }
    if let Some(frame) = frame {
        glb.node("frame", &board::frame(poster.size, !full), frame);
    }
    if let Layout::Turns(seconds) = poster.layout
        && shown.len() > 1
    {
        glb.turns(&shown, seconds);
    }
    Ok(glb.finish())
}

/// One picture of a poster by itself, to see what it costs.
pub fn one(file: &str, bytes: &[u8], seen: Seen) -> Vec<u8> {
    let mut glb = Glb::default();
    let material = glb.picture(bytes, seen.media, GLOW);
    glb.node(file, &board::picture(Vec2::ZERO, Vec2::ONE), material);
    glb.finish()
}

/// The places of pictures side by side, from the upper left: middle and size of each. An unfinished last row stands in the
/// middle.
fn grid(size: Vec2, count: usize, columns: usize) -> Vec<(Vec2, Vec2)> {
    let rows = count.div_ceil(columns).max(1);
    // On a small wall the gaps are smaller, too.
    let gap = GAP.min(size.min_element() * 0.05);
    let steps = vec2(columns as f32, rows as f32);
    let cell = (size - (steps - 1.0) * gap) / steps;
    let place = |index: usize| {
        let (row, column) = (index / columns, index % columns);
        let filled = (count - row * columns).min(columns);
        let x = (column as f32 - (filled as f32 - 1.0) * 0.5) * (cell.x + gap);
        let y = ((rows as f32 - 1.0) * 0.5 - row as f32) * (cell.y + gap);
        (vec2(x, y), cell)
    };
    (0..count).map(place).collect()
}

/// How much of its place on the poster a picture fills, 0 to 1.
pub fn filled(poster: &Poster, seen: Seen) -> f32 {
    let columns = match poster.layout {
        Layout::Grid(columns) => columns.max(1) as usize,
        Layout::Turns(_) => 1,
    };
    let count = if matches!(poster.layout, Layout::Turns(_)) { 1 } else { poster.files.len() };
    let room = grid(poster.size, count, columns).first().map_or(poster.size, |(_, room)| *room);
    (fitted(&seen, room) / room).min_element()
}

/// The size of a picture of so many texels that keeps its shape in a place.
pub fn fitted_to(width: u32, height: u32, room: Vec2) -> Vec2 {
    fitted(&Seen { media: "", width, height }, room)
}

/// The size of a picture that keeps its shape in a place.
fn fitted(seen: &Seen, room: Vec2) -> Vec2 {
    let shape = vec2(seen.width as f32, seen.height as f32);
    let size = shape * (room / shape).min_element();
    if ((room - size) / room).max_element() < NEARLY { room } else { size }
}

#[cfg(test)]
mod tests {
    use glam::Vec3;

    use super::*;
    use crate::model::{NoFiles, Options, load};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut file, ImageFormat::Png).unwrap();
        file.into_inner()
    }

    fn wall(files: usize, layout: Layout) -> Poster {
        Poster {
            model: "booths/a/posters/1".into(),
            files: (0..files).map(|file| format!("{file}.png")).collect(),
            position: Vec3::ZERO,
            yaw: 0.0,
            size: vec2(2.0, 1.0),
            layout,
            frame: [40; 3],
            film: None,
        }
    }

    #[test]
    fn pictures_keep_their_shape_in_their_places() {
        let seen = |width, height| Seen { media: "image/png", width, height };
        assert_eq!(fitted(&seen(400, 200), vec2(2.0, 1.0)), vec2(2.0, 1.0));
        assert_eq!(fitted(&seen(100, 100), vec2(2.0, 1.0)), vec2(1.0, 1.0));
        // Three texels of a thousand are no reason for a bar.
        assert_eq!(fitted(&seen(1003, 500), vec2(2.0, 1.0)), vec2(2.0, 1.0));
        let places = grid(vec2(2.0, 1.0), 5, 3);
        assert!(places[0].0.x < places[1].0.x && places[0].0.y > places[3].0.y);
        let square = filled(&wall(1, Layout::Grid(1)), seen(64, 64));
        assert!((square - 0.5).abs() < 1e-6 && filled(&wall(3, Layout::Turns(9.0)), seen(64, 32)) == 1.0);
        assert!((places[3].0.x + places[4].0.x).abs() < 1e-6, "the last row stands in the middle");
        let right = places[2].0 + places[2].1 * 0.5;
        assert!((right - vec2(1.0, 0.5)).length() < 1e-6, "{right}");
    }

    #[test]
    fn a_wall_is_a_model_that_every_reader_takes() {
        let read = |_: &str| Ok(png(64, 32));
        let glb = poster(&wall(4, Layout::Grid(2)), read).unwrap();
        let model = load("wall", &glb, &NoFiles, &Options::default()).unwrap();
        assert_eq!((model.images.len(), model.animations.len()), (4, 0));
        let size = model.bounds.half() * 2.0;
        assert!((size.x - 2.032).abs() < 1e-4 && (size.y - 1.032).abs() < 1e-4 && size.z < 0.03, "{size}");
        assert!(model.bounds.min.z.abs() < 1e-6, "its back lies in the wall");
    }

    #[test]
    fn turns_show_one_picture_at_a_time() {
        let glb = poster(&wall(3, Layout::Turns(8.0)), |_| Ok(png(64, 32))).unwrap();
        let model = load("wall", &glb, &NoFiles, &Options::default()).unwrap();
        assert_eq!((model.animations.len(), model.animations[0].duration), (1, 24.0));
        let pictures = |time: f32| -> Vec<usize> {
            let channels = model.animations[0].channels.iter();
            let shown = channels.map(|channel| {
                let key = channel.times.iter().rposition(|one| *one <= time).unwrap();
                channel.values[key] > 0.5
            });
            shown.enumerate().filter(|(_, shown)| *shown).map(|(index, _)| index).collect()
        };
        assert_eq!([0.0, 7.9, 8.0, 23.9, 24.0].map(pictures), [vec![0], vec![0], vec![1], vec![2], vec![0]]);
        assert_eq!(model.nodes.iter().filter(|node| node.hidden).count(), 2);
    }

    #[test]
    fn what_is_no_picture_is_refused_by_its_name() {
        let said = |bytes: &[u8]| picture("a.gif", bytes).unwrap_err().to_string();
        assert!(said(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").contains("a.gif: it is neither PNG"));
        assert!(said(&png(40, 40)[..20]).contains("broken"));
        assert!(said(&png(SIDE + 1, 1)).contains("8193×1"));
        let missing = poster(&wall(1, Layout::Grid(1)), |_| anyhow::bail!("not there")).unwrap_err().to_string();
        assert_eq!(missing, "0.png: not there");
    }
}
