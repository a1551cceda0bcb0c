//! The command line: what may be asked, and who does it.

mod bench_args;
mod find;
mod parse;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use crate::bench::{self, Plan};
use crate::check;

pub use bench_args::*;
pub use parse::*;

/// Runs the program; the exit code is 0 done, 1 failed with a message, 2 wrong usage.
pub fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("BOOTHWALK_LOG", "warn"))
        .format_timestamp(None)
        .init();
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Visit(visit)) => crate::app::visit(&visit),
        Some(Command::Shot(shot)) => crate::app::shot(&shot),
        Some(Command::Check(args)) => return check(&args),
        Some(Command::Find(args)) => return find::find(&args),
        #[cfg(feature = "pack")]
        Some(Command::Pack(args)) => pack(args),
        #[cfg(feature = "pack")]
        Some(Command::Pages(args)) => return pages(&args),
        Some(Command::Bench(BenchArgs { what: Bench::Load(load) })) => bench_load(load),
        Some(Command::Bench(BenchArgs { what: Bench::Stream(stream) })) => bench_stream(stream),
        Some(Command::Bench(BenchArgs { what: Bench::Find(args) })) => bench::find(&args.plan()),
        #[cfg(feature = "pack")]
        Some(Command::Bench(BenchArgs { what: Bench::Pictures(args) })) => bench::pictures(&args.files),
        #[cfg(feature = "pack")]
        Some(Command::Bench(BenchArgs { what: Bench::Frame(args) })) => bench::frame(&args.plan()),
        #[cfg(feature = "host")]
        Some(Command::Host(args)) => crate::host::host(&args.options()),
        None => crate::app::visit(&cli.visit),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("boothwalk: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bench_stream(args: BenchStreamArgs) -> anyhow::Result<()> {
    let drivers = args.drivers();
    let (period, patience) = (bench::period(args.hertz), std::time::Duration::from_secs_f64(args.patience));
    if let (Some(idle), [fair], [(driver, size)]) = (args.once, args.fair.as_slice(), drivers.as_slice()) {
        let (fair, driver, size, gpu_memory) = (fair.clone(), *driver, *size, args.gpu_memory);
        let arrival = crate::app::Arrival { fair, driver, size, period, gpu_memory, idle, patience };
        return bench::sample(
            &arrival,
            &crate::fetch::Setup { link: args.link, faults: args.fail, ..Default::default() },
        );
    }
    bench::stream(&bench::StreamPlan {
        what: bench::What {
            fair: args.fair,
            booths: args.booths.map(usize::from),
            booth_mb: args.booth_mb,
            seed: args.seed,
            keep: args.keep,
        },
        drivers,
        hertz: args.hertz,
        gpu_memory: args.gpu_memory,
        patience,
        runs: args.runs.into(),
        frames: args.frames as usize,
        link: args.link,
        faults: args.fail,
        peers: args.peers,
        plot: args.plot,
        json: args.json,
    })
}

fn bench_load(args: BenchLoadArgs) -> anyhow::Result<()> {
    match (args.once, args.files.as_slice()) {
        (Some(threads), [file]) => bench::once(file, threads),
        _ => bench::load(&Plan { files: args.files, rounds: args.rounds.into(), peers: args.peers, json: args.json }),
    }
}

#[cfg(feature = "pack")]
fn pack(args: PackArgs) -> anyhow::Result<()> {
    use crate::pack::{Settings, pack};

    let bar = indicatif::ProgressBar::new(0);
    bar.set_style(indicatif::ProgressStyle::with_template("{pos}/{len} {wide_bar} {elapsed} {msg}")?);
    let settings = Settings {
        limits: args.load.limits(),
        lang: LangArg::choose(args.lang),
        threads: args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from)),
        source: args.source,
        out: args.out,
        textures: args.textures,
        side: args.side,
        allow: args.allow,
    };
    let done = pack(&settings, &|done, all, path| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        bar.set_message(path.to_owned());
    });
    bar.finish_and_clear();
    let summary = done?;
    let mb = |bytes: u64| bytes as f64 / 1e6;
    let documents = match summary.documents {
        0 => String::new(),
        count => format!(", {count} documents of {} pages", summary.pages),
    };
    for one in &summary.lacking {
        eprintln!(
            "warning: no font has {one}: visitors see a box there; name a font that has it in fair.toml ([[font]] with file and credit)"
        );
    }
    let glyphs = match summary.glyphs {
        (0, _) => String::new(),
        (1, bytes) => format!(", 1 glyph added in {:.1} KB", bytes as f64 / 1e3),
        (count, bytes) => format!(", {count} glyphs added in {:.1} KB", bytes as f64 / 1e3),
    };
    println!(
        "{} booths, {} models{documents}{glyphs} ({} as before): {} pieces, {:.1} MB ({:.1} MB written, {:.1} MB shared), {:.1} s",
        summary.booths,
        summary.models,
        summary.kept,
        summary.tally.pieces,
        mb(summary.tally.bytes),
        mb(summary.tally.written),
        mb(summary.tally.shared),
        summary.seconds
    );
    Ok(())
}

/// Says what is wrong without the program's name: whoever reads it says of which document it is.
#[cfg(feature = "pack")]
fn pages(args: &PagesArgs) -> ExitCode {
    match crate::pack::serve(args.side, args.most) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn check(args: &CheckArgs) -> ExitCode {
    let lang = LangArg::choose(args.lang);
    let terminal = std::io::stderr().is_terminal();
    let bar = if terminal { indicatif::ProgressBar::new_spinner() } else { indicatif::ProgressBar::hidden() };
    let tell = |name: &str| {
        bar.set_message(name.to_owned());
        bar.tick();
    };
    let report = check::check(&args.path, &args.load.limits(), &tell);
    bar.finish_and_clear();
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            eprintln!("boothwalk: {error:#}");
            return ExitCode::from(2);
        }
    };
    if args.json {
        println!("{:#}", check::json(&report, lang));
    } else {
        print!("{}", check::text(&report, lang, std::io::stdout().is_terminal(), args.notes));
    }
    if report.is_bad() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
