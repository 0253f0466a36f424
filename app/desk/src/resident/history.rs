//! Who said what about each field, from the operations and what became of them. Pure.

use std::collections::BTreeMap;

use shared::{op::Change, time::DayRule, value::Value, view::SiteView};
use store::{ConflictLine, Edit};

use super::{ConflictView, Deed, FieldView, Said, Saying};
use crate::people::build_moment;

/// The fields in the order in which they show. What a later version adds comes behind.
const FIELDS: [&str; 15] = [
    "name",
    "sex",
    "age",
    "phone",
    "contacts",
    "household",
    "living_alone",
    "control",
    "whereabouts",
    "medical",
    "priority",
    "priority_ended",
    "care",
    "condition",
    "note",
];
/// Of a field's earlier values; the newest.
const SAYINGS_MAX: usize = 20;

pub(super) struct History<'a> {
    pub(super) rule: DayRule,
    pub(super) site: &'a SiteView,
    /// Newest first.
    pub(super) edits: &'a [Edit],
}

impl History<'_> {
    pub(super) fn fields(&self, now: &shared::value::Fields) -> Vec<FieldView> {
        let mut said: BTreeMap<String, Vec<Saying>> = BTreeMap::new();
        for edit in self.edits {
            for (field, deed, value) in sayings(&edit.change) {
                let list = said.entry(field.to_owned()).or_default();
                if list.len() < SAYINGS_MAX {
                    list.push(self.saying(edit, field, deed, value));
                }
            }
        }
        let later = now.keys().chain(said.keys()).filter(|name| is_of_later(name));
        let mut names: Vec<String> = FIELDS.iter().map(|name| (*name).to_owned()).collect();
        for name in later {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let field = |name: String| {
            let now = now.get(&name).map_or(Said::Nothing, |value| Said::of(&name, value));
            let history = said.remove(&name).unwrap_or_default();
            // Nothing there, and never was.
            let is_blank = now == Said::Nothing && history.is_empty();
            (!is_blank || name == "phone").then_some(FieldView { name, now, history })
        };
        names.into_iter().filter_map(field).collect()
    }

    fn saying(&self, edit: &Edit, field: &str, deed: Deed, value: &Value) -> Saying {
        Saying {
            deed,
            said: Said::of(field, value),
            by: self.site.name_of(edit.by).map(str::to_owned),
            at: build_moment(self.rule, edit.at),
            lost: edit.superseded.iter().any(|lost| lost == field),
        }
    }

    /// Those that nobody has decided about.
    pub(super) fn conflicts(&self, lines: &[ConflictLine], now: &shared::value::Fields) -> Vec<ConflictView> {
        let open = lines.iter().filter(|line| line.settled.is_none());
        open.map(|line| {
            let maker = self.loser(line);
            let present = now.get(&line.field).unwrap_or(&Value::Null);
            ConflictView {
                no: line.no.0,
                field: line.field.clone(),
                lost: Said::of(&line.field, &line.lost),
                by: maker.and_then(|edit| self.site.name_of(edit.by)).map(str::to_owned),
                at: build_moment(self.rule, maker.map_or(line.found, |edit| edit.at)),
                now: Said::of(&line.field, present),
                can_take: line.field != "deleted",
            }
        })
        .collect()
    }

    /// Whose value lost: the operation itself where it came too late, else the one before it that said this.
    fn loser(&self, line: &ConflictLine) -> Option<&Edit> {
        let at = self.edits.iter().position(|edit| edit.op == line.op)?;
        let found = &self.edits[at];
        if found.superseded.contains(&line.field) || line.field == "deleted" {
            return Some(found);
        }
        let mut before = self.edits[at + 1..].iter();
        before.find(|edit| sayings(&edit.change).any(|(field, _, value)| field == line.field && *value == line.lost))
    }
}

fn is_of_later(name: &str) -> bool {
    name != "door" && !FIELDS.contains(&name)
}

/// What a change says of which field.
fn sayings(change: &Change) -> Box<dyn Iterator<Item = (&str, Deed, &Value)> + '_> {
    match change {
        Change::Create { fields, .. } | Change::Set { fields, .. } => {
            let said = fields.iter().filter(|(name, _)| *name != "door");
            // What was empty from the start was not said by anybody.
            let is_new = matches!(change, Change::Create { .. });
            let said = said.filter(move |(_, value)| !(is_new && value.is_null()));
            Box::new(said.map(|(name, value)| (name.as_str(), Deed::Set, value)))
        }
        Change::Add { field, elements, .. } => Box::new(elements.iter().map(|tag| (field.as_str(), Deed::Added, tag))),
        Change::Remove { field, elements, .. } => {
            Box::new(elements.iter().map(|tag| (field.as_str(), Deed::Removed, tag)))
        }
        _ => Box::new(std::iter::empty()),
    }
}
