//! What must be known of a product so that tools can work on it; made by a worker when a tool is chosen, for one product at
//! a time, so that the others cost no memory.

use std::sync::Arc;

use anyhow::{Context, Result};
use glam::Vec3;

use crate::app::packed;
use crate::app::piece::{Bench, Detail, Piece, pipelines};
use crate::model::{self, Model, NamedPart, Options, Solid, explosion};
use crate::scene::Shown;
use crate::visit::ThingId;

/// See the module's page.
#[derive(Debug)]
pub struct Study {
    pub id: ThingId,
    /// Of each node, the way that it goes in an exploded view: metres along the model's axes.
    pub ways: Arc<[Vec3]>,
    /// What is drawn, the largest first.
    pub parts: Vec<NamedPart>,
    /// Its triangles; none where they are too many to be kept.
    pub solid: Option<Solid>,
}

impl Study {
    /// Reads the product's model once more, without its pictures.
    ///
    /// # Errors
    /// Its file cannot be read.
    pub fn make(id: ThingId, bench: &Bench) -> Result<Study> {
        let path = Piece::Product(id.0, id.1).model(&bench.fair).context("no such product")?;
        let model = shape(bench, path)?;
        // So that nothing waits for a pipeline once it is cut.
        pipelines(&model, Shown::Section, bench);
        let explosion = explosion(&model);
        let solid = Solid::new(&model);
        match &solid {
            Some(solid) => log::debug!("{path}: its triangles take {} bytes", solid.bytes()),
            None => log::info!("{path}: it has too many triangles to be measured"),
        }
        Ok(Study { id, ways: explosion.ways.into(), parts: explosion.parts, solid })
    }

    /// Whether there is anything to take apart.
    pub fn moves(&self) -> bool {
        self.ways.iter().any(|way| *way != Vec3::ZERO)
    }
}

/// A model without its pictures.
fn shape(bench: &Bench, path: &str) -> Result<Model> {
    let options = Options { bare: true, merge: false, ..bench.options.clone() };
    if let Some(packed) = bench.fair.models.get(path) {
        return packed::geometry(&*bench.source, &options, path, packed, Detail::Full).with_context(|| path.to_owned());
    }
    let bytes = bench.source.read(path, options.limits.bytes)?;
    Ok(model::load(path, &bytes, &bench.source.beside(path), &options)?)
}
