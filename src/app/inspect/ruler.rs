//! A ruler between two places of the subject: picked by the pointing ray, drawn to corners and edges, and read in millimetres
//! of its true size, however large it is shown.

use glam::{Mat4, Vec3, Vec4};

use super::board::{Board, RANK, grown};
use super::explode::shown;
use super::study::Study;
use crate::app::content::{Content, World};
use crate::app::piece::Piece;
use crate::model::Snap;
use crate::render::Lie;
use crate::scene::{ObjectId, Scene};
use crate::visit::{ThingId, Tool, Visit};

/// Within so many metres of a place, for each metre between it and the hand, a corner or an edge draws it; and at least …
const SNAP: f32 = 0.014;
/// … so many metres.
const SNAP_LEAST: f32 = 0.004;
/// Metres, at a metre from the eyes: the line's width, that of the rings round places, and their radius.
const WIDTH: f32 = 0.0035;
const RING_WIDTH: f32 = 0.0022;
const RING: f32 = 0.008;
/// The board hangs so far below the line's middle, metres.
const BELOW: f32 = 0.05;
/// How much smaller it is at most than where one reads it as it is.
const LEAST: f32 = 0.5;
/// Linear, straight alpha: the line, what of it is inside, and places on faces, edges and corners.
const LINE: [f32; 4] = [1.0, 0.72, 0.25, 1.0];
const INSIDE: [f32; 4] = [1.0, 0.72, 0.25, 0.55];
const FACE: [f32; 4] = [0.95, 0.97, 1.0, 0.95];
const EDGE: [f32; 4] = [0.25, 0.85, 1.0, 1.0];
const CORNER: [f32; 4] = [1.0, 0.45, 0.1, 1.0];

/// A place on a part, which goes along with it.
#[derive(Debug, Clone, Copy)]
struct Place {
    node: u32,
    /// In the model's space, as it is at rest.
    at: Vec3,
    snap: Snap,
}

/// See the module's page.
#[derive(Debug, Default)]
pub struct Ruler {
    of: Option<ThingId>,
    /// The first place, and the second.
    places: [Option<Place>; 2],
    /// What is pointed at.
    hover: Option<Place>,
    board: Board,
    /// What was said last, millimetres.
    said: Option<u32>,
}

/// What is measured of.
struct Subject<'a> {
    study: &'a Study,
    object: ObjectId,
    scene: &'a Scene,
    plane: Option<Vec4>,
}

impl Subject<'_> {
    fn matrix(&self, node: u32) -> Option<Mat4> {
        self.scene.since_rest(self.object, node)
    }

    fn point(&self, place: &Place) -> Option<Vec3> {
        Some(self.matrix(place.node)?.transform_point3(place.at))
    }

    /// The place of the subject that a ray in the hall meets, or what is near it.
    fn pick(&self, start: Vec3, way: Vec3) -> Option<Place> {
        let solid = self.study.solid.as_ref()?;
        let places = |node: u32| self.matrix(node);
        let removed = |point: Vec3| self.plane.is_some_and(|plane| plane.dot(point.extend(1.0)) > 0.0);
        let hit = solid.hit(&places, start, way, |point| !removed(point))?;
        let (mut point, mut node) = (hit.point, hit.node);
        // Seen from the side that is cut away, the back of what encloses something is the cut.
        if let Some(plane) = self.plane.filter(|_| !hit.front && removed(start)) {
            let (above, below) = (plane.dot(start.extend(1.0)), plane.dot(point.extend(1.0)));
            point = start.lerp(point, above / (above - below));
        }
        let radius = (point.distance(start) * SNAP).max(SNAP_LEAST);
        let near = solid.near(&places, point, radius, self.plane);
        if let Some(near) = near {
            (point, node) = (near.point, near.node);
        }
        let at = self.matrix(node)?.inverse().transform_point3(point);
        Some(Place { node, at, snap: near.map_or(Snap::Face, |near| near.snap) })
    }
}

impl Ruler {
    /// Picks, measures and draws; `plane` is what cuts the subject, `time` in seconds.
    pub fn update(
        &mut self,
        visit: &mut Visit,
        study: Option<&Study>,
        plane: Option<Vec4>,
        time: f64,
        content: &mut Content,
        world: &mut World,
    ) {
        let subject = visit.holding.subject();
        // A section leaves it there; what is taken apart has other lengths.
        let kept = matches!(visit.holding.tool(), Tool::Ruler | Tool::Section);
        if self.of != subject || !kept {
            (self.of, self.places, self.hover) = (subject, [None; 2], None);
        }
        let study = study.filter(|study| subject == Some(study.id) && kept);
        let object = subject.and_then(|id| shown(id, content));
        let ratio = visit.holding.label().map_or(1.0, |(_, ratio)| ratio);
        let Some((study, object)) = study.zip(object) else {
            self.said = None;
            return self.board.say(None, time, content, world, |_, _| {});
        };
        let measured = Subject { study, object, scene: &world.scene, plane };
        self.pick(visit, &measured);
        let [first, second] = [self.places[0], self.places[1].or(self.hover.filter(|_| self.places[0].is_some()))];
        let ends = first.zip(second).and_then(|(a, b)| Some((measured.point(&a)?, measured.point(&b)?)));
        let head = visit.head().position;
        for place in self.places.iter().chain([&self.hover]).flatten() {
            if let Some(point) = measured.point(place) {
                ring(point, place.snap, head, visit);
            }
        }
        let length = ends.map(|(a, b)| a.distance(b) / ratio.max(1e-6));
        let said = length.map(|length| (length * 1000.0).round() as u32);
        if self.places[1].is_some() && self.said != said {
            log::info!("measured: {:.2} mm", length.unwrap_or_default() * 1000.0);
        }
        self.said = said.filter(|_| self.places[1].is_some());
        let board = said.map(|millimetres| Piece::Length(millimetres, visit.lang));
        let (near, half) = ends.map_or((0.0, 0.0), |(a, b)| {
            let half = world.scene.bounds(object).half().length();
            ((a + b).distance(head * 2.0) * 0.5, half)
        });
        self.board.say(board, time, content, world, |content, piece| content.ask(piece, RANK));
        let Some((a, b)) = ends else { return };
        for (lie, color) in [(Lie::Over, INSIDE), (Lie::Facing, LINE)] {
            visit.mark(WIDTH * grown(near), color, lie, [a, b].into_iter());
        }
        // In front of the product, where nothing of it can hide the board; and not at the eyes.
        let middle = (a + b) * 0.5;
        let before = half.min(near * 0.4);
        let place = middle + (head - middle).normalize_or(Vec3::Z) * before;
        // It is nearer than what it is of: as large as it would be there, or as one reads it.
        let far = place.distance(head);
        let size = far.clamp(LEAST, grown(far));
        self.board.stand(place - Vec3::Y * BELOW * size, size, head, content, world);
    }

    fn pick(&mut self, visit: &Visit, measured: &Subject<'_>) {
        let worker = visit.holding.worker().filter(|worker| worker.points && visit.holding.tool() == Tool::Ruler);
        self.hover = worker.and_then(|worker| measured.pick(worker.aim.position, worker.aim.forward()));
        if let Some(place) = self.hover.filter(|_| worker.is_some_and(|worker| worker.pulled)) {
            self.places = match self.places {
                [Some(first), None] => [Some(first), Some(place)],
                _ => [Some(place), None],
            };
        }
    }
}

/// A ring round a place, towards the eyes.
fn ring(point: Vec3, snap: Snap, head: Vec3, visit: &mut Visit) {
    const CORNERS: u8 = 7;
    let color = match snap {
        Snap::Face => FACE,
        Snap::Edge => EDGE,
        Snap::Corner => CORNER,
    };
    let way = (head - point).normalize_or(Vec3::Z);
    let right = way.cross(Vec3::Y).normalize_or(Vec3::X);
    let up = right.cross(way);
    let size = grown(point.distance(head));
    let corners = (0..=CORNERS).map(|corner| {
        let (sin, cos) = (f32::from(corner) / f32::from(CORNERS) * std::f32::consts::TAU).sin_cos();
        point + (right * cos + up * sin) * RING * size
    });
    visit.mark(RING_WIDTH * size, color, Lie::Over, corners);
}
