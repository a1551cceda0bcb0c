//! Damaged films: each is decoded, or said to be broken, in bounded time and memory.

use boothwalk::media::video::{VideoError, video};

use super::{file, whole};

/// What became of many damaged copies: good, broken, and those on which the decoder itself failed.
#[derive(Debug, Default)]
struct Fates {
    good: usize,
    broken: usize,
    failed: usize,
}

fn judge(name: &str, bytes: Vec<u8>, fates: &mut Fates) {
    match video(name, whole(bytes)) {
        Ok(_) => fates.good += 1,
        Err(VideoError::Broken { why, .. }) if why.contains("decoder fails") => fates.failed += 1,
        Err(_) => fates.broken += 1,
    }
}

/// Numbers that look random.
fn dice(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

fn many() -> usize {
    std::env::var("BOOTHWALK_DAMAGE").ok().and_then(|many| many.parse().ok()).unwrap_or(600)
}

#[test]
fn flipped_bits_harm_nobody() {
    let (mut seed, mut fates) = (7, Fates::default());
    for name in ["full601.webm", "pattern.webm"] {
        let good = file(name);
        for round in 0..many() {
            let mut bytes = good.to_vec();
            for _ in 0..=dice(&mut seed) % 3 {
                let at = dice(&mut seed) % bytes.len();
                bytes[at] ^= 1 << (dice(&mut seed) % 8);
            }
            if round % 5 == 0 {
                // A few bytes of something else.
                let (at, other) = (dice(&mut seed) % bytes.len(), dice(&mut seed) as u8);
                bytes.iter_mut().skip(at).take(8).for_each(|byte| *byte = other);
            }
            judge(name, bytes, &mut fates);
        }
    }
    println!("{fates:?}");
    assert!(fates.broken > many() / 4, "{fates:?}");
    assert!(fates.failed <= many() / 50, "a decoder that fails leaves a thread behind: {fates:?}");
}

#[test]
fn cut_films_harm_nobody() {
    let mut fates = Fates::default();
    let good = file("full601.webm");
    for length in (0..good.len()).step_by(7) {
        judge("cut", good[..length].to_vec(), &mut fates);
        // Something in the middle is missing.
        let mut bytes = good.to_vec();
        bytes.drain(length..(length + 13).min(good.len()));
        judge("torn", bytes, &mut fates);
    }
    println!("{fates:?}");
    assert!(fates.broken > 300, "{fates:?}");
}
