//! What is refused is said, and nothing wrong is ever published.

use std::time::{Duration, Instant};

use super::stage::{command, fair, files, pack, pieces, product, root, try_pack, write};

const QUICK: [&str; 2] = ["--textures", "bc7"];

/// A triangle whose box is not the one around it.
fn boxed_wrongly() -> Vec<u8> {
    let path = root().join("tests/models/Triangle/glTF-Embedded/Triangle.gltf");
    let text = std::fs::read_to_string(path).expect("a model");
    let mut document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    document["accessors"][1]["max"] = serde_json::json!([9.0, 1.0, 0.0]);
    document.to_string().into_bytes()
}

#[test]
fn what_check_refuses_is_refused_by_name_and_the_last_fair_stays() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    pack(source.path(), out.path(), &QUICK);
    let before = files(out.path());
    product(source.path(), "second", "bad", "bad.gltf", [0.0, 1.0, 1.0], 1.0);
    write(&source.path().join("booths/second/products/bad/bad.gltf"), &boxed_wrongly());
    let output = try_pack(source.path(), out.path(), &QUICK);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("booths/second/products/bad/bad.gltf"), "{said}");
    assert!(said.contains("(ACCESSOR_MAX_MISMATCH)"), "{said}");
    let after = files(out.path());
    assert!(after["fair.json"] == before["fair.json"], "a refused fair was published");
    assert!(before.iter().all(|(place, bytes)| after.get(place) == Some(bytes)), "a piece went or changed");
    // The organiser decides.
    pack(source.path(), out.path(), &[&QUICK[..], &["--allow", "ACCESSOR_MAX_MISMATCH"]].concat());
    assert!(files(out.path())["fair.json"] != before["fair.json"]);
    // What cannot be read at all is no matter of opinion.
    write(&source.path().join("booths/second/products/bad/bad.gltf"), b"no model");
    let output = try_pack(source.path(), out.path(), &QUICK);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("booths/second/products/bad/bad.gltf"), "{said}");
    // A booth that cannot be read is named, too.
    write(&source.path().join("booths/first/booth.toml"), b"format = 1\nid = \"first\"\n");
    let output = try_pack(source.path(), out.path(), &QUICK);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("booth first"), "{said}");
}

#[test]
fn a_killed_run_leaves_nothing_wrong_and_the_next_completes() {
    const KILLS: u32 = 20;
    let (source, whole) = (fair(), tempfile::tempdir().expect("a folder"));
    let start = Instant::now();
    pack(source.path(), whole.path(), &QUICK);
    let took = start.elapsed();
    let whole = files(whole.path());
    let out = tempfile::tempdir().expect("a folder");
    let mut state = 7u32;
    for kill in 0..KILLS {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Later runs find more done, so each starts anew now and then.
        if kill % 4 == 0 {
            std::fs::remove_dir_all(out.path())
                .and_then(|()| std::fs::create_dir(out.path()))
                .expect("an empty folder");
        }
        let moment = took.mul_f64(f64::from(state) / f64::from(u32::MAX)).min(Duration::from_secs(10));
        let mut run = command(source.path(), out.path(), &QUICK);
        let mut run =
            run.stderr(std::process::Stdio::null()).stdout(std::process::Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(moment);
        run.kill().expect("it can be killed");
        run.wait().expect("it ended");
        let left = files(out.path());
        pieces(&left);
        assert!(left.get("fair.json").is_none_or(|text| *text == whole["fair.json"]), "half a fair was published");
    }
    pack(source.path(), out.path(), &QUICK);
    assert!(files(out.path()) == whole, "the fair is another one after runs that were killed");
    assert!(!out.path().join(".draft").exists(), "drafts were left");
}
