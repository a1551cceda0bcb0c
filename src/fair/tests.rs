//! Reading fairs from folders that exist only here.

use std::collections::BTreeMap;
use std::io;

use super::*;

/// A fair in memory; `list` says whether its folders can be listed.
struct Memory {
    files: BTreeMap<String, String>,
    list: bool,
}

impl Folder for Memory {
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        let text = self.files.get(name).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "not found"))?;
        assert!(text.len() as u64 <= limit);
        Ok(text.clone().into_bytes())
    }

    fn has(&self, name: &str) -> io::Result<bool> {
        Ok(self.files.contains_key(name))
    }

    fn folders(&self, name: &str) -> io::Result<Option<Vec<String>>> {
        let prefix = format!("{name}/");
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|file| Some(file.strip_prefix(&prefix)?.split_once('/')?.0.to_owned()))
            .collect();
        names.dedup();
        Ok(self.list.then_some(names))
    }
}

const FAIR: &str = r##"
format = 1
id = "expo"
title = { zh = "进口展", en = "Import fair" }
environment = "environment/hall.hdr"
credits = "CREDITS.toml"
[sun]
direction = [0, -2, 0]
[[hall]]
id = "main"
title = { en = "Main hall" }
model = "hall/hall.glb"
size = [40, 30]
spawn = { position = [0, 12], yaw = 10 }
[[hall.zone]]
id = "smart"
title = { en = "Smart" }
color = "#2a6fdb"
[[hall.plot]]
id = "a1"
zone = "smart"
position = [0, 0]
size = [6, 4]
[[hall.plot]]
id = "a2"
position = [10, 0]
yaw = 90
size = [6, 4]
"##;

fn booth(id: &str, plot: &str) -> String {
    format!("format = 1\nid = \"{id}\"\nplot = \"{plot}\"\ntitle = {{ en = \"Booth {id}\" }}\n")
}

fn memory() -> Memory {
    let mut files = BTreeMap::new();
    files.insert("fair.toml".into(), FAIR.into());
    files.insert(
        "CREDITS.toml".into(),
        "format = 1\n[[credit]]\ntitle = \"Pump\"\nauthors = \"A workshop\"\nlicence = \"CC0-1.0\"\n".into(),
    );
    files.insert("booths/acme/booth.toml".into(), booth("acme", "a1"));
    files.insert("booths/acme/booth.glb".into(), String::new());
    files.insert(
        "booths/acme/products/pump/product.toml".into(),
        "format = 1\nid = \"pump\"\ntitle = { en = \"Pump\" }\nposition = [1, 0.9, 0]\n".into(),
    );
    files.insert("booths/zeta/booth.toml".into(), booth("zeta", "a2"));
    Memory { files, list: true }
}

fn read(memory: &Memory) -> Fair {
    read_manifest(memory, "fair.toml").unwrap()
}

fn fair_error(change: impl Fn(&str) -> String) -> String {
    let mut memory = memory();
    memory.files.insert("fair.toml".into(), change(FAIR));
    read_manifest(&memory, "fair.toml").unwrap_err().to_string()
}

#[test]
fn a_folder_becomes_a_fair() {
    let fair = read(&memory());
    assert_eq!((fair.id.as_str(), fair.title.get(Lang::Zh)), ("expo", "进口展"));
    assert_eq!(fair.sun.direction, glam::Vec3::NEG_Y);
    assert_eq!(fair.sun.intensity, 2.5);
    assert_eq!(fair.halls[0].spawn, (glam::vec2(0.0, 12.0), 10.0));
    assert_eq!(fair.credits[0].licence, "CC0-1.0");
    assert!(fair.broken.is_empty(), "{:?}", fair.broken);
    let acme = &fair.booths[0];
    assert_eq!(acme.model.as_deref(), Some("booths/acme/booth.glb"));
    assert_eq!(acme.products[0].model, "booths/acme/products/pump/model.glb");
    assert_eq!(acme.products[0].scale, 1.0);
    // The sign that nobody described: the fascia along the front edge, in the zone's colour.
    assert_eq!(acme.sign.position, glam::vec3(0.0, 2.7, 2.0));
    assert_eq!(acme.sign.size, glam::vec2(6.0, 0.6));
    assert_eq!(acme.sign.background, [0x2a, 0x6f, 0xdb]);
    assert_eq!((fair.booths[1].plot, fair.booths[1].model.as_deref()), (1, None));
}

#[test]
fn documents_of_a_product_are_read_and_written_again() {
    let product = "booths/acme/products/pump/product.toml";
    let with = |documents: &str| {
        let mut memory = memory();
        memory.files.get_mut(product).unwrap().push_str(documents);
        read(&memory)
    };
    let fair = with("[[documents]]\nfile = \"spec.pdf\"\ntitle = { zh = \"样本\" }\n");
    let document = &fair.booths[0].products[0].documents[0];
    assert_eq!((document.file.as_str(), document.title.get(Lang::En)), ("booths/acme/products/pump/spec.pdf", "样本"));
    let plan = plan_json(&fair, 0, &BTreeMap::new(), &BTreeMap::new(), &BTreeMap::new(), &BTreeMap::new());
    assert_eq!(plan["booths"][0]["products"][0]["documents"][0]["file"], "/booths/acme/products/pump/spec.pdf");
    for (bad, expected) in [
        ("[[documents]]\nfile = \"spec.doc\"\ntitle = { en = \"a\" }\n", "is no .pdf"),
        ("[[documents]]\nfile = \"spec.pdf\"\ntitle = {}\n", "title needs zh or en"),
        ("[[documents]]\nfile = \"../../../../a.pdf\"\ntitle = { en = \"a\" }\n", ".."),
        (&"[[documents]]\nfile = \"a.pdf\"\ntitle = { en = \"a\" }\n".repeat(9), "8 are allowed"),
    ] {
        let fair = with(bad);
        assert!(fair.broken[0].reason.contains(expected), "{}", fair.broken[0].reason);
    }
}

#[test]
fn posters_are_read_and_written_again() {
    let with = |posters: &str| {
        let mut memory = memory();
        memory.files.get_mut("booths/acme/booth.toml").unwrap().push_str(posters);
        read(&memory)
    };
    let placed = "position = [0.0, 1.5, -2.0]\nsize = [0.8, 1.2]\n";
    let fair = with(&format!(
        "[[posters]]\nfile = \"a.jpg\"\n{placed}[[posters]]\nfiles = [\"a.jpg\", \"/b.png\"]\n{placed}seconds = 8\n"
    ));
    let posters = &fair.booths[0].posters;
    assert_eq!((posters[0].model.as_str(), posters[0].layout), ("booths/acme/posters/1", Layout::Grid(1)));
    assert_eq!((posters[1].files.concat(), posters[1].layout), ("booths/acme/a.jpgb.png".into(), Layout::Turns(8.0)));
    let plan = plan_json(&fair, 0, &BTreeMap::new(), &BTreeMap::new(), &BTreeMap::new(), &BTreeMap::new());
    assert_eq!(plan["booths"][0]["posters"][1]["files"], serde_json::json!(["/booths/acme/a.jpg", "/b.png"]));
    for (bad, expected) in [
        (placed.to_owned(), "either file"),
        (format!("file = \"a.jpg\"\nfiles = [\"b.jpg\"]\n{placed}"), "either file"),
        (format!("file = \"a.jpg\"\ncolumns = 2\n{placed}"), "2 columns for 1 files"),
        (format!("files = [\"a.jpg\", \"b.jpg\"]\ncolumns = 2\nseconds = 8\n{placed}"), "not both"),
        (format!("files = [\"a.jpg\", \"b.jpg\"]\nseconds = 0.1\n{placed}"), "3 to 600"),
        ("file = \"a.jpg\"\nposition = [0.0, 1.0, 0.0]\nsize = [30.0, 1.0]\n".into(), "20 m a side"),
        (format!("file = \"../../../a.jpg\"\n{placed}"), ".."),
    ] {
        let fair = with(&format!("[[posters]]\n{bad}"));
        assert!(fair.broken[0].reason.contains(expected), "{}", fair.broken[0].reason);
    }
}

#[test]
fn video_walls_are_read_and_written_again() {
    let with = |videos: &str| {
        let mut memory = memory();
        memory.files.get_mut("booths/acme/booth.toml").unwrap().push_str(videos);
        read(&memory)
    };
    let placed = "file = \"a.webm\"\nposition = [0.0, 1.5, -2.0]\nsize = [1.6, 0.9]\n";
    let fair = with(&format!(
        "[[posters]]\nfile = \"a.jpg\"\nposition = [0.0, 1.5, -2.0]\nsize = [0.8, 1.2]\n[[videos]]\n{placed}\
         [[videos]]\n{placed}poster = \"/b.png\"\nframe = \"none\"\ngain = -6\nradius = 2\nfar = 10\nrepeat = false\n\
         captions = [{{ zh = \"欢迎\", en = \"Welcome\" }}]\n"
    ));
    let [poster, plain, full] = fair.booths[0].posters.as_slice() else { panic!("{:?}", fair.broken) };
    assert!(poster.film.is_none() && plain.model == "booths/acme/videos/1");
    assert_eq!(plain.files, ["booths/acme/a.webm"], "its first picture is its still picture");
    let film = full.film.as_ref().unwrap();
    assert_eq!((full.files.concat().as_str(), film.file.as_str()), ("b.png", "booths/acme/a.webm"));
    assert_eq!((film.gain, film.radius, film.far, film.repeat, film.captions.len()), (-6.0, 2.0, 10.0, false, 1));
    assert!(film.bare && !plain.film.as_ref().unwrap().bare);
    let none = BTreeMap::new();
    let pieces =
        BTreeMap::from([("booths/acme/a.webm".to_owned(), vec![Name::of(b"a", "bin"), Name::of(b"b", "bin")])]);
    let plan = plan_json(&fair, 0, &none, &BTreeMap::new(), &BTreeMap::new(), &pieces);
    assert_eq!(plan["booths"][0]["posters"].as_array().unwrap().len(), 1);
    assert_eq!(plan["booths"][0]["videos"][1]["poster"], "/b.png");
    assert_eq!(plan["booths"][0]["videos"][1]["frame"], "none");
    assert_eq!(plan["videos"]["booths/acme/a.webm"].as_array().unwrap().len(), 2);
    for (bad, expected) in [
        (format!("{placed}gain = 20\n"), "gain is 20 dB"),
        (format!("{placed}far = 0.05\n"), "radius"),
        ("file = \"a.webm\"\nposition = [0.0, 1.0, 0.0]\nsize = [30.0, 1.0]\n".into(), "20 m a side"),
        ("file = \"../../../a.webm\"\nposition = [0.0, 1.0, 0.0]\nsize = [1.0, 1.0]\n".into(), ".."),
    ] {
        let fair = with(&format!("[[videos]]\n{bad}"));
        assert!(fair.broken[0].reason.contains(expected), "{}", fair.broken[0].reason);
    }
    let fair = with(&format!("[[videos]]\n{placed}").repeat(9));
    assert!(fair.broken[0].reason.contains("8 are allowed"), "{}", fair.broken[0].reason);
}

#[test]
fn reactions_and_counters_are_read_and_written_again() {
    let with = |more: &str| {
        let mut memory = memory();
        memory.files.get_mut("booths/acme/booth.toml").unwrap().push_str(more);
        read(&memory)
    };
    let fair = with(
        "[[reaction]]\nanimation = \"door-open\"\n[[reaction]]\nanimation = \"lid\"\nat = [1, -2]\nnear = 4\n\
         [counter]\nposition = [1, 2]\nsize = [1.5, 1, 0.6]\nyaw = 90\n",
    );
    let [door, lid] = fair.booths[0].reactions.as_slice() else { panic!("{:?}", fair.broken) };
    assert_eq!((door.animation.as_str(), door.at, door.near), ("door-open", None, 2.5));
    assert_eq!((lid.at, lid.near), (Some(glam::vec2(1.0, -2.0)), 4.0));
    let counter = Counter::Box { position: glam::vec2(1.0, 2.0), yaw: 90.0, size: glam::vec3(1.5, 1.0, 0.6) };
    assert_eq!(fair.booths[0].counter, Some(counter));
    let none = BTreeMap::new();
    let plan = plan_json(&fair, 0, &none, &BTreeMap::new(), &BTreeMap::new(), &BTreeMap::new());
    let written = &plan["booths"][0];
    assert_eq!((&written["reaction"][1]["at"][1], &written["counter"]["size"][1]), (&(-2.0).into(), &1.0.into()));
    let node = with("[counter]\nnode = \"desk\"\n");
    assert_eq!(node.booths[0].counter, Some(Counter::Node("desk".into())));
    for (bad, expected) in [
        ("[[reaction]]\nanimation = \"\"\n", "reaction 1: animation is empty"),
        ("[[reaction]]\nanimation = \"a\"\nnear = 0.1\n", "near is 0.1; 0.5 to 20 m"),
        ("[[reaction]]\nanimation = \"a\"\nat = [nan, 0]\n", "reaction 1: at is NaN"),
        ("[counter]\n", "counter: either node"),
        ("[counter]\nnode = \"desk\"\nposition = [0, 0]\nsize = [1, 1, 1]\n", "counter: either node"),
        ("[counter]\nposition = [0, 0]\nsize = [1, 0, 1]\n", "counter: size is"),
        ("[counter]\nposition = [0, 0]\nsize = [1, 30, 1]\n", "at most 20 m a side"),
    ] {
        let fair = with(bad);
        assert!(fair.broken[0].reason.contains(expected), "{bad}: {}", fair.broken[0].reason);
    }
    let fair = with(&"[[reaction]]\nanimation = \"a\"\n".repeat(17));
    assert!(fair.broken[0].reason.contains("16 are allowed"), "{}", fair.broken[0].reason);
}

#[test]
fn sounds_are_read_and_written_again() {
    let with = |sounds: &str| {
        let mut memory = memory();
        memory.files.get_mut("booths/acme/booth.toml").unwrap().push_str(sounds);
        read(&memory)
    };
    let placed = "file = \"water.ogg\"\nposition = [0.0, 1.5, -2.0]\n";
    let spoken = "captions = [{ zh = \"欢迎\", en = \"Welcome\" }, { at = 2.5 }]";
    let fair = with(&format!(
        "[[sounds]]\n{placed}[[sounds]]\n{placed}gain = -6\nradius = 2\nfar = 10\nrepeat = false\n{spoken}\n"
    ));
    let [plain, full] = fair.booths[0].sounds.as_slice() else { panic!("{:?}", fair.broken) };
    assert_eq!((plain.gain, plain.radius, plain.far, plain.repeat), (0.0, 1.0, 8.0, true));
    assert_eq!((full.file.as_str(), full.gain, full.repeat), ("booths/acme/water.ogg", -6.0, false));
    assert_eq!(full.captions[0].text.get(Lang::En), "Welcome");
    assert!(full.captions[1].at == 2.5 && full.captions[1].text.is_empty());
    let name = Name::of(b"OggS", "ogg");
    let pieces = BTreeMap::from([("booths/acme/water.ogg".to_owned(), name.clone())]);
    let plan = plan_json(&fair, 0, &BTreeMap::new(), &BTreeMap::new(), &pieces, &BTreeMap::new());
    assert_eq!(plan["sounds"]["booths/acme/water.ogg"]["piece"], name.piece);
    let written = &plan["booths"][0]["sounds"][1];
    assert_eq!((&written["file"], &written["far"]), (&"/booths/acme/water.ogg".into(), &10.0.into()));
    for (bad, expected) in [
        (format!("{placed}gain = 40.0"), "-60 to 12"),
        (format!("{placed}radius = 5.0\nfar = 4.0"), "radius is 5 m and far is 4 m"),
        (format!("{placed}far = 400.0"), "to 60 is allowed"),
        (format!("{placed}radius = 0.0"), "0.1 or more"),
        (format!("{placed}captions = [{{ at = 3.0, zh = \"a\" }}, {{ at = 3.0, zh = \"b\" }}]"), "later"),
        (format!("{placed}captions = [{{ zh = \"{}\" }}]", "话".repeat(201)), "201 characters"),
        ("file = \"../../../a.ogg\"\nposition = [0.0, 0.0, 0.0]".into(), ".."),
        ("file = \"a.ogg\"".into(), "position"),
    ] {
        let fair = with(&format!("[[sounds]]\n{bad}"));
        assert!(fair.broken[0].reason.contains(expected), "{}", fair.broken[0].reason);
    }
    let many = format!("[[sounds]]\n{placed}").repeat(9);
    assert!(with(&many).broken[0].reason.contains("8 are allowed"));
}

#[test]
fn without_a_listing_the_files_name_the_folders() {
    let mut memory = memory();
    memory.list = false;
    let error = read_manifest(&memory, "fair.toml").unwrap_err().to_string();
    assert!(error.contains("booths = ["), "{error}");
    memory.files.insert("fair.toml".into(), FAIR.replacen("[sun]", "booths = [\"acme\"]\n[sun]", 1));
    let acme = memory.files["booths/acme/booth.toml"].clone() + "products = [\"pump\"]\n";
    memory.files.insert("booths/acme/booth.toml".into(), acme);
    let fair = read(&memory);
    assert_eq!(fair.booths.len(), 1);
    assert_eq!(fair.booths[0].products[0].id, "pump");
}

#[test]
fn a_bad_booth_is_broken_and_the_fair_stays() {
    let bad = [
        ("id = \"acme\"", "id = \"acme\"\nsgin = 1", Some((0, 0)), "line 3: unknown field `sgin`, expected one of"),
        ("format = 1", "format = 2", Some((0, 0)), "format 2 is not known"),
        ("format = 1", "", Some((0, 0)), "'format = 1' is missing"),
        ("plot = \"a1\"", "plot = \"a9\"", None, "plot \"a9\" is in no hall"),
        ("id = \"acme\"", "id = \"acne\"", Some((0, 0)), "must be the folder's name"),
        ("title = {", "title = ", Some((0, 0)), "line 4"),
        ("Booth acme", "\\u0007", Some((0, 0)), "control character"),
        ("title = {", "model = \"../zeta/booth.glb\"\ntitle = {", Some((0, 0)), "must be a file's name inside"),
        ("title = {", "sign = { size = [0, 1] }\ntitle = {", Some((0, 0)), "both must be more than 0"),
        ("title = {", "sign = { yaw = nan }\ntitle = {", Some((0, 0)), "sign: yaw is NaN"),
        ("title = {", "links = [{ title = { en = \"x\" }, url = \"javascript:1\" }]\ntitle = {", Some((0, 0)), "https"),
    ];
    for (from, to, place, reason) in bad {
        let mut memory = memory();
        let text = memory.files["booths/acme/booth.toml"].replacen(from, to, 1);
        memory.files.insert("booths/acme/booth.toml".into(), text);
        let fair = read(&memory);
        assert_eq!(fair.booths.len(), 1, "{to}");
        let broken = &fair.broken[0];
        assert_eq!((broken.id.as_str(), broken.place), ("acme", place), "{to}");
        assert!(broken.reason.contains(reason), "{to}: {}", broken.reason);
    }
}

#[test]
fn texts_are_bounded() {
    let mut memory = memory();
    memory.files.insert("booths/zeta/booth.toml".into(), booth("zeta", "a2").replace("Booth zeta", &"字".repeat(200)));
    assert!(read(&memory).broken.is_empty());
    memory.files.insert("booths/zeta/booth.toml".into(), booth("zeta", "a2").replace("Booth zeta", &"字".repeat(201)));
    assert!(read(&memory).broken[0].reason.contains("201 characters long; 200 are allowed"));
}

#[test]
fn the_second_booth_on_a_plot_is_broken() {
    let mut memory = memory();
    memory.files.insert("booths/zeta/booth.toml".into(), booth("zeta", "a1"));
    let fair = read(&memory);
    assert_eq!(fair.booths[0].id, "acme");
    assert_eq!(fair.broken[0].reason, "another booth stands on plot \"a1\"");
    assert_eq!(fair.broken[0].place, None);
}

#[test]
fn what_is_wrong_with_the_whole_is_said() {
    let cases: [(&str, &str, &str); 9] = [
        ("format = 1", "format = 7", "fair.toml: format 7 is not known; this version reads format 1"),
        (
            "[sun]",
            "[sun]\ncolour = [1, 1, 1]",
            "fair.toml, line 8: unknown field `colour`, expected one of `direction`",
        ),
        ("size = [40, 30]", "size = [-40, 30]", "both must be more than 0"),
        ("position = [10, 0]", "position = [1, 0]", "plots \"a1\" and \"a2\" overlap"),
        ("position = [10, 0]", "position = [19, 0]", "reaches out of the hall"),
        ("position = [10, 0]", "position = [inf, 0]", "position is inf"),
        ("id = \"a2\"", "id = \"a1\"", "two plots have the id"),
        ("zone = \"smart\"", "zone = \"smrt\"", "zone \"smrt\" is not in this hall"),
        ("#2a6fdb", "blue", "must look like #2a6fdb"),
    ];
    for (from, to, expected) in cases {
        let error = fair_error(|fair| fair.replacen(from, to, 1));
        assert!(error.contains(expected), "{to}: {error}");
    }
}

/// Three halls, each with a plot in its middle; with more for the first and the second.
fn three(first: &str, second: &str) -> String {
    let hall = |id: &str, more: &str| {
        let size = "size = [40, 30]\nspawn = { position = [0, 12] }";
        let plot = format!("[[hall.plot]]\nid = \"{id}1\"\nposition = [0, 0]\nsize = [6, 4]\n");
        format!("[[hall]]\nid = \"{id}\"\ntitle = {{ zh = \"{id} 馆\", en = \"Hall {id}\" }}\n{size}\n{plot}{more}\n")
    };
    let head = "format = 1\nid = \"expo\"\ntitle = { en = \"Fair\" }\nbooths = []\n";
    format!("{head}{}{}{}", hall("a", first), hall("b", second), hall("c", ""))
}

#[test]
fn passages_are_read_and_written_again() {
    let one = |to: &str, place: &str| format!("[[hall.passage]]\nto = \"{to}\"\nposition = {place}\n");
    let read = |text: String| {
        let memory = Memory { files: BTreeMap::from([("fair.toml".to_owned(), text)]), list: false };
        read_manifest(&memory, "fair.toml")
    };
    let fair = read(three(&format!("{}yaw = 90", one("b", "[19, 0]")), &one("a", "[-19, 0]"))).unwrap();
    assert_eq!(fair.halls[0].passages, [Passage { to: 1, position: glam::vec2(19.0, 0.0), yaw: 90.0 }]);
    let gates = fair.gates(0);
    assert_eq!((gates.len(), gates[0].to.as_slice(), gates[0].open), (1, [1].as_slice(), true));
    let gates = fair.gates(2);
    assert_eq!((gates[0].position, gates[0].to.as_slice(), gates[0].open), (fair.halls[2].spawn.0, &[0, 1][..], false));
    assert_eq!(unreachable(&fair), [2]);
    // As it is published.
    let plan = |hall: usize| {
        let none = BTreeMap::new();
        let text = plan_json(&fair, hall, &none, &BTreeMap::new(), &BTreeMap::new(), &BTreeMap::new()).to_string();
        (Plan { plan: Name::of(text.as_bytes(), "json"), proxies: None }, text)
    };
    let plans: Vec<_> = (0..3).map(plan).collect();
    let mut files: BTreeMap<String, String> =
        plans.iter().map(|(plan, text)| (plan.plan.path(), text.clone())).collect();
    let named: Vec<Plan> = plans.into_iter().map(|(plan, _)| plan).collect();
    files.insert("fair.json".into(), fair_json(&fair, &named, &BTreeMap::new(), None).to_string());
    let (packed, _) = read_packed(&Memory { files, list: false }, "fair.json").unwrap();
    assert_eq!(packed.halls, fair.halls);

    let many: String = (0..17).map(|number| one("b", &format!("[{}, 8]", number * 2 - 16))).collect();
    for (first, expected) in [
        (one("x", "[19, 0]"), "hall \"a\": passage 1: no hall has the id \"x\""),
        (one("a", "[19, 0]"), "hall \"a\": passage 1 leads to this hall itself"),
        (one("b", "[21, 0]"), "hall \"a\": passage 1 lies outside of the hall's 40 by 30 m"),
        (one("b", "[0, -15.5]"), "lies outside"),
        (one("b", "[2.9, 1.9]"), "hall \"a\": passage 1 lies on plot \"a1\""),
        (format!("{}{}", one("b", "[19, 0]"), one("c", "[19, 1]")), "passage 2 is nearer than 2.5 m to passage 1"),
        (format!("{}yaw = nan\n", one("b", "[19, 0]")), "passage 1: yaw is NaN"),
        (one("b", "[inf, 0]"), "passage 1: position is inf"),
        (one(&"b".repeat(500), "[19, 0]"), "no hall has the id"),
        (format!("{}width = 3\n", one("b", "[19, 0]")), "unknown field `width`"),
        (many, "17 passages; 16 are allowed"),
    ] {
        let error = read(three(&first, "")).unwrap_err().to_string();
        assert!(error.contains(expected) && error.len() < 400, "{first}: {error}");
    }
}

const PACKED: &str = r##"{"format":1,"id":"expo","title":{"en":"Fair"},
"hall":[{"id":"main","title":{"en":"Hall"},"size":[40,30],
  "plot":[{"id":"a1","position":[0,0],"size":[6,4]},{"id":"a2","position":[10,0],"size":[6,4]}]}],
"credit":[{"title":"Pump","licence":"CC0-1.0"}],
"booths":[
  {"id":"acme","plot":"a1","title":{"en":"Acme"},"products":[{"id":"pump","title":{"en":"Pump"},"model":"/shared/pump.glb"}]},
  {"id":"bad","plot":"a2","title":{"en":"Bad"},"colour":"red"}],
"pieces":{"booths/acme/booth.glb":{"hash":"af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262","bytes":0}}}"##;

#[test]
fn a_packed_fair_is_one_file() {
    let mut memory = Memory { files: BTreeMap::new(), list: false };
    memory.files.insert("fair.json".into(), PACKED.into());
    let (fair, pieces) = read_packed(&memory, "fair.json").unwrap();
    assert_eq!(fair.booths.len(), 1);
    assert_eq!(fair.booths[0].model.as_deref(), Some("booths/acme/booth.glb"));
    assert_eq!(fair.booths[0].products[0].model, "shared/pump.glb");
    assert_eq!(pieces["booths/acme/booth.glb"].bytes, 0);
    let broken = &fair.broken[0];
    assert_eq!((broken.id.as_str(), broken.place, broken.title.en.as_str()), ("bad", Some((0, 1)), "Bad"));
    assert!(broken.reason.contains("booths[1] (bad): unknown field `colour`"), "{}", broken.reason);

    memory.files.insert(
        "fair.json".into(),
        PACKED.replace("\"id\":\"bad\"", "\"id\":\"acme\"").replace(",\"colour\":\"red\"", ""),
    );
    let fair = read_packed(&memory, "fair.json").unwrap().0;
    assert_eq!((fair.booths.len(), fair.broken[0].reason.as_str()), (1, "another booth has the id \"acme\""));

    memory.files.insert("fair.json".into(), PACKED.replace("af13", "zz13"));
    let error = read_packed(&memory, "fair.json").unwrap_err().to_string();
    assert!(error.contains("64 hexadecimal digits"), "{error}");
    memory.files.insert("fair.json".into(), PACKED.replace("\"credit\"", "\"credti\""));
    let error = read_packed(&memory, "fair.json").unwrap_err().to_string();
    assert!(error.starts_with("fair.json, line 4: unknown field `credti`"), "{error}");
}

#[test]
fn fonts_are_named_with_their_credit() {
    let named = |font: &str| fair_error(|fair| format!("{fair}[[font]]\n{font}\n"));
    assert!(named("file = \"fonts/a.otf\"").contains("missing field `credit`"));
    assert!(named("file = \"fonts/a.otf\"\ncredit = { title = \"A\" }").contains("missing field `licence`"));
    let bare = "file = \"fonts/a.otf\"\ncredit = { title = \"A\", licence = \" \" }";
    assert!(named(bare).contains("its credit needs title and licence"));
    assert!(named("file = \"../a.otf\"\ncredit = { title = \"A\", licence = \"OFL-1.1\" }").contains("../a.otf"));
    let glyphs = "glyphs = { piece = \"x\", bytes = 1 }\nformat = 1";
    assert!(fair_error(|fair| fair.replacen("format = 1", glyphs, 1)).contains("belongs to a packed fair.json"));
    let font = "[[font]]\nfile = \"fonts/a.otf\"\ncredit = { title = \"A\", licence = \"OFL-1.1\" }\n";
    let mut memory = memory();
    memory.files.insert("fair.toml".into(), format!("{FAIR}{font}"));
    let fair = read(&memory);
    assert_eq!((fair.fonts[0].file.as_str(), &fair.fonts[0].credit), ("fonts/a.otf", &fair.credits[1]));
}

#[test]
fn a_packed_fair_is_whole_without_its_glyphs() {
    let font = "not yet known to be one";
    let name = Name::of(font.as_bytes(), "ttf");
    let packed = |name: &Name, there: bool| {
        let mut memory = Memory { files: BTreeMap::new(), list: false };
        let glyphs = serde_json::to_string(name).unwrap();
        memory
            .files
            .insert("fair.json".into(), PACKED.replacen("\"credit\"", &format!("\"glyphs\":{glyphs},\"credit\""), 1));
        if there {
            memory.files.insert(name.path(), font.into());
        }
        let fair = read_packed(&memory, "fair.json").unwrap().0;
        assert_eq!(fair.booths.len(), 1);
        fair.glyphs
    };
    assert_eq!(packed(&name, true).bytes(), font.as_bytes());
    assert!(packed(&name, false).is_empty());
    // Other bytes than its name says, too many of them, and a name that leads elsewhere.
    assert!(packed(&Name::of(font.to_uppercase().as_bytes(), "ttf"), true).is_empty());
    assert!(packed(&Name { bytes: Glyphs::LIMIT + 1, ..name.clone() }, true).is_empty());
    assert!(packed(&Name { piece: "../../secret.ttf".into(), bytes: 9 }, true).is_empty());
    let written = fair_json(&read(&memory()), &[], &BTreeMap::new(), Some(&name));
    assert_eq!(written["glyphs"]["piece"], name.piece);
}

#[test]
fn every_text_has_its_place() {
    let mut memory = memory();
    let booth = "summary = { zh = \"泵\" }\ncontacts = [{ role = { en = \"Sales\" }, email = \"a@b.c\" }]\n\
        [[sounds]]\nfile = \"a.ogg\"\nposition = [0, 0, 0]\ncaptions = [{ at = 0 }, { at = 1, en = \"Hello\" }]\n";
    memory.files.insert("booths/acme/booth.toml".into(), format!("{}{booth}", self::booth("acme", "a1")));
    let fair = read(&memory);
    let found: Vec<(String, String)> =
        fair.words().into_iter().map(|word| (format!("{}{}", word.file, word.at), word.text.to_owned())).collect();
    for (place, text) in [
        ("fair.toml/title/zh", "进口展"),
        ("fair.toml/hall/0/zone/0/title/en", "Smart"),
        ("fair.toml/credit", "A workshop"),
        ("booths/acme/booth.toml/summary/zh", "泵"),
        ("booths/acme/booth.toml/contacts/0/role/en", "Sales"),
        ("booths/acme/booth.toml/contacts/0/email", "a@b.c"),
        ("booths/acme/booth.toml/sounds/0/captions/1/en", "Hello"),
        ("booths/acme/products/pump/product.toml/title/en", "Pump"),
    ] {
        assert!(found.contains(&(place.to_owned(), text.to_owned())), "{place} is not among {found:#?}");
    }
}

#[test]
fn templates_pass_their_own_checks() {
    for booths in [0, 1, 2, 5, 12, 200] {
        let fair = Fair::template(booths);
        let hall = &fair.halls[0];
        assert_eq!(fair.booths.len(), booths.max(1));
        plots::check("hall", hall.size, &hall.plots).unwrap();
        assert!(hall.spawn.0.abs().cmplt(hall.size * 0.5).all(), "{booths}");
    }
    let fair = Fair::of_model("a/b.glb", "b");
    assert_eq!(fair.booths[0].model.as_deref(), Some("a/b.glb"));
}

#[test]
fn colours_are_read() {
    assert_eq!(check::color("x", "#1a2B3c"), Ok([0x1a, 0x2b, 0x3c]));
    assert_eq!(check::color("x", "#fa0"), Ok([0xff, 0xaa, 0]));
    for bad in ["1a2b3c", "#1a2b", "#ggg", "#+12345", "#字", ""] {
        assert!(check::color("x", bad).is_err(), "{bad}");
    }
}
