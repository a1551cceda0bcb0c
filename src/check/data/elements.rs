//! The numbers of accessors, by what they are read for.

use std::collections::HashMap;

use super::Data;
use super::reader::Elements;
use crate::check::codes::*;
use crate::check::doc::Accessor;
use crate::check::finding::{Values, values};
use crate::check::format::Component;
use crate::check::json::Json;
use crate::check::links::Role;

/// Components that are looked at in one file; a model may claim billions.
const WORK: u64 = 64 << 20;
/// How far from 1 the length of a normal or tangent may be.
const UNIT: f64 = 0.00674;
/// The same for rotations.
const ROTATION: f64 = crate::check::schema::UNIT_ROTATION;

type Found = Vec<(&'static Code, String, Values)>;

/// What else an accessor's numbers mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Normal,
    Tangent,
    Color,
    Weights,
    Rotation,
}

impl<'a> Data<'a, '_> {
    pub(super) fn elements(&mut self, roles: &HashMap<usize, Role>) {
        let meanings = self.meanings();
        let mut left = WORK;
        for (place, accessor) in self.doc.accessors.iter().enumerate() {
            let at = format!("/accessors/{place}");
            self.sparse(accessor, &at);
            let Some(elements) = self.open(accessor) else { continue };
            let work = elements.count.saturating_mul(elements.width as u64);
            if work > left {
                self.out.add(&DATA_NOT_CHECKED, "", values!["limit" => WORK]);
                return;
            }
            left -= work;
            let mut found = Vec::new();
            bounds(&elements, accessor, &at, &mut found);
            if roles.get(&place) == Some(&Role::InverseBind) {
                inverse_bind(&elements, &at, &mut found);
            }
            if roles.get(&place) == Some(&Role::Times) {
                times(&elements, &at, &mut found);
            }
            if let Some(meaning) = meanings.get(&place) {
                meant(&elements, accessor.normalized, *meaning, &at, &mut found);
            }
            for (code, at, values) in found {
                self.out.add(code, at, values);
            }
        }
        for (mesh, value) in self.doc.list("meshes").iter().enumerate() {
            for (place, primitive) in
                value.get("primitives").and_then(Json::list).unwrap_or_default().iter().enumerate()
            {
                self.primitive(primitive, mesh, &format!("/meshes/{mesh}/primitives/{place}"), &mut left);
            }
        }
    }

    /// What accessors mean as attributes and as values of rotations.
    fn meanings(&self) -> HashMap<usize, Meaning> {
        let mut meanings = HashMap::new();
        let primitives = self.doc.list("meshes").iter().filter_map(|mesh| mesh.get("primitives")?.list()).flatten();
        for (name, accessor) in primitives.filter_map(|primitive| primitive.get("attributes")?.object()).flatten() {
            let meaning = match name.as_str() {
                "NORMAL" => Meaning::Normal,
                "TANGENT" => Meaning::Tangent,
                name if name.starts_with("COLOR_") => Meaning::Color,
                name if name.starts_with("WEIGHTS_") => Meaning::Weights,
                _ => continue,
            };
            meanings.extend(accessor.index().map(|accessor| (accessor, meaning)));
        }
        for animation in self.doc.list("animations") {
            let samplers = animation.get("samplers").and_then(Json::list).unwrap_or_default();
            for channel in animation.get("channels").and_then(Json::list).unwrap_or_default() {
                let path = channel.get("target").and_then(|target| target.get("path")).and_then(Json::text);
                let sampler = channel.get("sampler").and_then(Json::index).and_then(|index| samplers.get(index));
                let Some(sampler) = sampler.filter(|_| path == Some("rotation")) else { continue };
                // Tangents of splines have any length.
                if sampler.get("interpolation").and_then(Json::text) != Some("CUBICSPLINE") {
                    meanings
                        .extend(sampler.get("output").and_then(Json::index).map(|index| (index, Meaning::Rotation)));
                }
            }
        }
        meanings
    }

    /// Indices against vertices, joints against skins.
    fn primitive(&mut self, value: &'a Json, mesh: usize, at: &str, left: &mut u64) {
        let attribute = |name: &str| value.get("attributes").and_then(|all| all.get(name)).and_then(Json::index);
        let accessor = |index: usize| self.doc.accessors.get(index);
        let mut found: Found = Vec::new();
        let vertices = attribute("POSITION").and_then(accessor).and_then(|positions| positions.count);
        let indices = value.get("indices").and_then(Json::index).and_then(accessor);
        if let (Some(vertices), Some(elements)) = (vertices, indices.and_then(|indices| self.open(indices))) {
            *left = left.saturating_sub(elements.count);
            if *left > 0 {
                let list = value.get("mode").is_none_or(|mode| mode.index() == Some(4));
                check_indices(&elements, vertices, list, &format!("{at}/indices"), &mut found);
            }
        }
        let skins = self.doc.list("nodes").iter().filter(|node| node.get("mesh").and_then(Json::index) == Some(mesh));
        let skin = skins.filter_map(|node| node.get("skin")?.index()).next();
        let joints = skin.and_then(|skin| self.doc.list("skins").get(skin)?.get("joints")?.list()).map(<[Json]>::len);
        if let (Some(joints), Some(skin)) = (joints, skin)
            && let Some(elements) = attribute("JOINTS_0").and_then(accessor).and_then(|joints| self.open(joints))
        {
            *left = left.saturating_sub(elements.count.saturating_mul(4));
            if *left > 0 {
                elements.each(|element, numbers| {
                    for (lane, joint) in numbers.iter().enumerate().filter(|(_, joint)| **joint >= joints as f64) {
                        let element = element * 4 + lane as u64;
                        let values = values!["element" => element, "joint" => joint, "skin" => skin,
                            "last" => joints.saturating_sub(1)];
                        found.push((&ACCESSOR_JOINTS_INDEX_OOB, format!("{at}/attributes/JOINTS_0"), values));
                        found.truncate(MANY);
                    }
                });
            }
        }
        for (code, at, values) in found {
            self.out.add(code, at, values);
        }
    }
}

/// Findings kept while elements are gone through.
const MANY: usize = 100;

/// Finite numbers within the declared bounds, which are reached.
fn bounds(elements: &Elements<'_>, accessor: &Accessor<'_>, at: &str, found: &mut Found) {
    let mut least = [f64::INFINITY; 16];
    let mut most = [f64::NEG_INFINITY; 16];
    let mut odd = None;
    elements.each(|element, numbers| {
        for (lane, number) in numbers.iter().enumerate() {
            if !number.is_finite() {
                odd.get_or_insert((element * numbers.len() as u64 + lane as u64, *number));
            }
            least[lane] = least[lane].min(*number);
            most[lane] = most[lane].max(*number);
        }
    });
    if let Some((element, value)) = odd {
        found.push((&ACCESSOR_INVALID_FLOAT, at.to_owned(), values!["element" => element, "value" => value]));
        return;
    }
    let lower = (&accessor.min, &least, "min", &ACCESSOR_MIN_MISMATCH, &ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND);
    let upper = (&accessor.max, &most, "max", &ACCESSOR_MAX_MISMATCH, &ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND);
    for (declared, real, key, mismatch, beyond) in [lower, upper] {
        for (lane, (bound, real)) in declared.iter().flatten().zip(real).enumerate() {
            if bound == real {
                continue;
            }
            let place = format!("{at}/{key}/{lane}");
            found.push((mismatch, place.clone(), values!["declared" => bound, "real" => real]));
            let out = |number: f64| if key == "min" { number < *bound } else { number > *bound };
            let mut count = 0u64;
            elements.each(|_, numbers| count += u64::from(numbers.get(lane).is_some_and(|number| out(*number))));
            if count > 0 {
                found.push((beyond, place, values!["found" => count, "bound" => bound]));
            }
        }
    }
}

/// The last row of each matrix.
fn inverse_bind(elements: &Elements<'_>, at: &str, found: &mut Found) {
    elements.each(|element, numbers| {
        for (component, wanted) in [(3, 0.0), (7, 0.0), (11, 0.0), (15, 1.0)] {
            if let Some(value) = numbers.get(component).filter(|value| **value != wanted) {
                let values = values!["element" => element, "component" => component, "value" => value];
                found.push((&ACCESSOR_INVALID_IBM, at.to_owned(), values));
                found.truncate(MANY);
            }
        }
    });
}

/// Times from 0, each after the one before.
fn times(elements: &Elements<'_>, at: &str, found: &mut Found) {
    let mut before = None;
    elements.each(|element, numbers| {
        let [time] = *numbers else { return };
        if time < 0.0 {
            found.push((
                &ACCESSOR_ANIMATION_INPUT_NEGATIVE,
                at.to_owned(),
                values!["element" => element, "value" => time],
            ));
        }
        if let Some(before) = before.filter(|before| time <= *before) {
            let values = values!["element" => element, "value" => time, "before" => before];
            found.push((&ACCESSOR_ANIMATION_INPUT_NON_INCREASING, at.to_owned(), values));
        }
        before = Some(time);
        found.truncate(MANY);
    });
}

/// Lengths, signs and ranges.
fn meant(elements: &Elements<'_>, normalized: bool, meaning: Meaning, at: &str, found: &mut Found) {
    let component = elements.component;
    let number = |value: f64| if normalized { component.normalize(value) } else { value };
    // Integers round, and small ones much.
    let step = match component {
        Component::Byte | Component::UnsignedByte => 2.0 / 127.0,
        Component::Short | Component::UnsignedShort => 2.0 / 32767.0,
        _ => 0.0,
    };
    elements.each(|element, numbers| {
        let length = |count: usize| numbers.iter().take(count).map(|part| number(*part).powi(2)).sum::<f64>().sqrt();
        let mut add = |code: &'static Code, values: Values| {
            found.push((code, at.to_owned(), values));
            found.truncate(MANY);
        };
        match meaning {
            Meaning::Normal | Meaning::Tangent => {
                let length = length(3);
                if (length - 1.0).abs() > UNIT + step {
                    let values = values!["element" => element, "length" => format!("{length:.4}")];
                    add(&ACCESSOR_VECTOR3_NON_UNIT, values);
                }
                if meaning == Meaning::Tangent
                    && let Some(sign) = numbers.get(3).map(|sign| number(*sign)).filter(|sign| sign.abs() != 1.0)
                {
                    add(&ACCESSOR_INVALID_SIGN, values!["element" => element, "value" => sign]);
                }
            }
            Meaning::Rotation => {
                let length = length(4);
                if (length - 1.0).abs() > ROTATION + step {
                    let values = values!["element" => element, "length" => format!("{length:.4}")];
                    add(&ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION, values);
                }
            }
            Meaning::Color if component == Component::Float => {
                if let Some((lane, value)) = numbers.iter().enumerate().find(|(_, value)| !(0.0..=1.0).contains(*value))
                {
                    let element = element * numbers.len() as u64 + lane as u64;
                    add(&ACCESSOR_NON_CLAMPED, values!["element" => element, "value" => value]);
                }
            }
            Meaning::Color => {}
            Meaning::Weights => {
                if let Some((lane, value)) = numbers.iter().enumerate().find(|(_, value)| **value < 0.0) {
                    let element = element * numbers.len() as u64 + lane as u64;
                    add(&ACCESSOR_WEIGHTS_NEGATIVE, values!["element" => element, "value" => value]);
                }
                let sum: f64 = numbers.iter().map(|weight| number(*weight)).sum();
                if (sum - 1.0).abs() > 2e-7 * 4.0 + step {
                    let values = values!["vertex" => element, "sum" => format!("{sum:.6}")];
                    add(&ACCESSOR_WEIGHTS_NON_NORMALIZED, values);
                }
            }
        }
    });
}

/// Indices of vertices that are there; triangles with an area.
fn check_indices(elements: &Elements<'_>, vertices: u64, list: bool, at: &str, found: &mut Found) {
    let (mut flat, mut corners) = (0u64, [f64::NAN; 3]);
    elements.each(|element, numbers| {
        let [index] = *numbers else { return };
        if index == elements.component.most() {
            let values = values!["element" => element, "value" => index];
            found.push((&ACCESSOR_INDEX_PRIMITIVE_RESTART, at.to_owned(), values));
        } else if index >= vertices as f64 {
            let values = values!["element" => element, "value" => index, "last" => vertices.saturating_sub(1)];
            found.push((&ACCESSOR_INDEX_OOB, at.to_owned(), values));
        }
        found.truncate(MANY);
        corners[(element % 3) as usize] = index;
        let [a, b, c] = corners;
        flat += u64::from(list && element % 3 == 2 && (a == b || b == c || c == a));
    });
    if flat > 0 {
        let values = values!["found" => flat, "total" => elements.count / 3];
        found.push((&ACCESSOR_INDEX_TRIANGLE_DEGENERATE, at.to_owned(), values));
    }
}
