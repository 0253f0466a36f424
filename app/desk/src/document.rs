//! Pages without a script, for what is done in one step: they work in whatever browser the office has.

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use store::Viewer;
use ui::Lang;

use crate::{
    app::{Frame, ICON, side},
    mount::{NO_SNIFF, NO_STORE, SAME_ORIGIN},
    words::words,
};

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// What such a page is dressed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dress<'a> {
    pub(crate) lang: Lang,
    pub(crate) title: &'a str,
    /// URL of the stylesheet.
    pub(crate) stylesheet: &'a str,
}

/// The whole answer: page, status and headers. `body` is drawn inside an owner of its own.
pub(crate) fn answer<V: IntoView>(status: StatusCode, dress: &Dress<'_>, body: impl FnOnce() -> V) -> Response {
    let owner = Owner::new();
    let html = owner.with(|| document(dress, body()).to_html());
    owner.cleanup();
    let mut response = (status, format!("<!DOCTYPE html>{html}")).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(REFERRER_POLICY, SAME_ORIGIN);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    response
}

fn document<V: IntoView>(dress: &Dress<'_>, body: V) -> impl IntoView + use<V> {
    let title = format!("{} · {}", dress.title, words(dress.lang).product);
    view! {
        <html lang=dress.lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title}</title>
                <link rel="stylesheet" href=dress.stylesheet.to_owned() />
                <link rel="icon" href=ICON />
            </head>
            <body class="desk-body">{body}</body>
        </html>
    }
}

/// Whoever sits at the desk, and in what they see it: the frame of a page inside.
#[derive(Clone, Debug)]
pub struct Office {
    pub(crate) lang: Lang,
    stylesheet: String,
    frame: Frame,
}

impl Office {
    pub fn new(viewer: &Viewer, lang: Lang, stylesheet: String) -> Self {
        Self {
            lang,
            stylesheet,
            frame: Frame::of(viewer, lang),
        }
    }

    pub const fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn is_administrator(&self) -> bool {
        self.frame.is_administrator()
    }

    /// The page at `path`, with the desk's frame around `content`.
    pub(crate) fn answer<V: IntoView>(
        &self,
        status: StatusCode,
        title: &str,
        path: &str,
        content: impl FnOnce() -> V,
    ) -> Response {
        let dress = Dress {
            lang: self.lang,
            title,
            stylesheet: &self.stylesheet,
        };
        answer(status, &dress, || {
            let words = words(self.lang);
            view! {
                <a class="skip" href="#content">{words.skip}</a>
                <div class="desk">
                    {side(&self.frame, self.lang, path.into(), ())}
                    <main id="content" tabindex="-1">{content()}</main>
                </div>
            }
        })
    }
}
