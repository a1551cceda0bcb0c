//! Vulkan handed over: the runtime makes instance and device (`XR_KHR_vulkan_enable2`), wgpu draws with them.
//!
//! The order of calls is the specification's (OpenXR 1.1, XR_KHR_vulkan_enable2, "Vulkan instance creation" and
//! "Vulkan device creation"); wgpu-hal wants to say which extensions and features go in.

use std::ffi::CStr;

use anyhow::{Context, Result, anyhow, bail};
use ash::vk::{self, Handle as _};
use openxr as xr;
use wgpu_hal::vulkan as hal;
use wgpu_hal::vulkan::Api as Vulkan;

use super::error::Named as _;
use super::graphics::Graphics;
use crate::render::Gpu;

/// At less than 1.3 wgpu-hal later calls timeline-semaphore functions that were never loaded, and aborts.
const API_VERSION: u32 = vk::API_VERSION_1_3;

/// The GPU that the runtime's compositor uses, opened for wgpu.
///
/// # Errors
/// No Vulkan loader, a refusal of runtime or driver, or a GPU below the renderer's floor.
pub(super) fn open(instance: &xr::Instance, system: xr::SystemId) -> Result<Graphics> {
    // The specification demands this call before a session, whatever the answer is used for.
    let needs = instance.graphics_requirements::<xr::Vulkan>(system).named("xrGetVulkanGraphicsRequirements2KHR")?;
    let ours =
        xr::Version::new(vk::api_version_major(API_VERSION) as u16, vk::api_version_minor(API_VERSION) as u16, 0);
    if ours < needs.min_api_version_supported {
        bail!("the OpenXR runtime asks for Vulkan {}; {ours} is the newest used here", needs.min_api_version_supported);
    }

    // SAFETY: the Vulkan loader found on the system conforms to its specification; nothing else could be asked of it.
    let vulkan = unsafe { ash::Entry::load() }.context("no Vulkan loader (on Debian and Ubuntu: libvulkan1)")?;
    let (raw_instance, extensions) = make_instance(instance, system, &vulkan)?;

    // SAFETY: `raw_instance` is alive and was made on `system` by this instance.
    let raw_gpu = unsafe { instance.vulkan_graphics_device(system, raw_instance.handle().as_raw() as _) }
        .named("xrGetVulkanGraphicsDevice2KHR")?;
    let gpu = vk::PhysicalDevice::from_raw(raw_gpu as u64);

    // SAFETY: a physical device of this very instance.
    let families = unsafe { raw_instance.get_physical_device_queue_family_properties(gpu) };
    let family = families
        .iter()
        .position(|family| family.queue_flags.contains(vk::QueueFlags::GRAPHICS))
        .context("the headset's GPU has no graphics queue")? as u32;

    // SAFETY: made from `vulkan` with this version and these extensions, which are those wgpu-hal desires; without a
    // drop callback wgpu-hal owns it from here.
    let hal_instance = unsafe {
        hal::Instance::from_raw(
            vulkan.clone(),
            raw_instance.clone(),
            API_VERSION,
            0,
            None,
            extensions,
            wgpu::InstanceFlags::empty(),
            wgpu::MemoryBudgetThresholds::default(),
            false,
            None,
        )
    }
    .context("wgpu refuses the Vulkan instance")?;
    let exposed = hal_instance.expose_adapter(gpu).context("wgpu cannot use the headset's GPU")?;
    // SAFETY: made by this wgpu-hal for its Vulkan backend.
    let wgpu_instance = unsafe { wgpu::Instance::from_hal::<Vulkan>(hal_instance) };
    // SAFETY: exposed by the instance above.
    let adapter = unsafe { wgpu_instance.create_adapter_from_hal::<Vulkan>(exposed) };
    let desc = Gpu::device_descriptor(&adapter)?;

    let open = {
        // SAFETY: only read while the adapter lives.
        let hal_adapter = unsafe { adapter.as_hal::<Vulkan>() }.context("the adapter is not a Vulkan one")?;
        let (device, enabled) =
            make_device(instance, system, &vulkan, &raw_instance, gpu, family, &hal_adapter, &desc)?;
        // SAFETY: made from this adapter with this family, these extensions and the features wgpu-hal chose for them;
        // without a drop callback wgpu-hal owns it from here.
        unsafe {
            hal_adapter.device_from_raw(
                device,
                None,
                &enabled,
                desc.required_features,
                &desc.required_limits,
                &desc.memory_hints,
                family,
                0,
            )
        }
        .context("wgpu refuses the Vulkan device")?
    };
    let raw_device = open.device.raw_device().handle();
    // SAFETY: opened from this adapter with the features and limits of `desc`.
    let (device, queue) = unsafe { adapter.create_device_from_hal::<Vulkan>(open, &desc) }
        .with_context(|| format!("{} refused to open", adapter.get_info().name))?;

    Ok(Graphics {
        gpu: Gpu::new(wgpu_instance, adapter, device, queue),
        binding: xr::vulkan::SessionCreateInfo {
            instance: raw_instance.handle().as_raw() as _,
            physical_device: raw_gpu,
            device: raw_device.as_raw() as _,
            queue_family_index: family,
            queue_index: 0,
        },
    })
}

/// A swapchain image as a wgpu texture. Destroying the texture leaves the image alone.
///
/// # Errors
/// `gpu` is not a Vulkan device.
pub(super) fn wrap(gpu: &Gpu, image: u64, desc: &wgpu::TextureDescriptor<'_>, color: bool) -> Result<wgpu::Texture> {
    let uses = if color { wgpu::TextureUses::COLOR_TARGET } else { wgpu::TextureUses::DEPTH_STENCIL_WRITE };
    let texture = {
        // SAFETY: only used to wrap the image, while the device lives.
        let device = unsafe { gpu.device.as_hal::<Vulkan>() }.context("the headset's GPU is not a Vulkan one")?;
        // SAFETY: the runtime made the image on this device with these properties. The callback (empty, but there)
        // keeps wgpu from destroying an image that is the runtime's.
        unsafe {
            device.texture_from_raw(
                vk::Image::from_raw(image),
                &wgpu_hal::TextureDescriptor {
                    label: desc.label,
                    size: desc.size,
                    mip_level_count: desc.mip_level_count,
                    sample_count: desc.sample_count,
                    dimension: desc.dimension,
                    format: desc.format,
                    usage: uses,
                    memory_flags: wgpu_hal::MemoryFlags::empty(),
                    view_formats: Vec::new(),
                },
                Some(Box::new(|| {})),
                hal::TextureMemory::External,
            )
        }
    };
    // SAFETY: of this device; between acquire and release the runtime has the image in the attachment layout, which is
    // the state named here, and we leave it there (XR_KHR_vulkan_enable2, "Swapchain image layout").
    Ok(unsafe { gpu.device.create_texture_from_hal::<Vulkan>(texture, desc, uses) })
}

fn make_instance(
    instance: &xr::Instance,
    system: xr::SystemId,
    vulkan: &ash::Entry,
) -> Result<(ash::Instance, Vec<&'static CStr>)> {
    let extensions = hal::Instance::desired_extensions(vulkan, API_VERSION, wgpu::InstanceFlags::empty())
        .context("no usable Vulkan")?;
    let names: Vec<_> = extensions.iter().map(|name| name.as_ptr()).collect();
    let app = vk::ApplicationInfo::default().application_name(c"Boothwalk").api_version(API_VERSION);
    let info = vk::InstanceCreateInfo::default().application_info(&app).enabled_extension_names(&names);
    // SAFETY: the two function types differ only in the names of their pointers; `info` and all it points to live
    // through the call.
    let raw = unsafe {
        let get = std::mem::transmute::<vk::PFN_vkGetInstanceProcAddr, xr::sys::platform::VkGetInstanceProcAddr>(
            vulkan.static_fn().get_instance_proc_addr,
        );
        instance.create_vulkan_instance(system, get, std::ptr::from_ref(&info).cast())
    }
    .named("xrCreateVulkanInstanceKHR")?
    .map_err(|code| anyhow!("Vulkan refused an instance: {}", vk::Result::from_raw(code)))?;
    // SAFETY: a live instance, made with this entry's functions.
    Ok((unsafe { ash::Instance::load(vulkan.static_fn(), vk::Instance::from_raw(raw as u64)) }, extensions))
}

#[allow(clippy::too_many_arguments)]
fn make_device(
    instance: &xr::Instance,
    system: xr::SystemId,
    vulkan: &ash::Entry,
    raw_instance: &ash::Instance,
    gpu: vk::PhysicalDevice,
    family: u32,
    adapter: &hal::Adapter,
    desc: &wgpu::DeviceDescriptor<'_>,
) -> Result<(ash::Device, Vec<&'static CStr>)> {
    let extensions = adapter.required_device_extensions(desc.required_features);
    let mut features = adapter.physical_device_features(&extensions, desc.required_features);
    let names: Vec<_> = extensions.iter().map(|name| name.as_ptr()).collect();
    let queues = [vk::DeviceQueueCreateInfo::default().queue_family_index(family).queue_priorities(&[1.0])];
    let info = vk::DeviceCreateInfo::default().queue_create_infos(&queues).enabled_extension_names(&names);
    let info = features.add_to_device_create(info);
    // SAFETY: as in `make_instance`; `gpu` is the one the runtime named.
    let raw = unsafe {
        let get = std::mem::transmute::<vk::PFN_vkGetInstanceProcAddr, xr::sys::platform::VkGetInstanceProcAddr>(
            vulkan.static_fn().get_instance_proc_addr,
        );
        instance.create_vulkan_device(system, get, gpu.as_raw() as _, std::ptr::from_ref(&info).cast())
    }
    .named("xrCreateVulkanDeviceKHR")?
    .map_err(|code| anyhow!("Vulkan refused a device: {}", vk::Result::from_raw(code)))?;
    // SAFETY: a live device of this instance.
    Ok((unsafe { ash::Device::load(raw_instance.fp_v1_0(), vk::Device::from_raw(raw as u64)) }, extensions))
}
