//! CSV to lines: which characters, which separator, and the line numbers Excel would show.

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::error::ReadError;
use crate::header;
use crate::sheet::{Cell, Collector, Sheet};

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Lines the separators are compared on.
const PROBE_LINES: usize = 40;
const REPLACEMENT: char = '\u{FFFD}';
/// More lost characters than one in so many, and it isn't text.
const GARBLED_SHARE: usize = 20;

/// The text and what it was written in.
pub(crate) fn decode(bytes: &[u8]) -> Result<(String, &'static str), ReadError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, _) = encoding.decode(bytes);
        return checked(text.into_owned(), encoding.name());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return checked(text.to_owned(), UTF_8.name());
    }
    // A few broken characters must not turn a UTF-8 file into another language; Chinese text in GB18030 is hardly ever
    // valid UTF-8 for longer than a character.
    let (unicode, _) = UTF_8.decode_without_bom_handling(bytes);
    let lost = unicode.chars().filter(|&c| c == REPLACEMENT).count();
    let sound = unicode.chars().filter(|&c| !c.is_ascii() && c != REPLACEMENT).count();
    if lost * GARBLED_SHARE <= sound {
        return checked(unicode.into_owned(), UTF_8.name());
    }
    let (chinese, _) = GB18030.decode_without_bom_handling(bytes);
    checked(chinese.into_owned(), "GB18030")
}

fn checked(text: String, encoding: &'static str) -> Result<(String, &'static str), ReadError> {
    let strange = text.chars().filter(|&c| c == REPLACEMENT || c == '\0').count();
    if strange * GARBLED_SHARE > text.chars().count() {
        return Err(ReadError::NotText);
    }
    Ok((text, encoding))
}

/// Whether the text opens like a web page, as some systems save a table under `.xls`.
pub(crate) fn is_web_page(text: &str) -> bool {
    let head: String = text
        .trim_start()
        .chars()
        .take(64)
        .flat_map(char::to_lowercase)
        .collect();
    ["<html", "<!doctype html", "<table", "<meta", "<head"]
        .iter()
        .any(|tag| head.starts_with(tag))
}

/// The lines, split by the separator under which the header makes most sense.
pub(crate) fn read(text: &str) -> Result<(Sheet, char), ReadError> {
    let mut best = (SEPARATORS[0], (0, 0));
    for separator in SEPARATORS {
        let probe = split(text, separator, PROBE_LINES)?;
        let widest = probe.lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        let score = (header::best_score(&probe), widest);
        if score > best.1 {
            best = (separator, score);
        }
    }
    Ok((split(text, best.0, usize::MAX)?, char::from(best.0)))
}

fn split(text: &str, separator: u8, limit: usize) -> Result<Sheet, ReadError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut collector = Collector::default();
    let mut record = csv::StringRecord::new();
    let mut place = Place {
        text: text.as_bytes(),
        at: 0,
        line: 1,
    };
    for _ in 0..limit {
        if !reader.read_record(&mut record).map_err(|_| ReadError::NotText)? {
            break;
        }
        let number = place.of_record_ending_at(reader.position().byte() as usize);
        for (column, field) in record.iter().enumerate() {
            collector.put(number, column, Cell::new(unquoted(field)))?;
        }
    }
    Ok(collector.finish(""))
}

/// Excel numbers records: a blank line counts, a line break inside quotes doesn't.
struct Place<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Place<'_> {
    /// The number of the record that the reader finished at byte `end`, blank lines in front of it included.
    fn of_record_ending_at(&mut self, end: usize) -> usize {
        let end = end.clamp(self.at, self.text.len());
        let mut taken = &self.text[self.at..end];
        // The reader stops between the two characters of a Windows line end.
        if self.at > 0 && self.text[self.at - 1] == b'\r' {
            taken = taken.strip_prefix(b"\n").unwrap_or(taken);
        }
        self.at = end;
        while let [b'\r', b'\n', rest @ ..] | [b'\n' | b'\r', rest @ ..] = taken {
            self.line += 1;
            taken = rest;
        }
        self.line += 1;
        self.line - 1
    }
}

/// `="0137"` and `'0137`: how text is kept from becoming a number in Excel.
fn unquoted(field: &str) -> &str {
    let field = field.trim();
    if let Some(inner) = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return inner;
    }
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => field,
    }
}
