//! What browsers rely on: which file, how it may be kept, in which encoding.

use super::{AssetError, Assets};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use std::io::Write as _;
use std::sync::Arc;
use tower::ServiceExt;

fn assets() -> Result<Assets, AssetError> {
    let file = |path: &str, text: &'static str| (path.to_owned(), Bytes::from_static(text.as_bytes()));
    Assets::from_files(vec![
        file(
            "assets.json",
            r#"{"version":"1","assets":{"app/field.js":"app/field-1a.js","desk/pkg/desk.js":"desk/pkg/desk-2b.js"}}"#,
        ),
        file("app/index.html", "<!doctype html>"),
        file("app/sw.js", "worker"),
        file("app/field-1a.js", "a long enough script"),
        file("app/field-1a.js.br", "brotli"),
        file("app/field-1a.js.gz", "gzipped"),
        file("desk/pkg/desk-2b.js", "desk"),
    ])
}

async fn get(path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let router: Router = Arc::new(assets().unwrap()).router();
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn every_screen_of_the_phone_gets_the_shell() {
    for path in ["/app/", "/app/doors", "/app/door/3-2-1203"] {
        let response = get(path, &[]).await;
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(header(&response, "cache-control"), "no-cache", "{path}");
        assert!(header(&response, "content-security-policy").contains("script-src 'self' 'wasm-unsafe-eval';"));
        assert_eq!(text(response).await, "<!doctype html>");
    }
}

#[tokio::test]
async fn the_scope_without_a_slash_leads_to_the_phone() {
    assert_eq!(header(&get("/app", &[]).await, "location"), "/app/");
}

#[tokio::test]
async fn a_missing_file_is_not_answered_with_the_shell() {
    assert_eq!(get("/app/field-old.js", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get("/desk/pkg/none", &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn paths_do_not_climb_out() {
    assert_eq!(get("/app/../../Cargo.toml", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        get("/app/%2e%2e/assets.json", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn hashed_names_are_kept_for_ever_and_others_asked_for() {
    assert!(header(&get("/app/field-1a.js", &[]).await, "cache-control").contains("immutable"));
    assert_eq!(header(&get("/app/sw.js", &[]).await, "cache-control"), "no-cache");
}

#[tokio::test]
async fn the_smallest_accepted_encoding_is_sent() {
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", "br", "brotli"),
        ("gzip", "gzip", "gzipped"),
        ("br;q=0, gzip;q=0.5", "gzip", "gzipped"),
        ("identity", "", "a long enough script"),
    ] {
        let response = get("/app/field-1a.js", &[("accept-encoding", accepted)]).await;
        assert_eq!(header(&response, "content-encoding"), encoding, "{accepted}");
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(text(response).await, body);
    }
}

#[tokio::test]
async fn an_unchanged_file_is_not_sent_again() {
    let tag = header(&get("/app/sw.js", &[]).await, "etag").to_owned();
    let again = get("/app/sw.js", &[("if-none-match", &format!("\"other\", W/{tag}"))]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(
        get("/app/sw.js", &[("if-none-match", "\"other\"")]).await.status(),
        StatusCode::OK
    );
}

#[test]
fn the_desk_finds_its_bundle_by_name() {
    let assets = assets().unwrap();
    assert_eq!(assets.desk_output_name(), Some("desk-2b"));
    assert_eq!(assets.url("desk/pkg/desk.js").as_deref(), Some("/desk/pkg/desk-2b.js"));
}

#[test]
fn a_folder_without_its_manifest_is_refused() {
    assert!(matches!(Assets::from_files(Vec::new()), Err(AssetError::Manifest(_))));
}

#[tokio::test]
async fn what_is_inside_in_packed_forms_only_is_unpacked_for_who_takes_neither() {
    let manifest = br#"{"version":"1","assets":{"app/field.wasm":"app/field-1a.wasm"}}"#;
    let module = "a module that is long enough to be worth packing ".repeat(20);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(module.as_bytes()).unwrap();
    let gzip = packer.finish().unwrap();
    let open = |gzip: &[u8]| {
        Assets::from_files(vec![
            ("assets.json".to_owned(), Bytes::from_static(manifest)),
            ("app/field-1a.wasm.br".to_owned(), Bytes::from_static(b"brotli")),
            ("app/field-1a.wasm.gz".to_owned(), Bytes::copy_from_slice(gzip)),
        ])
    };
    let router: Router = Arc::new(open(&gzip).unwrap()).router();
    for (accepted, body) in [("identity", module.as_str()), ("br", "brotli")] {
        let request = Request::get("/app/field-1a.wasm").header("accept-encoding", accepted);
        let answer = router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(header(&answer, "content-type"), "application/wasm");
        assert_eq!(text(answer).await, body, "{accepted}");
    }
    assert!(matches!(open(&gzip[..20]), Err(AssetError::Unpack { .. })));
}
