//! How a source is read.

use std::sync::Arc;

use super::{Link, Patience, Store};

/// How a source is read.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// A slower network than there is; for folders, too.
    pub link: Option<Arc<Link>>,
    /// Keeps what comes over the network, a real one or [`Setup::link`].
    pub store: Option<Arc<Store>>,
    pub patience: Patience,
}
