//! What is said, in letters below where one looks.

use glam::Vec3;

use super::content::{Content, World};
use super::inspect::{Board, RANK};
use super::piece::Piece;
use super::sounds::Sounds;
use super::videos::Videos;
use crate::device::Frame;
use crate::visit::Visit;

/// How far ahead the letters stand, and how far below the eyes, metres: they are read as they are, and cover nothing that one
/// looks at.
const AHEAD: f32 = 1.5;
const BELOW: f32 = 0.5;
/// How much of the way to where they should be they go in a second, and how far they may be off before they go.
const HASTE: f32 = 5.0;
const STEADY: f32 = 0.12;
/// Sines of how far they follow a look down and up.
const LOOK: [f32; 2] = [-0.5, 0.3];

/// The board of captions.
#[derive(Debug, Default)]
pub struct Captions {
    board: Board,
    /// Where it stands, once it does.
    place: Option<Vec3>,
    /// It goes to where it should be.
    going: bool,
    time: f64,
}

impl Captions {
    /// One frame. What is said in a film comes before other sounds: one is looking at it.
    pub fn update(
        &mut self,
        sounds: &Sounds,
        videos: &Videos,
        visit: &Visit,
        frame: &Frame,
        content: &mut Content,
        world: &mut World,
    ) {
        let head = visit.head();
        let time = frame.time.as_secs_f64();
        let passed = (time - std::mem::replace(&mut self.time, time)).clamp(0.0, 0.25) as f32;
        let heard = sounds
            .said(&head)
            .map(|(sound, number, caption)| (sound as u32, number as u32, caption.text.get(visit.lang), false));
        let said = videos.said(visit.lang).or(heard).filter(|said| said.3 || visit.settings.captions);
        let wanted = said.map(|(of, number, ..)| Piece::Caption(of, number, visit.lang));
        let text = said.map(|(_, _, text, _)| text).unwrap_or_default();
        self.board.say(wanted, time, content, world, |content, piece| {
            content.ask_text(piece, RANK, text.to_owned());
        });
        if wanted.is_none() {
            self.place = None;
            return;
        }
        let forward = head.forward();
        let flat = Vec3::new(forward.x, 0.0, forward.z).normalize_or(Vec3::NEG_Z);
        let goal = head.position + (flat + Vec3::Y * forward.y.clamp(LOOK[0], LOOK[1])) * AHEAD - Vec3::Y * BELOW;
        let place = self.place.get_or_insert(goal);
        let off = place.distance(goal);
        self.going = off > if self.going { STEADY * 0.1 } else { STEADY };
        if off > AHEAD {
            // The visitor has jumped.
            *place = goal;
        } else if self.going {
            *place = place.lerp(goal, (HASTE * passed).min(1.0));
        }
        self.board.stand(*place, visit.settings.text.zoom(), head.position, content, world);
    }
}
