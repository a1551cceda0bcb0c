//! `boothwalk shot`: one still picture.

use std::fs;

use anyhow::{Context, Result, bail};
use glam::{Mat4, Quat, Vec2, Vec3, vec3};
use indicatif::{ProgressBar, ProgressStyle};

use super::content::{Content, World};
use super::piece::Piece;
use crate::cli::{BackgroundArg, LangArg, ShotArgs};
use crate::device::{Fov, Pose, View, Views};
use crate::fetch::open_fair_with;
use crate::model::{Aabb, Options, srgb};
use crate::render::environment::{Environment, Equirect};
use crate::render::{self, Background, Gpu, Light, NEAR, PICTURE_FORMAT, Picture, Profile, Renderer};
use crate::scene::{Play, Scene};
use crate::stream::Pacing;
use crate::visit::Ground;

/// From where a model is looked at when nobody says: from the front, a little to the right and above.
const FRONT: Vec3 = vec3(0.55, 0.35, 1.0);

/// Draws the picture and writes it.
///
/// # Errors
/// The fair or model cannot be read, a part of a single model failed, an option does not fit the model, or the picture
/// cannot be written.
pub fn shot(args: &ShotArgs) -> Result<()> {
    let (source, mut fair) = open_fair_with(&args.source, &args.fetch.setup())?;
    super::letters::add(&args.source, &source, &mut fair);
    let gpu = Gpu::open(Gpu::instance(args.backend), None)?;
    let shape = gpu.shape(PICTURE_FORMAT, 1);
    let mut world = World {
        renderer: Renderer::with_profile(
            &gpu,
            args.profile.unwrap_or_else(|| Profile::of(&gpu.adapter.get_info())),
            None,
        ),
        scene: Scene::new(),
        ground: Ground::new(Vec2::ONE),
        moved: Default::default(),
    };
    let light = super::light(&fair);
    let fair = std::sync::Arc::new(fair);
    let lang = LangArg::choose(args.lang);
    let pipelines = world.renderer.pipelines();
    let lean = world.renderer.profile() == Profile::Standalone;
    let mut content = Content::new(
        fair.clone(),
        source,
        pipelines,
        vec![shape],
        Options {
            limits: args.load.limits(),
            blocks: gpu.blocks(),
            scene: args.scene,
            lean,
            merge: true,
            ..Options::default()
        },
        lang,
        Pacing::Virtual,
        // A still picture waits for everything.
        u64::MAX,
        Vec2::ZERO,
        fair.single_model,
    );
    let hall = match &args.hall {
        Some(id) => fair.halls.iter().position(|hall| hall.id == *id).with_context(|| format!("no hall '{id}'"))?,
        None => 0,
    };
    world.enter(hall);
    if !fair.single_model {
        content.enter(hall, &mut world);
    }
    let bar = bar(fair.booths.len() > 1);
    content.finish(&mut world, |done, wanted| {
        bar.set_length(wanted as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    for problem in &content.problems {
        if fair.single_model {
            bail!("{}", problem.why);
        }
        eprintln!("boothwalk: {}: {}", problem.what, problem.why);
    }
    choose(args, &content, &mut world)?;
    match args.environment.as_deref() {
        None => {}
        Some("studio") => world.renderer.set_environment(&Environment::studio()),
        Some(path) => {
            let bytes = fs::read(path).with_context(|| format!("cannot read {path}"))?;
            let picture = Equirect::read(&bytes).with_context(|| format!("cannot use {path}"))?;
            world.renderer.set_environment(&Environment::new(&picture));
        }
    }
    let (view, scale) = camera(args, &content, &world);
    if !fair.single_model {
        content.grow(hall, view.pose.position * scale, lang, &mut world);
    }
    let views = Views::Mono(view);
    let background = match args.background {
        None => Background::Sky,
        Some(BackgroundArg::None) => Background::None,
        Some(BackgroundArg::Color(color)) => Background::Color(color.map(srgb::to_linear)),
    };
    let picture = Picture::new(&gpu, args.size, 1);
    let look = render::Look {
        views: &views,
        world_from_rig: Mat4::from_scale(Vec3::splat(scale)),
        light: if args.environment.is_some() { Light { irradiance: Vec3::ZERO, ..light } } else { light },
        background,
        ribbons: &[],
        comfort: [0.0; 2],
        time: args.time as f32,
    };
    world.renderer.draw(&mut world.scene, &look, &picture.output(shape));
    let mut pixels = render::read_pixels(&gpu, &picture.texture, 0)?;
    if background == Background::None {
        render::unpremultiply(&mut pixels);
    }
    pixels.save(&args.out).with_context(|| format!("cannot write {}", args.out.display()))
}

/// The variant and animation asked for, and the clock.
fn choose(args: &ShotArgs, content: &Content, world: &mut World) -> Result<()> {
    let mut variants = Vec::new();
    let mut found = args.variant.is_none();
    let mut animations = Vec::new();
    let mut playing = args.animation.is_none();
    for (piece, placed) in content.placed() {
        if !matches!(piece, Piece::Hall(_) | Piece::Booth(_) | Piece::Product(..) | Piece::Poster(..)) {
            continue;
        }
        animations.extend(placed.shape.animations.iter().map(|animation| animation.name.clone()));
        let chosen = args.animation.as_ref().map(|wanted| placed.shape.animation(wanted));
        if let Some(animation) = chosen.unwrap_or(None) {
            playing = true;
            world.scene.play(placed.object, Play { animation: Some(animation), ..Play::default() });
        } else if args.animation.is_none() {
            world.scene.play(placed.object, Play::default());
        }
        variants.extend(placed.shape.variants.iter().cloned());
        let index = placed.shape.variants.iter().position(|name| Some(name) == args.variant.as_ref());
        if let Some(index) = index {
            found = true;
            world.scene.set_variant(placed.object, Some(index as u32));
        }
    }
    if !found {
        variants.sort();
        variants.dedup();
        let known = if variants.is_empty() { "it has none".into() } else { format!("it has {}", variants.join(", ")) };
        bail!("no variant '{}': {known}", args.variant.as_deref().unwrap_or_default());
    }
    if !playing {
        let known =
            if animations.is_empty() { "it has none".into() } else { format!("it has {}", animations.join(", ")) };
        bail!("no animation '{}': {known}", args.animation.as_deref().unwrap_or_default());
    }
    world.scene.animate(args.time as f32);
    Ok(())
}

/// The view, in a rig that is this many times smaller than the world: the nearest distance that is drawn shrinks with it, so
/// that what is millimetres small is seen from close by.
fn camera(args: &ShotArgs, content: &Content, world: &World) -> (View, f32) {
    let fov = Fov::symmetric(args.fov.to_radians(), args.size.0 as f32 / args.size.1 as f32);
    let (eye, look) = match (args.eye, args.look) {
        (Some(eye), Some(look)) => (eye, look),
        _ => {
            let bounds = content
                .placed()
                .filter(|(piece, _)| !piece.is_page())
                .fold(Aabb::EMPTY, |all, (_, placed)| all.union(world.scene.bounds(placed.object)));
            frame(bounds, fov)
        }
    };
    let scale = rig_scale(eye.distance(look));
    (View { pose: Pose { position: eye / scale, orientation: facing(look - eye) }, fov }, scale)
}

/// 1, or less where the nearest distance that is drawn would be more than a tenth of the way to what is looked at.
fn rig_scale(distance: f32) -> f32 {
    (distance / (10.0 * NEAR)).clamp(1e-4, 1.0)
}

/// An eye that sees all of `bounds`, and the point it looks at.
fn frame(bounds: Aabb, fov: Fov) -> (Vec3, Vec3) {
    if bounds.is_empty() {
        return (vec3(0.0, 1.6, 3.0), vec3(0.0, 1.0, 0.0));
    }
    let radius = bounds.half().length().max(1e-3);
    let narrow = fov.right.min(fov.up);
    (bounds.center() + FRONT.normalize() * radius / narrow.sin(), bounds.center())
}

/// The orientation whose −Z points along `direction`, upright.
fn facing(direction: Vec3) -> Quat {
    let forward = direction.normalize_or(Vec3::NEG_Z);
    let up = if forward.y.abs() > 0.999 { Vec3::NEG_Z } else { Vec3::Y };
    let right = forward.cross(up).normalize_or(Vec3::X);
    Quat::from_mat3(&glam::Mat3::from_cols(right, right.cross(forward), -forward))
}

fn bar(show: bool) -> ProgressBar {
    if !show {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(1);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_framed_box_is_all_in_the_picture() {
        let bounds = Aabb { min: vec3(-3.0, 0.0, -1.0), max: vec3(2.0, 4.0, 1.0) };
        let fov = Fov::symmetric(0.8, 1.6);
        let (eye, look) = frame(bounds, fov);
        let view = View { pose: Pose { position: eye, orientation: facing(look - eye) }, fov };
        let clip = render::view_uniform(&view, &Mat4::IDENTITY).clip_from_world;
        for x in [bounds.min.x, bounds.max.x] {
            for y in [bounds.min.y, bounds.max.y] {
                for z in [bounds.min.z, bounds.max.z] {
                    let p = clip * vec3(x, y, z).extend(1.0);
                    assert!(p.w > 0.0 && (p.x / p.w).abs() < 1.0 && (p.y / p.w).abs() < 1.0);
                }
            }
        }
    }

    #[test]
    fn small_things_are_not_cut_off() {
        for size in [1e-4, 1e-2, 1.0, 100.0] {
            let bounds = Aabb { min: Vec3::splat(-size), max: Vec3::splat(size) };
            let fov = Fov::symmetric(0.8, 1.6);
            let (eye, look) = frame(bounds, fov);
            let scale = rig_scale(eye.distance(look));
            let view = View { pose: Pose { position: eye / scale, orientation: facing(look - eye) }, fov };
            let clip = render::view_uniform(&view, &Mat4::from_scale(Vec3::splat(scale))).clip_from_world;
            let front = clip * (eye.normalize() * size).extend(1.0);
            assert!((0.0..1.0).contains(&(front.z / front.w)), "{size}: {front}");
        }
    }

    #[test]
    fn looking_straight_down_is_defined() {
        assert!((facing(Vec3::NEG_Y) * Vec3::NEG_Z).abs_diff_eq(Vec3::NEG_Y, 1e-5));
        assert!((facing(vec3(1.0, 0.2, -3.0)) * Vec3::Y).y > 0.9);
    }
}
