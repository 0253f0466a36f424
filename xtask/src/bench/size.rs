//! What the phone has to load.

use anyhow::{Context, Result};
use std::fs;

use super::measure::{Figure, Kind, Limit};
use crate::bundle::{self, Flavour};
use crate::toolchain;
use crate::web::{self, Reload};

/// 1 KB as networks and budgets count it.
const KB: f64 = 1000.0;
const FIRST_SCREEN_KB: f64 = 250.0;

/// Page, boot script, stylesheet, JavaScript and wasm, as sent to a browser that takes brotli.
pub(super) fn first_screen(id: &str) -> Result<Vec<Figure>> {
    toolchain::ensure_wasm_target()?;
    let folder = web::build(Flavour::Small, Reload::Never)?;
    let mut whole_kb = 0.0;
    let mut parts = Vec::new();
    for path in web::first_screen(&folder)? {
        let packed = bundle::with_suffix(&folder.join(&path), "br");
        let size_kb = kilobytes(
            fs::metadata(&packed)
                .with_context(|| packed.display().to_string())?
                .len(),
        );
        whole_kb += size_kb;
        parts.push(format!("{} {size_kb:.1}", path.rsplit('.').next().unwrap_or_default()));
    }
    Ok(vec![Figure {
        id: id.to_owned(),
        what: "phone, first screen, brotli".to_owned(),
        kind: Kind::Size,
        limit: Limit::AtMost,
        figure: whole_kb,
        budget: Some(FIRST_SCREEN_KB),
        unit: "KB".to_owned(),
        cpu_us_per_unit: None,
        beside: Vec::new(),
        note: parts.join(", "),
    }])
}

#[expect(clippy::cast_precision_loss, reason = "a size shown with one decimal")]
fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / KB
}
