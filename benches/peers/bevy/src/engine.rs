//! Bevy without a window, on the software driver.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bevy::animation::{AnimatedBy, AnimationTargetId};
use bevy::app::PluginsState;
use bevy::asset::UnapprovedPathMode;
use bevy::camera::primitives::Aabb;
use bevy::camera::visibility::{DynamicSkinnedMeshBounds, NoFrustumCulling, VisibilityClass};
use bevy::ecs::error::BevyError;
use bevy::gltf::{
    GltfExtras, GltfMaterialExtras, GltfMaterialName, GltfMeshExtras, GltfMeshName, GltfSceneExtras, GltfSceneName,
};
use bevy::log::LogPlugin;
use bevy::mesh::morph::{MeshMorphWeights, MorphWeights};
use bevy::mesh::skinning::SkinnedMesh;
use bevy::prelude::*;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::render_resource::{PipelineCache, PollType};
use bevy::render::renderer::RenderDevice;
use bevy::render::settings::{RenderCreation, WgpuSettings};
use bevy::render::{Render, RenderApp, RenderPlugin, RenderSystems};
use bevy::transform::components::TransformTreeChanged;
use bevy::window::ExitCondition;

/// Pipelines that are still being made, as the render world sees them.
#[derive(Resource, Clone, Default)]
pub struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// The engine, ready for its first frame; with pipelined rendering, which it has by default, or without.
pub fn open(waiting: &Waiting, pipelined: bool) -> App {
    let settings = WgpuSettings { force_fallback_adapter: true, ..default() };
    let mut plugins = DefaultPlugins
        .set(RenderPlugin { render_creation: RenderCreation::Automatic(Box::new(settings)), ..default() })
        .set(WindowPlugin { primary_window: None, exit_condition: ExitCondition::DontExit, ..default() })
        .set(AssetPlugin { file_path: "/".into(), unapproved_path_mode: UnapprovedPathMode::Allow, ..default() })
        .set(LogPlugin { filter: "error".into(), ..default() });
    if !pipelined {
        plugins = plugins.disable::<PipelinedRenderingPlugin>();
    }
    let mut app = App::new();
    app.add_plugins(plugins);
    register(&mut app);
    // A frame ends when it is drawn.
    let drawn =
        |device: Res<RenderDevice>, pipelines: Res<PipelineCache>, waiting: Res<Waiting>| -> Result<(), BevyError> {
            waiting.0.store(pipelines.waiting_pipelines().count(), Ordering::Relaxed);
            device.poll(PollType::wait_indefinitely())?;
            Ok(())
        };
    app.sub_app_mut(RenderApp)
        .insert_resource(waiting.clone())
        .add_systems(Render, drawn.after(RenderSystems::Render).before(RenderSystems::Cleanup));
    while app.plugins_state() == PluginsState::Adding {
        bevy::tasks::tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
    app
}

/// The types in scenes that glTF files become. Bevy's feature `reflect_auto_register` knows them all; it is one that only
/// whole applications need.
fn register(app: &mut App) {
    app.register_type::<Name>()
        .register_type::<ChildOf>()
        .register_type::<Children>()
        .register_type::<Transform>()
        .register_type::<GlobalTransform>()
        .register_type::<TransformTreeChanged>()
        .register_type::<Visibility>()
        .register_type::<InheritedVisibility>()
        .register_type::<ViewVisibility>()
        .register_type::<VisibilityClass>()
        .register_type::<Aabb>()
        .register_type::<NoFrustumCulling>()
        .register_type::<DynamicSkinnedMeshBounds>()
        .register_type::<Mesh3d>()
        .register_type::<MeshMaterial3d<StandardMaterial>>()
        .register_type::<SkinnedMesh>()
        .register_type::<MorphWeights>()
        .register_type::<MeshMorphWeights>()
        .register_type::<AnimationPlayer>()
        .register_type::<AnimationTargetId>()
        .register_type::<AnimatedBy>()
        .register_type::<GltfExtras>()
        .register_type::<GltfSceneExtras>()
        .register_type::<GltfSceneName>()
        .register_type::<GltfMeshExtras>()
        .register_type::<GltfMeshName>()
        .register_type::<GltfMaterialExtras>()
        .register_type::<GltfMaterialName>();
}
