//! The bytes that are sealed. Each begins with the byte of its format; a format once shipped is never changed, and every
//! later version reads it: the golden bytes in `form/golden` hold it to that.
//!
//! - Rows, format 1: postcard of a list of (kind, id, seq, state, fields). Fields stay packed as they are.
//! - An outbox entry, format 1: the JSON of `shared::replica::Queued`. JSON, because every later version must read it,
//!   fields it does not know included.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shared::{
    id::RecordId,
    json,
    packed::Packed,
    read::from_json,
    replica::{Queued, Said},
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

/// What stands before the packed fields of a row.
#[derive(Serialize, Deserialize)]
struct Head<'a> {
    kind: &'a str,
    id: RecordId,
    seq: u64,
    state: State,
}

/// No fields.
const EMPTY: &[u8] = &[0];

pub(super) fn write_rows(rows: &[Said]) -> Result<Vec<u8>, Unreadable> {
    let rows = rows.iter().map(|said| match said {
        Said::Here(packed) => here(packed),
        Said::Gone { id, seq } => {
            let (kind, state) = ("", State::Gone);
            let head = Head {
                kind,
                id: *id,
                seq: *seq,
                state,
            };
            (head, EMPTY)
        }
    });
    write(rows)
}

pub(super) fn write_packed(rows: &[&Packed]) -> Result<Vec<u8>, Unreadable> {
    write(rows.iter().copied().map(here))
}

fn here(packed: &Packed) -> (Head<'_>, &[u8]) {
    let head = Head {
        kind: packed.kind.as_str(),
        id: packed.id,
        seq: packed.seq,
        state: State::Live,
    };
    (head, packed.bytes())
}

fn write<'a>(rows: impl ExactSizeIterator<Item = (Head<'a>, &'a [u8])>) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = postcard::to_extend(&rows.len(), vec![ROWS_FORMAT]).map_err(|_| Unreadable)?;
    for (head, fields) in rows {
        bytes = postcard::to_extend(&head, bytes).map_err(|_| Unreadable)?;
        bytes.extend_from_slice(fields);
    }
    Ok(bytes)
}

/// Calls `take` with each row, in order.
pub(super) fn read_rows(bytes: Vec<u8>, mut take: impl FnMut(Said)) -> Result<(), Unreadable> {
    let whole: Arc<[u8]> = bytes.into();
    let Some((&ROWS_FORMAT, body)) = whole.split_first() else {
        return Err(Unreadable);
    };
    let (count, mut rest) = postcard::take_from_bytes::<usize>(body).map_err(|_| Unreadable)?;
    for _ in 0..count {
        let (head, fields) = postcard::take_from_bytes::<Head<'_>>(rest).map_err(|_| Unreadable)?;
        let Head { kind, id, seq, state } = head;
        let from = whole.len() - fields.len();
        let (packed, end) = Packed::read(kind.into(), id, seq, &whole, from).map_err(|_| Unreadable)?;
        take(match state {
            State::Live => Said::Here(packed),
            State::Deleted | State::Gone => Said::Gone { id, seq },
        });
        rest = &whole[end..];
    }
    Ok(())
}

pub(super) fn write_queued(queued: &Queued) -> Vec<u8> {
    [&[QUEUED_FORMAT], json::write(queued).as_bytes()].concat()
}

pub(super) fn read_queued(bytes: &[u8]) -> Result<Queued, Unreadable> {
    match bytes.split_first() {
        Some((&QUEUED_FORMAT, body)) => from_json(body).ok_or(Unreadable),
        _ => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests;
