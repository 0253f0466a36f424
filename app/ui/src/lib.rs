//! What both faces share: design tokens (`app/ui/tokens.css`), a few components, translations.
//! Must not turn on a Leptos mode: `field` builds it for `csr`, `desk` for `ssr` or `hydrate`.
