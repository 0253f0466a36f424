//! A QR code as an inline drawing: one path of dark runs, in a white frame as wide as readers ask for.

use leptos::prelude::*;
use qrcode::{EcLevel, QrCode, types::QrError};

/// White around the code, in modules.
const QUIET_MODULES: usize = 4;

/// `text` must be short: a link of a card. `label` is its name for a screen reader.
pub(super) fn qr(text: &str, label: &str) -> Result<impl IntoView + use<>, QrError> {
    // A card in a plastic bag reflects and creases: a quarter of it may be unreadable.
    let code = QrCode::with_error_correction_level(text, EcLevel::Q)?;
    let side = code.width() + 2 * QUIET_MODULES;
    let (frame, path) = (format!("0 0 {side} {side}"), dark(&code));
    Ok(view! {
        <svg class="qr" viewBox=frame shape-rendering="crispEdges" role="img" aria-label=label.to_owned()>
            <rect width=side height=side fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    })
}

/// Each run of dark modules in a row as one rectangle.
fn dark(code: &QrCode) -> String {
    let width = code.width();
    let colours = code.to_colors();
    let mut path = String::new();
    for (y, row) in colours.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == qrcode::Color::Dark {
                let (left, top) = (x + QUIET_MODULES, y + QUIET_MODULES);
                path.push_str(&format!("M{left} {top}h{0}v1h-{0}z", run.len()));
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::new("https://dabai.example/app/#c=12345678").unwrap();
        let path = dark(&code);
        let lengths = path.split('h').skip(1).filter(|part| part.contains("v1"));
        let drawn: usize = lengths
            .map(|part| part.split('v').next().unwrap().parse::<usize>().unwrap())
            .sum();
        let dark = code
            .to_colors()
            .into_iter()
            .filter(|colour| *colour == qrcode::Color::Dark);
        assert_eq!(drawn, dark.count());
        assert!(path.starts_with("M4 4h7v1"), "the corner of a finder pattern: {path}");
    }
}
