//! Primitives and their accessors (glTF 2.0, section 3.7.2).

use super::{Links, Role, index, list};
use crate::check::codes::*;
use crate::check::doc::Accessor;
use crate::check::finding::values;
use crate::check::format::{Component, Format, Semantic, allowed, semantic};
use crate::check::json::{Json, escape};
use crate::check::schema::QUANTIZATION;

impl<'a> Links<'a, '_> {
    pub(super) fn meshes(&mut self) {
        for (mesh, value) in self.doc.list("meshes").iter().enumerate() {
            for (place, primitive) in list(value, "primitives").iter().enumerate() {
                self.primitive(primitive, &format!("/meshes/{mesh}/primitives/{place}"));
            }
        }
    }

    fn primitive(&mut self, value: &'a Json, at: &str) {
        let attributes = value.get("attributes").and_then(Json::object).unwrap_or_default();
        let mut count = None;
        for (name, accessor) in attributes {
            let at = format!("{at}/attributes/{}", escape(name));
            let Some((number, accessor)) = self.find(accessor) else { continue };
            self.role(number, Role::Attribute, &at);
            self.attribute(name, accessor, false, &at);
            if let (Some(own), Some(first)) = (accessor.count, *count.get_or_insert(accessor.count))
                && own != first
            {
                let values = values!["semantic" => name, "found" => own, "first" => first];
                self.out.add(&MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT, at.clone(), values);
            }
            if let Some(view) = accessor.view.filter(|_| !self.strided(number))
                && *self.packed.entry(view).or_insert(number) != number
            {
                self.out.add(&MESH_PRIMITIVE_ACCESSOR_WITHOUT_BYTESTRIDE, format!("/bufferViews/{view}"), vec![]);
            }
        }
        self.indices(value, count.flatten(), at);
        self.material(value, attributes, at);
        for (place, target) in list(value, "targets").iter().enumerate() {
            for (name, accessor) in target.object().unwrap_or_default() {
                let at = format!("{at}/targets/{place}/{}", escape(name));
                let Some((number, accessor)) = self.find(accessor) else { continue };
                self.role(number, Role::Attribute, &at);
                self.attribute(name, accessor, true, &at);
                let base = attributes.iter().find(|(known, _)| known == name).and_then(|(_, base)| self.find(base));
                match base.map(|(_, base)| base.count) {
                    None if semantic(name) != Some(Semantic::Own) => {
                        self.out.add(&MESH_PRIMITIVE_MORPH_TARGET_NO_BASE_ACCESSOR, at, values!["semantic" => name]);
                    }
                    Some(base) if base != accessor.count => {
                        let [found, base] = [accessor.count, base].map(|count| count.unwrap_or(0));
                        let values = values!["found" => found, "base" => base];
                        self.out.add(&MESH_PRIMITIVE_MORPH_TARGET_INVALID_ATTRIBUTE_COUNT, at, values);
                    }
                    _ => {}
                }
            }
        }
    }

    fn find(&self, value: &Json) -> Option<(usize, &'a Accessor<'a>)> {
        let number = value.index()?;
        Some((number, self.doc.accessors.get(number)?))
    }

    fn attribute(&mut self, name: &str, accessor: &Accessor<'_>, morph: bool, at: &str) {
        let quantized = self.doc.uses(QUANTIZATION);
        if let (Some(format), Some(formats)) = (accessor.format(), allowed(name, morph, quantized))
            && !formats.contains(&format)
        {
            let allowed: Vec<String> = formats.iter().map(Format::to_string).collect();
            let values = values!["semantic" => name, "found" => format, "allowed" => allowed.join(", ")];
            self.out.add(&MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT, at, values);
        }
        if semantic(name) == Some(Semantic::Own) && accessor.component == Some(Component::UnsignedInt) {
            self.out.add(&MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_UNSIGNED_INT, at, values!["semantic" => name]);
        }
        if name == "POSITION" && (accessor.min.is_none() || accessor.max.is_none()) {
            self.out.add(&MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS, at, vec![]);
        }
        if let Some(view) = self.doc.view_of(accessor)
            && let Some((length, _)) = accessor.element(None)
        {
            let starts = [accessor.offset, view.offset].into_iter().flatten().any(|offset| offset % 4 != 0);
            if starts || view.stride.unwrap_or(length) % 4 != 0 {
                self.out.add(&MESH_PRIMITIVE_ACCESSOR_UNALIGNED, at, vec![]);
            }
        }
    }

    fn indices(&mut self, value: &'a Json, vertices: Option<u64>, at: &str) {
        let found = value.get("indices").and_then(|indices| self.find(indices));
        if let Some((number, accessor)) = found {
            let at = format!("{at}/indices");
            self.role(number, Role::Indices, &at);
            let proper = accessor.format().is_none_or(|Format(kind, component, normalized)| {
                let whole =
                    matches!(component, Component::UnsignedByte | Component::UnsignedShort | Component::UnsignedInt);
                kind == "SCALAR" && whole && !normalized
            });
            if !proper {
                let values = values!["found" => accessor.format_name()];
                self.out.add(&MESH_PRIMITIVE_INDICES_ACCESSOR_INVALID_FORMAT, at.clone(), values);
            }
            if self.strided(number) {
                self.out.add(&MESH_PRIMITIVE_INDICES_ACCESSOR_WITH_BYTESTRIDE, at, vec![]);
            }
        }
        let Some(count) = found.map_or(vertices, |(_, accessor)| accessor.count) else { return };
        let mode = index(value, "mode").unwrap_or(4);
        let fits = match mode {
            0 => true,
            1 => count >= 2 && count.is_multiple_of(2),
            2 | 3 => count >= 2,
            4 => count >= 3 && count.is_multiple_of(3),
            _ => count >= 3,
        };
        if !fits {
            self.out.add(&MESH_PRIMITIVE_INCOMPATIBLE_MODE, at, values!["count" => count, "mode" => mode]);
        }
    }

    /// What the material asks of the mesh.
    fn material(&mut self, value: &'a Json, attributes: &[(String, Json)], at: &str) {
        let has = |name: &str| attributes.iter().any(|(known, _)| known == name);
        let Some(material) = index(value, "material").and_then(|index| self.uses.materials.get(index)) else { return };
        let sets = attributes.iter().filter(|(name, _)| matches!(semantic(name), Some(Semantic::Set("TEXCOORD", _))));
        let sets = sets.count() as u64;
        for texture in &material.textures {
            if let Some(set) = texture.set.filter(|set| *set >= sets) {
                let values = values!["texture" => texture.at, "set" => set];
                self.out.add(&MESH_PRIMITIVE_TOO_FEW_TEXCOORDS, format!("{at}/material"), values);
            }
        }
        match (material.needs_tangents, has("TANGENT")) {
            (true, false) if material.has_normal_texture => {
                self.out.add(&MESH_PRIMITIVE_GENERATED_TANGENT_SPACE, at, vec![]);
            }
            (true, false) => self.out.add(&MESH_PRIMITIVE_NO_TANGENT_SPACE, at, vec![]),
            (false, true) => self.out.add(&UNUSED_MESH_TANGENT, format!("{at}/attributes/TANGENT"), vec![]),
            _ => {}
        }
    }
}
