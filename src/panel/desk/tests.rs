//! Panels are drawn as they are shown, in both languages, and pressed as a visitor presses them.

use super::*;
use crate::fair::Lang;
use crate::visit::{Settings, TextSize};
use glam::vec2;

fn demo() -> Arc<Fair> {
    let (_, fair) = crate::fetch::open_fair(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
    Arc::new(fair)
}

/// A desk, and what a visitor does at it.
struct At {
    desk: Desk,
    facts: Facts,
    time: f64,
    acts: Vec<Act>,
}

impl At {
    fn new(sheet: Sheet, facts: Facts) -> At {
        At { desk: Desk::new(sheet, demo()), facts, time: 0.0, acts: Vec::new() }
    }

    fn draw(&mut self, touches: &[Touch]) -> Drawn {
        let mut touches = touches;
        for pass in 0.. {
            self.time += 1.0 / 72.0;
            let mut drawn = self.desk.draw(touches, &[], &self.facts, self.time);
            touches = &[];
            self.acts.append(&mut drawn.acts);
            assert!(!drawn.cut, "a word has no room");
            // It comes to rest.
            assert!(pass < 40, "drawn again and again: {:?}", self.desk.context.repaint_causes());
            if !drawn.again {
                return drawn;
            }
        }
        unreachable!()
    }

    /// Points at a place in points of the panel, presses and lets go.
    fn press(&mut self, x: f32, y: f32) -> Drawn {
        let at = vec2(x, y) * POINT;
        self.draw(&[Touch::Move(at)]);
        self.draw(&[Touch::Press(at)]);
        self.draw(&[Touch::Release(at)])
    }

    /// To the end of a page.
    fn scroll_down(&mut self) {
        self.draw(&[Touch::Move(vec2(400.0, 300.0) * POINT)]);
        for _ in 0..3 {
            self.draw(&[Touch::Scroll(vec2(0.0, -0.3))]);
        }
    }

    fn type_in(&mut self, letters: &str) -> Drawn {
        let typed: Vec<Typed> = letters.chars().map(Typed::Letter).collect();
        let drawn = self.desk.draw(&[], &typed, &self.facts, self.time);
        assert!(drawn.acts.is_empty());
        self.draw(&[])
    }
}

/// The middle of a tab's word at the left.
fn tab(number: usize) -> (f32, f32) {
    (60.0, 14.0 + 20.0 + 46.0 * number as f32)
}

fn facts(lang: Lang) -> Facts {
    let kept = Kept {
        items: vec![Item { booth: "coffee".into(), product: None }],
        seen: vec![Seen { booth: "robots".into(), at: 1000 }],
    };
    let way = [vec2(0.0, 10.0), vec2(0.0, 4.0), vec2(-6.0, 2.0)];
    Facts {
        lang,
        place: vec2(0.0, 10.0),
        facing: 0.6,
        goal: Some(0),
        way: way.into(),
        kept: Arc::new(kept),
        now: 1360,
        ..Facts::default()
    }
}

/// Part of the pixels that may differ by more than [`SHADES`]: a processor rounds differently.
const DIFFERING: f32 = 0.002;
const SHADES: u8 = 12;

/// Compares a panel, at half its size, with how it looked when somebody last looked at it: `BOOTHWALK_GOLDEN=write` keeps it
/// anew.
fn golden(name: &str, drawn: &Drawn) {
    let (width, height, pixels) = (drawn.image.width / 2, drawn.image.height / 2, &drawn.image.levels[1]);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/panels");
    let path = folder.join(format!("{name}.png"));
    if std::env::var_os("BOOTHWALK_GOLDEN").is_some_and(|value| value == "write") {
        std::fs::create_dir_all(&folder).unwrap();
        let rgb: Vec<u8> = pixels.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
        image::save_buffer(&path, &rgb, width, height, image::ExtendedColorType::Rgb8).unwrap();
        return;
    }
    let before = image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8();
    assert_eq!(before.dimensions(), (width, height), "{name}");
    let differs = |(a, b): &(&[u8; 4], &[u8; 4])| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > SHADES);
    let differing = pixels.as_chunks::<4>().0.iter().zip(before.as_raw().as_chunks::<4>().0).filter(differs).count();
    let part = differing as f32 / (width * height) as f32;
    if part > DIFFERING {
        let seen = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/panel-{name}.png"));
        image::save_buffer(&seen, pixels, width, height, image::ExtendedColorType::Rgba8).unwrap();
        panic!("{name}: {part} of the pixels differ; see {}", seen.display());
    }
}

/// The demo's hall and two others: one gets from the first to the third by the second.
fn three_halls() -> Arc<Fair> {
    let mut fair = (*demo()).clone();
    let passage = |to, x, z, yaw| crate::fair::Passage { to, position: vec2(x, z), yaw };
    for (zh, en) in [("2 号馆", "Hall 2"), ("未来馆", "Hall of the future")] {
        let (id, title) = (en.replace(' ', "-"), crate::fair::Text { zh: zh.into(), en: en.into() });
        fair.halls.push(crate::fair::Hall { id, title, plots: Vec::new(), ..fair.halls[0].clone() });
    }
    fair.halls[0].passages = vec![passage(1, 15.0, 0.0, 90.0)];
    fair.halls[1].passages = vec![passage(0, -15.0, 0.0, -90.0), passage(2, 15.0, 8.0, 90.0)];
    Arc::new(fair)
}

#[test]
fn the_map_shows_gates_and_other_halls_and_one_can_go_there() {
    for (lang, tongue) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let mut at =
            At { desk: Desk::new(Sheet::Tablet, three_halls()), facts: facts(lang), time: 0.0, acts: Vec::new() };
        let (x, y) = tab(1);
        at.press(x, y);
        golden(&format!("map-halls-{tongue}"), &at.draw(&[Touch::Leave]));
        // The arrow to the hall after this one, and the way there.
        let next = (188.0, 34.0);
        at.press(next.0, next.1);
        golden(&format!("map-other-{tongue}"), &at.draw(&[Touch::Leave]));
        assert!(at.acts.is_empty());
        at.press(600.0, next.1);
        assert_eq!(at.acts, [Act::Enter(1)]);
        // Whoever is there by then sees that hall, as their own.
        at.facts.hall = 1;
        at.draw(&[]);
        at.press(600.0, next.1);
        assert_eq!(at.acts.len(), 1, "one is there already");
        at.facts.open = (1, None);
        at.draw(&[]);
    }
}

#[test]
fn every_page_has_room_for_its_words_in_both_languages_and_sizes() {
    for (lang, tongue) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        for (text, size) in [(TextSize::Plain, ""), (TextSize::Large, "-large")] {
            let settings = Settings { text, contrast: text == TextSize::Large, ..Settings::default() };
            let mut at = At::new(Sheet::Tablet, Facts { settings, ..facts(lang) });
            for (number, name) in ["find", "map", "kept", "settings", "help"].into_iter().enumerate() {
                let (x, y) = tab(number);
                let zoom = text.zoom();
                at.press(x * zoom, y * zoom);
                let drawn = at.draw(&[Touch::Leave]);
                golden(&format!("{name}-{tongue}{size}"), &drawn);
                if name == "kept" {
                    for (paused, name) in [(false, "touring"), (true, "touring-waits")] {
                        at.facts.round = Some(Touring { booth: 1, at: 2, of: 3, paused });
                        golden(&format!("{name}-{tongue}{size}"), &at.draw(&[Touch::Leave]));
                    }
                    at.facts.round = None;
                }
                if name == "settings" {
                    // The rows below, of somebody who sits.
                    at.facts.settings.seated = true;
                    at.facts.settings.sat = Some(1.184);
                    at.scroll_down();
                    let drawn = at.draw(&[Touch::Leave]);
                    golden(&format!("settings-below-{tongue}{size}"), &drawn);
                    at.facts.settings = settings;
                }
            }
            at.press(60.0 * text.zoom(), 34.0 * text.zoom());
            at.draw(&[Touch::Leave]);
            golden(&format!("typed-{tongue}{size}"), &at.type_in("kafei"));
            for (window, name) in [(false, "welcome"), (true, "welcome-window")] {
                let first = Facts { first: true, settings, window, ..facts(lang) };
                let mut first = At::new(Sheet::Tablet, first);
                first.draw(&[]);
                first.facts.place.x += 2.0;
                golden(&format!("{name}-{tongue}{size}"), &first.draw(&[]));
            }
            let mut wrist = At::new(Sheet::Wrist, Facts { settings, ..facts(lang) });
            golden(&format!("wrist-{tongue}{size}"), &wrist.draw(&[]));
            let held = Held {
                thing: (0, 0),
                ratio: 2.5,
                size: glam::vec3(0.42, 1.25, 0.4),
                variants: 2,
                variant: None,
                tool: Default::default(),
            };
            let mut card = At::new(Sheet::Card, Facts { held: Some(held), settings, ..facts(lang) });
            golden(&format!("card-{tongue}{size}"), &card.draw(&[]));
            // Every word has room with the left hand and with each tool, too.
            for tool in crate::visit::Tool::ALL {
                card.facts.held = Some(Held { tool, ..held });
                card.draw(&[]);
            }
            let left = Settings { main: crate::visit::Side::Left, ..settings };
            let mut left = At::new(Sheet::Tablet, Facts { first: true, settings: left, ..facts(lang) });
            left.draw(&[]);
        }
    }
}

#[test]
#[cfg(feature = "pack")]
fn a_card_shows_what_only_the_fairs_own_font_has() {
    let mut fair = Fair::clone(&demo());
    let (booth, product) = (fair.booths.iter().position(|booth| booth.id == "pantry").unwrap(), 0);
    let named = &mut fair.booths[booth].products[product];
    (named.title.zh, named.summary.zh) = ("鱻味𰻝面".into(), "郁香鬱然，鱻而不腻。".into());
    let held = Held {
        thing: (booth, product),
        ratio: 1.0,
        size: glam::vec3(0.2, 0.1, 0.2),
        variants: 0,
        variant: None,
        tool: Default::default(),
    };
    let facts = Facts { held: Some(held), ..facts(Lang::Zh) };
    let card = |fair: Fair| {
        let desk = Desk::new(Sheet::Card, Arc::new(fair));
        At { desk, facts: facts.clone(), time: 0.0, acts: Vec::new() }.draw(&[])
    };
    let boxed = card(fair.clone());
    fair.glyphs = crate::pack::rare();
    let drawn = card(fair);
    assert!(drawn.image.levels[0] != boxed.image.levels[0]);
    golden("card-rare-zh", &drawn);
}

#[test]
fn pictures_of_a_product_are_looked_at_on_its_card() {
    let fair = demo();
    let booth = fair.booths.iter().position(|booth| booth.id == "lanterns").unwrap();
    let product = fair.booths[booth].products.iter().position(|product| product.id == "palace").unwrap();
    let (thing, files) = ((booth, product), &fair.booths[booth].products[product].pictures);
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo").join(&files[0]);
    let bytes = std::fs::read(file).unwrap();
    for (lang, tongue) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        for (text, size) in [(TextSize::Plain, ""), (TextSize::Large, "-large")] {
            let settings = Settings { text, ..Settings::default() };
            let (size_of, zoom) = (glam::vec3(0.4, 0.5, 0.4), text.zoom());
            let held = Held { thing, ratio: 1.0, size: size_of, variants: 0, variant: None, tool: Default::default() };
            let mut card = At::new(Sheet::Card, Facts { held: Some(held), settings, ..facts(lang) });
            golden(&format!("card-pictures-{tongue}{size}"), &card.draw(&[]));
            card.press(160.0, 96.0 * zoom);
            assert_eq!(card.acts, [Act::Look(Some((thing, 0)))]);
            card.draw(&[Touch::Leave]);
            let shown = Ok(crate::media::leaf(&files[0], &bytes, 1536).unwrap());
            card.facts.leaf = Some(Arc::new(Leaf { thing, number: 0, shown }));
            golden(&format!("album-{tongue}{size}"), &card.draw(&[]));
            card.press(160.0, 200.0);
            golden(&format!("album-near-{tongue}{size}"), &card.draw(&[Touch::Leave]));
            card.press(160.0, 200.0);
            let low = |row: f32| 576.0 - zoom * (34.0 + 46.0 * row);
            card.press(320.0 - 44.0 * zoom, low(1.0));
            card.facts.leaf = Some(Arc::new(Leaf { thing, number: 1, shown: Err("the host does not answer".into()) }));
            golden(&format!("album-missing-{tongue}{size}"), &card.draw(&[Touch::Leave]));
            card.press(44.0 * zoom, low(1.0));
            card.press(44.0 * zoom, low(1.0));
            card.press(160.0, low(0.0));
            let looked = [0, 1, 0, files.len() - 1].map(|number| Act::Look(Some((thing, number))));
            assert_eq!(card.acts[..4], looked);
            assert_eq!(card.acts[4..], [Act::Look(None)]);
        }
    }
}

#[test]
fn a_slow_press_of_a_hand_that_shakes_counts() {
    let mut at = At::new(Sheet::Tablet, facts(Lang::En));
    at.draw(&[]);
    let close = vec2(60.0, 446.0) * POINT;
    at.draw(&[Touch::Move(close), Touch::Press(close)]);
    at.time += 3.0;
    let aside = close + vec2(12.0, 4.0) * POINT;
    at.draw(&[Touch::Move(aside)]);
    at.draw(&[Touch::Release(aside)]);
    assert_eq!(at.acts, [Act::Close]);
    // Who leaves it before they let go did not mean it.
    at.draw(&[Touch::Move(close), Touch::Press(close)]);
    at.draw(&[Touch::Move(vec2(300.0, 200.0) * POINT)]);
    at.draw(&[Touch::Release(vec2(300.0, 200.0) * POINT)]);
    assert_eq!(at.acts, [Act::Close]);
}

#[test]
fn presses_that_come_together_all_count() {
    let mut at = At::new(Sheet::Tablet, facts(Lang::En));
    at.draw(&[]);
    let (close, find) = (vec2(60.0, 446.0) * POINT, vec2(60.0, 34.0) * POINT);
    let press = |at| [Touch::Move(at), Touch::Press(at), Touch::Release(at)];
    at.draw(&[press(close), press(find), press(close)].concat());
    assert_eq!(at.acts, [Act::Close, Act::Close]);
}

#[test]
fn a_booth_is_found_by_pinyin_and_the_way_to_it_is_asked_for() {
    let mut at = At::new(Sheet::Tablet, facts(Lang::Zh));
    at.type_in("kafei");
    // The first result, then the first of the buttons below its page.
    at.press(300.0, 90.0);
    let drawn = at.press(200.0, 448.0);
    golden("booth-zh", &drawn);
    let coffee = demo().booths.iter().position(|booth| booth.id == "coffee").unwrap();
    assert_eq!(at.acts, [Act::Lead(Some(coffee))]);
}

#[test]
fn what_is_chosen_is_asked_for_once() {
    let mut at = At::new(Sheet::Tablet, facts(Lang::En));
    let (x, y) = tab(3);
    at.press(x, y);
    // The language: its first word, Chinese.
    at.press(440.0, 34.0);
    assert_eq!(at.acts, [Act::Language(Lang::Zh)]);
    at.acts.clear();
    // Large text.
    at.press(580.0, 80.0);
    let Some(Act::Settings(settings)) = at.acts.first() else { panic!("{:?}", at.acts) };
    assert_eq!(settings.text, TextSize::Large);
    assert_eq!(at.acts.len(), 1);
    at.acts.clear();
    // Three rows on, of four words the second.
    at.press(472.0, 172.0);
    let Some(Act::Settings(settings)) = at.acts.first() else { panic!("{:?}", at.acts) };
    assert_eq!(settings.volume, crate::visit::Volume::Low);
}

#[test]
fn a_page_is_pulled_by_hands_that_have_no_stick() {
    let mut at = At::new(Sheet::Tablet, facts(Lang::En));
    let (x, y) = tab(3);
    at.press(x, y);
    // On a word of a button, too: what is pulled is not pressed.
    let at_button = |y: f32| vec2(580.0, y) * POINT;
    at.draw(&[Touch::Move(at_button(400.0))]);
    at.draw(&[Touch::Press(at_button(400.0))]);
    for step in 1..=10 {
        at.draw(&[Touch::Move(at_button(400.0 - 30.0 * step as f32))]);
    }
    // At rest, so that nothing flies on.
    at.time += 1.0;
    at.draw(&[Touch::Move(at_button(100.0))]);
    at.draw(&[Touch::Release(at_button(100.0))]);
    assert_eq!(at.acts, []);
    // Where the language was, there is another row now.
    at.press(440.0, 34.0);
    assert!(!at.acts.iter().any(|act| matches!(act, Act::Language(_))), "{:?}", at.acts);
}

#[test]
fn hands_and_heights_are_chosen_and_the_visitor_turned() {
    let seated = Settings { seated: true, sat: Some(1.2), ..Settings::default() };
    let mut at = At::new(Sheet::Tablet, Facts { settings: seated, ..facts(Lang::En) });
    let (x, y) = tab(3);
    at.press(x, y);
    at.scroll_down();
    at.acts.clear();
    // From the bottom: rays, steadying, one hand, the main hand, measuring, the height, posture.
    let row = |up: usize| 480.0 - 14.0 - 20.0 - 46.0 * up as f32;
    let mut pressed = |x: f32, y: f32| {
        at.press(x, y);
        std::mem::take(&mut at.acts)
    };
    let chosen = |acts: &[Act]| match acts {
        [Act::Settings(settings)] => *settings,
        other => panic!("{other:?}"),
    };
    assert!(chosen(&pressed(580.0, row(2))).one_hand);
    assert_eq!(chosen(&pressed(440.0, row(3))).main, crate::visit::Side::Left);
    assert_eq!(pressed(500.0, row(4)), [Act::Measure]);
    assert!((chosen(&pressed(400.0, row(5))).eyes - 1.55).abs() < 1e-5);
    assert!((chosen(&pressed(590.0, row(5))).eyes - 1.65).abs() < 1e-5);
    assert!(!chosen(&pressed(440.0, row(6))).seated);
    assert_eq!([pressed(36.0, 400.0), pressed(88.0, 400.0)], [[Act::Turn(true)], [Act::Turn(false)]]);
}

#[test]
fn what_is_pointed_at_lights_up_with_the_next_picture_and_costs_few_rows() {
    let mut at = At::new(Sheet::Tablet, facts(Lang::Zh));
    let before = at.draw(&[]);
    let (x, y) = tab(2);
    let after = at.desk.draw(&[Touch::Move(vec2(x, y) * POINT)], &[], &at.facts, at.time + 0.01);
    let rows = crate::render::Rows::differing(&before.image, &after.image);
    let changed: u32 = rows.iter().filter(|rows| rows.level == 0).map(|rows| rows.rows.len() as u32).sum();
    assert!((30..100).contains(&changed), "{changed} rows");
}

#[test]
fn text_of_the_other_language_says_so() {
    let mut fair = Fair::clone(&demo());
    fair.booths[0].title = crate::fair::Text { zh: String::new(), en: "Only English".into() };
    let (look, mut cut) = (Look::default(), false);
    let page = look::Page { look: &look, lang: Lang::Zh, cut: &mut cut };
    assert_eq!(page.said(&fair.booths[0].title), ("Only English", Some("EN")));
    assert_eq!(page.said(&fair.booths[1].title).1, None);
}
