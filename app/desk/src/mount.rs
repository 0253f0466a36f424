//! The desk as seen from the server: what it must be given, and the answers it makes of that.

use std::{pin::Pin, sync::Arc};

use axum::{
    body::Body,
    http::{
        HeaderValue, Request, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use leptos::{config::LeptosOptions, context::provide_context, server_fn::error::FromServerFnError};
use shared::time::{DayRule, UnixMs};
use store::{Store, StoreError, Viewer};
use ui::Lang;

use crate::{Fault, app};

/// Who asks, of what, when. Everything a page reads goes through `viewer`.
#[derive(Clone)]
pub struct DeskContext {
    pub store: Arc<dyn Store>,
    pub viewer: Viewer,
    pub lang: Lang,
    /// When the request arrived, by the server's clock.
    pub now: UnixMs,
}

impl DeskContext {
    /// When the day turns at the viewer's site.
    pub(crate) async fn rule(&self) -> Result<DayRule, StoreError> {
        let sites = self.store.sites().await?;
        let mine = sites.into_iter().find(|site| site.id == self.viewer.site());
        mine.map(|site| site.day)
            .ok_or_else(|| StoreError::Conflict("no such site".to_owned()))
    }
}

/// What the built files are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskAssets {
    /// The bundle is `/desk/pkg/{bundle}.js` and `/desk/pkg/{bundle}_bg.wasm`.
    pub bundle: String,
    /// URL of the stylesheet.
    pub stylesheet: String,
}

const PKG_DIR: &str = "desk/pkg";
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
pub(crate) const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// An address of the desk says who is looked at; it is nobody else's business.
pub(crate) const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");

/// An answer to come. Behind a pointer, so that pages are compiled here, for size, and not where somebody awaits them.
type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A page, its status and its headers (`no-store` and the content security policy with this answer's nonce).
pub fn page(request: Request<Body>, context: DeskContext, assets: DeskAssets) -> Answer {
    // Refused where it is there already.
    drop(any_spawner::Executor::init_tokio());
    let options = LeptosOptions::builder()
        .output_name(assets.bundle)
        .site_pkg_dir(PKG_DIR)
        .build();
    let lang = context.lang;
    let render = leptos_axum::render_app_async_with_context(
        move || provide_context(context.clone()),
        move || app::shell(options.clone(), assets.stylesheet.clone(), lang),
    );
    Box::pin(async move {
        let mut response = render(request).await;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, NO_STORE);
        headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
        headers.insert(REFERRER_POLICY, SAME_ORIGIN);
        response
    })
}

/// The answer of the server function that `request` names.
pub fn call(request: Request<Body>, context: DeskContext) -> Answer {
    let provide = move || provide_context(context.clone());
    Box::pin(async move {
        let mut response = leptos_axum::handle_server_fns_with_context(provide, request)
            .await
            .into_response();
        response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
        response
    })
}

/// The answer to a server function called by nobody: the page then offers the sign-in.
pub fn signed_out() -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, NO_STORE),
    ];
    (StatusCode::UNAUTHORIZED, headers, Fault::SignedOut.ser()).into_response()
}

/// Lets the scripts run that carry this answer's nonce, and nothing of anybody else's.
pub(crate) fn allow_own_scripts() {
    let (Some(nonce), Some(response)) = (
        leptos::nonce::use_nonce(),
        leptos::context::use_context::<leptos_axum::ResponseOptions>(),
    ) else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
