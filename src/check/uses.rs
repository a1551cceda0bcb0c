//! What a document uses: elements of lists, and textures of materials.

use std::collections::HashMap;

use super::codes::UNUSED_OBJECT;
use super::finding::Findings;
use super::json::Json;
use super::schema::{ALL_LISTS, find_list, list_pointer};

/// A texture of a material.
#[derive(Debug, Clone)]
pub struct TextureUse {
    /// Where the material names it.
    pub at: String,
    /// The set of texture coordinates; `None` where the file gives no proper number.
    pub set: Option<u64>,
}

/// What one material asks of the meshes that wear it.
#[derive(Debug, Clone, Default)]
pub struct MaterialUse {
    pub textures: Vec<TextureUse>,
    pub needs_tangents: bool,
    pub has_normal_texture: bool,
}

/// Collected by the walk over the document.
#[derive(Debug, Default)]
pub struct Uses {
    marks: HashMap<&'static str, Vec<bool>>,
    pub materials: Vec<MaterialUse>,
}

impl Uses {
    pub fn new(root: &Json) -> Uses {
        let marks = ALL_LISTS.iter().map(|list| (*list, vec![false; find_list(root, list).len()])).collect();
        Uses { marks, materials: vec![MaterialUse::default(); find_list(root, "materials").len()] }
    }

    pub fn mark(&mut self, list: &'static str, index: usize) {
        if let Some(mark) = self.marks.get_mut(list).and_then(|marks| marks.get_mut(index)) {
            *mark = true;
        }
    }

    /// Tells of elements that nothing points at.
    pub fn unused(&self, root: &Json, out: &mut Findings) {
        for list in ALL_LISTS {
            let marks = self.marks.get(list).map(Vec::as_slice).unwrap_or_default();
            // Without scenes, every root node stands.
            if list == "nodes" && find_list(root, "scenes").is_empty() {
                continue;
            }
            for (index, _) in marks.iter().enumerate().filter(|(_, used)| !**used) {
                out.add(&UNUSED_OBJECT, format!("{}/{index}", list_pointer(list)), vec![]);
            }
        }
    }
}
