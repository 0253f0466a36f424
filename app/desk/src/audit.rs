//! 审计: who signed in, who exported, who was shown a number, who changed accounts, cards and phones. For administrators;
//! without a script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::time::UnixMs;
use store::{Deed, TrailAsk, TrailLine, TrailPage};
use ui::{Glyph, Icon};

use crate::{
    document::Office,
    people::{build_moment, moment},
    words::{Words, audit, audit::AuditWords, fill, words},
};

const PATH: &str = "/desk/audit";
/// Lines on a page.
const LINES: u32 = 100;

/// What is looked for, as it stands in the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub deed: Option<Deed>,
    pub before: Option<u64>,
}

const DEEDS: [Deed; 4] = [Deed::SignedIn, Deed::Exported, Deed::Revealed, Deed::Changed];

const fn word(deed: Deed) -> &'static str {
    match deed {
        Deed::SignedIn => "signed-in",
        Deed::Exported => "exported",
        Deed::Revealed => "revealed",
        Deed::Changed => "changed",
    }
}

impl AuditFilter {
    /// What can't be read filters nothing.
    pub fn of(deed: &str, before: &str) -> Self {
        Self {
            deed: DEEDS.into_iter().find(|one| word(*one) == deed),
            before: before.parse().ok(),
        }
    }

    pub const fn ask(self) -> TrailAsk {
        TrailAsk {
            deed: self.deed,
            before: self.before,
            lines: LINES,
        }
    }

    pub(crate) fn pairs(self) -> Vec<(&'static str, String)> {
        self.deed
            .map(|deed| ("deed", word(deed).to_owned()))
            .into_iter()
            .collect()
    }

    fn address(self) -> String {
        let deed = self.deed.map(|deed| format!("deed={}", word(deed)));
        let before = self.before.map(|before| format!("before={before}"));
        let parts: Vec<String> = deed.into_iter().chain(before).collect();
        if parts.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{}", parts.join("&"))
        }
    }
}

/// The whole answer.
pub fn audit_page(office: &Office, page: &TrailPage, filter: AuditFilter, now: UnixMs) -> Response {
    let own = audit::words(office.lang);
    office.answer(StatusCode::OK, own.title, PATH, || view(office, page, filter, now))
}

/// For whoever is no administrator.
pub fn not_for_you_page(office: &Office) -> Response {
    let own = audit::words(office.lang);
    let words = words(office.lang);
    office.answer(StatusCode::FORBIDDEN, own.title, PATH, || {
        view! {
            <div class="notice">
                <Icon glyph=Glyph::Lock />
                <h1>{own.title}</h1>
                <p>{own.not_for_you}</p>
                <p>
                    <a class="button" href="/desk/">{words.to_now}</a>
                </p>
            </div>
        }
    })
}

fn view(office: &Office, page: &TrailPage, filter: AuditFilter, now: UnixMs) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), audit::words(office.lang));
    let updated = fill(words.updated, &[("time", &page.site.day.local(now))]);
    let chips = std::iter::once(None).chain(DEEDS.map(Some)).map(|deed| {
        let href = AuditFilter { deed, before: None }.address();
        view! {
            <a href=href aria-current=(deed == filter.deed).then_some("true")>
                {group(own, deed)}
            </a>
        }
    });
    let lines = page.lines.iter().map(|line| row(words, own, page, line)).collect_view();
    let list = if page.lines.is_empty() {
        view! {
            <div class="empty">
                <p>{own.nothing}</p>
                <p>
                    <a href=PATH>{own.show_all}</a>
                </p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <table class="audit" aria-labelledby="audit">
                <thead>
                    <tr>
                        <th scope="col">{words.time}</th>
                        <th scope="col">{own.who}</th>
                        <th scope="col">{own.what}</th>
                        <th scope="col">{own.about}</th>
                        <th scope="col">{own.purpose}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        }
        .into_any()
    };
    let earlier = page.earlier.map(|before| {
        let href = AuditFilter {
            before: Some(before),
            ..filter
        };
        view! {
            <a class="button plain" href=href.address()>
                {words.visits.to_earlier}
            </a>
        }
    });
    let of = filter
        .pairs()
        .into_iter()
        .map(|(name, value)| format!("&{name}={value}"));
    let export = format!("/desk/export?what=audit{}", of.collect::<String>());
    view! {
        <header class="head">
            <h1>{own.title}</h1>
            <p class="deeds">
                <a class="button plain" href=export>
                    {words.visits.export}
                </a>
            </p>
        </header>
        <section class="panel" aria-labelledby="audit">
            <h2>
                <span id="audit">{group(own, filter.deed)}</span>
                <small class="printed">{format!("{} · {updated}", page.site.name)}</small>
            </h2>
            <div class="tools">
                <nav class="chips" aria-label=own.kinds>
                    {chips.collect_view()}
                </nav>
            </div>
            {list}
            <p class="deeds onward">{earlier}</p>
        </section>
    }
}

fn row(words: &Words, own: &AuditWords, page: &TrailPage, line: &TrailLine) -> impl IntoView + use<> {
    let by = if line.by.is_empty() { own.machine } else { &line.by };
    view! {
        <tr data-line=line.no.to_string()>
            <td class="number">{moment(words, &build_moment(page.site.day, line.at))}</td>
            <td>
                <b>{by.to_owned()}</b>
            </td>
            <td>{own.deed(&line.what)}</td>
            <td>{line.about.clone()}</td>
            <td>{line.note.clone()}</td>
        </tr>
    }
}

const fn group(own: &AuditWords, deed: Option<Deed>) -> &'static str {
    match deed {
        None => own.all,
        Some(Deed::SignedIn) => own.signed_in,
        Some(Deed::Exported) => own.exported,
        Some(Deed::Revealed) => own.revealed,
        Some(Deed::Changed) => own.changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_stands_in_the_address() {
        for deed in DEEDS {
            assert_eq!(AuditFilter::of(word(deed), "x").deed, Some(deed));
        }
        let filter = AuditFilter::of("exported", "7");
        assert_eq!(filter.address(), "/desk/audit?deed=exported&before=7");
        assert_eq!(AuditFilter::of("?", "").address(), "/desk/audit");
    }
}
