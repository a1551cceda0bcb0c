//! The small font that a fair brings along: glyphs of its own texts that the program's fonts lack.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// A font's bytes, shared by all that draw with them.
pub type FontFile = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A font of glyphs, or none. Its bytes come from strangers: whoever draws with them says which are sound, once.
#[derive(Clone, Default)]
pub struct Glyphs(Option<Arc<File>>);

struct File {
    bytes: Vec<u8>,
    sound: OnceLock<bool>,
}

impl AsRef<[u8]> for File {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Glyphs {
    /// The largest such font, in bytes: some thousands of hanzi.
    pub const LIMIT: u64 = 2 << 20;

    /// Of a font's bytes, whatever they are.
    pub fn new(font: Vec<u8>) -> Glyphs {
        Glyphs(Some(Arc::new(File { bytes: font, sound: OnceLock::new() })))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |file| &file.bytes)
    }

    /// The font, if it is sound. Asked only the first time; whoever comes meanwhile waits for the answer.
    pub fn font(&self, sound: impl FnOnce(&[u8]) -> bool) -> Option<FontFile> {
        let file = self.0.as_ref()?;
        let sound = *file.sound.get_or_init(|| sound(&file.bytes));
        sound.then(|| file.clone() as FontFile)
    }

    /// Whether they are not only equal but the same.
    pub fn is_same(&self, other: &Glyphs) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl PartialEq for Glyphs {
    fn eq(&self, other: &Glyphs) -> bool {
        self.bytes() == other.bytes()
    }
}

impl fmt::Debug for Glyphs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Glyphs({} bytes)", self.bytes().len())
    }
}
