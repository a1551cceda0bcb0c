//! The words of the tables.

use super::Walk;
use crate::check::json::Json;

/// What an object may hold.
pub struct Object {
    /// What extensions extend; empty where none does.
    pub kind: &'static str,
    pub fields: &'static [Field],
    /// Whether it may have a `name`.
    pub named: bool,
    /// Keys that a rule looks at.
    pub extra: &'static [&'static str],
    /// What no table can say.
    pub rule: Option<for<'a> fn(&mut Walk<'a>, &'a Json, &str)>,
}

impl Object {
    pub const fn new(kind: &'static str, fields: &'static [Field]) -> Object {
        Object { kind, fields, named: false, extra: &[], rule: None }
    }

    pub const fn named(mut self) -> Object {
        self.named = true;
        self
    }

    pub const fn extra(mut self, extra: &'static [&'static str]) -> Object {
        self.extra = extra;
        self
    }

    pub const fn rule(mut self, rule: for<'a> fn(&mut Walk<'a>, &'a Json, &str)) -> Object {
        self.rule = Some(rule);
        self
    }
}

/// One property.
pub struct Field {
    pub name: &'static str,
    pub form: Form,
    pub needed: bool,
}

impl Field {
    pub const fn new(name: &'static str, form: Form) -> Field {
        Field { name, form, needed: false }
    }

    pub const fn needed(mut self) -> Field {
        self.needed = true;
        self
    }
}

/// The type of a property and what its values may be.
pub enum Form {
    Bool,
    /// Into the list of this name; an empty name is looked up elsewhere.
    Index(&'static str),
    /// Whole, from … to.
    Whole(u64, u64),
    /// One of these numbers.
    OneOf(&'static [u64]),
    Number(Range),
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// As `asset.version`: two numbers with a point between.
    Version,
    /// A JSON pointer.
    Pointer,
    /// Numbers; these lengths, or any where none is given.
    Numbers(&'static [usize], Range),
    /// Different indices.
    Indices(&'static str),
    /// Different words, and none of them empty-handed.
    Words,
    Object(&'static Object),
    /// An array of objects, not empty.
    Objects(&'static Object),
    /// The same at the root, where a broken element does not spoil the rest.
    Roots(&'static Object),
    /// Attribute names to accessors.
    Attributes,
    /// An array of these.
    Targets,
}

/// Bounds of a number.
#[derive(Clone, Copy)]
pub struct Range {
    pub least: f64,
    pub most: f64,
    /// `least` itself is not allowed.
    pub above: bool,
    /// `most` itself is not allowed.
    pub below: bool,
    /// Allowed besides.
    pub or: Option<f64>,
}

pub const ANY: Range = Range { least: f64::NEG_INFINITY, most: f64::INFINITY, above: false, below: false, or: None };
pub const UNIT: Range = Range { least: 0.0, most: 1.0, ..ANY };
pub const SIGNED_UNIT: Range = Range { least: -1.0, most: 1.0, ..ANY };
pub const FROM_ZERO: Range = Range { least: 0.0, ..ANY };
pub const ABOVE_ZERO: Range = Range { least: 0.0, above: true, ..ANY };
pub const FROM_ONE: Range = Range { least: 1.0, ..ANY };

impl Range {
    pub fn holds(&self, value: f64) -> bool {
        let low = if self.above { value > self.least } else { value >= self.least };
        let high = if self.below { value < self.most } else { value <= self.most };
        (low && high) || self.or == Some(value)
    }
}

/// As in mathematics: square brackets include the end.
impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (open, close) = (if self.above { '(' } else { '[' }, if self.below { ')' } else { ']' });
        write!(f, "{open}{}, {}{close}", self.least, self.most)
    }
}

pub static NAME: &[Field] = &[Field::new("name", Form::Text)];

pub const fn field(name: &'static str, form: Form) -> Field {
    Field::new(name, form)
}
