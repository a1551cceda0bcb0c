//! HTTP/2 and TLS, as curl speaks them: written by others than our server.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::server::{Fair, Server};
use crate::support::skip;

/// What curl got: its own words on the answer (`-w`), and the body.
struct Got {
    version: String,
    status: String,
    headers: String,
    body: Vec<u8>,
}

fn curl(url: &str, arguments: &[&str]) -> Got {
    let folder = tempfile::tempdir().expect("a folder");
    let (head, body) = (folder.path().join("head"), folder.path().join("body"));
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "30", "--write-out", "%{http_version} %{http_code}"])
        .arg("--dump-header")
        .arg(&head)
        .arg("--output")
        .arg(&body)
        .args(arguments)
        .arg(url)
        .output()
        .expect("curl");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("text");
    let (version, status) = said.split_once(' ').expect("two words");
    Got {
        version: version.to_owned(),
        status: status.to_owned(),
        headers: std::fs::read_to_string(head).expect("headers").to_ascii_lowercase(),
        body: std::fs::read(body).unwrap_or_default(),
    }
}

/// Whether there is a curl that speaks HTTP/2; says so in red when not.
fn have_curl(test: &str) -> bool {
    let version = Command::new("curl").arg("--version").output();
    let speaks = version.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("HTTP2"));
    if !speaks {
        skip(test, "no curl with HTTP/2 (apt-get install curl)");
    }
    speaks
}

fn serves_all(fair: &Fair, base: &str, version: &str, arguments: &[&str]) {
    let with = |more: &[&'static str]| -> Vec<&str> { arguments.iter().chain(more).copied().collect() };
    for (name, bytes) in &fair.pieces {
        let got = curl(&format!("{base}{name}"), arguments);
        assert_eq!((&*got.version, &*got.status), (version, "200"));
        assert!(got.body == *bytes);
        assert!(got.headers.contains(&format!("etag: \"{}\"", blake3::hash(bytes).to_hex())), "{}", got.headers);
    }
    let (name, bytes) = &fair.pieces[0];
    let part = curl(&format!("{base}{name}"), &with(&["--range", "100-100099"]));
    assert_eq!(part.status, "206");
    assert!(part.body == bytes[100..100_100]);
    let tag = format!("If-None-Match: \"{}\"", blake3::hash(&fair.manifest).to_hex());
    let known = curl(&format!("{base}fair.json"), &[arguments, &["--header", &tag]].concat());
    assert_eq!((&*known.status, known.body.len()), ("304", 0));
    let packed = curl(&format!("{base}fair.json"), &with(&["--compressed"]));
    assert!(packed.body == fair.manifest && packed.headers.contains("content-encoding: gzip"), "{}", packed.headers);
    let head = curl(&format!("{base}{name}"), &with(&["--head"]));
    assert!(head.status == "200" && head.headers.contains(&format!("content-length: {}", bytes.len())));
    assert_eq!(curl(&format!("{base}none"), arguments).status, "404");
    let up = curl(&format!("{base}../../../../etc/passwd"), &with(&["--path-as-is"]));
    assert_eq!(up.status, "400");
    let posted = curl(&format!("{base}fair.json"), &with(&["--data-binary", "x"]));
    assert_eq!((&*posted.version, &*posted.status), (version, "405"));
}

#[test]
fn http_2_without_tls() {
    if !have_curl("host::http_2_without_tls") {
        return;
    }
    let fair = Fair::new();
    let server = Server::start(fair.path());
    serves_all(&fair, &server.url(""), "2", &["--http2-prior-knowledge"]);
    serves_all(&fair, &server.url(""), "1.1", &["--http1.1"]);
}

fn certificate(folder: &Path) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("made");
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).expect("a file");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("a file");
    (cert.display().to_string(), key.display().to_string())
}

#[test]
fn tls_with_both_versions_of_http() {
    if !have_curl("host::tls_with_both_versions_of_http") {
        return;
    }
    let fair = Fair::new();
    let folder = tempfile::tempdir().expect("a folder");
    let (cert, key) = certificate(folder.path());
    let server = Server::with(fair.path(), &["--cert", &cert, "--key", &key]);
    let base = format!("https://{}/", server.address);
    assert!(server.said.contains(&format!("boothwalk visit {base}fair.json")), "{}", server.said);
    serves_all(&fair, &base, "2", &["--cacert", &cert]);
    serves_all(&fair, &base, "1.1", &["--cacert", &cert, "--http1.1"]);
    serves_all(&fair, &base, "2", &["--cacert", &cert, "--tlsv1.2", "--tls-max", "1.2"]);
    // Plain HTTP is no TLS, and whoever does not know the certificate is warned.
    let plain = Command::new("curl").args(["-s", "-o", "/dev/null", &base.replace("https", "http")]).status();
    assert!(!plain.expect("curl").success());
    let unknown = Command::new("curl").args(["-s", "-o", "/dev/null", &base]).status();
    assert_eq!(unknown.expect("curl").code(), Some(60));
}

#[test]
fn many_files_over_one_connection() {
    if !have_curl("host::many_files_over_one_connection") {
        return;
    }
    let fair = Fair::of(&[(100_000, "glb"); 80]);
    let folder = tempfile::tempdir().expect("a folder");
    let (cert, key) = certificate(folder.path());
    let server = Server::with(fair.path(), &["--cert", &cert, "--key", &key]);
    // Over TLS: without it this curl asks before it has a connection (and fails on other servers, too).
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--fail", "--max-time", "60", "--http2", "--cacert", &cert]);
    command.args(["--parallel", "--parallel-max", "80", "--write-out", "%{num_connects} %{http_version}\n"]);
    for (number, (name, _)) in fair.pieces.iter().enumerate() {
        let url = format!("https://{}/{name}", server.address);
        command.arg("--output").arg(folder.path().join(number.to_string())).arg(url);
    }
    let output = command.output().expect("curl");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.lines().filter(|line| *line == "0 2").count(), 79, "one connection for all: {said}");
    for (number, (_, bytes)) in fair.pieces.iter().enumerate() {
        assert!(std::fs::read(folder.path().join(number.to_string())).expect("a file") == *bytes);
    }
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let fair = Fair::new();
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (cert, _) = certificate(one.path());
    let (_, key) = certificate(other.path());
    let output = Command::new(crate::server::PROGRAM)
        .arg("host")
        .arg(fair.path())
        .args(["--listen", "127.0.0.1:0", "--cert", &cert, "--key", &key])
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("do not go together"));
}

#[test]
fn who_does_not_begin_tls_is_cut() {
    let fair = Fair::new();
    let folder = tempfile::tempdir().expect("a folder");
    let (cert, key) = certificate(folder.path());
    let server = Server::with(fair.path(), &["--cert", &cert, "--key", &key]);
    let start = Instant::now();
    let (mut silent, mut half) = (server.line(), server.line());
    // The first bytes of a handshake record (RFC 8446, section 5.1) that never ends.
    half.send("\x16\x03\x01\x02").expect("sent");
    assert_eq!((silent.drain(), half.drain()), (0, 0));
    assert!(start.elapsed() < Duration::from_secs(12), "{:?}", start.elapsed());
}
