//! A packed fair looks like the plain one: moving models and still ones, at rest and later.

use super::stage::{APART, BOOTHS, PRODUCTS, packed};
use boothwalk::render::flip;

use super::support::fair::shot;

/// Mean FLIP over the picture.
const MOST: f32 = 0.03;

#[test]
fn packed_models_look_like_the_plain_ones() {
    let (source, out) = packed();
    let mut wrong = Vec::new();
    for (place, (booth, id, _, _, height, size)) in PRODUCTS.into_iter().enumerate() {
        let middle = BOOTHS.iter().find(|(name, _)| *name == booth).expect("a booth").1;
        let x = middle + if place % 2 == 0 { -APART / 2.0 } else { APART / 2.0 };
        let eye = format!("{x},{},{}", height + size * 0.8, size * 1.8);
        let look = format!("{x},{},0", height + size * 0.3);
        for time in ["0", "0.7"] {
            let options = ["--eye", &eye, "--look", &look, "--fov", "50", "--time", time];
            let [plain, packed] = [source, out].map(|fair| shot(fair, &options, (256, 256)));
            if let Some(folder) = std::env::var_os("BOOTHWALK_PICTURES") {
                let to = |what: &str| std::path::Path::new(&folder).join(format!("{id}-{time}-{what}.png"));
                plain.save(to("plain")).expect("a picture");
                packed.save(to("packed")).expect("a picture");
            }
            let error = flip(&packed, &plain);
            eprintln!("{id} at {time} s: FLIP {error:.4}");
            if error > MOST {
                wrong.push(format!("{id} at {time} s: FLIP {error:.3}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these look otherwise:\n{}", wrong.join("\n"));
}
