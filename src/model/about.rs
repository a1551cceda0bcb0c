//! The `extras` of nodes (glTF 2.0, section 3.9.2) that mean something here. They are plain keys, as Blender and others
//! export custom properties:
//!
//! | key | value |
//! |---|---|
//! | `title_zh`, `title_en` | what the part is called, in either language or both; else it goes by its name |
//! | `explode` | three numbers: where it is in an exploded view, from where it is otherwise, in metres along the model's axes. Where any node has it, it alone decides; else ways are worked out |

use glam::Vec3;
use gltf::json;
use serde_json::{Map, Value};

use super::notes::Notes;
use super::types::About;

const TITLES: [&str; 2] = ["title_zh", "title_en"];
const EXPLODE: &str = "explode";
/// Where [`keep`] leaves them.
const KEPT: &str = "BOOTHWALK_about";
/// Letters of a title; a name that is longer says nothing on a small board.
const LONGEST: usize = 60;

/// Copies what is known of a node's `extras` to its extensions: the others are dropped before anything is read, because the
/// crate's types cannot take them out of plain values.
pub(super) fn keep(node: &mut Value) {
    let Some(node) = node.as_object_mut() else { return };
    let Some(Value::Object(extras)) = node.get("extras") else { return };
    let known = TITLES.iter().chain([&EXPLODE]);
    let kept: Map<String, Value> =
        known.filter_map(|key| extras.get_key_value(*key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    if kept.is_empty() {
        return;
    }
    let extensions = node.entry("extensions").or_insert_with(|| Value::Object(Map::new()));
    if let Some(extensions) = extensions.as_object_mut() {
        extensions.insert(KEPT.to_owned(), kept.into());
    }
}

/// What the author says of a node; what makes no sense is noted and left out.
pub(super) fn read(node: &json::Node, at: &str, notes: &mut Notes) -> Option<Box<About>> {
    let kept = node.extensions.as_ref()?.others.get(KEPT)?;
    let title = |key: &str| {
        let text = kept.get(key).and_then(Value::as_str).unwrap_or_default();
        text.trim().chars().take(LONGEST).collect::<String>()
    };
    let [title_zh, title_en] = TITLES.map(title);
    let explode = kept.get(EXPLODE).and_then(|value| {
        let way = three(value);
        if way.is_none() {
            notes.add(format!("{at}/extras/{EXPLODE}: it is not three numbers"));
        }
        way
    });
    Some(Box::new(About { title_zh, title_en, explode }))
}

fn three(value: &Value) -> Option<Vec3> {
    let list: Vec<f32> =
        value.as_array()?.iter().map(|part| part.as_f64().map(|part| part as f32)).collect::<Option<_>>()?;
    let way = Vec3::from_array(list.try_into().ok()?);
    way.is_finite().then_some(way)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn about(mut node: Value) -> (Option<Box<About>>, Vec<String>) {
        keep(&mut node);
        node.as_object_mut().unwrap().remove("extras");
        let mut notes = Notes::new(9);
        let found = read(&serde_json::from_value(node).unwrap(), "/nodes/0", &mut notes);
        (found, notes.finish())
    }

    #[test]
    fn plain_keys_are_read_and_others_are_not() {
        let (found, notes) = about(json!({
            "extras": { "title_zh": " 泵壳 ", "title_en": "Housing", "explode": [0, 0.25, -1], "cost": 3 }
        }));
        let wanted =
            About { title_zh: "泵壳".into(), title_en: "Housing".into(), explode: Some(Vec3::new(0.0, 0.25, -1.0)) };
        assert_eq!((found, notes.len()), (Some(Box::new(wanted)), 0));
        assert_eq!(about(json!({ "extras": { "cost": 3 } })).0, None);
        assert_eq!(about(json!({ "extras": 3 })).0, None);
    }

    #[test]
    fn what_makes_no_sense_is_left_out_with_a_note() {
        for bad in [json!([1, 2]), json!([1, 2, "3"]), json!(1), json!([1e300, 0, 0])] {
            let (found, notes) = about(json!({ "extras": { "title_en": "Lid", "explode": bad } }));
            let found = found.unwrap();
            assert_eq!((found.title_en.as_str(), found.explode, notes.len()), ("Lid", None, 1));
        }
    }
}
