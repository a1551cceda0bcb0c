//! The demo fair is a place to walk through: everything is read, the visitor arrives on free ground, and there is a way
//! on foot to the front of every booth.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use boothwalk::fair::{Booth, Fair, Product};
use boothwalk::fetch::{Source, open_fair};
use boothwalk::model::{self, Options};
use boothwalk::visit::{Grid, Ground, Placed, RADIUS};
use glam::{Mat4, Quat, Vec2, Vec3, vec2};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo");

/// Side of the lattice that is searched, metres.
const STEP: f32 = 0.25;

fn grid(source: &Arc<Source>, path: &str, place: Mat4, half: Vec2) -> Arc<Grid> {
    let bytes = source.read(path, 64 << 20).expect(path);
    let model = model::load(path, &bytes, &source.beside(path), &Options::default()).expect(path);
    Arc::new(Grid::of_model(&model, &place, half))
}

fn product_place(product: &Product) -> Mat4 {
    let turn = Quat::from_rotation_y(product.yaw.to_radians());
    Mat4::from_scale_rotation_translation(Vec3::splat(product.scale), turn, product.position)
}

fn ground(source: &Arc<Source>, fair: &Fair) -> Ground {
    let hall = &fair.halls[0];
    let mut ground = Ground::new(hall.size);
    let mut id = 0;
    let mut put = |grid, place| {
        id += 1;
        ground.insert(id, grid, place);
    };
    if let Some(model) = &hall.model {
        put(grid(source, model, Mat4::IDENTITY, hall.size * 0.5 + 0.5), Placed::HERE);
    }
    for booth in &fair.booths {
        let plot = &hall.plots[booth.plot];
        let half = plot.size * 0.5 + 0.5;
        if let Some(model) = &booth.model {
            put(grid(source, model, Mat4::IDENTITY, half), Placed::plot(plot));
        }
        for product in &booth.products {
            put(grid(source, &product.model, product_place(product), half), Placed::plot(plot));
        }
    }
    ground
}

/// Every lattice point that can be walked to.
fn reachable(ground: &Ground, from: Vec2) -> HashSet<(i32, i32)> {
    let point = |(x, z): (i32, i32)| from + vec2(x as f32, z as f32) * STEP;
    let mut seen = HashSet::from([(0, 0)]);
    let mut next = VecDeque::from([(0, 0)]);
    while let Some(at) = next.pop_front() {
        for (dx, dz) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
            let to = (at.0 + dx, at.1 + dz);
            if !seen.contains(&to) && ground.clear(point(at), point(to), RADIUS) {
                seen.insert(to);
                next.push_back(to);
            }
        }
    }
    seen
}

/// The nearest that one comes to the middle of a booth, in the plot's own space.
fn nearest(booth: &Booth, fair: &Fair, from: Vec2, places: &HashSet<(i32, i32)>) -> Vec2 {
    let into = fair.halls[0].plots[booth.plot].matrix().inverse();
    let local = |(x, z): &(i32, i32)| {
        let at = from + vec2(*x as f32, *z as f32) * STEP;
        let at = into.transform_point3(Vec3::new(at.x, 0.0, at.y));
        vec2(at.x, at.z)
    };
    places.iter().map(local).min_by(|a, b| a.length().total_cmp(&b.length())).unwrap_or(Vec2::INFINITY)
}

#[test]
fn every_booth_can_be_walked_to() {
    let (source, fair) = open_fair(DEMO).unwrap();
    assert!(fair.broken.is_empty(), "{:?}", fair.broken);
    assert!(fair.booths.len() >= 12 && fair.halls[0].zones.len() >= 4);
    let ground = ground(&source, &fair);
    let spawn = fair.halls[0].spawn.0;
    assert!(!ground.blocked_circle(spawn, RADIUS), "one arrives in something");
    let places = reachable(&ground, spawn);
    for booth in &fair.booths {
        let size = fair.halls[0].plots[booth.plot].size;
        let near = nearest(booth, &fair, spawn, &places);
        println!("{:10} {:?}: {near:.2}", booth.id, size);
        // Onto the plot itself, not only past it.
        assert!((near.abs() - size * 0.5).max_element() < -0.2, "{}: no nearer than {near}", booth.id);
    }
    let free = places.len() as f32 * STEP * STEP;
    let all = fair.halls[0].size.element_product();
    println!("{free:.0} m2 to walk on of {all:.0}");
    // Walls, counters and products take room; were nothing in the way, the rest would prove nothing.
    assert!((0.4..0.9).contains(&(free / all)), "{free} m2 of {all} are free");
}
