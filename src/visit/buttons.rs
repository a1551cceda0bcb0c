//! Buttons of the hands that mean the same wherever one points.

use crate::device::{Hand, Input};

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pressed {
    /// The menu button.
    pub menu: bool,
    /// Smooth movement on or off.
    pub smooth: bool,
    /// The next tool for the product in hand.
    pub tool: bool,
}

/// A stick that is pushed so far is not clicked on purpose.
const AT_REST: f32 = 0.5;

/// Finds presses: a button that is down now and was not in the frame before, on either hand.
pub fn pressed(before: &Input, now: &Input) -> Pressed {
    let edge = |down: fn(&Hand) -> bool| (0..2).any(|i| down(&now.hands[i]) && !down(&before.hands[i]));
    // The menu button of many a controller is the click of its stick.
    let menu = (0..2).any(|i| now.hands[i].menu && !before.hands[i].menu && now.hands[i].stick.length() < AT_REST);
    Pressed { menu, smooth: edge(|hand| hand.secondary), tool: edge(|hand| hand.primary) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_button_counts_once_and_either_hand_will_do() {
        let up = Input::default();
        let mut menu = Input::default();
        menu.hands[1].menu = true;
        let mut tool = Input::default();
        tool.hands[0].primary = true;
        assert_eq!(pressed(&up, &tool), Pressed { tool: true, ..Pressed::default() });
        let mut smooth = Input::default();
        smooth.hands[0].secondary = true;
        assert_eq!(pressed(&up, &menu), Pressed { menu: true, ..Pressed::default() });
        assert_eq!(pressed(&menu, &menu), Pressed::default());
        assert_eq!(pressed(&menu, &smooth), Pressed { smooth: true, ..Pressed::default() });
        assert_eq!(pressed(&smooth, &up), Pressed::default());
        menu.hands[1].stick.y = 0.9;
        assert_eq!(pressed(&up, &menu), Pressed::default(), "a stick that clicks while it is pushed");
        let pushed = menu.clone();
        menu.hands[1].stick.y = 0.0;
        assert_eq!(pressed(&pushed, &menu), Pressed::default(), "and comes back");
    }
}
