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
const REMOVE: &str = "/desk/demo";
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
    /// The checklist to begin with.
    pub pack: String,
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
    let packs = own.packs.map(|(key, name)| {
        view! {
            <option value=key selected=key == ask.pack>
                {name}
            </option>
        }
    });
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
            <label>
                {own.pack} <select name="pack">{packs.collect_view()}</select> <small>{own.pack_hint}</small>
            </label>
            <button type="submit" class="primary">{own.submit}</button>
        </form>
        <form method="post" action=format!("{}/demo", path(&ask.key)) class="entry">
            <p>{own.demo_lead}</p>
            <button type="submit">{own.demo}</button>
        </form>
    }
}

/// What somebody needs to look around in a made-up site.
#[derive(Clone, Debug)]
pub struct DemoKeys {
    pub lang: Lang,
    pub site: String,
    /// Login and password.
    pub administrator: (String, String),
    pub coordinator: (String, String),
    /// Worker and code.
    pub cards: Vec<(String, String)>,
    pub stylesheet: String,
}

/// The made-up site is there; its keys are shown this once.
pub fn demo_page(keys: &DemoKeys) -> Response {
    let (words, own) = (words(keys.lang), first::words(keys.lang));
    let dress = Dress {
        lang: keys.lang,
        title: own.demo_title,
        stylesheet: &keys.stylesheet,
    };
    let logins = [
        (words.administrator, &keys.administrator),
        (words.coordinator, &keys.coordinator),
    ];
    let logins = logins.map(|(role, (login, password))| (format!("{role} · {login}"), password.clone()));
    let cards = keys.cards.iter().cloned();
    let rows = logins.into_iter().chain(cards).map(|(who, key)| {
        view! {
            <tr>
                <th scope="row">{who}</th>
                <td class="number">
                    <b>{key}</b>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    document::answer(StatusCode::OK, &dress, || {
        view! {
            <main class="sign-in first">
                <h1>
                    <Icon glyph=Glyph::Knock />
                    {words.product}
                </h1>
                <p class="line">{format!("{} · {}", own.demo_title, keys.site)}</p>
                <p class="soft">{own.demo_said}</p>
                <table class="keys">
                    <tbody>{rows}</tbody>
                </table>
                <p>
                    <a class="button" href="/desk/">
                        {own.demo_go}
                    </a>
                </p>
            </main>
        }
    })
}

/// Before the made-up site goes.
pub fn remove_page(office: &crate::Office) -> Response {
    let own = first::words(office.lang);
    office.answer(StatusCode::OK, own.remove, REMOVE, || {
        view! {
            <form method="post" action=REMOVE class="panel entry question">
                <h1>{own.remove}</h1>
                <ul>
                    <li>{own.remove_all}</li>
                    <li>{own.remove_next}</li>
                </ul>
                <p class="deeds">
                    <button type="submit" class="danger">
                        {own.do_remove}
                    </button>
                    <a class="button plain" href="/desk/">
                        {own.keep}
                    </a>
                </p>
            </form>
        }
    })
}
