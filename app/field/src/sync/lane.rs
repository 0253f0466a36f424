//! The one lane to the disk: jobs run one after the other, taps before everything else that waits.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use shared::{
    id::RecordId,
    numbered::Numbered,
    op::Draft,
    order,
    protocol::Cursor,
    replica::{Event, Place, Queued, Replica, Said},
};

use super::{
    driver::{Driver, News},
    note::Note,
};
use crate::{
    browser::spawn,
    disk::{Caught, Folded},
};

pub(super) enum Job {
    Store {
        group: u64,
        drafts: Vec<Draft>,
    },
    Page {
        before: Cursor,
        place: Place,
        rows: Vec<Said>,
        drop: Vec<RecordId>,
        forget: Vec<u64>,
    },
    Rewrite {
        entries: Vec<(u64, Queued)>,
        forget: Vec<u64>,
    },
    /// Read what another tab wrote.
    CatchUp,
    Fold {
        at: Cursor,
        last: u64,
        folded: Folded,
    },
    /// Become somebody else: everything moves.
    Renew,
    /// The shift is over.
    EndShift,
    /// Take the lead, with what the tab before wrote last.
    Lead,
    Note {
        name: &'static str,
        text: String,
    },
}

#[derive(Default)]
pub(super) struct Lane {
    jobs: RefCell<VecDeque<Job>>,
    /// Taps that mean nothing without another one: undo before what it undoes is stored.
    bound: RefCell<Vec<(u64, u64)>>,
    busy: Cell<bool>,
}

impl Lane {
    fn push(&self, job: Job) {
        let mut jobs = self.jobs.borrow_mut();
        match job {
            Job::Store { .. } => {
                let taps = jobs.iter().take_while(|job| matches!(job, Job::Store { .. })).count();
                jobs.insert(taps, job);
            }
            // One reading serves every note that came before it.
            Job::CatchUp if matches!(jobs.back(), Some(Job::CatchUp)) => {}
            job => jobs.push_back(job),
        }
    }

    fn pop(&self) -> Option<Job> {
        self.jobs.borrow_mut().pop_front()
    }

    /// Tap `group` is to fail where tap `after` fails.
    pub(super) fn bind(&self, group: u64, after: u64) {
        self.bound.borrow_mut().push((group, after));
    }

    /// Takes out the taps that hung on one that failed.
    fn fall_with(&self, failed: u64) -> Vec<u64> {
        let bound = self.bound.borrow();
        let mut fallen = Vec::new();
        self.jobs.borrow_mut().retain(|job| match job {
            Job::Store { group, .. } if bound.contains(&(*group, failed)) => {
                fallen.push(*group);
                false
            }
            _ => true,
        });
        fallen
    }

    /// Lays the rewrites that still wait over an outbox read from the disk: this tab knows better already.
    pub(super) fn lay_over(&self, outbox: &mut Numbered<Queued>) {
        for job in &*self.jobs.borrow() {
            if let Job::Rewrite { entries, forget } = job {
                for (n, queued) in entries {
                    outbox.insert(*n, queued.clone());
                }
                for n in forget {
                    outbox.remove(*n);
                }
            }
        }
    }

    /// Takes out the taps that wait for the disk, by group, in order.
    pub(super) fn take_taps(&self) -> Vec<(u64, Vec<Draft>)> {
        let mut jobs = self.jobs.borrow_mut();
        let mut taps = Vec::new();
        for job in std::mem::take(&mut *jobs) {
            match job {
                Job::Store { group, drafts } => taps.push((group, drafts)),
                job => jobs.push_back(job),
            }
        }
        taps
    }
}

impl Driver {
    pub(super) fn enqueue(self: &Rc<Self>, job: Job) {
        self.lane.push(job);
        if self.lane.busy.replace(true) {
            return;
        }
        let driver = self.clone();
        spawn(async move {
            while let Some(job) = driver.lane.pop() {
                driver.run(job).await;
            }
            driver.lane.busy.set(false);
        });
    }

    async fn run(self: &Rc<Self>, job: Job) {
        match job {
            Job::Store { group, drafts } => self.store(group, &drafts).await,
            Job::Page {
                before,
                place,
                rows,
                drop,
                forget,
            } => {
                self.store_page(before, place, &rows, &drop, &forget).await;
            }
            Job::Rewrite { entries, forget } => {
                // Losing it costs a repeated question, nothing else.
                if self.disk.rewrite(&entries, &forget).await.is_ok() {
                    self.say(Note::Wrote);
                }
            }
            Job::CatchUp => self.catch_up().await,
            // A page that came meanwhile is not in the chunks, even where it moved no cursor.
            Job::Fold { at, last, folded } if self.last.get() == last => {
                if let Ok(Some(appended)) = self.disk.fold(at, last, &folded).await {
                    self.last.set(appended.last.unwrap_or(last));
                    self.entries.set(appended.entries);
                    self.is_apart.set(true);
                }
            }
            Job::Fold { .. } => {}
            Job::Renew => self.move_over().await,
            Job::EndShift => self.lock_up().await,
            Job::Lead => {
                // A move that was cut off. What was handed over stays closed.
                if !self.with(Replica::sends_only) {
                    let _ = self.disk.stay().await;
                }
                self.catch_up().await;
                if self.leads.get() {
                    self.handle(Event::Lead(true));
                    if self.moves_under_a_pin.get() {
                        self.renew();
                    }
                    self.refresh_live();
                }
            }
            Job::Note { name, text } => {
                // Forgetting where somebody was is no harm.
                let _ = self.disk.set_note(name, &text).await;
            }
        }
    }

    async fn store(self: &Rc<Self>, group: u64, drafts: &[Draft]) {
        match self.disk.store(drafts).await {
            Ok(numbers) => {
                self.handle(Event::Stored { group, numbers });
                self.tell(News::Stored { group });
                self.say(Note::Wrote);
                self.tend();
            }
            Err(fault) => {
                let fallen = self.lane.fall_with(group);
                for group in std::iter::once(group).chain(fallen) {
                    self.handle(Event::StoreFailed { group });
                    self.tell(News::StoreFailed { group, fault });
                }
            }
        }
    }

    async fn store_page(
        self: &Rc<Self>,
        before: Cursor,
        place: Place,
        rows: &[Said],
        drop: &[RecordId],
        forget: &[u64],
    ) {
        match self.disk.store_page(before, &place, rows, drop, forget).await {
            Ok(Some(appended)) => {
                if let Some(last) = appended.last {
                    self.last.set(last);
                    self.entries.set(self.entries.get() + appended.entries);
                }
                self.handle(Event::PageStored);
                self.say(Note::Wrote);
                self.fold_soon();
            }
            Ok(None) => {
                self.ahead.replace(None);
                self.catch_up().await;
                self.handle(Event::PageRefused);
            }
            Err(_) => self.handle(Event::PageRefused),
        }
    }

    /// Takes in what other tabs wrote.
    async fn catch_up(self: &Rc<Self>) {
        // Unreadable or refused: the next note or start tries again; what this tab has stays right.
        let Ok(caught) = self.disk.since(self.last.get()).await else {
            return;
        };
        if caught.rotten {
            // Tried again by the next note, should it fail.
            let _ = self.mend_rows(caught.place, caught.last, caught.outbox).await;
            return;
        }
        self.take_in(caught);
    }

    /// Takes in what was read from the disk, over what this tab had.
    pub(super) fn take_in(self: &Rc<Self>, caught: Caught) {
        let Caught {
            place,
            mut rows,
            whole,
            mut outbox,
            last,
            entries,
            earlier,
            ..
        } = caught;
        self.last.set(last);
        self.entries
            .set(if whole { entries } else { self.entries.get() + entries });
        self.is_apart.set(earlier.is_some());
        if whole {
            rows.append(&mut missing(&self.replica.borrow(), &rows));
        }
        self.lane.lay_over(&mut outbox);
        self.handle(Event::Elsewhere { place, rows, outbox });
    }

    /// Remembers something for the screens, sealed, over a restart.
    pub(crate) fn remember(self: &Rc<Self>, name: &'static str, text: String) {
        self.enqueue(Job::Note { name, text });
    }
}

/// What the replica has and the disk hasn't any more.
fn missing(replica: &Replica, rows: &[Said]) -> Vec<Said> {
    let there = order::set(rows.iter().map(Said::id));
    let lost = replica.confirmed().filter(|row| !there.contains(&row.id));
    lost.map(|row| Said::Gone {
        id: row.id,
        seq: u64::MAX,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(jobs: Vec<Job>) -> Vec<&'static str> {
        let lane = Lane::default();
        for job in jobs {
            lane.push(job);
        }
        let mut order = Vec::new();
        while let Some(job) = lane.pop() {
            order.push(match job {
                Job::Store { group: 1, .. } => "first tap",
                Job::Store { .. } => "second tap",
                Job::CatchUp => "catch up",
                _ => "rewrite",
            });
        }
        order
    }

    #[test]
    fn taps_go_first_and_keep_their_order() {
        let tap = |group| Job::Store {
            group,
            drafts: Vec::new(),
        };
        let rewrite = || Job::Rewrite {
            entries: Vec::new(),
            forget: Vec::new(),
        };
        let jobs = vec![rewrite(), tap(1), rewrite(), tap(2)];
        assert_eq!(order(jobs), ["first tap", "second tap", "rewrite", "rewrite"]);
    }

    #[test]
    fn an_undo_falls_with_the_tap_it_undoes() {
        let lane = Lane::default();
        for group in [2, 3] {
            let drafts = Vec::new();
            lane.push(Job::Store { group, drafts });
        }
        lane.bind(2, 1);
        assert!(lane.fall_with(9).is_empty());
        assert_eq!(lane.fall_with(1), [2]);
        assert!(matches!(lane.pop(), Some(Job::Store { group: 3, .. })));
        assert!(lane.pop().is_none());
    }

    #[test]
    fn taps_are_taken_along_in_order_and_nothing_else() {
        let lane = Lane::default();
        lane.push(Job::CatchUp);
        for group in [4, 5] {
            let drafts = Vec::new();
            lane.push(Job::Store { group, drafts });
        }
        let groups: Vec<u64> = lane.take_taps().into_iter().map(|(group, _)| group).collect();
        assert_eq!(groups, [4, 5]);
        assert!(matches!(lane.pop(), Some(Job::CatchUp)) && lane.pop().is_none());
    }

    #[test]
    fn many_notes_are_one_reading() {
        assert_eq!(order(vec![Job::CatchUp, Job::CatchUp, Job::CatchUp]), ["catch up"]);
    }
}
