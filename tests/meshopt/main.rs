//! The meshopt decoders beside the C++ library, which encodes what they read.
//!
//! Every kernel that this processor has is tried: the bytes must be the same to the bit.

mod filters;
mod hostile;
mod indices;
mod neon;
mod streams;
mod vertices;
