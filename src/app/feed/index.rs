//! The packed fair as the scheduler knows it, and the way back from its numbers to files, models and places.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use glam::Vec3;

use crate::app::packed;
use crate::app::piece::{Detail, Piece};
use crate::fair::{Fair, Name, PackedModel};
use crate::fetch::PieceRef;
use crate::model::{Aabb, Blocks};
use crate::stream::{self, Builder, Catalog, Level, Part, PieceId, RungId};

/// How fine the levels of a model show it, as shares of its radius: the proxy, what is near, and the whole.
const GRAINS: [f32; 3] = [0.1, 0.02, 0.001];
/// What a rung takes more while it is being made: the staging of one step.
const STAGING: u64 = 1 << 20;

/// What a rung stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its model's node in the hall's file of proxies.
    Proxy,
    Model(Detail),
}

/// A model of a hall.
#[derive(Debug)]
pub struct Entry {
    pub hall: usize,
    pub path: String,
    /// Where it stands.
    pub places: Vec<Piece>,
    /// Its rungs, the coarsest first.
    pub rungs: Vec<RungId>,
}

/// The scheduler's numbers and what they mean.
#[derive(Debug)]
pub struct Index {
    pub catalog: Arc<Catalog>,
    pub pieces: Vec<PieceRef>,
    pub by_ref: HashMap<PieceRef, PieceId>,
    pub entries: Vec<Entry>,
    /// By rung: its entry and what it stands for.
    pub rungs: Vec<(usize, Stage)>,
    /// By piece: the rungs made from it.
    pub made_from: Vec<Vec<RungId>>,
}

impl Index {
    /// Of all halls that have proxies; models that are not packed are no part of it.
    ///
    /// # Errors
    /// A file of the plan cannot be one.
    pub fn new(fair: &Fair, blocks: Blocks) -> Result<Index> {
        let mut making = Making {
            builder: Builder::new(),
            pieces: Vec::new(),
            by_ref: HashMap::new(),
            entries: Vec::new(),
            rungs: Vec::new(),
        };
        for hall in 0..fair.halls.len() {
            making.hall(fair, hall, blocks)?;
        }
        let Making { builder, pieces, by_ref, mut entries, rungs } = making;
        let catalog = Arc::new(builder.build());
        let mut made_from = vec![Vec::new(); pieces.len()];
        for (number, (entry, _)) in rungs.iter().enumerate() {
            let rung = RungId(number as u32);
            if let Some(entry) = entries.get_mut(*entry) {
                entry.rungs.push(rung);
            }
            for piece in catalog.pieces_of(rung) {
                if let Some(list) = made_from.get_mut(piece.at()) {
                    list.push(rung);
                }
            }
        }
        Ok(Index { catalog, pieces, by_ref, entries, rungs, made_from })
    }
}

struct Making {
    builder: Builder,
    pieces: Vec<PieceRef>,
    by_ref: HashMap<PieceRef, PieceId>,
    entries: Vec<Entry>,
    rungs: Vec<(usize, Stage)>,
}

impl Making {
    fn hall(&mut self, fair: &Fair, hall: usize, blocks: Blocks) -> Result<()> {
        let Some(proxies) = fair.halls.get(hall).and_then(|hall| hall.proxies.as_ref()) else { return Ok(()) };
        // Vertices and indices of the proxies are about what they are as a file, unpacked.
        let proxies = self.piece(proxies, proxies.bytes * 8)?;
        let mut known: HashMap<&str, usize> = HashMap::new();
        for place in places(fair, hall) {
            let Some(path) = place.model(fair) else { continue };
            let Some(model) = fair.models.get(path) else { continue };
            match known.get(path) {
                Some(&entry) => self.part(fair, model, entry, place)?,
                None => {
                    let entry = self.model(model, proxies, hall, path, blocks)?;
                    known.insert(path, entry);
                    self.part(fair, model, entry, place)?;
                }
            }
        }
        Ok(())
    }

    fn piece(&mut self, name: &Name, gpu: u64) -> Result<PieceId> {
        let piece = PieceRef::named(&name.piece, name.bytes)?;
        if let Some(&known) = self.by_ref.get(&piece) {
            return Ok(known);
        }
        let number = self.builder.piece(stream::Piece { wire: piece.bytes, gpu });
        self.pieces.push(piece);
        self.by_ref.insert(piece, number);
        Ok(number)
    }

    fn model(
        &mut self,
        model: &PackedModel,
        proxies: PieceId,
        hall: usize,
        path: &str,
        blocks: Blocks,
    ) -> Result<usize> {
        let [low, high] = model.bounds.map(Vec3::from);
        let radius = ((high - low).length() * 0.5).max(1e-3);
        let [plainest, near, whole] = GRAINS.map(|share| share * radius);
        let mut levels = vec![Level { grain: plainest, pieces: vec![proxies], ..Level::default() }];
        let mut stages = vec![Stage::Proxy];
        if model.has_near() {
            levels.push(self.level(model, Detail::Near, near, blocks)?);
            stages.push(Stage::Model(Detail::Near));
        }
        levels.push(self.level(model, Detail::Full, whole, blocks)?);
        stages.push(Stage::Model(Detail::Full));
        self.builder.model(&levels, &[])?;
        let entry = self.entries.len();
        self.entries.push(Entry { hall, path: path.to_owned(), places: Vec::new(), rungs: Vec::new() });
        self.rungs.extend(stages.into_iter().map(|stage| (entry, stage)));
        Ok(entry)
    }

    fn level(&mut self, model: &PackedModel, detail: Detail, grain: f32, blocks: Blocks) -> Result<Level> {
        let mut pieces = Vec::new();
        for name in packed::names(model, detail, blocks) {
            pieces.push(self.piece(name, 0)?);
        }
        Ok(Level { grain, gpu: packed::gpu_bytes(model, detail, blocks), making: STAGING, pieces, ops: Vec::new() })
    }

    fn part(&mut self, fair: &Fair, model: &PackedModel, entry: usize, place: Piece) -> Result<()> {
        let matrix = place.matrix(fair);
        let [min, max] = model.bounds.map(Vec3::from);
        let bounds = Aabb { min, max }.transformed(&matrix);
        let scale = matrix.x_axis.truncate().length().max(1e-6);
        let hall = matches!(place, Piece::Hall(_));
        let number = stream::ModelId(entry as u32);
        let part = Part { centre: bounds.center(), radius: bounds.half().length(), scale, model: number, hall };
        self.builder.part(part)?;
        let entry = self.entries.get_mut(entry).context("a model that was not made")?;
        entry.places.push(place);
        Ok(())
    }
}

/// What stands in a hall: itself, its booths and their products.
fn places(fair: &Fair, hall: usize) -> impl Iterator<Item = Piece> {
    let booths = (0..).zip(&fair.booths).filter(move |(_, booth)| booth.hall == hall);
    let stands = booths.flat_map(|(index, booth)| {
        let products = (0..booth.products.len()).map(move |product| Piece::Product(index, product));
        std::iter::once(Piece::Booth(index)).chain(products)
    });
    std::iter::once(Piece::Hall(hall)).chain(stands)
}
