//! The profiles of OpenXR 1.1, "Interaction Profile Paths", as far as a fair's visitor may bind them: written from the
//! specification, apart from the table that they check.

use openxr::sys::ActionType;

/// Path; what it needs (`core`, `1.1`, or an extension, with `|1.1` where it was promoted under its name); what both
/// hands have; what the left has besides; what the right has besides.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

const POSES: &str = "input/grip/pose input/aim/pose";
const STICK: &str = "input/thumbstick input/thumbstick/x input/thumbstick/y input/thumbstick/click";
const PAD: &str = "input/trackpad input/trackpad/x input/trackpad/y input/trackpad/click input/trackpad/touch";
const TOUCH: &str = "input/squeeze/value input/trigger/value input/trigger/touch input/thumbstick/touch output/haptic";
const XY: &str = "input/x/click input/y/click";
const XY_MENU: &str = "input/x/click input/y/click input/menu/click";
const AB: &str = "input/a/click input/b/click";

const ROWS: &[Row] = &[
    ("khr/simple_controller", "core", "input/select/click input/menu/click output/haptic", "", ""),
    ("oculus/touch_controller", "core", "STICK TOUCH", XY_MENU, "input/a/click input/b/click input/system/click"),
    ("facebook/touch_controller_pro", "XR_FB_touch_controller_pro", "STICK TOUCH", XY_MENU, AB),
    ("meta/touch_pro_controller", "1.1", "STICK TOUCH", XY_MENU, AB),
    ("meta/touch_controller_plus", "XR_META_touch_controller_plus", "STICK TOUCH", XY_MENU, AB),
    ("meta/touch_plus_controller", "1.1", "STICK TOUCH", XY_MENU, AB),
    (
        "htc/vive_controller",
        "core",
        "PAD input/squeeze/click input/menu/click input/trigger/click input/trigger/value output/haptic",
        "",
        "",
    ),
    (
        "valve/index_controller",
        "core",
        "STICK PAD input/a/click input/b/click input/squeeze/value input/squeeze/force input/trigger/click \
         input/trigger/value output/haptic",
        "",
        "",
    ),
    (
        "bytedance/pico_neo3_controller",
        "XR_BD_controller_interaction|1.1",
        "STICK TOUCH input/menu/click input/squeeze/click input/trigger/click",
        XY,
        AB,
    ),
    ("bytedance/pico4_controller", "XR_BD_controller_interaction|1.1", "STICK TOUCH input/squeeze/click", XY_MENU, AB),
    (
        "htc/vive_focus3_controller",
        "XR_HTC_vive_focus3_controller_interaction|1.1",
        "STICK TOUCH input/squeeze/click input/trigger/click",
        XY_MENU,
        AB,
    ),
    (
        "htc/vive_cosmos_controller",
        "XR_HTC_vive_cosmos_controller_interaction|1.1",
        "STICK input/shoulder/click input/squeeze/click input/trigger/click input/trigger/value output/haptic",
        XY_MENU,
        AB,
    ),
    (
        "hp/mixed_reality_controller",
        "XR_EXT_hp_mixed_reality_controller|1.1",
        "STICK input/menu/click input/squeeze/value input/trigger/value output/haptic",
        XY,
        AB,
    ),
    (
        "microsoft/motion_controller",
        "core",
        "STICK PAD input/menu/click input/squeeze/click input/trigger/value output/haptic",
        "",
        "",
    ),
    (
        "ext/hand_interaction_ext",
        "XR_EXT_hand_interaction",
        "input/pinch_ext/pose input/poke_ext/pose input/pinch_ext/value input/pinch_ext/ready_ext \
         input/aim_activate_ext/value input/aim_activate_ext/ready_ext input/grasp_ext/value input/grasp_ext/ready_ext",
        "",
        "",
    ),
];

/// The profile at `path`, where an instance with these extensions knows it.
pub fn known(path: &str, enabled: impl Fn(&str) -> bool, core11: bool) -> Option<&'static Row> {
    let name = path.strip_prefix("/interaction_profiles/")?;
    let row = ROWS.iter().find(|row| row.0 == name)?;
    let met = row.1.split('|').any(|need| match need {
        "core" => true,
        "1.1" => core11,
        extension => enabled(extension),
    });
    met.then_some(row)
}

/// How many profiles an instance with these extensions knows.
pub fn count(enabled: impl Fn(&str) -> bool, core11: bool) -> usize {
    ROWS.iter().filter(|row| known(&format!("/interaction_profiles/{}", row.0), &enabled, core11).is_some()).count()
}

/// Whether the profile has `path` (from `/user/hand/` on).
pub fn has(row: &Row, path: &str) -> bool {
    let (below, besides) = match path.strip_prefix("/user/hand/") {
        Some(rest) => match rest.split_once('/') {
            Some(("left", below)) => (below, row.3),
            Some(("right", below)) => (below, row.4),
            _ => return false,
        },
        None => return false,
    };
    let within = |list: &str| list.split_whitespace().any(|entry| entry == below);
    let both = row.2.split_whitespace().any(|entry| match entry {
        "STICK" => within(STICK),
        "PAD" => within(PAD),
        "TOUCH" => within(TOUCH),
        entry => entry == below,
    });
    both || within(besides) || within(POSES)
}

/// Whether an action of this type can be bound to `path` ("Suggested Bindings": click and value convert, the rest must fit).
pub fn takes(path: &str, ty: ActionType) -> bool {
    let last = path.rsplit('/').next().unwrap_or("");
    match ty {
        ActionType::POSE_INPUT => last == "pose",
        ActionType::VIBRATION_OUTPUT => last == "haptic",
        ActionType::VECTOR2F_INPUT => matches!(last, "thumbstick" | "trackpad"),
        _ => matches!(last, "click" | "value" | "touch" | "x" | "y" | "force" | "ready_ext"),
    }
}
