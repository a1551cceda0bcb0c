//! When a fair that arrived was first recognisable: what was on the GPU at each time is drawn again afterwards, and
//! compared with the whole.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use image::RgbaImage;

use super::index::{Index, Rung};
use crate::app::measure::Resident;
use crate::app::packed;
use crate::app::piece::Piece;
use crate::app::proxies::join::Joined;
use crate::app::proxies::{Parts, Proxies};
use crate::device::Views;
use crate::fair::Fair;
use crate::fetch::Source;
use crate::model::{Blocks, Options};
use crate::render::environment::Environment;
use crate::render::{self, Background, Gpu, Look, PICTURE_FORMAT, Picture, Renderer};
use crate::scene::Scene;
use crate::stream::RungId;

/// Pixels a side of what is compared.
const SIDE: u32 = 256;
/// Mean error over what is shown up to which one knows it.
const KNOWN: f32 = 0.15;

/// The first time from which on the fair, seen by `views`, was recognisable. More on the GPU is taken never to look less
/// like the whole.
///
/// # Errors
/// There is no driver that draws, or a piece cannot be read any more.
pub fn recognised(
    gpu: &Gpu,
    fair: &Arc<Fair>,
    source: &Source,
    views: &Views,
    blocks: Blocks,
    times: &[Resident],
) -> Result<Option<Duration>> {
    // The numbers of rungs are those of a device that samples these blocks.
    if gpu.blocks() != blocks {
        return Ok(None);
    }
    let Some((_, whole)) = times.last() else { return Ok(None) };
    let mut studio = Studio::new(gpu, fair.clone(), source)?;
    let reference = studio.draw(views, whole)?;
    // The first of which it holds.
    let (mut from, mut to) = (0, times.len() - 1);
    while from < to {
        let middle = (from + to) / 2;
        if render::flip(&studio.draw(views, &times[middle].1)?, &reference) <= KNOWN {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    Ok(times.get(to).map(|(time, _)| *time))
}

struct Studio<'a> {
    fair: Arc<Fair>,
    source: &'a Source,
    gpu: &'a Gpu,
    index: Index,
    options: Options,
    environment: Environment,
}

impl<'a> Studio<'a> {
    fn new(gpu: &'a Gpu, fair: Arc<Fair>, source: &'a Source) -> Result<Studio<'a>> {
        let options = Options { blocks: gpu.blocks(), merge: true, ..Options::default() };
        let index = Index::new(&fair, options.blocks)?;
        let environment = Environment::studio();
        Ok(Studio { fair, source, gpu, index, options, environment })
    }

    /// Everything that is there, on nothing.
    fn draw(&mut self, views: &Views, there: &[RungId]) -> Result<RgbaImage> {
        let mut renderer = Renderer::new(self.gpu);
        renderer.set_environment(&self.environment);
        let mut scene = Scene::new();
        // The sharpest level of each texture, and of each model.
        let mut mips = vec![None; self.index.pictures.len()];
        let mut models = vec![None; self.index.entries.len()];
        for rung in there {
            match self.index.rungs.get(rung.at()) {
                Some(&Rung::Mips(picture, level)) => mips[picture] = mips[picture].max(Some(level)),
                Some(&Rung::Model(entry, detail)) => models[entry] = models[entry].max(Some(Some(detail))),
                Some(&Rung::Proxy(entry)) => models[entry] = models[entry].max(Some(None)),
                None => {}
            }
        }
        let mut proxies: Option<(usize, Proxies)> = None;
        for (entry, shown) in self.index.entries.iter().zip(&models) {
            let Some(shown) = shown else { continue };
            let place = |piece: &Piece| (*piece, piece.matrix(&self.fair), piece.casts());
            let Some(detail) = *shown else {
                if proxies.as_ref().is_none_or(|(hall, _)| *hall != entry.hall) {
                    let name = self.fair.halls.get(entry.hall).and_then(|hall| hall.proxies.as_ref());
                    let made = packed::proxies(self.source, &self.options, name.context("no proxies")?)?;
                    let (model, shape) = renderer.insert_now(made).context("no proxies")?;
                    proxies = Some((entry.hall, Proxies { model, parts: Parts::new(&shape, Joined::default()) }));
                }
                for (piece, matrix, casts) in entry.places.iter().map(place) {
                    proxies.iter().for_each(|(_, all)| {
                        all.stand(piece, &entry.path, matrix, casts, &mut scene);
                    });
                }
                continue;
            };
            let levels: Vec<usize> = entry.pictures.iter().map(|picture| mips[*picture].map_or(1, |l| l + 1)).collect();
            let packed = self.fair.models.get(&entry.path).context("a model that is not packed")?;
            let made = packed::load_with(self.source, &self.options, &entry.path, packed, detail, &levels)?;
            let (model, shape) = renderer.insert_now(made).context("no model")?;
            for (_, matrix, casts) in entry.places.iter().map(place) {
                scene.place(model, &shape, matrix, casts);
            }
        }
        let picture = Picture::new(self.gpu, (SIDE, SIDE), 1);
        let look = Look {
            views,
            world_from_rig: glam::Mat4::IDENTITY,
            light: crate::app::light(&self.fair),
            background: Background::None,
            ribbons: &[],
            comfort: [0.0; 2],
            time: 0.0,
        };
        let output = picture.output(self.gpu.shape(PICTURE_FORMAT, 1));
        // Pipelines are made on workers elsewhere; here nobody waits for a frame.
        let keys: Vec<_> = scene.draws_from(0).map(|(_, draw)| draw.key).collect();
        keys.into_iter().for_each(|key| {
            renderer.pipelines().mesh(key, output.shape);
        });
        renderer.draw(&mut scene, &look, &output);
        let mut pixels = render::read_pixels(self.gpu, &picture.texture, 0)?;
        render::unpremultiply(&mut pixels);
        Ok(pixels)
    }
}
