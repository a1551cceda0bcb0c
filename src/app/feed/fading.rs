//! A finer level that takes the place of a coarser one softly: for a moment both stand there, and each is drawn in part.

use std::collections::HashMap;
use std::sync::Arc;

use super::stand::swap;
use crate::app::piece::{Bench, Piece};
use crate::render::{Pipelines, Shape};
use crate::scene::{Fade, Key, ObjectId, Scene};
use crate::stream::Admission;

/// Seconds that it takes.
pub const FADE: f32 = 0.25;
/// So many places fade at once at most: what fades is drawn twice.
const MOST: usize = 8;

/// What fades at a place.
#[derive(Debug, Clone, Copy)]
enum What {
    /// The first leaves for the second.
    Exchange(ObjectId, ObjectId),
    /// It is left out, and nothing comes in its place; or it comes back.
    Hides(ObjectId),
    Returns(ObjectId),
}

#[derive(Debug)]
struct Leaving {
    what: What,
    /// Seconds on the clock of the visit.
    since: f32,
    /// What the end of it costs is what a swap of so many bytes does.
    bytes: usize,
}

/// The places at which a level leaves.
#[derive(Debug)]
pub struct Fading {
    places: HashMap<Piece, Leaving>,
    pipelines: Arc<Pipelines>,
    shapes: Vec<Shape>,
}

impl Fading {
    pub fn new(bench: &Bench) -> Fading {
        Fading { places: HashMap::new(), pipelines: bench.pipelines.clone(), shapes: bench.shapes.clone() }
    }

    /// Whether one more place may fade, and these can.
    pub fn can<const N: usize>(&self, objects: [ObjectId; N], scene: &Scene) -> bool {
        let mut last = None;
        let mut made = |key: Key| {
            let known = last.replace(key) == Some(key);
            known || self.shapes.iter().all(|shape| self.pipelines.can_fade(key, *shape))
        };
        self.places.len() < MOST && objects.into_iter().flat_map(|object| scene.keys(object)).all(&mut made)
    }

    /// `old` leaves a place to `new`, which stands there already, and has the shadow of both.
    pub fn begin(&mut self, place: Piece, [old, new]: [ObjectId; 2], bytes: usize, scene: &mut Scene, time: f32) {
        scene.set_casts(old, false);
        scene.set_fade(old, Fade::Leaving(0));
        scene.set_fade(new, Fade::Coming(0));
        self.places.insert(place, Leaving { what: What::Exchange(old, new), since: time, bytes });
    }

    /// What stands at a place is left out.
    pub fn hide(&mut self, place: Piece, object: ObjectId, bytes: usize, scene: &mut Scene, time: f32) {
        scene.set_fade(object, Fade::Leaving(0));
        self.places.insert(place, Leaving { what: What::Hides(object), since: time, bytes });
    }

    /// What was left out at a place, and is visible again, comes.
    pub fn bring(&mut self, place: Piece, object: ObjectId, bytes: usize, scene: &mut Scene, time: f32) {
        scene.set_fade(object, Fade::Coming(0));
        self.places.insert(place, Leaving { what: What::Returns(object), since: time, bytes });
    }

    /// Brings what fades to a time on the visit's clock; what has ended goes as far as the frame has time for it.
    pub fn advance(&mut self, scene: &mut Scene, admission: &mut Admission, time: f32) {
        self.places.retain(|_, leaving| {
            let there =
                ((time - leaving.since) / FADE * f32::from(Fade::STEPS)).clamp(0.0, f32::from(Fade::STEPS)) as u8;
            if there == Fade::STEPS && admission.run(swap(leaving.bytes), || leaving.end(scene)) {
                return false;
            }
            match leaving.what {
                What::Exchange(old, new) => {
                    scene.set_fade(old, Fade::Leaving(there));
                    scene.set_fade(new, Fade::Coming(there));
                }
                What::Hides(object) => scene.set_fade(object, Fade::Leaving(there)),
                What::Returns(object) => scene.set_fade(object, Fade::Coming(there)),
            }
            true
        });
    }

    /// Ends at once what fades at a place.
    pub fn end(&mut self, place: Piece, scene: &mut Scene) {
        if let Some(leaving) = self.places.remove(&place) {
            leaving.end(scene);
        }
    }

    /// What leaves a place for another.
    pub fn object(&self, place: Piece) -> Option<ObjectId> {
        match self.places.get(&place)?.what {
            What::Exchange(old, _) => Some(old),
            What::Hides(_) | What::Returns(_) => None,
        }
    }
}

impl Leaving {
    fn end(&self, scene: &mut Scene) {
        match self.what {
            What::Exchange(old, new) => {
                scene.remove(old);
                scene.set_fade(new, Fade::Whole);
            }
            What::Hides(object) => {
                scene.set_visible(object, false);
                scene.set_fade(object, Fade::Whole);
            }
            What::Returns(object) => scene.set_fade(object, Fade::Whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use glam::Mat4;

    use super::*;
    use crate::app::piece;
    use crate::fair::{Fair, Lang};
    use crate::fetch::Source;
    use crate::model::{Model, Options};
    use crate::panel;
    use crate::render::{Backend, Gpu, PICTURE_FORMAT, Renderer};
    use crate::scene::Shown;
    use crate::stream::Pacing;

    fn bench(gpu: &Gpu, renderer: &Renderer) -> Bench {
        let (source, _) = Source::open(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
        Bench {
            fair: Arc::new(Fair::of_model("a.glb", "a")),
            source: Arc::new(source),
            pipelines: renderer.pipelines(),
            shapes: vec![gpu.shape(PICTURE_FORMAT, 1)],
            lang: Lang::En,
            options: Options::default(),
        }
    }

    #[test]
    fn both_stand_for_a_moment_then_one_alone_and_never_too_many_at_once() {
        let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
        let renderer = Renderer::new(&gpu);
        let bench = bench(&gpu, &renderer);
        let shape: Arc<Model> = Arc::new(panel::wand());
        let (mut scene, mut fading) = (Scene::new(), Fading::new(&bench));
        let pair = |scene: &mut Scene| [0, 1].map(|model| scene.place(model, &shape, Mat4::IDENTITY, true));
        let first = pair(&mut scene);
        assert!(!fading.can(first, &scene), "its pipelines are not made");
        piece::pipelines(&shape, Shown::Fading, &bench);
        let mut both = first;
        for place in 0..MOST {
            assert!(fading.can(both, &scene));
            fading.begin(Piece::Booth(place), both, 100, &mut scene, 1.0);
            both = pair(&mut scene);
        }
        assert!(!fading.can(both, &scene), "there are too many");
        let mut admission = Admission::new(Pacing::Virtual);
        let shown = |scene: &Scene, object| scene.keys(object).map(|key| key.shown).next();
        let mut at = |time: f32, scene: &mut Scene| {
            admission.begin(Duration::from_millis(14));
            fading.advance(scene, &mut admission, time);
            (fading.object(Piece::Booth(0)), first.map(|object| shown(scene, object)))
        };
        let fades = Some(Shown::Fading);
        assert_eq!(at(1.0, &mut scene), (Some(first[0]), [fades; 2]));
        assert_eq!(at(1.0 + FADE * 0.9, &mut scene), (Some(first[0]), [fades; 2]));
        assert_eq!(at(1.1 + FADE, &mut scene), (None, [None, Some(Shown::Whole)]));
        // What is shown by then is shown at once where it must be.
        fading.begin(Piece::Booth(9), both, 100, &mut scene, 2.0);
        fading.end(Piece::Booth(9), &mut scene);
        assert_eq!(both.map(|object| shown(&scene, object)), [None, Some(Shown::Whole)]);
    }
}
