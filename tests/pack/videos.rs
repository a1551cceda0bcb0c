//! Films of a packed fair: pieces one after the other, from a folder and over HTTP.

use std::path::Path;

use super::server;
use super::stage::{fair, pack, root, try_pack, write};
use boothwalk::fair::Fair;
use boothwalk::fetch::{open_fair, open_fair_with};
use boothwalk::media::video::{CHUNK, Watched, chunks, video};

const QUICK: [&str; 2] = ["--textures", "bc7"];

fn film(name: &str) -> Vec<u8> {
    std::fs::read(root().join("tests/video/files").join(name)).expect("a film")
}

fn wall(at: &Path, file: &str, bytes: &[u8]) {
    write(&at.join("booths/second/videos").join(file), bytes);
    let text = format!(
        "format = 1\nid = \"second\"\nplot = \"second\"\ntitle = {{ zh = \"展\", en = \"second\" }}\n[[videos]]\n\
         file = \"videos/{file}\"\nposition = [0.0, 1.5, -1.0]\nsize = [1.6, 0.9]\nyaw = 30.0\ngain = -3.0\n\
         captions = [{{ zh = \"你好\", en = \"Hello\" }}]\n"
    );
    write(&at.join("booths/second/booth.toml"), text.as_bytes());
}

/// With so many bytes of nothing behind it.
fn padded(name: &str, nothing: u32) -> Vec<u8> {
    let mut bytes = film(name);
    bytes.extend([0xec, 0x10 | (nothing >> 24) as u8, (nothing >> 16) as u8, (nothing >> 8) as u8, nothing as u8]);
    bytes.resize(bytes.len() + nothing as usize, 0);
    bytes
}

#[test]
fn a_film_comes_in_pieces_and_plays() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    let author = padded("colours.webm", 1_200_000);
    wall(source.path(), "a.webm", &author);
    pack(source.path(), out.path(), &QUICK);
    let (reader, packed) = open_fair(out.path().to_str().expect("a path")).expect("a fair");
    let (near, plain) = open_fair(source.path().to_str().expect("a path")).expect("a fair");
    let walls = |fair: &Fair| fair.booths.iter().find(|booth| booth.id == "second").map(|booth| booth.posters.clone());
    assert_eq!(walls(&packed), walls(&plain), "both forms say the same");
    let file = "booths/second/videos/a.webm";
    let names = &packed.videos[file];
    assert_eq!(names.len(), author.len().div_ceil(CHUNK));
    assert!(names.iter().all(|name| name.piece.ends_with(".bin") && name.bytes <= CHUNK as u64));
    assert!(packed.models.contains_key("booths/second/videos/1"), "its still picture is a model like a poster");
    assert!(!out.path().join("booths").exists(), "nothing lies beside the pieces");

    let server = server::right();
    for entry in walk(out.path()) {
        let name = entry.strip_prefix(out.path()).expect("inside").to_str().expect("a name").to_owned();
        server.put(&format!("/f/{name}"), &std::fs::read(&entry).expect("a file"));
    }
    let (far, over_http) = open_fair_with(&server.spec(), &server::setup()).expect("a fair");
    let seen: Vec<Watched> = [(&plain, &near), (&packed, &reader), (&over_http, &far)]
        .into_iter()
        .map(|(fair, source)| video(file, chunks(fair, source, file)).expect("it plays"))
        .collect();
    assert!(seen[0] == seen[1] && seen[1] == seen[2] && seen[0].sound, "{seen:?}");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn what_is_no_film_is_refused_with_what_to_do() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    wall(source.path(), "h264.mp4", &film("h264.mp4"));
    let output = try_pack(source.path(), out.path(), &QUICK);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("VIDEO_FORMAT") && said.contains("ffmpeg -i h264.mp4"), "{said}");
}
