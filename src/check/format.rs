//! Formats of accessors and names of attributes (glTF 2.0, sections 3.6.2 and 3.7.2).

use std::fmt;

/// The type of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component {
    Byte,
    UnsignedByte,
    Short,
    UnsignedShort,
    UnsignedInt,
    Float,
}

impl Component {
    pub fn of(code: i64) -> Option<Component> {
        Some(match code {
            5120 => Component::Byte,
            5121 => Component::UnsignedByte,
            5122 => Component::Short,
            5123 => Component::UnsignedShort,
            5125 => Component::UnsignedInt,
            5126 => Component::Float,
            _ => return None,
        })
    }

    pub fn bytes(self) -> usize {
        match self {
            Component::Byte | Component::UnsignedByte => 1,
            Component::Short | Component::UnsignedShort => 2,
            Component::UnsignedInt | Component::Float => 4,
        }
    }

    /// Least and greatest value.
    fn bounds(self) -> (f64, f64) {
        match self {
            Component::Byte => (i8::MIN.into(), i8::MAX.into()),
            Component::UnsignedByte => (0.0, u8::MAX.into()),
            Component::Short => (i16::MIN.into(), i16::MAX.into()),
            Component::UnsignedShort => (0.0, u16::MAX.into()),
            Component::UnsignedInt => (0.0, u32::MAX.into()),
            Component::Float => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    pub fn holds(self, value: f64) -> bool {
        let (least, most) = self.bounds();
        (least..=most).contains(&value)
    }

    /// The greatest value, of which indices may make no use.
    pub fn most(self) -> f64 {
        self.bounds().1
    }

    /// A normalized integer as the number that it stands for.
    pub fn normalize(self, value: f64) -> f64 {
        if self == Component::Float { value } else { (value / self.most()).max(-1.0) }
    }

    /// The number in the first bytes, which are long enough.
    pub fn read(self, bytes: &[u8]) -> Option<f64> {
        Some(match self {
            Component::Byte => i8::from_le_bytes(*bytes.first_chunk()?).into(),
            Component::UnsignedByte => u8::from_le_bytes(*bytes.first_chunk()?).into(),
            Component::Short => i16::from_le_bytes(*bytes.first_chunk()?).into(),
            Component::UnsignedShort => u16::from_le_bytes(*bytes.first_chunk()?).into(),
            Component::UnsignedInt => u32::from_le_bytes(*bytes.first_chunk()?).into(),
            Component::Float => f32::from_le_bytes(*bytes.first_chunk()?).into(),
        })
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Component::Byte => "BYTE",
            Component::UnsignedByte => "UNSIGNED_BYTE",
            Component::Short => "SHORT",
            Component::UnsignedShort => "UNSIGNED_SHORT",
            Component::UnsignedInt => "UNSIGNED_INT",
            Component::Float => "FLOAT",
        })
    }
}

/// Numbers an element of a type.
pub fn components(kind: &str) -> Option<usize> {
    Some(match kind {
        "SCALAR" => 1,
        "VEC2" => 2,
        "VEC3" => 3,
        "VEC4" | "MAT2" => 4,
        "MAT3" => 9,
        "MAT4" => 16,
        _ => return None,
    })
}

/// Where each component of an element lies, in bytes: columns of matrices start at multiples of four.
pub fn offset(kind: &str, component: Component, index: usize) -> usize {
    let size = component.bytes();
    let rows = match kind {
        "MAT2" => 2,
        "MAT3" => 3,
        "MAT4" => 4,
        _ => return index * size,
    };
    (index / rows) * (rows * size).next_multiple_of(4) + (index % rows) * size
}

/// Bytes from the first to the last component of an element, and from one element to the next when packed.
pub fn element(kind: &str, component: Component) -> Option<(usize, usize)> {
    let length = offset(kind, component, components(kind)?.checked_sub(1)?) + component.bytes();
    let packed = if kind.starts_with("MAT") { length.next_multiple_of(4) } else { length };
    Some((length, packed))
}

/// Type, component type, whether normalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format<'a>(pub &'a str, pub Component, pub bool);

impl fmt::Display for Format<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.0, self.1, if self.2 { " normalized" } else { "" })
    }
}

/// The meaning of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Semantic<'a> {
    Position,
    Normal,
    Tangent,
    /// `TEXCOORD_1` and the like.
    Set(&'a str, u64),
    /// With an underscore before it.
    Own,
}

/// Reads the name of an attribute; `None` where it is no proper one.
pub fn semantic(name: &str) -> Option<Semantic<'_>> {
    match name {
        "POSITION" => return Some(Semantic::Position),
        "NORMAL" => return Some(Semantic::Normal),
        "TANGENT" => return Some(Semantic::Tangent),
        name if name.starts_with('_') => return Some(Semantic::Own),
        _ => {}
    }
    let (kind, number) = name.split_once('_')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let proper = digits && (number == "0" || !number.starts_with('0'));
    let known = matches!(kind, "COLOR" | "JOINTS" | "TEXCOORD" | "WEIGHTS");
    (proper && known).then(|| Semantic::Set(kind, number.parse().unwrap_or(u64::MAX)))
}

/// The formats that an attribute may have, or `None` where every one will do.
pub fn allowed(name: &str, morph: bool, quantized: bool) -> Option<Vec<Format<'static>>> {
    use Component::*;
    let kind = name.split('_').next().unwrap_or_default();
    let make = |kind, list: &[(Component, bool)]| {
        list.iter().map(|(component, normalized)| Format(kind, *component, *normalized)).collect::<Vec<_>>()
    };
    const UNSIGNED: &[(Component, bool)] = &[(Float, false), (UnsignedByte, true), (UnsignedShort, true)];
    const SIGNED: &[(Component, bool)] = &[(Byte, true), (Short, true)];
    const DIRECTIONS: &[(Component, bool)] = &[(Float, false)];
    let mut formats = match kind {
        "POSITION" | "NORMAL" => make("VEC3", DIRECTIONS),
        "TANGENT" => make(if morph { "VEC3" } else { "VEC4" }, DIRECTIONS),
        "TEXCOORD" => make("VEC2", UNSIGNED),
        "COLOR" => [make("VEC3", UNSIGNED), make("VEC4", UNSIGNED)].concat(),
        "JOINTS" if !morph => make("VEC4", &[(UnsignedByte, false), (UnsignedShort, false)]),
        "WEIGHTS" if !morph => make("VEC4", UNSIGNED),
        _ => return None,
    };
    if morph && kind == "TEXCOORD" {
        formats.extend(make("VEC2", SIGNED));
    }
    if morph && kind == "COLOR" {
        formats.extend([make("VEC3", SIGNED), make("VEC4", SIGNED)].concat());
    }
    if quantized {
        // KHR_mesh_quantization.
        formats.extend(match (kind, morph) {
            ("POSITION", false) => make(
                "VEC3",
                &[
                    (Byte, false),
                    (Byte, true),
                    (UnsignedByte, false),
                    (UnsignedByte, true),
                    (Short, false),
                    (Short, true),
                    (UnsignedShort, false),
                    (UnsignedShort, true),
                ],
            ),
            ("POSITION", true) => make("VEC3", &[(Byte, false), (Byte, true), (Short, false), (Short, true)]),
            ("NORMAL", _) | ("TANGENT", true) => make("VEC3", SIGNED),
            ("TANGENT", false) => make("VEC4", SIGNED),
            ("TEXCOORD", false) => make(
                "VEC2",
                &[
                    (Byte, false),
                    (Byte, true),
                    (UnsignedByte, false),
                    (Short, false),
                    (Short, true),
                    (UnsignedShort, false),
                ],
            ),
            ("TEXCOORD", true) => make("VEC2", &[(Byte, false), (Short, false)]),
            _ => Vec::new(),
        });
    }
    Some(formats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_matrices_have_gaps() {
        assert_eq!(element("MAT2", Component::Byte), Some((6, 8)));
        assert_eq!(element("MAT3", Component::UnsignedByte), Some((11, 12)));
        assert_eq!(element("MAT3", Component::Short), Some((22, 24)));
        assert_eq!(element("MAT4", Component::Float), Some((64, 64)));
        assert_eq!(element("VEC3", Component::UnsignedByte), Some((3, 3)));
        assert_eq!(offset("MAT3", Component::Short, 3), 8);
    }

    #[test]
    fn names_of_attributes() {
        assert_eq!(semantic("TEXCOORD_10"), Some(Semantic::Set("TEXCOORD", 10)));
        for wrong in ["TEXCOORD", "TEXCOORD_", "TEXCOORD_01", "TEXCOORD_1_2", "SHINE_0", "position", ""] {
            assert_eq!(semantic(wrong), None, "{wrong}");
        }
        assert_eq!(semantic("_ANY"), Some(Semantic::Own));
    }
}
