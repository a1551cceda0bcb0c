//! Plots against each other and the hall they lie in.

use glam::{Vec2, vec2};

use super::Plot;

/// Neighbours share an edge; typed numbers round.
const SLACK: f32 = 0.01;

fn corners(plot: &Plot) -> [Vec2; 4] {
    let (right, back) = axes(plot);
    let half = plot.size * 0.5;
    [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        .map(|(x, z)| plot.position + right * (half.x * x) + back * (half.y * z))
}

/// The plot's x and z axes on the floor, as (x, z).
fn axes(plot: &Plot) -> (Vec2, Vec2) {
    let (sin, cos) = plot.yaw.to_radians().sin_cos();
    (vec2(cos, -sin), vec2(sin, cos))
}

/// Whether a point of the floor is on a plot, its edge included.
pub(super) fn holds(plot: &Plot, point: Vec2) -> bool {
    let ((right, back), from) = (axes(plot), point - plot.position);
    from.dot(right).abs() <= plot.size.x * 0.5 && from.dot(back).abs() <= plot.size.y * 0.5
}

/// Every plot inside of the hall's floor, no two over each other.
pub(super) fn check(hall: &str, size: Vec2, plots: &[Plot]) -> Result<(), String> {
    for plot in plots {
        if corners(plot).iter().any(|corner| corner.abs().cmpgt(size * 0.5 + SLACK).any()) {
            return Err(format!("{hall}: plot {:?} reaches out of the hall's {} by {} m", plot.id, size.x, size.y));
        }
    }
    // Sorted along x, only neighbours in reach are compared.
    let mut order: Vec<(f32, f32, &Plot)> = plots
        .iter()
        .map(|plot| {
            let reach = plot.size.length() * 0.5;
            (plot.position.x - reach, plot.position.x + reach, plot)
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (index, (_, end, plot)) in order.iter().enumerate() {
        for (_, _, other) in order[index + 1..].iter().take_while(|(start, ..)| start < end) {
            if overlap(plot, other) {
                return Err(format!("{hall}: plots {:?} and {:?} overlap", plot.id, other.id));
            }
        }
    }
    Ok(())
}

/// Whether two plots share more than an edge: no axis of either separates them.
fn overlap(a: &Plot, b: &Plot) -> bool {
    let (a_corners, b_corners) = (corners(a), corners(b));
    let ((ax, az), (bx, bz)) = (axes(a), axes(b));
    [ax, az, bx, bz].into_iter().all(|axis| {
        let span = |corners: &[Vec2; 4]| {
            corners
                .iter()
                .map(|corner| corner.dot(axis))
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
        };
        let ((a_low, a_high), (b_low, b_high)) = (span(&a_corners), span(&b_corners));
        a_low + SLACK < b_high && b_low + SLACK < a_high
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(id: &str, x: f32, z: f32, yaw: f32, w: f32, d: f32) -> Plot {
        Plot { id: id.into(), zone: None, position: vec2(x, z), yaw, size: vec2(w, d) }
    }

    #[test]
    fn neighbours_touch_but_do_not_overlap() {
        assert!(!overlap(&plot("a", 0.0, 0.0, 0.0, 4.0, 3.0), &plot("b", 4.0, 0.0, 0.0, 4.0, 3.0)));
        assert!(overlap(&plot("a", 0.0, 0.0, 0.0, 4.0, 3.0), &plot("b", 3.9, 0.0, 0.0, 4.0, 3.0)));
    }

    #[test]
    fn turned_plots_are_compared_as_they_stand() {
        // A long thin plot turned by 90° reaches along z, not along x.
        let long = plot("a", 0.0, 0.0, 90.0, 8.0, 1.0);
        assert!(!overlap(&long, &plot("b", 2.0, 0.0, 0.0, 2.0, 2.0)));
        assert!(overlap(&long, &plot("b", 0.0, 3.0, 0.0, 2.0, 2.0)));
        // Boxes around the two overlap; the plots do not.
        assert!(!overlap(&plot("a", 0.0, 0.0, 45.0, 6.0, 0.5), &plot("b", 2.5, 2.5, 0.0, 3.0, 3.0)));
    }

    #[test]
    fn the_matrix_and_the_corners_agree() {
        let plot = plot("a", 3.0, -2.0, 30.0, 4.0, 2.0);
        let at = plot.matrix().transform_point3(glam::vec3(2.0, 0.0, 1.0));
        assert!(corners(&plot)[2].abs_diff_eq(vec2(at.x, at.z), 1e-5));
        let on = |x: f32, z: f32| {
            let at = plot.matrix().transform_point3(glam::vec3(x, 0.0, z));
            holds(&plot, vec2(at.x, at.z))
        };
        assert!(on(1.9, -0.9) && on(-1.9, 0.9) && !on(2.1, 0.0) && !on(0.0, 1.1));
    }

    #[test]
    fn outside_of_the_hall_is_refused() {
        let size = vec2(20.0, 10.0);
        assert!(check("hall", size, &[plot("a", 8.0, 0.0, 0.0, 4.0, 3.0)]).is_ok());
        assert!(check("hall", size, &[plot("a", 8.1, 0.0, 0.0, 4.0, 3.0)]).is_err());
        let message = check("hall", size, &[plot("a", 0.0, 0.0, 0.0, 4.0, 3.0), plot("b", 1.0, 1.0, 10.0, 4.0, 3.0)]);
        assert_eq!(message.unwrap_err(), "hall: plots \"a\" and \"b\" overlap");
    }
}
