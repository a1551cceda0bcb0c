//! What decides how a primitive is drawn, apart from its numbers and pictures.

use crate::model::{Alpha, Material, Topology};

/// What decides the pipeline of a draw: a small finite set, so that all of them can be made ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub phase: Phase,
    pub topology: TopologyKey,
    pub cull: Cull,
    /// Drawn by the larger shader for material extensions.
    pub layered: bool,
    /// Joints or morph targets move the vertices.
    pub deform: bool,
    pub shown: Shown,
}

/// How much of a surface there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shown {
    Whole,
    /// A plane cuts it: see [`Scene::set_cut`](super::Scene::set_cut).
    Section,
    /// It comes in place of another, or leaves for one: see [`Scene::set_fade`](super::Scene::set_fade).
    Fading,
}

impl Shown {
    pub const ALL: [Shown; 3] = [Shown::Whole, Shown::Section, Shown::Fading];
}

/// The order of drawing: opaque hides, mask cuts out; glass and blend need all behind them and go in one row, the
/// farthest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    Opaque,
    Mask,
    Transmit,
    Blend,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TopologyKey {
    Triangles,
    Lines,
    Points,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cull {
    /// Counter-clockwise faces show.
    Back,
    /// The node mirrors: clockwise faces show.
    Mirrored,
    /// Both sides show, and the matrix keeps orientation.
    None,
    /// Both sides show, and the matrix mirrors.
    NoneMirrored,
}

impl Key {
    pub fn new(material: &Material, topology: Topology, mirrored: bool, deform: bool) -> Key {
        let layered = material.layers.is_some() && !material.unlit;
        Key {
            layered,
            phase: match material.alpha {
                _ if layered && material.transmits() => Phase::Transmit,
                Alpha::Opaque => Phase::Opaque,
                Alpha::Mask(_) => Phase::Mask,
                Alpha::Blend => Phase::Blend,
            },
            topology: match topology {
                Topology::Triangles => TopologyKey::Triangles,
                Topology::Lines => TopologyKey::Lines,
                Topology::Points => TopologyKey::Points,
            },
            cull: match (material.double_sided, mirrored) {
                (false, false) => Cull::Back,
                (false, true) => Cull::Mirrored,
                (true, false) => Cull::None,
                (true, true) => Cull::NoneMirrored,
            },
            deform,
            shown: Shown::Whole,
        }
    }

    /// Every key there is.
    pub fn all() -> impl Iterator<Item = Key> {
        let looks = [
            (Phase::Opaque, false),
            (Phase::Opaque, true),
            (Phase::Mask, false),
            (Phase::Mask, true),
            (Phase::Transmit, true),
            (Phase::Blend, false),
            (Phase::Blend, true),
        ];
        let topologies = [TopologyKey::Triangles, TopologyKey::Lines, TopologyKey::Points];
        let culls = [Cull::Back, Cull::Mirrored, Cull::None, Cull::NoneMirrored];
        looks.into_iter().flat_map(move |(phase, layered)| {
            topologies.into_iter().flat_map(move |topology| {
                let forms = culls.into_iter().flat_map(|cull| [false, true].map(|deform| (cull, deform)));
                let forms = forms.flat_map(|(cull, deform)| Shown::ALL.map(|shown| (cull, deform, shown)));
                forms.map(move |(cull, deform, shown)| Key { phase, layered, topology, cull, deform, shown })
            })
        })
    }

    /// Position in the order of drawing, below 256; what is cut or fades goes with what is whole.
    pub fn order(self) -> u64 {
        let look = (self.phase as u64) << 6 | u64::from(self.layered) << 5;
        look | (self.topology as u64) << 3 | (self.cull as u64) << 1 | u64::from(self.deform)
    }
}
