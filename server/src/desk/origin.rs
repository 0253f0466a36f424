//! Nobody else's page may send anything in a coordinator's name: what changes state must come from our own pages.

use axum::{
    extract::Request,
    http::{
        HeaderMap, Method,
        header::{HOST, ORIGIN},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::error::Error;

pub(super) async fn check(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_ours(request.headers()) {
        next.run(request).await
    } else {
        Error::Forbidden.into_response()
    }
}

/// Browsers name the page's origin with every POST, and no page can forge it. Compared with the host the request was
/// sent to: a session cookie goes to that host only.
fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site".parse().unwrap_or(ORIGIN)) {
        return site == "same-origin";
    }
    let origin = text(ORIGIN)
        .and_then(|origin| origin.split_once("://"))
        .map(|(_, host)| host);
    origin.is_some() && origin == text(HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let host = ("host", "dabai.example");
        assert!(is_ours(&headers(&[host, ("origin", "https://dabai.example")])));
        assert!(is_ours(&headers(&[host, ("sec-fetch-site", "same-origin")])));
        for theirs in [
            vec![host],
            vec![host, ("origin", "null")],
            vec![host, ("origin", "https://evil.example")],
            vec![host, ("origin", "https://dabai.example.evil")],
            vec![
                host,
                ("origin", "https://dabai.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            vec![host, ("sec-fetch-site", "none")],
        ] {
            assert!(!is_ours(&headers(&theirs)), "{theirs:?}");
        }
    }
}
