//! Pointing at panels: where a hand's ray meets one, a finger's touch at arm's length, what is pressed and scrolled.
//!
//! One pointer works at a time: that of the hand which pressed last. While a hand points at a panel, its trigger and its
//! stick are for that, and for nothing else.

use glam::{Mat4, Vec2, Vec3, vec2};

use crate::device::{Input, Pose};

/// How far a hand points at a panel, metres.
const REACH: f32 = 6.0;
/// From a hand's aim to the tip that touches: of a wand, or of a finger.
const TIP: f32 = 0.075;
/// The tip is heard this far before a panel, and this far behind its face, metres.
const BEFORE: f32 = 0.06;
const BEHIND: f32 = 0.08;
/// Of the trigger: further than the first is a press, less than the second lets go.
const PRESSED: f32 = 0.6;
const LET_GO: f32 = 0.3;
/// Of the stick: below this it rests; at full deflection it scrolls so many metres of a panel per second.
const REST: f32 = 0.2;
const SCROLL: f32 = 0.7;
/// How quickly a steadied pointer follows, 1/s, at rest and per metre per second that it goes (Casiez, Roussel and Vogel
/// 2012, with a plain speed).
const STEADY: (f32, f32) = (6.0, 60.0);

/// A panel in the hall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slab {
    /// Takes points of it into the hall: x to the right, y up, its face towards +z.
    pub matrix: Mat4,
    /// Metres, before the matrix.
    pub size: Vec2,
}

impl Slab {
    /// Whether a place of its plane, in its own space, is on it.
    fn inside(&self, at: Vec3) -> bool {
        at.x.abs() <= self.size.x * 0.5 && at.y.abs() <= self.size.y * 0.5
    }
}

/// What a pointer does at a panel, given by its number; metres from its upper left corner, x to the right, y down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pointed {
    Move(usize, Vec2),
    Press(usize, Vec2),
    Release(usize, Vec2),
    Scroll(usize, Vec2),
    Leave(usize),
}

/// A hand on a panel.
#[derive(Debug, Clone, Copy, PartialEq)]
struct On {
    slab: usize,
    at: Vec2,
    /// From the hand, metres.
    far: f32,
    /// By its tip, and whether that is behind the face.
    touch: Option<bool>,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Pointing {
    slabs: Vec<Option<Slab>>,
    on: [Option<On>; 2],
    /// Hands that press, each on the panel where it began.
    pressed: [Option<usize>; 2],
    /// Triggers that are pulled, wherever that began.
    pulled: [bool; 2],
    /// The hand whose pointer works, and the one whose does unless the other is used.
    owner: usize,
    main: Option<usize>,
    events: Vec<Pointed>,
}

impl Pointing {
    /// Puts a panel somewhere, or takes it away.
    pub fn set(&mut self, number: usize, slab: Option<Slab>) {
        if self.slabs.len() <= number {
            self.slabs.resize(number + 1, None);
        }
        if let Some(place) = self.slabs.get_mut(number) {
            *place = slab;
        }
    }

    /// What happened in the last frame, in its order.
    pub fn events(&self) -> &[Pointed] {
        &self.events
    }

    /// How far from a hand the panel is that it points at, metres.
    pub fn far(&self, hand: usize) -> Option<f32> {
        self.on.get(hand).copied().flatten().map(|on| on.far)
    }

    /// Which panel a hand points at, and where: metres from its upper left corner.
    pub fn on(&self, hand: usize) -> Option<(usize, Vec2)> {
        self.on.get(hand).copied().flatten().map(|on| (on.slab, on.at))
    }

    /// Where the working pointer is on a panel, metres from its upper left corner.
    pub fn at(&self, number: usize) -> Option<Vec2> {
        self.on[self.owner].filter(|on| on.slab == number).map(|on| on.at)
    }

    /// How far along a ray in the hall the nearest panel's face is, in lengths of `way`.
    pub fn along(&self, from: Vec3, way: Vec3) -> Option<f32> {
        let met = self.slabs.iter().flatten().filter_map(|slab| {
            let (far, at) = face(&slab.matrix.inverse(), from, way)?;
            slab.inside(at).then_some(far)
        });
        met.reduce(f32::min)
    }

    /// Which hands point at a panel, or still press what they began there.
    pub fn covered(&self) -> [bool; 2] {
        [0, 1].map(|hand| self.on[hand].is_some() || self.pressed[hand].is_some())
    }

    /// The pointer of this hand works until the other one presses.
    pub fn prefer(&mut self, hand: usize) {
        if self.main != Some(hand) && self.pressed == [None; 2] {
            (self.main, self.owner) = (Some(hand), hand);
        }
    }

    /// One frame of so many seconds; `aims` are those of the hands in the hall, hands that are busy point at nothing, and
    /// something else begins so many metres from each, which is what it is `hidden` by.
    pub fn update(
        &mut self,
        input: &Input,
        aims: [Option<Pose>; 2],
        busy: [bool; 2],
        hidden: [Option<f32>; 2],
        steady: bool,
        dt: f32,
    ) {
        self.events.clear();
        let before = self.on;
        for hand in 0..2 {
            let aim = aims[hand].filter(|_| !busy[hand]);
            let mut on = aim.and_then(|aim| self.meet(&aim, self.pressed[hand]));
            // What is pressed stays so.
            let shown = |on: &On| self.pressed[hand].is_some() || hidden[hand].is_none_or(|far| on.far < far);
            on = on.filter(shown);
            if let (Some(on), Some(was)) = (&mut on, before[hand].filter(|_| steady))
                && on.slab == was.slab
                && on.touch.is_none()
                && dt > 0.0
            {
                let speed = on.at.distance(was.at) / dt;
                on.at = was.at.lerp(on.at, 1.0 - (-(STEADY.0 + STEADY.1 * speed) * dt).exp());
            }
            self.on[hand] = on;
        }
        let pulled = [0, 1].map(|hand| {
            let trigger = input.hands[hand].trigger;
            let touching = self.on[hand].and_then(|on| on.touch) == Some(true);
            touching || if self.pulled[hand] { trigger > LET_GO } else { trigger > PRESSED }
        });
        for hand in 0..2 {
            let was = std::mem::replace(&mut self.pulled[hand], pulled[hand]);
            match (was, pulled[hand], self.on[hand]) {
                // What was pulled elsewhere and comes here presses nothing; nor does a second hand while the first presses.
                (false, true, Some(on)) if self.pressed[1 - hand].is_none() => {
                    self.own(hand, &before);
                    self.pressed[hand] = Some(on.slab);
                    self.events.extend([Pointed::Move(on.slab, on.at), Pointed::Press(on.slab, on.at)]);
                }
                (true, false, on) => {
                    if let Some(slab) = self.pressed[hand].take() {
                        let at = on.or(before[hand]).filter(|on| on.slab == slab).map_or(Vec2::NEG_ONE, |on| on.at);
                        self.events.push(Pointed::Release(slab, at));
                    }
                }
                _ => {}
            }
        }
        if self.on[self.owner].is_none() && self.pressed[self.owner].is_none() && self.on[1 - self.owner].is_some() {
            self.own(1 - self.owner, &before);
        }
        self.follow(input, before[self.owner], dt);
    }

    /// Another hand's pointer works from now on.
    fn own(&mut self, hand: usize, before: &[Option<On>; 2]) {
        if hand != self.owner
            && let Some(was) = before[self.owner]
        {
            self.events.push(Pointed::Leave(was.slab));
        }
        self.owner = hand;
    }

    /// The working pointer moves, scrolls, and leaves.
    fn follow(&mut self, input: &Input, was: Option<On>, dt: f32) {
        let on = self.on[self.owner];
        if let Some(was) = was.filter(|was| on.is_none_or(|on| on.slab != was.slab)) {
            self.events.push(Pointed::Leave(was.slab));
        }
        let Some(on) = on else { return };
        if was.is_none_or(|was| (was.slab, was.at) != (on.slab, on.at)) {
            self.events.push(Pointed::Move(on.slab, on.at));
        }
        let beyond = |part: f32| (part.abs() - REST).max(0.0).copysign(part) / (1.0 - REST);
        let stick = input.hands[self.owner].stick;
        let by = vec2(beyond(stick.x), beyond(stick.y)) * SCROLL * dt;
        if by != Vec2::ZERO {
            self.events.push(Pointed::Scroll(on.slab, by));
        }
    }

    /// The panel that a hand touches or points at; one that it pressed keeps it, also beyond its edges.
    fn meet(&self, aim: &Pose, pressed: Option<usize>) -> Option<On> {
        let mut best: Option<On> = None;
        for (number, slab) in self.slabs.iter().enumerate() {
            let Some(slab) = slab else { continue };
            let held = pressed == Some(number);
            if let Some(on) = meet(aim, slab, number, held)
                && best.is_none_or(|best| held || (Some(best.slab) != pressed && on.far < best.far))
            {
                best = Some(on);
            }
        }
        best.filter(|best| pressed.is_none_or(|pressed| best.slab == pressed))
    }
}

fn meet(aim: &Pose, slab: &Slab, number: usize, held: bool) -> Option<On> {
    let inverse = slab.matrix.inverse();
    if !inverse.is_finite() {
        return None;
    }
    let half = slab.size * 0.5;
    let scale = slab.matrix.x_axis.truncate().length();
    let inside = |at: Vec3| held || slab.inside(at);
    let place = |at: Vec3| vec2(at.x + half.x, half.y - at.y).clamp(Vec2::ZERO, slab.size);
    let tip = inverse.transform_point3(aim.position + aim.forward() * TIP);
    let depth = tip.z * scale;
    if (-BEHIND..=BEFORE).contains(&depth) && inside(tip) && aim_is_before(&inverse, aim) {
        return Some(On { slab: number, at: place(tip), far: TIP, touch: Some(depth <= 0.0) });
    }
    let (far, at) = face(&inverse, aim.position, aim.forward())?;
    (far <= REACH && inside(at)).then(|| On { slab: number, at: place(at), far, touch: None })
}

/// Where a ray meets the plane of a panel, from before it: how far along, and in the panel's own space.
fn face(inverse: &Mat4, from: Vec3, way: Vec3) -> Option<(f32, Vec3)> {
    let (from, way) = (inverse.transform_point3(from), inverse.transform_vector3(way));
    if from.z <= 0.0 || way.z >= -1e-6 {
        return None;
    }
    let far = -from.z / way.z;
    far.is_finite().then(|| (far, from + way * far))
}

/// A hand reaches through a panel from its front, or not at all.
fn aim_is_before(inverse: &Mat4, aim: &Pose) -> bool {
    inverse.transform_vector3(aim.forward()).z < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Hand;
    use glam::{Quat, vec3};

    const DT: f32 = 1.0 / 72.0;

    fn slab(z: f32) -> Option<Slab> {
        Some(Slab { matrix: Mat4::from_translation(vec3(0.0, 1.5, z)), size: vec2(1.0, 0.8) })
    }

    fn aim(x: f32, y: f32, z: f32) -> Option<Pose> {
        Some(Pose { position: vec3(x, y, z), orientation: Quat::IDENTITY })
    }

    fn trigger(left: f32, right: f32) -> Input {
        let hand = |trigger| Hand { trigger, ..Hand::default() };
        Input { hands: [hand(left), hand(right)], ..Input::default() }
    }

    fn step(pointing: &mut Pointing, input: &Input, aims: [Option<Pose>; 2]) -> Vec<Pointed> {
        pointing.update(input, aims, [false; 2], [None; 2], false, DT);
        pointing.events().to_vec()
    }

    #[test]
    fn the_nearest_face_along_a_ray_counts() {
        let mut pointing = Pointing::default();
        let eye = vec3(0.0, 1.5, 0.0);
        assert_eq!(pointing.along(eye, Vec3::NEG_Z), None);
        pointing.set(0, slab(-2.0));
        let turned = Mat4::from_translation(vec3(0.0, 1.5, -1.0)) * Mat4::from_rotation_y(0.7);
        pointing.set(3, Some(Slab { matrix: turned, size: vec2(1.0, 0.8) }));
        let ahead = pointing.along(eye, Vec3::NEG_Z).unwrap();
        assert!((ahead - 1.0).abs() < 1e-5, "its face, not a box around it: {ahead}");
        let beside = vec3(-0.3, 0.0, -1.0);
        let far = pointing.along(eye, beside).unwrap();
        let met = turned.inverse().transform_point3(eye + beside * far);
        assert!(met.z.abs() < 1e-5 && met.x < -0.2, "{met}");
        assert_eq!(pointing.along(eye, vec3(0.0, 0.9, -1.0)), None, "over it");
        assert_eq!(pointing.along(vec3(0.0, 1.5, -5.0), Vec3::Z), None, "from behind");
    }

    #[test]
    fn a_ray_points_presses_drags_and_leaves() {
        let mut pointing = Pointing::default();
        pointing.set(0, slab(-1.0));
        let (up, down) = (trigger(0.0, 0.0), trigger(0.0, 1.0));
        assert_eq!(step(&mut pointing, &up, [None, aim(0.125, 1.5, 1.0)]), [Pointed::Move(0, vec2(0.625, 0.4))]);
        assert_eq!(step(&mut pointing, &up, [None, aim(0.125, 1.5, 1.0)]), [], "at rest nothing is heard");
        assert_eq!((pointing.covered(), pointing.far(1)), ([false, true], Some(2.0)));
        let pressed = step(&mut pointing, &down, [None, aim(0.125, 1.5, 1.0)]);
        assert_eq!(pressed.last(), Some(&Pointed::Press(0, vec2(0.625, 0.4))));
        // Beyond the edge it is still held.
        assert_eq!(step(&mut pointing, &down, [None, aim(0.9, 1.5, 1.0)]), [Pointed::Move(0, vec2(1.0, 0.4))]);
        let released = step(&mut pointing, &up, [None, aim(0.9, 1.5, 1.0)]);
        assert_eq!(released, [Pointed::Release(0, vec2(1.0, 0.4))]);
        assert_eq!(step(&mut pointing, &up, [None, aim(0.9, 1.5, 1.0)]), [Pointed::Leave(0)]);
        assert_eq!(pointing.covered(), [false, false]);
    }

    #[test]
    fn what_was_pulled_elsewhere_presses_nothing_here() {
        let mut pointing = Pointing::default();
        pointing.set(0, slab(-1.0));
        let down = trigger(0.0, 1.0);
        step(&mut pointing, &down, [None, aim(2.0, 1.5, 1.0)]);
        let events = step(&mut pointing, &down, [None, aim(0.0, 1.5, 1.0)]);
        assert_eq!(events, [Pointed::Move(0, vec2(0.5, 0.4))]);
    }

    #[test]
    fn a_tip_touches_at_arms_length() {
        let mut pointing = Pointing::default();
        pointing.set(0, slab(-1.0));
        let up = trigger(0.0, 0.0);
        step(&mut pointing, &up, [aim(0.0, 1.5, -0.88), None]);
        let events = step(&mut pointing, &up, [aim(0.0, 1.5, -0.93), None]);
        assert_eq!(events.last(), Some(&Pointed::Press(0, vec2(0.5, 0.4))), "{events:?}");
        let events = step(&mut pointing, &up, [aim(0.0, 1.5, -0.88), None]);
        assert_eq!(events, [Pointed::Release(0, vec2(0.5, 0.4))]);
        // From behind nothing is touched.
        let turned = Pose { position: vec3(0.0, 1.5, -1.05), orientation: Quat::from_rotation_y(std::f32::consts::PI) };
        assert_eq!(step(&mut pointing, &up, [Some(turned), None]), [Pointed::Leave(0)]);
    }

    #[test]
    fn the_nearer_panel_hides_the_other_and_one_hand_works_at_a_time() {
        let mut pointing = Pointing::default();
        pointing.set(0, slab(-1.0));
        pointing.set(1, slab(-0.5));
        let up = trigger(0.0, 0.0);
        assert_eq!(step(&mut pointing, &up, [None, aim(0.0, 1.5, 1.0)]), [Pointed::Move(1, vec2(0.5, 0.4))]);
        pointing.set(1, None);
        let moved = step(&mut pointing, &up, [aim(0.2, 1.5, 1.0), aim(0.0, 1.5, 1.0)]);
        assert_eq!(moved, [Pointed::Leave(1), Pointed::Move(0, vec2(0.5, 0.4))]);
        // The left hand presses, and the pointer is its.
        let events = step(&mut pointing, &trigger(1.0, 0.0), [aim(0.2, 1.5, 1.0), aim(0.0, 1.5, 1.0)]);
        assert!(events.contains(&Pointed::Press(0, vec2(0.7, 0.4))), "{events:?}");
        assert_eq!(pointing.at(0), Some(vec2(0.7, 0.4)));
    }

    #[test]
    fn what_is_before_a_panel_hides_it_unless_it_is_pressed() {
        let mut pointing = Pointing::default();
        pointing.set(0, slab(-1.0));
        let mut meets = |far: f32, trigger_of: f32| {
            let (aims, hidden) = ([None, aim(0.0, 1.5, 1.0)], [None, Some(far)]);
            pointing.update(&trigger(0.0, trigger_of), aims, [false; 2], hidden, false, DT);
            pointing.far(1).is_some()
        };
        assert!(!meets(1.5, 0.0) && meets(2.5, 0.0) && meets(2.5, 1.0));
        assert!(meets(1.5, 1.0) && meets(1.5, 0.0), "until it is let go");
        assert!(!meets(1.5, 0.0));
    }

    #[test]
    fn the_stick_scrolls_and_a_steady_pointer_trembles_less() {
        let mut pointing = Pointing::default();
        pointing.set(0, slab(-1.0));
        let mut input = trigger(0.0, 0.0);
        input.hands[1].stick.y = 1.0;
        let events = step(&mut pointing, &input, [None, aim(0.0, 1.5, 1.0)]);
        assert!(matches!(events.last(), Some(Pointed::Scroll(0, by)) if by.y > 0.005), "{events:?}");
        let spread = |steady: bool| {
            let (mut pointing, mut most) = (Pointing::default(), 0.0_f32);
            pointing.set(0, slab(-1.0));
            for i in 0..200 {
                let x = if i % 2 == 0 { 0.004 } else { -0.004 };
                pointing.update(&trigger(0.0, 0.0), [None, aim(x, 1.5, 1.0)], [false; 2], [None; 2], steady, DT);
                if i > 50 {
                    most = most.max(pointing.at(0).map_or(1.0, |at| (at.x - 0.5).abs()));
                }
            }
            most
        };
        assert!(spread(true) < spread(false) * 0.6, "{} of {}", spread(true), spread(false));
    }
}
