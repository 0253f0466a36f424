//! Web Locks: which of several tabs does what only one should do.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Missing from web-sys' stable bindings.
    #[wasm_bindgen(extends = Object)]
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, held: &Function) -> Result<Promise, JsValue>;
}

/// This browser has no locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoLocks;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// In turn, as long as that takes.
    Wait,
    /// At once, from whoever holds it: that tab may be asleep for good.
    Steal,
}

/// A held lock. Dropping it gives it up.
pub(crate) struct Held {
    release: Function,
    ended: Promise,
}

impl Held {
    /// A future that ends when the lock was given up or stolen.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + 'static {
        let ended = JsFuture::from(self.ended.clone());
        async move {
            let _ = ended.await;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::NULL);
    }
}

pub(crate) async fn acquire(name: &str, how: How) -> Result<Held, NoLocks> {
    let manager = Reflect::get(&window().navigator(), &"locks".into()).map_err(|_| NoLocks)?;
    if manager.is_undefined() || manager.is_null() {
        return Err(NoLocks);
    }
    let manager: LockManager = manager.unchecked_into();
    let options = Object::new();
    if how == How::Steal {
        let _ = Reflect::set(&options, &"steal".into(), &JsValue::TRUE);
    }
    let release: Rc<RefCell<Option<Function>>> = Rc::default();
    let mut ended = None;
    let held = Promise::new(&mut |resolve, reject| {
        let slot = release.clone();
        // The lock is held until the promise returned here is resolved.
        let hold = Closure::once_into_js(move |_lock: JsValue| -> Promise {
            let promise = Promise::new(&mut |release, _| *slot.borrow_mut() = Some(release));
            let _ = resolve.call0(&JsValue::NULL);
            promise
        });
        match manager.request(name, &options, hold.unchecked_ref()) {
            Ok(promise) => ended = Some(promise),
            Err(error) => {
                let _ = reject.call1(&JsValue::NULL, &error);
            }
        }
    });
    JsFuture::from(held).await.map_err(|_| NoLocks)?;
    let release = release.borrow_mut().take().ok_or(NoLocks)?;
    Ok(Held {
        release,
        ended: ended.ok_or(NoLocks)?,
    })
}
