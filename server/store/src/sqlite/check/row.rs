//! A row by itself: the columns that repeat what is in it, the form of its fields, and what it shows against what it
//! remembers of merging.

use shared::{
    id::RecordId,
    record::{FieldMeta, Row},
    role::RowScope,
    schema::{self, ScopeRule, Spec},
    value::Value,
};

use super::Faults;
use crate::sqlite::column::made_at;

/// `parent` and `at` are its columns. A kind of a newer version is taken as it is.
pub(super) fn hold(row: &Row, parent: Option<RecordId>, at: Option<i64>, faults: &mut Faults) {
    let Some(spec) = schema::spec(&row.record.kind) else {
        return;
    };
    let (kind, seq) = (&row.record.kind, row.record.seq);
    let mut say = |what: String| faults.add(format!("row {seq}, a {kind}: {what}"));
    if row.record.parent() != parent {
        say("it does not hang from what it names".to_owned());
    }
    if made_at(&row.record) != at {
        say("it is not of the time it says".to_owned());
    }
    let building = match spec.scope {
        ScopeRule::SiteWide => Some(RowScope::SiteWide),
        ScopeRule::BuildingIn(field) => row.record.reference(field).map(RowScope::Building),
        // As what it hangs from, which is looked at for all together; of facts, as that was then.
        ScopeRule::SameAs(_) => Some(row.scope),
    };
    if building != Some(row.scope) {
        say("it is not of the building it names".to_owned());
    }
    for (name, value) in &row.record.fields {
        if spec
            .field(name)
            .is_none_or(|field| value.is_null() || !field.admits(value))
        {
            say(format!("{name} has not its form"));
        }
    }
    for field in missing(row, spec) {
        say(format!("{field} is missing"));
    }
    if last_remembered(row) > seq {
        say("it remembers a write that came after it".to_owned());
    }
    for (name, meta) in &row.meta.fields {
        if !shows(row.record.get(name), meta) {
            say(format!("{name} is not what merging has left"));
        }
    }
}

/// Of whom was erased nothing is left but that.
pub(super) fn hold_erased(row: &Row, faults: &mut Faults) {
    let is_bare = row.record.fields.len() == 1 && row.meta.fields.is_empty();
    if !is_bare || row.scope != RowScope::SiteWide {
        let (kind, seq) = (&row.record.kind, row.record.seq);
        faults.add(format!(
            "row {seq}, a {kind}: more is left of it than that it was erased"
        ));
    }
}

fn missing<'a>(row: &'a Row, spec: &'static Spec) -> impl Iterator<Item = &'static str> + 'a {
    let required = spec.fields.iter().filter(|field| field.required);
    let missing = required.filter(|field| row.record.get(field.name).is_null());
    missing.map(|field| field.name).filter(|_| !row.deleted)
}

fn last_remembered(row: &Row) -> u64 {
    let meta = &row.meta;
    let fields = meta.fields.values().map(|field| match field {
        FieldMeta::Register(stamp) => stamp.seq,
        FieldMeta::Sticky { claims, cleared } => {
            let claims = claims.iter().map(|claim| claim.stamp.seq);
            claims.chain(cleared.iter().map(|stamp| stamp.seq)).max().unwrap_or(0)
        }
        FieldMeta::Set(elements) => {
            let stamps = elements.values().flat_map(|one| one.claims.iter().chain(&one.removed));
            stamps.map(|stamp| stamp.seq).max().unwrap_or(0)
        }
    });
    let whole = meta.born.iter().chain(&meta.existence).map(|stamp| stamp.seq);
    fields.chain(whole).max().unwrap_or(0)
}

/// Whether this value is one that these claims leave. What a register has only the log can tell.
fn shows(value: &Value, meta: &FieldMeta) -> bool {
    match meta {
        FieldMeta::Register(_) => true,
        FieldMeta::Sticky { claims, .. } => match value {
            Value::Null => claims.is_empty(),
            value => claims.iter().any(|claim| claim.value == *value),
        },
        FieldMeta::Set(elements) => {
            let standing = elements.iter().filter(|(_, element)| !element.claims.is_empty());
            let standing = standing.map(|(name, _)| Some(name.as_str()));
            let shown = value.as_list().unwrap_or(&[]).iter().map(Value::as_text);
            standing.eq(shown)
        }
    }
}
