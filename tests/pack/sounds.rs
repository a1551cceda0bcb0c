//! Sounds of a packed fair: pieces like all others, from a folder and over HTTP.

use std::path::Path;

use super::server;
use super::stage::{fair, pack, root, try_pack, write};
use boothwalk::fetch::{PieceRef, open_fair, open_fair_with};

const QUICK: [&str; 2] = ["--textures", "bc7"];

fn sounds(at: &Path, files: &[&str]) {
    let mut text =
        String::from("format = 1\nid = \"second\"\nplot = \"second\"\ntitle = { zh = \"展\", en = \"second\" }\n");
    for file in files {
        let bytes = std::fs::read(root().join("tests/sound/files").join(file)).expect("a sound");
        write(&at.join("booths/second/sounds").join(file), &bytes);
        text += &format!("[[sounds]]\nfile = \"sounds/{file}\"\nposition = [0.0, 1.5, -1.0]\nfar = 6.5\n");
    }
    text += "captions = [{ zh = \"你好\", en = \"Hello\" }]\n";
    write(&at.join("booths/second/booth.toml"), text.as_bytes());
}

#[test]
fn a_sound_is_a_piece_and_comes_as_it_was() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    sounds(source.path(), &["opus-mono.ogg", "vorbis-stereo-44100.ogg"]);
    pack(source.path(), out.path(), &QUICK);
    let (reader, packed) = open_fair(out.path().to_str().expect("a path")).expect("a fair");
    let (_, plain) = open_fair(source.path().to_str().expect("a path")).expect("a fair");
    let booth = |fair: &boothwalk::fair::Fair| fair.booths.iter().find(|booth| booth.id == "second").cloned();
    let stand = booth(&packed).expect("the booth");
    assert_eq!(stand.sounds, booth(&plain).expect("the booth").sounds, "both forms say the same");
    assert!(plain.sounds.is_empty() && packed.sounds.len() == 2);
    assert!(!out.path().join("booths").exists(), "nothing lies beside the pieces");

    let server = server::right();
    for entry in walk(out.path()) {
        let name = entry.strip_prefix(out.path()).expect("inside").to_str().expect("a name").to_owned();
        server.put(&format!("/f/{name}"), &std::fs::read(&entry).expect("a file"));
    }
    let (far, over_http) = open_fair_with(&server.spec(), &server::setup()).expect("a fair");
    assert_eq!(over_http.sounds, packed.sounds);
    for sound in &stand.sounds {
        let name = &packed.sounds[&sound.file];
        assert!(name.piece.ends_with(".ogg"));
        let piece = PieceRef::named(&name.piece, name.bytes).expect("a piece");
        let author = std::fs::read(source.path().join(&sound.file)).expect("a sound");
        assert_eq!(reader.piece(&piece).expect("it is there"), author);
        assert_eq!(far.piece(&piece).expect("it comes"), author);
        let mut wrong = author.clone();
        wrong[100] ^= 1;
        server.put(&format!("/f/{}", piece.path()), &wrong);
        let (far, _) = open_fair_with(&server.spec(), &server::setup()).expect("a fair");
        assert!(far.piece(&piece).is_err(), "other bytes than its name says");
    }
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
fn what_is_no_sound_is_refused_with_what_to_do() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    sounds(source.path(), &["opus-mono.ogg", "flac.ogg"]);
    let output = try_pack(source.path(), out.path(), &QUICK);
    let said = String::from_utf8_lossy(&output.stderr);
    let command = "ffmpeg -i flac.ogg -vn -ac 1 -c:a libopus -b:a 64k flac-opus.ogg";
    assert!(!output.status.success() && said.contains("SOUND_FORMAT") && said.contains(command), "{said}");
}
