//! The same input gives the same bytes, and only what changed is packed again.

use std::collections::BTreeSet;

use super::stage::{copy, fair, files, pack, packed, pieces, plan};

const QUICK: [&str; 2] = ["--textures", "bc7"];

#[test]
fn the_same_fair_gives_the_same_bytes_on_any_number_of_threads() {
    let source = fair();
    let out: Vec<_> = ["1", "5"]
        .iter()
        .map(|threads| {
            let out = tempfile::tempdir().expect("a folder");
            pack(source.path(), out.path(), &[&QUICK[..], &["--threads", threads]].concat());
            out
        })
        .collect();
    let [first, second] = [&out[0], &out[1]].map(|out| files(out.path()));
    assert!(pieces(&first).len() > 10, "{} pieces", pieces(&first).len());
    assert!(first.keys().eq(second.keys()), "other files");
    for (place, bytes) in &first {
        assert!(second[place] == *bytes, "{place} differs");
    }

    // A second run finds all of it.
    let told = pack(source.path(), out[0].path(), &QUICK);
    assert!(told.contains("0.0 MB written"), "{told}");
    let dated = |place: &str| out[0].path().join(place).metadata().and_then(|about| about.modified()).expect("a date");
    let before: Vec<_> = first.keys().filter(|place| place.starts_with("pieces/")).map(|place| dated(place)).collect();
    pack(source.path(), out[0].path(), &QUICK);
    let after: Vec<_> = first.keys().filter(|place| place.starts_with("pieces/")).map(|place| dated(place)).collect();
    assert!(before == after, "a piece was written again");

    // Another model in one booth: what the others fetch keeps its name.
    let old = plan(out[0].path());
    copy(
        "assets/demo/booths/coffee/products/grinder/model.glb",
        &source.path().join("booths/first/products/flask/model.glb"),
    );
    let told = pack(source.path(), out[0].path(), &QUICK);
    let new = plan(out[0].path());
    let models = old["models"].as_object().expect("models");
    let changed: BTreeSet<&String> = models.keys().filter(|path| new["models"][*path] != models[*path]).collect();
    assert_eq!(changed.into_iter().collect::<Vec<_>>(), ["booths/first/products/flask/model.glb"]);
    let count = models.len();
    assert!(told.contains(&format!("{count} models ({} as before)", count - 1)), "{told}");
    // The model's own, the plan and the proxies.
    let fresh = files(out[0].path()).keys().filter(|place| !first.contains_key(*place)).count();
    let own = new["models"]["booths/first/products/flask/model.glb"].to_string().matches("\"piece\"").count();
    assert!(fresh <= own + 2, "{fresh} new files for a model of {own} pieces");
}

#[test]
fn equal_models_of_two_booths_are_stored_once() {
    let (_, out) = packed();
    let plan = plan(out);
    let model = |path: &str| plan["models"][path].clone();
    let (first, second) =
        (model("booths/first/products/avocado/model.glb"), model("booths/third/products/again/model.glb"));
    assert!(!first.is_null() && first == second);
}
