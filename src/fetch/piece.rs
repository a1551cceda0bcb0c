//! Pieces: files named by their content.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What kind of file a piece is; other viewers tell by the ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ext {
    /// Binary glTF 2.0.
    Glb,
    /// KTX 2.0: one mip range of one texture.
    Ktx2,
    /// A hall's or booth's part of the manifest.
    Json,
    /// A sound.
    Ogg,
    /// A font.
    Ttf,
    /// Anything else.
    Bin,
}

impl Ext {
    const ALL: [Ext; 6] = [Ext::Glb, Ext::Ktx2, Ext::Json, Ext::Ogg, Ext::Ttf, Ext::Bin];

    pub fn as_str(self) -> &'static str {
        match self {
            Ext::Glb => "glb",
            Ext::Ktx2 => "ktx2",
            Ext::Json => "json",
            Ext::Ogg => "ogg",
            Ext::Ttf => "ttf",
            Ext::Bin => "bin",
        }
    }
}

/// A piece as a manifest names it. Equal hashes are equal bytes, in every fair.
///
/// In a manifest it is two keys, to be flattened into the entry that says more of the piece:
/// `"piece": "<64 hex digits>.glb", "bytes": 70123`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct PieceRef {
    /// BLAKE3 of the content.
    pub hash: [u8; 32],
    /// Length of the content.
    pub bytes: u32,
    pub ext: Ext,
}

impl PieceRef {
    /// Largest piece, in bytes. The packer keeps to 1 MiB; a single row of a huge texture may need more.
    pub const LARGEST: u32 = 8 << 20;

    /// The piece that holds these bytes; `None` where they are more than [`PieceRef::LARGEST`].
    pub fn of(bytes: &[u8], ext: Ext) -> Option<PieceRef> {
        let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= PieceRef::LARGEST)?;
        Some(PieceRef { hash: *blake3::hash(bytes).as_bytes(), bytes: length, ext })
    }

    /// The piece of this name, `<64 hex digits>.<ending>`, and length.
    ///
    /// # Errors
    /// It is no name of a piece, or the piece would be too large.
    pub fn named(name: &str, bytes: u64) -> Result<PieceRef, PieceError> {
        Form { piece: name.to_owned(), bytes }.try_into()
    }

    /// Its name below the fair's root: `pieces/ab/abcd….glb`.
    pub fn path(&self) -> String {
        let hex = self.hex();
        format!("pieces/{}/{hex}.{}", &hex[..2], self.ext.as_str())
    }

    /// The hash in lower-case hexadecimal.
    pub fn hex(&self) -> String {
        blake3::Hash::from_bytes(self.hash).to_hex().to_string()
    }
}

/// `<hash>.<ending>`, without the folder and the length.
impl fmt::Display for PieceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.hex(), self.ext.as_str())
    }
}

/// What is wrong with a piece's name or length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PieceError {
    #[error(
        "{0:?} is no piece: 64 lower-case hexadecimal digits and .glb, .ktx2, .json, .ogg, .ttf or .bin are expected"
    )]
    Name(String),
    #[error("{name}: {bytes} bytes; a piece has at most {}", PieceRef::LARGEST)]
    Bytes { name: String, bytes: u64 },
}

#[derive(Serialize, Deserialize)]
struct Form {
    piece: String,
    bytes: u64,
}

impl From<PieceRef> for Form {
    fn from(piece: PieceRef) -> Form {
        Form { piece: piece.to_string(), bytes: piece.bytes.into() }
    }
}

impl TryFrom<Form> for PieceRef {
    type Error = PieceError;

    fn try_from(form: Form) -> Result<PieceRef, PieceError> {
        let (hash, ext) = named(&form.piece)?;
        match u32::try_from(form.bytes) {
            Ok(bytes) if bytes <= PieceRef::LARGEST => Ok(PieceRef { hash, bytes, ext }),
            _ => Err(PieceError::Bytes { name: form.piece, bytes: form.bytes }),
        }
    }
}

/// One name for one piece: upper-case digits would be another address of the same bytes.
fn named(name: &str) -> Result<([u8; 32], Ext), PieceError> {
    let wrong = || PieceError::Name(name.chars().take(100).collect());
    let (hex, ext) = name.split_once('.').ok_or_else(wrong)?;
    let ext = ext.parse().map_err(|()| wrong())?;
    if hex.bytes().any(|digit| digit.is_ascii_uppercase()) {
        return Err(wrong());
    }
    Ok((*blake3::Hash::from_hex(hex).map_err(|_| wrong())?.as_bytes(), ext))
}

impl FromStr for Ext {
    type Err = ();

    fn from_str(text: &str) -> Result<Ext, ()> {
        Ext::ALL.into_iter().find(|ext| ext.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_written_and_read() {
        let piece = PieceRef::of(b"glTF", Ext::Glb).unwrap();
        let hex = blake3::hash(b"glTF").to_hex();
        assert_eq!(piece.path(), format!("pieces/{}/{hex}.glb", &hex[..2]));
        let text = serde_json::to_string(&piece).unwrap();
        assert_eq!(text, format!(r#"{{"piece":"{hex}.glb","bytes":4}}"#));
        assert_eq!(serde_json::from_str::<PieceRef>(&text).unwrap(), piece);
    }

    #[test]
    fn other_names_are_refused() {
        let hex = "0a".repeat(32);
        for (name, bytes) in [
            (format!("{hex}.exe"), 1),
            (format!("{hex}.glb/../x"), 1),
            (format!("{}.glb", &hex[1..]), 1),
            (format!("{}.glb", hex.to_uppercase()), 1),
            (hex.clone(), 1),
            (format!("{hex}.ktx2"), u64::from(PieceRef::LARGEST) + 1),
            (format!("{hex}.ktx2"), u64::from(u32::MAX) + 2),
        ] {
            let text = serde_json::json!({ "piece": name, "bytes": bytes }).to_string();
            let error = serde_json::from_str::<PieceRef>(&text).expect_err(&text).to_string();
            assert!(
                error.contains("piece") && error.contains(&hex[1..].to_owned()[..9]) || error.contains("0A"),
                "{error}"
            );
        }
    }
}
