//! The overlay's picture.

use super::figures::{Booth, Figures, Level, NAMED, STAGES};
use super::{TEXELS, finish};
use crate::fair::Lang;
use crate::model::Image;
use crate::panel::canvas::{Canvas, Rect, Rgb, mix};
use crate::panel::page::{ACCENT, CAP, GROUND, INK, RULE, SOFT};
use crate::panel::strings::{Key, t};
use crate::panel::typeset::{self, Align, Block, Typesetter};

/// Ems in texels: of headings and names, of numbers, and of what they mean.
const TEXT: f32 = 18.0;
const NUMBER: f32 = 23.0;
const LABEL: f32 = 15.5;
const MARGIN: f32 = 22.0;
const WIDE: f32 = TEXELS[0] as f32 - 2.0 * MARGIN;
/// From one row to the next.
const ROW: f32 = 26.0;
/// Before a section.
const GAP: f32 = 7.0;
/// A frame of the graph, with the gap after it.
const BAR: f32 = 6.0;
/// Of frames' own work without loading, and of missed ones.
const WORK: Rgb = [120, 138, 158];
const RED: Rgb = [226, 88, 70];

/// Colours that tell levels apart for eyes that see no red or green, too.
fn color(level: Level) -> Rgb {
    match level {
        Level::Full => [0, 158, 115],
        Level::Near => [86, 180, 233],
        Level::Proxy => [230, 159, 0],
        Level::Nothing => [92, 106, 122],
        Level::Failed => RED,
    }
}

/// Stages of a frame in the order of [`super::figures::STAGES`], in colours that differ in lightness, too.
const STAGE: [(Key, Rgb); STAGES] = [
    (Key::OverlayVisit, [240, 228, 66]),
    (Key::OverlayLoad, [230, 159, 0]),
    (Key::OverlayAnimate, [204, 121, 167]),
    (Key::OverlayCull, [86, 180, 233]),
    (Key::OverlayEncode, [0, 158, 115]),
    (Key::OverlaySubmit, [0, 114, 178]),
];

fn word(level: Level) -> Key {
    match level {
        Level::Full => Key::OverlayFull,
        Level::Near => Key::OverlayNear,
        Level::Proxy => Key::OverlayProxy,
        Level::Nothing => Key::OverlayNothing,
        Level::Failed => Key::OverlayFailed,
    }
}

/// Draws the figures; `title` gives a booth's by its number.
pub fn draw<'a>(figures: &Figures, title: impl Fn(usize) -> &'a str) -> Image {
    finish(canvas(figures, title))
}

pub(in crate::panel) fn canvas<'a>(figures: &Figures, title: impl Fn(usize) -> &'a str) -> Canvas {
    let mut canvas = Canvas::new(TEXELS[0], TEXELS[1], GROUND);
    typeset::with(|setter| {
        let mut sheet = Sheet { canvas: &mut canvas, setter, lang: figures.lang, y: 0.0 };
        sheet.heading(figures);
        sheet.frames(figures);
        sheet.work(figures);
        sheet.queue(figures);
        sheet.bytes(figures);
        sheet.booths(figures, title);
    });
    canvas
}

/// The picture while it is drawn from the top.
struct Sheet<'a> {
    canvas: &'a mut Canvas,
    setter: &'a mut Typesetter,
    lang: Lang,
    y: f32,
}

impl Sheet<'_> {
    fn put(&mut self, text: &str, size: f32, x: f32, width: f32, align: Align, color: Rgb) {
        let block = Block { leading: 1.2, ..Block::new(text, size, width).align(align) };
        // Words of one row stand on one line, whatever their sizes.
        let y = self.y + (TEXT - size) * 0.9;
        self.setter.put(self.canvas, &block, x, y, color);
    }

    fn heading(&mut self, figures: &Figures) {
        self.y = MARGIN * 0.5;
        let block = Block::new(t(self.lang, Key::OverlayTitle), 26.0, WIDE * 0.5).bold();
        let high = self.setter.put(self.canvas, &block, MARGIN, self.y, INK).height;
        let (state, color) = match (figures.whole, figures.streams) {
            (false, true) => (Key::OverlayComing, color(Level::Proxy)),
            (true, true) => (Key::OverlayWhole, ACCENT),
            (_, false) if figures.work.left_out > 0 => (Key::OverlayPlainLess, RED),
            (_, false) => (Key::OverlayPlain, SOFT),
        };
        self.y += high - TEXT * 1.55;
        self.put(t(self.lang, state), TEXT, MARGIN + WIDE * 0.5, WIDE * 0.5, Align::Right, color);
        self.y += TEXT * 1.55 + 4.0;
        self.canvas.rounded(Rect::new(MARGIN, self.y, WIDE, 3.0), 1.5, ACCENT);
        self.y += 4.0;
    }

    /// What follows is about: a word, and to the right what holds for all of it.
    fn section(&mut self, what: Key, right: &str) {
        self.y += GAP;
        self.put(t(self.lang, what), TEXT, MARGIN, WIDE * 0.4, Align::Left, ACCENT);
        self.put(right, LABEL, MARGIN + WIDE * 0.4, WIDE * 0.6, Align::Right, SOFT);
        self.y += ROW;
    }

    /// Numbers side by side, what each means below it.
    fn cells(&mut self, cells: &[(Key, String, Rgb)]) {
        let wide = WIDE / cells.len().max(1) as f32;
        for (at, (label, value, color)) in cells.iter().enumerate() {
            let x = MARGIN + at as f32 * wide;
            let value = Block { leading: 1.2, ..Block::new(value, NUMBER, wide - 6.0).bold() };
            self.setter.put(self.canvas, &value, x, self.y, *color);
            let label = Block { leading: 1.2, ..Block::new(t(self.lang, *label), LABEL, wide - 6.0) };
            self.setter.put(self.canvas, &label, x, self.y + NUMBER * 1.2, SOFT);
        }
        self.y += NUMBER * 1.2 + LABEL * 1.2 + 9.0;
    }

    /// A word, how much of a whole is taken (and will be), and how much that is.
    fn share(&mut self, what: Key, taken: f32, planned: f32, color: Rgb, says: &str) {
        let (from, to) = (MARGIN + WIDE * 0.17, MARGIN + WIDE * 0.62);
        self.put(t(self.lang, what), LABEL, MARGIN, from - MARGIN - 6.0, Align::Left, SOFT);
        self.put(says, LABEL, to + 8.0, MARGIN + WIDE - to - 8.0, Align::Right, INK);
        self.bar(Rect::new(from, self.y + 4.0, to - from, 13.0), taken, planned, color);
        self.y += ROW;
    }

    fn bar(&mut self, whole: Rect, taken: f32, planned: f32, color: Rgb) {
        self.canvas.rounded(whole, 3.0, CAP);
        for (share, color) in [(planned, mix(CAP, color, 0.3)), (taken, color)] {
            let w = (whole.w * share.clamp(0.0, 1.0)).round();
            if w > 0.0 {
                self.canvas.rounded(Rect { w, ..whole }, 3.0, color);
            }
        }
    }

    fn frames(&mut self, figures: &Figures) {
        let frames = &figures.frames;
        let period = frames.period_ms;
        let hertz = if period > 0.0 { 1000.0 / period } else { 0.0 };
        self.section(Key::OverlayFrame, &format!("{hertz:.0} Hz · {period:.1} ms"));
        self.graph(figures);
        let [recent, all] = frames.missed;
        let last = frames.bars.last().copied().unwrap_or_default();
        let over = |ms: f32| if ms > period { RED } else { INK };
        let missed = format!("{recent} / {all}");
        self.cells(&[
            (Key::OverlayLast, format!("{:.1}", last.own_ms), over(last.own_ms)),
            (Key::OverlayHalf, format!("{:.1}", frames.p50_ms), over(frames.p50_ms)),
            (Key::OverlayMost, format!("{:.1}", frames.p99_ms), over(frames.p99_ms)),
            (Key::OverlayMissed, missed, if recent > 0 { RED } else { INK }),
        ]);
        let [spent, allowed] = frames.loading();
        let part = if allowed > 0.0 { spent / allowed } else { 0.0 };
        self.share(Key::OverlayLoading, part, 0.0, ACCENT, &format!("{spent:.2} / {allowed:.2} ms"));
    }

    /// Our own work by stage as one bar, and what there is to know of the GPU's.
    fn work(&mut self, figures: &Figures) {
        let (frames, work) = (&figures.frames, &figures.work);
        let stages = frames.stages();
        let sum = stages.iter().fold(0.0, |sum, ms| sum + ms);
        let left_out = match work.left_out {
            0 => String::new(),
            count => format!(" · {} {count}", t(self.lang, Key::OverlayLeftOut)),
        };
        self.section(Key::OverlayWork, &format!("{}{left_out} · {sum:.2} ms", work.profile));
        let (mut x, y) = (MARGIN, self.y + 1.0);
        self.canvas.rounded(Rect::new(x, y, WIDE, 9.0), 0.0, CAP);
        for (ms, (_, color)) in stages.iter().zip(STAGE) {
            let wide = WIDE * ms / sum.max(1e-6);
            if wide >= 1.0 {
                self.canvas.rounded(Rect::new(x, y, wide, 9.0), 0.0, color);
            }
            x += wide;
        }
        self.y += 15.0;
        const ABREAST: usize = STAGES / 2;
        let wide = WIDE / ABREAST as f32;
        for (at, (ms, (word, color))) in stages.iter().zip(STAGE).enumerate() {
            let x = MARGIN + (at % ABREAST) as f32 * wide;
            self.canvas.rounded(Rect::new(x, self.y + 6.0, 10.0, 10.0), 2.0, color);
            self.put(&format!("{} {ms:.2} ms", t(self.lang, word)), LABEL, x + 15.0, wide - 17.0, Align::Left, INK);
            if at % ABREAST == ABREAST - 1 {
                self.y += ROW;
            }
        }
        let known = |ms: Option<f32>| ms.map_or_else(|| "–".to_owned(), |ms| format!("{ms:.1}"));
        let within = |key: Key, value: u64, limit: Option<u64>| {
            (key, value.to_string(), if limit.is_some_and(|limit| value > limit) { RED } else { INK })
        };
        self.cells(&[
            (Key::OverlayGpuTime, known(frames.known(|bar| bar.gpu_ms)), INK),
            (Key::OverlayPose, known(frames.known(|bar| bar.pose_ms)), INK),
            within(Key::OverlayDraws, work.draws.into(), work.limits.map(|limits| limits.draws.into())),
            within(Key::OverlayTriangles, work.triangles / 1000, work.limits.map(|limits| limits.triangles / 1000)),
            (Key::OverlayPicture, format!("{:.0}%", work.share * 100.0), if work.share < 1.0 { RED } else { INK }),
        ]);
    }

    /// The last frames: our own work, loading on top of it, against a line at the period.
    fn graph(&mut self, figures: &Figures) {
        let frames = &figures.frames;
        let whole = Rect::new(MARGIN, self.y, WIDE, 84.0);
        self.canvas.rounded(whole, 4.0, mix(GROUND, CAP, 0.35));
        // The line at the period has some room above it.
        let most = frames.period_ms.max(0.1) * 1.25;
        let line = whole.bottom() - whole.h / 1.25;
        let room = (WIDE / BAR) as usize;
        let shown = frames.bars.iter().rev().take(room).rev();
        let first = room - frames.bars.len().min(room);
        for (at, bar) in (first..).zip(shown) {
            let high = |ms: f32| (ms / most).clamp(0.0, 1.0) * whole.h;
            let own = high(bar.own_ms).max(1.0);
            let loading = high(bar.loading_ms).min(own);
            let x = whole.x + at as f32 * BAR;
            let work = if bar.missed > 0 || bar.own_ms > frames.period_ms { RED } else { WORK };
            for (bottom, top, color) in [(0.0, own - loading, work), (own - loading, own, ACCENT)] {
                let rect = Rect::new(x, whole.bottom() - top, BAR - 1.0, top - bottom);
                if rect.h > 0.0 {
                    self.canvas.rounded(rect, 0.0, color);
                }
            }
        }
        self.canvas.rule(whole.x, line, whole.w, 1.0, SOFT);
        self.y = whole.bottom() + 8.0;
    }

    fn queue(&mut self, figures: &Figures) {
        let queue = &figures.queue;
        self.section(Key::OverlayQueue, "");
        let cells = [
            (Key::OverlayAsked, queue.asked),
            (Key::OverlayFetching, queue.fetching),
            (Key::OverlayDecoding, queue.decoding),
            (Key::OverlayWaiting, queue.waiting),
            (Key::OverlayUploading, queue.uploading),
            (Key::OverlayLeaving, queue.leaving),
        ];
        // What is nothing stands back.
        let quiet = |count: usize| if count > 0 { INK } else { RULE };
        self.cells(&cells.map(|(label, count)| (label, count.to_string(), quiet(count))));
    }

    fn bytes(&mut self, figures: &Figures) {
        let bytes = &figures.bytes;
        self.section(Key::OverlayBytes, "");
        self.cells(&[
            (Key::OverlayFetched, mega(bytes.fetched), INK),
            (Key::OverlayRate, format!("{:.1}", bytes.rate / 1e6), if bytes.rate > 0.0 { INK } else { RULE }),
            (Key::OverlayMemory, mega(bytes.memory), if bytes.memory > 0 { INK } else { RULE }),
        ]);
        match bytes.cap.filter(|cap| *cap > 0) {
            Some(cap) => {
                let part = |of: u64| of as f32 / cap as f32;
                // As the option says it.
                let mib = |of: u64| of >> 20;
                let says = format!("{} / {} MiB", mib(bytes.gpu), mib(cap));
                self.share(Key::OverlayGpu, part(bytes.gpu), part(bytes.planned), color(Level::Near), &says);
            }
            None => self.share(Key::OverlayGpu, 0.0, 0.0, CAP, &format!("{} MiB", bytes.gpu >> 20)),
        }
    }

    fn booths<'a>(&mut self, figures: &Figures, title: impl Fn(usize) -> &'a str) {
        let booths = &figures.booths;
        let all = booths.all();
        self.section(Key::OverlayBooths, &all.to_string());
        // All of them as one bar, each level as wide as it has booths.
        let (mut x, y) = (MARGIN, self.y + 1.0);
        self.canvas.rounded(Rect::new(x, y, WIDE, 9.0), 0.0, CAP);
        for level in Level::ALL {
            let wide = WIDE * booths.count(level) as f32 / all.max(1) as f32;
            if wide > 0.0 {
                self.canvas.rounded(Rect::new(x, y, wide, 9.0), 0.0, color(level));
            }
            x += wide;
        }
        self.y += 15.0;
        let wide = WIDE / Level::ALL.len() as f32;
        for (at, level) in Level::ALL.into_iter().enumerate() {
            let (x, count) = (MARGIN + at as f32 * wide, booths.count(level));
            let says = format!("{} {count}", t(self.lang, word(level)));
            self.canvas.rounded(Rect::new(x, self.y + 6.0, 10.0, 10.0), 2.0, color(level));
            self.put(&says, LABEL, x + 15.0, wide - 17.0, Align::Left, if count > 0 { INK } else { SOFT });
        }
        self.y += ROW;
        for booth in booths.nearest.iter().take(NAMED) {
            self.booth(booth, title(booth.number));
        }
    }

    /// Colour, title, distance, level, and how sharp its textures are.
    fn booth(&mut self, booth: &Booth, title: &str) {
        let [name, far, level, bar, end] = [18.0, 296.0, 362.0, 438.0, WIDE].map(|at| MARGIN + at);
        self.canvas.rounded(Rect::new(MARGIN, self.y + 5.0, 12.0, 12.0), 2.0, color(booth.level));
        let block = Block { leading: 1.2, ..Block::new(title, TEXT, far - name - 6.0) };
        // A title that is too long for the row ends in an ellipsis: that is no mistake of the layout.
        let laid = self.setter.lay(&block);
        let cut = std::mem::replace(&mut self.canvas.cut, false);
        self.setter.draw(self.canvas, &laid, name, self.y, INK);
        self.canvas.cut = cut;
        let metres = booth.metres.clamp(0.0, 9999.0);
        self.put(&format!("{metres:.0} m"), LABEL, far, level - far - 14.0, Align::Right, SOFT);
        self.put(t(self.lang, word(booth.level)), LABEL, level, bar - level - 4.0, Align::Left, INK);
        self.bar(Rect::new(bar, self.y + 6.0, 90.0, 10.0), booth.sharp, 0.0, color(booth.level));
        let percent = format!("{:.0}%", booth.sharp.clamp(0.0, 1.0) * 100.0);
        self.put(&percent, LABEL, bar + 94.0, end - bar - 94.0, Align::Right, INK);
        self.y += ROW;
    }
}

fn mega(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}
