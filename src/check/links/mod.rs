//! What the objects of a model say of each other.

mod animations;
mod meshes;
mod scenes;
mod views;

use std::collections::HashMap;

use super::codes::*;
use super::doc::Doc;
use super::finding::{Findings, values};
use super::json::Json;
use super::uses::Uses;

/// What an accessor is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Attribute,
    Indices,
    InverseBind,
    Times,
    Values,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Attribute => "vertex attribute",
            Role::Indices => "indices",
            Role::InverseBind => "inverse bind matrices",
            Role::Times => "animation times",
            Role::Values => "animation values",
        }
    }
}

/// The checks share what they learn of accessors and views.
pub struct Links<'a, 'b> {
    pub doc: &'a Doc<'a>,
    pub uses: &'a Uses,
    pub out: &'b mut Findings,
    roles: HashMap<usize, Role>,
    views: HashMap<usize, &'static str>,
    /// The first vertex attribute in each view without a stride.
    packed: HashMap<usize, usize>,
}

/// Checks all of it; gives what each accessor is read for.
pub fn check(doc: &Doc<'_>, uses: &Uses, out: &mut Findings) -> HashMap<usize, Role> {
    let mut links = Links { doc, uses, out, roles: HashMap::new(), views: HashMap::new(), packed: HashMap::new() };
    links.buffers();
    links.images();
    links.meshes();
    links.scenes();
    links.skins();
    links.animations();
    links.accessors();
    links.roles
}

impl Links<'_, '_> {
    /// Notes what an accessor is read for; two different things are an error, of it and of its view.
    fn role(&mut self, accessor: usize, role: Role, at: &str) {
        match self.roles.get(&accessor) {
            Some(old) if *old != role => {
                let values = values!["new" => role.name(), "old" => old.name()];
                self.out.add(&ACCESSOR_USAGE_OVERRIDE, at, values);
            }
            Some(_) => {}
            None => {
                self.roles.insert(accessor, role);
            }
        }
        let view = self.doc.accessors.get(accessor).and_then(|accessor| accessor.view);
        let (kind, target) = match role {
            Role::Attribute => ("vertex data", Some(34962)),
            Role::Indices => ("indices", Some(34963)),
            Role::InverseBind => ("inverse bind matrices", None),
            Role::Times | Role::Values => ("animation data", None),
        };
        if let Some(view) = view {
            self.holds(view, kind, target, at);
        }
    }

    /// Notes what a view holds, which must be one kind of thing, and that of its target.
    fn holds(&mut self, view: usize, kind: &'static str, target: Option<u64>, at: &str) {
        let declared = self.doc.views.get(view).and_then(|view| view.target);
        let wrong = match (self.views.get(&view), declared) {
            (Some(old), _) if *old != kind => Some((*old).to_owned()),
            (_, Some(declared)) if Some(declared) != target => Some(format!("target {declared}")),
            _ => None,
        };
        if let Some(old) = wrong {
            self.out.add(&BUFFER_VIEW_TARGET_OVERRIDE, at, values!["new" => kind, "old" => old]);
        }
        self.views.entry(view).or_insert(kind);
    }

    fn strided(&self, accessor: usize) -> bool {
        let view = self.doc.accessors.get(accessor).and_then(|accessor| self.doc.view_of(accessor));
        view.is_some_and(|view| view.stride.is_some())
    }
}

/// An index below a key.
fn index(value: &Json, key: &str) -> Option<usize> {
    value.get(key).and_then(Json::index)
}

/// A list below a key; empty where there is none.
fn list<'a>(value: &'a Json, key: &str) -> &'a [Json] {
    value.get(key).and_then(Json::list).unwrap_or_default()
}
