//! The whole demo fair by the driver that draws nothing, for tests.

use std::sync::Arc;

use super::content::{Content, World};
use super::opening::{Opening, open_world};
use crate::device::Surface;
use crate::fair::{Fair, Lang};
use crate::fetch::{Source, open_fair};
use crate::model::Limits;
use crate::render::{Backend, Gpu, PICTURE_FORMAT, Profile};
use crate::stream::Pacing;
use crate::visit::Visit;

/// Pixels of a view.
pub const SIZE: (u32, u32) = (64, 64);

pub struct Demo {
    pub gpu: Gpu,
    pub fair: Arc<Fair>,
    /// Whoever has just arrived.
    pub visit: Visit,
    /// With everything in it.
    pub world: World,
    pub content: Content,
}

pub fn demo(profile: Profile, views: u32) -> Demo {
    let (source, fair) = open_fair(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
    world_of(source, fair, profile, views)
}

/// The same of any fair.
pub fn world_of(source: Arc<Source>, fair: Fair, profile: Profile, views: u32) -> Demo {
    let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
    let fair = Arc::new(fair);
    let visit = Visit::new(fair.halls[0].spawn);
    let surface = Surface { format: PICTURE_FORMAT, views, size: SIZE, depth: None };
    let opening = Opening {
        lang: Lang::En,
        pacing: Pacing::Virtual,
        limits: Limits::default(),
        profile,
        gpu_memory: u64::MAX,
        store: None,
    };
    let (mut world, mut content) = open_world(&gpu, &surface, &fair, &source, &visit, &opening, None);
    content.finish(&mut world, |_, _| {});
    Demo { gpu, fair, visit, world, content }
}
