//! Which of the levels on the GPU each place shows, where a frame has time for so many draws and triangles and no more. See
//! [`Sharing`]; without limits, a place shows the finest level there is as soon as it is there.

use std::collections::VecDeque;

use glam::Vec3;

use super::Feed;
use super::fading::FADE;
use super::stand::swap;
use crate::app::content::World;
use crate::app::piece::Piece;
use crate::model::Model;
use crate::scene::{Key, Phase};
use crate::stream::{Admission, Load, RungId, Sharing, Standing, View};

/// What is kept for all that does not come this way: signs, hands, pages, the sky, what fades.
const REST: Load = Load::limits(40, 50_000);
/// The levels are divided anew when the head has moved so many metres, …
const STEP: f32 = 0.25;
/// … and at the most once in so many seconds.
const PAUSE: f64 = 0.1;

/// The limits of a frame, and what each place is to show for them.
#[derive(Debug)]
pub struct Limited {
    sharing: Sharing,
    places: Vec<Standing>,
    /// By place: what it shows, and the rungs that it could show.
    shown: Vec<(Piece, RungId)>,
    levels: Vec<u8>,
    /// What is to be shown instead: coarser levels come first, so that what comes has room.
    changes: VecDeque<(usize, Piece, RungId)>,
    /// What is left for what fades, and is drawn twice; until then something fades.
    room: Load,
    fades_until: f64,
    /// Where the head was.
    head: Vec3,
    again: f64,
    /// Levels have come or left since.
    stale: bool,
}

/// What a model costs in each frame that shows it; `counts` are those of the indices that its primitives draw, over all its
/// meshes: on the GPU they are the shape's no longer.
pub fn load(shape: &Model, counts: &[u32]) -> Load {
    let mut load = Load::default();
    let mut shown = vec![false; shape.meshes.len()];
    let firsts = shape.meshes.iter().scan(0, |next, mesh| Some(std::mem::replace(next, *next + mesh.primitives.len())));
    let firsts: Vec<usize> = firsts.collect();
    for node in &shape.nodes {
        let Some((mesh, first)) = node.mesh.and_then(|mesh| {
            Some((shape.meshes.get(mesh as usize)?, !std::mem::replace(shown.get_mut(mesh as usize)?, true)))
        }) else {
            continue;
        };
        let from = node.mesh.and_then(|mesh| firsts.get(mesh as usize)).copied().unwrap_or(0);
        for (primitive, count) in mesh.primitives.iter().zip(counts.get(from..).unwrap_or_default()) {
            load.triangles += u64::from(count / 3);
            let material = shape.materials.get(primitive.material as usize);
            let phase = material.map(|material| Key::new(material, primitive.topology, false, false).phase);
            match phase {
                // Glass hides its own far side first.
                Some(Phase::Transmit) => load.own += 2,
                Some(Phase::Blend) => load.own += 1,
                _ => load.draws += u32::from(first),
            }
        }
    }
    load
}

impl Limited {
    /// `limits` are those of the whole frame.
    pub fn new(limits: Load) -> Limited {
        let rest = Load::limits(
            limits.draws.saturating_sub(REST.draws).max(limits.draws / 2),
            limits.triangles.saturating_sub(REST.triangles).max(limits.triangles / 2),
        );
        Limited {
            sharing: Sharing::new(rest),
            places: Vec::new(),
            shown: Vec::new(),
            levels: Vec::new(),
            changes: VecDeque::new(),
            room: Load::default(),
            fades_until: 0.0,
            head: Vec3::INFINITY,
            again: 0.0,
            stale: true,
        }
    }

    /// A level has come or left.
    pub fn changed(&mut self) {
        self.stale = true;
    }

    /// Whether there is room for drawing what leaves for a moment more.
    fn spare(&mut self, leaves: Load, time: f64) -> bool {
        let draws = leaves.draws + leaves.own;
        let fits = draws <= self.room.draws && leaves.triangles <= self.room.triangles;
        if fits {
            self.room = Load::limits(self.room.draws - draws, self.room.triangles - leaves.triangles);
            self.fades_until = time + f64::from(FADE);
        }
        fits
    }

    /// Whether everything is shown as it was divided.
    pub fn settled(&self) -> bool {
        self.changes.is_empty() && !self.stale
    }

    /// Of the fair, the most that a view from where it was divided may draw.
    #[cfg(test)]
    pub fn most(&self) -> Load {
        self.sharing.most()
    }
}

impl Feed {
    /// Shows what the limits of a frame allow, as far as the frame has time for it.
    pub(super) fn limit(&mut self, world: &mut World, admission: &mut Admission, view: &View, time: f32) {
        let Some(mut limited) = self.limited.take() else { return };
        let moved = limited.head.distance(view.head) >= STEP || !limited.head.is_finite();
        if limited.changes.is_empty() && (limited.stale || moved) && view.time >= limited.again {
            self.divide(&mut limited, world, view);
        }
        while let Some(&(entry, place, rung)) = limited.changes.front() {
            // Meanwhile it may have left.
            let there = self.scheduler.state(rung).there() && !self.stands.shows(place, rung);
            if let Some(entry) = self.index.entries.get(entry).filter(|_| there) {
                let leaves = self.stands.rung(place).map(|rung| self.stands.load(entry, rung)).unwrap_or_default();
                let softly = self.fades && self.calm() && limited.spare(leaves, view.time);
                let cost = swap(self.stands.size(rung));
                if !admission.run(cost, || self.stands.show(entry, rung, place, world, time, softly)) {
                    break;
                }
            }
            limited.changes.pop_front();
        }
        self.limited = Some(limited);
    }

    /// Finds what each place is to show.
    fn divide(&self, limited: &mut Limited, world: &World, view: &View) {
        profiling::scope!("limits");
        (limited.head, limited.again, limited.stale) = (view.head, view.time + PAUSE, false);
        limited.places.clear();
        limited.shown.clear();
        for (part, &(number, place)) in self.index.catalog.parts().iter().zip(&self.index.stood) {
            // What stands in another hall is not drawn.
            let Some(entry) = self.index.entries.get(number).filter(|entry| world.scene.is_in(entry.hall)) else {
                continue;
            };
            let Some(shown) = self.stands.rung(place) else { continue };
            let at = |rung: RungId| entry.rungs.iter().position(|one| *one == rung);
            let Some(level) = at(shown) else { continue };
            // What leaves is in no level that can be shown; nor is what has not come everywhere yet.
            let ladder = self.index.catalog.rung(shown).ladder;
            let finest = self.scheduler.level(ladder).map_or(level, usize::from).max(level);
            let mut standing = Standing {
                centre: world.moved.place(place).unwrap_or(part.centre),
                radius: part.radius,
                model: number as u32,
                loads: Default::default(),
                levels: 0,
                shown: level as u8,
            };
            for (load, rung) in standing.loads.iter_mut().zip(entry.rungs.iter().take(finest + 1)) {
                *load = self.stands.load(entry, *rung);
                standing.levels += 1;
            }
            limited.places.push(standing);
            limited.shown.push((place, shown));
        }
        limited.sharing.divide(view.head, view.half, &limited.places, &mut limited.levels);
        let (room, before) = (limited.sharing.room(), limited.room);
        limited.room = match view.time < limited.fades_until {
            true => Load::limits(room.draws.min(before.draws), room.triangles.min(before.triangles)),
            false => room,
        };
        let all = limited.places.iter().zip(&limited.shown).zip(&limited.levels);
        for ((standing, &(place, _)), &level) in all {
            let entry = self.index.entries.get(standing.model as usize);
            let Some(rung) = entry.and_then(|entry| entry.rungs.get(usize::from(level))).copied() else { continue };
            let change = (standing.model as usize, place, rung);
            match level.cmp(&standing.shown) {
                std::cmp::Ordering::Less => limited.changes.push_front(change),
                std::cmp::Ordering::Equal => {}
                std::cmp::Ordering::Greater => limited.changes.push_back(change),
            }
        }
    }
}
