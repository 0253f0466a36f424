//! The only door to the browser: nothing outside this folder names web_sys, js_sys or wasm_bindgen.

pub(crate) mod boot;
