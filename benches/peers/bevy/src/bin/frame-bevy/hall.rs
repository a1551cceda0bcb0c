//! The hall: what stands in it, what moves, the light, and the visitor's eyes.
//!
//! Where the two programs cannot be alike, Bevy has less to do: it draws no shadow, no sky and no reflections, where
//! Boothwalk has all three. And of what it offers it has what costs it the least here, where no GPU does work for it: what is
//! out of sight is left out and the rest is put into batches by its own threads, not by compute shaders and indirect draws.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use bevy::animation::graph::AnimationGraphHandle;
use bevy::asset::LoadState;
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::light::cluster::GlobalClusterSettings;
use bevy::prelude::*;
use bevy::render::view::NoIndirectDrawing;
use bevy::world_serialization::WorldInstanceReady;
use boothwalk_bevy::{eyes, part};

use crate::job::Job;

/// A scene whose entities are there. Bevy may say so of one more than once.
#[derive(Component)]
struct There;

/// What plays on a scene once it is there.
#[derive(Component)]
struct Plays(Handle<AnimationGraph>, AnimationNodeIndex);

pub struct Hall {
    /// Each file once, however often it stands.
    scenes: BTreeMap<PathBuf, Handle<WorldAsset>>,
    eyes: [(Entity, Transform); 2],
}

impl Hall {
    /// Asks for everything that stands there.
    pub fn open(app: &mut App, job: &Job) -> Result<Hall, Box<dyn Error>> {
        app.add_observer(begin);
        let world = app.world_mut();
        // There is no light that shines into a part of the hall only.
        world.resource_mut::<GlobalClusterSettings>().gpu_clustering = None;
        let eyes = eyes(world, job.size).map(|eye| {
            let mut eye = world.entity_mut(eye);
            eye.insert((Msaa::Off, Tonemapping::None, DebandDither::Disabled, NoIndirectDrawing));
            (eye.id(), eye.get::<Transform>().copied().unwrap_or_default())
        });
        world.spawn((
            DirectionalLight { illuminance: 8_000.0, shadow_maps_enabled: false, ..default() },
            Transform::default().looking_to(Vec3::new(0.35, -0.85, -0.4), Vec3::Y),
        ));
        let mut hall = Hall { scenes: BTreeMap::new(), eyes };
        let mut graphs: BTreeMap<&Path, (Handle<AnimationGraph>, AnimationNodeIndex)> = BTreeMap::new();
        for one in &job.standing {
            let server = world.resource::<AssetServer>();
            if !hall.scenes.contains_key(&one.path) {
                hall.scenes.insert(one.path.clone(), part(server, &one.path, &GltfAssetLabel::Scene(0))?);
            }
            let turn = Quat::from_rotation_y(one.yaw);
            let place =
                Transform::from_translation(one.position).with_rotation(turn).with_scale(Vec3::splat(one.scale));
            let scene = hall.scenes[&one.path].clone();
            if !one.plays {
                world.spawn((WorldAssetRoot(scene), place));
                continue;
            }
            if !graphs.contains_key(one.path.as_path()) {
                let clip = part(server, &one.path, &GltfAssetLabel::Animation(0))?;
                let (graph, node) = AnimationGraph::from_clip(clip);
                let graph = world.resource_mut::<Assets<AnimationGraph>>().add(graph);
                graphs.insert(&one.path, (graph, node));
            }
            let (graph, node) = graphs[one.path.as_path()].clone();
            world.spawn((WorldAssetRoot(scene), place, Plays(graph, node)));
        }
        Ok(hall)
    }

    /// Turns the visitor's head to so many radians from where it was.
    pub fn look(&self, app: &mut App, angle: f32) {
        let by = Quat::from_rotation_y(angle);
        for (eye, ahead) in &self.eyes {
            if let Some(mut place) = app.world_mut().get_mut::<Transform>(*eye) {
                place.translation = by * ahead.translation;
                place.rotation = by * ahead.rotation;
            }
        }
    }

    /// How many scenes are there, and how many entities in all.
    ///
    /// # Errors
    /// A file has failed.
    pub fn found(&self, app: &mut App) -> Result<(usize, u32), Box<dyn Error>> {
        let server = app.world().resource::<AssetServer>();
        for (path, scene) in &self.scenes {
            if let LoadState::Failed(error) = server.load_state(scene.id()) {
                return Err(format!("{}: {error}", path.display()).into());
            }
        }
        let there = app.world_mut().query::<&There>().iter(app.world()).count();
        Ok((there, app.world().entities().count_spawned()))
    }
}

/// A scene is there: what moves on it begins.
fn begin(
    there: On<WorldInstanceReady>,
    plays: Query<&Plays>,
    children: Query<&Children>,
    mut players: Query<&mut AnimationPlayer>,
    mut commands: Commands,
) {
    commands.entity(there.entity).insert(There);
    let Ok(Plays(graph, node)) = plays.get(there.entity) else { return };
    for below in children.iter_descendants(there.entity) {
        if let Ok(mut player) = players.get_mut(below) {
            player.play(*node).repeat();
            commands.entity(below).insert(AnimationGraphHandle(graph.clone()));
        }
    }
}
