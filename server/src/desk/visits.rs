//! What is done about visits: they are marked as seen, by a form that leads back to where it was sent from.

use axum::{
    Form, Router,
    extract::rejection::FormRejection,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use desk::{VISITS_SHOWN, VisitsFilter};
use shared::{
    domain::{is_seen_mark, seen_change, seen_id},
    id::{OpId, RecordId},
    kind::Kind,
    op::{Draft, Seen},
};

use super::here::Here;
use crate::{error::Error, random, state::Shared};

const HERE: &str = "/desk/visits";

/// A form in which `shown` comes once for every visit.
type Pairs = Vec<(String, String)>;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/desk/visits/seen", post(mark))
}

async fn mark(here: Here, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let answer = async {
        let Form(pairs) = form.map_err(|_| Error::Malformed)?;
        let asked = Asked::of(&pairs)?;
        let mut drafts = Vec::with_capacity(asked.visits.len());
        for visit in &asked.visits {
            if is_unseen(&here, *visit).await? {
                drafts.push(draft(&here, *visit)?);
            }
        }
        let pushed = here.state.store.submit(&here.viewer, drafts, here.now).await?;
        let done = pushed
            .results
            .iter()
            .filter(|result| result.status == shared::protocol::Status::Applied);
        let to = asked.filter.address_with(&[("done", done.count().to_string())]);
        // Back at the line where one was: the next one to look at is the one below.
        let line = asked.one.map(|visit| format!("#v-{visit}")).unwrap_or_default();
        Ok(Redirect::to(&format!("{to}{line}")).into_response())
    };
    here.said(HERE, answer.await)
}

/// It is a visit that nobody at the desk has marked.
async fn is_unseen(here: &Here, visit: RecordId) -> Result<bool, Error> {
    let store = &here.state.store;
    let record = store.record(&here.viewer, visit).await?;
    if record.is_none_or(|record| record.kind != Kind::Visit) {
        return Ok(false);
    }
    let mark = store.record(&here.viewer, seen_id(visit)).await?;
    Ok(!mark.is_some_and(|mark| is_seen_mark(&mark)))
}

fn draft(here: &Here, visit: RecordId) -> Result<Draft, Error> {
    Ok(Draft {
        id: OpId::made(here.now, random::bytes()?),
        site: here.viewer.site(),
        at: here.now,
        // Made twice it is one, and the first one stays.
        seen: Seen::NOTHING,
        change: seen_change(visit),
    })
}

/// What was asked: one visit by the button in its line, or all that the page showed.
#[derive(Debug, PartialEq)]
struct Asked {
    visits: Vec<RecordId>,
    one: Option<RecordId>,
    filter: VisitsFilter,
}

impl Asked {
    fn of(pairs: &Pairs) -> Result<Self, Error> {
        let ids = |wanted: &str| -> Result<Vec<RecordId>, Error> {
            let values = pairs.iter().filter(|(name, _)| name == wanted);
            let ids = values.map(|(_, value)| value.parse().map_err(|_| Error::Malformed));
            ids.collect()
        };
        let one = ids("visit")?.first().copied();
        let visits = match one {
            Some(visit) => vec![visit],
            None => ids("shown")?,
        };
        if visits.len() > VISITS_SHOWN {
            return Err(Error::Malformed);
        }
        let filter = VisitsFilter::of(|name| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        });
        Ok(Self { visits, one, filter })
    }
}

#[cfg(test)]
mod tests {
    use shared::time::UnixMs;

    use super::*;

    fn pairs(pairs: &[(&str, String)]) -> Pairs {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect()
    }

    #[test]
    fn one_button_marks_its_own_line_and_the_other_what_was_shown() {
        let id = |n| RecordId::made(UnixMs(1), [n; 10]);
        let shown = [
            ("shown", id(1).to_string()),
            ("unseen", "1".to_owned()),
            ("shown", id(2).to_string()),
        ];
        let all = Asked::of(&pairs(&shown)).unwrap();
        assert_eq!(
            (all.visits, all.one, all.filter.unseen),
            (vec![id(1), id(2)], None, true)
        );
        let mut one = shown.to_vec();
        one.push(("visit", id(2).to_string()));
        assert_eq!(Asked::of(&pairs(&one)).unwrap().visits, [id(2)]);
    }

    #[test]
    fn more_than_a_page_shows_is_refused_and_so_is_what_is_no_visit() {
        let many: Vec<_> = (0..=VISITS_SHOWN)
            .map(|_| ("shown", RecordId::NIL.to_string()))
            .collect();
        assert!(Asked::of(&pairs(&many)).is_err());
        assert!(Asked::of(&pairs(&[("shown", "x".to_owned())])).is_err());
    }
}
