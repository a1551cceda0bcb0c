//! What the visitor asked for on a panel.

use super::leaves::Leaves;
use crate::app::keeper::Keeper;
use crate::app::lead;
use crate::fair::Fair;
use crate::panel::Act;
use crate::visit::{Round, Turn, Visit};

/// What a press on the card does: times larger, radians of a turn, and parts of all that something comes apart.
const GROWTH: f32 = 1.25;
const SPIN: f32 = std::f32::consts::FRAC_PI_8;
const APART: f32 = 0.2;

/// Does it, in the frame in which the panel says so.
pub fn obey(act: Act, visit: &mut Visit, fair: &Fair, keeper: &mut Keeper, leaves: &mut Leaves) {
    match act {
        Act::Close => visit.tablet = false,
        Act::Welcomed => {
            keeper.welcome();
            visit.tablet = false;
        }
        Act::Tablet => visit.tablet = !visit.tablet,
        Act::Lead(booth) => {
            if let Some(booth) = booth.and_then(|booth| fair.booths.get(booth)) {
                log::info!("led to booth {}", booth.id);
            }
            visit.set_goal(booth.and_then(|booth| lead::before(fair, booth)));
        }
        Act::Tour(booths) => {
            visit.set_round((!booths.is_empty()).then(|| lead::round(fair, (visit.hall, visit.place()), booths)));
            visit.tablet = false;
        }
        Act::TourNext => visit.on_round(Round::next),
        Act::TourPause(paused) => visit.on_round(|round| round.pause(paused)),
        Act::Jump(booth) => jump(booth, visit, fair),
        Act::Enter(hall) => enter(hall, visit, fair),
        Act::Keep(item) => keeper.change(|kept| kept.toggle(item)),
        Act::ForgetSeen => keeper.change(|kept| kept.seen.clear()),
        Act::Settings(settings) => visit.choose(settings),
        Act::Measure => visit.measure(),
        Act::Turn(left) => {
            let (Turn::Snap(degrees) | Turn::Smooth(degrees)) = visit.settings.turn;
            visit.turn(degrees.to_radians() * if left { 1.0 } else { -1.0 });
        }
        Act::Language(lang) => visit.lang = lang,
        Act::KeySheet => visit.key_sheet = true,
        Act::Credits => visit.credits = true,
        Act::Overlay => visit.overlay = !visit.overlay,
        Act::Variant(thing) => visit.holding.tap(thing),
        Act::Look(wanted) => leaves.want(wanted),
        Act::Tool(tool) => visit.holding.select(tool),
        Act::PutBack(thing) => visit.holding.put_back(thing),
        Act::PutDown(thing) => visit.holding.put_down(thing),
        Act::Grow(thing, true) => visit.holding.grow(thing, GROWTH),
        Act::Grow(thing, false) => visit.holding.grow(thing, GROWTH.recip()),
        Act::TrueSize(thing) => visit.holding.true_size(thing),
        Act::Spin(thing, left) => visit.holding.spin(thing, if left { -SPIN } else { SPIN }),
        Act::Apart(more) => {
            let by = if more { APART } else { -APART };
            visit.holding.set_explosion(visit.holding.explosion() + by);
        }
        Act::ApartAll => visit.holding.set_explosion(if visit.holding.explosion() > 0.5 { 0.0 } else { 1.0 }),
    }
}

/// Before the booth, facing it.
fn jump(booth: usize, visit: &mut Visit, fair: &Fair) {
    let Some(goal) = lead::before(fair, booth) else { return };
    let Some(facing) = lead::facing(fair, booth) else { return };
    visit.go(goal.hall, goal.place, facing);
    visit.tablet = false;
}

/// Where visitors arrive in a hall.
fn enter(hall: usize, visit: &mut Visit, fair: &Fair) {
    let Some((place, yaw)) = fair.halls.get(hall).map(|hall| hall.spawn) else { return };
    visit.go(hall, place, yaw.to_radians());
    visit.tablet = false;
}
