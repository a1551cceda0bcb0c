//! wgpu: device, pipelines, materials, draw phases, uploads. Knows nothing of where poses come from.

mod behind;
mod bindings;
mod clock;
mod compiled;
mod deform;
mod depth;
pub mod environment;
mod frame;
mod gpu;
mod layers;
mod layouts;
mod lights;
#[cfg(feature = "pack")]
mod likeness;
mod material;
mod pass;
mod payload;
mod pipelines;
mod profile;
mod readback;
mod record;
mod renderer;
mod ribbon;
mod send;
mod shader;
mod shadow;
mod staging;
mod targets;
mod transfer;
mod transient;
mod upload;
mod window;

pub use compiled::Compiled;
pub use frame::*;
pub use gpu::*;
#[cfg(feature = "pack")]
pub use likeness::flip;
pub use payload::Payload;
pub use pipelines::{Pipelines, SAMPLES, Shape};
pub use profile::Profile;
pub use readback::*;
pub use record::{Attachment, Drawn, Pass, Recording};
pub use renderer::*;
pub use ribbon::{ARROWS, Lie, Ribbon};
pub use shader::ViewCount;
pub use staging::STAGING;
pub use targets::{PICTURE_FORMAT, Picture};
pub use upload::{
    AtMost, Exchange, GpuTexture, Repaint, Rows, Step, Steps, TextureId, TextureUpload, Upload, advance, finish,
    model_buffer,
};
pub use window::{Paint, Window};
