//! Display refresh rates (`XR_FB_display_refresh_rate`).

use std::time::Duration;

use openxr as xr;

use super::error::{Named as _, XrError};

/// The highest of `rates` (in Hz) whose period holds `cost`, else the lowest; `None` where there is none.
pub(super) fn pick(rates: &[f32], cost: Duration) -> Option<f32> {
    let sound = || rates.iter().copied().filter(|rate| rate.is_finite() && *rate > 0.0);
    sound()
        .filter(|rate| cost.as_secs_f64() * f64::from(*rate) <= 1.0)
        .max_by(f32::total_cmp)
        .or_else(|| sound().min_by(f32::total_cmp))
}

/// Asks for the highest rate that holds `cost`; the rate now, in Hz, where the runtime says it. A refused request is
/// no failure: the display keeps its rate.
pub(super) fn request(session: &xr::Session<xr::Vulkan>, cost: Duration) -> Result<Option<f32>, XrError> {
    if session.instance().exts().fb_display_refresh_rate.is_none() {
        return Ok(None);
    }
    let rates = session.enumerate_display_refresh_rates().named("xrEnumerateDisplayRefreshRatesFB")?;
    let now = session.get_display_refresh_rate().named("xrGetDisplayRefreshRateFB")?;
    if let Some(best) = pick(&rates, cost)
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
        assert_eq!(pick(&rates, Duration::ZERO), Some(120.0));
        assert_eq!(pick(&rates, Duration::from_millis(9)), Some(90.0));
        assert_eq!(pick(&rates, Duration::from_millis(12)), Some(72.0));
        assert_eq!(pick(&rates, Duration::from_millis(50)), Some(72.0));
        assert_eq!(pick(&[], Duration::ZERO), None);
    }
}
