//! Display refresh rates (`XR_FB_display_refresh_rate`).

use std::time::Duration;

use openxr as xr;

use super::error::{Named as _, XrError};
use super::strain::Strain;

/// The highest of `rates` (in Hz) whose period holds `cost`, else the lowest; the next lower one for a headset that warns, and
/// the lowest for one that has slowed down: fewer pictures make less heat. `None` where there is none.
pub(super) fn pick(rates: &[f32], cost: Duration, strain: Strain) -> Option<f32> {
    let mut rates: Vec<f32> = rates.iter().copied().filter(|rate| rate.is_finite() && *rate > 0.0).collect();
    rates.sort_by(f32::total_cmp);
    let held = rates.iter().rposition(|rate| cost.as_secs_f64() * f64::from(*rate) <= 1.0).unwrap_or(0);
    let place = match strain {
        Strain::None => held,
        Strain::Warned => held.saturating_sub(1),
        Strain::Impaired => 0,
    };
    rates.get(place).copied()
}

/// Asks for the rate that [`pick`] says; the rate now, in Hz, where the runtime says it. A refused request is
/// no failure: the display keeps its rate.
pub(super) fn request(
    session: &xr::Session<xr::Vulkan>,
    cost: Duration,
    strain: Strain,
) -> Result<Option<f32>, XrError> {
    if session.instance().exts().fb_display_refresh_rate.is_none() {
        return Ok(None);
    }
    let rates = session.enumerate_display_refresh_rates().named("xrEnumerateDisplayRefreshRatesFB")?;
    let now = session.get_display_refresh_rate().named("xrGetDisplayRefreshRateFB")?;
    if let Some(best) = pick(&rates, cost, strain)
        && (best - now).abs() > 0.1
    {
        session.request_display_refresh_rate(best).named("xrRequestDisplayRefreshRateFB")?;
        log::debug!("asked for {best} Hz (now {now} Hz; offered {rates:?})");
    }
    Ok(Some(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_highest_that_the_frame_holds() {
        let rates = [72.0, 120.0, 90.0, f32::NAN];
        let cool = |millis| pick(&rates, Duration::from_millis(millis), Strain::None);
        assert_eq!((cool(0), cool(9), cool(12), cool(50)), (Some(120.0), Some(90.0), Some(72.0), Some(72.0)));
        assert_eq!(pick(&[], Duration::ZERO, Strain::None), None);
    }

    #[test]
    fn heat_takes_a_lower_rate() {
        let rates = [72.0, 120.0, 90.0];
        let hot = |millis, strain| pick(&rates, Duration::from_millis(millis), strain);
        assert_eq!((hot(0, Strain::Warned), hot(0, Strain::Impaired)), (Some(90.0), Some(72.0)));
        assert_eq!((hot(9, Strain::Warned), hot(50, Strain::Warned)), (Some(72.0), Some(72.0)));
        assert_eq!(pick(&[], Duration::ZERO, Strain::Warned), None);
    }
}
