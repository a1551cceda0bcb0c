//! What stands where now: placed models in flat arrays, their animation, bounds and culling. Knows nothing of file
//! formats or of wgpu.

mod batches;
mod cells;
mod fade;
mod key;
mod lights;
mod object;
mod play;
mod poses;
mod slots;
mod state;
mod store;
mod visible;

pub use cells::Sight;
pub use fade::Fade;
pub use key::*;
pub use lights::*;
pub use play::Play;
pub use state::State;
pub use store::*;
pub use visible::*;
