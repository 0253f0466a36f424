//! Keeps the screen lit while the app is in front: nobody unlocks a phone through a bag.

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Missing from web-sys' stable bindings.
    #[wasm_bindgen(extends = Object)]
    type WakeLock;

    #[wasm_bindgen(method, catch)]
    fn request(this: &WakeLock, kind: &str) -> Result<Promise, JsValue>;
}

/// To be called whenever the page becomes visible: the browser lets go of it when the page is hidden.
pub(crate) async fn stay_awake() {
    let Ok(lock) = Reflect::get(&window().navigator(), &"wakeLock".into()) else {
        return;
    };
    if !lock.is_object() {
        return;
    }
    if let Ok(asked) = lock.unchecked_into::<WakeLock>().request("screen") {
        // Refused when the battery is low; then the screen goes dark as usual.
        let _ = JsFuture::from(asked).await;
    }
}
