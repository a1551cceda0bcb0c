//! The headset against a runtime in this process: every edge of a session's life, every loss, every odd event.

mod fake;
#[path = "fake/random.rs"]
mod random;
#[path = "fake/recovery.rs"]
mod recovery;

use std::time::Duration;

use boothwalk::device::headset::{Entry, Headset, HeadsetOptions, NoHeadset, Platform, Strain, probe};
use boothwalk::device::{Command, Drawn, QUADS, Step};
use boothwalk::visit::{Ground, Settings, Visit};
use fake::rig::{Manners, Rig, Turn, clean, fail, goal};
use fake::world::{Event, Place};
use fake::{Goal, QUAD, Script, install, options, profiles, world};
use openxr::sys::{ReferenceSpaceType as Space, Result as Code};

fn without(names: &[&str]) -> Vec<&'static str> {
    fake::world::ALL_EXTENSIONS.iter().copied().filter(|name| !names.contains(name)).collect()
}

#[test]
fn shows_pictures_and_reads_hands() {
    install(Script::default());
    world(|w| w.hands[1].trigger = 0.75);
    let mut rig = Rig::open(options());
    assert_eq!(rig.headset.runtime().as_deref(), Some("Fake 1.2.3"));
    let surface = rig.headset.surface();
    assert_eq!((surface.format, surface.size), (wgpu::TextureFormat::Rgba8UnormSrgb, (64, 48)));
    assert_eq!((surface.views, surface.depth), (2, None));
    rig.show(3);
    let frame = rig.frame.clone().unwrap();
    let [left, right] = frame.input.hands;
    assert_eq!((left.trigger, right.trigger), (0.0, 0.75));
    assert_eq!(right.aim.unwrap().position.y, 1.6);
    assert_eq!(right.stick, glam::Vec2::new(0.0, 1.0), "what is no number is nothing, what is too much is all");
    assert_eq!(frame.input.head.position.y, 1.6);
    assert_eq!(frame.views.as_slice().len(), 2);
    assert_eq!(rig.missed, 0);
    rig.leave();
}

/// What a hand has of each controller when the other hand has nothing: a press of every path that it has, one by one.
#[test]
fn each_hand_alone_has_what_a_visit_needs_of_every_controller() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(2);
    for profile in world(|w| w.suggested.clone()) {
        for hand in 0..2 {
            let name: &'static str = profile.clone().leak();
            world(|w| {
                w.hands = [fake::world::Hand { tracked: false, trigger: 0.0, profile: None }; 2];
                w.hands[hand] = fake::world::Hand { tracked: true, trigger: 0.0, profile: Some(name) };
            });
            let user = ["/user/hand/left/", "/user/hand/right/"][hand];
            let paths = world(|w| {
                let mine = w.bindings.iter().filter(|(of, _, path)| *of == profile && path.starts_with(user));
                mine.map(|(.., path)| path.clone()).collect::<Vec<_>>()
            });
            // What some press or other does.
            let (mut trigger, mut squeeze, mut menu) = (false, false, false);
            let (mut no_stick, mut no_squeeze) = (false, false);
            for path in paths {
                world(|w| w.presses = Some(vec![path]));
                rig.turn();
                let hands = rig.frame.as_ref().unwrap().input.hands;
                assert_eq!(hands[1 - hand], boothwalk::device::Hand::default(), "{profile}: the other hand rests");
                let now = hands[hand];
                assert!(now.aim.is_some());
                (trigger, squeeze, menu) =
                    (trigger | (now.trigger > 0.9), squeeze | (now.squeeze > 0.9), menu | now.menu);
                (no_stick, no_squeeze) = (now.no_stick, now.no_squeeze);
            }
            let bare = name.ends_with("hand_interaction_ext");
            assert!(trigger, "{profile} {hand} chooses");
            assert!(squeeze != no_squeeze, "{profile} {hand} takes: by a squeeze, or by the trigger");
            assert!(menu || bare && no_stick, "{profile} {hand} opens the menu, by a button or above the palm");
        }
    }
    world(|w| w.presses = None);
    rig.leave();
}

/// Somebody who sits sees from a standing height in every space that there is, also when it is recentred or another one.
#[test]
fn a_seat_is_as_high_in_every_space() {
    let ground = Ground::new(glam::Vec2::splat(20.0));
    let mut visit = Visit::new((glam::Vec2::ZERO, 0.0));
    visit.settings = Settings { seated: true, sat: Some(1.15), ..Settings::default() };
    let mut eyes = |rig: &mut Rig| {
        let mut shown = 0;
        rig.until("two seconds", 3000, |rig, turn| {
            if let (Turn::Frame(_), Some(frame)) = (turn, &rig.frame) {
                visit.update(frame, &ground);
                shown += 1;
            }
            shown >= 200
        });
        (visit.head().position.y, visit.settings.sat)
    };
    install(Script::default());
    world(|w| w.height = 1.2);
    let mut rig = Rig::open(options());
    rig.show(1);
    let (high, sat) = eyes(&mut rig);
    assert!((high - 1.65).abs() < 1e-4 && sat == Some(1.15), "what was measured before holds: {high}");
    // The system recentres; the floor stays where it is.
    let tell = |kind| {
        world(|w| {
            let session = w.current().unwrap().0;
            w.tell(Event::Recentred(session, kind));
        });
    };
    tell(Space::LOCAL_FLOOR);
    let (high, _) = eyes(&mut rig);
    assert!((high - 1.65).abs() < 1e-4, "{high}");
    // Another session knows no floor: its origin is at the eyes, and they are taken for those of somebody who stands.
    world(|w| {
        w.script.spaces = vec![Space::VIEW, Space::LOCAL];
        w.height = 1.6;
        w.take_session();
    });
    let (high, sat) = eyes(&mut rig);
    assert!((high - 1.6).abs() < 1e-4 && sat == Some(1.6), "measured anew: {high}");
    // And recentred there after having sunk into the seat.
    world(|w| w.height = 1.45);
    let (high, _) = eyes(&mut rig);
    assert!((high - 1.45).abs() < 1e-4, "leaning is not measured: {high}");
    world(|w| w.height = 1.6);
    tell(Space::LOCAL);
    let (high, _) = eyes(&mut rig);
    assert!((high - 1.6).abs() < 1e-4, "{high}");
    rig.leave();
}

#[test]
fn draws_to_both_layers() {
    install(Script::default());
    let mut headset = Headset::open(HeadsetOptions { depth_layer: true, ..options() }).unwrap();
    for _ in 0..100 {
        let Step::Frame(frame) = headset.wait().unwrap() else { continue };
        let Some(views) = headset.locate(&frame).filter(|_| frame.draw) else {
            headset.present(&frame, None).unwrap();
            continue;
        };
        let target = headset.acquire().unwrap().unwrap();
        let gpu = headset.gpu().clone();
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let depth = target.depth.as_ref().unwrap();
        drop(encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &target.color,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations::default(),
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: depth,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.0), store: wgpu::StoreOp::Store }),
                stencil_ops: None,
            }),
            multiview_mask: std::num::NonZeroU32::new(0b11),
            ..Default::default()
        }));
        gpu.queue.submit([encoder.finish()]);
        let part = headset.surface().size;
        headset.present(&frame, Some(&Drawn { views, part, quads: [None; QUADS] })).unwrap();
        break;
    }
    assert_eq!(world(|w| (w.shown, w.shown_depth)), (1, 1));
    drop(headset);
    clean();
}

#[test]
fn a_quad_layer_is_painted_once_for_each_version_and_anew_after_a_loss() {
    install(Script::default());
    let mut rig = Rig::open(HeadsetOptions { quads: [Some(QUAD), None, None], ..options() });
    rig.show(2);
    assert_eq!((world(|w| w.shown_quads), rig.painted), (0, 0), "nothing is to be seen on it");
    rig.version = Some(1);
    rig.show(3);
    assert_eq!((world(|w| w.shown_quads), rig.painted), (3, 1));
    rig.version = Some(2);
    rig.show(2);
    assert_eq!((world(|w| w.shown_quads), rig.painted), (5, 2));
    // What was painted for a frame that is not shown may never have been drawn.
    rig.version = Some(3);
    rig.turn_with(Manners::Blank);
    rig.show(2);
    assert_eq!((world(|w| w.shown_quads), rig.painted), (7, 4));
    fail("xrWaitFrame", 0, Code::ERROR_SESSION_LOST);
    rig.turn();
    rig.show(2);
    assert_eq!(rig.painted, 5);
    // One that cannot be had is none, and costs nothing else; one that fails later costs the session.
    rig.leave();
    install(Script::default());
    fail("xrCreateSwapchain", 1, Code::ERROR_LIMIT_REACHED);
    let mut rig = Rig::open(HeadsetOptions { quads: [Some(QUAD), None, None], ..options() });
    rig.version = Some(1);
    rig.show(2);
    assert_eq!((world(|w| (w.shown_quads, w.sessions_made)), rig.painted), ((0, 1), 0));
    fail("xrWaitFrame", 0, Code::ERROR_SESSION_LOST);
    rig.turn();
    rig.show(2);
    assert_eq!((world(|w| (w.shown_quads > 0, w.sessions_made)), rig.painted), ((true, 2), 1));
    rig.version = Some(2);
    fail("xrAcquireSwapchainImage", 1, Code::ERROR_RUNTIME_FAILURE);
    rig.turn();
    rig.show(1);
    assert_eq!(world(|w| w.sessions_made), 3);
    rig.leave();
}

#[test]
fn depth_only_when_asked_and_offered() {
    for (asked, offered) in [(false, true), (true, false), (true, true)] {
        let extensions = if offered { without(&[]) } else { without(&["XR_KHR_composition_layer_depth"]) };
        install(Script { extensions, ..Script::default() });
        let mut rig = Rig::open(HeadsetOptions { depth_layer: asked, ..options() });
        rig.show(2);
        let both = asked && offered;
        assert_eq!(rig.headset.surface().depth, both.then_some(wgpu::TextureFormat::Depth32Float));
        assert_eq!(world(|w| w.shown_depth > 0), both);
        rig.leave();
    }
}

#[test]
fn off_and_on_any_number_of_times() {
    install(Script::default());
    let mut rig = Rig::open(options());
    for _ in 0..25 {
        goal(Goal::Focused);
        rig.show(3);
        goal(Goal::Off);
        rig.until("idle", 50, |_, turn| turn == Turn::Idle);
        for _ in 0..100 {
            assert_eq!(rig.turn(), Turn::Idle);
        }
    }
    assert_eq!((rig.missed, rig.rebuilt), (0, 0));
    assert_eq!(world(|w| w.sessions_made), 1, "taking it off loses nothing");
    rig.close();
}

#[test]
fn hands_rest_without_the_focus() {
    install(Script::default());
    world(|w| w.hands[0].trigger = 1.0);
    let mut rig = Rig::open(options());
    rig.show(2);
    goal(Goal::Visible);
    for _ in 0..10 {
        rig.turn();
    }
    let frame = rig.frame.clone().unwrap();
    assert!(frame.draw);
    assert_eq!(frame.input.hands, [boothwalk::device::Hand::default(); 2]);
    goal(Goal::Synchronized);
    for _ in 0..10 {
        assert!(matches!(rig.turn(), Turn::Frame(_)));
    }
    assert!(!rig.frame.clone().unwrap().draw);
    goal(Goal::Focused);
    rig.show(2);
    assert_eq!(rig.frame.clone().unwrap().input.hands[0].trigger, 1.0);
    rig.leave();
}

#[test]
fn nothing_to_render_and_no_valid_views() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(2);
    for (render, valid) in [(false, true), (true, false)] {
        world(|w| (w.render, w.views_valid) = (render, valid));
        let (shown, ended) = world(|w| (w.shown, w.ended));
        for _ in 0..10 {
            assert_eq!(rig.turn(), Turn::Frame(false));
            assert_eq!(rig.frame.as_ref().unwrap().draw, render);
        }
        assert_eq!(world(|w| (w.shown - shown, w.ended - ended)), (0, 10), "frames end, without a layer");
        assert!(rig.frame.as_ref().unwrap().input.head.position.is_finite(), "the last known head");
    }
    world(|w| w.views_valid = true);
    rig.show(1);
    for (turning, senseless) in [(true, false), (false, true)] {
        world(|w| (w.turning_only, w.senseless) = (turning, senseless));
        for _ in 0..3 {
            assert_eq!(rig.turn(), Turn::Frame(false));
        }
        world(|w| (w.turning_only, w.senseless) = (false, false));
        rig.show(1);
    }
    world(|w| w.hands[0].tracked = false);
    rig.turn();
    let hands = rig.frame.clone().unwrap().input.hands;
    assert!(hands[0].grip.is_none() && hands[0].aim.is_none() && hands[1].grip.is_some());
    rig.leave();
}

#[test]
fn every_manner_of_an_application() {
    use Manners::*;
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    for manners in [Double, Blank, Hasty, Forgetful, Absent, Insistent, Forgetful, Forgetful, Good, Absent, Hasty] {
        let (shown, ended) = world(|w| (w.shown, w.ended));
        assert!(matches!(rig.turn_with(manners), Turn::Frame(_)));
        rig.turn();
        let good = u64::from(matches!(manners, Double | Insistent | Good));
        assert_eq!(world(|w| (w.shown - shown, w.ended - ended)), (good + 1, 2), "{manners:?}");
    }
    assert_eq!(world(|w| w.haptics), 1);
    // Dropped in the middle of a frame, with an image out.
    rig.turn_with(Forgetful);
    rig.close();
}

#[test]
fn missed_frames_are_counted_while_frames_follow_each_other() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    for late in [0, 1, 3, 0] {
        world(|w| w.late = late);
        rig.turn();
        assert_eq!(i64::from(rig.frame.as_ref().unwrap().missed), late);
    }
    rig.leave();
}

#[test]
fn recentring_comes_once_and_only_for_our_space() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    let tell = |kind| {
        world(|w| {
            let session = w.current().unwrap().0;
            w.tell(Event::Recentred(session, kind));
        });
    };
    tell(Space::STAGE);
    rig.turn();
    assert!(rig.commands.is_empty());
    tell(Space::LOCAL_FLOOR);
    tell(Space::LOCAL_FLOOR);
    world(|w| w.tell(Event::Strange));
    rig.turn();
    rig.turn();
    assert_eq!(rig.commands, [Command::Recentre]);
    rig.leave();
}

#[test]
fn hidden_mesh_is_told_when_it_changes() {
    install(Script::default());
    let mut rig = Rig::open(options());
    assert_eq!(rig.headset.hidden().unwrap().views[1].1, [0, 1, 2]);
    assert!(rig.headset.hidden().is_none());
    rig.show(1);
    let change = |rig: &mut Rig, mask: Vec<u32>| {
        world(|w| {
            w.mask = mask;
            let session = w.current().unwrap().0;
            w.tell(Event::Mask(session));
        });
        rig.turn();
        rig.headset.hidden().cloned()
    };
    assert_eq!(change(&mut rig, vec![2, 1, 0]).unwrap().views[0].1, [2, 1, 0]);
    assert!(change(&mut rig, vec![2, 1, 0]).is_none());
    assert!(change(&mut rig, vec![0, 1, 3]).unwrap().views.is_empty(), "an index past the end");
    rig.leave();

    install(Script { extensions: without(&["XR_KHR_visibility_mask"]), ..Script::default() });
    let mut rig = Rig::open(options());
    rig.show(1);
    assert!(rig.headset.hidden().is_none());
    rig.leave();
}

#[test]
fn the_highest_refresh_rate_that_the_frame_holds() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    assert_eq!(world(|w| w.rate), 120.0);
    assert!(rig.headset.describe().ends_with("Fake headset, 64x48 per eye, 120 Hz"), "{}", rig.headset.describe());
    rig.headset.request_refresh(Duration::from_millis(9));
    rig.turn();
    rig.turn();
    assert!(rig.headset.describe().ends_with("90 Hz"), "{}", rig.headset.describe());
    world(|w| w.tell(Event::Rate(72.0)));
    rig.turn();
    assert!(rig.headset.describe().ends_with("72 Hz"));
    rig.leave();

    install(Script { extensions: without(&["XR_FB_display_refresh_rate"]), ..Script::default() });
    let mut rig = Rig::open(options());
    rig.headset.request_refresh(Duration::from_millis(9));
    rig.show(1);
    assert_eq!(rig.headset.describe(), "Fake headset, 64x48 per eye");
    rig.leave();
}

#[test]
fn a_hot_headset_shows_fewer_pictures_until_it_is_cool() {
    use openxr::sys::PerfSettingsNotificationLevelEXT as Heat;
    use openxr::sys::{PerfSettingsDomainEXT as Domain, PerfSettingsLevelEXT as Level};
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    let asked = [(Domain::CPU, Level::SUSTAINED_HIGH), (Domain::GPU, Level::SUSTAINED_HIGH)];
    assert_eq!(world(|w| (w.speeds.clone(), w.rate)), (asked.to_vec(), 120.0));
    for (heat, strain, rate) in [
        (Heat::WARNING, Strain::Warned, 90.0),
        (Heat::IMPAIRED, Strain::Impaired, 72.0),
        (Heat::NORMAL, Strain::None, 120.0),
        (Heat::WARNING, Strain::Warned, 90.0),
    ] {
        world(|w| w.tell(Event::Heat(heat)));
        rig.show(1);
        assert_eq!((rig.headset.strain(), world(|w| w.rate)), (strain, rate));
    }
    // A session that is begun again is asked for the same.
    goal(Goal::Off);
    rig.until("idle", 50, |_, turn| turn == Turn::Idle);
    goal(Goal::Focused);
    rig.show(1);
    assert_eq!(world(|w| (w.speeds.len(), w.rate)), (4, 90.0));
    // So does one whose battery is nearly empty, until it is charged.
    world(|w| w.tell(Event::Heat(Heat::NORMAL)));
    rig.show(1);
    for (battery, rate) in
        [(Strain::None, 120.0), (Strain::Warned, 90.0), (Strain::Impaired, 72.0), (Strain::None, 120.0)]
    {
        rig.headset.charge(battery);
        assert_eq!((rig.headset.strain(), world(|w| w.rate)), (battery, rate));
    }
    rig.leave();

    install(Script { extensions: without(&["XR_EXT_performance_settings"]), ..Script::default() });
    let mut rig = Rig::open(options());
    rig.show(1);
    assert!(world(|w| w.speeds.is_empty()));
    rig.leave();
}

#[test]
fn controllers_only_where_the_runtime_knows_them() {
    for core11 in [false, true] {
        for removed in [vec![], vec!["XR_BD_controller_interaction", "XR_EXT_hand_interaction"], without(&[])] {
            let mut extensions = without(&removed);
            if !extensions.contains(&"XR_KHR_vulkan_enable2") {
                extensions.push("XR_KHR_vulkan_enable2");
            }
            let all = profiles::count(|name| extensions.contains(&name), core11);
            install(Script { core11, extensions, ..Script::default() });
            let mut rig = Rig::open(options());
            assert_eq!(world(|w| w.suggested.len()), all);
            rig.show(1);
            rig.leave();
        }
    }
}

#[test]
fn says_what_the_hands_hold() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(1);
    assert_eq!(rig.headset.controllers(), [None, None]);
    world(|w| {
        w.hands[0].profile = Some("/interaction_profiles/bytedance/pico4_controller");
        let session = w.current().unwrap().0;
        w.tell(Event::Profiles(session));
    });
    rig.turn();
    assert_eq!(rig.headset.controllers(), [Some("Pico 4"), None]);
    rig.leave();
}

#[test]
fn the_best_space_there_is() {
    let all = Script::default().spaces;
    let local = vec![Space::VIEW, Space::LOCAL];
    let no_floor = without(&["XR_EXT_local_floor"]);
    for (core11, extensions, spaces, expected) in [
        (true, no_floor.clone(), all.clone(), Space::LOCAL_FLOOR),
        (false, without(&[]), all.clone(), Space::LOCAL_FLOOR),
        (false, no_floor.clone(), all, Space::STAGE),
        (false, no_floor, local, Space::LOCAL),
    ] {
        install(Script { core11, extensions, spaces, ..Script::default() });
        let mut rig = Rig::open(options());
        assert_eq!(world(|w| w.last_space), Some(Place::Reference(expected)));
        rig.show(1);
        rig.leave();
    }
}

#[test]
fn the_runtime_may_end_the_visit() {
    install(Script::default());
    let mut rig = Rig::open(options());
    rig.show(2);
    goal(Goal::Exit);
    rig.until("quit", 50, |_, turn| turn == Turn::Quit);
    assert_eq!(rig.turn(), Turn::Quit, "and stays at it");
    rig.close();
}

#[test]
fn what_cannot_be_opened_says_why() {
    install(Script { formats: vec![44, 37], ..Script::default() });
    let err = Headset::open(options()).err().unwrap();
    assert!(err.to_string().contains("no 8-bit sRGB format"), "{err:#}");
    clean();
    install(Script { extensions: without(&["XR_KHR_vulkan_enable2"]), ..Script::default() });
    let err = Headset::open(options()).err().unwrap();
    assert!(err.to_string().contains("does not offer XR_KHR_vulkan_enable2"), "{err:#}");
    clean();
}

#[test]
fn probing_says_whether_there_is_a_headset() {
    install(Script::default());
    let entry: Entry = options().entry;
    assert_eq!(probe(&entry, &Platform::default()).unwrap(), "Fake headset (Fake 1.2.3)");
    world(|w| w.absent = true);
    assert!(
        matches!(probe(&entry, &Platform::default()), Err(NoHeadset::Absent { runtime }) if runtime == "Fake 1.2.3")
    );
    world(|w| w.unreachable = true);
    assert!(matches!(probe(&entry, &Platform::default()), Err(NoHeadset::NoRuntime(_))));
    world(|w| {
        w.unreachable = false;
        w.script.extensions = without(&["XR_KHR_vulkan_enable2"]);
    });
    assert!(matches!(probe(&entry, &Platform::default()), Err(NoHeadset::Lacks(_))));
    clean();
}
