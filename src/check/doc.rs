//! The numbers of a document that others build on; what is wrong or missing is `None`, and was told before.

use super::format::{Component, Format, components, element};
use super::json::Json;
use super::schema::find_list;

/// A document for the checks of links and data.
pub struct Doc<'a> {
    pub root: &'a Json,
    pub accessors: Vec<Accessor<'a>>,
    pub views: Vec<View>,
    /// Declared lengths.
    pub buffers: Vec<Option<u64>>,
}

#[derive(Debug, Clone, Copy)]
pub struct View {
    pub buffer: Option<usize>,
    pub offset: Option<u64>,
    pub length: Option<u64>,
    pub stride: Option<u64>,
    pub target: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct Accessor<'a> {
    /// As the file names it, even where there is no such view.
    pub view: Option<usize>,
    pub offset: Option<u64>,
    pub component: Option<Component>,
    pub kind: &'a str,
    pub count: Option<u64>,
    pub normalized: bool,
    /// Proper bounds: as many finite numbers as an element has.
    pub min: Option<Vec<f64>>,
    pub max: Option<Vec<f64>>,
    pub sparse: Option<Sparse>,
}

#[derive(Debug, Clone, Copy)]
pub struct Sparse {
    pub count: u64,
    /// View, offset.
    pub indices: (Option<usize>, Option<u64>),
    pub component: Option<Component>,
    pub values: (Option<usize>, Option<u64>),
}

impl<'a> Doc<'a> {
    pub fn new(root: &'a Json) -> Doc<'a> {
        Doc {
            root,
            accessors: find_list(root, "accessors").iter().map(accessor).collect(),
            views: find_list(root, "bufferViews").iter().map(view).collect(),
            buffers: find_list(root, "buffers").iter().map(|buffer| at_least(buffer, "byteLength", 1)).collect(),
        }
    }

    /// A list of the document.
    pub fn list(&self, name: &str) -> &'a [Json] {
        find_list(self.root, name)
    }

    /// The view of an accessor.
    pub fn view_of(&self, accessor: &Accessor<'_>) -> Option<&View> {
        self.views.get(accessor.view?)
    }

    pub fn uses(&self, extension: &str) -> bool {
        let used = self.root.get("extensionsUsed").and_then(Json::list).unwrap_or_default();
        used.iter().any(|name| name.text() == Some(extension))
    }
}

impl<'a> Accessor<'a> {
    pub fn format(&self) -> Option<Format<'a>> {
        components(self.kind)?;
        Some(Format(self.kind, self.component?, self.normalized))
    }

    /// For sentences.
    pub fn format_name(&self) -> String {
        self.format().map_or_else(|| format!("{:?}", self.kind), |format| format.to_string())
    }

    /// Bytes of an element, and from one to the next in a view.
    pub fn element(&self, view: Option<&View>) -> Option<(u64, u64)> {
        let (length, packed) = element(self.kind, self.component?)?;
        Some((length as u64, view.and_then(|view| view.stride).unwrap_or(packed as u64)))
    }

    /// Bytes from the first element's start to the last one's end.
    pub fn span(&self, view: Option<&View>) -> Option<u64> {
        let (length, stride) = self.element(view)?;
        Some(stride.saturating_mul(self.count?.saturating_sub(1)).saturating_add(length))
    }
}

/// A whole number not under a least one.
fn at_least(value: &Json, key: &str, least: u64) -> Option<u64> {
    value.get(key).and_then(Json::index).map(|number| number as u64).filter(|number| *number >= least)
}

/// An offset; 0 where none is given.
fn offset(value: &Json) -> Option<u64> {
    if value.get("byteOffset").is_none() { Some(0) } else { at_least(value, "byteOffset", 0) }
}

fn index(value: &Json, key: &str) -> Option<usize> {
    value.get(key).and_then(Json::index)
}

fn view(value: &Json) -> View {
    View {
        buffer: index(value, "buffer"),
        offset: offset(value),
        length: at_least(value, "byteLength", 1),
        stride: at_least(value, "byteStride", 4).filter(|stride| *stride <= 252),
        target: at_least(value, "target", 0).filter(|target| matches!(target, 34962 | 34963)),
    }
}

fn accessor(value: &Json) -> Accessor<'_> {
    let kind = value.get("type").and_then(Json::text).unwrap_or_default();
    let component = value.get("componentType").and_then(Json::whole).and_then(Component::of);
    let bound = |key| {
        let numbers: Vec<f64> = value.get(key)?.list()?.iter().map(Json::number).collect::<Option<_>>()?;
        let fits = |number: &f64| component.is_some_and(|component| component.holds(*number));
        let good = Some(numbers.len()) == components(kind) && numbers.iter().all(fits);
        // Floats are written with more digits than they have.
        let round = |number: f64| if component == Some(Component::Float) { f64::from(number as f32) } else { number };
        good.then(|| numbers.into_iter().map(round).collect())
    };
    Accessor {
        view: index(value, "bufferView"),
        offset: if value.get("bufferView").is_none() { Some(0) } else { offset(value) },
        component,
        kind,
        count: at_least(value, "count", 1),
        normalized: value.get("normalized") == Some(&Json::Bool(true)),
        min: bound("min"),
        max: bound("max"),
        sparse: value.get("sparse").and_then(sparse),
    }
}

fn sparse(value: &Json) -> Option<Sparse> {
    let (indices, values) = (value.get("indices")?, value.get("values")?);
    indices.object().and(values.object())?;
    Some(Sparse {
        count: at_least(value, "count", 1)?,
        indices: (index(indices, "bufferView"), offset(indices)),
        component: indices.get("componentType").and_then(Json::whole).and_then(Component::of),
        values: (index(values, "bufferView"), offset(values)),
    })
}
