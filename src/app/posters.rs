//! Pictures that take turns: for visitors who want nothing to move, they do so only while nobody looks.

use glam::Vec3;

use super::content::{Content, World};
use super::piece::Piece;
use crate::fair::{Fair, Layout};
use crate::visit::Visit;

/// Cosine of the angle from straight ahead within which a headset shows something, with some to spare.
const SEEN: f32 = 0.3;

/// Lets the turns of picture walls stand or go on, as the visitor has chosen.
#[derive(Debug)]
pub struct Posters {
    /// Those whose pictures take turns, and the middle of each.
    turning: Vec<(Piece, Vec3)>,
    /// Some may stand.
    held: bool,
}

impl Posters {
    pub fn new(fair: &Fair) -> Posters {
        let posters = fair.booths.iter().enumerate().flat_map(|(booth, stand)| {
            let turns = |(_, poster): &(usize, &crate::fair::Poster)| matches!(poster.layout, Layout::Turns(_));
            stand.posters.iter().enumerate().filter(turns).map(move |(poster, _)| Piece::Poster(booth, poster))
        });
        let turning = posters.map(|piece| (piece, piece.matrix(fair).w_axis.truncate())).collect();
        Posters { turning, held: false }
    }

    /// One frame; `time` is the visit's, in seconds.
    pub fn update(&mut self, visit: &Visit, content: &Content, world: &mut World, time: f32) {
        let calm = visit.settings.reduced_motion;
        if !calm && !self.held {
            return;
        }
        self.held = calm;
        let head = visit.head();
        for (piece, middle) in &self.turning {
            let Some((object, _)) = content.shown(*piece) else { continue };
            let way = (*middle - head.position).normalize_or(head.forward());
            world.scene.hold(object, calm && way.dot(head.forward()) > SEEN, time);
        }
    }
}

#[cfg(test)]
mod tests {
    use glam::Vec2;

    use super::*;
    use crate::app::demo::{Demo, demo};
    use crate::render::Profile;

    #[test]
    fn who_wants_no_motion_sees_no_picture_change() {
        let Demo { fair, mut world, content, .. } = demo(Profile::Pc, 1);
        let mut posters = Posters::new(&fair);
        let &[(piece, middle)] = posters.turning.as_slice() else { panic!("one wall of the demo fair takes turns") };
        let (object, shape) = content.shown(piece).unwrap();
        let ahead = piece.matrix(&fair).z_axis.truncate();
        let place = middle + ahead * 2.0;
        let facing = ahead.x.atan2(ahead.z).to_degrees();
        let mut at = |time: f32, yaw: f32, calm: bool| -> Vec<usize> {
            let mut visit = Visit::new((Vec2::new(place.x, place.z), yaw));
            visit.settings.reduced_motion = calm;
            posters.update(&visit, &content, &mut world, time);
            world.scene.animate(time);
            let pictures = (0..shape.nodes.len()).filter(|node| shape.nodes[*node].name == "picture");
            pictures.filter(|node| world.scene.since_rest(object, *node as u32).is_some()).collect()
        };
        let first = at(1.0, facing, false);
        assert_eq!(first.len(), 1, "one picture at a time");
        let second = at(9.0, facing, false);
        assert!(second.len() == 1 && second != first, "after eight seconds the next");
        assert_eq!([10.0, 40.0].map(|time| at(time, facing, true)), [second.clone(), second.clone()]);
        // Behind one's back the time goes on.
        at(40.0, facing + 180.0, true);
        let third = at(47.0, facing + 180.0, true);
        assert!(third.len() == 1 && third != second);
        assert_eq!(at(70.0, facing, true).len(), 1);
    }
}
