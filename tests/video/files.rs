//! Good films, and what is none.

use std::sync::Arc;

use boothwalk::media::video::{Chunks, Halt, VideoError, convert, first, still, video};

use super::{file, whole};

#[test]
fn a_film_is_what_its_file_says() {
    let seen = video("colours.webm", whole(file("colours.webm"))).expect("a film");
    assert_eq!((seen.width, seen.height, seen.sound), (128, 72, true));
    assert!((seen.seconds - 2.5).abs() < 0.06 && (seen.rate - 20.0).abs() < 0.5, "{seen:?}");
    let seen = video("pattern.webm", whole(file("pattern.webm"))).expect("a film");
    assert_eq!((seen.width, seen.height, seen.sound), (163, 91, false));
    let image = first("full601.webm", whole(file("full601.webm"))).expect("a picture");
    assert_eq!((image.width, image.height, image.levels.len()), (128, 72, 4));
    assert_eq!(image.levels.iter().map(Vec::len).collect::<Vec<_>>(), [36864, 9216, 2304, 576]);
    let png = still("pattern.webm", whole(file("pattern.webm"))).expect("a picture");
    assert!(png.starts_with(b"\x89PNG"));
}

/// A byte at a time.
struct Drops(Arc<[u8]>, usize);

impl Chunks for Drops {
    fn next(&mut self) -> Result<Option<Arc<[u8]>>, Halt> {
        self.1 += 1;
        Ok(self.0.get(self.1 - 1).map(|byte| Arc::from([*byte])))
    }
}

#[test]
fn how_the_bytes_are_cut_makes_no_difference() {
    let whole = video("colours.webm", whole(file("colours.webm"))).expect("a film");
    let drops = video("colours.webm", Box::new(Drops(file("colours.webm"), 0))).expect("a film");
    assert_eq!(whole, drops);
}

#[test]
fn other_kinds_are_refused_by_their_names() {
    for (name, word) in [
        ("h264.mp4", "MP4"),
        ("vp9.webm", "VP9"),
        ("ten-bits.webm", "10 bits"),
        ("full-chroma.webm", "4:4:4"),
        ("vorbis.mkv", "Vorbis"),
        ("large.webm", "2048×64"),
    ] {
        let error = video(name, whole(file(name))).expect_err(name).to_string();
        assert!(error.starts_with(name) && error.contains(word), "{error}");
    }
    let halted = |_| Err(Halt::Missing { why: "no line".into(), passes: true });
    struct Halts<F>(F);
    impl<F: Fn(()) -> Result<Option<Arc<[u8]>>, Halt> + Send> Chunks for Halts<F> {
        fn next(&mut self) -> Result<Option<Arc<[u8]>>, Halt> {
            (self.0)(())
        }
    }
    let error = video("a.webm", Box::new(Halts(halted))).expect_err("no bytes");
    assert!(matches!(error, VideoError::Halted { .. }) && error.to_string() == "a.webm: no line");
}

#[test]
fn the_command_names_the_files() {
    let command = convert("booths/a/pump & co.mp4");
    assert!(command.starts_with("ffmpeg -i \"./pump & co.mp4\" -vf scale=960:540"), "{command}");
    assert!(command.ends_with("-c:a libopus -b:a 64k \"./pump & co.webm\""), "{command}");
    assert!(convert("x.webm").ends_with("x-av1.webm"));
}
