//! What makes being moved bearable.

/// How the edge of sight and the whole picture darken; 0 is clear, 1 is black.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Comfort {
    /// Of the edge of sight, while the world moves by itself.
    pub vignette: f32,
    /// Of the whole picture, for an instant after a jump or a turn.
    pub blink: f32,
}

/// The whole vignette, which leaves the middle of sight free.
const VIGNETTE: f32 = 0.8;
/// How quickly it comes and goes, 1/s: faster than it is noticed, slower than it flickers.
const FOLLOW: f32 = 8.0;
/// Length of a blink, seconds.
const BLINK: f32 = 0.12;

impl Comfort {
    /// One frame: `moved` is how much the world moved by itself, 0 to 1 of full speed; `jumped` starts a blink.
    pub(super) fn update(&mut self, moved: f32, jumped: bool, vignette: bool, dt: f32) {
        let target = if vignette { moved.clamp(0.0, 1.0) * VIGNETTE } else { 0.0 };
        self.vignette += (target - self.vignette) * (1.0 - (-FOLLOW * dt).exp());
        if self.vignette < 1e-3 && target == 0.0 {
            self.vignette = 0.0;
        }
        self.blink = if jumped { 1.0 } else { (self.blink - dt / BLINK).max(0.0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_and_goes() {
        let mut comfort = Comfort::default();
        for _ in 0..72 {
            comfort.update(1.0, false, true, 1.0 / 72.0);
        }
        assert!((comfort.vignette - VIGNETTE).abs() < 0.01);
        comfort.update(0.0, true, true, 1.0 / 72.0);
        assert_eq!(comfort.blink, 1.0);
        for _ in 0..144 {
            comfort.update(0.0, false, true, 1.0 / 72.0);
        }
        assert_eq!(comfort, Comfort::default());
        comfort.update(1.0, false, false, 1.0);
        assert_eq!(comfort.vignette, 0.0);
    }
}
