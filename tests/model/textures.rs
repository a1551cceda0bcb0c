//! Images made for GPUs and small files against the plain ones they were made from.

use boothwalk::model::{Blocks, Image, Model, Options, load_path};

use crate::{larger, read};

/// Peak signal-to-noise ratio of the largest level's colours in decibels.
fn psnr(a: &Image, b: &Image) -> f64 {
    assert_eq!((a.width, a.height, a.texel), (b.width, b.height, b.texel));
    let pairs = a.levels[0].as_chunks::<4>().0.iter().zip(b.levels[0].as_chunks::<4>().0);
    let mut sum = 0.0;
    for (a, b) in pairs {
        sum += (0..3).map(|part| f64::from(a[part].abs_diff(b[part])).powi(2)).sum::<f64>();
    }
    let mean = sum / f64::from(a.width) / f64::from(a.height) / 3.0;
    20.0 * (255.0 / mean.sqrt()).log10()
}

/// The images of the core textures, in the order of the material.
fn pictures(model: &Model) -> Vec<&Image> {
    let material = &model.materials[0];
    let textures = [material.base_color_texture, material.metallic_roughness_texture, material.normal_texture];
    textures.into_iter().flatten().map(|texture| &model.images[texture.image as usize]).collect()
}

#[test]
fn compressed_forms_show_the_same_images() {
    let Some(folder) = larger() else { return };
    let folder = folder.join("AvocadoVariants");
    let plain = read(&folder.join("glTF/Avocado.gltf")).unwrap();
    assert_eq!(pictures(&plain).len(), 3);
    // What each form can keep: ETC1S is made to be small.
    let forms =
        [("glTF-WebP/Avocado.glb", 34.0), ("glTF-KTX-UASTC/Avocado.gltf", 36.0), ("glTF-KTX-ETC1S/Avocado.gltf", 26.0)];
    for (form, least) in forms {
        let other = read(&folder.join(form)).unwrap();
        for (a, b) in pictures(&plain).into_iter().zip(pictures(&other)) {
            let found = psnr(a, b);
            assert!(found > least, "{form}: {found:.1} dB");
            assert_eq!(a.levels.len(), b.levels.len(), "{form}");
        }
    }
}

#[test]
fn blocks_come_where_they_are_asked_for() {
    let Some(folder) = larger() else { return };
    for form in ["glTF-KTX-UASTC", "glTF-KTX-ETC1S"] {
        let path = folder.join("AvocadoVariants").join(form).join("Avocado.gltf");
        let plain = read(&path).unwrap();
        for blocks in [Blocks::Bc7, Blocks::Astc, Blocks::Etc2] {
            let options = Options { blocks, ..Options::default() };
            let other = load_path(&path, &options).unwrap();
            for (a, b) in plain.images.iter().zip(&other.images) {
                assert_eq!(b.texel, a.texel.in_blocks(blocks));
                assert_eq!(b.levels.len(), a.levels.len());
                for (level, bytes) in b.levels.iter().enumerate() {
                    let [width, height] = [b.width, b.height].map(|side| (side >> level).max(1));
                    assert_eq!(bytes.len(), b.texel.level_bytes(width, height));
                }
            }
            // A byte a texel instead of four; only the smallest levels round up.
            assert!(
                other.images.iter().flat_map(|image| &image.levels).map(Vec::len).sum::<usize>() * 39 / 10
                    < plain.images.iter().flat_map(|image| &image.levels).map(Vec::len).sum()
            );
        }
    }
}
