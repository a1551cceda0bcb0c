//! PNG, JPEG and WebP files to RGBA texels of eight bits, straight into the memory that the mip chain keeps.

use std::io::Cursor;

use super::room::zeros;
use image::{DynamicImage, ImageDecoder, codecs::webp::WebPDecoder};
use png::{DecodeOptions, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Files of texels without blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    Png,
    Jpeg,
    WebP,
}

impl Plain {
    /// What the header claims.
    pub fn claim(self, bytes: &[u8]) -> Result<Claim, String> {
        let (width, height, working) = match self {
            Plain::Png => {
                let reader = open_png(bytes)?;
                let ((color, depth), (width, height)) = (reader.output_color_type(), reader.info().size());
                let samples = area(width, height) * color.samples() as u64;
                let working = match (reader.info().interlaced, depth) {
                    (false, _) => u64::from(width) * 32,
                    // All rows, in sixteen bits and in eight.
                    (true, png::BitDepth::Sixteen) => samples * 3,
                    (true, _) => samples,
                };
                (width, height, working)
            }
            Plain::Jpeg => {
                let decoder = open_jpeg(bytes)?;
                let (width, height) = decoder.dimensions().unwrap_or_default();
                // The format knows sixteen bits of each.
                let (width, height) = (width as u32, height as u32);
                // Rows of the planes; or all coefficients of up to four.
                let planes = if in_one_scan(bytes) { u64::from(width) * 256 } else { area(width, height) * 8 };
                let packed = if makes_rgba(&decoder) { 0 } else { area(width, height) * 3 };
                (width, height, planes + packed)
            }
            Plain::WebP => {
                let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
                let (width, height) = decoder.dimensions();
                // Planes, and texels of three bytes before they become four.
                (width, height, area(width, height) * 8)
            }
        };
        Ok(Claim { width, height, working: working + (1 << 18) })
    }

    /// The texels of a file of this size, row after row from the top.
    pub fn decode(self, bytes: &[u8], width: u32, height: u32) -> Result<Vec<u8>, String> {
        let texels = width as usize * height as usize;
        match self {
            Plain::Png => png(bytes, width as usize, texels),
            Plain::Jpeg => jpeg(bytes, texels),
            Plain::WebP => webp(bytes, texels),
        }
    }
}

/// What the header of an image claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub width: u32,
    pub height: u32,
    /// The most bytes that the decoder holds beside the texels themselves.
    pub working: u64,
}

fn area(width: u32, height: u32) -> u64 {
    u64::from(width) * u64::from(height)
}

/// The most bytes that deflate packs into one: a match of 258 bytes in two bits (RFC 1951, section 3.2.5).
const DEFLATE: usize = 1032;

fn open_png(bytes: &[u8]) -> Result<png::Reader<Cursor<&[u8]>>, String> {
    let mut options = DecodeOptions::default();
    options.set_ignore_text_chunk(true);
    options.set_ignore_iccp_chunk(true);
    let mut decoder = png::Decoder::new_with_options(Cursor::new(bytes), options);
    decoder.set_transformations(Transformations::EXPAND);
    let reader = decoder.read_info().map_err(|error| error.to_string())?;
    let info = reader.info();
    let raw = (info.height as usize).saturating_mul(info.raw_row_length());
    if raw / DEFLATE > bytes.len() {
        let (width, height) = info.size();
        return Err(format!("{} bytes cannot hold the {width}×{height} texels that it claims", bytes.len()));
    }
    Ok(reader)
}

fn png(bytes: &[u8], width: usize, texels: usize) -> Result<Vec<u8>, String> {
    let mut reader = open_png(bytes)?;
    let broken = |error: png::DecodingError| error.to_string();
    let (color, depth) = reader.output_color_type();
    let (channels, deep) = (color.samples(), depth == png::BitDepth::Sixteen);
    let mut out = zeros(texels * 4);
    let mut shallow = Vec::new();
    if channels == 4 && !deep {
        reader.next_frame(&mut out).map_err(broken)?;
    } else if reader.info().interlaced {
        let mut packed = vec![0; texels * channels * if deep { 2 } else { 1 }];
        reader.next_frame(&mut packed).map_err(broken)?;
        widen(if deep { narrow(&packed, &mut shallow) } else { &packed }, &mut out, channels);
    } else {
        // Row by row: what is widened is still in the cache.
        for row in out.chunks_exact_mut(width * 4) {
            let packed = reader.next_row().map_err(broken)?.ok_or("it has fewer rows than it says")?;
            widen(if deep { narrow(packed.data(), &mut shallow) } else { packed.data() }, row, channels);
        }
    }
    Ok(out)
}

/// Samples of sixteen bits as the nearest of eight, in `room`.
fn narrow<'a>(samples: &[u8], room: &'a mut Vec<u8>) -> &'a [u8] {
    room.clear();
    let nearest = |&sample: &[u8; 2]| ((u32::from(u16::from_be_bytes(sample)) + 128) / 257) as u8;
    room.extend(samples.as_chunks::<2>().0.iter().map(nearest));
    room
}

fn open_jpeg(bytes: &[u8]) -> Result<JpegDecoder<ZCursor<&[u8]>>, String> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| error.to_string())?;
    Ok(decoder)
}

/// Whether a JPEG holds all of its planes in one sequential scan, so that they are decoded row by row (ITU T.81, B.2).
fn in_one_scan(bytes: &[u8]) -> bool {
    let mut planes = None;
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, marker, after @ ..] = rest {
        let [high, low, ..] = *after else { return false };
        let length = usize::from(u16::from_be_bytes([high, low]));
        match (marker, planes) {
            // Padding before a marker.
            (0xff, _) => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            (0xc0 | 0xc1, _) => planes = after.get(7).copied(),
            (0xc2..=0xcf, _) if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => return false,
            (0xda, Some(planes)) => return after.get(2) == Some(&planes),
            _ => {}
        }
        rest = after.get(length..).unwrap_or_default();
    }
    false
}

/// Whether the decoder makes RGBA itself; other colours it knows as RGB only, or writes no alpha for them.
fn makes_rgba(decoder: &JpegDecoder<ZCursor<&[u8]>>) -> bool {
    matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma))
}

fn jpeg(bytes: &[u8], texels: usize) -> Result<Vec<u8>, String> {
    let mut decoder = open_jpeg(bytes)?;
    let mut out = zeros(texels * 4);
    if !makes_rgba(&decoder) {
        decoder.set_options(decoder.options().jpeg_set_out_colorspace(ColorSpace::RGB));
        let mut packed = vec![0; texels * 3];
        decoder.decode_into(&mut packed).map_err(|error| error.to_string())?;
        widen(&packed, &mut out, 3);
    } else {
        decoder.decode_into(&mut out).map_err(|error| error.to_string())?;
    }
    Ok(out)
}

fn webp(bytes: &[u8], texels: usize) -> Result<Vec<u8>, String> {
    let broken = |error: image::ImageError| error.to_string();
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(texels as u64 * 16 + (1 << 20));
    decoder.set_limits(bounds).map_err(broken)?;
    Ok(DynamicImage::from_decoder(decoder).map_err(broken)?.into_rgba8().into_raw())
}

/// Grey, grey with alpha, RGB or RGBA to RGBA.
fn widen(from: &[u8], to: &mut [u8], channels: usize) {
    let to = to.as_chunks_mut::<4>().0;
    match channels {
        1 => to.iter_mut().zip(from).for_each(|(to, &grey)| *to = [grey, grey, grey, u8::MAX]),
        2 => to.iter_mut().zip(from.as_chunks().0).for_each(|(to, &[grey, alpha])| *to = [grey, grey, grey, alpha]),
        3 => to.iter_mut().zip(from.as_chunks().0).for_each(|(to, &[r, g, b])| *to = [r, g, b, u8::MAX]),
        _ => to.iter_mut().zip(from.as_chunks().0).for_each(|(to, from)| *to = *from),
    }
}

#[cfg(test)]
mod tests;
