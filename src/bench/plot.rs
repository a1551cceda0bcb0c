//! Times of frames while loading as an SVG picture: a panel for each program, on the same axes.
//!
//! Both axes are shared, and that of milliseconds is logarithmic: a frame of 2 ms and one of a second are to be read from
//! the same picture. Colours are in the middle, so that it shows on white and on black.

use std::fmt::Write;

use super::sample::Frames;
use crate::app::Quantiles;

/// One program.
#[derive(Debug, Clone, Default)]
pub struct Series {
    pub name: String,
    pub load: Frames,
    /// Frames after; the first of them end the curve.
    pub idle: Frames,
}

/// Sizes in pixels.
const WIDTH: f32 = 880.0;
const PANEL: f32 = 170.0;
const LEFT: f32 = 64.0;
const RIGHT: f32 = 16.0;
/// Above each panel, for its title; and below all, for the axis.
const HEAD: f32 = 44.0;
const FOOT: f32 = 68.0;
/// How much of the picture's width is left for frames after loading.
const AFTER: f32 = 0.12;

const COLORS: [&str; 4] = ["#2f81f7", "#e5534b", "#57ab5a", "#c69026"];

const STYLE: &str = "text{font:13px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#6e7781}\
    .name{font-weight:600;font-size:15px}.grid{stroke:#8b949e;stroke-opacity:.25}\
    .period{stroke:#8b949e;stroke-dasharray:6 4}.idle{stroke-dasharray:1.5 3.5;stroke-width:1.5;stroke-linecap:round}\
    .loading{fill:#8b949e;fill-opacity:.09}\
    @media(prefers-color-scheme:dark){text{fill:#9ea7b3}}";

/// The picture. `period_ms` is the time from a picture to the next.
pub fn svg(series: &[Series], period_ms: f32) -> String {
    let axes = Axes::of(series, period_ms);
    let height = HEAD.mul_add(series.len() as f32, PANEL * series.len() as f32) + FOOT;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
        role=\"img\"><title>Times of frames while loading</title><style>{STYLE}</style>\n"
    );
    for (index, one) in series.iter().enumerate() {
        let top = HEAD + (HEAD + PANEL) * index as f32;
        let color = COLORS.get(index % COLORS.len()).unwrap_or(&"#2f81f7");
        panel(&mut out, one, &axes, period_ms, top, color);
    }
    let bottom = height - FOOT;
    for second in ticks(axes.seconds) {
        let x = axes.x(second);
        let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{second}</text>", bottom + 18.0);
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">seconds since loading began</text>",
        (LEFT + WIDTH - RIGHT) / 2.0,
        bottom + 38.0
    );
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" style=\"font-size:11.5px\">\
        shaded: loading · dotted: idle median · dashed: the display's period</text>",
        (LEFT + WIDTH - RIGHT) / 2.0,
        bottom + 58.0
    );
    let middle = (HEAD + bottom) / 2.0;
    let _ = writeln!(
        out,
        "<text transform=\"translate(16 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">milliseconds a frame</text>\n</svg>"
    );
    out
}

fn panel(out: &mut String, one: &Series, axes: &Axes, period_ms: f32, top: f32, color: &str) {
    let known = |list: &[f32]| Quantiles::of(&list.iter().copied().filter(|ms| ms.is_finite()).collect::<Vec<f32>>());
    let (load, idle) = (known(&one.load.wall_ms), known(&one.idle.wall_ms));
    let right = WIDTH - RIGHT;
    let end = finish(one);
    let mut said = format!("worst frame {} ms", short(load.max));
    if idle.p50 > 0.0 {
        let _ = write!(said, ", {} × the idle median of {} ms", short(load.max / idle.p50), short(idle.p50));
    }
    let _ = writeln!(
        out,
        "<rect class=\"loading\" x=\"{LEFT}\" y=\"{top}\" width=\"{:.1}\" height=\"{PANEL}\"/>",
        (axes.x(end) - LEFT).max(0.0)
    );
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"{y:.1}\"><tspan class=\"name\" style=\"fill:{color}\">{}</tspan><tspan dx=\"10\">{said}</tspan></text>\
        <text x=\"{right}\" y=\"{y:.1}\" text-anchor=\"end\">all there after {} s</text>",
        escape(&one.name),
        short(end),
        y = top - 12.0
    );
    for (value, labelled) in decades(axes.low, axes.high) {
        let y = axes.y(value, top);
        let _ = writeln!(out, "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right}\"/>");
        if labelled {
            let _ =
                writeln!(out, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>", LEFT - 8.0, y + 4.5);
        }
    }
    let period = axes.y(period_ms, top);
    let _ = writeln!(
        out,
        "<path class=\"period\" d=\"M{LEFT} {period:.1}H{right}\"/>\
        <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{} Hz</text>",
        right - 4.0,
        period - 5.0,
        short(1000.0 / period_ms.max(0.01))
    );
    if idle.p50 > 0.0 {
        let y = axes.y(idle.p50, top);
        let _ = writeln!(out, "<path class=\"idle\" stroke=\"{color}\" d=\"M{LEFT} {y:.1}H{right}\"/>");
    }
    let mut path = String::new();
    for (at, cost) in frames(one) {
        let until = at + cost / 1e3;
        if at > axes.seconds {
            break;
        }
        let _ = write!(
            path,
            "{}{:.1} {:.1}H{:.1}",
            if path.is_empty() { 'M' } else { 'L' },
            axes.x(at),
            axes.y(cost, top),
            axes.x(until)
        );
    }
    let _ = writeln!(
        out,
        "<path fill=\"none\" stroke=\"{color}\" stroke-width=\"1.4\" stroke-linejoin=\"round\" d=\"{path}\"/>"
    );
}

/// When each frame began, in seconds, and its milliseconds; what is no number is left out.
fn frames(one: &Series) -> impl Iterator<Item = (f32, f32)> {
    let list = |frames: &'_ Frames| -> Vec<(f32, f32)> {
        frames.at_s.iter().copied().zip(frames.wall_ms.iter().copied()).collect()
    };
    let all = list(&one.load).into_iter().chain(list(&one.idle));
    all.filter(|(at, cost)| at.is_finite() && *at >= 0.0 && cost.is_finite() && *cost >= 0.0)
}

/// When the last frame of loading was drawn, in seconds.
fn finish(one: &Series) -> f32 {
    let ends = one.load.at_s.iter().zip(&one.load.wall_ms).map(|(at, cost)| at + cost / 1e3);
    ends.filter(|end| end.is_finite()).fold(0.0, f32::max)
}

struct Axes {
    seconds: f32,
    /// Milliseconds at the bottom and at the top.
    low: f32,
    high: f32,
}

impl Axes {
    fn of(series: &[Series], period_ms: f32) -> Axes {
        let end = series.iter().map(finish).fold(0.0, f32::max).max(0.01);
        let seconds = end / (1.0 - AFTER);
        let shown = || {
            let all = series.iter().flat_map(frames);
            all.filter(|(at, cost)| *at <= seconds && *cost > 0.0).map(|(_, cost)| cost).chain([period_ms.max(0.01)])
        };
        let low = shown().fold(f32::MAX, f32::min).max(0.01);
        let high = shown().fold(0.0, f32::max);
        Axes { seconds, low: low * 0.8, high: high.max(low * 2.0) * 1.25 }
    }

    fn x(&self, seconds: f32) -> f32 {
        LEFT + (seconds / self.seconds).clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, ms: f32, top: f32) -> f32 {
        let share = (ms.max(self.low) / self.low).ln() / (self.high / self.low).ln();
        top + PANEL * (1.0 - share.clamp(0.0, 1.0))
    }
}

/// 1, 2, 5, 10 … between two numbers, and whether each is written down.
fn decades(low: f32, high: f32) -> impl Iterator<Item = (f32, bool)> {
    // Few decades have room for all of them.
    let all = (high / low).log10() < 2.0;
    (-3..6)
        .flat_map(move |power| {
            [(1.0, true), (2.0, all), (5.0, all)].map(|(digit, labelled)| {
                let value = digit * 10f64.powi(power);
                (value as f32, labelled)
            })
        })
        .filter(move |(value, _)| (low..=high).contains(value))
}

/// Five to ten round numbers from 0.
fn ticks(most: f32) -> Vec<f32> {
    let rough = (f64::from(most) / 8.0).max(1e-6);
    let decade = 10f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].map(|digit| digit * decade).into_iter().find(|step| *step >= rough).unwrap_or(rough);
    // Products of the step, not sums, so that 0.3 is not 0.30000001.
    let digits = (-step.log10().floor()).max(0.0) as usize;
    (0..=(f64::from(most) / step) as u32)
        .filter_map(|number| format!("{:.digits$}", f64::from(number) * step).parse().ok())
        .collect()
}

/// A number in two or three digits.
fn short(value: f32) -> String {
    if value >= 9.95 { format!("{value:.0}") } else { format!("{value:.1}") }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames_of(wall: &[f32]) -> Frames {
        let at_s = (0..wall.len()).map(|index| index as f32 * 0.014).collect();
        Frames { at_s, wall_ms: wall.to_vec(), cpu_ms: Vec::new() }
    }

    /// Every number of every attribute.
    fn sound(text: &str) {
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
        assert_eq!(text.matches("<text").count(), text.matches("</text>").count());
    }

    #[test]
    fn nothing_and_one_frame_make_a_picture() {
        sound(&svg(&[], 13.9));
        sound(&svg(&[Series::default()], 13.9));
        let one = Series { name: "a < b".into(), load: frames_of(&[5.0]), idle: Frames::default() };
        let text = svg(&[one], 13.9);
        sound(&text);
        assert!(text.contains("a &lt; b") && text.contains("worst frame 5.0 ms"), "{text}");
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        let odd = Series {
            name: "odd".into(),
            load: frames_of(&[f32::NAN, 0.0, f32::INFINITY, 3.0]),
            idle: frames_of(&[1.0]),
        };
        sound(&svg(&[odd], 0.0));
    }

    #[test]
    fn a_panel_says_how_bad_it_was() {
        let series = |name: &str, worst: f32| Series {
            name: name.into(),
            load: frames_of(&[10.0, worst, 11.0]),
            idle: frames_of(&[10.0; 5]),
        };
        let text = svg(&[series("ours", 20.0), series("theirs", 300.0)], 13.9);
        sound(&text);
        assert!(text.contains("worst frame 20 ms, 2.0 × the idle median of 10 ms"), "{text}");
        assert!(text.contains("worst frame 300 ms, 30 × the idle median"), "{text}");
        assert!(text.contains("seconds since loading began") && text.contains("milliseconds a frame"));
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(ticks(1.0), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(ticks(0.05).last(), Some(&0.05));
        let marks: Vec<f32> = decades(0.9, 40.0).map(|(value, _)| value).collect();
        assert_eq!(marks, [1.0, 2.0, 5.0, 10.0, 20.0]);
    }
}
