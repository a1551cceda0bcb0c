//! Actions, bindings, hands.

use openxr::sys::{self, Handle as _, Result as Code, SessionState as State};

use super::profiles;
use super::world::{Object, World, enter};

pub unsafe extern "system" fn create_set(
    instance: sys::Instance,
    _: *const sys::ActionSetCreateInfo,
    out: *mut sys::ActionSet,
) -> Code {
    enter("xrCreateActionSet", |w| {
        w.instance(instance.into_raw())?;
        let handle = w.add(Object::Set { instance: instance.into_raw(), attached: false });
        // SAFETY: the caller's variable.
        unsafe { *out = sys::ActionSet::from_raw(handle) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn destroy_set(set: sys::ActionSet) -> Code {
    enter("xrDestroyActionSet", |w| Ok(w.remove(set.into_raw(), |o| matches!(o, Object::Set { .. }))))
}

pub unsafe extern "system" fn create_action(
    set: sys::ActionSet,
    info: *const sys::ActionCreateInfo,
    out: *mut sys::Action,
) -> Code {
    enter("xrCreateAction", |w| {
        let set = set.into_raw();
        match w.objects.get(&set) {
            Some(Object::Set { attached: false, instance }) => {
                let instance = *instance;
                w.instance(instance)?;
            }
            Some(_) => {
                w.violate("the set is attached");
                return Err(Code::ERROR_ACTIONSETS_ALREADY_ATTACHED);
            }
            None => {
                w.violate("no such set");
                return Err(Code::ERROR_HANDLE_INVALID);
            }
        }
        // SAFETY: a valid structure and all it points to, as the specification demands of callers.
        let (ty, hands) = unsafe {
            let info = &*info;
            let hands = (0..info.count_subaction_paths as usize).map(|i| (*info.subaction_paths.add(i)).into_raw());
            (info.action_type, hands.collect())
        };
        let handle = w.add(Object::Action { set, ty, hands });
        // SAFETY: the caller's variable.
        unsafe { *out = sys::Action::from_raw(handle) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn destroy_action(action: sys::Action) -> Code {
    enter("xrDestroyAction", |w| Ok(w.remove(action.into_raw(), |o| matches!(o, Object::Action { .. }))))
}

pub unsafe extern "system" fn suggest(
    instance: sys::Instance,
    info: *const sys::InteractionProfileSuggestedBinding,
) -> Code {
    enter("xrSuggestInteractionProfileBindings", |w| {
        let instance = instance.into_raw();
        w.instance(instance)?;
        // SAFETY: a valid structure and all it points to, as the specification demands of callers.
        let (profile, bindings): (_, Vec<_>) = unsafe {
            let info = &*info;
            let all = (0..info.count_suggested_bindings as usize).map(|i| *info.suggested_bindings.add(i));
            (info.interaction_profile.into_raw(), all.collect())
        };
        let profile = w.paths.get(profile as usize).cloned().unwrap_or_default();
        let Some(Object::Instance { extensions, core11, .. }) = w.objects.get(&instance) else {
            return Err(Code::ERROR_HANDLE_INVALID);
        };
        let Some(known) = profiles::known(&profile, |name| extensions.contains(name), *core11) else {
            w.violate(format!("{profile} is not known here"));
            return Err(Code::ERROR_PATH_UNSUPPORTED);
        };
        for binding in bindings {
            let path = w.paths.get(binding.binding.into_raw() as usize).cloned().unwrap_or_default();
            let (ty, set) = match w.objects.get(&binding.action.into_raw()) {
                Some(Object::Action { ty, set, .. }) => (*ty, *set),
                _ => {
                    w.violate("no such action");
                    return Err(Code::ERROR_HANDLE_INVALID);
                }
            };
            if matches!(w.objects.get(&set), Some(Object::Set { attached: true, .. })) {
                w.violate("suggested after attaching");
                return Err(Code::ERROR_ACTIONSETS_ALREADY_ATTACHED);
            }
            if !profiles::has(known, &path) {
                w.violate(format!("{profile} has no {path}"));
                return Err(Code::ERROR_PATH_UNSUPPORTED);
            }
            if !profiles::takes(&path, ty) {
                w.violate(format!("{path} for an action of type {ty:?}"));
            }
            w.bindings.push((profile.clone(), binding.action.into_raw(), path));
        }
        if w.suggested.contains(&profile) {
            w.violate(format!("{profile} was suggested before"));
        }
        w.suggested.push(profile);
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn attach(session: sys::Session, info: *const sys::SessionActionSetsAttachInfo) -> Code {
    enter("xrAttachSessionActionSets", |w| {
        let handle = session.into_raw();
        // SAFETY: a valid structure and all it points to, as the specification demands of callers.
        let sets: Vec<u64> = unsafe {
            let info = &*info;
            (0..info.count_action_sets as usize).map(|i| (*info.action_sets.add(i)).into_raw()).collect()
        };
        if !w.session(handle)?.sets.is_empty() {
            w.violate("attached before");
            return Err(Code::ERROR_ACTIONSETS_ALREADY_ATTACHED);
        }
        for set in &sets {
            match w.objects.get_mut(set) {
                Some(Object::Set { attached, .. }) => *attached = true,
                _ => w.violate("no such set"),
            }
        }
        if let Some(Object::Session(s)) = w.objects.get_mut(&handle) {
            s.sets = sets;
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn current_profile(
    session: sys::Session,
    hand: sys::Path,
    out: *mut sys::InteractionProfileState,
) -> Code {
    enter("xrGetCurrentInteractionProfile", |w| {
        if w.session(session.into_raw())?.sets.is_empty() {
            w.violate("nothing is attached");
        }
        let right = w.paths.get(hand.into_raw() as usize).is_some_and(|path| path == "/user/hand/right");
        let profile = w.hands[usize::from(right)].profile;
        let path = profile.map_or(0, |profile| w.paths.iter().position(|path| path == profile).unwrap_or(0));
        // SAFETY: the caller's structure.
        unsafe { (*out).interaction_profile = sys::Path::from_raw(path as u64) };
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn sync(session: sys::Session, info: *const sys::ActionsSyncInfo) -> Code {
    enter("xrSyncActions", |w| {
        // SAFETY: a valid structure and all it points to, as the specification demands of callers.
        let sets: Vec<u64> = unsafe {
            let info = &*info;
            let all = (0..info.count_active_action_sets as usize).map(|i| *info.active_action_sets.add(i));
            all.map(|active| active.action_set.into_raw()).collect()
        };
        let doubt = w.doubt;
        let s = w.session(session.into_raw())?;
        if sets.iter().any(|set| !s.sets.contains(set)) {
            w.violate("a set that is not attached");
            return Err(Code::ERROR_ACTIONSET_NOT_ATTACHED);
        }
        if s.state != State::FOCUSED {
            if !doubt {
                w.violate("without the focus");
            }
            return Ok(Code::SESSION_NOT_FOCUSED);
        }
        Ok(Code::SUCCESS)
    })
}

/// Checks an action's state call; the hand it is about, and whether the session has the input.
fn action(
    w: &mut World,
    session: sys::Session,
    info: *const sys::ActionStateGetInfo,
    kind: sys::ActionType,
) -> Result<(usize, bool), Code> {
    // SAFETY: a valid structure, as the specification demands of callers.
    let (action, path) = unsafe { ((*info).action.into_raw(), (*info).subaction_path.into_raw()) };
    let s = w.session(session.into_raw())?;
    let (sets, focused) = (s.sets.clone(), s.state == State::FOCUSED);
    match w.objects.get(&action) {
        Some(Object::Action { set, ty, hands }) if sets.contains(set) && *ty == kind && hands.contains(&path) => {}
        _ => w.violate("no such attached action of this type"),
    }
    let right = w.paths.get(path as usize).is_some_and(|path| path == "/user/hand/right");
    Ok((usize::from(right), focused))
}

/// Whether an action has something in a hand, and whether that is pressed, where the hands' profiles say so; else the
/// action has something wherever the session has the input.
fn bound(w: &World, info: *const sys::ActionStateGetInfo, hand: usize, focused: bool) -> (bool, bool) {
    // SAFETY: a valid structure, as the specification demands of callers.
    let action = unsafe { (*info).action.into_raw() };
    let Some(presses) = &w.presses else { return (focused, false) };
    let user = ["/user/hand/left/", "/user/hand/right/"][hand];
    let of = |(profile, of, path): &&(String, u64, String)| {
        *of == action && Some(profile.as_str()) == w.hands[hand].profile && path.starts_with(user)
    };
    let paths: Vec<_> = w.bindings.iter().filter(of).collect();
    (focused && !paths.is_empty(), paths.iter().any(|(.., path)| presses.contains(path)))
}

pub unsafe extern "system" fn state_bool(
    session: sys::Session,
    info: *const sys::ActionStateGetInfo,
    out: *mut sys::ActionStateBoolean,
) -> Code {
    enter("xrGetActionStateBoolean", |w| {
        let (hand, focused) = action(w, session, info, sys::ActionType::BOOLEAN_INPUT)?;
        let (active, pressed) = bound(w, info, hand, focused);
        // SAFETY: the caller's structure.
        unsafe {
            (*out).current_state = (active && pressed).into();
            (*out).is_active = active.into();
            (*out).changed_since_last_sync = sys::FALSE;
            (*out).last_change_time = sys::Time::from_nanos(1);
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn state_float(
    session: sys::Session,
    info: *const sys::ActionStateGetInfo,
    out: *mut sys::ActionStateFloat,
) -> Code {
    enter("xrGetActionStateFloat", |w| {
        let (hand, focused) = action(w, session, info, sys::ActionType::FLOAT_INPUT)?;
        let (active, pressed) = bound(w, info, hand, focused);
        let trigger = if pressed { 1.0 } else { w.hands[hand].trigger };
        // SAFETY: the caller's structure.
        unsafe {
            (*out).current_state = if active { trigger } else { 0.0 };
            (*out).is_active = active.into();
            (*out).changed_since_last_sync = sys::FALSE;
            (*out).last_change_time = sys::Time::from_nanos(1);
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn state_vector(
    session: sys::Session,
    info: *const sys::ActionStateGetInfo,
    out: *mut sys::ActionStateVector2f,
) -> Code {
    enter("xrGetActionStateVector2f", |w| {
        let (hand, focused) = action(w, session, info, sys::ActionType::VECTOR2F_INPUT)?;
        let (active, _) = bound(w, info, hand, focused);
        let rests = w.presses.is_some();
        // SAFETY: the caller's structure.
        unsafe {
            (*out).current_state =
                if rests { sys::Vector2f { x: 0.0, y: 0.0 } } else { sys::Vector2f { x: f32::NAN, y: 7.0 } };
            (*out).is_active = active.into();
            (*out).changed_since_last_sync = sys::FALSE;
            (*out).last_change_time = sys::Time::from_nanos(1);
        }
        Ok(Code::SUCCESS)
    })
}

pub unsafe extern "system" fn haptic(
    session: sys::Session,
    info: *const sys::HapticActionInfo,
    _: *const sys::HapticBaseHeader,
) -> Code {
    enter("xrApplyHapticFeedback", |w| {
        // SAFETY: a valid structure, as the specification demands of callers.
        let action = unsafe { (*info).action.into_raw() };
        let doubt = w.doubt;
        if w.session(session.into_raw())?.state != State::FOCUSED {
            if !doubt {
                w.violate("without the focus");
            }
            return Ok(Code::SESSION_NOT_FOCUSED);
        }
        if !matches!(w.objects.get(&action), Some(Object::Action { ty: sys::ActionType::VIBRATION_OUTPUT, .. })) {
            w.violate("no such output");
        }
        w.haptics += 1;
        Ok(Code::SUCCESS)
    })
}
