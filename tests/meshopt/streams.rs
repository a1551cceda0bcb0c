//! Data as meshes and animations have it, and its encoding by the C++ library.

use std::sync::Mutex;

use meshopt::ffi;

/// Random numbers that are the same on every run (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let value = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ value >> 31
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// From -1 to 1.
    pub fn unit(&mut self) -> f32 {
        self.next() as u32 as f32 / u32::MAX as f32 * 2.0 - 1.0
    }
}

/// Elements whose channels each behave in a way of their own.
pub fn elements(count: usize, stride: usize, random: &mut Random) -> Vec<u8> {
    let mut data = vec![0; count * stride];
    for channel in 0..stride / 4 {
        let (how, mut value, mut float) = (random.below(8), random.next() as u32, random.unit());
        for element in data.chunks_exact_mut(stride) {
            let noise = random.next() as u32;
            value = match how {
                0 => value,
                1 => noise,
                // Single bytes, small steps.
                2 => u32::from_le_bytes(std::array::from_fn(|i| {
                    value.to_le_bytes()[i].wrapping_add((noise >> (8 * i)) as u8 % 3)
                })),
                // Pairs of 16-bit coordinates.
                3 => {
                    (value & 0xffff_0000).wrapping_add((noise % 1000) << 16)
                        | value.wrapping_add(noise >> 8 & 0xff) & 0xffff
                }
                4 => {
                    float += random.unit() * 0.01;
                    float.to_bits()
                }
                // Mostly steady, with jumps.
                5 if random.below(9) == 0 => noise,
                5 => value,
                6 => value.wrapping_add(1),
                _ => value ^ 1 << (noise % 12),
            };
            element[4 * channel..][..4].copy_from_slice(&value.to_le_bytes());
        }
    }
    data
}

/// The encoder's form of elements; the level counts in version 1 only.
pub fn encode(data: &[u8], stride: usize, version: i32, level: i32) -> Vec<u8> {
    let count = data.len() / stride;
    // SAFETY: the pointers and lengths are those of the vectors.
    unsafe {
        let mut out = vec![0u8; ffi::meshopt_encodeVertexBufferBound(count, stride)];
        let size = ffi::meshopt_encodeVertexBufferLevel(
            out.as_mut_ptr(),
            out.len(),
            data.as_ptr().cast(),
            count,
            stride,
            level,
            version,
        );
        assert!(size > 0);
        out.truncate(size);
        out
    }
}

/// The encoder's version for indices is one variable for the whole process.
static VERSION: Mutex<()> = Mutex::new(());

pub fn encode_triangles(indices: &[u32], version: i32) -> Vec<u8> {
    let _alone = VERSION.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    // SAFETY: the lock keeps other encoders out.
    unsafe { meshopt::encode_index_version(version) };
    meshopt::encode_index_buffer(indices, vertices_of(indices)).unwrap()
}

pub fn encode_sequence(indices: &[u32], version: i32) -> Vec<u8> {
    let _alone = VERSION.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    // SAFETY: the lock keeps other encoders out.
    unsafe { meshopt::encode_index_version(version) };
    meshopt::encode_index_sequence(indices, vertices_of(indices)).unwrap()
}

fn vertices_of(indices: &[u32]) -> usize {
    indices.iter().max().map_or(0, |&most| most as usize + 1)
}

/// The triangles of a grid, in an order that suits a GPU, with some strangers among them.
pub fn grid(side: u32, strangers: usize, random: &mut Random) -> Vec<u32> {
    let mut indices = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let a = y * (side + 1) + x;
            indices.extend([a, a + 1, a + side + 1, a + side + 1, a + 1, a + side + 2]);
        }
    }
    let count = (side + 1) * (side + 1);
    for _ in 0..strangers {
        let at = random.below(indices.len() / 3) * 3;
        for place in 0..3 {
            indices[at + place] = random.below(count as usize) as u32;
        }
    }
    let indices = meshopt::optimize_vertex_cache(&indices, count as usize);
    let (used, remap) = meshopt::generate_vertex_remap(&(0..count).collect::<Vec<u32>>(), Some(&indices));
    assert!(used <= count as usize);
    meshopt::remap_index_buffer(Some(&indices), indices.len(), &remap)
}
