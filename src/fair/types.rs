//! Fair, hall, zone, plot, booth, product: as the rest of the program sees them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::content::{Name, PackedModel, Page};
use super::glyphs::Glyphs;

/// The two languages of every text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// A text in Chinese and English; either may be missing, not both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }

    /// The text in `lang`, or in the other language where that one is missing.
    pub fn get(&self, lang: Lang) -> &str {
        let (wanted, other) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if wanted.is_empty() { other } else { wanted }
    }
}

/// A whole fair, read and checked. Paths are relative to the fair's root, with `/` between parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Fair {
    pub id: String,
    pub title: Text,
    /// Equirectangular Radiance picture that lights the fair; the built-in studio where none.
    pub environment: Option<String>,
    pub sun: Sun,
    pub halls: Vec<Hall>,
    /// Booths that could be read; what could not is in `broken`.
    pub booths: Vec<Booth>,
    /// Booths that could not be read: the plot gets a sign with the reason.
    pub broken: Vec<BrokenBooth>,
    pub credits: Vec<Credit>,
    /// Fonts for what the program's own lack, as their author named them; of a packed fair none.
    pub fonts: Vec<Font>,
    /// What the fair's own texts need of them.
    pub glyphs: Glyphs,
    /// A recorded tour (see `visit::log`) for the offscreen walk.
    pub tour: Option<String>,
    /// Of a packed fair, the levels of each model by its path; empty otherwise.
    pub models: BTreeMap<String, PackedModel>,
    /// Of a packed fair, the pages of each document by its path, and the one of each picture of a product; empty otherwise.
    pub pages: BTreeMap<String, Vec<Page>>,
    /// Of a packed fair, the piece of each sound by its path; empty otherwise.
    pub sounds: BTreeMap<String, Name>,
    /// Of a packed fair, the pieces of each film by its path, in their order; empty otherwise.
    pub videos: BTreeMap<String, Vec<Name>>,
    /// Not a fair at all but one model, opened by itself.
    pub single_model: bool,
}

/// The one directional light. By default a high sun from behind the visitor's left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// The way the light travels, normalised.
    pub direction: glam::Vec3,
    /// Linear colour.
    pub color: glam::Vec3,
    /// Irradiance on a surface that faces the sun, in the units of the environment's radiance.
    pub intensity: f32,
}

impl Default for Sun {
    fn default() -> Self {
        let direction = glam::vec3(0.35, -0.85, -0.4).normalize();
        Sun { direction, color: glam::vec3(1.0, 0.96, 0.9), intensity: 2.5 }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hall {
    pub id: String,
    pub title: Text,
    /// The hall's model; a plain floor where none.
    pub model: Option<String>,
    /// Walkable floor along x and z, centred at the origin.
    pub size: glam::Vec2,
    /// Where visitors arrive: x, z, and yaw in degrees.
    pub spawn: (glam::Vec2, f32),
    pub zones: Vec<Zone>,
    pub plots: Vec<Plot>,
    /// Of the hall's own model.
    pub reactions: Vec<Reaction>,
    /// Ways into other halls; see [`Fair::gates`].
    pub passages: Vec<Passage>,
    /// Of a packed fair: every model of the hall in its plainest form, a node each that has the model's path for a name.
    pub proxies: Option<Name>,
}

/// A way into another hall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passage {
    /// Index of the hall.
    pub to: usize,
    /// Where it begins: x and z.
    pub position: glam::Vec2,
    /// Degrees: the way one faces who comes in by it.
    pub yaw: f32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    pub id: String,
    pub title: Text,
    /// sRGB.
    pub color: [u8; 3],
}

#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub id: String,
    pub zone: Option<String>,
    /// Centre of the floor: x, z.
    pub position: glam::Vec2,
    /// Degrees.
    pub yaw: f32,
    /// Width (x) and depth (z) before the yaw.
    pub size: glam::Vec2,
}

impl Plot {
    /// Takes points of the plot's space into the hall's.
    pub fn matrix(&self) -> glam::Mat4 {
        glam::Mat4::from_rotation_translation(
            glam::Quat::from_rotation_y(self.yaw.to_radians()),
            glam::vec3(self.position.x, 0.0, self.position.y),
        )
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Booth {
    pub id: String,
    /// Hall and plot, as indices into [`Fair::halls`] and [`Hall::plots`].
    pub hall: usize,
    pub plot: usize,
    pub title: Text,
    pub summary: Text,
    /// The booth's own model; the template where none.
    pub model: Option<String>,
    pub sign: Sign,
    pub products: Vec<Product>,
    pub posters: Vec<Poster>,
    pub sounds: Vec<Sound>,
    /// Of the booth's own model.
    pub reactions: Vec<Reaction>,
    /// Where visitors ask; `None` where there is none.
    pub counter: Option<Counter>,
    /// Language tags spoken at the booth, as `zh` or `en-GB`.
    pub languages: Vec<String>,
    pub contacts: Vec<Contact>,
    pub links: Vec<Link>,
}

/// Whom to ask at a booth: a role, never a person's name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub role: Text,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
}

/// A page on the web; http or https.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub title: Text,
    pub url: String,
}

/// An animation that plays when somebody comes, and back when they go: a door.
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction {
    /// The animation's name, in the model of the booth or the hall.
    pub animation: String,
    /// From where it is counted: x and z on the booth, or in the hall; where what it moves is, for `None`.
    pub at: Option<glam::Vec2>,
    /// Metres.
    pub near: f32,
}

/// What answers for a booth when it is pointed at, as its sign does.
#[derive(Debug, Clone, PartialEq)]
pub enum Counter {
    /// A node of the booth's model, by its name.
    Node(String),
    /// A box on the booth's floor: the middle (x, z), degrees, and width, height and depth.
    Box { position: glam::Vec2, yaw: f32, size: glam::Vec3 },
}

/// The rectangle with the booth's title, in the booth's space, facing +Z before the yaw.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// Centre of the rectangle.
    pub position: glam::Vec3,
    /// Degrees.
    pub yaw: f32,
    /// Width and height.
    pub size: glam::Vec2,
    /// sRGB of the letters and of the board.
    pub color: [u8; 3],
    pub background: [u8; 3],
}

impl Default for Sign {
    fn default() -> Self {
        Sign {
            position: glam::vec3(0.0, 2.7, 0.0),
            yaw: 0.0,
            size: glam::vec2(3.0, 0.6),
            color: [255; 3],
            background: [0x24, 0x3b, 0x53],
        }
    }
}

impl Sign {
    /// The fascia of a booth that says nothing of its sign: along the front edge of a plot of `size`, its centre at
    /// 2.7 m, in the zone's colour.
    pub fn fascia(size: glam::Vec2, zone: Option<&Zone>) -> Sign {
        let plain = Sign::default();
        Sign {
            position: glam::vec3(0.0, 2.7, size.y * 0.5),
            size: glam::vec2(size.x, 0.6),
            background: zone.map_or(plain.background, |zone| zone.color),
            ..plain
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Product {
    pub id: String,
    pub title: Text,
    pub summary: Text,
    pub model: String,
    /// In the booth's space.
    pub position: glam::Vec3,
    /// Degrees.
    pub yaw: f32,
    pub scale: f32,
    /// PNG, JPEG or WebP, for its card; packed, each is one of [`Fair::pages`].
    pub pictures: Vec<String>,
    pub documents: Vec<Document>,
}

/// A poster, or a wall of several pictures, in the booth's space; it faces +Z before the yaw.
#[derive(Debug, Clone, PartialEq)]
pub struct Poster {
    /// What it goes by in [`Fair::models`] and in messages; no file has this name.
    pub model: String,
    /// PNG, JPEG or WebP. A video wall has one: what it shows while it does not play, which is the film itself where its
    /// first picture is meant.
    pub files: Vec<String>,
    /// Centre of the rectangle that the pictures fill; the back of the board lies in it.
    pub position: glam::Vec3,
    /// Degrees.
    pub yaw: f32,
    /// Width and height of that rectangle.
    pub size: glam::Vec2,
    pub layout: Layout,
    /// sRGB of the frame.
    pub frame: [u8; 3],
    /// What plays on it: then it is a video wall.
    pub film: Option<Film>,
}

/// What a video wall plays; its sound comes out of its middle.
#[derive(Debug, Clone, PartialEq)]
pub struct Film {
    /// WebM with AV1, and with Opus where there is sound.
    pub file: String,
    /// No frame is around it.
    pub bare: bool,
    /// Decibels.
    pub gain: f32,
    /// Metres from the wall within which its sound is as loud as it gets, and from where on it is silent.
    pub radius: f32,
    pub far: f32,
    /// Over and over; else once each time somebody comes.
    pub repeat: bool,
    /// In the order of their times.
    pub captions: Vec<Caption>,
}

/// How a poster shows its pictures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Layout {
    /// Side by side in so many columns, from the upper left.
    Grid(u32),
    /// One after the other in the same place, each for so many seconds.
    Turns(f32),
}

/// Something to hear at a booth, out of one point in the booth's space.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Ogg with Vorbis or Opus.
    pub file: String,
    pub position: glam::Vec3,
    /// Decibels.
    pub gain: f32,
    /// Metres within which it is as loud as it gets, …
    pub radius: f32,
    /// … and beyond which it is silent; more than `radius`.
    pub far: f32,
    /// Over and over while one is near; otherwise once each time that somebody comes within `radius`.
    pub repeat: bool,
    /// What is said, in the order of time.
    pub captions: Vec<Caption>,
}

/// Words of a sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Caption {
    /// Seconds from the start of the sound; they stay until the next ones.
    pub at: f32,
    /// Empty: nothing is said from here on.
    pub text: Text,
}

/// What a card has to look at: a picture, or a page of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leaf<'a> {
    pub file: &'a str,
    /// Of that file, counted from 0.
    pub page: usize,
    /// Of the document.
    pub title: Option<&'a Text>,
}

impl Fair {
    /// All that a product's card has to look at. Pages of documents are there once the fair is packed.
    pub fn leaves<'a>(&self, product: &'a Product) -> Vec<Leaf<'a>> {
        let pictures = product.pictures.iter().map(|file| Leaf { file, page: 0, title: None });
        let documents = product.documents.iter().flat_map(|document| {
            let pages = self.pages.get(&document.file).map_or(0, Vec::len);
            (0..pages).map(|page| Leaf { file: &document.file, page, title: Some(&document.title) })
        });
        pictures.chain(documents).collect()
    }
}

/// Something to read at a product: a data sheet, a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub title: Text,
    /// A PDF; its pages are in [`Fair::pages`] once the fair is packed.
    pub file: String,
}

/// A booth that could not be read: where it should stand, and why it does not.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokenBooth {
    pub id: String,
    /// Hall and plot, where the manifest got that far.
    pub place: Option<(usize, usize)>,
    pub title: Text,
    pub reason: String,
}

/// A font of which `pack` takes the glyphs that the fair's texts need and the program's fonts lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Font {
    /// OpenType or TrueType.
    pub file: String,
    /// It is among [`Fair::credits`], too.
    pub credit: Credit,
}

/// One line of the credits page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    pub title: String,
    /// One name or a list of them, in the file.
    #[serde(default, deserialize_with = "one_or_many")]
    pub authors: String,
    pub licence: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub changes: String,
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Names::deserialize(from)? {
        Names::One(name) => name,
        Names::Many(names) => names.join(", "),
    })
}
