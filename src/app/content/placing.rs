//! What has come to the GPU stands in the scene.

use std::sync::Arc;

use anyhow::anyhow;

use super::{Content, Going, Placed, World};
use crate::app::piece::{Detail, Piece};
use crate::app::proxies::join::Joined;
use crate::app::proxies::{Parts, Proxies};
use crate::model::Model;
use crate::render::TextureUpload;
use crate::scene::Play;

impl Content {
    /// What a piece of so many bytes takes of the signs' memory: in a visit that keeps to a cap, all that is no sign and
    /// that the scheduler does not bring. (The overlay and films have borrowed their
    /// memory before.)
    pub(super) fn borrows(&self, piece: Piece, bytes: u64) -> u64 {
        let own = matches!(piece, Piece::Sign(_) | Piece::Overlay(_) | Piece::Screen(..));
        if self.feed.is_none() || own { 0 } else { bytes }
    }

    pub(super) fn place(&mut self, done: Going, world: &mut World, time: f32) {
        let (piece, detail, upload, grid, lent, load) = match done {
            Going::Environment(piece, upload) => return self.light(piece, *upload, world),
            Going::Model { piece, detail, upload, grid, lent, load } => (piece, detail, upload, grid, lent, load),
        };
        let Some((model, shape)) = world.renderer.insert(*upload) else {
            self.take_back(lent);
            return self.fail(piece, detail, &anyhow!("the GPU has no memory left for it"));
        };
        self.loaded += 1;
        if let Some(why) = self.again.as_mut().and_then(|again| again.settle(piece, detail)) {
            self.mend(piece, &why, world);
        }
        if let Piece::Proxies(hall) = piece {
            return self.place_proxies(hall, model, &shape, world);
        }
        let stood = self.placed.get(&piece).map(|placed| placed.detail);
        let hidden = self.placed.get(&piece).map(|placed| placed.hidden);
        let hidden = hidden.unwrap_or_else(|| self.comes_hidden(piece));
        let late = match (piece, &self.signs) {
            // It may have been left behind, or come nearer, while it was made.
            (Piece::Sign(booth), Some(signs)) => signs.wanted(booth) != Some(detail),
            (Piece::Standin(booth), _) if self.placed.contains_key(&Piece::Booth(booth)) => true,
            // What it stands for has come after all.
            (Piece::Failed(booth), _) => !self.failed.iter().any(|(failed, ..)| *failed == booth),
            (Piece::Standin(_) | Piece::Floor(_), _) => self.is_relieved(piece),
            // The visitor is somewhere else meanwhile.
            (Piece::Gate(hall, _), _) if self.hall != Some(hall) => true,
            _ => stood.is_some_and(|stood| stood >= detail),
        };
        if late {
            world.renderer.remove(model);
            self.take_back(lent);
            return;
        }
        let matrix = match piece {
            Piece::Sign(booth) => self.growing.matrix(booth),
            _ => None,
        };
        let matrix = matrix.unwrap_or_else(|| world.moved.matrix(piece, &self.bench.fair));
        let object = world.scene.place(model, &shape, matrix, world.moved.casts(piece));
        let hall = piece.hall(&self.bench.fair);
        world.scene.set_room(object, hall);
        world.scene.set_variant(object, world.moved.variant(piece));
        world.scene.set_states(object, world.moved.states(piece));
        if let Some(thing) = piece.thing(&self.bench.fair, shape.bounds)
            && !self.things.iter().any(|known| known.id == thing.id)
        {
            self.things.push(thing);
        }
        if piece.is_page() || hidden {
            world.scene.set_visible(object, false);
        }
        if !piece.is_page() {
            let start = world.moved.begun(piece, time);
            world.scene.play(object, Play { start, ..Play::default() });
        }
        // What comes in more detail stands where the first form stood.
        let again = matches!(piece, Piece::Gate(..)) && !self.gated.insert(piece);
        if let Some(grid) = grid.filter(|_| stood.is_none() && !again) {
            let place = piece.place(&self.bench.fair);
            world.ground.insert_in(hall.unwrap_or_default(), self.loaded, Arc::new(grid), place);
        }
        self.remove(piece, world);
        if let Some(proxy) = self.proxies.get(&piece) {
            world.scene.set_visible(*proxy, false);
        }
        self.placed.insert(piece, Placed { object, shape, model, detail, lent, load, hidden });
        self.changed();
        if let Piece::Booth(booth) = piece {
            self.remove(Piece::Standin(booth), world);
        }
    }

    /// Lights the fair.
    pub(super) fn light(&mut self, piece: Piece, upload: TextureUpload, world: &mut World) {
        if piece == Piece::Environment {
            self.lit = true;
            if let Some(why) = self.again.as_mut().and_then(|again| again.settle(piece, Detail::Full)) {
                self.mend(piece, &why, world);
            }
        } else if self.lit {
            // The fair's own light has come before what stands for it.
            return;
        }
        if !world.renderer.insert_environment(upload) {
            self.fail(piece, Detail::Full, &anyhow!("the GPU has no memory left for it"));
        }
    }

    /// Stands the proxy of every model of a hall where the model will be. They share the GPU's copy, which stays.
    pub(super) fn place_proxies(&mut self, hall: usize, model: u32, shape: &Arc<Model>, world: &mut World) {
        let fair = self.bench.fair.clone();
        // Replays and pictures draw as much as there is: nothing is joined.
        let proxies = Proxies { model, parts: Parts::new(shape, Joined::default()) };
        let booths = (0..).zip(&fair.booths).filter(|(_, booth)| booth.hall == hall);
        let pieces =
            booths.flat_map(|(index, booth)| std::iter::once(Piece::Booth(index)).chain(Piece::of_booth(index, booth)));
        for piece in std::iter::once(Piece::Hall(hall)).chain(pieces) {
            let Some(path) = piece.model(&fair) else { continue };
            let matrix = world.moved.matrix(piece, &fair);
            let stood = proxies.stand(piece, path, matrix, world.moved.casts(piece), &mut world.scene);
            let Some(object) = stood else { continue };
            world.scene.set_room(object, Some(hall));
            world.scene.set_visible(object, !self.placed.contains_key(&piece));
            self.proxies.insert(piece, object);
        }
    }

    /// Takes away what stands.
    pub fn remove(&mut self, piece: Piece, world: &mut World) {
        if let Some(Placed { object, model, lent, .. }) = self.placed.remove(&piece) {
            self.take_back(lent);
            world.scene.remove(object);
            world.renderer.remove(model);
            self.changed();
        }
    }
}
