//! Real models through the loader.
//!
//! The models in `tests/models` are always read; the larger set that `BOOTHWALK_MODELS` names (by default
//! `../shared/models`) where it is.

mod bounds;
mod draco;
mod textures;

use std::io::Write;
use std::path::{Path, PathBuf};

use boothwalk::model::{Model, ModelError, Options, Topology, animate, load_path};
use serde_json::Value;

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models")
}

/// The larger set, or `None` after saying so loudly: an absent set must not look like a passed test.
fn larger() -> Option<PathBuf> {
    let named = std::env::var_os("BOOTHWALK_MODELS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/models"));
    if folder.join("index.json").is_file() {
        return Some(folder);
    }
    let line = format!("SKIPPED the larger set of models: {} has no index.json", folder.display());
    // Past the capture of the test harness, and red.
    let _ = writeln!(std::io::stderr(), "\x1b[31m{line}\x1b[0m");
    if let Some(path) = std::env::var_os("BOOTHWALK_SKIPS") {
        let mut list = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        writeln!(list, "{line}").unwrap();
    }
    None
}

fn read(path: &Path) -> Result<Model, ModelError> {
    load_path(path, &Options::default())
}

/// Every file that an index lists, with its entry there.
fn listed(folder: &Path) -> Vec<(PathBuf, Value)> {
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let models = index["models"].as_array().unwrap();
    let files = models.iter().flat_map(|model| model["files"].as_array().unwrap());
    files.map(|entry| (folder.join(entry["file"].as_str().unwrap()), entry.clone())).collect()
}

fn check_all(folder: &Path) {
    let files = listed(folder);
    assert!(!files.is_empty());
    for (path, entry) in files {
        let name = path.display();
        let model = read(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(model.triangles(), entry["triangles"].as_u64().unwrap(), "{name}");
        bounds::check(&path, &model);
        check_whole(&model, &path);
    }
}

/// What every loaded model promises to those who draw it.
fn check_whole(model: &Model, path: &Path) {
    let name = path.display();
    for (index, node) in model.nodes.iter().enumerate() {
        assert!(node.parent.is_none_or(|parent| (parent as usize) < index), "{name}");
        assert!(node.mesh.is_none_or(|mesh| (mesh as usize) < model.meshes.len()), "{name}");
    }
    for primitive in model.meshes.iter().flat_map(|mesh| &mesh.primitives) {
        let corners = match primitive.topology {
            Topology::Triangles => 3,
            Topology::Lines => 2,
            Topology::Points => 1,
        };
        assert!(!primitive.indices.is_empty() && primitive.indices.len().is_multiple_of(corners), "{name}");
        assert!(primitive.indices.iter().all(|&index| (index as usize) < primitive.vertices.len()), "{name}");
        assert!((primitive.material as usize) < model.materials.len(), "{name}");
        for &(variant, material) in &primitive.variants {
            assert!((variant as usize) < model.variants.len() && (material as usize) < model.materials.len(), "{name}");
        }
    }
    for material in &model.materials {
        let textures = [
            material.base_color_texture,
            material.metallic_roughness_texture,
            material.normal_texture,
            material.occlusion_texture,
            material.emissive_texture,
        ];
        for texture in textures.into_iter().flatten() {
            assert!((texture.image as usize) < model.images.len(), "{name}");
            assert!((texture.sampler as usize) < model.samplers.len(), "{name}");
        }
    }
    for image in &model.images {
        let most = 32 - image.width.max(image.height).leading_zeros();
        assert!((1..=most).contains(&(image.levels.len() as u32)), "{name}");
        for (level, texels) in image.levels.iter().enumerate() {
            let [width, height] = [image.width, image.height].map(|side| (side >> level).max(1));
            assert_eq!(texels.len(), image.texel.level_bytes(width, height), "{name}");
        }
    }
    for (index, animation) in model.animations.iter().enumerate() {
        for step in 0..8 {
            let mut pose = model.rest();
            animate(model, index, animation.duration * step as f32 / 7.0, &mut pose);
            assert!(pose.locals.iter().all(|local| local.matrix().is_finite()), "{name}");
        }
    }
}

#[test]
fn our_own_set_loads() {
    check_all(&own());
}

#[test]
fn the_larger_set_loads() {
    if let Some(folder) = larger() {
        check_all(&folder);
    }
}

#[test]
fn the_forms_of_one_model_agree() {
    let forms = ["glTF/Avocado.gltf", "glTF-Binary/Avocado.glb", "glTF-Embedded/Avocado.gltf"];
    let [first, rest @ ..] = forms.map(|form| read(&own().join("AvocadoVariants").join(form)).unwrap());
    for other in rest {
        assert_eq!(first.meshes[0].primitives[0].vertices, other.meshes[0].primitives[0].vertices);
        assert_eq!(first.images.len(), other.images.len());
        assert!(first.images.iter().zip(&other.images).all(|(a, b)| a.levels == b.levels));
    }
    let quantised = read(&own().join("AvocadoVariants/glTF-Quantized/Avocado.gltf")).unwrap();
    let size = first.bounds.max - first.bounds.min;
    assert!((quantised.bounds.min - first.bounds.min).abs().max_element() < size.max_element() * 1e-4);
    assert!((quantised.bounds.max - first.bounds.max).abs().max_element() < size.max_element() * 1e-4);
    assert_eq!(quantised.triangles(), first.triangles());
}

#[test]
fn sparse_values_stand_where_the_sample_says() {
    for form in ["glTF/SimpleSparseAccessor.gltf", "glTF-Embedded/SimpleSparseAccessor.gltf"] {
        let model = read(&own().join("SimpleSparseAccessor").join(form)).unwrap();
        let primitive = &model.meshes[0].primitives[0];
        let places: Vec<[f32; 3]> =
            primitive.vertices.iter().map(|vertex| primitive.decode.position(vertex).to_array()).collect();
        // The file moves vertices 8, 10 and 12 of a flat strip of squares upwards.
        for wanted in [[1.0, 2.0, 0.0], [3.0, 3.0, 0.0], [5.0, 4.0, 0.0]] {
            let near = |place: &[f32; 3]| place.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-3);
            assert!(places.iter().any(near), "{wanted:?} in {places:?}");
        }
    }
}

#[test]
fn modes_become_lists() {
    let model = read(&own().join("MeshPrimitiveModes/glTF/MeshPrimitiveModes.gltf")).unwrap();
    let count = |topology| {
        let primitives = model.meshes.iter().flat_map(|mesh| &mesh.primitives);
        primitives.filter(|primitive| primitive.topology == topology).count()
    };
    assert!(count(Topology::Points) > 0 && count(Topology::Lines) > 0 && count(Topology::Triangles) > 0);
    // Without normals, lines and points are drawn without lighting.
    for primitive in model.meshes.iter().flat_map(|mesh| &mesh.primitives) {
        let unlit = model.materials[primitive.material as usize].unlit;
        assert_eq!(unlit, primitive.topology != Topology::Triangles);
    }
}

#[test]
fn computed_tangents_agree_with_those_that_a_file_brings() {
    use boothwalk::model::{Folder, load, octahedral_decode};
    let path = own().join("AvocadoVariants/glTF/Avocado.gltf");
    let brought = read(&path).unwrap();
    let mut json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let attributes = json["meshes"][0]["primitives"][0]["attributes"].as_object_mut().unwrap();
    attributes.remove("TANGENT").expect("the file brings tangents");
    let files = Folder::new(path.parent().unwrap());
    let computed = load("f", &serde_json::to_vec(&json).unwrap(), &files, &Options::default()).unwrap();
    let [brought, computed] = [&brought, &computed].map(|model| &model.meshes[0].primitives[0]);
    assert_eq!(brought.indices.len(), computed.indices.len());
    let (mut sum, mut turned) = (0.0, 0);
    for (&a, &b) in brought.indices.iter().zip(&computed.indices) {
        let (a, b) = (brought.vertices[a as usize], computed.vertices[b as usize]);
        sum += octahedral_decode(a.tangent).dot(octahedral_decode(b.tangent));
        turned += usize::from(a.position[3] != b.position[3]);
    }
    let count = brought.indices.len() as f32;
    assert!(sum / count > 0.99, "the mean cosine is {}", sum / count);
    assert!((turned as f32) < count * 0.01, "{turned} of {count} corners are mirrored");
}
