//! Posters of a packed fair: models with textures in ranges of mips, as every other.

use super::stage::{fair, pack, root, try_pack, write};
use boothwalk::fetch::open_fair;

const QUICK: [&str; 2] = ["--textures", "bc7"];

fn posters(at: &std::path::Path, posters: &str) {
    let text = "format = 1\nid = \"second\"\nplot = \"second\"\ntitle = { zh = \"展\", en = \"second\" }\n";
    write(&at.join("booths/second/booth.toml"), format!("{text}{posters}").as_bytes());
}

#[test]
fn a_poster_is_packed_as_a_model_and_keeps_its_turns() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    let demo = root().join("assets/demo/booths/lanterns/posters");
    for file in ["night-1.jpg", "night-2.jpg"] {
        write(&source.path().join("booths/second").join(file), &std::fs::read(demo.join(file)).expect("a picture"));
    }
    posters(
        source.path(),
        "[[posters]]\nfile = \"night-1.jpg\"\nposition = [0.0, 1.5, -1.0]\nsize = [0.8, 1.2]\n\
         [[posters]]\nfiles = [\"night-1.jpg\", \"night-2.jpg\"]\nposition = [1.5, 1.5, -1.0]\nsize = [0.8, 1.2]\nseconds = 5.0\n",
    );
    pack(source.path(), out.path(), &QUICK);
    let (reader, packed) = open_fair(out.path().to_str().expect("a path")).expect("a fair");
    let (_, plain) = open_fair(source.path().to_str().expect("a path")).expect("a fair");
    let booth = |fair: &boothwalk::fair::Fair| fair.booths.iter().find(|booth| booth.id == "second").cloned();
    let stand = booth(&packed).expect("the booth");
    assert_eq!(stand.posters, booth(&plain).expect("the booth").posters, "both forms say the same");
    let options = boothwalk::model::Options::default();
    for (poster, (pictures, animations)) in stand.posters.iter().zip([(1, 0), (2, 1)]) {
        let model = packed.models.get(&poster.model).expect("it is packed");
        assert_eq!(model.textures.len(), pictures);
        // From 640 by 960 texels: a base of 160 by 240, and two levels above it.
        assert!(model.textures.iter().all(|texture| texture.srgb && texture.rungs.len() == 3), "{model:?}");
        let detail = boothwalk::app::Detail::Full;
        let made = boothwalk::app::packed::load(&*reader, &options, &poster.model, model, detail).expect("a model");
        let size = made.bounds.half() * 2.0;
        assert!((size.x - 0.832).abs() < 2e-3 && (size.y - 1.232).abs() < 2e-3, "{size}");
        assert_eq!((made.images.len(), made.animations.len()), (pictures, animations));
        let hidden = made.nodes.iter().filter(|node| node.hidden).count();
        assert_eq!(hidden, pictures - 1, "one picture at a time");
    }
    // The pictures themselves are not published a second time.
    assert!(!out.path().join("booths").exists());
}

#[test]
fn what_is_no_picture_is_refused_by_its_name() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    write(&source.path().join("booths/second/wall.gif"), b"GIF89a, or so it says");
    posters(source.path(), "[[posters]]\nfile = \"wall.gif\"\nposition = [0.0, 1.5, 0.0]\nsize = [1.0, 1.0]\n");
    let output = try_pack(source.path(), out.path(), &QUICK);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("booths/second/wall.gif: it is neither PNG"), "{said}");
}
