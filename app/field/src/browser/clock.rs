//! Time, timers and random bytes.

use js_sys::{Date, Function, Promise};
use leptos::prelude::window;
use shared::time::UnixMs;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::setting;

/// `setTimeout` takes 31 bits of milliseconds.
const TIMEOUT_MS_MAX: i64 = i32::MAX as i64;

/// The phone's own clock, right or wrong.
pub(crate) fn now() -> UnixMs {
    UnixMs(Date::now() as i64)
}

/// What `steady` goes on from: the clock when last looked at, and what it had come to.
const STEADY: &str = "dabai.clock";

/// Milliseconds that only grow: every step of the phone's clock forward, none back. Turning the clock back gains nothing.
/// To be looked at often, since time between two looks counts only as far as the clock says.
pub(crate) fn steady() -> i64 {
    let now = now().0;
    let kept = setting::get(STEADY);
    let (last, before) = kept.as_deref().and_then(read_steady).unwrap_or((now, now));
    let steady = stepped(before, last, now);
    setting::set(STEADY, &format!("{now} {steady}"));
    steady
}

fn read_steady(text: &str) -> Option<(i64, i64)> {
    let (last, steady) = text.split_once(' ')?;
    Some((last.parse().ok()?, steady.parse().ok()?))
}

fn stepped(steady: i64, last: i64, now: i64) -> i64 {
    steady.saturating_add(now.saturating_sub(last).max(0))
}

/// A call that is still to come; dropping it calls it off.
pub(crate) struct Timer {
    id: i32,
    _call: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `then` once after `ms` milliseconds, or at once where that is past.
    pub(crate) fn after(ms: i64, then: impl FnOnce() + 'static) -> Self {
        let call = Closure::once(then);
        let ms = ms.clamp(0, TIMEOUT_MS_MAX) as i32;
        let function: &Function = call.as_ref().unchecked_ref();
        let id = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(function, ms)
            .unwrap_or(0);
        Self { id, _call: call }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.id);
    }
}

/// Calls `then` every `ms` milliseconds for the life of the page.
pub(crate) fn every(ms: i32, then: impl FnMut() + 'static) {
    let call = Closure::<dyn FnMut()>::new(then).into_js_value();
    let _ = window().set_interval_with_callback_and_timeout_and_arguments_0(call.unchecked_ref(), ms);
}

/// Lets everything else run, and comes back after `ms` milliseconds.
pub(crate) async fn pause(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}

/// Random bytes from the browser's own generator.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Ok(crypto) = window().crypto() {
        // It only fails beyond 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_turned_back_takes_nothing_away_and_gives_nothing() {
        let day = 86_400_000;
        let mut steady = 100 * day;
        let mut last = 100 * day;
        for now in [101 * day, 50 * day, 51 * day, 51 * day] {
            steady = stepped(steady, last, now);
            last = now;
        }
        assert_eq!(steady, 102 * day);
        assert_eq!(read_steady("7 9"), Some((7, 9)));
        assert_eq!(read_steady("7"), None);
    }
}
