use std::path::Path;
use std::time::Duration;

use glam::{Quat, Vec3};
use serde_json::json;

use super::*;
use crate::app::demo::{Demo, world_of};
use crate::device::{Fov, Frame, Input, Pose, View, Views};
use crate::fetch::open_fair;

/// A booth with a door that opens within a second, and a desk: each a square of 1 m.
fn model() -> Vec<u8> {
    let floats = |values: &[f32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let mut bin = floats(&[-0.5, 0.0, 0.0, 0.5, 0.0, 0.0, 0.5, 1.0, 0.0, -0.5, 1.0, 0.0]);
    bin.extend([0u16, 1, 2, 0, 2, 3].iter().flat_map(|index| index.to_le_bytes()));
    bin.extend(floats(&[0.0, 1.0]));
    let half = std::f32::consts::FRAC_1_SQRT_2;
    bin.extend(floats(&[0.0, 0.0, 0.0, 1.0, 0.0, half, 0.0, half]));
    let view = |offset: usize, length: usize| json!({ "buffer": 0, "byteOffset": offset, "byteLength": length });
    let document = json!({
        "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0, 1] }],
        "nodes": [
            { "name": "door", "mesh": 0, "translation": [1.0, 0.0, 2.0] },
            { "name": "desk", "mesh": 0, "translation": [-2.0, 0.0, 2.0] },
        ],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1, "material": 0 }] }],
        "materials": [{ "doubleSided": true, "pbrMetallicRoughness": { "baseColorFactor": [0.8, 0.3, 0.1, 1.0] } }],
        "buffers": [{ "byteLength": bin.len() }],
        "bufferViews": [view(0, 48), view(48, 12), view(60, 8), view(68, 32)],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [-0.5, 0.0, 0.0], "max": [0.5, 1.0, 0.0] },
            { "bufferView": 1, "componentType": 5123, "count": 6, "type": "SCALAR" },
            { "bufferView": 2, "componentType": 5126, "count": 2, "type": "SCALAR", "min": [0.0], "max": [1.0] },
            { "bufferView": 3, "componentType": 5126, "count": 2, "type": "VEC4" },
        ],
        "animations": [{ "name": "door-open", "samplers": [{ "input": 2, "output": 3 }],
            "channels": [{ "sampler": 0, "target": { "node": 0, "path": "rotation" } }] }],
    });
    let mut text = document.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let mut out = Vec::new();
    let word = |out: &mut Vec<u8>, value: usize| out.extend((value as u32).to_le_bytes());
    out.extend(b"glTF");
    word(&mut out, 2);
    word(&mut out, 12 + 8 + text.len() + 8 + bin.len());
    word(&mut out, text.len());
    out.extend(b"JSON");
    out.extend(&text);
    word(&mut out, bin.len());
    out.extend(b"BIN\0");
    out.extend(&bin);
    out
}

/// Writes a fair with that booth in the middle of its hall, and more in its booth.toml.
pub fn write(at: &Path, more: &str) {
    let booth = at.join("booths/acme");
    std::fs::create_dir_all(&booth).unwrap();
    let hall = "[[hall]]\nid = \"h\"\ntitle = { zh = \"馆\", en = \"Hall\" }\nsize = [40, 40]\nspawn = { position = [0, 15] }\n";
    let plot = "[[hall.plot]]\nid = \"A\"\nposition = [0, 0]\nsize = [6, 6]\n";
    let head = "format = 1\nid = \"f\"\ntitle = { zh = \"展\", en = \"Fair\" }\n";
    std::fs::write(at.join("fair.toml"), format!("{head}{hall}{plot}")).unwrap();
    let form = "format = 1\nid = \"acme\"\nplot = \"A\"\ntitle = { zh = \"极致\", en = \"Acme\" }\n";
    std::fs::write(booth.join("booth.toml"), format!("{form}{more}")).unwrap();
    std::fs::write(booth.join("booth.glb"), model()).unwrap();
}

const REACTION: &str = "[[reaction]]\nanimation = \"door-open\"\nnear = 3.0\n";

struct Stage {
    demo: Demo,
    reactions: Reactions,
    time: f32,
}

impl Stage {
    fn new(more: &str) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), more);
        let (source, fair) = open_fair(folder.path().to_str().unwrap()).unwrap();
        assert!(fair.broken.is_empty(), "{:?}", fair.broken);
        let demo = world_of(source, fair, crate::render::Profile::Pc, 1);
        assert!(demo.content.problems.is_empty(), "{:?}", demo.content.problems);
        let reactions = Reactions::new(&demo.fair);
        Stage { demo, reactions, time: 0.0 }
    }

    /// So many seconds at a place of the hall.
    fn stand(&mut self, x: f32, z: f32, seconds: f32) {
        let Demo { visit, world, content, .. } = &mut self.demo;
        visit.enter(0, (vec2(x, z), 0.0));
        let head = Pose { position: Vec3::Y * 1.6, orientation: Quat::IDENTITY };
        let input = Input { head, ..Input::default() };
        let until = self.time + seconds;
        while self.time < until {
            self.time += 0.05;
            let views = Views::Mono(View { pose: head, fov: Fov::symmetric(1.2, 1.0) });
            let (time, period) = (Duration::from_secs_f32(self.time), Duration::from_millis(50));
            let frame = Frame { index: 0, time, period, draw: true, views, input: input.clone(), missed: 0 };
            visit.update(&frame, &world.ground);
            self.reactions.update(visit, self.time, content, world);
            world.scene.animate(self.time);
        }
    }

    /// How far the door is open: how deep its box is, metres.
    fn door(&self) -> f32 {
        let (object, shape) = self.demo.content.shown(Piece::Booth(0)).unwrap();
        let node = shape.nodes.iter().position(|node| node.name == "door").unwrap();
        self.demo.world.scene.part(object, node as u32).unwrap().half().z * 2.0
    }
}

#[test]
fn a_door_opens_when_somebody_comes_and_closes_when_they_have_gone() {
    let mut stage = Stage::new(REACTION);
    stage.stand(1.0, 12.0, 1.7);
    assert!(stage.door() < 0.01, "it does not play by itself: {}", stage.door());
    stage.stand(1.0, 4.9, 0.3);
    let begun = stage.door();
    assert!((0.1..0.9).contains(&begun), "{begun}");
    stage.stand(1.0, 4.9, 2.0);
    assert!(stage.door() > 0.99, "it stays open: {}", stage.door());
    // Who sways before it does not move it.
    stage.stand(1.0, 5.3, 1.0);
    assert!(stage.door() > 0.99);
    stage.stand(1.0, 5.7, 0.3);
    assert!((0.1..0.99).contains(&stage.door()), "it goes back as it came: {}", stage.door());
    stage.stand(1.0, 5.7, 2.0);
    assert!(stage.door() < 0.01);
    // With reduced motion it is there at once.
    stage.demo.visit.settings.reduced_motion = true;
    stage.stand(1.0, 4.9, 0.04);
    assert!(stage.door() > 0.99, "{}", stage.door());
    // Behind who leaves the hall it closes.
    stage.demo.visit.hall = 1;
    stage.reactions.update(&stage.demo.visit, stage.time, &stage.demo.content, &mut stage.demo.world);
    assert!(!stage.demo.world.moved.states(Piece::Booth(0))[0].is_on());
}

#[test]
fn a_place_that_is_named_counts_instead_of_the_door() {
    let mut stage = Stage::new("[[reaction]]\nanimation = \"door-open\"\nat = [-2, 8]\nnear = 1.0\n");
    stage.stand(1.0, 4.9, 1.5);
    assert!(stage.door() < 0.01);
    stage.stand(-2.0, 8.5, 1.5);
    assert!(stage.door() > 0.99);
}

#[test]
fn a_name_that_is_not_there_moves_nothing() {
    let mut stage = Stage::new("[[reaction]]\nanimation = \"gate\"\n");
    stage.stand(1.0, 4.9, 1.05);
    assert!(stage.demo.world.moved.states(Piece::Booth(0)).is_empty());
}

/// Packed, each level has the animation by its name.
#[cfg(feature = "pack")]
#[test]
fn packs_keep_what_reacts() {
    use crate::app::packed;
    use crate::app::piece::Detail;
    use crate::fair::Form;
    use crate::model::{Limits, Options};
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("fair"), folder.path().join("out"));
    write(&source, &format!("{REACTION}[counter]\nnode = \"desk\"\n"));
    let settings = crate::pack::Settings {
        source,
        out: out.clone(),
        textures: vec![Form::Bc7],
        side: 512,
        allow: Vec::new(),
        threads: 1,
        limits: Limits::default(),
        lang: crate::fair::Lang::En,
    };
    crate::pack::pack(&settings, &|_, _, _| ()).unwrap();
    let (source, fair) = open_fair(out.to_str().unwrap()).unwrap();
    assert_eq!(fair.booths[0].reactions[0].animation, "door-open");
    assert_eq!(fair.booths[0].counter, Some(crate::fair::Counter::Node("desk".into())));
    let path = fair.booths[0].model.as_deref().unwrap();
    let packed = &fair.models[path];
    for detail in [Detail::Near, Detail::Full] {
        let model = packed::load(&*source, &Options::default(), path, packed, detail).unwrap();
        assert!(model.animation("door-open").is_some(), "{detail:?}");
        assert!(model.nodes.iter().any(|node| node.name == "desk"), "{detail:?}");
    }
}

/// Where somebody points, seen from where they stand.
fn aim(stage: &Stage, to: Vec3) -> Pose {
    let from = stage.demo.visit.head().position - Vec3::Y * 0.3;
    Pose { position: from, orientation: Quat::from_rotation_arc(Vec3::NEG_Z, (to - from).normalize()) }
}

#[test]
fn counters_are_nodes_or_boxes_or_the_plain_one_of_a_booth_without_a_model() {
    use crate::app::panels::Counters;
    for (more, middle) in [
        ("[counter]\nnode = \"desk\"\n", Vec3::new(-2.0, 0.5, 2.0)),
        ("[counter]\nposition = [-1, 2]\nsize = [1, 1, 0.5]\nyaw = 90\n", Vec3::new(-1.0, 0.5, 2.0)),
    ] {
        let mut stage = Stage::new(more);
        stage.stand(middle.x, 6.0, 0.1);
        let counters = Counters::new(&stage.demo.fair);
        let Demo { visit, world, content, .. } = &stage.demo;
        let found = counters.find(&aim(&stage, middle), 0, content, world);
        assert!(found.as_ref().is_some_and(|(far, booth, _)| *booth == 0 && (3.0..4.5).contains(far)), "{more}");
        assert!(counters.find(&aim(&stage, middle + Vec3::Y * 1.5), 0, content, world).is_none(), "above it");
        assert!(counters.find(&aim(&stage, middle), 1, content, world).is_none(), "of another hall");
        assert!(counters.before(&visit.head(), 0, content, world).is_none(), "too far");
        stage.stand(middle.x, 3.0, 0.1);
        let Demo { visit, world, content, .. } = &stage.demo;
        let block = counters.before(&visit.head(), 0, content, world).expect("one stands before it");
        assert!(block.corners().iter().all(|corner| (corner.y - 1.0).abs() < 1e-3 && corner.distance(middle) < 1.2));
        let back = Pose { orientation: Quat::from_rotation_y(3.0), ..visit.head() };
        assert!(counters.before(&back, 0, content, world).is_none(), "with the back to it");
    }
    let mut fair = Fair::template(2);
    let plot = |fair: &Fair, booth: usize| fair.halls[0].plots[fair.booths[booth].plot].clone();
    let (middle, _, size) = fair.booths[0].counter_box(&plot(&fair, 0)).expect("a plain one");
    assert!(middle == vec2(2.0, 2.3) && size.y > 1.0);
    fair.booths[0].products.push(crate::fair::Product { position: Vec3::new(2.0, 0.0, 2.0), ..Default::default() });
    fair.booths[1].model = Some("a.glb".into());
    assert_eq!(fair.booths[0].counter_box(&plot(&fair, 0)), None, "it would stand in a product");
    assert_eq!(fair.booths[1].counter_box(&plot(&fair, 1)), None, "its model has one, or none");
}
