//! The lists as files: a value that lost beside the one that stands, or what a phone sent with its reason.

use shared::time::UnixMs;
use store::{ConflictTrouble, Maker, SentTrouble, Settlement, TroubleLines, TroubleList, TroubleStage, TroublesPage};
use ui::Lang;

use super::{Look, TroublesFilter, about::About, list};
use crate::{
    export::{Cell, Table, when},
    words::{export, troubles, words},
};

/// Between parts of what somebody recorded, in one cell.
const PARTS: &str = "\n";

/// The heading; the lines come page by page with [`Table::add_troubles`].
pub fn troubles_table(lang: Lang, filter: TroublesFilter) -> Table {
    let (own, export) = (troubles::words(lang), export::words(lang));
    let parts: &[&'static str] = match filter.list {
        TroubleList::Conflicts => &[
            own.field,
            own.now,
            export.now_by,
            export.now_at,
            own.lost,
            export.lost_by,
            export.lost_at,
        ],
        TroubleList::Rejected | TroubleList::Held => &[own.content, own.why, own.who, export.made, export.stored],
    };
    let settled: &[&'static str] = match filter.stage {
        TroubleStage::Open => &[],
        TroubleStage::Settled => &[export.settled_by, export.settled_at],
    };
    Table {
        title: list(own, filter.list),
        head: [&[own.about, words(lang).address], parts, settled].concat(),
        rows: Vec::new(),
    }
}

impl Table {
    pub fn add_troubles(&mut self, lang: Lang, page: &TroublesPage, filter: TroublesFilter, now: UnixMs) {
        let look = Look {
            is_whole: true,
            ..Look::new(lang, page, filter, now)
        };
        match &page.lines {
            TroubleLines::Conflicts(lines) => self.rows.extend(lines.iter().map(|line| look.conflict_cells(line))),
            TroubleLines::Sent(lines) => self.rows.extend(lines.iter().map(|line| look.sent_cells(line))),
        }
    }
}

impl Look<'_> {
    fn conflict_cells(&self, line: &ConflictTrouble) -> Vec<Cell> {
        let values = self.values(line);
        let (now_by, now_at) = self.maker_cells(line.now_by.as_ref());
        let (lost_by, lost_at) = self.maker_cells(line.lost_by.as_ref());
        let cells = [
            values.field.into(),
            values.stands.into(),
            now_by,
            now_at,
            values.lost.into(),
            lost_by,
            lost_at,
        ];
        self.line(self.about_record(line.record), cells, line.settled.as_ref())
    }

    fn sent_cells(&self, line: &SentTrouble) -> Vec<Cell> {
        let change = line.change.as_ref();
        let (who, made) = self.maker_cells(Some(&line.by));
        let cells = [
            self.content(change).join(PARTS).into(),
            self.reason(&line.outcome, change).into(),
            who,
            made,
            when(self.page.site.day, line.stored),
        ];
        self.line(self.about_change(change), cells, line.settled.as_ref())
    }

    fn line(&self, about: About, cells: impl IntoIterator<Item = Cell>, settled: Option<&Settlement>) -> Vec<Cell> {
        let settled = settled.map(|Settlement { by, at }| [self.name(by).into(), when(self.page.site.day, *at)]);
        let about = [about.title.into(), about.hint.into()];
        about
            .into_iter()
            .chain(cells)
            .chain(settled.into_iter().flatten())
            .collect()
    }

    fn maker_cells(&self, maker: Option<&Maker>) -> (Cell, Cell) {
        match maker {
            Some(maker) if maker.name.is_empty() => {
                (self.words.resident.imported.into(), when(self.page.site.day, maker.at))
            }
            Some(maker) => (self.who(maker).into(), when(self.page.site.day, maker.at)),
            None => (self.own.unknown_maker.into(), Cell::Empty),
        }
    }
}
