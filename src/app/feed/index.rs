//! The packed fair as the scheduler knows it, and the way back from its numbers to files, models and places.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use glam::Vec3;

use crate::app::packed;
use crate::app::piece::{Detail, Piece};
use crate::app::proxies::join;
use crate::fair::{Fair, Name, PackedModel, Texture};
use crate::fetch::PieceRef;
use crate::model::{Aabb, Blocks};
use crate::stream::{self, Builder, Catalog, LadderId, Level, Part, PieceId, RungId, Use};

/// How fine the levels of a model show it, as shares of its radius: the proxy, what is near, and the whole.
const GRAINS: [f32; 3] = [0.1, 0.02, 0.001];

/// What a rung stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// A model's node in its hall's file of proxies.
    Proxy(usize),
    Model(usize, Detail),
    /// Of a texture: how many ranges of mips are below.
    Mips(usize, usize),
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
    /// Of each image of its files, its number in [`Index::pictures`].
    pub pictures: Vec<usize>,
}

/// A texture, however many models show it.
#[derive(Debug)]
pub struct Picture {
    ladder: LadderId,
    /// A model that shows it, and its number there.
    path: String,
    number: usize,
    pub shown_by: Vec<usize>,
}

impl Picture {
    /// What the fair says of it.
    pub fn texture<'a>(&self, fair: &'a Fair) -> Option<&'a Texture> {
        fair.models.get(&self.path)?.textures.get(self.number)
    }
}

/// The scheduler's numbers and what they mean.
#[derive(Debug)]
pub struct Index {
    pub catalog: Arc<Catalog>,
    pub pieces: Vec<PieceRef>,
    pub by_ref: HashMap<PieceRef, PieceId>,
    pub entries: Vec<Entry>,
    /// Of each of the catalogue's parts, the entry and the place.
    pub stood: Vec<(usize, Piece)>,
    /// The entry that stands at a place.
    pub by_place: HashMap<Piece, usize>,
    pub pictures: Vec<Picture>,
    /// By number.
    pub rungs: Vec<Rung>,
    /// By piece: the rungs made from it.
    pub made_from: Vec<Vec<RungId>>,
}

impl Index {
    /// The hall whose proxies a rung is one of.
    pub fn hall_of(&self, rung: Rung) -> Option<usize> {
        let Rung::Proxy(entry) = rung else { return None };
        self.entries.get(entry).map(|entry| entry.hall)
    }

    /// Of all halls that have proxies; models that are not packed are no part of it.
    ///
    /// # Errors
    /// A file of the plan cannot be one.
    pub fn new(fair: &Fair, blocks: Blocks) -> Result<Index> {
        let mut making = Making {
            fair,
            blocks,
            builder: Builder::new(),
            pieces: Vec::new(),
            by_ref: HashMap::new(),
            entries: Vec::new(),
            stood: Vec::new(),
            pictures: Vec::new(),
            known: HashMap::new(),
            rungs: Vec::new(),
        };
        for hall in 0..fair.halls.len() {
            making.hall(hall)?;
        }
        let Making { builder, pieces, by_ref, mut entries, stood, pictures, rungs, .. } = making;
        let catalog = Arc::new(builder.build());
        let mut made_from = vec![Vec::new(); pieces.len()];
        for (number, of) in rungs.iter().enumerate() {
            let rung = RungId(number as u32);
            if let Rung::Proxy(entry) | Rung::Model(entry, _) = *of
                && let Some(entry) = entries.get_mut(entry)
            {
                entry.rungs.push(rung);
            }
            for piece in catalog.pieces_of(rung) {
                if let Some(list) = made_from.get_mut(piece.at()) {
                    list.push(rung);
                }
            }
        }
        let by_place = stood.iter().map(|(entry, place)| (*place, *entry)).collect();
        Ok(Index { catalog, pieces, by_ref, entries, stood, by_place, pictures, rungs, made_from })
    }

    /// Where a rung is missed that cannot be had. All proxies of a hall are one file: its first model speaks for them.
    pub fn missed(&self, rung: RungId) -> Vec<Piece> {
        let Some(&Rung::Proxy(number)) = self.rungs.get(rung.at()) else { return self.places(rung).collect() };
        let hall = |number: usize| self.entries.get(number).map(|entry| entry.hall);
        let first = number.checked_sub(1).and_then(hall) != hall(number);
        hall(number).filter(|_| first).map(Piece::Proxies).into_iter().collect()
    }

    /// The places that show what a rung stands for.
    fn places(&self, rung: RungId) -> impl Iterator<Item = Piece> {
        let entries: &[usize] = match self.rungs.get(rung.at()) {
            Some(Rung::Proxy(entry) | Rung::Model(entry, _)) => std::slice::from_ref(entry),
            Some(Rung::Mips(picture, _)) => self.pictures.get(*picture).map_or(&[], |picture| &picture.shown_by),
            None => &[],
        };
        entries.iter().filter_map(|entry| self.entries.get(*entry)).flat_map(|entry| entry.places.iter().copied())
    }
}

struct Making<'a> {
    fair: &'a Fair,
    blocks: Blocks,
    builder: Builder,
    pieces: Vec<PieceRef>,
    by_ref: HashMap<PieceRef, PieceId>,
    entries: Vec<Entry>,
    stood: Vec<(usize, Piece)>,
    pictures: Vec<Picture>,
    /// Textures by the files of their ranges.
    known: HashMap<Vec<PieceId>, usize>,
    rungs: Vec<Rung>,
}

impl Making<'_> {
    fn hall(&mut self, hall: usize) -> Result<()> {
        let fair = self.fair;
        let Some(proxies) = fair.halls.get(hall).and_then(|hall| hall.proxies.as_ref()) else { return Ok(()) };
        // Vertices and indices of the proxies are about what they are as a file, unpacked; and then they are copied.
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for path in places(fair, hall).filter_map(|place| place.model(fair)) {
            *counts.entry(path).or_default() += 1;
        }
        let proxies = self.piece(proxies, proxies.bytes * 8 * join::growth(counts.into_values()))?;
        let mut known: HashMap<&str, usize> = HashMap::new();
        for place in places(fair, hall) {
            let Some(path) = place.model(fair) else { continue };
            let Some(model) = fair.models.get(path) else { continue };
            let entry = match known.get(path) {
                Some(&entry) => entry,
                None => self.model(model, proxies, hall, path)?,
            };
            known.insert(path, entry);
            self.part(model, entry, place)?;
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

    fn files(&mut self, names: &[Name]) -> Result<Vec<PieceId>> {
        names.iter().map(|name| self.piece(name, 0)).collect()
    }

    fn model(&mut self, model: &PackedModel, proxies: PieceId, hall: usize, path: &str) -> Result<usize> {
        let entry = self.entries.len();
        let [low, high] = model.bounds.map(Vec3::from);
        let radius = ((high - low).length() * 0.5).max(1e-3);
        let mut pictures = Vec::with_capacity(model.textures.len());
        for number in 0..model.textures.len() {
            pictures.push(self.picture(model, path, number, entry)?);
        }
        let mut distinct = pictures.clone();
        distinct.sort_unstable();
        distinct.dedup();
        // Where on the model a texture lies is not known: each is taken to go once across it.
        let share = 1.0 / distinct.len().max(1) as f32;
        let metres = 2.0 * radius;
        let uses = distinct.iter().filter_map(|picture| self.pictures.get(*picture));
        let uses: Vec<Use> = uses.map(|picture| Use { ladder: picture.ladder, metres, share }).collect();
        let [plainest, near, whole] = GRAINS.map(|part| part * radius);
        let mut levels = vec![Level { grain: plainest, pieces: vec![proxies], ..Level::default() }];
        self.rungs.push(Rung::Proxy(entry));
        let details = [(Detail::Near, near), (Detail::Full, whole)];
        for (detail, grain) in details.into_iter().skip(usize::from(model.levels.len() < 2)) {
            let pieces = self.files(packed::files(model, detail))?;
            levels.push(Level { grain, gpu: packed::geometry_bytes(model, detail), pieces, ..Level::default() });
            self.rungs.push(Rung::Model(entry, detail));
        }
        self.builder.model(&levels, &uses)?;
        self.entries.push(Entry { hall, path: path.to_owned(), places: Vec::new(), rungs: Vec::new(), pictures });
        Ok(entry)
    }

    /// The number of a texture, which other models may show already.
    fn picture(&mut self, model: &PackedModel, path: &str, number: usize, entry: usize) -> Result<usize> {
        let texture = model.textures.get(number).context("a texture that is not there")?;
        let mut ranges = Vec::with_capacity(texture.rungs.len());
        for names in packed::usable(texture, self.blocks) {
            ranges.push(self.files(names)?);
        }
        let key = ranges.concat();
        if let Some(&known) = self.known.get(&key) {
            if let Some(picture) = self.pictures.get_mut(known)
                && picture.shown_by.last() != Some(&entry)
            {
                picture.shown_by.push(entry);
            }
            return Ok(known);
        }
        let picture = self.pictures.len();
        let mut levels = Vec::with_capacity(ranges.len());
        let mut below = 0;
        for (rung, (pieces, range)) in ranges.into_iter().zip(&texture.rungs).enumerate() {
            let own = packed::range_bytes(texture, rung, self.blocks);
            let side = (texture.width.max(texture.height) >> range.level).max(1);
            // A texture of its own with all mips: the smaller one stays, to be shown again without any work.
            levels.push(Level { grain: 1.0 / side as f32, gpu: own + below, pieces, ..Level::default() });
            self.rungs.push(Rung::Mips(picture, rung));
            below += own;
        }
        let ladder = self.builder.texture(&levels)?;
        self.pictures.push(Picture { ladder, path: path.to_owned(), number, shown_by: vec![entry] });
        self.known.insert(key, picture);
        Ok(picture)
    }

    fn part(&mut self, model: &PackedModel, entry: usize, place: Piece) -> Result<()> {
        let matrix = place.matrix(self.fair);
        let [min, max] = model.bounds.map(Vec3::from);
        let bounds = Aabb { min, max }.transformed(&matrix);
        let scale = matrix.x_axis.truncate().length().max(1e-6);
        let hall = matches!(place, Piece::Hall(_));
        let number = stream::ModelId(entry as u32);
        let part = Part { centre: bounds.center(), radius: bounds.half().length(), scale, model: number, hall };
        self.builder.part(part)?;
        self.stood.push((entry, place));
        let entry = self.entries.get_mut(entry).context("a model that was not made")?;
        entry.places.push(place);
        Ok(())
    }
}

/// What stands in a hall: itself, its booths, and what is on them.
pub fn places(fair: &Fair, hall: usize) -> impl Iterator<Item = Piece> {
    let booths = (0..).zip(&fair.booths).filter(move |(_, booth)| booth.hall == hall);
    let stands =
        booths.flat_map(|(index, booth)| std::iter::once(Piece::Booth(index)).chain(Piece::of_booth(index, booth)));
    std::iter::once(Piece::Hall(hall)).chain(stands)
}
