//! 待处理: values that lost, and what phones sent that was rejected or is held, for somebody to decide. A plain page with
//! plain forms; the server reads them, here is what they look like.

mod about;
mod conflicts;
mod content;
mod filter;
mod maker;
mod sent;
mod table;

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{time::UnixMs, view::SiteView};
use store::{TriedAgain, TroubleCounts, TroubleLines, TroubleList, TroubleStage, TroublesPage};
use ui::{Glyph, Icon, Lang};

pub use filter::TroublesFilter;
pub use table::troubles_table;

use crate::{
    document::Office,
    now::{
        self, Date,
        text::{COUNTED_MOST, counted},
    },
    people::{build_moment, moment},
    words::{Words, fill, troubles, troubles::TroublesWords, words},
};

const PATH: &str = "/desk/troubles";
/// Characters of a value that the page shows.
const VALUE_CHARS_MAX: usize = 120;

/// What was done on the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroublesDone {
    Settled(usize),
    Taken,
    /// Somebody changed it meanwhile.
    Lost,
    /// It can't be taken any more.
    Refused,
    NothingChosen,
    Tried(TriedAgain),
    NotTaken(usize),
}

/// What every line needs to say its own.
struct Look<'a> {
    words: &'static Words,
    own: &'static TroublesWords,
    site: SiteView,
    page: &'a TroublesPage,
    stage: TroubleStage,
    today: Date,
    /// Values as long as they are; on the page a remark of two thousand characters would push everything else away.
    is_whole: bool,
}

impl<'a> Look<'a> {
    fn new(lang: Lang, page: &'a TroublesPage, filter: TroublesFilter, now: UnixMs) -> Self {
        Self {
            words: words(lang),
            own: troubles::words(lang),
            site: SiteView::new(page.site.day, &page.records),
            page,
            stage: filter.stage,
            today: now::build::date(page.site.day.local(now).date),
            is_whole: false,
        }
    }

    fn short(&self, text: &str) -> String {
        match text.char_indices().nth(VALUE_CHARS_MAX) {
            Some((at, _)) if !self.is_whole => format!("{}…", &text[..at]),
            _ => text.to_owned(),
        }
    }
}

/// The whole answer.
pub fn troubles_page(
    office: &Office,
    page: &TroublesPage,
    filter: TroublesFilter,
    done: Option<TroublesDone>,
    now: UnixMs,
) -> Response {
    let title = words(office.lang).troubles;
    office.answer(StatusCode::OK, title, PATH, || view(office, page, filter, done, now))
}

fn view(
    office: &Office,
    page: &TroublesPage,
    filter: TroublesFilter,
    done: Option<TroublesDone>,
    now: UnixMs,
) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), troubles::words(office.lang));
    let look = Look::new(office.lang, page, filter, now);
    let lines = match &page.lines {
        TroubleLines::Conflicts(lines) if !lines.is_empty() => conflicts::table(&look, filter, lines, now).into_any(),
        TroubleLines::Sent(lines) if !lines.is_empty() => sent::table(&look, filter, lines).into_any(),
        _ => empty(own, filter).into_any(),
    };
    let earlier = page.earlier.map(|before| link(filter.before(before), own.to_earlier));
    let newest = filter
        .before
        .is_some()
        .then(|| link(TroublesFilter { before: None, ..filter }, own.to_newest));
    // With its day: on paper a time alone says nothing.
    let updated = moment(words, &build_moment(page.site.day, now));
    let updated = fill(words.updated, &[("time", &updated)]);
    view! {
        <header class="head">
            <h1>{words.troubles}</h1>
            <p>{format!("{} · {updated}", page.site.name)}</p>
            <p class="deeds">
                <a class="button plain" href=filter.export_address()>
                    {words.visits.export}
                </a>
            </p>
        </header>
        {done.map(|done| said(own, done))}
        <div class="tools screen">
            {lists(own, page.open, filter)}
            {stages(own, filter)}
        </div>
        <section class="panel troubles" aria-labelledby="troubles">
            <h2>
                <span id="troubles">{format!("{} · {}", list(own, filter.list), stage(own, filter.stage))}</span>
                {(filter.stage == TroubleStage::Open).then(|| view! { <small class="printed">{hint(own, filter.list)}</small> })}
            </h2>
            {lines}
            {(newest.is_some() || earlier.is_some()).then(|| view! { <p class="deeds onward">{newest} {earlier}</p> })}
        </section>
    }
}

fn link(to: TroublesFilter, name: &'static str) -> impl IntoView + use<> {
    view! {
        <a class="button plain" href=to.address()>
            {name}
        </a>
    }
}

fn lists(own: &TroublesWords, open: TroubleCounts, filter: TroublesFilter) -> impl IntoView + use<> {
    let chips = filter::LISTS.map(|one| {
        let to = TroublesFilter {
            list: one,
            before: None,
            ..filter
        };
        view! {
            <a href=to.address() aria-current=(one == filter.list).then_some("true")>
                {list(own, one)}
                <b>{counted(open.of(one))}</b>
            </a>
        }
    });
    view! { <nav class="chips" aria-label=own.lists>{chips.collect_view()}</nav> }
}

fn stages(own: &TroublesWords, filter: TroublesFilter) -> impl IntoView + use<> {
    let chips = [TroubleStage::Open, TroubleStage::Settled].map(|one| {
        let to = TroublesFilter {
            stage: one,
            before: None,
            ..filter
        };
        view! {
            <a href=to.address() aria-current=(one == filter.stage).then_some("true")>
                {stage(own, one)}
            </a>
        }
    });
    view! { <nav class="chips" aria-label=own.stages>{chips.collect_view()}</nav> }
}

const _: () = assert!(
    COUNTED_MOST == TroubleCounts::MOST,
    "what the store counts is what is shown"
);

fn empty(own: &TroublesWords, filter: TroublesFilter) -> impl IntoView + use<> {
    let said = match (filter.stage, filter.list) {
        (TroubleStage::Settled, _) => own.none_settled,
        (_, TroubleList::Conflicts) => own.no_conflicts,
        (_, TroubleList::Rejected) => own.no_rejected,
        (_, TroubleList::Held) => own.no_held,
    };
    view! {
        <div class="empty">
            <p>{said}</p>
        </div>
    }
}

fn said(own: &TroublesWords, done: TroublesDone) -> impl IntoView + use<> {
    let (is_ok, said) = match done {
        TroublesDone::Settled(0) => (true, own.said_already.to_owned()),
        TroublesDone::NotTaken(0) => (true, own.said_already.to_owned()),
        TroublesDone::NotTaken(count) => (true, fill(own.said_not_taken, &[("n", &count)])),
        TroublesDone::Settled(count) => (true, fill(own.said_settled, &[("n", &count)])),
        TroublesDone::Taken => (true, own.said_taken.to_owned()),
        TroublesDone::Lost => (false, own.said_lost.to_owned()),
        TroublesDone::Refused => (false, own.said_refused.to_owned()),
        TroublesDone::NothingChosen => (false, own.said_none.to_owned()),
        TroublesDone::Tried(tried) if tried == TriedAgain::default() => (true, own.said_already.to_owned()),
        TroublesDone::Tried(TriedAgain {
            applied,
            rejected,
            held,
        }) => {
            let counts: [(&str, &dyn std::fmt::Display); 3] =
                [("applied", &applied), ("rejected", &rejected), ("held", &held)];
            (applied > 0 && rejected + held == 0, fill(own.said_tried, &counts))
        }
    };
    let (class, glyph) = if is_ok {
        ("said ok", Glyph::Check)
    } else {
        ("said", Glyph::Alert)
    };
    view! {
        <p class=class role="status">
            <Icon glyph=glyph />
            {said}
        </p>
    }
}

const fn list(own: &TroublesWords, list: TroubleList) -> &'static str {
    match list {
        TroubleList::Conflicts => own.conflicts,
        TroubleList::Rejected => own.rejected,
        TroubleList::Held => own.held,
    }
}

const fn hint(own: &TroublesWords, list: TroubleList) -> &'static str {
    match list {
        TroubleList::Conflicts => own.conflicts_hint,
        TroubleList::Rejected => own.rejected_hint,
        TroubleList::Held => own.held_hint,
    }
}

const fn stage(own: &TroublesWords, stage: TroubleStage) -> &'static str {
    match stage {
        TroubleStage::Open => own.open,
        TroubleStage::Settled => own.settled,
    }
}
