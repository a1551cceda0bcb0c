//! Random lives: whatever happens, no call is wrong, and a runtime that behaves again is made use of again.
//!
//! BOOTHWALK_SEED=N runs that one life, and logs it.

use std::time::Duration;

use boothwalk::device::headset::{Absent, HeadsetOptions};
use openxr::sys::{PerfSettingsNotificationLevelEXT as Heat, ReferenceSpaceType as Space, Result as Code};

use crate::fake::rig::{Manners, Rig, Turn, clean};
use crate::fake::world::{ALL_EXTENSIONS, Event, Fault};
use crate::fake::{Goal, QUAD, Script, install, options, world};

const LIVES: u64 = 500;

#[test]
fn random_lives_one() {
    live(1);
}

#[test]
fn random_lives_two() {
    live(2);
}

#[test]
fn random_lives_three() {
    live(3);
}

fn live(part: u64) {
    if let Some(seed) = std::env::var("BOOTHWALK_SEED").ok().and_then(|seed| seed.parse().ok()) {
        let _ = env_logger::Builder::new().filter_level(log::LevelFilter::Debug).is_test(true).try_init();
        return one(seed);
    }
    for seed in part * 1_000_000..part * 1_000_000 + LIVES {
        one(seed);
    }
}

/// Splitmix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }
}

/// Names the seed of a life that ends badly.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}: run it alone with BOOTHWALK_SEED={}", self.0, self.0);
        }
    }
}

const CALLS: &[&str] = &[
    "",
    "",
    "xrPollEvent",
    "xrWaitFrame",
    "xrBeginFrame",
    "xrEndFrame",
    "xrLocateViews",
    "xrLocateSpace",
    "xrSyncActions",
    "xrGetActionStateFloat",
    "xrAcquireSwapchainImage",
    "xrWaitSwapchainImage",
    "xrReleaseSwapchainImage",
    "xrBeginSession",
    "xrEndSession",
    "xrRequestExitSession",
    "xrCreateSession",
    "xrCreateSwapchain",
    "xrCreateReferenceSpace",
    "xrCreateActionSpace",
    "xrCreateAction",
    "xrCreateInstance",
    "xrGetSystem",
    "xrGetVisibilityMaskKHR",
    "xrGetCurrentInteractionProfile",
    "xrRequestDisplayRefreshRateFB",
    "xrPerfSettingsSetPerformanceLevelEXT",
    "xrSuggestInteractionProfileBindings",
    "xrAttachSessionActionSets",
];

const RESULTS: &[Code] = &[
    Code::ERROR_SESSION_LOST,
    Code::ERROR_SESSION_LOST,
    Code::ERROR_INSTANCE_LOST,
    Code::ERROR_INSTANCE_LOST,
    Code::ERROR_RUNTIME_FAILURE,
    Code::ERROR_RUNTIME_UNAVAILABLE,
    Code::ERROR_OUT_OF_MEMORY,
    Code::ERROR_LIMIT_REACHED,
    Code::ERROR_FORM_FACTOR_UNAVAILABLE,
    Code::ERROR_PATH_UNSUPPORTED,
    Code::ERROR_SESSION_NOT_RUNNING,
    Code::ERROR_VALIDATION_FAILURE,
];

fn one(seed: u64) {
    let _named = Named(seed);
    let mut dice = Dice(seed);
    install(script(&mut dice));
    let with = HeadsetOptions {
        depth_layer: dice.one_in(2),
        quads: [dice.one_in(2).then_some(QUAD), None, None],
        absent: if dice.one_in(2) { Absent::Wait } else { Absent::Fail },
        ..options()
    };
    if dice.one_in(8) {
        happen(&mut dice);
    }
    let Ok(mut rig) = Rig::try_open(with) else { return clean() };
    rig.version = dice.one_in(2).then_some(0);
    for _ in 0..20 + dice.below(40) {
        happen(&mut dice);
        for _ in 0..1 + dice.below(6) {
            let manners = match dice.below(12) {
                0 => Manners::Double,
                1 => Manners::Blank,
                2 => Manners::Hasty,
                3 => Manners::Forgetful,
                4 => Manners::Absent,
                5 => Manners::Insistent,
                _ => Manners::Good,
            };
            if let Some(version) = &mut rig.version {
                *version += u64::from(dice.one_in(3));
            }
            if rig.turn_with(manners) == Turn::Quit {
                assert_eq!(rig.turn(), Turn::Quit);
                return rig.close();
            }
        }
    }
    // The runtime behaves from here on.
    world(|w| {
        w.faults.clear();
        w.drop_events = 0;
        w.goal = Goal::Focused;
        (w.absent, w.unreachable, w.render, w.views_valid) = (false, false, true, true);
        w.hands[0].tracked = true;
        (w.turning_only, w.senseless) = (false, false);
        w.period = 10_000_000;
    });
    let leaving = world(|w| w.current().is_some_and(|(_, session)| session.exit));
    if leaving {
        rig.until("quit", 600, |_, turn| turn == Turn::Quit);
        return rig.close();
    }
    rig.show(5);
    match dice.below(3) {
        0 => rig.leave(),
        1 => {
            world(|w| w.goal = Goal::Exit);
            rig.until("quit", 100, |_, turn| turn == Turn::Quit);
            rig.close();
        }
        _ => rig.close(),
    }
}

fn script(dice: &mut Dice) -> Script {
    let keep = 1 + dice.below(4);
    let extensions = ALL_EXTENSIONS.iter().copied().filter(|name| name.contains("vulkan") || dice.below(4) < keep);
    let mut script = Script { extensions: extensions.collect(), core11: dice.one_in(2), ..Script::default() };
    script.spaces.retain(|space| matches!(*space, Space::VIEW | Space::LOCAL) || dice.one_in(2));
    if dice.one_in(3) {
        script.formats = vec![50, 126];
    }
    if dice.one_in(4) {
        script.rates.clear();
    }
    script
}

/// Something happens at the runtime.
fn happen(dice: &mut Dice) {
    world(|w| {
        let session = w.current().map(|(handle, _)| handle);
        match dice.below(26) {
            0..=2 => w.goal = Goal::Focused,
            3 => w.goal = Goal::Visible,
            4 => w.goal = Goal::Synchronized,
            5..=6 => w.goal = Goal::Off,
            7 if dice.one_in(6) => w.goal = Goal::Exit,
            8..=11 => {
                let fault = Fault {
                    call: dice.of(CALLS),
                    skip: dice.below(12) as u32,
                    times: 1 + dice.below(3) as u32,
                    result: dice.of(RESULTS),
                };
                w.faults.push(fault);
            }
            12 => {
                w.vanish();
                w.system += dice.below(2);
            }
            13 => w.take_session(),
            14 => w.tell(Event::InstanceLoss),
            15 => {
                w.absent = !w.absent;
                if w.absent {
                    w.take_session();
                }
            }
            16 => {
                w.unreachable = !w.unreachable;
                if w.unreachable {
                    w.vanish();
                }
            }
            17 => w.render = !w.render,
            18 => {
                w.views_valid = !w.views_valid;
                (w.turning_only, w.senseless) = (dice.one_in(4), dice.one_in(4));
            }
            19 => w.hands[dice.below(2) as usize].tracked = dice.one_in(2),
            20 => w.late = dice.below(200) as i64,
            21 => w.drop_events = dice.below(5) as u32,
            22 => {
                if let Some(session) = session {
                    w.tell(Event::Recentred(session, dice.of(&[Space::LOCAL, Space::STAGE, Space::LOCAL_FLOOR])));
                    w.tell(Event::Profiles(session));
                    w.tell(Event::Mask(session));
                }
                w.mask = dice.of(&[&[0, 1, 2][..], &[], &[0, 1, 9], &[0, 1]]).to_vec();
                w.hands[0].profile =
                    dice.of(&[None, Some("/interaction_profiles/khr/simple_controller"), Some("/user/hand/left")]);
            }
            23 => {
                w.tell(Event::Rate(dice.of(&[72.0, 90.0, f32::NAN])));
                w.tell(Event::Heat(Heat::from_raw(dice.of(&[0, 25, 75, -1]))));
                w.tell(Event::Strange);
                // Of a session that is long gone.
                w.tell(Event::State(3, openxr::sys::SessionState::EXITING));
            }
            24 => {
                w.period = dice.of(&[8_333_333, 13_888_889]);
                w.nonsense = dice.of(&[None, Some(0), Some(-5), Some(i64::MAX)]);
            }
            _ => w.now += Duration::from_secs(dice.below(4)).as_nanos() as i64,
        }
    });
}
