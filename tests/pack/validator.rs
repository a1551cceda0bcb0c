//! The Khronos validator finds no error in what was packed.

use std::process::Command;

use super::stage::{files, packed, root};
use super::support::skip;

#[test]
fn the_khronos_validator_finds_no_error() {
    let (_, out) = packed();
    let folder = tempfile::tempdir().expect("a folder");
    let installed = Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--loglevel=error", "gltf-validator"])
        .current_dir(folder.path())
        .output();
    match installed {
        Ok(output) if output.status.success() => {}
        Ok(output) => return skip("pack, validator", String::from_utf8_lossy(&output.stderr).trim()),
        Err(error) => return skip("pack, validator", &format!("npm does not start: {error}")),
    }
    // Beside its module: that is where node looks for it.
    let script = folder.path().join("validate.mjs");
    std::fs::copy(root().join("tests/pack/validate.mjs"), &script).expect("a script");
    let output = Command::new("node").arg(&script).arg(out).output().expect("node starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let count = files(out).keys().filter(|place| place.ends_with(".glb")).count();
    assert_eq!(said.trim(), format!("{count} files, 0 errors"));
}
