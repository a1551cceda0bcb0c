//! `boothwalk check` against the Khronos glTF validator, and as a program.

mod program;

use std::collections::{BTreeMap, BTreeSet};

use boothwalk::check::{Severity, check_bytes};
use boothwalk::model::{Limits, NoFiles};
use serde_json::Value;

/// Codes of errors and worse.
fn codes(document: &Value) -> BTreeSet<String> {
    let bytes = serde_json::to_vec(document).unwrap();
    let file = check_bytes("mutant.gltf", &bytes, &NoFiles, &Limits::default(), None);
    let bad = file.findings.iter().filter(|finding| finding.severity >= Severity::Error);
    bad.map(|finding| finding.code.name.to_owned()).collect()
}

/// Changes one place of a document; without a value it goes.
fn broken(base: &Value, pointer: &str, value: Option<&Value>) -> Value {
    let mut document = base.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(list) => {
            let index: usize = key.parse().unwrap();
            match value {
                Some(value) => list[index] = value.clone(),
                None => drop(list.remove(index)),
            }
        }
        Value::Object(map) => match value {
            Some(value) => drop(map.insert(key.to_owned(), value.clone())),
            None => drop(map.remove(key)),
        },
        _ => unreachable!(),
    }
    document
}

/// `mutants.jsonl` holds documents and what the validator called errors in them; `make.mjs` makes it.
#[test]
fn what_the_validator_calls_an_error_is_one_here() {
    let text = include_str!("mutants.jsonl");
    let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let bases = lines.next().unwrap();
    let (mut all, mut bad, mut same) = (0, 0, 0);
    let (mut missed, mut alarms, mut other) = (Vec::new(), Vec::new(), BTreeMap::<String, usize>::new());
    for line in lines {
        let (base, pointer) = (line["base"].as_str().unwrap(), line["path"].as_str().unwrap());
        let document = broken(&bases["bases"][base], pointer, line.get("value"));
        let theirs: BTreeSet<String> =
            line["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        let ours = codes(&document);
        all += 1;
        bad += usize::from(!theirs.is_empty());
        let what = format!(
            "{base}{pointer} = {}: theirs {theirs:?}, ours {ours:?}",
            line.get("value").unwrap_or(&Value::Null)
        );
        let conform: BTreeSet<String> = ours.iter().filter(|code| !code.starts_with("LOAD_")).cloned().collect();
        if conform == theirs {
            same += 1;
        } else {
            theirs.symmetric_difference(&conform).for_each(|code| *other.entry(code.clone()).or_default() += 1);
        }
        if !theirs.is_empty() && ours.is_empty() {
            missed.push(what);
        } else if theirs.is_empty() && !conform.is_empty() && !conform.contains("NODE_MATRIX_NON_TRS") {
            // A sheared matrix the validator lets pass, against section 3.5.2.
            alarms.push(what);
        }
    }
    println!("{all} mutants, {bad} of them errors, {same} with the same codes; the others differ in {other:?}");
    assert!(all > 500 && bad > 300, "{all} {bad}");
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
    assert!(alarms.is_empty(), "{} false alarms:\n{}", alarms.len(), alarms.join("\n"));
}

/// The fuzzer's inputs for models: a check goes on where the loader stops, and so reads more of them.
#[test]
fn no_input_that_fuzzing_kept_upsets_a_check() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    let mut count = 0;
    for folder in ["model", "glb"] {
        for file in std::fs::read_dir(corpus.join(folder)).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            check_bytes("input", &bytes, &NoFiles, &Limits::default(), None);
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}
