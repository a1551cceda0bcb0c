//! PNG, JPEG and WebP files to RGBA texels of eight bits, straight into the memory that the mip chain keeps.

use std::io::Cursor;

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
    /// Width and height that the header claims.
    pub fn size(self, bytes: &[u8]) -> Result<(u32, u32), String> {
        match self {
            Plain::Png => open_png(bytes).map(|reader| reader.info().size()),
            Plain::Jpeg => {
                let decoder = open_jpeg(bytes)?;
                let (width, height) = decoder.dimensions().unwrap_or_default();
                // The format knows sixteen bits of each.
                Ok((width as u32, height as u32))
            }
            Plain::WebP => {
                let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
                Ok(decoder.dimensions())
            }
        }
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

    /// The most bytes a texel that the decoder holds beside the texels themselves.
    pub fn working(self) -> u64 {
        match self {
            // Interlaced, of sixteen bits, and the same of eight.
            Plain::Png => 12,
            // Coefficients of three planes, where the file is progressive, and rows of the planes.
            Plain::Jpeg => 8,
            // Planes, and texels of three bytes before they become four.
            Plain::WebP => 8,
        }
    }
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
    let mut out = vec![0; texels * 4];
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

fn jpeg(bytes: &[u8], texels: usize) -> Result<Vec<u8>, String> {
    let mut decoder = open_jpeg(bytes)?;
    let mut out = vec![0; texels * 4];
    // The decoder widens these itself; the others it knows as RGB only, or writes no alpha for them.
    if !matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma)) {
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
