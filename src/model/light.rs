//! Lights of the file (KHR_lights_punctual), read from plain JSON.

use std::f32::consts::{FRAC_PI_2, FRAC_PI_4};

use gltf::json::{Node, Root};
use serde_json::Value;

use super::error::{Fault, Result, pick};
use super::notes::Notes;
use super::types::{Light, LightKind};

pub(super) const NAME: &str = "KHR_lights_punctual";

/// The strongest light, in candela or lux: no lamp comes near it, and what it makes of a surface stays finite.
const MOST: f32 = 1e9;

/// All lights of the file.
pub(super) fn lights(root: &Root, notes: &mut Notes) -> Result<Vec<Light>> {
    let Some(value) = root.extensions.as_ref().and_then(|all| all.others.get(NAME)) else { return Ok(Vec::new()) };
    let at = format!("/extensions/{NAME}/lights");
    let list = value.get("lights").and_then(Value::as_array);
    let list = list.ok_or_else(|| Fault::invalid(at.as_str(), "it is no list"))?;
    list.iter().enumerate().map(|(index, value)| light(value, &format!("{at}/{index}"), notes)).collect()
}

/// The light of a node, checked against the file's list.
pub(super) fn of_node(node: &Node, lights: &[Light], at: &str) -> Result<Option<u32>> {
    let Some(value) = node.extensions.as_ref().and_then(|all| all.others.get(NAME)) else { return Ok(None) };
    let at = format!("{at}/extensions/{NAME}/light");
    let index = value.get("light").and_then(Value::as_u64);
    let index = index.ok_or_else(|| Fault::invalid(at.as_str(), "it is no index"))?;
    pick(lights, index as usize, "light", &at)?;
    Ok(Some(index as u32))
}

fn light(value: &Value, at: &str, notes: &mut Notes) -> Result<Light> {
    let number = |value: &Value, key: &str| match value.as_f64().map(|number| number as f32) {
        Some(number) if number.is_finite() => Ok(number),
        _ => Err(Fault::invalid(format!("{at}/{key}"), "it is no finite number")),
    };
    let read = |key: &str, default: f32| value.get(key).map_or(Ok(default), |value| number(value, key));
    let intensity = notes.bounded(&format!("{at}/intensity"), read("intensity", 1.0)?, 0.0..=MOST);
    let mut color = [1.0; 3];
    if let Some(list) = value.get("color") {
        let Some([r, g, b]) = list.as_array().map(Vec::as_slice) else {
            return Err(Fault::invalid(format!("{at}/color"), "it is no list of three numbers"));
        };
        for (part, value) in color.iter_mut().zip([r, g, b]) {
            *part = notes.bounded(&format!("{at}/color"), number(value, "color")?, 0.0..=MOST);
        }
    }
    let mut range = read("range", f32::INFINITY)?;
    if range <= 0.0 {
        notes.add(format!("{at}/range: {range} is not above 0; the light has no bound"));
        range = f32::INFINITY;
    }
    let kind = match value.get("type").and_then(Value::as_str) {
        Some("directional") => LightKind::Directional,
        Some("point") => LightKind::Point,
        Some("spot") => {
            let angle = |key: &str, default: f32| match value.get("spot").map(|spot| spot.get(key)) {
                Some(Some(value)) => number(value, &format!("spot/{key}")),
                _ => Ok(default),
            };
            let outer = angle("outerConeAngle", FRAC_PI_4)?;
            let outer = notes.bounded(&format!("{at}/spot/outerConeAngle"), outer, 0.0..=FRAC_PI_2);
            let inner = angle("innerConeAngle", 0.0)?;
            let inner = notes.bounded(&format!("{at}/spot/innerConeAngle"), inner, 0.0..=outer);
            LightKind::Spot { inner, outer }
        }
        _ => return Err(Fault::invalid(format!("{at}/type"), "it is none of directional, point and spot")),
    };
    Ok(Light { color, intensity, kind, range })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(list: Value) -> Result<Vec<Light>> {
        let root = json!({ "asset": { "version": "2.0" }, "extensions": { NAME: { "lights": list } } });
        lights(&serde_json::from_value(root).unwrap(), &mut Notes::new(9))
    }

    #[test]
    fn defaults_and_angles_are_as_the_extension_says() {
        let all = read(json!([
            { "type": "point" },
            { "type": "spot", "spot": {}, "intensity": 3, "color": [1, 0.5, 0], "range": 4 },
            { "type": "directional" },
        ]))
        .unwrap();
        assert_eq!(all[0], Light { color: [1.0; 3], intensity: 1.0, kind: LightKind::Point, range: f32::INFINITY });
        assert_eq!(all[1].kind, LightKind::Spot { inner: 0.0, outer: std::f32::consts::FRAC_PI_4 });
        assert_eq!((all[1].strength(), all[1].range), ([3.0, 1.5, 0.0], 4.0));
        assert_eq!(all[2].kind, LightKind::Directional);
    }

    #[test]
    fn what_is_no_light_is_refused() {
        for bad in [
            json!([{}]),
            json!([{ "type": "sun" }]),
            json!([{ "type": "point", "intensity": "1" }]),
            json!([{ "type": "point", "intensity": 1e39 }]),
            json!([{ "type": "point", "color": [1, 1] }]),
            json!([{ "type": "spot", "spot": { "innerConeAngle": [] } }]),
            json!(3),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_out_of_range_counts_as_the_nearest() {
        let all = read(json!([
            { "type": "spot", "spot": { "innerConeAngle": 1.0, "outerConeAngle": 0.5 } },
            { "type": "spot", "spot": { "innerConeAngle": -1.0, "outerConeAngle": 3.0 } },
            { "type": "point", "intensity": -1, "range": -2 },
            { "type": "point", "intensity": 1e9, "color": [1e9, 1, -1], "range": 0 },
        ]))
        .unwrap();
        assert_eq!(all[0].kind, LightKind::Spot { inner: 0.5, outer: 0.5 });
        assert_eq!(all[1].kind, LightKind::Spot { inner: 0.0, outer: FRAC_PI_2 });
        assert_eq!((all[2].strength(), all[2].range), ([0.0; 3], f32::INFINITY));
        assert_eq!((all[3].strength().map(|part| part.min(MOST)), all[3].range), ([MOST, MOST, 0.0], f32::INFINITY));
    }

    #[test]
    fn a_node_names_a_light_that_is() {
        let node =
            |light: Value| serde_json::from_value(json!({ "extensions": { NAME: { "light": light } } })).unwrap();
        let all = read(json!([{ "type": "point" }])).unwrap();
        assert_eq!(of_node(&node(json!(0)), &all, "").unwrap(), Some(0));
        assert!(of_node(&node(json!(1)), &all, "").is_err() && of_node(&node(json!("a")), &all, "").is_err());
    }
}
