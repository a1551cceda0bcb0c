//! Input logs, and the tours that become logs.

use std::time::Duration;

use boothwalk::visit::log::{Encoder, Header, Reader};
use boothwalk::visit::tour::Tour;
use glam::Vec2;

/// A log, or where it does not begin with `{` a tour; what was read is written and read again, and must be the same.
pub fn log(data: &[u8]) -> bool {
    if data.first() != Some(&b'{') {
        let tour = std::str::from_utf8(data).ok().and_then(|text| Tour::parse(text).ok());
        let log = tour.and_then(|tour| tour.log((Vec2::ZERO, 0.0), Duration::from_secs(1), "").ok());
        return log.is_some_and(|log| read(log.as_bytes()));
    }
    read(data)
}

fn read(data: &[u8]) -> bool {
    let Ok(reader) = Reader::new(data) else { return false };
    let frames: Vec<_> = reader.map_while(|frame| frame.ok()).map(|(_, input)| input).collect();
    let mut text = Encoder::header(&Header::default());
    let mut encoder = Encoder::default();
    for (number, input) in (1..).zip(&frames) {
        encoder.frame(Duration::from_millis(number), input, &mut text);
    }
    let again = Reader::new(text.as_bytes()).expect("a log that was just written");
    let again: Vec<_> = again.map(|frame| frame.expect("a frame that was just written").1).collect();
    assert!(frames == again, "{frames:?} became {again:?}");
    true
}
