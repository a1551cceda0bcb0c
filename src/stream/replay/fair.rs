//! A fair of so many booths, with sizes as packed fairs have them.

use glam::Vec3;

use super::dice::Dice;
use crate::stream::{Builder, Catalog, CatalogError, Kind, Level, Op, Part, Piece, PieceId, Use, View};

/// Booths of one hall: their proxies are one piece.
const HALL: usize = 200;
/// Metres from one booth to the next.
const STRIDE: f32 = 6.0;
const TEXTURES: usize = 4;

/// What is uploaded for a level: creating, bytes in splittable steps, binding and showing.
fn steps(kind: Kind, bytes: u32) -> Vec<Op> {
    let still = |kind| Op { kind, bytes: 0, smallest: 0 };
    let mut ops = vec![still(Kind::Create)];
    ops.push(Op { kind, bytes, smallest: 4096 });
    ops.extend([still(Kind::Bind), still(Kind::Swap)]);
    ops
}

fn level(kind: Kind, grain: f32, gpu: u32, pieces: Vec<PieceId>) -> Level {
    Level { grain, gpu: u64::from(gpu), making: u64::from(gpu.min(1 << 20)), pieces, ops: steps(kind, gpu) }
}

/// Makes a fair: halls of 200 booths each, a booth of three levels with four textures of four rungs each, of which one
/// in four is shared with other booths; each hall's proxies in one piece. Twenty rungs a booth, with those of the hall.
///
/// # Errors
/// None, as long as the builder takes what is made here.
pub fn fair(booths: usize, seed: u64) -> Result<Catalog, CatalogError> {
    let (mut builder, mut dice) = (Builder::new(), Dice::new(seed));
    let mut vary = move |bytes: u32| (f64::from(bytes) * (0.5 + dice.unit())) as u32;
    let mut texture = |builder: &mut Builder| {
        let mut rungs = Vec::new();
        for (side, wire) in [(64u32, 3 << 10), (256, 40 << 10), (512, 120 << 10), (1024, 480 << 10)] {
            let piece = builder.piece(Piece { wire: vary(wire), gpu: 0 });
            rungs.push(level(Kind::Texture, 1.0 / side as f32, side * side * 4 / 3, vec![piece]));
        }
        builder.texture(&rungs)
    };
    let shared = (0..8).map(|_| texture(&mut builder)).collect::<Result<Vec<_>, _>>()?;
    let mut dice = Dice::new(!seed);
    let side = (HALL as f32).sqrt().ceil() as usize;
    for start in (0..booths).step_by(HALL) {
        let count = HALL.min(booths - start);
        let corner = Vec3::X * (start / HALL) as f32 * (side as f32 + 2.0) * STRIDE;
        let proxies = builder.piece(Piece { wire: 2048 * count as u32, gpu: 4096 * count as u64 });
        for booth in 0..=count {
            let hall = booth == count;
            let near = builder.piece(Piece { wire: (60 << 10) + dice.below(60 << 10) as u32, gpu: 0 });
            let full =
                [0; 2].map(|_| builder.piece(Piece { wire: (100 << 10) + dice.below(200 << 10) as u32, gpu: 0 }));
            let geometry = [
                level(Kind::Buffer, 0.3, 0, vec![proxies]),
                level(Kind::Buffer, 0.03, 250 << 10, vec![near]),
                level(Kind::Buffer, 0.003, 1200 << 10, full.to_vec()),
            ];
            let mut uses = Vec::new();
            for index in 0..TEXTURES {
                let ladder = match index {
                    // Carpets and walls are the same in many booths.
                    0 => shared[dice.below(shared.len())],
                    _ => texture(&mut builder)?,
                };
                uses.push(Use { ladder, metres: 2.0, share: 0.2 });
            }
            let model = builder.model(&geometry, &uses)?;
            let place = Vec3::new((booth % side) as f32 * STRIDE, 1.5, (booth / side) as f32 * STRIDE);
            let middle = Vec3::new(side as f32 * 0.5 * STRIDE, 4.0, side as f32 * 0.5 * STRIDE);
            let (centre, radius) = if hall { (middle, side as f32 * 0.7 * STRIDE) } else { (place, 3.0) };
            builder.part(Part { centre: corner + centre, radius, scale: 1.0, model, hall })?;
        }
    }
    Ok(builder.build())
}

/// A visitor's view from a place, turned by `yaw` radians.
pub fn around(time: f64, head: Vec3, yaw: f32) -> View {
    View {
        time,
        head,
        axis: Vec3::new(-yaw.sin(), 0.0, -yaw.cos()),
        half: 0.9,
        apart: 0.032,
        per_radian: 1200.0,
        ahead: head,
        gaze: None,
    }
}
