//! Swapchains, views, and the frame loop.

use openxr::sys::{self, Handle as _, Result as Code, SessionState as State, StructureType as Type};

use super::calls::list;
use super::sessions::pose;
use super::world::{Chain, Object, World, enter};

const IMAGES: u32 = 3;

pub unsafe extern "system" fn formats(session: sys::Session, capacity: u32, count: *mut u32, out: *mut i64) -> Code {
    enter("xrEnumerateSwapchainFormats", |w| {
        w.session(session.into_raw())?;
        // SAFETY: as the specification demands of callers.
        unsafe { list(&w.script.formats, capacity, count, out) }
    })
}

pub unsafe extern "system" fn create_swapchain(
    session: sys::Session,
    info: *const sys::SwapchainCreateInfo,
    out: *mut sys::Swapchain,
) -> Code {
    enter("xrCreateSwapchain", |w| {
        let session = session.into_raw();
        w.session(session)?;
        // SAFETY: a valid structure, as the specification demands of callers.
        let info = unsafe { &*info };
        if !w.script.formats.contains(&info.format) {
            w.violate(format!("format {} is not offered", info.format));
            return Err(Code::ERROR_SWAPCHAIN_FORMAT_UNSUPPORTED);
        }
        let depth = info.usage_flags.contains(sys::SwapchainUsageFlags::DEPTH_STENCIL_ATTACHMENT);
        let picture = info.array_size == 2 && info.mip_count == 1;
        let quad = !depth && info.array_size == 1 && info.mip_count <= info.width.max(info.height).ilog2() + 1;
        if !(picture || quad) || info.sample_count != 1 || info.face_count != 1 {
            w.violate("neither two layers of one sample nor a quad");
        }
        let handle = w.add(Object::Swapchain(Chain {
            session,
            depth,
            layers: info.array_size,
            size: (info.width, info.height),
            next: 0,
            acquired: false,
            waited: false,
            released: false,
        }));
        // SAFETY: the caller's variable.
        unsafe { *out = sys::Swapchain::from_raw(handle) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn destroy_swapchain(chain: sys::Swapchain) -> Code {
    enter("xrDestroySwapchain", |w| {
        let handle = chain.into_raw();
        let instance_lost = w.objects.values().any(|object| matches!(object, Object::Instance { lost: true, .. }));
        if let Some(Object::Swapchain(chain)) = w.objects.get(&handle)
            && chain.acquired
            && let Some(Object::Session(session)) = w.objects.get(&chain.session)
            && !(session.lost || session.tainted || instance_lost)
        {
            w.violate("destroyed with an image out");
        }
        Ok(w.remove(handle, |o| matches!(o, Object::Swapchain(_))))
    })
}

pub unsafe extern "system" fn images(
    chain: sys::Swapchain,
    capacity: u32,
    count: *mut u32,
    out: *mut sys::SwapchainImageBaseHeader,
) -> Code {
    enter("xrEnumerateSwapchainImages", |w| {
        w.chain(chain.into_raw())?;
        let all: Vec<_> = (0..IMAGES)
            .map(|image| sys::SwapchainImageVulkanKHR {
                ty: sys::SwapchainImageVulkanKHR::TYPE,
                next: std::ptr::null_mut(),
                image: u64::from(image) + 1,
            })
            .collect();
        // SAFETY: Vulkan structures, as the session's binding is Vulkan's.
        unsafe { list(&all, capacity, count, out.cast()) }
    })
}

pub unsafe extern "system" fn acquire(
    chain: sys::Swapchain,
    _: *const sys::SwapchainImageAcquireInfo,
    out: *mut u32,
) -> Code {
    enter("xrAcquireSwapchainImage", |w| {
        let session = match w.objects.get(&chain.into_raw()) {
            Some(Object::Swapchain(chain)) => chain.session,
            _ => 0,
        };
        let c = w.chain(chain.into_raw())?;
        if c.acquired {
            w.violate("an image is already out");
            return Err(Code::ERROR_CALL_ORDER_INVALID);
        }
        c.acquired = true;
        c.waited = false;
        let index = c.next;
        c.next = (c.next + 1) % IMAGES;
        if let Some(Object::Session(s)) = w.objects.get(&session)
            && s.begun.is_none()
        {
            w.violate("acquired outside of a frame");
        }
        // SAFETY: the caller's variable.
        unsafe { *out = index };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn wait_image(chain: sys::Swapchain, info: *const sys::SwapchainImageWaitInfo) -> Code {
    enter("xrWaitSwapchainImage", |w| {
        let c = w.chain(chain.into_raw())?;
        if !c.acquired || c.waited {
            w.violate("no image to wait for");
            return Err(Code::ERROR_CALL_ORDER_INVALID);
        }
        c.waited = true;
        // SAFETY: a valid structure, as the specification demands of callers.
        if unsafe { (*info).timeout } != sys::Duration::INFINITE {
            w.violate("a wait that may time out");
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn release(chain: sys::Swapchain, _: *const sys::SwapchainImageReleaseInfo) -> Code {
    enter("xrReleaseSwapchainImage", |w| {
        let c = w.chain(chain.into_raw())?;
        if !c.acquired || !c.waited {
            w.violate("no image that was waited for");
            return Err(Code::ERROR_CALL_ORDER_INVALID);
        }
        c.acquired = false;
        c.waited = false;
        c.released = true;
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn locate_views(
    session: sys::Session,
    info: *const sys::ViewLocateInfo,
    state: *mut sys::ViewState,
    capacity: u32,
    count: *mut u32,
    out: *mut sys::View,
) -> Code {
    enter("xrLocateViews", |w| {
        let handle = session.into_raw();
        // SAFETY: a valid structure, as the specification demands of callers.
        let (space, time) = unsafe { ((*info).space.into_raw(), (*info).display_time) };
        let (valid, turning, senseless, high) = (w.views_valid, w.turning_only, w.senseless, w.height);
        let s = w.session(handle)?;
        s.views_valid = valid && !turning && !senseless;
        let predicted = s.begun;
        if !matches!(w.objects.get(&space), Some(Object::Space { session, .. }) if *session == handle) {
            w.violate("no such space");
        }
        if predicted != Some(time.as_nanos()) {
            w.violate("views for another time than the frame's");
        }
        let flags = sys::ViewStateFlags::POSITION_VALID | sys::ViewStateFlags::ORIENTATION_VALID;
        let view = |x: f32| sys::View {
            ty: sys::View::TYPE,
            next: std::ptr::null_mut(),
            pose: pose(valid && !senseless, x, high),
            fov: sys::Fovf { angle_left: -0.8, angle_right: 0.7, angle_up: 0.75, angle_down: -0.75 },
        };
        // SAFETY: the caller's structures.
        unsafe {
            (*state).view_state_flags = match (valid, turning) {
                (false, _) => sys::ViewStateFlags::EMPTY,
                (true, true) => sys::ViewStateFlags::ORIENTATION_VALID,
                (true, false) => flags,
            };
            list(&[view(-0.03), view(0.03)], capacity, count, out)
        }
    })
}

pub unsafe extern "system" fn wait_frame(
    session: sys::Session,
    _: *const sys::FrameWaitInfo,
    out: *mut sys::FrameState,
) -> Code {
    enter("xrWaitFrame", |w| {
        let nonsense = w.nonsense;
        let (doubt, late, period, now, render) = (w.doubt, std::mem::take(&mut w.late), w.period, w.now, w.render);
        let s = w.session(session.into_raw())?;
        if !s.running {
            if !doubt {
                w.violate("not running");
            }
            return Err(Code::ERROR_SESSION_NOT_RUNNING);
        }
        if s.waited.is_some() {
            w.violate("the frame before was never begun: this wait never ends");
            return Err(Code::ERROR_CALL_ORDER_INVALID);
        }
        if s.begun.is_some() {
            w.violate("the frame before was never ended");
        }
        let now = now + period * (1 + late);
        let predicted = now + period;
        let s = w.session(session.into_raw())?;
        s.waited = Some(predicted);
        let shown = matches!(s.state, State::VISIBLE | State::FOCUSED);
        w.now = now;
        // SAFETY: the caller's structure.
        unsafe {
            (*out).predicted_display_time = sys::Time::from_nanos(predicted);
            (*out).predicted_display_period = sys::Duration::from_nanos(nonsense.unwrap_or(period));
            (*out).should_render = (shown && render).into();
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn begin_frame(session: sys::Session, _: *const sys::FrameBeginInfo) -> Code {
    enter("xrBeginFrame", |w| {
        let s = w.session(session.into_raw())?;
        if s.begun.is_some() {
            w.violate("the frame before was never ended");
            return Ok(Code::FRAME_DISCARDED);
        }
        let Some(time) = s.waited.take() else {
            w.violate("no frame was waited for");
            return Err(Code::ERROR_CALL_ORDER_INVALID);
        };
        s.begun = Some(time);
        s.views_valid = false;
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn end_frame(session: sys::Session, info: *const sys::FrameEndInfo) -> Code {
    enter("xrEndFrame", |w| {
        let handle = session.into_raw();
        // SAFETY: a valid structure and all it points to, as the specification demands of callers.
        let info = unsafe { &*info };
        let s = w.session(handle)?;
        let Some(time) = s.begun.take() else {
            w.violate("no frame is begun");
            return Err(Code::ERROR_CALL_ORDER_INVALID);
        };
        s.ended += 1;
        let (views_valid, tainted) = (s.views_valid, s.tainted);
        w.ended += 1;
        if info.display_time.as_nanos() != time {
            w.violate("another time than the frame's");
        }
        if info.environment_blend_mode != sys::EnvironmentBlendMode::OPAQUE {
            w.violate("not opaque, though the runtime can");
        }
        let out = w.objects.values().any(|object| matches!(object, Object::Swapchain(Chain { acquired: true, .. })));
        if out && (!tainted || info.layer_count > 0) {
            w.violate("ended with an image out");
        }
        let mut quads = 0;
        for i in 0..info.layer_count as usize {
            // SAFETY: as above.
            let layer = unsafe { *info.layers.add(i) };
            let ty = unsafe { (*layer).ty };
            if ty == Type::COMPOSITION_LAYER_QUAD {
                // SAFETY: of the type that it says it is.
                check_quad(w, handle, unsafe { &*layer.cast::<sys::CompositionLayerQuad>() });
                quads += 1;
                continue;
            }
            if ty != Type::COMPOSITION_LAYER_PROJECTION {
                w.violate("a layer of another kind");
                continue;
            }
            if i + 1 != info.layer_count as usize {
                w.violate("a layer over the picture");
            }
            if !views_valid {
                w.violate("a picture without valid views");
            }
            // SAFETY: of the type that it says it is.
            let layer = unsafe { &*layer.cast::<sys::CompositionLayerProjection>() };
            if !matches!(w.objects.get(&layer.space.into_raw()), Some(Object::Space { session, .. }) if *session == handle)
            {
                w.violate("no such space");
            }
            if layer.view_count != 2 {
                w.violate("not two views");
            }
            let blends = layer.layer_flags.contains(sys::CompositionLayerFlags::BLEND_TEXTURE_SOURCE_ALPHA);
            if blends != (quads > 0) || layer.layer_flags.contains(sys::CompositionLayerFlags::UNPREMULTIPLIED_ALPHA) {
                w.violate("a picture that hides what lies under it, or is seen through for nothing");
            }
            w.shown_quads += quads;
            for eye in 0..layer.view_count as usize {
                // SAFETY: as above.
                check_view(w, handle, eye as u32, unsafe { &*layer.views.add(eye) });
            }
            w.shown += 1;
        }
        Ok(Code::SUCCESS)
    })
}

fn check_pose(w: &mut World, pose: &sys::Posef) {
    let q = pose.orientation;
    let length = (q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w).sqrt();
    if !(0.99..1.01).contains(&length) {
        w.violate(format!("a quaternion of length {length}"));
    }
}

fn check_quad(w: &mut World, session: u64, quad: &sys::CompositionLayerQuad) {
    check_pose(w, &quad.pose);
    if !matches!(w.objects.get(&quad.space.into_raw()), Some(Object::Space { session: of, .. }) if *of == session) {
        w.violate("no such space");
    }
    if quad.eye_visibility != sys::EyeVisibility::BOTH || !(quad.size.width > 0.0 && quad.size.height > 0.0) {
        w.violate("a quad that is not seen");
    }
    check_image(w, session, 0, &quad.sub_image, false);
}

fn check_view(w: &mut World, session: u64, eye: u32, view: &sys::CompositionLayerProjectionView) {
    check_pose(w, &view.pose);
    if !(view.fov.angle_left < view.fov.angle_right && view.fov.angle_down < view.fov.angle_up) {
        w.violate("a field of view without area");
    }
    check_image(w, session, eye, &view.sub_image, false);
    if view.next.is_null() {
        return;
    }
    // SAFETY: a chained structure, as the specification demands of callers.
    let depth = unsafe { &*view.next.cast::<sys::CompositionLayerDepthInfoKHR>() };
    if depth.ty != sys::CompositionLayerDepthInfoKHR::TYPE {
        return w.violate("a chained structure of another kind");
    }
    let enabled = (w.objects.values()).any(|object| match object {
        Object::Instance { extensions, .. } => extensions.contains("XR_KHR_composition_layer_depth"),
        _ => false,
    });
    if !enabled {
        w.violate("depth without its extension");
    }
    if !(depth.min_depth == 0.0 && depth.max_depth == 1.0 && depth.near_z > depth.far_z && depth.far_z > 0.0) {
        w.violate("depth that is not reversed");
    }
    check_image(w, session, eye, &depth.sub_image, true);
    w.shown_depth += u64::from(eye == 0);
}

fn check_image(w: &mut World, session: u64, eye: u32, image: &sys::SwapchainSubImage, depth: bool) {
    let Some(Object::Swapchain(chain)) = w.objects.get(&image.swapchain.into_raw()) else {
        return w.violate("no such swapchain");
    };
    let rect = image.image_rect;
    let fits = chain.session == session
        && chain.depth == depth
        && chain.released
        && image.image_array_index == eye
        && eye < chain.layers
        && rect.offset.x >= 0
        && rect.offset.y >= 0
        && rect.extent.width > 0
        && rect.extent.height > 0
        && rect.offset.x + rect.extent.width <= chain.size.0 as i32
        && rect.offset.y + rect.extent.height <= chain.size.1 as i32;
    if !fits {
        w.violate("an image that does not fit its layer");
    }
}
