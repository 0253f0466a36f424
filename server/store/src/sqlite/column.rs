//! How values of the domain stand in columns, and back.

use rusqlite::{Row as SqlRow, types::FromSqlError};
use shared::{
    id::{AccountId, CardId, DeviceId, EpochId, OpId, RecordId, SiteId},
    outcome::{Code, Outcome},
    record::{Record, Row},
    role::{Role, RowScope},
    schema::{self, Shape},
};

use crate::StoreError;

pub(super) type IdBytes = [u8; 16];

/// An id and its 16 bytes.
pub(super) trait Blob: Sized {
    fn blob(self) -> IdBytes;
    fn of(bytes: IdBytes) -> Self;
}

macro_rules! blobs {
    ($($id:ident),*) => {$(
        impl Blob for $id {
            fn blob(self) -> IdBytes {
                self.uuid().into_bytes()
            }

            fn of(bytes: IdBytes) -> Self {
                Self::from_uuid(uuid::Uuid::from_bytes(bytes))
            }
        }
    )*};
}

blobs!(AccountId, CardId, DeviceId, EpochId, OpId, RecordId, SiteId);

pub(super) fn id<T: Blob>(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<T> {
    row.get(column).map(T::of)
}

pub(super) fn maybe_id<T: Blob>(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<IdBytes>>(column)?.map(T::of))
}

pub(super) fn role(row: &SqlRow<'_>, column: usize) -> Result<Role, StoreError> {
    let role = row.get_ref(column)?.as_str()?.parse();
    role.map_err(|error: shared::role::UnknownRole| StoreError::Fault(error.to_string()))
}

/// SQLite's integers are signed; sequence numbers and counts never come near the end.
pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) fn count(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

pub(super) fn json<T: serde::de::DeserializeOwned>(row: &SqlRow<'_>, column: usize) -> Result<T, StoreError> {
    Ok(serde_json::from_str(row.get_ref(column)?.as_str()?)?)
}

pub(super) const fn scope_blob(scope: RowScope) -> Option<IdBytes> {
    match scope {
        RowScope::SiteWide => None,
        RowScope::Building(building) => Some(building.uuid().into_bytes()),
    }
}

pub(super) fn scope(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<RowScope> {
    Ok(maybe_id(row, column)?.map_or(RowScope::SiteWide, RowScope::Building))
}

/// The columns [`row`] and [`record`] read, in this order.
pub(super) const ROW_COLUMNS: &str = "id, kind, seq, scope, deleted, doc, meta";

pub(super) fn record(row: &SqlRow<'_>) -> Result<Record, StoreError> {
    let kind = row.get_ref(1)?.as_str()?.into();
    Ok(Record {
        kind,
        id: id(row, 0)?,
        seq: count(row, 2)?,
        fields: json(row, 5)?,
    })
}

pub(super) fn row(row: &SqlRow<'_>) -> Result<Row, StoreError> {
    Ok(Row {
        record: record(row)?,
        scope: scope(row, 3)?,
        deleted: row.get(4)?,
        meta: json(row, 6)?,
    })
}

/// When it was made, for kinds of which that is known.
pub(super) fn made_at(record: &Record) -> Option<i64> {
    let shape = schema::spec(&record.kind)?.shape;
    if shape == Shape::Entity { None } else { record.int("at") }
}

/// An outcome in its columns.
pub(super) struct OutcomeColumns {
    pub status: &'static str,
    pub code: Option<String>,
    pub field: Option<String>,
    pub fields: Option<String>,
    pub seq: Option<i64>,
    pub waits_for: Option<IdBytes>,
}

impl OutcomeColumns {
    pub(super) fn new(outcome: &Outcome) -> Result<Self, StoreError> {
        let seq = outcome.seq().map(signed);
        let plain = Self {
            status: "applied",
            code: None,
            field: None,
            fields: None,
            seq,
            waits_for: None,
        };
        Ok(match outcome {
            Outcome::Applied { .. } => plain,
            Outcome::Erased => Self {
                code: Some(code_text(Code::Erased)?),
                ..plain
            },
            Outcome::Superseded { fields, .. } => Self {
                status: "superseded",
                fields: Some(serde_json::to_string(fields)?),
                ..plain
            },
            Outcome::Rejected { code, field } => Self {
                status: "rejected",
                code: Some(code_text(*code)?),
                field: field.clone(),
                ..plain
            },
            Outcome::Held { code, waits_for } => {
                let waits_for = waits_for.map(Blob::blob);
                Self {
                    status: "held",
                    code: Some(code_text(*code)?),
                    waits_for,
                    ..plain
                }
            }
        })
    }
}

fn code_text(code: Code) -> Result<String, StoreError> {
    Ok(serde_json::to_string(&code)?.trim_matches('"').to_owned())
}

/// Reads `status, code, field, fields, seq, waits_for` from six columns, the first at `at`.
pub(super) fn outcome(row: &SqlRow<'_>, at: usize) -> Result<Outcome, StoreError> {
    let seq = row
        .get::<_, Option<i64>>(at + 4)?
        .and_then(|seq| u64::try_from(seq).ok());
    let code =
        || -> Result<Code, StoreError> { Ok(serde_json::from_str(&format!("{:?}", row.get_ref(at + 1)?.as_str()?))?) };
    Ok(match row.get_ref(at)?.as_str()? {
        "applied" if row.get_ref(at + 1)?.as_str_or_null()? == Some("erased") => Outcome::Erased,
        "applied" => Outcome::Applied { seq },
        "superseded" => Outcome::Superseded {
            seq,
            fields: json(row, at + 3)?,
        },
        "rejected" => Outcome::Rejected {
            code: code()?,
            field: row.get(at + 2)?,
        },
        "held" => Outcome::Held {
            code: code()?,
            waits_for: maybe_id(row, at + 5)?,
        },
        other => return Err(StoreError::Fault(format!("an operation with the status {other}"))),
    })
}

impl From<FromSqlError> for StoreError {
    fn from(error: FromSqlError) -> Self {
        Self::Fault(error.to_string())
    }
}
