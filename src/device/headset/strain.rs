//! What the headset is told of our work (`XR_EXT_performance_settings`, and on Android `XR_KHR_android_thread_settings`),
//! and how hard pressed it says to be.

use openxr as xr;
use openxr::sys;
use openxr::sys::{
    PerfSettingsDomainEXT as Domain, PerfSettingsNotificationLevelEXT as Level, PerfSettingsSubDomainEXT as Part,
};

use super::error::{Named as _, XrError};

/// How hard pressed a headset is: by heat, or by frames that came late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Strain {
    #[default]
    None,
    /// Soon it will slow down.
    Warned,
    /// It has slowed down.
    Impaired,
}

impl Strain {
    pub(super) fn of(level: Level) -> Strain {
        match level {
            Level::IMPAIRED => Strain::Impaired,
            Level::WARNING => Strain::Warned,
            _ => Strain::None,
        }
    }
}

/// What each part of the headset last said, and what the system says of its battery. Parts come and go apart from each other.
#[derive(Debug, Default)]
pub(super) struct Strains {
    parts: Vec<(Domain, Part, Strain)>,
    battery: Strain,
}

impl Strains {
    /// Takes in a notification; the strain of all, when it changed.
    pub fn note(&mut self, domain: Domain, part: Part, strain: Strain) -> Option<Strain> {
        let before = self.most();
        self.parts.retain(|(d, p, _)| (*d, *p) != (domain, part));
        if strain != Strain::None {
            self.parts.push((domain, part, strain));
        }
        let now = self.most();
        (now != before).then_some(now)
    }

    /// The same of the battery.
    pub fn charge(&mut self, strain: Strain) -> Option<Strain> {
        let before = self.most();
        self.battery = strain;
        let now = self.most();
        (now != before).then_some(now)
    }

    /// Forgets what a runtime said that is gone; the battery is the same.
    pub fn forget(&mut self) {
        self.parts.clear();
    }

    /// The hardest.
    pub fn most(&self) -> Strain {
        self.parts.iter().map(|(.., strain)| *strain).fold(self.battery, Strain::max)
    }
}

/// Says that this thread draws, and that what it draws is rich but has to be kept up for an hour: more than that makes a
/// headset hot, and then slow.
pub(super) fn declare(session: &xr::Session<xr::Vulkan>) -> Result<(), XrError> {
    #[cfg(target_os = "android")]
    declare_thread(session)?;
    let Some(settings) = &session.instance().exts().ext_performance_settings else { return Ok(()) };
    for domain in [Domain::CPU, Domain::GPU] {
        // SAFETY: a function of this instance with a live session of it, and values of the specification.
        let answer = unsafe {
            (settings.perf_settings_set_performance_level)(
                session.as_raw(),
                domain,
                sys::PerfSettingsLevelEXT::SUSTAINED_HIGH,
            )
        };
        check(answer).named("xrPerfSettingsSetPerformanceLevelEXT")?;
    }
    Ok(())
}

/// The thread that calls this waits for frames, records them and submits them.
#[cfg(target_os = "android")]
fn declare_thread(session: &xr::Session<xr::Vulkan>) -> Result<(), XrError> {
    let Some(settings) = &session.instance().exts().khr_android_thread_settings else { return Ok(()) };
    // SAFETY: it has no preconditions.
    let thread = unsafe { libc::gettid() };
    let kind = sys::AndroidThreadTypeKHR::RENDERER_MAIN;
    // SAFETY: a function of this instance with a live session of it, and a thread of this process.
    let answer = unsafe { (settings.set_android_application_thread)(session.as_raw(), kind, thread.cast_unsigned()) };
    check(answer).named("xrSetAndroidApplicationThreadKHR")
}

fn check(answer: sys::Result) -> xr::Result<()> {
    if answer.into_raw() >= 0 { Ok(()) } else { Err(answer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hardest_pressed_part_counts() {
        let mut strains = Strains::default();
        let warned = Strain::of(Level::WARNING);
        assert_eq!(strains.note(Domain::GPU, Part::RENDERING, warned), Some(Strain::Warned));
        assert_eq!(strains.note(Domain::GPU, Part::RENDERING, warned), None);
        assert_eq!(strains.note(Domain::CPU, Part::THERMAL, Strain::of(Level::IMPAIRED)), Some(Strain::Impaired));
        assert_eq!(strains.note(Domain::GPU, Part::RENDERING, Strain::of(Level::NORMAL)), None);
        assert_eq!(strains.note(Domain::CPU, Part::THERMAL, Strain::of(Level::NORMAL)), Some(Strain::None));
        assert_eq!(strains.charge(Strain::Warned), Some(Strain::Warned));
        assert_eq!(strains.note(Domain::CPU, Part::THERMAL, Strain::of(Level::WARNING)), None);
        assert_eq!(strains.charge(Strain::None), None, "it is still warm");
        strains.charge(Strain::Impaired);
        strains.forget();
        assert_eq!((strains.most(), strains.charge(Strain::None)), (Strain::Impaired, Some(Strain::None)));
    }
}
