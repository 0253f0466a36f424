//! The root of the desk: document shell, contexts, routes, and the frame around every page.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_location,
    path,
};
use serde::{Deserialize, Serialize};
use shared::role::Role;
use ui::{Glyph, Icon, Lang};

use crate::{
    find,
    grid::GridPage,
    now::NowPage,
    people::PeoplePage,
    resident::ResidentPage,
    residents::ResidentsPage,
    visits::VisitsPage,
    words::{Words, words},
};

/// The door of the logo. In the page itself: it weighs less than a request.
#[cfg(feature = "ssr")]
pub(crate) const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' \
    fill='none' stroke='%232f8a57' stroke-width='2.4' stroke-linecap='round' stroke-linejoin='round'%3E\
    %3Cpath d='M7 21V4h10v17M4 21h16M14 12h.01M2 8h2M2 12h2M2 16h2'/%3E%3C/svg%3E";

/// The whole document around [`App`]; `stylesheet` is the URL of the desk's hashed stylesheet.
#[cfg(feature = "ssr")]
pub(crate) fn shell(options: LeptosOptions, stylesheet: String, lang: Lang) -> impl IntoView {
    crate::mount::allow_own_scripts();
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="stylesheet" href=stylesheet />
                <link rel="icon" href=ICON />
                <HydrationScripts options />
                <leptos_meta::MetaTags />
            </head>
            <body class="desk-body">
                <App />
            </body>
        </html>
    }
}

/// What the frame shows, sent along with the page so that the browser starts from the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frame {
    /// [`Lang::tag`]
    lang: String,
    name: String,
    role: Option<Role>,
    /// The site is made up.
    demo: bool,
}

impl Frame {
    #[cfg(feature = "ssr")]
    fn here() -> Self {
        let Some(context) = use_context::<crate::DeskContext>() else {
            return Self::default();
        };
        Self::of(&context.viewer, context.lang)
    }

    #[cfg(feature = "ssr")]
    pub(crate) fn of(viewer: &store::Viewer, lang: Lang) -> Self {
        Self {
            lang: lang.tag().to_owned(),
            name: viewer.name().to_owned(),
            role: Some(viewer.role()),
            demo: viewer.demo(),
        }
    }

    /// Only where the page came without its frame, which the server always sends.
    #[cfg(not(feature = "ssr"))]
    fn here() -> Self {
        Self::default()
    }

    pub(crate) fn is_administrator(&self) -> bool {
        self.role == Some(Role::Administrator)
    }

    fn role(&self, words: &Words) -> &'static str {
        role_name(words, self.role.unwrap_or(Role::Worker))
    }
}

pub(crate) const fn role_name(words: &Words, role: Role) -> &'static str {
    match role {
        Role::Administrator => words.administrator,
        Role::Coordinator => words.coordinator,
        Role::Worker => words.worker,
    }
}

/// The words of this page.
pub(crate) fn use_words() -> &'static Words {
    words(use_context::<Lang>().unwrap_or_default())
}

/// Contexts and routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let frame = SharedValue::new(Frame::here).into_inner();
    let lang = Lang::of_tag(&frame.lang);
    provide_context(lang);
    let words = words(lang);
    view! {
        <a class="skip" href="#content" rel="external">{words.skip}</a>
        <Router>
            <div class="desk">
                <Nav frame lang />
                <Routes fallback=NoPage>
                    <Route path=path!("/desk") view=NowPage ssr=SsrMode::Async />
                    <Route path=path!("/desk/grid") view=GridPage ssr=SsrMode::Async />
                    <Route path=path!("/desk/residents") view=ResidentsPage ssr=SsrMode::Async />
                    <Route path=path!("/desk/residents/:id") view=ResidentPage ssr=SsrMode::Async />
                    <Route path=path!("/desk/visits") view=VisitsPage ssr=SsrMode::Async />
                    <Route path=path!("/desk/people") view=PeoplePage ssr=SsrMode::Async />
                </Routes>
            </div>
        </Router>
    }
}

#[component]
fn Nav(frame: Frame, lang: Lang) -> impl IntoView {
    let path = use_location().pathname;
    side(&frame, lang, Signal::derive(move || path.get()), find::tools(lang))
}

/// Where one is, where one can go, and who one is. The links load their page anew: no page knows another one's parts.
/// `tools`: what only a page with scripts has.
pub(crate) fn side<V: IntoView>(frame: &Frame, lang: Lang, path: Signal<String>, tools: V) -> impl IntoView + use<V> {
    let words = words(lang);
    // Others are told so; the links would only be in their way.
    let own = [("/desk/logins", words.logins), ("/desk/audit", words.visits.audit)];
    let own = own.into_iter().filter(|_| frame.is_administrator());
    let links = pages(words).into_iter().chain(own).map(|(href, name)| {
        view! {
            <a href=href rel="external" aria-current=move || path.with(|path| is_at(path, href))>
                {name}
            </a>
        }
    });
    let demo = (frame.demo && frame.is_administrator()).then(|| {
        view! {
            <p class="demo">
                <b>{words.demo}</b>
                " "
                <a href="/desk/demo" rel="external">
                    {words.demo_remove}
                </a>
            </p>
        }
    });
    view! {
        <header class="side">
            <p class="logo">
                <Icon glyph=Glyph::Knock />
                {words.product}
            </p>
            {demo}
            {tools}
            <nav aria-label=words.pages>{links.collect_view()}</nav>
            <div class="me">
                <p>
                    <b>{frame.name.clone()}</b>
                    <span>{frame.role(words)}</span>
                </p>
                <a href="/desk/password" rel="external">
                    {words.password}
                </a>
                <LanguageForm lang back=path />
                <form method="post" action="/desk/sign-out">
                    <button type="submit">{words.sign_out}</button>
                </form>
            </div>
        </header>
    }
}

/// Every page that one can go to from any other.
pub(crate) const HREFS: [&str; 7] = [
    "/desk/",
    "/desk/grid",
    "/desk/residents",
    "/desk/visits",
    "/desk/troubles",
    "/desk/people",
    "/desk/roster",
];

/// The same with what they are called.
pub(crate) fn pages(words: &Words) -> [(&'static str, &'static str); 7] {
    let titles = [
        words.now,
        words.grid.title,
        words.residents.title,
        words.visits.title,
        words.troubles,
        words.people.title,
        words.roster,
    ];
    std::array::from_fn(|at| (HREFS[at], titles[at]))
}

/// What the page is called that `path` is on or below.
#[cfg(feature = "ssr")]
pub(crate) fn title_of(words: &Words, path: &str) -> &'static str {
    let mut pages = pages(words).into_iter();
    pages
        .find(|(href, _)| is_at(path, href).is_some())
        .map_or(words.product, |(_, title)| title)
}

/// Pages that belong to one of the menu by what they are about, not by their address.
const BELONGING: [(&str, &str); 3] = [
    ("/desk/same", "/desk/residents"),
    ("/desk/rescue", "/desk/people"),
    ("/desk/rules", "/desk/logins"),
];

/// The value of `aria-current` of the link to `href`; pages below count as there, but for the first page.
fn is_at(path: &str, href: &str) -> Option<&'static str> {
    let (path, href) = (path.trim_end_matches('/'), href.trim_end_matches('/'));
    if BELONGING.contains(&(path, href)) {
        return Some("true");
    }
    let below = path.strip_prefix(href)?;
    if below.is_empty() {
        Some("page")
    } else {
        (href != "/desk" && below.starts_with('/')).then_some("true")
    }
}

/// A button for the other language; works without JavaScript. `back` is the path to return to.
#[component]
pub(crate) fn LanguageForm(lang: Lang, #[prop(into)] back: Signal<String>) -> impl IntoView {
    let other = lang.other();
    view! {
        <form method="post" action="/desk/language" class="language">
            <input type="hidden" name="back" value=move || back.get() />
            <button type="submit" name="lang" value=other.tag() lang=other.tag()>
                <Icon glyph=Glyph::Globe />
                {other.own_name()}
            </button>
        </form>
    }
}

/// For an address that is no page.
#[component]
fn NoPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    let words = use_words();
    view! {
        <Title text=format!("{} · {}", words.no_page, words.product) />
        <main id="content" tabindex="-1">
            <div class="notice">
                <h1>{words.no_page}</h1>
                <p>{words.no_page_hint}</p>
                <p>
                    <a class="button" href="/desk/" rel="external">{words.to_now}</a>
                </p>
            </div>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn the_page_one_is_on_is_marked_and_so_is_the_one_above_it() {
        assert_eq!(is_at("/desk/", "/desk/"), Some("page"));
        assert_eq!(is_at("/desk", "/desk/"), Some("page"));
        assert_eq!(is_at("/desk/people", "/desk/"), None);
        assert_eq!(is_at("/desk/people/", "/desk/people"), Some("page"));
        assert_eq!(is_at("/desk/people/cards", "/desk/people"), Some("true"));
        assert_eq!(is_at("/desk/peoples", "/desk/people"), None);
    }
}
