//! The only door to the browser: nothing outside this folder names web_sys, js_sys or wasm_bindgen. What leaves it are
//! plain Rust values, opaque handles, and futures that aren't `Send`.

pub(crate) mod boot;
pub(crate) mod channel;
pub(crate) mod cipher;
pub(crate) mod clock;
pub(crate) mod database;
pub(crate) mod history;
pub(crate) mod http;
pub(crate) mod link;
pub(crate) mod live;
pub(crate) mod lock;
pub(crate) mod page;
pub(crate) mod pinyin;
pub(crate) mod seal;
pub(crate) mod setting;
pub(crate) mod signal;
pub(crate) mod storage;
pub(crate) mod tile;
pub(crate) mod wake;

pub(crate) use wasm_bindgen_futures::spawn_local as spawn;
