//! Who was erased, and who is whom.

use std::collections::BTreeMap;

use model::site::{RESIDENT, RESIDENTS, called, id};
use shared::{domain::resident::SAME_AS, id::RecordId, record::Row};

use super::World;
use crate::{
    breach::{Breach, Invariant},
    phone::Phone,
};

/// Each alias with whom it is.
type Aliases = BTreeMap<RecordId, RecordId>;

impl World {
    pub(super) fn erase(&mut self, resident: RecordId) -> Result<(), Breach> {
        self.office.erase(resident, self.now)?;
        let emptied = self.office.model.log.values().filter(|line| line.raw.is_empty());
        self.forgotten.extend(emptied.map(|line| line.id));
        Ok(())
    }

    /// From the pull on that tells of it.
    pub(super) fn keeps_nobody_erased(&self, p: usize) -> Result<(), Breach> {
        let erased = self.office.model.rows.values().filter(|row| row.is_erased());
        let cursor = self.phones[p].replica().place().cursor.seq;
        let mut told = erased.filter(|row| row.record.seq <= cursor && self.is_told(p));
        let replica = self.phones[p].replica();
        let kept = told.find(|row| replica.confirmed_row(row.record.id).is_some());
        Invariant::Erased.check(kept.is_none(), || format!("phone {p} at {cursor} has {kept:?}"))
    }

    /// In what the server has; and on a phone that has read all of it.
    pub(super) fn nobody_is_their_own_alias(&self, p: usize) -> Result<(), Breach> {
        if !self.chances.aliases {
            return Ok(());
        }
        let (model, phone) = (&self.office.model, &self.phones[p]);
        let same_as = |row: &Row| Some((row.record.id, row.record.reference(SAME_AS)?));
        circle(&model.rows.values().filter_map(same_as).collect(), "the server")?;
        if phone.replica().place().cursor.seq == model.head && self.is_told(p) {
            let rows = phone.replica().confirmed();
            let aliases = rows.filter_map(|row| Some((row.id, row.reference(SAME_AS)?)));
            circle(&aliases.collect(), &format!("phone {p}"))?;
        }
        Ok(())
    }

    /// It has read everything up to its cursor.
    fn is_told(&self, p: usize) -> bool {
        let (phone, epochs) = (&self.phones[p], &self.office.model.epochs);
        let place = phone.replica().place();
        let is_whole = place.complete && !place.refreshing && phone.all_agree();
        is_whole && epochs.knows(place.cursor.epoch, place.cursor.top)
    }

    /// At the end: neither in rows nor in what was said, nor in the server's files, nor on a phone that can hear of it.
    pub(super) fn nothing_is_left(&mut self) -> Result<(), Breach> {
        for r in (0..RESIDENTS).filter(|r| !self.merged.contains(r)) {
            let model = &self.office.model;
            if !model.rows[&id(RESIDENT, r)].is_erased() {
                continue;
            }
            let name = called(r);
            let said = format!("{:?} {:?} {:?}", model.rows, model.log, model.conflicts);
            let says = |p: &usize| content(&self.phones[*p]).contains(&name);
            let hears = |p: &usize| !self.phones[*p].is_lost && !self.is_shut_out(*p);
            let phone = (0..self.phones.len()).filter(hears).find(says);
            Invariant::Erased.check(!said.contains(&name) && phone.is_none(), || {
                format!("\"{name}\" still stands at the server or on phone {phone:?}")
            })?;
            let is_in_files = self.office.says(&name);
            Invariant::Erased.check(!is_in_files, || {
                format!("\"{name}\" still stands in the server's files")
            })?;
        }
        Ok(())
    }
}

/// Everything a phone has on its disk.
fn content(phone: &Phone) -> String {
    let rows = serde_json::to_string(&model::messages(phone.replica())).unwrap();
    let outbox = phone.storage.disk.outbox.values();
    rows + &outbox
        .map(|queued| serde_json::to_string(queued).unwrap())
        .collect::<String>()
}

fn circle(aliases: &Aliases, whose: &str) -> Result<(), Breach> {
    let ends = |from: &&RecordId| {
        let chain = std::iter::successors(Some(**from), |id| aliases.get(id).copied());
        chain.take(aliases.len() + 2).count() <= aliases.len() + 1
    };
    let own = aliases.keys().find(|id| !ends(id));
    Invariant::Alias.check(own.is_none(), || format!("{own:?} is its own alias, of {whose}"))
}
