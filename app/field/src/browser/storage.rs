//! Whether the browser promises to keep what is stored.

use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

/// Asks that nothing stored be thrown away when space runs low. `false`: the browser has not promised it.
pub(crate) async fn persist() -> bool {
    let Some(manager) = manager() else { return false };
    let Ok(asked) = manager.persist() else { return false };
    JsFuture::from(asked).await.is_ok_and(|kept| kept.is_truthy())
}

/// Whether that was promised, now or earlier.
pub(crate) async fn is_kept() -> bool {
    let Some(manager) = manager() else { return false };
    let Ok(asked) = manager.persisted() else { return false };
    JsFuture::from(asked).await.is_ok_and(|kept| kept.is_truthy())
}

/// Bytes that may still be stored, as far as the browser tells.
pub(crate) async fn free_bytes() -> Option<f64> {
    let estimate = JsFuture::from(manager()?.estimate().ok()?).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some(number("quota")? - number("usage")?)
}

/// Missing where the page did not come over HTTPS.
fn manager() -> Option<StorageManager> {
    let navigator = window().navigator();
    let present = Reflect::get(&navigator, &"storage".into()).is_ok_and(|manager| manager.is_object());
    present.then(|| navigator.storage())
}
