//! Images of every compressed kind, broken.

use std::path::Path;

use base64::Engine;
use serde_json::json;

use crate::{alone, base, in_little_memory};

/// A triangle with this image on it.
fn with_image(bytes: &[u8]) -> Vec<u8> {
    let image = base64::engine::general_purpose::STANDARD.encode(bytes);
    base::text(&json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": ["KHR_texture_basisu"],
        "extensionsRequired": ["KHR_texture_basisu"],
        "accessors": [{ "componentType": 5126, "type": "VEC3", "count": 3 }],
        "images": [{ "uri": format!("data:image/ktx2;base64,{image}") }],
        "textures": [{ "extensions": { "KHR_texture_basisu": { "source": 0 } } }],
        "materials": [{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 },
            "metallicRoughnessTexture": { "index": 0 } } }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "material": 0 }] }],
        "nodes": [{ "mesh": 0 }],
    }))
}

fn ktx2() -> Vec<u8> {
    let name = "tests/models/AvocadoVariants/glTF-KTX-ETC1S/Avocado_roughnessMetallic.ktx2";
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn webp() -> Vec<u8> {
    let image = image::RgbaImage::from_fn(23, 17, |x, y| image::Rgba([x as u8 * 9, y as u8 * 13, 80, 255 - x as u8]));
    let mut out = std::io::Cursor::new(Vec::new());
    image.write_to(&mut out, image::ImageFormat::WebP).unwrap();
    out.into_inner()
}

#[test]
fn whole_ones_load() {
    for (bytes, size) in [(ktx2(), 512), (webp(), 23)] {
        let model = alone(&with_image(&bytes)).unwrap();
        assert_eq!((model.images.len(), model.images[0].width), (2, size));
    }
}

#[test]
fn broken_ones_load_or_are_refused() {
    in_little_memory("images::broken_ones_load_or_are_refused", || {
        for bytes in [ktx2(), webp()] {
            // The headers byte by byte, the rest at every seventh.
            let places = (0..bytes.len()).filter(|place| *place < 200 || place % 7 == 0);
            for place in places {
                let _ = alone(&with_image(&bytes[..place]));
                for change in [0x01, 0x80, 0xff] {
                    let mut broken = bytes.clone();
                    broken[place] ^= change;
                    let _ = alone(&with_image(&broken));
                }
            }
        }
    });
}

#[test]
fn a_missing_or_strange_source_is_refused() {
    let mut document: serde_json::Value = serde_json::from_slice(&with_image(&webp())).unwrap();
    for source in [json!(7), json!(-1), json!("0")] {
        document["textures"][0]["extensions"]["KHR_texture_basisu"]["source"] = source;
        assert!(alone(&base::text(&document)).is_err());
    }
}
