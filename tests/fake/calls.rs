//! Instance, system, events, paths.

use std::ffi::{CStr, c_char};
use std::ptr::{addr_of_mut, write};

use openxr::sys::{self, Handle as _, Result as Code};

use super::world::{Event, Object, enter, world};

/// The two-call idiom: says how many there are, and writes them where there is room.
pub unsafe fn list<T: Copy>(items: &[T], capacity: u32, count: *mut u32, out: *mut T) -> Result<Code, Code> {
    // SAFETY: the caller's variables; `out` has room for `capacity` items.
    unsafe {
        *count = items.len() as u32;
        if capacity == 0 {
            return Ok(Code::SUCCESS);
        }
        if (capacity as usize) < items.len() {
            return Err(Code::ERROR_SIZE_INSUFFICIENT);
        }
        for (i, item) in items.iter().enumerate() {
            write(out.add(i), *item);
        }
    }
    Ok(Code::SUCCESS)
}

fn put<const N: usize>(text: &str) -> [c_char; N] {
    let mut out = [0; N];
    for (to, from) in out[..N - 1].iter_mut().zip(text.bytes()) {
        *to = from as c_char;
    }
    out
}

pub unsafe extern "system" fn extensions(
    _: *const c_char,
    capacity: u32,
    count: *mut u32,
    out: *mut sys::ExtensionProperties,
) -> Code {
    enter("xrEnumerateInstanceExtensionProperties", |w| {
        w.fault()?;
        let all: Vec<_> = (w.script.extensions.iter())
            .map(|name| sys::ExtensionProperties {
                ty: sys::ExtensionProperties::TYPE,
                next: std::ptr::null_mut(),
                extension_name: put(name),
                extension_version: 1,
            })
            .collect();
        // SAFETY: as the specification demands of callers.
        unsafe { list(&all, capacity, count, out) }
    })
}

pub unsafe extern "system" fn create_instance(info: *const sys::InstanceCreateInfo, out: *mut sys::Instance) -> Code {
    enter("xrCreateInstance", |w| {
        // SAFETY: a valid structure and all it points to, as the specification demands of callers.
        let (names, version) = unsafe {
            let info = &*info;
            let names: std::collections::HashSet<String> = (0..info.enabled_extension_count as usize)
                .map(|i| CStr::from_ptr(*info.enabled_extension_names.add(i)).to_string_lossy().into_owned())
                .collect();
            (names, info.application_info.api_version)
        };
        if w.unreachable {
            return Err(Code::ERROR_RUNTIME_FAILURE);
        }
        w.fault()?;
        if version.minor() >= 1 && !w.script.core11 {
            return Err(Code::ERROR_API_VERSION_UNSUPPORTED);
        }
        if let Some(name) = names.iter().find(|name| !w.script.extensions.contains(&name.as_str())) {
            w.violate(format!("{name} is not offered"));
            return Err(Code::ERROR_EXTENSION_NOT_PRESENT);
        }
        if w.objects.values().any(|object| matches!(object, Object::Instance { .. })) {
            w.violate("a second instance");
            return Err(Code::ERROR_LIMIT_REACHED);
        }
        w.forget_events();
        w.suggested.clear();
        w.bindings.clear();
        w.instances_made += 1;
        let core11 = version.minor() >= 1;
        let handle = w.add(Object::Instance { extensions: names, core11, lost: false, required: false });
        // SAFETY: the caller's variable.
        unsafe { *out = sys::Instance::from_raw(handle) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn destroy_instance(instance: sys::Instance) -> Code {
    enter("xrDestroyInstance", |w| Ok(w.remove(instance.into_raw(), |o| matches!(o, Object::Instance { .. }))))
}

pub unsafe extern "system" fn instance_properties(instance: sys::Instance, out: *mut sys::InstanceProperties) -> Code {
    enter("xrGetInstanceProperties", |w| {
        w.instance(instance.into_raw())?;
        // SAFETY: the caller's structure.
        unsafe {
            (*out).runtime_version = sys::Version::new(1, 2, 3);
            (*out).runtime_name = put("Fake");
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn get_system(
    instance: sys::Instance,
    _: *const sys::SystemGetInfo,
    out: *mut sys::SystemId,
) -> Code {
    enter("xrGetSystem", |w| {
        w.instance(instance.into_raw())?;
        if w.absent {
            return Err(Code::ERROR_FORM_FACTOR_UNAVAILABLE);
        }
        // SAFETY: the caller's variable.
        unsafe { *out = sys::SystemId::from_raw(w.system) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn system_properties(
    instance: sys::Instance,
    system: sys::SystemId,
    out: *mut sys::SystemProperties,
) -> Code {
    enter("xrGetSystemProperties", |w| {
        w.instance(instance.into_raw())?;
        if system.into_raw() != w.system {
            w.violate("another system");
        }
        // SAFETY: the caller's structure.
        unsafe { (*out).system_name = put("Fake headset") };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn requirements(
    instance: sys::Instance,
    _: sys::SystemId,
    out: *mut sys::GraphicsRequirementsVulkanKHR,
) -> Code {
    enter("xrGetVulkanGraphicsRequirements2KHR", |w| {
        w.instance(instance.into_raw())?;
        if let Some(Object::Instance { required, .. }) = w.objects.get_mut(&instance.into_raw()) {
            *required = true;
        }
        // SAFETY: the caller's structure.
        unsafe {
            (*out).min_api_version_supported = sys::Version::new(1, 0, 0);
            (*out).max_api_version_supported = sys::Version::new(1, 3, 0);
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn blend_modes(
    instance: sys::Instance,
    _: sys::SystemId,
    _: sys::ViewConfigurationType,
    capacity: u32,
    count: *mut u32,
    out: *mut sys::EnvironmentBlendMode,
) -> Code {
    enter("xrEnumerateEnvironmentBlendModes", |w| {
        w.instance(instance.into_raw())?;
        // SAFETY: as the specification demands of callers.
        unsafe { list(&[sys::EnvironmentBlendMode::ADDITIVE, sys::EnvironmentBlendMode::OPAQUE], capacity, count, out) }
    })
}

pub unsafe extern "system" fn config_views(
    instance: sys::Instance,
    _: sys::SystemId,
    _: sys::ViewConfigurationType,
    capacity: u32,
    count: *mut u32,
    out: *mut sys::ViewConfigurationView,
) -> Code {
    enter("xrEnumerateViewConfigurationViews", |w| {
        w.instance(instance.into_raw())?;
        let (width, height) = w.script.size;
        let view = sys::ViewConfigurationView {
            ty: sys::ViewConfigurationView::TYPE,
            next: std::ptr::null_mut(),
            recommended_image_rect_width: width,
            max_image_rect_width: width * 2,
            recommended_image_rect_height: height,
            max_image_rect_height: height * 2,
            recommended_swapchain_sample_count: 1,
            max_swapchain_sample_count: 4,
        };
        // SAFETY: as the specification demands of callers.
        unsafe { list(&[view, view], capacity, count, out) }
    })
}

pub unsafe extern "system" fn string_to_path(
    instance: sys::Instance,
    text: *const c_char,
    out: *mut sys::Path,
) -> Code {
    enter("xrStringToPath", |w| {
        w.instance(instance.into_raw())?;
        // SAFETY: a terminated string, as the specification demands of callers.
        let text = unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned();
        let index = w.paths.iter().position(|known| *known == text).unwrap_or_else(|| {
            w.paths.push(text);
            w.paths.len() - 1
        });
        // SAFETY: the caller's variable.
        unsafe { *out = sys::Path::from_raw(index as u64) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn path_to_string(
    instance: sys::Instance,
    path: sys::Path,
    capacity: u32,
    count: *mut u32,
    out: *mut c_char,
) -> Code {
    enter("xrPathToString", |w| {
        w.instance(instance.into_raw())?;
        let Some(text) = w.paths.get(path.into_raw() as usize).filter(|text| !text.is_empty()) else {
            w.violate("no such path");
            return Err(Code::ERROR_PATH_INVALID);
        };
        let text: Vec<c_char> = text.bytes().chain([0]).map(|byte| byte as c_char).collect();
        // SAFETY: as the specification demands of callers.
        unsafe { list(&text, capacity, count, out) }
    })
}

pub unsafe extern "system" fn poll_event(instance: sys::Instance, out: *mut sys::EventDataBuffer) -> Code {
    enter("xrPollEvent", |w| {
        w.instance(instance.into_raw())?;
        let Some(event) = w.next_event() else { return Ok(Code::EVENT_UNAVAILABLE) };
        let time = sys::Time::from_nanos(w.now);
        let next = std::ptr::null();
        let session = sys::Session::from_raw;
        // SAFETY: the caller's buffer, which is larger than every event and aligned for all of them.
        unsafe {
            match event {
                Event::State(s, state) => write(
                    out.cast(),
                    sys::EventDataSessionStateChanged {
                        ty: sys::EventDataSessionStateChanged::TYPE,
                        next,
                        session: session(s),
                        state,
                        time,
                    },
                ),
                Event::Lost(lost_event_count) => write(
                    out.cast(),
                    sys::EventDataEventsLost { ty: sys::EventDataEventsLost::TYPE, next, lost_event_count },
                ),
                Event::InstanceLoss => write(
                    out.cast(),
                    sys::EventDataInstanceLossPending {
                        ty: sys::EventDataInstanceLossPending::TYPE,
                        next,
                        loss_time: time,
                    },
                ),
                Event::Recentred(s, reference_space_type) => write(
                    out.cast(),
                    sys::EventDataReferenceSpaceChangePending {
                        ty: sys::EventDataReferenceSpaceChangePending::TYPE,
                        next,
                        session: session(s),
                        reference_space_type,
                        change_time: time,
                        pose_valid: sys::FALSE,
                        pose_in_previous_space: sys::Posef::default(),
                    },
                ),
                Event::Profiles(s) => write(
                    out.cast(),
                    sys::EventDataInteractionProfileChanged {
                        ty: sys::EventDataInteractionProfileChanged::TYPE,
                        next,
                        session: session(s),
                    },
                ),
                Event::Mask(s) => write(
                    out.cast(),
                    sys::EventDataVisibilityMaskChangedKHR {
                        ty: sys::EventDataVisibilityMaskChangedKHR::TYPE,
                        next,
                        session: session(s),
                        view_configuration_type: sys::ViewConfigurationType::PRIMARY_STEREO,
                        view_index: 0,
                    },
                ),
                Event::Rate(rate) => write(
                    out.cast(),
                    sys::EventDataDisplayRefreshRateChangedFB {
                        ty: sys::EventDataDisplayRefreshRateChangedFB::TYPE,
                        next,
                        from_display_refresh_rate: 0.0,
                        to_display_refresh_rate: rate,
                    },
                ),
                Event::Heat(level) => write(
                    out.cast(),
                    sys::EventDataPerfSettingsEXT {
                        ty: sys::EventDataPerfSettingsEXT::TYPE,
                        next,
                        domain: sys::PerfSettingsDomainEXT::GPU,
                        sub_domain: sys::PerfSettingsSubDomainEXT::THERMAL,
                        from_level: sys::PerfSettingsNotificationLevelEXT::NORMAL,
                        to_level: level,
                    },
                ),
                Event::Strange => addr_of_mut!((*out).ty).write(sys::StructureType::from_raw(2_000_000_000)),
            }
        }
        Ok(Code::SUCCESS)
    })
}

/// The violations so far, and what is still alive, as a test reports them.
pub fn leftovers() -> Vec<String> {
    world(|w| {
        let alive = w.objects.len();
        let mut all = std::mem::take(&mut w.violations);
        if alive > 0 {
            all.push(format!("{alive} objects were never destroyed"));
        }
        if !all.is_empty() {
            all.push(format!("last calls: {:?}", w.trace));
        }
        all
    })
}
