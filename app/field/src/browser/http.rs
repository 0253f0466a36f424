//! Calls to the server: JSON up, whatever comes back down. What an answer means is not decided here.

use js_sys::Uint8Array;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
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

pub(crate) async fn post(url: &str, json: &str) -> Result<Answer, NoAnswer> {
    let controller = AbortController::new().map_err(|_| NoAnswer)?;
    let abort = controller.clone();
    let stop = Closure::once(move || abort.abort());
    let timeout = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(stop.as_ref().unchecked_ref(), CALL_MS_MAX)
        .map_err(|_| NoAnswer)?;
    let answer = call(url, json, &controller).await;
    window().clear_timeout_with_handle(timeout);
    answer
}

async fn call(url: &str, json: &str, controller: &AbortController) -> Result<Answer, NoAnswer> {
    let headers = Headers::new().map_err(|_| NoAnswer)?;
    headers.set("content-type", "application/json").map_err(|_| NoAnswer)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&json.into());
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_signal(Some(&controller.signal()));
    let fetched = JsFuture::from(window().fetch_with_str_and_init(url, &init))
        .await
        .map_err(|_| NoAnswer)?;
    let response: Response = fetched.dyn_into().map_err(|_| NoAnswer)?;
    let body = response.array_buffer().map_err(|_| NoAnswer)?;
    let body = JsFuture::from(body).await.map_err(|_| NoAnswer)?;
    Ok(Answer {
        status: response.status(),
        body: Uint8Array::new(&body).to_vec(),
    })
}
