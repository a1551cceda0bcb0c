//! A visit's loop around a headset, and what must hold in every turn of it.

use std::time::Duration;

use boothwalk::device::headset::{Headset, HeadsetOptions};
use boothwalk::device::{Command, Drawn, Frame, Pose, QUADS, Quad, QuadImage, Step, Views};
use glam::Vec2;

use super::calls::leftovers;
use super::world::{Fault, Goal, world};
use openxr::sys::Result as Code;

pub struct Rig {
    pub headset: Headset,
    /// What quad layer 0 is to show; `None`: it is not there.
    pub version: Option<u64>,
    /// How often it was painted.
    pub painted: u32,
    /// The last frame.
    pub frame: Option<Frame>,
    pub commands: Vec<Command>,
    pub missed: u32,
    pub rebuilt: u32,
}

/// A turn of the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A frame; whether it was drawn.
    Frame(bool),
    Idle,
    Rebuilt,
    Quit,
}

/// What an application may do with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    Good,
    /// Acquires twice, and pulses.
    Double,
    /// Acquires, draws nothing.
    Blank,
    /// Presents without acquiring.
    Hasty,
    /// Acquires and forgets to present.
    Forgetful,
    /// Forgets the whole frame.
    Absent,
    /// Presents twice.
    Insistent,
}

impl Rig {
    pub fn open(options: HeadsetOptions) -> Rig {
        Self::try_open(options).expect("a headset")
    }

    pub fn try_open(options: HeadsetOptions) -> anyhow::Result<Rig> {
        let headset = Headset::open(options)?;
        Ok(Rig { headset, version: None, painted: 0, frame: None, commands: Vec::new(), missed: 0, rebuilt: 0 })
    }

    pub fn turn(&mut self) -> Turn {
        self.turn_with(Manners::Good)
    }

    pub fn turn_with(&mut self, manners: Manners) -> Turn {
        let slept = world(|w| w.slept);
        match self.headset.wait().expect("wait") {
            Step::Frame(frame) => {
                if let Some(before) = &self.frame {
                    assert_eq!(frame.index, before.index + 1, "frames count on");
                    assert!(frame.time > before.time, "time went from {:?} to {:?}", before.time, frame.time);
                } else {
                    assert_eq!((frame.index, frame.time), (0, Duration::ZERO));
                }
                assert!(frame.period > Duration::ZERO);
                for hand in &frame.input.hands {
                    assert!(hand.stick.is_finite() && hand.stick.abs().max_element() <= 1.0);
                    assert!(hand.grip.into_iter().chain(hand.aim).all(|pose| pose.orientation.is_normalized()));
                }
                self.missed += frame.missed;
                self.commands.extend(&frame.input.commands);
                let drawn = self.draw(&frame, manners);
                self.frame = Some(frame);
                Turn::Frame(drawn)
            }
            Step::Idle => {
                assert!(world(|w| w.slept) > slept, "an idle turn that did not sleep");
                Turn::Idle
            }
            Step::Rebuilt => {
                self.rebuilt += 1;
                Turn::Rebuilt
            }
            Step::Quit => Turn::Quit,
        }
    }

    fn draw(&mut self, frame: &Frame, manners: Manners) -> bool {
        let headset = &mut self.headset;
        if manners == Manners::Absent {
            return false;
        }
        let (mut drawn, mut quads): (Option<Views>, _) = (None, [None; QUADS]);
        if frame.draw
            && let Some(views) = headset.locate(frame)
        {
            assert!(views.as_slice().iter().all(|view| view.pose.position.is_finite()));
            drawn = Some(views);
            if manners != Manners::Hasty {
                let target = headset.acquire().expect("acquire");
                if let Some(target) = &target {
                    assert_eq!(target.size, headset.surface().size);
                    assert_eq!(target.depth.is_some(), headset.surface().depth.is_some());
                } else {
                    drawn = None;
                }
                if let Some(version) = self.version {
                    let image = headset.quad(0, version);
                    self.painted += u32::from(matches!(image, QuadImage::Paint(_)));
                    let there = !matches!(image, QuadImage::None);
                    quads[0] = there.then(|| Quad { pose: Pose::default(), size: Vec2::ONE });
                }
                if manners == Manners::Double {
                    headset.pulse(1, Duration::from_millis(20), 0.5);
                    assert!(headset.acquire().expect("acquire").is_none_or(|_| target.is_some()));
                }
            }
        }
        if manners == Manners::Forgetful {
            return false;
        }
        let shown = drawn.filter(|_| manners != Manners::Blank);
        let shown = shown.map(|views| Drawn { views, part: headset.surface().size, quads });
        headset.present(frame, shown.as_ref()).expect("present");
        if manners == Manners::Insistent {
            headset.present(frame, shown.as_ref()).expect("present");
        }
        shown.is_some()
    }

    /// Turns until `done`; fails after `limit` turns.
    pub fn until(&mut self, what: &str, limit: u32, mut done: impl FnMut(&mut Rig, Turn) -> bool) {
        for _ in 0..limit {
            let turn = self.turn();
            if done(self, turn) {
                return;
            }
        }
        panic!(
            "never happened: {what}; violations {:?}, last calls {:?}",
            world(|w| w.violations.clone()),
            world(|w| w.trace.clone())
        );
    }

    /// Turns until `count` more pictures were shown with the input focus.
    pub fn show(&mut self, count: u64) {
        let target = world(|w| w.shown) + count;
        self.until("pictures shown", 3000, |rig, turn| {
            let focused = world(|w| w.current().is_some_and(|(_, s)| s.state == openxr::sys::SessionState::FOCUSED));
            let tracked = rig.frame.as_ref().is_some_and(|frame| frame.input.hands[0].aim.is_some());
            turn == Turn::Frame(true) && focused && tracked && world(|w| w.shown) >= target
        });
    }

    /// Asks to leave, and leaves in good order.
    pub fn leave(mut self) {
        self.headset.request_exit();
        self.until("quit", 200, |_, turn| turn == Turn::Quit);
        self.close();
    }

    /// Drops everything; nothing may be left, and no call may have been wrong.
    pub fn close(self) {
        drop(self);
        clean();
    }
}

/// Nothing is left and no call was wrong.
#[track_caller]
pub fn clean() {
    let left = leftovers();
    assert!(left.is_empty(), "{left:#?}");
}

/// Lets `call` fail once, after `skip` calls of it that succeed.
pub fn fail(call: &'static str, skip: u32, result: Code) {
    world(|w| w.faults.push(Fault { call, skip, times: 1, result }));
}

pub fn goal(goal: Goal) {
    world(|w| w.goal = goal);
}
