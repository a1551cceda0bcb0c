//! How it starts and how it ends.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use boothwalk::fetch::{Entry, Source};

use crate::server::{Fair, PROGRAM, Server};

fn refused(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = Command::new(PROGRAM).arg("host").args(arguments).output().expect("it starts");
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.code(), Some(1), "{said}");
    said
}

#[test]
fn what_cannot_be_served_is_said() {
    let fair = Fair::new();
    let path = fair.path().to_str().expect("text");
    let empty = tempfile::tempdir().expect("a folder");
    let file = format!("{path}/fair.json");
    assert!(refused(&["/no/such/folder"]).contains("/no/such/folder: there is no such folder"));
    assert!(refused(&[&file]).contains("this is no folder"));
    assert!(refused(&[empty.path().to_str().expect("text")]).contains("neither fair.json nor fair.toml"));
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let said = refused(&[path, "--listen", &address]);
    assert!(said.contains(&address) && said.contains("another program listens there"), "{said}");
    assert!(refused(&[path, "--listen", "8080"]).contains("ADDRESS:PORT"));
    assert!(refused(&[path, "--listen", "192.0.2.1:0"]).contains("192.0.2.1:0"));
    assert!(refused(&[path, "--cert", &file, "--key", &file]).contains("no certificate in PEM"));
    let usage = Command::new(PROGRAM).args(["host", path, "--cert", &file]).stderr(Stdio::null()).status();
    assert_eq!(usage.expect("it starts").code(), Some(2));
}

#[test]
fn it_prints_what_to_open() {
    let fair = Fair::new();
    let server = Server::start(fair.path());
    let address = server.url("fair.json");
    assert!(server.said.contains(&format!("boothwalk visit {address}")), "{}", server.said);
    for spec in [address.as_str(), &server.url("")] {
        let (source, entry) = Source::open(spec).expect("a fair");
        assert_eq!(entry, Entry::Packed("fair.json".into()));
        assert!(source.read("fair.json", 1 << 20).expect("bytes") == fair.manifest);
        for (name, bytes) in &fair.pieces {
            assert!(source.read(name, 1 << 20).expect("bytes") == *bytes);
        }
    }
    let everywhere = Server::with(fair.path(), &["--listen", "0.0.0.0:0"]);
    let at = format!("boothwalk visit http://127.0.0.1:{}/fair.json", everywhere.address.port());
    assert!(everywhere.said.contains(&at), "{}", everywhere.said);
}

#[test]
fn it_ends_at_once_when_nothing_is_under_way() {
    let fair = Fair::new();
    let mut server = Server::start(fair.path());
    let (mut idle, mut half) = (server.line(), server.line());
    assert_eq!(idle.get("/fair.json").status, 200);
    half.send("GET /fair.json HTT").expect("sent");
    server.ask_to_end();
    let (code, took) = server.wait();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(idle.drain(), 0);
}

#[test]
fn it_finishes_the_answers_under_way() {
    let fair = Fair::of(&[(24 << 20, "glb")]);
    let mut server = Server::start(fair.path());
    let (name, bytes) = &fair.pieces[0];
    let mut line = server.line();
    line.send(&format!("GET /{name} HTTP/1.1\r\nHost: test\r\n\r\n")).expect("sent");
    assert_eq!(line.head().expect("a head").status, 200);
    server.ask_to_end();
    // New visitors find nobody, while the old one is served.
    let start = Instant::now();
    while std::net::TcpStream::connect(server.address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(5), "it still takes connections");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(line.drain(), bytes.len() as u64);
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn whoever_goes_on_asking_does_not_keep_it() {
    let fair = Fair::new();
    let mut server = Server::start(fair.path());
    let mut line = server.line();
    assert_eq!(line.get("/fair.json").status, 200);
    server.ask_to_end();
    let start = Instant::now();
    while line.send("GET /fair.json HTTP/1.1\r\nHost: test\r\n\r\n").and_then(|()| line.answer("GET")).is_ok() {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(server.wait().0, Some(0));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn it_waits_ten_seconds_and_no_longer() {
    let fair = Fair::of(&[(24 << 20, "glb")]);
    let mut server = Server::start(fair.path());
    let mut line = server.line();
    line.send(&format!("GET /{} HTTP/1.1\r\nHost: test\r\n\r\n", fair.pieces[0].0)).expect("sent");
    assert_eq!(line.head().expect("a head").status, 200);
    server.ask_to_end();
    let (code, took) = server.wait();
    assert_eq!(code, Some(0));
    assert!((9.0..13.0).contains(&took.as_secs_f64()), "{took:?}");
    assert!(line.drain() < fair.pieces[0].1.len() as u64);
}
