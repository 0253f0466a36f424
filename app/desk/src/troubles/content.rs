//! What somebody said or meant to say, in words; numbers of phones are masked. And why it was not taken.

use shared::{
    domain::{Item, Tick, Visit},
    kind::Kind,
    op::Change,
    outcome::{Code, Outcome},
    record::Record,
    schema,
    value::{Fields, Value},
};

use super::Look;
use crate::{
    now,
    resident::{Said, field_text, said_text},
    residents::{FlagText, answer_text, text},
    words::fill,
};

/// Fields that are the server's or follow from others.
const UNSAID: [&str; 5] = ["subject", "template", "item", "period", "version"];

impl Look<'_> {
    /// What a change would do: a line for what it is, one for each field.
    pub(super) fn content(&self, change: Option<&Change>) -> Vec<String> {
        let own = self.own;
        let Some(change) = change else {
            return vec![own.unreadable.to_owned()];
        };
        match change {
            Change::Unsendable => vec![own.unsendable.to_owned()],
            Change::Fact { kind, record, fields } if *kind == Kind::Visit => {
                self.visit(own.visit, &row(kind, *record, fields))
            }
            Change::Amend {
                kind, record, fields, ..
            } => self.visit(own.visit_amended, &row(kind, *record, fields)),
            Change::Void { record, .. } => {
                let at = self.record(*record).map(|visit| self.when(Visit::from(visit).at));
                vec![[own.visit_void, &at.unwrap_or_default()].join(" ").trim().to_owned()]
            }
            Change::Create { kind, record, fields } | Change::Set { kind, record, fields } if *kind == Kind::Tick => {
                // Set says only what changes.
                let known = self.record(*record).map(|record| record.fields.clone());
                let fields = known.unwrap_or_default().into_iter().chain(fields.clone()).collect();
                vec![self.answer(&row(kind, *record, &fields))]
            }
            Change::Create { kind, fields, .. } | Change::Fact { kind, fields, .. } => {
                self.fields(own.new, kind, fields)
            }
            Change::Set { kind, fields, .. } => self.fields(own.changed, kind, fields),
            Change::Add {
                kind, field, elements, ..
            } => vec![self.elements(self.words.resident.added, kind, field, elements)],
            Change::Remove {
                kind, field, elements, ..
            } => vec![self.elements(self.words.resident.removed, kind, field, elements)],
            Change::Delete { .. } => vec![own.deleted.to_owned()],
            Change::Restore { .. } => vec![own.restored.to_owned()],
        }
    }

    fn visit(&self, deed: &str, record: &Record) -> Vec<String> {
        let visit = Visit::from(record);
        let outcome = record.get("outcome");
        let found = if admits(&Kind::Visit, "outcome", outcome) {
            now::text::what(self.words, now::build::what(&self.site, &visit))
        } else {
            self.labelled(&Kind::Visit, "outcome", outcome)
        };
        let note = visit.note.map(|note| self.labelled(&Kind::Visit, "note", &note.into()));
        [format!("{deed} · {found}")].into_iter().chain(note).collect()
    }

    fn answer(&self, tick: &Record) -> String {
        format!(
            "{} · {}",
            self.own.answer,
            self.labelled_answer(tick, tick.get("value"))
        )
    }

    fn fields(&self, deed: &str, kind: &Kind, fields: &Fields) -> Vec<String> {
        let mut said: Vec<_> = fields
            .iter()
            .filter(|(name, _)| !UNSAID.contains(&name.as_str()))
            .collect();
        // As the table of the kind has them: a name comes before an age.
        let known = schema::spec(kind).map(|spec| spec.fields).unwrap_or_default();
        said.sort_by_key(|(name, _)| {
            known
                .iter()
                .position(|field| field.name == *name)
                .unwrap_or(known.len())
        });
        let mut lines: Vec<String> = said
            .into_iter()
            .map(|(name, value)| self.labelled(kind, name, value))
            .collect();
        match lines.first_mut() {
            Some(first) => *first = format!("{deed} · {first}"),
            None => lines.push(deed.to_owned()),
        }
        lines
    }

    fn elements(&self, template: &str, kind: &Kind, field: &str, elements: &[Value]) -> String {
        let what = self.value(kind, field, &Value::List(elements.to_vec()));
        format!("{} {}", self.field(kind, field), fill(template, &[("what", &what)]))
    }

    /// `备注：下午在家`
    fn labelled(&self, kind: &Kind, field: &str, value: &Value) -> String {
        let (field, value) = (self.field(kind, field).to_owned(), self.value(kind, field, value));
        fill(self.own.labelled, &[("field", &field), ("value", &value)])
    }

    fn labelled_answer(&self, tick: &Record, value: &Value) -> String {
        let (field, value) = (self.field_of(tick, "value"), self.value_of(tick, "value", value));
        fill(self.own.labelled, &[("field", &field), ("value", &value)])
    }

    /// A field of a kind; one of a later version as it is stored.
    pub(super) fn field<'b>(&'b self, kind: &Kind, field: &'b str) -> &'b str {
        let own = self.own;
        match (kind, field) {
            (Kind::Resident, "door") => own.door,
            (Kind::Door, "unit") => own.unit,
            (Kind::Door, "floor") => own.floor,
            (Kind::Door, "room") => own.room,
            (Kind::Door, "vacant") => own.vacant,
            (Kind::Door, "key_holder") => own.key_holder,
            (Kind::Door, "building") => own.building,
            (Kind::Site | Kind::Building | Kind::Template | Kind::Account, "name") => own.name,
            (Kind::Tick, "value") => own.answer,
            (Kind::Visit, "door") => own.door_of_visit,
            (Kind::Visit, "persons") => own.persons,
            (Kind::Visit, "outcome") => own.outcome,
            _ => field_text(self.words, field),
        }
    }

    /// The same of a record that is there: of an answer, what was asked.
    pub(super) fn field_of(&self, record: &Record, field: &str) -> String {
        match self.item(record).filter(|_| field == "value") {
            Some(item) => {
                let asked = FlagText {
                    zh: item.text.zh.clone(),
                    en: item.text.en.clone(),
                };
                text::flag(self.words, &asked).to_owned()
            }
            None => self.field(&record.kind, field).to_owned(),
        }
    }

    pub(super) fn value(&self, kind: &Kind, field: &str, value: &Value) -> String {
        if value.is_null() {
            return self.own.cleared.to_owned();
        }
        let named = value.as_text().filter(|_| matches!(field, "door" | "building"));
        let named = named.and_then(|id| self.named(id));
        let said = named.unwrap_or_else(|| said_text(self.words, &Said::of(said_as(kind, field, value), value)));
        if said.trim().is_empty() {
            self.words.resident.nothing.to_owned()
        } else {
            self.short(&said)
        }
    }

    pub(super) fn value_of(&self, record: &Record, field: &str, value: &Value) -> String {
        let said = self.item(record).map(|item| answer_text(&item.answer, value));
        let said = said.map(|said| text::flag(self.words, &said).to_owned());
        let said = said.filter(|said| !said.is_empty() && field == "value");
        said.unwrap_or_else(|| self.value(&record.kind, field, value))
    }

    /// What an answer answers.
    fn item(&self, record: &Record) -> Option<&Item> {
        let tick = Some(Tick::from(record)).filter(|_| record.kind == Kind::Tick)?;
        let templates = self.site.templates().filter(|template| template.key == tick.template);
        let version = templates.max_by_key(|template| (Some(template.version) == tick.version, template.version))?;
        version.items.iter().find(|item| item.key == tick.item)
    }

    /// Why it was not taken, in the coordinator's words.
    pub(super) fn reason(&self, outcome: &Outcome, change: Option<&Change>) -> String {
        let kind = change
            .and_then(Change::target)
            .map_or(&Kind::Resident, |(kind, _)| kind);
        match outcome {
            Outcome::Rejected { code, field } => {
                let field = field.as_deref().map(|field| self.field(kind, field));
                self.refused(*code, field)
            }
            Outcome::Held { code, .. } => self.waiting(*code).to_owned(),
            Outcome::Applied { .. } | Outcome::Superseded { .. } | Outcome::Erased => self.own.recorded.to_owned(),
        }
    }

    fn refused(&self, code: Code, field: Option<&str>) -> String {
        let own = self.own;
        let of_field = |template: &str| fill(template, &[("field", &field.unwrap_or(self.words.resident.nothing))]);
        match code {
            Code::Malformed => own.malformed.to_owned(),
            Code::TooLarge => own.too_large.to_owned(),
            Code::Unsendable => own.not_sent.to_owned(),
            Code::BadId => own.bad_id.to_owned(),
            Code::BadEnvelope => own.bad_envelope.to_owned(),
            Code::IdTaken => own.id_taken.to_owned(),
            Code::BadField => of_field(own.bad_field),
            Code::ReadOnly => of_field(own.read_only),
            Code::BadChange => own.bad_change.to_owned(),
            Code::ForeignSite => own.foreign_site.to_owned(),
            Code::Forbidden if field.is_some() => of_field(own.forbidden_field),
            Code::Forbidden => own.forbidden.to_owned(),
            Code::TooMuch => own.too_much.to_owned(),
            Code::Refused => own.too_late.to_owned(),
            _ => own.unknown_code.to_owned(),
        }
    }

    const fn waiting(&self, code: Code) -> &'static str {
        match code {
            Code::UnknownChange => self.own.unknown_change,
            Code::Orphan => self.own.orphan,
            Code::Sealed => self.own.sealed,
            Code::Forbidden => self.own.not_his_now,
            Code::Revoked => self.own.revoked,
            Code::Expired => self.own.expired,
            _ => self.own.failed,
        }
    }
}

/// As what field of a resident it is said. What is of another kind, or is no value of its field, is said as it stands; but
/// a number is masked wherever it is.
fn said_as<'a>(kind: &Kind, field: &'a str, value: &Value) -> &'a str {
    let is_own = *kind == Kind::Resident && admits(kind, field, value);
    if is_own || matches!(field, "deleted" | "phone" | "contacts" | "care") {
        field
    } else {
        ""
    }
}

fn admits(kind: &Kind, field: &str, value: &Value) -> bool {
    let field = schema::spec(kind).and_then(|spec| spec.field(field));
    field.is_some_and(|field| field.admits(value))
}

fn row(kind: &Kind, id: shared::id::RecordId, fields: &Fields) -> Record {
    Record {
        kind: kind.clone(),
        id,
        seq: 0,
        fields: fields.clone(),
    }
}

#[cfg(test)]
mod tests;
