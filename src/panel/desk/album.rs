//! Pictures of a product and pages of its documents, one at a time, in the place of its card.

use std::sync::Arc;

use egui::{Color32, ColorImage, Rect, Sense, TextureHandle, TextureOptions, Ui, Vec2, pos2, vec2};

use super::facts::{Act, Facts, Leaf};
use super::look::{GAP, Kind, LINE, Page, Type, cut_bottom};
use super::tablet::{HIGH, said};
use super::{DENSITY, Key};
use crate::fair::{self, Product};
use crate::model::Image;
use crate::visit::ThingId;

/// What is enlarged is so much larger at least.
const NEARER: f32 = 1.6;
/// A level of the picture is shown smaller than it is by no more than twice this.
const SHARP: f32 = 0.75;

/// See the module.
#[derive(Default)]
pub struct Album {
    /// Of which product, and which leaf.
    open: Option<(ThingId, usize)>,
    /// It is enlarged.
    near: bool,
    /// Where it was pressed to be enlarged, in parts of it: that comes to the middle.
    pressed: Option<Vec2>,
    /// Of the leaf that is shown: whole, and enlarged.
    textures: Option<(Arc<Leaf>, [Option<TextureHandle>; 2])>,
}

impl Album {
    /// Opens it at its first leaf.
    pub fn open(&mut self, thing: ThingId, acts: &mut Vec<Act>) {
        self.turn(Some((thing, 0)), acts);
    }

    fn turn(&mut self, to: Option<(ThingId, usize)>, acts: &mut Vec<Act>) {
        (self.open, self.near, self.textures) = (to, false, None);
        acts.push(Act::Look(to));
    }

    /// Shows the leaf that is open; whether one is.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        page: &mut Page,
        (thing, product): (ThingId, &Product),
        leaves: &[fair::Leaf],
        facts: &Facts,
        acts: &mut Vec<Act>,
    ) -> bool {
        let Some((of, number)) = self.open else { return false };
        let Some(leaf) = leaves.get(number).filter(|_| of == thing) else {
            self.turn(None, acts);
            return false;
        };
        let all = ui.max_rect();
        let title = leaf.title.unwrap_or(&product.title);
        let title = page.content(ui, all.min, all.width(), title, Type { rows: 2, ..page.title() });
        let rest = Rect::from_min_max(pos2(all.min.x, title.max.y + GAP), all.max);
        let (rest, back) = cut_bottom(rest, HIGH);
        let (rest, row) = cut_bottom(rest, HIGH);
        let (rest, hint) = cut_bottom(rest, LINE);
        let side = row.width() * 0.3;
        let place = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.min.y), pos2(to, row.max.y));
        let (before, after) = ((number + leaves.len() - 1) % leaves.len(), (number + 1) % leaves.len());
        let mut turn = None;
        if page.button(ui, place(row.min.x, row.min.x + side), "←", Kind::Plain) {
            turn = Some(Some((thing, before)));
        }
        page.middle(ui, row, &format!("{} / {}", number + 1, leaves.len()));
        if page.button(ui, place(row.max.x - side, row.max.x), "→", Kind::Plain) {
            turn = Some(Some((thing, after)));
        }
        if page.button(ui, back, page.t(Key::CardBack), Kind::Main) {
            turn = Some(None);
        }
        match facts.leaf.as_ref().filter(|shown| (shown.thing, shown.number) == (thing, number)) {
            None => page.middle(ui, rest, page.t(Key::CardComing)),
            Some(shown) => match &shown.shown {
                Ok(image) => {
                    page.middle(ui, hint, page.t(if self.near { Key::CardWhole } else { Key::CardNearer }));
                    self.picture(ui, rest, shown, image);
                }
                // Why is for who publishes it, in the log.
                Err(_) => {
                    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rest));
                    said(&mut inner, page, page.t(Key::CardMissing), Type { rows: 3, ..page.plain() });
                }
            },
        }
        if let Some(to) = turn {
            self.turn(to, acts);
        }
        true
    }

    /// The picture, whole or enlarged; a press changes that.
    fn picture(&mut self, ui: &mut Ui, rest: Rect, leaf: &Arc<Leaf>, image: &Image) {
        let size = vec2(image.width as f32, image.height as f32);
        let whole = size * (rest.size() / size).min_elem();
        let near = (size / DENSITY).max(whole * NEARER);
        let shown = if self.near { near } else { whole };
        let wanted = shown.x * DENSITY * SHARP;
        let level = (0..image.levels.len()).rev().find(|level| (image.width >> level) as f32 >= wanted).unwrap_or(0);
        if self.textures.as_ref().is_none_or(|(of, _)| !Arc::ptr_eq(of, leaf)) {
            self.textures = Some((leaf.clone(), [None, None]));
        }
        let Some((_, textures)) = &mut self.textures else { return };
        let Some(texture) = textures.get_mut(usize::from(self.near)) else { return };
        let texture = texture.get_or_insert_with(|| {
            let size = [image.width, image.height].map(|side| (side >> level).max(1) as usize);
            let texels = image.levels.get(level).map_or(&[] as &[u8], Vec::as_slice);
            let fits = texels.len() == size[0] * size[1] * 4;
            let picture = if fits { ColorImage::from_rgba_unmultiplied(size, texels) } else { ColorImage::default() };
            ui.ctx().load_texture("leaf", picture, TextureOptions::LINEAR)
        });
        let (id, uv) = (texture.id(), Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)));
        let pressed = if self.near {
            let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rest).id_salt("leaf"));
            inner.set_clip_rect(rest.intersect(ui.clip_rect()));
            let area = egui::ScrollArea::both().id_salt("leaf").auto_shrink(false);
            let area = area.scroll_source(egui::scroll_area::ScrollSource::ALL);
            let area = match self.pressed.take() {
                Some(part) => area.scroll_offset((part * shown - rest.size() * 0.5).max(Vec2::ZERO)),
                None => area,
            };
            let shown = area.show(&mut inner, |ui| {
                let (rect, response) = ui.allocate_exact_size(shown, Sense::click());
                ui.painter().image(id, rect, uv, Color32::WHITE);
                response
            });
            shown.inner.clicked()
        } else {
            let rect = Rect::from_center_size(rest.center(), shown);
            ui.painter().image(id, rect, uv, Color32::WHITE);
            let response = ui.interact(rect, ui.scope_id().with("leaf"), Sense::click());
            let at = response.interact_pointer_pos().unwrap_or(rect.center());
            self.pressed = Some((at - rect.min) / rect.size());
            response.clicked()
        };
        self.near ^= pressed;
        if pressed {
            ui.ctx().request_repaint();
        }
    }
}
