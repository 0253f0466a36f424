//! The file of residents who are there twice: who may be whom, and who is.

use ui::Lang;

use super::Table;
use crate::{same::Everybody, words::same};

pub fn same_table(lang: Lang, all: &Everybody) -> Table {
    let own = same::words(lang);
    let line = |why: &'static str, one, other| vec![why.into(), all.called(one).into(), all.called(other).into()];
    let likely = all
        .pairs()
        .into_iter()
        .filter_map(|(one, other, likeness)| Some(line(likeness.said(own), all.find(one)?, all.find(other)?)));
    let merged = all
        .aliases()
        .into_iter()
        .map(|(alias, root)| line(own.merged, root, alias));
    Table {
        title: own.title,
        head: vec![own.why, own.one, own.other],
        rows: likely.chain(merged).collect(),
    }
}
