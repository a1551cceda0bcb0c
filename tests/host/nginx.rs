//! The same folder behind nginx: visitors get the same from it as from our own server.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use boothwalk::fetch::Source;

use crate::line::Line;
use crate::server::{Fair, Server};
use crate::support::{Process, skip, wait_for};

const OURS: &str = include_str!("../../assets/host/nginx.conf");

/// What `./dev test` found or fetched, else the installed one.
fn program() -> Option<String> {
    let named = std::env::var("BOOTHWALK_NGINX").ok();
    let mut all = named.into_iter().chain(["nginx".into(), "/usr/sbin/nginx".into()]);
    all.find(|program| {
        let run = Command::new(program).arg("-v").stderr(Stdio::null()).stdout(Stdio::null()).status();
        run.is_ok_and(|status| status.success())
    })
}

/// Our configuration, with port and folder set as an operator would, inside the least that nginx asks for around it.
fn configuration(folder: &Path, fair: &Path, address: SocketAddr) -> String {
    let set = |text: &str, from: &str, to: &str| {
        assert_eq!(text.matches(from).count(), 1, "{from:?} is there once");
        text.replace(from, to)
    };
    let ours = set(OURS, "\n    listen 80;", &format!("\n    listen {address};"));
    let ours = set(&ours, "\n    root /srv/fair;", &format!("\n    root {};", fair.display()));
    std::fs::write(folder.join("boothwalk.conf"), ours).expect("a file");
    let at = folder.display();
    let own: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|part| format!("    {part}_temp_path {at}/{part};\n"))
        .concat();
    // The tests' folder is its owner's alone; where that is root, the workers stay it.
    format!(
        "user root root;\ndaemon off;\npid {at}/pid;\nerror_log {at}/error.log;\nworker_processes 2;\n\
         events {{ worker_connections 256; }}\nhttp {{\n    access_log off;\n{own}    include {at}/boothwalk.conf;\n}}\n"
    )
}

#[test]
fn visitors_see_no_difference() {
    let Some(program) = program() else {
        return skip("host::visitors_see_no_difference", "no nginx (apt-get install nginx, or BOOTHWALK_NGINX)");
    };
    let fair = Fair::new();
    fair.write(".git/config", b"hidden");
    fair.write("a.gltf", b"{}");
    std::os::unix::fs::symlink("/etc/passwd", fair.path().join("out.json")).expect("a link");
    let folder = tempfile::tempdir().expect("a folder");
    // Free when it was asked for; nginx cannot be told to take any.
    let address = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let file = folder.path().join("nginx.conf");
    std::fs::write(&file, configuration(folder.path(), fair.path(), address)).expect("a file");
    let mut nginx = Process::start(&program, |command| {
        command.arg("-p").arg(folder.path()).arg("-e").arg(folder.path().join("error.log")).arg("-c").arg(&file);
        command.stderr(Stdio::null());
    });
    wait_for("nginx", Duration::from_secs(10), || {
        let log = || std::fs::read_to_string(folder.path().join("error.log")).unwrap_or_default();
        assert!(nginx.is_running(), "nginx ended: {}", log());
        TcpStream::connect(address).ok()
    });
    let server = Server::start(fair.path());

    for base in [server.url(""), format!("http://{address}/")] {
        for spec in [base.clone(), format!("{base}fair.json")] {
            let (source, _) = Source::open(&spec).expect("a fair");
            assert!(source.read("fair.json", 1 << 20).expect("the manifest") == fair.manifest, "{spec}");
            for (name, bytes) in &fair.pieces {
                assert!(source.read(name, 1 << 20).expect("a piece") == *bytes, "{spec} {name}");
            }
            assert!(source.read("pieces/none.glb", 1).expect_err("nothing").is_missing());
        }
    }

    let (mut ours, mut theirs) = (server.line(), Line::open(address));
    let names = fair.pieces.iter().map(|(name, _)| format!("/{name}")).chain(["/fair.json".into(), "/a.gltf".into()]);
    for path in names {
        for headers in ["", "Range: bytes=0-0\r\n", "Range: bytes=-1\r\n"] {
            let (one, other) = (ours.ask("GET", &path, headers), theirs.ask("GET", &path, headers));
            assert_eq!(one.status, other.status, "{path} {headers}");
            assert!(one.body == other.body, "{path} {headers}");
            for header in [
                "content-type",
                "cache-control",
                "content-range",
                "x-content-type-options",
                "access-control-allow-origin",
                "access-control-expose-headers",
            ] {
                assert_eq!(one.header(header), other.header(header), "{path} {headers} {header}");
            }
        }
        let tag = theirs.get(&path).header("etag").expect("a tag").to_owned();
        assert!(tag.starts_with('"'), "{tag} is weak");
        assert_eq!(theirs.ask("GET", &path, &format!("If-None-Match: {tag}\r\n")).status, 304);
        assert_eq!(theirs.ask("GET", &path, &format!("Range: bytes=0-0\r\nIf-Range: {tag}\r\n")).status, 206);
        assert_eq!(theirs.ask("GET", &path, "Range: bytes=0-0\r\nIf-Range: \"x\"\r\n").status, 200);
        assert_eq!(theirs.ask("GET", &path, "Range: bytes=2000000-\r\n").status, 416);
    }
    let packed = theirs.ask("HEAD", "/fair.json", "Accept-Encoding: gzip\r\n");
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), (Some("gzip"), Some("Accept-Encoding")));
    for path in ["/.git/config", "/out.json", "/../fair.json", "/%2e%2e/%2e%2e/etc/passwd", "/"] {
        let status = Line::open(address).get(path).status;
        assert!(matches!(status, 400 | 403 | 404), "{path}: {status}");
    }
    assert_eq!(Line::open(address).ask("POST", "/fair.json", "Content-Length: 0\r\n").status, 405);
    assert_eq!(Line::open(address).ask("OPTIONS", "/fair.json", "").status, 204);
}
