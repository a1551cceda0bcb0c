//! How high a visitor sees from.
//!
//! Who stands sees from their true height. Who sits is lifted, hands and panels with them: their eyes, where they were
//! when they were measured, come to [`Settings::eyes`] above the floor. Only the rig is lifted: things keep their size.
//!
//! What a measured height means is the runtime's affair (OpenXR 1.1, "Reference Spaces"). `LOCAL_FLOOR` and `STAGE` have
//! their origin on the floor, so heights are true, and recentring leaves them as they are, unless the floor is estimated
//! anew. `LOCAL` has its origin where the eyes were when the space was last recentred, and knows no floor: every
//! recentring, and every new session, may move all heights by as much as one sits lower than one stands. So what was
//! measured is looked at again whenever it may be wrong, and measured anew where it is.

use super::settings::Settings;

/// Of somebody who stands, metres: to begin with, the limits, and the steps in which it is chosen.
pub const EYES: f32 = 1.6;
pub const LOWEST: f32 = 1.2;
pub const HIGHEST: f32 = 1.9;
pub const STEP: f32 = 0.05;
/// Eyes of somebody who sits on a chair above the floor, metres, until they are measured.
const SITTING: f32 = 1.18;
/// Nobody is lifted further than from a couch near the floor, metres.
const MOST: f32 = 1.3;
/// Farther from what was measured than this, metres, it is measured anew: in general, and after the visitor recentred, who
/// means what they do.
const OFF: f32 = 0.25;
const OFF_RECENTRED: f32 = 0.1;
/// Eyes that stay within so many metres for so many seconds are at rest.
const REST: f32 = 0.05;
const CALM: f32 = 1.0;
/// No head moves so far in a frame, metres: the tracker found its floor.
const LEAP: f32 = 0.2;

/// How far somebody who sits is lifted, metres.
pub(super) fn lift(settings: &Settings) -> f32 {
    if !settings.seated {
        return 0.0;
    }
    let sat = settings.sat.unwrap_or(SITTING);
    (settings.eyes.clamp(LOWEST, HIGHEST) - sat).clamp(0.0, MOST)
}

/// The next choice of a height, up or down.
pub fn next(eyes: f32, up: bool) -> f32 {
    let steps = (eyes.clamp(LOWEST, HIGHEST) / STEP).round() + if up { 1.0 } else { -1.0 };
    (steps * STEP).clamp(LOWEST, HIGHEST)
}

/// Looks whether what was measured still holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Height {
    /// As of the last frame, and where they came to rest, metres.
    last: Option<f32>,
    level: f32,
    /// For so many seconds.
    calm: f32,
    /// How far the eyes may be off what was measured, while that is in question.
    asked: Option<f32>,
}

impl Default for Height {
    fn default() -> Self {
        Height { last: None, level: 0.0, calm: 0.0, asked: Some(OFF) }
    }
}

impl Height {
    /// The visitor asked to face ahead again.
    pub fn recentred(&mut self) {
        self.ask(OFF_RECENTRED);
    }

    fn ask(&mut self, off: f32) {
        self.asked = Some(self.asked.map_or(off, |asked| asked.min(off)));
        self.calm = 0.0;
    }

    /// A frame with the eyes so high above the tracker's floor, `dt` seconds after the one before; 0 where that is long
    /// ago. Whether the height was measured anew.
    pub fn update(&mut self, eyes: f32, dt: f32, settings: &mut Settings) -> bool {
        let before = self.last.replace(eyes);
        if dt == 0.0 || before.is_some_and(|before| (eyes - before).abs() > LEAP) {
            self.ask(OFF);
        }
        let Some(off) = self.asked.filter(|_| settings.seated) else { return false };
        if (eyes - self.level).abs() > REST {
            (self.level, self.calm) = (eyes, 0.0);
        }
        self.calm += dt;
        if self.calm < CALM {
            return false;
        }
        self.asked = None;
        let wrong = settings.sat.is_none_or(|sat| (eyes - sat).abs() > off);
        if wrong {
            settings.sat = Some(eyes);
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DT: f32 = 1.0 / 72.0;

    fn seated(sat: f32) -> Settings {
        Settings { seated: true, sat: Some(sat), ..Settings::default() }
    }

    /// Two seconds at a height.
    fn sit(height: &mut Height, eyes: f32, settings: &mut Settings) -> usize {
        (0..144).filter(|_| height.update(eyes, DT, settings)).count()
    }

    #[test]
    fn one_is_lifted_by_what_is_missing_and_never_lowered() {
        assert_eq!(lift(&Settings { seated: false, ..seated(1.1) }), 0.0);
        assert!((lift(&seated(1.1)) - 0.5).abs() < 1e-6);
        assert!((lift(&Settings { sat: None, ..seated(1.0) }) - 0.42).abs() < 1e-6);
        assert_eq!(lift(&seated(1.9)), 0.0);
        for (sat, eyes) in [(-3.0, 9.0), (f32::MIN, f32::MAX), (0.0, -1.0)] {
            assert!((0.0..=MOST).contains(&lift(&Settings { eyes, ..seated(sat) })));
        }
    }

    #[test]
    fn it_is_chosen_in_steps_between_bounds() {
        let mut eyes = EYES;
        for _ in 0..30 {
            eyes = next(eyes, true);
        }
        assert_eq!(eyes, HIGHEST);
        assert!((next(eyes, false) - 1.85).abs() < 1e-6 && next(LOWEST, false) == LOWEST);
        assert!((next(f32::MAX, false) - 1.85).abs() < 1e-6);
    }

    #[test]
    fn what_was_measured_holds_from_visit_to_visit_and_while_one_stands_up() {
        let (mut height, mut settings) = (Height::default(), seated(1.15));
        assert_eq!(sit(&mut height, 1.2, &mut settings), 0, "a little slouching");
        // One gets up, as fast as one can, and looks round.
        for i in 0..40 {
            height.update(1.2 + 0.5 * i as f32 / 40.0, DT, &mut settings);
        }
        assert_eq!((sit(&mut height, 1.7, &mut settings), settings.sat), (0, Some(1.15)));
    }

    #[test]
    fn another_floor_is_measured_anew_once_the_eyes_are_at_rest() {
        // Another session, whose space has its origin at the eyes: they are at 1.6 m while one sits.
        let (mut height, mut settings) = (Height::default(), seated(1.15));
        height.update(1.15, 0.0, &mut settings);
        sit(&mut height, 1.15, &mut settings);
        height.update(1.6, 0.0, &mut settings);
        for i in 0..300 {
            let nods = 1.6 + if i % 2 == 0 { 0.06 } else { 0.0 };
            assert!(!height.update(nods, DT, &mut settings), "not while the head moves");
        }
        assert_eq!(sit(&mut height, 1.6, &mut settings), 1);
        assert_eq!(settings.sat, Some(1.6));
        // A tracker that finds its floor in mid-session.
        assert_eq!((sit(&mut height, 1.1, &mut settings), settings.sat), (1, Some(1.1)));
    }

    #[test]
    fn recentring_asks_more_closely_and_standing_nobody_is_measured() {
        let (mut height, mut settings) = (Height::default(), seated(1.15));
        sit(&mut height, 1.3, &mut settings);
        assert_eq!(settings.sat, Some(1.15));
        height.recentred();
        assert_eq!((sit(&mut height, 1.3, &mut settings), settings.sat), (1, Some(1.3)));
        settings.seated = false;
        height.recentred();
        assert_eq!((sit(&mut height, 1.8, &mut settings), settings.sat), (0, Some(1.3)));
    }
}
