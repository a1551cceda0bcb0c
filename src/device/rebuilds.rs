//! How often in a row a graphics device is opened again: one that is lost over and over is given up.

use anyhow::{Result, bail};

/// Devices opened in a row none of which showed a picture.
const MOST: u32 = 5;

/// Counts them.
#[derive(Debug, Default)]
pub(super) struct Rebuilds(u32);

impl Rebuilds {
    /// A device was lost, and another one is opened.
    ///
    /// # Errors
    /// It was so too often in a row.
    pub fn again(&mut self) -> Result<()> {
        if self.0 >= MOST {
            bail!("the graphics device was lost {MOST} times in a row");
        }
        self.0 += 1;
        log::warn!("the graphics device was lost and is opened again");
        Ok(())
    }

    /// A picture was drawn.
    pub fn well(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_in_a_row_and_no_more() {
        let mut rebuilds = Rebuilds::default();
        for _ in 0..3 {
            (0..MOST).for_each(|_| rebuilds.again().unwrap());
            rebuilds.well();
        }
        (0..MOST).for_each(|_| rebuilds.again().unwrap());
        assert!(rebuilds.again().is_err());
    }
}
