//! A way drawn tight: straight where that is free, its corners rounded.

use glam::Vec2;

use super::super::ground::{Ground, RADIUS};
use super::search::WIDE;

/// How often a way is drawn tight, from its start and from its end by turns: each time from points that the time before
/// laid between its corners.
const ROUNDS: usize = 4;
/// Between these points, metres.
const BETWEEN: f32 = 0.4;
/// Longest straight that is looked for at once, metres.
const LONGEST: f32 = 25.0;
/// Longest straight that comes nearer to what blocks than one likes to go, metres: it is cut short, not rounded.
const SQUEEZE: f32 = 2.0;
/// Where a corner's round begins, metres before it.
const ROUND: f32 = 0.5;
/// What is less than this is no corner worth rounding: metres, and the cosine of how far the way turns.
const LEAST: f32 = 0.1;
const STRAIGHT: f32 = 0.995;
/// Parts of a corner's round.
const PARTS: usize = 6;

/// Shortens a way whose every step is free.
pub(super) fn pull(ground: &Ground, mut path: Vec<Vec2>) -> Vec<Vec2> {
    for round in 0..ROUNDS {
        if round > 0 {
            path = divided(&path);
        }
        path = once(ground, &path);
        path.reverse();
    }
    path
}

/// From each point straight to the farthest of the next ones that can be gone to.
fn once(ground: &Ground, path: &[Vec2]) -> Vec<Vec2> {
    let mut out: Vec<Vec2> = path.first().copied().into_iter().collect();
    let mut i = 0;
    while let Some(from) = path.get(i).copied().filter(|_| i + 1 < path.len()) {
        let mut far = 0.0;
        let ahead = path.windows(2).skip(i).take_while(|pair| {
            far += pair[0].distance(pair[1]);
            far <= LONGEST
        });
        let last = i + ahead.count().max(1);
        let to = |radius: f32, longest: f32| {
            (i + 2..=last).rev().find(|j| {
                path.get(*j).is_some_and(|to| from.distance(*to) <= longest && ground.clear(from, *to, radius))
            })
        };
        i = to(WIDE, LONGEST).or_else(|| to(RADIUS, SQUEEZE)).unwrap_or(i + 1);
        out.extend(path.get(i));
    }
    out
}

fn divided(path: &[Vec2]) -> Vec<Vec2> {
    let mut out = Vec::new();
    for pair in path.windows(2) {
        let steps = (pair[0].distance(pair[1]) / BETWEEN).ceil().max(1.0) as usize;
        out.extend((0..steps).map(|i| pair[0].lerp(pair[1], i as f32 / steps as f32)));
    }
    out.extend(path.last());
    out
}

/// Rounds the corners as far as there is room.
pub(super) fn rounded(ground: &Ground, path: &[Vec2]) -> Vec<Vec2> {
    let mut out: Vec<Vec2> = path.first().copied().into_iter().collect();
    for three in path.windows(3) {
        let [a, b, c] = [three[0], three[1], three[2]];
        let (before, after) = (a - b, c - b);
        let (ahead, on) = (before.normalize_or_zero(), after.normalize_or_zero());
        let mut cut = ROUND.min(before.length() * 0.5).min(after.length() * 0.5);
        let straight = -ahead.dot(on) > STRAIGHT;
        let curve = loop {
            if straight || cut < LEAST {
                break None;
            }
            let (from, to) = (b + ahead * cut, b + on * cut);
            let curve: [Vec2; PARTS + 1] = std::array::from_fn(|i| {
                let t = i as f32 / PARTS as f32;
                from.lerp(b, t).lerp(b.lerp(to, t), t)
            });
            if curve.windows(2).all(|pair| ground.clear(pair[0], pair[1], RADIUS)) {
                break Some(curve);
            }
            cut *= 0.5;
        };
        match curve {
            Some(curve) => out.extend(curve),
            None => out.push(b),
        }
    }
    out.extend(path.last().filter(|_| path.len() > 1));
    out
}
