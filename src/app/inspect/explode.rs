//! An exploded view: parts on their way apart, and their names beside them, each with a line to its part.

use std::collections::HashMap;
use std::sync::Arc;

use glam::{Vec2, Vec3, vec3};

use super::board::{Board, RANK, grown};
use super::column;
use super::study::Study;
use crate::app::content::{Content, World};
use crate::app::piece::Piece;
use crate::fair::Lang;
use crate::render::Lie;
use crate::scene::ObjectId;
use crate::visit::{ThingId, Visit};

/// The most names at once: the largest parts have them.
const MOST: usize = 20;
/// Names are there once things are so far apart.
const LEGIBLE: f32 = 0.7;
/// Between what is apart and the names beside it, and between two names, in metres.
const BESIDE: f32 = 0.05;
const BETWEEN: f32 = 0.012;
/// What is nearer to the eyes than this, in metres, counts as so far away.
const NEAREST: f32 = 0.15;
/// Names begin at most so far aside of the middle, as a tangent.
const FARTHEST: f32 = 0.55;
/// How quickly a name follows its part, 1/s.
const FOLLOW: f32 = 9.0;
/// Lines to parts: metres wide at a metre, and what they look like before and behind other parts; linear, straight alpha.
const WIDTH: f32 = 0.004;
const LINE: [f32; 4] = [0.02, 0.42, 0.45, 1.0];
const THROUGH: [f32; 4] = [0.02, 0.42, 0.45, 0.4];

/// A part and the board with its name.
#[derive(Debug)]
struct Named {
    node: u32,
    /// In Chinese and English.
    names: [String; 2],
    board: Board,
    /// Where its board is in the hall, and where its part.
    at: Option<Vec3>,
    part: Vec3,
    half: Vec3,
}

/// Names of one product.
#[derive(Debug, Default)]
pub struct Names {
    of: Option<ThingId>,
    list: Vec<Named>,
    /// Names that were on their way when nobody wanted them any more.
    strays: Vec<Piece>,
    /// Kept, so that nothing is allocated once they have grown.
    sides: Vec<usize>,
    places: Vec<f32>,
    high: Vec<f32>,
    pools: Vec<(f32, usize)>,
}

/// What is apart, or on its way.
#[derive(Debug, Default)]
pub struct Exploded {
    ways: HashMap<ThingId, Arc<[Vec3]>>,
    names: Names,
}

impl Exploded {
    /// Moves the parts of everything that is apart as far as the visit says.
    pub fn update(&mut self, visit: &Visit, study: Option<&Study>, content: &Content, world: &mut World) {
        let subject = visit.holding.subject();
        if let Some(study) = study.filter(|study| subject == Some(study.id)) {
            self.ways.entry(study.id).or_insert_with(|| study.ways.clone());
        }
        for (id, ways) in &self.ways {
            let amount = visit.holding.apart(*id);
            for object in content.objects(Piece::Product(id.0, id.1)) {
                world.scene.set_apart(object, Some((ways, amount)));
            }
        }
        self.ways.retain(|id, _| subject == Some(*id) || visit.holding.apart(*id) > 0.0);
    }

    /// Stands names beside the subject's parts; `dt` in seconds.
    pub fn name(
        &mut self,
        visit: &mut Visit,
        study: Option<&Study>,
        (time, dt): (f64, f32),
        content: &mut Content,
        world: &mut World,
    ) {
        let subject = visit.holding.subject();
        let amount = subject.map_or(0.0, |id| visit.holding.apart(id));
        let study = study.filter(|study| subject == Some(study.id) && amount > 0.0 && study.moves());
        self.names.of(study, content, world);
        let head = visit.head().position;
        let object = subject.and_then(|id| shown(id, content));
        let Some(object) = object.filter(|_| amount >= LEGIBLE && !self.names.list.is_empty()) else {
            return self.names.hide(content, world);
        };
        self.names.ask(visit.lang, time, content, world);
        let follow = if visit.holding.reduced_motion { 1.0 } else { 1.0 - (-FOLLOW * dt).exp() };
        self.names.lay_out(object, head, follow, content, world);
        self.names.draw(head, visit, content, world);
    }
}

/// What shows most of a product now.
pub fn shown(id: ThingId, content: &Content) -> Option<ObjectId> {
    let piece = Piece::Product(id.0, id.1);
    content.shown(piece).map(|(object, _)| object)
}

impl Names {
    /// Takes the names of another study, or of none.
    fn of(&mut self, study: Option<&Study>, content: &mut Content, world: &mut World) {
        let list = &self.list;
        self.strays.retain(|piece| {
            let wanted = list.iter().any(|named| named.board.says(*piece));
            let there = content.object(*piece).is_some();
            if there && !wanted {
                content.remove(*piece, world);
            }
            !there && !wanted
        });
        let id = study.map(|study| study.id);
        if self.of == id {
            return;
        }
        for named in &mut self.list {
            self.strays.extend(named.board.close(content, world));
        }
        let parts = study.iter().flat_map(|study| &study.parts).filter(|part| !part.en.is_empty());
        self.list.clear();
        self.list.extend(parts.take(MOST).map(|part| Named {
            node: part.node,
            names: [part.zh.clone(), part.en.clone()],
            board: Board::default(),
            at: None,
            part: Vec3::ZERO,
            half: Vec3::ZERO,
        }));
        self.of = id;
    }

    fn ask(&mut self, lang: Lang, time: f64, content: &mut Content, world: &mut World) {
        let Some((booth, product)) = self.of else { return };
        for named in &mut self.list {
            let piece = Piece::Part(booth, product, named.node, lang);
            let name = &named.names[usize::from(lang == Lang::En)];
            named.board.say(Some(piece), time, content, world, |content, piece| {
                content.ask_text(piece, RANK, name.clone());
            });
        }
    }

    fn hide(&mut self, content: &Content, world: &mut World) {
        for named in &mut self.list {
            named.board.hide(content, world);
            named.at = None;
        }
    }

    /// Two columns, left and right of everything as it is seen, each name as high as its part if it can be.
    fn lay_out(&mut self, object: ObjectId, head: Vec3, follow: f32, content: &Content, world: &World) {
        let all = world.scene.bounds(object);
        let middle = all.center();
        let to = (middle - head).with_y(0.0).normalize_or(Vec3::NEG_Z);
        let right = vec3(-to.z, 0.0, to.x);
        let grown = grown(middle.distance(head));
        let mut edges = [0.0f32; 2];
        self.sides.clear();
        for (number, named) in self.list.iter_mut().enumerate() {
            let (Some(part), Some(half)) = (world.scene.part(object, named.node), named.board.half(content)) else {
                continue;
            };
            (named.part, named.half) = (part.center(), half * grown);
            self.sides.push(number);
            // By the side of it as it is seen: what is nearer reaches further. But not out of sight.
            let way = part.center() - head;
            let wide = right.abs().dot(part.half());
            let depth = way.dot(to).max(NEAREST);
            edges = [edges[0].min((way.dot(right) - wide) / depth), edges[1].max((way.dot(right) + wide) / depth)];
        }
        edges = edges.map(|edge: f32| edge.clamp(-FARTHEST, FARTHEST));
        let list = &mut self.list;
        let deep = (middle - head).dot(to).max(NEAREST);
        let seen = |way: Vec3| Vec2::new(way.dot(right), way.y) * (deep / way.dot(to).max(NEAREST));
        let across = |named: &Named| seen(named.part - head).x;
        self.sides.sort_by(|a, b| across(&list[*a]).total_cmp(&across(&list[*b])));
        let half = self.sides.len() / 2;
        let (left, rest) = self.sides.split_at_mut(half);
        for (side, edge, numbers) in [(-1.0, edges[0], left), (1.0, edges[1], rest)] {
            // As high as it is seen, so that few lines cross.
            let high = |number: &usize| seen(list[*number].part - head).y;
            numbers.sort_by(|a, b| high(b).total_cmp(&high(a)));
            self.places.clear();
            self.places.extend(numbers.iter().map(high));
            self.high.clear();
            self.high.extend(numbers.iter().map(|number| list[*number].half.y * 2.0));
            column::apart(&mut self.places, &self.high, BETWEEN * grown, &mut self.pools);
            for (number, y) in numbers.iter().zip(&self.places) {
                let named = &mut list[*number];
                let beside = edge * deep + side * (BESIDE * grown + named.half.x);
                let goal = head + to * deep + right * beside + Vec3::Y * *y;
                named.at = Some(named.at.map_or(goal, |at| at.lerp(goal, follow)));
            }
        }
    }

    fn draw(&self, head: Vec3, visit: &mut Visit, content: &Content, world: &mut World) {
        for named in &self.list {
            let Some(at) = named.at else { continue };
            let far = grown(at.distance(head));
            // As large as the room that it was given.
            let size = named.board.half(content).map_or(1.0, |half| named.half.x / half.x.max(1e-6));
            named.board.stand(at, size, head, content, world);
            let way = head - at;
            let right = vec3(way.z, 0.0, -way.x).normalize_or(Vec3::X);
            let edge = at + right * named.half.x * (named.part - at).dot(right).signum();
            for (lie, color) in [(Lie::Over, THROUGH), (Lie::Facing, LINE)] {
                visit.mark(WIDTH * far, color, lie, [edge, named.part].into_iter());
            }
        }
    }
}
