//! One table per kind: what it is, whose scope it has, and for each field its class, form and who may write and read it.
//! The server judges by it, the phone offers by it.

use crate::{
    domain::resident::SAME_AS,
    kind::Kind,
    role::Role,
    value::{Fields, Value},
};

/// How concurrent edits of a field merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The later corrected time wins.
    Register,
    /// A set of claims; a clear removes only the claims it had seen.
    Sticky,
    /// Elements, each sticky by itself.
    Set,
    /// Written with the record and never edited.
    Fixed,
    /// Written by the server alone.
    Server,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Has an identity and is edited field by field.
    Entity,
    /// A register under a derived id: two phones that make it make the same one.
    Tick,
    /// Inserted once, voided or amended by a later fact.
    Fact,
}

/// Where a record's scope comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeRule {
    SiteWide,
    /// The building named by this field.
    BuildingIn(&'static str),
    /// The scope of the record named by this field.
    SameAs(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// At most this many characters.
    Text(usize),
    Int(i64, i64),
    Bool,
    Id,
    Choice(&'static [&'static str]),
    /// At most this many items.
    List(usize),
    Map(usize),
    /// A tick's value: null, true, a number or a short word.
    Answer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Everybody,
    /// Everybody reads, the desk writes.
    DeskWrites,
    /// Does not leave the desk.
    DeskOnly,
}

#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub class: Class,
    pub form: Form,
    pub required: bool,
    pub access: Access,
}

#[derive(Clone, Copy, Debug)]
pub struct Spec {
    pub kind: &'static Kind,
    pub shape: Shape,
    pub scope: ScopeRule,
    /// Whether workers may create, delete or restore it.
    pub worker_creates: bool,
    pub fields: &'static [Field],
}

const fn field(name: &'static str, class: Class, form: Form) -> Field {
    Field {
        name,
        class,
        form,
        required: false,
        access: Access::Everybody,
    }
}

const fn register(name: &'static str, form: Form) -> Field {
    field(name, Class::Register, form)
}

impl Field {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }
}

/// Of a name, a room, a phone number.
pub const NAME_CHARS: usize = 60;
/// Of a remark.
pub const NOTE_CHARS: usize = 2_000;
const KEY_CHARS: usize = 80;
const PERSONS: usize = 64;

pub const SEXES: &[&str] = &["female", "male"];
pub const WHEREABOUTS: &[&str] = &["home", "out", "hospital", "transferred", "moved_out"];
pub const OUTCOMES: &[&str] = &["answered", "no_answer"];

/// Written by the server on facts and ticks: who, when by corrected time, and what was found about them later.
const SERVER_FIELDS: [Field; 6] = [
    field("by", Class::Server, Form::Id),
    field("at", Class::Server, Form::Int(i64::MIN, i64::MAX)),
    field("late", Class::Server, Form::Bool),
    field("doubtful", Class::Server, Form::Bool),
    field("void", Class::Server, Form::Bool),
    field("amended_by", Class::Server, Form::Id),
];

static SPECS: &[Spec] = &[
    Spec {
        kind: &Kind::Site,
        shape: Shape::Entity,
        scope: ScopeRule::SiteWide,
        worker_creates: false,
        fields: &[
            register("name", Form::Text(NAME_CHARS))
                .required()
                .access(Access::DeskWrites),
            register("utc_offset_min", Form::Int(-900, 900)).access(Access::DeskWrites),
            register("day_turns_min", Form::Int(0, 1_439)).access(Access::DeskWrites),
        ],
    },
    Spec {
        kind: &Kind::Building,
        shape: Shape::Entity,
        scope: ScopeRule::SiteWide,
        worker_creates: false,
        fields: &[
            register("name", Form::Text(NAME_CHARS))
                .required()
                .access(Access::DeskWrites),
            register("order", Form::Int(0, 1_000_000)).access(Access::DeskWrites),
        ],
    },
    Spec {
        kind: &Kind::Door,
        shape: Shape::Entity,
        scope: ScopeRule::BuildingIn("building"),
        worker_creates: true,
        fields: &[
            field("building", Class::Fixed, Form::Id).required(),
            register("unit", Form::Text(NAME_CHARS)).access(Access::DeskWrites),
            register("floor", Form::Int(-20, 300)).access(Access::DeskWrites),
            register("room", Form::Text(NAME_CHARS)).required(),
            register("walk", Form::Int(0, 1_000_000)).access(Access::DeskWrites),
            register("vacant", Form::Bool),
            register("note", Form::Text(NOTE_CHARS)),
            register("key_holder", Form::Text(NOTE_CHARS)),
        ],
    },
    Spec {
        kind: &Kind::Resident,
        shape: Shape::Entity,
        scope: ScopeRule::SameAs("door"),
        worker_creates: true,
        fields: &[
            register("door", Form::Id).required(),
            register("name", Form::Text(NAME_CHARS)).required(),
            register("sex", Form::Choice(SEXES)),
            register("age", Form::Int(0, 130)),
            register("phone", Form::Text(NAME_CHARS)),
            register("household", Form::Int(0, 1_000)),
            register("living_alone", Form::Bool),
            register("control", Form::Text(NAME_CHARS)),
            register("whereabouts", Form::Choice(WHEREABOUTS)),
            field("care", Class::Set, Form::List(32)),
            register("contacts", Form::List(8)),
            register("condition", Form::Text(NOTE_CHARS)).access(Access::DeskOnly),
            register("note", Form::Text(NOTE_CHARS)),
            field("priority", Class::Sticky, Form::Map(8)),
            // Why somebody was taken off the list, at last.
            register("priority_ended", Form::Text(NOTE_CHARS)).access(Access::DeskOnly),
            field("medical", Class::Sticky, Form::Map(8)),
            register(SAME_AS, Form::Id).access(Access::DeskWrites),
        ],
    },
    Spec {
        kind: &Kind::Template,
        shape: Shape::Entity,
        scope: ScopeRule::SiteWide,
        worker_creates: false,
        fields: &[
            field("key", Class::Fixed, Form::Text(KEY_CHARS))
                .required()
                .access(Access::DeskWrites),
            register("version", Form::Int(1, 1_000_000)).access(Access::DeskWrites),
            register("name", Form::Map(8)).access(Access::DeskWrites),
            register("items", Form::List(60)).access(Access::DeskWrites),
        ],
    },
    Spec {
        kind: &Kind::Account,
        shape: Shape::Entity,
        scope: ScopeRule::SiteWide,
        worker_creates: false,
        fields: &[
            register("name", Form::Text(NAME_CHARS))
                .required()
                .access(Access::DeskWrites),
            register("role", Form::Choice(&["worker", "coordinator", "administrator"])).access(Access::DeskWrites),
        ],
    },
    Spec {
        kind: &Kind::Tick,
        shape: Shape::Tick,
        scope: ScopeRule::SameAs("subject"),
        worker_creates: true,
        fields: &[
            field("subject", Class::Fixed, Form::Id).required(),
            field("template", Class::Fixed, Form::Text(KEY_CHARS)).required(),
            field("item", Class::Fixed, Form::Text(KEY_CHARS)).required(),
            field("period", Class::Fixed, Form::Text(KEY_CHARS)).required(),
            register("version", Form::Int(1, 1_000_000)),
            register("value", Form::Answer),
            SERVER_FIELDS[0],
            SERVER_FIELDS[1],
            SERVER_FIELDS[2],
            SERVER_FIELDS[3],
        ],
    },
    Spec {
        kind: &Kind::Visit,
        shape: Shape::Fact,
        scope: ScopeRule::SameAs("door"),
        worker_creates: true,
        fields: &[
            field("door", Class::Fixed, Form::Id).required(),
            field("outcome", Class::Fixed, Form::Choice(OUTCOMES)).required(),
            field("persons", Class::Fixed, Form::List(PERSONS)),
            field("note", Class::Fixed, Form::Text(NOTE_CHARS)),
            SERVER_FIELDS[0],
            SERVER_FIELDS[1],
            SERVER_FIELDS[2],
            SERVER_FIELDS[4],
            SERVER_FIELDS[5],
        ],
    },
];

/// The table of a kind; none for a kind of a newer version.
pub fn spec(kind: &Kind) -> Option<&'static Spec> {
    SPECS.iter().find(|spec| spec.kind == kind)
}

impl Spec {
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field that names the record this one hangs from.
    pub const fn parent_field(&self) -> Option<&'static str> {
        match self.scope {
            ScopeRule::SiteWide => None,
            ScopeRule::BuildingIn(field) | ScopeRule::SameAs(field) => Some(field),
        }
    }

    pub fn may_create(&self, role: Role) -> bool {
        role.is_desk() || self.worker_creates
    }
}

impl Field {
    pub fn may_write(&self, role: Role) -> bool {
        role.is_desk() || self.access == Access::Everybody
    }

    /// Whether a value has this field's form. Null clears a field and has every form, unless it is required.
    pub fn admits(&self, value: &Value) -> bool {
        match (self.form, value) {
            (_, Value::Null) => !self.required,
            (Form::Text(most), Value::Text(text)) => {
                text.chars().count() <= most && !(self.required && text.trim().is_empty())
            }
            (Form::Int(least, most), Value::Int(int)) => (least..=most).contains(int),
            (Form::Bool, Value::Bool(_)) => true,
            (Form::Id, Value::Text(text)) => text.parse::<crate::id::RecordId>().is_ok(),
            (Form::Choice(choices), Value::Text(text)) => choices.contains(&text.as_str()),
            (Form::List(most), Value::List(list)) if self.class == Class::Set => {
                list.len() <= most && list.iter().all(admits_element)
            }
            (Form::List(most), Value::List(list)) => list.len() <= most,
            (Form::Map(most), Value::Map(map)) => map.len() <= most,
            (Form::Answer, Value::Bool(_) | Value::Int(_)) => true,
            (Form::Answer, Value::Text(text)) => text.chars().count() <= NOTE_CHARS,
            _ => false,
        }
    }
}

/// Elements of sets are short words.
pub fn admits_element(element: &Value) -> bool {
    element
        .as_text()
        .is_some_and(|text| !text.is_empty() && text.chars().count() <= KEY_CHARS)
}

/// The fields of a kind that a role may not read.
fn hidden(kind: &Kind, role: Role) -> impl Iterator<Item = &'static Field> {
    let fields = spec(kind).map_or(&[][..], |spec| spec.fields);
    fields
        .iter()
        .filter(move |field| field.access == Access::DeskOnly && !role.is_desk())
}

/// Whether there are fields of a kind that a role may not read.
pub fn has_hidden(kind: &Kind, role: Role) -> bool {
    hidden(kind, role).next().is_some()
}

/// The fields of a record that a role may read.
pub fn readable(kind: &Kind, role: Role, mut fields: Fields) -> Fields {
    for field in hidden(kind, role) {
        fields.remove(field.name);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_kind_has_one_table() {
        for kind in Kind::KNOWN {
            assert_eq!(SPECS.iter().filter(|spec| spec.kind == kind).count(), 1, "{kind}");
        }
    }

    #[test]
    fn parents_are_required_ids() {
        for spec in SPECS {
            if let Some(parent) = spec.parent_field() {
                let field = spec.field(parent).unwrap();
                assert!(field.required && field.form == Form::Id, "{}", spec.kind);
            }
        }
    }

    #[test]
    fn the_source_text_of_a_condition_stays_at_the_desk() {
        let all = crate::value::fields([("name", "张".into()), ("condition", "高血压".into())]);
        assert!(!readable(&Kind::Resident, Role::Worker, all.clone()).contains_key("condition"));
        assert!(readable(&Kind::Resident, Role::Coordinator, all).contains_key("condition"));
    }
}
