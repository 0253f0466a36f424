//! The bytes that are sealed. Each begins with the byte of its format; a format once shipped is never changed, and every
//! later version reads it: the golden bytes in `form/golden` hold it to that.
//!
//! - Rows, format 1: postcard of a list of (kind, id, seq, state, fields).
//! - An outbox entry, format 1: the JSON of `shared::replica::Queued`. JSON, because every later version must read it,
//!   fields it does not know included.

use serde::{Deserialize, Serialize};
use shared::{
    id::RecordId, kind::Kind, protocol::RowMessage, read::from_json, record::Record, replica::Queued, value::Fields,
};

const ROWS_FORMAT: u8 = 1;
const QUEUED_FORMAT: u8 = 1;

/// Damaged, or of a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

#[derive(Clone, Copy, Serialize, Deserialize)]
enum State {
    Live,
    Deleted,
    Gone,
}

#[derive(Serialize)]
struct RowRef<'a> {
    kind: &'a Kind,
    id: RecordId,
    seq: u64,
    state: State,
    fields: &'a Fields,
}

#[derive(Deserialize)]
struct Row {
    kind: Kind,
    id: RecordId,
    seq: u64,
    state: State,
    fields: Fields,
}

pub(super) fn write_rows(rows: &[RowMessage]) -> Result<Vec<u8>, Unreadable> {
    let rows: Vec<RowRef<'_>> = rows.iter().map(RowRef::from).collect();
    write(&rows)
}

pub(super) fn write_records(records: &[&Record]) -> Result<Vec<u8>, Unreadable> {
    let rows: Vec<RowRef<'_>> = records.iter().map(|record| RowRef::from(*record)).collect();
    write(&rows)
}

fn write(rows: &[RowRef<'_>]) -> Result<Vec<u8>, Unreadable> {
    postcard::to_extend(rows, vec![ROWS_FORMAT]).map_err(|_| Unreadable)
}

pub(super) fn read_rows(bytes: &[u8]) -> Result<Vec<RowMessage>, Unreadable> {
    match bytes.split_first() {
        Some((&ROWS_FORMAT, body)) => {
            let rows: Vec<Row> = postcard::from_bytes(body).map_err(|_| Unreadable)?;
            Ok(rows.into_iter().map(RowMessage::from).collect())
        }
        _ => Err(Unreadable),
    }
}

pub(super) fn write_queued(queued: &Queued) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = vec![QUEUED_FORMAT];
    serde_json::to_writer(&mut bytes, queued).map_err(|_| Unreadable)?;
    Ok(bytes)
}

pub(super) fn read_queued(bytes: &[u8]) -> Result<Queued, Unreadable> {
    match bytes.split_first() {
        Some((&QUEUED_FORMAT, body)) => from_json(body).ok_or(Unreadable),
        _ => Err(Unreadable),
    }
}

impl<'a> From<&'a RowMessage> for RowRef<'a> {
    fn from(row: &'a RowMessage) -> Self {
        let state = match row {
            RowMessage { gone: true, .. } => State::Gone,
            RowMessage { deleted: true, .. } => State::Deleted,
            _ => State::Live,
        };
        Self {
            kind: &row.kind,
            id: row.id,
            seq: row.seq,
            state,
            fields: &row.fields,
        }
    }
}

impl<'a> From<&'a Record> for RowRef<'a> {
    fn from(record: &'a Record) -> Self {
        Self {
            kind: &record.kind,
            id: record.id,
            seq: record.seq,
            state: State::Live,
            fields: &record.fields,
        }
    }
}

impl From<Row> for RowMessage {
    fn from(row: Row) -> Self {
        let Row {
            kind,
            id,
            seq,
            state,
            fields,
        } = row;
        let (deleted, gone) = (matches!(state, State::Deleted), matches!(state, State::Gone));
        Self {
            kind,
            id,
            seq,
            fields,
            deleted,
            gone,
        }
    }
}

#[cfg(test)]
mod tests;
