//! The objects of glTF 2.0 core (section 5), materials aside.

use super::kinds::*;
use super::materials::MATERIAL;
use super::rules;

const COMPONENTS: &[u64] = &[5120, 5121, 5122, 5123, 5125, 5126];
const MOST: u64 = u64::MAX;

/// What is read before anything else.
pub static FIRST: &[Field] = &[field("asset", Form::Object(&ASSET)).needed()];

pub static ROOT: Object = Object::new(
    "Root",
    &[
        field("extensionsUsed", Form::Words),
        field("extensionsRequired", Form::Words),
        field("accessors", Form::Roots(&ACCESSOR)),
        field("animations", Form::Roots(&ANIMATION)),
        field("buffers", Form::Roots(&BUFFER)),
        field("bufferViews", Form::Roots(&BUFFER_VIEW)),
        field("cameras", Form::Roots(&CAMERA)),
        field("images", Form::Roots(&IMAGE)),
        field("materials", Form::Roots(&MATERIAL)),
        field("meshes", Form::Roots(&MESH)),
        field("nodes", Form::Roots(&NODE)),
        field("samplers", Form::Roots(&SAMPLER)),
        field("scene", Form::Index("scenes")),
        field("scenes", Form::Roots(&SCENE)),
        field("skins", Form::Roots(&SKIN)),
        field("textures", Form::Roots(&TEXTURE)),
    ],
)
.extra(&["asset"]);

pub static ASSET: Object = Object::new(
    "Asset",
    &[
        field("copyright", Form::Text),
        field("generator", Form::Text),
        field("version", Form::Version).needed(),
        field("minVersion", Form::Version),
    ],
)
.rule(rules::asset);

static ACCESSOR: Object = Object::new(
    "Accessor",
    &[
        field("bufferView", Form::Index("bufferViews")),
        field("byteOffset", Form::Whole(0, MOST)),
        field("componentType", Form::OneOf(COMPONENTS)).needed(),
        field("normalized", Form::Bool),
        field("count", Form::Whole(1, MOST)).needed(),
        field("type", Form::Word(&["SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"])).needed(),
        field("sparse", Form::Object(&SPARSE)),
    ],
)
.named()
.extra(&["min", "max"])
.rule(rules::accessor);

static SPARSE: Object = Object::new(
    "Sparse",
    &[
        field("count", Form::Whole(1, MOST)).needed(),
        field("indices", Form::Object(&SPARSE_INDICES)).needed(),
        field("values", Form::Object(&SPARSE_VALUES)).needed(),
    ],
);

static SPARSE_INDICES: Object = Object::new(
    "SparseIndices",
    &[
        field("bufferView", Form::Index("bufferViews")).needed(),
        field("byteOffset", Form::Whole(0, MOST)),
        field("componentType", Form::OneOf(&[5121, 5123, 5125])).needed(),
    ],
);

static SPARSE_VALUES: Object = Object::new(
    "SparseValues",
    &[field("bufferView", Form::Index("bufferViews")).needed(), field("byteOffset", Form::Whole(0, MOST))],
);

static ANIMATION: Object = Object::new(
    "Animation",
    &[
        field("channels", Form::Objects(&CHANNEL)).needed(),
        field("samplers", Form::Objects(&ANIMATION_SAMPLER)).needed(),
    ],
)
.named();

static CHANNEL: Object = Object::new(
    "Channel",
    // The samplers are the animation's own: see link::animations.
    &[field("sampler", Form::Index("")).needed(), field("target", Form::Object(&TARGET)).needed()],
);

static TARGET: Object = Object::new(
    "Target",
    &[field("node", Form::Index("nodes")), field("path", Form::Word(rules::CHANNEL_PATHS)).needed()],
);

static ANIMATION_SAMPLER: Object = Object::new(
    "AnimationSampler",
    &[
        field("input", Form::Index("accessors")).needed(),
        field("interpolation", Form::Word(&["LINEAR", "STEP", "CUBICSPLINE"])),
        field("output", Form::Index("accessors")).needed(),
    ],
);

static BUFFER: Object =
    Object::new("Buffer", &[field("uri", Form::Text), field("byteLength", Form::Whole(1, MOST)).needed()])
        .named()
        .rule(rules::buffer);

static BUFFER_VIEW: Object = Object::new(
    "BufferView",
    &[
        field("buffer", Form::Index("buffers")).needed(),
        field("byteOffset", Form::Whole(0, MOST)),
        field("byteLength", Form::Whole(1, MOST)).needed(),
        field("byteStride", Form::Whole(4, 252)),
        field("target", Form::OneOf(&[34962, 34963])),
    ],
)
.named()
.rule(rules::buffer_view);

static CAMERA: Object = Object::new("Camera", &[field("type", Form::Word(&["perspective", "orthographic"])).needed()])
    .named()
    .extra(&["perspective", "orthographic"])
    .rule(rules::camera);

pub static ORTHOGRAPHIC: Object = Object::new(
    "Orthographic",
    &[
        field("xmag", Form::Number(ANY)).needed(),
        field("ymag", Form::Number(ANY)).needed(),
        field("zfar", Form::Number(ABOVE_ZERO)).needed(),
        field("znear", Form::Number(FROM_ZERO)).needed(),
    ],
)
.rule(rules::orthographic);

pub static PERSPECTIVE: Object = Object::new(
    "Perspective",
    &[
        field("aspectRatio", Form::Number(ABOVE_ZERO)),
        field("yfov", Form::Number(ABOVE_ZERO)).needed(),
        field("zfar", Form::Number(ABOVE_ZERO)),
        field("znear", Form::Number(ABOVE_ZERO)).needed(),
    ],
)
.rule(rules::perspective);

static IMAGE: Object = Object::new(
    "Image",
    &[
        field("bufferView", Form::Index("bufferViews")),
        field("mimeType", Form::Word(rules::IMAGE_TYPES)),
        field("uri", Form::Text),
    ],
)
.named()
.rule(rules::image);

static MESH: Object = Object::new(
    "Mesh",
    &[field("primitives", Form::Objects(&PRIMITIVE)).needed(), field("weights", Form::Numbers(&[], ANY))],
)
.named()
.rule(rules::mesh);

static PRIMITIVE: Object = Object::new(
    "Primitive",
    &[
        field("attributes", Form::Attributes).needed(),
        field("indices", Form::Index("accessors")),
        field("material", Form::Index("materials")),
        field("mode", Form::Whole(0, 6)),
        field("targets", Form::Targets),
    ],
)
.rule(rules::primitive);

static NODE: Object = Object::new(
    "Node",
    &[
        field("camera", Form::Index("cameras")),
        field("children", Form::Indices("nodes")),
        field("skin", Form::Index("skins")),
        field("matrix", Form::Numbers(&[16], ANY)),
        field("mesh", Form::Index("meshes")),
        field("rotation", Form::Numbers(&[4], SIGNED_UNIT)),
        field("scale", Form::Numbers(&[3], ANY)),
        field("translation", Form::Numbers(&[3], ANY)),
        field("weights", Form::Numbers(&[], ANY)),
    ],
)
.named()
.rule(rules::node);

const WRAPS: &[u64] = &[33071, 33648, 10497];

static SAMPLER: Object = Object::new(
    "Sampler",
    &[
        field("magFilter", Form::OneOf(&[9728, 9729])),
        field("minFilter", Form::OneOf(&[9728, 9729, 9984, 9985, 9986, 9987])),
        field("wrapS", Form::OneOf(WRAPS)),
        field("wrapT", Form::OneOf(WRAPS)),
    ],
)
.named();

static SCENE: Object = Object::new("Scene", &[field("nodes", Form::Indices("nodes"))]).named();

static SKIN: Object = Object::new(
    "Skin",
    &[
        field("inverseBindMatrices", Form::Index("accessors")),
        field("skeleton", Form::Index("nodes")),
        field("joints", Form::Indices("nodes")).needed(),
    ],
)
.named();

static TEXTURE: Object =
    Object::new("Texture", &[field("sampler", Form::Index("samplers")), field("source", Form::Index("images"))])
        .named();
