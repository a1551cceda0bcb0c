//! The map of a hall: plots in the colours of their zones, gates to other halls, the visitor, and the way.

use egui::{Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2};
use glam::{Vec2, Vec3};

use super::super::facts::{Act, Facts};
use super::super::look::{GAP, Kind, Page, TEXT, cut_bottom, cut_top};
use super::HIGH;
use crate::fair::{Fair, Gate, Hall, Plot};
use crate::panel::Key;

/// Floor that is seen around the plots, metres.
const AROUND: f32 = 2.0;
/// Times all of the hall, at the most.
const NEAREST: f32 = 8.0;

/// What of the hall is seen.
pub struct Map {
    /// Times all of it.
    zoom: f32,
    /// The point of the hall in the middle; none follows the visitor, or shows all.
    middle: Option<Vec2>,
    /// The hall that is looked at; none is the visitor's, where they were last.
    hall: Option<usize>,
    visitor: usize,
}

impl Default for Map {
    fn default() -> Self {
        Map { zoom: 1.0, middle: None, hall: None, visitor: 0 }
    }
}

/// From the hall's floor to the panel.
struct Scale {
    rect: Rect,
    middle: Vec2,
    /// Points a metre.
    by: f32,
}

impl Scale {
    fn at(&self, place: Vec2) -> Pos2 {
        let from = (place - self.middle) * self.by;
        self.rect.center() + vec2(from.x, from.y)
    }

    /// Round the corners of a plot.
    fn plot(&self, plot: &Plot) -> [Pos2; 4] {
        let (half, matrix) = (plot.size * 0.5, plot.matrix());
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, z)| {
            let corner = matrix.transform_point3(Vec3::new(x * half.x, 0.0, z * half.y));
            self.at(Vec2::new(corner.x, corner.z))
        })
    }
}

impl Map {
    /// Gives back the booth that was chosen.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        page: &mut Page,
        rect: Rect,
        fair: &Fair,
        facts: &Facts,
        acts: &mut Vec<Act>,
    ) -> Option<(usize, Option<usize>)> {
        if std::mem::replace(&mut self.visitor, facts.hall) != facts.hall {
            // Whoever comes into a hall looks for its map.
            self.look_at(None);
        }
        let shown = self.hall.unwrap_or(facts.hall);
        let (hall, here) = (fair.halls.get(shown)?, shown == facts.hall);
        let rect = if fair.halls.len() > 1 { self.halls(ui, page, rect, fair, (shown, here), acts) } else { rect };
        let gates = fair.gates(shown);
        let visitor = if here { facts.place } else { hall.spawn.0 };
        let (rect, legend) = cut_bottom(rect, legend_high(hall));
        legend_of(ui, page, legend, hall);
        let (low, high) = of_interest(hall, &gates, visitor);
        let size = high - low;
        let whole = (rect.width() / size.x.max(1.0)).min(rect.height() / size.y.max(1.0));
        let response = ui.interact(rect, ui.scope_id().with("map"), Sense::click_and_drag());
        let scale = Scale { rect, middle: self.middle(visitor, (low + high) * 0.5), by: whole * self.zoom };
        if response.dragged() && self.zoom > 1.0 {
            let by = response.drag_delta() / scale.by;
            self.middle = Some(scale.middle - Vec2::new(by.x, by.y));
            ui.request_repaint();
        }
        let painter = ui.painter().with_clip_rect(rect);
        let half = hall.size * 0.5;
        let floor = Rect::from_two_pos(scale.at(-half), scale.at(half));
        painter.rect_filled(floor, 4, page.look.raised.gamma_multiply(0.55));
        painter.rect_stroke(floor, 4, Stroke::new(1.5, page.look.soft), StrokeKind::Inside);
        let mut chosen = None;
        for (number, booth) in fair.booths.iter().enumerate().filter(|(_, booth)| booth.hall == shown) {
            let Some(plot) = hall.plots.get(booth.plot) else { continue };
            let corners = scale.plot(plot);
            let around = Rect::from_points(&corners);
            if !around.intersects(rect) {
                continue;
            }
            let zone = hall.zones.iter().find(|zone| Some(&zone.id) == plot.zone.as_ref());
            let [r, g, b] = zone.map_or([120, 130, 140], |zone| zone.color);
            let hovered = response.hover_pos().is_some_and(|at| around.contains(at));
            let led = facts.goal == Some(number);
            let edge = if led || hovered { page.look.accent } else { page.look.ground };
            let fill = Color32::from_rgb(r, g, b);
            painter.add(Shape::convex_polygon(corners.to_vec(), fill, Stroke::new(if led { 3.0 } else { 1.5 }, edge)));
            name(ui, page, &painter, around, [page.said(&booth.title).0, &plot.id], fill);
            if facts.kept.seen.iter().any(|seen| seen.booth == booth.id) && around.width() > 12.0 {
                painter.circle_filled(around.right_top() + vec2(-6.0, 6.0), 3.5, page.look.ink);
            }
            if response.clicked() && hovered {
                chosen = Some((number, None));
            }
        }
        for gate in &gates {
            let at = scale.at(gate.position);
            let only = gate.to.first().filter(|_| gate.to.len() == 1);
            let hovered = response.hover_pos().is_some_and(|pointer| pointer.distance(at) < GATE);
            gate_at(&painter, page, at, gate.yaw.to_radians(), hovered && only.is_some());
            if let Some(to) = only.and_then(|to| fair.halls.get(*to)) {
                let room = Rect::from_center_size(at + vec2(0.0, GATE + TEXT), vec2(8.0 * TEXT, 2.4 * TEXT));
                name(ui, page, &painter, room.intersect(rect), [page.said(&to.title).0, &to.id], page.look.ground);
            }
            if let Some(to) = only.filter(|_| response.clicked() && hovered) {
                self.look_at(Some(*to));
                ui.request_repaint();
                chosen = None;
            }
        }
        if !here {
            self.buttons(ui, page, rect);
            return chosen;
        }
        let way: Vec<Pos2> = facts.way.iter().map(|place| scale.at(*place)).collect();
        if way.len() > 1 {
            painter.line(way, Stroke::new(4.0, page.look.accent));
        }
        arrow(&painter, page, scale.at(facts.place), facts.facing);
        self.buttons(ui, page, rect);
        chosen
    }

    fn middle(&self, visitor: Vec2, of_all: Vec2) -> Vec2 {
        if self.zoom <= 1.0 { of_all } else { self.middle.unwrap_or(visitor) }
    }

    fn look_at(&mut self, hall: Option<usize>) {
        (self.hall, self.middle, self.zoom) = (hall, None, 1.0);
    }

    /// A line above the map: the hall before and the one after, what this one is called, and the way there.
    fn halls(
        &mut self,
        ui: &Ui,
        page: &mut Page,
        rect: Rect,
        fair: &Fair,
        (shown, here): (usize, bool),
        acts: &mut Vec<Act>,
    ) -> Rect {
        let (line, rest) = cut_top(rect, HIGH);
        let count = fair.halls.len();
        let square = vec2(HIGH, line.height());
        let left = Rect::from_min_size(line.min, square);
        let right = Rect::from_min_size(pos2(left.max.x + GAP, line.min.y), square);
        for (place, word, hall) in [(left, "←", (shown + count - 1) % count), (right, "→", (shown + 1) % count)] {
            if page.button(ui, place, word, Kind::Plain) {
                self.look_at(Some(hall));
                ui.request_repaint();
            }
        }
        let go = Rect::from_min_max(pos2(line.max.x - WIDE * TEXT, line.min.y), line.max);
        let end = if here { line.max.x } else { go.min.x - GAP };
        let at = pos2(right.max.x + 2.0 * GAP, line.min.y + (line.height() - TEXT * 1.35) * 0.5);
        if let Some(hall) = fair.halls.get(shown) {
            page.text(ui, at, end - at.x, page.said(&hall.title).0, page.plain());
        }
        let word = page.t(Key::GoHere);
        if !here && page.button(ui, go, word, Kind::Plain) {
            acts.push(Act::Enter(shown));
        }
        rest
    }

    fn buttons(&mut self, ui: &Ui, page: &mut Page, rect: Rect) {
        let mut place = Rect::from_min_size(rect.right_top() - vec2(HIGH, 0.0), vec2(HIGH, HIGH));
        for (word, zoom) in [("+", 1.5), ("−", 1.0 / 1.5), ("◎", 0.0)] {
            if page.button(ui, place, word, Kind::Plain) {
                if zoom > 0.0 {
                    self.zoom = (self.zoom * zoom).clamp(1.0, NEAREST);
                } else {
                    // Where the visitor is.
                    (self.middle, self.zoom) = (None, self.zoom.max(2.0));
                }
                ui.request_repaint();
            }
            place = place.translate(vec2(0.0, HIGH + GAP));
        }
    }
}

/// Corners of the part of a hall where plots and gates are, and the visitor, with some floor around.
fn of_interest(hall: &Hall, gates: &[Gate], visitor: Vec2) -> (Vec2, Vec2) {
    let half = hall.size * 0.5;
    let here = visitor.clamp(-half, half);
    let corners = hall.plots.iter().flat_map(|plot| {
        let matrix = plot.matrix();
        [-0.5, 0.5].into_iter().flat_map(move |x| [-0.5, 0.5].map(|z| (x, z))).map(move |(x, z)| {
            let corner = matrix.transform_point3(Vec3::new(x * plot.size.x, 0.0, z * plot.size.y));
            Vec2::new(corner.x, corner.z)
        })
    });
    let gates = gates.iter().map(|gate| gate.position);
    let (low, high) =
        corners.chain(gates).fold((here, here), |(low, high), corner| (low.min(corner), high.max(corner)));
    ((low - AROUND).max(-half - 0.5), (high + AROUND).min(half + 0.5))
}

/// A booth's name in its plot, or else the plot's, where there is room for it.
fn name(ui: &Ui, page: &Page, painter: &egui::Painter, rect: Rect, texts: [&str; 2], ground: Color32) {
    let [r, g, b, _] = ground.to_array();
    let color = if crate::panel::canvas::dark([r, g, b]) { Color32::WHITE } else { Color32::BLACK };
    let how = super::super::look::Type { color, rows: 2, ..page.plain() };
    let width = rect.width() - 4.0;
    let wide = |text: &str| page.laid(ui, text, super::super::look::Type { rows: 1, ..how }, f32::INFINITY).size().x;
    for text in texts {
        let halves;
        let text = if wide(text) > width && !text.contains(' ') {
            // Characters go evenly into two lines.
            let count = text.chars().count();
            let middle = text.char_indices().nth(count.div_ceil(2)).map_or(text.len(), |(at, _)| at);
            let (first, second) = text.split_at(middle);
            halves = format!("{first}\n{second}");
            halves.as_str()
        } else {
            text
        };
        // No word is broken.
        if text.split([' ', '\n']).any(|word| wide(word) > width) {
            continue;
        }
        let galley = page.laid(ui, text, how, width);
        let size = galley.size();
        if !galley.elided && size.y <= rect.height() - 2.0 && size.x <= rect.width() - 2.0 {
            let at = Align2::CENTER_CENTER.anchor_size(rect.center(), size).min;
            painter.galley(at, galley, color);
            return;
        }
    }
}

/// The visitor: an arrow that points where they look.
fn arrow(painter: &egui::Painter, page: &Page, at: Pos2, facing: f32) {
    let (sin, cos) = facing.sin_cos();
    // Ahead is −z, which is up on the map; to the left is a positive turn.
    let turn = |x: f32, y: f32| at + vec2(x * cos + y * sin, -x * sin + y * cos);
    let arrow = [turn(0.0, -12.0), turn(8.0, 9.0), turn(0.0, 4.0), turn(-8.0, 9.0)];
    painter.circle_filled(at, 14.0, page.look.ground.gamma_multiply(0.6));
    let [tip, right, back, left] = [arrow[0], arrow[1], arrow[2], arrow[3]];
    for half in [vec![tip, right, back], vec![tip, back, left]] {
        painter.add(Shape::convex_polygon(half, page.look.accent, Stroke::NONE));
    }
}

/// Ems that the way to a hall takes.
const WIDE: f32 = 7.0;
/// Half of a gate's mark, and of what one presses for it.
const GATE: f32 = 14.0;

/// A gate: two posts, and an arrow out of the hall between them.
fn gate_at(painter: &egui::Painter, page: &Page, at: Pos2, yaw: f32, lit: bool) {
    let (sin, cos) = yaw.sin_cos();
    // Who comes in faces −z of the gate's space, which is up on the map where it is not turned.
    let turn = |x: f32, y: f32| at + vec2(x * cos + y * sin, -x * sin + y * cos);
    let color = if lit { page.look.accent } else { page.look.ink };
    painter.circle_filled(at, GATE, page.look.ground.gamma_multiply(0.8));
    let stroke = Stroke::new(3.0, color);
    for x in [-9.0, 9.0] {
        painter.line_segment([turn(x, -6.0), turn(x, 6.0)], stroke);
    }
    painter.line_segment([turn(0.0, -7.0), turn(0.0, 4.0)], stroke);
    painter.add(Shape::convex_polygon(vec![turn(-5.0, 2.0), turn(5.0, 2.0), turn(0.0, 9.0)], color, Stroke::NONE));
}

/// Ems that a zone of the legend takes.
const ENTRY: f32 = 11.0;

fn legend_high(hall: &Hall) -> f32 {
    if hall.zones.is_empty() { 0.0 } else { hall.zones.len().min(6).div_ceil(3) as f32 * TEXT * 1.6 }
}

fn legend_of(ui: &Ui, page: &Page, rect: Rect, hall: &Hall) {
    let wide = (rect.width() / 3.0).min(ENTRY * TEXT);
    for (i, zone) in hall.zones.iter().take(6).enumerate() {
        let at = rect.min + vec2((i % 3) as f32 * wide, (i / 3) as f32 * TEXT * 1.6);
        let [r, g, b] = zone.color;
        let square = Rect::from_min_size(at + vec2(0.0, 4.0), vec2(TEXT, TEXT));
        ui.painter().rect_filled(square, 3, Color32::from_rgb(r, g, b));
        page.text(ui, pos2(at.x + TEXT + 6.0, at.y), wide - TEXT - 12.0, page.said(&zone.title).0, page.soft());
    }
}
