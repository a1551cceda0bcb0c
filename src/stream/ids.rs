//! Numbers of things in the catalogue: positions in its arrays, each with a type of its own.

macro_rules! id {
    ($(#[$doc:meta] $name:ident)*) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(pub u32);

        impl $name {
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

id! {
    /// Something placed in the world.
    PartId
    /// What a part shows; many parts may show the same.
    ModelId
    /// Levels of one geometry or one texture.
    LadderId
    /// One level of a ladder.
    RungId
    /// One file that is fetched as a whole; a content hash stands behind it.
    PieceId
}
