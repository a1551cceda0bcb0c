//! A visitor who is led somewhere asks for no memory from frame to frame.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use boothwalk::device::{Fov, Frame, Input, Pose, View, Views};
use boothwalk::visit::{Goal, Ground, Visit};
use glam::{Vec2, Vec3, vec2};

struct Counted;

thread_local! {
    static REQUESTS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it is; counting touches no memory of the call.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        REQUESTS.set(REQUESTS.get() + 1);
        // SAFETY: the caller keeps to the contract of `GlobalAlloc`, which is the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        REQUESTS.set(REQUESTS.get() + 1);
        // SAFETY: as above.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(old, layout) }
    }
}

#[global_allocator]
static COUNTED: Counted = Counted;

fn frame(index: u32, walk: Vec2) -> Frame {
    let period = Duration::from_nanos(13_888_889);
    let head = Pose { position: Vec3::Y * 1.6, ..Pose::default() };
    let input = Input { head, walk, ..Input::default() };
    let views = Views::Mono(View { pose: head, fov: Fov::symmetric(1.0, 1.0) });
    Frame { index: index.into(), time: period * index, period, draw: true, views, input, missed: 0 }
}

#[test]
fn a_visitor_who_is_led_asks_for_no_memory() {
    let ground = Ground::new(vec2(60.0, 60.0));
    let mut visit = Visit::new((vec2(0.0, 29.0), 0.0));
    visit.wait_for_ways(true);
    visit.set_goal(Some(Goal { hall: 0, place: vec2(0.0, -28.0) }));
    for index in 0..10 {
        visit.update(&frame(index, Vec2::ZERO), &ground);
    }
    assert!(visit.marks().iter().any(|band| band.points.len() > 100), "{:?}", visit.marks());
    let before = REQUESTS.get();
    let mut arrived = 0;
    for index in 10..2500 {
        let frame = frame(index, vec2(0.0, 2.0));
        let walked = REQUESTS.get();
        let events = visit.update(&frame, &ground);
        assert_eq!(REQUESTS.get() - walked, 0, "in frame {index}");
        arrived += u32::from(events.arrived);
    }
    assert!(arrived == 1 && REQUESTS.get() == before, "{arrived} {}", REQUESTS.get() - before);
}
