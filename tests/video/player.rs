//! What the thread that decodes gives to the visit.

use std::time::Duration;

use boothwalk::media::video::{Player, RING, Report};
use boothwalk::model::Image;

use super::{file, whole};

fn middle(image: &Image) -> [u8; 3] {
    let at = (image.width * (image.height / 2) + image.width / 2) as usize * 4;
    std::array::from_fn(|part| image.levels[0][at + part])
}

fn pictures(name: &str) -> (Vec<(f64, Image)>, f64) {
    let mut player = Player::start(name, whole(file(name)), false).expect("a thread");
    let mut found = Vec::new();
    loop {
        match player.next(true).expect("it goes on") {
            Report::Begun { sound, .. } => assert!(sound.is_none(), "nobody listens"),
            Report::Picture { time, image } => found.push((time, image)),
            Report::Ended(end) => return (found, end),
            Report::Failed { why, .. } => panic!("{why}"),
        }
    }
}

#[test]
fn colours_come_as_they_were_in_their_time() {
    let wanted: [[u8; 3]; 5] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255; 3], [64; 3]];
    for name in ["colours.webm", "full601.webm"] {
        let (found, end) = pictures(name);
        assert_eq!(found.len(), 50, "{name}");
        assert!((end - 2.5).abs() < 0.02, "{name}: {end}");
        for (number, (time, image)) in found.iter().enumerate() {
            assert!((time - number as f64 * 0.05).abs() < 9e-3, "{name}: {time}");
            let (color, wanted) = (middle(image), wanted[number / 10]);
            let off = color.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max();
            assert!(off <= Some(4), "{name} at {time}: {color:?} is not {wanted:?}");
            let last = image.levels.last().expect("a level");
            let off = last[..3].iter().zip(color).map(|(a, b)| a.abs_diff(b)).max();
            assert!(off <= Some(2), "smaller levels show the same");
        }
    }
}

#[test]
fn no_more_is_made_than_the_ring_holds() {
    let mut player = Player::start("colours.webm", whole(file("colours.webm")), false).expect("a thread");
    assert!(matches!(player.next(true), Some(Report::Begun { .. })));
    // Time enough to decode all of it.
    std::thread::sleep(Duration::from_millis(600));
    let mut ready = 0;
    while let Some(Report::Picture { image, .. }) = player.next(false) {
        ready += 1;
        if ready > RING + 1 {
            break;
        }
        let _ = image;
    }
    assert!((1..=RING + 1).contains(&ready), "{ready} pictures waited");
}

#[test]
fn who_is_late_goes_on_later_in_the_film() {
    let mut player = Player::start("colours.webm", whole(file("colours.webm")), false).expect("a thread");
    assert!(matches!(player.next(true), Some(Report::Begun { .. })));
    let mut times = Vec::new();
    while let Some(report) = player.next(true) {
        match report {
            Report::Picture { time, .. } => times.push(time),
            Report::Ended(_) => break,
            other => panic!("{other:?}"),
        }
        player.set_clock(2.1);
    }
    let late = times.iter().filter(|time| **time < 1.9).count();
    assert!(late <= RING + 2, "{times:?}");
    assert!(times.iter().filter(|time| **time >= 2.0).count() == 10, "what is due is shown: {times:?}");
}

/// Says when it is let go.
struct Told(Box<dyn boothwalk::media::video::Chunks>, std::sync::mpsc::Sender<()>);

impl boothwalk::media::video::Chunks for Told {
    fn next(&mut self) -> Result<Option<std::sync::Arc<[u8]>>, boothwalk::media::video::Halt> {
        self.0.next()
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        let _ = self.1.send(());
    }
}

#[test]
fn a_film_that_nobody_watches_lets_go_of_its_file() {
    let (told, gone) = std::sync::mpsc::channel();
    let player = Player::start("a", Box::new(Told(whole(file("colours.webm")), told)), false).expect("a thread");
    drop(player);
    gone.recv_timeout(Duration::from_secs(20)).expect("its thread has ended");
}
