use glam::{Quat, Vec2, Vec3};
use proptest::prelude::*;

use super::*;
use crate::device::{Command, Hand, Pose};

fn written(frames: &[(Duration, Input)]) -> String {
    let mut text = Encoder::header(&Header::default());
    let mut encoder = Encoder::default();
    for (time, input) in frames {
        encoder.frame(*time, input, &mut text);
    }
    text
}

fn read(text: &str) -> Result<Vec<(Duration, Input)>, LogError> {
    Reader::new(text.as_bytes())?.collect()
}

fn a_pose() -> impl Strategy<Value = Pose> {
    (prop::array::uniform3(-50.0f32..50.0), prop::array::uniform3(-3.2f32..3.2)).prop_map(|(at, angles)| Pose {
        position: Vec3::from(at),
        orientation: Quat::from_euler(glam::EulerRot::YXZ, angles[0], angles[1], angles[2]),
    })
}

fn a_hand() -> impl Strategy<Value = Hand> {
    let maybe = || prop::option::of(a_pose());
    (maybe(), maybe(), prop::array::uniform4(0.0f32..=1.0), prop::array::uniform4(any::<bool>())).prop_map(
        |(grip, aim, n, b)| Hand {
            grip,
            aim,
            trigger: n[0],
            squeeze: n[1],
            stick: Vec2::new(n[2] * 2.0 - 1.0, n[3] * 2.0 - 1.0),
            no_stick: b[0],
            no_squeeze: b[0] ^ b[1],
            primary: b[1],
            secondary: b[2],
            menu: b[3],
        },
    )
}

fn an_input() -> impl Strategy<Value = Input> {
    let commands = prop::collection::vec(
        prop::sample::select(vec![
            Command::Recentre,
            Command::Picture,
            Command::KeySheet,
            Command::Overlay,
            Command::Language,
        ]),
        0..3,
    );
    (a_pose(), a_hand(), a_hand(), prop::array::uniform2(-5.0f32..5.0), commands).prop_map(
        |(head, left, right, walk, commands)| Input { head, hands: [left, right], walk: Vec2::from(walk), commands },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// What was recorded comes back to the last bit, times to the nanosecond.
    #[test]
    fn a_log_comes_back_as_it_was(
        inputs in prop::collection::vec((an_input(), 1u64..40_000_000), 0..12),
        start in 0u64..4_000_000_000_000_000,
    ) {
        let mut time = start;
        let frames: Vec<_> = inputs
            .into_iter()
            .map(|(input, step)| {
                time += step;
                (Duration::from_nanos(time), input)
            })
            .collect();
        prop_assert_eq!(read(&written(&frames)).unwrap(), frames);
    }

    /// No text makes the reader do anything but give frames or an error.
    #[test]
    fn any_text_is_survived(tail in "[ -~\n]{0,200}") {
        let _ = read(&(Encoder::header(&Header::default()) + &tail));
        let _ = read(&tail);
    }
}

fn frames(count: u64) -> Vec<(Duration, Input)> {
    (1..=count)
        .map(|i| {
            let mut input = Input { walk: Vec2::new(0.0, i as f32), ..Input::default() };
            if i % 2 == 0 {
                input.commands.push(Command::Picture);
            }
            (Duration::from_millis(i * 14), input)
        })
        .collect()
}

#[test]
fn frames_hold_only_what_changed() {
    let mut still = frames(1);
    still.push((Duration::from_millis(28), still[0].1.clone()));
    let text = written(&still);
    assert_eq!(text.lines().nth(2), Some("{\"t\":0.028}"));
    assert_eq!(text.lines().nth(1), Some("{\"t\":0.014,\"input\":{\"walk\":[0.0,1.0]}}"));
    assert_eq!(read(&text).unwrap(), still);
}

#[test]
fn a_cut_last_line_is_the_end() {
    let frames = frames(4);
    let text = written(&frames);
    assert!(text.contains("\"commands\":[\"picture\"]"));
    for cut in 1..20 {
        assert_eq!(read(&text[..text.len() - 1 - cut]).unwrap(), frames[..3], "cut by {cut}");
    }
    assert_eq!(read(&text[..text.len() - 1]).unwrap(), frames, "only the line's end is missing");
}

#[test]
fn errors_say_the_line() {
    let good = written(&frames(2));
    let cases = [
        ("", "line 1 of the log: the log is empty"),
        ("hello\n", "line 1 of the log: this is not an input log"),
        ("{\"format\":2}\n", "line 1 of the log: format 2 is not known"),
        ("{\"format\":1,\"app\":\"other\"}\n", "line 1 of the log: the log is of \"other\""),
    ];
    for (text, expected) in cases {
        let error = read(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    let tails = [
        ("{\"t\":0.028}\n", "not after the frame before"),
        ("{\"t\":-1}\n", "t is -1"),
        ("{\"t\":9,\"input\":{\"tail\":1}}\n", "unknown field `tail`"),
        ("{\"t\":9,\"input\":{\"head\":[0,0,0]}}\n", "invalid length 3"),
        ("{\"t\":9,\"input\":{\"walk\":[1e39,0]}}\n", "a number that no tracker reports"),
        ("{\"t\":9,\"input\":{\"head\":[0,0,0,0,0,0,0]}}\n", "a number that no tracker reports"),
        ("{\"t\":9,\"input\":{\"commands\":[\"dance\"]}}\n", "unknown variant `dance`"),
    ];
    for (tail, expected) in tails {
        let error = read(&(good.clone() + tail)).unwrap_err().to_string();
        assert!(error.starts_with("line 4 of the log") && error.contains(expected), "{error}");
    }
    let long = good + "{\"t\":9," + &" ".repeat(70_000) + "\"input\":{}}\n";
    assert!(read(&long).unwrap_err().to_string().contains("longer than"));
}

#[test]
fn nothing_comes_after_an_error() {
    let text = written(&frames(1)) + "nonsense\n{\"t\":5}\n";
    let mut reader = Reader::new(text.as_bytes()).unwrap();
    assert!(reader.next().unwrap().is_ok());
    assert!(reader.next().unwrap().is_err());
    assert!(reader.next().is_none());
}
