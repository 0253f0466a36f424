//! `/desk`: sign-in, the layer that lets nobody else in, the live stream, and the coordinator's pages behind it.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request, State as FromState},
    http::{HeaderValue, StatusCode},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};

use crate::{api, door::Place, error::Error, router::CALL_MOST, state::Shared};

mod audit;
mod export;
mod first;
mod here;
mod origin;
mod page;
pub(crate) mod people;
mod rescue;
mod residents;
pub(crate) mod roster;
mod rules;
mod same;
mod session;
mod sign_in;
mod troubles;
mod visits;

const HOME: &str = "/desk/";
/// Forms and server functions; files come in by other ways.
const FORM_BYTES_MAX: usize = 256 * 1_024;
/// What somebody sends who is not signed in: a login, a password, a language.
const OUTSIDE_BYTES_MAX: usize = 8 * 1_024;

pub(crate) fn router(state: &Shared) -> Router<Shared> {
    let within = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, CALL_MOST);
    let inside = Router::new()
        .merge(
            page::router()
                .merge(people::router())
                .merge(residents::router())
                .merge(same::router())
                .merge(visits::router())
                .merge(troubles::router())
                .merge(export::router())
                .merge(audit::router())
                .merge(rules::router())
                .merge(first::removal())
                .route_layer(within),
        )
        .route(session::LIVE, get(live))
        .route_layer(from_fn_with_state(state.clone(), session::require));
    // Layers of routes: a layer of the whole router would answer for every address nobody else answers.
    Router::new()
        .route("/desk/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/desk/sign-out", post(sign_in::sign_out))
        .route("/desk/first", get(first::page))
        .route("/desk/first/{key}", get(first::page).post(first::set_up))
        .route("/desk/first/{key}/demo", post(first::demo))
        .route("/desk/language", post(page::language))
        .route_layer(DefaultBodyLimit::max(OUTSIDE_BYTES_MAX))
        .route_layer(RequestBodyLimitLayer::new(OUTSIDE_BYTES_MAX))
        .route_layer(within)
        .merge(inside.route_layer(RequestBodyLimitLayer::new(FORM_BYTES_MAX)))
        .merge(roster::router(state).route_layer(within))
        .merge(rescue::router(state).route_layer(within))
        .route_layer(from_fn(origin::check))
        .route_layer(CompressionLayer::new())
        .route_layer(CatchPanicLayer::new())
        .route_layer(from_fn(no_store))
}

/// Office machines keep nothing personal.
async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert("cache-control", HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    response
}

/// The same event as the phones get, for the sign-in's site.
async fn live(
    FromState(state): FromState<Shared>,
    session: session::Session,
    place: Option<Extension<Arc<Place>>>,
) -> Result<Response, Error> {
    let viewer = session.shown.reader(&state, None).await?;
    api::live::stream(state, session.shown, viewer, place.map(|Extension(place)| place))
}

/// Where to go after a form: a page of the desk, never of somebody else.
fn own_page(path: &str) -> &str {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    if path.starts_with(HOME) && !path.contains("..") && path.chars().all(is_plain) {
        path
    } else {
        HOME
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_sent_on_to_pages_of_the_desk_only() {
        assert_eq!(own_page("/desk/sign-in"), "/desk/sign-in");
        for elsewhere in [
            "",
            "//evil.example",
            "https://evil.example",
            "/desk/../app",
            "/desk/\"><script>",
            "/app/",
        ] {
            assert_eq!(own_page(elsewhere), HOME, "{elsewhere}");
        }
    }
}
