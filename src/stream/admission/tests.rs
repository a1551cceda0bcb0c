use super::*;
use crate::stream::replay::Dice;
use crate::stream::{CASES, between};
use proptest::prelude::*;

const STEP: Cost = Cost { kind: Kind::Buffer, bytes: 64 << 10 };
const PERIOD: Duration = Duration::from_micros(13_889);

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// A split is whole rows or the rest, fits the frame at the 99th percentile unless it is the one smallest step, and
    /// that step goes through each frame.
    #[test]
    fn splits_fit_and_something_always_goes_through(
        own in 0u64..20_000,
        costs in prop::collection::vec((0usize..7, 0usize..2_000_000, 1usize..70_000, 1u64..4000), 1..40),
        virtually: bool,
    ) {
        let pacing = if virtually { Pacing::Virtual } else { Pacing::Measured };
        let mut admission = Admission::new(pacing);
        for _ in 0..3 {
            admission.frame_cost(Duration::from_micros(own));
            admission.begin(PERIOD);
            let mut taken = 0;
            for &(kind, wanted, smallest, spent) in &costs {
                let kind = Kind::ALL[kind];
                let left = admission.left();
                let Some(bytes) = admission.split(kind, wanted, smallest) else {
                    prop_assert!(taken > 0 || kind == Kind::Free, "nothing went through");
                    continue;
                };
                let smallest = smallest.min(wanted.max(1));
                prop_assert!(bytes == wanted || (bytes > 0 && bytes % smallest == 0 && bytes < wanted));
                let cost = Cost { kind, bytes };
                let least = bytes <= smallest.max(LEAST) && taken == 0 && kind != Kind::Free;
                prop_assert!(least || admission.p99(cost) <= left + Duration::from_nanos(50));
                prop_assert!(admission.admits(cost) || least);
                admission.spent(cost, Duration::from_micros(spent), Duration::from_micros(spent));
                taken += usize::from(kind != Kind::Free);
            }
        }
    }

    /// Whatever the costs, once they are known: at most the stated share of admitted steps is dearer than estimated,
    /// and steps of a frame overrun its allowance only by as much as one of them was dearer than estimated.
    #[test]
    fn estimates_hold_in_all_but_the_stated_share(
        seed: u64, fixed in between(1e-6, 100e-6), rate in between(0.05e-9, 5e-9), noise in between(0.0, 1.0), spikes in 150usize..1000,
    ) {
        let (mut admission, mut dice) = (Admission::new(Pacing::Measured), Dice::new(seed));
        let (mut steps, mut over) = (0, 0);
        let cost_of = |dice: &mut Dice, bytes: usize| {
            let spike = if dice.below(spikes) == 0 { 1.0 + 10.0 * dice.unit() } else { 1.0 };
            (fixed + rate * bytes as f64) * (1.0 + noise * dice.unit()) * spike
        };
        for frame in 0..60 {
            admission.frame_cost(Duration::from_secs_f64(0.004 + 0.001 * dice.unit()));
            admission.begin(PERIOD);
            let allowance = admission.left().as_secs_f64();
            let (mut spent, mut excess) = (0.0, 0.0);
            for _ in 0..20 {
                let wanted = 4096 << dice.below(7);
                let Some(bytes) = admission.split(Kind::Texture, wanted, 4096) else { break };
                let cost = Cost { kind: Kind::Texture, bytes };
                let estimate = admission.p99(cost).as_secs_f64();
                let time = cost_of(&mut dice, bytes);
                // The one smallest step of a frame is taken whatever is left.
                let forced = (estimate - admission.left().as_secs_f64()).max(0.0);
                prop_assert!(forced < 1e-6 || (spent == 0.0 && bytes <= 4096));
                spent += time;
                excess += (time - estimate).max(0.0) + forced;
                if frame >= 20 {
                    steps += 1;
                    over += usize::from(time > estimate * 1.000_001);
                }
                admission.spent(cost, Duration::from_secs_f64(time), Duration::from_secs_f64(time));
            }
            prop_assert!(spent <= allowance + excess + 1e-6, "{spent} s of {allowance}");
        }
        // One in a hundred, and what chance does to so few samples and to a percentile learnt from them.
        let share = 0.01 * steps as f64;
        prop_assert!((over as f64) <= share + 6.0 * share.sqrt() + 2.0, "{} of {}", over, steps);
    }
}

#[test]
fn one_step_goes_through_even_without_time() {
    let mut admission = Admission::new(Pacing::Measured);
    admission.begin(Duration::ZERO);
    assert!(admission.run(Cost { bytes: usize::MAX >> 8, ..STEP }, || ()));
    assert!(!admission.run(STEP, || ()));
}

#[test]
fn late_frames_load_all_the_same() {
    let mut admission = Admission::new(Pacing::Measured);
    for _ in 0..50 {
        admission.frame_cost(Duration::from_millis(40));
    }
    admission.begin(Duration::from_millis(14));
    let taken = (0..1000).take_while(|_| admission.run(STEP, || ())).count();
    assert!(taken > 10, "{taken} steps that cost next to nothing");
}

#[test]
fn a_virtual_frame_takes_the_same_steps_every_time() {
    let count = || {
        let mut admission = Admission::new(Pacing::Virtual);
        admission.begin(Duration::from_millis(14));
        (0..1000).take_while(|_| admission.run(STEP, || std::thread::sleep(Duration::from_micros(1)))).count()
    };
    let first = count();
    assert!(first > 10 && first < 1000);
    assert_eq!(first, count());
}

#[test]
fn dear_steps_are_learnt() {
    let mut admission = Admission::new(Pacing::Measured);
    for _ in 0..20 {
        admission.begin(Duration::from_millis(14));
        admission.spent(STEP, Duration::from_millis(3), Duration::from_millis(3));
    }
    admission.begin(Duration::from_millis(14));
    let taken = (0..100).take_while(|_| {
        let admitted = admission.admits(STEP);
        admission.spent(STEP, Duration::from_millis(3), Duration::from_millis(3));
        admitted
    });
    let taken = taken.count();
    assert!((1..=4).contains(&taken), "{taken} steps of 3 ms in a frame of 14 ms");
    assert!(admission.split(Kind::Buffer, 64 << 10, 4096).is_none());
}

#[test]
fn the_first_steps_of_a_kind_are_small() {
    let mut admission = Admission::new(Pacing::Measured);
    admission.begin(Duration::from_secs(1));
    let first = admission.split(Kind::Texture, 8 << 20, 1024).unwrap_or_default();
    assert!(first <= 64 << 10, "{first} bytes of unknown cost");
    admission.spent(Cost { kind: Kind::Texture, bytes: first }, Duration::from_micros(20), Duration::from_micros(20));
    assert_eq!(admission.split(Kind::Texture, 8 << 20, 1024), Some(4 * first));
}

/// A frame that leaves less time than any step takes moves a few kilobytes all the same.
#[test]
fn what_splits_into_bytes_does_not_take_minutes() {
    let mut admission = Admission::new(Pacing::Measured);
    let dear = Cost { kind: Kind::Buffer, bytes: 1 };
    (0..600).for_each(|_| admission.spent(dear, PERIOD, PERIOD));
    admission.begin(PERIOD);
    assert!(admission.p99(dear) > admission.left());
    assert_eq!(admission.split(Kind::Buffer, 70_000, 1), Some(4096));
    assert_eq!(admission.split(Kind::Buffer, 70_000, 1500), Some(3000));
    assert_eq!(admission.split(Kind::Buffer, 70_000, 5000), Some(5000));
    assert_eq!(admission.split(Kind::Buffer, 300, 1), Some(300));
}
