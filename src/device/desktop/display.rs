//! Whether there is a display, and the one event loop that a process may make on it.

use std::cell::Cell;
use std::sync::OnceLock;

use anyhow::{Result, anyhow, bail};
use winit::event_loop::{EventLoop, EventLoopBuilder};

/// Why the display refused: winit tries only once, and would say only that the second time.
static REFUSED: OnceLock<String> = OnceLock::new();

thread_local! {
    /// Made by [`probe`], taken by the first window: a second event loop is not to be had.
    static LOOP: Cell<Option<EventLoop<()>>> = const { Cell::new(None) };
}

/// Opens the connection to the display and keeps it for the window.
///
/// # Errors
/// There is no display, or it does not answer; or this is not the main thread.
pub fn probe() -> Result<()> {
    let events = take()?;
    LOOP.set(Some(events));
    Ok(())
}

/// The event loop, made now if [`probe`] has not.
pub fn take() -> Result<EventLoop<()>> {
    if let Some(events) = LOOP.take() {
        return Ok(events);
    }
    // winit stops the process when it is asked from elsewhere.
    if std::thread::current().name() != Some("main") {
        bail!("a window can only be opened from the main thread");
    }
    if let Some(why) = REFUSED.get() {
        bail!("{why}");
    }
    let mut builder = EventLoop::builder();
    choose(&mut builder)?;
    builder.build().map_err(|error| {
        let text = error.to_string();
        // winit begins with the place in its own source, which tells a visitor nothing.
        let reason = text.rsplit_once(": ").map_or(text.as_str(), |(_, reason)| reason);
        anyhow!("{}", REFUSED.get_or_init(|| format!("the display does not answer: {reason}")))
    })
}

/// Wayland if its socket is there, else X11. winit would take Wayland by the variable alone, which outlives its compositor in
/// shells that were opened under it.
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
fn choose(builder: &mut EventLoopBuilder<()>) -> Result<()> {
    use winit::platform::x11::EventLoopBuilderExtX11;
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let wayland = set("WAYLAND_SOCKET").is_some()
        || set("WAYLAND_DISPLAY").is_some_and(|name| {
            let folder = set("XDG_RUNTIME_DIR").unwrap_or_default();
            std::path::Path::new(&folder).join(name).exists()
        });
    match (wayland, set("DISPLAY")) {
        (true, _) => Ok(()),
        (false, Some(_)) => {
            builder.with_x11();
            Ok(())
        }
        (false, None) if set("WAYLAND_DISPLAY").is_some() => {
            bail!("no display: WAYLAND_DISPLAY names a socket that is not there, and DISPLAY is not set")
        }
        (false, None) => bail!("no display: neither WAYLAND_DISPLAY nor DISPLAY is set"),
    }
}

#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
fn choose(_: &mut EventLoopBuilder<()>) -> Result<()> {
    Ok(())
}

/// The window system's name, for people.
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
pub fn system(events: &EventLoop<()>) -> &'static str {
    use winit::platform::wayland::EventLoopExtWayland;
    if events.is_wayland() { "Wayland" } else { "X11" }
}

#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
pub fn system(_: &EventLoop<()>) -> &'static str {
    std::env::consts::OS
}
