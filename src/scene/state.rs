//! Animations that visitors start and stop.

use crate::model::{Animation, Starts};

/// Where such an animation is, and where it goes; times are an object's own, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Into [`Model::animations`](crate::model::Model::animations).
    pub animation: u32,
    /// Where it was …
    from: f32,
    /// … at this time.
    since: f32,
    /// Seconds of it a second: 1 on, −1 back, 0 where it stands.
    rate: f32,
    loops: bool,
}

impl State {
    /// One that nobody has touched yet.
    pub fn new(animation: u32, starts: Starts) -> State {
        State {
            animation,
            from: 0.0,
            since: 0.0,
            rate: if starts == Starts::Run { 0.0 } else { -1.0 },
            loops: starts == Starts::Run,
        }
    }

    /// Where it is in an animation of that length.
    pub fn at(&self, time: f32, length: f32) -> f32 {
        let at = self.from + self.rate * (time - self.since);
        if !self.loops {
            return at.clamp(0.0, length);
        }
        if length > 0.0 { at.rem_euclid(length) } else { 0.0 }
    }

    /// Whether it is where it goes.
    pub fn rests(&self, time: f32, length: f32) -> bool {
        let at = self.from + self.rate * (time - self.since);
        self.rate == 0.0 || !self.loops && (at <= 0.0 && self.rate < 0.0 || at >= length && self.rate > 0.0)
    }

    /// Whether it goes on, or has done so to its end.
    pub fn is_on(&self) -> bool {
        self.rate > 0.0
    }

    /// Touches it: what opens closes, what runs stops, and the other way round. `jump` leaves out the way.
    pub fn touch(&mut self, time: f32, animation: &Animation, jump: bool) {
        let length = animation.duration;
        self.from = self.at(time, length);
        self.since = time;
        self.rate = match (self.loops, self.rate > 0.0) {
            (_, false) => 1.0,
            (true, true) => 0.0,
            (false, true) => -1.0,
        };
        if jump && !self.loops {
            self.from = if self.rate > 0.0 { length } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_closes_again_from_wherever_it_is() {
        let animation = Animation { duration: 2.0, ..Animation::default() };
        let mut lid = State::new(0, Starts::Open);
        assert!(lid.at(9.0, 2.0) == 0.0 && lid.rests(9.0, 2.0));
        lid.touch(10.0, &animation, false);
        assert!((lid.at(11.5, 2.0), lid.rests(11.5, 2.0)) == (1.5, false));
        lid.touch(11.5, &animation, false);
        assert_eq!((lid.at(12.0, 2.0), lid.at(20.0, 2.0)), (1.0, 0.0));
        lid.touch(20.0, &animation, false);
        assert!(lid.at(30.0, 2.0) == 2.0 && lid.rests(30.0, 2.0));
        lid.touch(30.0, &animation, true);
        assert_eq!(lid.at(30.0, 2.0), 0.0, "with reduced motion at once");
    }

    #[test]
    fn what_runs_stops_where_it_is() {
        let animation = Animation { duration: 2.0, ..Animation::default() };
        let mut fan = State::new(0, Starts::Run);
        assert!(fan.rests(5.0, 2.0));
        fan.touch(10.0, &animation, false);
        assert!((fan.at(15.0, 2.0) - 1.0).abs() < 1e-6 && !fan.rests(15.0, 2.0));
        fan.touch(15.0, &animation, false);
        assert!((fan.at(99.0, 2.0) - 1.0).abs() < 1e-6 && fan.rests(99.0, 2.0));
    }
}
