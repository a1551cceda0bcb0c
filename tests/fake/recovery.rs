//! Losses of every kind, and coming back.

use std::time::Duration;

use boothwalk::device::headset::{Absent, HeadsetOptions, NoHeadset};
use openxr::sys::Result as Code;

use crate::fake::rig::{Rig, Turn, clean, fail, goal};
use crate::fake::world::{Event, Fault};
use crate::fake::{Goal, Script, install, options, world};

/// Calls of a running session.
const RUNNING: &[&str] = &[
    "xrWaitFrame",
    "xrBeginFrame",
    "xrEndFrame",
    "xrLocateViews",
    "xrLocateSpace",
    "xrSyncActions",
    "xrGetActionStateFloat",
    "xrGetActionStateVector2f",
    "xrGetActionStateBoolean",
    "xrAcquireSwapchainImage",
    "xrWaitSwapchainImage",
    "xrReleaseSwapchainImage",
];

/// Calls that make a session, or bring it to life.
const MAKING: &[&str] = &[
    "xrCreateSession",
    "xrEnumerateReferenceSpaces",
    "xrCreateReferenceSpace",
    "xrAttachSessionActionSets",
    "xrCreateActionSpace",
    "xrEnumerateSwapchainFormats",
    "xrCreateSwapchain",
    "xrEnumerateSwapchainImages",
    "xrGetVisibilityMaskKHR",
    "xrBeginSession",
    "xrPerfSettingsSetPerformanceLevelEXT",
    "xrEnumerateDisplayRefreshRatesFB",
];

/// And those that make an instance.
const CONNECTING: &[&str] = &[
    "xrEnumerateInstanceExtensionProperties",
    "xrCreateInstance",
    "xrGetInstanceProperties",
    "xrStringToPath",
    "xrCreateActionSet",
    "xrCreateAction",
    "xrSuggestInteractionProfileBindings",
    "xrGetSystem",
    "xrGetSystemProperties",
    "xrGetVulkanGraphicsRequirements2KHR",
    "xrEnumerateEnvironmentBlendModes",
    "xrEnumerateViewConfigurationViews",
];

#[test]
fn a_session_lost_in_any_call_is_made_again() {
    install(Script::default());
    let mut rig = Rig::open(HeadsetOptions { depth_layer: true, ..options() });
    for result in [Code::ERROR_SESSION_LOST, Code::ERROR_RUNTIME_FAILURE] {
        for call in RUNNING {
            rig.show(2);
            let sessions = world(|w| w.sessions_made);
            fail(call, 1, result);
            rig.until(call, 500, |_, _| world(|w| w.sessions_made) > sessions);
            rig.show(2);
        }
    }
    assert_eq!((rig.rebuilt, world(|w| w.instances_made)), (0, 1), "instance and GPU live on");
    assert_eq!(rig.missed, 0, "what a rebuild takes is not a missed frame");
    rig.leave();
}

#[test]
fn a_failure_within_a_frame_leaves_nothing_begun_and_no_image_out() {
    for call in ["xrLocateViews", "xrLocateSpace", "xrSyncActions", "xrWaitSwapchainImage"] {
        install(Script::default());
        let mut rig = Rig::open(HeadsetOptions { depth_layer: true, ..options() });
        rig.show(2);
        let sessions = world(|w| w.sessions_made);
        fail(call, 0, Code::ERROR_RUNTIME_FAILURE);
        rig.until(call, 500, |_, _| world(|w| w.sessions_made) > sessions);
        rig.show(1);
        let count = |call| world(|w| w.calls[call]);
        assert_eq!(count("xrBeginFrame"), count("xrEndFrame"), "{call}");
        assert_eq!(count("xrAcquireSwapchainImage"), count("xrReleaseSwapchainImage"), "{call}");
        rig.leave();
    }
}

#[test]
fn an_instance_lost_in_any_call_is_made_again() {
    install(Script::default());
    let mut rig = Rig::open(options());
    for call in RUNNING.iter().chain(&["xrPollEvent"]) {
        rig.show(2);
        let instances = world(|w| w.instances_made);
        let rebuilt = rig.rebuilt;
        fail(call, 1, Code::ERROR_INSTANCE_LOST);
        rig.until(call, 500, |_, _| world(|w| w.instances_made) > instances);
        rig.show(2);
        assert_eq!(rig.rebuilt, rebuilt + 1, "{call}");
        assert!(rig.headset.hidden().is_some(), "all that was on the GPU is told again");
    }
    rig.leave();
}

#[test]
fn failures_while_making_are_tried_again() {
    for result in [Code::ERROR_RUNTIME_FAILURE, Code::ERROR_INSTANCE_LOST, Code::ERROR_SESSION_LOST] {
        install(Script::default());
        let mut rig = Rig::open(options());
        for call in MAKING.iter().chain(CONNECTING) {
            rig.show(1);
            world(|w| w.vanish());
            fail(call, 0, result);
            rig.until(call, 500, |_, _| world(|w| w.faults.iter().all(|fault| fault.times == 0)));
            rig.show(1);
        }
        rig.leave();
    }
}

#[test]
fn failures_while_opening_leave_nothing() {
    for call in MAKING.iter().chain(CONNECTING) {
        for result in [Code::ERROR_RUNTIME_FAILURE, Code::ERROR_INSTANCE_LOST] {
            install(Script::default());
            fail(call, 0, result);
            match Rig::try_open(options()) {
                Ok(mut rig) => {
                    // Later calls, and those that another space or another controller makes good.
                    let later = [
                        "xrBeginSession",
                        "xrPerfSettingsSetPerformanceLevelEXT",
                        "xrEnumerateDisplayRefreshRatesFB",
                        "xrCreateReferenceSpace",
                    ];
                    let refused = "xrSuggestInteractionProfileBindings";
                    assert!(later.contains(call) || *call == refused, "{call}");
                    rig.show(1);
                    rig.leave();
                }
                Err(err) => {
                    assert!(format!("{err:#}").contains(call), "{err:#} does not name {call}");
                    clean();
                }
            }
        }
    }
}

#[test]
fn losses_that_are_announced() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(2);
    world(|w| w.take_session());
    let sessions = world(|w| w.sessions_made);
    rig.until("another session", 100, |_, _| world(|w| w.sessions_made) > sessions);
    rig.show(2);
    assert_eq!(rig.rebuilt, 0);
    world(|w| w.tell(Event::InstanceLoss));
    rig.until("rebuilt", 100, |_, turn| turn == Turn::Rebuilt);
    rig.show(2);
    rig.leave();
}

#[test]
fn a_gpu_that_is_lost_a_hundred_times_is_opened_again_on_the_same_instance() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    let instances = world(|w| w.calls["xrCreateInstance"]);
    for lost in 1..=100 {
        rig.show(1 + u64::from(lost) % 3);
        let start = world(|w| w.now);
        rig.headset.gpu().device.destroy();
        rig.until("rebuilt", 100, |_, turn| turn == Turn::Rebuilt);
        rig.show(1);
        assert_eq!(rig.rebuilt, lost);
        assert!(world(|w| w.now) - start < 2_000_000_000, "two seconds without a picture");
    }
    assert_eq!(world(|w| w.calls["xrCreateInstance"]), instances);
    rig.leave();
}

#[test]
fn a_runtime_that_is_gone_is_asked_for_with_growing_pauses() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(2);
    world(|w| {
        w.vanish();
        w.unreachable = true;
    });
    let (start, tried) = world(|w| (w.now, w.calls["xrCreateInstance"]));
    while world(|w| w.now) - start < 60_000_000_000 {
        assert_eq!(rig.turn(), Turn::Idle);
    }
    // At 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 23.75 … 55.75 s.
    assert_eq!(world(|w| w.calls["xrCreateInstance"]) - tried, 11);
    world(|w| w.unreachable = false);
    rig.show(2);
    assert_eq!(rig.rebuilt, 1);
    assert!(rig.frame.as_ref().unwrap().time > Duration::from_secs(60), "visit time went on");
    rig.leave();
}

#[test]
fn a_headset_that_is_away_is_waited_for() {
    install(Script::default());
    world(|w| w.absent = true);
    let err = Rig::try_open(options()).err().unwrap();
    assert!(matches!(err.downcast_ref(), Some(NoHeadset::Absent { .. })), "{err:#}");
    clean();

    let mut rig = Rig::open(HeadsetOptions { absent: Absent::Wait, ..options() });
    assert!(rig.headset.gpu().noop);
    for _ in 0..400 {
        assert_eq!(rig.turn(), Turn::Idle);
    }
    assert!(world(|w| w.calls["xrGetSystem"]) < 10);
    world(|w| w.absent = false);
    rig.show(2);
    assert_eq!(rig.rebuilt, 1, "the real GPU came");

    // Unplugged, and another one plugged in.
    world(|w| {
        w.take_session();
        w.absent = true;
        w.system += 1;
    });
    for _ in 0..100 {
        rig.turn();
    }
    assert_eq!(rig.turn(), Turn::Idle);
    world(|w| w.absent = false);
    rig.show(2);
    assert_eq!(rig.rebuilt, 2, "another headset may hang on another GPU");
    rig.leave();
}

#[test]
fn lost_events_are_made_up_for() {
    // READY, SYNCHRONIZED, VISIBLE and FOCUSED, one by one and all at once, as they come.
    for (skip, count) in [(1, 1), (2, 1), (3, 1), (4, 1), (1, 4), (0, 5)] {
        install(Script::default());
        let mut rig = Rig::open(options());
        for _ in 0..skip {
            rig.turn();
        }
        world(|w| w.drop_events = count);
        rig.show(3);
        rig.leave();
    }
    // STOPPING and IDLE while it is taken off.
    for count in 1..5 {
        install(Script::default());
        let mut rig = Rig::open(options());
        rig.show(2);
        world(|w| w.drop_events = count);
        goal(Goal::Off);
        rig.until("idle", 50, |_, turn| turn == Turn::Idle);
        goal(Goal::Focused);
        rig.show(3);
        rig.leave();
    }
}

#[test]
fn a_running_session_is_asked_once_after_lost_events() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(2);
    world(|w| {
        w.drop_events = 1;
        w.tell(Event::Strange);
    });
    for _ in 0..50 {
        assert!(matches!(rig.turn(), Turn::Frame(true)));
    }
    assert_eq!(world(|w| w.calls["xrEndSession"]), 1);
    rig.leave();
}

#[test]
fn leaving_does_not_depend_on_the_runtime() {
    // Refused.
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    fail("xrRequestExitSession", 0, Code::ERROR_RUNTIME_FAILURE);
    rig.leave();

    // Never answered.
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    rig.headset.request_exit();
    world(|w| {
        if let Some((_, session)) = w.current() {
            session.exit = false;
        }
    });
    let start = world(|w| w.now);
    rig.until("quit", 1000, |_, turn| turn == Turn::Quit);
    let took = world(|w| w.now) - start;
    assert!((2_900_000_000..3_200_000_000).contains(&took), "{took}");
    rig.close();

    // While it is gone.
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    world(|w| {
        w.vanish();
        w.unreachable = true;
    });
    rig.turn();
    rig.leave();
}

#[test]
fn an_instance_that_fails_again_and_again_is_given_up() {
    // A session that can no longer be made on this instance, or not be begun.
    for call in ["xrCreateSession", "xrBeginSession"] {
        install(Script::default());
        let mut rig = Rig::open(options());
        rig.show(1);
        world(|w| {
            w.take_session();
            w.faults.push(Fault { call, skip: 0, times: 4, result: Code::ERROR_RUNTIME_FAILURE });
        });
        rig.show(1);
        assert_eq!(rig.rebuilt, 1, "{call}");
        rig.leave();
    }
}
