//! A path never leaves the folder.

use std::os::unix::fs::symlink;
use std::process::Command;

use crate::server::{Fair, Server};

const SECRET: &[u8] = b"not for visitors";

#[test]
fn nothing_outside_or_hidden_is_served() {
    let fair = Fair::new();
    // Not a hidden one, as tempfile's are without a prefix: those are refused for that alone.
    let outside = tempfile::Builder::new().prefix("outside-").tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret"), SECRET).expect("a file");
    let root = fair.path();
    fair.write(".git/config", SECRET);
    fair.write("booths/.env", SECRET);
    fair.write("booths/acme/booth.glb", b"glTF");
    symlink(outside.path(), root.join("out")).expect("a link");
    symlink(outside.path().join("secret"), root.join("secret.json")).expect("a link");
    symlink(".git", root.join("shown")).expect("a link");
    symlink("/dev/zero", root.join("zero.bin")).expect("a link");
    symlink("self.json", root.join("self.json")).expect("a link");
    symlink("booths/acme", root.join("inside")).expect("a link");
    assert!(Command::new("mkfifo").arg(root.join("pipe.json")).status().expect("mkfifo").success());
    let server = Server::start(root);
    let up = format!("/../{}/secret", outside.path().file_name().expect("a name").to_str().expect("text"));
    let encoded = up.replace("..", "%2e%2e");
    let mixed = up.replace("..", ".%2E").replace("/secret", "%2fsecret");
    let twice = up.replace("..", "%252e%252e");
    let back = up.replace('/', "%5c");
    let absolute = outside.path().join("secret").display().to_string();
    for path in [
        &*up,
        &*encoded,
        &*mixed,
        &*twice,
        &*back,
        &*format!("/booths/..{up}"),
        &*format!("/booths/%2e%2e{encoded}"),
        &*format!("/{absolute}"),
        &*format!("/%2f{}", &absolute[1..]),
        &*format!("/file://{absolute}"),
        "/..",
        "/../",
        "/..%2f..%2f..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/..\\..\\etc\\passwd",
        "/....//....//etc/passwd",
        "/..;/etc/passwd",
        "/%c0%ae%c0%ae/etc/passwd",
        "/%uff0e%uff0e/etc/passwd",
        "/fair.json%00",
        "/fair.json%00.glb",
        "/%00",
        "/%",
        "/%2",
        "/%zz",
        "/",
        "/booths",
        "/booths/",
        "/booths/acme/",
        "/fair.json/",
        "/fair.json/x",
        "/.git/config",
        "/%2egit/config",
        "/.git%2fconfig",
        "/booths/.env",
        "/booths/../.git/config",
        "/shown/config",
        "/out/secret",
        "/secret.json",
        "/zero.bin",
        "/self.json",
        "/pipe.json",
        "/C:/windows/win.ini",
        "/fair.json::$DATA",
        "/none.glb",
    ] {
        for method in ["GET", "HEAD"] {
            let answer = server.line().ask(method, path, "");
            assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
            assert!(answer.header("etag").is_none() && answer.header("repr-digest").is_none());
            assert!(!answer.body.windows(SECRET.len()).any(|bytes| bytes == SECRET), "{path}");
        }
    }
    // A name of 300 bytes in one part is too long for the disk, one of 2,000 for us.
    for length in [300, 2000] {
        let answer = server.line().get(&format!("/{}", "a".repeat(length)));
        assert!(matches!(answer.status, 400 | 404));
    }
    // Without a leading slash, or for a proxy.
    for (target, status) in [("fair.json", 400), ("http://test/fair.json", 200), ("http://test/../x", 400)] {
        assert_eq!(server.line().ask("GET", target, "").status, status, "{target}");
    }
    // What lies inside is served by whatever spelling.
    for path in
        ["/inside/booth.glb", "/booths/acme/booth.glb", "/./booths/%61cme/booth.glb", "/booths%2facme/booth.glb"]
    {
        assert_eq!(server.line().get(path).body, b"glTF", "{path}");
    }
}
