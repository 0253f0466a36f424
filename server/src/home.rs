//! `/`: two links. And the stylesheet of the pages that need no bundle: this one and the sign-in.

use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS},
    },
    response::{Html, IntoResponse, Response},
};

use crate::language::Language;

/// A page without scripts, inline styles or anything from elsewhere.
pub(crate) const PLAIN_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

const STYLE: &str = concat!(include_str!("../../app/ui/tokens.css"), include_str!("plain.css"));

pub(crate) async fn page(headers: HeaderMap) -> Response {
    let language = Language::chosen(&headers);
    let line = language.pick("不漏一户，不落一人", "No door missed. No one forgotten.");
    let other = language.pick("No door missed. No one forgotten.", "不漏一户，不落一人");
    let body = format!(
        "<main class=\"plain\"><h1>大白敲门 <span lang=\"en\">Dabai</span></h1><p>{line}</p><p class=\"soft\">{other}</p>\
         <nav><a class=\"door\" href=\"/app/\"><b>手机端</b> <span lang=\"en\">Phone</span><small>{}</small></a>\
         <a class=\"door\" href=\"/desk/\"><b>调度台</b> <span lang=\"en\">Desk</span><small>{}</small></a></nav></main>",
        language.pick("上门工作人员用", "for those who knock"),
        language.pick("调度员用", "for coordinators"),
    );
    document(language, language.pick("大白敲门", "Dabai · 大白敲门"), &body)
}

/// An address that leads nowhere.
pub(crate) async fn missing(headers: HeaderMap) -> Response {
    let language = Language::chosen(&headers);
    let said = language.pick("没有这个页面", "There is no such page");
    let back = language.pick("回到首页", "To the start");
    let body = format!("<main class=\"plain\"><h1>{said}</h1><p><a href=\"/\">{back}</a></p></main>");
    (StatusCode::NOT_FOUND, document(language, said, &body)).into_response()
}

/// A whole page around `body`.
pub(crate) fn document(language: Language, title: &str, body: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html><html lang=\"{}\" data-theme=\"white\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/plain.css\"></head><body>{body}</body></html>",
        language.tag(),
    );
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (VARY, HeaderValue::from_static("accept-language")),
        (CONTENT_SECURITY_POLICY, PLAIN_POLICY),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Html(page)).into_response()
}

pub(crate) async fn stylesheet() -> Response {
    let kept = HeaderValue::from_static("public, max-age=300");
    (
        [
            (CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
            (CACHE_CONTROL, kept),
        ],
        STYLE,
    )
        .into_response()
}
