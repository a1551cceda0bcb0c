//! Sources behind a server of our own that answers as it is told.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;

/// Raw answers by request line (`GET /path`); the last one of a list stays. Everything else is 404.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}", body.len())
}

fn serve(answers: &[(&str, Vec<String>)]) -> Server {
    let mut answers: HashMap<String, Vec<String>> =
        answers.iter().map(|(line, list)| ((*line).to_owned(), list.clone())).collect();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let mut header = String::new();
            while reader.read_line(&mut header).unwrap() > 2 {
                header.clear();
            }
            let key = line.rsplit_once(' ').map_or("", |(key, _)| key).to_owned();
            seen.lock().unwrap().push(key.clone());
            let text = match answers.get_mut(&key) {
                Some(list) if list.len() > 1 => list.remove(0),
                Some(list) => list[0].clone(),
                None => answer("404 Not Found", "", ""),
            };
            if text == "hang" {
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_secs(5));
                    drop(stream);
                });
                continue;
            }
            let _ = stream.write_all(text.as_bytes());
        }
    });
    Server { url, asked }
}

impl Server {
    fn source(&self) -> Source {
        let patience = Patience {
            tries: 3,
            pause: Duration::from_millis(5),
            patience: Duration::from_secs(5),
            silence: Duration::from_millis(300),
            ..Patience::default()
        };
        let setup = Setup { patience, ..Setup::default() };
        Source::open_with(&format!("{}/f/fair.toml", self.url), &setup).unwrap().0
    }

    fn count(&self, line: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == line).count()
    }
}

#[test]
fn files_come_by_name() {
    let server = serve(&[
        ("GET /f/a%20b.glb", vec![answer("200 OK", "", "glTF")]),
        ("GET /f/fair.json", vec![answer("200 OK", "", "{}")]),
        ("HEAD /g/fair.toml", vec![answer("405 Method Not Allowed", "", "")]),
        ("GET /g/fair.toml", vec![answer("200 OK", "", "format = 1")]),
    ]);
    let source = server.source();
    assert_eq!(source.read("a b.glb", 99).unwrap(), b"glTF");
    assert_eq!(source.bytes_fetched(), 4);
    assert!(source.read("none.glb", 99).unwrap_err().is_missing());
    assert_eq!(server.count("GET /f/none.glb"), 1, "a missing file is asked for once");
    assert!(matches!(source.read("a b.glb", 3), Err(FetchError::TooLarge { bytes: 4, .. })));
    let (packed, entry) = Source::open(&format!("{}/f", server.url)).unwrap();
    assert_eq!(entry, Entry::Packed("fair.json".into()));
    assert_eq!(packed.read("fair.json", 99).unwrap(), b"{}");
    assert_eq!(server.count("GET /f/fair.json"), 1, "opening and reading it are one request");
    assert_eq!(Source::open(&format!("{}/g/", server.url)).unwrap().1, Entry::Manifest("fair.toml".into()));
    assert!(Source::open("ftp://h/x").is_err());
    let error = Source::open("http://user:pass@h/fair.toml").unwrap_err().to_string();
    assert!(!error.contains("pass@"), "{error}");
}

#[test]
fn passing_failures_are_tried_again() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_owned();
    let server = serve(&[
        ("GET /f/busy.glb", vec![answer("503 Busy", "", ""), String::new(), answer("200 OK", "", "glTF")]),
        ("GET /f/down.glb", vec![answer("500 Down", "", "")]),
        ("GET /f/cut.glb", vec![cut]),
        ("GET /f/no.glb", vec![answer("403 Forbidden", "", "")]),
        ("GET /f/slow.glb", vec!["hang".into()]),
    ]);
    let source = server.source();
    assert_eq!(source.read("busy.glb", 99).unwrap(), b"glTF");
    assert_eq!(server.count("GET /f/busy.glb"), 3);
    assert!(matches!(source.read("down.glb", 99), Err(FetchError::Status { status: 500, .. })));
    assert_eq!(server.count("GET /f/down.glb"), 3);
    let error = source.read("cut.glb", 99).unwrap_err();
    assert!(matches!(error, FetchError::CutShort { got: 4, announced: 9, .. }), "{error:?}");
    assert!(matches!(source.read("no.glb", 99), Err(FetchError::Status { status: 403, .. })));
    assert_eq!(server.count("GET /f/no.glb"), 1);
    assert!(matches!(source.read("slow.glb", 99), Err(FetchError::Network { tries: 3, .. })));
}

#[test]
fn redirects_stay_at_home() {
    let away = |to: &str| vec![answer("302 Found", &format!("Location: {to}\r\n"), "")];
    let other = serve(&[("GET /f/x.glb", vec![answer("200 OK", "", "elsewhere")])]);
    let server = serve(&[
        ("GET /f/near.glb", away("/v2/near.glb")),
        ("GET /v2/near.glb", vec![answer("200 OK", "", "glTF")]),
        ("GET /f/x.glb", away(&format!("{}/f/x.glb", other.url))),
        ("GET /f/file.glb", away("file:///etc/passwd")),
        ("GET /f/circle.glb", away("circle.glb")),
    ]);
    let source = server.source();
    assert_eq!(source.read("near.glb", 99).unwrap(), b"glTF");
    assert!(matches!(source.read("x.glb", 99), Err(FetchError::Elsewhere { .. })));
    assert_eq!(other.asked.lock().unwrap().len(), 0, "the other host was never asked");
    assert!(matches!(source.read("file.glb", 99), Err(FetchError::Elsewhere { .. })));
    assert!(source.read("circle.glb", 99).unwrap_err().to_string().contains("circle"));
}

#[test]
fn portals_are_told_from_files() {
    let page = "\n<!DOCTYPE HTML><html>Please log in</html>";
    let server = serve(&[
        ("GET /f/fair.json", vec![answer("200 OK", "Content-Type: text/html; charset=utf-8\r\n", page)]),
        ("GET /f/booth.glb", vec![answer("200 OK", "Content-Type: model/gltf-binary\r\n", page)]),
    ]);
    let source = server.source();
    for name in ["fair.json", "booth.glb"] {
        let error = source.read(name, 999).unwrap_err();
        assert!(error.to_string().contains("a login page or portal answered"), "{error}");
    }
}

#[test]
fn a_whole_fair_comes_over_http() {
    let json = r#"{"format":1,"id":"x","title":{"en":"X"},"hall":[{"id":"h","title":{"en":"H"},"size":[9,9]}],
        "pieces":{"a.glb":{"hash":"0000000000000000000000000000000000000000000000000000000000000000","bytes":4}}}"#;
    let server = serve(&[
        ("GET /f/fair.json", vec![answer("200 OK", "", json)]),
        ("GET /f/a.glb", vec![answer("200 OK", "", "glTF")]),
    ]);
    let (source, fair) = open_fair(&format!("{}/f/fair.json", server.url)).unwrap();
    assert_eq!(fair.halls[0].id, "h");
    assert!(matches!(source.read("a.glb", 99), Err(FetchError::Hash { .. })));
}
