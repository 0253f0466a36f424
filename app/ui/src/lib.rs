//! What both faces share: design tokens (`app/ui/tokens.css`), icons, languages, themes.
//! Must not turn on a Leptos mode: `field` builds it for `csr`, `desk` for `ssr` or `hydrate`.

mod icon;
mod lang;
mod theme;

pub use icon::{Glyph, Icon};
pub use lang::Lang;
pub use theme::Theme;
