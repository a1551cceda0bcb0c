use super::*;
use crate::model::{NoFiles, load};

/// A model that shows `images`, each as a colour and the first as data too.
fn model(images: &[Vec<u8>]) -> Vec<u8> {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD;
    let uris = images.iter().map(|bytes| format!("{{\"uri\":\"data:;base64,{}\"}}", engine.encode(bytes)));
    let textures = (0..images.len()).map(|image| format!("{{\"source\":{image}}}"));
    let colour = |at: usize| format!("\"pbrMetallicRoughness\":{{\"baseColorTexture\":{{\"index\":{at}}}}}");
    let materials = (0..images.len()).map(|at| format!("{{{},\"occlusionTexture\":{{\"index\":0}}}}", colour(at)));
    let primitives = (0..images.len()).map(|at| format!("{{\"attributes\":{{\"POSITION\":0}},\"material\":{at}}}"));
    let list = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join(",");
    format!(
        "{{\"asset\":{{\"version\":\"2.0\"}},\"accessors\":[{{\"componentType\":5126,\"type\":\"VEC3\",\"count\":3}}],
        \"images\":[{}],\"textures\":[{}],\"materials\":[{}],\"meshes\":[{{\"primitives\":[{}]}}],
        \"nodes\":[{{\"mesh\":0}}]}}",
        list(&mut uris.into_iter()),
        list(&mut textures.into_iter()),
        list(&mut materials.into_iter()),
        list(&mut primitives.into_iter()),
    )
    .into_bytes()
}

fn png(side: u32, grey: u8) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(side, side, image::Rgb([grey; 3])).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

#[test]
fn many_threads_make_the_images_of_one() {
    let files: Vec<Vec<u8>> = (0..9).map(|number| png(1 << (number % 5 + 2), number as u8 * 20)).collect();
    let bytes = model(&files);
    let [one, four] = [0, 4].map(|threads| {
        let options = Options { threads, ..Options::default() };
        load("f", &bytes, &NoFiles, &options).unwrap().images
    });
    assert_eq!(one.len(), 10);
    for (a, b) in one.iter().zip(&four) {
        assert_eq!((a.width, a.texel, &a.levels), (b.width, b.texel, &b.levels));
    }
}

#[test]
fn a_broken_image_stops_every_thread_and_is_named() {
    let mut files: Vec<Vec<u8>> = (0..6).map(|number| png(64, number)).collect();
    let cut = files[3].len() - 30;
    files[3].truncate(cut);
    let bytes = model(&files);
    for threads in [1, 3] {
        let options = Options { threads, ..Options::default() };
        let error = load("f", &bytes, &NoFiles, &options).unwrap_err();
        assert_eq!(error.at, "/images/3", "{error}");
    }
}

#[test]
fn no_more_is_held_than_there_is_room_for() {
    let job = |working| Job {
        source: Source::new(String::new(), Cow::Owned(png(1, 0))).unwrap(),
        header: Header::Plain(Plain::Png, 1, 1),
        finished: 0,
        working,
    };
    let state = State { jobs: [5, 70, 90].map(job).into(), held: 0, images: Vec::new(), failed: None };
    let time = crate::model::limits::Budget::new(&Options::default().limits).time;
    let bench =
        Bench { room: 80, blocks: Blocks::None, threads: 1, time, state: Mutex::new(state), freed: Condvar::new() };
    // Too large for the room, but nothing else is at work.
    assert_eq!(bench.next().unwrap().working, 90);
    bench.lock().held = 0;
    assert_eq!(bench.next().unwrap().working, 70);
    assert_eq!(bench.next().unwrap().working, 5);
    assert_eq!(bench.lock().held, 75);
    assert!(bench.next().is_none());
}
