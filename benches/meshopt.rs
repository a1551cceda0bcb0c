//! `cargo bench --bench meshopt`: the meshopt decoders beside the C++ library, over the same data in the same run.
//!
//! The two take turns, so that both see the same state of the machine; shown are medians, in gigabytes of output a
//! second, and how many times as fast ours is.

use std::time::Instant;

use boothwalk::model::meshopt::{Filter, Kernel, decode_sequence_into, decode_triangles_into, decode_vertices_with};
use meshopt::ffi;

/// Turns of each measurement.
const TURNS: usize = 31;

/// A hilly torus, its triangles and vertices ordered for a GPU.
struct Mesh {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    places: Vec<[f32; 2]>,
    indices: Vec<u32>,
}

fn mesh(rings: u32, sides: u32) -> Mesh {
    let (mut points, mut indices) = (Vec::new(), Vec::new());
    for ring in 0..=rings {
        for side in 0..=sides {
            let (u, v) = (ring as f32 / rings as f32, side as f32 / sides as f32);
            points.push((u, v));
            if ring < rings && side < sides {
                let a = ring * (sides + 1) + side;
                indices.extend([a, a + sides + 1, a + 1, a + 1, a + sides + 1, a + sides + 2]);
            }
        }
    }
    let order = meshopt::optimize_vertex_cache(&indices, points.len());
    let remap = meshopt::optimize_vertex_fetch_remap(&order, points.len());
    let mut sorted = points.clone();
    for (point, &to) in points.iter().zip(&remap) {
        sorted[to as usize] = *point;
    }
    let indices = order.iter().map(|&index| remap[index as usize]).collect();
    let tau = std::f32::consts::TAU;
    let point = |(u, v): (f32, f32)| {
        let hills = 0.02 * (u * tau * 23.0).sin() * (v * tau * 17.0).cos() + 0.005 * (u * 900.0 + v * 700.0).sin();
        let radius = 0.4 + hills;
        let out = 1.0 + radius * (v * tau).cos();
        [out * (u * tau).cos(), radius * (v * tau).sin(), out * (u * tau).sin()]
    };
    let normal = |(u, v): (f32, f32)| {
        let side = |du, dv| {
            let ([ax, ay, az], [bx, by, bz]) = (point((u - du, v - dv)), point((u + du, v + dv)));
            [bx - ax, by - ay, bz - az]
        };
        let ([ax, ay, az], [bx, by, bz]) = (side(0.0, 1e-3), side(1e-3, 0.0));
        let cross = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
        let length = cross.iter().map(|x| x * x).sum::<f32>().sqrt();
        cross.map(|x| x / length)
    };
    Mesh {
        positions: sorted.iter().map(|&p| point(p)).collect(),
        normals: sorted.iter().map(|&p| normal(p)).collect(),
        places: sorted.iter().map(|&(u, v)| [u, v]).collect(),
        indices,
    }
}

impl Mesh {
    /// Positions of 16 bits, normals of 8 and texture places of 16: 16 bytes.
    fn packed(&self) -> Vec<u8> {
        let mut data = Vec::new();
        for ((position, normal), place) in self.positions.iter().zip(&self.normals).zip(&self.places) {
            data.extend(position.iter().flat_map(|x| (((x + 2.0) * 16000.0) as u16).to_le_bytes()));
            data.extend([0, 0]);
            data.extend(normal.map(|x| (x * 127.0).round() as i8 as u8));
            data.push(0);
            data.extend(place.iter().flat_map(|x| ((x * 65535.0) as u16).to_le_bytes()));
        }
        data
    }

    /// The same as floats: 32 bytes.
    fn floats(&self) -> Vec<u8> {
        let mut data = Vec::new();
        for ((position, normal), place) in self.positions.iter().zip(&self.normals).zip(&self.places) {
            data.extend(position.iter().chain(normal).chain(place).flat_map(|x| x.to_le_bytes()));
        }
        data
    }

    /// Positions of 16 bits alone: 8 bytes.
    fn positions(&self) -> Vec<u8> {
        let place = |position: &[f32; 3]| position.map(|x| ((x + 2.0) * 16000.0) as u16);
        let four = self.positions.iter().flat_map(|position| place(position).into_iter().chain([0]));
        four.flat_map(u16::to_le_bytes).collect()
    }

    fn four(&self) -> Vec<[f32; 4]> {
        self.normals.iter().map(|&[x, y, z]| [x, y, z, 0.0]).collect()
    }
}

/// Both medians, and a line of the report. `before` prepares the output of each turn and is not measured.
fn compare(
    name: &str,
    size: usize,
    mut before: impl FnMut(&mut [u8]),
    ours: impl Fn(&mut [u8]),
    theirs: impl Fn(&mut [u8]),
) {
    let mut out = vec![0; size];
    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..TURNS {
        for side in [turn % 2, 1 - turn % 2] {
            before(&mut out);
            let began = Instant::now();
            if side == 0 {
                ours(&mut out)
            } else {
                theirs(&mut out)
            }
            times[side].push(began.elapsed().as_secs_f64());
        }
    }
    let [ours, theirs] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        size as f64 / times[TURNS / 2] / 1e9
    });
    println!("{name:<34} {ours:6.2}  {theirs:6.2}  {:5.2}", ours / theirs);
}

fn vertices(name: &str, data: &[u8], stride: usize) {
    for (version, level) in [(0, 0), (1, 0), (1, 2), (1, 3)] {
        let count = data.len() / stride;
        // SAFETY: the pointers and lengths are those of the vectors.
        let stream = unsafe {
            let mut stream = vec![0u8; ffi::meshopt_encodeVertexBufferBound(count, stride)];
            let (to, from) = (stream.as_mut_ptr(), data.as_ptr().cast());
            let size = ffi::meshopt_encodeVertexBufferLevel(to, stream.len(), from, count, stride, level, version);
            stream.truncate(size);
            stream
        };
        let theirs = |out: &mut [u8]| {
            // SAFETY: as above.
            let result = unsafe {
                let to = out.as_mut_ptr().cast();
                ffi::meshopt_decodeVertexBuffer(to, count, stride, stream.as_ptr(), stream.len())
            };
            assert_eq!(result, 0);
        };
        for kernel in Kernel::available() {
            if kernel.name() == "AVX2" {
                continue; // the same as SSE4.1 here
            }
            let ours = |out: &mut [u8]| decode_vertices_with(kernel, out, stride, &stream).unwrap();
            let name = format!("{name} v{version} l{level}, {}", kernel.name());
            compare(&name, data.len(), |_| {}, ours, theirs);
        }
    }
}

fn filter(name: &str, filter: Filter, stored: Vec<u8>, stride: usize, theirs: impl Fn(*mut u8, usize)) {
    for kernel in Kernel::available() {
        if kernel.name() == "AVX-512" {
            continue; // the same as AVX2 here
        }
        compare(
            &format!("{name}, {}", kernel.name()),
            stored.len(),
            |out| out.copy_from_slice(&stored),
            |out| filter.apply_with(kernel, out, stride).unwrap(),
            |out| theirs(out.as_mut_ptr(), out.len() / stride),
        );
    }
}

fn bytes<const N: usize, T: Copy, const SIZE: usize>(values: &[[T; N]], to: impl Fn(T) -> [u8; SIZE]) -> Vec<u8> {
    values.iter().flatten().flat_map(|&value| to(value)).collect()
}

fn main() {
    let mesh = mesh(700, 500);
    println!("{:<34} {:>6}  {:>6}  ratio", "GB/s", "ours", "C++");
    vertices("8 bytes", &mesh.positions(), 8);
    vertices("16 bytes", &mesh.packed(), 16);
    vertices("32 bytes", &mesh.floats(), 32);

    let (indices, count) = (&mesh.indices, mesh.indices.len());
    let triangles = meshopt::encode_index_buffer(indices, mesh.positions.len()).unwrap();
    let sequence = meshopt::encode_index_sequence(indices, mesh.positions.len()).unwrap();
    for size in [2, 4] {
        let name = format!("triangles, {size} bytes");
        let ours = |out: &mut [u8]| decode_triangles_into(out, size, &triangles).unwrap();
        compare(
            &name,
            count * size,
            |_| {},
            ours,
            |out| {
                // SAFETY: the pointers and lengths are those of the vectors.
                let result = unsafe {
                    let to = out.as_mut_ptr().cast();
                    ffi::meshopt_decodeIndexBuffer(to, count, size, triangles.as_ptr(), triangles.len())
                };
                assert_eq!(result, 0);
            },
        );
        let name = format!("sequence, {size} bytes");
        let ours = |out: &mut [u8]| decode_sequence_into(out, size, &sequence).unwrap();
        compare(
            &name,
            count * size,
            |_| {},
            ours,
            |out| {
                // SAFETY: as above.
                let result = unsafe {
                    let to = out.as_mut_ptr().cast();
                    ffi::meshopt_decodeIndexSequence(to, count, size, sequence.as_ptr(), sequence.len())
                };
                assert_eq!(result, 0);
            },
        );
    }

    let four = mesh.four();
    let stored = bytes(&meshopt::encode_filter_oct::<i8>(&four, 8), i8::to_le_bytes);
    // SAFETY (of these six): the bench gives the pointer and the count of one vector.
    filter("octahedral, 8 bits", Filter::Octahedral, stored, 4, |to, count| unsafe {
        ffi::meshopt_decodeFilterOct(to.cast(), count, 4);
    });
    let stored = bytes(&meshopt::encode_filter_oct::<i16>(&four, 12), i16::to_le_bytes);
    filter("octahedral, 16 bits", Filter::Octahedral, stored, 8, |to, count| unsafe {
        ffi::meshopt_decodeFilterOct(to.cast(), count, 8);
    });
    let turned: Vec<[f32; 4]> = four.iter().map(|&[x, y, z, _]| [x * 0.8, y * 0.8, z * 0.8, 0.6]).collect();
    let stored = bytes(&meshopt::encode_filter_quat(&turned, 12), i16::to_le_bytes);
    filter("quaternion", Filter::Quaternion, stored, 8, |to, count| unsafe {
        ffi::meshopt_decodeFilterQuat(to.cast(), count, 8);
    });
    let mode = meshopt::EncodeExpMode::SharedVector;
    let stored = bytes(&meshopt::encode_filter_exp(&mesh.positions, 15, mode), u32::to_le_bytes);
    filter("exponential", Filter::Exponential, stored, 12, |to, count| unsafe {
        ffi::meshopt_decodeFilterExp(to.cast(), count, 12);
    });
    let colours: Vec<[f32; 4]> = four.iter().map(|v| v.map(f32::abs)).collect();
    let stored = bytes(&meshopt::encode_filter_color::<u8>(&colours, 8), u8::to_le_bytes);
    filter("colour, 8 bits", Filter::Color, stored, 4, |to, count| unsafe {
        ffi::meshopt_decodeFilterColor(to.cast(), count, 4);
    });
    let stored = bytes(&meshopt::encode_filter_color::<u16>(&colours, 12), u16::to_le_bytes);
    filter("colour, 16 bits", Filter::Color, stored, 8, |to, count| unsafe {
        ffi::meshopt_decodeFilterColor(to.cast(), count, 8);
    });
}
