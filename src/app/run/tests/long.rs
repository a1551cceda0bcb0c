//! As long a visit as stores ask for, on a clock of its own.

use std::process::Command as Program;

use clap::Parser;
use openxr::sys::PerfSettingsNotificationLevelEXT as Level;

use super::super::*;
use crate::app::feed::tests::{MODELS, packed};
use crate::bench::once::resident;
use crate::cli::{Cli, Command};
use crate::device::headset::Headset;
use crate::fake::rig::goal;
use crate::fake::world::Event;
use crate::fake::{Goal, Script, install, options, world};
use crate::fetch::open_fair;

/// Says that this process is the visit.
const INSIDE: &str = "BOOTHWALK_LONG_VISIT";
const MINUTES: u64 = 45;
/// After this many everything has been there, and was lost, once.
const WARM: u64 = 15;
/// Growth of what is held in MiB each ten minutes.
const GROWTH: f64 = 1.0;
/// Growth of the resident memory in MiB from the first third of what comes after that to the last: how the C library lays out
/// small pieces for its threads is chance.
const HOLES: f64 = 16.0;

/// What happens at the start of a minute.
fn happen(run: &mut Run, minute: u64) {
    let every = |period: u64, phase: u64| minute % period == phase;
    if every(9, 3) {
        world(|w| w.take_session());
    }
    if every(11, 5) {
        world(|w| w.tell(Event::InstanceLoss));
    }
    if every(6, 1) {
        run.device.gpu().device.destroy();
    }
    if every(8, 4) {
        run.content.spare();
    }
    if every(10, 7) || every(10, 8) {
        let level = if every(10, 7) { Level::IMPAIRED } else { Level::NORMAL };
        world(|w| w.tell(Event::Heat(level)));
    }
    // The headset is taken off, and put on again a minute later.
    goal(if every(7, 2) { Goal::Off } else { Goal::Focused });
    run.visit.lang = if every(2, 0) { Lang::Zh } else { Lang::En };
    (run.visit.tablet, run.visit.key_sheet) = (every(4, 1), every(5, 2));
}

/// Bytes that the program holds of the C library's memory.
fn held() -> usize {
    // SAFETY: it looks into the library's books, under its locks.
    let books = unsafe { libc::mallinfo2() };
    books.uordblks + books.hblkhd
}

/// The visit; gives what is held and what is resident at the end of each minute, in MiB.
fn visit() -> Vec<[f64; 2]> {
    heap::settle();
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    install(Script::default());
    world(|w| w.period = 13_888_889);
    let (source, fair) = open_fair(out.to_str().unwrap()).unwrap();
    let device = Device::Headset(Box::new(Headset::open(options()).unwrap()));
    let file = folder.path().join("visitor.json");
    let words = ["boothwalk", "visit", "--visitor", file.to_str().unwrap(), "--profile", "standalone"];
    let Some(Command::Visit(args)) = Cli::try_parse_from(words).unwrap().command else { panic!() };
    let begun = Begun::default();
    let mut run = Run::new(&args, begun, Instant::now(), Lang::En, source, fair, device, None, None).unwrap();
    // What is made once, when a panel is first drawn, comes before what is measured: the visit's clock is faster than threads.
    run.visit.tablet = true;
    for _ in 0..600 {
        run.turn().unwrap();
        std::thread::sleep(Duration::from_millis(5));
    }
    let start = world(|w| w.now);
    let (mut minutes, mut places) = (Vec::new(), 0);
    while (minutes.len() as u64) < MINUTES {
        assert_ne!(run.turn().unwrap(), Turned::Over);
        let seconds = (world(|w| w.now) - start) as u64 / 1_000_000_000;
        // From one booth to the other.
        if seconds / 20 != places {
            places = seconds / 20;
            run.visit.jump(Vec2::new([-6.0, 6.0][places as usize % 2], 5.0), 0.0);
        }
        if seconds / 60 != minutes.len() as u64 {
            minutes.push([held() as u64, resident("VmRSS:").unwrap()].map(|bytes| bytes as f64 / f64::from(1 << 20)));
            happen(&mut run, minutes.len() as u64);
        }
    }
    goal(Goal::Focused);
    let (frames, met) = (run.meter.frames, world(|w| (w.sessions_made, w.instances_made)));
    let end = Instant::now() + Duration::from_secs(120);
    while Instant::now() < end {
        run.turn().unwrap();
        std::thread::sleep(Duration::from_micros(100));
        if run.content.complete() && !run.returning && run.meter.frames > frames + 100 {
            break;
        }
    }
    assert!(run.content.complete() && run.content.has_content(), "all is there in the end");
    assert_eq!(run.content.problems, []);
    assert_eq!(world(|w| std::mem::take(&mut w.violations)), [] as [&str; 0]);
    let stats = run.finish(&args, false).unwrap();
    eprintln!("{} frames, {} sessions of {} instances, {} levels came", stats.frames, met.0, met.1, stats.loaded);
    minutes
}

#[test]
fn forty_five_minutes_with_losses_and_pauses_are_as_the_first() {
    let name = "app::run::tests::long::forty_five_minutes_with_losses_and_pauses_are_as_the_first";
    if std::env::var_os(INSIDE).is_none() {
        // Memory is that of a process: this one has others in it.
        let program = std::env::current_exe().unwrap();
        let words = ["--exact", name, "--nocapture"];
        assert!(Program::new(program).args(words).env(INSIDE, "1").status().unwrap().success());
        return;
    }
    let minutes = visit();
    let warm = &minutes[WARM as usize..];
    let third = warm.len() / 3;
    // The least of the first third and of the last: what is on its way comes and goes in between.
    let growth = [0, 1].map(|what| {
        let least = |part: &[[f64; 2]]| part.iter().map(|minute| minute[what]).fold(f64::MAX, f64::min);
        least(&warm[warm.len() - third..]) - least(&warm[..third])
    });
    let each = growth[0] / (warm.len() - third) as f64 * 10.0;
    eprintln!("{minutes:.1?} MiB held and resident; {each:.2} held each ten minutes, {:.2} resident", growth[1]);
    assert!(each <= GROWTH && growth[1] <= HOLES);
}
