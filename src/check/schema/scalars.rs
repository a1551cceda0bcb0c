//! One property against its form.

use std::collections::HashSet;

use super::kinds::{Field, Form, Range};
use super::{Walk, rules};
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::json::{Json, escape};

impl<'a> Walk<'a> {
    pub(super) fn field(&mut self, owner: &'a Json, field: &'static Field, at: &str) {
        let here = format!("{at}/{}", field.name);
        let value = match owner.get(field.name) {
            Some(Json::Null) => {
                self.wrong(&Json::Null, type_name(&field.form), &here);
                None
            }
            value => value,
        };
        let Some(value) = value else {
            if field.needed {
                self.out.add(&UNDEFINED_PROPERTY, at, values!["name" => field.name]);
            }
            return;
        };
        self.form(value, &field.form, &here);
    }

    fn wrong(&mut self, value: &Json, wanted: &str, at: &str) {
        self.out.add(&TYPE_MISMATCH, at, values!["value" => value, "type" => wanted]);
    }

    fn form(&mut self, value: &'a Json, form: &'static Form, at: &str) {
        let wanted = type_name(form);
        match (form, value) {
            (Form::Bool, Json::Bool(_)) | (Form::Text, Json::Text(_)) => {}
            (Form::Index(list), Json::Number(_)) => match (value.index(), value.whole()) {
                (Some(index), _) => self.refer(list, index, at),
                (None, Some(_)) => self.out.add(&INVALID_INDEX, at, values!["value" => value]),
                (None, None) => self.wrong(value, wanted, at),
            },
            (Form::Whole(least, most), Json::Number(number)) if number.fract() == 0.0 => {
                if *number < *least as f64 || *number > *most as f64 {
                    let range = Range { least: *least as f64, most: *most as f64, ..super::kinds::ANY };
                    self.out.add(&VALUE_NOT_IN_RANGE, at, values!["value" => value, "range" => range]);
                }
            }
            (Form::OneOf(allowed), Json::Number(number)) if number.fract() == 0.0 => {
                if !allowed.iter().any(|known| *known as f64 == *number) {
                    let allowed: Vec<String> = allowed.iter().map(u64::to_string).collect();
                    let values = values!["value" => value, "allowed" => allowed.join(", ")];
                    self.out.add(&VALUE_NOT_IN_LIST, at, values);
                }
            }
            (Form::Number(range), Json::Number(number)) => {
                if !range.holds(*number) {
                    self.out.add(&VALUE_NOT_IN_RANGE, at, values!["value" => value, "range" => range]);
                }
            }
            (Form::Word(allowed), Json::Text(text)) => {
                // Extensions add words to these lists.
                let added = rules::added_words(self, allowed);
                if !allowed.contains(&text.as_str()) && !added.contains(&text.as_str()) {
                    let allowed = allowed.join(", ");
                    self.out.add(&VALUE_NOT_IN_LIST, at, values!["value" => value, "allowed" => allowed]);
                }
            }
            (Form::Version, Json::Text(text)) => {
                if rules::parse_version(text).is_none() {
                    self.out.add(&PATTERN_MISMATCH, at, values!["value" => value, "pattern" => "2.0"]);
                }
            }
            (Form::Pointer, Json::Text(text)) => {
                if !rules::is_pointer(text) {
                    self.out.add(&PATTERN_MISMATCH, at, values!["value" => value, "pattern" => "/nodes/0/scale"]);
                }
            }
            (Form::Numbers(lengths, range), Json::List(list)) => self.numbers(list, lengths, range, at),
            (Form::Indices(target), Json::List(list)) => self.indices(list, target, at),
            (Form::Words, Json::List(list)) => self.words(list, at),
            (Form::Object(form), Json::Object(_)) => self.object(value, form, at),
            (Form::Objects(form), Json::List(list)) => self.objects(list, form, at, false),
            (Form::Roots(form), Json::List(list)) => self.objects(list, form, at, true),
            (Form::Attributes, Json::Object(entries)) => self.attributes(entries, at),
            (Form::Targets, Json::List(list)) => self.targets(list, at),
            _ => self.wrong(value, wanted, at),
        }
    }

    fn empty(&mut self, list: &[Json], at: &str) -> bool {
        if list.is_empty() {
            self.out.add(&EMPTY_ENTITY, at, vec![]);
        }
        list.is_empty()
    }

    fn numbers(&mut self, list: &'a [Json], lengths: &[usize], range: &Range, at: &str) {
        if self.empty(list, at) {
            return;
        }
        if !lengths.is_empty() && !lengths.contains(&list.len()) {
            let allowed: Vec<String> = lengths.iter().map(usize::to_string).collect();
            let values = values!["found" => list.len(), "allowed" => allowed.join(", ")];
            self.out.add(&ARRAY_LENGTH_NOT_IN_LIST, at, values);
            return;
        }
        for (index, value) in list.iter().enumerate() {
            match value.number() {
                Some(number) if number.is_finite() && range.holds(number) => {}
                Some(_) => {
                    let values = values!["value" => value, "range" => range];
                    self.out.add(&VALUE_NOT_IN_RANGE, format!("{at}/{index}"), values);
                }
                None => self.out.add(&ARRAY_TYPE_MISMATCH, at, values!["value" => value, "type" => "number"]),
            }
        }
    }

    fn indices(&mut self, list: &'a [Json], target: &'static str, at: &str) {
        if self.empty(list, at) {
            return;
        }
        let mut seen = HashSet::new();
        for (place, value) in list.iter().enumerate() {
            let here = format!("{at}/{place}");
            match value.index() {
                Some(index) => {
                    if !seen.insert(index) {
                        self.out.add(&DUPLICATE_ELEMENTS, here.clone(), values!["value" => index]);
                    }
                    self.refer(target, index, &here);
                }
                None => self.out.add(&INVALID_INDEX, here, values!["value" => value]),
            }
        }
    }

    fn words(&mut self, list: &'a [Json], at: &str) {
        if self.empty(list, at) {
            return;
        }
        let mut seen = HashSet::new();
        for (place, value) in list.iter().enumerate() {
            let here = format!("{at}/{place}");
            match value.text() {
                Some(text) if !seen.insert(text) => {
                    self.out.add(&DUPLICATE_ELEMENTS, here, values!["value" => value]);
                }
                Some(_) => {}
                None => self.out.add(&ARRAY_TYPE_MISMATCH, here, values!["value" => value, "type" => "string"]),
            }
        }
    }

    fn objects(&mut self, list: &'a [Json], form: &'static super::kinds::Object, at: &str, root: bool) {
        if self.empty(list, at) {
            return;
        }
        let whole = list.iter().all(|value| value.object().is_some());
        for (index, value) in list.iter().enumerate() {
            let here = format!("{at}/{index}");
            if value.object().is_some() {
                if root || whole {
                    self.object(value, form, &here);
                }
            } else if root {
                self.wrong(value, "object", &here);
            } else {
                self.out.add(&ARRAY_TYPE_MISMATCH, at, values!["value" => value, "type" => "object"]);
            }
        }
    }

    fn attributes(&mut self, entries: &'a [(String, Json)], at: &str) {
        if entries.is_empty() {
            self.out.add(&EMPTY_ENTITY, at, vec![]);
        }
        for (name, value) in entries {
            let here = format!("{at}/{}", escape(name));
            match value.index() {
                Some(index) => self.refer("accessors", index, &here),
                None => self.out.add(&INVALID_INDEX, here, values!["value" => value]),
            }
        }
    }

    fn targets(&mut self, list: &'a [Json], at: &str) {
        if self.empty(list, at) {
            return;
        }
        for (index, value) in list.iter().enumerate() {
            match value.object() {
                Some(entries) => self.attributes(entries, &format!("{at}/{index}")),
                None => self.out.add(&ARRAY_TYPE_MISMATCH, at, values!["value" => value, "type" => "object"]),
            }
        }
    }
}

/// As JSON Schema calls it.
fn type_name(form: &Form) -> &'static str {
    match form {
        Form::Bool => "boolean",
        Form::Index(_) | Form::Whole(..) | Form::OneOf(_) => "integer",
        Form::Number(_) => "number",
        Form::Text | Form::Word(_) | Form::Version | Form::Pointer => "string",
        Form::Object(_) | Form::Attributes => "object",
        Form::Numbers(..) | Form::Indices(_) | Form::Words | Form::Objects(_) | Form::Roots(_) | Form::Targets => {
            "array"
        }
    }
}
