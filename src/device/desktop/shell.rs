//! The window itself: turns what winit says into [`Event`]s of the simulator, and its wishes into calls to the window.

use std::sync::Arc;
use std::time::Instant;

use glam::{Vec2, vec2};
use winit::application::ApplicationHandler;
use winit::dpi::PhysicalPosition;
use winit::event::{DeviceEvent, DeviceId, ElementState, MouseButton, MouseScrollDelta, WindowEvent};
use winit::event_loop::ActiveEventLoop;
use winit::keyboard::PhysicalKey;
use winit::window::{CursorGrabMode, Fullscreen, Window, WindowAttributes, WindowId};

use super::sim::{Event, Sim, Wish};

/// Pixels of a smooth wheel (a touch pad) that count as a notch.
const NOTCH: f64 = 60.0;

/// See the module.
pub struct Shell {
    attributes: WindowAttributes,
    pub window: Option<Arc<Window>>,
    /// Why there is no window.
    pub error: Option<String>,
    pub sim: Sim,
    started: Instant,
    /// Pixels of the window.
    pub size: (u32, u32),
    pub stereo: bool,
    pub closed: bool,
    pub occluded: bool,
    /// The window may be on another display, or of another size, than when this was last cleared.
    pub moved: bool,
    /// In the window, in pixels.
    cursor: PhysicalPosition<f64>,
}

impl Shell {
    pub fn new(attributes: WindowAttributes, started: Instant) -> Shell {
        Shell {
            attributes,
            window: None,
            error: None,
            sim: Sim::default(),
            started,
            size: (0, 0),
            stereo: false,
            closed: false,
            occluded: false,
            moved: true,
            cursor: PhysicalPosition::default(),
        }
    }

    fn event(&mut self, event: Event) {
        match self.sim.handle(event, self.started.elapsed()) {
            Some(Wish::Grab(true)) => self.grab(),
            Some(Wish::Grab(false)) => self.release(),
            Some(Wish::Fullscreen) => {
                if let Some(window) = &self.window {
                    let full = window.fullscreen().is_none().then_some(Fullscreen::Borderless(None));
                    window.set_fullscreen(full);
                }
            }
            Some(Wish::StereoView) => self.stereo = !self.stereo,
            Some(Wish::Quit) => self.closed = true,
            None => {}
        }
    }

    /// Holds the cursor: it vanishes, and the mouse turns the head. X11 cannot lock it, so there it is kept inside.
    fn grab(&self) {
        let Some(window) = &self.window else { return };
        let grabbed = window
            .set_cursor_grab(CursorGrabMode::Locked)
            .or_else(|_| window.set_cursor_grab(CursorGrabMode::Confined));
        if let Err(why) = grabbed {
            log::debug!("the cursor cannot be held: {why}");
        }
        window.set_cursor_visible(false);
    }

    fn release(&self) {
        let Some(window) = &self.window else { return };
        // Wayland moves a cursor only while it is held; there it has not moved anyway.
        if let Err(why) = window.set_cursor_position(self.cursor) {
            log::debug!("the cursor stays where it is: {why}");
        }
        if let Err(why) = window.set_cursor_grab(CursorGrabMode::None) {
            log::debug!("the cursor is not let go: {why}");
        }
        window.set_cursor_visible(true);
    }
}

/// Whether a panel has a use for it: Esc and the like remain keys.
fn is_typed(letter: char) -> bool {
    !letter.is_control() || matches!(letter, '\u{8}' | '\r')
}

/// Where a pixel of the window is in the view under it, −1 to 1.
fn in_view(at: PhysicalPosition<f64>, size: (u32, u32), stereo: bool) -> Vec2 {
    let x = at.x / f64::from(size.0.max(1));
    let y = at.y / f64::from(size.1.max(1));
    let x = if stereo { (x * 2.0) - f64::from(u8::from(x >= 0.5)) } else { x };
    vec2((x * 2.0 - 1.0) as f32, (1.0 - y * 2.0) as f32)
}

impl ApplicationHandler for Shell {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.window.is_some() {
            return;
        }
        match event_loop.create_window(self.attributes.clone()) {
            Ok(window) => {
                let size = window.inner_size();
                self.size = (size.width, size.height);
                self.window = Some(Arc::new(window));
            }
            Err(why) => self.error = Some(why.to_string()),
        }
    }

    fn window_event(&mut self, _: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        match event {
            WindowEvent::CloseRequested | WindowEvent::Destroyed => self.closed = true,
            WindowEvent::Resized(size) => {
                self.size = (size.width, size.height);
                self.moved = true;
            }
            WindowEvent::Moved(_) | WindowEvent::ScaleFactorChanged { .. } => self.moved = true,
            WindowEvent::Occluded(occluded) => self.occluded = occluded,
            WindowEvent::Focused(false) => self.event(Event::Unfocused),
            // Keys that were down when the window got the keyboard were meant for somebody else.
            WindowEvent::KeyboardInput { event, is_synthetic, .. } => {
                let down = event.state == ElementState::Pressed;
                // A panel has the letters; keys that are let go are heard all the same.
                if down && !is_synthetic && self.sim.is_typing() {
                    let letters = event.text.iter().flat_map(|text| text.chars()).filter(|c| is_typed(*c));
                    let letters: Vec<char> = letters.collect();
                    if !letters.is_empty() {
                        letters.into_iter().for_each(|letter| self.event(Event::Text(letter)));
                        return;
                    }
                }
                if let PhysicalKey::Code(code) = event.physical_key
                    && !event.repeat
                    && !(is_synthetic && down)
                {
                    self.event(Event::Key(code, down));
                }
            }
            WindowEvent::MouseInput { state, button, .. } => {
                let down = state == ElementState::Pressed;
                match button {
                    MouseButton::Left => self.event(Event::LeftButton(down)),
                    MouseButton::Right => self.event(Event::RightButton(down)),
                    _ => {}
                }
            }
            WindowEvent::CursorMoved { position, .. } if !self.sim.looking() => {
                self.cursor = position;
                self.event(Event::Cursor(in_view(position, self.size, self.stereo)));
            }
            WindowEvent::MouseWheel { delta, .. } => {
                let notches = match delta {
                    MouseScrollDelta::LineDelta(_, lines) => lines,
                    MouseScrollDelta::PixelDelta(pixels) => (pixels.y / NOTCH) as f32,
                };
                self.event(Event::Wheel(notches));
            }
            _ => {}
        }
    }

    fn device_event(&mut self, _: &ActiveEventLoop, _: DeviceId, event: DeviceEvent) {
        if let DeviceEvent::MouseMotion { delta: (x, y) } = event {
            self.event(Event::Motion(vec2(x as f32, y as f32)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_found_in_the_view_it_is_over() {
        let at = |x, y, stereo| in_view(PhysicalPosition::new(x, y), (800, 400), stereo);
        assert_eq!(at(400.0, 200.0, false), Vec2::ZERO);
        assert_eq!(at(0.0, 0.0, false), vec2(-1.0, 1.0));
        assert_eq!(at(200.0, 200.0, true), Vec2::ZERO);
        assert_eq!(at(600.0, 400.0, true), vec2(0.0, -1.0));
        assert_eq!(at(400.0, 200.0, true), vec2(-1.0, 0.0));
        assert!(in_view(PhysicalPosition::new(1.0, 1.0), (0, 0), true).is_finite());
    }
}
