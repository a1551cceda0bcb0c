//! An OpenXR runtime within the test process: no loader, service, GPU or sleep. It keeps the specification's state
//! machine, plays what a test scripts, and writes down every call that a strict runtime could object to.
//!
//! Everything lives in the thread that uses it, so tests run side by side. Time is simulated: frames and the clock's
//! sleeps move it.

pub mod calls;
mod frames;
mod input;
pub mod profiles;
pub mod rig;
mod script;
mod sessions;
pub mod world;

use std::ffi::{CStr, c_char};
use std::mem::transmute;
use std::time::Duration;

use boothwalk::device::headset::{Clock, Entry, HeadsetOptions, QuadSize};
use boothwalk::render::Backend;
use openxr::sys::{self, pfn};

pub use world::{Goal, Script, World, world};

/// A fresh runtime for this thread.
pub fn install(script: Script) {
    world(|w| *w = World::new(script));
}

/// Options for a headset on this thread's runtime.
pub fn options() -> HeadsetOptions {
    // SAFETY: the functions below answer as the specification says, or the tests find out.
    let entry = unsafe { openxr::Entry::from_get_instance_proc_addr(get_proc, &()) }.expect("the fake's functions");
    HeadsetOptions {
        entry: Entry::Given(entry),
        backend: Backend::Noop,
        clock: std::sync::Arc::new(Simulated),
        ..HeadsetOptions::default()
    }
}

/// A small image for a quad layer.
pub const QUAD: QuadSize = QuadSize { width: 32, height: 16, levels: 2 };

/// The simulated clock.
pub struct Simulated;

impl Clock for Simulated {
    fn now(&self) -> Duration {
        world(|w| Duration::from_nanos(w.now as u64))
    }

    fn sleep(&self, pause: Duration) {
        world(|w| {
            if pause.is_zero() || pause > Duration::from_millis(50) {
                w.violations.push(format!("slept {pause:?}"));
            }
            w.now += pause.as_nanos() as i64;
            w.slept += 1;
        });
    }
}

macro_rules! table {
    ($name:expr; $($text:literal => $function:path as $ty:ty),* $(,)?) => {
        match $name {
            // SAFETY: a function of exactly the named type; the caller turns it back before calling.
            $($text => Some(unsafe { transmute::<$ty, pfn::VoidFunction>($function) }),)*
            _ => None,
        }
    };
}

fn core(name: &str) -> Option<pfn::VoidFunction> {
    table!(name;
        "xrGetInstanceProcAddr" => get_proc as pfn::GetInstanceProcAddr,
        "xrEnumerateInstanceExtensionProperties" => calls::extensions as pfn::EnumerateInstanceExtensionProperties,
        "xrCreateInstance" => calls::create_instance as pfn::CreateInstance,
        "xrDestroyInstance" => calls::destroy_instance as pfn::DestroyInstance,
        "xrGetInstanceProperties" => calls::instance_properties as pfn::GetInstanceProperties,
        "xrPollEvent" => calls::poll_event as pfn::PollEvent,
        "xrGetSystem" => calls::get_system as pfn::GetSystem,
        "xrGetSystemProperties" => calls::system_properties as pfn::GetSystemProperties,
        "xrEnumerateEnvironmentBlendModes" => calls::blend_modes as pfn::EnumerateEnvironmentBlendModes,
        "xrEnumerateViewConfigurationViews" => calls::config_views as pfn::EnumerateViewConfigurationViews,
        "xrStringToPath" => calls::string_to_path as pfn::StringToPath,
        "xrPathToString" => calls::path_to_string as pfn::PathToString,
        "xrCreateSession" => sessions::create_session as pfn::CreateSession,
        "xrDestroySession" => sessions::destroy_session as pfn::DestroySession,
        "xrBeginSession" => sessions::begin_session as pfn::BeginSession,
        "xrEndSession" => sessions::end_session as pfn::EndSession,
        "xrRequestExitSession" => sessions::request_exit as pfn::RequestExitSession,
        "xrEnumerateReferenceSpaces" => sessions::reference_spaces as pfn::EnumerateReferenceSpaces,
        "xrCreateReferenceSpace" => sessions::create_reference_space as pfn::CreateReferenceSpace,
        "xrCreateActionSpace" => sessions::create_action_space as pfn::CreateActionSpace,
        "xrDestroySpace" => sessions::destroy_space as pfn::DestroySpace,
        "xrLocateSpace" => sessions::locate_space as pfn::LocateSpace,
        "xrLocateViews" => frames::locate_views as pfn::LocateViews,
        "xrEnumerateSwapchainFormats" => frames::formats as pfn::EnumerateSwapchainFormats,
        "xrCreateSwapchain" => frames::create_swapchain as pfn::CreateSwapchain,
        "xrDestroySwapchain" => frames::destroy_swapchain as pfn::DestroySwapchain,
        "xrEnumerateSwapchainImages" => frames::images as pfn::EnumerateSwapchainImages,
        "xrAcquireSwapchainImage" => frames::acquire as pfn::AcquireSwapchainImage,
        "xrWaitSwapchainImage" => frames::wait_image as pfn::WaitSwapchainImage,
        "xrReleaseSwapchainImage" => frames::release as pfn::ReleaseSwapchainImage,
        "xrWaitFrame" => frames::wait_frame as pfn::WaitFrame,
        "xrBeginFrame" => frames::begin_frame as pfn::BeginFrame,
        "xrEndFrame" => frames::end_frame as pfn::EndFrame,
        "xrCreateActionSet" => input::create_set as pfn::CreateActionSet,
        "xrDestroyActionSet" => input::destroy_set as pfn::DestroyActionSet,
        "xrCreateAction" => input::create_action as pfn::CreateAction,
        "xrDestroyAction" => input::destroy_action as pfn::DestroyAction,
        "xrSuggestInteractionProfileBindings" => input::suggest as pfn::SuggestInteractionProfileBindings,
        "xrAttachSessionActionSets" => input::attach as pfn::AttachSessionActionSets,
        "xrGetCurrentInteractionProfile" => input::current_profile as pfn::GetCurrentInteractionProfile,
        "xrSyncActions" => input::sync as pfn::SyncActions,
        "xrGetActionStateBoolean" => input::state_bool as pfn::GetActionStateBoolean,
        "xrGetActionStateFloat" => input::state_float as pfn::GetActionStateFloat,
        "xrGetActionStateVector2f" => input::state_vector as pfn::GetActionStateVector2f,
        "xrApplyHapticFeedback" => input::haptic as pfn::ApplyHapticFeedback,
        // Loaded with the others, and never called.
        "xrEnumerateApiLayerProperties" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrResultToString" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrStructureTypeToString" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrEnumerateViewConfigurations" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrGetViewConfigurationProperties" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrGetReferenceSpaceBoundsRect" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrStopHapticFeedback" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrGetActionStatePose" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrEnumerateBoundSourcesForAction" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrGetInputSourceLocalizedName" => not_used as unsafe extern "system" fn() -> sys::Result,
    )
}

fn extension(name: &str) -> Option<(&'static str, pfn::VoidFunction)> {
    let vulkan = table!(name;
        "xrGetVulkanGraphicsRequirements2KHR" => calls::requirements as pfn::GetVulkanGraphicsRequirements2KHR,
        "xrCreateVulkanInstanceKHR" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrCreateVulkanDeviceKHR" => not_used as unsafe extern "system" fn() -> sys::Result,
        "xrGetVulkanGraphicsDevice2KHR" => not_used as unsafe extern "system" fn() -> sys::Result,
    );
    let mask = table!(name; "xrGetVisibilityMaskKHR" => sessions::mask as pfn::GetVisibilityMaskKHR);
    let rate = table!(name;
        "xrEnumerateDisplayRefreshRatesFB" => sessions::rates as pfn::EnumerateDisplayRefreshRatesFB,
        "xrGetDisplayRefreshRateFB" => sessions::rate as pfn::GetDisplayRefreshRateFB,
        "xrRequestDisplayRefreshRateFB" => sessions::request_rate as pfn::RequestDisplayRefreshRateFB,
    );
    let speed = table!(name;
        "xrPerfSettingsSetPerformanceLevelEXT" => sessions::speed as pfn::PerfSettingsSetPerformanceLevelEXT,
    );
    let named = |name, function: Option<_>| function.map(|function| (name, function));
    named("XR_KHR_vulkan_enable2", vulkan)
        .or(named("XR_KHR_visibility_mask", mask))
        .or(named("XR_FB_display_refresh_rate", rate))
        .or(named("XR_EXT_performance_settings", speed))
}

unsafe extern "system" fn get_proc(
    instance: sys::Instance,
    name: *const c_char,
    out: *mut Option<pfn::VoidFunction>,
) -> sys::Result {
    // SAFETY: a terminated string, as the specification demands of callers.
    let name = unsafe { CStr::from_ptr(name) }.to_str().unwrap_or("");
    let found = core(name).or_else(|| {
        let (needs, function) = extension(name)?;
        world(|w| w.enabled(instance, needs)).then_some(function)
    });
    // SAFETY: the caller's variable.
    unsafe { *out = found };
    if found.is_some() { sys::Result::SUCCESS } else { sys::Result::ERROR_FUNCTION_UNSUPPORTED }
}

unsafe extern "system" fn not_used() -> sys::Result {
    world(|w| w.violations.push("a function that the fake does not have was called".into()));
    sys::Result::ERROR_FUNCTION_UNSUPPORTED
}
