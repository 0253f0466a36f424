//! Is this phone ready to suit up? What it knows of itself.

use leptos::prelude::*;

use super::phone::Phone;
use crate::browser::{page, setting, spawn, storage};

/// There from enrolment until somebody has gone on from 自检.
const OWED: &str = "dabai.check";

/// A clock this far off makes a mess of times, though nothing is lost by it.
const SKEW_MOST_MS: i64 = 2 * 60_000;
/// Room for a shift's records many times over.
const FREE_LEAST_BYTES: f64 = 50e6;

/// What was found; none where the browser doesn't say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Checks {
    /// The browser has promised to keep what is stored.
    pub(crate) kept: Option<bool>,
    pub(crate) free_bytes: Option<f64>,
    /// Opened from the home screen.
    pub(crate) installed: bool,
    /// Server clock minus phone clock.
    pub(crate) skew_ms: Option<i64>,
}

impl Checks {
    pub(crate) fn has_room(&self) -> bool {
        self.free_bytes.is_none_or(|free| free >= FREE_LEAST_BYTES)
    }

    pub(crate) fn has_clock(&self) -> bool {
        self.skew_ms.is_none_or(|skew| skew.abs() <= SKEW_MOST_MS)
    }

    /// Nothing stands in the way of a shift. An app that isn't installed works all the same.
    pub(crate) fn is_ready(&self) -> bool {
        self.has_room() && self.has_clock() && self.kept != Some(false)
    }
}

/// 自检 comes before the first door, however often the app is opened until then.
pub(super) fn owe() {
    setting::set(OWED, "1");
}

pub(super) fn is_owed() -> bool {
    setting::get(OWED).is_some()
}

pub(super) fn settle() {
    setting::remove(OWED);
}

impl Phone {
    /// Looks again; `checks` tells.
    pub(super) fn look_over(self) {
        spawn(async move {
            let kept = storage::is_kept().await;
            let free_bytes = storage::free_bytes().await;
            self.checks.update(|checks| {
                checks.kept = Some(kept);
                checks.free_bytes = free_bytes;
                checks.installed = page::is_installed();
            });
        });
    }

    /// Tracked.
    pub(crate) fn checks(&self) -> Checks {
        let strip = self.strip.get();
        let skew_ms = self
            .core()
            .driver()
            .map(|driver| driver.with(|replica| replica.place().offset_ms));
        Checks {
            skew_ms: skew_ms.filter(|_| strip.heard.is_some()),
            ..self.checks.get()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_does_not_say_stands_in_nobodys_way() {
        assert!(Checks::default().is_ready());
        let promised = Checks {
            kept: Some(true),
            free_bytes: Some(60e6),
            installed: false,
            skew_ms: Some(-90_000),
        };
        assert!(promised.is_ready());
        assert!(
            !Checks {
                kept: Some(false),
                ..promised
            }
            .is_ready()
        );
        assert!(
            !Checks {
                free_bytes: Some(1e6),
                ..promised
            }
            .is_ready()
        );
        assert!(
            !Checks {
                skew_ms: Some(-180_000),
                ..promised
            }
            .is_ready()
        );
    }
}
