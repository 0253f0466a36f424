//! The file of visits.

use shared::{
    domain::Visit,
    time::{DayRule, UnixMs},
    view::SiteView,
};
use store::{SeenLine, VisitsPage};
use ui::Lang;

use super::{Cell, Table, when, when_any};
use crate::{
    now::{self, Standing},
    words::{Words, export, words},
};

/// The heading; the lines come page by page with [`Table::add_visits`], so that no more than one page is held as records.
pub fn visits_table(lang: Lang) -> Table {
    let (words, own) = (words(lang), export::words(lang));
    let head = [
        words.time,
        words.address,
        words.who,
        words.what,
        own.withdrawn,
        own.note,
        words.by,
        own.stored,
        own.seen,
        own.seen_by,
    ];
    Table {
        title: words.visits.title,
        head: head.to_vec(),
        rows: Vec::new(),
    }
}

impl Table {
    pub fn add_visits(&mut self, lang: Lang, page: &VisitsPage, now: UnixMs) {
        let site = SiteView::new(page.site.day, page.places.iter().chain(&page.buildings));
        let lines = page.lines.iter();
        self.rows
            .extend(lines.map(|seen| visit(words(lang), &site, page.site.day, seen, now)));
    }
}

fn visit(words: &Words, site: &SiteView, rule: DayRule, seen: &SeenLine, now: UnixMs) -> Vec<Cell> {
    let row = now::build::visit(site, rule, &seen.line, now);
    let visit = Visit::from(&seen.line.visit);
    let standing = match row.standing {
        Standing::Stands => "",
        Standing::Voided => words.voided,
        Standing::Amended => words.amended,
    };
    vec![
        when(rule, visit.at),
        row.address.into(),
        names(words, seen, &visit)
            .unwrap_or_else(|| now::text::who(words, &row.who))
            .into(),
        now::text::what(words, row.what).into(),
        standing.into(),
        visit.note.unwrap_or_default().into(),
        row.by.into(),
        when(rule, seen.line.stored),
        when_any(rule, seen.seen.as_ref().map(|sight| sight.at)),
        seen.seen
            .as_ref()
            .map(|sight| sight.by.clone())
            .unwrap_or_default()
            .into(),
    ]
}

/// Those the visit names.
fn names(words: &Words, seen: &SeenLine, visit: &Visit) -> Option<String> {
    let named = visit.persons.iter().filter_map(|person| {
        let mut known = seen.line.residents.iter();
        known.find(|record| record.id == person.resident)?.text("name")
    });
    let names: Vec<&str> = named.collect();
    (!names.is_empty()).then(|| names.join(words.residents.comma))
}
