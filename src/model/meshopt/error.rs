//! Why a stream was refused.

use std::fmt;

/// Why a stream was refused. What had been decoded until then is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The size of an element in bytes is none that the codec or filter takes.
    Stride(usize),
    /// So many indices are no whole triangles.
    Triangles(usize),
    /// The output is no whole number of elements, or passes the address space.
    Output,
    /// The first byte is not that of a known version of this codec.
    Header(u8),
    /// The stream ends before the last element.
    Short,
    /// Bytes are left over after the last element.
    Extra(usize),
    /// A four-byte channel is coded in a way that does not exist.
    Channel(u8),
    /// The table of vertex pairs at the end of the triangles has a value that is forbidden.
    Table,
    /// A triangle refers to an edge or vertex before the first one.
    Unset,
    /// An index takes more than five bytes.
    Index,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Stride(stride) => write!(f, "elements of {stride} bytes are not possible here"),
            Error::Triangles(count) => write!(f, "{count} indices are no whole triangles"),
            Error::Output => write!(f, "the output is no whole number of elements"),
            Error::Header(byte) => write!(f, "a stream of this kind does not begin with the byte {byte:#04x}"),
            Error::Short => write!(f, "the stream ends before its last element"),
            Error::Extra(bytes) => write!(f, "{bytes} bytes are left after the last element"),
            Error::Channel(mode) => write!(f, "the channel mode {mode:#04x} does not exist"),
            Error::Table => write!(f, "the table at the end of the stream is broken"),
            Error::Unset => write!(f, "a triangle refers to what was before the first one"),
            Error::Index => write!(f, "an index takes more than five bytes"),
        }
    }
}

impl std::error::Error for Error {}
