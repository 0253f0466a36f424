//! The coordinator's pages and their server functions: drawn by `desk`, given the store and whoever is looking.

use axum::{
    Extension, Form, Router,
    extract::{Request, State as FromState},
    http::{HeaderValue, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use desk::{DeskAssets, DeskContext};
use store::Viewer;

use super::own_page;
use crate::{
    clock,
    language::Language,
    state::{Shared, State},
};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/desk", get(page))
        .route("/desk/", get(page))
        .route("/desk/{*path}", get(page))
        .route("/desk/fn/{*name}", post(call))
}

async fn page(FromState(state): FromState<Shared>, Extension(viewer): Extension<Viewer>, request: Request) -> Response {
    let Some(assets) = assets(&state) else {
        return no_assets();
    };
    let context = context(&state, viewer, &request);
    desk::page(request, context, assets).await
}

async fn call(FromState(state): FromState<Shared>, Extension(viewer): Extension<Viewer>, request: Request) -> Response {
    let context = context(&state, viewer, &request);
    desk::call(request, context).await
}

fn context(state: &State, viewer: Viewer, request: &Request) -> DeskContext {
    let lang = Language::chosen(request.headers()).ui();
    DeskContext {
        store: state.store.clone(),
        viewer,
        lang,
        now: clock::now(),
    }
}

fn assets(state: &State) -> Option<DeskAssets> {
    let assets = state.options.assets.as_ref()?;
    let bundle = assets.desk_output_name()?.to_owned();
    Some(DeskAssets {
        bundle,
        stylesheet: assets.url("desk/pkg/desk.css")?,
    })
}

/// The stylesheet of the pages that need no bundle.
pub(super) fn stylesheet(state: &State) -> String {
    let built = state
        .options
        .assets
        .as_ref()
        .and_then(|assets| assets.url("desk/pkg/desk.css"));
    built.unwrap_or_else(|| "/plain.css".to_owned())
}

fn no_assets() -> Response {
    let said = "没有网页文件：请用 --assets 指定，或用 cargo xtask build 编译。\n\
                No web assets: give --assets DIR, or build with `cargo xtask build`.\n";
    (StatusCode::SERVICE_UNAVAILABLE, said).into_response()
}

#[derive(serde::Deserialize)]
pub(super) struct Chosen {
    lang: String,
    #[serde(default)]
    back: String,
}

/// Remembers a language on this browser; nobody needs to be signed in for that.
pub(super) async fn language(FromState(state): FromState<Shared>, Form(chosen): Form<Chosen>) -> Response {
    let mut response = Redirect::to(own_page(&chosen.back)).into_response();
    let cookie = Language::named(&chosen.lang).map(|language| language.cookie(state.is_https()));
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
