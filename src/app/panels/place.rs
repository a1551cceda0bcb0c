//! Where panels stand, in rig space: where they were opened, until they are closed.

use glam::{Mat4, Quat, Vec3, vec3};

use crate::device::{Input, Pose};
use crate::visit::{Settings, Side};

/// From the eyes to the tablet's middle, metres; how far below them it is, and how far it leans back, radians.
const TABLET: (f32, f32, f32) = (1.1, 0.12, 0.12);
/// The same of a card, and how far to the right of ahead it stands, radians: beside what is in hand,
/// and its parts when it comes apart.
const CARD: (f32, f32, f32) = (1.3, 0.1, 0.1);
const BESIDE: f32 = 0.75;
/// The same where the tablet has the place before the visitor.
const BESIDE_TABLET: f32 = 0.98;
/// How squarely a palm faces the eyes for its panel to come, and to stay; and how near the middle of sight it is: cosines.
const PALM: (f32, f32) = (0.8, 0.6);
const PALM_OF_MAIN: f32 = 0.93;
const IN_SIGHT: f32 = 0.75;
/// From the eyes to such a hand at the most, from the hand up to its panel, metres, and how large that is: one reads it at
/// half an arm's length.
const WRIST: (f32, f32, f32) = (0.75, 0.11, 0.45);
/// Farther than this from the eyes a card is left behind, metres.
const LEFT: f32 = 2.2;

/// Before somebody who looks level.
pub fn tablet(head: &Pose) -> Mat4 {
    before(head, TABLET, 0.0)
}

/// On the side of somebody's main hand, turned towards them.
pub fn card(head: &Pose, tablet: bool, main: Side) -> Mat4 {
    let aside = if tablet { BESIDE_TABLET } else { BESIDE };
    before(head, CARD, if main == Side::Right { aside } else { -aside })
}

/// Above a bare hand whose palm one looks at, and which hand that is; `there` is where it already was. The hand that is not
/// the main one comes first, so that the main one is free to press; the main one's palm has to be looked at on purpose,
/// unless it may be the only one.
pub fn wrist(input: &Input, there: Option<usize>, settings: &Settings) -> Option<(usize, Mat4)> {
    let head = &input.head;
    [settings.main.other(), settings.main].into_iter().find_map(|side| {
        let hand = input.hands.get(side.index()).filter(|hand| hand.no_stick)?;
        let grip = hand.grip?;
        let aside = side == settings.main && !settings.one_hand;
        let squarely = match there {
            Some(hand) if hand == side.index() => PALM.1,
            _ if aside => PALM_OF_MAIN,
            _ => PALM.0,
        };
        let to_eyes = head.position - grip.position;
        let (far, way) = (to_eyes.length(), to_eyes.normalize_or(Vec3::Z));
        // Out of a left palm +x points, into a right one (OpenXR 1.1, "Standard pose identifiers", grip).
        let palm = grip.orientation * if side == Side::Left { Vec3::X } else { Vec3::NEG_X };
        let shown = far < WRIST.0 && palm.dot(way) > squarely && head.forward().dot(-way) > IN_SIGHT;
        shown.then(|| {
            let at = grip.position + Vec3::Y * WRIST.1;
            let face = (head.position - at).normalize_or(Vec3::Z);
            let turn = Quat::from_rotation_y(face.x.atan2(face.z)) * Quat::from_rotation_x(-face.y.asin());
            (side.index(), Mat4::from_scale_rotation_translation(Vec3::splat(WRIST.2), turn, at))
        })
    })
}

/// Whether a head has gone away from what stands there.
pub fn is_left(place: &Mat4, head: &Pose) -> bool {
    place.w_axis.truncate().distance(head.position) > LEFT
}

fn before(head: &Pose, (far, below, lean): (f32, f32, f32), aside: f32) -> Mat4 {
    let ahead = head.forward();
    let flat = vec3(ahead.x, 0.0, ahead.z).normalize_or(Vec3::NEG_Z);
    let turn = Quat::from_rotation_y((-flat.x).atan2(-flat.z) - aside);
    let at = head.position + turn * vec3(0.0, -below, -far);
    Mat4::from_rotation_translation(turn * Quat::from_rotation_x(-lean), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_palm_that_one_looks_at_has_a_panel() {
        let mut input = Input { head: Pose { position: vec3(0.0, 1.6, 0.0), ..Pose::default() }, ..Input::default() };
        let at = vec3(-0.1, 1.5, -0.4);
        // The left palm, +x of its grip, towards the eyes: +z.
        let palm = Pose { position: at, orientation: Quat::from_rotation_y(-std::f32::consts::FRAC_PI_2) };
        input.hands[0].grip = Some(palm);
        let settings = Settings::default();
        assert_eq!(wrist(&input, None, &settings), None, "a controller has a button");
        input.hands[0].no_stick = true;
        let (hand, place) = wrist(&input, None, &settings).unwrap();
        assert_eq!(hand, 0);
        let face = place.z_axis.truncate().normalize();
        assert!(face.dot((input.head.position - place.w_axis.truncate()).normalize()) > 0.99, "{face}");
        input.hands[0].grip = Some(Pose { orientation: Quat::IDENTITY, ..palm });
        assert_eq!(wrist(&input, Some(0), &settings), None, "seen from its side");
        // The same turn shows the back of a right hand.
        input.hands[0].grip = None;
        (input.hands[1].grip, input.hands[1].no_stick) = (Some(palm), true);
        assert_eq!(wrist(&input, None, &settings), None);
    }

    #[test]
    fn the_other_hand_has_it_first_and_the_main_one_when_it_is_meant() {
        let head = Pose { position: vec3(0.0, 1.6, 0.0), ..Pose::default() };
        let mut input = Input { head, ..Input::default() };
        // Both palms towards the eyes, turned away by so much.
        let mut palms = |off: f32| {
            for (hand, side) in input.hands.iter_mut().zip([1.0_f32, -1.0]) {
                let turn = Quat::from_rotation_y(-side * std::f32::consts::FRAC_PI_2 + off);
                hand.grip = Some(Pose { position: vec3(0.0, 1.6, -0.4), orientation: turn });
                hand.no_stick = true;
            }
            input.clone()
        };
        let (square, off) = (palms(0.0), palms(0.5));
        for main in [Side::Right, Side::Left] {
            let settings = Settings { main, ..Settings::default() };
            let which = |input: &Input, settings: &Settings| wrist(input, None, settings).map(|(hand, _)| hand);
            assert_eq!(which(&square, &settings), Some(main.other().index()));
            let only = |input: &Input| {
                let mut input = input.clone();
                input.hands[main.other().index()].grip = None;
                input
            };
            assert_eq!(which(&only(&square), &settings), Some(main.index()));
            assert_eq!(which(&only(&off), &settings), None, "not by the way");
            let one_hand = Settings { one_hand: true, ..settings };
            assert_eq!(which(&only(&off), &one_hand), Some(main.index()));
        }
    }

    #[test]
    fn panels_face_the_eyes_and_stand_apart() {
        let head = Pose { position: vec3(1.0, 1.6, 2.0), orientation: Quat::from_rotation_y(0.7) };
        let cards = [Side::Left, Side::Right].map(|main| [card(&head, false, main), card(&head, true, main)]);
        for place in cards.into_iter().flatten().chain([tablet(&head)]) {
            let (at, face) = (place.w_axis.truncate(), place.z_axis.truncate());
            let to_eyes = (head.position - at).normalize();
            assert!(face.dot(to_eyes) > 0.96, "{}", face.dot(to_eyes));
            assert!(!is_left(&place, &head));
        }
        // Beside one another neither hides anything of the other.
        for (main, side) in [(Side::Left, -1.0), (Side::Right, 1.0)] {
            let (a, b) = (tablet(&head), card(&head, true, main));
            let right = a.x_axis.truncate();
            let gap = side * (b.w_axis - a.w_axis).truncate().dot(right) - 0.64 - 0.32 * right.dot(b.x_axis.truncate());
            assert!(gap > -0.01, "{gap}");
        }
    }
}
