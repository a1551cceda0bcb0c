//! A visit as it is kept while a system has ended the program, to go on where the visitor was.

use glam::vec2;
use serde::{Deserialize, Serialize};

use crate::fair::Fair;
use crate::visit::Visit;

/// Version of what is written.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Kept {
    format: u32,
    /// Id of the fair.
    fair: String,
    visit: Visit,
}

/// What to keep of a visit to a fair.
pub fn keep(fair: &Fair, visit: &Visit) -> Vec<u8> {
    let kept = Kept { format: FORMAT, fair: fair.id.clone(), visit: visit.leaving() };
    // Every part of a visit is a number, a word or a list of these.
    serde_json::to_vec(&kept).unwrap_or_default()
}

/// The visit that was kept, in which the visitor arrives where they were. `None` where it was one to another fair, or was
/// kept by another version of the program.
pub fn resume(fair: &Fair, bytes: &[u8]) -> Option<Visit> {
    let kept: Kept = serde_json::from_slice(bytes).ok()?;
    let hall = fair.halls.get(kept.visit.hall)?;
    let at = vec2(kept.visit.rig.position.x, kept.visit.rig.position.z);
    let inside = at.is_finite() && kept.visit.rig.yaw.is_finite() && at.abs().cmple(hall.size * 0.5).all();
    (kept.format == FORMAT && kept.fair == fair.id && inside).then_some(kept.visit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fair::Lang;

    #[test]
    fn a_visit_goes_on_where_it_was_kept() {
        let (_, fair) = crate::fetch::open_fair(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
        let mut visit = Visit::new((vec2(3.0, -2.0), 90.0));
        (visit.lang, visit.settings.smooth) = (Lang::Zh, true);
        let bytes = keep(&fair, &visit);
        let again = resume(&fair, &bytes).unwrap();
        assert_eq!((again.lang, again.settings.smooth), (Lang::Zh, true));
        assert!(again.rig.position == visit.rig.position && (again.rig.yaw - visit.rig.yaw).abs() < 1e-5);
        assert!(bytes.len() < 2000, "{} bytes", bytes.len());

        let mut other = fair.clone();
        other.id = "another".into();
        assert!(resume(&other, &bytes).is_none());
        assert!(resume(&fair, b"{}").is_none() && resume(&fair, b"").is_none());
        let far = keep(&fair, &Visit::new((vec2(1e4, 0.0), 0.0)));
        assert!(resume(&fair, &far).is_none());
    }
}
