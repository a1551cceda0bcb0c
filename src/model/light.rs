//! Lights of the file (KHR_lights_punctual), read from plain JSON.

use std::f32::consts::FRAC_PI_2;

use gltf::json::{Node, Root};
use serde_json::Value;

use super::error::{Fault, Result, pick};
use super::types::{Light, LightKind};

pub(super) const NAME: &str = "KHR_lights_punctual";

/// All lights of the file.
pub(super) fn lights(root: &Root) -> Result<Vec<Light>> {
    let Some(value) = root.extensions.as_ref().and_then(|all| all.others.get(NAME)) else { return Ok(Vec::new()) };
    let at = format!("/extensions/{NAME}/lights");
    let list = value.get("lights").and_then(Value::as_array);
    let list = list.ok_or_else(|| Fault::invalid(at.as_str(), "it is no list"))?;
    list.iter().enumerate().map(|(index, value)| light(value, &format!("{at}/{index}"))).collect()
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

fn light(value: &Value, at: &str) -> Result<Light> {
    let number = |value: Option<&Value>, key: &str, default: f32| match value.map(|value| value.as_f64()) {
        None => Ok(default),
        Some(Some(number)) if number >= 0.0 && (number as f32).is_finite() => Ok(number as f32),
        Some(_) => Err(Fault::invalid(format!("{at}/{key}"), "it is no finite number from 0 up")),
    };
    let intensity = number(value.get("intensity"), "intensity", 1.0)?;
    let color = match value.get("color") {
        None => [1.0; 3],
        Some(color) => match color.as_array().map(Vec::as_slice) {
            Some([r, g, b]) => {
                [number(Some(r), "color", 1.0)?, number(Some(g), "color", 1.0)?, number(Some(b), "color", 1.0)?]
            }
            _ => return Err(Fault::invalid(format!("{at}/color"), "it is no list of three numbers")),
        },
    };
    let range = number(value.get("range"), "range", f32::INFINITY)?;
    let kind = match value.get("type").and_then(Value::as_str) {
        Some("directional") => LightKind::Directional,
        Some("point") => LightKind::Point,
        Some("spot") => {
            let spot = value.get("spot");
            let angle = |key, default| number(spot.and_then(|spot| spot.get(key)), key, default);
            let inner = angle("innerConeAngle", 0.0)?;
            let outer = angle("outerConeAngle", std::f32::consts::FRAC_PI_4)?;
            if inner >= outer || outer > FRAC_PI_2 + 1e-4 {
                let why = format!("its cone from {inner} to {outer} is not within 0 to half pi, inner before outer");
                return Err(Fault::invalid(format!("{at}/spot"), why));
            }
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
        lights(&serde_json::from_value(root).unwrap())
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
            json!([{ "type": "point", "intensity": -1 }]),
            json!([{ "type": "point", "color": [1, 1] }]),
            json!([{ "type": "spot", "spot": { "innerConeAngle": 1.0, "outerConeAngle": 0.5 } }]),
            json!(3),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
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
