//! What answers to visitors: animations that play when somebody comes, and counters.

use glam::{Vec2, Vec3};

use super::check::{Check, number, place, words};
use super::form::{CounterForm, ReactionForm};
use super::{Booth, Counter, Plot, Reaction};

/// Reactions of one booth or hall.
const MAX_REACTIONS: usize = 16;
/// How near somebody comes to play one, metres: where nothing is said, and what may be said.
const NEAR: f32 = 2.5;
const NEARS: std::ops::RangeInclusive<f32> = 0.5..=20.0;
/// Longest name of an animation or a node, characters.
const MAX_NAME: usize = 200;
/// Longest side of a counter, metres.
const LARGEST: f32 = 20.0;

/// Reactions; `what` is said before each sentence.
pub(super) fn reactions(what: &str, forms: Vec<ReactionForm>) -> Check<Vec<Reaction>> {
    if forms.len() > MAX_REACTIONS {
        return Err(format!("{what}: there are {}; {MAX_REACTIONS} are allowed", forms.len()));
    }
    let one = |(count, form): (usize, ReactionForm)| {
        let what = format!("{what} {count}");
        named(&format!("{what}: animation"), &form.animation)?;
        let near = form.near.unwrap_or(NEAR);
        if !NEARS.contains(&near) {
            return Err(format!("{what}: near is {near}; {} to {} m is allowed", NEARS.start(), NEARS.end()));
        }
        let at = form.at.map(|at| place(&format!("{what}: at"), at)).transpose()?.map(Vec2::from);
        Ok(Reaction { animation: form.animation, at, near })
    };
    (1..).zip(forms).map(one).collect()
}

/// A counter.
pub(super) fn counter(form: CounterForm) -> Check<Counter> {
    match (form.node, form.position, form.size) {
        (Some(node), None, None) => {
            named("counter: node", &node)?;
            Ok(Counter::Node(node))
        }
        (None, Some(position), Some(size)) => {
            let size = Vec3::from(place("counter: size", size)?);
            if size.min_element() <= 0.0 || size.max_element() > LARGEST {
                return Err(format!("counter: size is {size}; more than 0 and at most {LARGEST} m a side are allowed"));
            }
            let position = Vec2::from(place("counter: position", position)?);
            Ok(Counter::Box { position, yaw: number("counter: yaw", form.yaw)?, size })
        }
        _ => Err("counter: either node = \"…\", or position = [x, z] and size = [x, y, z] are needed".into()),
    }
}

/// A box on the floor of a booth, where it says nothing of a counter and has no model: width, height and depth, how far its
/// middle is from the plot's front right corner, and from the nearest product, metres.
const PLAIN: Vec3 = Vec3::new(1.3, 1.05, 0.5);
const INSIDE: Vec2 = Vec2::new(1.0, 0.7);
const CLEAR: f32 = 1.1;
/// Smaller plots than this have no room for one, metres a side.
const ROOM: f32 = 3.0;

impl Booth {
    /// The box of its counter on its floor: the middle (x, z), degrees, and width, height and depth. `None` where it has
    /// none, or one that is a node of its model. A booth without a model has a plain one, where there is room.
    pub fn counter_box(&self, plot: &Plot) -> Option<(Vec2, f32, Vec3)> {
        match &self.counter {
            Some(Counter::Box { position, yaw, size }) => Some((*position, *yaw, *size)),
            Some(Counter::Node(_)) => None,
            None => {
                let middle = plot.size * 0.5 - INSIDE;
                let clear = |at: Vec3| Vec2::new(at.x, at.z).distance(middle) > CLEAR;
                let free = self.products.iter().all(|product| clear(product.position));
                let room = plot.size.min_element() >= ROOM && free && self.model.is_none();
                room.then_some((middle, 0.0, PLAIN))
            }
        }
    }
}

fn named(what: &str, name: &str) -> Check<()> {
    if name.is_empty() {
        return Err(format!("{what} is empty"));
    }
    words(what, name, MAX_NAME)
}
