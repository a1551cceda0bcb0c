//! What a model's parts are called, told from its document alone.

use std::collections::BTreeSet;

use serde_json::Value;

use super::container;

/// What parts of a model may be called before visitors: titles of nodes, or the names of those that have none.
pub(crate) fn part_names(bytes: &[u8]) -> BTreeSet<String> {
    let document = container::open(bytes).ok().and_then(|split| serde_json::from_slice::<Value>(split.json).ok());
    let nodes = document.as_ref().and_then(|all| all.get("nodes")?.as_array()).map_or(&[][..], Vec::as_slice);
    let names = |node: &Value| -> Vec<String> {
        let text = |at: &str| node.pointer(at).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let titles: Vec<&str> = ["/extras/title_zh", "/extras/title_en"].into_iter().filter_map(text).collect();
        let shown = node.get("mesh").or(node.get("children")).is_some();
        let name = text("/name").filter(|_| titles.is_empty() && shown);
        titles.into_iter().chain(name).map(str::to_owned).collect()
    };
    nodes.iter().flat_map(names).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_go_before_names_and_bones_have_none() {
        let document = serde_json::json!({ "asset": { "version": "2.0" }, "nodes": [
            { "name": "pump", "mesh": 0 },
            { "name": "case", "mesh": 1, "extras": { "title_zh": " 泵壳 ", "title_en": "Housing" } },
            { "name": "bone" },
            { "name": "whole", "children": [0, 1, 2] },
        ] });
        let names: Vec<String> = part_names(document.to_string().as_bytes()).into_iter().collect();
        assert_eq!(names, ["Housing", "pump", "whole", "泵壳"]);
        assert!(part_names(b"glTF and nothing more").is_empty());
    }
}
