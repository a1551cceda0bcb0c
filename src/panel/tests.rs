//! Signs and pages, drawn and measured. With BOOTHWALK_LOOK set to a folder the canvases are written there to be looked at.

use std::collections::BTreeSet;
use std::path::Path;

use glam::{Vec2, Vec3, vec2};

use super::canvas::{Canvas, Rect};
use super::typeset::{self, Align, Block};
use super::*;
use crate::fair::{Credit, Lang, Sign, Text};
use crate::model::{Alpha, Model};

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];
const REASON: &str = "booths/yunling/booth.glb: accessor 14 ends at byte 81,920, but buffer view 3 has 65,536 bytes";

fn look(name: &str, canvas: &Canvas) {
    let Some(folder) = std::env::var_os("BOOTHWALK_LOOK") else { return };
    let path = Path::new(&folder).join(format!("{name}.png"));
    image::save_buffer(path, canvas.pixels(), canvas.width, canvas.height, image::ColorType::Rgba8).unwrap();
}

fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

fn drawn_sign(title: &Text, size: Vec2) -> Canvas {
    let mut canvas = sign::canvas(size, 512.0, [12, 60, 110]);
    typeset::with(|setter| sign::name(setter, &mut canvas, title, [255, 255, 255]));
    canvas
}

fn drawn_notice(reason: &str, lang: Lang) -> Canvas {
    let mut canvas = sign::canvas(vec2(1.2, 0.84), 768.0, [24, 32, 44]);
    let title = text("云岭智能装备", "Yunling Smart Equipment");
    typeset::with(|setter| sign::notice(setter, &mut canvas, &sign::Notice::of_booth(&title, reason, lang)));
    canvas
}

fn many_credits(count: usize) -> Vec<Credit> {
    (0..count)
        .map(|i| Credit {
            title: format!("Antique Camera {i}"),
            authors: "Maximilian Kamps, UX3D for the model and its textures".into(),
            licence: "CC0-1.0".into(),
            source: "https://github.com/KhronosGroup/glTF-Sample-Assets/tree/main/Models/AntiqueCamera".into(),
            changes: if i % 2 == 0 { "Textures made smaller, 缩小贴图 1024 px".into() } else { String::new() },
        })
        .collect()
}

/// The part of the canvas that differs from its first pixel.
fn marked(canvas: &Canvas) -> Rect {
    let ground = &canvas.pixels()[..4];
    let (mut x0, mut y0, mut x1, mut y1) = (u32::MAX, u32::MAX, 0, 0);
    for (i, pixel) in canvas.pixels().chunks_exact(4).enumerate() {
        if pixel != ground {
            let (x, y) = (i as u32 % canvas.width, i as u32 / canvas.width);
            (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1));
        }
    }
    Rect::new(x0 as f32, y0 as f32, x1 as f32 - x0 as f32, y1 as f32 - y0 as f32)
}

fn missing_of(text: &str) -> Vec<char> {
    typeset::with(|setter| {
        let block = Block::new(text, 16.0, 10_000.0).lines(1000);
        let mut missing = setter.lay(&block).missing;
        missing.extend(setter.lay(&block.bold()).missing);
        missing
    })
}

#[test]
fn every_string_has_both_languages_and_every_letter() {
    for &key in Key::ALL {
        for lang in LANGS {
            let text = t(lang, key);
            assert!(!text.trim().is_empty(), "{key:?} is empty in {lang:?}");
            assert_eq!(missing_of(text), [], "{key:?} in {lang:?}");
        }
        assert!(
            !t(Lang::En, key).chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)),
            "{key:?} has hanzi in English"
        );
    }
}

#[test]
fn a_letter_that_no_font_has_is_noted_once() {
    assert_eq!(missing_of("展\u{1F600}")[0], '\u{1F600}');
    let sign = Sign { position: Vec3::Y, yaw: 0.0, size: vec2(2.0, 0.5), color: [255; 3], background: [0; 3] };
    let model = booth_sign(&text("\u{1F600}\u{1F600}", "Smile"), &sign);
    assert_eq!(model.notes.len(), 1, "{:?}", model.notes);
    assert!(model.notes[0].contains("U+1F600"));
}

#[test]
#[cfg(feature = "pack")]
fn a_fairs_own_glyphs_stand_where_boxes_stood() {
    let title = text("鱻味", "Umami");
    let sign = Sign { position: Vec3::Y, yaw: 0.0, size: vec2(2.0, 0.5), color: [255; 3], background: [0; 3] };
    let draw = || {
        let model = booth_sign(&title, &sign);
        (model.images[0].levels[0].clone(), model.notes.len())
    };
    let light = |pixels: &[u8]| pixels.as_chunks::<4>().0.iter().map(|pixel| f64::from(pixel[0])).collect::<Vec<_>>();
    let apart = |one: &[u8], other: &[u8]| {
        let (one, other) = (light(one), light(other));
        one.iter().zip(&other).map(|(a, b)| (a - b).abs()).sum::<f64>() / one.iter().sum::<f64>()
    };
    let (boxed, notes) = draw();
    assert_eq!(notes, 1);
    crate::panel::lend(&crate::pack::rare());
    let (ours, notes) = draw();
    assert_eq!(notes, 0);
    // As by the font that it was taken from, which this program would not draw with: there its curves are cubic.
    let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fonts/rare.otf")).unwrap();
    typeset::lend_as_it_is(std::sync::Arc::new(whole));
    let (wanted, _) = draw();
    assert!(apart(&ours, &boxed) > 0.2, "{} from a box", apart(&ours, &boxed));
    assert!(apart(&ours, &wanted) < 0.03, "{} from its font", apart(&ours, &wanted));
    // Another fair has none of it, and no letter of the program's is another one.
    crate::panel::lend(&crate::fair::Glyphs::default());
    assert!(draw().0 == boxed);
    let plain = || booth_sign(&text("味道", "Umami"), &sign).images[0].levels[0].clone();
    let before = plain();
    crate::panel::lend(&crate::pack::rare());
    assert!(plain() == before);
    crate::panel::lend(&crate::fair::Glyphs::default());
}

/// The texts of the demo fair: every letter must have a shape.
#[test]
fn the_demo_needs_no_letter_that_is_missing() {
    fn read(folder: &Path, into: &mut BTreeSet<char>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                read(&path, into);
            } else if path.extension().is_some_and(|e| e == "toml") {
                into.extend(std::fs::read_to_string(&path).unwrap().chars().filter(|c| !c.is_control()));
            }
        }
    }
    let mut letters = BTreeSet::new();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo");
    read(&demo, &mut letters);
    assert!(letters.len() > 100, "{} holds only {} letters", demo.display(), letters.len());
    assert_eq!(missing_of(&letters.into_iter().collect::<String>()), []);
}

#[test]
fn names_stay_inside_the_margin_of_their_board() {
    let titles = [
        text("云岭智能装备", "Yunling Smart Equipment"),
        text("海川医疗 AI 影像", "Haichuan Medical Imaging"),
        text("中国", "International Federation of Very Long Exhibitor Names and Associated Trading Companies Ltd."),
        text("", "Northwind"),
        text("步展", ""),
        text("国家级先进制造业产业集群协同创新示范展区暨数字贸易促进中心联合展台", ""),
    ];
    for (i, title) in titles.iter().enumerate() {
        for size in [vec2(4.0, 0.8), vec2(1.2, 0.8), vec2(3.0, 0.5), vec2(0.6, 1.8), vec2(12.0, 1.0), vec2(0.1, 0.1)] {
            let canvas = drawn_sign(title, size);
            look(&format!("sign_{i}_{}x{}", size.x, size.y), &canvas);
            assert!(!canvas.clipped && !canvas.cut, "{title:?} on {size}");
            let ink = marked(&canvas);
            let (left, right) = (ink.x, canvas.width as f32 - ink.right());
            let (top, bottom) = (ink.y, canvas.height as f32 - ink.bottom());
            assert!(left.min(right).min(top).min(bottom) >= 2.0, "{title:?} on {size}: {ink:?}");
            assert!(
                (left - right).abs() <= 3.0 && (top - bottom).abs() <= 3.0,
                "{title:?} on {size}: not centred, {ink:?}"
            );
        }
    }
}

#[test]
fn a_sign_is_large_enough_to_read_from_five_metres() {
    let size = vec2(4.0, 0.8);
    let canvas = drawn_sign(&text("云岭智能装备", "Yunling Smart Equipment"), size);
    let per_metre = canvas.width as f32 / size.x;
    assert!(per_metre >= 256.0);
    let share = marked(&canvas).h / canvas.height as f32;
    assert!(share > 0.6, "the name fills only {share} of the board");
}

#[test]
fn pages_show_all_of_their_text() {
    for lang in LANGS {
        let keys = keysheet::draw(lang);
        look(&format!("keys_{lang:?}"), &keys);
        assert!(!keys.clipped && !keys.cut && keys.missing.is_empty(), "{lang:?}");
        assert!(marked(&keys).bottom() < keys.height as f32 - 20.0, "{lang:?}: no room below the last line");
        for count in [0, 1, 17, 60] {
            let pages = credits::draw(&many_credits(count), lang);
            assert_eq!(pages.len(), if count < 2 { 1 } else { count.div_ceil(12) });
            for (i, page) in pages.iter().enumerate() {
                look(&format!("credits_{lang:?}_{count}_{i}"), page);
                assert!(!page.clipped && !page.cut && page.missing.is_empty(), "{lang:?} {count}");
            }
        }
        let again = format!("{}\n{REASON}", t(lang, Key::NetworkAgain));
        for (name, reason) in [("notice", REASON), ("notice_again", &again)] {
            let notice = drawn_notice(reason, lang);
            look(&format!("{name}_{lang:?}"), &notice);
            assert!(!notice.clipped && !notice.cut && notice.missing.is_empty(), "{lang:?}");
        }
        for ratio in [1.0, 0.25, 0.013, 38.0] {
            let label = scale::draw(scale_figure(ratio), lang);
            look(&format!("scale_{lang:?}_{ratio}"), &label);
            assert!(!label.clipped && !label.cut && label.missing.is_empty(), "{lang:?} {ratio}");
        }
        for millimetres in [3, 1245, 9_999, 27_500] {
            let label = length::draw(millimetres, lang);
            look(&format!("length_{lang:?}_{millimetres}"), &label);
            assert!(!label.clipped && !label.cut && label.missing.is_empty(), "{lang:?} {millimetres}");
        }
        for (name, how) in TOOLS {
            let label = label::draw_tool(name, how, lang);
            look(&format!("tool_{lang:?}_{name:?}"), &label);
            assert!(!label.clipped && !label.cut && label.missing.is_empty(), "{lang:?} {name:?}");
        }
    }
    let long = "主轴箱与双列圆锥滚子轴承总成 Spindle box with double-row tapered bearings";
    for (number, name) in ["泵壳", "rotor0", "Housing", "Impeller (316L)", long].into_iter().enumerate() {
        let (label, _) = label::draw_part(name);
        look(&format!("part_{number}"), &label);
        assert!(!label.clipped && !label.cut && label.missing.is_empty(), "{name}");
    }
}

/// Boards of tools: what each is called, and how it is used.
const TOOLS: [(Key, Key); 3] = [
    (Key::ToolExplode, Key::ToolExplodeHow),
    (Key::ToolSection, Key::ToolSectionHow),
    (Key::ToolRuler, Key::ToolRulerHow),
];

/// Of a fair of 200 booths while it comes.
fn coming(lang: Lang) -> figures::Figures {
    use crate::stream::Load;
    use figures::{Bar, Booth, Booths, Bytes, Figures, Frames, Level, Queue, Work};
    let bars = (0..90).map(|i| Bar {
        own_ms: if i == 40 { 16.0 } else { 3.0 + (i % 7) as f32 * 0.3 },
        stages_ms: [0.02, 0.61, 0.14, 0.31, 12.25, 10.48],
        gpu_ms: (i % 3 == 0).then_some(10.4),
        pose_ms: Some(0.3),
        loading_ms: 0.4 + (i % 3) as f32 * 0.1,
        allowed_ms: 0.496,
        missed: u32::from(i == 40),
    });
    let mut booths = Booths::default();
    for number in 0..200 {
        let level = Level::ALL[if number < 3 { number } else { 2 + number % 3 }];
        booths.add(Booth {
            number,
            metres: 4.0 + (number * 37 % 200) as f32,
            level,
            sharp: 0.125 * (number % 9) as f32,
        });
    }
    Figures {
        lang,
        streams: true,
        whole: false,
        frames: Frames {
            period_ms: 13.89,
            bars: bars.collect(),
            recent: 72,
            p50_ms: 3.9,
            p99_ms: 16.0,
            missed: [1, 128],
        },
        work: Work {
            draws: 1280,
            triangles: 12_939_000,
            share: 0.85,
            limits: Some(Load::limits(200, 1_000_000)),
            left_out: 123,
            profile: "standalone",
        },
        queue: Queue { asked: 1240, fetching: 16, decoding: 12, waiting: 31, uploading: 8, leaving: 0 },
        bytes: Bytes {
            fetched: 1_214_200_000,
            rate: 11.84e6,
            memory: 15_900_000,
            gpu: 303 << 20,
            planned: 400 << 20,
            cap: Some(512 << 20),
        },
        booths,
    }
}

#[test]
fn the_overlay_shows_all_of_its_text_in_both_languages() {
    let long = "国际贸易促进中心 International Centre for the Promotion of Trade";
    for lang in LANGS {
        let named = |number: usize| if number == 0 { long } else { "云岭智能装备 Yunling" };
        let plain = figures::Figures { lang, ..Default::default() };
        let less = figures::Work { left_out: 1234, ..Default::default() };
        let less = figures::Figures { work: less, ..plain.clone() };
        let whole = figures::Figures { whole: true, ..coming(lang) };
        for (name, figures) in [("coming", coming(lang)), ("plain", plain), ("less", less), ("whole", whole)] {
            let canvas = overlay::canvas(&figures, named);
            look(&format!("overlay_{name}_{lang:?}"), &canvas);
            assert!(!canvas.clipped && !canvas.cut && canvas.missing.is_empty(), "{name} {lang:?}");
            let ink = marked(&canvas);
            assert!(ink.x >= 20.0 && ink.right() <= canvas.width as f32 - 20.0, "{name} {lang:?}: {ink:?}");
            assert!(ink.bottom() <= canvas.height as f32 - 10.0, "{name} {lang:?}: no room below: {ink:?}");
        }
    }
}

#[test]
fn the_overlay_counts_every_booth_and_names_the_nearest() {
    let booths = coming(Lang::En).booths;
    assert_eq!((booths.all(), booths.nearest.len()), (200, figures::NAMED));
    let counts = figures::Level::ALL.map(|level| booths.count(level));
    assert_eq!(counts, [1, 1, 1 + 66, 66, 65]);
    let metres: Vec<f32> = booths.nearest.iter().map(|booth| booth.metres).collect();
    assert_eq!(metres, [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0]);
    let [spent, allowed] = coming(Lang::En).frames.loading();
    assert!((spent - 0.5).abs() < 1e-3 && (allowed - 0.496).abs() < 1e-3, "{spent} of {allowed}");
}

#[test]
fn figures_that_stay_change_few_rows_of_the_overlay() {
    let named = |_: usize| "云岭智能装备";
    let before = coming(Lang::Zh);
    let mut after = before.clone();
    after.queue.asked -= 1;
    let [a, b] = [&before, &after].map(|figures| super::overlay(figures, named));
    let rows = crate::render::Rows::differing(&a, &b);
    let top: u32 = rows.iter().filter(|rows| rows.level == 0).map(|rows| rows.rows.end - rows.rows.start).sum();
    assert!((5..30).contains(&top), "{rows:?}");
    assert!(crate::render::Rows::differing(&a, &super::overlay(&before, named)).is_empty());
    assert_eq!(a.levels.len(), overlay_blank().levels.len());
}

#[test]
fn a_reason_without_end_ends_in_an_ellipsis() {
    let notice = drawn_notice(&"a reason that goes on, 原因很长；".repeat(400), Lang::Zh);
    look("notice_long", &notice);
    assert!(notice.cut && !notice.clipped);
    assert!(drawn_notice("x".repeat(10_000).as_str(), Lang::En).cut);
}

#[test]
fn wrapping_cutting_and_fitting_keep_to_the_width() {
    let long = "第三代半导体 SiC 功率模块，面向 800 V 平台的电驱系统；Third-generation semiconductor power modules.";
    typeset::with(|setter| {
        for (width, lines) in [(120.0, 1), (300.0, 2), (300.0, 3), (2000.0, 1)] {
            for align in [Align::Left, Align::Center, Align::Right] {
                let laid = setter.lay(&Block::new(long, 24.0, width).lines(lines).align(align));
                let ink = setter.ink(&laid);
                assert!(
                    laid.lines <= lines && laid.width <= width + 1.0,
                    "{width} {lines}: {} {}",
                    laid.lines,
                    laid.width
                );
                assert!(ink.x >= -2.0 && ink.right() <= width + 3.0, "{width} {align:?}: {ink:?}");
                assert_eq!(laid.cut, width < 2000.0);
            }
        }
        let best = setter.lay_largest(&Block::new("步展", 0.0, 400.0), (10.0, 1000.0), 1000.0);
        assert!((380.0..=402.0).contains(&best.width), "{}", best.width);
    });
}

#[test]
fn a_name_is_broken_between_words_into_even_lines() {
    typeset::with(|setter| {
        let block = Block::new("Haichuan Medical Imaging", 0.0, 240.0).lines(4);
        let laid = setter.lay_name(&block, (10.0, 300.0), 500.0);
        let longest = setter.lay(&Block::new("Haichuan", laid.size, 1000.0)).width;
        assert!(laid.lines == 3 && longest <= laid.width + 0.5, "{} lines at {}", laid.lines, laid.size);
        let block = Block::new("国际贸易促进中心", 0.0, 300.0).lines(3);
        let laid = setter.lay_name(&block, (10.0, 300.0), 160.0);
        assert!(laid.lines == 2 && laid.width < laid.size * 4.5, "{} wide at {}", laid.width, laid.size);
    });
}

#[test]
fn a_gap_stands_between_hanzi_and_latin() {
    typeset::with(|setter| {
        let mut width = |text: &str| setter.lay(&Block::new(text, 100.0, 10_000.0)).width;
        let apart = width("展") + width("AI") + width("会");
        let gaps = width("展AI会") - apart;
        assert!((20.0..45.0).contains(&gaps), "{gaps}");
        assert!((width("展会") - width("展") - width("会")).abs() < 1.0);
    });
}

#[test]
fn the_same_text_gives_the_same_bytes_on_any_thread() {
    let draw = || (drawn_notice(REASON, Lang::Zh).pixels().to_vec(), keysheet::draw(Lang::En).pixels().to_vec());
    let here = draw();
    assert!(here == std::thread::spawn(draw).join().unwrap());
    assert!(here == draw());
}

#[test]
fn blending_is_done_in_linear_light() {
    let mut canvas = Canvas::new(4, 4, [0; 3]);
    canvas.blend(1, 1, [255; 3], 0.5);
    // Half of the light of white is 188 in sRGB, not 128.
    assert_eq!(canvas.pixels()[(4 + 1) * 4], 188);
    let image = Canvas::new(6, 3, [10, 20, 30]).into_image();
    let sizes: Vec<usize> = image.levels.iter().map(Vec::len).collect();
    assert_eq!(sizes, [6 * 3 * 4, 3 * 4, 4]);
    assert!(image.levels.iter().all(|level| level.chunks(4).all(|texel| texel == [10, 20, 30, 255])));
}

fn check(model: &Model) {
    for primitive in model.meshes.iter().flat_map(|mesh| &mesh.primitives) {
        assert!(primitive.indices.iter().all(|&i| (i as usize) < primitive.vertices.len()));
        assert!(primitive.indices.len() % 3 == 0);
        let material = &model.materials[primitive.material as usize];
        for texture in [material.base_color_texture, material.emissive_texture].into_iter().flatten() {
            assert!((texture.image as usize) < model.images.len() && (texture.sampler as usize) < model.samplers.len());
        }
        // Every triangle faces the way its normals point.
        let at = |i: u32| {
            let p = primitive.vertices[i as usize].position;
            let unit = Vec3::new(f32::from(p[0]), f32::from(p[1]), f32::from(p[2])) / 65535.0;
            primitive.decode.position_offset + primitive.decode.position_scale * unit
        };
        for triangle in primitive.indices.chunks_exact(3) {
            let face = (at(triangle[1]) - at(triangle[0])).cross(at(triangle[2]) - at(triangle[0]));
            let [x, y] = primitive.vertices[triangle[0] as usize].normal.map(|n| f32::from(n) / 32767.0);
            let mut normal = Vec3::new(x, y, 1.0 - x.abs() - y.abs());
            if normal.z < 0.0 {
                (normal.x, normal.y) = ((1.0 - y.abs()) * 1f32.copysign(x), (1.0 - x.abs()) * 1f32.copysign(y));
            }
            assert!(face.normalize_or_zero().dot(normal.normalize()) > 0.9, "{face} against {normal}");
        }
    }
    for image in &model.images {
        assert!(image.width <= 2048 && image.height <= 2048);
        assert_eq!(image.levels.last().map(Vec::len), Some(4));
    }
}

#[test]
fn boards_are_sound_models_of_the_right_size() {
    let sign = Sign {
        position: Vec3::new(0.0, 2.5, 1.0),
        yaw: 90.0,
        size: vec2(3.0, 0.6),
        color: [255; 3],
        background: [9; 3],
    };
    let model = booth_sign(&text("步展", "Boothwalk"), &sign);
    check(&model);
    // Turned by a quarter: its width lies along z, its thickness points along +x.
    assert!((model.bounds.max - Vec3::new(0.02, 2.8, 2.5)).length() < 1e-3, "{:?}", model.bounds);
    assert!((model.bounds.min - Vec3::new(0.0, 2.2, -0.5)).length() < 1e-3, "{:?}", model.bounds);

    for lang in LANGS {
        check(&error_sign(&text("步展", ""), REASON, lang));
        check(&key_sheet(lang));
        credits(&many_credits(3), lang).iter().for_each(check);
    }
    let model = overlay_board();
    assert_eq!(model.images[0].levels, overlay_blank().levels);
    assert!((model.bounds.half().truncate() * 2.0 - OVERLAY_SIZE).length() < 1e-3);
    let model = standin(vec2(4.0, 3.0), &text("步展", "Boothwalk"), [200, 40, 60], None);
    check(&model);
    assert!(model.materials.iter().any(|m| m.alpha == Alpha::Blend));
    assert!((model.bounds.half().x - 2.0).abs() < 1e-3 && (model.bounds.half().z - 1.5).abs() < 1e-3);
    assert_eq!(model.bounds.min.y, 0.0);
}

#[test]
fn senseless_sizes_make_a_small_board_and_no_harm() {
    for side in [f32::NAN, f32::INFINITY, -1.0, 0.0, 1e30, 1e-30] {
        let sign =
            Sign { position: Vec3::splat(side), yaw: side, size: Vec2::splat(side), color: [1; 3], background: [2; 3] };
        check(&booth_sign(&text("步展\u{0}\n\t", "Boothwalk"), &sign));
        check(&standin(Vec2::splat(side), &text("", ""), [3; 3], Some((Vec2::ZERO, 30.0, Vec3::splat(side)))));
    }
    check(&error_sign(&text("", ""), "", Lang::En));
}

/// What is said, as it stands before the visitor: `BOOTHWALK_GOLDEN=write` keeps it anew.
#[test]
fn captions_look_as_somebody_saw_them_last() {
    let said = [
        ("zh", "每一盏灯笼都在老城里手工扎成，欢迎走近来看，也可以拿在手里。"),
        ("en", "Each lantern is made by hand in the old town. Come closer, and take one in your hands."),
    ];
    for (tongue, text) in said {
        let (canvas, _) = caption::draw(text);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/panels/caption-{tongue}.png"));
        if std::env::var_os("BOOTHWALK_GOLDEN").is_some_and(|value| value == "write") {
            image::save_buffer(&path, canvas.pixels(), canvas.width, canvas.height, image::ColorType::Rgba8).unwrap();
            continue;
        }
        let before = image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8();
        assert_eq!(before.dimensions(), (canvas.width, canvas.height), "{tongue}");
        let differing = canvas.pixels().iter().zip(before.as_raw()).filter(|(a, b)| a.abs_diff(**b) > 12).count();
        assert!(differing * 500 < before.as_raw().len(), "{tongue}: {differing} values differ");
    }
}
