//! The room in which visitors wait until a fair far away is open.

use glam::{Vec2, vec2};

use super::types::{Booth, BrokenBooth, Fair, Sign, Text};

/// Its identity: no fair of an exhibitor's can have it, as ids have no colon.
const ID: &str = "boothwalk:foyer";
/// Width and depth of the floor, metres.
const SIDE: f32 = 12.0;

impl Fair {
    /// A small hall with nothing in it but a desk, whose sign says so much.
    pub fn foyer(says: Text) -> Fair {
        let mut fair = Fair::template(1);
        fair.id = ID.into();
        fair.title = says.clone();
        let hall = &mut fair.halls[0];
        hall.title = Text { zh: "前厅".into(), en: "Foyer".into() };
        hall.zones.clear();
        (hall.size, hall.spawn) = (Vec2::splat(SIDE), (vec2(0.0, 1.6), 0.0));
        let plot = &mut hall.plots[0];
        (plot.position, plot.size, plot.zone) = (vec2(0.0, -2.0), vec2(4.0, 2.0), None);
        fair.booths[0] = Booth {
            id: "desk".into(),
            title: says,
            sign: Sign { position: glam::vec3(0.0, 2.2, 0.0), size: vec2(3.6, 0.9), ..Sign::default() },
            ..Booth::default()
        };
        fair
    }

    /// Whether it is one.
    pub fn is_foyer(&self) -> bool {
        self.id == ID
    }

    /// The same, where the fair cannot be opened for this reason.
    pub fn foyer_closed(says: Text, reason: String) -> Fair {
        let mut fair = Fair::foyer(says.clone());
        fair.booths.clear();
        fair.broken = vec![BrokenBooth { id: "desk".into(), title: says, place: Some((0, 0)), reason }];
        fair
    }
}
