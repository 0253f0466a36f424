//! Which list, and from where on, as it stands in the address.

use leptos::prelude::*;
use shared::time::UnixMs;
use store::{TroubleBefore, TroubleList, TroubleStage, TroublesAsk};

use super::PATH;

/// Lines on a page.
const LINES: u32 = 50;

pub(super) const LISTS: [TroubleList; 3] = [TroubleList::Conflicts, TroubleList::Rejected, TroubleList::Held];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TroublesFilter {
    pub list: TroubleList,
    pub stage: TroubleStage,
    pub before: Option<TroubleBefore>,
}

const fn word(list: TroubleList) -> &'static str {
    match list {
        TroubleList::Conflicts => "conflicts",
        TroubleList::Rejected => "rejected",
        TroubleList::Held => "held",
    }
}

const SETTLED: &str = "settled";

impl TroublesFilter {
    /// The first page of what is open in a list.
    pub fn of_list(list: TroubleList) -> Self {
        Self {
            list,
            ..Self::default()
        }
    }

    /// What can't be read means the first page of what is open.
    pub fn of(said: impl Fn(&str) -> Option<String>) -> Self {
        let list = said("list").and_then(|list| LISTS.into_iter().find(|one| word(*one) == list));
        let is_settled = said("stage").as_deref() == Some(SETTLED);
        let before = said("before").and_then(|before| {
            let (at, no) = before.split_once('-')?;
            Some(TroubleBefore {
                at: UnixMs(at.parse().ok()?),
                no: no.parse().ok()?,
            })
        });
        Self {
            list: list.unwrap_or_default(),
            stage: if is_settled {
                TroubleStage::Settled
            } else {
                TroubleStage::Open
            },
            before,
        }
    }

    pub const fn ask(self) -> TroublesAsk {
        TroublesAsk {
            list: self.list,
            stage: self.stage,
            before: self.before,
            lines: LINES,
        }
    }

    pub(super) const fn before(self, before: TroubleBefore) -> Self {
        Self {
            before: Some(before),
            ..self
        }
    }

    /// As a form carries it.
    pub(crate) fn pairs(self) -> Vec<(&'static str, String)> {
        let settled = (self.stage == TroubleStage::Settled).then(|| ("stage", SETTLED.to_owned()));
        let before = self
            .before
            .map(|before| ("before", format!("{}-{}", before.at.0, before.no)));
        [("list", word(self.list).to_owned())]
            .into_iter()
            .chain(settled)
            .chain(before)
            .collect()
    }

    pub(super) fn hidden(self) -> impl IntoView {
        let fields = self.pairs().into_iter();
        let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
        fields.collect_view()
    }

    /// Where the whole list is exported, on whatever page one is.
    pub(super) fn export_address(self) -> String {
        let pairs = Self { before: None, ..self }.pairs().into_iter();
        let parts = pairs.map(|(name, value)| format!("&{name}={value}"));
        format!("/desk/export?what=troubles{}", parts.collect::<String>())
    }

    pub fn address(self) -> String {
        self.address_with(&[])
    }

    /// With what was done: loading that page again does nothing.
    pub fn address_with(self, done: &[(&'static str, String)]) -> String {
        let pairs = self.pairs().into_iter().chain(done.iter().cloned());
        let parts: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
        format!("{PATH}?{}", parts.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_from_its_address() {
        let filter = TroublesFilter {
            list: TroubleList::Held,
            stage: TroubleStage::Settled,
            before: Some(TroubleBefore { at: UnixMs(7), no: 3 }),
        };
        assert_eq!(filter.address(), "/desk/troubles?list=held&stage=settled&before=7-3");
        let said = |name: &str| {
            let pairs = filter.pairs().into_iter();
            pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        assert_eq!(TroublesFilter::of(said), filter);
    }

    #[test]
    fn what_can_not_be_read_means_what_is_open_from_the_newest_on() {
        for nonsense in ["", "-", "7", "x-1", "7-x"] {
            let said = |_: &str| Some(nonsense.to_owned());
            assert_eq!(TroublesFilter::of(said), TroublesFilter::default(), "{nonsense}");
        }
    }
}
