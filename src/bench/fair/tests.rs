//! Made fairs are the same every time, and are fairs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::stock::{Stand, stock};
use super::{Spec, models, paint, write};
use crate::fair::Fair;
use crate::fetch::open_fair;

fn demo() -> Vec<Stand> {
    stock(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo").to_str().unwrap()).unwrap()
}

/// Every file below a folder, by its path.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn made(spec: &Spec, stands: &[Stand]) -> (BTreeMap<PathBuf, Vec<u8>>, Fair) {
    let folder = tempfile::tempdir().unwrap();
    write::write(spec, stands, folder.path(), &|_, _| ()).unwrap();
    let (_, fair) = open_fair(folder.path().to_str().unwrap()).unwrap();
    (files(folder.path()), fair)
}

#[test]
fn the_same_numbers_make_the_same_bytes() {
    let stands = demo();
    let spec = Spec { booths: 9, megabytes: None, seed: 5 };
    let (first, fair) = made(&spec, &stands[..1]);
    assert!(fair.broken.is_empty(), "{:?}", fair.broken);
    assert_eq!(fair.booths.len(), 9);
    assert!(
        fair.booths.iter().all(|booth| booth.model.as_ref().is_some_and(|model| first.contains_key(Path::new(model))))
    );
    assert!(first == made(&spec, &stands[..1]).0);
    // Another seed has other prints, and its own is still there.
    let (other, _) = made(&Spec { seed: 6, ..spec }, &stands[..1]);
    assert!(other.keys().eq(first.keys()));
    let same = |name: &str| first[Path::new(name)] == other[Path::new(name)];
    assert!(same("models/booth-0-0.glb") && !same("models/booth-0-1.glb"));
}

#[test]
fn booths_share_models_and_have_their_own() {
    let (_, fair) = made(&Spec { booths: 20, megabytes: None, seed: 1 }, &demo()[..2]);
    let mut stands: BTreeMap<&str, usize> = BTreeMap::new();
    fair.booths
        .iter()
        .filter_map(|booth| booth.model.as_deref())
        .for_each(|model| *stands.entry(model).or_default() += 1);
    assert_eq!(stands.len(), 5);
    assert!(stands.values().all(|count| *count == 4));
}

#[test]
fn recoloured_models_load_and_look_different() {
    let stands = demo();
    let painted = paint::recolor(&stands[0].model, 3).unwrap();
    let load = |bytes: &[u8]| crate::model::load("x", bytes, &crate::model::NoFiles, &Default::default()).unwrap();
    let (before, after) = (load(&stands[0].model), load(&painted));
    assert_eq!(before.gpu_bytes(), after.gpu_bytes());
    let differ = before.images.iter().zip(&after.images).filter(|(one, other)| one.levels != other.levels).count();
    assert_eq!(differ, 1);
}

#[test]
fn enlarged_pictures_have_the_side_that_was_asked_for() {
    let stands = demo();
    let stand = stands.iter().max_by_key(|stand| paint::count(&stand.model).unwrap()).unwrap();
    let large = paint::enlarge(&stand.model, 640, 1).unwrap();
    let model = crate::model::load("x", &large, &crate::model::NoFiles, &Default::default()).unwrap();
    let sides = model.images.iter().filter(|image| image.width.max(image.height) == 640).count();
    assert_eq!(sides, paint::count(&stand.model).unwrap());
    assert!(large == paint::enlarge(&stand.model, 640, 1).unwrap());
}

#[test]
fn what_is_no_glb_is_refused() {
    for bytes in [&b""[..], b"glTF", b"glTF\x02\0\0\0\0\0\0\0", b"{\"asset\":{\"version\":\"2.0\"}}"] {
        assert!(paint::recolor(bytes, 1).is_err() && paint::enlarge(bytes, 512, 1).is_err() && !paint::is_glb(bytes));
    }
}

#[test]
fn bare_models_become_a_fair_and_stand_side_by_side() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo/booths/coffee/products");
    let files = ["espresso", "grinder"].map(|name| root.join(name).join("model.glb"));
    let shown = models::shown(&files).unwrap();
    let folder = tempfile::tempdir().unwrap();
    models::write(&shown, folder.path()).unwrap();
    let (_, fair) = open_fair(folder.path().to_str().unwrap()).unwrap();
    assert!(fair.broken.is_empty(), "{:?}", fair.broken);
    let products = &fair.booths[0].products;
    assert_eq!(products.len(), 2);
    for (product, shown) in products.iter().zip(&shown) {
        assert_eq!((product.position.to_array(), product.scale), (shown.position, shown.scale));
    }
    assert!(products[0].position.x < products[1].position.x);
}
