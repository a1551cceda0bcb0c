//! The picture or page that a card shows: fetched and decoded by a thread, one at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::app::packed;
use crate::app::piece::guarded;
use crate::fair::Fair;
use crate::fetch::Source;
use crate::media;
use crate::model::Image;
use crate::panel::Leaf;
use crate::stream::{Pacing, Workers};
use crate::visit::ThingId;

/// The longest side that is shown, in texels: that of packed pages.
const SIDE: u32 = 1536;

type Which = (ThingId, usize);

/// See the module.
pub struct Leaves {
    fair: Arc<Fair>,
    source: Arc<Source>,
    pacing: Pacing,
    /// The thread, once there was something to be shown.
    worker: Option<Workers<Leaf>>,
    wanted: Option<Which>,
    shown: Option<Arc<Leaf>>,
}

impl Leaves {
    pub fn new(fair: &Arc<Fair>, source: &Arc<Source>, pacing: Pacing) -> Leaves {
        Leaves { fair: fair.clone(), source: source.clone(), pacing, worker: None, wanted: None, shown: None }
    }

    /// Asks for a leaf of a product, or for none any more.
    pub fn want(&mut self, wanted: Option<Which>) {
        (self.wanted, self.shown) = (wanted, None);
        let Some((thing, number)) = wanted else { return };
        let (fair, source, pacing) = (self.fair.clone(), self.source.clone(), self.pacing);
        self.worker.get_or_insert_with(|| Workers::background(1, pacing)).ask(0, move || {
            let shown = guarded(|| load(&fair, &source, thing, number)).map_err(|error| format!("{error:#}"));
            if let Err(why) = &shown {
                log::warn!("a picture of a product: {why}");
            }
            Leaf { thing, number, shown }
        });
    }

    /// Takes what has come. Returns the time spent waiting for it, which happens only with virtual pacing.
    pub fn update(&mut self) -> Duration {
        let begin = Instant::now();
        while let Some(leaf) = self.worker.as_mut().and_then(Workers::take) {
            if self.wanted == Some((leaf.thing, leaf.number)) {
                self.shown = Some(Arc::new(leaf));
            }
        }
        if self.pacing == Pacing::Virtual { begin.elapsed() } else { Duration::ZERO }
    }

    /// What there is to be shown.
    pub fn shown(&self) -> Option<&Arc<Leaf>> {
        self.shown.as_ref()
    }
}

fn load(fair: &Fair, source: &Source, (booth, product): ThingId, number: usize) -> Result<Image> {
    let product = fair.booths.get(booth).and_then(|booth| booth.products.get(product)).context("no such product")?;
    let leaf = *fair.leaves(product).get(number).context("no such picture")?;
    match fair.pages.get(leaf.file) {
        Some(pages) => packed::page(source, &pages.get(leaf.page).context("no such page")?.texture),
        None => Ok(media::leaf(leaf.file, &source.read(leaf.file, media::PICTURE_BYTES)?, SIDE)?),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_picture_comes_and_one_that_is_missing_says_why() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("fair.toml"), "").unwrap();
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::from_pixel(40, 20, image::Rgb([200, 30, 60]))
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        std::fs::write(folder.path().join("a.png"), png.into_inner()).unwrap();
        let mut fair = Fair::template(1);
        fair.booths[0].products = vec![crate::fair::Product {
            pictures: vec!["a.png".into(), "b.png".into()],
            ..crate::fair::Product::default()
        }];
        let (source, _) = Source::open(folder.path().to_str().unwrap()).unwrap();
        let mut leaves = Leaves::new(&Arc::new(fair), &Arc::new(source), Pacing::Virtual);
        let mut seen = |wanted: Which| {
            leaves.want(Some(wanted));
            (0..1000).find(|_| {
                leaves.update();
                leaves.shown().is_some()
            });
            leaves.shown().cloned().unwrap()
        };
        let first = seen(((0, 0), 0));
        let image = first.shown.as_ref().unwrap();
        assert_eq!((image.width, image.height, &image.levels[0][..4]), (40, 20, &[200u8, 30, 60, 255][..]));
        let missing = seen(((0, 0), 1));
        assert!(missing.shown.as_ref().unwrap_err().contains("b.png"), "{missing:?}");
        assert!(seen(((0, 0), 7)).shown.is_err());
        // What is not wanted any more is not shown.
        leaves.want(Some(((0, 0), 0)));
        leaves.want(None);
        (0..50).for_each(|_| _ = leaves.update());
        assert!(leaves.shown().is_none());
    }
}
