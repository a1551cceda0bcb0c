//! The keys of the files, as serde sees them. An unknown key is an error that lists the known ones.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Contact, Credit, Link, Name, PackedModel, Page, Text};

/// `fair.toml`, where a booth is a folder's name, or `fair.json`, where it is the booth itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FairForm<B> {
    #[allow(dead_code, reason = "checked before, see read::format")]
    pub format: u32,
    pub id: String,
    #[serde(default)]
    pub title: Text,
    pub environment: Option<String>,
    pub tour: Option<String>,
    /// A file with credits, …
    pub credits: Option<String>,
    /// … or the credits themselves.
    #[serde(default)]
    pub credit: Vec<Credit>,
    #[serde(default)]
    pub font: Vec<FontForm>,
    pub sun: Option<SunForm>,
    #[serde(default)]
    pub hall: Vec<HallForm>,
    pub booths: Option<Vec<B>>,
    /// Packed only.
    pub pieces: Option<BTreeMap<String, PieceForm>>,
    /// Packed only: a font with what the fair's texts need beyond the program's fonts.
    pub glyphs: Option<Name>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FontForm {
    pub file: String,
    pub credit: Credit,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PieceForm {
    pub hash: String,
    pub bytes: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SunForm {
    pub direction: Option<[f32; 3]>,
    pub color: Option<[f32; 3]>,
    pub intensity: Option<f32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HallForm {
    pub id: String,
    #[serde(default)]
    pub title: Text,
    pub model: Option<String>,
    pub size: [f32; 2],
    pub spawn: Option<SpawnForm>,
    #[serde(default)]
    pub zone: Vec<ZoneForm>,
    #[serde(default)]
    pub plot: Vec<PlotForm>,
    #[serde(default)]
    pub passage: Vec<PassageForm>,
    #[serde(default)]
    pub reaction: Vec<ReactionForm>,
    /// Packed only: a file with the hall's booths and models, …
    pub plan: Option<Name>,
    /// … and one with all of them in their plainest form.
    pub proxies: Option<Name>,
}

/// The file that `plan` names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanForm {
    #[allow(dead_code, reason = "checked before, see read::format")]
    pub format: u32,
    #[serde(default)]
    pub booths: Vec<serde_json::Value>,
    #[serde(default)]
    pub models: BTreeMap<String, PackedModel>,
    #[serde(default)]
    pub pages: BTreeMap<String, Vec<Page>>,
    #[serde(default)]
    pub sounds: BTreeMap<String, Name>,
    #[serde(default)]
    pub videos: BTreeMap<String, Vec<Name>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpawnForm {
    pub position: [f32; 2],
    #[serde(default)]
    pub yaw: f32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PassageForm {
    /// A hall's id.
    pub to: String,
    pub position: [f32; 2],
    #[serde(default)]
    pub yaw: f32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ZoneForm {
    pub id: String,
    #[serde(default)]
    pub title: Text,
    pub color: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlotForm {
    pub id: String,
    pub zone: Option<String>,
    pub position: [f32; 2],
    #[serde(default)]
    pub yaw: f32,
    pub size: [f32; 2],
}

/// `booth.toml`, where a product is a folder's name, or a booth of `fair.json`, where it is the product itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoothForm<P> {
    #[allow(dead_code, reason = "checked before, see read::format")]
    #[serde(default)]
    pub format: u32,
    pub id: String,
    pub plot: String,
    #[serde(default)]
    pub title: Text,
    #[serde(default)]
    pub summary: Text,
    pub model: Option<String>,
    pub sign: Option<SignForm>,
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub contacts: Vec<Contact>,
    #[serde(default)]
    pub links: Vec<Link>,
    pub products: Option<Vec<P>>,
    #[serde(default)]
    pub posters: Vec<PosterForm>,
    #[serde(default)]
    pub videos: Vec<VideoForm>,
    #[serde(default)]
    pub sounds: Vec<SoundForm>,
    #[serde(default)]
    pub reaction: Vec<ReactionForm>,
    pub counter: Option<CounterForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReactionForm {
    pub animation: String,
    pub at: Option<[f32; 2]>,
    pub near: Option<f32>,
}

/// `node`, or `position` with `size`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CounterForm {
    pub node: Option<String>,
    pub position: Option<[f32; 2]>,
    #[serde(default)]
    pub yaw: f32,
    pub size: Option<[f32; 3]>,
}

/// `file`, or `files` with either `columns` or `seconds`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PosterForm {
    pub file: Option<String>,
    #[serde(default)]
    pub files: Vec<String>,
    pub position: [f32; 3],
    #[serde(default)]
    pub yaw: f32,
    pub size: [f32; 2],
    pub columns: Option<u32>,
    pub seconds: Option<f32>,
    pub frame: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VideoForm {
    pub file: String,
    /// A picture; the film's first where there is none.
    pub poster: Option<String>,
    pub position: [f32; 3],
    #[serde(default)]
    pub yaw: f32,
    pub size: [f32; 2],
    pub frame: Option<String>,
    #[serde(default)]
    pub gain: f32,
    pub radius: Option<f32>,
    pub far: Option<f32>,
    #[serde(default = "yes")]
    pub repeat: bool,
    #[serde(default)]
    pub captions: Vec<CaptionForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SoundForm {
    pub file: String,
    pub position: [f32; 3],
    #[serde(default)]
    pub gain: f32,
    pub radius: Option<f32>,
    pub far: Option<f32>,
    #[serde(default = "yes")]
    pub repeat: bool,
    #[serde(default)]
    pub captions: Vec<CaptionForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaptionForm {
    #[serde(default)]
    pub at: f32,
    #[serde(default)]
    pub zh: String,
    #[serde(default)]
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignForm {
    pub position: Option<[f32; 3]>,
    pub yaw: Option<f32>,
    pub size: Option<[f32; 2]>,
    pub color: Option<String>,
    pub background: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductForm {
    #[allow(dead_code, reason = "checked before, see read::format")]
    #[serde(default)]
    pub format: u32,
    pub id: String,
    #[serde(default)]
    pub title: Text,
    #[serde(default)]
    pub summary: Text,
    #[serde(default = "model_glb")]
    pub model: String,
    #[serde(default)]
    pub position: [f32; 3],
    #[serde(default)]
    pub yaw: f32,
    #[serde(default = "one")]
    pub scale: f32,
    #[serde(default)]
    pub pictures: Vec<String>,
    #[serde(default)]
    pub documents: Vec<DocumentForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentForm {
    pub title: Text,
    pub file: String,
}

fn model_glb() -> String {
    "model.glb".into()
}

fn yes() -> bool {
    true
}

fn one() -> f32 {
    1.0
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreditsForm {
    #[allow(dead_code, reason = "checked before, see read::format")]
    pub format: u32,
    #[serde(default)]
    pub credit: Vec<Credit>,
}
