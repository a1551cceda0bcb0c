//! Products in the visitor's hands: what there is to take, where it is drawn, how large it says it is, and what tools make
//! of it.

mod board;
mod column;
mod explode;
mod ruler;
mod section;
mod states;
mod study;

use std::collections::HashMap;

use glam::{Mat4, Vec3};

use super::content::{Content, World};
use super::piece::Piece;
use crate::device::Frame;
use crate::fair::{Fair, Lang};
use crate::model::Model;
use crate::panel::{self, Key};
use crate::scene::State;
use crate::visit::{Thing, ThingId, Tool, Visit};
pub use board::{Board, RANK};
use explode::Exploded;
use ruler::Ruler;
use section::Section;
pub use study::Study;

/// Metres from a product's top to the middle of its label, and from there to that of its tool's, where one reads them as
/// they are; farther away all grow.
const ABOVE: f32 = 0.09;
const OVER: f32 = 0.1;
/// A longer gap between frames is no movement, seconds.
const LONGEST_STEP: f64 = 0.25;

/// What is not as it stands by itself: products that were taken and touched, animations that run.
#[derive(Debug, Default)]
pub struct Moved {
    /// Where they are, and whether in a hand.
    places: HashMap<ThingId, (Mat4, bool)>,
    /// Which variant they show, where it is not the first form.
    variants: HashMap<ThingId, u32>,
    /// What was touched of them.
    states: HashMap<ThingId, Vec<State>>,
    /// How what reacts to visitors is, of booths and halls.
    reactions: HashMap<Piece, Vec<State>>,
    /// When the animations of what stands began, in seconds on the clock of the visit.
    begun: HashMap<Piece, f32>,
}

impl Moved {
    /// When a piece's animations began: at `time`, where it stands for the first time. They go on as levels and GPUs change.
    pub fn begun(&mut self, piece: Piece, time: f32) -> f32 {
        *self.begun.entry(piece).or_insert(time)
    }

    /// Where a piece stands now, in its hall.
    pub fn matrix(&self, piece: Piece, fair: &Fair) -> Mat4 {
        self.of(piece).map_or_else(|| piece.matrix(fair), |(matrix, _)| *matrix)
    }

    /// Where a product is that was taken.
    pub fn place(&self, piece: Piece) -> Option<Vec3> {
        self.of(piece).map(|(matrix, _)| matrix.w_axis.truncate())
    }

    /// Whether its sun's shadow is drawn now.
    pub fn casts(&self, piece: Piece) -> bool {
        piece.casts() && self.of(piece).is_none_or(|(_, held)| !held)
    }

    /// Which variant it shows.
    pub fn variant(&self, piece: Piece) -> Option<u32> {
        self.variants.get(&id(piece)?).copied()
    }

    /// What was touched of it, or reacts.
    pub fn states(&self, piece: Piece) -> &[State] {
        let known = id(piece).map_or_else(|| self.reactions.get(&piece), |id| self.states.get(&id));
        known.map_or(&[], Vec::as_slice)
    }

    /// How what reacts of a booth or a hall is.
    pub fn reactions(&mut self, piece: Piece) -> &mut Vec<State> {
        self.reactions.entry(piece).or_default()
    }

    fn of(&self, piece: Piece) -> Option<&(Mat4, bool)> {
        self.places.get(&id(piece)?)
    }

    /// The file's own form comes first, then one variant after another.
    fn next(&mut self, id: ThingId, variants: u32) {
        let next = self.variants.get(&id).map_or(0, |variant| variant + 1);
        if next < variants {
            self.variants.insert(id, next);
        } else {
            self.variants.remove(&id);
        }
    }
}

fn id(piece: Piece) -> Option<ThingId> {
    if let Piece::Product(booth, product) = piece { Some((booth, product)) } else { None }
}

/// See the module's page.
#[derive(Debug, Default)]
pub struct Inspect {
    scale: Board,
    tool: Board,
    /// What there is to take was told for this hall and so many of all things.
    things: Option<(usize, usize)>,
    /// What was asked for of the subject.
    asked: Option<ThingId>,
    study: Option<Box<Study>>,
    exploded: Exploded,
    section: Section,
    ruler: Ruler,
    /// Seconds on the visit's clock.
    last: f64,
}

impl Inspect {
    /// Draws what is held where the visit says, and what tools make of it.
    pub fn update(&mut self, visit: &mut Visit, frame: &Frame, content: &mut Content, world: &mut World) {
        let there = Some((visit.hall, content.things().len()));
        if self.things != there {
            self.things = there;
            // Others are in other halls.
            let booths = &content.fair().booths;
            let here = |thing: &&Thing| booths.get(thing.id.0).is_some_and(|booth| booth.hall == visit.hall);
            visit.holding.set_things(content.things().iter().filter(here).copied().collect());
        }
        let time = frame.time.as_secs_f64();
        let jump = visit.holding.reduced_motion;
        for id in visit.holding.take_taps() {
            let variants = content.variants(Piece::Product(id.0, id.1));
            match variants {
                0 => states::touch(id, None, jump, time, content, world),
                _ => world.moved.next(id, variants as u32),
            }
        }
        if let (Tool::Hand, Some(id), Some(worker)) =
            (visit.holding.tool(), visit.holding.subject(), visit.holding.worker())
            && worker.pulled
            && worker.points
        {
            states::touch(id, Some(&worker.aim), jump, time, content, world);
        }
        let subject = visit.holding.subject();
        for (id, matrix, held) in visit.holding.moved() {
            world.moved.places.insert(id, (matrix, held));
            put(Piece::Product(id.0, id.1), content, world);
            // What is worked on stands still.
            let still = visit.holding.apart(id) > 0.0 || subject == Some(id) && visit.holding.tool() != Tool::Hand;
            hold(id, still, time, content, world);
        }
        for id in visit.holding.take_back() {
            world.moved.places.remove(&id);
            put(Piece::Product(id.0, id.1), content, world);
            hold(id, false, time, content, world);
        }
        let dt = (time - self.last).clamp(0.0, LONGEST_STEP) as f32;
        self.last = time;
        self.study(visit, content);
        let study = self.study.as_deref();
        self.exploded.update(visit, study, content, world);
        self.exploded.name(visit, study, (time, dt), content, world);
        let plane = self.section.update(visit, study, content, world);
        self.ruler.update(visit, study, plane, time, content, world);
        self.boards(visit, time, content, world);
    }

    /// Has the subject studied once a tool is chosen, and forgets it with the subject.
    fn study(&mut self, visit: &Visit, content: &mut Content) {
        let subject = visit.holding.subject();
        if self.asked.is_some() && self.asked != subject {
            (self.asked, self.study) = (None, None);
        }
        if let Some(id) = subject
            && self.asked.is_none()
            && visit.holding.tool() != Tool::Hand
        {
            content.ask(Piece::Study(id.0, id.1), RANK);
            self.asked = Some(id);
        }
        if let Some(study) = content.take_study().filter(|study| Some(study.id) == self.asked) {
            self.study = Some(study);
        }
    }

    /// How large the subject says it is, and which tool is at it.
    fn boards(&mut self, visit: &Visit, time: f64, content: &mut Content, world: &mut World) {
        let label = visit.holding.label();
        let scale = label.map(|(_, ratio)| Piece::Scale(panel::scale_figure(ratio), visit.lang));
        self.scale.say(scale, time, content, world, |content, piece| content.ask(piece, RANK));
        let tool = Some(visit.holding.tool()).filter(|tool| *tool != Tool::Hand && label.is_some());
        let tool = tool.map(|tool| Piece::Tool(tool, visit.lang));
        self.tool.say(tool, time, content, world, |content, piece| content.ask(piece, RANK));
        let Some((top, _)) = label else { return };
        let head = visit.head().position;
        // Parts that are apart may be higher than the product is by itself.
        let subject = visit.holding.subject().and_then(|id| explode::shown(id, content));
        let high = subject.map_or(top.y, |object| world.scene.bounds(object).max.y);
        let top = top.with_y(top.y.max(high));
        let grown = board::grown(top.distance(head));
        self.scale.stand(top + Vec3::Y * ABOVE * grown, grown, head, content, world);
        self.tool.stand(top + Vec3::Y * (ABOVE + OVER) * grown, grown, head, content, world);
    }
}

fn hold(id: ThingId, still: bool, time: f64, content: &Content, world: &mut World) {
    for object in content.objects(Piece::Product(id.0, id.1)) {
        world.scene.hold(object, still, time as f32);
    }
}

/// Stands a piece where it is now, whatever shows it.
fn put(piece: Piece, content: &Content, world: &mut World) {
    let (matrix, casts) = (world.moved.matrix(piece, content.fair()), world.moved.casts(piece));
    let variant = world.moved.variant(piece);
    for object in content.objects(piece) {
        world.scene.set_matrix(object, matrix);
        world.scene.set_casts(object, casts);
        world.scene.set_variant(object, variant);
        world.scene.set_states(object, world.moved.states(piece));
    }
}

/// What a tool is called and how it is used, as a board; holding alone has none.
pub fn tool_label(tool: Tool, lang: Lang) -> Option<Model> {
    let (name, how) = match tool {
        Tool::Hand => return None,
        Tool::Explode => (Key::ToolExplode, Key::ToolExplodeHow),
        Tool::Section => (Key::ToolSection, Key::ToolSectionHow),
        Tool::Ruler => (Key::ToolRuler, Key::ToolRulerHow),
    };
    Some(panel::tool_label(name, how, lang))
}
