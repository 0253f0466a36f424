//! Compressed siblings of a file, made once at build time so that the server never compresses an asset.

use anyhow::Result;
use std::io::Write;

/// How hard to try: seconds matter while developing, bytes when shipping.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effort {
    Quick,
    Small,
}

/// Brotli's window as a power of two: 4 MB, larger than any bundle.
const BROTLI_WINDOW_BITS: i32 = 22;

/// `bytes` in brotli.
pub(crate) fn brotli(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: match effort {
            Effort::Quick => 5,
            Effort::Small => 11,
        },
        lgwin: BROTLI_WINDOW_BITS,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
    Ok(packed)
}

/// `bytes` in gzip.
pub(crate) fn gzip(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let level = match effort {
        Effort::Quick => flate2::Compression::fast(),
        Effort::Small => flate2::Compression::best(),
    };
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), level);
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

/// Whether a file gains from compression; pictures are packed already.
pub(crate) fn is_worth_it(path: &str) -> bool {
    !path.ends_with(".png")
}
