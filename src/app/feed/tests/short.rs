//! The GPU, or the system, is short of memory.

use super::*;

/// Everything at its finest, and how many levels that is.
fn whole(out: &Path) -> (Run, usize, u32) {
    let mut run = Run::new(out, 1 << 30);
    let seconds = run.finish_with(0, |_, _, _| ());
    let all = run.count(State::In);
    assert_eq!(all, run.levels().len());
    (run, all, seconds)
}

#[test]
fn what_the_gpu_has_no_room_for_stays_coarser_and_comes_later() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    let (whole, all, _) = whole(&out);
    let made = whole.feed.loaded;
    drop(whole);
    // Whichever thing is the one that finds no room; the last may have it already when the one before is there.
    let mut refused = 0;
    for nth in 0..made {
        let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
        let mut run = Run::on(&gpu, &out, 1 << 30);
        let (mut full, mut stood, mut cut, mut bare) = (nth == 0, false, false, false);
        gpu.full.store(u32::from(full), std::sync::atomic::Ordering::Relaxed);
        let seconds = run.finish_with(0, |feed, _, _| {
            assert!(feed.has_proxies() >= stood, "what stood is gone");
            stood = feed.has_proxies();
            cut |= feed.ledger().cap() < 1 << 30;
            // What is wanted before the proxies are made may come before them.
            bare |= full && !stood;
            if feed.loaded >= nth && !std::mem::replace(&mut full, true) {
                gpu.full.store(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
        if gpu.full.load(std::sync::atomic::Ordering::Relaxed) > 0 {
            continue;
        }
        refused += 1;
        assert!(run.feed.has_proxies());
        assert_eq!(run.feed.news(), [], "no booth is lost for it");
        // Proxies are the least there is.
        assert!(cut || bare, "thing {nth} was refused, and nothing takes less");
        // A minute later there is room again.
        for minute in 1..6 {
            run.finish_with(seconds + minute * 60, |_, _, _| ());
        }
        assert_eq!(run.count(State::In), all, "thing {nth} comes later");
        assert_eq!(gpu.errors(), 0);
    }
    assert!(refused * 2 > made, "{refused} of {made} were refused");
}

#[test]
fn a_system_short_of_memory_gets_half_of_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    let (mut run, all, seconds) = whole(&out);
    let used = run.feed.scheduler.ledger().used();
    run.feed.spare(0.5);
    let seconds = run.finish_with(seconds + 1, |_, _, _| ());
    let now = run.feed.scheduler.ledger().used();
    assert!(now <= used / 2 || run.count(State::In) == run.feed.index.entries.len(), "{now} of {used}");
    assert!(now < used && run.feed.has_proxies());
    assert_eq!(run.feed.memory(), 0, "what was on its way is given up");
    for minute in 1..8 {
        run.finish_with(seconds + minute * 60, |_, _, _| ());
    }
    assert_eq!(run.count(State::In), all);
}
