//! What goes up and what leaves, step by step within a frame's budget.

use std::collections::VecDeque;
use std::sync::Arc;

use super::index::Rung;
use super::limited::{Limited, load};
use super::stand::swap;
use super::{Decoded, FIRST, Feed};
use crate::app::content::World;
use crate::app::piece::Piece;
use crate::app::proxies::{Parts, Proxies};
use crate::render::{Exchange, GpuTexture, Renderer, TextureUpload, Upload, advance, model_buffer};
use crate::stream::{Admission, FREE, RungId};
use crate::visit::Grid;

/// Buffers of more bytes than this are made on a thread.
const LARGE: u64 = 32 << 10;
/// With more bytes than this on their way, what has come shows at once.
const HURRY: u64 = 1 << 20;

/// An upload that has begun, or what follows it.
pub enum Going {
    /// A thread makes the buffer.
    Waiting(Box<Going>),
    Proxies(Box<Upload>, Option<Parts>),
    Model(Box<Upload>, VecDeque<(Piece, Grid)>),
    Mips(Box<TextureUpload>),
    /// It is on the GPU; so many places show it already.
    Standing(usize, VecDeque<(Piece, Grid)>),
    Showing(Exchange),
}

/// A level that leaves, while the one below takes its place.
pub enum Falling {
    Model { rung: RungId, below: RungId, next: usize },
    Mips { rung: RungId, exchange: Exchange, texture: Arc<GpuTexture> },
}

/// The GPU has no memory left for what goes up.
struct NoRoom;

/// Seconds before what had no room on the GPU is asked for again.
const LATER: f64 = 5.0;
/// What the fair takes of what it took when the GPU had no room for more.
const LESS: f64 = 0.95;

/// What nobody shows any more.
pub enum Gone {
    Model(RungId, Option<u32>),
    Mips(RungId, Arc<GpuTexture>),
}

impl Gone {
    fn free(self, renderer: &mut Renderer) -> RungId {
        match self {
            Gone::Model(rung, model) => {
                if let Some(model) = model {
                    renderer.remove(model);
                }
                rung
            }
            Gone::Mips(rung, texture) => {
                renderer.release(texture);
                rung
            }
        }
    }
}

impl Feed {
    /// Lets go of what must make room: the level below is shown first.
    pub(super) fn leave(&mut self, world: &mut World, admission: &mut Admission, time: f32) {
        while let Some(rung) = self.scheduler.evict() {
            let falling = match self.index.rungs.get(rung.at()) {
                Some(Rung::Mips(picture, _)) => {
                    let fall = self.paints.fall(*picture);
                    fall.map(|(exchange, texture)| Falling::Mips { rung, exchange, texture })
                }
                Some(_) => {
                    let below = self.index.catalog.below(rung);
                    below.map(|below| Falling::Model { rung, below, next: 0 })
                }
                None => None,
            };
            self.limited.iter_mut().for_each(Limited::changed);
            match falling {
                Some(falling) => self.falling.push_back(falling),
                None => self.scheduler.freed(rung),
            }
        }
        while let Some(falling) = self.falling.pop_front() {
            match self.fall(falling, world, admission, time) {
                Ok(gone) => self.frees.push(gone),
                Err(falling) => {
                    self.falling.push_front(falling);
                    break;
                }
            }
        }
        self.frees.begin();
        while let Some(gone) = self.frees.next(admission) {
            let mut rung = None;
            admission.force(FREE, || rung = Some(gone.free(&mut world.renderer)));
            if let Some(rung) = rung {
                self.scheduler.freed(rung);
            }
        }
    }

    /// Shows the level below wherever this one is shown, as far as the frame has time for it.
    fn fall(
        &mut self,
        falling: Falling,
        world: &mut World,
        admission: &mut Admission,
        time: f32,
    ) -> Result<Gone, Falling> {
        match falling {
            Falling::Mips { rung, mut exchange, texture } => {
                if advance(&mut exchange, &mut world.renderer, admission) {
                    Ok(Gone::Mips(rung, texture))
                } else {
                    Err(Falling::Mips { rung, exchange, texture })
                }
            }
            Falling::Model { rung, below, mut next } => {
                let entry = match self.index.rungs.get(rung.at()) {
                    Some(Rung::Model(entry, _)) => self.index.entries.get(*entry),
                    _ => None,
                };
                while let Some((entry, place)) = entry.and_then(|entry| Some((entry, *entry.places.get(next)?))) {
                    if self.stands.shows(place, rung)
                        && !admission.run(swap(self.stands.size(below)), || {
                            self.stands.show(entry, below, place, world, time, false);
                        })
                    {
                        return Err(Falling::Model { rung, below, next });
                    }
                    next += 1;
                }
                Ok(Gone::Model(rung, self.stands.gone(rung)))
            }
        }
    }

    /// Uploads what the scheduler wants, as far as the frame has time for it.
    pub(super) fn upload(&mut self, world: &mut World, admission: &mut Admission, time: f32) {
        if !self.falling.is_empty() {
            return;
        }
        while let Some(rung) = self.scheduler.next_upload() {
            let Some(going) = self.going.remove(&rung).or_else(|| self.begin(rung, &world.renderer)) else {
                // It waits for a thread, or for the proxies that come with another one.
                self.decode(rung);
                self.scheduler.waits(rung);
                continue;
            };
            if let Going::Waiting(_) = going {
                self.going.insert(rung, going);
                self.scheduler.waits(rung);
                continue;
            }
            match self.go(rung, going, world, admission, time) {
                Ok(Some(going)) => {
                    self.going.insert(rung, going);
                    return;
                }
                Ok(None) => {
                    self.scheduler.uploaded(rung);
                    self.limited.iter_mut().for_each(Limited::changed);
                    self.troubles.stands(rung);
                }
                Err(NoRoom) => self.set_back(rung),
            }
        }
    }

    /// The GPU has less memory than the fair was given: what had no room stays at the level it has, and from now on all of it
    /// takes less.
    fn set_back(&mut self, rung: RungId) {
        // All proxies of a hall are one file.
        let hall = self.index.rungs.get(rung.at()).and_then(|of| self.index.hall_of(*of));
        let others = self.index.entries.iter().filter(|entry| hall == Some(entry.hall));
        for rung in others.filter_map(|entry| entry.rungs.first().copied()).chain([rung]) {
            self.scheduler.set_back(rung, LATER);
            // Nothing is left of it.
            self.scheduler.freed(rung);
        }
        self.refused_until = self.time + LATER;
        let used = self.scheduler.ledger().used();
        log::warn!("the GPU has no memory left, with {} MiB of the fair on it", used >> 20);
        // Proxies are the least there is: a lower cap would leave no room for them at all.
        if hall.is_none() {
            self.scheduler.set_cap(self.thrift.cut(used, LESS, self.time));
        }
    }

    /// What a rung waited for is there, or will not come; the proxies of a hall wait for one another.
    pub(super) fn nearer(&mut self, rung: RungId) {
        let hall = self.index.rungs.get(rung.at()).and_then(|of| self.index.hall_of(*of));
        self.scheduler.goes_on(rung);
        for entry in self.index.entries.iter().filter(|entry| hall == Some(entry.hall)) {
            entry.rungs.first().into_iter().for_each(|rung| self.scheduler.goes_on(*rung));
        }
    }

    /// What a thread made for a rung that waits for it.
    pub(super) fn made(&mut self, rung: RungId, buffer: Option<wgpu::Buffer>, renderer: &mut Renderer) {
        match self.going.remove(&rung) {
            Some(Going::Waiting(mut going)) => {
                if let Going::Proxies(upload, _) | Going::Model(upload, _) = &mut *going {
                    match buffer {
                        Some(buffer) => upload.receive(renderer, buffer),
                        None => upload.refuse(),
                    }
                }
                self.going.insert(rung, *going);
                self.scheduler.goes_on(rung);
            }
            Some(going) => {
                self.going.insert(rung, going);
            }
            None => {}
        }
    }

    /// Has the buffer of an upload made on a thread, if it is large.
    fn large(
        &mut self,
        rung: RungId,
        upload: Upload,
        renderer: &Renderer,
        wrap: impl FnOnce(Box<Upload>) -> Going,
    ) -> Going {
        let (gpu, size) = (renderer.gpu(), upload.size());
        let going = wrap(Box::new(upload));
        if size < LARGE {
            return going;
        }
        self.decoders.ask(FIRST, move || (rung, Ok(Decoded::Buffer(model_buffer(&gpu, size)))));
        Going::Waiting(Box::new(going))
    }

    fn begin(&mut self, rung: RungId, renderer: &Renderer) -> Option<Going> {
        let of = *self.index.rungs.get(rung.at())?;
        if let Rung::Proxy(entry) = of
            && self.stands.has_proxies(self.index.entries.get(entry)?.hall)
        {
            self.decoded.remove(&rung);
            return Some(Going::Standing(0, VecDeque::new()));
        }
        // All proxies of a hall are one file, whichever of them it was decoded for.
        let decoded_for = match of {
            Rung::Proxy(entry) => {
                let hall = self.index.entries.get(entry)?.hall;
                self.decoded.keys().copied().find(|other| self.is_proxy_of(*other, hall))?
            }
            _ => rung,
        };
        Some(match self.decoded.remove(&decoded_for)? {
            Decoded::Proxies { ready, parts } => {
                let hall = self.index.hall_of(of)?;
                self.stands.count(hall, ready.payload.index_counts());
                let upload = Upload::new(ready.shape, ready.payload);
                self.large(rung, upload, renderer, |upload| Going::Proxies(upload, Some(parts)))
            }
            Decoded::Model { ready, grids } => {
                let Rung::Model(entry, _) = of else { return None };
                self.stands.weigh(rung, load(&ready.shape, &ready.payload.index_counts()));
                let pictures = &self.index.entries.get(entry)?.pictures;
                let numbers = ready.shape.image_sources.iter().zip(&ready.payload.images);
                let shared: Option<Vec<_>> = numbers
                    .map(|(number, image)| {
                        Some((self.paints.id(*pictures.get(*number as usize)?)?, image.texel.is_srgb()))
                    })
                    .collect();
                let upload = Upload::with_textures(ready.shape, ready.payload, &shared?);
                self.large(rung, upload, renderer, |upload| Going::Model(upload, grids.into()))
            }
            Decoded::Buffer(_) | Decoded::Pipelines => return None,
            Decoded::Mips(image) => {
                let Rung::Mips(picture, _) = of else { return None };
                let below = self.paints.top(picture).cloned();
                Going::Mips(Box::new(TextureUpload::levels(image, below)))
            }
        })
    }

    /// Does what there is time for; gives back what is left.
    ///
    /// # Errors
    /// The GPU has no memory for it.
    fn go(
        &mut self,
        rung: RungId,
        mut going: Going,
        world: &mut World,
        admission: &mut Admission,
        time: f32,
    ) -> Result<Option<Going>, NoRoom> {
        let Some(&of) = self.index.rungs.get(rung.at()) else { return Ok(None) };
        loop {
            going = match going {
                Going::Waiting(_) => return Ok(Some(going)),
                Going::Proxies(mut upload, mut parts) => {
                    if !advance(&mut *upload, &mut world.renderer, admission) {
                        return Ok(Some(Going::Proxies(upload, parts)));
                    }
                    let (model, _) = world.renderer.insert(*upload).ok_or(NoRoom)?;
                    let Some(hall) = self.index.hall_of(of) else { return Ok(None) };
                    self.loaded += 1;
                    self.stands.proxies(hall, Proxies { model, parts: parts.take().unwrap_or_default() });
                    self.nearer(rung);
                    Going::Standing(0, VecDeque::new())
                }
                Going::Model(mut upload, grids) => {
                    if !advance(&mut *upload, &mut world.renderer, admission) {
                        return Ok(Some(Going::Model(upload, grids)));
                    }
                    let (model, shape) = world.renderer.insert(*upload).ok_or(NoRoom)?;
                    self.loaded += 1;
                    self.stands.built(rung, model, shape);
                    Going::Standing(0, grids)
                }
                Going::Mips(mut upload) => {
                    if !advance(&mut *upload, &mut world.renderer, admission) {
                        return Ok(Some(Going::Mips(upload)));
                    }
                    let texture = upload.take().ok_or(NoRoom)?;
                    let Rung::Mips(picture, _) = of else { return Ok(None) };
                    self.loaded += 1;
                    // Growing sharp step by step takes time from what is still to come: only where that is little.
                    let softly = self.calm();
                    let Some(exchange) = self.paints.rise(picture, texture, softly) else { return Ok(None) };
                    Going::Showing(exchange)
                }
                Going::Showing(mut exchange) => {
                    if !advance(&mut exchange, &mut world.renderer, admission) {
                        return Ok(Some(Going::Showing(exchange)));
                    }
                    if let Rung::Mips(picture, _) = of {
                        self.paints.shown(picture);
                    }
                    return Ok(None);
                }
                Going::Standing(next, mut grids) => {
                    let (Rung::Proxy(entry) | Rung::Model(entry, _)) = of else { return Ok(None) };
                    let Some(entry) = self.index.entries.get(entry) else { return Ok(None) };
                    let Some(&place) = entry.places.get(next) else { return Ok(None) };
                    let grid = grids.pop_front_if(|(of, _)| *of == place);
                    let cost = swap(self.stands.size(rung));
                    if !admission.admits(cost) {
                        if let Some(grid) = grid {
                            grids.push_front(grid);
                        }
                        return Ok(Some(Going::Standing(next, grids)));
                    }
                    let softly = self.fades && self.calm();
                    // What is finer stands where a frame has room for it.
                    let at_once = self.limited.is_none() || matches!(of, Rung::Proxy(_));
                    admission.force(cost, || {
                        if at_once {
                            self.stands.show(entry, rung, place, world, time, softly);
                        }
                        if let Some((place, grid)) = grid {
                            self.stands.walk_round(place, grid, world);
                        }
                    });
                    Going::Standing(next + 1, grids)
                }
            };
        }
    }

    /// Whether there is time for showing softly what comes.
    pub(super) fn calm(&self) -> bool {
        self.scheduler.waiting() < HURRY
    }

    /// Lets textures that have come grow sharper, after everything else.
    pub(super) fn sharpen(&mut self, world: &mut World, admission: &mut Admission, time: f64) {
        loop {
            let next = self.sharpening.take().or_else(|| self.paints.sharper(time, &world.renderer));
            let Some(mut exchange) = next else { return };
            if !advance(&mut exchange, &mut world.renderer, admission) {
                self.sharpening = Some(exchange);
                return;
            }
        }
    }
}
