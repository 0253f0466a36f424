//! A phone's disk: what [`Effect`]s about storage do to it, each whole or not at all.

use shared::{
    numbered::Numbered,
    replica::{Disk, Effect, Event, Place, Queued, Rows},
};

#[derive(Clone, Debug)]
pub struct Storage {
    pub disk: Disk,
    /// The next key of the outbox; it never goes back.
    next_n: u64,
    /// Whether it refuses the next page, as it does when another tab has moved the cursor.
    pub refuse_page: bool,
}

/// What became of an effect.
#[derive(Debug)]
pub enum Done {
    Stored(Option<Event>),
    /// It is not about storage.
    Not(Effect),
}

impl Default for Storage {
    fn default() -> Self {
        let disk = Disk {
            place: Place::START,
            rows: Rows::default(),
            outbox: Numbered::default(),
        };
        Self {
            disk,
            next_n: 1,
            refuse_page: false,
        }
    }
}

impl Storage {
    /// How many operations were ever stored here.
    pub const fn made(&self) -> u64 {
        self.next_n - 1
    }

    /// Stores one more operation under the next number.
    pub fn add(&mut self, queued: Queued) -> u64 {
        let n = self.next_n;
        self.disk.outbox.insert(n, queued);
        self.next_n += 1;
        n
    }

    pub fn execute(&mut self, effect: Effect) -> Done {
        match effect {
            Effect::Store { group, drafts } => {
                let numbers = drafts
                    .into_iter()
                    .map(|draft| self.add(Queued::waiting(draft)))
                    .collect();
                Done::Stored(Some(Event::Stored { group, numbers }))
            }
            Effect::StorePage {
                before,
                place,
                rows,
                drop,
                forget,
            } => {
                if self.disk.place.cursor != before || std::mem::take(&mut self.refuse_page) {
                    return Done::Stored(Some(Event::PageRefused));
                }
                drop.into_iter().for_each(|id| self.disk.rows.remove(id));
                rows.into_iter().for_each(|said| self.disk.rows.take(said));
                self.disk.place = place;
                self.forget(&forget);
                Done::Stored(Some(Event::PageStored))
            }
            Effect::StoreOutbox { entries, forget } => {
                for (n, queued) in entries {
                    self.disk.outbox.insert(n, queued);
                }
                self.forget(&forget);
                Done::Stored(None)
            }
            other => Done::Not(other),
        }
    }

    fn forget(&mut self, numbers: &[u64]) {
        for n in numbers {
            self.disk.outbox.remove(*n);
        }
    }
}
