//! The file of the audit.

use store::{TrailLine, TrailPage};
use ui::Lang;

use super::{Table, when};
use crate::words::{audit, words};

/// The heading; the lines come page by page with [`Table::add_trail`].
pub fn audit_table(lang: Lang) -> Table {
    let (words, own) = (words(lang), audit::words(lang));
    Table {
        title: own.title,
        head: vec![words.time, own.who, own.what, own.about, own.purpose],
        rows: Vec::new(),
    }
}

impl Table {
    pub fn add_trail(&mut self, lang: Lang, page: &TrailPage) {
        let own = audit::words(lang);
        let row = |line: &TrailLine| {
            let by = if line.by.is_empty() { own.machine } else { &line.by };
            vec![
                when(page.site.day, line.at),
                by.into(),
                own.deed(&line.what).into(),
                line.about.as_str().into(),
                line.note.as_str().into(),
            ]
        };
        self.rows.extend(page.lines.iter().map(row));
    }
}
