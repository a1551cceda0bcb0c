//! What a fair consists of, for the scheduler: flat arrays, made once.

use std::ops::Range;

use glam::Vec3;

use super::admission::Kind;
use super::ids::{LadderId, ModelId, PartId, PieceId, RungId};

/// A part: a model at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Of the bounding sphere, in the world, metres.
    pub centre: Vec3,
    /// Metres.
    pub radius: f32,
    /// What a metre of the model is here.
    pub scale: f32,
    pub model: ModelId,
    /// The hall itself comes before what stands in it.
    pub hall: bool,
}

/// A texture as a model shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Use {
    pub ladder: LadderId,
    /// Metres of the model that the texture's side covers.
    pub metres: f32,
    /// Share of the model's picture that shows it, 0 to 1.
    pub share: f32,
}

/// One step of an upload, as far as it is known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Op {
    pub kind: Kind,
    pub bytes: u32,
    /// Bytes it can be split into: a row of blocks, some triangles.
    pub smallest: u32,
}

/// A file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Bytes to fetch.
    pub wire: u32,
    /// Bytes on the GPU that all rungs made from it share, beside their own.
    pub gpu: u64,
}

/// A level of a geometry or of a texture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rung {
    pub ladder: LadderId,
    /// 0 is the coarsest.
    pub level: u8,
    /// Finest detail it resolves. Geometry: its error in metres of the model. Texture: 1 ÷ its side in texels.
    pub grain: f32,
    /// Bytes of its own on the GPU while it is there.
    pub gpu: u64,
    /// Bytes more while it is being made: staging, and whatever else is needed only until it is shown.
    pub making: u64,
    pub(super) pieces: (u32, u32),
    pub(super) ops: (u32, u32),
}

/// The levels of one geometry or texture, coarsest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ladder {
    pub(super) first: u32,
    pub(super) count: u8,
    /// The model, for a geometry.
    pub geometry_of: Option<ModelId>,
}

impl Ladder {
    pub fn rungs(&self) -> impl DoubleEndedIterator<Item = RungId> + use<> {
        (self.first..self.first + u32::from(self.count)).map(RungId)
    }

    /// The rung of a level.
    pub fn rung(&self, level: u8) -> Option<RungId> {
        (level < self.count).then(|| RungId(self.first + u32::from(level)))
    }

    /// How many levels there are, at least one.
    pub fn levels(&self) -> u8 {
        self.count
    }
}

/// A geometry and the textures it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    pub ladder: LadderId,
    pub(super) uses: (u32, u32),
    /// The geometry level from which textures are shown: a proxy has its colours in its vertices.
    pub textured_from: u8,
}

/// The whole fair. Made by a [`super::Builder`].
#[derive(Debug, Default)]
pub struct Catalog {
    pub(super) parts: Vec<Part>,
    pub(super) models: Vec<Model>,
    pub(super) uses: Vec<Use>,
    pub(super) ladders: Vec<Ladder>,
    pub(super) rungs: Vec<Rung>,
    pub(super) pieces: Vec<Piece>,
    pub(super) ops: Vec<Op>,
    pub(super) rung_pieces: Vec<PieceId>,
    /// By rung: whether it stays once it is there.
    pub(super) permanent: Vec<bool>,
    /// By piece: the rungs made from it.
    pub(super) piece_rungs: Lists<RungId>,
    /// By ladder: the models that show it.
    pub(super) ladder_models: Lists<ModelId>,
}

/// Lists of different lengths in one array.
#[derive(Debug)]
pub(super) struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Lists { starts: vec![0], items: Vec::new() }
    }
}

impl<T: Copy + Ord> Lists<T> {
    /// Makes `count` lists of pairs of a list's number and an item; an item is once in a list.
    pub fn new(count: usize, mut pairs: Vec<(u32, T)>) -> Lists<T> {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = Vec::with_capacity(count + 1);
        let mut at = 0;
        for list in 0..count as u32 {
            starts.push(at as u32);
            at += pairs[at..].iter().take_while(|pair| pair.0 == list).count();
        }
        starts.push(at as u32);
        Lists { starts, items: pairs.into_iter().map(|pair| pair.1).collect() }
    }

    pub fn get(&self, list: usize) -> &[T] {
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}

fn range((first, end): (u32, u32)) -> Range<usize> {
    first as usize..end as usize
}

impl Catalog {
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub fn models(&self) -> &[Model] {
        &self.models
    }

    pub fn ladders(&self) -> &[Ladder] {
        &self.ladders
    }

    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub fn part(&self, part: PartId) -> &Part {
        &self.parts[part.at()]
    }

    pub fn model(&self, model: ModelId) -> &Model {
        &self.models[model.at()]
    }

    pub fn ladder(&self, ladder: LadderId) -> &Ladder {
        &self.ladders[ladder.at()]
    }

    pub fn rung(&self, rung: RungId) -> &Rung {
        &self.rungs[rung.at()]
    }

    pub fn piece(&self, piece: PieceId) -> &Piece {
        &self.pieces[piece.at()]
    }

    /// The textures of a model.
    pub fn uses(&self, model: ModelId) -> &[Use] {
        &self.uses[range(self.models[model.at()].uses)]
    }

    /// What a rung is made from.
    pub fn pieces_of(&self, rung: RungId) -> &[PieceId] {
        &self.rung_pieces[range(self.rungs[rung.at()].pieces)]
    }

    /// The steps of a rung's upload.
    pub fn ops_of(&self, rung: RungId) -> &[Op] {
        &self.ops[range(self.rungs[rung.at()].ops)]
    }

    /// The models that show a ladder: its own for a geometry, any number for a texture.
    pub fn models_of(&self, ladder: LadderId) -> &[ModelId] {
        self.ladder_models.get(ladder.at())
    }

    /// The rung below.
    pub fn below(&self, rung: RungId) -> Option<RungId> {
        (self.rungs[rung.at()].level > 0).then(|| RungId(rung.0 - 1))
    }

    /// The rung above.
    pub fn above(&self, rung: RungId) -> Option<RungId> {
        let Rung { ladder, level, .. } = self.rungs[rung.at()];
        (level + 1 < self.ladders[ladder.at()].count).then(|| RungId(rung.0 + 1))
    }

    /// The model whose first textured level this rung is: it needs the coarsest rung of every texture, because a
    /// surface without its texture is worse than the proxy.
    pub(super) fn textured_first(&self, rung: RungId) -> Option<ModelId> {
        let Rung { ladder, level, .. } = self.rungs[rung.at()];
        self.ladders[ladder.at()].geometry_of.filter(|model| self.models[model.at()].textured_from == level)
    }

    /// The coarsest geometry is never taken away, nor what it needs: what stands somewhere never becomes nothing.
    pub(super) fn permanent(&self, rung: RungId) -> bool {
        self.permanent[rung.at()]
    }
}
