//! What a test scripts, and the things a runtime hands out.

use std::collections::HashSet;

use openxr::sys::{self, Result as Code, SessionState as State};

/// How the runtime is at the start.
#[derive(Debug, Clone)]
pub struct Script {
    pub core11: bool,
    pub extensions: Vec<&'static str>,
    pub spaces: Vec<sys::ReferenceSpaceType>,
    pub formats: Vec<i64>,
    pub size: (u32, u32),
    pub rates: Vec<f32>,
}

pub const ALL_EXTENSIONS: &[&str] = &[
    "XR_KHR_vulkan_enable2",
    "XR_KHR_visibility_mask",
    "XR_KHR_composition_layer_depth",
    "XR_FB_display_refresh_rate",
    "XR_EXT_local_floor",
    "XR_FB_touch_controller_pro",
    "XR_META_touch_controller_plus",
    "XR_BD_controller_interaction",
    "XR_HTC_vive_focus3_controller_interaction",
    "XR_HTC_vive_cosmos_controller_interaction",
    "XR_EXT_hp_mixed_reality_controller",
    "XR_EXT_hand_interaction",
    "XR_EXT_performance_settings",
];

impl Default for Script {
    fn default() -> Self {
        use sys::ReferenceSpaceType as Space;
        Script {
            core11: true,
            extensions: ALL_EXTENSIONS.to_vec(),
            spaces: vec![Space::VIEW, Space::LOCAL, Space::STAGE, Space::LOCAL_FLOOR],
            formats: vec![44, 50, 43, 124, 126],
            size: (64, 48),
            rates: vec![72.0, 90.0, 120.0],
        }
    }
}

/// Where the runtime leads a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    Off,
    Synchronized,
    Visible,
    Focused,
    Exit,
}

/// A call that fails.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Empty: any call.
    pub call: &'static str,
    /// So many matching calls pass first.
    pub skip: u32,
    pub times: u32,
    pub result: Code,
}

pub enum Object {
    Instance { extensions: HashSet<String>, core11: bool, lost: bool, required: bool },
    Session(Box<Session>),
    Space { session: u64, kind: Place },
    Swapchain(Chain),
    Set { instance: u64, attached: bool },
    Action { set: u64, ty: sys::ActionType, hands: Vec<u64> },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    Reference(sys::ReferenceSpaceType),
    Hand(usize),
}

pub struct Session {
    pub instance: u64,
    pub state: State,
    pub running: bool,
    pub lost: bool,
    /// An injected failure left it in a state that its destruction need not tidy.
    pub tainted: bool,
    pub sets: Vec<u64>,
    pub waited: Option<i64>,
    pub begun: Option<i64>,
    /// Frames ended since it began.
    pub ended: u32,
    /// What locating the views last said.
    pub views_valid: bool,
    pub exit: bool,
    /// Polls between the news of a loss and the loss.
    pub patience: u32,
}

pub struct Chain {
    pub session: u64,
    pub depth: bool,
    pub layers: u32,
    pub size: (u32, u32),
    pub next: u32,
    pub acquired: bool,
    pub waited: bool,
    pub released: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Event {
    State(u64, State),
    Lost(u32),
    InstanceLoss,
    Recentred(u64, sys::ReferenceSpaceType),
    Profiles(u64),
    Mask(u64),
    Rate(f32),
    /// How hard pressed the GPU is by heat.
    Heat(sys::PerfSettingsNotificationLevelEXT),
    /// A type that no headset knows.
    Strange,
}

/// What a hand does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hand {
    pub tracked: bool,
    pub trigger: f32,
    pub profile: Option<&'static str>,
}

impl Object {
    pub fn parent(&self) -> Option<u64> {
        match self {
            Object::Instance { .. } => None,
            Object::Session(session) => Some(session.instance),
            Object::Space { session, .. } => Some(*session),
            Object::Swapchain(chain) => Some(chain.session),
            Object::Set { instance, .. } => Some(*instance),
            Object::Action { set, .. } => Some(*set),
        }
    }
}
