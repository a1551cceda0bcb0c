//! Which of the levels on the GPU each place shows, where a frame has time for so many draws and triangles and no more, and
//! what is left out where even the coarsest are too many. See [`Sharing`]; without limits, a place shows the finest level
//! there is as soon as it is there.
//!
//! What comes stands unseen until there is room for it. What is left out stands where it stood: one does not walk through
//! it, it can be found, and it comes back when one comes nearer.

use std::collections::VecDeque;

use glam::Vec3;

use super::Feed;
use super::fading::FADE;
use super::stand::swap;
use crate::app::content::World;
use crate::app::piece::Piece;
use crate::model::Model;
use crate::scene::{Key, Phase};
use crate::stream::{ALONE, Admission, Company, HIDDEN, Load, NEAR, RungId, Sharing, Standing, View};

/// What is kept for all that has no place in the hall: hands, pages, the sky, what fades.
const REST: Load = Load::limits(40, 50_000);
/// The levels are divided anew when the head has moved so many metres, …
const STEP: f32 = 0.25;
/// … and at the most once in so many seconds, …
const PAUSE: f64 = 0.1;
/// … but at once after a jump of so many metres.
const JUMP: f32 = 2.0;
/// Radians by which what is not near may go aside until then.
const SWAY: f32 = STEP / NEAR;

/// What is to be shown instead at a place.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// Of a packed model, by its entry: a level, or nothing.
    Level(usize, RungId),
    Hide(usize),
}

/// The limits of a frame, and what each place is to show for them.
#[derive(Debug)]
pub struct Limited {
    sharing: Sharing,
    places: Vec<Standing>,
    companies: Vec<Company>,
    /// By place: what it is, and of a packed model the entry.
    named: Vec<(Piece, Option<usize>)>,
    levels: Vec<u8>,
    /// What is to be shown instead: what is coarser or hides comes first, so that what comes has room.
    changes: VecDeque<(Piece, Change)>,
    /// What stands about and is not packed: the pieces, and how they stand.
    others: Vec<(Piece, Standing)>,
    /// Of these, what is to be hidden and what is not, in this order.
    pub other_changes: VecDeque<(Piece, bool)>,
    /// What is left for what fades, and is drawn twice; until then something fades.
    room: Load,
    fades_until: f64,
    /// Where the head was.
    head: Vec3,
    again: f64,
    /// Levels have come or left since.
    stale: bool,
    /// Of what is not packed, since it was told.
    newer: bool,
    /// Places that show nothing.
    left_out: usize,
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
            companies: Vec::new(),
            named: Vec::new(),
            levels: Vec::new(),
            changes: VecDeque::new(),
            others: Vec::new(),
            other_changes: VecDeque::new(),
            room: Load::default(),
            fades_until: 0.0,
            head: Vec3::INFINITY,
            again: 0.0,
            stale: true,
            newer: false,
            left_out: 0,
        }
    }

    /// A level has come or left.
    pub fn changed(&mut self) {
        self.stale = true;
    }

    /// Something that is not packed has come or left.
    pub fn other_changed(&mut self) {
        (self.stale, self.newer) = (true, true);
    }

    /// Takes what stands about and is not packed, where it is divided now. Each shows a model of its own.
    pub fn tell(&mut self, view: &View, others: impl Iterator<Item = (Piece, Standing)>) {
        if self.due(view) {
            self.newer = false;
            self.others.clear();
            self.others.extend(others);
        }
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
        self.changes.is_empty() && self.other_changes.is_empty() && !self.stale
    }

    /// How many places show nothing, since there is no room for them in a frame.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Of the fair, the most that a view from where it was divided may draw.
    #[cfg(test)]
    pub fn most(&self) -> Load {
        self.sharing.most()
    }

    /// What may pass the limits, as the places were last: the coarsest of what is within so many metres, and of the hall.
    #[cfg(test)]
    pub fn excused(&self, head: Vec3, metres: f32) -> Load {
        let near = |place: &&Standing| place.must || place.centre.distance(head) - place.radius < metres;
        self.places.iter().filter(near).fold(Load::default(), |sum, place| {
            let load = place.loads[0];
            Load::limits(sum.draws + load.draws + load.own, sum.triangles + load.triangles)
        })
    }

    /// Whether it is to be divided now.
    fn due(&self, view: &View) -> bool {
        let moved = self.head.distance(view.head) >= STEP || !self.head.is_finite();
        let done = self.changes.is_empty() && self.other_changes.is_empty();
        done && (self.stale || moved) && view.time >= self.again || self.jumped(view)
    }

    fn jumped(&self, view: &View) -> bool {
        self.head.is_finite() && self.head.distance(view.head) >= JUMP
    }

    /// Divides among what is not packed alone.
    pub fn divide(&mut self, view: &View) {
        if self.due(view) {
            self.begin(view);
            self.share(view, |_, _| None);
        }
    }

    fn begin(&mut self, view: &View) {
        (self.head, self.again, self.stale) = (view.head, view.time + PAUSE, self.newer);
        self.places.clear();
        self.companies.clear();
        self.named.clear();
        self.changes.clear();
        self.other_changes.clear();
    }

    /// Divides among what is named and the others; `rung` is that of an entry's level.
    fn share(&mut self, view: &View, rung: impl Fn(usize, u8) -> Option<RungId>) {
        let first = self.places.iter().map(|place| place.model + 1).max().unwrap_or(0);
        for ((piece, standing), model) in self.others.iter().zip(first..) {
            self.places.push(Standing { model, ..*standing });
            self.named.push((*piece, None));
        }
        self.sharing.divide(view.head, view.half + SWAY, &self.places, &self.companies, &mut self.levels);
        let (room, before) = (self.sharing.room(), self.room);
        self.room = match view.time < self.fades_until {
            true => Load::limits(room.draws.min(before.draws), room.triangles.min(before.triangles)),
            false => room,
        };
        self.left_out = self.levels.iter().filter(|level| **level == HIDDEN).count();
        for ((standing, &(piece, entry)), &level) in self.places.iter().zip(&self.named).zip(&self.levels) {
            if level == standing.shown {
                continue;
            }
            let less = level == HIDDEN || standing.shown != HIDDEN && level < standing.shown;
            let Some(entry) = entry else {
                match less {
                    true => self.other_changes.push_front((piece, true)),
                    false => self.other_changes.push_back((piece, false)),
                }
                continue;
            };
            let change = match rung(entry, level) {
                _ if level == HIDDEN => Change::Hide(entry),
                Some(rung) => Change::Level(entry, rung),
                None => continue,
            };
            match less {
                true => self.changes.push_front((piece, change)),
                false => self.changes.push_back((piece, change)),
            }
        }
    }
}

impl Feed {
    /// Shows what the limits of a frame allow, as far as the frame has time for it.
    pub(super) fn limit(&mut self, world: &mut World, admission: &mut Admission, view: &View, time: f32) {
        let Some(mut limited) = self.limited.take() else { return };
        if limited.due(view) {
            self.divide(&mut limited, world, view);
        }
        while let Some(&(place, change)) = limited.changes.front() {
            if !self.change(&mut limited, place, change, world, admission, view.time, time) {
                break;
            }
            limited.changes.pop_front();
        }
        self.limited = Some(limited);
    }

    /// Shows something else at a place; `false` where the frame has no time for it.
    #[expect(clippy::too_many_arguments, reason = "a step of the loop above")]
    fn change(
        &mut self,
        limited: &mut Limited,
        place: Piece,
        change: Change,
        world: &mut World,
        admission: &mut Admission,
        now: f64,
        time: f32,
    ) -> bool {
        let (Change::Level(entry, _) | Change::Hide(entry)) = change;
        let (Some(entry), Some(shown)) = (self.index.entries.get(entry), self.stands.rung(place)) else { return true };
        let load = |rung| self.stands.load(entry, place, rung);
        let (leaves, size) = match change {
            // Meanwhile it may have left.
            Change::Level(_, rung) if !self.scheduler.state(rung).there() => return true,
            Change::Level(_, rung) if rung == shown && !self.stands.hidden(place) => return true,
            // What comes alone is counted already, and so is what leaves for good.
            Change::Level(_, rung) if rung == shown => (Load::default(), self.stands.size(rung)),
            Change::Level(_, rung) => (load(shown), self.stands.size(rung)),
            Change::Hide(_) => (load(shown), self.stands.size(shown)),
        };
        let softly = self.fades && self.calm() && limited.spare(leaves, now);
        admission.run(swap(size), || match change {
            Change::Level(_, rung) => {
                if rung != shown {
                    self.stands.show(entry, rung, place, world, time, softly);
                }
                self.stands.hide(place, false, world, time, softly);
            }
            Change::Hide(_) => self.stands.hide(place, true, world, time, softly),
        })
    }

    /// Finds what each place is to show.
    pub(super) fn divide(&self, limited: &mut Limited, world: &World, view: &View) {
        profiling::scope!("limits");
        limited.begin(view);
        for tile in self.stands.tiles() {
            limited.companies.push(Company { centre: tile.center(), radius: tile.half().length(), size: 0.0 });
        }
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
            let moved = world.moved.place(place);
            let tile = self.stands.tile(entry, place).filter(|_| moved.is_none());
            let mut standing = Standing {
                centre: moved.unwrap_or(part.centre),
                radius: part.radius,
                model: number as u32,
                company: tile.unwrap_or(ALONE),
                loads: Default::default(),
                levels: 0,
                shown: if self.stands.hidden(place) { HIDDEN } else { level as u8 },
                must: part.hall || moved.is_some(),
            };
            for (load, rung) in standing.loads.iter_mut().zip(entry.rungs.iter().take(finest + 1)) {
                *load = self.stands.load(entry, place, *rung);
                standing.levels += 1;
            }
            if let Some(company) = limited.companies.get_mut(standing.company as usize) {
                company.size = company.size.max(standing.radius);
            }
            limited.places.push(standing);
            limited.named.push((place, Some(number)));
        }
        let entries = &self.index.entries;
        limited.share(view, |entry, level| entries.get(entry)?.rungs.get(usize::from(level)).copied());
    }
}
