//! What a frame draws, and in which order.

use std::ops::Range;

use glam::Vec3;

use super::batches::{Batch, Kind, shell};
use super::cells::{Sight, Span};
use super::key::Phase;
use super::store::{Draw, Instance, Scene};

/// Items of a batch, drawn at once; or those of several that are joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub draw: Draw,
    /// How many primitives, one behind the other, of which the first is that of `draw`.
    pub primitives: u32,
    /// Which of [`DrawList::order`].
    pub places: Range<u32>,
}

/// What is drawn, in order; kept between frames so that nothing is allocated once it has grown.
#[derive(Debug, Default)]
pub struct DrawList {
    runs: Vec<Run>,
    order: Vec<u32>,
    moved: Vec<Instance>,
    /// Squares that are seen: distance, number, and whether wholly.
    squares: Vec<(u32, u32, bool)>,
    /// Batch and slot of what is seen, near squares first.
    seen: Vec<(Kind, u32)>,
    /// How much of each batch is seen, and then where the next of it goes.
    counts: Vec<u32>,
    /// Batches of which anything is seen, with their order.
    touched: Vec<(u64, u32)>,
    /// What needs all behind it: order and batch in one number, and slot.
    late: Vec<(u64, u32)>,
}

impl DrawList {
    /// Collects what `sees` lets through of the boxes that it is asked about (centre, half size). What hides comes by
    /// pipeline and then front to back; glass and what blends back to front.
    pub fn collect(&mut self, scene: &Scene, eye: Vec3, sees: impl Fn(Vec3, Vec3) -> Sight) {
        profiling::scope!("cull");
        for &(_, batch) in &self.touched {
            self.counts[batch as usize] = 0;
        }
        self.counts.resize(scene.batches.list.len().max(self.counts.len()), 0);
        self.touched.clear();
        self.seen.clear();
        self.late.clear();
        self.squares.clear();
        let cells = &scene.cells;
        for (number, cell) in cells.numbered() {
            let sight = sees(cell.center, cell.half);
            if sight != Sight::Out {
                self.squares.push((cell.center.distance(eye).to_bits(), number, sight == Sight::Whole));
            }
        }
        self.squares.sort_unstable();
        for at in 0..self.squares.len() {
            let (distance, number, whole) = self.squares[at];
            let distance = f32::from_bits(distance);
            for &object in cells.square(number).map_or(&[] as &[u32], |cell| &cell.objects) {
                let Some(span) = cells.spans.get(object as usize) else { continue };
                self.object(scene, eye, span, whole, distance, &sees);
            }
        }
        // What is joined has the same box as its neighbours: it is looked at once.
        let mut last = (Vec3::NAN, Vec3::NAN, Sight::Out);
        for object in cells.loose() {
            let Some(span) = cells.spans.get(object as usize) else { continue };
            if (last.0, last.1) != (span.center, span.half) {
                last = (span.center, span.half, sees(span.center, span.half));
            }
            if last.2 == Sight::Out {
                continue;
            }
            // Large things (floor, roof, walls) count as farther than their middle: most of them lies behind the rest.
            let distance = span.center.distance(eye) + span.half.length();
            self.object(scene, eye, span, last.2 == Sight::Whole || span.items.len() == 1, distance, &sees);
        }
        self.arrange(scene);
    }

    fn object(
        &mut self,
        scene: &Scene,
        eye: Vec3,
        span: &Span,
        whole: bool,
        distance: f32,
        sees: &impl Fn(Vec3, Vec3) -> Sight,
    ) {
        let whole = whole
            || match sees(span.center, span.half) {
                Sight::Out => return,
                sight => sight == Sight::Whole || span.items.len() == 1,
            };
        let near = shell(distance);
        let range = span.items.start as usize..span.items.end as usize;
        for (slot, &kind) in span.items.clone().zip(&scene.kinds[range]) {
            let boxed = || (scene.centers[slot as usize], scene.halves[slot as usize]);
            if kind == Kind::NONE {
                continue;
            }
            if !whole {
                let (center, half) = boxed();
                if sees(center, half) == Sight::Out {
                    continue;
                }
            }
            let number = kind.batch();
            if kind.late() {
                let (center, half) = boxed();
                let far = far_first(&scene.batches.list[number], center.distance(eye), half.length());
                self.late.push((u64::from(far) << 32 | number as u64, slot));
                continue;
            }
            let count = &mut self.counts[number];
            if *count == 0 {
                self.touched.push((scene.batches.list[number].order | near, number as u32));
            }
            *count += 1;
            self.seen.push((kind, slot));
        }
    }

    /// Makes runs of what is seen.
    fn arrange(&mut self, scene: &Scene) {
        self.runs.clear();
        self.moved.clear();
        self.touched.sort_unstable();
        let mut start = 0;
        for &(_, batch) in &self.touched {
            let count = std::mem::replace(&mut self.counts[batch as usize], start);
            let draw = scene.batches.list[batch as usize].draw;
            self.runs.push(Run { draw, primitives: 1, places: start..start + count });
            start += count;
        }
        self.order.clear();
        self.order.resize(start as usize, 0);
        for at in 0..self.seen.len() {
            let (kind, slot) = self.seen[at];
            let place = self.counts[kind.batch()];
            self.counts[kind.batch()] += 1;
            self.order[place as usize] = self.place(scene, kind, slot);
        }
        self.join(scene);
        let glass =
            |(order, _): &(u64, u32)| scene.batches.list[*order as u32 as usize].draw.key.phase == Phase::Transmit;
        if !self.late.iter().any(glass) {
            self.late.iter_mut().for_each(|(order, _)| *order = alike(*order));
        }
        self.late.sort_unstable_by_key(|(order, _)| *order);
        for at in 0..self.late.len() {
            let slot = self.late[at].1;
            let kind = scene.kinds[slot as usize];
            let draw = scene.batches.list[kind.batch()].draw;
            let place = self.order.len() as u32;
            let found = self.place(scene, kind, slot);
            self.order.push(found);
            match self.runs.last_mut() {
                // Glass may be drawn in two steps, one pane after another.
                Some(last) if last.draw == draw && draw.key.phase == Phase::Blend => last.places.end += 1,
                _ => self.runs.push(Run { draw, primitives: 1, places: place..place + 1 }),
            }
        }
    }

    /// Makes one run of those whose primitives follow one another, at the same place: see [`Scene::join`].
    fn join(&mut self, scene: &Scene) {
        let order = &self.order;
        let place = |run: &Run| {
            let slot = order.get(run.places.start as usize).filter(|_| run.places.len() == 1)?;
            scene.instances.get(*slot as usize)
        };
        let joined = |run: &Run| Some((run.draw, place(run).filter(|_| run.draw.joins)?));
        let mut last: Option<(Draw, &Instance)> = self.runs.first().and_then(joined);
        self.runs.dedup_by(|run, kept| {
            let this = joined(run);
            let follows = last.zip(this).is_some_and(|((draw, before), (next, at))| {
                Draw { primitive: draw.primitive + 1, ..draw } == next && before == at
            });
            last = this;
            kept.primitives += u32::from(follows);
            follows
        });
    }

    /// Where the GPU finds an item's instance: what moves comes behind all that stands. The highest byte says how far it has
    /// faded.
    fn place(&mut self, scene: &Scene, kind: Kind, slot: u32) -> u32 {
        let fade = if kind.fades() { u32::from(scene.fades[slot as usize]) << 24 } else { 0 };
        if !kind.moves() {
            return slot | fade;
        }
        self.moved.push(scene.instances[slot as usize]);
        (scene.instances.len() + self.moved.len() - 1) as u32 | fade
    }

    /// What is drawn, one after another.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Numbers of instances: slots of the scene, and from their number on those of [`DrawList::moved`]; in the highest byte
    /// [`Fade::code`](super::Fade::code).
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The instances of what moves and is seen.
    pub fn moved(&self) -> &[Instance] {
        &self.moved
    }

    /// The run with the nearest glass.
    pub fn nearest_glass(&self) -> Option<usize> {
        self.runs.iter().rposition(|run| run.draw.key.phase == Phase::Transmit)
    }
}

/// Within so many metres what blends is in order to the last bit; beyond, where there is no glass, things at nearly the same
/// distance go batch by batch: nobody sees which came first, and a hall full of halos is few draws.
const STRICT: f32 = 16.0;
/// Beyond so many metres "nearly" is within half the power of two below the distance, and an eighth of it before.
const FAR: f32 = 64.0;

/// An order by distance and batch, without the bits that do not count of the distance.
fn alike(order: u64) -> u64 {
    let bits = match u32::MAX - (order >> 32) as u32 {
        distance if distance < STRICT.to_bits() => 0,
        distance if distance < FAR.to_bits() => 20,
        _ => 22,
    };
    order | ((1 << bits) - 1) << 32
}

/// Sorts the farthest first. Glass counts by its nearest part, so that what stands in a glass case counts as behind it;
/// what blends by its farthest.
fn far_first(batch: &Batch, distance: f32, half: f32) -> u32 {
    let glass = batch.draw.key.phase == Phase::Transmit;
    let reach = (if glass { distance - half } else { distance + half }).max(0.0);
    // The bits of a positive float sort as the float does.
    u32::MAX - reach.to_bits()
}

impl Scene {
    /// What is drawn at all in this room, seen or not, from a slot on.
    pub fn draws_from(&self, start: usize) -> impl Iterator<Item = (u32, &Draw)> {
        let rest = self.draws.get(start..).unwrap_or_default();
        let here = |slot: &u32| self.rooms.get(*slot as usize).is_some_and(|room| self.cells.shows(*room));
        let all = (start as u32..).zip(rest).filter_map(|(slot, draw)| Some((slot, draw.as_ref()?)));
        all.filter(move |(slot, _)| here(slot))
    }

    /// Distance along a ray to the nearest box of an item, in units of `direction`'s length; boxes around the start do
    /// not count (a hall, a sky).
    pub fn distance(&self, start: Vec3, direction: Vec3) -> Option<f32> {
        let inverse = direction.recip();
        // Slabs (Kay and Kajiya 1986).
        let hit = |center: Vec3, half: Vec3| {
            let (a, b) = ((center - half - start) * inverse, (center + half - start) * inverse);
            let (enter, leave) = (a.min(b).max_element(), a.max(b).min_element());
            (enter <= leave && leave > 0.0).then_some(enter)
        };
        let squares = self.cells.squares().filter(|cell| hit(cell.center, cell.half).is_some());
        let objects = squares.flat_map(|cell| &cell.objects).copied().chain(self.cells.loose());
        let spans = objects.filter_map(|object| self.cells.spans.get(object as usize));
        let slots = spans.filter(|span| hit(span.center, span.half).is_some()).flat_map(|span| span.items.clone());
        let shown = slots.map(|slot| slot as usize).filter(|slot| self.kinds[*slot] != Kind::NONE);
        shown
            .filter_map(|slot| hit(self.centers[slot], self.halves[slot]).filter(|enter| *enter > 0.0))
            .reduce(f32::min)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use glam::{Mat4, vec2, vec3};

    use super::*;
    use crate::panel;

    /// A box of glass round a pane that blends, which is nearer than the middle of the box.
    #[test]
    fn what_stands_in_a_glass_case_is_drawn_before_it() {
        let mut glass = panel::floor(vec2(4.0, 4.0));
        let mut pane = panel::floor(vec2(0.2, 0.2));
        for material in &mut glass.materials {
            let transmission = crate::model::Transmission { factor: 1.0, ..Default::default() };
            material.layers = Some(Box::new(crate::model::Layers { transmission, ..Default::default() }));
        }
        for material in &mut pane.materials {
            material.alpha = crate::model::Alpha::Blend;
        }
        let mut scene = Scene::new();
        let front = Mat4::from_translation(vec3(0.0, 0.0, -5.0));
        scene.place(0, &Arc::new(glass), front, true);
        for (model, z) in [(1, 0.5), (2, 4.5)] {
            scene.place(model, &Arc::new(pane.clone()), front * Mat4::from_translation(vec3(0.0, 0.0, z)), true);
        }
        let mut list = DrawList::default();
        list.collect(&scene, Vec3::ZERO, |_, _| Sight::Whole);
        let mut order: Vec<u32> = list.runs().iter().map(|run| run.draw.model).collect();
        order.dedup();
        assert_eq!(order, [1, 0, 2]);
        assert_eq!(list.nearest_glass().map(|run| list.runs()[run].draw.model), Some(0));
    }

    #[test]
    fn far_away_things_that_blend_go_batch_by_batch_unless_there_is_glass() {
        let order = |metres: f32, batch: u64| u64::from(u32::MAX - metres.to_bits()) << 32 | batch;
        assert!(order(100.5, 1) < order(100.0, 0) && alike(order(100.5, 1)) > alike(order(100.0, 0)));
        assert!(alike(order(130.0, 1)) < alike(order(100.0, 0)));
        assert!(order(21.0, 1) < order(17.0, 0) && alike(order(21.0, 1)) < alike(order(17.0, 0)));
        assert_eq!(alike(order(15.0, 1)), order(15.0, 1));
    }

    fn scene() -> Scene {
        let mut scene = Scene::new();
        for (model, z) in [(0, -5.0), (1, -2.0)] {
            let shape = Arc::new(panel::wand());
            scene.place(model, &shape, Mat4::from_translation(vec3(0.0, 0.0, z)), true);
        }
        scene
    }

    #[test]
    fn a_ray_meets_the_nearest_box_and_not_the_one_around_it() {
        let mut scene = scene();
        let near = scene.distance(Vec3::ZERO, Vec3::NEG_Z).expect("the wand at 2 m");
        assert!((1.8..2.0).contains(&near), "{near}");
        assert_eq!(scene.distance(Vec3::ZERO, Vec3::X), None);
        let floor = Arc::new(panel::floor(vec2(20.0, 20.0)));
        scene.place(2, &floor, Mat4::from_scale(vec3(1.0, 100.0, 1.0)), false);
        assert!(scene.distance(vec3(0.0, -1.0, 0.0), Vec3::X).is_none());
    }

    #[test]
    fn what_is_alike_is_one_draw_near_things_first_and_hidden_ones_not_at_all() {
        let mut scene = Scene::new();
        let shape = Arc::new(panel::wand());
        for z in [-50.0, -2.0, -20.0] {
            scene.place(0, &shape, Mat4::from_translation(vec3(0.0, 0.0, z)), true);
        }
        scene.place(1, &shape, Mat4::from_translation(vec3(0.0, 0.0, -9.0)), true);
        let mut list = DrawList::default();
        let slots = |list: &DrawList, run: usize| {
            let places = &list.runs()[run].places;
            list.order()[places.start as usize..places.end as usize].to_vec()
        };
        list.collect(&scene, Vec3::ZERO, |_, _| Sight::Whole);
        let models: Vec<u32> = list.runs().iter().map(|run| run.draw.model).collect();
        assert_eq!(models, [0, 0, 0, 1, 1, 1]);
        let first: Vec<u32> = (0..3).map(|run| slots(&list, run)[0]).collect();
        assert!(first.iter().all(|slot| (3..6).contains(slot)), "{first:?}");
        assert_eq!(slots(&list, 0).len(), 3);
        list.collect(&scene, Vec3::ZERO, |center, half| match center.z - half.z > -3.0 {
            true => Sight::Part,
            false => Sight::Out,
        });
        assert_eq!(list.order().len(), 3);
        assert!((0..3).all(|run| (3..6).contains(&slots(&list, run)[0])));
    }

    #[test]
    fn of_two_rooms_in_one_place_only_one_is_there() {
        let mut scene = scene();
        let ids: Vec<_> = (0..2).map(super::super::store::ObjectId).collect();
        (0..2).for_each(|room| scene.set_room(ids[room], Some(room)));
        let mut list = DrawList::default();
        let mut look = |scene: &Scene| {
            list.collect(scene, Vec3::ZERO, |_, _| Sight::Whole);
            let mut seen: Vec<u32> = list.runs().iter().map(|run| run.draw.model).collect();
            seen.dedup();
            let cast: Vec<u32> = scene.draws_from(0).map(|(_, draw)| draw.model).collect();
            assert!(cast.iter().all(|model| seen == [*model]), "{seen:?} is seen, {cast:?} has a shadow");
            (seen, scene.distance(Vec3::ZERO, Vec3::NEG_Z).is_some_and(|near| near < 3.0))
        };
        assert_eq!(look(&scene), (vec![0], false));
        let version = scene.version();
        scene.enter(1);
        assert_ne!(scene.version(), version, "shadows are drawn anew");
        assert_eq!(look(&scene), (vec![1], true));
        // Hidden and shown again it is where it was.
        scene.set_visible(ids[0], false);
        scene.set_visible(ids[0], true);
        assert_eq!(look(&scene), (vec![1], true));
        assert!((scene.all_bounds().center().z + 2.0).abs() < 0.5);
    }

    #[test]
    fn what_moves_comes_behind_all_that_stands() {
        let mut turning = panel::wand();
        turning.animations.push(crate::model::Animation { duration: 1.0, ..Default::default() });
        let mut scene = Scene::new();
        let shape = Arc::new(turning);
        let still = scene.place(0, &shape, Mat4::IDENTITY, true);
        let moving = scene.place(0, &shape, Mat4::from_translation(Vec3::X), true);
        scene.sent();
        scene.play(moving, super::super::Play::default());
        assert_eq!(scene.dirty().1.to_vec(), vec![3..6; 1]);
        scene.sent();
        scene.animate(0.5);
        assert!(scene.dirty().1.is_empty());
        let mut list = DrawList::default();
        list.collect(&scene, Vec3::ZERO, |_, _| Sight::Whole);
        let mut order = list.order().to_vec();
        order.sort_unstable();
        assert_eq!((order, list.moved().len()), (vec![0, 1, 2, 6, 7, 8], 3));
        assert!(list.moved().iter().all(|instance| (instance.rows[0][3] - 1.0).abs() < 1e-6));
        scene.remove(still);
        list.collect(&scene, Vec3::ZERO, |_, _| Sight::Whole);
        assert_eq!(list.order().len(), 3);
    }
}
