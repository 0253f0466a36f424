//! Every URL of the server. One line an endpoint; what each does stands in the file it names.

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode, header::STRICT_TRANSPORT_SECURITY},
    middleware::from_fn_with_state,
    routing::{any, get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};

use crate::{api, desk, error::Error, health, home, state::Shared, trace};

/// A call must have arrived and be answered within this.
pub(crate) const CALL_MOST: Duration = Duration::from_secs(30);

/// Browsers that have come by HTTPS ask for nothing else for thirty days. Behind a proxy, that is the proxy's to say.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=2592000");

/// No page of somebody else's that has opened one of ours gets hold of it.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const ALONE: HeaderValue = HeaderValue::from_static("same-origin");
/// Of the devices that a browser could give; the phone's shell says its own.
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const NOTHING: HeaderValue = HeaderValue::from_static("camera=(), microphone=(), geolocation=()");

pub(crate) fn router(state: Shared) -> Router {
    let calls = Router::new()
        .route("/v1/enrol", post(api::enrol::enrol))
        .route("/v1/renew", post(api::enrol::renew))
        .route("/v1/sync/push", post(api::push::push))
        .route("/v1/sync/pull", post(api::pull::pull).layer(CompressionLayer::new()))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, CALL_MOST));
    let api = calls
        .route("/v1/sync/live", get(api::live::live))
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::WrongMethod)
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(state.clone(), api::answer::speak));

    // The one address below `/api` that nesting leaves out.
    let slash = Router::new()
        .route("/api/", any(async || Error::NotFound))
        .layer(from_fn_with_state(state.clone(), api::answer::speak));

    let router = Router::new()
        .nest("/api", api)
        .merge(slash)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/", get(home::page))
        .route("/plain.css", get(home::stylesheet))
        .merge(desk::router(&state))
        .fallback(home::missing)
        .layer(axum::middleware::from_fn(trace::trace))
        .with_state(state.clone());
    let router = match &state.options.assets {
        Some(assets) => router.merge(assets.clone().router()),
        None => router,
    };
    let router = router
        .layer(SetResponseHeaderLayer::if_not_present(OPENER_POLICY, ALONE))
        .layer(SetResponseHeaderLayer::if_not_present(PERMISSIONS_POLICY, NOTHING));
    if state.options.tls.is_some() {
        router.layer(SetResponseHeaderLayer::if_not_present(
            STRICT_TRANSPORT_SECURITY,
            HTTPS_ONLY,
        ))
    } else {
        router
    }
}
