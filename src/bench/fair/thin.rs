//! Models with fewer triangles: where vertices are not what is measured.

use anyhow::Result;
use meshopt::{SimplifyOptions, VertexDataAdapter};
use serde_json::{Value, json};

use super::glb::Opened;
use crate::model::{Folder, Limits, take_apart};

/// A model with fewer triangles.
pub struct Thinned {
    pub glb: Vec<u8>,
    /// How many primitives it draws: those of a mesh as often as a node shows it.
    pub parts: usize,
    pub animated: bool,
}

/// The same model with about so many triangles a primitive, at most.
///
/// # Errors
/// It is no sound GLB.
pub fn thin(name: &str, glb: &[u8], triangles: usize) -> Result<Thinned> {
    const TRIANGLES: u32 = 4;
    let model = take_apart(name, glb, &Folder::new(""), &Limits::default())?;
    let mut opened = Opened::new(glb)?;
    for (mesh, primitives) in model.meshes.iter().enumerate() {
        for (place, part) in primitives.iter().enumerate() {
            let Some(part) = part.as_ref().filter(|part| part.mode == TRIANGLES) else { continue };
            if part.indices.len() / 3 > triangles {
                let fewer = fewer(&part.streams.positions, &part.indices, triangles)?;
                opened.point(&format!("/meshes/{mesh}/primitives/{place}"), &fewer)?;
            }
        }
    }
    let shown = opened.list("nodes").iter().filter_map(|node| node.get("mesh").and_then(Value::as_u64));
    let parts = shown.filter_map(|mesh| Some(model.meshes.get(mesh as usize)?.len())).sum();
    let animated = !opened.list("animations").is_empty();
    Ok(Thinned { glb: opened.write()?, parts, animated })
}

fn fewer(positions: &[[f32; 3]], indices: &[u32], triangles: usize) -> Result<Vec<u32>> {
    let vertices = VertexDataAdapter::new(bytemuck::cast_slice(positions), size_of::<[f32; 3]>(), 0)?;
    let most = triangles * 3;
    let found = meshopt::simplify(indices, &vertices, most, 1.0, SimplifyOptions::Prune, None);
    if !found.is_empty() && found.len() <= 2 * most {
        return Ok(found);
    }
    // Many small bodies hold more triangles than that as long as each stays one, and may be nothing when they do not.
    let loose = meshopt::simplify_sloppy(indices, &vertices, most, 1.0, None);
    Ok(if loose.is_empty() { indices.iter().copied().take(most).collect() } else { loose })
}

impl Opened<'_> {
    /// Lets a primitive draw these vertices; the indices that it had stay unused.
    fn point(&mut self, primitive: &str, indices: &[u32]) -> Result<()> {
        let start = self.data.len().next_multiple_of(4);
        self.data.resize(start, 0);
        self.data.extend(indices.iter().flat_map(|index| index.to_le_bytes()));
        let view =
            self.push("bufferViews", json!({ "buffer": 0, "byteOffset": start, "byteLength": indices.len() * 4 }))?;
        const UNSIGNED_INT: u32 = 5125;
        let accessor = json!({
            "bufferView": view, "componentType": UNSIGNED_INT, "count": indices.len(), "type": "SCALAR",
        });
        let accessor = self.push("accessors", accessor)?;
        self.set(primitive, "indices", accessor.into())?;
        self.set("/buffers/0", "byteLength", self.data.len().into())
    }
}
