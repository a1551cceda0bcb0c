//! Makes a catalogue, and refuses one that cannot be.

use thiserror::Error;

use super::catalog::{Catalog, Ladder, Lists, Model, Op, Part, Piece, Rung, Use};
use super::ids::{LadderId, ModelId, PartId, PieceId, RungId};

/// Why a catalogue is refused.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum CatalogError {
    #[error("a ladder has {0} levels; 1 to 32 are possible")]
    Levels(usize),
    #[error(
        "the grain of level {level} is {grain}: it must be a positive number, smaller than that of the level below"
    )]
    Grain { level: usize, grain: f32 },
    #[error("there is no {what} {number}, only {count}")]
    Unknown { what: &'static str, number: u32, count: usize },
    #[error("texture {0} is a geometry, or is shown twice by one model")]
    Use(u32),
    #[error("a part at ({x}, {y}, {z}) with radius {radius} and scale {scale} is nowhere")]
    Place { x: f32, y: f32, z: f32, radius: f32, scale: f32 },
}

/// A level as it is written down; fields as in [`Rung`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Level {
    pub grain: f32,
    pub gpu: u64,
    pub making: u64,
    pub pieces: Vec<PieceId>,
    pub ops: Vec<Op>,
}

/// Takes a fair in any order, pieces before what is made from them.
#[derive(Debug, Default)]
pub struct Builder {
    catalog: Catalog,
}

impl Builder {
    pub fn new() -> Builder {
        Builder::default()
    }

    /// A file.
    pub fn piece(&mut self, piece: Piece) -> PieceId {
        self.catalog.pieces.push(piece);
        PieceId(self.catalog.pieces.len() as u32 - 1)
    }

    /// A texture, smallest mips first.
    ///
    /// # Errors
    /// No levels or too many, grains that do not fall, pieces that are not there.
    pub fn texture(&mut self, levels: &[Level]) -> Result<LadderId, CatalogError> {
        self.ladder(levels, None)
    }

    /// A model: its geometry, the proxy first, and its textures.
    ///
    /// # Errors
    /// As for a texture; textures that are not there or that are geometries.
    pub fn model(&mut self, levels: &[Level], uses: &[Use]) -> Result<ModelId, CatalogError> {
        let model = ModelId(self.catalog.models.len() as u32);
        for (index, shown) in uses.iter().enumerate() {
            let ladder = self.catalog.ladders.get(shown.ladder.at());
            let ladder = ladder.ok_or(unknown("texture", shown.ladder.0, self.catalog.ladders.len()))?;
            let twice = uses.iter().take(index).any(|other| other.ladder == shown.ladder);
            if ladder.geometry_of.is_some() || twice {
                return Err(CatalogError::Use(shown.ladder.0));
            }
        }
        let ladder = self.ladder(levels, Some(model))?;
        let first = self.catalog.uses.len() as u32;
        self.catalog.uses.extend_from_slice(uses);
        let uses = (first, self.catalog.uses.len() as u32);
        let textured_from = (levels.len() as u8 - 1).min(1);
        self.catalog.models.push(Model { ladder, uses, textured_from });
        Ok(model)
    }

    /// Something placed.
    ///
    /// # Errors
    /// Its model is not there, or its place is not finite.
    pub fn part(&mut self, part: Part) -> Result<PartId, CatalogError> {
        if part.model.at() >= self.catalog.models.len() {
            return Err(unknown("model", part.model.0, self.catalog.models.len()));
        }
        let good = part.centre.is_finite() && part.radius.is_finite() && part.radius >= 0.0;
        if !good || !part.scale.is_finite() || part.scale <= 0.0 {
            let [x, y, z] = part.centre.to_array();
            return Err(CatalogError::Place { x, y, z, radius: part.radius, scale: part.scale });
        }
        self.catalog.parts.push(part);
        Ok(PartId(self.catalog.parts.len() as u32 - 1))
    }

    /// Everything, with what is found by piece and by ladder.
    pub fn build(mut self) -> Catalog {
        let catalog = &mut self.catalog;
        let mut made = Vec::with_capacity(catalog.rung_pieces.len());
        for (index, rung) in catalog.rungs.iter().enumerate() {
            let pieces = &catalog.rung_pieces[rung.pieces.0 as usize..rung.pieces.1 as usize];
            made.extend(pieces.iter().map(|piece| (piece.0, RungId(index as u32))));
        }
        let mut shown = Vec::new();
        for (index, model) in catalog.models.iter().enumerate() {
            let uses = &catalog.uses[model.uses.0 as usize..model.uses.1 as usize];
            let ladders = std::iter::once(model.ladder).chain(uses.iter().map(|shown| shown.ladder));
            shown.extend(ladders.map(|ladder| (ladder.0, ModelId(index as u32))));
        }
        catalog.permanent = vec![false; catalog.rungs.len()];
        for model in &catalog.models {
            catalog.permanent[catalog.ladders[model.ladder.at()].first as usize] = true;
            let needed = if model.textured_from == 0 { model.uses } else { (0, 0) };
            for shown in &catalog.uses[needed.0 as usize..needed.1 as usize] {
                catalog.permanent[catalog.ladders[shown.ladder.at()].first as usize] = true;
            }
        }
        catalog.piece_rungs = Lists::new(catalog.pieces.len(), made);
        catalog.ladder_models = Lists::new(catalog.ladders.len(), shown);
        self.catalog
    }

    fn ladder(&mut self, levels: &[Level], geometry_of: Option<ModelId>) -> Result<LadderId, CatalogError> {
        let catalog = &mut self.catalog;
        if levels.is_empty() || levels.len() > 32 {
            return Err(CatalogError::Levels(levels.len()));
        }
        let mut coarser = f32::INFINITY;
        for (index, level) in levels.iter().enumerate() {
            if !(level.grain > 0.0 && level.grain < coarser) {
                return Err(CatalogError::Grain { level: index, grain: level.grain });
            }
            coarser = level.grain;
            if let Some(piece) = level.pieces.iter().find(|piece| piece.at() >= catalog.pieces.len()) {
                return Err(unknown("piece", piece.0, catalog.pieces.len()));
            }
        }
        let ladder = LadderId(catalog.ladders.len() as u32);
        catalog.ladders.push(Ladder { first: catalog.rungs.len() as u32, count: levels.len() as u8, geometry_of });
        for (index, level) in levels.iter().enumerate() {
            let first = (catalog.rung_pieces.len() as u32, catalog.ops.len() as u32);
            let mut pieces = level.pieces.clone();
            pieces.sort_unstable();
            pieces.dedup();
            catalog.rung_pieces.extend(pieces);
            catalog.ops.extend_from_slice(&level.ops);
            catalog.rungs.push(Rung {
                ladder,
                level: index as u8,
                grain: level.grain,
                gpu: level.gpu,
                making: level.making,
                pieces: (first.0, catalog.rung_pieces.len() as u32),
                ops: (first.1, catalog.ops.len() as u32),
            });
        }
        Ok(ladder)
    }
}

fn unknown(what: &'static str, number: u32, count: usize) -> CatalogError {
    CatalogError::Unknown { what, number, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(grain: f32, piece: u32) -> Level {
        Level { grain, pieces: vec![PieceId(piece)], ..Level::default() }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let mut builder = Builder::new();
        assert_eq!(builder.texture(&[]), Err(CatalogError::Levels(0)));
        assert!(matches!(builder.texture(&[level(0.1, 0)]), Err(CatalogError::Unknown { number: 0, count: 0, .. })));
        builder.piece(Piece { wire: 10, gpu: 0 });
        assert!(matches!(builder.texture(&[level(0.1, 0), level(0.1, 0)]), Err(CatalogError::Grain { level: 1, .. })));
        assert!(matches!(builder.texture(&[level(f32::NAN, 0)]), Err(CatalogError::Grain { level: 0, .. })));
        let model = builder.model(&[level(0.1, 0)], &[]).unwrap();
        let own = Use { ladder: LadderId(0), metres: 1.0, share: 1.0 };
        assert_eq!(builder.model(&[level(0.1, 0)], &[own]), Err(CatalogError::Use(0)));
        let part = Part { centre: glam::Vec3::ZERO, radius: 1.0, scale: 1.0, model, hall: false };
        assert!(builder.part(Part { radius: f32::NAN, ..part }).is_err());
        assert!(builder.part(Part { model: ModelId(1), ..part }).is_err());
        builder.part(part).unwrap();
        let catalog = builder.build();
        assert_eq!(catalog.piece_rungs.get(0), [RungId(0)]);
        assert_eq!(catalog.models_of(LadderId(0)), [model]);
    }

    #[test]
    fn shared_things_are_found_from_both_ends() {
        let mut builder = Builder::new();
        let pieces: Vec<_> = (0..4).map(|wire| builder.piece(Piece { wire, gpu: 0 })).collect();
        let texture = builder.texture(&[level(0.1, 0), level(0.05, 1)]).unwrap();
        let shown = Use { ladder: texture, metres: 1.0, share: 1.0 };
        let both = [2, 3].map(|near| builder.model(&[level(0.1, 0), level(0.01, near)], &[shown]).unwrap());
        let catalog = builder.build();
        assert_eq!(catalog.models_of(texture), both);
        assert_eq!(catalog.piece_rungs.get(pieces[0].at()).len(), 3);
        let near = catalog.ladder(catalog.model(both[0]).ladder).rung(1).unwrap();
        assert_eq!(catalog.textured_first(near), Some(both[0]));
        assert!(!catalog.permanent(near) && catalog.permanent(RungId(near.0 - 1)));
        assert!(!catalog.permanent(catalog.ladder(texture).rung(0).unwrap()));
        assert_eq!((catalog.below(near), catalog.above(near)), (Some(RungId(near.0 - 1)), None));
    }
}
