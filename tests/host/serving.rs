//! What is served, with which headers: parts, conditions, encodings.

use std::io::Read;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::server::{Fair, Server, noise};

fn digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", blake3::hash(bytes).to_hex())
}

#[test]
fn a_piece_is_kept_for_ever_and_the_manifest_is_asked_about() {
    let fair = Fair::new();
    let server = Server::start(fair.path());
    let mut line = server.line();
    for (name, bytes) in &fair.pieces {
        let answer = line.get(&format!("/{name}"));
        assert_eq!(answer.status, 200);
        assert!(answer.body == *bytes, "{name}");
        assert_eq!(answer.header("etag"), Some(&*etag(bytes)));
        assert_eq!(answer.header("repr-digest"), Some(&*digest(bytes)));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(answer.header("accept-ranges"), Some("bytes"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert!(answer.header("access-control-expose-headers").is_some_and(|list| list.contains("Repr-Digest")));
        let kind = match name.rsplit_once('.').expect("an ending").1 {
            "glb" => "model/gltf-binary",
            "ktx2" => "image/ktx2",
            _ => "application/octet-stream",
        };
        assert_eq!(answer.header("content-type"), Some(kind));
        assert!(answer.header("vary").is_none() && answer.header("content-encoding").is_none());
    }
    let answer = line.get("/fair.json?token=1");
    assert!(answer.body == fair.manifest);
    assert_eq!(answer.header("etag"), Some(&*etag(&fair.manifest)));
    assert_eq!(answer.header("repr-digest"), Some(&*digest(&fair.manifest)));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
}

#[test]
fn a_piece_that_is_not_what_its_name_says_is_not_kept() {
    let fair = Fair::new();
    let (name, bytes) = &fair.pieces[0];
    let mut damaged = bytes.clone();
    damaged[100] ^= 1;
    fair.write(name, &damaged);
    let server = Server::start(fair.path());
    let answer = server.line().get(&format!("/{name}"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert_eq!(answer.header("etag"), Some(&*etag(&damaged)));
}

#[test]
fn a_head_is_the_answer_without_its_body() {
    let fair = Fair::new();
    let server = Server::start(fair.path());
    let mut line = server.line();
    let name = format!("/{}", fair.pieces[0].0);
    for path in [name.as_str(), "/fair.json", "/none"] {
        for headers in ["", "Accept-Encoding: gzip\r\n"] {
            let (head, whole) = (line.ask("HEAD", path, headers), line.ask("GET", path, headers));
            assert_eq!(head.status, whole.status);
            assert_eq!(head.header("content-length"), Some(&*whole.body.len().to_string()), "{path}");
            for name in ["etag", "repr-digest", "content-type", "cache-control", "content-encoding", "vary"] {
                assert_eq!(head.header(name), whole.header(name), "{path} {name}");
            }
        }
    }
    // A range means nothing to HEAD.
    assert_eq!(line.ask("HEAD", &name, "Range: bytes=0-9\r\n").status, 200);
}

#[test]
fn parts() {
    let fair = Fair::new();
    let server = Server::start(fair.path());
    let mut line = server.line();
    let (name, bytes) = &fair.pieces[0];
    let size = bytes.len();
    for (range, first, end) in [
        ("0-0", 0, 1),
        ("1-70000", 1, 70_001),
        ("65535-65536", 65_535, 65_537),
        ("299999-", 299_999, size),
        ("0-", 0, size),
        ("-1", size - 1, size),
        ("-9999999", 0, size),
        ("5-99999999999999999999999", 5, size),
    ] {
        let answer = line.ask("GET", &format!("/{name}"), &format!("Range: bytes={range}\r\n"));
        assert_eq!(answer.status, 206, "{range}");
        assert!(answer.body == bytes[first..end], "{range}");
        assert_eq!(answer.header("content-range"), Some(&*format!("bytes {first}-{}/{size}", end - 1)));
        assert_eq!(answer.header("etag"), Some(&*etag(bytes)));
        // Of the whole, so that what was put together from parts can be checked.
        assert_eq!(answer.header("repr-digest"), Some(&*digest(bytes)));
    }
    for range in ["300000-", "-0", "99999999999999999999999-"] {
        let answer = line.ask("GET", &format!("/{name}"), &format!("Range: bytes={range}\r\n"));
        assert_eq!(answer.status, 416, "{range}");
        assert_eq!(answer.header("content-range"), Some("bytes */300000"));
    }
    for range in ["bytes=0-1,4-5", "bytes=5-1", "bytes=x", "lines=0-1", "bytes=0-1\r\nRange: bytes=2-3"] {
        let answer = line.ask("GET", &format!("/{name}"), &format!("Range: {range}\r\n"));
        assert_eq!(answer.status, 200, "{range}");
        assert!(answer.body == *bytes);
    }
}

#[test]
fn a_part_of_what_has_changed_is_the_whole() {
    let fair = Fair::new();
    let server = Server::start(fair.path());
    let mut line = server.line();
    let mut ask = |tag: &str| {
        let headers = format!("Range: bytes=1-3\r\nIf-Range: {tag}\r\n");
        line.ask("GET", "/fair.json", &headers).status
    };
    let tag = etag(&fair.manifest);
    assert_eq!(ask(&tag), 206);
    assert_eq!(ask(&format!("W/{tag}")), 200);
    assert_eq!(ask("\"other\""), 200);
    assert_eq!(ask("Tue, 24 Nov 2026 00:00:00 GMT"), 200);
    fair.write("fair.json", b"{\"format\": 1}");
    assert_eq!(ask(&tag), 200);
}

#[test]
fn what_the_visitor_has_is_not_sent_again() {
    let fair = Fair::new();
    let server = Server::start(fair.path());
    let mut line = server.line();
    let tag = etag(&fair.manifest);
    for list in [tag.clone(), format!("\"x\", W/{tag}"), "*".into(), format!("\"x\"\r\nIf-None-Match: {tag}")] {
        let answer = line.ask("GET", "/fair.json", &format!("If-None-Match: {list}\r\n"));
        assert_eq!(answer.status, 304, "{list}");
        assert_eq!(answer.header("etag"), Some(&*tag));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert!(answer.header("content-length").is_none_or(|length| length == fair.manifest.len().to_string()));
    }
    // The condition comes before the range.
    assert_eq!(line.ask("GET", "/fair.json", &format!("If-None-Match: {tag}\r\nRange: bytes=0-1\r\n")).status, 304);
    assert_eq!(line.ask("GET", "/fair.json", "If-None-Match: \"x\"\r\n").status, 200);
    assert_eq!(line.ask("GET", "/fair.json", &format!("If-Match: {tag}\r\n")).status, 200);
    assert_eq!(line.ask("GET", "/fair.json", "If-Match: \"x\"\r\n").status, 412);
    // Another state is told at once: of the same length, at the same second, by writing over and by renaming.
    for text in ["{\"format\": 1, \"a\": 1}", "{\"format\": 1, \"a\": 2}"] {
        fair.write("fair.json", text.as_bytes());
        let answer = line.ask("GET", "/fair.json", &format!("If-None-Match: {tag}\r\n"));
        assert_eq!((answer.status, &*answer.body), (200, text.as_bytes()));
        assert_eq!(answer.header("etag"), Some(&*etag(text.as_bytes())));
    }
    let next = fair.write("fair.json.new", b"{\"format\": 1, \"a\": 3}");
    std::fs::rename(next, fair.path().join("fair.json")).expect("renamed");
    assert_eq!(line.get("/fair.json").body, b"{\"format\": 1, \"a\": 3}");
}

#[test]
fn text_is_compressed_where_that_is_welcome() {
    let fair = Fair::new();
    let text = format!("{{\"asset\": \"{}\"}}", "mesh ".repeat(1000));
    fair.write("a.gltf", text.as_bytes());
    fair.write("small.json", b"{}");
    fair.write("noise.json", &noise(9, 5000));
    let server = Server::start(fair.path());
    let mut line = server.line();
    for (path, plain) in [("/fair.json", fair.manifest.as_slice()), ("/a.gltf", text.as_bytes())] {
        let answer = line.ask("GET", path, "Accept-Encoding: br, gzip;q=0.9\r\n");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-encoding"), Some("gzip"));
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        assert!(answer.header("accept-ranges").is_none());
        assert!(answer.body.len() * 4 < plain.len());
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*answer.body).read_to_end(&mut unpacked).expect("gzip");
        assert!(unpacked == plain);
        // Of the compressed bytes: they are what is represented here.
        assert_eq!(answer.header("repr-digest"), Some(&*digest(&answer.body)));
        let tag = answer.header("etag").expect("a tag").to_owned();
        assert_ne!(tag, etag(plain));
        let again = line.ask("GET", path, &format!("Accept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n"));
        assert_eq!((again.status, again.header("etag")), (304, Some(&*tag)));
        // The tag of one form does not stand for the other.
        assert_eq!(line.ask("GET", path, &format!("If-None-Match: {tag}\r\n")).status, 200);
        let part = line.ask("GET", path, "Accept-Encoding: gzip\r\nRange: bytes=1-2\r\n");
        assert_eq!((part.status, &*part.body, part.header("content-encoding")), (206, &plain[1..3], None));
        for unwelcome in ["", "Accept-Encoding: br\r\n", "Accept-Encoding: gzip;q=0\r\n"] {
            let answer = line.ask("GET", path, unwelcome);
            assert!(answer.body == plain && answer.header("vary") == Some("Accept-Encoding"));
        }
    }
    for path in ["/small.json".to_owned(), "/noise.json".into(), format!("/{}", fair.pieces[0].0)] {
        assert!(line.ask("GET", &path, "Accept-Encoding: gzip\r\n").header("content-encoding").is_none(), "{path}");
    }
}

#[test]
fn only_reading_is_offered() {
    let fair = Fair::new();
    let server = Server::start(fair.path());
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"] {
        let answer = server.line().ask(method, "/fair.json", "Content-Length: 0\r\n");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD, OPTIONS")), "{method}");
    }
    let with_body = server.line().ask("GET", "/fair.json", "Content-Length: 9000000000\r\n");
    assert_eq!((with_body.status, with_body.header("connection")), (413, Some("close")));
    let preflight =
        "Origin: http://viewer\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: range\r\n";
    let answer = server.line().ask("OPTIONS", "/fair.json", preflight);
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some("*")));
    assert!(answer.header("access-control-allow-headers").is_some_and(|list| list.contains("Range")));
    let long = format!("X: {}\r\n", "x".repeat(40_000));
    assert_eq!(server.line().ask("GET", "/fair.json", &long).status, 431);
    let many = "X: x\r\n".repeat(200);
    assert_eq!(server.line().ask("GET", "/fair.json", &many).status, 431);
}

#[test]
fn sixty_four_at_once_get_every_byte() {
    let fair = Fair::of(&[(1_000_000, "glb"), (300_000, "ktx2"), (70_000, "bin"), (64, "json")]);
    let server = Server::start(fair.path());
    std::thread::scope(|scope| {
        for visitor in 0..64 {
            let (fair, server) = (&fair, &server);
            scope.spawn(move || {
                let mut line = server.line();
                for turn in 0..12 {
                    let (name, bytes) = &fair.pieces[(visitor + turn) % fair.pieces.len()];
                    let answer = line.get(&format!("/{name}"));
                    assert!(answer.status == 200 && answer.body == *bytes);
                }
            });
        }
    });
}
