//! Keeping a page fresh: one event stream for the whole browser, and a pace at which the page asks again.
//! Knows nothing of what a page shows; on the server it does nothing.

mod pace;
#[cfg(feature = "hydrate")]
mod stream;

use leptos::prelude::*;

use self::pace::Pace;
#[cfg(feature = "hydrate")]
use self::{pace::Step, stream::News};

/// Ages on the page go stale by themselves, so it asks again even when nothing happens.
#[cfg(feature = "hydrate")]
const REFRESH: std::time::Duration = std::time::Duration::from_secs(30);

/// How the stream is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Not begun: rendered by the server, or not connected yet.
    Idle,
    Open,
    Lost,
}

/// A page's handle. `round` is the source of its resource; [`Live::settled`] ends each of its loads.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    round: RwSignal<u32>,
    line: RwSignal<Line>,
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server asks once"))]
    pace: StoredValue<Pace>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self {
            round: RwSignal::new(0),
            line: RwSignal::new(Line::Idle),
            pace: StoredValue::new(Pace::default()),
        }
    }

    /// Counts the loads that were asked for; tracked.
    pub(crate) fn round(self) -> u32 {
        self.round.get()
    }

    /// Tracked.
    pub(crate) fn line(self) -> Line {
        self.line.get()
    }
}

#[cfg(not(feature = "hydrate"))]
impl Live {
    pub(crate) fn settled(self, _round: u32) {}

    pub(crate) fn follow(self, _seq: impl Fn() -> u64 + 'static) {}
}

#[cfg(feature = "hydrate")]
impl Live {
    /// The load of that round has ended, well or not.
    pub(crate) fn settled(self, round: u32) {
        self.go(self
            .pace
            .try_update_value(|pace| pace.settled(round, stream::clock_ms())));
    }

    /// Follows the site until the page goes. `seq`: of what the page shows now.
    pub(crate) fn follow(self, seq: impl Fn() -> u64 + 'static) {
        let follower = stream::Follower::new(move |news| match news {
            News::Head(head) => {
                self.tell(Line::Open);
                if head > seq() {
                    self.ask();
                }
            }
            News::Open => {
                // The last load may have failed meanwhile.
                if self.line.get_untracked() == Line::Lost {
                    self.ask();
                }
                self.tell(Line::Open);
            }
            News::Lost => self.tell(Line::Lost),
            // A closed stream may mean a sign-in that has ended; the load finds out.
            News::Closed => {
                self.tell(Line::Lost);
                self.ask();
            }
        });
        // Dropped with the page.
        StoredValue::new_local(follower);
        if let Ok(refresh) = set_interval_with_handle(move || self.ask(), REFRESH) {
            on_cleanup(move || refresh.clear());
        }
    }

    fn tell(self, line: Line) {
        if self.line.get_untracked() != line {
            self.line.set(line);
        }
    }

    fn ask(self) {
        self.go(self.pace.try_update_value(|pace| pace.want(stream::clock_ms())));
    }

    fn due(self) {
        self.go(self.pace.try_update_value(|pace| pace.due(stream::clock_ms())));
    }

    /// None: the page is gone.
    fn go(self, step: Option<Step>) {
        match step {
            Some(Step::Load(round)) => self.round.set(round),
            Some(Step::Wait(wait)) => set_timeout(move || self.due(), wait),
            Some(Step::Nothing) | None => {}
        }
    }
}
