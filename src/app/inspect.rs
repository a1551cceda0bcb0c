//! Products in the visitor's hands: what there is to take, where it is drawn, and how large it says it is.

use std::collections::HashMap;

use glam::{Mat4, Quat, Vec3};

use super::content::{Content, World};
use super::piece::Piece;
use crate::device::Frame;
use crate::fair::Fair;
use crate::panel;
use crate::visit::{ThingId, Visit};

/// A label comes before the pages, …
const RANK: u32 = 1;
/// … and one that has not come after so many seconds is not waited for.
const PATIENCE: f64 = 2.0;
/// Metres from a product's top to the middle of its label, where one reads it from as far as `READ`; farther away both grow.
const ABOVE: f32 = 0.09;
const READ: f32 = 1.0;

/// Products that are not as they stand by themselves.
#[derive(Debug, Default)]
pub struct Moved {
    /// Where they are, and whether in a hand.
    places: HashMap<ThingId, (Mat4, bool)>,
    /// Which variant they show, where it is not the first form.
    variants: HashMap<ThingId, u32>,
}

impl Moved {
    /// Where a piece stands now, in its hall.
    pub fn matrix(&self, piece: Piece, fair: &Fair) -> Mat4 {
        self.of(piece).map_or_else(|| piece.matrix(fair), |(matrix, _)| *matrix)
    }

    /// Whether its sun's shadow is drawn now.
    pub fn casts(&self, piece: Piece) -> bool {
        piece.casts() && self.of(piece).is_none_or(|(_, held)| !held)
    }

    /// Which variant it shows.
    pub fn variant(&self, piece: Piece) -> Option<u32> {
        self.variants.get(&id(piece)?).copied()
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
    /// The label that is shown, …
    shown: Option<Piece>,
    /// … and the one that is on its way, since when.
    coming: Option<(Piece, f64)>,
}

impl Inspect {
    /// Draws what is held where the visit says.
    pub fn update(&mut self, visit: &mut Visit, frame: &Frame, content: &mut Content, world: &mut World) {
        if content.things().len() != visit.holding.things().len() {
            visit.holding.set_things(content.things().into());
        }
        for id in visit.holding.take_taps() {
            let variants = content.variants(Piece::Product(id.0, id.1));
            world.moved.next(id, variants as u32);
        }
        for (id, matrix, held) in visit.holding.moved() {
            world.moved.places.insert(id, (matrix, held));
            put(Piece::Product(id.0, id.1), content, world);
        }
        for id in visit.holding.take_back() {
            world.moved.places.remove(&id);
            put(Piece::Product(id.0, id.1), content, world);
        }
        self.label(visit, frame, content, world);
    }

    fn label(&mut self, visit: &Visit, frame: &Frame, content: &mut Content, world: &mut World) {
        let label = visit.holding.label();
        let wanted = label.map(|(_, ratio)| Piece::Scale(panel::scale_figure(ratio), visit.lang));
        let time = frame.time.as_secs_f64();
        if let Some((piece, since)) = self.coming {
            let there = content.object(piece).is_some();
            if there {
                self.replace(Some(piece), content, world);
            }
            if there || time - since > PATIENCE {
                self.coming = None;
            }
        }
        if label.is_none() {
            self.replace(None, content, world);
        }
        if let Some(piece) = wanted
            && self.shown != wanted
            && self.coming.is_none()
        {
            content.ask(piece, RANK);
            self.coming = Some((piece, time));
        }
        if let Some((top, _)) = label
            && let Some(object) = self.shown.and_then(|piece| content.object(piece))
        {
            let head = visit.head().position;
            let way = head - top;
            let grown = (way.length() / READ).max(1.0);
            let facing = Quat::from_rotation_y(way.x.atan2(way.z));
            let place = top + Vec3::Y * ABOVE * grown;
            world.scene.set_matrix(object, Mat4::from_scale_rotation_translation(Vec3::splat(grown), facing, place));
            world.scene.set_visible(object, true);
        }
    }

    /// Shows another label, and forgets the one before.
    fn replace(&mut self, label: Option<Piece>, content: &mut Content, world: &mut World) {
        if let Some(old) = std::mem::replace(&mut self.shown, label).filter(|old| Some(*old) != label) {
            content.remove(old, world);
        }
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
    }
}
