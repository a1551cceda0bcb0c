//! What the driver compiled of our shaders, taken from one run into the next: on some devices (Android's) drivers keep
//! nothing themselves, and a pipeline takes tens of milliseconds each time.

use super::gpu::Gpu;

/// Pipelines of an earlier run, and what this one adds.
#[derive(Debug, Clone)]
pub struct Compiled {
    cache: wgpu::PipelineCache,
    driver: String,
    /// Hash of the data that there was.
    before: Option<blake3::Hash>,
}

impl Compiled {
    /// Takes what [`Compiled::data`] gave in an earlier run with the same driver, which `kept` finds by the driver's name: the
    /// very bytes, checked by whoever kept them. `None` where the driver knows no such thing.
    pub fn open(gpu: &Gpu, kept: impl FnOnce(&str) -> Option<Vec<u8>>) -> Option<Compiled> {
        if !gpu.device.features().contains(wgpu::Features::PIPELINE_CACHE) {
            return None;
        }
        let info = gpu.adapter.get_info();
        let key = wgpu::util::pipeline_cache_key(&info)?;
        let driver = format!("{key} {} {} boothwalk {}", info.driver, info.driver_info, env!("CARGO_PKG_VERSION"));
        let data = kept(&driver);
        let descriptor =
            wgpu::PipelineCacheDescriptor { label: Some("boothwalk"), data: data.as_deref(), fallback: true };
        // SAFETY: the data came from `PipelineCache::get_data` under the same driver's name and version, and was checked
        // against its hash; wgpu checks its own head of it, and falls back to an empty cache.
        let cache = unsafe { gpu.device.create_pipeline_cache(&descriptor) };
        Some(Compiled { cache, driver, before: data.map(|data| blake3::hash(&data)) })
    }

    /// What pipelines are made with.
    pub(super) fn cache(&self) -> &wgpu::PipelineCache {
        &self.cache
    }

    /// The name under which it is kept, and the data, if there is more than at first. Takes milliseconds: not for the
    /// thread that draws.
    pub fn data(&self) -> Option<(&str, Vec<u8>)> {
        let data = self.cache.get_data()?;
        (self.before != Some(blake3::hash(&data))).then_some((&*self.driver, data))
    }
}
