//! The first page of an empty server: a site and its administrator. No script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use ui::{Glyph, Icon, Lang};

use crate::{
    app::LanguageForm,
    document::{self, Dress},
    words::{first, first::FirstWords, words},
};

const PATH: &str = "/desk/first";
const FAULTS: &str = "faults";

/// What stands in the form, but for the password, which is never sent back; and what is wrong.
#[derive(Clone, Debug)]
pub struct First {
    pub lang: Lang,
    pub key: String,
    /// The key is the right one.
    pub has_key: bool,
    pub site: String,
    pub name: String,
    pub login: String,
    pub faults: Vec<FirstFault>,
    /// URL of the stylesheet.
    pub stylesheet: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstFault {
    Key,
    Site,
    Name,
    Login,
    Password,
}

impl FirstFault {
    const fn said(self, own: &FirstWords) -> &'static str {
        match self {
            Self::Key => own.bad_key,
            Self::Site => own.bad_site,
            Self::Name => own.bad_name,
            Self::Login => own.bad_login,
            Self::Password => own.bad_password,
        }
    }
}

/// The whole answer.
pub fn first_page(ask: &First) -> Response {
    let status = match (ask.has_key, ask.faults.is_empty()) {
        (false, _) => StatusCode::FORBIDDEN,
        (true, true) => StatusCode::OK,
        (true, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let dress = Dress {
        lang: ask.lang,
        title: first::words(ask.lang).title,
        stylesheet: &ask.stylesheet,
    };
    document::answer(status, &dress, || view(ask))
}

fn view(ask: &First) -> impl IntoView + use<> {
    let (words, own) = (words(ask.lang), first::words(ask.lang));
    let inner = if ask.has_key {
        form(ask, own).into_any()
    } else {
        let why = if ask.key.is_empty() {
            own.no_key_todo
        } else {
            own.bad_key
        };
        view! {
            <div class="notice">
                <h2>{own.no_key}</h2>
                <p>{why}</p>
            </div>
        }
        .into_any()
    };
    // The key is in the address: the other language comes back to it.
    let back = path(&ask.key);
    view! {
        <main class="sign-in first">
            <h1>
                <Icon glyph=Glyph::Knock />
                {words.product}
            </h1>
            <p class="line">{own.title}</p>
            {inner}
            <LanguageForm lang=ask.lang back />
        </main>
    }
}

/// Where this page is. Whatever stands in the address instead of a key is not repeated.
fn path(key: &str) -> String {
    if !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric()) {
        format!("{PATH}/{key}")
    } else {
        PATH.to_owned()
    }
}

fn form(ask: &First, own: &'static FirstWords) -> impl IntoView + use<> {
    let faults: Vec<_> = ask
        .faults
        .iter()
        .map(|fault| view! { <li>{fault.said(own)}</li> })
        .collect();
    let said = (!faults.is_empty()).then(|| {
        view! {
            <div class="said alarm" role="alert" id=FAULTS>
                <ul>{faults}</ul>
            </div>
        }
    });
    let is_bad = |fault| ask.faults.contains(&fault).then_some("true");
    let field = |name: &'static str, label: &'static str, hint: &'static str, value: &str, fault: FirstFault| {
        view! {
            <label>
                {label}
                <input
                    name=name
                    value=value.to_owned()
                    autocomplete="off"
                    spellcheck="false"
                    required
                    aria-invalid=is_bad(fault)
                    aria-describedby=is_bad(fault).map(|_| FAULTS)
                />
                <small>{hint}</small>
            </label>
        }
    };
    view! {
        <p class="soft">{own.lead}</p>
        {said}
        <form method="post" action=path(&ask.key) class="entry">
            {field("site", own.site, own.site_hint, &ask.site, FirstFault::Site)}
            {field("name", own.name, own.name_hint, &ask.name, FirstFault::Name)}
            {field("login", own.login, own.login_hint, &ask.login, FirstFault::Login)}
            <label>
                {own.password}
                <input
                    name="password"
                    type="password"
                    autocomplete="new-password"
                    required
                    minlength="8"
                    aria-invalid=is_bad(FirstFault::Password)
                    aria-describedby=is_bad(FirstFault::Password).map(|_| FAULTS)
                />
                <small>{own.password_hint}</small>
            </label>
            <button type="submit" class="primary">{own.submit}</button>
        </form>
    }
}
