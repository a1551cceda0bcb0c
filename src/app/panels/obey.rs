//! What the visitor asked for on a panel.

use glam::Vec3;

use crate::app::keeper::Keeper;
use crate::fair::Fair;
use crate::panel::Act;
use crate::visit::{Goal, Visit};

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
            visit.set_goal(booth.and_then(|booth| goal(fair, booth)));
        }
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

fn goal(fair: &Fair, booth: usize) -> Option<Goal> {
    let booth = fair.booths.get(booth)?;
    Some(Goal::before(booth.hall, fair.halls.get(booth.hall)?.plots.get(booth.plot)?))
}

/// Before the booth, facing it.
fn jump(booth: usize, visit: &mut Visit, fair: &Fair) {
    let Some(goal) = goal(fair, booth) else { return };
    let plot = fair.booths.get(booth).and_then(|booth| fair.halls.get(booth.hall)?.plots.get(booth.plot));
    let Some(plot) = plot else { return };
    // Its front is +z of the plot; who looks at it looks the other way.
    let into = plot.matrix().transform_vector3(Vec3::NEG_Z);
    visit.hall = goal.hall;
    visit.jump(goal.place, (-into.x).atan2(-into.z));
    visit.tablet = false;
}
