//! What changed from one frame's input to the next.

use glam::{Quat, Vec2, Vec3};
use serde::{Deserialize, Deserializer, Serialize};

use crate::device::{Command, Hand, Input, Pose};

type Seven = [f32; 7];

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Delta {
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Seven>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<HandDelta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<HandDelta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    walk: Option<[f32; 2]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
}

/// The outer `Option` of a pose: whether it changed; the inner one: whether it is tracked (`null` where not).
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct HandDelta {
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "changed")]
    grip: Option<Option<Seven>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "changed")]
    aim: Option<Option<Seven>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    squeeze: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stick: Option<[f32; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_stick: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_squeeze: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secondary: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    menu: Option<bool>,
}

fn changed<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<Seven>>, D::Error> {
    Option::<Seven>::deserialize(from).map(Some)
}

fn seven(pose: Pose) -> Seven {
    let (p, q) = (pose.position, pose.orientation);
    [p.x, p.y, p.z, q.x, q.y, q.z, q.w]
}

fn pose([x, y, z, qx, qy, qz, qw]: Seven) -> Pose {
    Pose { position: Vec3::new(x, y, z), orientation: Quat::from_xyzw(qx, qy, qz, qw) }
}

fn differs<T: PartialEq>(before: T, now: T) -> Option<T> {
    (before != now).then_some(now)
}

impl Delta {
    pub fn is_empty(&self) -> bool {
        self.head.is_none()
            && self.left.is_none()
            && self.right.is_none()
            && self.walk.is_none()
            && self.commands.is_empty()
    }

    pub fn between(before: &Input, now: &Input) -> Delta {
        let hand = |i: usize| HandDelta::between(&before.hands[i], &now.hands[i]);
        Delta {
            head: differs(seven(before.head), seven(now.head)),
            left: hand(0),
            right: hand(1),
            walk: differs(before.walk.to_array(), now.walk.to_array()),
            commands: now.commands.clone(),
        }
    }

    pub fn apply(self, input: &mut Input) {
        if let Some(head) = self.head {
            input.head = pose(head);
        }
        for (delta, hand) in [self.left, self.right].into_iter().zip(&mut input.hands) {
            if let Some(delta) = delta {
                delta.apply(hand);
            }
        }
        if let Some(walk) = self.walk {
            input.walk = Vec2::from(walk);
        }
        input.commands = self.commands;
    }
}

impl HandDelta {
    fn between(before: &Hand, now: &Hand) -> Option<HandDelta> {
        if before == now {
            return None;
        }
        Some(HandDelta {
            grip: differs(before.grip.map(seven), now.grip.map(seven)),
            aim: differs(before.aim.map(seven), now.aim.map(seven)),
            trigger: differs(before.trigger, now.trigger),
            squeeze: differs(before.squeeze, now.squeeze),
            stick: differs(before.stick.to_array(), now.stick.to_array()),
            no_stick: differs(before.no_stick, now.no_stick),
            no_squeeze: differs(before.no_squeeze, now.no_squeeze),
            primary: differs(before.primary, now.primary),
            secondary: differs(before.secondary, now.secondary),
            menu: differs(before.menu, now.menu),
        })
    }

    fn apply(self, hand: &mut Hand) {
        let set = |to: &mut bool, from: Option<bool>| *to = from.unwrap_or(*to);
        if let Some(grip) = self.grip {
            hand.grip = grip.map(pose);
        }
        if let Some(aim) = self.aim {
            hand.aim = aim.map(pose);
        }
        hand.trigger = self.trigger.unwrap_or(hand.trigger);
        hand.squeeze = self.squeeze.unwrap_or(hand.squeeze);
        hand.stick = self.stick.map_or(hand.stick, Vec2::from);
        set(&mut hand.no_stick, self.no_stick);
        set(&mut hand.no_squeeze, self.no_squeeze);
        set(&mut hand.primary, self.primary);
        set(&mut hand.secondary, self.secondary);
        set(&mut hand.menu, self.menu);
    }
}
