//! A hall of any number of booths, each of so many parts, out of the models of a real fair.

use std::collections::BTreeMap;
use std::f32::consts::FRAC_PI_2;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use glam::{Vec2, Vec3, Vec3Swizzles};
use serde::Serialize;

use crate::bench::fair::{Thinned, stock, thin};

/// Parts that each booth draws: primitives of nodes.
pub const NODES: usize = 40;
/// Triangles of a part, at most about: what is measured is not the vertices.
const TRIANGLES: usize = 48;
/// From the middle of a booth to the next one's, in metres, and beyond every second row an aisle more.
const PITCH: f32 = 5.0;
const AISLE: f32 = 3.0;
/// Products stand on a square of so many a side, so far apart and so high, in metres.
const TABLE: usize = 6;
const APART: f32 = 0.6;
const HIGH: f32 = 0.9;

/// A model that stands somewhere: the same for other programs that show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    pub path: PathBuf,
    /// Metres, +Y up; the eyes are 1.6 m above the origin's floor.
    pub position: [f32; 3],
    /// Radians about +Y.
    pub yaw: f32,
    pub scale: f32,
    /// Its first animation plays.
    pub plays: bool,
}

/// Models as files, and where they stand.
#[derive(Debug)]
pub struct Hall {
    pub standing: Vec<Standing>,
    pub booths: usize,
    pub nodes: usize,
    /// Animated ones.
    pub moving: usize,
}

struct Model {
    path: PathBuf,
    parts: usize,
    scale: f32,
    animated: bool,
}

/// A fair's models as files with few triangles: booths, and products.
pub struct Stock {
    stands: Vec<Model>,
    products: Vec<Model>,
}

impl Stock {
    /// Writes the models of the fair at `spec` into a folder.
    ///
    /// # Errors
    /// The fair cannot be read; the disk.
    pub fn write(spec: &str, out: &Path) -> Result<Stock> {
        let (mut stands, mut products) = (Vec::new(), Vec::new());
        let put = |name: String, glb: &[u8], scale: f32| -> Result<Model> {
            let path = out.join(&name);
            let Thinned { glb, parts, animated } = thin(&name, glb, TRIANGLES)?;
            std::fs::write(&path, &glb).with_context(|| format!("cannot write {}", path.display()))?;
            Ok(Model { path, parts, scale, animated })
        };
        for (number, stand) in stock(spec)?.into_iter().enumerate() {
            stands.push(put(format!("booth-{number}.glb"), &stand.model, 1.0)?);
            for (place, (product, glb)) in stand.products.iter().enumerate() {
                products.push(put(format!("product-{number}-{place}.glb"), glb, product.scale)?);
            }
        }
        ensure!(
            products.iter().any(|model| model.parts == 1 && !model.animated),
            "{spec} has no product of one part: booths are filled up with such"
        );
        Ok(Stock { stands, products })
    }
}

impl Hall {
    /// So many booths round the visitor, and so many animated products spread over them.
    ///
    /// # Errors
    /// Animated products are wanted, and the fair has none.
    pub fn new(stock: &Stock, booths: usize, moving: usize) -> Result<Hall> {
        let (animated, still): (Vec<&Model>, Vec<&Model>) = stock.products.iter().partition(|model| model.animated);
        ensure!(moving == 0 || !animated.is_empty(), "the fair has no animated product");
        let mut at: BTreeMap<usize, Vec<&Model>> = BTreeMap::new();
        for one in 0..moving {
            at.entry(one * booths / moving % booths).or_default().push(animated[one % animated.len()]);
        }
        let (mut standing, mut nodes) = (Vec::new(), 0);
        for (booth, place) in plots(booths).into_iter().enumerate() {
            let stand = &stock.stands[booth % stock.stands.len()];
            let yaw = (booth % 4) as f32 * FRAC_PI_2;
            let mut shown = vec![stand];
            shown.extend(at.remove(&booth).into_iter().flatten());
            let mut count: usize = shown.iter().map(|model| model.parts).sum();
            // Products in turns, and small ones where a larger does not fit any more.
            let mut next = booth * 7;
            while count < NODES {
                let fits = (0..still.len()).map(|step| still[(next + step) % still.len()]);
                let Some(model) = fits.into_iter().find(|model| model.parts <= NODES - count) else { break };
                (count, next) = (count + model.parts, next + 1);
                shown.push(model);
            }
            nodes += count;
            standing.extend((0..).zip(shown).map(|(number, model)| {
                let on = table(number) + place.extend(0.0).xzy();
                let yaw = if number == 0 { yaw } else { yaw + number as f32 };
                Standing {
                    path: model.path.clone(),
                    position: on.to_array(),
                    yaw,
                    scale: model.scale,
                    plays: model.animated,
                }
            }));
        }
        Ok(Hall { standing, booths, nodes, moving })
    }
}

/// Where things of a booth stand in it: the booth itself in the middle, products about it.
fn table(number: usize) -> Vec3 {
    if number == 0 {
        return Vec3::ZERO;
    }
    let middle = (TABLE - 1) as f32 * 0.5;
    let cell = |place: usize| (place as f32 - middle) * APART;
    Vec3::new(cell((number - 1) % TABLE), HIGH, cell((number - 1) / TABLE % TABLE))
}

/// Middles of plots in rows about the origin, which lies in an aisle.
fn plots(count: usize) -> Vec<Vec2> {
    let side = (count as f32).sqrt().ceil() as usize;
    let along = |place: usize| place as f32 * PITCH + (place / 2) as f32 * AISLE;
    let middle = |place: usize| along(place) - (along(side.max(1) - 1) + AISLE) * 0.5;
    (0..count).map(|plot| Vec2::new(middle(plot % side), middle(plot / side))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booths_have_as_many_parts_as_said_and_keep_out_of_the_visitors_way() {
        let model = |name: &str, parts, animated| Model { path: name.into(), parts, scale: 1.0, animated };
        let stock = Stock {
            stands: vec![model("a", 7, false), model("b", 10, false)],
            products: vec![model("c", 4, false), model("d", 1, false), model("e", 6, true)],
        };
        let hall = Hall::new(&stock, 20, 5).unwrap();
        assert_eq!(hall.nodes, 20 * NODES);
        assert_eq!(hall.standing.iter().filter(|one| one.plays).count(), 5);
        let stands: Vec<_> = hall.standing.iter().filter(|one| one.path.as_os_str().len() == 1).collect();
        assert!(!stands.is_empty());
        for [x, _, z] in stands.iter().map(|one| one.position) {
            assert!(Vec2::new(x, z).length() > 1.0, "{x} {z}");
        }
    }
}
