//! Counters: they light up when somebody points at them, or stands before them, and the trigger opens their booth's page, as
//! its sign does.

use glam::{Mat4, Quat, Vec2, Vec3, vec2, vec3};

use crate::app::content::{Content, World};
use crate::app::piece::Piece;
use crate::device::Pose;
use crate::fair::{Counter, Fair};
use crate::model::Aabb;

/// How far a hand points at a counter, metres: nearer than at a sign, which is meant to be read from afar.
const REACH: f32 = 6.0;
/// Who is this near to one, and looks at it, stands before it, metres.
const BEFORE: f32 = 1.2;
/// Of the way that somebody looks, the part that goes to what they look at: 45° to both sides.
const LOOKS: f32 = 0.7;
/// Round its top, metres.
const EDGE: f32 = 0.04;

/// All counters of a fair.
#[derive(Debug)]
pub struct Counters {
    list: Vec<One>,
}

#[derive(Debug)]
struct One {
    booth: usize,
    hall: usize,
    /// Middle of the plot, and how far its corners are from it, metres.
    plot: Vec3,
    far: f32,
    of: Of,
}

#[derive(Debug)]
enum Of {
    Box(Block),
    /// A node of the booth's model.
    Node(String),
}

/// A box in the hall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Takes points of it into the hall; its middle is at the origin.
    matrix: Mat4,
    inverse: Mat4,
    half: Vec3,
}

impl Counters {
    pub fn new(fair: &Fair) -> Counters {
        let one = |(booth, one): (usize, &crate::fair::Booth)| {
            let plot = fair.halls.get(one.hall)?.plots.get(one.plot)?;
            let of = match (&one.counter, one.counter_box(plot)) {
                (Some(Counter::Node(node)), _) => Of::Node(node.clone()),
                (_, Some((middle, yaw, size))) => {
                    let turn = Quat::from_rotation_y(yaw.to_radians());
                    let place = vec3(middle.x, size.y * 0.5, middle.y);
                    Of::Box(Block::new(plot.matrix() * Mat4::from_rotation_translation(turn, place), size * 0.5)?)
                }
                _ => return None,
            };
            let far = plot.size.length() * 0.5;
            Some(One { booth, hall: one.hall, plot: plot.matrix().w_axis.truncate(), far, of })
        };
        Counters { list: fair.booths.iter().enumerate().filter_map(one).collect() }
    }

    /// The nearest counter of a hall that a hand points at: how far it is, its booth, and its box.
    pub fn find(&self, aim: &Pose, hall: usize, content: &Content, world: &World) -> Option<(f32, usize, Block)> {
        let all = self.near(hall, aim.position, REACH).filter_map(|one| {
            let block = one.block(content, world)?;
            Some((block.meet(aim).filter(|far| *far <= REACH)?, one.booth, block))
        });
        all.min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// The counter of a hall before which somebody stands, whose head is there.
    pub fn before(&self, head: &Pose, hall: usize, content: &Content, world: &World) -> Option<Block> {
        let blocks = self.near(hall, head.position, BEFORE).filter_map(|one| one.block(content, world));
        let far = |block: &Block| block.off(head.position);
        blocks.filter(|block| far(block) <= BEFORE && block.is_seen(head)).min_by(|a, b| far(a).total_cmp(&far(b)))
    }

    /// Most of a hall is out of reach.
    fn near(&self, hall: usize, place: Vec3, reach: f32) -> impl Iterator<Item = &One> {
        let off = move |one: &One| vec2(place.x - one.plot.x, place.z - one.plot.z).length();
        self.list.iter().filter(move |one| one.hall == hall && off(one) <= one.far + reach)
    }
}

impl One {
    /// Where it is now; nowhere, while what it is of is not there.
    fn block(&self, content: &Content, world: &World) -> Option<Block> {
        let name = match &self.of {
            Of::Box(block) => return Some(*block),
            Of::Node(name) => name,
        };
        let (object, shape) = content.shown(Piece::Booth(self.booth))?;
        let node = shape.nodes.iter().position(|node| node.name == *name)? as u32;
        // What hangs on it is of it, too.
        let of = |(number, one): (u32, &crate::model::Node)| {
            (number == node || one.parent == Some(node)).then(|| world.scene.part(object, number))?
        };
        let bounds = (0..).zip(&shape.nodes).filter_map(of).reduce(Aabb::union)?;
        Block::new(Mat4::from_translation(bounds.center()), bounds.half())
    }
}

impl Block {
    fn new(matrix: Mat4, half: Vec3) -> Option<Block> {
        let sound = matrix.is_finite() && half.is_finite();
        sound.then(|| Block { matrix, inverse: matrix.inverse(), half })
    }

    /// How far along a ray it begins, metres.
    fn meet(&self, aim: &Pose) -> Option<f32> {
        let (from, way) = (self.inverse.transform_point3(aim.position), self.inverse.transform_vector3(aim.forward()));
        // Slabs (Kay and Kajiya 1986).
        let step = way.recip();
        let (a, b) = ((-self.half - from) * step, (self.half - from) * step);
        let (enter, leave) = (a.min(b).max_element(), a.max(b).min_element());
        (enter <= leave && enter > 0.0).then_some(enter)
    }

    /// How far somebody is from its sides on the floor, metres; 0 above it.
    fn off(&self, place: Vec3) -> f32 {
        let own = self.inverse.transform_point3(place);
        (vec2(own.x, own.z).abs() - vec2(self.half.x, self.half.z)).max(Vec2::ZERO).length()
    }

    /// Whether somebody looks its way.
    fn is_seen(&self, head: &Pose) -> bool {
        let flat = |way: Vec3| vec2(way.x, way.z).normalize_or_zero();
        let own = self.inverse.transform_point3(head.position);
        let nearest = self.matrix.transform_point3(own.clamp(-self.half, self.half));
        flat(head.forward()).dot(flat(nearest - head.position)) >= LOOKS
    }

    /// The corners of its top in the hall, a little outside of it, one after the other.
    pub fn corners(&self) -> [Vec3; 4] {
        let half = self.half + EDGE;
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, z)| self.matrix.transform_point3(vec3(x * half.x, self.half.y, z * half.z)))
    }
}
