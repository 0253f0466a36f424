//! `/desk/same`: residents who are there twice, merged and told apart again, through operations like everything else.

use axum::{
    Form, Router,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use desk::{
    resident_form::{no_resident_page, read_seen},
    same::{Everybody, PATH, compare_page, same_page},
};
use shared::{
    domain::resident::SAME_AS,
    id::RecordId,
    kind::Kind,
    op::{Change, Seen},
    value::{Value, fields},
};

use super::{here::Here, residents::Sent};
use crate::{error::Error, state::Shared};

pub(super) fn router() -> Router<Shared> {
    Router::new().route(PATH, get(page).post(save))
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    one: String,
    other: String,
    done: String,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Filled {
    seen: String,
    act: String,
    alias: String,
    root: String,
}

async fn page(here: Here, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    let answer = async {
        let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
        let all = everybody(&here).await?;
        Ok(match (asked.one.parse(), asked.other.parse()) {
            (Ok(one), Ok(other)) => {
                compare_page(&here.office, &all, one, other).unwrap_or_else(|| no_resident_page(&here.office))
            }
            _ => same_page(&here.office, &all, &asked.done),
        })
    };
    here.said(PATH, answer.await)
}

pub(super) async fn everybody(here: &Here) -> Result<Everybody, Error> {
    let store = &here.state.store;
    // Before the rows: what comes between the two was not seen.
    let seq = store.head(&here.viewer).await?;
    let epoch = store.submit(&here.viewer, Vec::new(), here.now).await?.epoch;
    let kinds = [Kind::Building, Kind::Door, Kind::Resident];
    let records = store.records(&here.viewer, &kinds).await?;
    let seen = Seen { epoch, seq };
    Ok(Everybody { records, seen })
}

async fn save(here: Here, filled: Result<Form<Filled>, FormRejection>) -> Response {
    let answer = async {
        let Form(filled) = filled.map_err(|_| Error::Malformed)?;
        let seen = read_seen(&filled.seen).ok_or(Error::Malformed)?;
        let alias: RecordId = filled.alias.parse().map_err(|_| Error::Malformed)?;
        let root: Option<RecordId> = match filled.act.as_str() {
            "merge" => Some(filled.root.parse().map_err(|_| Error::Malformed)?),
            "apart" => None,
            _ => return Err(Error::Malformed),
        };
        let change = Change::Set {
            kind: Kind::Resident,
            record: alias,
            fields: fields([(SAME_AS, root.map_or(Value::Null, Value::from))]),
        };
        let sent = here.send(vec![change], seen).await?;
        let record = here.state.store.record(&here.viewer, alias).await?;
        let stands = record.is_some_and(|record| record.reference(SAME_AS) == root);
        let done = match (sent, root) {
            (Sent::Applied, Some(_)) if stands => "merged",
            (Sent::Applied, None) if stands => "apart",
            _ => "not",
        };
        Ok(Redirect::to(&format!("{PATH}?done={done}")).into_response())
    };
    here.said(PATH, answer.await)
}
