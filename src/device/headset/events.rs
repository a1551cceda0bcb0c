//! What the runtime tells us between frames.

use openxr as xr;
use openxr::sys::{PerfSettingsDomainEXT, PerfSettingsSubDomainEXT};

use super::error::{Named as _, XrError};
use super::strain::Strain;

/// An event that we act on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Happening {
    State(xr::sys::Session, xr::SessionState),
    /// The instance will be lost.
    InstanceLossPending,
    /// So many events never arrived.
    Lost(u32),
    Recentred(xr::sys::Session, xr::ReferenceSpaceType),
    Profiles(xr::sys::Session),
    Mask(xr::sys::Session),
    /// The display's refresh rate, in Hz.
    Rate(f32),
    /// A part of the headset is as hard pressed as this from now on.
    Strain(PerfSettingsDomainEXT, PerfSettingsSubDomainEXT, Strain),
}

/// More than any runtime's queue holds; a runtime that never stops talking must not hold the frame.
const MOST: usize = 256;

/// All that has happened since the last call.
pub(super) fn poll(
    instance: &xr::Instance,
    buffer: &mut xr::EventDataBuffer,
    out: &mut Vec<Happening>,
) -> Result<(), XrError> {
    for _ in 0..MOST {
        let Some(event) = instance.poll_event(buffer).named("xrPollEvent")? else { break };
        out.push(match event {
            xr::Event::SessionStateChanged(change) => Happening::State(change.session(), change.state()),
            xr::Event::InstanceLossPending(_) => Happening::InstanceLossPending,
            xr::Event::EventsLost(lost) => Happening::Lost(lost.lost_event_count()),
            xr::Event::ReferenceSpaceChangePending(change) => {
                Happening::Recentred(change.session(), change.reference_space_type())
            }
            xr::Event::InteractionProfileChanged(change) => Happening::Profiles(change.session()),
            xr::Event::VisibilityMaskChangedKHR(change) => Happening::Mask(change.session()),
            xr::Event::DisplayRefreshRateChangedFB(change) => Happening::Rate(change.to_display_refresh_rate()),
            xr::Event::PerfSettingsEXT(change) => {
                Happening::Strain(change.domain(), change.sub_domain(), Strain::of(change.to_level()))
            }
            _ => continue,
        });
    }
    Ok(())
}
