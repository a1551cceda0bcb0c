//! The order of things: container, JSON, tree, meshes, images, animations, bounds.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use gltf::json::Root;

use super::animation;
use super::buffers::Buffers;
use super::container;
use super::document;
use super::draco;
use super::error::{Fault, ModelError, Reason, Result, pick};
use super::files::{Files, Folder, read_file};
use super::geometry;
use super::instancing;
use super::light;
use super::limits::{Budget, Limits, check};
use super::material::{Materials, variant_names};
use super::measure::bounds;
use super::merge;
use super::notes::Notes;
use super::options::Options;
use super::pointer::Moved;
use super::skin;
use super::tree;
use super::types::{Deform, Mesh, Model};
use super::unpack;

/// Extensions that are read, so that a file may require them.
const KNOWN: &[&str] = &[
    draco::NAME,
    unpack::NAMES[0],
    unpack::NAMES[1],
    instancing::NAME,
    light::NAME,
    tree::VISIBILITY,
    "EXT_texture_webp",
    "KHR_animation_pointer",
    "KHR_materials_anisotropy",
    "KHR_materials_clearcoat",
    "KHR_materials_diffuse_transmission",
    "KHR_materials_dispersion",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_iridescence",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_unlit",
    "KHR_materials_variants",
    "KHR_materials_volume",
    "KHR_mesh_quantization",
    "KHR_texture_basisu",
    "KHR_texture_transform",
];

/// Reads a model: glTF 2.0, as GLB or JSON.
///
/// `name` is what messages call the file; `files` gives the buffers and images beside it. What did not stop
/// the load but is worth knowing is in [`Model::notes`].
pub fn load(name: &str, bytes: &[u8], files: &dyn Files, options: &Options) -> std::result::Result<Model, ModelError> {
    read(bytes, files, options).map_err(|fault| fault.in_file(name))
}

/// Reads a model and the files beside it from the disk.
pub fn load_path(path: &Path, options: &Options) -> std::result::Result<Model, ModelError> {
    let name = path.display().to_string();
    let bytes = read_file(path, options.limits.bytes).map_err(|source| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Fault::new("", Reason::Read { name: file, source }).in_file(&name)
    })?;
    load(&name, &bytes, &Folder::new(path.parent().unwrap_or(Path::new(""))), options)
}

fn read(bytes: &[u8], files: &dyn Files, options: &Options) -> Result<Model> {
    let limits = &options.limits;
    let budget = Budget::new(limits);
    budget.bytes.take(bytes.len() as u64, "")?;
    let mut notes = Notes::new(limits.notes);
    let parts = container::open(bytes)?;
    let root = document::parse(parts.json, limits)?;
    budget.time.check("")?;
    version(&root)?;
    extensions(&root, &mut notes)?;
    let mut buffers = Buffers::new(&root, parts.bin, files, &budget);
    (buffers.packed, buffers.bare) = (options.packed, options.bare);
    let buffers = buffers;
    let lights = light::lights(&root, &mut notes)?;
    let moved = Moved::new(&root);
    let mut tree = tree::build(&root, options.scene, &lights, moved.visibility, limits, &mut notes)?;
    instancing::expand(&mut tree, &buffers, limits)?;
    let skins = skin::skins(&buffers, &mut tree, limits)?;
    let mut materials = Materials::new(moved.materials, options.lean);
    let alone = surfaces(&tree, &buffers, &mut materials, limits, &mut notes)?;
    if options.merge {
        materials.merge(&alone);
    }
    // Images are decoded while the rest is made, where there are threads for it.
    let textures = std::mem::take(&mut materials.textures);
    let (samplers, image_sources) = (textures.samplers.clone(), textures.numbers());
    let rest = || {
        let mut model = Model {
            meshes: meshes(&mut tree, &buffers, &mut materials, options.merge, &mut notes)?,
            samplers,
            image_sources,
            skins,
            variants: variant_names(&root).iter().map(|variant| variant.name.clone()).collect(),
            lights,
            ..Model::default()
        };
        budget.time.check("/animations")?;
        model.animations = animation::animations(&buffers, &tree, &materials, &model.lights, &mut notes)?;
        model.materials = materials.list;
        if model.meshes.iter().all(|mesh| mesh.primitives.is_empty()) {
            notes.add("its scene shows nothing".to_owned());
        }
        model.nodes = tree.nodes;
        skin::check_joints(&model)?;
        check("bytes of joints and morph targets", model.deform_bytes(), Deform::MOST_BYTES, "/meshes")?;
        // A packed model's are known to whoever has its plan.
        model.bounds = bounds(&model, !options.packed)?;
        model.notes = notes.finish();
        Ok(model)
    };
    let (mut model, images) = textures.decode(options, &buffers, rest)?;
    model.images = images;
    budget.time.check("")?;
    Ok(model)
}

/// Section 3.2: a file says which version it needs.
fn version(root: &Root) -> Result<()> {
    let asset = &root.asset;
    let known = |version: &str| version.split('.').next() == Some("2");
    match &asset.min_version {
        Some(least) if least != "2.0" => {
            let why = format!("it needs glTF {least:?}; 2.0 is known");
            Err(Fault::invalid("/asset/minVersion", why))
        }
        Some(_) => Ok(()),
        None if known(&asset.version) => Ok(()),
        None => {
            let why = format!("it is glTF {:?}; only version 2 is known", asset.version);
            Err(Fault::invalid("/asset/version", why))
        }
    }
}

fn extensions(root: &Root, notes: &mut Notes) -> Result<()> {
    for (index, name) in root.extensions_required.iter().enumerate() {
        if !KNOWN.contains(&name.as_str()) {
            return Err(Fault::new(format!("/extensionsRequired/{index}"), Reason::Required(name.clone())));
        }
    }
    for name in &root.extensions_used {
        if !KNOWN.contains(&name.as_str()) {
            notes.add(format!("the optional extension {name} is not used"));
        }
    }
    Ok(())
}

/// Reads the materials of all that is drawn, and with them the images; tells which of them variants put in one another's place.
fn surfaces<'a>(
    tree: &tree::Tree,
    buffers: &'a Buffers<'_>,
    materials: &mut Materials<'a>,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<HashSet<u32>> {
    let mut alone = HashSet::new();
    let mut known = HashSet::new();
    let mut count = 0u64;
    for index in tree.nodes.iter().filter_map(|node| node.mesh) {
        let at = format!("/meshes/{index}");
        let json = pick(&buffers.root.meshes, index as usize, "mesh", &at)?;
        // Each showing counts: a small file may show one mesh of many primitives from every node.
        count += json.primitives.len() as u64;
        check("primitives", count, limits.primitives, &at)?;
        if known.insert(index) {
            for (place, primitive) in json.primitives.iter().enumerate() {
                let at = format!("{at}/primitives/{place}");
                geometry::surfaces(primitive, &at, buffers, materials, &mut alone, notes)?;
            }
        }
    }
    Ok(alone)
}

/// The meshes of the nodes, each once; the nodes' indices follow.
fn meshes<'a>(
    tree: &mut tree::Tree,
    buffers: &'a Buffers<'_>,
    materials: &mut Materials<'a>,
    merge: bool,
    notes: &mut Notes,
) -> Result<Vec<Mesh>> {
    let mut known: HashMap<u32, u32> = HashMap::new();
    let mut list = Vec::new();
    for node in &mut tree.nodes {
        let Some(index) = node.mesh else { continue };
        let at = format!("/meshes/{index}");
        let json = pick(&buffers.root.meshes, index as usize, "mesh", &at)?;
        if let Some(&own) = known.get(&index) {
            node.mesh = Some(own);
            continue;
        }
        let mut raw = Vec::with_capacity(json.primitives.len());
        for (place, primitive) in json.primitives.iter().enumerate() {
            let at = format!("{at}/primitives/{place}");
            buffers.budget.time.check(&at)?;
            raw.extend(geometry::primitive(primitive, &at, buffers, materials, notes)?);
        }
        if merge {
            raw = merge::merge(raw, materials);
        }
        let primitives = raw.into_iter().map(geometry::Raw::finish).collect::<Result<_>>()?;
        let mesh = Mesh { primitives };
        let own = list.len() as u32;
        list.push(mesh);
        known.insert(index, own);
        node.mesh = Some(own);
    }
    Ok(list)
}
