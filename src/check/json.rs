//! JSON as it stands in the file: keys in their order, doubled keys told.
//!
//! The loader's own reading stops at the first fault and forgets order; a check goes on and names both places.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value of a JSON text.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn get(&self, key: &str) -> Option<&Json> {
        let Json::Object(entries) = self else { return None };
        entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub fn list(&self) -> Option<&[Json]> {
        if let Json::List(list) = self { Some(list) } else { None }
    }

    pub fn object(&self) -> Option<&[(String, Json)]> {
        if let Json::Object(entries) = self { Some(entries) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    pub fn number(&self) -> Option<f64> {
        if let Json::Number(number) = self { Some(*number) } else { None }
    }

    /// A whole number, `3.0` included.
    pub fn whole(&self) -> Option<i64> {
        // Beyond 2^53 a float tells whole numbers no longer apart; nothing that a file counts is so large.
        self.number().filter(|n| n.fract() == 0.0 && n.abs() <= 9e15).map(|n| n as i64)
    }

    /// A whole number from 0.
    pub fn index(&self) -> Option<usize> {
        self.whole().and_then(|n| usize::try_from(n).ok())
    }
}

/// Short, for a sentence.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Number(value) => write!(f, "{value}"),
            Json::Text(text) => write!(f, "{:?}", text.chars().take(80).collect::<String>()),
            Json::List(list) => write!(f, "[{}]", list.len()),
            Json::Object(entries) => write!(f, "{{{}}}", entries.len()),
        }
    }
}

/// `/` and `~` of a key as a JSON pointer writes them (RFC 6901, section 3).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A parsed text, and the pointers of keys that stand twice.
pub type Parsed = (Json, Vec<(String, String)>);

/// Parses a text whose depth and size were bounded before.
pub fn parse(text: &[u8]) -> Result<Parsed, serde_json::Error> {
    let mut doubled = Vec::new();
    let mut from = serde_json::Deserializer::from_slice(text);
    let value = Seed { at: String::new(), doubled: &mut doubled }.deserialize(&mut from)?;
    from.end()?;
    Ok((value, doubled))
}

/// Doubled keys kept; a hostile file has millions.
const DOUBLED: usize = 100;

struct Seed<'a> {
    at: String,
    doubled: &'a mut Vec<(String, String)>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        loop {
            let at = format!("{}/{}", self.at, list.len());
            match from.next_element_seed(Seed { at, doubled: self.doubled })? {
                Some(value) => list.push(value),
                None => return Ok(Json::List(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut entries: Vec<(String, Json)> = Vec::new();
        let mut keys = HashSet::new();
        while let Some(key) = from.next_key::<String>()? {
            let at = format!("{}/{}", self.at, escape(&key));
            let value = from.next_value_seed(Seed { at: at.clone(), doubled: self.doubled })?;
            if keys.insert(key.clone()) {
                entries.push((key, value));
                continue;
            }
            if self.doubled.len() < DOUBLED {
                self.doubled.push((at, key.clone()));
            }
            // The last one counts, as for most readers.
            if let Some(entry) = entries.iter_mut().find(|(known, _)| *known == key) {
                entry.1 = value;
            }
        }
        Ok(Json::Object(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_and_doubled_keys_are_told() {
        let (value, doubled) = parse(br#"{"b":1,"a":[{"x/y":1,"x/y":2.5}],"b":3}"#).unwrap();
        let keys: Vec<&str> = value.object().unwrap().iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["b", "a"]);
        assert_eq!(value.get("b").unwrap().index(), Some(3));
        assert_eq!(value.get("a").unwrap().list().unwrap()[0].get("x/y").unwrap().whole(), None);
        let places: Vec<&str> = doubled.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(places, ["/a/0/x~1y", "/b"]);
    }

    #[test]
    fn what_follows_the_value_is_an_error() {
        assert!(parse(b"{} {}").is_err());
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }
}
