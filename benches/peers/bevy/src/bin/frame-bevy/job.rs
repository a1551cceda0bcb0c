//! What is to be shown.

use std::error::Error;
use std::path::PathBuf;

use bevy::math::Vec3;
use boothwalk_bevy::{number, position};
use serde_json::Value;

/// A model that stands somewhere.
pub struct Standing {
    pub path: PathBuf,
    pub position: Vec3,
    pub yaw: f32,
    pub scale: f32,
    /// Its first animation plays.
    pub plays: bool,
}

pub struct Job {
    pub standing: Vec<Standing>,
    pub size: (u32, u32),
    pub frames: usize,
}

impl Job {
    pub fn read(line: &str) -> Result<Job, Box<dyn Error>> {
        let job: Value = serde_json::from_str(line)?;
        let standing = |value: &Value| -> Result<Standing, Box<dyn Error>> {
            Ok(Standing {
                path: value["path"].as_str().ok_or("a model without a path")?.into(),
                position: position(value)?,
                yaw: number(&value["yaw"], "yaw")? as f32,
                scale: number(&value["scale"], "scale")? as f32,
                plays: value["plays"].as_bool().ok_or("plays is neither true nor false")?,
            })
        };
        Ok(Job {
            standing: job["standing"]
                .as_array()
                .ok_or("nothing stands")?
                .iter()
                .map(standing)
                .collect::<Result<_, _>>()?,
            size: (number(&job["size"][0], "size")? as u32, number(&job["size"][1], "size")? as u32),
            frames: number(&job["frames"], "frames")? as usize,
        })
    }
}
