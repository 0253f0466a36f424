//! `/desk/troubles`: what waits for a coordinator, and what they decide. Taking a value that lost is an operation, as a
//! phone's would be; that somebody has decided is noted beside it.

use axum::{
    Form, Router,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use desk::{
    resident_form::read_seen,
    troubles::{TroublesDone, TroublesFilter, troubles_page},
};
use shared::id::OpId;
use store::{ConflictNo, TriedAgain, TroubleCounts, TroubleList};

use super::{
    here::Here,
    residents::{Sent, take},
};
use crate::{error::Error, state::Shared};

const HERE: &str = "/desk/troubles";
/// Lines decided about at once; more than a page shows.
const CHOSEN_MAX: usize = 200;

/// A query, or a form in which `chosen` comes once for every line.
type Pairs = Vec<(String, String)>;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(HERE, get(page))
        .route("/desk/troubles/conflicts", post(decide))
        .route("/desk/troubles/sent", post(see_to))
}

async fn page(here: Here, query: Result<Query<Pairs>, QueryRejection>) -> Response {
    let asked = Asked(query.map(|Query(pairs)| pairs).unwrap_or_default());
    let answer = async {
        let mut filter = asked.filter();
        let mut page = here.state.store.troubles_page(&here.viewer, filter.ask()).await?;
        // Who has not said which list is shown one where something waits.
        if asked.one("list").is_none()
            && let Some(list) = first_open(page.open).filter(|list| *list != filter.list)
        {
            filter = TroublesFilter::of_list(list);
            page = here.state.store.troubles_page(&here.viewer, filter.ask()).await?;
        }
        Ok(troubles_page(&here.office, &page, filter, asked.done(), here.now))
    };
    here.said(HERE, answer.await)
}

fn first_open(open: TroubleCounts) -> Option<TroubleList> {
    let lists = [TroubleList::Conflicts, TroubleList::Rejected, TroubleList::Held];
    lists.into_iter().find(|list| open.of(*list) > 0)
}

async fn decide(here: Here, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let answer = async {
        let Form(pairs) = form.map_err(|_| Error::Malformed)?;
        let asked = Asked(pairs);
        if let Some(taken) = asked.one("take") {
            return Ok(asked.done_with(&take_lost(&here, taken).await?));
        }
        let numbers = asked.chosen("keep")?;
        let conflicts: Vec<ConflictNo> = numbers.into_iter().map(ConflictNo).collect();
        if conflicts.is_empty() {
            return Ok(asked.done_with(&TroublesDone::NothingChosen));
        }
        let count = here.state.store.settle(&here.viewer, &conflicts, here.now).await?;
        Ok(asked.done_with(&TroublesDone::Settled(count)))
    };
    here.said(HERE, answer.await)
}

/// `taken`: the conflict's number, and what the person had before them.
async fn take_lost(here: &Here, taken: &str) -> Result<TroublesDone, Error> {
    let (no, seen) = taken.split_once(' ').ok_or(Error::Malformed)?;
    let (no, seen) = (
        ConflictNo(no.parse().map_err(|_| Error::Malformed)?),
        read_seen(seen).ok_or(Error::Malformed)?,
    );
    let store = &here.state.store;
    let line = store.conflict(&here.viewer, no).await?.ok_or(Error::NotFound)?;
    if line.settled.is_some() {
        return Ok(TroublesDone::Settled(0));
    }
    let change = take(&line.kind, line.record, &line.field, &line.lost).ok_or(Error::Malformed)?;
    Ok(match here.send(vec![change], seen).await? {
        Sent::Applied => {
            store.settle(&here.viewer, &[no], here.now).await?;
            TroublesDone::Taken
        }
        Sent::Lost => TroublesDone::Lost,
        Sent::Refused(fault) => {
            tracing::warn!(?fault, "a value that had lost could not be taken");
            TroublesDone::Refused
        }
    })
}

async fn see_to(here: Here, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let answer = async {
        let Form(pairs) = form.map_err(|_| Error::Malformed)?;
        let asked = Asked(pairs);
        let store = &here.state.store;
        let is_asked = |does: &&str| asked.one(does).is_some() || asked.one("act") == Some(*does);
        let does = ["again", "take", "refuse"]
            .into_iter()
            .find(is_asked)
            .unwrap_or("settle");
        let ops: Vec<OpId> = asked.chosen(does)?;
        let (viewer, now) = (&here.viewer, here.now);
        let done = match does {
            _ if ops.is_empty() => TroublesDone::NothingChosen,
            "again" => TroublesDone::Tried(store.try_again(viewer, &ops, now).await?),
            "take" => TroublesDone::Tried(store.take_late(viewer, &ops, now).await?),
            "refuse" => TroublesDone::NotTaken(store.refuse_late(viewer, &ops, now).await?),
            _ => TroublesDone::Settled(store.settle_sent(viewer, &ops, now).await?),
        };
        Ok(asked.done_with(&done))
    };
    here.said(HERE, answer.await)
}

/// What an address or a form says.
#[derive(Debug)]
struct Asked(Pairs);

impl Asked {
    fn one(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The line whose own button was pressed, or all that were chosen.
    fn chosen<T: std::str::FromStr>(&self, button: &str) -> Result<Vec<T>, Error> {
        let name = if self.one(button).is_some() { button } else { "chosen" };
        let values: Vec<&str> = self
            .0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect();
        if values.len() > CHOSEN_MAX {
            return Err(Error::Malformed);
        }
        let parsed = values
            .into_iter()
            .map(|value| value.parse().map_err(|_| Error::Malformed));
        parsed.collect()
    }

    fn filter(&self) -> TroublesFilter {
        TroublesFilter::of(|name| self.one(name).map(str::to_owned))
    }

    /// Back to where it was asked, saying what was done.
    fn done_with(&self, done: &TroublesDone) -> Response {
        let (word, counts) = match done {
            TroublesDone::Settled(count) => ("settled", vec![*count]),
            TroublesDone::NotTaken(count) => ("not_taken", vec![*count]),
            TroublesDone::Taken => ("taken", Vec::new()),
            TroublesDone::Lost => ("lost", Vec::new()),
            TroublesDone::Refused => ("refused", Vec::new()),
            TroublesDone::NothingChosen => ("none", Vec::new()),
            TroublesDone::Tried(TriedAgain {
                applied,
                rejected,
                held,
            }) => ("tried", vec![*applied, *rejected, *held]),
        };
        let counts: Vec<String> = counts.iter().map(ToString::to_string).collect();
        let said = [("done", word.to_owned()), ("n", counts.join("-"))];
        Redirect::to(&self.filter().address_with(&said)).into_response()
    }

    /// What [`Self::done_with`] wrote.
    fn done(&self) -> Option<TroublesDone> {
        let mut counts = self
            .one("n")
            .unwrap_or_default()
            .split('-')
            .map(|n| n.parse().unwrap_or(0));
        let mut next = || counts.next().unwrap_or(0);
        Some(match self.one("done")? {
            "settled" => TroublesDone::Settled(next()),
            "not_taken" => TroublesDone::NotTaken(next()),
            "taken" => TroublesDone::Taken,
            "lost" => TroublesDone::Lost,
            "refused" => TroublesDone::Refused,
            "none" => TroublesDone::NothingChosen,
            "tried" => TroublesDone::Tried(TriedAgain {
                applied: next(),
                rejected: next(),
                held: next(),
            }),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Asked(pairs.iter().map(own).collect())
    }

    #[test]
    fn a_lines_own_button_means_that_line_and_the_other_what_was_chosen() {
        let both = [("chosen", "1"), ("chosen", "2"), ("act", "keep")];
        assert_eq!(asked(&both).chosen::<i64>("keep").unwrap(), [1, 2]);
        let own = [both.as_slice(), &[("keep", "7")]].concat();
        assert_eq!(asked(&own).chosen::<i64>("keep").unwrap(), [7]);
        assert_eq!(asked(&[]).chosen::<i64>("keep").unwrap(), Vec::<i64>::new());
        assert!(asked(&[("chosen", "x")]).chosen::<i64>("keep").is_err());
        let many = vec![("chosen", "1"); CHOSEN_MAX + 1];
        assert!(asked(&many).chosen::<i64>("keep").is_err(), "more than anybody sees");
    }

    #[test]
    fn what_was_done_reads_back_from_the_address() {
        let tried = TriedAgain {
            applied: 3,
            rejected: 0,
            held: 12,
        };
        for done in [
            TroublesDone::Settled(4),
            TroublesDone::Taken,
            TroublesDone::Lost,
            TroublesDone::Refused,
            TroublesDone::NothingChosen,
            TroublesDone::Tried(tried),
            TroublesDone::NotTaken(2),
        ] {
            let response = asked(&[("list", "held")]).done_with(&done);
            let to = response.headers()["location"].to_str().unwrap();
            let (path, query) = to.split_once('?').unwrap();
            let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
            assert_eq!((path, pairs[0]), (HERE, ("list", "held")));
            assert_eq!(asked(&pairs).done(), Some(done));
        }
        assert_eq!(asked(&[("done", "x")]).done(), None);
    }
}
