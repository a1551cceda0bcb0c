//! How a source is read.

use std::sync::Arc;

use super::{Bundle, Faults, Link, Patience, Store};

/// How a source is read.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// A slower network than there is; for folders, too.
    pub link: Option<Arc<Link>>,
    /// A network that fails now and then; for folders, too.
    pub faults: Option<Arc<Faults>>,
    /// Keeps what comes over the network, a real one or [`Setup::link`].
    pub store: Option<Arc<Store>>,
    pub patience: Patience,
    /// The fair that the program brings along.
    pub bundle: Option<Arc<dyn Bundle>>,
}
