//! What it costs to show something, against a booth's budget.

use super::codes::*;
use super::finding::{Findings, values};
use crate::model::{Model, Topology};

/// Figures of a model, or of all models of a booth together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Triangles drawn, those of a mesh once for each node that shows it.
    pub triangles: u64,
    /// Draws before any batching: a primitive of a node each.
    pub draws: u64,
    /// Bytes of textures on the GPU, as the adapters take them that take the least.
    pub texture_bytes: u64,
    /// All bytes on the GPU.
    pub gpu_bytes: u64,
    /// Bytes that a visitor downloads before the first good view: all files of the model.
    pub file_bytes: u64,
}

/// The standard budget of a booth on a standalone headset, with ten booths and 25 avatars in sight.
pub const BOOTH: Cost =
    Cost { triangles: 50_000, draws: 8, texture_bytes: 24_000_000, gpu_bytes: u64::MAX, file_bytes: 8_000_000 };

impl Cost {
    pub fn of(model: &Model, file_bytes: u64) -> Cost {
        let meshes = model.nodes.iter().filter_map(|node| model.meshes.get(node.mesh? as usize));
        let drawn = meshes.flat_map(|mesh| &mesh.primitives);
        let images = model.images.iter().flat_map(|image| &image.levels);
        Cost {
            triangles: model.triangles(),
            draws: drawn
                .filter(|primitive| primitive.topology != Topology::Points || !primitive.indices.is_empty())
                .count() as u64,
            texture_bytes: images.map(|level| level.len() as u64).sum(),
            gpu_bytes: model.gpu_bytes(),
            file_bytes,
        }
    }

    pub fn add(&mut self, other: Cost) {
        self.triangles += other.triangles;
        self.draws += other.draws;
        self.texture_bytes += other.texture_bytes;
        self.gpu_bytes += other.gpu_bytes;
        self.file_bytes += other.file_bytes;
    }

    /// Tells of what is over a budget.
    pub fn tell(&self, budget: &Cost, out: &mut Findings) {
        let mb = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
        if self.triangles > budget.triangles {
            out.add(&BUDGET_TRIANGLES, "", values!["found" => self.triangles, "limit" => budget.triangles]);
        }
        if self.draws > budget.draws {
            out.add(&BUDGET_DRAWS, "", values!["found" => self.draws, "limit" => budget.draws]);
        }
        if self.texture_bytes > budget.texture_bytes {
            let values = values!["found" => mb(self.texture_bytes), "limit" => mb(budget.texture_bytes)];
            out.add(&BUDGET_TEXTURES, "", values);
        }
        if self.file_bytes > budget.file_bytes {
            let values = values!["found" => mb(self.file_bytes), "limit" => mb(budget.file_bytes)];
            out.add(&BUDGET_DOWNLOAD, "", values);
        }
    }
}
