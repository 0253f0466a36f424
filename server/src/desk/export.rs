//! `/desk/export`: asked what for, noted, then made. `/desk/left`: what is left to do today.

use axum::{
    Form, Router,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use desk::{
    audit::{AuditFilter, not_for_you_page},
    export::{
        ExportFault, ExportForm, Filters, Format, Numbers, PURPOSE_CHARS_MAX, ROWS_MAX, Residents, Subject, Table,
        audit_table, buildings, doors_table, form_page, left_table, logins_table, nothing_page, people_table,
        same_table, visits_table,
    },
    left::{Left, Only, left_page},
    troubles::{TroublesFilter, troubles_table},
    visits_ask,
};
use shared::{id::RecordId, role::Role};
use store::{Before, Export, StoreError, TrailAsk, TroublesAsk, VisitsAsk};

use super::{here::Here, same::everybody};
use crate::{error::Error, state::Shared};

mod csv;
mod xlsx;

const HERE: &str = "/desk/export";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const LEFT: &str = "/desk/left";
/// Visits read at once: enough that a door is not read again for each of its visits, few enough to be held.
const READ_AT_ONCE: u32 = 4_000;

pub(super) fn router() -> Router<Shared> {
    Router::new().route(HERE, get(form).post(export)).route(LEFT, get(left))
}

/// A form or query, in the order in which it came.
type Pairs = Vec<(String, String)>;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Which {
    only: String,
}

async fn left(here: Here, which: Result<Query<Which>, QueryRejection>) -> Response {
    let only = which.map_or_else(|_| Only::default(), |Query(which)| Only::of(&which.only));
    let answer = async {
        let page = here.state.store.now_page(&here.viewer, 0, here.now).await?;
        Ok(left_page(&here.office, &Left::new(&page, here.now), only))
    };
    here.said(LEFT, answer.await)
}

async fn form(here: Here, query: Result<Query<Pairs>, QueryRejection>) -> Response {
    let pairs = query.map(|Query(pairs)| pairs).unwrap_or_default();
    form_page(&here.office, &asked(&pairs))
}

async fn export(here: Here, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let answer = async {
        let Form(pairs) = form.map_err(|_| Error::Malformed)?;
        let asked = asked(&pairs);
        if asked.subject.is_for_administrators() && here.viewer.role() != Role::Administrator {
            return Ok(not_for_you_page(&here.office));
        }
        let purpose = asked.purpose.trim();
        let fault = if purpose.is_empty() {
            Some(ExportFault::NoPurpose)
        } else if purpose.chars().count() > PURPOSE_CHARS_MAX {
            Some(ExportFault::PurposeTooLong)
        } else {
            None
        };
        if fault.is_some() {
            return Ok(form_page(&here.office, &ExportForm { fault, ..asked }));
        }
        let Some(table) = table(&here, &asked).await? else {
            return Ok(nothing_page(&here.office));
        };
        file(&here, &asked, table).await
    };
    here.said(HERE, answer.await)
}

fn asked(pairs: &Pairs) -> ExportForm {
    let get = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    let subject = get("what").and_then(Subject::of).unwrap_or(Subject::Visits);
    ExportForm {
        subject,
        format: get("format").and_then(Format::of).unwrap_or(Format::Xlsx),
        numbers: if get("numbers") == Some("full") {
            Numbers::Full
        } else {
            Numbers::Masked
        },
        purpose: get("purpose").unwrap_or_default().to_owned(),
        filters: Filters::of(subject, get),
        fault: None,
    }
}

/// None: more than a file holds.
async fn table(here: &Here, asked: &ExportForm) -> Result<Option<Table>, Error> {
    let lang = here.office.lang();
    let (store, viewer, now) = (&here.state.store, &here.viewer, here.now);
    let filters = &asked.filters;
    let table = match asked.subject {
        Subject::Visits => return visits(here, asked).await,
        Subject::Audit => return audit(here, filters.audit).await,
        Subject::Troubles => return troubles(here, filters.troubles).await,
        Subject::Doors => return doors(here, filters.building()).await,
        Subject::Same => same_table(lang, &everybody(here).await?),
        Subject::Logins => logins_table(lang, &here.logins().await?),
        Subject::Left => left_table(lang, &store.now_page(viewer, 0, now).await?, filters.left, now),
        Subject::People => people_table(lang, &here.people().await?, filters, now),
        Subject::Residents => {
            let page = store.roster_page(viewer, now).await?;
            let residents = Residents::new(&page, now);
            let seen = store.last_seen(viewer, &residents.everybody()).await?;
            residents.table(lang, &seen, &filters.residents, asked.numbers)
        }
    };
    Ok(Some(table).filter(|table| table.rows.len() <= ROWS_MAX))
}

async fn audit(here: &Here, filter: AuditFilter) -> Result<Option<Table>, Error> {
    let lang = here.office.lang();
    let (mut table, mut before) = (audit_table(lang), None);
    loop {
        let ask = TrailAsk {
            deed: filter.deed,
            before,
            lines: READ_AT_ONCE,
        };
        let page = here.state.store.trail_page(&here.viewer, ask).await?;
        table.add_trail(lang, &page);
        if table.rows.len() > ROWS_MAX {
            return Ok(None);
        }
        before = page.earlier;
        if before.is_none() {
            return Ok(Some(table));
        }
    }
}

async fn troubles(here: &Here, filter: TroublesFilter) -> Result<Option<Table>, Error> {
    let lang = here.office.lang();
    let (mut table, mut before) = (troubles_table(lang, filter), None);
    loop {
        let ask = TroublesAsk {
            before,
            lines: READ_AT_ONCE,
            ..filter.ask()
        };
        let page = here.state.store.troubles_page(&here.viewer, ask).await?;
        table.add_troubles(lang, &page, filter, here.now);
        if table.rows.len() > ROWS_MAX {
            return Ok(None);
        }
        before = page.earlier;
        if before.is_none() {
            return Ok(Some(table));
        }
    }
}

/// One building's doors, or those of every building, one after the other.
async fn doors(here: &Here, building: Option<RecordId>) -> Result<Option<Table>, Error> {
    let lang = here.office.lang();
    let (store, viewer) = (&here.state.store, &here.viewer);
    let first = store.building_page(viewer, building, here.now).await?;
    let mut table = doors_table(lang);
    let wanted = match building {
        Some(building) => vec![building],
        None => buildings(&first),
    };
    for building in wanted {
        let page = store.building_page(viewer, Some(building), here.now).await?;
        table.add_doors(lang, &page, here.now);
        if table.rows.len() > ROWS_MAX {
            return Ok(None);
        }
    }
    Ok(Some(table))
}

async fn visits(here: &Here, asked: &ExportForm) -> Result<Option<Table>, Error> {
    let rule = here.site().await?.day;
    let ask = visits_ask(&asked.filters.visits, rule);
    let (mut table, mut before) = (visits_table(here.office.lang()), None::<Before>);
    loop {
        let ask = VisitsAsk {
            before,
            lines: READ_AT_ONCE,
            ..ask
        };
        let page = here.state.store.visits_page(&here.viewer, ask).await?;
        table.add_visits(here.office.lang(), &page, here.now);
        if table.rows.len() > ROWS_MAX {
            return Ok(None);
        }
        before = page.earlier;
        if before.is_none() {
            return Ok(Some(table));
        }
    }
}

/// Noted first: nothing leaves that nobody wrote down.
async fn file(here: &Here, asked: &ExportForm, table: Table) -> Result<Response, Error> {
    let (what, format) = (asked.subject.as_str(), asked.format.as_str());
    let full = match asked.numbers {
        Numbers::Full if asked.subject == Subject::Residents => " full numbers",
        _ => "",
    };
    let export = Export {
        file: format!("{what}.{format}{full}"),
        rows: table.rows.len() as u64,
        purpose: asked.purpose.trim().to_owned(),
    };
    let local = here.site().await?.day.local(here.now);
    here.state.store.note_export(&here.viewer, export, here.now).await?;
    let (title, as_what) = (table.title, asked.format);
    // Tens of thousands of lines take a while.
    let made = tokio::task::spawn_blocking(move || match as_what {
        Format::Csv => Ok((csv::write(&table), "text/csv; charset=utf-8")),
        Format::Xlsx => xlsx::write(&table).map(|bytes| (bytes, XLSX)),
    });
    let (bytes, kind) = made
        .await
        .map_err(|error| Error::Store(StoreError::Fault(error.to_string())))??;
    let (hour, minute) = (local.hour, local.minute);
    let name = format!("{what}-{}-{hour:02}{minute:02}.{format}", local.date);
    let shown = format!("{title}-{}-{hour:02}{minute:02}.{format}", local.date);
    let disposition = format!("attachment; filename=\"{name}\"; filename*=UTF-8''{}", encoded(&shown));
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Error::Malformed)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

fn encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}
