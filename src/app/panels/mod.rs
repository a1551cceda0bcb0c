//! The panels of a visit: where they are, who points at them, and when they are drawn.
//!
//! What a pointer does in one frame is drawn by a thread before the next one, and shown with it. Nothing is drawn while
//! nothing changed; a panel that is not wanted takes no memory on the GPU.
//!
//! | what | where |
//! |---|---|
//! | where they stand, and are carried | `place`, `carry` |
//! | one panel: its thread and its boards | `sheet` |
//! | what the panels tell | `tell` |
//! | what the visitor asked for on them | `obey` |
//! | signs and counters that are pointed at | `signs`, `counters` |
//! | booths where the visitor was | `trail` |
//! | pictures and pages of products | `leaves` |

mod carry;
mod counters;
mod leaves;
mod obey;
mod place;
mod sheet;
mod signs;
mod tell;
#[cfg(test)]
mod tests;
mod trail;

use std::sync::Arc;
use std::time::Duration;

use glam::{Mat4, Vec3};

use super::content::{Content, World};
use super::keeper::Keeper;
use crate::device::headset::QuadSize;
use crate::device::{Device, Frame, Pose, QUADS, Quad, QuadImage};
use crate::fair::Fair;
use crate::fetch::Source;
use crate::panel::{Act, Sheet, Touch, Typed};
use crate::render::{Paint, Window};
use crate::stream::{Admission, Pacing};
use crate::visit::{Pointed, Side, Slab, ThingId, Visit};
use carry::Carry;
pub use counters::Counters;
use leaves::Leaves;
use sheet::Panel;
use signs::{Of, Signs};
use tell::Teller;
use trail::Trail;

/// A palm that is seen for less than this is not being looked at.
const GLANCE: Duration = Duration::from_millis(300);

/// What a window is before its board, and smaller than it on each side, metres.
const EDGE: f32 = 0.001;

/// See the module's page.
pub struct Panels {
    fair: Arc<Fair>,
    panels: [Panel; Sheet::ALL.len()],
    /// Where each stands in rig space, from when it came.
    places: [Option<Mat4>; Sheet::ALL.len()],
    carry: Carry,
    /// The product whose card is shown, and on whose hand's side.
    card_of: (Option<ThingId>, Side),
    /// The hand above whose palm the menu is, and since when on the visit's clock.
    palm: Option<(usize, Duration)>,
    teller: Teller,
    signs: Signs,
    counters: Counters,
    trail: Trail,
    leaves: Leaves,
    pub keeper: Keeper,
}

impl Panels {
    pub fn new(fair: &Arc<Fair>, source: &Arc<Source>, keeper: Keeper, pacing: Pacing, window: bool) -> Panels {
        Panels {
            fair: fair.clone(),
            panels: Sheet::ALL.map(|sheet| Panel::new(sheet, fair.clone(), pacing)),
            places: [None; Sheet::ALL.len()],
            carry: Carry::default(),
            card_of: (None, Side::default()),
            palm: None,
            teller: Teller::new(pacing, window),
            signs: Signs::new(fair),
            counters: Counters::new(fair),
            trail: Trail::new(pacing),
            leaves: Leaves::new(fair, source, pacing),
            keeper,
        }
    }

    /// Everything on the GPU is made anew: so are the boards.
    pub fn rebuilt(&mut self) {
        self.panels.iter_mut().for_each(Panel::rebuilt);
    }

    /// The panel with the keyboard has the pointer: what is typed is for it.
    pub fn takes_keys(&self, visit: &Visit) -> bool {
        self.places[0].is_some() && visit.pointing.at(0).is_some()
    }

    /// Shows, hides and draws them, as the visit says and the frame has time for. Returns the time spent waiting for their
    /// threads, which happens only with virtual pacing.
    pub fn update(
        &mut self,
        visit: &mut Visit,
        frame: &Frame,
        content: &mut Content,
        world: &mut World,
        admission: &mut Admission,
    ) -> Duration {
        self.trail.update(visit, frame, &self.fair, &mut self.keeper);
        match self.signs.update(visit, &self.counters, content, world) {
            Some(Of::Gate(number)) => self.leave_by(number, visit),
            Some(Of::Booth(booth)) => {
                (visit.tablet, visit.key_sheet, visit.credits) = (true, false, false);
                self.teller.open(booth);
            }
            None => {}
        }
        let held = self.teller.held(visit, content, world);
        self.stand(visit, frame, held.map(|held| held.thing));
        let mut waited = self.leaves.update();
        let mut acts: Vec<Act> = Vec::new();
        for (number, panel) in self.panels.iter_mut().enumerate() {
            let Some(place) = self.places[number] else {
                panel.leave(content, world);
                continue;
            };
            // A stick that pushes a panel does not scroll it.
            let carried = self.carry.carries(number);
            let heard =
                visit.pointing.events().iter().filter(|event| !(carried && matches!(event, Pointed::Scroll(..))));
            panel.heard.extend(heard.filter_map(|event| touch(number, *event)));
            if number == 0 {
                panel.typed.extend(visit.typed().iter().map(|letter| typed(*letter)));
            }
            let leaf = self.leaves.shown();
            let facts = self.teller.facts(visit, frame, &self.fair, &self.keeper, (held, leaf));
            waited += panel.update(facts, frame, content, world, admission);
            panel.place(visit.world_from_rig() * place, content, world);
            acts.append(&mut panel.acts);
        }
        for act in acts {
            obey::obey(act, visit, &self.fair, &mut self.keeper, &mut self.leaves);
        }
        self.keeper.note(visit.lang, visit.settings);
        waited
    }

    /// The sign of a gate of the visitor's hall was chosen: one is there, or sees on the map whereto one can go.
    fn leave_by(&mut self, gate: usize, visit: &mut Visit) {
        let halls = visit.halls.clone();
        let mut doors = halls.of(visit.hall).iter().filter(|door| door.gate == gate);
        match (doors.next(), doors.next()) {
            (Some(door), None) => visit.go(door.to, door.arrival, door.facing),
            (Some(_), Some(_)) => {
                (visit.tablet, visit.key_sheet, visit.credits) = (true, false, false);
                self.teller.open_map();
            }
            (None, _) => {}
        }
    }

    /// Has a headset's compositor show the panels, where it can: what there is to see through to them, and where they are.
    pub fn layers(
        &self,
        device: &mut Device,
        visit: &Visit,
        content: &Content,
    ) -> (Vec<Window>, [Option<Quad>; QUADS]) {
        let (mut windows, mut quads) = (Vec::new(), [None; QUADS]);
        for (number, (sheet, quad)) in Sheet::ALL.into_iter().zip(&mut quads).enumerate() {
            let panel = &self.panels[number];
            let Some((place, (model, version))) = self.places[number].zip(panel.shown(content)) else { continue };
            let paint = match device.quad(number, version) {
                QuadImage::None => continue,
                QuadImage::Held => None,
                QuadImage::Paint(levels) => Some(Paint { model, levels }),
            };
            let front = place * Mat4::from_translation(Vec3::Z * sheet.front());
            let (scale, orientation, position) = front.to_scale_rotation_translation();
            let pose = Pose { position, orientation };
            *quad = Some(Quad { pose, size: sheet.size() * scale.truncate() });
            // A little before the board, which shows the same at the edge.
            let matrix = visit.world_from_rig() * front * Mat4::from_translation(Vec3::Z * EDGE);
            windows.push(Window { matrix, size: sheet.size() - 2.0 * EDGE, radius: sheet.radius(), paint });
        }
        (windows, quads)
    }

    /// Puts panels before the visitor when they come, and tells the visit where.
    fn stand(&mut self, visit: &mut Visit, frame: &Frame, held: Option<ThingId>) {
        let tablet = visit.tablet && !visit.key_sheet && !visit.credits;
        self.places[0] = tablet.then(|| self.places[0].unwrap_or_else(|| place::tablet(&frame.input.head)));
        // Another product brings its card along, to where the visitor is now.
        let main = visit.settings.main;
        let same = self.card_of == (held, main);
        let free = held.is_some() && !visit.key_sheet && !visit.credits;
        let old = self.places[1].filter(|place| same && !place::is_left(place, &frame.input.head));
        self.places[1] = free.then(|| old.unwrap_or_else(|| place::card(&frame.input.head, tablet, main)));
        self.card_of = (held, main);
        self.carry.update(visit, &frame.input, frame.period.as_secs_f32(), &mut self.places);
        let wrist = place::wrist(&frame.input, self.palm.map(|(hand, _)| hand), &visit.settings);
        self.places[2] = wrist.map(|(_, place)| place);
        let begun = |hand| self.palm.filter(|(before, _)| *before == hand).map_or(frame.time, |(_, since)| since);
        self.palm = wrist.map(|(hand, _)| (hand, begun(hand)));
        let meant = self.palm.filter(|(_, since)| frame.time.saturating_sub(*since) >= GLANCE);
        visit.set_palms([0, 1].map(|hand| meant.is_some_and(|(palm, _)| palm == hand)));
        for (number, sheet) in Sheet::ALL.into_iter().enumerate() {
            let slab = self.places[number].filter(|_| self.panels[number].is_shown());
            let matrix = |place| visit.world_from_rig() * place;
            visit.pointing.set(number, slab.map(|place| Slab { matrix: matrix(place), size: sheet.size() }));
        }
    }
}

/// The images that panels want of a headset's compositor.
pub fn quads() -> [Option<QuadSize>; QUADS] {
    let mut quads = [None; QUADS];
    for (quad, sheet) in quads.iter_mut().zip(Sheet::ALL) {
        let (width, height, levels) = sheet.picture();
        *quad = Some(QuadSize { width, height, levels });
    }
    quads
}

fn touch(number: usize, event: Pointed) -> Option<Touch> {
    let (of, touch) = match event {
        Pointed::Move(of, at) => (of, Touch::Move(at)),
        Pointed::Press(of, at) => (of, Touch::Press(at)),
        Pointed::Release(of, at) => (of, Touch::Release(at)),
        Pointed::Scroll(of, by) => (of, Touch::Scroll(by)),
        Pointed::Leave(of) => (of, Touch::Leave),
    };
    (of == number).then_some(touch)
}

fn typed(letter: char) -> Typed {
    match letter {
        '\u{8}' => Typed::Erase,
        '\r' | '\n' => Typed::Accept,
        letter => Typed::Letter(letter),
    }
}
