//! Which button of which controller does what: one row a controller.
//!
//! Paths are those of OpenXR 1.1, "Interaction Profile Paths". A profile is suggested only where the
//! instance has what it needs, because a runtime answers `XR_ERROR_PATH_UNSUPPORTED` to names it never heard of.

use openxr as xr;

/// What a binding is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Grip,
    Aim,
    Trigger,
    Squeeze,
    Stick,
    Primary,
    Secondary,
    Menu,
    Haptic,
}

/// The hands a path exists on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Both,
    Left,
    Right,
}

impl On {
    pub fn has(self, hand: usize) -> bool {
        match self {
            On::Both => true,
            On::Left => hand == 0,
            On::Right => hand == 1,
        }
    }
}

/// Extensions that bring controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ext {
    TouchPro,
    TouchPlus,
    Pico,
    Focus3,
    Cosmos,
    Hp,
    Hands,
}

impl Ext {
    pub fn within(self, set: &xr::ExtensionSet) -> bool {
        match self {
            Ext::TouchPro => set.fb_touch_controller_pro,
            Ext::TouchPlus => set.meta_touch_controller_plus,
            Ext::Pico => set.bd_controller_interaction,
            Ext::Focus3 => set.htc_vive_focus3_controller_interaction,
            Ext::Cosmos => set.htc_vive_cosmos_controller_interaction,
            Ext::Hp => set.ext_hp_mixed_reality_controller,
            Ext::Hands => set.ext_hand_interaction,
        }
    }
}

/// What an instance needs for a profile to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Core,
    /// OpenXR 1.1 (the profile was promoted under another name).
    Core11,
    Extension(Ext),
    /// Either: the profile was promoted under its old name.
    ExtensionOr11(Ext),
}

impl Needs {
    pub fn met(self, enabled: &xr::ExtensionSet, core11: bool) -> bool {
        match self {
            Needs::Core => true,
            Needs::Core11 => core11,
            Needs::Extension(ext) => ext.within(enabled),
            Needs::ExtensionOr11(ext) => core11 || ext.within(enabled),
        }
    }
}

/// One controller.
pub(super) struct Profile {
    pub path: &'static str,
    /// For people.
    pub name: &'static str,
    pub needs: Needs,
    /// What, on which hand, and the path below `/user/hand/left` or `right`.
    pub bindings: &'static [(Role, On, &'static str)],
}

use On::{Both, Left, Right};
use Role::{Aim, Grip, Haptic, Menu, Primary, Secondary, Squeeze, Stick, Trigger};

const GRIP: (Role, On, &str) = (Grip, Both, "input/grip/pose");
const AIM: (Role, On, &str) = (Aim, Both, "input/aim/pose");
const HAPTIC: (Role, On, &str) = (Haptic, Both, "output/haptic");
const TRIGGER: (Role, On, &str) = (Trigger, Both, "input/trigger/value");
const SQUEEZE: (Role, On, &str) = (Squeeze, Both, "input/squeeze/value");
const SQUEEZE_CLICK: (Role, On, &str) = (Squeeze, Both, "input/squeeze/click");
const STICK: (Role, On, &str) = (Stick, Both, "input/thumbstick");
const X: (Role, On, &str) = (Primary, Left, "input/x/click");
const A: (Role, On, &str) = (Primary, Right, "input/a/click");
const Y: (Role, On, &str) = (Secondary, Left, "input/y/click");
const B: (Role, On, &str) = (Secondary, Right, "input/b/click");
const MENU: (Role, On, &str) = (Menu, Both, "input/menu/click");
const MENU_LEFT: (Role, On, &str) = (Menu, Left, "input/menu/click");
/// The right hand's menu button is the system's there: whoever has only that hand clicks its stick.
const MENU_RIGHT: (Role, On, &str) = (Menu, Right, "input/thumbstick/click");

/// A stick and four buttons with a menu button on the left: Touch and all that follow it.
const TOUCH: &[(Role, On, &str)] = &[GRIP, AIM, HAPTIC, TRIGGER, SQUEEZE, STICK, X, A, Y, B, MENU_LEFT, MENU_RIGHT];

/// Every controller we know.
pub(super) const PROFILES: &[Profile] = &[
    Profile {
        path: "/interaction_profiles/khr/simple_controller",
        name: "simple controller",
        needs: Needs::Core,
        bindings: &[GRIP, AIM, HAPTIC, (Trigger, Both, "input/select/click"), MENU],
    },
    Profile {
        path: "/interaction_profiles/oculus/touch_controller",
        name: "Touch",
        needs: Needs::Core,
        bindings: TOUCH,
    },
    Profile {
        path: "/interaction_profiles/facebook/touch_controller_pro",
        name: "Touch Pro",
        needs: Needs::Extension(Ext::TouchPro),
        bindings: TOUCH,
    },
    Profile {
        path: "/interaction_profiles/meta/touch_pro_controller",
        name: "Touch Pro",
        needs: Needs::Core11,
        bindings: TOUCH,
    },
    Profile {
        path: "/interaction_profiles/meta/touch_controller_plus",
        name: "Touch Plus",
        needs: Needs::Extension(Ext::TouchPlus),
        bindings: TOUCH,
    },
    Profile {
        path: "/interaction_profiles/meta/touch_plus_controller",
        name: "Touch Plus",
        needs: Needs::Core11,
        bindings: TOUCH,
    },
    Profile {
        // No stick: the trackpad stands in for it, and its click is the one button.
        path: "/interaction_profiles/htc/vive_controller",
        name: "Vive",
        needs: Needs::Core,
        bindings: &[
            GRIP,
            AIM,
            HAPTIC,
            TRIGGER,
            SQUEEZE_CLICK,
            (Stick, Both, "input/trackpad"),
            (Primary, Both, "input/trackpad/click"),
            MENU,
        ],
    },
    Profile {
        // No menu button for applications: the stick's click stands in.
        path: "/interaction_profiles/valve/index_controller",
        name: "Index",
        needs: Needs::Core,
        bindings: &[
            GRIP,
            AIM,
            HAPTIC,
            TRIGGER,
            SQUEEZE,
            STICK,
            (Primary, Both, "input/a/click"),
            (Secondary, Both, "input/b/click"),
            (Menu, Both, "input/thumbstick/click"),
        ],
    },
    Profile {
        path: "/interaction_profiles/bytedance/pico_neo3_controller",
        name: "Pico Neo3",
        needs: Needs::ExtensionOr11(Ext::Pico),
        bindings: &[GRIP, AIM, HAPTIC, TRIGGER, SQUEEZE, STICK, X, A, Y, B, MENU],
    },
    Profile {
        path: "/interaction_profiles/bytedance/pico4_controller",
        name: "Pico 4",
        needs: Needs::ExtensionOr11(Ext::Pico),
        bindings: TOUCH,
    },
    Profile {
        path: "/interaction_profiles/htc/vive_focus3_controller",
        name: "Vive Focus 3",
        needs: Needs::ExtensionOr11(Ext::Focus3),
        bindings: TOUCH,
    },
    Profile {
        path: "/interaction_profiles/htc/vive_cosmos_controller",
        name: "Vive Cosmos",
        needs: Needs::ExtensionOr11(Ext::Cosmos),
        bindings: &[GRIP, AIM, HAPTIC, TRIGGER, SQUEEZE_CLICK, STICK, X, A, Y, B, MENU_LEFT, MENU_RIGHT],
    },
    Profile {
        path: "/interaction_profiles/hp/mixed_reality_controller",
        name: "HP Mixed Reality",
        needs: Needs::ExtensionOr11(Ext::Hp),
        bindings: &[GRIP, AIM, HAPTIC, TRIGGER, SQUEEZE, STICK, X, A, Y, B, MENU],
    },
    Profile {
        path: "/interaction_profiles/microsoft/motion_controller",
        name: "Windows Mixed Reality",
        needs: Needs::Core,
        bindings: &[GRIP, AIM, HAPTIC, TRIGGER, SQUEEZE_CLICK, STICK, (Primary, Both, "input/trackpad/click"), MENU],
    },
    Profile {
        // Bare hands: what the hand points at is pressed by pinching, things are held by a fist.
        path: "/interaction_profiles/ext/hand_interaction_ext",
        name: "hands",
        needs: Needs::Extension(Ext::Hands),
        bindings: &[
            GRIP,
            AIM,
            (Trigger, Both, "input/aim_activate_ext/value"),
            (Squeeze, Both, "input/grasp_ext/value"),
        ],
    },
];

/// The name for people of the profile at `path`.
pub(super) fn name_of(path: &str) -> &str {
    PROFILES.iter().find(|profile| profile.path == path).map_or(path, |profile| profile.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_controller_points_and_presses_with_both_hands() {
        for profile in PROFILES {
            for hand in 0..2 {
                for role in [Grip, Aim, Trigger] {
                    assert_eq!(
                        profile.bindings.iter().filter(|(r, on, _)| *r == role && on.has(hand)).count(),
                        1,
                        "{} {role:?} {hand}",
                        profile.path
                    );
                }
            }
        }
    }

    #[test]
    fn one_hand_will_do() {
        for profile in PROFILES {
            for hand in 0..2 {
                let has = |role: Role| profile.bindings.iter().any(|(r, on, _)| *r == role && on.has(hand));
                // Bare hands have the menu above their palm; who has no button for tools has the card.
                assert!(has(Menu) || profile.name == "hands", "{} {hand}", profile.path);
                // Without a stick or a grip the trigger goes and takes.
                assert!(has(Squeeze) || has(Trigger), "{} {hand}", profile.path);
                let other = |(role, on, _): &(Role, On, &str)| {
                    on.has(hand) && !profile.bindings.iter().any(|(r, on, _)| r == role && on.has(1 - hand))
                };
                assert!(!profile.bindings.iter().any(other), "{} has more in hand {hand}", profile.path);
            }
        }
    }

    #[test]
    fn names_are_for_people() {
        assert_eq!(name_of("/interaction_profiles/bytedance/pico4_controller"), "Pico 4");
        assert_eq!(name_of("/interaction_profiles/acme/glove"), "/interaction_profiles/acme/glove");
    }
}
