//! The sign-in page: no script at all, so that it works in whatever browser the office has.

use axum::{
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::Response,
};
use leptos::prelude::*;
use ui::{Glyph, Icon, Lang};

use crate::{
    app::LanguageForm,
    document::{self, Dress},
    words::{Words, fill, sign_in, sign_in::SignInWords, words},
};

/// Why the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInState {
    First,
    /// They signed out themselves, or the sign-in ended.
    SignedOut,
    /// No such login, or not its password: the page doesn't say which.
    Wrong,
    /// Too many tries; the next one counts after so many seconds.
    Throttled {
        after_s: u64,
    },
    /// The server could not look.
    Busy,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub lang: Lang,
    pub state: SignInState,
    /// What was typed as the login, so that it isn't typed twice.
    pub login: String,
    /// URL of the stylesheet.
    pub stylesheet: String,
}

impl SignInState {
    const fn status(self) -> StatusCode {
        match self {
            Self::First | Self::SignedOut => StatusCode::OK,
            Self::Wrong => StatusCode::UNAUTHORIZED,
            Self::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn said(self, words: &Words, own: &SignInWords) -> Option<String> {
        match self {
            Self::First => None,
            Self::SignedOut => Some(words.signed_out.to_owned()),
            Self::Wrong => Some(own.wrong_password.to_owned()),
            Self::Throttled { after_s } => {
                let minutes = after_s.div_ceil(60).max(1);
                Some(fill(own.throttled, &[("n", &minutes)]))
            }
            Self::Busy => Some(words.busy.to_owned()),
        }
    }
}

/// The whole answer: page, status and headers.
pub fn sign_in_page(ask: &SignIn) -> Response {
    let dress = Dress {
        lang: ask.lang,
        title: words(ask.lang).sign_in,
        stylesheet: &ask.stylesheet,
    };
    let mut response = document::answer(ask.state.status(), &dress, || view(ask));
    if let SignInState::Throttled { after_s } = ask.state {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(after_s));
    }
    response
}

fn view(ask: &SignIn) -> impl IntoView + use<> {
    let (words, own) = (words(ask.lang), sign_in::words(ask.lang));
    let is_wrong = matches!(ask.state, SignInState::Wrong);
    let said = ask.state.said(words, own).map(|text| {
        let class = if ask.state == SignInState::SignedOut {
            "said"
        } else {
            "said alarm"
        };
        view! { <p class=class role="alert" id="said">{text}</p> }
    });
    view! {
        <main class="sign-in">
            <h1>
                <Icon glyph=Glyph::Knock />
                {words.product}
            </h1>
            <p class="line">{own.mission}</p>
            {said}
            <form method="post" action="/desk/sign-in">
                <label>
                    {own.login}
                    <input
                        name="login"
                        value=ask.login.clone()
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        autofocus=ask.login.is_empty()
                        aria-describedby=is_wrong.then_some("said")
                    />
                </label>
                <label>
                    {own.password}
                    <input
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                        autofocus=!ask.login.is_empty()
                        aria-invalid=is_wrong.then_some("true")
                        aria-describedby=is_wrong.then_some("said")
                    />
                </label>
                <button type="submit" class="primary">{words.sign_in}</button>
            </form>
            <p class="soft">{own.forgotten}</p>
            <LanguageForm lang=ask.lang back="/desk/sign-in" />
        </main>
    }
}
