//! The visitor's hands: one set of actions, bound for every controller we know.

use glam::Vec2;
use openxr as xr;

use super::error::{Loss, Named as _, XrError};
use super::places::pose_of;
use super::profiles::{PROFILES, Role, name_of};
use crate::device::Hand;

/// The paths of the two hands, left first.
pub(super) const HANDS: [&str; 2] = [xr::USER_HAND_LEFT, xr::USER_HAND_RIGHT];

/// The actions of an instance. They outlive its sessions: bindings may be suggested only before they are attached.
pub(super) struct Actions {
    pub set: xr::ActionSet,
    hands: [xr::Path; 2],
    grip: xr::Action<xr::Posef>,
    aim: xr::Action<xr::Posef>,
    trigger: xr::Action<f32>,
    squeeze: xr::Action<f32>,
    stick: xr::Action<xr::Vector2f>,
    primary: xr::Action<bool>,
    secondary: xr::Action<bool>,
    menu: xr::Action<bool>,
    haptic: xr::Action<xr::Haptic>,
}

/// Where a session finds the hands.
pub(super) struct HandSpaces {
    grip: xr::Space,
    aim: xr::Space,
}

impl Actions {
    /// Makes the actions and suggests every binding that the instance can know.
    ///
    /// A profile that the runtime refuses is said in the log and left out: the others still work.
    pub fn new(instance: &xr::Instance, enabled: &xr::ExtensionSet, core11: bool) -> Result<Actions, XrError> {
        let path = |text: &str| instance.string_to_path(text).named("xrStringToPath");
        let hands = [path(HANDS[0])?, path(HANDS[1])?];
        let set = instance.create_action_set("visit", "Visit", 0).named("xrCreateActionSet")?;
        let actions = Actions {
            grip: make(&set, "grip", "Hand", &hands)?,
            aim: make(&set, "aim", "Pointer", &hands)?,
            trigger: make(&set, "trigger", "Press", &hands)?,
            squeeze: make(&set, "squeeze", "Hold", &hands)?,
            stick: make(&set, "stick", "Move and turn", &hands)?,
            primary: make(&set, "primary", "First button", &hands)?,
            secondary: make(&set, "secondary", "Second button", &hands)?,
            menu: make(&set, "menu", "Menu", &hands)?,
            haptic: make(&set, "haptic", "Touch feedback", &hands)?,
            set,
            hands,
        };
        for profile in PROFILES.iter().filter(|profile| profile.needs.met(enabled, core11)) {
            let mut bindings = Vec::new();
            for (role, on, below) in profile.bindings {
                for (hand, user) in HANDS.iter().enumerate().filter(|(hand, _)| on.has(*hand)) {
                    debug_assert!(hand < 2);
                    bindings.push(actions.binding(*role, path(&format!("{user}/{below}"))?));
                }
            }
            match instance
                .suggest_interaction_profile_bindings(path(profile.path)?, &bindings)
                .named("xrSuggestInteractionProfileBindings")
            {
                Ok(()) => {}
                Err(err) if err.loss() == Loss::Instance => return Err(err),
                Err(err) => log::warn!("the runtime refuses the {} controller ({}): {err}", profile.name, profile.path),
            }
        }
        Ok(actions)
    }

    fn binding(&self, role: Role, path: xr::Path) -> xr::Binding<'_> {
        match role {
            Role::Grip => xr::Binding::new(&self.grip, path),
            Role::Aim => xr::Binding::new(&self.aim, path),
            Role::Trigger => xr::Binding::new(&self.trigger, path),
            Role::Squeeze => xr::Binding::new(&self.squeeze, path),
            Role::Stick => xr::Binding::new(&self.stick, path),
            Role::Primary => xr::Binding::new(&self.primary, path),
            Role::Secondary => xr::Binding::new(&self.secondary, path),
            Role::Menu => xr::Binding::new(&self.menu, path),
            Role::Haptic => xr::Binding::new(&self.haptic, path),
        }
    }

    /// Attaches the actions to a new session, and gives the hands' spaces in it.
    pub fn attach(&self, session: &xr::Session<xr::Vulkan>) -> Result<[HandSpaces; 2], XrError> {
        session.attach_action_sets(&[&self.set]).named("xrAttachSessionActionSets")?;
        let spaces = |hand: xr::Path| -> Result<HandSpaces, XrError> {
            let make = |action: &xr::Action<xr::Posef>| {
                action.create_space(session, hand, xr::Posef::IDENTITY).named("xrCreateActionSpace")
            };
            Ok(HandSpaces { grip: make(&self.grip)?, aim: make(&self.aim)? })
        };
        Ok([spaces(self.hands[0])?, spaces(self.hands[1])?])
    }

    /// Both hands at `time`, from the state of the last sync.
    pub fn read(
        &self,
        session: &xr::Session<xr::Vulkan>,
        spaces: &[HandSpaces; 2],
        base: &xr::Space,
        time: xr::Time,
    ) -> Result<[Hand; 2], XrError> {
        session.sync_actions(&[(&self.set).into()]).named("xrSyncActions")?;
        let mut out = [Hand::default(); 2];
        for ((hand, path), space) in out.iter_mut().zip(self.hands).zip(spaces) {
            hand.grip = pose_of(space.grip.locate(base, time).named("xrLocateSpace")?);
            hand.aim = pose_of(space.aim.locate(base, time).named("xrLocateSpace")?);
            hand.trigger = unit(state(&self.trigger, session, path)?.unwrap_or(0.0), 0.0);
            let squeeze = state(&self.squeeze, session, path)?;
            // A hand that points and squeezes nothing: the trigger has to take, too.
            hand.no_squeeze = squeeze.is_none() && hand.aim.is_some();
            hand.squeeze = unit(squeeze.unwrap_or(0.0), 0.0);
            let stick = state(&self.stick, session, path)?;
            // A hand that points and has no stick: the trigger has to do the stick's work.
            hand.no_stick = stick.is_none() && hand.aim.is_some();
            let stick = stick.unwrap_or_default();
            hand.stick = Vec2::new(unit(stick.x, -1.0), unit(stick.y, -1.0));
            hand.primary = state(&self.primary, session, path)?.unwrap_or(false);
            hand.secondary = state(&self.secondary, session, path)?.unwrap_or(false);
            hand.menu = state(&self.menu, session, path)?.unwrap_or(false);
        }
        Ok(out)
    }

    /// A short push against one hand: `strength` 0 to 1.
    pub fn pulse(
        &self,
        session: &xr::Session<xr::Vulkan>,
        hand: usize,
        length: std::time::Duration,
        strength: f32,
    ) -> Result<(), XrError> {
        let Some(path) = self.hands.get(hand) else { return Ok(()) };
        let event = xr::HapticVibration::new()
            .amplitude(unit(strength, 0.0))
            .frequency(xr::FREQUENCY_UNSPECIFIED)
            .duration(xr::Duration::from_nanos(i64::try_from(length.as_nanos()).unwrap_or(i64::MAX)));
        self.haptic.apply_feedback(session, *path, &event).named("xrApplyHapticFeedback")
    }

    /// What each hand holds now, for people; `None` while it holds nothing.
    pub fn held(&self, session: &xr::Session<xr::Vulkan>) -> Result<[Option<String>; 2], XrError> {
        let mut held = [None, None];
        for (held, path) in held.iter_mut().zip(self.hands) {
            let profile = session.current_interaction_profile(path).named("xrGetCurrentInteractionProfile")?;
            if profile != xr::Path::NULL {
                let text = session.instance().path_to_string(profile).named("xrPathToString")?;
                *held = Some(name_of(&text).to_owned());
            }
        }
        Ok(held)
    }
}

fn make<T: xr::ActionTy>(
    set: &xr::ActionSet,
    name: &str,
    people: &str,
    hands: &[xr::Path; 2],
) -> Result<xr::Action<T>, XrError> {
    set.create_action(name, people, hands).named("xrCreateAction")
}

/// The state of an action, where something is bound to it and active.
fn state<T: xr::ActionInput>(
    action: &xr::Action<T>,
    session: &xr::Session<xr::Vulkan>,
    hand: xr::Path,
) -> Result<Option<T>, XrError> {
    let state = action.state(session, hand).named("xrGetActionState")?;
    Ok(state.is_active.then_some(state.current_state))
}

/// Within `low` and 1, whatever the runtime says.
fn unit(value: f32, low: f32) -> f32 {
    if value.is_finite() { value.clamp(low, 1.0) } else { 0.0 }
}
