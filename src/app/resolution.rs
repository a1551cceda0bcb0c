//! How many of its pixels a frame draws: all of them, or fewer where the GPU would be late.
//!
//! The picture's side is a share of the full one, in steps. It falls as far as it must as soon as a few frames are late or
//! nearly so, and rises a step once frames have been so quick for seconds that the larger picture will not be late either:
//! the GPU's time grows at most as the number of pixels does. So under a load that stays it comes to rest. A step up that
//! proved wrong all the same (the load had grown meanwhile) is tried later each time.

use std::time::Duration;

/// Shares of the full side.
const STEPS: [f32; 7] = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0];
const FULL: usize = STEPS.len() - 1;
/// Shares of the period: beyond the first a frame is nearly late; the second is aimed at; what a larger picture would
/// take must be below the third.
const LATE: f64 = 0.9;
const AIM: f64 = 0.8;
const ROOM: f64 = 0.75;
/// Frames nearly late, one after another, that are no chance.
const FEW: u32 = 3;
/// The first time for which frames must be quick before the picture grows, and the longest.
const PATIENCE: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(64);

/// Watches the frames of a device.
#[derive(Debug)]
pub struct Resolution {
    step: usize,
    late: u32,
    /// Since when all frames were quick, on the visit's clock.
    quick_since: Option<Duration>,
    patience: Duration,
    /// When the last step up was.
    rose: Option<Duration>,
}

impl Default for Resolution {
    fn default() -> Self {
        Resolution { step: FULL, late: 0, quick_since: None, patience: PATIENCE, rose: None }
    }
}

impl Resolution {
    /// The share of the full side that frames draw now: 0.7 to 1.
    pub fn share(&self) -> f32 {
        STEPS[self.step]
    }

    /// So many pixels of a view of `size`.
    pub fn part(&self, (width, height): (u32, u32)) -> (u32, u32) {
        let side = |full: u32| ((full as f32 * self.share()).round() as u32).clamp(1, full.max(1));
        (side(width), side(height))
    }

    /// A frame took the GPU so long at a period of `period`; `time` is on the visit's clock. Frames drawn at another share
    /// than the present one tell nothing: leave them out.
    pub fn frame(&mut self, time: Duration, period: Duration, gpu: Duration) {
        let share = gpu.as_secs_f64() / period.as_secs_f64().max(1e-6);
        self.late = if share > LATE { self.late + 1 } else { 0 };
        if self.late >= FEW {
            return self.fall(time, share);
        }
        let next = STEPS.get(self.step + 1).copied();
        let grown = next.map_or(1.0, |next| f64::from(next / self.share()).powi(2));
        if next.is_none() || share * grown > ROOM {
            self.quick_since = None;
            return;
        }
        let since = *self.quick_since.get_or_insert(time);
        if time.saturating_sub(since) >= self.patience {
            self.step += 1;
            (self.quick_since, self.rose) = (None, Some(time));
        }
    }

    fn fall(&mut self, time: Duration, share: f64) {
        (self.late, self.quick_since) = (0, None);
        if self.rose.take().is_some_and(|rose| time.saturating_sub(rose) < self.patience * 2) {
            self.patience = (self.patience * 2).min(LONGEST);
        }
        // The largest that fits, and at least a step.
        let fits = |step: usize| share * f64::from(STEPS[step] / self.share()).powi(2) <= AIM;
        self.step = (0..self.step).rev().find(|step| fits(*step)).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: f64 = 1.0 / 72.0;

    /// Walks through seconds of frames with a cost of a whole picture at each time, in periods, of which `fixed` does not
    /// depend on its size; times are known two frames late. The shares that were drawn.
    fn walk(seconds: f64, hertz: impl Fn(f64) -> f64, cost: impl Fn(f64) -> (f64, f64)) -> Vec<f32> {
        let mut resolution = Resolution::default();
        let (mut time, mut shares) = (0.0, Vec::new());
        let mut under_way = std::collections::VecDeque::new();
        while time < seconds {
            let share = resolution.share();
            shares.push(share);
            let (fixed, whole) = cost(time);
            under_way.push_back((share, fixed + whole * f64::from(share).powi(2)));
            if under_way.len() > 2
                && let Some((drawn, gpu)) = under_way.pop_front()
                && drawn == resolution.share()
            {
                let [now, period, gpu] = [time, 1.0 / hertz(time), gpu * PERIOD].map(Duration::from_secs_f64);
                resolution.frame(now, period, gpu);
            }
            time += 1.0 / hertz(time);
        }
        shares
    }

    fn changes(shares: &[f32]) -> usize {
        shares.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    #[test]
    fn a_light_load_is_drawn_in_full_and_one_late_frame_changes_nothing() {
        let shares = walk(30.0, |_| 72.0, |time| (0.1, if (5.0..5.01).contains(&time) { 3.0 } else { 0.6 }));
        assert!(shares.iter().all(|share| *share == 1.0));
    }

    #[test]
    fn any_load_that_stays_comes_to_rest() {
        for fixed in [0.0, 0.1, 0.3] {
            for tenth in 5..25 {
                let whole = f64::from(tenth) * 0.1;
                // With a little noise, which is the same in every run.
                let cost = |time: f64| (fixed, whole * (1.0 + 0.03 * (time * 977.0).sin()));
                let shares = walk(60.0, |_| 72.0, cost);
                let settled = &shares[shares.len() / 4..];
                assert!(changes(settled) == 0, "{fixed} {whole}: {} changes", changes(settled));
                let share = *settled.last().unwrap();
                let late = fixed + whole * f64::from(share).powi(2) > 1.0;
                assert!(!late || share == STEPS[0], "{fixed} {whole}: late at {share}");
                assert!(shares.iter().all(|share| (0.7..=1.0).contains(share)));
            }
        }
    }

    #[test]
    fn it_falls_within_a_few_frames_and_is_at_rest_at_full_size() {
        // A crowd comes into sight and goes again.
        let shares = walk(60.0, |_| 72.0, |time| (0.1, if (10.0..20.0).contains(&time) { 1.2 } else { 0.5 }));
        let at = |seconds: f64| shares[(seconds * 72.0) as usize];
        assert_eq!((at(9.9), at(59.0)), (1.0, 1.0));
        assert!(at(10.15) < 0.85, "{}", at(10.15));
        let after = shares[(20.0 * 72.0) as usize..].iter().position(|share| *share == 1.0).unwrap();
        assert!(after as f64 / 72.0 < 20.0);
    }

    #[test]
    fn a_load_that_pulses_is_followed_less_and_less() {
        // Four seconds of much and four of little, for ten minutes: it would rise in each pause.
        let pulses = |time: f64| (0.1, if time % 8.0 < 4.0 { 1.1 } else { 0.3 });
        let shares = walk(600.0, |_| 72.0, pulses);
        let (early, late) = (&shares[..120 * 72], &shares[480 * 72..]);
        assert!(changes(late) * 3 < changes(early).max(3), "{} then {}", changes(early), changes(late));
    }

    #[test]
    fn a_higher_refresh_rate_has_less_time() {
        let shares = walk(40.0, |time| if time < 10.0 { 72.0 } else { 120.0 }, |_| (0.05, 0.65));
        assert_eq!(shares[9 * 72], 1.0);
        let last = *shares.last().unwrap();
        assert!((0.7..1.0).contains(&last), "{last}");
        assert!(changes(&shares) <= 2);
    }
}
