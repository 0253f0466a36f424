//! Own operations from the tap to the final result. Numbers come from the outbox's key, never from here.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Effect, KEPT_MAX, OUTBOX_MAX, Replica, Tally};
use crate::{
    id::{EpochId, RecordId},
    numbered::Numbered,
    op::Draft,
    order,
    outcome::Code,
    protocol::{OpResult, Status},
    read::{FromValue, read_fields, take},
    time::UnixMs,
    value::{Fields, Value},
    was::Was,
};

/// An outbox entry. Every later version must be able to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Queued {
    pub draft: Draft,
    pub standing: Standing,
    /// The server can't read it even alone: a mark is sent in its place, the content stays here for a person.
    pub unsendable: bool,
    /// A person has read why it was rejected and let it go. Stays so when a backup brings the operation back.
    pub discarded: bool,
    /// What it had come to, where the server has lost it and it goes up again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Was>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Waiting,
    /// The server has it and can't apply it yet.
    Held {
        code: Code,
        asked: UnixMs,
    },
    Settled(Settled),
}

/// A final result that is still needed: its row has not come, a person has to see it, or a backup may bring it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settled {
    pub status: Status,
    pub seq: Option<u64>,
    pub code: Option<Code>,
    pub field: Option<String>,
    pub fields: Vec<String>,
    /// Its row is here, or the pull has passed it.
    pub arrived: bool,
    /// The life of the server that said so; none where an earlier version stored it.
    pub epoch: Option<EpochId>,
}

read_fields! {
    Queued { draft, standing; or default: unsendable, discarded, was }
    Settled { status, seq, code, field; or default: fields, arrived, epoch }
}

impl FromValue for Standing {
    fn from_value(value: Value) -> Option<Self> {
        let mut said = match value {
            Value::Text(word) if word == "waiting" => return Some(Self::Waiting),
            value => Fields::from_value(value)?,
        };
        if let Some(mut held) = take::<Option<Fields>>(&mut said, "held")? {
            let (code, asked) = (take(&mut held, "code")?, take(&mut held, "asked")?);
            return Some(Self::Held { code, asked });
        }
        take(&mut said, "settled").map(Self::Settled)
    }
}

impl Queued {
    pub const fn waiting(draft: Draft) -> Self {
        Self {
            draft,
            standing: Standing::Waiting,
            unsendable: false,
            discarded: false,
            was: None,
        }
    }

    /// It is about somebody who was erased: it is not kept either.
    const fn is_erased(&self) -> bool {
        matches!(&self.standing, Standing::Settled(settled) if matches!(settled.code, Some(Code::Erased)))
    }

    /// Rejected, and nobody has mended or discarded it yet.
    pub const fn needs_attention(&self) -> bool {
        !self.discarded
            && matches!(&self.standing, Standing::Settled(settled) if matches!(settled.status, Status::Rejected))
    }
}

impl Replica {
    pub(super) fn act(&mut self, drafts: Vec<Draft>) -> Vec<Effect> {
        if drafts.is_empty() {
            return Vec::new();
        }
        self.groups += 1;
        let group = self.groups;
        let touched = touched(&drafts);
        self.storing.push((group, drafts.clone()));
        self.refresh(&touched);
        // To the disk first: it can begin while the screen is drawn.
        vec![Effect::Store { group, drafts }, Effect::Show(touched)]
    }

    pub(super) fn stored(&mut self, group: u64, numbers: &[u64]) -> Vec<Effect> {
        let Some(drafts) = self.take_storing(group) else {
            return Vec::new();
        };
        let touched = touched(&drafts);
        for (n, draft) in numbers.iter().zip(drafts) {
            // Another tab may have read it from the disk already, and sent it.
            if !self.outbox.contains(*n) {
                self.outbox.insert(*n, Queued::waiting(draft));
            }
            self.index(*n);
        }
        self.refresh(&touched);
        vec![Effect::Show(touched)]
    }

    pub(super) fn store_failed(&mut self, group: u64) -> Vec<Effect> {
        let Some(drafts) = self.take_storing(group) else {
            return Vec::new();
        };
        let touched = touched(&drafts);
        self.refresh(&touched);
        vec![Effect::Show(touched)]
    }

    fn take_storing(&mut self, group: u64) -> Option<Vec<Draft>> {
        let at = self.storing.iter().position(|(storing, _)| *storing == group)?;
        Some(self.storing.remove(at).1)
    }

    /// Takes the outbox as the disk has it.
    pub(super) fn take_outbox(&mut self, outbox: Numbered<Queued>) -> BTreeSet<RecordId> {
        let mut changed = order::set(self.by_record.keys().copied());
        self.outbox = outbox;
        self.by_record.clear();
        for n in self.outbox.numbers().collect::<Vec<_>>() {
            self.index(n);
        }
        changed.extend(self.by_record.keys().copied());
        self.refresh(&changed);
        changed
    }

    fn index(&mut self, n: u64) {
        let Some(queued) = self.outbox.get(n) else { return };
        for id in Self::touched_by(&queued.draft.change) {
            order::put(self.by_record.or_default(id), n);
        }
    }

    /// Takes results in: which entries to rewrite, and which records look different.
    pub(super) fn settle(
        &mut self,
        now: UnixMs,
        epoch: EpochId,
        results: Vec<OpResult>,
    ) -> (Vec<u64>, BTreeSet<RecordId>) {
        let (mut changed, mut touched) = (Vec::new(), BTreeSet::new());
        for result in results {
            let Some(queued) = self.outbox.get_mut(result.n) else {
                continue;
            };
            if queued.draft.id != result.id {
                continue;
            }
            queued.standing = match result.status {
                Status::Held => Standing::Held {
                    code: result.code.unwrap_or(Code::Unknown),
                    asked: now,
                },
                status => Standing::Settled(Settled {
                    status,
                    seq: result.seq,
                    code: result.code,
                    field: result.field,
                    fields: result.fields,
                    arrived: false,
                    epoch: Some(epoch),
                }),
            };
            touched.extend(Self::touched_by(&queued.draft.change));
            changed.push(result.n);
        }
        self.pass(&mut touched);
        (changed, touched)
    }

    /// Marks the operations whose rows the pull has reached.
    pub(super) fn pass(&mut self, touched: &mut BTreeSet<RecordId>) {
        let reached = if self.place.complete && !self.place.refreshing {
            self.place.cursor.seq
        } else {
            0
        };
        for queued in self.outbox.values_mut() {
            let Standing::Settled(settled) = &mut queued.standing else {
                continue;
            };
            if settled.arrived {
                continue;
            }
            let delivered = |seq: u64| {
                let ids = Self::touched_by(&queued.draft.change);
                ids.iter()
                    .all(|id| self.rows.get(*id).is_some_and(|row| row.seq >= seq))
            };
            // Numbers of an earlier life say nothing of a result of this one.
            let is_read = settled.epoch.is_none_or(|epoch| self.place.cursor.epoch >= epoch);
            let has_come = |seq| is_read && (reached >= seq || delivered(seq));
            // Nobody waits for the row where none is asked for.
            if self.sends_only || settled.seq.is_none_or(has_come) {
                settled.arrived = true;
                touched.extend(Self::touched_by(&queued.draft.change));
            }
        }
    }

    /// Somebody was erased: nothing final about them is needed any more, be it refused or to be seen. Answers the numbers.
    pub(super) fn erase(&mut self, id: RecordId) -> Vec<u64> {
        let about = self
            .outbox
            .iter()
            .filter(|(_, queued)| queued.draft.change.touches().contains(&id));
        let mut numbers: Vec<u64> = about.map(|(n, _)| n).collect();
        numbers.retain(|n| {
            let Some(Queued {
                standing: Standing::Settled(settled),
                ..
            }) = self.outbox.get_mut(*n)
            else {
                return false;
            };
            settled.code = Some(Code::Erased);
            settled.arrived = true;
            true
        });
        numbers
    }

    /// Removes what nobody needs any more.
    pub(super) fn prune(&mut self) -> Vec<u64> {
        let is_done = |queued: &Queued| match &queued.standing {
            Standing::Settled(settled) => settled.arrived && !queued.needs_attention(),
            _ => false,
        };
        let done = self.outbox.values().filter(|queued| is_done(queued)).count();
        let mut too_many = done.saturating_sub(KEPT_MAX);
        let done = self.outbox.extract(|n, queued| {
            if queued.is_erased() {
                return true;
            }
            if !is_done(queued) {
                return false;
            }
            let is_beyond = too_many > 0;
            too_many -= usize::from(is_beyond);
            n <= self.safe_n || is_beyond
        });
        for (n, queued) in &done {
            for id in Self::touched_by(&queued.draft.change) {
                if let Some(numbers) = self.by_record.get_mut(&id) {
                    order::take(numbers, n);
                    if numbers.is_empty() {
                        self.by_record.remove(&id);
                    }
                }
            }
        }
        self.settled += done.len() as u64;
        done.into_iter().map(|(n, _)| n).collect()
    }

    pub(super) fn discard(&mut self, n: u64) -> Vec<Effect> {
        let Some(queued) = self.outbox.get_mut(n).filter(|queued| queued.needs_attention()) else {
            return Vec::new();
        };
        queued.discarded = true;
        let entries = vec![(n, queued.clone())];
        let forget = self.prune();
        let entries = entries.into_iter().filter(|(n, _)| !forget.contains(n)).collect();
        vec![Effect::StoreOutbox { entries, forget }, Effect::Show(BTreeSet::new())]
    }

    /// The server's count fell below what it had acknowledged (it came back from a backup): everything above it that
    /// is still here goes up again.
    pub(super) fn put_back(&mut self, last_n: u64, touched: &mut BTreeSet<RecordId>) -> Vec<u64> {
        let mut back = Vec::new();
        for (n, queued) in self.outbox.above_mut(last_n) {
            if !matches!(queued.standing, Standing::Waiting) {
                let before = std::mem::replace(&mut queued.standing, Standing::Waiting);
                queued.was = before.was().or(queued.was.take());
                touched.extend(Self::touched_by(&queued.draft.change));
                back.push(n);
            }
        }
        back
    }

    pub fn tally(&self) -> Tally {
        let count = |test: fn(&Queued) -> bool| self.outbox.values().filter(|queued| test(queued)).count() as u64;
        let storing = self.storing.iter().map(|(_, drafts)| drafts.len()).sum::<usize>() as u64;
        let waiting = storing + count(|queued| matches!(queued.standing, Standing::Waiting));
        let held = count(|queued| matches!(queued.standing, Standing::Held { .. }));
        let settled = self.settled + count(|queued| matches!(queued.standing, Standing::Settled(_)));
        let attention = count(Queued::needs_attention);
        Tally {
            made: waiting + held + settled,
            waiting,
            held,
            settled,
            attention,
        }
    }

    /// Whether one more operation may be made.
    pub fn has_room(&self) -> bool {
        self.outbox.len() < OUTBOX_MAX
    }
}

impl Standing {
    fn was(self) -> Option<Was> {
        let Self::Settled(settled) = self else { return None };
        Some(Was {
            epoch: settled.epoch?,
            status: settled.status,
            seq: settled.seq,
            code: settled.code,
            field: settled.field,
            fields: settled.fields,
        })
    }
}

fn touched(drafts: &[Draft]) -> BTreeSet<RecordId> {
    order::set(drafts.iter().flat_map(|draft| Replica::touched_by(&draft.change)))
}
