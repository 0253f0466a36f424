//! A file of the journal: lines of JSON, numbered without gaps, each behind a keyed digest. A line that was cut off, or is another
//! database's, has none that is right.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::value::RawValue;
use shared::time::UnixMs;

use crate::{
    StoreError,
    sqlite::key::{Key, unavailable},
};

const ENDING: &str = "jsonl";

#[derive(Deserialize)]
pub(super) struct Line {
    pub no: u64,
    pub at: UnixMs,
    pub entry: Box<RawValue>,
}

/// A file, named by the number of its first line.
pub(super) struct Segment {
    pub first: u64,
    pub path: PathBuf,
}

/// What is in it, up to the first line that can't be read.
pub(super) struct Read {
    pub lines: Vec<Line>,
    pub good_bytes: u64,
    /// Behind that one others can: this is no end that was cut off.
    pub is_damaged: bool,
}

pub(super) fn path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:012}.{ENDING}"))
}

/// With the line break at its end.
pub(super) fn line(key: &Key, no: u64, at: UnixMs, entry: &str) -> String {
    let json = format!("{{\"no\":{no},\"at\":{},\"entry\":{entry}}}", at.0);
    format!("{} {json}\n", key.digest_of_line(&json))
}

/// The files of a folder, the oldest first; none where there is no folder.
pub(super) fn list(folder: &Path) -> Result<Vec<Segment>, StoreError> {
    let failed = |error: std::io::Error| unavailable(folder, &error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut segments = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let first = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        if let Some(first) = first.filter(|_| path.extension().is_some_and(|ending| ending == ENDING)) {
            segments.push(Segment { first, path });
        }
    }
    segments.sort_by_key(|segment| segment.first);
    Ok(segments)
}

impl Segment {
    pub(super) fn read(&self, key: &Key) -> Result<Read, StoreError> {
        let bytes = fs::read(&self.path).map_err(|error| unavailable(&self.path, &error))?;
        let mut read = Read {
            lines: Vec::new(),
            good_bytes: 0,
            is_damaged: false,
        };
        let mut whole = bytes.split_inclusive(|byte| *byte == b'\n');
        for (next, text) in (self.first..).zip(whole.by_ref()) {
            let Some(line) = parse(text, key).filter(|line| line.no == next) else {
                read.is_damaged = whole.any(|text| parse(text, key).is_some());
                break;
            };
            read.lines.push(line);
            read.good_bytes += text.len() as u64;
        }
        if read.lines.is_empty() && is_of_another_key(&bytes, key) {
            let path = self.path.display();
            return Err(StoreError::Conflict(format!(
                "{path} is damaged, or another database's journal"
            )));
        }
        Ok(read)
    }
}

fn parse(text: &[u8], key: &Key) -> Option<Line> {
    let (digest, json) = split(text.strip_suffix(b"\n")?)?;
    if key.digest_of_line(json) != digest {
        return None;
    }
    serde_json::from_str(json).ok()
}

fn split(text: &[u8]) -> Option<(&str, &str)> {
    std::str::from_utf8(text).ok()?.split_once(' ')
}

/// Whole, but for the digest: a crash leaves no such beginning.
fn is_of_another_key(bytes: &[u8], key: &Key) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next();
    let line = first.and_then(split);
    line.is_some_and(|(digest, json)| key.digest_of_line(json) != digest && serde_json::from_str::<Line>(json).is_ok())
}

fn lacks(no: u64, seen_at: &Segment) -> StoreError {
    StoreError::Conflict(format!("the journal lacks line {no}: see {}", seen_at.path.display()))
}

/// Every line after number `after`; answers the last one's number. Nothing before it may be missing.
pub(super) fn walk(
    folder: &Path,
    key: &Key,
    after: u64,
    mut each: impl FnMut(Line) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let segments = list(folder)?;
    let mut last = after;
    for (at, segment) in segments.iter().enumerate() {
        if segments.get(at + 1).is_some_and(|next| next.first <= after + 1) {
            continue;
        }
        let read = segment.read(key)?;
        if segment.first > last + 1 {
            return Err(lacks(last + 1, segment));
        }
        if read.is_damaged {
            return Err(lacks(
                read.lines.last().map_or(segment.first, |line| line.no + 1),
                segment,
            ));
        }
        for line in read.lines {
            if line.no > last {
                last = line.no;
                each(line)?;
            }
        }
    }
    Ok(last)
}
