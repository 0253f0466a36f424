//! Sheets that were just made, in memory only: the one place where codes are readable, for as long as printing takes.

use std::{collections::VecDeque, sync::Arc};

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use desk::cards::{Sheet, gone_page, sheet_page};
use shared::{
    id::AccountId,
    time::{MINUTE_MS, UnixMs},
};
use tokio::sync::{Mutex, MutexGuard};

use super::Here;
use crate::error::Error;

/// How long a sheet can be opened again.
pub(super) const SHOWN_MS: i64 = 10 * MINUTE_MS;
/// Sheets kept at once; the oldest makes room.
const SHEETS_MAX: usize = 50;
/// A form's number: 32 random bytes in hexadecimal.
const ONCE_CHARS: usize = 64;

#[derive(Default)]
pub(crate) struct Sheets(Mutex<Kept>);

#[derive(Default)]
pub(super) struct Kept(VecDeque<(AccountId, String, Arc<Sheet>)>);

impl Sheets {
    /// Whoever makes cards holds this until they are kept: a form that is sent twice finds what the first one made.
    pub(super) async fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().await
    }
}

impl Kept {
    /// What this form of theirs has made. Nobody else sees it.
    pub(super) fn find(&self, maker: AccountId, once: &str, now: UnixMs) -> Option<Arc<Sheet>> {
        let mut sheets = self.0.iter();
        let (.., sheet) = sheets.find(|(account, number, _)| *account == maker && number == once)?;
        (now < sheet.shown_until).then(|| sheet.clone())
    }

    pub(super) fn keep(&mut self, maker: AccountId, once: &str, sheet: Sheet, now: UnixMs) {
        self.0.retain(|(.., sheet)| now < sheet.shown_until);
        if self.0.len() >= SHEETS_MAX {
            self.0.pop_front();
        }
        self.0.push_back((maker, once.to_owned(), Arc::new(sheet)));
    }
}

/// The number of a form, as we have given it out.
pub(super) fn checked(once: &str) -> Result<&str, Error> {
    let is_ours = once.len() == ONCE_CHARS && once.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_ours.then_some(once).ok_or(Error::Malformed)
}

pub(super) fn path(once: &str) -> String {
    format!("/desk/people/sheet/{once}")
}

/// Where a form leads that has made a sheet: loading that page again makes nothing.
pub(super) fn redirect(once: &str) -> Response {
    Redirect::to(&path(once)).into_response()
}

pub(super) async fn page(here: Here, Path(once): Path<String>) -> Response {
    let kept = here.state.sheets.lock().await;
    let sheet = kept.find(here.viewer.account(), &once, here.now);
    drop(kept);
    match sheet {
        Some(sheet) => sheet_page(&here.office, &sheet),
        None => gone_page(&here.office, super::LIST),
    }
}

#[cfg(test)]
mod tests {
    use shared::time::DayRule;

    use super::*;

    fn sheet(now: UnixMs) -> Sheet {
        Sheet {
            path: String::new(),
            site: String::new(),
            base: String::new(),
            cards: Vec::new(),
            valid_until: now,
            expires: now,
            shown_until: now.plus(SHOWN_MS),
            rule: DayRule::default(),
        }
    }

    #[test]
    fn a_sheet_is_shown_to_its_maker_for_a_while() {
        let (now, mine, theirs) = (UnixMs(5), AccountId::NIL, AccountId::made(UnixMs(1), [1; 10]));
        let mut kept = Kept::default();
        kept.keep(mine, "a", sheet(now), now);
        assert!(kept.find(mine, "a", now.plus(SHOWN_MS - 1)).is_some());
        assert!(kept.find(mine, "a", now.plus(SHOWN_MS)).is_none());
        assert!(kept.find(theirs, "a", now).is_none() && kept.find(mine, "b", now).is_none());
    }

    #[test]
    fn sheets_do_not_pile_up() {
        let mut kept = Kept::default();
        for number in 0..=SHEETS_MAX {
            kept.keep(AccountId::NIL, &number.to_string(), sheet(UnixMs(5)), UnixMs(5));
        }
        assert_eq!(kept.0.len(), SHEETS_MAX);
        assert!(kept.find(AccountId::NIL, "0", UnixMs(5)).is_none());
        kept.keep(AccountId::NIL, "late", sheet(UnixMs(5)), UnixMs(5).plus(SHOWN_MS));
        assert_eq!(kept.0.len(), 1);
    }

    #[test]
    fn only_numbers_that_we_gave_out_are_taken() {
        assert!(checked(&"0f".repeat(32)).is_ok());
        for wrong in ["", "0f", &"zz".repeat(32), &"0f".repeat(33), "../../../../../app/"] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
    }
}
