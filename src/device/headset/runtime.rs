//! The OpenXR instance: loading, what is asked of the runtime, and who is there.

use anyhow::{Context, Result, anyhow};
use openxr as xr;
use openxr::sys;

use super::error::{Named as _, XrError};
use super::input::Actions;
use super::manifest;
use super::options::Entry;
use super::platform::{Info, Platform};

/// Why there is no headset to use.
#[derive(Debug, thiserror::Error)]
pub enum NoHeadset {
    #[error("no OpenXR loader on this machine ({0})")]
    NoLoader(String),
    #[error("no OpenXR runtime is active ({0})")]
    NoRuntime(String),
    #[error("the OpenXR runtime does not offer {0}")]
    Lacks(&'static str),
    #[error("{runtime} is there, but its headset is not: connect it or switch it on")]
    Absent { runtime: String },
    #[error("{runtime} has no headset ({why})")]
    Refused { runtime: String, why: String },
    #[error("headsets need OpenXR over Vulkan, which this platform does not have")]
    Platform,
}

/// An instance of the runtime, with the actions bound on it.
pub(super) struct Runtime {
    // Before the instance: the actions hang on it.
    pub actions: Actions,
    pub instance: xr::Instance,
    pub enabled: xr::ExtensionSet,
    /// Whether the instance speaks OpenXR 1.1.
    pub core11: bool,
    /// Name and version, for people.
    pub name: String,
}

/// Finds the functions.
pub(super) fn load(entry: &Entry, platform: &Platform) -> Result<xr::Entry, NoHeadset> {
    match entry {
        Entry::Given(entry) => Ok(entry.clone()),
        // SAFETY: the loader that the system finds under its standard name conforms to the OpenXR specification;
        // nothing else could be asked of it.
        Entry::Loaded => unsafe { xr::Entry::load(&platform.info()?) }.map_err(|err| {
            let cause = std::error::Error::source(&err).map(|cause| cause.to_string());
            NoHeadset::NoLoader(cause.unwrap_or_else(|| err.to_string()))
        }),
    }
}

impl Runtime {
    /// Makes an instance, with all we use of what the runtime offers, and suggests the bindings.
    pub fn connect(entry: &xr::Entry, platform: &Platform) -> Result<Runtime> {
        let (instance, enabled, core11) = make_instance(entry, &platform.info()?)?;
        let name = full_name(&instance)?;
        let actions = Actions::new(&instance, &enabled, core11)?;
        Ok(Runtime { actions, instance, enabled, core11, name })
    }

    /// The headset and its name.
    ///
    /// # Errors
    /// `FORM_FACTOR_UNAVAILABLE` while it is away.
    pub fn system(&self) -> Result<(xr::SystemId, String), XrError> {
        find_system(&self.instance)
    }
}

fn find_system(instance: &xr::Instance) -> Result<(xr::SystemId, String), XrError> {
    let system = instance.system(xr::FormFactor::HEAD_MOUNTED_DISPLAY).named("xrGetSystem")?;
    let properties = instance.system_properties(system).named("xrGetSystemProperties")?;
    Ok((system, properties.system_name))
}

fn full_name(instance: &xr::Instance) -> Result<String, XrError> {
    let properties = instance.properties().named("xrGetInstanceProperties")?;
    Ok(format!("{} {}", properties.runtime_name, properties.runtime_version))
}

/// Of what the runtime offers, what we use.
fn wanted(offered: &xr::ExtensionSet) -> xr::ExtensionSet {
    let mut set = xr::ExtensionSet::default();
    set.khr_vulkan_enable2 = offered.khr_vulkan_enable2;
    set.khr_visibility_mask = offered.khr_visibility_mask;
    set.khr_composition_layer_depth = offered.khr_composition_layer_depth;
    set.fb_display_refresh_rate = offered.fb_display_refresh_rate;
    set.ext_local_floor = offered.ext_local_floor;
    set.fb_touch_controller_pro = offered.fb_touch_controller_pro;
    set.meta_touch_controller_plus = offered.meta_touch_controller_plus;
    set.bd_controller_interaction = offered.bd_controller_interaction;
    set.htc_vive_focus3_controller_interaction = offered.htc_vive_focus3_controller_interaction;
    set.htc_vive_cosmos_controller_interaction = offered.htc_vive_cosmos_controller_interaction;
    set.ext_hp_mixed_reality_controller = offered.ext_hp_mixed_reality_controller;
    set.ext_hand_interaction = offered.ext_hand_interaction;
    set.ext_performance_settings = offered.ext_performance_settings;
    #[cfg(target_os = "android")]
    {
        set.khr_android_create_instance = offered.khr_android_create_instance;
        set.khr_android_thread_settings = offered.khr_android_thread_settings;
    }
    set
}

fn make_instance(entry: &xr::Entry, info: &Info) -> Result<(xr::Instance, xr::ExtensionSet, bool)> {
    let offered = entry.enumerate_extensions().named("xrEnumerateInstanceExtensionProperties")?;
    let enabled = wanted(&offered);
    if !enabled.khr_vulkan_enable2 {
        return Err(anyhow!(NoHeadset::Lacks("XR_KHR_vulkan_enable2")));
    }
    let app = |api_version| xr::ApplicationInfo {
        application_name: "Boothwalk",
        application_version: 1,
        engine_name: "Boothwalk",
        engine_version: 1,
        api_version,
    };
    // 1.1 brings the floor and more controllers; loaders and runtimes of before 2024 know 1.0 only.
    let newest = entry.create_instance(&app(xr::Version::new(1, 1, 0)), &enabled, &[], info);
    let (instance, core11) = match newest {
        Err(sys::Result::ERROR_API_VERSION_UNSUPPORTED) => {
            (entry.create_instance(&app(xr::Version::new(1, 0, 0)), &enabled, &[], info), false)
        }
        other => (other, true),
    };
    let instance = instance.named("xrCreateInstance").context("the OpenXR runtime does not answer")?;
    Ok((instance, enabled, core11))
}

/// Says whether a runtime is there and has a headset now, without opening anything; its name if so. Takes as long as
/// the runtime takes to answer (milliseconds, a service's start at most).
///
/// # Errors
/// Why not, in words for the person who asked for a headset.
pub fn probe(entry: &Entry, platform: &Platform) -> Result<String, NoHeadset> {
    if !cfg!(any(target_os = "linux", target_os = "android", target_os = "windows")) && matches!(entry, Entry::Loaded) {
        return Err(NoHeadset::Platform);
    }
    let loaded = matches!(entry, Entry::Loaded);
    let entry = load(entry, platform)?;
    if loaded && !manifest::active() {
        return Err(NoHeadset::NoRuntime("no active_runtime.json names one".into()));
    }
    let (instance, ..) = make_instance(&entry, &platform.info()?).map_err(|err| match err.downcast::<NoHeadset>() {
        Ok(lacks) => lacks,
        Err(err) => NoHeadset::NoRuntime(format!("{err:#}")),
    })?;
    let runtime = full_name(&instance).map_err(|err| NoHeadset::NoRuntime(err.to_string()))?;
    match find_system(&instance) {
        Ok((_, system)) => Ok(format!("{system} ({runtime})")),
        Err(err) if err.absent() => Err(NoHeadset::Absent { runtime }),
        Err(err) => Err(NoHeadset::Refused { runtime, why: err.to_string() }),
    }
}
