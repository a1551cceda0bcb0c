//! What a frame is told to do, kept for who wants to know what it costs a GPU.

use super::pipelines::SAMPLES;
use super::targets::Attachments;
use crate::scene::Key;

/// The passes of a frame, one after another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    pub passes: Vec<Pass>,
}

/// A pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    pub name: &'static str,
    pub color: Option<Attachment>,
    pub depth: Option<Attachment>,
    /// Samples become pixels at its end.
    pub resolves: bool,
    /// Of meshes, one after another.
    pub draws: Vec<Drawn>,
}

/// What a pass draws to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachment {
    pub format: wgpu::TextureFormat,
    pub samples: u32,
    pub layers: u32,
    /// What was there is read first.
    pub loads: bool,
    /// What is there afterwards is kept.
    pub stores: bool,
    /// It needs no memory where a GPU draws in tiles.
    pub transient: bool,
}

/// A draw of meshes that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    pub key: Key,
    /// Depth alone.
    pub depth_only: bool,
    /// Textures of its material that a pixel reads.
    pub reads: u32,
    pub instances: u32,
}

impl Pass {
    /// One into multisampled attachments.
    pub(super) fn scene(name: &'static str, attachments: &Attachments) -> Pass {
        let of = |view: &wgpu::TextureView, stores| {
            let texture = view.texture();
            Attachment {
                format: texture.format(),
                samples: SAMPLES,
                layers: texture.depth_or_array_layers(),
                loads: false,
                stores,
                transient: texture.usage().contains(wgpu::TextureUsages::TRANSIENT_ATTACHMENT),
            }
        };
        let (color, depth) = (of(&attachments.color, false), of(&attachments.depth, attachments.keeps_depth));
        Pass { name, color: Some(color), depth: Some(depth), resolves: true, draws: Vec::new() }
    }

    /// Any other.
    pub(super) fn other(name: &'static str) -> Pass {
        Pass { name, color: None, depth: None, resolves: false, draws: Vec::new() }
    }
}
