//! Calls to the server: JSON up, whatever comes back down. What an answer means is not decided here.

use js_sys::{Promise, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Headers, RequestCache, RequestInit, RequestRedirect, Response};

/// A whole call, body included. Long enough for a page of thousands of rows over a poor network.
pub(crate) const CALL_MS_MAX: i32 = 60_000;

/// Something answered; whether it was our server is for the caller to find out.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// Nobody answered in time, or the answer was a redirection: our server never redirects a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoAnswer;

/// A call on its way: it goes on while nobody waits for it. Dropped before its answer, it is called off.
pub(crate) struct Call {
    fetched: Promise,
    controller: AbortController,
    timeout: i32,
    _stop: Closure<dyn FnMut()>,
}

impl Call {
    /// Sends; does not wait.
    pub(crate) fn begin(url: &str, json: &str) -> Result<Self, NoAnswer> {
        let controller = AbortController::new().map_err(|_| NoAnswer)?;
        let abort = controller.clone();
        let stop = Closure::once(move || abort.abort());
        let timeout = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(stop.as_ref().unchecked_ref(), CALL_MS_MAX)
            .map_err(|_| NoAnswer)?;
        let headers = Headers::new().map_err(|_| NoAnswer)?;
        headers.set("content-type", "application/json").map_err(|_| NoAnswer)?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_headers(&headers);
        init.set_body(&json.into());
        init.set_cache(RequestCache::NoStore);
        init.set_redirect(RequestRedirect::Error);
        init.set_signal(Some(&controller.signal()));
        Ok(Self {
            fetched: window().fetch_with_str_and_init(url, &init),
            controller,
            timeout,
            _stop: stop,
        })
    }

    pub(crate) async fn answer(self) -> Result<Answer, NoAnswer> {
        let fetched = JsFuture::from(self.fetched.clone()).await.map_err(|_| NoAnswer)?;
        let response: Response = fetched.dyn_into().map_err(|_| NoAnswer)?;
        let body = response.array_buffer().map_err(|_| NoAnswer)?;
        let body = JsFuture::from(body).await.map_err(|_| NoAnswer)?;
        Ok(Answer {
            status: response.status(),
            body: Uint8Array::new(&body).to_vec(),
        })
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.timeout);
        // Nothing is left to call off where the answer was read.
        self.controller.abort();
        // Unheard, the rejection of a call nobody waits for would look like a defect.
        let fetched = self.fetched.clone();
        spawn_local(async move {
            let _ = JsFuture::from(fetched).await;
        });
    }
}
