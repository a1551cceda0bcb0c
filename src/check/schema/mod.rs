//! The shape of a glTF document, by tables: which properties an object has, of which type and range, which are
//! needed, and which list an index points into.
//!
//! One walk over the document finds what is wrong with single values and notes who points where.

mod core;
mod extensions;
mod kinds;
mod lists;
mod materials;
mod rules;
mod scalars;

use std::collections::HashSet;

use super::codes::*;
use super::finding::{Findings, values};
use super::json::{Json, escape};
use super::uses::Uses;
use kinds::Field;

pub use extensions::QUANTIZATION;
pub use rules::UNIT_ROTATION;

pub use lists::{ALL as ALL_LISTS, find as find_list, pointer as list_pointer};

/// One walk: what it found, and what the document refers to.
pub struct Walk<'a> {
    pub out: &'a mut Findings,
    pub uses: Uses,
    root: &'a Json,
    /// In a .glb, addresses are worth a note.
    glb: bool,
    used: HashSet<&'a str>,
}

/// Checks the shape of a document. `None` when its version is not known: nothing more can be said of it.
pub fn check(root: &Json, glb: bool, out: &mut Findings) -> Option<Uses> {
    let names = root.get("extensionsUsed").and_then(Json::list).unwrap_or_default();
    let used = names.iter().filter_map(Json::text).collect();
    let mut walk = Walk { out, uses: Uses::new(root), root, glb, used };
    rules::extension_lists(&mut walk);
    // The version first: in another one, everything may mean something else.
    walk.fields(root, core::FIRST, "");
    if !rules::version(&mut walk) {
        return None;
    }
    walk.object(root, &core::ROOT, "");
    Some(walk.uses)
}

impl<'a> Walk<'a> {
    pub fn root(&self) -> &'a Json {
        self.root
    }

    /// Whether the document says that it uses an extension that is known here.
    fn loaded(&self, name: &str) -> bool {
        self.used.contains(name) && extensions::known(name)
    }

    /// An object against its form.
    fn object(&mut self, value: &'a Json, form: &'static kinds::Object, at: &str) {
        for (key, _) in value.object().unwrap_or_default() {
            let known = form.fields.iter().any(|field| field.name == key) || form.extra.contains(&key.as_str());
            if !known && key != "extensions" && key != "extras" && !(form.named && key == "name") {
                self.out.add(&UNEXPECTED_PROPERTY, format!("{at}/{}", escape(key)), values!["name" => key]);
            }
        }
        self.fields(value, form.fields, at);
        if form.named {
            self.fields(value, kinds::NAME, at);
        }
        if value.get("extras").is_some_and(|extras| !matches!(extras, Json::Object(_) | Json::Null)) {
            self.out.add(&NON_OBJECT_EXTRAS, format!("{at}/extras"), vec![]);
        }
        self.extensions(value, form.kind, at);
        if let Some(rule) = form.rule {
            rule(self, value, at);
        }
    }

    fn fields(&mut self, value: &'a Json, fields: &'static [Field], at: &str) {
        for field in fields {
            self.field(value, field, at);
        }
    }

    fn extensions(&mut self, value: &'a Json, kind: &'static str, at: &str) {
        let Some(all) = value.get("extensions") else { return };
        let at = format!("{at}/extensions");
        let Some(entries) = all.object() else {
            self.out.add(&TYPE_MISMATCH, at, values!["value" => all, "type" => "object"]);
            return;
        };
        for (name, extension) in entries {
            let here = format!("{at}/{}", escape(name));
            if extension.object().is_none() {
                self.out.add(&TYPE_MISMATCH, here.clone(), values!["value" => extension, "type" => "object"]);
            }
            if !self.loaded(name) {
                if !self.used.contains(name.as_str()) {
                    self.out.add(&UNDECLARED_EXTENSION, here, values!["name" => name]);
                }
                continue;
            }
            let Some(form) = extensions::form(name, kind) else {
                self.out.add(&UNEXPECTED_EXTENSION_OBJECT, here, values!["name" => name]);
                continue;
            };
            if entries.len() > 1 && extensions::alone(name) {
                self.out.add(&MULTIPLE_EXTENSIONS, here.clone(), values!["name" => name]);
            }
            self.object(extension, form, &here);
        }
    }

    /// Notes that the document points from `at` to an element of a list, and whether it is there.
    fn refer(&mut self, list: &'static str, index: usize, at: &str) {
        if list.is_empty() {
            return;
        }
        let elements = lists::find(self.root, list);
        match elements.get(index) {
            Some(Json::Object(_)) => self.uses.mark(list, index),
            _ => {
                let values = values!["what" => list, "index" => index, "count" => elements.len()];
                self.out.add(&UNRESOLVED_REFERENCE, at, values);
            }
        }
    }
}
