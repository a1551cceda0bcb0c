//! The booths of a fair, as another fair is made of them.

use anyhow::{Context, Result, bail};

use super::paint::is_glb;
use crate::fair::{Booth, Product};
use crate::fetch::{Source, open_fair};
use crate::model::Limits;

/// Booths whose plot is no wider than this, in metres: those of the new fair are as wide.
const WIDEST: f32 = 6.0;

/// A booth and the files of what stands there.
pub struct Stand {
    pub booth: Booth,
    pub model: Vec<u8>,
    pub products: Vec<(Product, Vec<u8>)>,
}

/// The booths of the fair at `spec` that have a model, all of it GLB, and fit.
///
/// # Errors
/// The fair cannot be read, or has no such booth.
pub fn stock(spec: &str) -> Result<Vec<Stand>> {
    let (source, fair) = open_fair(spec)?;
    let mut stands = Vec::new();
    for booth in &fair.booths {
        let plot = fair.halls.get(booth.hall).and_then(|hall| hall.plots.get(booth.plot));
        let Some(model) = booth.model.as_deref().filter(|_| plot.is_some_and(|plot| plot.size.max_element() <= WIDEST))
        else {
            continue;
        };
        let Some(model) = glb(&source, model)? else { continue };
        let mut products = Vec::new();
        for product in &booth.products {
            if let Some(bytes) = glb(&source, &product.model)? {
                products.push((product.clone(), bytes));
            }
        }
        stands.push(Stand { booth: booth.clone(), model, products });
    }
    if stands.is_empty() {
        bail!("{spec} has no booth with a GLB on a plot of at most {WIDEST} m: other booths are made of these");
    }
    Ok(stands)
}

fn glb(source: &Source, path: &str) -> Result<Option<Vec<u8>>> {
    let bytes = source.read(path, Limits::default().bytes).with_context(|| path.to_owned())?;
    Ok(is_glb(&bytes).then_some(bytes))
}
