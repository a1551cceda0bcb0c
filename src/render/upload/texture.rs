//! A texture's way onto the GPU.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use super::steps::{Step, Steps};
use crate::model::{Image, Texel};
use crate::render::Renderer;
use crate::render::environment::Environment;
use crate::stream::Kind;

/// A texture on the GPU.
#[derive(Debug)]
pub struct GpuTexture {
    texture: wgpu::Texture,
    /// Its own format; and, where it may be shown as data and as colours in sRGB, the other one.
    views: [OnceLock<wgpu::TextureView>; 2],
    formats: [wgpu::TextureFormat; 2],
    pub(in crate::render) bytes: u64,
}

impl GpuTexture {
    /// What is copied to.
    pub(super) fn target(&self) -> &wgpu::Texture {
        &self.texture
    }

    /// What a shader reads.
    pub(in crate::render) fn view(&self, srgb: bool) -> &wgpu::TextureView {
        let [own, other] = &self.views;
        let (slot, format) = if srgb { (other, self.formats[1]) } else { (own, self.formats[0]) };
        slot.get_or_init(|| {
            self.texture.create_view(&wgpu::TextureViewDescriptor {
                format: Some(format),
                usage: Some(wgpu::TextureUsages::TEXTURE_BINDING),
                ..Default::default()
            })
        })
    }
}

/// Where the texels come from.
#[derive(Debug)]
enum Texels {
    Image(Image),
    /// Six layers of half floats.
    Environment(Box<Environment>),
}

#[derive(Debug, Clone, Copy)]
enum Op {
    Create,
    /// Rows of blocks of a level.
    Rows {
        level: u32,
        layer: u32,
    },
    /// A level that a smaller texture has already.
    Copy {
        level: u32,
    },
}

/// A texture on its way.
#[derive(Debug)]
pub struct TextureUpload {
    texels: Texels,
    /// The texture with the levels below; its largest is this one's next after [`Texels`].
    below: Option<Arc<GpuTexture>>,
    /// It may be shown as colours and as data.
    both: bool,
    ops: VecDeque<Op>,
    /// Rows of the level that is being written.
    done: u32,
    made: Option<GpuTexture>,
}

impl TextureUpload {
    /// A whole image, in the kind it says.
    pub fn image(image: Image) -> TextureUpload {
        let levels = 0..image.levels.len() as u32;
        let rows = levels.map(|level| Op::Rows { level, layer: 0 });
        let ops = std::iter::once(Op::Create).chain(rows).collect();
        TextureUpload { texels: Texels::Image(image), below: None, both: false, ops, done: 0, made: None }
    }

    /// Levels on top of those of `below`, the larger ones first; colours or data as whoever shows it wants.
    pub fn levels(image: Image, below: Option<Arc<GpuTexture>>) -> TextureUpload {
        let own = image.levels.len() as u32;
        let lower = below.as_ref().map_or(0, |below| below.texture.mip_level_count());
        let mut upload = TextureUpload { both: true, below, ..TextureUpload::image(image) };
        upload.ops.extend((own..own + lower).map(|level| Op::Copy { level }));
        upload
    }

    pub(in crate::render) fn environment(environment: Environment) -> TextureUpload {
        let levels = environment.levels.len() as u32;
        let rows = (0..levels).flat_map(|level| (0..6).map(move |layer| Op::Rows { level, layer }));
        let ops = std::iter::once(Op::Create).chain(rows).collect();
        let texels = Texels::Environment(Box::new(environment));
        TextureUpload { texels, below: None, both: false, ops, done: 0, made: None }
    }

    /// The texture, once all steps are done; `None` where the GPU has no memory for it.
    pub fn take(self) -> Option<GpuTexture> {
        self.made
    }

    /// The finished one as a cube, its light in spherical harmonics, and its bytes.
    pub(in crate::render) fn cube(self) -> Option<(wgpu::TextureView, [[f32; 4]; 9], u64)> {
        let Texels::Environment(environment) = self.texels else { return None };
        let cube =
            wgpu::TextureViewDescriptor { dimension: Some(wgpu::TextureViewDimension::Cube), ..Default::default() };
        let made = self.made?;
        Some((made.texture.create_view(&cube), environment.sh, made.bytes))
    }

    /// Bytes of a row of blocks of a level, and of how many rows it is.
    fn rows(&self, level: u32) -> (usize, u32) {
        let (side, bytes) = self.block();
        let [wide, high] = self.size(level).map(|size| size.div_ceil(side));
        (wide as usize * bytes, high)
    }

    /// Texels along a block's side, and its bytes.
    fn block(&self) -> (u32, usize) {
        match &self.texels {
            Texels::Image(image) => {
                let (side, bytes) = image.texel.block();
                (side, bytes as usize)
            }
            Texels::Environment(_) => (1, 8),
        }
    }

    fn size(&self, level: u32) -> [u32; 2] {
        let (width, height) = match &self.texels {
            Texels::Image(image) => (image.width, image.height),
            Texels::Environment(environment) => (environment.side(), environment.side()),
        };
        [width, height].map(|size| (size >> level).max(1))
    }

    /// Levels of the texture, before the first of them is written.
    fn count(&self) -> u32 {
        let levels = self.ops.iter().filter(|op| matches!(op, Op::Rows { layer: 0, .. } | Op::Copy { .. }));
        levels.count().max(1) as u32
    }

    /// Bytes on the GPU, before anything is written.
    fn bytes(&self) -> u64 {
        let layers = if matches!(self.texels, Texels::Environment(_)) { 6 } else { 1 };
        let level = |level| {
            let (row, rows) = self.rows(level);
            row as u64 * u64::from(rows)
        };
        (0..self.count()).map(level).sum::<u64>() * layers
    }

    fn create(&mut self, renderer: &mut Renderer) {
        let [width, height] = self.size(0);
        let (label, layers, format) = match &self.texels {
            Texels::Image(image) if self.both => ("image", 1, format(image.texel).remove_srgb_suffix()),
            Texels::Image(image) => ("image", 1, format(image.texel)),
            Texels::Environment(_) => ("environment", 6, wgpu::TextureFormat::Rgba16Float),
        };
        let levels = self.count();
        let srgb = format.add_srgb_suffix();
        let desc = wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: layers },
            mip_level_count: levels,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::TEXTURE_BINDING
                | wgpu::TextureUsages::COPY_DST
                | if self.both { wgpu::TextureUsages::COPY_SRC } else { wgpu::TextureUsages::empty() },
            view_formats: if self.both { std::slice::from_ref(&srgb) } else { &[] },
        };
        let Some(texture) = renderer.gpu.fit(|device| device.create_texture(&desc)) else {
            self.ops.clear();
            return;
        };
        let bytes = self.bytes();
        renderer.holds(bytes);
        let formats = [format, if self.both { srgb } else { format }];
        self.made = Some(GpuTexture { texture, views: Default::default(), formats, bytes });
    }

    /// Writes whole rows of blocks, `bytes` of them with their padding.
    fn write(&mut self, renderer: &mut Renderer, level: u32, layer: u32, bytes: usize) {
        let (row, height) = self.rows(level);
        let pitch = pitch(row);
        let (side, _) = self.block();
        let count = ((bytes / pitch) as u32).clamp(1, height - self.done);
        let (from, to) = (self.done, self.done + count);
        self.done = to;
        let width = self.size(level)[0].next_multiple_of(side);
        let Some(made) = &self.made else { return };
        let texels: &[u8] = match &self.texels {
            Texels::Image(image) => image.levels.get(level as usize).map_or(&[], Vec::as_slice),
            Texels::Environment(environment) => environment
                .levels
                .get(level as usize)
                .and_then(|faces| faces.get(layer as usize))
                .map_or(&[], |texels| bytemuck::cast_slice(texels)),
        };
        if let Some(texels) = texels.get(from as usize * row..to as usize * row) {
            let destination = wgpu::TexelCopyTextureInfo {
                texture: &made.texture,
                mip_level: level,
                origin: wgpu::Origin3d { x: 0, y: from * side, z: layer },
                aspect: wgpu::TextureAspect::All,
            };
            let size = wgpu::Extent3d { width, height: count * side, depth_or_array_layers: 1 };
            renderer.write_texture(destination, texels, row, pitch, size);
        }
        if to == height {
            self.done = 0;
            self.ops.pop_front();
            // The GPU has it: the copy here is not needed any more.
            if let Texels::Image(image) = &mut self.texels
                && let Some(level) = image.levels.get_mut(level as usize)
            {
                renderer.waste(std::mem::take(level));
            }
        }
    }

    /// Takes a level from the texture that has it.
    fn copy(&self, renderer: &mut Renderer, level: u32) {
        let (Some(made), Some(below)) = (&self.made, &self.below) else { return };
        let Some(from) = made.texture.mip_level_count().checked_sub(below.texture.mip_level_count()) else { return };
        let (side, _) = self.block();
        let [width, height] = self.size(level).map(|size| size.next_multiple_of(side));
        let at = |texture, mip_level| wgpu::TexelCopyTextureInfo {
            texture,
            mip_level,
            origin: wgpu::Origin3d::ZERO,
            aspect: wgpu::TextureAspect::All,
        };
        let Some(source) = level.checked_sub(from) else { return };
        renderer.encoder().copy_texture_to_texture(
            at(&below.texture, source),
            at(&made.texture, level),
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
    }
}

impl Steps for TextureUpload {
    fn next(&self) -> Option<Step> {
        self.ops.front().map(|op| match *op {
            Op::Create => Step::whole(Kind::Create, self.bytes() as usize),
            Op::Rows { level, .. } => {
                let (row, height) = self.rows(level);
                let pitch = pitch(row);
                Step {
                    kind: Kind::Texture,
                    bytes: pitch * (height - self.done) as usize,
                    smallest: pitch,
                    staged: true,
                }
            }
            Op::Copy { .. } => Step::plain(Kind::Texture),
        })
    }

    fn step(&mut self, renderer: &mut Renderer, bytes: usize) {
        match self.ops.front().copied() {
            Some(Op::Create) => {
                self.create(renderer);
                self.ops.pop_front();
            }
            Some(Op::Rows { level, layer }) => self.write(renderer, level, layer, bytes),
            Some(Op::Copy { level }) => {
                self.copy(renderer, level);
                self.ops.pop_front();
            }
            None => {}
        }
    }
}

/// Distance of rows in staging, in bytes.
pub(super) fn pitch(row: usize) -> usize {
    row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize)
}

fn format(texel: Texel) -> wgpu::TextureFormat {
    let astc = |channel| wgpu::TextureFormat::Astc { block: wgpu::AstcBlock::B4x4, channel };
    match texel {
        Texel::Rgba8Srgb => wgpu::TextureFormat::Rgba8UnormSrgb,
        Texel::Rgba8 => wgpu::TextureFormat::Rgba8Unorm,
        Texel::Bc7Srgb => wgpu::TextureFormat::Bc7RgbaUnormSrgb,
        Texel::Bc7 => wgpu::TextureFormat::Bc7RgbaUnorm,
        Texel::Astc4x4Srgb => astc(wgpu::AstcChannel::UnormSrgb),
        Texel::Astc4x4 => astc(wgpu::AstcChannel::Unorm),
        Texel::Etc2Srgb => wgpu::TextureFormat::Etc2Rgba8UnormSrgb,
        Texel::Etc2 => wgpu::TextureFormat::Etc2Rgba8Unorm,
    }
}
