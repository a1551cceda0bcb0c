//! What the visitor asked for on a panel.

use crate::app::keeper::Keeper;
use crate::app::lead;
use crate::fair::Fair;
use crate::panel::Act;
use crate::visit::{Round, Visit};

/// Does it, in the frame in which the panel says so.
pub fn obey(act: Act, visit: &mut Visit, fair: &Fair, keeper: &mut Keeper) {
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
        Act::Keep(item) => keeper.change(|kept| kept.toggle(item)),
        Act::ForgetSeen => keeper.change(|kept| kept.seen.clear()),
        Act::Settings(settings) => visit.settings = settings,
        Act::Language(lang) => visit.lang = lang,
        Act::KeySheet => visit.key_sheet = true,
        Act::Credits => visit.credits = true,
        Act::Overlay => visit.overlay = !visit.overlay,
        Act::Variant(thing) => visit.holding.tap(thing),
        Act::Tool(tool) => visit.holding.select(tool),
        Act::PutBack(thing) => visit.holding.put_back(thing),
    }
}

/// Before the booth, facing it.
fn jump(booth: usize, visit: &mut Visit, fair: &Fair) {
    let Some(goal) = lead::before(fair, booth) else { return };
    let Some(facing) = lead::facing(fair, booth) else { return };
    visit.hall = goal.hall;
    visit.jump(goal.place, facing);
    visit.tablet = false;
}
