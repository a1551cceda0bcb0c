//! Arguments as clap sees them; the doc comments are the `--help` text.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use glam::Vec3;

use super::bench_args::BenchArgs;
#[cfg(feature = "pack")]
use crate::fair::Form;
use crate::fair::Lang;
use crate::fetch::{self, Faults, Link, Setup, Store};
use crate::model::Limits;
use crate::render::{Backend, Profile};

/// Walk a virtual trade fair: in a headset, in a window, or offscreen.
#[derive(Debug, Parser)]
#[command(name = "boothwalk", version, args_conflicts_with_subcommands = true, max_term_width = 110)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub visit: VisitArgs,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk through a fair (what happens without a command).
    Visit(VisitArgs),
    /// Draw one still picture of a fair or a model.
    Shot(ShotArgs),
    /// Say what is wrong with a model, a booth or a fair, and what is over budget.
    ///
    /// Exit status: 0 fine (warnings and notes at most), 1 errors, 2 wrong usage or nothing readable at PATH.
    Check(CheckArgs),
    /// Find booths, products and industries of a fair.
    ///
    /// By Chinese characters, pinyin (`cifang`), initials (`qlcf`), a mixture of these (`茶ju`), or English words in any
    /// order and as far as they are typed. The best comes first.
    ///
    /// Exit status: 0 found, 1 nothing found, 2 wrong usage or no fair at FAIR.
    Find(FindArgs),
    /// Make a fair ready to be published: levels of detail, pictures for GPUs, files named by their content.
    ///
    /// What it writes are static files for any web server, object store or CDN. The same fair gives the same bytes, and a
    /// second run packs only what changed. Refuses what `check` calls an error, and says of which booth.
    #[cfg(feature = "pack")]
    Pack(PackArgs),
    /// Draw the pages of the PDF on the input; `pack` lets this be done by a process of its own.
    #[cfg(feature = "pack")]
    #[command(hide = true)]
    Pages(PagesArgs),
    /// Serve a fair to visitors over HTTP.
    ///
    /// Any folder with fair.json (packed) or fair.toml, as static files, until Ctrl+C. What is hidden, and links that lead out
    /// of the folder, are not served. For the world outside give it a certificate, or put a proxy in front.
    #[cfg(feature = "host")]
    Host(HostArgs),
    /// Measure how fast this machine does what matters.
    Bench(BenchArgs),
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A .glb or .gltf file, the folder of a booth (booth.toml), or that of a fair (fair.toml or fair.json).
    pub path: PathBuf,
    /// Print JSON instead of words.
    #[arg(long)]
    pub json: bool,
    /// List notes, too.
    #[arg(long)]
    pub notes: bool,
    /// Language of the sentences.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    #[command(flatten)]
    pub load: LoadArgs,
}

#[derive(Debug, Args)]
pub struct FindArgs {
    /// A fair, as for `visit`.
    #[arg(value_name = "FAIR")]
    pub fair: String,
    /// What to look for; several words are one query.
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    /// Language of the labels, and whose titles come first where two match alike.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    /// List so many at most.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..))]
    pub most: u16,
    /// Print JSON instead of words: a list of hits.
    #[arg(long)]
    pub json: bool,
}

#[cfg(feature = "pack")]
#[derive(Debug, Args)]
pub struct PackArgs {
    /// The folder of a fair (fair.toml).
    #[arg(value_name = "SRC")]
    pub source: PathBuf,
    /// Where the packed fair goes; made where it is not there.
    pub out: PathBuf,
    /// Forms of pictures: `bc7` for desktop GPUs, `astc` for mobile ones, `uastc` to be transcoded for either, in which the
    /// smallest levels are in any case. Several make the fair larger on the disk; a visitor fetches one of them.
    #[arg(long, value_enum, value_name = "FORMS", value_delimiter = ',', default_value = "bc7,astc")]
    pub textures: Vec<Form>,
    /// Longest side of a picture; larger ones are scaled down. Pages of documents have at most 1536.
    #[arg(long, value_name = "TEXELS", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(256..=8192))]
    pub side: u32,
    /// Let a code of `boothwalk check` pass.
    #[arg(long, value_name = "CODE")]
    pub allow: Vec<String>,
    /// Models packed at one time; as many as there are cores if left out.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Language of the sentences.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    #[command(flatten)]
    pub load: LoadArgs,
}

#[cfg(feature = "pack")]
#[derive(Debug, Args)]
pub struct PagesArgs {
    /// Longer side of a picture, in texels.
    #[arg(long, value_parser = clap::value_parser!(u32).range(256..=8192))]
    pub side: u32,
    /// Pages that are allowed.
    #[arg(long)]
    pub most: u32,
}

#[cfg(feature = "host")]
#[derive(Debug, Args)]
pub struct HostArgs {
    /// The folder with fair.json or fair.toml.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Where to listen; 0.0.0.0:8080 or [::]:8080 is everywhere, and port 0 any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Certificate, and those up to its authority after it, as PEM: serves HTTPS.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub cert: Option<PathBuf>,
    /// The certificate's private key, as PEM.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
    /// Connections open at one time; further visitors wait.
    #[arg(long, value_name = "N", default_value_t = 640, value_parser = clap::value_parser!(u16).range(1..))]
    pub connections: u16,
}

#[cfg(feature = "host")]
impl HostArgs {
    pub fn options(self) -> crate::host::Options {
        crate::host::Options {
            dir: self.dir,
            listen: self.listen,
            tls: self.cert.zip(self.key),
            connections: self.connections.into(),
        }
    }
}

#[derive(Debug, Clone, Args)]
pub struct VisitArgs {
    /// A folder with fair.toml or fair.json, one .glb or .gltf file, or an http(s) URL of these; the demo fair if left out.
    pub fair: Option<String>,
    /// Where to walk; `auto` takes a headset if there is one, else a window, else draws offscreen.
    #[arg(long, value_enum, default_value_t)]
    pub device: DeviceArg,
    /// Size of the window or of the offscreen pictures, in pixels.
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub size: Option<(u32, u32)>,
    /// Graphics driver; `noop` draws nothing and is for measuring.
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// What a frame may cost: `standalone` looks as on a headset of its own, `pc` as on a computer; what this machine is if
    /// left out.
    #[arg(long, value_enum)]
    pub profile: Option<Profile>,
    /// The most that the fair takes on the GPU, in MiB, the images of the eyes apart; by the profile if left out.
    #[arg(long, value_name = "MIB", value_parser = memory)]
    pub gpu_memory: Option<u64>,
    /// Language of signs, pages and messages.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    /// Write what the visitor does to this log.
    #[arg(long, value_name = "LOG")]
    pub record: Option<PathBuf>,
    /// Walk as this log says (offscreen, unless a device is named).
    #[arg(long, value_name = "LOG")]
    pub replay: Option<PathBuf>,
    /// Show the way to this booth on the floor, from the start until the visitor stands in front of it.
    #[arg(long, value_name = "BOOTH")]
    pub to: Option<String>,
    /// Take the visitor along, from one of these booths to the nearest next; stands a while before each.
    #[arg(long, value_name = "BOOTH,...", value_delimiter = ',', conflicts_with = "to")]
    pub tour: Vec<String>,
    /// End after this many seconds of visit time.
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub seconds: Option<f64>,
    /// Folder for pictures (F12, and the marks of a log); `visit` if left out.
    #[arg(long, value_name = "DIR")]
    pub shots: Option<PathBuf>,
    /// Write what was measured to this file, as JSON.
    #[arg(long, value_name = "FILE.json")]
    pub stats: Option<PathBuf>,
    /// Keep language, settings, favourites and booths seen in this file; else in boothwalk/visitor.json, where the machine
    /// keeps settings.
    #[arg(long, value_name = "FILE.json")]
    pub visitor: Option<PathBuf>,
    /// Begin with the streaming overlay: frame times, what is on its way, memory, and how far each booth is.
    #[arg(long)]
    pub overlay: bool,
    #[command(flatten)]
    pub fetch: FetchArgs,
    #[command(flatten)]
    pub load: LoadArgs,
}

#[derive(Debug, Args)]
pub struct ShotArgs {
    /// A fair or a model, as for `visit`.
    #[arg(value_name = "FAIR_OR_MODEL")]
    pub source: String,
    /// The PNG file to write.
    #[arg(value_name = "OUT.png")]
    pub out: PathBuf,
    /// Size of the picture in pixels.
    #[arg(long, value_name = "WxH", value_parser = size, default_value = "960x540")]
    pub size: (u32, u32),
    /// Where the eye is, in metres; without it the bounds are framed.
    #[arg(long, value_name = "x,y,z", value_parser = point, allow_hyphen_values = true, requires = "look")]
    pub eye: Option<Vec3>,
    /// What the eye looks at, in metres.
    #[arg(long, value_name = "x,y,z", value_parser = point, allow_hyphen_values = true, requires = "eye")]
    pub look: Option<Vec3>,
    /// Vertical field of view in degrees.
    #[arg(long, value_name = "DEG", value_parser = degrees, default_value = "45")]
    pub fov: f32,
    /// Which hall of a fair shows, by its id; the first if left out.
    #[arg(long, value_name = "HALL")]
    pub hall: Option<String>,
    /// Seconds on the clock of animations.
    #[arg(long, value_name = "S", value_parser = seconds, default_value = "0")]
    pub time: f64,
    /// Which animation of the model plays, by name or counted from 0; all of them if left out.
    #[arg(long, value_name = "NAME|N")]
    pub animation: Option<String>,
    /// Which scene of the model shows, from 0; the one that the file names if left out.
    #[arg(long, value_name = "N")]
    pub scene: Option<u32>,
    /// Which material variant of the model shows.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// Light: `studio`, or an equirectangular Radiance picture; the fair's own if left out.
    #[arg(long, value_name = "studio|FILE.hdr")]
    pub environment: Option<String>,
    /// What shows where nothing is: nothing (alpha 0), or a colour (0 to 1, sRGB); the sky if left out.
    #[arg(long, value_name = "none|r,g,b", value_parser = background)]
    pub background: Option<BackgroundArg>,
    /// What a frame may cost: `standalone` draws glass in one pass, `pc` with refraction of what is behind.
    #[arg(long, value_enum)]
    pub profile: Option<Profile>,
    /// Graphics driver.
    #[arg(long, value_enum, default_value_t)]
    pub backend: Backend,
    /// Language of signs.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    #[command(flatten)]
    pub fetch: FetchArgs,
    #[command(flatten)]
    pub load: LoadArgs,
}

/// How a fair's files come.
#[derive(Debug, Clone, Args)]
pub struct FetchArgs {
    /// Folder for what comes over the network, so that it need not come again; in the user's cache if left out.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Keep nothing of what comes over the network.
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
    /// Largest size of that folder.
    #[arg(long, value_name = "MIB", default_value_t = fetch::DEFAULT_SIZE >> 20,
        value_parser = clap::value_parser!(u64).range(1..1 << 30))]
    cache_size: u64,
    /// Fetch no faster than so many Mbit/s, each answer after so many milliseconds; for tests, with folders, too.
    #[arg(long, value_name = "MBIT:RTT_MS", value_parser = link)]
    link: Option<Arc<Link>>,
    /// Let so many of a hundred answers fail, by chance: refused, cut short, or with a wrong byte; for tests, with folders,
    /// too.
    #[arg(long, value_name = "PERCENT", value_parser = faults)]
    fail: Option<Arc<Faults>>,
}

impl FetchArgs {
    /// Opens the cache, unless there is to be none or no place for one.
    pub fn setup(&self) -> Setup {
        let folder = if self.no_cache { None } else { self.cache.clone().or_else(fetch::default_folder) };
        Setup {
            link: self.link.clone(),
            faults: self.fail.clone(),
            store: folder.map(|folder| Arc::new(Store::open(&folder, self.cache_size << 20))),
            ..Setup::default()
        }
    }
}

/// How models are loaded.
#[derive(Debug, Clone, Args)]
pub struct LoadArgs {
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = limit, help = limit_help())]
    limits: Vec<(String, u64)>,
}

impl LoadArgs {
    /// The default limits with those that were set.
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for (name, value) in &self.limits {
            // What cannot be set was refused when it was read.
            let _ = limits.set(name, *value);
        }
        limits
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DeviceArg {
    #[default]
    Auto,
    /// An OpenXR headset.
    Headset,
    /// A window that works like a headset with two hands.
    Desktop,
    /// No display: a fixed clock and a log.
    Offscreen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    Zh,
    En,
}

impl LangArg {
    /// The language asked for, else the one of the environment (`LANG` and the like), else English.
    pub fn choose(asked: Option<LangArg>) -> Lang {
        match asked {
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            None => {
                let set = ["LC_ALL", "LC_MESSAGES", "LANG"];
                let value = set.iter().filter_map(|name| std::env::var(name).ok()).find(|v| !v.is_empty());
                if value.is_some_and(|v| v.starts_with("zh")) { Lang::Zh } else { Lang::En }
            }
        }
    }
}

/// `--background`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BackgroundArg {
    None,
    /// sRGB, 0 to 1.
    Color([f32; 3]),
}

/// Largest side of a picture or window.
const MAX_SIDE: u32 = 8192;

pub(super) fn size(text: &str) -> Result<(u32, u32), String> {
    let (w, h) = text.split_once(['x', 'X']).ok_or("write it as WIDTHxHEIGHT, for example 1280x720")?;
    let side = |text: &str| match text.parse() {
        Ok(side) if (1..=MAX_SIDE).contains(&side) => Ok(side),
        _ => Err(format!("a side is a whole number from 1 to {MAX_SIDE}")),
    };
    Ok((side(w)?, side(h)?))
}

/// MiB to bytes.
pub(super) fn memory(text: &str) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(mib) if (16..=1 << 20).contains(&mib) => Ok(mib << 20),
        _ => Err("it must be a whole number of MiB, 16 at least".to_owned()),
    }
}

pub(super) fn link(text: &str) -> Result<Arc<Link>, String> {
    text.parse().map(Arc::new)
}

pub(super) fn faults(text: &str) -> Result<Arc<Faults>, String> {
    text.parse().map(Arc::new)
}

fn limit(text: &str) -> Result<(String, u64), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, for example vertices=20000000")?;
    let value = value.parse().map_err(|_| format!("'{value}' is no whole number"))?;
    Limits::default().set(name, value)?;
    Ok((name.to_owned(), value))
}

fn limit_help() -> String {
    format!("Set a limit on what a model may ask for, as often as needed; names: {}", Limits::NAMES.join(", "))
}

fn numbers<const N: usize>(text: &str) -> Result<[f32; N], String> {
    let parts: Vec<f32> = text
        .split(',')
        .map(|part| part.trim().parse().map_err(|_| format!("'{part}' is no number")))
        .collect::<Result<_, _>>()?;
    let parts: [f32; N] = parts.try_into().map_err(|_| format!("{N} numbers are needed, with commas between"))?;
    if parts.iter().all(|part| part.is_finite()) { Ok(parts) } else { Err("numbers must be finite".into()) }
}

fn point(text: &str) -> Result<Vec3, String> {
    numbers(text).map(Vec3::from_array)
}

fn background(text: &str) -> Result<BackgroundArg, String> {
    if text == "none" {
        return Ok(BackgroundArg::None);
    }
    let color = numbers::<3>(text)?;
    if color.iter().all(|c| (0.0..=1.0).contains(c)) {
        Ok(BackgroundArg::Color(color))
    } else {
        Err("each part of a colour is from 0 to 1".into())
    }
}

fn degrees(text: &str) -> Result<f32, String> {
    let [value] = numbers::<1>(text)?;
    if (1.0..=170.0).contains(&value) { Ok(value) } else { Err("allowed are 1 to 170 degrees".into()) }
}

pub(super) fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && (0.0..=1.0e6).contains(&value) => Ok(value),
        _ => Err("a number of seconds, 0 or more".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Driver;
    use crate::cli::Bench;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("boothwalk").chain(line.split_whitespace()))
    }

    #[test]
    fn the_command_word_may_be_left_out() {
        assert_eq!(parse("some/fair --device offscreen").unwrap().visit.fair.as_deref(), Some("some/fair"));
        let Some(Command::Visit(visit)) = parse("visit some/fair --lang en").unwrap().command else { panic!() };
        assert_eq!(visit.lang, Some(LangArg::En));
        assert!(parse("").unwrap().visit.fair.is_none());
    }

    #[test]
    fn a_visit_and_a_picture_look_as_on_another_machine() {
        assert_eq!(parse("some/fair --profile standalone").unwrap().visit.profile, Some(Profile::Standalone));
        let Some(Command::Shot(shot)) = parse("shot a.glb b.png --profile pc").unwrap().command else { panic!() };
        assert_eq!(shot.profile, Some(Profile::Pc));
        assert!(parse("").unwrap().visit.profile.is_none());
    }

    #[test]
    fn coordinates_may_be_negative() {
        let Some(Command::Shot(shot)) = parse("shot a.glb b.png --eye -1,2,-3.5 --look 0,0,-1").unwrap().command else {
            panic!()
        };
        assert_eq!((shot.eye, shot.look), (Some(Vec3::new(-1.0, 2.0, -3.5)), Some(Vec3::NEG_Z)));
    }

    #[test]
    fn limits_are_set_by_name_and_more_than_once() {
        let visit = parse("some/fair --limit vertices=9 --limit millis=60000 --limit vertices=8").unwrap().visit;
        let limits = visit.load.limits();
        assert_eq!((limits.vertices, limits.millis, limits.nodes), (8, 60_000, Limits::NODES));
        let error = parse("shot a.glb b.png --limit vertexes=9").unwrap_err().to_string();
        assert!(Limits::NAMES.iter().all(|name| error.contains(name)), "{error}");
    }

    #[test]
    fn the_network_and_the_cache_are_chosen() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("cache");
        let visit = |more: &str| parse(&format!("some/fair --cache {} {more}", cache.display()));
        let setup = visit("--link 100:20 --fail 5 --cache-size 64").unwrap().visit.fetch.setup();
        assert_eq!(setup.faults.unwrap().per_cent(), 5.0);
        assert_eq!(setup.link.unwrap().bytes_per_second(), 12.5e6);
        assert!(setup.store.is_some_and(|store| store.is_writable()) && cache.is_dir());
        assert!(parse("some/fair --no-cache").unwrap().visit.fetch.setup().store.is_none());
        assert!(visit("--no-cache").is_err());
        let Some(Command::Shot(shot)) = parse("shot a.glb b.png --link 2:50 --no-cache").unwrap().command else {
            panic!()
        };
        assert_eq!(shot.fetch.setup().link.unwrap().round_trip().as_millis(), 50);
        let error = parse("some/fair --link 100").unwrap_err().to_string();
        assert!(error.contains("MBIT:RTT_MS"), "{error}");
    }

    #[test]
    fn streaming_is_measured_with_both_drivers_unless_one_is_named() {
        let stream = |more: &str| {
            let cli = parse(&format!("bench stream {more}")).unwrap();
            let Some(Command::Bench(BenchArgs { what: Bench::Stream(stream) })) = cli.command else { panic!() };
            stream
        };
        let plain = stream("");
        assert_eq!(plain.drivers(), [(Driver::Noop, (64, 64)), (Driver::Software, (256, 256))]);
        assert!(plain.fair.is_empty() && plain.booths.is_none() && plain.link.is_none());
        let one = stream("--backend auto --size 32x16 a.glb b.gltf --peer x=y");
        assert_eq!((one.drivers(), one.fair.len()), (vec![(Driver::Auto, (32, 16))], 2));
        let made = stream("--booths 2000 --booth-mb 50 --keep d --link 100:20 --frames 5000");
        assert_eq!((made.booths, made.booth_mb, made.frames), (Some(2000), Some(50.0), 5000));
    }

    #[test]
    fn several_words_are_looked_for_in_one_fair() {
        let Some(Command::Find(find)) = parse("find some/fair tea set --lang zh --most 3").unwrap().command else {
            panic!()
        };
        assert_eq!((find.fair.as_str(), find.words.join(" ").as_str(), find.most), ("some/fair", "tea set", 3));
        let bench = |line: &str| match parse(line).unwrap().command {
            Some(Command::Bench(BenchArgs { what: Bench::Find(find) })) => (find.fair, find.booths),
            _ => panic!(),
        };
        assert_eq!((bench("bench find"), bench("bench find a")), ((None, 2000), (Some("a".to_owned()), 2000)));
    }

    #[test]
    fn wrong_values_are_wrong_usage() {
        for line in [
            "--size 12",
            "--size 0x5",
            "--device phone",
            "--seconds -1",
            "shot a.glb",
            "shot a.glb b.png --eye 1,2,3",
            "shot a.glb b.png --eye 1,2 --look 1,2,3",
            "shot a.glb b.png --background 2,0,0",
            "shot a.glb b.png --fov 190",
            "find some/fair",
            "find some/fair tea --most 0",
            "bench find --booths 0",
            "bench find some/fair --booths 5",
            "bench stream --booths 2001",
            "bench stream --booth-mb 0",
            "bench stream --backend dx12",
            "bench stream --frames 0",
            "some/fair --link 0:20",
            "some/fair --fail 51",
            "some/fair --cache-size 0",
            "some/fair --limit vertices",
            "some/fair --limit vertices=-1",
        ] {
            assert_eq!(parse(line).expect_err(line).exit_code(), 2);
        }
    }
}
