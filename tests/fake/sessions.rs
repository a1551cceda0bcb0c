//! Sessions, spaces, and what belongs to a display.

use openxr::sys::{self, Handle as _, Result as Code, SessionState as State};

use super::calls::list;
use super::world::{Event, Object, Place, Session, World, enter};

pub unsafe extern "system" fn create_session(
    instance: sys::Instance,
    info: *const sys::SessionCreateInfo,
    out: *mut sys::Session,
) -> Code {
    enter("xrCreateSession", |w| {
        let instance = instance.into_raw();
        w.instance(instance)?;
        // SAFETY: a valid structure, as the specification demands of callers.
        let system = unsafe { (*info).system_id };
        if w.absent {
            return Err(Code::ERROR_FORM_FACTOR_UNAVAILABLE);
        }
        if system.into_raw() != w.system {
            return Err(Code::ERROR_SYSTEM_INVALID);
        }
        if !matches!(w.objects.get(&instance), Some(Object::Instance { required: true, .. })) {
            w.violate("the graphics requirements were not asked for");
        }
        if w.current().is_some() {
            w.violate("a second session");
        }
        w.sessions_made += 1;
        let handle = w.add(Object::Session(Box::new(Session {
            instance,
            state: State::UNKNOWN,
            running: false,
            lost: false,
            tainted: false,
            sets: Vec::new(),
            waited: None,
            begun: None,
            ended: 0,
            views_valid: false,
            exit: false,
            patience: 20,
        })));
        // SAFETY: the caller's variable.
        unsafe { *out = sys::Session::from_raw(handle) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn destroy_session(session: sys::Session) -> Code {
    enter("xrDestroySession", |w| {
        let handle = session.into_raw();
        let lost = w.objects.values().any(|object| matches!(object, Object::Instance { lost: true, .. }));
        if let Some(Object::Session(s)) = w.objects.get(&handle)
            && (s.begun.is_some() || s.waited.is_some())
            && !(s.lost || s.tainted || lost)
        {
            w.violate("destroyed within a frame");
        }
        Ok(w.remove(handle, |o| matches!(o, Object::Session(_))))
    })
}

pub unsafe extern "system" fn begin_session(session: sys::Session, _: *const sys::SessionBeginInfo) -> Code {
    enter("xrBeginSession", |w| {
        let doubt = w.doubt;
        let s = w.session(session.into_raw())?;
        let answer = if s.running {
            Err(Code::ERROR_SESSION_RUNNING)
        } else if s.state != State::READY {
            Err(Code::ERROR_SESSION_NOT_READY)
        } else {
            s.running = true;
            s.ended = 0;
            Ok(Code::SUCCESS)
        };
        if answer.is_err() && !doubt {
            w.violate(format!("{answer:?}"));
        }
        answer
    })
}

pub unsafe extern "system" fn end_session(session: sys::Session) -> Code {
    enter("xrEndSession", |w| {
        let doubt = w.doubt;
        let handle = session.into_raw();
        let s = w.session(handle)?;
        if !s.running || s.state != State::STOPPING {
            let code = if s.running { Code::ERROR_SESSION_NOT_STOPPING } else { Code::ERROR_SESSION_NOT_RUNNING };
            if !doubt {
                w.violate(format!("{code}"));
            }
            return Err(code);
        }
        if s.begun.is_some() || s.waited.is_some() {
            w.violate("ended within a frame");
        }
        let s = w.session(handle)?;
        s.running = false;
        s.state = State::IDLE;
        w.tell(Event::State(handle, State::IDLE));
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn request_exit(session: sys::Session) -> Code {
    enter("xrRequestExitSession", |w| {
        let doubt = w.doubt;
        let s = w.session(session.into_raw())?;
        if !s.running {
            if !doubt {
                w.violate("not running");
            }
            return Err(Code::ERROR_SESSION_NOT_RUNNING);
        }
        s.exit = true;
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn reference_spaces(
    session: sys::Session,
    capacity: u32,
    count: *mut u32,
    out: *mut sys::ReferenceSpaceType,
) -> Code {
    enter("xrEnumerateReferenceSpaces", |w| {
        w.session(session.into_raw())?;
        // SAFETY: as the specification demands of callers.
        unsafe { list(&w.script.spaces, capacity, count, out) }
    })
}

pub unsafe extern "system" fn create_reference_space(
    session: sys::Session,
    info: *const sys::ReferenceSpaceCreateInfo,
    out: *mut sys::Space,
) -> Code {
    enter("xrCreateReferenceSpace", |w| {
        let session = session.into_raw();
        w.session(session)?;
        // SAFETY: a valid structure, as the specification demands of callers.
        let (kind, pose) = unsafe { ((*info).reference_space_type, (*info).pose_in_reference_space) };
        if !w.script.spaces.contains(&kind) {
            w.violate(format!("{kind:?} is not offered"));
            return Err(Code::ERROR_REFERENCE_SPACE_UNSUPPORTED);
        }
        if kind == sys::ReferenceSpaceType::LOCAL && (pose.position.y + 1.6).abs() > 1e-6 {
            w.violate("LOCAL without the offset to the floor");
        }
        let place = Place::Reference(kind);
        if kind != sys::ReferenceSpaceType::VIEW {
            w.last_space = Some(place);
        }
        add_space(w, session, place, out)
    })
}

pub unsafe extern "system" fn create_action_space(
    session: sys::Session,
    info: *const sys::ActionSpaceCreateInfo,
    out: *mut sys::Space,
) -> Code {
    enter("xrCreateActionSpace", |w| {
        let session = session.into_raw();
        w.session(session)?;
        // SAFETY: a valid structure, as the specification demands of callers.
        let (action, path) = unsafe { ((*info).action.into_raw(), (*info).subaction_path.into_raw()) };
        match w.objects.get(&action) {
            Some(Object::Action { ty: sys::ActionType::POSE_INPUT, hands, .. }) if hands.contains(&path) => {}
            _ => w.violate("no such pose action"),
        }
        let hand = usize::from(w.paths.get(path as usize).is_some_and(|path| path.ends_with("right")));
        add_space(w, session, Place::Hand(hand), out)
    })
}

fn add_space(w: &mut World, session: u64, kind: Place, out: *mut sys::Space) -> Result<Code, Code> {
    let handle = w.add(Object::Space { session, kind });
    // SAFETY: the caller's variable.
    unsafe { *out = sys::Space::from_raw(handle) };
    Ok(Code::SUCCESS)
}

pub unsafe extern "system" fn destroy_space(space: sys::Space) -> Code {
    enter("xrDestroySpace", |w| Ok(w.remove(space.into_raw(), |o| matches!(o, Object::Space { .. }))))
}

pub unsafe extern "system" fn locate_space(
    space: sys::Space,
    base: sys::Space,
    time: sys::Time,
    out: *mut sys::SpaceLocation,
) -> Code {
    enter("xrLocateSpace", |w| {
        let find = |w: &World, handle: u64| match w.objects.get(&handle) {
            Some(Object::Space { session, kind }) => Some((*session, *kind)),
            _ => None,
        };
        let (Some((session, kind)), Some((other, _))) = (find(w, space.into_raw()), find(w, base.into_raw())) else {
            w.violate("no such space");
            return Err(Code::ERROR_HANDLE_INVALID);
        };
        w.session(session)?;
        if session != other {
            w.violate("spaces of two sessions");
        }
        if time.as_nanos() <= 0 {
            w.violate("no time");
            return Err(Code::ERROR_TIME_INVALID);
        }
        let valid = match kind {
            Place::Hand(hand) => w.hands[hand].tracked,
            Place::Reference(_) => w.views_valid,
        };
        let flags = sys::SpaceLocationFlags::POSITION_VALID | sys::SpaceLocationFlags::ORIENTATION_VALID;
        // SAFETY: the caller's structure.
        unsafe {
            (*out).location_flags = if valid { flags } else { sys::SpaceLocationFlags::EMPTY };
            (*out).pose = pose(valid, 0.0, w.height);
        }
        Ok(Code::SUCCESS)
    })
}

/// A pose; numbers that nobody must read where it is not valid.
pub fn pose(valid: bool, x: f32, y: f32) -> sys::Posef {
    let bad = if valid { 0.0 } else { f32::NAN };
    sys::Posef {
        orientation: sys::Quaternionf { x: bad, y: bad, z: bad, w: 1.0 + bad },
        position: sys::Vector3f { x, y: y + bad, z: 0.0 },
    }
}

pub unsafe extern "system" fn mask(
    session: sys::Session,
    _: sys::ViewConfigurationType,
    view: u32,
    _: sys::VisibilityMaskTypeKHR,
    out: *mut sys::VisibilityMaskKHR,
) -> Code {
    enter("xrGetVisibilityMaskKHR", |w| {
        w.session(session.into_raw())?;
        if view > 1 {
            w.violate("no such view");
        }
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)].map(|(x, y)| sys::Vector2f { x, y });
        // SAFETY: the caller's structure, with room for what it says.
        unsafe {
            let out = &mut *out;
            let (vertices, indices) = (out.vertex_capacity_input, out.index_capacity_input);
            list(&corners, vertices, &mut out.vertex_count_output, out.vertices)?;
            list(&w.mask, indices, &mut out.index_count_output, out.indices)
        }
    })
}

pub unsafe extern "system" fn rates(session: sys::Session, capacity: u32, count: *mut u32, out: *mut f32) -> Code {
    enter("xrEnumerateDisplayRefreshRatesFB", |w| {
        w.session(session.into_raw())?;
        // SAFETY: as the specification demands of callers.
        unsafe { list(&w.script.rates, capacity, count, out) }
    })
}

pub unsafe extern "system" fn rate(session: sys::Session, out: *mut f32) -> Code {
    enter("xrGetDisplayRefreshRateFB", |w| {
        w.session(session.into_raw())?;
        // SAFETY: the caller's variable.
        unsafe { *out = w.rate };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn request_rate(session: sys::Session, rate: f32) -> Code {
    enter("xrRequestDisplayRefreshRateFB", |w| {
        w.session(session.into_raw())?;
        if !w.script.rates.contains(&rate) {
            w.violate(format!("{rate} Hz is not offered"));
            return Err(Code::ERROR_DISPLAY_REFRESH_RATE_UNSUPPORTED_FB);
        }
        w.rate = rate;
        w.period = (1e9 / f64::from(rate)) as i64;
        w.tell(Event::Rate(rate));
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn speed(
    session: sys::Session,
    domain: sys::PerfSettingsDomainEXT,
    level: sys::PerfSettingsLevelEXT,
) -> Code {
    enter("xrPerfSettingsSetPerformanceLevelEXT", |w| {
        w.session(session.into_raw())?;
        w.speeds.push((domain, level));
        Ok(Code::SUCCESS)
    })
}
